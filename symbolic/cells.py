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

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from symbolic.errors import NotApplicable
from symbolic.fewest_cells import INPUTS, Fewest
from symbolic.grid import Grid
from symbolic.merging import merged
from symbolic.order import Obstruction
from symbolic.peeling import Cut, Peeler
from symbolic.pool import Pool
from symbolic.proposals import Budget
from symbolic.record import Record
from symbolic.restarts import Search, shortest_found
from symbolic.scalars import Scalar, simplest_between
from symbolic.separation import Hyperplane
from symbolic.shortest import shortened
from symbolic.simple_normals import simplified
from symbolic.whole_groups import cut_whole_groups

__all__ = ["Cell", "Cells", "Search", "find_cells", "greedy_cells"]

# Of the gaps between heights so many, the widest, are looked at for a simple offset.
GAPS = 30
SHARED = "a class has the best value of inputs where classes coincide"
# Restarts for inputs so few that the shortest list is looked for afterwards.
FEW = 16


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

    ``at_least`` is a proved lower bound for the number of cells of any list; ``fewest`` is its
    proof where it is more than that of the groups and of the obstruction, or why nothing is known.
    """

    pool: Pool
    cells: tuple[Cell, ...]
    obstruction: Obstruction | None
    at_least: int
    fewest: Fewest | None = None


def find_cells(
    pool: Pool,
    search: Search | None = None,
    advance: Callable[[int], None] = lambda done: None,
    known: Obstruction | None = None,
) -> Cells:
    """A short decision list for the inputs of a pool (P1).

    Parameters
    ----------
    pool : the distinct inputs with their groups.
    search : how much to search; the same search gives the same cells unless it has a time limit.
    advance : is told how many restarts are done.
    known : an obstruction of the classes (T3′) that was proved before.

    Returns
    -------
    Cells whose every inequality was decided exactly.

    >>> from symbolic.clusters import ClusterData
    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> partition = find_cells(Pool.of(xor))
    >>> sorted(len(cell.points) for cell in partition.cells), partition.at_least
    ([1, 1, 2], 3)
    """
    search = search or Search()
    started = time.monotonic()
    peeler = Peeler(Grid(pool.inputs), pool.group)
    end = None if search.seconds is None else started + search.seconds
    if search.restarts is None and len(pool.inputs) <= INPUTS:
        search = replace(search, restarts=FEW)  # what `shortened` finds is shorter
    whole = cut_whole_groups(peeler, pool, end, known)
    at_least = len({group.target for group in pool.groups})
    # a class may have the best value of mixed inputs: a list in which they share cells is no list
    # of the groups, and what is proved of these says nothing of it
    apart = at_least == len(pool.groups)
    at_least += apart and whole.stuck
    enough = len(pool.groups) + whole.stuck - len(whole.cuts)
    rest = shortest_found(peeler, whole.alive, enough, search, started, advance)
    cuts = merged(peeler, [*whole.cuts, *rest], end)
    fewest: Fewest | None = Fewest(len(cuts), unknown=SHARED)
    if apart:
        cuts, fewest = shortened(peeler, pool, cuts, at_least, end)
    if fewest is not None and fewest.crossings:
        at_least = len(cuts)
    planes = _hyperplanes(peeler.grid, simplified(peeler, cuts, end))
    cells = tuple(Cell(c.group, c.points, p) for c, p in zip(cuts, planes, strict=True))
    return Cells(pool, cells, whole.obstruction, at_least, fewest)


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
        every = grid.heights(cut.normal, everything)
        levels = sorted(set(map(int, every[(every >= low) & (every <= high)])))
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
