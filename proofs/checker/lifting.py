"""G3: a network, and one with invertible hidden weights that has its outputs at every point.

The second network acts on Q^D; a point is padded with zeros. It contains the first: the upper left
blocks of its weights and the first entries of its biases. Such a block of rank r with a rows and b
columns needs D >= a + b - r: the first a rows of an invertible matrix are independent, so the D - b
columns beside the block raise its rank by a - r at least. A layer with invertible weights is a
truncation map of Q^D up to a change of coordinates, so D is the least for which the network is a
composition of truncation maps in this way.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .errors import Refuted, counted, require_equal, shown
from .exact import rank
from .forward import Layer, integer_layers
from .outputs import distinct_inputs, preactivations
from .reading import Certificate
from .values import Network, Vector, any_widths, count, items

__all__ = ["check_lift"]


def check_lift(certificate: Certificate) -> str:
    """Judge a G3 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    network = any_widths(values["layers"], data.M, data.Q, "layers")
    layers = integer_layers(network, "layers", invertible=False)
    if len(layers) < 2:
        raise Refuted("layers: expected at least one hidden layer, found none")
    widths = [data.M, *(len(layer.weights) for layer in layers)]
    listed = [count(w, f"widths[{k}]") for k, w in enumerate(items(values["widths"], "widths"))]
    require_equal("widths", widths, listed)
    ranks = [rank(layer.weights) for layer in layers[:-1]]
    claimed = [count(r, f"ranks[{k}]") for k, r in enumerate(items(values["ranks"], "ranks"))]
    require_equal("ranks", ranks, claimed)
    D = count(values["D"], "D")
    least = max(a + b - r for a, b, r in zip(widths[:-2], widths[1:-1], ranks, strict=True))
    require_equal("D, the greatest of d_l + d_(l-1) - rank W_l", least, D)
    upper = any_widths(values["lifted"], D, data.Q, "lifted")
    _require_blocks(network, upper, D)
    lifted = integer_layers(upper, "lifted")
    ends = _require_same_outputs(certificate, layers, lifted, D)
    apart = len({state for _, state in ends}) == len({j for j, _ in ends}) == len(ends)
    told = ", the last of which has every class at a point of its own" if apart else ""
    return (
        f"the network {'-'.join(map(str, widths))} has on all N={data.N} points the outputs of a "
        f"composition of {counted(len(ranks), 'truncation map')} of dimension {D}{told}; "
        f"D={D} is the least"
    )


def _require_blocks(network: Network, upper: Network, D: int) -> None:
    """The lifted network has as many layers, its hidden weights are D x D, and it contains the
    network.
    """
    require_equal("lifted, number of layers", len(network), len(upper))
    for l, ((W, b), (V, c)) in enumerate(zip(network, upper, strict=True)):
        last = l == len(network) - 1
        place = f"lifted[{l}]"
        require_equal(f"{place}, rows", len(W) if last else D, len(V))
        require_equal(f"{place}, columns", D, len(V[0]))
        for r, row in enumerate(W):
            require_equal(f"{place}.W, row {r} of the block", tuple(row), tuple(V[r][: len(row)]))
        require_equal(f"{place}.b, of the block", tuple(b), tuple(c[: len(b)]))


def _require_same_outputs(
    certificate: Certificate, layers: Sequence[Layer], lifted: Sequence[Layer], D: int
) -> set[tuple[int, Vector]]:
    """The outputs agree at every distinct input; the classes with their states before the
    output.
    """
    data, states = certificate.data, set[tuple[int, Vector]]()
    for one in distinct_inputs(data):
        j, i = one.members[0]
        place = f"lifted, point {i} of class {shown(data.labels[j])}"
        padded = (*one.point, *[Fraction(0)] * (D - data.M))
        chain = preactivations(lifted, padded)
        expected = _vector(preactivations(layers, one.point)[-1])
        require_equal(f"{place}, output", expected, _vector(chain[-1]))
        *z, d = chain[-2]
        state = tuple(Fraction(max(e, 0), d) for e in z)
        states.update((c, state) for c, _ in one.members)
    return states


def _vector(scaled: tuple[int, ...]) -> Vector:
    *entries, d = scaled
    return tuple(Fraction(e, d) for e in entries)
