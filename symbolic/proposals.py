"""Linear programs in floats that propose normals for `peeling`; what they propose is decided
exactly there. A budget bounds what they cost, the same on every machine.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from symbolic.float_arrays import Floats, Indices
from symbolic.programs import INF, Program, SoftSeparation, as_rows

# Inputs beyond this many enter a linear program as they turn out to matter.
WORKING_SET = 600
# What a linear program costs besides its entries.
PROGRAM = 300


@dataclass(slots=True)
class Budget:
    """What a search may spend: entries of linear programs (the same on every machine), and seconds
    if they are limited.
    """

    entries: float
    deadline: float | None = None

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        late = self.deadline is not None and time.monotonic() > self.deadline
        return late or self.entries <= 0

    @property
    def seconds(self) -> float | None:
        """What a linear program may take; None is no limit."""
        return None if self.deadline is None else max(0.1, self.deadline - time.monotonic())


class Charging:
    """Directions that cut off many points ``P`` from all of ``O``, by a linear program that charges
    each of ``P`` for what it lacks (`SoftSeparation`).

    Of many inputs only some enter at first, and then those of ``O`` that are violated most, and of
    ``P`` those that are charged most.
    """

    def __init__(self, P: Floats, O: Floats, budget: Budget) -> None:
        self.P, self.O, self.budget = P, O, budget
        self.inner, self.outer = _spread(len(P)), _spread(len(O))
        self.program = SoftSeparation(P[self.inner], O[self.outer])

    def direction(self, charges: Floats) -> tuple[Floats, Floats] | None:
        """A direction, and for each point what it lacks of being cut off; None where floats see
        none.
        """
        direction, offset = np.zeros(self.P.shape[1]), 0.0
        entering = np.setdiff1d(np.argsort(-charges, kind="stable")[:WORKING_SET], self.inner)
        if len(entering):
            self.program.charge(self.P[entering])
            self.inner = np.append(self.inner, entering)
        for _ in range(8):
            size = (len(self.inner) + len(self.outer)) * (self.P.shape[1] + 2)
            self.budget.entries -= PROGRAM + size
            plane = self.program.plane(charges[self.inner], self.budget.seconds)
            if plane is None:
                return None
            direction, offset = plane
            violation = offset + 1 - self.O @ direction
            violation[self.outer] = 0
            wrong = np.flatnonzero(violation > 1e-6)
            if not len(wrong) or self.budget.spent:
                break
            worst = wrong[np.argsort(-violation[wrong], kind="stable")[: WORKING_SET // 2]]
            self.program.take(self.O[worst])
            self.outer = np.append(self.outer, worst)
        return direction, np.maximum(self.P @ direction - (offset - 1), 0)


def margin_program(P: Floats, O: Floats, budget: Budget) -> Floats | None:
    """A direction with ``f·x < t < f·z`` for all rows ``x`` of ``P`` and ``z`` of ``O``, by the
    widest margin with ``|f_i| ≤ 1``; or None.
    """
    d = P.shape[1]
    table = np.vstack([as_rows(P, -1), as_rows(O, 1)])
    chosen = np.concatenate([_spread(len(P)), len(P) + _spread(len(O))])
    box = np.concatenate([np.ones(d), [INF, 1]])
    program = Program(np.append(np.zeros(d + 1), -1.0), np.append(-box[:-1], 0), box)
    entering = chosen
    for _ in range(20):
        rows = np.hstack([table[entering], -np.ones((len(entering), 1))])
        program.add(rows, np.zeros(len(rows)))
        budget.entries -= PROGRAM + len(chosen) * (d + 2)
        best = program.minimum(seconds=budget.seconds)
        if best is None or best[-1] < 1e-9:
            return None
        heights = table @ best[:-1]
        if heights.min() > 0:
            return best[:d]
        outside = np.setdiff1d(np.flatnonzero(heights < best[-1]), chosen)
        entering = outside[np.argsort(heights[outside], kind="stable")[: WORKING_SET // 2]]
        if not len(entering):
            return None
        chosen = np.append(chosen, entering)
    return None


def _spread(size: int) -> Indices:
    """All indices, or evenly spread ones if there are many."""
    if size <= 2 * WORKING_SET:
        return np.arange(size)
    return np.unique(np.linspace(0, size - 1, WORKING_SET).astype(int))
