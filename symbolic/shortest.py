"""P1: a decision list as short as possible, for few inputs: `fewest_cells` finds shorter lists, or
proves that there are none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from flint import fmpz_mat
from sympy import QQ

from symbolic.errors import NotApplicable
from symbolic.feasibility import PositiveDirection, alternative
from symbolic.fewest_cells import Fewest, integer_rows, shorter_list
from symbolic.peeling import Cut, Peeler
from symbolic.pool import Pool
from symbolic.proposals import Budget


def shortened(
    peeler: Peeler,
    pool: Pool,
    cuts: Sequence[Cut],
    at_least: int,
    deadline: float | None = None,
) -> tuple[list[Cut], Fewest | None]:
    """The list, shorter as long as there is a shorter one and it can be found, and what is known of
    still shorter ones; None where ``at_least`` says it all.
    """
    shortest = list(cuts)
    while len(shortest) > at_least:
        known = shorter_list(pool, len(shortest), deadline)
        if known.positions is None:
            return shortest, known
        shortest = _cut_off(peeler, pool, known.positions)
    return shortest, None


def _cut_off(peeler: Peeler, pool: Pool, positions: Sequence[int]) -> list[Cut]:
    """The list with these positions; a cell takes along what its hyperplane cuts off besides."""
    where, alive = np.array(positions), np.arange(peeler.grid.size)
    cuts = list[Cut]()
    for k in sorted(set(positions)):
        own = alive[where[alive] == k]
        if not len(own):
            continue  # taken along before
        g = int(peeler.group[own[0]])
        mine, others = alive[peeler.group[alive] == g], alive[peeler.group[alive] != g]
        if not len(others):
            cuts.append(Cut(g, tuple(map(int, mine)), None))
            break
        normal = _separating(peeler, pool, own, others)
        cut = peeler.cut(g, normal, mine, others)
        if cut is None:
            raise NotApplicable("a hyperplane that separates cuts off nothing")
        cuts.append(cut)
        alive = alive[~np.isin(alive, cut.points)]
    return cuts


def _separating(
    peeler: Peeler, pool: Pool, own: Sequence[int], others: Sequence[int]
) -> tuple[int, ...]:
    """A normal that has the one strictly below the others: small integers if floats see any."""
    normal = peeler.separating(np.array(own), np.array(others), Budget(float("inf")))
    if normal is not None:
        return normal
    rows = integer_rows(pool)
    signed = [[-e for e in rows[p]] for p in own] + [list(rows[p]) for p in others]
    multipliers = alternative(fmpz_mat(signed))
    if not isinstance(multipliers, PositiveDirection):
        raise NotApplicable("a cell of a list is not separated")
    return tuple(peeler.grid.along([QQ(e) for e in multipliers.entries[:-1]]))
