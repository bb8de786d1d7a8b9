"""T3′: separating hyperplanes, or the exact reason why there is none.

Strict separation of two finite sets is linear feasibility (`feasibility`): ``f·x < t`` on one set,
``f·x > t`` on the other. Floats *propose* a normal with few entries (least ``Σ|f_j| s_j`` for a
given gap); exact arithmetic *decides*, and where the proposal fails it finds a normal or a common
point of the two convex hulls (Farkas). One of the two always comes out; only a time limit of the
caller's ends without. The normal is then made simple (`simplest`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, overload

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.feasibility import Combination, alternative
from symbolic.matrices import column, from_flat
from symbolic.record import Record
from symbolic.scalars import Scalar, power, simplest_between
from symbolic.simplest import nearby_normal, simplest_normal

if TYPE_CHECKING:  # NumPy is loaded by the first proposal
    from symbolic.sides import PointRows, Sides


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hyperplane(Record):
    """``{x : f·x = t}``.

    Parameters
    ----------
    normal : ``f``, ``M × 1`` over ``QQ``.
    offset : ``t``.

    >>> from symbolic.matrices import column, matrix
    >>> Hyperplane(column([1, 2]), QQ(3)).margin(matrix([[0], [1]]), [matrix([[2], [1]])])
    1
    """

    normal: DomainMatrix
    offset: Scalar

    def margin(self, inside: DomainMatrix, rest: Sequence[DomainMatrix]) -> Scalar:
        """``min |f·x − t|``, negative or 0 unless ``f·x < t`` on ``inside`` and ``f·x > t`` on
        ``rest``.
        """
        below = [self.offset - height for height in heights(self.normal, inside)]
        above = [height - self.offset for block in rest for height in heights(self.normal, block)]
        return min(below + above)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CommonPoint(Record):
    """Convex combinations of two point sets that coincide: ``Σ λ_i x_i = Σ ν_k z_k`` (the
    certificate of T3′).

    Attributes
    ----------
    inside : pairs ``(i, λ_i)``.
    rest : triples ``(block, i, ν)``. All coefficients are positive, and sum to 1 on each side.

    >>> from symbolic.matrices import matrix
    >>> left, right = matrix([[0, 4]]), matrix([[2]])
    >>> Separator([left, right]).decide(left, [right])
    CommonPoint(inside=((0, 1/2), (1, 1/2)), rest=((0, 0, 1),))
    """

    inside: tuple[tuple[int, Scalar], ...]
    rest: tuple[tuple[int, int, Scalar], ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CommonDirection(Record):
    """``Σ λ_i (x_i − p) = Σ ν_k (z_k − p)`` with positive coefficients of sum 1 in all: no
    hyperplane through ``p`` separates.

    ``inside`` and ``rest`` as in `CommonPoint`; one of them may be empty.
    """

    inside: tuple[tuple[int, Scalar], ...]
    rest: tuple[tuple[int, int, Scalar], ...]


def heights(normal: DomainMatrix, points: DomainMatrix) -> list[Scalar]:
    """``f·x`` for every column ``x``."""
    return list((normal.transpose() * points).to_list_flat())


def gap(
    normal: DomainMatrix, inside: DomainMatrix, rest: Sequence[DomainMatrix]
) -> tuple[Scalar, Scalar | None] | None:
    """``(max f·x on inside, min f·x on rest)`` if the first is smaller, else None; no rest: ``(max,
    None)``.

    >>> from symbolic.matrices import column, matrix
    >>> gap(column([1]), matrix([[0, 1]]), [matrix([[3]]), matrix([[2]])])
    (1, 2)
    """
    low = max(heights(normal, inside))
    high = None
    for block in rest:
        height = min(heights(normal, block))
        high = height if high is None else min(high, height)
        if high <= low:
            return None
    return low, high


def primitive(direction: DomainMatrix) -> DomainMatrix:
    """The integer vector without common factor that points where ``direction`` does.

    >>> from symbolic.matrices import column
    >>> primitive(column(["2/3", -4])).to_Matrix().T
    Matrix([[1, -6]])
    """
    _, integral = direction.clear_denoms(convert=True)
    entries = [int(entry) for entry in integral.to_list_flat()]
    divisor = gcd(*entries) or 1
    return from_flat([QQ(entry // divisor) for entry in entries], len(entries), 1)


class Separator:
    """Separating hyperplanes and common points among blocks of points of one dimension ``M``.

    ``origin`` is a point of the data: it is subtracted exactly before anything is scaled or
    rounded. Coordinate ``j`` is scaled by ``s_j = 2^sizes[j] ≥ |x_j − o_j|``. NumPy and SciPy are
    imported by the first proposal: what only reads, checks or refuses data starts without them.

    Parameters
    ----------
    blocks : of points, ``M × n`` each; points are columns.
    deadline : a value of ``time.monotonic``; past it an exact decision raises `OutOfTime`.

    >>> from symbolic.matrices import matrix
    >>> below, above = matrix([[0, 1], [0, 0]]), matrix([[0, 1], [1, 3]])
    >>> plane = Separator([below, above]).decide(below, [above])
    >>> plane.normal.to_Matrix().T, plane.offset
    (Matrix([[0, 1]]), 1/2)
    >>> Separator([below, above]).decide(below, [matrix([[0, 1], [1, -1]])])
    CommonPoint(inside=((0, 1/2), (1, 1/2)), rest=((0, 0, 1/2), (0, 1, 1/2)))
    """

    def __init__(self, blocks: Sequence[DomainMatrix], deadline: float | None = None) -> None:
        self.deadline = deadline
        self.dimension = blocks[0].shape[0]
        self.origin = blocks[0].extract(range(self.dimension), [0])
        self.sizes = [_binary_size(width) for width in _ranges(blocks, self.origin)]
        self._known: dict[int, tuple[DomainMatrix, PointRows]] = {}

    def __repr__(self) -> str:
        return f"Separator(M={self.dimension})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Separator):
            return NotImplemented
        return self._frame() == other._frame()

    def __hash__(self) -> int:
        return hash(self._frame())

    def _frame(self) -> tuple[object, ...]:
        return (tuple(self.origin.to_list_flat()), tuple(self.sizes), self.deadline)

    @overload
    def decide(
        self, inside: DomainMatrix, rest: Sequence[DomainMatrix]
    ) -> Hyperplane | CommonPoint: ...

    @overload
    def decide(
        self, inside: DomainMatrix, rest: Sequence[DomainMatrix], through: DomainMatrix
    ) -> Hyperplane | CommonDirection: ...

    def decide(
        self,
        inside: DomainMatrix,
        rest: Sequence[DomainMatrix],
        through: DomainMatrix | None = None,
    ) -> Hyperplane | CommonPoint | CommonDirection:
        """A simple hyperplane with ``f·x < t`` on ``inside`` and ``f·x > t`` on ``rest``, or why
        there is none.

        Parameters: point sets as columns; with ``through = p`` only hyperplanes through ``p``
        count, and a `CommonDirection` is the reason against them. Raises `OutOfTime` past the
        deadline.

        The margin ``min |f·x − t| / Σ|f_j| s_j`` is at least half of the greatest that floats found
        for any normal.
        """
        if not rest and through is None:
            first = column([1] + [0] * (self.dimension - 1))
            return Hyperplane(first, simplest_between(max(heights(first, inside)), None))
        sides = self._sides(inside, rest, through)
        normal = sides.sparse_normal(range(self.dimension))
        if normal is None or sides.width(normal) <= 0:
            vector = alternative(sides.integer_rows(), self.deadline)
            if isinstance(vector, Combination):
                return _obstruction(vector, sides, inside, rest, through is None)
            normal = [QQ(entry) for entry in vector.entries[: self.dimension]]
        normal = simplest_normal(sides, normal)
        f = from_flat(normal, self.dimension, 1)
        if through is not None:
            return Hyperplane(f, heights(f, through)[0])
        return Hyperplane(f, middle_offset(f, inside, rest))

    def normal(
        self,
        inside: DomainMatrix,
        rest: Sequence[DomainMatrix],
        through: DomainMatrix | None = None,
    ) -> DomainMatrix | None:
        """A small integer normal with ``f·inside < f·rest`` (and ``f·through`` strictly between);
        None if there is none.
        """
        side = self.decide(inside, rest) if through is None else self.decide(inside, rest, through)
        return side.normal if isinstance(side, Hyperplane) else None

    def common_point(
        self, inside: DomainMatrix, rest: Sequence[DomainMatrix]
    ) -> CommonPoint | None:
        """A point of both convex hulls, as exact convex combinations; None if there is none."""
        side = self.decide(inside, rest)
        return side if isinstance(side, CommonPoint) else None

    def simplified(
        self, normal: DomainMatrix, inside: DomainMatrix, rest: Sequence[DomainMatrix]
    ) -> DomainMatrix:
        """The simplest normal found near one that separates, with at least three quarters of its
        width (see `simplest`).
        """
        sides = self._sides(inside, rest, None)
        return from_flat(nearby_normal(sides, normal.to_list_flat()), self.dimension, 1)

    def scaled_size(self, normal: DomainMatrix) -> Scalar:
        """``Σ|f_j| s_j``."""
        entries = normal.to_list_flat()
        return sum((abs(e) * power(s) for e, s in zip(entries, self.sizes, strict=True)), QQ.zero)

    def __getstate__(self) -> dict[str, object]:
        """Another process makes its own floats."""
        return {**self.__dict__, "_known": {}}

    def _sides(
        self, inside: DomainMatrix, rest: Sequence[DomainMatrix], through: DomainMatrix | None
    ) -> Sides:
        from symbolic.sides import Sides

        apex = None if through is None else self._rows(through)
        return Sides(self._rows(inside), [self._rows(block) for block in rest], apex, self.sizes)

    def _rows(self, block: DomainMatrix) -> PointRows:
        from symbolic.sides import PointRows

        known = self._known.get(id(block))
        if known is None or known[0] is not block:
            rows = PointRows.of(block, self.origin, self.sizes)
            # The block is kept beside its rows: an id is only unique among living objects.
            known = self._known[id(block)] = (block, rows)
        return known[1]


def _ranges(blocks: Sequence[DomainMatrix], origin: DomainMatrix) -> list[Scalar]:
    """``max |x_j − o_j|`` over all points of the blocks, coordinate by coordinate."""
    from symbolic.integer_arrays import integer_array

    ranges = [QQ.zero] * origin.shape[0]
    for block in blocks:
        whole, common = integer_array(block)
        for ends in (whole.max(axis=1), whole.min(axis=1)):
            sizes = (
                abs(QQ(int(end), common) - o)
                for end, o in zip(ends, origin.to_list_flat(), strict=True)
            )
            ranges = list(map(max, ranges, sizes))
    return ranges


def _binary_size(size: Scalar) -> int:
    """The exponent of a power of two that is at least ``size``, at most four times it; 0 for 0."""
    if not size:
        return 0
    return int(size.numerator).bit_length() - int(size.denominator).bit_length() + 1


def middle_offset(
    normal: DomainMatrix, inside: DomainMatrix, rest: Sequence[DomainMatrix]
) -> Scalar:
    """The simplest rational in the middle third of the gap of a normal that separates."""
    low = max(heights(normal, inside))
    third = (min(min(heights(normal, block)) for block in rest) - low) / 3
    return simplest_between(low + third, low + 2 * third)


def _obstruction(
    combination: Combination,
    sides: Sides,
    inside: DomainMatrix,
    rest: Sequence[DomainMatrix],
    convex: bool,
) -> CommonPoint | CommonDirection:
    """The combination of integer rows as one of points: a row is its denominator times a point."""
    places: list[tuple[int, int]] = [(-1, i) for i in range(inside.shape[1])]
    places += [(b, i) for b, block in enumerate(rest) for i in range(block.shape[1])]
    weighted = [(places[k], weight * sides.denominator(k)) for k, weight in combination.weights]
    total = sum((w for (b, _), w in weighted if b < 0 or not convex), QQ.zero)
    below = tuple((i, w / total) for (b, i), w in weighted if b < 0)
    above = tuple((b, i, w / total) for (b, i), w in weighted if b >= 0)
    return CommonPoint(below, above) if convex else CommonDirection(below, above)
