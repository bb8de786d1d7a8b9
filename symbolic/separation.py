"""T3′: separating hyperplanes, or the exact reason why there is none.

A linear program (floats) *proposes* a normal or a support; exact arithmetic *decides*: a proposed normal is rounded to a
small integer vector and must separate strictly; a proposed support must carry an exact common point of the two
convex hulls (Farkas). When neither can be confirmed the answer is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.matrices import from_flat, side_by_side
from symbolic.scalars import Scalar

# Rounding a proposed direction to integers of at most this many bits; doubles carry no more.
MAX_BITS = 53


@dataclass(frozen=True, slots=True, eq=False)
class Hyperplane:
    """``{x : f·x = t}`` with normal ``f`` (``M × 1``, over ``QQ``) and offset ``t``."""

    normal: DomainMatrix
    offset: Scalar

    def margin(self, inside: DomainMatrix, rest: Sequence[DomainMatrix]) -> Scalar:
        """``min |f·x − t|``, negative or 0 unless ``f·x < t`` on ``inside`` and ``f·x > t`` on ``rest``."""
        below = [self.offset - height for height in heights(self.normal, inside)]
        above = [height - self.offset for block in rest for height in heights(self.normal, block)]
        return min(below + above)


@dataclass(frozen=True, slots=True)
class CommonPoint:
    """Convex combinations of two point sets that coincide: ``Σ λ_i x_i = Σ ν_k z_k`` (the certificate of T3′).

    ``inside`` lists ``(i, λ_i)``; ``rest`` lists ``(block, i, ν)``; all coefficients are positive and sum to 1 on each side.
    """

    inside: tuple[tuple[int, Scalar], ...]
    rest: tuple[tuple[int, int, Scalar], ...]


def heights(normal: DomainMatrix, points: DomainMatrix) -> list[Scalar]:
    """``f·x`` for every column ``x``."""
    return list((normal.transpose() * points).to_list_flat())


def gap(
    normal: DomainMatrix, inside: DomainMatrix, rest: Sequence[DomainMatrix]
) -> tuple[Scalar, Scalar | None] | None:
    """``(max f·x on inside, min f·x on rest)`` if the first is smaller, else None; no rest: ``(max, None)``.

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
    """Finds separating normals and common points among blocks of points of one dimension ``M``.

    Each coordinate is scaled by its largest size (exactly, before anything is rounded), so that no overflow and no bad
    scaling reaches the linear program; the floats of a block are computed once. NumPy and SciPy are imported by the
    first proposal: whatever only reads, checks or refuses data starts without them.
    """

    def __init__(self, blocks: Sequence[DomainMatrix]) -> None:
        rows = [[abs(entry) for entry in row] for row in side_by_side(blocks).to_list()]
        self.scales = [max(row) or QQ(1) for row in rows]
        self._floats: dict[int, tuple[DomainMatrix, Any]] = {}

    def floats(self, block: DomainMatrix) -> Any:
        """The scaled points as floats, one *row* a point; a proposal's input, never a verdict's."""
        import numpy as np

        known = self._floats.get(id(block))
        if known is None:
            scaled = [
                [int(e.numerator) / int(e.denominator) for e in ((entry / scale) for entry in row)]
                for row, scale in zip(block.to_list(), self.scales, strict=True)
            ]
            # The block is kept beside its floats: an id is only unique among living objects.
            known = self._floats[id(block)] = (block, np.array(scaled).T)
        return known[1]

    def normal(
        self,
        inside: DomainMatrix,
        rest: Sequence[DomainMatrix],
        through: DomainMatrix | None = None,
    ) -> DomainMatrix | None:
        """A small integer normal that separates strictly, ``f·inside < f·rest``; None if none was found.

        With ``through = p`` also ``f·inside < f·p < f·rest``.
        """
        import numpy as np
        from scipy.optimize import linprog

        P, R = self.floats(inside), np.vstack([self.floats(block) for block in rest])
        if through is not None:
            origin = self.floats(through)
            P, R = P - origin, R - origin
        # maximize m subject to f·x <= t - m on P, f·x >= t + m on R, |f_i| <= 1 (t = 0 through the origin)
        offset = [] if through is not None else [1]
        rows = np.vstack(
            [
                np.hstack([P, -np.ones((len(P), len(offset)))]),
                np.hstack([-R, np.ones((len(R), len(offset)))]),
            ]
        )
        rows = np.hstack([rows, np.ones((len(rows), 1))])
        dimension = P.shape[1]
        bounds = [(-1, 1)] * dimension + [(None, None)] * len(offset) + [(0, 1)]
        objective = np.zeros(rows.shape[1])
        objective[-1] = -1
        solution = linprog(
            objective, A_ub=rows, b_ub=np.zeros(len(rows)), bounds=bounds, method="highs"
        )
        if solution.x is None:
            return None
        return self._snap(solution.x[:dimension], inside, rest, through)

    def _snap(
        self,
        proposal: Any,
        inside: DomainMatrix,
        rest: Sequence[DomainMatrix],
        through: DomainMatrix | None,
    ) -> DomainMatrix | None:
        """The proposal rounded to the smallest integers for which exact arithmetic confirms it, or unrounded."""
        import numpy as np

        sizes = [Fraction(int(s.numerator), int(s.denominator)) for s in self.scales]
        ratios = [Fraction(value) / size for value, size in zip(proposal, sizes, strict=True)]
        largest = max(map(abs, ratios))
        if not largest:
            return None
        P, R = self.floats(inside), np.vstack([self.floats(block) for block in rest])
        for bits in range(MAX_BITS + 2):
            # Last the proposal itself: between scales far apart no rounding keeps the small entries.
            last = bits > MAX_BITS
            rounded = ratios if last else [round(r / largest * 2**bits) for r in ratios]
            # A look in floats first: most roundings fail, and failing exactly is as slow as succeeding.
            if bits < MAX_BITS:
                # The normal for scaled points, divided by its size: at most 2, though a scale may be no float.
                weights = np.array(
                    [
                        float(entry * size * largest / 2**bits) if entry else 0.0
                        for entry, size in zip(rounded, sizes, strict=True)
                    ]
                )
                if (P @ weights).max() >= (R @ weights).min():
                    continue
            entries = [QQ(entry.numerator, entry.denominator) for entry in rounded]
            normal = primitive(from_flat(entries, len(entries), 1))
            sides = gap(normal, inside, rest)
            if sides is None:
                continue
            if through is None or (
                sides[0] < heights(normal, through)[0]
                and (sides[1] is None or heights(normal, through)[0] < sides[1])
            ):
                return normal
        return None

    def common_point(
        self, inside: DomainMatrix, rest: Sequence[DomainMatrix]
    ) -> CommonPoint | None:
        """A point of both convex hulls, as exact convex combinations; None if none was confirmed."""
        import numpy as np
        from scipy.optimize import linprog

        P, R = self.floats(inside), np.vstack([self.floats(block) for block in rest])
        # Σ λ x − Σ ν z = 0, Σ λ = 1, Σ ν = 1, λ, ν >= 0: a vertex has a small support
        equations = np.vstack(
            [
                np.hstack([P.T, -R.T]),
                np.hstack([np.ones(len(P)), np.zeros(len(R))]),
                np.hstack([np.zeros(len(P)), np.ones(len(R))]),
            ]
        )
        right = np.zeros(len(equations))
        right[-2:] = 1
        solution = linprog(
            np.zeros(len(P) + len(R)),
            A_eq=equations,
            b_eq=right,
            bounds=(0, None),
            method="highs-ds",
        )
        if solution.x is None:
            return None
        support = [int(i) for i in np.argsort(-solution.x, kind="stable") if solution.x[i] > 0]
        return _exact_combination(support, inside, rest)


def _exact_combination(
    support: Sequence[int], inside: DomainMatrix, rest: Sequence[DomainMatrix]
) -> CommonPoint | None:
    """Solve for the coefficients on the proposed support (heaviest first, so that these are the pivots)."""
    count, dimension = inside.shape[1], inside.shape[0]
    places = [(b, i) for b, block in enumerate(rest) for i in range(block.shape[1])]
    chosen = []
    for index in support:
        if index < count:
            point = inside.extract(range(dimension), [index]).to_list_flat()
            chosen.append([*point, QQ(1), QQ(0)])
        else:
            b, i = places[index - count]
            point = (-rest[b].extract(range(dimension), [i])).to_list_flat()
            chosen.append([*point, QQ(0), QQ(1)])
    right = [QQ(0)] * dimension + [QQ(1), QQ(1)]
    flat = [entry for row in zip(*chosen, right, strict=True) for entry in row]
    reduced, pivots = from_flat(flat, dimension + 2, len(chosen) + 1).rref()
    if len(chosen) in pivots:
        return None
    values = [row[-1] for row in reduced.to_list()][: len(pivots)]
    if any(value < 0 for value in values):
        return None
    weighted = sorted((support[p], value) for p, value in zip(pivots, values, strict=True) if value)
    return CommonPoint(
        tuple((index, value) for index, value in weighted if index < count),
        tuple((*places[index - count], value) for index, value in weighted if index >= count),
    )
