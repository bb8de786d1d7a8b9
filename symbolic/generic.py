"""U1–U4, O4: what is generic. Counting equations and parameters, the rank of the Jacobian, and the
collapse that zero loss forces.

``rank J ≤ min(QN, K − Σ_{l≤L} d_l)`` everywhere (each hidden unit has a rescaling that the outputs
do not see). So if ``QN > K − Σ d_l``, then for *almost every* array of ``N`` targets no parameters
reach zero loss (U1a): nothing is said about one array, and none of it is about the inputs (U2). If
``rank J = QN`` at a network, zero loss is locally onto there: all targets near its outputs are
reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb

from symbolic.adapted import full_jacobian
from symbolic.clusters import ClusterData
from symbolic.matrices import rank
from symbolic.network import Layer, ReluNetwork, parameter_count
from symbolic.record import Record
from symbolic.region import Region


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Counts(Record):
    """``QN`` equations, ``K`` parameters, ``Σ d_l`` hidden units."""

    equations: int
    parameters: int
    units: int

    @property
    def bound(self) -> int:
        """``min(QN, K − Σ d_l)``: the rank of the Jacobian is at most this (U1)."""
        return min(self.equations, self.parameters - self.units)

    @property
    def generically_impossible(self) -> bool:
        """Whether for almost every array of targets no such network has zero loss (U1a)."""
        return self.equations > self.parameters - self.units


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GenericRank(Record):
    """The rank of the Jacobian at a network: ``onto`` if all targets near its outputs are reached
    by networks near it.
    """

    counts: Counts
    rank: int

    @property
    def onto(self) -> bool:
        """``rank J = QN``."""
        return self.rank == self.counts.equations


def counts(widths: Sequence[int], points: int) -> Counts:
    """The three numbers for an architecture and a number of points.

    >>> counts((4, 3, 3, 3), 150), counts((4, 3, 3, 3), 150).generically_impossible
    (Counts(equations=450, parameters=39, units=6), True)
    """
    return Counts(widths[-1] * points, parameter_count(widths), sum(widths[1:-1]))


def generic_rank(network: ReluNetwork, data: ClusterData) -> GenericRank:
    """The exact rank of the Jacobian of all outputs in all parameters; raises `NotApplicable` on a
    kink.

    >>> from symbolic.matrices import column, matrix
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([0])),), Layer(matrix([[1]]), column([0])))
    >>> generic_rank(net, ClusterData.from_rows({"a": [[3]]})).onto
    True
    """
    return GenericRank(counts(network.widths, data.N), rank(full_jacobian(network, data)))


def pattern_bound(widths: Sequence[int]) -> int:
    """``ρ = Π_l r(d_l, min(d_0..d_{l−1}))``: at most so many activation patterns occur (U3).

    >>> pattern_bound((1, 3, 1)), pattern_bound((2, 2, 2, 1))
    (4, 16)
    """
    bound, narrowest = 1, widths[0]
    for d in widths[1:-1]:
        bound *= sum(comb(d, i) for i in range(narrowest + 1))
        narrowest = min(narrowest, d)
    return bound


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PatternCell(Record):
    """One activation pattern: the points of one class in it, whether they span ``ℝ^M`` affinely,
    and whether the network is constant there.
    """

    cls: int
    count: int
    spanning: bool
    constant: bool


def collapse(network: ReluNetwork, data: ClusterData) -> tuple[PatternCell, ...]:
    """U3 on a network: in each activation cell, class by class. At zero loss a spanning cell is a
    constant one.

    >>> from symbolic.truncation_network import zero_loss
    >>> data = ClusterData.from_rows({"a": [[0], [1]], "b": [[3], [5]]})
    >>> all(cell.constant for cell in collapse(zero_loss(data).network, data))
    True
    """
    return tuple(_cells(network, data))


def _cells(network: ReluNetwork, data: ClusterData) -> Iterator[PatternCell]:
    for group in Region.of(network, data).groups:
        affine = network.layers[0]
        for mask, layer in zip(group.masks, network.layers[1:], strict=True):
            affine = layer.after(Layer(mask * affine.W, mask * affine.b))
        count = group.points.shape[1]
        yield PatternCell(
            group.cls,
            count,
            rank(group.points) == data.M + 1,
            not any(affine.W.to_list_flat()),
        )


def must_collapse(data: ClusterData, widths: Sequence[int], j: int) -> bool:
    """Whether class ``j`` has more than ``M ρ`` points: then, if they are in general position,
    every network of these widths with zero loss is constant on a cell around ``M + 1`` of them
    (U3).

    >>> must_collapse(ClusterData.from_rows({"a": [[0], [1], [2]], "b": [[5]]}), (1, 1, 2), 0)
    True
    """
    return data.sizes[j] > data.M * pattern_bound(widths)
