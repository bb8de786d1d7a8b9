"""ONNX graphs that are a chain of Gemm (or MatMul and Add) and Relu; every other node is refused by
name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Protocol

from sympy import QQ

from symbolic.errors import InputError, shown
from symbolic.network import ReluNetwork
from symbolic.networks_in.chain import Rows, Tensor, network_of_rows
from symbolic.networks_in.dyadic import finite
from symbolic.scalars import Scalar
from symbolic.words import counted

if TYPE_CHECKING:
    from symbolic.float_arrays import Floats


class _Stored(Protocol):
    """What is used of ONNX's tensors."""

    name: str
    dims: Sequence[int]
    data_location: int
    data_type: int


class _Attribute(Protocol):
    """What is used of ONNX's attributes."""

    name: str
    i: int
    f: float
    t: _Stored


class _Node(Protocol):
    """What is used of ONNX's nodes."""

    name: str
    op_type: str
    domain: str
    input: Sequence[str]
    output: Sequence[str]
    attribute: Sequence[_Attribute]


def network_of_onnx(raw: bytes) -> ReluNetwork:
    """The network of an ONNX model, its floats taken exactly. Raises `InputError`.

    Known nodes: Gemm (``transB``, ``alpha``, ``beta``), MatMul, Add, Relu, Constant, Identity,
    Flatten (``axis = 1``), Cast to a floating type. Casts are identities: the network is that of
    real numbers.
    """
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ImportError:
        raise InputError("onnx", "onnx (pip install onnx)", "not installed") from None
    try:
        graph = onnx.load_model_from_string(raw).graph
    except DecodeError:
        raise InputError("file", "an ONNX model", "another format") from None
    walk = _Walk({one.name: _tensor(one) for one in graph.initializer})
    inputs = [one.name for one in graph.input if one.name not in walk.known]
    if len(inputs) != 1 or len(graph.output) != 1:
        found = f"{len(inputs)} and {len(graph.output)}"
        raise InputError("graph", "one input and one output", found)
    walk.current = inputs[0]
    for k, node in enumerate(graph.node):
        kind = node.op_type if node.op_type.isidentifier() else shown(node.op_type)
        walk.step(node, f"node {shown(node.name) if node.name else k} ({kind})")
    if walk.current != graph.output[0].name or not walk.open:
        raise InputError("graph", "an affine output layer at the end", "another end")
    return network_of_rows(walk.layers)


def _tensor(one: _Stored) -> Tensor:
    import onnx

    if one.data_location == onnx.TensorProto.EXTERNAL:
        raise InputError(f"tensor {shown(one.name)}", "numbers in the file itself", "external data")
    names = {getattr(onnx.TensorProto, kind) for kind in ("DOUBLE", "FLOAT", "FLOAT16", "BFLOAT16")}
    if one.data_type not in names:
        return tuple(one.dims), []  # integers, such as shapes: no layer can use them
    place = f"tensor {shown(one.name)}"
    try:
        array: Floats = onnx.numpy_helper.to_array(one).astype("float64")
    except (ValueError, TypeError, OverflowError, MemoryError) as error:
        raise InputError(place, "as many numbers as its shape says", shown(str(error))) from None
    return array.shape, [finite(float(value), place) for value in array.ravel()]


@dataclass(slots=True)
class _Walk:
    """Along the chain: the tensors known so far, the value that flows, the layers made."""

    known: dict[str, Tensor]
    current: str = ""
    layers: list[Rows] = field(default_factory=list)
    open: bool = False  # the last layer has no Relu behind it yet

    def step(self, node: _Node, place: str) -> None:
        """Take one node in. Raises `InputError` naming it."""
        if node.domain not in ("", "ai.onnx") or node.op_type not in NODES:
            raise InputError(place, f"one of {', '.join(NODES)}", shown(node.op_type))
        least, most = OPERANDS.get(node.op_type, (1, 1))
        if not least <= len(node.input) <= most or len(node.output) != 1:
            ends = f"{counted(len(node.input), 'input')} and {counted(len(node.output), 'output')}"
            raise InputError(place, "as many inputs and outputs as such a node has", ends)
        if node.op_type == "Constant" or (
            node.op_type == "Identity" and node.input[0] in self.known
        ):
            self._constant(node, place)
            return
        if self.current not in node.input:
            raise InputError(place, "a chain", "a branch")
        NODES[node.op_type](self, node, place)
        self.current = node.output[0]

    def _constant(self, node: _Node, place: str) -> None:
        if node.op_type == "Identity":
            self.known[node.output[0]] = self.known[node.input[0]]
            return
        values = [a.t for a in node.attribute if a.name == "value"]
        if not values:
            raise InputError(place, "a tensor as its value", "another attribute")
        self.known[node.output[0]] = _tensor(values[0])

    def _operand(self, name: str, dimensions: tuple[int, ...], place: str) -> Tensor:
        shape, entries = self.known.get(name, ((), []))
        if len(shape) not in dimensions or not entries:
            raise InputError(place, "a constant tensor of floats of a fitting shape", repr(name))
        return shape, entries

    def _affine(self, weights: Rows, place: str) -> None:
        if self.open:
            raise InputError(place, "Relu between two layers", "none")
        self.layers.append(weights)
        self.open = True

    def gemm(self, node: _Node, place: str) -> None:
        attributes = {a.name: a for a in node.attribute}
        transposed = {
            name: attributes[name].i for name in ("transA", "transB") if name in attributes
        }
        if transposed.get("transA") or node.input[0] != self.current:
            raise InputError(place, "points as rows on the left", "another operand")
        alpha, beta = (
            _rational(attributes[name].f, place) if name in attributes else QQ.one
            for name in ("alpha", "beta")
        )
        rows = _matrix(self._operand(node.input[1], (2,), place), bool(transposed.get("transB")))
        bias = [QQ.zero] * len(rows)
        if len(node.input) > 2 and node.input[2]:
            bias = _bias(self._operand(node.input[2], (0, 1, 2), place), len(rows), place)
        self._affine(
            [[*(alpha * e for e in row), beta * b] for row, b in zip(rows, bias, strict=True)],
            place,
        )

    def mat_mul(self, node: _Node, place: str) -> None:
        if node.input[0] != self.current:
            raise InputError(place, "points as rows on the left", "another operand")
        rows = _matrix(self._operand(node.input[1], (2,), place), False)
        self._affine([[*row, QQ.zero] for row in rows], place)

    def add(self, node: _Node, place: str) -> None:
        (other,) = [name for name in node.input if name != self.current] or [""]
        if not self.open:
            raise InputError(place, "a MatMul or Gemm before it", "none")
        rows = self.layers[-1]
        bias = _bias(self._operand(other, (0, 1, 2), place), len(rows), place)
        self.layers[-1] = [[*row[:-1], row[-1] + b] for row, b in zip(rows, bias, strict=True)]

    def relu(self, node: _Node, place: str) -> None:
        if not self.open:
            raise InputError(place, "an affine layer before it", "none")
        self.open = False

    def cast(self, node: _Node, place: str) -> None:
        import onnx

        kinds = ("DOUBLE", "FLOAT", "FLOAT16", "BFLOAT16")
        floats = {getattr(onnx.TensorProto, kind) for kind in kinds}
        if any(a.name == "to" and a.i not in floats for a in node.attribute):
            raise InputError(place, "a cast to a floating type", "another one")

    def flatten(self, node: _Node, place: str) -> None:
        if any(a.name == "axis" and a.i != 1 for a in node.attribute):
            raise InputError(place, "axis 1", "another one")

    def nothing(self, node: _Node, place: str) -> None:
        """Identity."""


NODES: dict[str, Callable[[_Walk, _Node, str], None]] = {
    "Gemm": _Walk.gemm,
    "MatMul": _Walk.mat_mul,
    "Add": _Walk.add,
    "Relu": _Walk.relu,
    "Constant": _Walk.nothing,
    "Identity": _Walk.nothing,
    "Flatten": _Walk.flatten,
    "Cast": _Walk.cast,
}


# Least and most inputs, where it is not one.
OPERANDS = {"Gemm": (2, 3), "MatMul": (2, 2), "Add": (2, 2), "Constant": (0, 0)}


def _rational(value: float, place: str) -> Scalar:
    if not isfinite(value):
        raise InputError(place, "finite attributes", str(value))
    return finite(value, place)


def _matrix(tensor: Tensor, transposed: bool) -> list[list[Scalar]]:
    """Rows ``out × in``; ``transposed``: the tensor has that shape already."""
    (height, width), entries = tensor
    rows = [entries[r * width : (r + 1) * width] for r in range(height)]
    return rows if transposed else [list(column) for column in zip(*rows, strict=True)]


def _bias(tensor: Tensor, size: int, place: str) -> list[Scalar]:
    shape, entries = tensor
    if len(entries) == 1:
        return entries * size
    if shape not in ((size,), (1, size)):
        raise InputError(place, f"a bias of {counted(size, 'entry')}", f"shape {list(shape)}")
    return entries
