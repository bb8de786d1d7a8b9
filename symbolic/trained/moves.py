"""Moves of the parameters that change no output: vector fields whose flows stay in the region.

(a) a parameter without influence; (b) ``GL(k)`` on the ``k`` units of a group: rows ``gV``, columns
``W g⁻¹``; (c) a unit that is active wherever its consumers matter: its bias up, theirs down; (d) in
the first layer, rows plus vectors orthogonal to every ``x̃_i`` that the unit sees. (b), (c) are
linear in the parameters, (a), (d) constant, so each flow is explicit. A first-layer unit with kinks
is moved by its rescaling, by (d) with its kink points among those seen, and by (a) in its outgoing
weights: that changes neither its pre-activations nor the cost with the kinks off, which is enough
(R3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import or_

from flint import fmpq_mat, fmpz_mat, nmod_mat

from symbolic.trained.evaluation import Evaluation
from symbolic.trained.least_squares import PRIME
from symbolic.trained.path_features import Mask, active_sets
from symbolic.trained.problem import as_fraction_rows

Field = dict[int, Fraction]
"""The value of a vector field at the parameters: number of a parameter → its velocity."""

Kinks = Mapping[int, Sequence[int]]
"""First-layer unit → the points at which it is held on its kink."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """Which points each unit is active on, and on which of these anything it does can reach an
    output.
    """

    active: list[list[Mask]]
    relevant: list[list[Mask]]


def _sight(at: Evaluation) -> _Sight:
    L, everywhere = at.network.L, (1 << at.problem.N) - 1
    active = active_sets(at)
    relevant: list[list[Mask]] = [[] for _ in range(L)] + [[everywhere] * at.problem.Q]
    for l in range(L - 1, -1, -1):
        behind = reduce(or_, relevant[l + 1], 0)
        relevant[l] = [mask & behind for mask in active[l]]
    return _Sight(active, relevant)


def known_moves(at: Evaluation, kinks: Kinks | None = None) -> list[Field]:
    """The fields (a) to (d) at the parameters of the evaluation.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.trained.parameters import Mlp
    >>> from symbolic.trained.problem import Problem
    >>> problem = Problem.of(ClusterData.from_rows({"a": [[1], [2]]}))
    >>> at = Evaluation.of(Mlp.of_rows([[[1, 0]], [[3, 0]]]), problem)
    >>> known_moves(at)  # rescaling, and the bias handed on
    [{0: Fraction(1, 1), 1: Fraction(0, 1), 2: Fraction(-3, 1)}, {1: Fraction(1, 1), 3: Fraction(-3,
    1)}]
    """
    held = kinks or {}
    sight, theta = _sight(at), at.network.flat()
    fields = list(_without_influence(at, sight, held))
    for l in range(at.network.L):
        for units in _groups(at, sight, l, held if l == 0 else {}):
            fields += _linear_group(at, theta, l, units)
            alone = l == 0 and units[0] in held
            if not alone:
                fields += _handed_on(at, sight, theta, l, units)
            if l == 0:
                extra = held.get(units[0], ()) if alone else ()
                fields += _orthogonal_rows(at, sight, units, extra)
    return fields


def _without_influence(at: Evaluation, sight: _Sight, held: Kinks) -> Iterator[Field]:
    numbering, one = at.network.numbering, Fraction(1)
    for l in range(at.network.L + 1):
        for r in range(at.network.widths[l + 1]):
            seen = sight.relevant[l][r]
            if l == 0 and r in held:
                continue
            for c in range(at.network.widths[l]):
                if not seen & (sight.active[l - 1][c] if l else seen):
                    yield {numbering.weight(l, r, c): one}
            if not seen:
                yield {numbering.bias(l, r): one}


def _groups(at: Evaluation, sight: _Sight, l: int, held: Kinks) -> list[list[int]]:
    """The units of a layer by their active set; units on kinks each for itself, units without
    influence not at all.
    """
    groups: dict[tuple[Mask, int | None], list[int]] = {}
    for r, mask in enumerate(sight.active[l]):
        if sight.relevant[l][r] or r in held:
            groups.setdefault((mask, r if r in held else None), []).append(r)
    return list(groups.values())


def _linear_group(
    at: Evaluation, theta: Sequence[Fraction], l: int, units: Sequence[int]
) -> Iterator[Field]:
    """The generator ``E_ab``: row ``a`` plus row ``b``, column ``b`` minus column ``a``."""
    numbering = at.network.numbering
    for a in units:
        for b in units:
            rows = zip(numbering.row(l, a), numbering.row(l, b), strict=True)
            field = {to: theta[source] for to, source in rows}
            for q in range(at.network.widths[l + 2]):
                field[numbering.weight(l + 1, q, b)] = -theta[numbering.weight(l + 1, q, a)]
            yield field


def _handed_on(
    at: Evaluation, sight: _Sight, theta: Sequence[Fraction], l: int, units: Sequence[int]
) -> Iterator[Field]:
    numbering, mask = at.network.numbering, sight.active[l][units[0]]
    reached = [q for q, seen in enumerate(sight.relevant[l + 1]) if seen & mask]
    if any(sight.relevant[l + 1][q] & ~mask for q in reached):
        return
    for a in units:
        down = {numbering.bias(l + 1, q): -theta[numbering.weight(l + 1, q, a)] for q in reached}
        yield {numbering.bias(l, a): Fraction(1), **down}


def _orthogonal_rows(
    at: Evaluation, sight: _Sight, units: Sequence[int], extra: Sequence[int]
) -> Iterator[Field]:
    mask = sight.active[0][units[0]]
    points = [i for i in range(at.problem.N) if mask >> i & 1 or i in extra]
    columns = [[int(v) for v in row] for row in at.features[0].tolist()]
    seen = [[column[i] for column in columns] for i in points]
    for vector in null_space(seen, len(columns)):
        for a in units:
            numbers = at.network.numbering.row(0, a)
            yield {k: v for k, v in zip(numbers, vector, strict=True) if v}


def null_space(rows: list[list[int]], width: int) -> Iterator[list[Fraction]]:
    """A basis of the vectors orthogonal to all rows.

    >>> list(null_space([[1, 2]], 2))
    [[Fraction(-2, 1), Fraction(1, 1)]]
    """
    echelon, rank = fmpq_mat(fmpz_mat(rows)).rref()
    reduced = as_fraction_rows(echelon)[:rank]
    pivots = [next(c for c, v in enumerate(row) if v) for row in reduced]
    for free in (c for c in range(width) if c not in pivots):
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for row, pivot in zip(reduced, pivots, strict=True):
            vector[pivot] = -row[free]
        yield vector


def rank_of_fields(fields: Sequence[Field], K: int) -> int:
    """A lower bound of the dimension that the fields span (their rank modulo a prime)."""
    if not fields:
        return 0
    rows = [[0] * K for _ in fields]
    for row, field in zip(rows, fields, strict=True):
        for k, v in field.items():
            row[k] = v.numerator * pow(v.denominator, -1, PRIME) % PRIME
    return int(nmod_mat(rows, PRIME).rank())
