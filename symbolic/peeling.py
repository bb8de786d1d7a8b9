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

from symbolic.errors import NotApplicable
from symbolic.float_arrays import Floats, Indices, Mask
from symbolic.grid import Grid
from symbolic.proposals import Budget, Charging, margin_program
from symbolic.record import Record

# Rounding a proposed direction to integers of at most this many bits: first what can be read, last
# what a double carries.
BITS = (*range(1, 16), 20, 26, 34, 44, 52)
SWEEPS = 96
# What is charged for all points beyond the cut that is to be extended, relative to its own.
ELSEWHERE = 0.001
# Of the runs that floats see so many are tried, the longest; heights so close count as equal.
TRIED, CLOSE = 4, 1e-9


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
        lot; None if ``limit`` cells do not do, or the budget does not do for such a list.
        """
        cuts = list[Cut]()
        known: dict[int, Floats] = {}
        while len(groups := np.unique(self.group[alive])) > 1:
            if limit is not None and (budget.spent or len(cuts) + len(groups) > limit):
                return None
            if cuts and rng is None:  # where the target does not change a unit is saved
                groups = np.array(sorted(groups, key=lambda g: g != cuts[-1].group))
            if budget.spent:
                new = self.sweep(alive, rng or random.Random(0))
            elif (cut := self._next(alive, groups, rng, budget, known)) is not None:
                new = [cut]
            else:
                run = self._run(alive, rng or random.Random(0))
                new = [self._extended(run, alive, rng, budget)]
            cuts += new
            alive = alive[~np.isin(alive, [i for cut in new for i in cut.points])]
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
        best = self._charged(mine, others, np.ones(len(mine)), rng, budget)
        if best is not None and rng is None:
            known[g] = best.direction
        return best

    def _extended(self, cut: Cut, alive: Indices, rng: random.Random | None, budget: Budget) -> Cut:
        """The cut, or one that programs find which at first charge its points alone, if it is
        larger.
        """
        is_mine = self.group[alive] == cut.group
        mine, others = alive[is_mine], alive[~is_mine]
        elsewhere = ELSEWHERE * len(cut.points) / len(mine)
        charges = np.where(np.isin(mine, cut.points), 1.0, elsewhere)
        best = self._charged(mine, others, charges, rng, budget)
        if best is None or best.count <= len(cut.points):
            return cut
        larger = self._snapped(cut.group, best)
        return cut if larger is None or len(larger.points) <= len(cut.points) else larger

    def _charged(
        self,
        mine: Indices,
        others: Indices,
        charges: Floats,
        rng: random.Random | None,
        budget: Budget,
    ) -> _Proposal | None:
        """The best of a few linear programs: what one leaves uncut by little is charged more in the
        next.
        """
        P, O = self.grid.floats[mine], self.grid.floats[others]
        best, program = None, Charging(P, O, budget)
        for _ in range(4 if rng is None else 3):
            proposed = program.direction(charges)
            if proposed is None:
                break
            direction, missing = proposed
            count = _count(P, O, direction)
            if count and (best is None or count > best.count):
                best = _Proposal(count, direction, mine, others)
            if count == len(mine) or budget.spent:
                break
            if rng is None:
                charges = 1 / (missing + 0.1) ** 2
            else:
                noise = np.exp(np.array([rng.gauss(0, 1) for _ in mine]))
                charges = noise / (missing + 0.05 + 0.3 * rng.random()) ** 2
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

    def _run(self, alive: Indices, rng: random.Random) -> Cut:
        """The longest run of one group at a low end of fixed directions, as floats see them, that
        holds exactly; the lexicographic order always has one.
        """
        lexicographic, *others = self._directions(alive, rng)
        alive = alive[np.argsort(self.group[alive], kind="stable")]
        group = self.group[alive]
        heights = self.grid.floats[alive] @ np.array([self.grid.as_floats(f) for f in others]).T
        starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
        lowest = np.minimum.reduceat(heights, starts, axis=0)
        level = np.partition(lowest, 1, axis=0)[1]
        lengths = (
            (heights < level - CLOSE) & (group[:, None] == group[starts][lowest.argmin(0)])
        ).sum(0)
        longest = np.argsort(-lengths, kind="stable")[:TRIED]
        for normal in [others[k] for k in longest if lengths[k]] + [lexicographic]:
            cut = self._lowest(normal, alive)
            if cut is not None:
                return cut
        raise NotApplicable("inputs are not distinct")

    def _lowest(self, normal: Sequence[int], alive: Indices) -> Cut | None:
        """What the normal cuts off of the group that has the lowest point; None if another shares
        its height.
        """
        g = self.group[alive[int(self.grid.heights(normal, alive).argmin())]]
        is_mine = self.group[alive] == g
        return self.cut(int(g), normal, alive[is_mine], alive[~is_mine])

    def sweep(self, alive: Indices, rng: random.Random) -> list[Cut]:
        """All cells but the last one along fixed directions: always the longest run of one group at
        a low end.
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
            lengths = 2 * below.sum(axis=1)
            huge = [0, len(directions) // 2]  # the lexicographic order, last choice for its numbers
            lengths[huge] = lengths[huge] > 0
            best = int(lengths.argmax())
            chosen = order[best][below[best]]
            left[chosen] = False
            points = tuple(sorted(map(int, alive[chosen])))
            cuts.append(Cut(int(first[best]), points, directions[best]))
            if left.sum() * 2 < len(left):  # the matrices shrink with what is left
                kept = left[order]
                shape = (len(directions), int(left.sum()))
                places = np.cumsum(left) - 1
                order, ranks = places[order[kept]].reshape(shape), ranks[kept].reshape(shape)
                alive, group = alive[left], group[left]
                left = np.ones(len(alive), dtype=bool)

    def _directions(self, alive: Indices, rng: random.Random) -> list[tuple[int, ...]]:
        """The lexicographic order, then both senses of the axes, of differences of means, and of
        random directions.
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
    return int((P @ direction < (O @ direction).min() - CLOSE).sum())
