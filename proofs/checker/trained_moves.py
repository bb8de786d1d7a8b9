"""Moves of the parameters along which no output changes, and that they leave a slice.

(a) a parameter that reaches no output; (b) in a group of units with one active set, row a gains row
b while column b of the next layer loses column a; (c) a unit on wherever its consumers matter: its
bias up, theirs down; (d) in the first layer, rows gain vectors orthogonal to all points they see. A
unit held on kinks is a group of its own, sees its kink points too, and does not move by (c).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from .errors import Refuted, Undecided, counted
from .exact import integers, rank, solve
from .modular import independent_rows
from .trained_network import Pass

__all__ = ["moves", "require_transversal"]

Field = dict[int, Fraction]
Points = frozenset[int]
SMALL = 1e-12  # pivots below are not used: floats only choose, and the inverse is checked exactly
MOST_INVERTED = 60  # moves of which an exact inverse is formed


def moves(at: Pass, theta: Sequence[Fraction], held: Mapping[int, Sequence[int]]) -> list[Field]:
    """The fields at the parameters theta; `held`: first-layer unit -> its kink points."""
    everyone = frozenset(range(at.N))
    active = [[at.active(l, r) for r in range(at.widths[l + 1])] for l in range(at.L)]
    matters: list[list[Points]] = [[everyone] * at.Q]
    for l in reversed(range(at.L)):
        beyond = frozenset().union(*matters[0])
        matters.insert(0, [points & beyond for points in active[l]])
    fields = list(_idle(at, active, matters, held))
    for l in range(at.L):
        groups: dict[object, list[int]] = {}
        for r, points in enumerate(active[l]):
            kinked = l == 0 and r in held
            if matters[l][r] or kinked:
                groups.setdefault((points, r if kinked else None), []).append(r)
        for units in groups.values():
            fields += _mixing(at, theta, l, units)
            kinks = held.get(units[0]) if l == 0 else None
            if kinks is None:
                fields += _biases(at, theta, l, units, active[l][units[0]], matters[l + 1])
            if l == 0:
                fields += _unseen(at, units, active[0][units[0]] | frozenset(kinks or ()))
    return fields


def _idle(
    at: Pass,
    active: Sequence[Sequence[Points]],
    matters: Sequence[Sequence[Points]],
    held: Mapping[int, Sequence[int]],
) -> Iterator[Field]:
    for l in range(at.L + 1):
        for r, points in enumerate(matters[l]):
            if l == 0 and r in held:
                continue
            for c in range(at.widths[l]):
                if not (points & active[l - 1][c] if l else points):
                    yield {at.place(l, r, c): Fraction(1)}
            if not points:
                yield {at.place(l, r, at.widths[l]): Fraction(1)}


def _mixing(at: Pass, theta: Sequence[Fraction], l: int, units: Sequence[int]) -> Iterator[Field]:
    for a in units:
        for b in units:
            columns = range(at.widths[l] + 1)
            field = {at.place(l, a, c): theta[at.place(l, b, c)] for c in columns}
            for q in range(at.widths[l + 2]):
                field[at.place(l + 1, q, b)] = -theta[at.place(l + 1, q, a)]
            yield field


def _biases(
    at: Pass,
    theta: Sequence[Fraction],
    l: int,
    units: Sequence[int],
    on: Points,
    matters: Sequence[Points],
) -> Iterator[Field]:
    consumers = [q for q, points in enumerate(matters) if points & on]
    if all(matters[q] <= on for q in consumers):
        for a in units:
            down = {
                at.place(l + 1, q, at.widths[l + 1]): -theta[at.place(l + 1, q, a)]
                for q in consumers
            }
            yield {at.place(l, a, at.widths[l]): Fraction(1), **down}


def _unseen(at: Pass, units: Sequence[int], seen: Points) -> Iterator[Field]:
    """Vectors orthogonal to [x; 1] for all points seen, by elimination."""
    width = at.widths[0] + 1
    rows = [[Fraction(f[i]) for f in at.features[0]] for i in sorted(seen)]
    pivots: list[int] = []
    for c in range(width):
        top = len(pivots)
        k = next((k for k in range(top, len(rows)) if rows[k][c]), None)
        if k is None:
            continue
        rows[top], rows[k] = rows[k], rows[top]
        rows[top] = [e / rows[top][c] for e in rows[top]]
        for j, row in enumerate(rows):
            if j != top and row[c]:
                rows[j] = [e - row[c] * p for e, p in zip(row, rows[top], strict=True)]
        pivots.append(c)
    for free in (c for c in range(width) if c not in pivots):
        vector = {
            free: Fraction(1),
            **{c: -rows[k][free] for k, c in enumerate(pivots) if rows[k][free]},
        }
        for a in units:
            yield {at.place(0, a, c): e for c, e in vector.items()}


def require_transversal(
    fields: Sequence[Field], frozen: Sequence[int], moved: Fraction, place: str
) -> None:
    """d fields, on the d frozen coordinates, stay independent while parameters move that far.

    With T the d x d values and P near its inverse, |1 - T P| + d moved |P| < 1 in the maximal row
    sum: an entry of T is one parameter up to sign, or constant. Floats propose T and P, then exact
    elimination. Refutes if no d fields are independent here; undecided if neither P shows it.
    """
    d = len(frozen)
    if not d:
        return
    rows = [[field.get(k, Fraction(0)) for k in frozen] for field in fields]
    for proposed in (_by_floats, _exactly):
        columns = proposed(rows, d, place)
        if columns is not None and _stays([rows[a] for a in columns[0]], columns[1], d * moved):
            return
    raise Undecided(
        f"{place}: expected moves transversal to the slice, found no proof that they are"
    )


def _stays(
    T: Sequence[Sequence[Fraction]], P: Sequence[Sequence[Fraction]], most: Fraction
) -> bool:
    """|1 - T P| + most |P| < 1."""
    error = Fraction(0)
    for i, row in enumerate(T):
        left = [Fraction(-(i == j)) for j in range(len(P))]
        for e, inverse in zip(row, P, strict=True):
            if e:
                left = [s + e * p for s, p in zip(left, inverse, strict=True)]
        error = max(error, sum(map(abs, left), Fraction(0)))
    return error + most * max(sum(map(abs, row), Fraction(0)) for row in P) < 1


Proposal = tuple[list[int], list[list[Fraction]]]
"""The numbers of d fields, and a matrix near the inverse of their values."""


def _exactly(rows: Sequence[Sequence[Fraction]], d: int, place: str) -> Proposal | None:
    """The fields by elimination modulo a prime, the inverse exactly; None if it is too long."""
    whole, scale = integers(rows)
    chosen = independent_rows(whole)
    if len(chosen) < d:
        if not whole or rank(whole) < d:  # the prime may be unlucky, exact elimination is not
            raise Refuted(f"{place}: expected {counted(d, 'independent move')}, found fewer")
        return None
    if d > MOST_INVERTED:
        return None
    T = [whole[a] for a in chosen]
    columns = [solve(T, [scale * (i == j) for i in range(d)]) for j in range(d)]
    return chosen, [list(row) for row in zip(*columns, strict=True)]


def _by_floats(rows: Sequence[Sequence[Fraction]], d: int, place: str) -> Proposal | None:
    """Both by elimination with pivoting, in floats; None where these do not do."""
    try:
        floats = [[float(e) for e in row] for row in rows]
        chosen = _independent(floats, d)
        inverse = None if chosen is None else _inverse([floats[a] for a in chosen])
        if chosen is None or inverse is None:
            return None
        return chosen, [[Fraction(e) for e in row] for row in inverse]
    except (OverflowError, ValueError, ZeroDivisionError):  # beyond floats, infinite or none
        return None


def _independent(rows: Sequence[Sequence[float]], d: int) -> list[int] | None:
    """d rows that elimination with full pivoting calls independent."""
    work, names = [list(row) for row in rows], list(range(len(rows)))
    for k in range(d):
        best = max(range(k, len(work)), key=lambda a: max(map(abs, work[a])), default=None)
        if best is None or max(map(abs, work[best])) < SMALL:
            return None
        work[k], work[best] = work[best], work[k]
        names[k], names[best] = names[best], names[k]
        c = max(range(d), key=lambda j: abs(work[k][j]))
        for a in range(k + 1, len(work)):
            factor = work[a][c] / work[k][c]
            if factor:
                work[a] = [e - factor * p for e, p in zip(work[a], work[k], strict=True)]
    return names[:d]


def _inverse(rows: Sequence[Sequence[float]]) -> list[list[float]] | None:
    d = len(rows)
    work = [[*row, *(float(i == j) for j in range(d))] for i, row in enumerate(rows)]
    for c in range(d):
        k = max(range(c, d), key=lambda a: abs(work[a][c]))
        if not work[k][c]:
            return None
        work[c], work[k] = work[k], work[c]
        work[c] = [e / work[c][c] for e in work[c]]
        for a in range(d):
            if a != c and work[a][c]:
                factor = work[a][c]
                work[a] = [e - factor * p for e, p in zip(work[a], work[c], strict=True)]
    return [row[d:] for row in work]
