"""Linear programs in floats that propose normals for `peeling`; what they propose is decided
exactly there. A budget bounds what they cost, the same on every machine.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from symbolic.float_arrays import Floats, Indices

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Inputs beyond this many enter a linear program as they turn out to matter.
WORKING_SET = 600
# What a linear program costs besides its entries.
PROGRAM = 300
# A matrix with so many entries is written out whatever is 0 in it.
DENSE = 50_000


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


def soft_program(
    P: Floats, O: Floats, charges: Floats, budget: Budget
) -> tuple[Floats, Floats] | None:
    """``min Σ w_i ξ_i`` subject to ``f·x ≥ t + 1`` on ``O`` and ``f·x ≤ t − 1 + ξ_i`` on ``P``:
    ``f`` and ``ξ``.

    Of many inputs only some enter at first, and then those of ``O`` that are violated most, and of
    ``P`` those that the last ``f`` all but cuts.
    """
    inner, outer = _spread(len(P)), _spread(len(O))
    direction, offset = np.zeros(P.shape[1]), 0.0
    for _ in range(8):
        solution = _solve(P[inner], O[outer], charges[inner], budget)
        if solution is None:
            return None
        direction, offset = solution
        violation = offset + 1 - O @ direction
        wrong = np.flatnonzero(violation > 1e-6)
        if not len(wrong) or budget.spent:
            break
        worst = wrong[np.argsort(-violation[wrong], kind="stable")[: WORKING_SET // 2]]
        outer = np.union1d(outer, worst)
    missing = np.maximum(P @ direction - (offset - 1), 0)
    return direction, missing


def margin_program(P: Floats, O: Floats, budget: Budget) -> Floats | None:
    """A direction with ``f·x < t < f·z`` for all rows ``x`` of ``P`` and ``z`` of ``O``, by the
    widest margin with ``|f_i| ≤ 1``; or None.
    """
    from scipy.optimize import linprog

    inner, outer, d = _spread(len(P)), _spread(len(O)), P.shape[1]
    objective = np.concatenate([np.zeros(d + 1), [-1.0]])
    bounds = [(-1, 1)] * d + [(None, None), (0, 1)]
    for _ in range(20):
        rows = np.vstack([as_rows(P[inner], 1), as_rows(O[outer], -1)])
        budget.entries -= PROGRAM + rows.size
        system = np.hstack([rows, np.ones((len(rows), 1))])
        solution = linprog(objective, A_ub=system, b_ub=np.zeros(len(rows)), bounds=bounds)
        if solution.x is None or solution.x[-1] < 1e-9:
            return None
        direction, offset = solution.x[:d], solution.x[d]
        low, high = P @ direction - offset, offset - O @ direction
        if low.max() < 0 and high.max() < 0:
            return direction
        inner = np.union1d(inner, np.argsort(-low, kind="stable")[: WORKING_SET // 3])
        outer = np.union1d(outer, np.argsort(-high, kind="stable")[: WORKING_SET // 3])
    return None


def _spread(size: int) -> Indices:
    """All indices, or evenly spread ones if there are many."""
    if size <= 2 * WORKING_SET:
        return np.arange(size)
    return np.unique(np.linspace(0, size - 1, WORKING_SET).astype(int))


def as_rows(points: Floats, sign: int) -> Floats:
    """``sign · [x, −1]`` for every point: times ``[f; t]`` it is ``sign (f·x − t)``."""
    return sign * np.hstack([points, -np.ones((len(points), 1))])


def _solve(P: Floats, O: Floats, charges: Floats, budget: Budget) -> tuple[Floats, float] | None:
    from scipy.optimize import linprog

    n, m, d = len(P), len(O), P.shape[1]
    budget.entries -= PROGRAM + (n + m) * (d + 2)
    options = dict[str, float]()
    if budget.deadline is not None:
        options["time_limit"] = max(0.1, budget.deadline - time.monotonic())
    solution = linprog(
        np.concatenate([np.zeros(d + 1), charges]),
        A_ub=_soft_rows(P, O),
        b_ub=-np.ones(n + m),
        bounds=[(None, None)] * (d + 1) + [(0, None)] * n,
        method="highs",
        options=options,
    )
    return None if solution.x is None else (solution.x[:d], float(solution.x[d]))


def _soft_rows(P: Floats, O: Floats) -> Floats | csr_matrix:
    """The rows of the soft program: sparse only where a dense matrix would be large, for its parts
    cost time too.
    """
    n, m = len(P), len(O)
    left = np.vstack([as_rows(O, -1), as_rows(P, 1)])
    if n * (n + m) < DENSE:
        return np.hstack([left, np.vstack([np.zeros((m, n)), -np.eye(n)])])
    from scipy.sparse import csr_matrix, eye, hstack, vstack

    right = vstack([csr_matrix((m, n)), -eye(n)])
    return hstack([csr_matrix(left), right]).tocsr()
