"""P0: what a function can do at best at each distinct input, before any network is thought of.

A function has one value at an input ``ξ``. With ``w_{ξ,j} = #{i : x_{j,i} = ξ}/N_j`` the best one
is the mean ``ȳ_ξ = Σ_j w_{ξ,j} y_j / Σ_j w_{ξ,j}``, and the least cost of all functions is ``Σ_ξ
Σ_j w_{ξ,j} |y_j − ȳ_ξ|²``: 0 iff no two points of different targets coincide. Inputs that must get
the same value form a *group*; classes of equal targets are one group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sympy import QQ

from symbolic.clusters import ClusterData
from symbolic.integer_arrays import integer_array
from symbolic.matrices import columns_of
from symbolic.record import Record
from symbolic.scalars import Scalar

Member: TypeAlias = tuple[int, int]
"""A training point: its class, and its index in the class."""


@dataclass(frozen=True, slots=True, repr=False)
class Group(Record):
    """Inputs that must get one value: ``cls`` is the first class with this target, None for a mean
    of several.
    """

    cls: int | None
    target: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pool(Record):
    """The distinct inputs in order of first appearance, and for each its group and the training
    points that sit there.

    >>> pool = Pool.of(ClusterData.from_rows({"a": [[0], [1], [0]], "b": [[1]]}))
    >>> pool.inputs, pool.group, pool.coincident, pool.least_cost
    (((0,), (1,)), (0, 1), (1,), 1/2)
    """

    data: ClusterData
    inputs: tuple[tuple[Scalar, ...], ...]
    members: tuple[tuple[Member, ...], ...]
    groups: tuple[Group, ...]
    group: tuple[int, ...]

    @classmethod
    def of(cls, data: ClusterData) -> Pool:
        """Collect the distinct inputs of the data and the best value at each."""
        members = [(j, i) for j, size in enumerate(data.sizes) for i in range(size)]
        rows = [row for block in data.points for row in columns_of(block)]
        # integers stand for the points: they compare and hash many times faster than rationals
        keys = zip(*integer_array(data.inputs)[0].tolist(), strict=True)
        at: dict[tuple[int, ...], tuple[list[Scalar], list[Member]]] = {}
        for key, row, member in zip(keys, rows, members, strict=True):
            at.setdefault(key, (row, []))[1].append(member)
        targets = [tuple(y) for y in columns_of(data.targets)]
        first = {y: j for j, y in reversed(list(enumerate(targets)))}
        pure = [Group(first[y], y) for y in targets]
        groups: dict[tuple[int | None, tuple[Scalar, ...]], Group] = {}
        group = []
        for _, there in at.values():
            one = pure[there[0][0]]
            if any(pure[j].cls != one.cls for j, _ in there):
                one = Group(None, _mean(data, targets, there))
            key = (one.cls, one.target if one.cls is None else ())
            groups.setdefault(key, one)
            group.append(key)
        places = {key: g for g, key in enumerate(groups)}
        return cls(
            data,
            tuple(tuple(row) for row, _ in at.values()),
            tuple(tuple(there) for _, there in at.values()),
            tuple(groups.values()),
            tuple(places[key] for key in group),
        )

    @property
    def consistent(self) -> bool:
        """Whether no two points of different targets coincide."""
        return not self.coincident

    @property
    def coincident(self) -> tuple[int, ...]:
        """The inputs at which points of different targets coincide."""
        return tuple(k for k, g in enumerate(self.group) if self.groups[g].cls is None)

    @property
    def least_cost(self) -> Scalar:
        """The least ``C²`` over all functions (P0)."""
        targets = columns_of(self.data.targets)
        total = QQ.zero
        for k in self.coincident:
            best = self.groups[self.group[k]].target
            for j, _ in self.members[k]:
                square = sum(((a - b) ** 2 for a, b in zip(targets[j], best, strict=True)), QQ.zero)
                total += square / self.data.sizes[j]
        return total


def _mean(
    data: ClusterData, targets: Sequence[tuple[Scalar, ...]], members: Sequence[Member]
) -> tuple[Scalar, ...]:
    """``ȳ_ξ``: every training point of class ``j`` at ``ξ`` weighs ``1/N_j``."""
    weights = [QQ(1, data.sizes[j]) for j, _ in members]
    total = sum(weights, QQ.zero)
    rows = [targets[j] for j, _ in members]
    return tuple(
        sum((w * y for w, y in zip(weights, column, strict=True)), QQ.zero) / total
        for column in zip(*rows, strict=True)
    )
