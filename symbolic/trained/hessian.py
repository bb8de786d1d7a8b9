"""Exact first and second derivatives on chosen coordinates, in integers.

``∂o/∂[W_l b_l]_{rc} = (∂o/∂z_l)_r h̃_{l−1,c}`` depends on a point through its pattern and its
features; the second derivative of an output in two layers ``l < m`` is ``(∂o/∂z_m)_p
(∂h_{m−1}/∂z_l)_{t r} h̃_{l−1,c}``, and 0 in one layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpz_mat

from symbolic.record import Record
from symbolic.trained.evaluation import Evaluation

Key = tuple[tuple[bool, ...], ...]
Matrix = list[list[int]]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Backward(Record):
    """``∂o/∂z_l`` for every pattern that occurs, ``l = 0..L`` over ``denominators[l]``; ``keys[i]``
    is that of point ``i``.
    """

    keys: tuple[Key, ...]
    matrices: dict[Key, list[Matrix]]
    denominators: tuple[int, ...]


def backward(at: Evaluation) -> Backward:
    """One chain of products a pattern."""
    L, Q = at.network.L, at.problem.Q
    active = [[[s > 0 for s in row] for row in layer] for layer in at.pattern]
    columns = [zip(*layer, strict=True) for layer in active]
    keys = tuple(zip(*columns, strict=True)) if L else ((),) * at.problem.N
    denominators = [1] * (L + 1)
    for l in range(L - 1, -1, -1):
        denominators[l] = denominators[l + 1] * at.network.layers[l + 1][1]
    weights = [[[int(v) for v in row[:-1]] for row in W.tolist()] for W, _ in at.network.layers]
    tables: dict[Key, list[Matrix]] = {}
    for key in dict.fromkeys(keys):
        current = fmpz_mat([[int(a == b) for b in range(Q)] for a in range(Q)])
        chain = [current]
        for l in range(L - 1, -1, -1):
            masked = [
                [v if on else 0 for v, on in zip(row, key[l], strict=True)]
                for row in weights[l + 1]
            ]
            current = current * fmpz_mat(masked)
            chain.append(current)
        tables[key] = [[[int(v) for v in row] for row in m.tolist()] for m in reversed(chain)]
    return Backward(keys, tables, tuple(denominators))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Jacobian(Record):
    """Derivatives of all outputs at all points (rows: point by point, output by output) over
    ``denominator``.
    """

    rows: Matrix
    denominator: int
    weights: list[int]


def exact_jacobian(at: Evaluation, chosen: Sequence[int], back: Backward | None = None) -> Jacobian:
    """The Jacobian in the chosen parameters."""
    back = back or backward(at)
    L, N, Q, problem = at.network.L, at.problem.N, at.problem.Q, at.problem
    places = [at.network.numbering.locate(k) for k in chosen]
    denominators = [back.denominators[l] * at.scales[l] for l in range(L + 1)]
    whole = lcm(*denominators)
    factors = [whole // d for d in denominators]
    features = [[[int(v) for v in row] for row in h.tolist()] for h in at.features]
    rows = []
    for i in range(N):
        matrices = back.matrices[back.keys[i]]
        inputs = [features[l][c][i] * factors[l] for l, _, c in places]
        for q in range(Q):
            rows.append(
                [
                    matrices[l][q][r] * h if matrices[l][q][r] else 0
                    for (l, r, _), h in zip(places, inputs, strict=True)
                ]
            )
    weights = [problem.weights[i] * problem.gains[q] for i in range(N) for q in range(Q)]
    return Jacobian(rows, whole, weights)


def gauss_newton(
    at: Evaluation, chosen: Sequence[int], back: Backward | None = None
) -> list[list[Fraction]]:
    """``2 JᵀWJ`` in the chosen parameters.

    For two units the sum over the outputs is one number a pattern; then the block of their
    parameters is one product of features, and ``J`` itself is never formed.
    """
    back = back or backward(at)
    square = [[Fraction(0)] * len(chosen) for _ in chosen]
    units: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for k, p in enumerate(chosen):
        l, r, c = at.network.numbering.locate(p)
        units.setdefault((l, r), []).append((k, c))
    listed = list(units)
    for a, one in enumerate(listed):
        for other in listed[: a + 1]:
            shares = _shared(at, back, one, other)
            if any(shares):
                d = at.problem.scale
                for l, _ in (one, other):
                    d *= back.denominators[l] * at.scales[l]
                _add_block(at, (one, units[one]), (other, units[other]), shares, d, square)
    return square


Places = list[tuple[int, int]]
"""Parameters of one unit: where they stand among the chosen, and which feature they multiply."""


def _shared(
    at: Evaluation, back: Backward, one: tuple[int, int], other: tuple[int, int]
) -> list[int]:
    """``2 w_i Σ_q g_q (∂o_q/∂z)(∂o_q/∂z')`` at every point, for two units ``(layer, row)``."""
    (l, r), (m, p) = one, other
    by_key = {
        key: 2
        * sum(
            gain * left[r] * right[p]
            for gain, left, right in zip(at.problem.gains, matrices[l], matrices[m], strict=True)
        )
        for key, matrices in back.matrices.items()
    }
    return [by_key[key] * w for key, w in zip(back.keys, at.problem.weights, strict=True)]


def _add_block(
    at: Evaluation,
    one: tuple[tuple[int, int], Places],
    other: tuple[tuple[int, int], Places],
    shares: list[int],
    d: int,
    total: list[list[Fraction]],
) -> None:
    ((l, _), left), ((m, _), right) = one, other
    seen = [i for i, share in enumerate(shares) if share]
    upper = fmpz_mat([[at.feature_rows[l][c][i] * shares[i] for i in seen] for _, c in left])
    lower = fmpz_mat([[at.feature_rows[m][c][i] for i in seen] for _, c in right])
    block = (upper * lower.transpose()).tolist()
    for (a, _), row in zip(left, block, strict=True):
        for (b, _), value in zip(right, row, strict=True):
            if value:
                total[a][b] = total[b][a] = Fraction(int(value), d)


def exact_hessian(at: Evaluation, chosen: Sequence[int]) -> list[list[Fraction]]:
    """The matrix of second derivatives of the cost in the chosen parameters, at a fixed pattern.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.trained.parameters import Mlp
    >>> from symbolic.trained.problem import Problem
    >>> problem = Problem.of(ClusterData.from_rows({"a": [[2]]}))
    >>> at = Evaluation.of(Mlp.of_rows([[[1, 0]], [[1, 0]]]), problem)
    >>> exact_hessian(at, [0, 2])
    [[Fraction(8, 1), Fraction(12, 1)], [Fraction(12, 1), Fraction(8, 1)]]
    """
    back = backward(at)
    hessian = gauss_newton(at, chosen, back)
    for m in range(1, at.network.L + 1):
        _add_mixed(at, back, chosen, m, hessian)
    return hessian


def _add_mixed(
    at: Evaluation, back: Backward, chosen: Sequence[int], m: int, total: list[list[Fraction]]
) -> None:
    """Add the part of the Hessian between the weights of layer ``m`` (from 0) and the layers below
    it.
    """
    widths = at.network.widths
    places = [(k, *at.network.numbering.locate(p)) for k, p in enumerate(chosen)]
    upper = [(k, r, c) for k, l, r, c in places if l == m and c < widths[m]]
    if not upper:
        return
    pulled = _pulled_residuals(at, back, m)
    between = {
        key: fmpz_mat(
            [[int(a == b and key[m - 1][a]) for b in range(widths[m])] for a in range(widths[m])]
        )
        for key in back.matrices
    }
    passed = 1
    for l in range(m - 1, -1, -1):
        lower = [(k, r, c) for k, j, r, c in places if j == l]
        if lower:
            d = at.residual_scale * back.denominators[m] * passed * at.scales[l] * at.problem.scale
            _add_pair(at, back, (upper, lower), (pulled, between, l), d, total)
        if l:
            W, e = at.network.layers[l]
            weights = fmpz_mat([row[:-1] for row in W.tolist()])
            passed *= e
            between = {key: _columns_of(M * weights, key[l - 1]) for key, M in between.items()}


def _pulled_residuals(at: Evaluation, back: Backward, m: int) -> Matrix:
    """``2 w_i Σ_q g_q e_iq (∂o_q/∂z_m)_p``, for each unit ``p`` of layer ``m`` and each point."""
    errors = [[int(v) for v in row] for row in at.weighted.tolist()]
    return [
        [
            2 * sum(errors[q][i] * back.matrices[key][m][q][p] for q in range(at.problem.Q))
            for i, key in enumerate(back.keys)
        ]
        for p in range(at.network.widths[m + 1])
    ]


def _add_pair(
    at: Evaluation,
    back: Backward,
    sides: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]],
    parts: tuple[Matrix, dict[Key, Any], int],
    d: int,
    total: list[list[Fraction]],
) -> None:
    upper, lower = sides
    pulled, between, l = parts
    through = {key: [[int(v) for v in row] for row in M.tolist()] for key, M in between.items()}
    triples = sorted({(p, t, r) for _, p, t in upper for _, r, _ in lower})
    index = {triple: k for k, triple in enumerate(triples)}
    left = fmpz_mat(
        [
            [v * through[key][t][r] for v, key in zip(pulled[p], back.keys, strict=True)]
            for p, t, r in triples
        ]
    )
    sums = (left * at.features[l].transpose()).tolist()
    for a, p, t in upper:
        for b, r, c in lower:
            value = int(sums[index[p, t, r]][c])
            if value:
                total[a][b] += Fraction(value, d)
                total[b][a] += Fraction(value, d)


def _columns_of(values: fmpz_mat, kept: tuple[bool, ...]) -> fmpz_mat:
    return fmpz_mat(
        [[v if on else 0 for v, on in zip(row, kept, strict=True)] for row in values.tolist()]
    )
