"""P1: the shortest list that greedy peeling and restarts by lot find, within a budget.

A unit of the budget is an entry of a linear program, the same on every machine: so the same seed
gives the same cells, whatever the number of processes, unless there is a time limit.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from symbolic.float_arrays import Indices
from symbolic.parallel import workers
from symbolic.peeling import Cut, Peeler
from symbolic.proposals import Budget
from symbolic.record import Record

# A unit is about a third of a microsecond: the greedy list may cost a minute, the restarts a third.
GREEDY, RESTARTING = 2e8, 6e7
RESTARTS = 200
# Unless a number is asked for, so many restarts in a row without a shorter list are the end.
PATIENCE = 48
# Restarts are compared batch by batch, whatever the number of processes.
BATCH = 8


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Search(Record):
    """How much to search: ``restarts`` beyond the greedy list (None: as many as half a minute or so
    allows), a seed, a time limit (building and confirming the network come after it), processes or
    the address of a dask scheduler.
    """

    restarts: int | None = None
    seed: int = 0
    seconds: float | None = None
    jobs: int = 1
    dask: str | None = None


def shortest_found(
    peeler: Peeler,
    alive: Indices,
    enough: int,
    search: Search,
    started: float,
    advance: Callable[[int], None] = lambda done: None,
) -> Sequence[Cut]:
    """The shortest list found for the inputs ``alive``: greedy, then by lot until ``enough`` cells
    do or the search is over.

    Raises `InputError` if the dask scheduler cannot be reached.
    """
    end = None if search.seconds is None else started + 0.8 * search.seconds
    half = None if search.seconds is None else started + 0.5 * search.seconds
    units = float("inf") if search.seconds is not None else GREEDY
    first = Budget(units, half)
    best = peeler.peel(alive, None, first)
    if best is None:
        return []
    bounded = search.restarts is None and search.seconds is None
    budget = Budget(RESTARTING if bounded else float("inf"), end)
    batch = BATCH * (units - first.entries) if bounded else 0.0
    total = RESTARTS if search.restarts is None else search.restarts
    last, serial = 0, search.jobs == 1 and search.dask is None
    idle = len(best) <= enough or total == 0
    with nullcontext() if serial or idle else workers(search.jobs, search.dask):
        for start in range(0, total, BATCH):
            tired = search.restarts is None and start - last >= PATIENCE
            if len(best) <= enough or budget.spent or tired or budget.entries < batch:
                break
            seeds = range(start, min(start + BATCH, total))
            chosen = [search.seed + s for s in seeds]
            for cuts in _batch(peeler, alive, chosen, budget, len(best) - 1, serial):
                if cuts is not None and len(cuts) < len(best):
                    best, last = cuts, start
            advance(seeds.stop)
    return best


def _batch(
    peeler: Peeler, alive: Indices, seeds: Sequence[int], budget: Budget, limit: int, serial: bool
) -> list[tuple[Cut, ...] | None]:
    """One list a seed, None where ``limit`` cells do not do; the budget is shared by what each has
    spent.
    """
    share = Budget(budget.entries, budget.deadline)
    if serial:
        results = [_restart(peeler, alive, seed, share, limit) for seed in seeds]
    else:
        from joblib import Parallel, delayed

        tasks = (delayed(_restart)(peeler, alive, seed, share, limit) for seed in seeds)
        results = Parallel()(tasks)
    budget.entries -= sum(spent for _, spent in results)
    return [cuts for cuts, _ in results]


def _restart(
    peeler: Peeler, alive: Indices, seed: int, share: Budget, limit: int
) -> tuple[tuple[Cut, ...] | None, float]:
    own = Budget(share.entries, share.deadline)
    cuts = peeler.peel(alive, random.Random(seed), own, limit)
    return cuts, share.entries - own.entries
