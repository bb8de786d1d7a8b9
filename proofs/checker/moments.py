"""The cost of an affine readout as a quadratic form, in exact second moments.

Notation: for a point x of class j let e = (x, 1, y_j). Its moments Gram_j = (1/N_j) sum_i e e^T
say everything about class j: with E = [A c -1] the residual is A x + c - y_j = E e, so the cost is
the sum over j of Tr(E Gram_j E^T). A collapsed class has the single point p_j instead. The linear
readout drops the 1.

(A, c) attains the minimum exactly if the residual is orthogonal to the regressors, E Gram = 0 in
their columns (the normal equations); and the minimum is the squared distance of the y's to the
regressors, the trace of a Schur complement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from .exact import Rows, dot, integers, over_one, product, rank, schur_trace
from .values import Data, Vector

__all__ = ["Moments", "all_moments", "class_moments", "readout_error", "summed", "total"]


@dataclass(frozen=True, slots=True)
class Moments:
    """gram / scale is the matrix of second moments of e = (x, 1, y), with x in Q^M."""

    gram: Rows
    scale: int
    M: int

    def regressors(self, readout: str) -> list[int]:
        """The indices of x (linear) or of (x, 1) (affine) in e."""
        return list(range(self.M + (readout == "affine")))

    def rank(self, readout: str) -> int:
        """The rank of the moments of the regressors: of G (linear), 1 + of centred G (affine)."""
        kept = self.regressors(readout)
        return rank([[self.gram[a][b] for b in kept] for a in kept])

    def minimum(self, readout: str) -> tuple[int, int]:
        """The least cost of a readout, as a quotient: not reduced, for its numbers may be long.

        >>> points = ((Fraction(1),), (Fraction(3),))
        >>> only = Moments(*class_moments(points, (Fraction(2),)), 1)
        >>> only.minimum("linear"), only.minimum("affine")
        ((16, 20), (0, 8))
        """
        kept = self.regressors(readout)
        size = len(kept)
        kept += range(self.M + 1, len(self.gram))
        block = [[self.gram[a][b] for b in kept] for a in kept]
        trace, divisor = schur_trace(block, size)
        return trace, divisor * self.scale

    def stationary(self, error: Rows, readout: str) -> bool:
        """Whether E = error (up to a factor) solves the normal equations of the readout."""
        columns = [self.gram[k] for k in self.regressors(readout)]
        return not any(dot(row, column) for row in error for column in columns)

    def form(self, left: Rows, right: Rows) -> int:
        """Tr(left Gram right^T) times the scale: not reduced, for its numbers may be long."""
        return sum(map(dot, product(left, self.gram), right))


def class_moments(points: Sequence[Vector], target: Vector) -> tuple[Rows, int]:
    """(1/N) sum e e^T, integers over a scale.

    Points of one denominator go together; the groups are added halves first, so that long
    denominators that have nothing in common cost what is written, not its square.

    >>> class_moments([(Fraction(1, 2),)], (Fraction(1),))
    (((1, 2, 2), (2, 4, 4), (2, 4, 4)), 4)
    """
    groups: dict[int, list[tuple[int, ...]]] = {}
    for x in points:
        *row, d = over_one((*x, Fraction(1), *target))
        groups.setdefault(d, []).append(tuple(row))
    parts = []
    for d, rows in groups.items():
        columns = tuple(zip(*rows, strict=True))
        parts.append((tuple(tuple(dot(a, b) for b in columns) for a in columns), d * d))
    gram, scale = summed(parts)
    return gram, scale * len(points)


def summed(parts: Sequence[tuple[Rows, int]]) -> tuple[Rows, int]:
    """The sum of rational matrices, each integers over a scale, halves first.

    >>> summed([(((1,),), 2), (((1,),), 3)])
    (((5,),), 6)
    """
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    (left, d), (right, e) = summed(parts[:half]), summed(parts[half:])
    scale = lcm(d, e)
    a, b = scale // d, scale // e
    return tuple(
        tuple(p * a + q * b for p, q in zip(*rows, strict=True))
        for rows in zip(left, right, strict=True)
    ), scale


def total(parts: Iterable[Rows], scale: int, M: int) -> Moments:
    """The sum of the moments of some classes (at least one).

    >>> total([((1, 2), (2, 4)), ((1, 0), (0, 0))], 6, 1)
    Moments(gram=((2, 2), (2, 4)), scale=6, M=1)
    """
    gram = tuple(tuple(map(sum, zip(*rows, strict=True))) for rows in zip(*parts, strict=True))
    return Moments(gram, scale, M)


def all_moments(data: Data, apexes: Sequence[Vector]) -> tuple[list[Rows], list[Rows], int]:
    """The moments of each class, of each class collapsed to its apex, and their common scale.

    `apexes` holds one point for each class of the data, in order.

    >>> one = Fraction(1)
    >>> from proofs.checker.values import Class
    >>> data = Data((Class("a", (one,), ((one,), (3 * one,))),))
    >>> all_moments(data, [(2 * one,)])
    ([((10, 4, 4), (4, 2, 2), (4, 2, 2))], [((8, 4, 4), (4, 2, 2), (4, 2, 2))], 2)
    """
    spread = [class_moments(c.points, c.target) for c in data.classes]
    collapsed = [class_moments([p], c.target) for c, p in zip(data.classes, apexes, strict=True)]
    scale = lcm(*(d for _, d in (*spread, *collapsed)))
    return _over(scale, spread), _over(scale, collapsed), scale


def _over(scale: int, moments: Sequence[tuple[Rows, int]]) -> list[Rows]:
    return [
        tuple(tuple(entry * (scale // d) for entry in row) for row in gram) for gram, d in moments
    ]


def readout_error(A: Sequence[Vector], c: Vector) -> tuple[Rows, int]:
    """E = [A c -1] over one denominator.

    >>> readout_error([(Fraction(1, 2),)], (Fraction(3),))
    (((1, 6, -2),), 2)
    """
    rows, d = integers([(*row, entry) for row, entry in zip(A, c, strict=True)])
    unit = [tuple(-d * (i == k) for k in range(len(rows))) for i in range(len(rows))]
    return tuple((*row, *minus) for row, minus in zip(rows, unit, strict=True)), d
