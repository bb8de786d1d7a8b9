"""Exact forward evaluation in plain integers, and the activation region a network is in.

Notation: x(0) = x, x(l) = relu(W_l x(l-1) + b_l) for l = 1..L, output W_{L+1} x(L) + b_{L+1}.
Every vector carries a denominator of its own, its last entry, so that one point with long numbers
costs what its own numbers cost. After every layer equal vectors are merged: a collapsed class is
from then on a single vector.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .errors import Refuted, shown
from .exact import Rows, added, dot, integers, is_invertible, over_one, reduced
from .values import Data, Network, Vector

__all__ = [
    "Layer",
    "Stage",
    "affine_image",
    "collapse_layers",
    "cost_squared",
    "forward_pass",
    "integer_layers",
    "require_own_layers",
]


@dataclass(frozen=True, slots=True)
class Layer:
    """W = weights / denominator, b = bias / denominator."""

    weights: Rows
    bias: tuple[int, ...]
    denominator: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What a layer sees: its distinct inputs and their pre-activations z = W x + b.

    Each vector n / d is the tuple (n_1, ..., n_k, d), d > 0; inputs[s] and z[s] belong to the
    training points i with state[i] = s. `divisor`, that of the layer, divides all the d of z.
    """

    inputs: Rows
    z: Rows
    state: tuple[int, ...]
    divisor: int

    def value(self, s: int) -> Vector:
        """The pre-activation z[s] as rational numbers."""
        *numerators, d = self.z[s]
        return tuple(Fraction(e, d) for e in numerators)


def integer_layers(network: Network, place: str, invertible: bool = True) -> tuple[Layer, ...]:
    """The layers over one denominator each; refutes a hidden weight matrix that is not invertible.

    `invertible=False` takes networks of any widths.

    >>> one, two = Fraction(1), Fraction(2)
    >>> net = ((((one / 2,),), (one,)), (((two,),), (one,)))
    >>> integer_layers(net, "layers")[0]
    Layer(weights=((1,),), bias=(2,), denominator=2)
    """
    layers = []
    for l, (weights, bias) in enumerate(network):
        rows, d = integers([*weights, bias])
        layers.append(Layer(rows[:-1], rows[-1], d))
        if invertible and l < len(network) - 1 and not is_invertible(rows[:-1]):
            raise Refuted(f"{place}[{l}].W: expected an invertible matrix, found a singular one")
    return tuple(layers)


def forward_pass(
    layers: Sequence[Layer], points: Sequence[Vector], output: bool = True
) -> tuple[Stage, ...]:
    """One stage a layer, the output layer last, for all points (vectors in Q^M).

    With output=False that stage has its inputs only, for an output layer may have long numbers.

    >>> half = Layer(((1,),), (-1,), 2)
    >>> hidden, output = forward_pass((half, half), [(Fraction(0),), (Fraction(5),)])
    >>> hidden.z, output.inputs, output.z, output.value(1)
    (((-1, 2), (4, 2)), ((0, 1), (2, 1)), ((-1, 2), (1, 2)), (Fraction(1, 2),))
    """
    vectors = [over_one(point) for point in points]
    places = {v: s for s, v in enumerate(dict.fromkeys(vectors))}
    state = tuple(places[v] for v in vectors)
    stages: list[Stage] = []
    for layer in layers:
        current = tuple(places)
        if len(stages) == len(layers) - 1 and not output:
            stages.append(Stage(current, (), state, layer.denominator))
            break
        rows = [(*row, b) for row, b in zip(layer.weights, layer.bias, strict=True)]
        z = tuple((*(dot(row, v) for row in rows), v[-1] * layer.denominator) for v in current)
        stages.append(Stage(current, z, state, layer.denominator))
        if len(stages) == len(layers):
            break  # what is behind the output is nobody's, and its numbers may be long
        active = [reduced([max(e, 0) for e in v]) for v in z]
        places = {v: s for s, v in enumerate(dict.fromkeys(active))}
        merged = [places[v] for v in active]
        state = tuple(merged[s] for s in state)
    return tuple(stages)


def collapse_layers(stages: Sequence[Stage], data: Data, place: str) -> tuple[int | None, ...]:
    """For each class the one hidden layer (1..L) that collapses it, or None.

    Refutes every network that is not of the kind the statements speak of: at each hidden layer the
    units are all positive or all negative on all points of a class, and negative at one layer at
    most. A pre-activation 0 is neither.

    >>> minus = Layer(((1,),), (-2,), 1)
    >>> from proofs.checker.values import Class
    >>> data = Data((Class("a", (Fraction(1),), ((Fraction(1),),)),))
    >>> collapse_layers(forward_pass((minus, minus), data.points), data, "layers")
    (1,)
    """
    layers: list[int | None] = [None] * data.Q
    for l, stage in enumerate(stages[:-1], start=1):
        signs = [_sign(z[:-1]) for z in stage.z]  # of the distinct vectors
        start = 0
        for j, c in enumerate(data.classes):
            seen = [signs[s] for s in stage.state[start : start + len(c.points)]]
            start += len(c.points)
            where = f"{place}, hidden layer {l}, class {shown(c.label)}"
            if 0 in seen:
                raise Refuted(
                    f"{where}, point {seen.index(0)}: expected pre-activations all positive or "
                    "all negative, found neither"
                )
            if min(seen) != max(seen):
                raise Refuted(f"{where}: expected one sign on the class, found both")
            if seen[0] < 0:
                if layers[j] is not None:
                    raise Refuted(f"{where}: expected one collapse, found another at {layers[j]}")
                layers[j] = l
    return tuple(layers)


def require_own_layers(layers: Sequence[int | None], data: Data, place: str) -> None:
    """Refute unless no two classes are collapsed by the same layer.

    Only then do their apexes vary independently: a shared layer has one apex, and dimensions that
    count an apex for each class are wrong.

    >>> from proofs.checker.values import Class
    >>> point = (Fraction(1),)
    >>> data = Data(tuple(Class(name, point * 2, (point,)) for name in "ab"))
    >>> require_own_layers((1, 2), data, "layers")
    >>> require_own_layers((1, 1), data, "layers")
    Traceback (most recent call last):
        ...
    proofs.checker.errors.Refuted: layers, hidden layer 1: expected one class collapsed, found "a"
    and "b"
    """
    owner: dict[int, str] = {}
    for label, l in zip(data.labels, layers, strict=True):
        if l in owner:
            raise Refuted(
                f"{place}, hidden layer {l}: expected one class collapsed, "
                f"found {shown(owner[l])} and {shown(label)}"
            )
        if l is not None:
            owner[l] = label


def _sign(z: Sequence[int]) -> int:
    return 1 if min(z) > 0 else -1 if max(z) < 0 else 0


def cost_squared(output: Stage, data: Data, weights: Sequence[Fraction] | None = None) -> Fraction:
    """sum_j (w_j/N_j) sum_i |output_{j,i} - y_j|^2, from the last stage of `forward`.

    The weights of the classes are all 1 unless given: then it is C^2.

    >>> from proofs.checker.values import Class
    >>> data = Data((Class("a", (Fraction(1),), ((Fraction(1),), (Fraction(4),))),))
    >>> cost_squared(forward_pass((Layer(((1,),), (-2,), 1),), data.points)[-1], data)
    Fraction(5, 2)
    """
    # The divisor may be far longer than all else: squares are added without it.
    total, start = [], 0
    shares = [Fraction(1)] * data.Q if weights is None else weights
    for c, share in zip(data.classes, shares, strict=True):
        stop = start + len(c.points)
        (*target, d) = over_one(c.target)
        squares = []
        for s, times in Counter(output.state[start:stop]).items():
            *numerators, e = output.z[s]
            square = sum((a * d - t * e) ** 2 for a, t in zip(numerators, target, strict=True))
            squares.append(Fraction(times * square, (d * (e // output.divisor)) ** 2))
        total.append(share * added(squares) / len(c.points))
        start = stop
    return added(total) / output.divisor**2


def affine_image(layers: Sequence[Layer], point: Vector) -> Vector:
    """W(l) x + b(l) for the cumulative parameters of the given layers: no activation anywhere.

    >>> affine_image([Layer(((1,),), (-1,), 2)] * 2, (Fraction(0),))
    (Fraction(-3, 4),)
    """
    v = over_one(point)
    for layer in layers:
        image = [dot((*row, b), v) for row, b in zip(layer.weights, layer.bias, strict=True)]
        v = reduced([*image, v[-1] * layer.denominator])
    return tuple(Fraction(entry, v[-1]) for entry in v[:-1])
