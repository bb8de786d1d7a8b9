"""Exact gradient and Hessian of the cost of a network in its activation region, in integers.

The derivative of output q in the parameter (l, r, c) is B_l[q][r] h(l)[c], where B_l = d output / d
z(l + 1) depends on the point through its pattern only. The cost's second derivative has the
Gauss-Newton part, and for layers l < m the part of e with B_m[q][p] T[t][r] h(l)[c], T = d h(m) / d
z(l + 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .exact import dot
from .trained_network import Pass

__all__ = ["Backward", "backward", "gradient", "hessian", "jacobian_square"]

Pattern = tuple[tuple[bool, ...], ...]
Table = list[list[int]]


@dataclass(frozen=True, slots=True)
class Backward:
    """The pattern of each point, and for each pattern B_0..B_L over `denominators`."""

    patterns: tuple[Pattern, ...]
    tables: dict[Pattern, list[Table]]
    denominators: tuple[int, ...]


def _product(left: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> Table:
    columns = list(zip(*right, strict=True))
    return [[dot(row, column) for column in columns] for row in left]


def _weights(at: Pass, l: int) -> Table:
    return [list(row[:-1]) for row in at.layers[l][0]]


def _masked(rows: Sequence[Sequence[int]], kept: Sequence[bool]) -> Table:
    return [[e if on else 0 for e, on in zip(row, kept, strict=True)] for row in rows]


def backward(at: Pass) -> Backward:
    """B_l for every pattern that occurs."""
    patterns = tuple(
        tuple(tuple(row[i] > 0 for row in layer) for layer in at.z[:-1]) for i in range(at.N)
    )
    denominators = [1] * (at.L + 1)
    for l in reversed(range(at.L)):
        denominators[l] = denominators[l + 1] * at.layers[l + 1][1]
    tables = {}
    for pattern in set(patterns):
        chain: list[Table] = [[[int(p == q) for p in range(at.Q)] for q in range(at.Q)]]
        for l in reversed(range(at.L)):
            chain.append(_product(chain[-1], _masked(_weights(at, l + 1), pattern[l])))
        tables[pattern] = chain[::-1]
    return Backward(patterns, tables, tuple(denominators))


def _pulled(at: Pass, back: Backward, l: int) -> Table:
    """2 w e B_l: for each unit of layer l and each point, over error_scale, scale,
    denominators[l].
    """
    errors = at.weighted_errors()
    return [
        [
            2 * sum(errors[q][i] * back.tables[pattern][l][q][r] for q in range(at.Q))
            for i, pattern in enumerate(back.patterns)
        ]
        for r in range(at.widths[l + 1])
    ]


def gradient(at: Pass, back: Backward) -> list[Fraction]:
    """All first derivatives of the cost."""
    partial = [Fraction(0)] * at.starts[-1]
    for l in range(at.L + 1):
        d = at.error_scale * at.scale * back.denominators[l] * at.scales[l]
        for r, row in enumerate(_pulled(at, back, l)):
            for c, feature in enumerate(at.features[l]):
                partial[at.place(l, r, c)] = Fraction(dot(row, feature), d)
    return partial


def jacobian_square(at: Pass, back: Backward, chosen: Sequence[int]) -> list[list[Fraction]]:
    """2 J^T W J in the chosen parameters, block by block: of two rows of two layers.

    The derivatives in one row are one backward factor times the features, so a block needs the
    product of the two factors, summed over the outputs, once a point.
    """
    rows: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for k, number in enumerate(chosen):
        l, r, c = at.locate(number)
        rows.setdefault((l, r), []).append((k, c))
    square = [[Fraction(0)] * len(chosen) for _ in chosen]
    for (l, r), first in rows.items():
        for (m, p), second in rows.items():
            if (m, p) > (l, r):
                continue
            shares = {
                pattern: 2 * sum(g * u[r] * v[p] for g, u, v in zip(at.gains, *pair, strict=True))
                for pattern, pair in ((q, (t[l], t[m])) for q, t in back.tables.items())
            }
            weight = [shares[q] * w for q, w in zip(back.patterns, at.weights, strict=True)]
            seen = [i for i, entry in enumerate(weight) if entry]
            own = back.denominators[l] * at.scales[l]
            d = own * back.denominators[m] * at.scales[m] * at.scale
            columns = [(b, [at.features[m][c][i] for i in seen]) for b, c in second]
            for a, c in first:
                left = [at.features[l][c][i] * weight[i] for i in seen]
                for b, right in columns:
                    square[a][b] = square[b][a] = Fraction(dot(left, right), d)
    return square


def hessian(at: Pass, back: Backward, chosen: Sequence[int]) -> list[list[Fraction]]:
    """The second derivatives of the cost in the chosen parameters."""
    total = jacobian_square(at, back, chosen)
    places = [at.locate(k) for k in chosen]
    for m in range(1, at.L + 1):
        upper = [(a, r, c) for a, (l, r, c) in enumerate(places) if l == m and c < at.widths[m]]
        if upper:
            _add_layer(at, back, places, m, upper, total)
    return total


def _add_layer(
    at: Pass,
    back: Backward,
    places: Sequence[tuple[int, int, int]],
    m: int,
    upper: Sequence[tuple[int, int, int]],
    square: list[list[Fraction]],
) -> None:
    """The mixed derivatives of the weights of layer m with everything below it."""
    pulled = _pulled(at, back, m)
    width = at.widths[m]
    through = {
        pattern: [[int(s == t and pattern[m - 1][t]) for s in range(width)] for t in range(width)]
        for pattern in back.tables
    }
    passed = 1
    for l in reversed(range(m)):
        lower = [(b, r, c) for b, (k, r, c) in enumerate(places) if k == l]
        d = at.error_scale * at.scale * back.denominators[m] * passed * at.scales[l]
        known: dict[tuple[int, int, int], list[int]] = {}
        for a, p, t in upper:
            for b, r, c in lower:
                if (p, t, r) not in known:
                    known[p, t, r] = [
                        e * through[pattern][t][r]
                        for e, pattern in zip(pulled[p], back.patterns, strict=True)
                    ]
                total = dot(known[p, t, r], at.features[l][c])
                if total:
                    square[a][b] += Fraction(total, d)
                    square[b][a] += Fraction(total, d)
        if l:
            passed *= at.layers[l][1]
            weights = _weights(at, l)
            through = {
                pattern: _masked(_product(table, weights), pattern[l - 1])
                for pattern, table in through.items()
            }
