"""P1, G4: labelled points as a decision list of cells, each of one target, each cut off from all
later ones by a hyperplane.

``f_k·x < t_k`` on cell ``k`` and ``> t_k`` on all later cells; the last cell has no hyperplane.
First whole classes are taken while one separates from what is left (G4: the order does not matter,
and what remains is the *stuck set*, every class of which meets the hull of the others: T3′). Then
`peeling` searches, restarts, and cells are merged; hyperplanes get simple numbers and miss every
input. The number of cells is at least that of the groups, with equality iff nothing is stuck: all
else is a search.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from symbolic.errors import NotApplicable
from symbolic.grid import Grid
from symbolic.matrices import from_flat
from symbolic.merging import merged
from symbolic.peeling import Cut, Peeler
from symbolic.pool import Pool
from symbolic.proposals import Budget
from symbolic.record import Record
from symbolic.scalars import Scalar, simplest_between
from symbolic.separation import CommonPoint, Hyperplane, Separator
from symbolic.simple_normals import simplified
from symbolic.zero_loss import Obstruction

# A unit is an entry of a linear program, about ten microseconds: the greedy list may cost a minute,
# the restarts half of one.
GREEDY, RESTARTING = 6e6, 3e6
RESTARTS = 200
# Unless a number is asked for, so many restarts in a row without a shorter list are the end.
PATIENCE = 48
# Restarts are compared batch by batch, whatever the number of processes: the same seed gives the
# same cells.
BATCH = 8
# Of the gaps between heights so many, the widest, are looked at for a simple offset.
GAPS = 30


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cell(Record):
    """Inputs of one group (indices into the pool), and the hyperplane below which they lie; None
    for the last cell.
    """

    group: int
    points: tuple[int, ...]
    hyperplane: Hyperplane | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cells(Record):
    """A decision list for the pool, decided exactly; ``obstruction`` says why there is no list with
    one cell a group.

    ``at_least`` is a proved lower bound for the number of cells of any list.
    """

    pool: Pool
    cells: tuple[Cell, ...]
    obstruction: Obstruction | None
    at_least: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Search(Record):
    """How much to search: ``restarts`` beyond the greedy list (None: as many as half a minute or so
    allows), a seed, a time limit, processes.
    """

    restarts: int | None = None
    seed: int = 0
    seconds: float | None = None
    jobs: int = 1


def find_cells(
    pool: Pool, search: Search | None = None, advance: Callable[[int], None] = lambda done: None
) -> Cells:
    """A short decision list for the inputs of a pool (P1).

    Parameters
    ----------
    pool : the distinct inputs with their groups.
    search : how much to search; the same search gives the same cells unless it has a time limit.
    advance : is told how many restarts are done.

    Returns
    -------
    Cells whose every inequality was decided exactly.

    >>> from symbolic.clusters import ClusterData
    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> found = find_cells(Pool.of(xor))
    >>> [cell.points for cell in found.cells], found.at_least
    ([(0,), (1,), (2, 3)], 3)
    """
    search = search or Search()
    started = time.monotonic()
    peeler = Peeler(Grid(pool.inputs), pool.group)
    first, alive = _whole_groups(peeler, pool)
    stuck = sorted({pool.group[i] for i in alive})
    obstruction = _obstruction(pool, stuck) if len(stuck) > 1 else None
    at_least = len(pool.groups) + (len(stuck) > 1)
    rest = _rest(peeler, alive, at_least - len(first), search, started, advance)
    cuts = merged(peeler, [*first, *rest])
    planes = _hyperplanes(peeler.grid, simplified(peeler, cuts))
    cells = tuple(Cell(c.group, c.points, p) for c, p in zip(cuts, planes, strict=True))
    return Cells(pool, cells, obstruction, at_least)


def greedy_cells(pool: Pool) -> tuple[Cell, ...]:
    """The list that greedy peeling alone finds: at each step a cell as large as found, no restarts,
    nothing merged.

    >>> from symbolic.clusters import ClusterData
    >>> line = ClusterData.from_rows({"a": [[0], [3]], "b": [[1], [2]]})
    >>> [cell.points for cell in greedy_cells(Pool.of(line))]
    [(0,), (1,), (2, 3)]
    """
    peeler = Peeler(Grid(pool.inputs), pool.group)
    cuts = peeler.peel(np.arange(peeler.grid.size), None, Budget(float("inf"))) or ()
    planes = _hyperplanes(peeler.grid, cuts)
    return tuple(Cell(c.group, c.points, p) for c, p in zip(cuts, planes, strict=True))


def _whole_groups(peeler: Peeler, pool: Pool) -> tuple[list[Cut], Any]:
    """Whole groups, while one separates from what is left, and the inputs that stay: floats first,
    exact feasibility last.
    """
    alive, cuts = np.arange(peeler.grid.size), list[Cut]()
    left = list(range(len(pool.groups)))
    plenty = Budget(float("inf"))
    while len(left) > 1:
        found = next((c for g in left if (c := peeler.whole(g, alive, plenty))), None)
        if found is None:
            found = next((c for g in left if (c := _exactly(peeler, pool, g, alive))), None)
        if found is None:
            return cuts, alive
        cuts.append(found)
        left.remove(found.group)
        alive = alive[peeler.group[alive] != found.group]
    return cuts, alive


def _exactly(peeler: Peeler, pool: Pool, g: int, alive: Any) -> Cut | None:
    mine = alive[peeler.group[alive] == g]
    others = alive[peeler.group[alive] != g]
    inside, rest = _block(pool, mine), _block(pool, others)
    normal = Separator([inside, rest]).normal(inside, [rest])
    if normal is None:
        return None
    cut = peeler.cut(g, peeler.grid.along(normal.to_list_flat()), mine, others)
    return cut if cut is not None and len(cut.points) == len(mine) else None


def _block(pool: Pool, indices: Sequence[int]) -> Any:
    """The inputs with these indices as columns."""
    rows = [pool.inputs[i] for i in indices]
    flat = [e for row in rows for e in row]
    return from_flat(flat, len(rows), len(rows[0])).transpose()


def _obstruction(pool: Pool, stuck: Sequence[int]) -> Obstruction | None:
    """T3′ for the stuck classes: a pair whose hulls meet, or a common point for each; None where
    groups are not classes.
    """
    data = pool.data
    classes = [pool.groups[g].cls for g in range(len(pool.groups))]
    if sorted(c for c in classes if c is not None) != list(range(data.Q)) or None in classes:
        return None
    left = sorted(c for g in stuck if (c := classes[g]) is not None)
    separator = Separator(data.points)
    for n, j in enumerate(left):
        for k in left[n + 1 :]:
            common = separator.common_point(data.points[j], [data.points[k]])
            if common is not None:
                return Obstruction(data, (j, k), {j: common})
    found: dict[int, CommonPoint] = {}
    for j in left:
        common = separator.common_point(data.points[j], [data.points[k] for k in left if k != j])
        if common is None:
            return None
        found[j] = common
    return Obstruction(data, tuple(left), found)


def _rest(
    peeler: Peeler,
    alive: Any,
    enough: int,
    search: Search,
    started: float,
    advance: Callable[[int], None],
) -> Sequence[Cut]:
    """The shortest list found for the inputs ``alive``: greedy, then by lot until ``enough`` cells
    do or the search is over.
    """
    end = None if search.seconds is None else started + search.seconds
    half = None if search.seconds is None else started + 0.6 * search.seconds
    units = float("inf") if search.seconds is not None else GREEDY
    best = peeler.peel(alive, None, Budget(units, half))
    if best is None:
        return []
    units = RESTARTING if search.restarts is None and search.seconds is None else float("inf")
    budget = Budget(units, end)
    total = RESTARTS if search.restarts is None else search.restarts
    last = 0
    for start in range(0, total, BATCH):
        tired = search.restarts is None and start - last >= PATIENCE
        if len(best) <= enough or budget.spent or tired:
            break
        seeds = range(start, min(start + BATCH, total))
        own = [search.seed + s for s in seeds]
        for found in _batch(peeler, alive, own, budget, len(best) - 1, search.jobs):
            if found is not None and len(found) < len(best):
                best, last = found, start
        advance(seeds.stop)
    return best


def _batch(
    peeler: Peeler, alive: Any, seeds: Sequence[int], budget: Budget, limit: int, jobs: int
) -> list[tuple[Cut, ...] | None]:
    """One list a seed, None where ``limit`` cells do not do; the budget is shared by what each has
    spent.
    """
    share = Budget(budget.entries, budget.deadline)
    if jobs == 1:
        results = [_restart(peeler, alive, seed, share, limit) for seed in seeds]
    else:
        from joblib import Parallel, delayed

        results = Parallel(n_jobs=jobs)(
            delayed(_restart)(peeler, alive, seed, share, limit) for seed in seeds
        )
    budget.entries -= sum(spent for _, spent in results)
    return [found for found, _ in results]


def _restart(
    peeler: Peeler, alive: Any, seed: int, share: Budget, limit: int
) -> tuple[tuple[Cut, ...] | None, float]:
    own = Budget(share.entries, share.deadline)
    found = peeler.peel(alive, random.Random(seed), own, limit)
    return found, share.entries - own.entries


def _hyperplanes(grid: Grid, cuts: Sequence[Cut]) -> list[Hyperplane | None]:
    """For each cell the hyperplane with the simplest offset in the widest gap that no input lies
    in, between the cell and all later ones.
    """
    everything = np.arange(grid.size)
    alive, planes = everything, list[Hyperplane | None]()
    for cut in cuts:
        alive = alive[~np.isin(alive, cut.points)]
        if cut.normal is None:
            planes.append(None)
            continue
        low = int(grid.heights(cut.normal, np.array(cut.points)).max())
        high = int(grid.heights(cut.normal, alive).min())
        between = grid.heights(cut.normal, everything)
        levels = sorted({int(h) for h in between if low <= h <= high})
        planes.append(_simplest_plane(grid, cut.normal, levels))
    return planes


def _simplest_plane(grid: Grid, normal: Sequence[int], levels: Sequence[int]) -> Hyperplane:
    """The simplest offset strictly between two neighbouring levels; of equally simple ones that in
    the wider gap.
    """
    gaps = sorted(pairwise(levels), key=lambda pair: pair[0] - pair[1])[:GAPS]
    planes = grid.hyperplanes(normal, [level for gap in gaps for level in gap])
    best: Hyperplane | None = None
    for low, high in zip(planes[::2], planes[1::2], strict=True):
        offset = simplest_between(low.offset, high.offset)
        if best is None or _size(offset) < _size(best.offset):
            best = Hyperplane(low.normal, offset)
    if best is None:
        raise NotApplicable("a hyperplane needs points on both sides")
    return best


def _size(offset: Scalar) -> tuple[int, int]:
    return offset.denominator, abs(offset.numerator)
