"""P2, P3, W2: networks of other shapes that have every target exactly.

The outputs are all that is judged of a network; its architecture is judged by its widths, and for
P3 by its weights and what each layer does to the points.
"""

from __future__ import annotations

from collections.abc import Sequence

from .errors import Refuted, counted, require_equal
from .exact import is_invertible, rank
from .forward import Layer
from .outputs import Input, check_network, distinct_inputs, preactivations
from .reading import Certificate
from .values import one_of

__all__ = ["check_deep", "check_narrow", "check_one_layer"]


def check_one_layer(certificate: Certificate) -> str:
    """Judge a P2 certificate: one hidden layer (none for one target). Raises Malformed, Refuted."""
    layers, _, told = _judge(certificate, "shallow")
    if len(layers) > 2:
        raise Refuted(f"layers: expected one hidden layer at most, found {len(layers) - 1}")
    return told


def check_deep(certificate: Certificate) -> str:
    """Judge a P3 certificate: truncation in GL(M + Q - 1), Q the number of distinct targets.

    The first layer acts on inputs padded with zeros, which it need not read: its weights have
    independent columns. At every hidden layer each input is kept (all units positive) or collapsed
    (all negative). Raises Malformed or Refuted.
    """
    layers, inputs, told = _judge(certificate, "deep")
    hidden, targets = layers[:-1], len({one.best for one in inputs})
    width = certificate.data.M + targets - 1
    if not hidden:
        require_equal("data, distinct targets", 1, targets)
        return told
    for l, layer in enumerate(hidden):
        require_equal(f"layers[{l}], width", width, len(layer.weights))
        if l == 0:
            r = rank(tuple(zip(*layer.weights, strict=True)))
            require_equal("layers[0].W, rank", certificate.data.M, r)
        elif not is_invertible(layer.weights):
            raise Refuted(f"layers[{l}].W: expected an invertible matrix, found a singular one")
    for one in inputs:
        for l, z in enumerate(preactivations(hidden, one.point)):
            if min(z[:-1]) < 0 < max(z[:-1]):
                raise Refuted(f"layers[{l}]: expected each input kept or collapsed, found neither")
    return f"{told}; every layer keeps or collapses each input"


def check_narrow(certificate: Certificate) -> str:
    """Judge a W2 certificate: widths at most max(2, Q - 1). Raises Malformed or Refuted."""
    layers, inputs, told = _judge(certificate, "narrow")
    most = max(2, len({one.best for one in inputs}) - 1)
    widest = max((len(layer.weights) for layer in layers[:-1]), default=0)
    if widest > most:
        raise Refuted(f"layers: expected hidden widths at most {most}, found {widest}")
    return f"{told}; no hidden layer wider than {widest}"


def _judge(
    certificate: Certificate, architecture: str
) -> tuple[Sequence[Layer], Sequence[Input], str]:
    data = certificate.data
    one_of(certificate.values["architecture"], [architecture], "architecture")
    inputs = distinct_inputs(data)
    if any(one.mixed for one in inputs):
        raise Refuted("data: expected no points of different targets to coincide, found some")
    layers = check_network(certificate, inputs)
    widths = [data.M, *(len(layer.weights) for layer in layers)]
    shape = (
        "-".join(map(str, widths))
        if len(widths) <= 12
        else counted(len(widths) - 2, "hidden layer")
    )
    told = (
        f"zero cost, every pre-activation strict: Q={data.Q} M={data.M} N={data.N}, "
        f"{architecture}, {shape}"
    )
    return layers, inputs, told
