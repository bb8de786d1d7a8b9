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
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symbolic.float_arrays import Floats, Indices, Mask
from symbolic.grid import Grid
from symbolic.proposals import Budget, margin_program, soft_program
from symbolic.record import Record

# Rounding a proposed direction to integers of at most this many bits: first what can be read, last
# what a double carries.
BITS = (*range(1, 16), 20, 26, 34, 44, 52)
SWEEPS = 96


@dataclass(frozen=True, slots=True, repr=False)
class Cut(Record):
    """Inputs of one group below a hyperplane, all inputs of other groups that were left above
    it.
    """

    group: int
    points: tuple[int, ...]
    normal: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class _Proposal:
    count: int
    direction: Floats
    mine: Indices
    others: Indices


class Peeler:
    """Peels the inputs of a grid, each in one group, into cells."""

    def __init__(self, grid: Grid, group: Sequence[int]) -> None:
        self.grid, self.group = grid, np.array(group)

    def whole(self, g: int, alive: Indices, budget: Budget) -> Cut | None:
        """The whole group cut off from what else is left, by the widest margin; None if floats see
        none that holds exactly.
        """
        is_mine = self.group[alive] == g
        mine, others = alive[is_mine], alive[~is_mine]
        normal = self.separating(mine, others, budget)
        return None if normal is None else Cut(g, tuple(map(int, mine)), normal)

    def separating(self, mine: Indices, others: Indices, budget: Budget) -> tuple[int, ...] | None:
        """A normal that has ``mine`` strictly below ``others``, exactly; None if the widest margin
        in floats gives none.
        """
        direction = margin_program(self.grid.floats[mine], self.grid.floats[others], budget)
        return None if direction is None else self.rounded(direction, mine, others)

    def rounded(self, direction: Floats, mine: Indices, others: Indices) -> tuple[int, ...] | None:
        """The direction in the smallest integers that have ``mine`` strictly below ``others``,
        exactly; None if none of them do.
        """
        cut = self._snapped(0, _Proposal(len(mine), direction, mine, others))
        return cut.normal if cut is not None and len(cut.points) == len(mine) else None

    def peel(
        self, alive: Indices, rng: random.Random | None, budget: Budget, limit: int | None = None
    ) -> tuple[Cut, ...] | None:
        """One list of cells of the inputs ``alive``: greedily without ``rng``, else by weighted
        lot; None if ``limit`` cells do not do.
        """
        cuts = list[Cut]()
        known: dict[int, Floats] = {}
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
        alive: Indices,
        groups: Indices,
        rng: random.Random | None,
        budget: Budget,
        known: dict[int, Floats],
    ) -> Cut | None:
        """The cell that the proposals for all groups suggest, decided exactly; None if none of them
        cuts anything.
        """
        order = [int(g) for g in groups]
        if rng is not None:
            rng.shuffle(order)
        proposals: list[tuple[int, _Proposal]] = []
        for g in order:
            proposal = self._propose(g, alive, rng, budget, known)
            if proposal is not None and proposal.count == len(proposal.mine):
                cut = self._snapped(g, proposal)
                if cut is not None and len(cut.points) == proposal.count:
                    return cut
            if proposal is not None and proposal.count:
                proposals.append((g, proposal))
        while proposals:
            at = _chosen(proposals, rng)
            g, proposal = proposals.pop(at)
            known.pop(g, None)
            cut = self._snapped(g, proposal)
            if cut is not None:
                return cut
        return None

    def _propose(
        self,
        g: int,
        alive: Indices,
        rng: random.Random | None,
        budget: Budget,
        known: dict[int, Floats],
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
            proposed = soft_program(P, O, charges, budget)
            if proposed is None:
                break
            direction, missing = proposed
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

    def cut(self, g: int, normal: Sequence[int], mine: Indices, others: Indices) -> Cut | None:
        """What the normal cuts off of ``mine`` from ``others``, exactly; None if nothing."""
        bottom = self.grid.heights(normal, others).min()
        points = mine[self.grid.heights(normal, mine) < bottom]
        if not len(points):
            return None
        return Cut(g, tuple(map(int, points)), tuple(map(int, normal)))

    def sweep(self, alive: Indices, rng: random.Random, to_the_end: bool) -> list[Cut]:
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
        left: Mask = np.ones(len(alive), dtype=bool)
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

    def _directions(self, alive: Indices, rng: random.Random) -> list[tuple[int, ...]]:
        """Both senses of the axes, of differences of means, of random directions, and the
        lexicographic order.
        """
        size = len(self.grid.bounds)
        base = max(self.grid.bounds) + 1
        directions = [tuple(base ** (size - 1 - i) for i in range(size))]
        directions += [
            tuple(int(i == k) for i in range(size)) for k in range(min(size, SWEEPS // 4))
        ]
        means = [
            self.grid.floats[alive[self.group[alive] == g]].mean(axis=0)
            for g in np.unique(self.group[alive])
        ]
        pairs = [(a, b) for a in range(len(means)) for b in range(a)][: SWEEPS // 4]
        directions += [tuple(self.grid.rounded(means[a] - means[b], 6)) for a, b in pairs]
        while len(directions) < SWEEPS:
            direction = [rng.gauss(0, 1) for _ in range(size)]
            directions.append(tuple(self.grid.rounded(direction, 6)))
        both = [f for f in directions if any(f)]
        return [*both, *(tuple(-e for e in f) for f in both)]


def _chosen(proposals: Sequence[tuple[int, _Proposal]], rng: random.Random | None) -> int:
    """Which proposal is tried: the one that cuts most; by lot, those that cut much of few are
    likelier.
    """
    counts = [proposal.count for _, proposal in proposals]
    if rng is None:
        return counts.index(max(counts))
    weights = [(p.count / len(p.others)) ** 2 * p.count for _, p in proposals]
    return rng.choices(range(len(proposals)), weights)[0]


def _count(P: Floats, O: Floats, direction: Floats) -> int:
    """How many rows of ``P`` lie below all of ``O``, to rounding."""
    return int((P @ direction < (O @ direction).min() - 1e-9).sum())
