"""E5: the flow that is Euclidean in the outputs, ``θ' = −J⁺ r`` with ``r`` the residuals and ``J``
the Jacobian of all outputs.

``P = JJ⁺`` projects orthogonally on the outputs that parameters can change to first order: ``x' =
−Pr``, ``(½|r|²)' = −|Pr|²``. ``Jᵀr = 0`` iff ``Pr = 0``: the equilibria are those of the standard
flow. If ``rank J = QN`` then ``P = 1``: the outputs run straight to the targets, ``x(s) − y =
e^{−s}(x(0) − y)``, and ``|r|`` reaches ``ε`` at the time ``log(|r(0)|/ε)``, known beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.matrices import from_flat, identity, pseudo_inverse, squared_norm
from symbolic.network import ReluNetwork
from symbolic.record import Record
from symbolic.region import Region
from symbolic.scalars import Scalar


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AdaptedFlow(Record):
    """Jacobian (``QN × K``: point after point, output after output), its pseudo-inverse, residuals,
    and what follows.
    """

    jacobian: DomainMatrix
    inverse: DomainMatrix
    residual: DomainMatrix
    rank: int

    @property
    def projector(self) -> DomainMatrix:
        """``P = JJ⁺``."""
        return self.jacobian * self.inverse

    @property
    def full(self) -> bool:
        """Whether ``rank J = QN``, so that the flow is linear interpolation."""
        return bool(self.rank == self.jacobian.shape[0])

    @property
    def mode(self) -> str:
        """``"interpolation"`` if the flow is that, ``"rest"`` if nothing moves, else
        ``"motion"``.
        """
        if self.full:
            return "interpolation"
        return "motion" if self.speed_squared else "rest"

    @property
    def speed_squared(self) -> Scalar:
        """``|Pr|²``: minus the derivative of ``½|r|²``; 0 iff the network is an equilibrium of both
        flows.
        """
        return squared_norm(self.projector * self.residual)

    @property
    def loss(self) -> Scalar:
        """``|r|²``."""
        return squared_norm(self.residual)


def adapted_flow(network: ReluNetwork, data: ClusterData) -> AdaptedFlow:
    """The adapted flow at a network with no training point on a kink.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([0])),), Layer(matrix([[1]]), column([0])))
    >>> flow = adapted_flow(net, ClusterData.from_rows({"a": [[3]]}))
    >>> flow.full, flow.speed_squared, flow.loss
    (True, 4, 4)
    """
    J = full_jacobian(network, data)
    outputs = network(data.inputs).transpose().to_list_flat()
    targets = [e for j, n in enumerate(data.sizes) for e in data.target(j).to_list_flat() * n]
    residual = [o - y for o, y in zip(outputs, targets, strict=True)]
    inverse = pseudo_inverse(J)
    rank = _trace_as_int(J * inverse)
    return AdaptedFlow(J, inverse, from_flat(residual, len(residual), 1), rank)


def _trace_as_int(projector: DomainMatrix) -> int:
    """The rank of a projector is its trace."""
    return int(sum(projector.diagonal(), QQ.zero))


def full_jacobian(network: ReluNetwork, data: ClusterData) -> DomainMatrix:
    """The Jacobian of all outputs at all points in all parameters, one row an output: point after
    point.

    Raises `NotApplicable` (of `Region.of`) if a training point sits on a kink.
    """
    Region.of(network, data)
    pattern = network.activation_pattern(data.inputs)
    rows: list[Scalar] = []
    for i, point in enumerate(data.inputs.transpose().to_list()):
        inputs = [list(point)]
        for l, layer in enumerate(network.hidden):
            z = (layer.W * from_flat(inputs[-1], len(inputs[-1]), 1) + layer.b).to_list_flat()
            inputs.append(
                [e if s > 0 else QQ.zero for e, s in zip(z, pattern[l][i :: data.N], strict=True)]
            )
        back = _backward(network, [layer[i :: data.N] for layer in pattern])
        for q in range(network.Q):
            for B, h in zip(back, inputs, strict=True):
                for weight in B[q]:
                    rows += [weight * e for e in h]
                rows += B[q]
    return from_flat(rows, network.Q * data.N, network.parameter_count)


def _backward(network: ReluNetwork, signs: list[tuple[int, ...]]) -> list[list[list[Scalar]]]:
    """``B_l``, the derivative of the outputs by the pre-activations of layer ``l``, as rows."""
    current = identity(network.Q)
    columns = [current.to_list()]
    for layer, word in zip(reversed(network.layers[1:]), reversed(signs), strict=True):
        image = (current * layer.W).to_list()
        kept = [[e if s > 0 else QQ.zero for e, s in zip(row, word, strict=True)] for row in image]
        current = from_flat([e for row in kept for e in row], network.Q, len(word))
        columns.append(kept)
    return columns[::-1]
