"""T6: partitions of the classes whose blocks share one output are local minima in *all* parameters.

Let the blocks of a partition π be sequentially separable as T3 wants its classes. The network of T3
for the blocks, with the block means ``ȳ_B`` as targets, costs ``V_π = Σ_B Σ_{j∈B} |y_j − ȳ_B|²``.
Its hidden layers are of width ``n = max(M, |π| − 1)``: where ``M`` leaves no room for ``|π|``
affinely independent apexes, the points are taken as ``(x, 0) ∈ ℚⁿ``, and the columns of ``W_1``
that only see zeros are left out.
Blocks that admit no order but share no point: the two hidden layers of P1 for the blocks, then the
network of T3 for the points ``e_1, …, e_{|π|−1}, 0``, one a block, to which P1 sends them. So every
partition whose blocks share no point is such a minimum, and no function has the block means as
values for the others.
Every point is switched off whole by the layer of its block, so in the closed activation region
every path feature is constant on each block, and ``Σ_{j∈B} (ȳ_B − y_j) = 0``: the residual is
orthogonal to all of them (R1). Hence ``cost(θ') = V_π + Σ w |o(θ') − o(θ)|²`` there. What is
reported was evaluated on the real network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.errors import NotApplicable
from symbolic.matrices import (
    columns_of,
    identity,
    ones,
    rank,
    side_by_side,
    squared_norm,
    stacked,
    zeros,
)
from symbolic.network import Layer, ReluNetwork, hidden_layers
from symbolic.pool import Pool
from symbolic.record import Record
from symbolic.region import Region
from symbolic.scalars import Scalar
from symbolic.truncation_network import Obstruction, ZeroLoss, zero_loss

Blocks = tuple[tuple[int, ...], ...]
"""A partition: blocks in the order of their first class, classes in order."""
Place = tuple[int, int]
"""A training point: its class, and its index in the class."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PartitionMinimum(Record):
    """One partition: its exact value, and the network that attains it or why none was built.

    ``feasible`` is ``yes`` (then ``network`` is a strict network of cost ``value``, a local minimum
    in all parameters, ``dimension`` that of the minimizers near it, ``radius`` that of a max-norm
    ball of one activation pattern), ``no`` (``shared``: two points of different blocks at one
    place), or ``unknown``. ``obstruction``: the blocks admit no order in the space of the data, so
    its network begins with the two hidden layers of P1.
    """

    blocks: Blocks
    value: Scalar
    feasible: str
    reason: str
    network: ReluNetwork | None = None
    dimension: int | None = None
    radius: Scalar | None = None
    obstruction: Obstruction | None = None
    shared: tuple[Place, Place] | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Partitions(Record):
    """All partitions of the classes of ``data`` for ``layers`` hidden layers; see `partitions`."""

    data: ClusterData
    layers: int

    @property
    def K(self) -> int:
        """Number of parameters of a network ``M, M, …, M, Q``."""
        M, Q, L = self.data.M, self.data.Q, self.layers
        return L * (M * M + M) + Q * M + Q

    def blocks(self) -> Iterator[Blocks]:
        """All partitions, those with most blocks first, then in the order of the classes."""
        return iter(sorted(set_partitions(range(self.data.Q)), key=lambda p: (-len(p), p)))

    def minima(self) -> Iterator[PartitionMinimum]:
        """What is known about each partition, in the order of `blocks`."""
        return (self.minimum(blocks) for blocks in self.blocks())

    def minimum(self, blocks: Blocks) -> PartitionMinimum:
        """Value, network, dimension and radius of one partition, or why it has no network."""
        data, value = self.data, partition_value(self.data, blocks)
        width = hidden_width(data, blocks)
        outcome = zero_loss(merged_classes(data, blocks, width), self.layers)
        if isinstance(outcome, ZeroLoss):
            network = _towards_means(outcome.network, data, blocks)
            return self._attained(blocks, value, network)
        if not isinstance(outcome, Obstruction):
            return PartitionMinimum(blocks, value, "unknown", outcome.reason)
        pool = Pool.of(merged_classes(data, blocks, data.M))
        if pool.coincident:
            shared = _shared(data, blocks, pool)
            reason = "two blocks share a point, where a network has one output"
            return PartitionMinimum(blocks, value, "no", reason, obstruction=outcome, shared=shared)
        from symbolic.two_layer_form import greedy_two_layer  # most partitions have an order

        network = _behind(greedy_two_layer(pool), data, blocks, self.layers)
        return replace(self._attained(blocks, value, network), obstruction=outcome)

    def _attained(self, blocks: Blocks, value: Scalar, network: ReluNetwork) -> PartitionMinimum:
        """The minimum at a network, which is checked."""
        confirm_partition(network, self.data, blocks, value)
        dimension = network.parameter_count - self.data.Q * len(blocks)
        radius = Region.of(network, self.data).radius()
        reason = "every path feature is constant on each block (R1)"
        return PartitionMinimum(blocks, value, "yes", reason, network, dimension, radius)


def partitions(data: ClusterData, layers: int | None = None) -> Partitions:
    """The partitions of the classes and their minima (T6), for ``layers ≥ Q`` hidden layers.

    Parameters: ``data`` with ``Q`` classes in ``ℚ^M``; ``layers``: hidden layers, default ``Q``,
    of width ``M``, or ``|π| − 1`` for partitions of more than ``M + 1`` blocks; two more where the
    blocks admit no order without. Raises `InputError` for ``layers < Q``. The statement is our own.

    >>> data = ClusterData.from_rows({"a": [[4, 0], [5, 0]], "b": [[0, 4]]})
    >>> [(m.blocks, m.value, m.feasible, m.dimension) for m in partitions(data).minima()]
    [(((0,), (1,)), 0, 'yes', 14), (((0, 1),), 1, 'yes', 16)]
    >>> line = ClusterData.from_rows({"a": [[0]], "b": [[1]], "c": [[2]]})
    >>> [m.network.widths for m in partitions(line).minima() if m.network][:2]
    [(1, 2, 2, 2, 3), (1, 1, 1, 1, 3)]
    >>> crossed = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> [m.network.widths for m in partitions(crossed).minima()]
    [(2, 2, 1, 1, 1, 2), (2, 2, 2, 2)]
    """
    return Partitions(data, hidden_layers(data.Q, layers))


def set_partitions(members: Sequence[int]) -> Iterator[Blocks]:
    """All partitions of the members into blocks, each block in order, blocks by their first member.

    >>> sorted(set_partitions(range(3)), key=len)[0], len(list(set_partitions(range(5))))
    (((0, 1, 2),), 52)
    """
    if not members:
        yield ()
        return
    *rest, last = members
    for blocks in set_partitions(rest):
        for k, block in enumerate(blocks):
            yield (*blocks[:k], (*block, last), *blocks[k + 1 :])
        yield (*blocks, (last,))


def block_mean(data: ClusterData, block: Sequence[int]) -> DomainMatrix:
    """``ȳ_B``, the mean of the targets of the block, a column."""
    targets = data.targets.extract(range(data.Q), list(block))
    return targets * ones(len(block), 1) * QQ(1, len(block))


def partition_value(data: ClusterData, blocks: Blocks) -> Scalar:
    """``V_π = Σ_B Σ_{j∈B} |y_j − ȳ_B|²``.

    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[1]], "c": [[2]]})
    >>> partition_value(data, ((0, 2), (1,)))
    1
    """
    return sum(
        (squared_norm(data.target(j) - block_mean(data, block)) for block in blocks for j in block),
        QQ.zero,
    )


def hidden_width(data: ClusterData, blocks: Blocks) -> int:
    """``max(M, |π| − 1)``, the width of the hidden layers that T6 needs."""
    return max(data.M, len(blocks) - 1)


def merged_classes(data: ClusterData, blocks: Blocks, width: int) -> ClusterData:
    """The data whose classes are the blocks, with unit targets, as the points ``(x, 0)`` of
    ``ℚ^width``.
    """
    points = [side_by_side([data.points[j] for j in block]) for block in blocks]
    if width > data.M:
        points = [stacked([x, zeros(width - data.M, x.shape[1])]) for x in points]
    names = tuple(str(k) for k in range(len(blocks)))
    return ClusterData(data.name, names, identity(len(blocks)), tuple(points))


def equal_values(minima: Sequence[PartitionMinimum]) -> list[list[Blocks]]:
    """The classes of at least two partitions of equal value, by first member.

    >>> data = ClusterData.from_rows({"a": [[0, 0]], "b": [[1, 0]], "c": [[0, 1]]})
    >>> [len(group) for group in equal_values(list(partitions(data).minima()))]
    [3]
    """
    groups: dict[Scalar, list[Blocks]] = {}
    for minimum in minima:
        groups.setdefault(minimum.value, []).append(minimum.blocks)
    return [group for group in groups.values() if len(group) > 1]


def _towards_means(network: ReluNetwork, data: ClusterData, blocks: Blocks) -> ReluNetwork:
    """The same hidden layers on ``x`` instead of ``(x, 0)``, the unit targets of the blocks
    replaced by their means.
    """
    first, *others = network.hidden
    seen = first.W.extract(range(first.W.shape[0]), range(data.M)).to_dense()
    return ReluNetwork((Layer(seen, first.b), *others), _means(network.output, data, blocks))


def _behind(network: ReluNetwork, data: ClusterData, blocks: Blocks, layers: int) -> ReluNetwork:
    """The network that tells the blocks apart (P1), its outputs but the last as the points of T3.

    On block ``b`` they are the unit vector ``e_b``, on the last block 0.
    """
    size = len(blocks) - 1
    corners = [identity(size).extract(range(size), [b]).to_dense() for b in range(size)]
    names = tuple(str(k) for k in range(len(blocks)))
    points = (*corners, zeros(size, 1))
    outcome = zero_loss(ClusterData(data.name, names, identity(len(blocks)), points), layers)
    if not isinstance(outcome, ZeroLoss):
        raise NotApplicable("the corners of a simplex admit an order")
    output, rows = network.output, range(size)
    seen = Layer(output.W.extract(rows, range(output.W.shape[1])), output.b.extract(rows, [0]))
    first, *others = outcome.network.hidden
    hidden = (*network.hidden, first.after(seen), *others)
    return ReluNetwork(hidden, _means(outcome.network.output, data, blocks))


def _means(output: Layer, data: ClusterData, blocks: Blocks) -> Layer:
    """The readout with the means of the blocks in place of their unit targets."""
    means = side_by_side([block_mean(data, block) for block in blocks])
    return Layer(means * output.W, means * output.b)


def _shared(data: ClusterData, blocks: Blocks, pool: Pool) -> tuple[Place, Place]:
    """Two training points of different blocks at one place."""
    there = pool.members[pool.coincident[0]]
    other = next(member for member in there if member[0] != there[0][0])
    return _place(data, blocks, there[0]), _place(data, blocks, other)


def _place(data: ClusterData, blocks: Blocks, member: Place) -> Place:
    """The training point that is a member (block, index in it) of the merged data."""
    block, index = member
    places = [(j, i) for j in blocks[block] for i in range(data.sizes[j])]
    return places[index]


def confirm_partition(
    network: ReluNetwork, data: ClusterData, blocks: Blocks, value: Scalar
) -> None:
    """Evaluate the network and check every hypothesis of T6; raises `NotApplicable` where one
    fails.

    No pre-activation is 0; each block has a layer in which every unit is negative on all its
    points; the outputs are the block means; the cost is the value; the output layer alone can
    move the outputs of all blocks.
    """
    patterns = network.activation_pattern(data.inputs)
    if any(0 in layer for layer in patterns):
        raise NotApplicable("a pre-activation of a training point is 0")
    ends = [sum(data.sizes[: j + 1]) for j in range(data.Q)]
    outputs = columns_of(network(data.inputs))
    for block in blocks:
        points = [i for j in block for i in range(ends[j] - data.sizes[j], ends[j])]
        if not any(_all_off(layer, points, data.N) for layer in patterns):
            raise NotApplicable("no layer switches a block off whole")
        mean = block_mean(data, block).to_list_flat()
        if any(list(outputs[i]) != mean for i in points):
            raise NotApplicable("the output on a block is not the mean of its targets")
    if cost_squared(network, data) != value:
        raise NotApplicable("the network does not attain the value of its partition")
    features = stacked([network.features(data.inputs), ones(1, data.N)])
    if rank(features) != len(blocks):
        raise NotApplicable("the features of the blocks, with a 1, are not independent")


def _all_off(layer: Sequence[int], points: Sequence[int], N: int) -> bool:
    """Whether all units of the layer are negative on all the points; ``layer`` lists signs row by
    row.
    """
    signs = {layer[start + i] for start in range(0, len(layer), N) for i in points}
    return signs == {-1}
