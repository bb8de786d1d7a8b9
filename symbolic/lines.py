"""P2: a line along which the inputs change their group as seldom as can be found.

Integer normals, the simplest first: axes, small vectors, then differences of the means, directions
of Fisher's discriminant and random ones, rounded to few bits; then, from the best ones, their
neighbours ``m k ± e_i``. All heights are exact, so that two groups that share a height are seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise, product

import numpy as np

from symbolic.float_arrays import Floats, Integers
from symbolic.grid import Grid
from symbolic.integer_arrays import as_array
from symbolic.pool import Pool
from symbolic.record import Record

DIRECTIONS = 400  # before the search in the neighbourhood
BITS = (1, 2, 3, 4, 6)  # to which they are rounded
BEST, MULTIPLES, STEPS = 16, (1, 2, 3), (1, -1, 2, -2)  # whose neighbours are looked at, and which
ENTRIES = 3e7  # heights that are computed in all; longer ones than a machine word are dearer
DEAR = 30
NORMAL = 300  # what a normal costs besides its heights

Normal = tuple[int, ...]
Rank = tuple[bool, int, int, int]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Change(Record):
    """Neighbouring heights along a line (of the grid) with inputs of different groups."""

    low: int
    high: int
    before: int
    after: int


def changes_along(grid: Grid, pool: Pool, normal: Sequence[int]) -> list[Change] | None:
    """Where the group changes along the line; None where different groups share a height."""
    levels: dict[int, int] = {}
    for h, g in zip(grid.heights(normal, np.arange(grid.size)), pool.group, strict=True):
        if levels.setdefault(int(h), g) != g:
            return None
    pairs = pairwise(sorted(levels.items()))
    return [Change(a, b, g, h) for (a, g), (b, h) in pairs if g != h]


def lexicographic(grid: Grid) -> Normal:
    """A normal that gives all inputs different heights: they are ordered by the first coordinate,
    then by the second, and so on.
    """
    base, size = max(grid.bounds) + 1, len(grid.bounds)
    return tuple(base ** (size - 1 - i) for i in range(size))


def best_line(grid: Grid, pool: Pool, seed: int) -> Normal:
    """The normal with the fewest changes that was found; of those the simplest.

    >>> from symbolic.clusters import ClusterData
    >>> pool = Pool.of(ClusterData.from_rows({"a": [[0, 0], [3, 1]], "b": [[1, 3], [2, 4]]}))
    >>> best_line(Grid(pool.inputs), pool, 0)
    (0, 1)
    """
    ranking = _Ranking(grid, pool)
    ranking.look_at(candidate_lines(grid, pool, seed))
    while ranking.entries > 0:
        known = len(ranking.ranks)
        ranking.look_at(n for normal in ranking.best(BEST) for n in _neighbours(normal))
        if len(ranking.ranks) == known:
            break
    (best,) = ranking.best(1)
    return lexicographic(grid) if ranking.ranks[best][0] else best


class _Ranking:
    """Normals by the number of changes along them, then by simplicity; those along which two groups
    share a height come last.
    """

    def __init__(self, grid: Grid, pool: Pool) -> None:
        self.grid, self.group = grid, np.array(pool.group)
        self.ranks: dict[Normal, Rank] = {}
        self.entries = ENTRIES

    def best(self, count: int) -> list[Normal]:
        return nsmallest(count, self.ranks, key=self.ranks.__getitem__)

    def look_at(self, normals: Iterator[Normal]) -> None:
        new = [n for n in dict.fromkeys(normals) if any(n) and n not in self.ranks]
        size = max(1, 2_000_000 // self.grid.size)
        for start in range(0, len(new), size):
            if self.entries <= 0:
                break
            batch = new[start : start + size]
            heights = self.grid.height_table(as_array(e for n in batch for e in n))
            self.entries -= NORMAL * len(batch) + heights.size * (
                1 if heights.dtype == np.int64 else DEAR
            )
            for normal, changes, shared in zip(batch, *self._changes(heights), strict=True):
                simple = sum(map(bool, normal)), sum(map(abs, normal))
                self.ranks[normal] = (bool(shared), int(changes + shared), *simple)

    def _changes(self, heights: Integers) -> tuple[Integers, Integers]:
        """How often the group changes along each line, and how often at one height."""
        order = np.argsort(heights, axis=1, kind="stable")
        ordered, groups = np.take_along_axis(heights, order, axis=1), self.group[order]
        changed = groups[:, 1:] != groups[:, :-1]
        shared = changed & (ordered[:, 1:] == ordered[:, :-1])
        return changed.sum(axis=1), shared.sum(axis=1)


def _neighbours(normal: Normal) -> Iterator[Normal]:
    for multiple in MULTIPLES:
        longer = tuple(multiple * e for e in normal)
        for i, e in enumerate(longer):
            before, after = longer[:i], longer[i + 1 :]
            yield from ((*before, e + step, *after) for step in STEPS)


def candidate_lines(grid: Grid, pool: Pool, seed: int) -> Iterator[Normal]:
    """Normals to try, the simplest first."""
    size, rng = len(grid.bounds), random.Random(seed)
    yield from (tuple(int(i == k) for i in range(size)) for k in range(size))
    if size <= 4:
        yield from (f for f in product((-1, 0, 1), repeat=size) if any(f))
    directions = _between_means(grid, pool)
    more = DIRECTIONS - len(directions)
    directions += [np.array([rng.gauss(0, 1) for _ in range(size)]) for _ in range(more)]
    for direction in directions:
        for bits in BITS:
            normal = tuple(grid.rounded(direction, bits))
            if any(normal):
                yield normal


def _between_means(grid: Grid, pool: Pool) -> list[Floats]:
    """Differences of the means of two groups, and what they are with the scatter of the groups
    divided out (Fisher).
    """
    group, count = np.array(pool.group), min(len(pool.groups), 15)
    blocks = [grid.floats[group == g] for g in range(count)]
    means = [block.mean(axis=0) for block in blocks]
    apart = [means[a] - means[b] for a in range(count) for b in range(a)]
    centred = np.vstack([block - mean for block, mean in zip(blocks, means, strict=True)])
    scatter = centred.T @ centred / len(centred) + 1e-6 * np.eye(centred.shape[1])
    return apart + [np.linalg.solve(scatter, step) for step in apart]
