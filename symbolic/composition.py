"""Networks that apply truncation maps one after another (G1, read backwards)."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.errors import ShapeError
from symbolic.matrices import identity, ones
from symbolic.network import Layer, ReluNetwork
from symbolic.truncation import TruncationMap
from symbolic.words import counted


def compose(
    maps: Sequence[TruncationMap], depth: int, A: Layer, inputs: DomainMatrix
) -> ReluNetwork:
    """The network of ``depth`` hidden layers that applies the truncation maps and then the readout
    ``A``.

    The further layers act as the identity: their biases keep every pre-activation of ``inputs``
    (``M × N``) positive. Shapes: ``depth ≥ len(maps)``; raises `ShapeError` otherwise.
    """
    if depth < max(1, len(maps)):
        raise ShapeError(
            f"expected at least {counted(max(1, len(maps)), 'hidden layer')}, found {depth}"
        )
    composites = [Layer(tau.W, tau.b) for tau in maps]
    u = ones(inputs.shape[0], 1, inputs.domain)
    if not maps:
        lift = max(
            1, 1 - min(entry.numerator // entry.denominator for entry in inputs.to_list_flat())
        )
        composites.append(Layer(identity(inputs.shape[0]), u * QQ(lift)))
    while len(composites) < depth:
        composites.append(Layer(composites[-1].W, composites[-1].b + u))
    return ReluNetwork.from_cumulative([*composites, A])
