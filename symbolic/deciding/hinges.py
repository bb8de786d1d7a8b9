"""O2, P2, U4: one hidden layer along a line, with as few units as the labels on that line allow.

A continuous piecewise linear function of ``u = f·x`` with ``k`` kinks and slopes ``s_0, …, s_k`` is
a network with ``k`` units iff some of its jumps ``a_i = s_i − s_{i−1}`` add up to ``−s_0`` (these
units look to the left: ``a_i σ(t_i − u)``); in particular if a piece is constant. Otherwise one
more unit, active on all the data, carries ``s_0 u``. For targets on a line (two of them above all)
the least number of kinks is found exactly (`lines`); for others, the function is constant on runs
of one target and straight between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.deciding.lines import fewest_kinks, natural_corners
from symbolic.deciding.targets import target_line
from symbolic.matrices import column, from_flat, matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.separation import heights, primitive

# Subsets of jumps are searched for a constant piece up to this many kinks; pairs of points give
# directions up to this many points, pairs of axes up to this many.
MANY_KINKS, MANY_POINTS, MANY_AXES = 10, 14, 8
MANY_LINES = 40

Vector = tuple[Scalar, ...]


def labelled_line(data: ClusterData, normal: DomainMatrix) -> list[tuple[Scalar, int]] | None:
    """The distinct heights ``f·x`` in order, each with its class (the first of its target); None
    where two targets share one.

    >>> labelled_line(ClusterData.from_rows({"a": [[0], [3]], "b": [[1]]}), column([1]))
    [(0, 0), (1, 1), (3, 0)]
    """
    levels: dict[Scalar, int] = {}
    first: dict[Vector, int] = {}
    for j, block in enumerate(data.points):
        group = first.setdefault(tuple(data.target(j).to_list_flat()), j)
        for h in heights(normal, block):
            if levels.setdefault(h, group) != group:
                return None
    return sorted(levels.items())


def line_corners(
    data: ClusterData, line: Sequence[tuple[Scalar, int]]
) -> list[list[tuple[Scalar, Vector]]]:
    """Piecewise linear functions through the targets, each as its corners."""
    targets = [tuple(data.target(j).to_list_flat()) for j in range(data.Q)]
    places, labels = [u for u, _ in line], [j for _, j in line]
    corners = [[(u, targets[j]) for u, j in natural_corners(places, labels)]]
    along = target_line(data)
    if along is not None:
        scalars = fewest_kinks(places, [along.positions[j] for j in labels])
        corners.append([(u, along.point(g)) for u, g in scalars])
    return corners


def _minus(a: Vector, b: Vector) -> Vector:
    return tuple(x - y for x, y in zip(a, b, strict=True))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hinges(Record):
    """A piecewise linear function of ``u = f·x``: where it starts and with which slope, its kinks
    ``(u, jump of the slope)``, and which of them look to the left (None: no choice adds up to
    ``−s_0``).
    """

    normal: DomainMatrix
    start: tuple[Scalar, Vector]
    slope: Vector
    kinks: tuple[tuple[Scalar, Vector], ...]
    left: frozenset[int] | None

    @classmethod
    def through(cls, normal: DomainMatrix, corners: Sequence[tuple[Scalar, Vector]]) -> Hinges:
        """The function with these values at the corners, straight between them."""
        slopes = [
            tuple((b - a) / (v - u) for a, b in zip(y, z, strict=True))
            for (u, y), (v, z) in pairwise(corners)
        ] or [(QQ.zero,) * len(corners[0][1])]
        kinks = []
        for (u, _), s, t in zip(corners[1:-1], slopes, slopes[1:], strict=False):
            jump = _minus(t, s)
            if any(jump):
                kinks.append((u, jump))
        left = _looking_left([jump for _, jump in kinks], slopes[0])
        return cls(normal, corners[0], slopes[0], tuple(kinks), left)

    @property
    def units(self) -> int:
        """The width of its network."""
        return len(self.kinks) + self.carried

    @property
    def carried(self) -> bool:
        """Whether one more unit is needed for ``s_0 u``."""
        return self.left is None or not self.kinks

    def network(self) -> ReluNetwork:
        """One hidden layer, a unit a kink.

        >>> along = [(QQ(0), (QQ(0),)), (QQ(1), (QQ(1),)), (QQ(3), (QQ(1),))]
        >>> net = Hinges.through(column([1]), along).network()
        >>> net.widths, net(matrix([[0, 1, 2]])).to_Matrix()
        ((1, 1, 1), Matrix([[0, 1, 1]]))
        """
        start, base = self.start
        f = self.normal.to_list_flat()
        rows, biases, weights = [], [], []
        for i, (u, jump) in enumerate(self.kinks):
            sign = QQ(-1) if self.left is not None and i in self.left else QQ(1)
            scale = QQ(int(u.denominator))
            rows.append([sign * scale * e for e in f])
            biases.append(-sign * scale * u)
            weights.append([e / scale for e in jump])
            if sign < 0:
                base = tuple(b - e * (u - start) for b, e in zip(base, jump, strict=True))
        if self.carried:
            rows.append(list(f))
            biases.append(1 - start)
            weights.append(list(self.slope))
            base = _minus(base, self.slope)
        hidden = Layer(matrix(rows), from_flat(biases, len(biases), 1))
        return ReluNetwork((hidden,), Layer(matrix(weights).transpose(), column(list(base))))


def _looking_left(jumps: Sequence[Vector], slope: Vector) -> frozenset[int] | None:
    """Indices of jumps that add up to minus the first slope; a prefix if one does. None if none was
    found.
    """
    level = slope
    if not any(level):
        return frozenset()
    for i, jump in enumerate(jumps):
        level = tuple(a + b for a, b in zip(level, jump, strict=True))
        if not any(level):
            return frozenset(range(i + 1))
    if len(jumps) <= MANY_KINKS:
        for many in range(2, len(jumps)):
            for chosen in combinations(range(len(jumps)), many):
                total = [sum((jumps[i][r] for i in chosen), slope[r]) for r in range(len(slope))]
                if not any(total):
                    return frozenset(chosen)
    return None


def directions(data: ClusterData) -> Iterator[DomainMatrix]:
    """Normals to look along: the axes, sums and differences of two axes, differences of means; in
    the plane all orders of few points.

    >>> [f.to_list_flat() for f in directions(ClusterData.from_rows({"a": [[0], [3]], "b": [[1]]}))]
    [[1]]
    """
    M = data.M
    axes = [column([int(i == k) for i in range(M)]) for k in range(M)]
    yield from axes
    if M == 1:
        return
    if M <= MANY_AXES:
        for a, b in combinations(axes, 2):
            yield from (a + b, a - b)
    for j, k in combinations(range(data.Q), 2):
        difference = data.mean(j) - data.mean(k)
        if any(difference.to_list_flat()):
            yield primitive(difference)
    if M == 2 and data.N <= MANY_POINTS:
        yield from _plane_orders(data)


def _plane_orders(data: ClusterData) -> Iterator[DomainMatrix]:
    """In the plane: every order in which the points can be met along a line, and every pair of
    points at one height.
    """
    points = sorted({tuple(p) for b in data.points for p in b.transpose().to_list()})
    normals = set()
    for (a, b), (c, d) in combinations(points, 2):
        x, y = b - d, c - a
        if x < 0 or (x == 0 and y < 0):
            x, y = -x, -y
        scale = x + abs(y)
        normals.add((x / scale, y / scale))
    # by angle from (0, 1) through (1, 0) to (0, −1): y falls where x rises, then on
    ordered = sorted(normals, key=lambda n: -n[1])
    for n in ordered:
        yield column(list(n))
    circle = [*ordered, (-ordered[0][0], -ordered[0][1])] if ordered else []
    for (a, b), (c, d) in pairwise(circle):
        between = column([a + c, b + d])
        if any(between.to_list_flat()):
            yield between


def line_hinges(data: ClusterData, most: int = MANY_LINES) -> list[Hinges]:
    """Functions along lines with the right values (O2, P2), those with few units first.

    >>> line_hinges(ClusterData.from_rows({"a": [[0], [3]], "b": [[1], [2]]}))[0].network().widths
    (1, 2, 2)
    """
    choices = []
    for normal in directions(data):
        line = labelled_line(data, normal)
        if line is not None:
            choices += [Hinges.through(normal, corners) for corners in line_corners(data, line)]
    return sorted(choices, key=lambda one: one.units)[:most]
