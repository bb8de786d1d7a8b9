"""E1–E3: gradient flow ``θ' = −∇C²`` in an activation region, exactly: cumulative parameters,
constants of motion, apexes.

Notation: ``g_m = ∂C²/∂[W_m b_m]``, ``Ẑ_l = [W⁽ˡ⁾ b⁽ˡ⁾]``, ``B_m = [[W⁽ᵐ⁾ b⁽ᵐ⁾], [0 1]]`` (``B_0 =
1``), ``U_{lm} = W_l ⋯ W_{m+1}``. Then ``dẐ_l = Σ_{m≤l} U_{lm} d[W_m b_m] B_{m−1}``, which gives the
induced flow for any widths; for weights in ``GL(M)`` the cost is a function of the ``Ẑ_k``, and the
same flow is ``−Σ_k Σ_{m≤min(l,k)} U_{lm} U_{km}ᵀ G_k B_{m−1}ᵀ B_{m−1}`` with ``G_k = ∂C²/∂Ẑ_k``
(E1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.matrices import from_flat, identity, stacked, zeros
from symbolic.network import Layer, ReluNetwork
from symbolic.record import Record
from symbolic.region import Parameters, Region
from symbolic.scalars import Scalar


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Conserved(Record):
    """``M_l = W_l W_lᵀ + b_l b_lᵀ − W_{l+1}ᵀ W_{l+1}`` at hidden layer ``l`` (from 1), and which
    entries the flow keeps (E2).

    ``kept`` lists pairs ``(r, s)``, ``r ≤ s``, of units that are active at the same training
    points; the diagonal always.
    """

    layer: int
    matrix: DomainMatrix
    kept: tuple[tuple[int, int], ...]


def gradient(network: ReluNetwork, data: ClusterData) -> Parameters:
    """``g_1, …, g_{L+1}``: the gradient of ``C²``; raises as `Region.of` does if a training point
    sits on a kink.

    >>> from symbolic.matrices import column, matrix
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([0])),), Layer(matrix([[1]]), column([0])))
    >>> [g.to_Matrix() for g in gradient(net, ClusterData.from_rows({"a": [[3]]}))]
    [Matrix([[12, 4]]), Matrix([[12, 4]])]
    """
    return Region.of(network, data).gradient()


def stepped(network: ReluNetwork, direction: Parameters, eta: Scalar) -> ReluNetwork:
    """The network after one gradient step: ``[W_l b_l] − η g_l``."""
    layers = []
    for layer, g in zip(network.layers, direction, strict=True):
        moved = layer.augmented - g * eta
        layers.append(_layer(moved))
    return ReluNetwork(tuple(layers[:-1]), layers[-1])


def _layer(augmented: DomainMatrix) -> Layer:
    rows, columns = augmented.shape
    W = augmented.extract(range(rows), range(columns - 1)).to_dense()
    return Layer(W, augmented.extract(range(rows), [columns - 1]).to_dense())


def imbalance(inner: Layer, outer: Layer) -> DomainMatrix:
    """``W Wᵀ + b bᵀ − VᵀV`` for consecutive layers ``(W, b)``, ``(V, c)``.

    >>> from symbolic.matrices import column, matrix
    >>> imbalance(Layer(matrix([[3]]), column([1])), Layer(matrix([[2]]), column([0]))).to_Matrix()
    Matrix([[6]])
    """
    own = inner.augmented
    return own * own.transpose() - outer.W.transpose() * outer.W


def conserved(network: ReluNetwork, data: ClusterData) -> tuple[Conserved, ...]:
    """The constants of motion of every hidden layer (E2). A gradient step of length ``η`` changes a
    kept entry by exactly ``η²`` times the same entry of the imbalance of the gradients.

    >>> from symbolic.truncation_network import zero_loss
    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[2]]})
    >>> [(one.layer, one.kept) for one in conserved(zero_loss(data).network, data)]
    [(1, ((0, 0),)), (2, ((0, 0),))]
    """
    pattern = network.activation_pattern(data.inputs)
    constants = []
    for l in range(network.L):
        width, count = network.widths[l + 1], data.N
        words = [pattern[l][r * count : (r + 1) * count] for r in range(width)]
        kept = tuple((r, s) for r in range(width) for s in range(r, width) if words[r] == words[s])
        constants.append(
            Conserved(l + 1, imbalance(network.layers[l], network.layers[l + 1]), kept)
        )
    return tuple(constants)


def step_defects(network: ReluNetwork, data: ClusterData, eta: Scalar) -> tuple[DomainMatrix, ...]:
    """``M_l(θ − ηg) − M_l(θ) − η² M_l(g)``: 0 at every kept entry, whatever ``η`` (E2).

    >>> from symbolic.matrices import column, matrix
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([0])),), Layer(matrix([[1]]), column([0])))
    >>> [d.to_Matrix() for d in step_defects(net, ClusterData.from_rows({"a": [[3]]}), QQ(1, 7))]
    [Matrix([[0]])]
    """
    g = gradient(network, data)
    after = stepped(network, g, eta)
    slopes = [_layer(block) for block in g]
    return tuple(
        imbalance(after.layers[l], after.layers[l + 1])
        - imbalance(network.layers[l], network.layers[l + 1])
        - imbalance(slopes[l], slopes[l + 1]) * eta**2
        for l in range(network.L)
    )


def induced_flow(network: ReluNetwork, direction: Parameters) -> tuple[DomainMatrix, ...]:
    """``Ẑ_l' = −Σ_{m≤l} U_{lm} g_m B_{m−1}`` for ``l = 1..L+1`` (E1), for any widths.

    >>> from symbolic.matrices import column, matrix
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([0])),), Layer(matrix([[1]]), column([0])))
    >>> downhill = gradient(net, ClusterData.from_rows({"a": [[3]]}))
    >>> [z.to_Matrix() for z in induced_flow(net, downhill)]
    [Matrix([[-12, -4]]), Matrix([[-24, -8]])]
    """
    cumulative = [_bordered(layer) for layer in network.cumulative()]
    before = [identity(network.M + 1), *cumulative[:-1]]
    rates = list[DomainMatrix]()
    for l, layer in enumerate(network.layers):
        own = -(direction[l] * before[l])
        rates.append(own if l == 0 else layer.W * rates[-1] + own)
    return tuple(rates)


def _bordered(layer: Layer) -> DomainMatrix:
    """``[[W b], [0 1]]``."""
    width = layer.W.shape[1]
    last = from_flat([QQ.zero] * width + [QQ.one], 1, width + 1)
    return stacked([layer.augmented, last])


def cumulative_gradients(network: ReluNetwork, direction: Parameters) -> tuple[DomainMatrix, ...]:
    """``G_k = ∂C²/∂Ẑ_k`` for hidden weights in ``GL(M)``: ``H_m − W_{m+1}ᵀ H_{m+1}`` with ``H_m =
    g_m B_{m−1}⁻ᵀ``.

    For ``g_m = Σ_{k≥m} U_{km}ᵀ G_k B_{m−1}ᵀ`` and ``U_{km} = U_{k,m+1} W_{m+1}``. Raises
    `NotApplicable` unless hidden weights are square and invertible.
    """
    before = [identity(network.M + 1), *(_bordered(c) for c in network.cumulative()[:-1])]
    if any(B.shape[0] != B.shape[1] or not B.det() for B in before):
        raise NotApplicable("needs square invertible hidden weights")
    H = [g * B.inv().transpose() for g, B in zip(direction, before, strict=True)]
    return tuple(
        H[m] - network.layers[m + 1].W.transpose() * H[m + 1] if m < network.L else H[m]
        for m in range(network.L + 1)
    )


def induced_by_cumulative(
    network: ReluNetwork, gradients: Sequence[DomainMatrix]
) -> tuple[DomainMatrix, ...]:
    """``−Σ_k Σ_{m≤min(l,k)} U_{lm} U_{km}ᵀ G_k B_{m−1}ᵀ B_{m−1}`` (E1, as the paper's setting has
    it).
    """
    before = [identity(network.M + 1), *(_bordered(c) for c in network.cumulative()[:-1])]
    squares = [B.transpose() * B for B in before]
    rates = []
    for l in range(network.L + 1):
        total = zeros(network.widths[l + 1], network.M + 1)
        for k, G in enumerate(gradients):
            for m in range(min(l, k) + 1):
                U, V = _product(network, l, m), _product(network, k, m)
                total += -(U * V.transpose() * G * squares[m])
        rates.append(total)
    return tuple(rates)


def _product(network: ReluNetwork, l: int, m: int) -> DomainMatrix:
    """``U_{lm}`` for indices from 0."""
    product = identity(network.widths[m + 1])
    for i in range(m + 1, l + 1):
        product = network.layers[i].W * product
    return product


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ApexMotion(Record):
    """How an apex moves under the standard flow: ``parts[j]`` is the share of class ``j`` in ``p'``
    (``M × 1``).
    """

    layer: int
    collapsed: int | None
    apex: DomainMatrix
    parts: tuple[DomainMatrix, ...]

    @property
    def velocity(self) -> DomainMatrix:
        """``p'``."""
        return sum(self.parts[1:], self.parts[0])


def apex_motions(network: ReluNetwork, data: ClusterData) -> tuple[ApexMotion, ...]:
    """Which apexes move and by whom, for hidden weights in ``GL(M)`` (E3).

    ``p = −W⁽ˡ⁾⁻¹b⁽ˡ⁾``, so ``p' = −W⁽ˡ⁾⁻¹(W⁽ˡ⁾'p + b⁽ˡ⁾')``; the cost is a sum over classes, and so
    is the velocity. A class that a layer collapses moves no apex of that layer or an earlier one.
    Raises `NotApplicable` for other weights.

    >>> data = ClusterData.from_rows({"a": [[0], [1]], "b": [[3], [5]]})
    >>> from symbolic.truncation_network import zero_loss
    >>> [(one.layer, one.collapsed) for one in apex_motions(zero_loss(data).network, data)]
    [(1, 0), (2, 1)]
    """
    shares = [induced_flow(network, g) for g in class_gradients(network, data)]
    collapsed = _collapsing(network, data)
    motions = []
    for l, layer in enumerate(network.cumulative()[:-1]):
        if layer.W.shape[0] != layer.W.shape[1] or not layer.W.det():
            raise NotApplicable("needs square invertible hidden weights")
        inverse = layer.W.inv()
        apex = -(inverse * layer.b)
        parts = []
        for share in shares:
            rate = _layer(share[l])
            parts.append(-(inverse * (rate.W * apex + rate.b)))
        motions.append(ApexMotion(l + 1, collapsed.get(l), apex, tuple(parts)))
    return tuple(motions)


def class_gradients(network: ReluNetwork, data: ClusterData) -> list[Parameters]:
    """The gradients of the shares of the classes in ``C²``; they add up to `gradient`."""
    region = Region.of(network, data)
    return [
        replace(region, groups=tuple(g for g in region.groups if g.cls == j)).gradient()
        for j in range(data.Q)
    ]


def _collapsing(network: ReluNetwork, data: ClusterData) -> dict[int, int]:
    """Layer (from 0) to the class that is all negative there, where there is exactly one."""
    layer_of: dict[int, int] = {}
    for l, signs in enumerate(network.activation_pattern(data.inputs)):
        width, start = network.widths[l + 1], 0
        dead = []
        for j, size in enumerate(data.sizes):
            seen = {signs[r * data.N + i] for r in range(width) for i in range(start, start + size)}
            start += size
            if seen == {-1}:
                dead.append(j)
        if len(dead) == 1:
            layer_of[l] = dead[0]
    return layer_of
