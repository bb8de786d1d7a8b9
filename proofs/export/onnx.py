"""A certified network as an ONNX model: float64 Gemm and Relu, with the exact numbers beside it.

ONNX has no rationals, so the weights are rounded to float64; the model carries the exact ones as
JSON in its metadata, and `rounding.rounding_bound` says how far its outputs can be off.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sympy import QQ

from proofs.checker.reading import Certificate
from proofs.checker.values import Network, Vector, any_widths, items, mapping, network, string
from proofs.export.pieces import Piece, pieces_of
from proofs.export.rounding import FLOAT32, FLOAT64, Precision, as_float, piece_bounds
from proofs.files import write_whole
from proofs.judged_files import as_it_stands, proved
from symbolic.errors import InputError
from symbolic.scalars import decimal

__all__ = ["TOLERANCE", "Accuracy", "accuracy", "exported_network", "onnx_model", "write_onnx"]

ANY_WIDTHS = ("P0", "P1", "P2", "P3", "W2", "G8")  # statements about networks of any widths
TOLERANCE = Fraction(1, 10**6)  # of a float64 output, unless another is asked for
MOST_PRODUCTS = 200_000_000  # of larger data so many points are looked at as this allows
OPSET, IR_VERSION = 17, 8  # what runtimes since 2022 read


def exported_network(certificate: Certificate, item: int | None = None) -> tuple[str, Network]:
    """The key of the network in the certificate, and the network.

    `item` is the position in `minima` of a T5 certificate, whose candidate it is. Raises
    `InputError` when there is no such network, and `Malformed`.
    """
    data, values = certificate.data, certificate.values
    if certificate.statement == "T5":
        minima = items(values.get("minima"), "minima")
        if item is None or not 0 <= item < len(minima):
            found = "none" if item is None else str(item)
            raise InputError("item", f"a position in minima, 0 to {len(minima) - 1}", found)
        fields = mapping(minima[item], "minima")
        if "candidate" not in fields:
            raise InputError(f"minima[{item}]", "a subset with a network", "one without")
        key = f"minima[{item}].candidate"
        return key, network(fields["candidate"], data, key)
    if item is not None:
        raise InputError("item", "none: the certificate has one network", str(item))
    if certificate.statement == "T3'":
        raise InputError("statement", "T3, T4 or T5", "T3', which has no network")
    if certificate.statement in ANY_WIDTHS:
        return "layers", any_widths(values.get("layers"), data.M, data.Q, "layers")
    return "layers", network(values.get("layers"), data, "layers")


def onnx_model(certificate: Mapping[str, object] | Path, item: int | None = None) -> Any:
    """The network of a certificate as an `onnx.ModelProto`: input ``x`` (N, M), output ``y`` (N,
    Q).

    T3 and T4 have one network; of T5, `item` chooses the candidate of a subset. A path is refused
    unless the independent checker proves it; a mapping is taken as it stands. Metadata:
    `statement`, `network` (its key), `labels`, `data_digest`, and for each layer the exact
    `layer_{l}_W` (JSON rows) and `layer_{l}_b`. Raises `InputError`, also without the package onnx,
    and `Malformed`.
    """
    source = proved(certificate) if isinstance(certificate, Path) else as_it_stands(certificate)
    key, layers = exported_network(source, item)
    try:
        import onnx
        from onnx import TensorProto, helper
    except ImportError:
        raise InputError("onnx", "onnx (pip install onnx)", "not installed") from None
    nodes, weights, name = [], [], "x"
    metadata = {
        "statement": source.statement,
        "network": key,
        "labels": json.dumps(source.data.labels),
        "data_digest": string(source.values.get("data_digest"), "data_digest"),
    }
    for l, (W, b) in enumerate(layers, start=1):
        last = l == len(layers)
        sizes = {f"W{l}": ([len(W), len(W[0])], [e for row in W for e in row])}
        sizes[f"b{l}"] = ([len(b)], list(b))
        for label, (shape, entries) in sizes.items():
            floats = [as_float(e, f"{key}, {label}") for e in entries]
            weights.append(helper.make_tensor(label, TensorProto.DOUBLE, shape, floats))
        z = "y" if last else f"z{l}"
        nodes.append(helper.make_node("Gemm", [name, f"W{l}", f"b{l}"], [z], transB=1))
        if not last:
            name = f"h{l}"
            nodes.append(helper.make_node("Relu", [z], [name]))
    recorded = _recorded(source, item)
    for l, layer in enumerate(recorded, start=1):
        fields = mapping(layer, key)
        metadata[f"layer_{l}_W"] = json.dumps(fields["W"])
        metadata[f"layer_{l}_b"] = json.dumps(fields["b"])
    ends = [
        helper.make_tensor_value_info(end, TensorProto.DOUBLE, ["N", width])
        for end, width in (("x", source.data.M), ("y", source.data.Q))
    ]
    graph = helper.make_graph(nodes, "truncation", ends[:1], ends[1:], weights)
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(
        graph, producer_name="truncation", opset_imports=opsets, ir_version=IR_VERSION
    )
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model, full_check=True)
    return model


def _recorded(source: Certificate, item: int | None) -> list[object]:
    """The layers as the certificate writes them: its numerals are the exact numbers."""
    if item is None:
        return items(source.values["layers"], "layers")
    minima = items(source.values["minima"], "minima")
    return items(mapping(minima[item], "minima")["candidate"], "candidate")


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How far float outputs can be from the exact ones, at the first ``points`` of ``total``
    training points.

    ``bounds`` has one bound a format, None where the format might overflow.
    """

    points: int
    total: int
    bounds: Mapping[str, Fraction | None]


def accuracy(network_: Network, points: Sequence[Vector]) -> Accuracy:
    """The largest bound of `rounding_bound` in float64 and float32, over the points, or as many as
    time allows.

    >>> one = Fraction(1)
    >>> errors = accuracy(((((one / 3,),), (one,)),), [(one,)])
    >>> errors.bounds["float64"] < Fraction(1, 10**15) < errors.bounds["float32"]
    True
    """
    products = sum(len(W) * len(W[0]) for W, _ in network_)
    count = min(len(points), max(1, MOST_PRODUCTS // products))
    looked = points[:count]
    known = pieces_of(network_, looked)
    bounds = {one.name: _worst(network_, looked, known, one) for one in (FLOAT64, FLOAT32)}
    return Accuracy(count, len(points), bounds)


def _worst(
    network_: Network, points: Sequence[Vector], known: Sequence[Piece], precision: Precision
) -> Fraction | None:
    try:
        return max(map(max, piece_bounds(network_, points, known, precision)))
    except InputError:
        return None


def write_onnx(
    certificate: Path, target: Path, item: int | None = None, tolerance: Fraction = TOLERANCE
) -> Accuracy:
    """Write the model of a certificate that the checker proves; returns how far it can be off.

    Raises `InputError`, also where a float64 output at a training point might be off by more than
    ``tolerance``.
    """
    source = proved(certificate)
    _, layers = exported_network(source, item)
    bounds = accuracy(layers, source.data.points)
    bound = bounds.bounds[FLOAT64.name]
    if bound is None or bound > tolerance:
        size = "more than float64 holds" if bound is None else f"up to {_decimal(bound)}"
        raise InputError(
            str(certificate),
            f"float64 outputs within {_decimal(tolerance)} of the exact ones (tolerance)",
            f"errors of {size}",
        )
    write_whole(target, onnx_model(certificate, item).SerializeToString(deterministic=True))
    return bounds


def _decimal(value: Fraction) -> str:
    return decimal(QQ(value.numerator, value.denominator), 2)
