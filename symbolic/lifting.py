"""G3: every ReLU network, on finitely many inputs, is a composition of truncation maps.

Let ``D ≥ max_l (d_l + d_{l−1} − rank W_l)`` over the hidden layers, ``d_0 = M``. An ``a × b``
matrix of rank ``r`` is the upper left block of an invertible ``D × D`` matrix iff ``D ≥ a + b −
r``: a complement of its range goes to the right of it, and the rows are completed to a basis. On
inputs padded with zeros the upper pre-activations are what they were, as long as the padding stays
0: the lower units get biases so negative that none of the inputs switches them on. Then the hidden
weights are in ``GL(D)``, and by L1 the output is ``A (τ_L ∘ … ∘ τ_1)(x, 0) + c``.

Unit vectors do for both completions, so the numbers stay those of the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.errors import InputError, NotApplicable, ShapeError
from symbolic.matrices import from_flat, identity, pivot_columns, rank, side_by_side, stacked, zeros
from symbolic.network import Layer, ReluNetwork
from symbolic.record import Record
from symbolic.scalars import Scalar


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lift(Record):
    """A network, its ranks ``rank W_l`` (hidden layers), and the network on ``ℚ^D`` with invertible
    hidden weights that agrees with it on ``inputs`` (``M × N``), padded with zeros.
    """

    network: ReluNetwork
    lifted: ReluNetwork
    ranks: tuple[int, ...]
    inputs: DomainMatrix

    @property
    def D(self) -> int:
        """The dimension in which the truncation maps act."""
        return self.lifted.M

    @property
    def padded(self) -> DomainMatrix:
        """``(x, 0)`` for every input, ``D × N``."""
        return padded(self.inputs, self.D)

    def images(self) -> list[DomainMatrix]:
        """The padded inputs, and what ``τ_1, τ_2, …`` make of them one after the other."""
        images = [self.padded]
        for tau in self.lifted.truncation_maps():
            images.append(tau(images[-1]))
        return images


def lift(network: ReluNetwork, inputs: DomainMatrix) -> Lift:
    """The network as a composition of truncation maps on the inputs, in the least dimension (G3).

    Parameters
    ----------
    network : over ``QQ``, with hidden layers.
    inputs : ``M × N``.

    Returns
    -------
    Lift, both networks evaluated exactly at every input.

    Raises
    ------
    ShapeError
        for inputs of another dimension.
    InputError
        for a network without hidden layers, or not over ``QQ``.

    >>> from symbolic.matrices import column, matrix
    >>> hidden = Layer(matrix([[1], [1]]), column([0, -1]))
    >>> fold = ReluNetwork((hidden,), Layer(matrix([[1, -2]]), column([0])))
    >>> wide = lift(fold, matrix([[0, 1, 2]]))
    >>> wide.D, wide.lifted.hidden[0].W.to_Matrix(), wide.lifted(wide.padded).to_Matrix()
    (2, Matrix([
    [1, 1],
    [1, 0]]), Matrix([[0, 1, 0]]))
    """
    if not network.domain.is_QQ:
        raise InputError("network", "rational weights", str(network.domain))
    if not network.L:
        raise InputError("network", "at least one hidden layer", "none")
    if inputs.shape[0] != network.M:
        raise ShapeError(f"expected inputs in dimension {network.M}, found {inputs.shape[0]}")
    ranks = tuple(rank(layer.W) for layer in network.hidden)
    D = max(sum(layer.W.shape) - r for layer, r in zip(network.hidden, ranks, strict=True))
    states = _states(network, inputs)
    hidden = [
        _completed(layer, state, D) for layer, state in zip(network.hidden, states, strict=True)
    ]
    A = network.output.W
    output = Layer(side_by_side([A, zeros(A.shape[0], D - A.shape[1])]), network.output.b)
    lifting = Lift(network, ReluNetwork(tuple(hidden), output), ranks, inputs)
    if lifting.lifted(lifting.padded) != network(inputs):
        raise NotApplicable("the lifted network has other outputs")
    return lifting


def padded(inputs: DomainMatrix, D: int) -> DomainMatrix:
    """The columns with zeros below."""
    rows, count = inputs.shape
    return stacked([inputs, zeros(D - rows, count)]) if rows < D else inputs


def _states(network: ReluNetwork, inputs: DomainMatrix) -> list[DomainMatrix]:
    """What each hidden layer sees: the inputs, then the layers before."""
    states, count = [inputs], inputs.shape[1]
    for layer, image in zip(network.hidden[:-1], network.preactivations(inputs), strict=False):
        entries = [max(entry, QQ.zero) for entry in image]
        states.append(from_flat(entries, layer.W.shape[0], count))
    return states


def _completed(layer: Layer, state: DomainMatrix, D: int) -> Layer:
    """The layer as the upper left of an invertible one, whose further units are off on the
    states.
    """
    height, width = layer.W.shape
    upper = side_by_side([layer.W, _complement(layer.W, D - width)])
    pivots = set(pivot_columns(upper))
    free = [k for k in range(D) if k not in pivots]
    rows = state.to_list()
    biases = [-_above(rows[k] if k < width else [QQ.zero]) for k in free]
    units = [QQ(int(i == k)) for k in free for i in range(D)]
    if not free:
        return Layer(upper, layer.b)
    W = stacked([upper, from_flat(units, D - height, D)])
    return Layer(W, stacked([layer.b, from_flat(biases, D - height, 1)]))


def _complement(W: DomainMatrix, columns: int) -> DomainMatrix:
    """Unit vectors that span a complement of the range of ``W``, and zero columns."""
    height, width = W.shape
    if not columns:
        return zeros(height, 0)
    square = side_by_side([W, identity(height)])
    missing = [k - width for k in pivot_columns(square) if k >= width]
    entries = [
        QQ(int(c < len(missing) and missing[c] == i)) for i in range(height) for c in range(columns)
    ]
    return from_flat(entries, height, columns)


def _above(values: Sequence[Scalar]) -> Scalar:
    """The least whole number above all values."""
    top = max(values)
    return QQ(top.numerator // top.denominator + 1)
