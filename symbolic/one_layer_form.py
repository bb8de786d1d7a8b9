"""P2: one hidden layer with the best value at every input, and lines along which the inputs are
ordered.

Along a line on which different targets have different values the inputs form ``R`` runs of one
target; a gate ``½(σ(s+1) − σ(s−1))``, 0 or 1 on the data, at each of the ``R − 1`` changes adds up
to the target of the run: width ``2(R − 1)``. The best direction is a search; the last direction
tried orders the inputs lexicographically, so that one always does.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
from sympy import QQ

from symbolic.errors import NotApplicable
from symbolic.gates import gate_units
from symbolic.grid import Grid
from symbolic.network import ReluNetwork
from symbolic.pool import Pool
from symbolic.record import Record
from symbolic.scalars import Scalar, simplest_between
from symbolic.separation import Hyperplane
from symbolic.two_layer_form import Interpolation, confirm_on, constant, layer_of
from symbolic.words import Architecture

# Directions that are tried for few runs along a line.
LINES = 400


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Change(Record):
    """Neighbouring heights along a line (of the grid) with inputs of different groups."""

    low: int
    high: int
    before: int
    after: int


def one_layer(pool: Pool, seed: int = 0) -> Interpolation:
    """One hidden layer of width ``2(R − 1)``, ``R`` the number of runs along the best line found
    (P2).

    >>> from symbolic.clusters import ClusterData
    >>> data = ClusterData.from_rows({"a": [[0], [3]], "b": [[1], [2]]})
    >>> one_layer(Pool.of(data)).network.widths
    (1, 4, 2)
    """
    grid = Grid(pool.inputs)
    normal, changes = _best_line(grid, pool, seed)
    network = constant(pool) if not changes else _gates(grid, pool, normal, changes)
    confirm_on(pool, network)
    return Interpolation(pool, Architecture.SHALLOW, network, None)


def _best_line(grid: Grid, pool: Pool, seed: int) -> tuple[tuple[int, ...], list[Change]]:
    best: tuple[tuple[int, ...], list[Change]] | None = None
    for normal in lines(grid, pool, seed):
        changes = changes_along(grid, pool, normal)
        if changes is not None and (best is None or len(changes) < len(best[1])):
            best = normal, changes
    if best is None:
        raise NotApplicable("no line orders the inputs")
    return best


def _gates(grid: Grid, pool: Pool, normal: Sequence[int], changes: Sequence[Change]) -> ReluNetwork:
    rows: list[list[Scalar]] = []
    biases: list[Scalar] = []
    for change in changes:
        for row, bias in gate_units(*_gate(grid, normal, change)):
            rows.append(row)
            biases.append(bias)
    targets = [group.target for group in pool.groups]
    halves = [
        [(b - a) / 2 for a, b in zip(targets[c.before], targets[c.after], strict=True)]
        for c in changes
    ]
    columns = [[sign * e for e in half] for half in halves for sign in (1, -1)]
    output = [list(row) for row in zip(*columns, strict=True)]
    start = list(targets[changes[0].before])
    return ReluNetwork((layer_of(rows, biases),), layer_of(output, start))


def _gate(grid: Grid, normal: Sequence[int], change: Change) -> tuple[Hyperplane, Scalar]:
    """The hyperplane between the two heights, and the least whole ``s`` with ``s |f·x − t| > 1`` at
    both.
    """
    below, above = (grid.hyperplane(normal, Fraction(h)) for h in (change.low, change.high))
    offset = simplest_between(below.offset, above.offset)
    least = min(offset - below.offset, above.offset - offset)
    return Hyperplane(below.normal, offset), QQ(least.denominator // least.numerator + 1)


def lines(grid: Grid, pool: Pool, seed: int) -> Iterator[tuple[int, ...]]:
    """Normals to try, the last of them one that gives all inputs different heights."""
    size, rng = len(grid.bounds), random.Random(seed)
    yield from (tuple(int(i == k) for i in range(size)) for k in range(size))
    if size <= 4:
        yield from (f for f in product((-1, 0, 1), repeat=size) if any(f))
    group = np.array(pool.group)
    means = [grid.floats[group == g].mean(axis=0) for g in range(min(len(pool.groups), 15))]
    tried = [means[a] - means[b] for a in range(len(means)) for b in range(a)]
    tried += [np.array([rng.gauss(0, 1) for _ in range(size)]) for _ in range(LINES - len(tried))]
    for direction in tried:
        normal = tuple(grid.rounded(direction, 6))
        if any(normal):
            yield normal
    base = max(grid.bounds) + 1
    yield tuple(base ** (size - 1 - i) for i in range(size))


def changes_along(grid: Grid, pool: Pool, normal: Sequence[int]) -> list[Change] | None:
    """Where the group changes along the line; None where different groups share a height."""
    levels: dict[int, int] = {}
    for h, g in zip(grid.heights(normal, np.arange(grid.size)), pool.group, strict=True):
        if levels.setdefault(int(h), g) != g:
            return None
    pairs = pairwise(sorted(levels.items()))
    return [Change(a, b, g, h) for (a, g), (b, h) in pairs if g != h]
