"""The reasons why an architecture cannot reach zero loss on the data, each with what an independent
reader needs to check it.

Nothing here is generic: every obstacle is a proof about the given points and targets, and asks of
the targets only what it needs: that two of them differ (P0, W2), their dimension (G7, S7), or that
a functional of the outputs has given values at them (U4). For affinely independent targets these
can be any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from typing import Any

from sympy import QQ

from symbolic.clusters import ClusterData
from symbolic.deciding.lines import least_kinks, most_pieces
from symbolic.deciding.places import Place, all_places, named, point_of
from symbolic.deciding.targets import target_dimension, target_line
from symbolic.matrices import common_integers, matrix, ones, rank, side_by_side, stacked
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.separation import Separator
from symbolic.words import counted

# Lines through pairs of points, and hyperplanes through points, are looked at for few points only.
MANY_POINTS, MANY_HYPERPLANES = 40, 3000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Obstacle(Record):
    """Why there is no network of these widths with cost 0: the statement that says so, in words,
    and its evidence.

    ``evidence`` holds labels, indices, rationals, and lists and mappings of them.
    """

    statement: str
    reason: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


def coincidence(data: ClusterData) -> Obstacle | None:
    """P0: one point with two targets; no function at all has cost 0.

    >>> coincidence(ClusterData.from_rows({"a": [[1]], "b": [[1]]})).evidence
    {'coincident': [['a', 0], ['b', 0]]}
    """
    seen: dict[tuple[Scalar, ...], Place] = {}
    for place in all_places(data):
        earlier = seen.setdefault(point_of(data, place), place)
        if data.target(earlier[0]) != data.target(place[0]):
            pair = [named(data, earlier), named(data, place)]
            return Obstacle(
                "P0",
                "one point has two targets: no function has cost 0",
                {"coincident": pair},
            )
    return None


def not_affine(data: ClusterData, hidden: Sequence[int]) -> Obstacle | None:
    """W1: without a hidden layer the network is affine, and some affine relation of the points is
    none of the targets.

    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> not_affine(xor, []).evidence
    {'dependence': [['a', 0, -1], ['a', 1, -1], ['b', 0, 1], ['b', 1, 1]]}
    """
    if hidden:
        return None
    places = all_places(data)
    reduced, pivots = stacked([data.inputs, ones(1, data.N)]).rref()
    shares = reduced.to_list()
    targets = [data.target(j).to_list_flat() for j in range(data.Q)]
    for free in sorted(set(range(data.N)) - set(pivots)):
        # the basis of all relations that the pivots give: a point less its share of the pivots
        relation = {p: -row[free] for p, row in zip(pivots, shares, strict=False) if row[free]}
        weighted = sorted({**relation, free: QQ(1)}.items())
        sums = zip(*([w * e for e in targets[places[k][0]]] for k, w in weighted), strict=True)
        if any(map(sum, sums)):
            whole, _ = common_integers([w for _, w in weighted])
            terms = [
                [*named(data, places[k]), QQ(n)] for (k, _), n in zip(weighted, whole, strict=True)
            ]
            return Obstacle(
                "W1", "no affine function has these values at the points", {"dependence": terms}
            )
    return None


def too_narrow_at_the_end(data: ClusterData, hidden: Sequence[int]) -> Obstacle | None:
    """G7 (a): the targets are affine images of points of ``ℝ^{d_L}``, so ``d_L`` is at least the
    dimension of their affine hull.

    >>> three = ClusterData.from_rows({"a": [[0]], "b": [[1]], "c": [[2]]})
    >>> too_narrow_at_the_end(three, [5, 1]).reason
    'the last hidden layer has 1 unit, and the affine hull of the targets has dimension 2'
    """
    dimension = target_dimension(data)
    if not hidden or hidden[-1] >= dimension:
        return None
    units = counted(hidden[-1], "unit")
    return Obstacle(
        "G7",
        f"the last hidden layer has {units}, and the affine hull of the targets has dimension "
        f"{dimension}",
    )


def monotone(data: ClusterData, hidden: Sequence[int]) -> Obstacle | None:
    """W2: one unit a layer makes the output a monotone function of one ``w·x``, along a line; and
    the points of low and of high targets there are not separable (T3′).

    >>> data = ClusterData.from_rows({"a": [[0], [2]], "b": [[1]]})
    >>> monotone(data, [1, 1]).evidence["convex_combination"]
    {'class': [['a', 0, 1/2], ['a', 1, 1/2]], 'rest': [['b', 0, 1]]}
    """
    along = target_line(data) if hidden and set(hidden) == {1} else None
    if along is None:
        return None
    separator = Separator(data.points)
    for level in sorted(set(along.positions))[:-1]:
        low = [p for p in all_places(data) if along.positions[p[0]] <= level]
        high = [p for p in all_places(data) if along.positions[p[0]] > level]
        below, above = (
            side_by_side([data.points[j] for j in sorted({j for j, _ in places})])
            for places in (low, high)
        )
        common = separator.common_point(below, [above])
        if common is not None:
            combination = {
                "class": [[*named(data, low[i]), weight] for i, weight in common.inside],
                "rest": [[*named(data, high[i]), weight] for _, i, weight in common.rest],
            }
            return Obstacle(
                "W2",
                "with one unit a layer the output is monotone along one direction, "
                "and the convex hulls of the points with low and with high targets meet",
                {"convex_combination": combination},
            )
    return None


def too_many_kinks(data: ClusterData, hidden: Sequence[int]) -> Obstacle | None:
    """U4: points on a line, a functional of the targets, and more kinks between them than the
    network has on a line.

    >>> data = ClusterData.from_rows({"a": [[0], [2]], "b": [[1], [3]]})
    >>> too_many_kinks(data, [1]).evidence["kinks"], too_many_kinks(data, [2])
    (2, None)
    """
    most = most_pieces(hidden) - 1
    for places in _collinear(data):
        parameters = [_along(data, places, place) for place in places]
        for values in _functionals(data):
            heights = [values[j] for j, _ in places]
            kinks = least_kinks(parameters, heights)
            if kinks > most:
                return Obstacle(
                    "U4",
                    f"through {counted(len(places), 'point')} on a line every such function "
                    "has at least "
                    f"{counted(kinks, 'kink')}, and a network of these widths at most {most}",
                    {
                        "functional": values,
                        "points": [named(data, place) for place in places],
                        "kinks": kinks,
                    },
                )
    return None


def _functionals(data: ClusterData) -> list[list[Scalar]]:
    """Values at the classes of affine functions of the targets: for independent targets one class
    against the others, and all different; else the coordinates of the targets.
    """
    Q = data.Q
    if target_dimension(data) < Q - 1:
        rows = {tuple(row): list(row) for row in data.targets.to_list() if len(set(row)) > 1}
        return list(rows.values())
    units = [[QQ(int(i == j)) for i in range(Q)] for j in range(Q if Q > 2 else 1)]
    return [*units, [QQ(j) for j in range(Q)], [QQ(j * j) for j in range(Q)]] if Q > 2 else units


def _collinear(data: ClusterData) -> list[list[Place]]:
    """Sets of distinct points on a line, in order along it, at least three; the whole data for ``M
    = 1``.
    """
    distinct: dict[tuple[Scalar, ...], Place] = {}
    for place in all_places(data):
        distinct.setdefault(point_of(data, place), place)
    points = sorted(distinct)
    if data.M == 1:
        return [[distinct[p] for p in points]] if len(points) > 2 else []
    if len(points) > MANY_POINTS:
        return []
    collinear: dict[frozenset[Place], list[Place]] = {}
    for a, b in combinations(points, 2):
        on_line = [p for p in points if _on_line(a, b, p)]
        if len(on_line) > 2:
            places = [distinct[p] for p in on_line]
            collinear.setdefault(frozenset(places), places)
    return sorted(collinear.values(), key=lambda places: -len(places))


def _on_line(a: Sequence[Scalar], b: Sequence[Scalar], p: Sequence[Scalar]) -> bool:
    along = [y - x for x, y in zip(a, b, strict=True)]
    k = next(i for i, entry in enumerate(along) if entry)
    share = (p[k] - a[k]) / along[k]
    return all(x + share * d == y for x, d, y in zip(a, along, p, strict=True))


def _along(data: ClusterData, places: Sequence[Place], place: Place) -> Scalar:
    """The position on the line from the first to the last point, 0 and 1 at these."""
    a, b, p = (point_of(data, one) for one in (places[0], places[-1], place))
    k = next(i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y)
    return (p[k] - a[k]) / (b[k] - a[k])


def sign_cells(units: int, dimension: int) -> int:
    """F4: at most ``Σ_{i≤M} C(d, i)`` cells are cut out of ``ℝ^M`` by ``d`` hyperplanes.

    >>> sign_cells(3, 2)
    7
    """
    return sum(comb(units, i) for i in range(dimension + 1))


def spread_out(data: ClusterData, hidden: Sequence[int]) -> Obstacle | None:
    """S7: one hidden layer of width ``d < 2a``, ``a`` the dimension of the affine hull of the
    targets, and in every class ``M r(d, M) + 1`` points in general position.

    Some cell of the units then holds ``M + 1`` affinely independent points of each class, so the
    network is constant there; that needs ``2a`` units.

    >>> data = ClusterData.from_rows({"a": [[0], [1], [2]], "b": [[5], [6], [7]]})
    >>> spread_out(data, [1]).evidence
    {'general_position': {'a': [0, 1, 2], 'b': [0, 1, 2]}}
    """
    least = 2 * target_dimension(data)
    if len(hidden) != 1 or hidden[0] >= least:
        return None
    need = data.M * sign_cells(hidden[0], data.M) + 1
    if min(data.sizes) < need or comb(need, data.M) > MANY_HYPERPLANES:
        return None
    chosen = {}
    for j, label in enumerate(data.labels):
        indices = general_position(data, j, need)
        if len(indices) < need:
            return None
        chosen[label] = indices
    return Obstacle(
        "S7",
        f"{counted(need, 'point')} of every class in general position make a shallow network "
        "of width "
        f"{hidden[0]} constant near each class, which takes {counted(least, 'unit')}",
        {"general_position": chosen},
    )


def general_position(data: ClusterData, j: int, need: int) -> list[int]:
    """Indices of points of class ``j`` no ``M + 1`` of which are on one hyperplane: greedily, until
    there are enough.
    """
    chosen: list[int] = []
    rows: list[list[Scalar]] = []
    for i in range(data.sizes[j]):
        row = [*point_of(data, (j, i)), QQ(1)]
        many = min(len(rows), data.M)
        if all(rank(matrix([*some, row])) == many + 1 for some in combinations(rows, many)):
            chosen.append(i)
            rows.append(row)
        if len(chosen) == need:
            break
    return chosen


OBSTACLES: tuple[Callable[[ClusterData, Sequence[int]], Obstacle | None], ...] = (
    lambda data, hidden: coincidence(data),
    not_affine,
    too_narrow_at_the_end,
    monotone,
    too_many_kinks,
    spread_out,
)
"""The quick ones, in the order in which they are tried."""
