"""Linear programs in floats, for proposals: ``min c·x`` subject to ``a·x ≥ b`` on a growing set of
rows.

HiGHS goes on from the last basis when rows come in or bounds change (dual simplex), which takes a
fraction of the time of solving anew. What it answers is never believed: exact arithmetic decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import highspy
import numpy as np
import numpy.typing as npt

from symbolic.float_arrays import Floats, Indices, Mask

Indices32: TypeAlias = npt.NDArray[np.int32]

INF = highspy.kHighsInf
FIRST_ROWS = 60  # the program of a separation starts with so many points of each side
ITERATIONS = 10  # for each row and each unknown: many rows that bind at once may make it cycle
CLOSE = 1e-6  # a row that is violated by less counts as satisfied


class Program:
    """``min costs·x`` subject to ``lower ≤ x ≤ upper``; rows are added later."""

    def __init__(self, costs: Floats, lower: Floats, upper: Floats) -> None:
        self._solver = solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("presolve", "off")  # it would forget the basis
        solver.setOptionValue("solver", "simplex")
        self.size, self.rows = len(costs), 0
        none = np.zeros(0, dtype=np.int32)
        solver.addCols(self.size, costs, lower, upper, 0, none, none, np.zeros(0))

    def add(self, rows: Floats, least: Floats, most: Floats | None = None) -> None:
        """``least ≤ rows · x ≤ most`` from now on."""
        self.rows += len(rows)
        above = np.full(len(rows), INF) if most is None else most
        self._solver.addRows(len(rows), least, above, *_sparse(rows))

    def add_columns(self, columns: Floats, cost: float, upper: Floats) -> None:
        """Further unknowns ``0 ≤ x_j ≤ upper_j``, one row of ``columns`` each: its coefficients."""
        count = len(columns)
        self.size += count
        none, costs = np.zeros(count), np.full(count, cost)
        self._solver.addCols(count, costs, none, upper, *_sparse(columns))

    def bound(self, columns: Indices, upper: Floats) -> None:
        """``0 ≤ x_j ≤ upper_j`` from now on."""
        places = columns.astype(np.int32)
        self._solver.changeColsBounds(len(places), places, np.zeros(len(places)), upper)

    def minimum(self, limit: float = INF, seconds: float | None = None) -> Floats | None:
        """A minimizer, as floats see it; None where they see none, or none below ``limit``."""
        self._solver.setOptionValue("objective_bound", limit)
        if seconds is not None:
            self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
        most = ITERATIONS * (self.size + self.rows)
        self._solver.setOptionValue("simplex_iteration_limit", most)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.array(self._solver.getSolution().col_value)
        return values if np.isfinite(values).all() else None

    def multipliers(self) -> Floats:
        """The dual values of the rows at the last minimizer."""
        return np.array(self._solver.getSolution().row_dual)


def _sparse(rows: Floats) -> tuple[int, Indices32, Indices32, Floats]:
    """The entries that are not 0: how many, where each row starts, where they stand, and they."""
    row, column = np.nonzero(rows)
    starts = np.searchsorted(row, np.arange(len(rows))).astype(np.int32)
    entries = rows[row, column]
    return len(entries), starts, column.astype(np.int32), entries


class SoftSeparation:
    """``min Σ w_i ξ_i`` subject to ``f·z ≥ t + 1`` on the rows ``z`` of ``O`` and ``f·x ≤ t − 1 +
    ξ_i``, ``ξ_i ≥ 0`` on the rows ``x_i`` of ``P``, for one charge ``w`` after the other.

    Solved in its dual ``max Σα_i + Σβ_k`` subject to ``Σβ_k [z_k, −1] = Σα_i [x_i, −1]``, ``0 ≤ α_i
    ≤ w_i``, ``β_k ≥ 0``: that has ``M + 1`` rows however many points there are, and other charges
    are other bounds, so that each goes on from the basis of the last.
    """

    def __init__(self, P: Floats, O: Floats) -> None:
        none = np.zeros(0)
        self._program, unknowns = Program(none, none, none), P.shape[1] + 1
        zero = np.zeros(unknowns)
        self._program.add(np.zeros((unknowns, 0)), zero, zero)
        self._charged = np.zeros(0, dtype=int)
        self.charge(P)
        self.take(O)

    def charge(self, points: Floats) -> None:
        """Further rows of ``P``."""
        places = self._program.size + np.arange(len(points))
        self._charged = np.append(self._charged, places)
        self._program.add_columns(as_rows(points, -1), -1, np.zeros(len(points)))

    def take(self, points: Floats) -> None:
        """Further rows of ``O``."""
        self._program.add_columns(as_rows(points, 1), -1, np.full(len(points), INF))

    def plane(self, charges: Floats, seconds: float | None) -> tuple[Floats, float] | None:
        """``f`` and ``t`` for these charges; None where floats see none."""
        self._program.bound(self._charged, charges)
        if self._program.minimum(seconds=seconds) is None:
            return None
        *direction, offset = -self._program.multipliers()
        return np.array(direction), float(offset)


def as_rows(points: Floats, sign: int) -> Floats:
    """``sign · [x, −1]`` for every point: times ``[f; t]`` it is ``sign (f·x − t)``."""
    return sign * np.hstack([points, -np.ones((len(points), 1))])


class SparseSeparation:
    """``min Σ|f_j|`` subject to ``±(f·x − t) ≥ 1`` on all points: vertices of it have few entries.

    ``table`` has one row a point, ``signs · [x, −1]`` (without the last column for hyperplanes
    through 0). Points enter the program as they turn out to be violated.
    """

    def __init__(self, table: Floats, dimension: int, working: Indices) -> None:
        self.table, self.dimension = table, dimension
        self.inside = np.zeros(len(table), dtype=bool)
        offsets = table.shape[1] - dimension
        ends = np.full(2 * dimension + offsets, INF)
        costs = np.concatenate([np.ones(2 * dimension), np.zeros(offsets)])
        lower = np.concatenate([np.zeros(2 * dimension), -ends[2 * dimension :]])
        self._program = Program(costs, lower, ends)
        self._take(working)

    def _take(self, points: Indices) -> None:
        self.inside[points] = True
        rows, d = self.table[points], self.dimension
        both = np.hstack([rows[:, :d], -rows[:, :d], rows[:, d:]])
        self._program.add(both, np.ones(len(points)))

    def normal(self, allowed: Sequence[int], limit: float = INF) -> Floats | None:
        """``f`` with entries at the allowed coordinates alone; None where floats find none with
        ``Σ|f_j|`` below ``limit``.
        """
        d = self.dimension
        upper = np.zeros(d)
        upper[list(allowed)] = INF
        self._program.bound(np.arange(2 * d), np.tile(upper, 2))
        while True:
            x = self._program.minimum(limit)
            if x is None:
                return None
            f = x[:d] - x[d : 2 * d]
            heights = self.table @ np.concatenate([f, x[2 * d :]])
            short: Mask = (heights < 1 - CLOSE) & ~self.inside
            if not short.any():
                return f
            worst = np.flatnonzero(short)
            self._take(worst[np.argsort(heights[worst], kind="stable")[:FIRST_ROWS]])
