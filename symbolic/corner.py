"""The placement that always succeeds where the dimension allows independent apexes (G5).

With ``z_k = f_k·x − t_k`` (``k < Q``), the normals made independent by a small tilt, and ``m_k``
the least ``z_k`` on the last class, it aims at ``z_j(p_j) = 0``, ``z_k(p_j) = m_k / 2`` for ``k >
j``: then ``Σ z_k(p_j) / m_k < Q − 1`` separates the last class from all apexes. Points of a grid
near that aim are tried, the coarsest grid first; each must pass the exact conditions, which leave
room around the aim, so some grid is fine enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.apexes import Placement, Situation, on_grid, width
from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.matrices import column, from_flat, ones, rank, side_by_side
from symbolic.order import Order
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane, Separator, heights, middle_offset, primitive


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
    rows: DomainMatrix  # the normals as rows
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
            gaps.append(width(planes[-1].normal, inside, rest))
        last = data.points[order.classes[-1]]
        least = tuple(min(heights(p.normal, last)) - p.offset for p in planes)
        normals = [p.normal for p in planes]
        offsets = tuple(p.offset for p in planes)
        rows = side_by_side(normals).transpose()
        return cls(tuple(normals), rows, offsets, tuple(gaps), least)

    def aims(self, data: ClusterData) -> list[DomainMatrix]:
        """For each ``j`` the point nearest to the barycentre with ``z_k = m_k / 2`` for ``k > j``
        and 0 for the others.
        """
        F = self.rows.transpose()
        size = len(self.normals)
        base = data.barycentre
        here = F.transpose() * base - column(self.offsets)
        wanted = [self.least[k] / 2 if k > j else QQ.zero for k in range(size) for j in range(size)]
        steps = from_flat(wanted, size, size) - here * ones(1, size)
        points = base * ones(1, size) + F * (F.transpose() * F).lu_solve(steps)
        return [points.extract(range(data.M), [j]) for j in range(size)]

    def fits(self, j: int, apex: DomainMatrix) -> bool:
        """Whether the apex may stand for ``p_j``: room is left to all sides of the aim."""
        products = (self.rows * apex).to_list_flat()
        z = [product - t for product, t in zip(products, self.offsets, strict=True)]
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
    wanted = width(normal, inside, rest) / separator.scaled_size(normal) / 2
    for bits in _finer():
        for sign in (1, -1):
            tilted = primitive(normal * QQ(2**bits) + unit * QQ(sign))
            if width(tilted, inside, rest) >= wanted * separator.scaled_size(tilted):
                return tilted
    raise NotApplicable("unreachable: separating is an open condition")


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
    eighth = width(normal, inside, above) / 8
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
        nearest = on_grid(aim, bits)
        yield nearest
        entries, step = nearest.to_list_flat(), QQ(1, 2**bits)
        for i in range(size):
            for e in (entries[i] + step, entries[i] - step):
                yield from_flat([*entries[:i], e, *entries[i + 1 :]], size, 1)


def _finer() -> Iterator[int]:
    """0, 1, 2, … and then larger steps, so that data of the size ``10^-300`` are not a thousand
    grids away.
    """
    bits = 0
    for _ in count():
        yield bits
        bits += 1 + bits // 8


def _lone_class(points: DomainMatrix) -> Placement:
    """Q = 1: nothing to separate from; the apex is a multiple of ``e_1``, not 0, with the points
    below it.
    """
    first = column([1] + [0] * (points.shape[0] - 1))
    top = max(heights(first, points))
    offset = QQ(max(1, top.numerator // top.denominator + 1))
    return Placement(0, Hyperplane(first, offset), first * offset)
