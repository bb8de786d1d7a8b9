"""Small exact linear programs: a point of ``{z : E z = e, A z ≤ b}``, or the multipliers that show
there is none (Farkas).

The first phase of the simplex method over the rationals with Bland's rule, so that it ends; meant
for some dozens of rows, where exact pivots cost less than asking floats first. ``z`` is free in
sign; each row has a slack (inequalities) and an artificial variable, and the multipliers are read
off the reduced costs of the artificial ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

from symbolic.record import Record

Row: TypeAlias = tuple[tuple[Fraction | int, ...], Fraction | int]
"""``(a, b)``: the inequality ``a·z ≤ b``, or the equation ``a·z = b``."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Farkas(Record):
    """``Σ λ_i a_i + Σ μ_k e_k = 0`` and ``Σ λ_i b_i + Σ μ_k e_k < 0`` with ``λ ≥ 0``: no ``z``
    exists.

    ``inequalities`` and ``equations`` hold ``λ`` and ``μ``, integers without common factor.
    """

    inequalities: tuple[int, ...]
    equations: tuple[int, ...]


def solve(
    size: int, inequalities: Sequence[Row], equations: Sequence[Row] = ()
) -> tuple[Fraction, ...] | Farkas:
    """A solution ``z`` of ``size`` entries, or the reason why there is none.

    >>> one = (Fraction(1),), (Fraction(-1),)
    >>> solve(1, [(one[0], Fraction(3)), (one[1], Fraction(-2))])
    (Fraction(2, 1),)
    >>> solve(1, [(one[0], Fraction(1)), (one[1], Fraction(-2))])
    Farkas(inequalities=(1, 1), equations=())
    """
    tableau = _Tableau(size, inequalities, equations)
    while tableau.pivot():
        pass
    return tableau.result()


class _Tableau:
    """Integer rows, each over its own positive scale; the columns are ``z⁺, z⁻``, slacks,
    artificials, right side.

    An inequality with ``b ≥ 0`` starts with its slack in the basis; every other row has an
    artificial variable.
    """

    def __init__(self, size: int, inequalities: Sequence[Row], equations: Sequence[Row]) -> None:
        rows = [*inequalities, *equations]
        self.size, self.slacks, self.count = size, len(inequalities), len(rows)
        started = [i < self.slacks and b >= 0 for i, (_, b) in enumerate(rows)]
        first = 2 * size + self.slacks
        places = iter(range(first, first + started.count(False)))
        # the column that starts in the basis, row by row
        self.start = [2 * size + i if started[i] else next(places) for i in range(self.count)]
        self.width = first + started.count(False) + 1
        self.flipped, self.rows, self.scales = [], list[list[int]](), list[int]()
        for i, (a, b) in enumerate(rows):
            scale = lcm(b.denominator, *(e.denominator for e in a))
            entries = [int(e * scale) for e in a]
            row = [*entries, *(-e for e in entries), *([0] * (self.width - 2 * size))]
            row[-1] = int(b * scale)
            if i < self.slacks:
                row[2 * size + i] = scale
            flip = b < 0
            row = [-e for e in row] if flip else row
            row[self.start[i]] = scale
            self.flipped.append(flip)
            self.rows.append(row)
            self.scales.append(scale)
        self.basis = list(self.start)
        self.artificial = [not s for s in started]
        # the cost: the sum of the artificial variables, in terms of the others
        common = lcm(*(s for s, a in zip(self.scales, self.artificial, strict=True) if a))
        total = [0] * self.width
        for row, scale, counted in zip(self.rows, self.scales, self.artificial, strict=True):
            if counted:
                total = [t - e * (common // scale) for t, e in zip(total, row, strict=True)]
        for k in range(first, self.width - 1):
            total[k] += common
        self.cost, self.cost_scale = total, common

    def pivot(self) -> bool:
        """One step of Bland's rule; False when no column improves the cost."""
        entering = next((k for k in range(self.width - 1) if self.cost[k] < 0), None)
        if entering is None:
            return False
        best = None
        for i, row in enumerate(self.rows):
            if row[entering] > 0:
                ratio = (Fraction(row[-1], row[entering]), self.basis[i])
                if best is None or ratio < best[0]:
                    best = (ratio, i)
        if best is None:
            return False
        leaving = best[1]
        source = self.rows[leaving]
        pivot = source[entering]
        for i, row in enumerate(self.rows):
            if i != leaving and row[entering]:
                self.rows[i], self.scales[i] = _eliminated(row, source, entering, self.scales[i])
        self.cost, self.cost_scale = _eliminated(self.cost, source, entering, self.cost_scale)
        self.scales[leaving] = pivot
        self.basis[leaving] = entering
        return True

    def result(self) -> tuple[Fraction, ...] | Farkas:
        if not self.cost[-1]:
            values = [Fraction(0)] * self.width
            for i, k in enumerate(self.basis):
                values[k] = Fraction(self.rows[i][-1], self.rows[i][k])
            return tuple(values[k] - values[self.size + k] for k in range(self.size))
        # The reduced cost of a starting column is its cost (1 if artificial) minus y; y solves the
        # dual, so the multipliers are −y, with the sign of the row.
        duals = []
        for i, k in enumerate(self.start):
            y = (self.cost_scale if self.artificial[i] else 0) - self.cost[k]
            duals.append(y if self.flipped[i] else -y)
        divisor = _gcd(duals)
        duals = [d // divisor for d in duals]
        return Farkas(tuple(duals[: self.slacks]), tuple(duals[self.slacks :]))


def _eliminated(
    row: list[int], source: list[int], column: int, scale: int
) -> tuple[list[int], int]:
    """The row minus a multiple of the source so that the column is 0, in integers without common
    factor.
    """
    p, f = source[column], row[column]
    entries = [p * a - f * b for a, b in zip(row, source, strict=True)]
    scale *= p
    divisor = _gcd([scale, *entries])
    return [e // divisor for e in entries], scale // divisor


def _gcd(values: Sequence[int]) -> int:
    return gcd(*values) or 1
