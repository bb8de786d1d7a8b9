"""G5: where the apexes go, given an order of the classes: each on a hyperplane that has its class
below, the later classes and the earlier apexes above.

`on_segments` is the placement of the paper for clustered data: ``f_j = x̄ − x̄_j``, ``p_j = x̄ + μ
(x̄_j − x̄)``, ``x̄`` the barycentre of the means. `at_the_corner` always succeeds where the
dimension allows independent apexes. With ``z_k = f_k·x − t_k`` (``k < Q``), the normals made
independent by a small tilt, and ``m_k`` the least ``z_k`` on the last class, it aims at ``z_j(p_j)
= 0``, ``z_k(p_j) = m_k / 2`` for ``k > j``: then ``Σ z_k(p_j) / m_k < Q − 1`` separates the last
class from all apexes. Points of a grid near that aim are tried, the coarsest grid first; each must
pass the exact conditions, which leave room around the aim, so some grid is fine enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Protocol

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData, affinely_independent
from symbolic.errors import NotApplicable
from symbolic.matrices import column, from_flat, ones, rank, side_by_side
from symbolic.order import Order
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.separation import (
    Hyperplane,
    Separator,
    gap,
    heights,
    middle_offset,
    primitive,
)
from symbolic.words import ReadoutKind

SHORT = 20  # numbers up to so many bits need no rounding
GRIDS = 40  # binary grids on which the apexes of the paper are rounded


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Placement(Record):
    """A class, its hyperplane, and its apex on it."""

    cls: int
    plane: Hyperplane
    apex: DomainMatrix


@dataclass(frozen=True, eq=False, repr=False)
class Situation(Record):
    """What is known when apexes are placed: the data, an order of the classes (G4) if there is one,
    and the readout that the apexes must suit.
    """

    data: ClusterData
    separator: Separator
    order: Order | None = None
    readout: ReadoutKind | None = None

    def independent(self, apexes: Sequence[DomainMatrix]) -> bool:
        """Affinely (affine readout) or linearly (linear readout) independent; without a readout
        they need not be.
        """
        if self.readout is None:
            return True
        together = side_by_side(apexes)
        if self.readout is ReadoutKind.AFFINE:
            return affinely_independent(together)
        return bool(rank(together) == together.shape[1])

    @cached_property
    def interval(self) -> tuple[Scalar, Scalar] | None:
        """`common_interval` of the data."""
        return common_interval(self.data)


class Way(Protocol):
    """A way of placing all apexes: one placement a class in an order of collapse, or None where it
    does not apply.
    """

    def __call__(self, situation: Situation) -> tuple[Placement, ...] | None: ...


def place(situation: Situation) -> tuple[Placement, ...]:
    """Placements of all classes, in an order of collapse: those of the paper where they apply, else
    at the corner.

    Assumes ``M ≥ Q − 1`` (affine readout) or ``M ≥ Q`` (linear); then there always is one.

    >>> from symbolic.order import separable_order
    >>> data = ClusterData.from_rows({"a": [[0, 0]], "b": [[2, 0]], "c": [[1, 1]]})
    >>> separator = Separator(data.points)
    >>> situation = Situation(data, separator, separable_order(data), ReadoutKind.AFFINE)
    >>> [p.apex.to_list_flat() for p in place(situation)]
    [[1/2, 1/6], [3/2, 1/6], [1, 2/3]]
    """
    for way in WAYS:
        placed = way(situation)
        if placed is not None:
            return placed
    raise NotApplicable("no way of placing the apexes applies")


# --- the placement of the paper -----------------------------------------------------------------


def on_segments(situation: Situation) -> tuple[Placement, ...] | None:
    """Normals ``x̄ − x̄_j``, apexes ``x̄ + μ (x̄_j − x̄)`` at the middle of `common_interval`;
    rounded where the numbers are long.

    Rounded, every class keeps at least half of its distance, in the scaled coordinates of the
    separator, from both sides of its apex.
    """
    data, interval = situation.data, situation.interval
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
    width = _width(normal, data.points[j], above)
    middle = max(heights(normal, data.points[j])) + width / 2
    start, slope = heights(normal, data.mean(j))[0], heights(normal, direction)[0]
    apex = data.mean(j) + direction * ((middle - start) / slope)
    return (normal, apex) if width > 0 and _bits([normal, apex]) <= SHORT else None


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
            grid = [_on_grid(apex, bits) for apex in apexes]
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
    data, found = situation.data, []
    for j, normal in enumerate(normals):
        here = heights(normal, apexes[j])[0]
        above = [*_others(data, j), *(p for i, p in enumerate(apexes) if i != j)]
        high = min(min(heights(normal, block)) for block in above)
        nearest = min(here - max(heights(normal, data.points[j])), high - here)
        found.append(nearest / situation.separator.scaled_size(normal))
    return found


def _others(data: ClusterData, j: int) -> list[DomainMatrix]:
    return [data.points[k] for k in range(data.Q) if k != j]


def _bits(columns: Sequence[DomainMatrix]) -> int:
    entries = (entry for column in columns for entry in column.to_list_flat())
    return max(max(int(e.numerator).bit_length(), int(e.denominator).bit_length()) for e in entries)


# --- the placement that always succeeds -----------------------------------------------------------


def at_the_corner(situation: Situation) -> tuple[Placement, ...] | None:
    """The placement of G5 (see the module); None without an order."""
    if situation.order is None:
        return None
    data, classes = situation.data, situation.order.classes
    if data.Q == 1:
        return (_lone_class(data.points[0]),)
    corner = _Corner.of(data, situation.separator, situation.order)
    placed = list[Placement]()
    apexes = list[DomainMatrix]()
    for j, (normal, aim) in enumerate(zip(corner.normals, corner.aims(data), strict=True)):
        near = (p for p in _near(aim) if corner.fits(j, p))
        apex = next(p for p in near if situation.independent([*apexes, p]))
        apexes.append(apex)
        placed.append(Placement(classes[j], Hyperplane(normal, heights(normal, apex)[0]), apex))
    cls = classes[-1]
    plane = situation.separator.decide(data.points[cls], apexes)
    if not isinstance(plane, Hyperplane):
        raise NotApplicable("the apexes at the corner are not separated from the last class")
    f = plane.normal
    apex = apex_between(
        f,
        data.points[cls],
        data.mean(cls),
        apexes,
        lambda p: situation.independent([*apexes, p]),
    )
    return (*placed, Placement(cls, Hyperplane(f, heights(f, apex)[0]), apex))


@dataclass(frozen=True, slots=True, eq=False)
class _Corner:
    """Independent normals ``f_k``, offsets ``t_k``, widths of the gaps, and ``m_k``, the least
    ``z_k = f_k·x − t_k`` on the last class.
    """

    normals: tuple[DomainMatrix, ...]
    offsets: tuple[Scalar, ...]
    gaps: tuple[Scalar, ...]
    least: tuple[Scalar, ...]

    @classmethod
    def of(cls, data: ClusterData, separator: Separator, order: Order) -> _Corner:
        """The hyperplanes of the order, those tilted whose normals depend on the earlier ones."""
        planes, gaps = list[Hyperplane](), list[Scalar]()
        for k, plane in enumerate(order.planes):
            inside = data.points[order.classes[k]]
            rest = [data.points[c] for c in order.classes[k + 1 :]]
            normals = [p.normal for p in planes]
            if rank(side_by_side([*normals, plane.normal])) > k:
                planes.append(plane)
            else:
                tilted = _tilted(separator, plane.normal, normals, inside, rest)
                planes.append(Hyperplane(tilted, middle_offset(tilted, inside, rest)))
            gaps.append(_width(planes[-1].normal, inside, rest))
        last = data.points[order.classes[-1]]
        least = tuple(min(heights(p.normal, last)) - p.offset for p in planes)
        return cls(
            tuple(p.normal for p in planes), tuple(p.offset for p in planes), tuple(gaps), least
        )

    def aims(self, data: ClusterData) -> list[DomainMatrix]:
        """For each ``j`` the point nearest to the barycentre with ``z_k = m_k / 2`` for ``k > j``
        and 0 for the others.
        """
        F = side_by_side(self.normals)
        size = len(self.normals)
        base = data.barycentre
        here = F.transpose() * base - column(self.offsets)
        wanted = [self.least[k] / 2 if k > j else QQ.zero for k in range(size) for j in range(size)]
        steps = from_flat(wanted, size, size) - here * ones(1, size)
        points = base * ones(1, size) + F * (F.transpose() * F).lu_solve(steps)
        return [points.extract(range(data.M), [j]) for j in range(size)]

    def fits(self, j: int, apex: DomainMatrix) -> bool:
        """Whether the apex may stand for ``p_j``: room is left to all sides of the aim."""
        z = [heights(f, apex)[0] - t for f, t in zip(self.normals, self.offsets, strict=True)]
        shares = [value / m for value, m in zip(z, self.least, strict=True)]
        return bool(
            8 * abs(z[j]) <= min(self.gaps[j], self.least[j])
            and all(8 * share >= 3 for share in shares[j + 1 :])
            and sum(shares, QQ.zero) <= len(z) - QQ(1, 2)
        )


def _tilted(
    separator: Separator,
    normal: DomainMatrix,
    earlier: Sequence[DomainMatrix],
    inside: DomainMatrix,
    rest: Sequence[DomainMatrix],
) -> DomainMatrix:
    """A normal that still separates, with half of the width at least, and does not depend on the
    earlier ones, as ``normal`` does.
    """
    size = normal.shape[0]
    units = (column([int(i == r) for i in range(size)]) for r in range(size))
    unit = next(e for e in units if rank(side_by_side([*earlier, e])) > len(earlier))
    wanted = _width(normal, inside, rest) / separator.scaled_size(normal) / 2
    for bits in _finer():
        for sign in (1, -1):
            tilted = primitive(normal * QQ(2**bits) + unit * QQ(sign))
            if _width(tilted, inside, rest) >= wanted * separator.scaled_size(tilted):
                return tilted
    raise NotApplicable("unreachable: separating is an open condition")


def _width(normal: DomainMatrix, inside: DomainMatrix, rest: Sequence[DomainMatrix]) -> Scalar:
    """The width of the gap; negative where there is none."""
    return min(min(heights(normal, block)) for block in rest) - max(heights(normal, inside))


def apex_between(
    normal: DomainMatrix,
    inside: DomainMatrix,
    mean: DomainMatrix,
    above: Sequence[DomainMatrix],
    accept: Callable[[DomainMatrix], bool] = lambda apex: True,
) -> DomainMatrix:
    """A simple point in the second quarter of the gap of a normal that separates, the first one
    that is accepted.

    It is sought near the segment from the mean of the class to that of the means of the blocks
    above. So an apex is nearer to its own class than one that another class has in the same gap,
    and is above that one's hyperplane.
    """
    means = [block * ones(block.shape[1], 1) * QQ(1, block.shape[1]) for block in above]
    towards = side_by_side(means) * ones(len(means), 1) * QQ(1, len(means)) - mean
    low = max(heights(normal, inside))
    eighth = _width(normal, inside, above) / 8
    start, slope = heights(normal, mean)[0], heights(normal, towards)[0]
    aim = mean + towards * ((low + 3 * eighth - start) / slope)
    for apex in _near(aim):
        if abs(heights(normal, apex)[0] - low - 3 * eighth) < eighth and accept(apex):
            return apex
    raise NotApplicable("unreachable: the grids have no end")


def _near(aim: DomainMatrix) -> Iterator[DomainMatrix]:
    """Points of ever finer binary grids: the nearest one to the aim, then its neighbours."""
    size = aim.shape[0]
    for bits in _finer():
        nearest = _on_grid(aim, bits)
        yield nearest
        for i in range(size):
            step = column([int(k == i) for k in range(size)]) * QQ(1, 2**bits)
            yield nearest + step
            yield nearest - step


def _finer() -> Iterator[int]:
    """0, 1, 2, … and then larger steps, so that data of the size ``10^-300`` are not a thousand
    grids away.
    """
    bits = 0
    for _ in count():
        yield bits
        bits += 1 + bits // 8


def _on_grid(point: DomainMatrix, bits: int) -> DomainMatrix:
    """Every entry rounded to a multiple of ``2^-bits``."""
    scale = QQ(2**bits)
    shifted = [entry * scale + QQ(1, 2) for entry in point.to_list_flat()]
    return from_flat([QQ(e.numerator // e.denominator) / scale for e in shifted], *point.shape)


def _lone_class(points: DomainMatrix) -> Placement:
    """Q = 1: nothing to separate from; the apex is a multiple of ``e_1``, not 0, with the points
    below it.
    """
    first = column([1] + [0] * (points.shape[0] - 1))
    top = max(heights(first, points))
    offset = QQ(max(1, top.numerator // top.denominator + 1))
    return Placement(0, Hyperplane(first, offset), first * offset)


WAYS: tuple[Way, ...] = (on_segments, at_the_corner)
