"""G4: whole groups cut off, one after the other, while one separates from what is left.

What remains does not depend on the order: it is the *stuck set*, every group of which meets the
hull of the others. Floats propose; that a group does not separate is decided by exact feasibility,
and where its time is over nothing is said to be stuck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbolic.feasibility import OutOfTime
from symbolic.matrices import from_flat
from symbolic.order import Obstruction
from symbolic.peeling import Cut, Peeler
from symbolic.pool import Pool
from symbolic.proposals import Budget
from symbolic.record import Record
from symbolic.separation import CommonPoint, Separator


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Whole(Record):
    """Whole groups that were cut off, and the inputs that stay (``alive``).

    ``stuck`` says whether it was proved that none of the groups that stay separates from the
    others; ``obstruction`` is the certificate of that (T3′), where groups are classes.
    """

    cuts: tuple[Cut, ...]
    alive: Any
    stuck: bool
    obstruction: Obstruction | None


def cut_whole_groups(
    peeler: Peeler, pool: Pool, deadline: float | None = None, known: Obstruction | None = None
) -> Whole:
    """Cut off whole groups as long as one separates from what is left.

    ``known`` is an obstruction of the classes that was proved before; ``deadline`` a value of
    ``time.monotonic``.
    """
    alive, cuts = np.arange(peeler.grid.size), list[Cut]()
    left = list(range(len(pool.groups)))
    stuck = None if known is None else [_group_of(pool, j) for j in known.stuck]
    plenty = Budget(float("inf"), deadline)
    try:
        while len(left) > 1 and sorted(left) != stuck:
            whole = next((c for g in left if (c := peeler.whole(g, alive, plenty))), None)
            if whole is None:
                exact = (_exactly(peeler, pool, g, alive, deadline) for g in left)
                whole = next((cut for cut in exact if cut is not None), None)
            if whole is None:
                break
            cuts.append(whole)
            left.remove(whole.group)
            alive = alive[peeler.group[alive] != whole.group]
        else:
            return Whole(tuple(cuts), alive, len(left) > 1, known if len(left) > 1 else None)
    except OutOfTime:
        return Whole(tuple(cuts), alive, False, None)
    return Whole(tuple(cuts), alive, True, _obstruction(pool, left, deadline))


def _group_of(pool: Pool, cls: int) -> int:
    return next(g for g, group in enumerate(pool.groups) if group.cls == cls)


def _exactly(peeler: Peeler, pool: Pool, g: int, alive: Any, deadline: float | None) -> Cut | None:
    mine = alive[peeler.group[alive] == g]
    others = alive[peeler.group[alive] != g]
    inside, rest = inputs_as_columns(pool, mine), inputs_as_columns(pool, others)
    normal = Separator([inside, rest], deadline).normal(inside, [rest])
    if normal is None:
        return None
    cut = peeler.cut(g, peeler.grid.along(normal.to_list_flat()), mine, others)
    return cut if cut is not None and len(cut.points) == len(mine) else None


def inputs_as_columns(pool: Pool, indices: Sequence[int]) -> Any:
    """The inputs with these indices, side by side."""
    rows = [pool.inputs[i] for i in indices]
    flat = [e for row in rows for e in row]
    return from_flat(flat, len(rows), len(rows[0])).transpose()


def _obstruction(pool: Pool, stuck: Sequence[int], deadline: float | None) -> Obstruction | None:
    """T3′ for the stuck classes: a pair whose hulls meet, or a common point for each; None where
    groups are not classes, or time is over.
    """
    data = pool.data
    classes = [pool.groups[g].cls for g in range(len(pool.groups))]
    if sorted(c for c in classes if c is not None) != list(range(data.Q)) or None in classes:
        return None
    left = sorted(c for g in stuck if (c := classes[g]) is not None)
    separator = Separator(data.points, deadline)
    commons: dict[int, CommonPoint] = {}
    try:
        for n, j in enumerate(left):
            for k in left[n + 1 :]:
                common = separator.common_point(data.points[j], [data.points[k]])
                if common is not None:
                    return Obstruction(data, (j, k), {j: common})
        for j in left:
            others = [data.points[k] for k in left if k != j]
            common = separator.common_point(data.points[j], others)
            if common is None:
                return None
            commons[j] = common
    except OutOfTime:
        return None
    return Obstruction(data, tuple(left), commons)
