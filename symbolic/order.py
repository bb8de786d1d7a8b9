"""G4: an order in which each class is strictly separated from those after it, found greedily, or
the set of classes that is stuck.

A class that may go first in a set of classes may do so in every smaller set that has it, so the
greedy search is complete, and the set at which it ends without an order does not depend on its
choices. Apexes play no role here (G5: they can be placed for any such order).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symbolic.clusters import ClusterData
from symbolic.record import Record
from symbolic.separation import CommonPoint, Hyperplane, Separator


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Order(Record):
    """Classes in an order of collapse; ``planes[k]`` separates the ``k``-th strictly from those
    after it.
    """

    classes: tuple[int, ...]
    planes: tuple[Hyperplane, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Obstruction(Record):
    """Why no order of the classes works (T3′).

    Attributes
    ----------
    data : of which.
    stuck : classes of which each has a hull that meets that of the others, so that whichever were
        collapsed first could not be separated.
    common_points : the certificate of each stuck class; the blocks of its ``rest`` are the other
        stuck classes in order. Of two stuck classes one certificate serves both.

    >>> wrong = separable_order(ClusterData.from_rows({"a": [[0], [4]], "b": [[2]], "c": [[9]]}))
    >>> wrong.stuck, wrong.common_points[0].rest
    ((0, 1), ((0, 0, 1),))
    """

    data: ClusterData
    stuck: tuple[int, ...]
    common_points: Mapping[int, CommonPoint]


def separable_order(data: ClusterData, separator: Separator | None = None) -> Order | Obstruction:
    """An order of the classes with a hyperplane each (the last class has none), or the stuck set
    with its certificates (G4, T3′).

    Raises `OutOfTime` past the deadline of the separator.

    >>> data = ClusterData.from_rows({"a": [[0], [4]], "b": [[2]], "c": [[9]]})
    >>> separable_order(data).stuck
    (0, 1)
    >>> separable_order(data.select([1, 2])).classes
    (0, 1)
    """
    separator = Separator(data.points) if separator is None else separator
    remaining, done = list(range(data.Q)), list[tuple[int, Hyperplane]]()
    blocked: dict[int, tuple[set[int], CommonPoint]] = {}
    while len(remaining) > 1:
        for j in remaining:
            others = [k for k in remaining if k != j]
            # A common point that uses classes still there goes on blocking.
            if j in blocked and blocked[j][0] <= set(others):
                continue
            side = separator.decide(data.points[j], [data.points[k] for k in others])
            if isinstance(side, Hyperplane):
                done.append((j, side))
                break
            blocked[j] = _with_classes(side, others)
        else:
            return _obstruction(data, remaining, blocked)
        remaining.remove(j)
    return Order((*(j for j, _ in done), *remaining), tuple(plane for _, plane in done))


def _with_classes(common: CommonPoint, others: list[int]) -> tuple[set[int], CommonPoint]:
    """The classes that the certificate uses, and the certificate with classes instead of places in
    a list of blocks.
    """
    rest = tuple((others[b], i, weight) for b, i, weight in common.rest)
    return {k for k, _, _ in rest}, CommonPoint(common.inside, rest)


def _obstruction(
    data: ClusterData, stuck: list[int], blocked: Mapping[int, tuple[set[int], CommonPoint]]
) -> Obstruction:
    certificates = {}
    for j in stuck if len(stuck) > 2 else stuck[:1]:
        others = [k for k in stuck if k != j]
        common = blocked[j][1]
        rest = tuple((others.index(k), i, weight) for k, i, weight in common.rest)
        certificates[j] = CommonPoint(common.inside, rest)
    return Obstruction(data, tuple(stuck), certificates)
