"""Distinct inputs as integers: exact heights at the speed of machine integers, and floats for
proposals.

Each coordinate of the inputs gets a *step* (1, or the inverse of a power of ten near its range
where ranges are far apart), and normals are integer vectors ``k`` that stand for ``f_i = k_i ·
step_i``: small integers whatever the units of the data. With a common denominator ``L`` the height
above the lowest corner is the integer ``L Σ f_i (x_i − low_i) = Σ k_i g_i``. NumPy's 64-bit
integers are used where a bound shows that nothing can overflow, Python's integers elsewhere:
heights are exact, always.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from sympy import QQ

from symbolic.float_arrays import Floats, Indices, Integers
from symbolic.integer_arrays import product as exact_product
from symbolic.matrices import common_integers, from_flat
from symbolic.scalars import Scalar, fraction
from symbolic.separation import Hyperplane, primitive

WORD = 2**62
# Ranges within this factor of each other share one step.
ALIKE = 100


class Grid:
    """The inputs (``n`` rows of ``M`` rationals) on an integer grid.

    ``floats`` are the inputs scaled to ``[−1, 1]`` coordinate by coordinate: for proposals only.
    """

    def __init__(self, inputs: Sequence[Sequence[Scalar]]) -> None:
        columns = [common_integers(column) for column in zip(*inputs, strict=True)]
        lows = [min(whole) for whole, _ in columns]
        self.low = [Fraction(low, den) for low, (_, den) in zip(lows, columns, strict=True)]
        ranges = [max(whole) - low for low, (whole, _) in zip(lows, columns, strict=True)]
        self.steps = _steps([Fraction(w, den) for w, (_, den) in zip(ranges, columns, strict=True)])
        # x_i = z_i / den, so that step (x_i − low_i) = (z_i − low) step / den: L makes all of these
        # factors integers
        factors = [step / den for step, (_, den) in zip(self.steps, columns, strict=True)]
        self.unit = lcm(*(factor.denominator for factor in factors))
        scales = [int(factor * self.unit) for factor in factors]
        self.bounds = [width * scale for width, scale in zip(ranges, scales, strict=True)]
        small = max(self.bounds) < WORD
        exact = [
            [(z - low) * scale for z in whole]
            for (whole, _), low, scale in zip(columns, lows, scales, strict=True)
        ]
        self._exact = np.array(exact, dtype=np.int64 if small else object).T
        self.spans = [bound or 1 for bound in self.bounds]
        # by their steps within a factor of `ALIKE` of each other; a constant coordinate counts not
        widest = max(self.bounds)
        self._widths = np.array([b / widest if b else np.inf for b in self.bounds])
        scaled = [
            [2 * (z / span) - 1 for z in column]
            for column, span in zip(exact, self.spans, strict=True)
        ]
        self.floats = np.array(scaled, dtype=float).T

    @property
    def size(self) -> int:
        """The number of inputs."""
        return int(self._exact.shape[0])

    def heights(self, normal: Sequence[int], at: Indices) -> Integers:
        """``L f·(x − low)`` for the integer normal, exact, at the inputs with the indices
        ``at``.
        """
        size = sum(abs(k) * bound for k, bound in zip(normal, self.bounds, strict=True))
        points = self._exact[at]
        if points.dtype == np.int64 and size < WORD and max(map(abs, normal)) < WORD:
            words: Integers = points @ np.array(normal, dtype=np.int64)
            return words
        exact: Integers = points.astype(object) @ np.array(list(map(int, normal)), dtype=object)
        return exact

    def height_table(self, normals: Integers) -> Integers:
        """The heights of all inputs, one row a normal; the normals follow each other in one
        array.
        """
        return exact_product(normals.reshape(-1, len(self.bounds)), self._exact.T)

    def rounded(self, direction: Floats | Sequence[float], bits: int) -> list[int]:
        """A direction for ``floats`` as an integer normal with entries up to ``2^bits``."""
        weights = np.asarray(direction, dtype=float) / self._widths
        largest = np.abs(weights).max()
        if not largest:
            return [0] * len(weights)
        return [round(w) for w in (weights / largest * 2**bits).tolist()]

    def as_floats(self, normal: Sequence[int]) -> Floats:
        """An integer normal as a direction for ``floats``, up to a positive factor."""
        weights = [k * span for k, span in zip(normal, self.spans, strict=True)]
        largest = max(map(abs, weights)) or 1
        return np.array([weight / largest for weight in weights])

    def hyperplane(self, normal: Sequence[int], height: Fraction) -> Hyperplane:
        """``{x : f·x = t}`` in the data's coordinates at this height of the grid; ``f`` is the
        primitive integer vector along the normal.
        """
        return self.hyperplanes(normal, [height])[0]

    def hyperplanes(
        self, normal: Sequence[int], heights: Sequence[int | Fraction]
    ) -> list[Hyperplane]:
        """Parallel hyperplanes, one a height of the grid (see `hyperplane`)."""
        f = [k * step for k, step in zip(normal, self.steps, strict=True)]
        whole = primitive(from_flat([QQ(e.numerator, e.denominator) for e in f], len(f), 1))
        pivot = next(i for i, e in enumerate(f) if e)
        factor = int(whole.to_list_flat()[pivot]) / f[pivot]
        corner = sum((a * low for a, low in zip(f, self.low, strict=True)), Fraction(0))
        offsets = [(Fraction(height, self.unit) + corner) * factor for height in heights]
        return [Hyperplane(whole, QQ(t.numerator, t.denominator)) for t in offsets]

    def along(self, normal: Sequence[Scalar]) -> list[int]:
        """The primitive integer normal of the grid along ``f``, a normal in the data's
        coordinates.
        """
        entries = [fraction(e) / step for e, step in zip(normal, self.steps, strict=True)]
        common = lcm(*(e.denominator for e in entries))
        whole = [int(e * common) for e in entries]
        divisor = gcd(*whole) or 1
        return [e // divisor for e in whole]


def _steps(widths: Sequence[Fraction]) -> list[Fraction]:
    """One step a coordinate: all 1 where the ranges are of one size, roughly."""
    moving = [width for width in widths if width]
    if not moving or max(moving) <= ALIKE * min(moving):
        return [Fraction(1)] * len(widths)
    return [1 / _power_of_ten(width) for width in widths]


def _power_of_ten(width: Fraction) -> Fraction:
    """The greatest power of ten that is at most ``width``; 1 for a constant coordinate."""
    power = Fraction(1)
    if width:
        while power * 10 <= width:
            power *= 10
        while power > width:
            power /= 10
    return power
