"""O3: one hidden layer of bumps. Points of one target are grouped on hyperplanes that meet no other
point.

Up to ``M`` affinely independent points lie on a hyperplane ``a·x = t``. With ``s`` a multiple of
``a·x − t`` that is at least 2 in absolute value at all other points, ``2[clip(s + ½) − clip(s)]``,
``clip(s) = σ(s + 1) − σ(s − 1)``, is 1 on the group and 0 at all other points. The target of the
most groups is the bias of the output, the others are added by bumps: four units a group.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sympy import QQ

from symbolic.errors import NotApplicable
from symbolic.matrices import column, matrix, rank
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.record import Record
from symbolic.scalars import Scalar

Point = tuple[Scalar, ...]

# Hyperplanes through a group that are tried before its last point is left for another group, and
# the size of the numbers that combine them.
TRIES, LARGEST = 12, 3
# s at the four units of a bump, and the factor of each.
UNITS = ((QQ(3, 2), 2), (QQ(-1, 2), -2), (QQ(1), -2), (QQ(-1), 2))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HyperplaneGroup(Record):
    """Inputs (indices into the pool) of one target, alone on the hyperplane ``a·x = t``."""

    points: tuple[int, ...]
    normal: Point
    offset: Scalar


def hyperplane_groups(pool: Pool, seed: int = 0) -> list[HyperplaneGroup]:
    """All inputs in groups of one target, each on a hyperplane that contains no other input.

    Raises `NotApplicable` where the numbers tried do not do.

    >>> from symbolic.clusters import ClusterData
    >>> data = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> [len(group.points) for group in hyperplane_groups(Pool.of(data))]
    [2, 2]
    """
    rng, listed = random.Random(seed), list[HyperplaneGroup]()
    waiting = defaultdict(list)
    for k, g in enumerate(pool.group):
        waiting[g].append(k)
    for members in waiting.values():
        while members:
            chosen = _independent(pool, members)
            group = None
            while group is None:
                if not chosen:
                    raise NotApplicable("no hyperplane through an input avoids all others")
                group = _alone(pool, chosen, rng)
                chosen = chosen[:-1]
            listed.append(group)
            members[:] = [k for k in members if k not in group.points]
    return listed


def _independent(pool: Pool, members: Sequence[int]) -> list[int]:
    """At most ``M`` affinely independent inputs, the first ones that are."""
    chosen: list[int] = []
    for k in members:
        rows = [[*pool.inputs[i], QQ(1)] for i in (*chosen, k)]
        if rank(matrix(rows)) == len(rows):
            chosen.append(k)
        if len(chosen) == len(pool.inputs[0]):
            break
    return chosen


def _alone(pool: Pool, chosen: Sequence[int], rng: random.Random) -> HyperplaneGroup | None:
    """A hyperplane through these inputs and no other; None if none was found."""
    rows = matrix([[*pool.inputs[k], QQ(-1)] for k in chosen])
    basis = rows.nullspace().to_list()
    others = [x for k, x in enumerate(pool.inputs) if k not in chosen]
    for trial in range(TRIES if len(basis) > 1 else 1):
        shares = [rng.randint(-LARGEST - trial, LARGEST + trial) for _ in basis]
        shares = shares if len(basis) > 1 else [1]
        plane = [
            sum((s * e for s, e in zip(shares, col, strict=True)), QQ.zero)
            for col in zip(*basis, strict=True)
        ]
        *normal, offset = plane
        heights = [_height(x, normal, offset) for x in others]
        if any(normal) and all(heights):
            # |s| >= 2 at all other points, or 1 for the only group there is
            scale = 2 / min(map(abs, heights)) if heights else QQ(1)
            return HyperplaneGroup(tuple(chosen), tuple(scale * e for e in normal), scale * offset)
    return None


def _height(x: Point, normal: Sequence[Scalar], offset: Scalar) -> Scalar:
    return sum((a * e for a, e in zip(normal, x, strict=True)), -offset)


def least_bumps(pool: Pool) -> int:
    """A lower bound for the width of `bumps`: four units for every ``M`` inputs of every target but
    one.

    >>> from symbolic.clusters import ClusterData
    >>> least_bumps(Pool.of(ClusterData.from_rows({"a": [[0], [2]], "b": [[1]]})))
    4
    """
    M = len(pool.inputs[0])
    counts = [-(-pool.group.count(g) // M) for g in range(len(pool.groups))]
    return 4 * (sum(counts) - max(counts))


def bumps(pool: Pool, groups: Sequence[HyperplaneGroup] | None = None) -> ReluNetwork:
    """One hidden layer with the right value at every input (O3), of these groups (default: those
    of `groups`).

    >>> from symbolic.clusters import ClusterData
    >>> data = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> bumps(Pool.of(data)).widths
    (2, 4, 2)
    """
    grouped = hyperplane_groups(pool) if groups is None else groups
    many = [pool.group[one.points[0]] for one in grouped]
    rest = max(range(len(pool.groups)), key=many.count)
    base = pool.groups[rest].target
    rows, biases, columns = [], [], []
    for one, g in zip(grouped, many, strict=True):
        if g == rest:
            continue
        rise = [a - b for a, b in zip(pool.groups[g].target, base, strict=True)]
        for shift, factor in UNITS:
            rows.append(list(one.normal))
            biases.append(shift - one.offset)
            columns.append([factor * e for e in rise])
    if not rows:
        raise NotApplicable("one target needs no bumps")
    output = Layer(matrix(columns).transpose(), column(list(base)))
    return ReluNetwork((Layer(matrix(rows), column(biases)),), output)
