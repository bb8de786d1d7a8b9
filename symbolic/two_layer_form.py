"""P1, G6, P0: two hidden layers from a decision list, with exactly the best value at every input.

With ``f_k·x < t_k`` on cell ``k`` and ``> t_k`` on all later cells, and scales ``s_k`` with ``s_k
(t_k − f_k·x) ≥ 1`` on cell ``k``: ``n_k = σ(s_k (t_k − f_k·x))``, ``h_k = σ(1 − 2 Σ_{i≤k} n_i)``
wherever the target changes after cell ``k`` (the set ``J``), output ``c_1 + Σ_{k∈J} (c_{k+1} − c_k)
h_k``. On cell ``i`` all ``n_k``, ``k < i``, are 0 and ``n_i ≥ 1``: so ``h_k`` is 1 before ``i`` and
0 from ``i`` on, and the sum telescopes to ``c_i``. Widths ``K − 1`` and ``|J|``. Further layers act
as the identity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sympy import QQ

from symbolic.cells import Cells, Search, find_cells, greedy_cells
from symbolic.confirming import confirm
from symbolic.errors import InputError, NotApplicable
from symbolic.matrices import from_flat, identity, ones
from symbolic.network import Layer, ReluNetwork
from symbolic.order import Obstruction
from symbolic.pool import Pool
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane
from symbolic.words import Architecture


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Interpolation(Record):
    """A network that has the best value of all functions at every input of ``pool``, no
    pre-activation 0 there.

    Its cost is ``pool.least_cost``: 0 for consistent data (P1, P2, P3, W2), else the least over all
    networks (P0). ``cells`` is there for the architectures that are made of them. ``undecided``:
    why it is not known whether there is a truncation network, where one was looked for (``auto``).
    """

    pool: Pool
    architecture: Architecture
    network: ReluNetwork
    cells: Cells | None
    undecided: str = ""


def two_layer(
    pool: Pool,
    search: Search | None = None,
    layers: int | None = None,
    advance: Callable[[int], None] = lambda done: None,
    known: Obstruction | None = None,
) -> Interpolation:
    """The network with two hidden layers for any labelled data (P1; P0 where labels are
    inconsistent).

    Parameters
    ----------
    pool : the distinct inputs and what each should get.
    search : how much to search for few cells.
    layers : ``L ≥ 2`` hidden layers, 2 if left out.
    advance : is told how many restarts are done.
    known : an obstruction of the classes (T3′) that was proved before.

    Returns
    -------
    Interpolation, evaluated exactly at every input.

    Raises
    ------
    InputError
        for ``layers < 2``.

    >>> from symbolic.clusters import ClusterData
    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> fitted = two_layer(Pool.of(xor))
    >>> fitted.network.widths, fitted.network(xor.inputs).to_Matrix()
    ((2, 2, 1, 2), Matrix([
    [1, 1, 0, 0],
    [0, 0, 1, 1]]))
    """
    depth = 2 if layers is None else layers
    if depth < 2:
        raise InputError("layers", "at least 2 for two-layer", str(depth))
    cells = find_cells(pool, search, advance, known)
    network = _network(cells, depth)
    confirm_on(pool, network)
    return Interpolation(pool, Architecture.TWO_LAYER, network, cells)


def greedy_two_layer(pool: Pool) -> ReluNetwork:
    """The same from the first list of cells that is found, shorter ones not looked for (P1).

    >>> from symbolic.clusters import ClusterData
    >>> line = ClusterData.from_rows({"a": [[0], [3]], "b": [[1], [2]]})
    >>> greedy_two_layer(Pool.of(line)).widths
    (1, 2, 1, 2)
    """
    network = _network(Cells(pool, greedy_cells(pool), None, len(pool.groups)), 2)
    confirm_on(pool, network)
    return network


def _network(cells: Cells, depth: int) -> ReluNetwork:
    pool = cells.pool
    planes, scales = [], []
    for cell in cells.cells[:-1]:
        if cell.hyperplane is None:
            raise NotApplicable("every cell but the last needs a hyperplane")
        planes.append(cell.hyperplane)
        scales.append(_scale(pool, cell.points, cell.hyperplane))
    targets = [pool.groups[cell.group].target for cell in cells.cells]
    return list_network(targets, planes, scales, depth) or constant(pool)


def list_network(
    targets: Sequence[Sequence[Scalar]],
    planes: Sequence[Hyperplane],
    scales: Sequence[Scalar],
    depth: int,
) -> ReluNetwork | None:
    """The network of a decision list: the targets of its ``K`` cells, ``K − 1`` hyperplanes and
    scales; None if all targets are equal.
    """
    changes = [k for k, (a, b) in enumerate(pairwise(targets)) if list(a) != list(b)]
    if not changes:
        return None
    rows, biases = [], []
    for plane, s in zip(planes, scales, strict=True):
        rows.append([-s * f for f in plane.normal.to_list_flat()])
        biases.append(s * plane.offset)
    below = [[QQ(-2 if i <= k else 0) for i in range(len(planes))] for k in changes]
    jumps = [[b - a for a, b in zip(targets[k], targets[k + 1], strict=True)] for k in changes]
    output = [list(row) for row in zip(*jumps, strict=True)]
    hidden = [layer_of(rows, biases), layer_of(below, [QQ(1)] * len(changes))]
    return _lengthened(hidden, layer_of(output, list(targets[0])), depth)


def _lengthened(hidden: Sequence[Layer], output: Layer, depth: int) -> ReluNetwork:
    """Further hidden layers that add 1 and then change nothing: so their pre-activations are
    positive.
    """
    if depth == 2:
        return ReluNetwork(tuple(hidden), output)
    width = output.W.shape[1]
    lift = Layer(identity(width), ones(width, 1))
    still = Layer(identity(width), ones(width, 1) * QQ(0))
    lowered = Layer(output.W, output.b - output.W * ones(width, 1))
    return ReluNetwork((*hidden, lift, *([still] * (depth - 3))), lowered)


def _scale(pool: Pool, points: Sequence[int], plane: Hyperplane) -> Scalar:
    """The least whole ``s ≥ 1`` with ``s (t − f·x) ≥ 1`` on the points and ``s t`` whole: the first
    layer has integers, then, and so no long common denominator.
    """
    least = plane.offset - max(height(pool, i, plane) for i in points)
    if least <= 0:
        raise NotApplicable("a cell reaches its hyperplane")
    whole = int(plane.offset.denominator)
    steps = -(-least.denominator // (least.numerator * whole))
    return QQ(whole * max(1, int(steps)))


def height(pool: Pool, i: int, plane: Hyperplane) -> Scalar:
    """``f·x`` at an input of the pool."""
    normal = plane.normal.to_list_flat()
    return sum((f * x for f, x in zip(normal, pool.inputs[i], strict=True) if f), QQ.zero)


def constant(pool: Pool) -> ReluNetwork:
    """``L = 0``: the constant function with the one target there is."""
    target = pool.groups[pool.group[0]].target
    size = len(pool.inputs[0])
    return ReluNetwork((), layer_of([[QQ.zero] * size for _ in target], list(target)))


def layer_of(rows: Sequence[Sequence[Scalar]], biases: Sequence[Scalar]) -> Layer:
    """The layer with these rows of weights and these biases."""
    flat = [entry for row in rows for entry in row]
    return Layer(from_flat(flat, len(rows), len(rows[0])), from_flat(list(biases), len(biases), 1))


def confirm_on(pool: Pool, network: ReluNetwork) -> None:
    """Evaluate the network at every input: no pre-activation is 0, every output is the best value
    there. Raises `NotApplicable`.
    """
    inputs = from_flat([e for row in pool.inputs for e in row], len(pool.inputs), network.M)
    wanted = [entry for g in pool.group for entry in pool.groups[g].target]
    outputs = from_flat(wanted, len(pool.inputs), network.Q)
    confirm(network, inputs.transpose(), outputs.transpose())
