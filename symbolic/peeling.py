"""P1: the search for cells. One class after the other loses as many points as one hyperplane cuts
off from all other classes.

A linear program (floats) proposes a normal: it charges each point of the class for not being cut,
and allows no point of another class on its side. The proposal is rounded to small integers, and
what it cuts is decided by exact heights (`grid`). When a budget is spent the rest is peeled by
*sweeps*: along many fixed directions at once, the longest run of one class at a low end goes next.
One of the directions orders the inputs lexicographically, so that every sweep cuts off something:
it always ends.

Whole classes go first wherever the program sees one: that never costs a cell (G4).
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbolic.grid import Grid
from symbolic.record import Record

# Rounding a proposed direction to integers of at most this many bits: first what can be read, last
# what a double carries.
BITS = (*range(1, 16), 20, 26, 34, 44, 52)
# Inputs beyond this many enter a linear program as they turn out to matter.
WORKING_SET = 600
SWEEPS = 96
# What a linear program costs besides its entries.
PROGRAM = 300
# A matrix with so many entries is written out whatever is 0 in it.
DENSE = 50_000


@dataclass(frozen=True, slots=True, repr=False)
class Cut(Record):
    """Inputs of one group below a hyperplane, all inputs of other groups that were left above it."""

    group: int
    points: tuple[int, ...]
    normal: tuple[int, ...] | None


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


@dataclass(frozen=True, slots=True)
class _Proposal:
    count: int
    direction: Any
    mine: Any
    others: Any


class Peeler:
    """Peels the inputs of a grid, each in one group, into cells."""

    def __init__(self, grid: Grid, group: Sequence[int]) -> None:
        self.grid, self.group = grid, np.array(group)

    def whole(self, g: int, alive: Any, budget: Budget) -> Cut | None:
        """The whole group cut off from what else is left, by the widest margin; None if floats see
        none that holds exactly.
        """
        is_mine = self.group[alive] == g
        mine, others = alive[is_mine], alive[~is_mine]
        normal = self.separating(mine, others, budget)
        return None if normal is None else Cut(g, tuple(map(int, mine)), normal)

    def separating(self, mine: Any, others: Any, budget: Budget) -> tuple[int, ...] | None:
        """A normal that has ``mine`` strictly below ``others``, exactly; None if the widest margin
        in floats gives none.
        """
        direction = _margin_program(self.grid.floats[mine], self.grid.floats[others], budget)
        return None if direction is None else self.rounded(direction, mine, others)

    def rounded(self, direction: Any, mine: Any, others: Any) -> tuple[int, ...] | None:
        """The direction in the smallest integers that have ``mine`` strictly below ``others``,
        exactly; None if none of them do.
        """
        cut = self._snapped(0, _Proposal(len(mine), direction, mine, others))
        return cut.normal if cut is not None and len(cut.points) == len(mine) else None

    def peel(
        self, alive: Any, rng: random.Random | None, budget: Budget, limit: int | None = None
    ) -> tuple[Cut, ...] | None:
        """One list of cells of the inputs ``alive``: greedily without ``rng``, else by weighted
        lot; None if ``limit`` cells do not do.
        """
        cuts = list[Cut]()
        known: dict[int, Any] = {}
        while len(groups := np.unique(self.group[alive])) > 1:
            if limit is not None and len(cuts) + len(groups) > limit:
                return None
            cut = None if budget.spent else self._next(alive, groups, rng, budget, known)
            if cut is None:
                swept = self.sweep(alive, rng or random.Random(0), budget.spent)
                cuts += swept
                gone = [i for one in swept for i in one.points]
            else:
                cuts.append(cut)
                gone = list(cut.points)
            alive = alive[~np.isin(alive, gone)]
        if len(alive):
            cuts.append(Cut(int(groups[0]), tuple(map(int, alive)), None))
        return tuple(cuts) if limit is None or len(cuts) <= limit else None

    def _next(
        self,
        alive: Any,
        groups: Any,
        rng: random.Random | None,
        budget: Budget,
        known: dict[int, Any],
    ) -> Cut | None:
        """The cell that the proposals for all groups suggest, decided exactly; None if none of them
        cuts anything.
        """
        order = [int(g) for g in groups]
        if rng is not None:
            rng.shuffle(order)
        found: list[tuple[int, _Proposal]] = []
        for g in order:
            proposal = self._propose(g, alive, rng, budget, known)
            if proposal is not None and proposal.count == len(proposal.mine):
                cut = self._snapped(g, proposal)
                if cut is not None and len(cut.points) == proposal.count:
                    return cut
            if proposal is not None and proposal.count:
                found.append((g, proposal))
        while found:
            at = _chosen(found, rng)
            g, proposal = found.pop(at)
            known.pop(g, None)
            cut = self._snapped(g, proposal)
            if cut is not None:
                return cut
        return None

    def _propose(
        self, g: int, alive: Any, rng: random.Random | None, budget: Budget, known: dict[int, Any]
    ) -> _Proposal | None:
        """The direction that cuts off most points of the group, of a few linear programs with
        changing charges.
        """
        is_mine = self.group[alive] == g
        mine, others = alive[is_mine], alive[~is_mine]
        P, O = self.grid.floats[mine], self.grid.floats[others]
        if rng is None and g in known:  # what was cut off from more is cut off from fewer
            return _Proposal(_count(P, O, known[g]), known[g], mine, others)
        charges, best = np.ones(len(mine)), None
        for _ in range(4 if rng is None else 3):
            direction, missing = _soft_program(P, O, charges, budget)
            if direction is None:
                break
            count = _count(P, O, direction)
            if count and (best is None or count > best.count):
                best = _Proposal(count, direction, mine, others)
            if count == len(mine) or budget.spent:
                break
            if rng is None:
                charges = 1 / (missing + 0.1)
            else:
                noise = np.exp(np.array([rng.gauss(0, 1) for _ in mine]))
                charges = noise / (missing + 0.05 + 0.3 * rng.random())
        if best is not None and rng is None:
            known[g] = best.direction
        return best

    def _snapped(self, g: int, proposal: _Proposal) -> Cut | None:
        """The proposal in the smallest integers that cut as many points, decided exactly; else
        those that cut most.
        """
        best: Cut | None = None
        P, O = self.grid.floats[proposal.mine], self.grid.floats[proposal.others]
        for bits in BITS:
            normal = self.grid.rounded(proposal.direction, bits)
            if not any(normal):
                continue
            # a look in floats first: most roundings fail, and failing exactly is slower
            count = _count(P, O, self.grid.as_floats(normal))
            if bits < BITS[-2] and count < proposal.count:
                continue
            cut = self.cut(g, normal, proposal.mine, proposal.others)
            if cut is not None and (best is None or len(cut.points) > len(best.points)):
                best = cut
            if best is not None and len(best.points) >= proposal.count:
                break
        return best

    def cut(self, g: int, normal: Sequence[int], mine: Any, others: Any) -> Cut | None:
        """What the normal cuts off of ``mine`` from ``others``, exactly; None if nothing."""
        bottom = self.grid.heights(normal, others).min()
        points = mine[self.grid.heights(normal, mine) < bottom]
        if not len(points):
            return None
        return Cut(g, tuple(map(int, points)), tuple(map(int, normal)))

    def sweep(self, alive: Any, rng: random.Random, to_the_end: bool) -> list[Cut]:
        """Cells along fixed directions: always the longest run of one group at a low end; one cell,
        or all but the last one.
        """
        directions = self._directions(alive, rng)
        # Ranks instead of heights: only the order counts, and equal heights stay equal.
        ranks = np.array(
            [np.unique(self.grid.heights(f, alive), return_inverse=True)[1] for f in directions]
        )
        order = np.argsort(ranks, axis=1, kind="stable")
        ranks = np.take_along_axis(ranks, order, axis=1)
        group = self.group[alive]
        left: Any = np.ones(len(alive), dtype=bool)
        cuts, rows = list[Cut](), np.arange(len(directions))
        while True:
            here, labels = left[order], group[order]
            first = labels[rows, here.argmax(axis=1)]
            other = here & (labels != first[:, None])
            if not other.any():
                return cuts
            level = ranks[rows, other.argmax(axis=1)]
            below = here & (ranks < level[:, None])
            best = int(below.sum(axis=1).argmax())
            chosen = order[best][below[best]]
            left[chosen] = False
            points = tuple(sorted(map(int, alive[chosen])))
            cuts.append(Cut(int(first[best]), points, directions[best]))
            if not to_the_end:
                return cuts
            if left.sum() * 2 < len(left):  # the matrices shrink with what is left
                kept = left[order]
                shape = (len(directions), int(left.sum()))
                places = np.cumsum(left) - 1
                order, ranks = places[order[kept]].reshape(shape), ranks[kept].reshape(shape)
                alive, group = alive[left], group[left]
                left = np.ones(len(alive), dtype=bool)

    def _directions(self, alive: Any, rng: random.Random) -> list[tuple[int, ...]]:
        """Both senses of the axes, of differences of means, of random directions, and the
        lexicographic order.
        """
        size = len(self.grid.bounds)
        base = max(self.grid.bounds) + 1
        found = [tuple(base ** (size - 1 - i) for i in range(size))]
        found += [tuple(int(i == k) for i in range(size)) for k in range(min(size, SWEEPS // 4))]
        means = [
            self.grid.floats[alive[self.group[alive] == g]].mean(axis=0)
            for g in np.unique(self.group[alive])
        ]
        pairs = [(a, b) for a in range(len(means)) for b in range(a)][: SWEEPS // 4]
        found += [tuple(self.grid.rounded(means[a] - means[b], 6)) for a, b in pairs]
        while len(found) < SWEEPS:
            direction = [rng.gauss(0, 1) for _ in range(size)]
            found.append(tuple(self.grid.rounded(direction, 6)))
        both = [f for f in found if any(f)]
        return [*both, *(tuple(-e for e in f) for f in both)]


def _chosen(found: Sequence[tuple[int, _Proposal]], rng: random.Random | None) -> int:
    """Which proposal is tried: the one that cuts most; by lot, those that cut much of few are
    likelier.
    """
    counts = [proposal.count for _, proposal in found]
    if rng is None:
        return counts.index(max(counts))
    weights = [(p.count / len(p.others)) ** 2 * p.count for _, p in found]
    return rng.choices(range(len(found)), weights)[0]


def _count(P: Any, O: Any, direction: Any) -> int:
    """How many rows of ``P`` lie below all of ``O``, to rounding."""
    return int((P @ direction < (O @ direction).min() - 1e-9).sum())


def _soft_program(P: Any, O: Any, charges: Any, budget: Budget) -> tuple[Any, Any]:
    """``min Σ w_i ξ_i`` subject to ``f·x ≥ t + 1`` on ``O`` and ``f·x ≤ t − 1 + ξ_i`` on ``P``:
    ``f`` and ``ξ``.

    Of many inputs only some enter at first, and then those of ``O`` that are violated most, and of
    ``P`` those that the last ``f`` all but cuts.
    """
    inner, outer = _spread(len(P)), _spread(len(O))
    direction, offset = np.zeros(P.shape[1]), 0.0
    for _ in range(8):
        found = _solve(P[inner], O[outer], charges[inner], budget)
        if found is None:
            return None, None
        direction, offset = found
        violation = offset + 1 - O @ direction
        wrong = np.flatnonzero(violation > 1e-6)
        if not len(wrong) or budget.spent:
            break
        worst = wrong[np.argsort(-violation[wrong], kind="stable")[: WORKING_SET // 2]]
        outer = np.union1d(outer, worst)
    missing = np.maximum(P @ direction - (offset - 1), 0)
    return direction, missing


def _margin_program(P: Any, O: Any, budget: Budget) -> Any | None:
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


def _spread(size: int) -> Any:
    """All indices, or evenly spread ones if there are many."""
    if size <= 2 * WORKING_SET:
        return np.arange(size)
    return np.unique(np.linspace(0, size - 1, WORKING_SET).astype(int))


def as_rows(points: Any, sign: int) -> Any:
    """``sign · [x, −1]`` for every point: times ``[f; t]`` it is ``sign (f·x − t)``."""
    return sign * np.hstack([points, -np.ones((len(points), 1))])


def _solve(P: Any, O: Any, charges: Any, budget: Budget) -> tuple[Any, float] | None:
    from scipy.optimize import linprog

    n, m, d = len(P), len(O), P.shape[1]
    budget.entries -= PROGRAM + (n + m) * (d + 2)
    options = {}
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


def _soft_rows(P: Any, O: Any) -> Any:
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
