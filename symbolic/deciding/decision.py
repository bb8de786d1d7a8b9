"""Whether an architecture reaches zero loss on given data: yes with a network, no with an obstacle,
or unknown.

Quick obstacles first, then known networks, then what decides small cases for good (S9, W3) and a
search by chance. *Unknown* says why, and how far one is from an answer: the smallest enlargement
known to do, the largest reduction known not to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.deciding.candidates import Candidates
from symbolic.deciding.cases import two_classes
from symbolic.deciding.embedding import embedded
from symbolic.deciding.obstacles import OBSTACLES, Obstacle, coincidence
from symbolic.deciding.search import by_chance
from symbolic.deciding.units import narrowest_shallow
from symbolic.errors import InputError, NotApplicable
from symbolic.network import ReluNetwork
from symbolic.patience import TimeIsUp, within
from symbolic.record import Record

# Points and units up to which networks are also looked for by chance.
CHANCE_POINTS, CHANCE_UNITS = 24, 12
# How far the neighbourhood of an undecided architecture is looked at.
FAR, ANY = 64, 10**9

WORDS = {
    "W1": "the targets are an affine function of the points",
    "O2": "a function of one linear coordinate of the points",
    "S6": "gates: hyperplanes that cut no class",
    "O3": "bumps: one layer has at most a quarter as many directions as units",
    "P1": "a decision list: in one layer every unit has at most two values",
    "W2": "narrow: so few units a layer are not constant on the points",
    "P3": "cells: the last hidden layer has no more values than there are layers",
    "S9": "every hidden unit has one value a class",
    "W3": "one hidden layer, with single units behind it",
    "D3": "the network has the target of its class at every point",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Capacity(Record):
    """The answer for one architecture: ``network`` for *yes*, ``obstacle`` for *no*, neighbours for
    *unknown*.
    """

    data: ClusterData
    widths: tuple[int, ...]
    verdict: str
    statement: str
    reason: str
    network: ReluNetwork | None = None
    obstacle: Obstacle | None = None
    nearest_yes: tuple[int, ...] | None = None
    nearest_no: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CapacityTable(Record):
    """Answers for many architectures on the same data."""

    data: ClusterData
    answers: tuple[Capacity, ...]


def capacity(
    data: ClusterData,
    widths: Sequence[int],
    candidates: Candidates | None = None,
    seconds: float | None = None,
) -> Capacity:
    """Whether a ReLU network of these widths has cost 0 on the data.

    Parameters
    ----------
    data : classes of points with any targets, dependent or equal ones too.
    widths : ``d_0 = M, d_1, …, d_L, d_{L+1} = Q``.
    candidates : networks known for the same data, to share between architectures.
    seconds : after about so long the answer is *unknown* (default: no limit).

    Returns the verdict with a network that was evaluated exactly, an obstacle, or what is known
    nearby.
    Raises `InputError` for widths that do not fit the data.

    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> answers = [capacity(xor, w) for w in ([2, 2], [2, 1, 2], [2, 2, 2])]
    >>> [(answer.verdict, answer.statement) for answer in answers]
    [('no', 'W1'), ('no', 'W2'), ('yes', 'O2')]
    """
    checked = checked_widths(data, widths)
    known = candidates or Candidates(data)
    why = "no network was found, and no obstacle"
    try:
        with within(seconds):
            answer = _quick(data, checked) or _from_candidates(data, checked, known)
            answer = answer or _thorough(data, checked)
        if answer is not None:
            return answer
    except TimeIsUp:
        why = f"neither a network nor an obstacle was found within {seconds:g} seconds"
    yes, no = _nearby(data, checked[1:-1], known, seconds)
    return Capacity(data, checked, "unknown", "", why, nearest_yes=yes, nearest_no=no)


def checked_widths(data: ClusterData, widths: Sequence[int]) -> tuple[int, ...]:
    """The widths as they are; raises `InputError` unless they start with ``M``, end with ``Q`` and
    are positive.
    """
    checked = tuple(widths)
    shown = ",".join(map(str, checked))
    if len(checked) < 2 or min(checked) < 1:
        raise InputError("--widths", "positive widths M,d1,...,Q", shown)
    if checked[0] != data.M or checked[-1] != data.Q:
        raise InputError(
            "--widths", f"{data.M} first and {data.Q} last (M and Q of the data)", shown
        )
    return checked


def _no(data: ClusterData, widths: tuple[int, ...], obstacle: Obstacle) -> Capacity:
    return Capacity(data, widths, "no", obstacle.statement, obstacle.reason, obstacle=obstacle)


def _yes(
    data: ClusterData, widths: tuple[int, ...], statement: str, network: ReluNetwork
) -> Capacity:
    """The answer with a network of exactly these widths; it is evaluated once more."""
    fitted = embedded(network, widths[1:-1], data.inputs)
    if fitted is None or fitted.widths != widths or cost_squared(fitted, data):
        raise NotApplicable(f"the network of {statement} does not reach zero loss in these widths")
    return Capacity(data, widths, "yes", statement, WORDS[statement], network=fitted)


def _quick(data: ClusterData, widths: tuple[int, ...]) -> Capacity | None:
    for look in OBSTACLES:
        obstacle = look(data, widths[1:-1])
        if obstacle is not None:
            return _no(data, widths, obstacle)
    return None


def _from_candidates(
    data: ClusterData, widths: tuple[int, ...], candidates: Candidates
) -> Capacity | None:
    for statement, network in candidates.fitting(widths[1:-1]):
        if embedded(network, widths[1:-1], data.inputs) is not None:
            return _yes(data, widths, statement, network)
    return None


def _thorough(data: ClusterData, widths: tuple[int, ...]) -> Capacity | None:
    hidden = widths[1:-1]
    if len(hidden) == 1 and hidden[0] == data.Q - 1:
        narrowest = narrowest_shallow(data)
        if isinstance(narrowest, Obstacle):
            return _no(data, widths, narrowest)
        if narrowest is not None:
            return _yes(data, widths, "S9", narrowest)
    if data.N <= CHANCE_POINTS and sum(hidden) <= CHANCE_UNITS:
        network = by_chance(data, hidden)
        if network is not None:
            return _yes(data, widths, "D3", network)
    decided = two_classes(data, hidden)
    if isinstance(decided, Obstacle):
        return _no(data, widths, decided)
    return None if decided is None else _yes(data, widths, "W3", decided)


Widths: TypeAlias = tuple[int, ...]


def _nearby(
    data: ClusterData, hidden: Sequence[int], known: Candidates, seconds: float | None
) -> tuple[Widths | None, Widths | None]:
    """What is known to do, and not to do, near hidden widths that are undecided; half of the time
    for each.
    """
    share = None if seconds is None else seconds / 2
    yes = no = None
    with suppress(TimeIsUp), within(share):
        yes = _nearest_yes(data, hidden, known)
    with suppress(TimeIsUp), within(share):
        no = _nearest_no(data, hidden)
    return yes, no


def _nearest_yes(
    data: ClusterData, hidden: Sequence[int], candidates: Candidates
) -> tuple[int, ...] | None:
    """The hidden widths, enlarged by the least number that lets a known network fit if added to all
    of them, and then by less where less will do; else the smallest known network.
    """
    if coincidence(data) is not None:
        return None

    def fits(widths: Sequence[int]) -> bool:
        return any(
            embedded(network, widths, data.inputs) is not None
            for _, network in candidates.fitting(widths)
        )

    for more in range(1, FAR):
        larger = [d + more for d in hidden]
        if fits(larger):
            return (data.M, *_towards(larger, hidden, fits), data.Q)
    if not candidates.known():
        next(candidates.fitting([ANY] * data.N), None)
    sizes = [(net.parameter_count, net.widths) for net in candidates.known()]
    return min(sizes)[1] if sizes else None


def _nearest_no(data: ClusterData, hidden: Sequence[int]) -> tuple[int, ...] | None:
    """The hidden widths, reduced in the same way until there is a quick obstacle."""

    def refused(widths: Sequence[int]) -> bool:
        return any(look(data, widths) is not None for look in OBSTACLES)

    for fewer in range(1, max(hidden, default=1)):
        smaller = [max(1, d - fewer) for d in hidden]
        if refused(smaller):
            return (data.M, *_towards(smaller, hidden, refused), data.Q)
    return None


def _towards(
    start: Sequence[int], goal: Sequence[int], holds: Callable[[Sequence[int]], bool]
) -> list[int]:
    """The start, moved to the goal one width after the other as far as something still holds."""
    nearest = list(start)
    for i, end in enumerate(goal):
        step = 1 if end > nearest[i] else -1
        while nearest[i] != end and holds([*nearest[:i], nearest[i] + step, *nearest[i + 1 :]]):
            nearest[i] += step
    return nearest


def architectures(M: int, Q: int, width: int, depth: int) -> Iterator[tuple[int, ...]]:
    """All widths with at most ``depth`` hidden layers of at most ``width`` units each.

    >>> list(architectures(2, 3, 2, 1))
    [(2, 3), (2, 1, 3), (2, 2, 3)]
    """
    for L in range(depth + 1):
        for hidden in product(range(1, width + 1), repeat=L):
            yield (M, *hidden, Q)


def capacity_table(
    data: ClusterData,
    widths: Sequence[Sequence[int]],
    seconds: float | None = None,
    advance: Callable[[int], None] = lambda done: None,
) -> CapacityTable:
    """`capacity` of each architecture; the networks found for one are tried in all.

    ``seconds`` bounds each of them; ``advance`` is told how many are done.

    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[1]]})
    >>> [answer.verdict for answer in capacity_table(data, [(1, 2), (1, 1, 2)]).answers]
    ['yes', 'yes']
    """
    candidates = Candidates(data)
    answers = list[Capacity]()
    for one in widths:
        answers.append(capacity(data, one, candidates, seconds))
        advance(len(answers))
    return CapacityTable(data, tuple(answers))
