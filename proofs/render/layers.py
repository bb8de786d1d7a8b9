"""A layered drawing of a graph without cycles: who lies on which level, and where.

Level = length of the longest path below (so every edge goes down to a lower level), but what has
nothing below lies just below its first user; an edge across several levels gets a bend on each, so
that it passes between the nodes. Within a level nodes are ordered by the mean position of their
neighbours, a few sweeps up and down; everything is in a fixed order, so the same graph gives the
same drawing.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from graphlib import TopologicalSorter
from itertools import pairwise

SWEEPS = 24


@dataclass(frozen=True, slots=True)
class Drawing:
    """``levels[k]`` lists what lies on level ``k`` from left to right (nodes and bends); ``paths``
    are the edges with their bends.
    """

    levels: tuple[tuple[Hashable, ...], ...]
    paths: tuple[tuple[Hashable, ...], ...]


def heights(uses: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The length of the longest path below each node.

    >>> heights({"a": [], "b": ["a"], "c": ["a", "b"]})
    {'a': 0, 'b': 1, 'c': 2}
    """
    height: dict[str, int] = {}
    for node in TopologicalSorter(uses).static_order():
        height[node] = max((height[below] + 1 for below in uses[node]), default=0)
    return {node: height[node] for node in uses}


def reduced(uses: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The graph without the edges that longer paths imply.

    >>> reduced({"a": [], "b": ["a"], "c": ["a", "b"]})
    {'a': (), 'b': ('a',), 'c': ('b',)}
    """
    below: dict[str, set[str]] = {}
    for node in TopologicalSorter(uses).static_order():
        below[node] = set(uses[node]).union(*(below[used] for used in uses[node]))
    return {
        node: tuple(u for u in used if not any(u in below[other] for other in used))
        for node, used in uses.items()
    }


def draw(uses: Mapping[str, Sequence[str]]) -> Drawing:
    """Levels and edges of ``uses`` (node → nodes below it, all of them keys).

    >>> draw({"a": [], "b": ["a"]}).levels
    (('a',), ('b',))
    """
    level = _lifted(heights(uses), uses)
    levels: list[list[Hashable]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for node, height in level.items():
        levels[height].append(node)
    paths: list[tuple[Hashable, ...]] = []
    for node, used in uses.items():
        for below in used:
            bends: list[Hashable] = [(node, below, k) for k in range(level[below] + 1, level[node])]
            for k, bend in enumerate(bends, start=level[below] + 1):
                levels[k].append(bend)
            paths.append((below, *bends, node))
    return Drawing(tuple(map(tuple, _untangled(levels, paths))), tuple(paths))


def _lifted(level: Mapping[str, int], uses: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The levels, with what uses nothing as high as its users allow: its edges become short."""
    users = {node: [level[user] for user in uses if node in uses[user]] for node in uses}
    return {
        node: height if uses[node] else min(users[node], default=1) - 1
        for node, height in level.items()
    }


def _untangled(
    levels: list[list[Hashable]], paths: Sequence[tuple[Hashable, ...]]
) -> list[list[Hashable]]:
    """The order within each level with the fewest crossings that the sweeps meet."""
    down: dict[Hashable, list[Hashable]] = {item: [] for row in levels for item in row}
    up: dict[Hashable, list[Hashable]] = {item: [] for row in levels for item in row}
    for path in paths:
        for low, high in pairwise(path):
            down[high].append(low)
            up[low].append(high)
    best, fewest = [list(row) for row in levels], _crossings(levels, down)
    for sweep in range(SWEEPS):
        upwards = sweep % 2 == 0
        order = range(1, len(levels)) if upwards else range(len(levels) - 2, -1, -1)
        for k in order:
            beside = levels[k - 1] if upwards else levels[k + 1]
            place = {item: Fraction(2 * i + 1, len(beside)) for i, item in enumerate(beside)}
            here = {item: Fraction(2 * i + 1, len(levels[k])) for i, item in enumerate(levels[k])}
            near = down if upwards else up
            levels[k].sort(key=lambda item: _mean([place[x] for x in near[item]], here[item]))
        count = _crossings(levels, down)
        if count < fewest:
            best, fewest = [list(row) for row in levels], count
    return best


def _mean(places: Sequence[Fraction], alone: Fraction) -> Fraction:
    return sum(places, Fraction(0)) / len(places) if places else alone


def _crossings(
    levels: Sequence[Sequence[Hashable]], down: Mapping[Hashable, Sequence[Hashable]]
) -> int:
    count = 0
    for low, high in pairwise(levels):
        place = {item: i for i, item in enumerate(low)}
        ends = [sorted(place[below] for below in down[item]) for item in high]
        flat = [end for group in ends for end in group]
        count += sum(a > b for i, a in enumerate(flat) for b in flat[i + 1 :])
    return count
