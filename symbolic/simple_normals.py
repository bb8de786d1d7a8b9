"""P1: hyperplanes with simple numbers. Of the normals that separate the same cell from the same
rest the simplest is kept.

Candidates are the one there is, and the one with the least ``Σ |f_i|`` in scaled coordinates, which
has few non-zero entries; both in the smallest integers that separate exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from symbolic.float_arrays import Floats
from symbolic.peeling import Cut, Peeler
from symbolic.programs import SparseSeparation, as_rows
from symbolic.proposals import PROGRAM, Budget

# Points times coordinates up to which a further linear program a cell is worth its time, and of all
# cells together.
ENTRIES, ALL_ENTRIES = 60_000, 4e6


def simplified(peeler: Peeler, cuts: Sequence[Cut], deadline: float | None = None) -> list[Cut]:
    """The same cells with the simplest normals found."""
    alive, simple = np.arange(peeler.grid.size), list[Cut]()
    budget = Budget(ALL_ENTRIES, deadline)
    for cut in cuts:
        mine = np.array(cut.points)
        alive = alive[~np.isin(alive, mine)]
        normal = cut.normal
        size = (len(mine) + len(alive)) * len(peeler.grid.bounds)
        if normal is not None and size <= ENTRIES and not budget.spent:
            budget.entries -= PROGRAM + size
            direction = _sparse(peeler.grid.floats[mine], peeler.grid.floats[alive])
            other = None if direction is None else peeler.rounded(direction, mine, alive)
            normal = min((n for n in (normal, other) if n is not None), key=_complexity)
        simple.append(replace(cut, normal=normal))
    return simple


def _complexity(normal: Sequence[int]) -> tuple[int, int]:
    """Non-zero entries, then digits."""
    return sum(map(bool, normal)), sum(len(str(abs(k))) for k in normal)


def _sparse(P: Floats, O: Floats) -> Floats | None:
    """``min Σ |f_i|`` subject to ``f·x ≤ t − 1`` on ``P``, ``f·x ≥ t + 1`` on ``O``: ``f``, or None
    if floats see none.
    """
    table = -np.vstack([as_rows(P, 1), as_rows(O, -1)])
    return SparseSeparation(table, P.shape[1], np.arange(len(table))).normal(range(P.shape[1]))
