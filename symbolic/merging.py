"""P1: a decision list made shorter. Two cells of one group become one where hyperplanes allow it.

Cell ``e`` joins a later cell ``k`` if every cell between can be cut off from what comes later *and*
from ``e``; cell ``k`` joins an earlier cell ``e`` if both together can be cut off from the rest.
Each step is decided by exact heights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from symbolic.float_arrays import Indices
from symbolic.peeling import Cut, Peeler
from symbolic.proposals import Budget

# Pairs of cells that are looked at, and entries of the linear programs for them.
MAX_CELLS = 40
ENTRIES = 2e6


def merged(peeler: Peeler, cuts: Sequence[Cut], deadline: float | None = None) -> list[Cut]:
    """The list with cells of one group merged while a pair of them can be (short lists only)."""
    shortest, budget = list(cuts), Budget(ENTRIES, deadline)
    while len(shortest) <= MAX_CELLS and not budget.spent:
        shorter = next(_shorter(peeler, shortest, budget), None)
        if shorter is None:
            break
        shortest = shorter
    return shortest


def _shorter(peeler: Peeler, cuts: list[Cut], budget: Budget) -> Iterator[list[Cut]]:
    for e, k in combinations(range(len(cuts)), 2):
        if cuts[e].group == cuts[k].group and not budget.spent:
            for order in (_later(cuts, e, k), _earlier(cuts, e, k)):
                again = _separated(peeler, order, budget)
                if again is not None:
                    yield again


def _later(cuts: list[Cut], e: int, k: int) -> list[Cut]:
    both = replace(cuts[k], points=tuple(sorted(cuts[e].points + cuts[k].points)))
    return [*cuts[:e], *cuts[e + 1 : k], both, *cuts[k + 1 :]]


def _earlier(cuts: list[Cut], e: int, k: int) -> list[Cut]:
    if cuts[k].normal is None:  # the cell before becomes the last one
        cuts = [*cuts[: k - 1], replace(cuts[k - 1], normal=None), cuts[k]]
    both = replace(cuts[e], points=tuple(sorted(cuts[e].points + cuts[k].points)))
    return [*cuts[:e], both, *cuts[e + 1 : k], *cuts[k + 1 :]]


def _separated(peeler: Peeler, cuts: list[Cut], budget: Budget) -> list[Cut] | None:
    """The same cells with hyperplanes that hold, old ones where they do; None if for some cell none
    is found.
    """
    separated = list[Cut]()
    alive = np.array(sorted(i for cut in cuts for i in cut.points))
    for cut in cuts[:-1]:
        mine = np.array(cut.points)
        alive = alive[~np.isin(alive, mine)]
        normal = cut.normal
        if normal is None or not holds(peeler, normal, mine, alive):
            normal = peeler.separating(mine, alive, budget)
        if normal is None:
            return None
        separated.append(replace(cut, normal=normal))
    return [*separated, replace(cuts[-1], normal=None)]


def holds(peeler: Peeler, normal: Sequence[int], mine: Indices, rest: Indices) -> bool:
    """Whether the normal has all of ``mine`` strictly below all of ``rest``, exactly."""
    top = peeler.grid.heights(normal, mine).max()
    return bool(top < peeler.grid.heights(normal, rest).min())
