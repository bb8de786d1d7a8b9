"""The placement of the paper for clustered data: ``f_j = x̄ − x̄_j``, ``p_j = x̄ + μ (x̄_j − x̄)``,
``x̄`` the barycentre of the means.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.apexes import Placement, Situation, on_grid, width
from symbolic.clusters import ClusterData
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane, gap, heights, primitive

SHORT = 20  # numbers up to so many bits need no rounding
GRIDS = 40  # binary grids on which the apexes of the paper are rounded


def on_segments(situation: Situation) -> tuple[Placement, ...] | None:
    """Normals ``x̄ − x̄_j``, apexes ``x̄ + μ (x̄_j − x̄)`` at the middle of `common_interval`;
    rounded where the numbers are long.

    Rounded, every class keeps at least half of its distance, in the scaled coordinates of the
    separator, from both sides of its apex.
    """
    data = situation.data
    interval = common_interval(data)
    if interval is None:
        return None
    mu = (interval[0] + interval[1]) / 2
    normals = [primitive(data.barycentre - data.mean(j)) for j in range(data.Q)]
    apexes = [apex_at(data, j, mu) for j in range(data.Q)]
    if not situation.independent(apexes):
        return None
    if _bits([*normals, *apexes]) > SHORT:
        normals, apexes = _rounded(situation, normals, apexes)
    pairs = enumerate(zip(normals, apexes, strict=True))
    return tuple(Placement(j, Hyperplane(f, heights(f, p)[0]), p) for j, (f, p) in pairs)


def apex_at(data: ClusterData, j: int, mu: Scalar) -> DomainMatrix:
    """``p_j = x̄ + μ (x̄_j − x̄)``."""
    return data.barycentre + (data.mean(j) - data.barycentre) * mu


def towards_barycentre(
    data: ClusterData, j: int, above: Sequence[DomainMatrix]
) -> tuple[DomainMatrix, DomainMatrix] | None:
    """The normal ``x̄ − x̄_j`` and the point of the segment in the middle of its gap; None if it
    does not separate, or if the numbers are long.
    """
    direction = data.barycentre - data.mean(j)
    if direction.is_zero_matrix or not above:
        return None
    normal = primitive(direction)
    room = width(normal, data.points[j], above)
    middle = max(heights(normal, data.points[j])) + room / 2
    start, slope = heights(normal, data.mean(j))[0], heights(normal, direction)[0]
    apex = data.mean(j) + direction * ((middle - start) / slope)
    return (normal, apex) if room > 0 and _bits([normal, apex]) <= SHORT else None


def common_interval(data: ClusterData) -> tuple[Scalar, Scalar] | None:
    """The open interval of ``μ`` for which the construction of the paper collapses every subset of
    the classes; None if it is empty.

    All apexes are at ``x̄ + μ (x̄_j − x̄)``. With ``f_j = x̄ − x̄_j`` each class must lie below the
    height of its apex, the points of all the others above; the other apexes then do so too, as soon
    as ``μ > 0``.

    >>> common_interval(ClusterData.from_rows({"a": [[3], [5]], "b": [[-3], [-5]]}))
    (0, 3/4)
    """
    low, high = QQ.zero, None
    for j in range(data.Q):
        normal = data.barycentre - data.mean(j)
        others = [data.points[k] for k in range(data.Q) if k != j]
        sides = None if normal.is_zero_matrix else gap(normal, data.points[j], others)
        if sides is None or sides[1] is None:
            return None
        # f·(x̄ + μ (x̄_j − x̄)) = base + μ slope, and the slope is −|f|².
        base = heights(normal, data.barycentre)[0]
        slope = heights(normal, data.mean(j))[0] - base
        low = max(low, (sides[1] - base) / slope)
        top = (sides[0] - base) / slope
        high = top if high is None else min(high, top)
    return None if high is None or high <= low else (low, high)


def _rounded(
    situation: Situation, normals: list[DomainMatrix], apexes: list[DomainMatrix]
) -> tuple[list[DomainMatrix], list[DomainMatrix]]:
    """Simple normals and apexes near those given, or those given."""
    data = situation.data
    wanted = [distance / 2 for distance in _distances(situation, normals, apexes)]
    simple = [
        situation.separator.simplified(f, data.points[j], _others(data, j))
        for j, f in enumerate(normals)
    ]
    for chosen in (simple, normals):
        for bits in range(GRIDS):
            grid = [on_grid(apex, bits) for apex in apexes]
            pairs = zip(_distances(situation, chosen, grid), wanted, strict=True)
            if all(d >= w for d, w in pairs) and situation.independent(grid):
                return chosen, grid
    return normals, apexes


def _distances(
    situation: Situation, normals: Sequence[DomainMatrix], apexes: Sequence[DomainMatrix]
) -> list[Scalar]:
    """How far each apex is, along its normal, from its class below and from the other classes and
    apexes above; negative on a wrong side.
    """
    data, distances = situation.data, []
    for j, normal in enumerate(normals):
        here = heights(normal, apexes[j])[0]
        above = [*_others(data, j), *(p for i, p in enumerate(apexes) if i != j)]
        high = min(min(heights(normal, block)) for block in above)
        nearest = min(here - max(heights(normal, data.points[j])), high - here)
        distances.append(nearest / situation.separator.scaled_size(normal))
    return distances


def _others(data: ClusterData, j: int) -> list[DomainMatrix]:
    return [data.points[k] for k in range(data.Q) if k != j]


def _bits(columns: Sequence[DomainMatrix]) -> int:
    entries = (entry for column in columns for entry in column.to_list_flat())
    return max(max(int(e.numerator).bit_length(), int(e.denominator).bit_length()) for e in entries)
