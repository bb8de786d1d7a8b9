"""Networks of any widths, evaluated point by point, and what any function can do at best.

A function has one value at an input: where points of different targets coincide the best one is the
weighted mean of their targets, a point of class j weighing 1/N_j. A network is judged by its exact
outputs at every distinct input, whatever it was made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .errors import Refuted, require_equal, shown
from .exact import dot, over_one, reduced
from .forward import Layer, integer_layers
from .reading import Certificate
from .values import Data, Vector, any_widths, boolean, count, items, number

__all__ = ["Input", "check_network", "distinct_inputs", "preactivations"]


@dataclass(frozen=True, slots=True)
class Input:
    """A distinct input: the training points (class, index) that sit there, and the best value."""

    point: Vector
    members: tuple[tuple[int, int], ...]
    best: Vector
    mixed: bool  # whether points of different targets sit there


def distinct_inputs(data: Data) -> tuple[Input, ...]:
    """The distinct inputs in order of first appearance.

    >>> from proofs.checker.values import Class
    >>> zero, one, two = Fraction(0), Fraction(1), Fraction(2)
    >>> data = Data((Class("a", (one, zero), ((two,), (one,))), Class("b", (zero, one), ((two,),))))
    >>> [(x.members, x.best, x.mixed) for x in distinct_inputs(data)][0]
    (((0, 0), (1, 0)), (Fraction(1, 3), Fraction(2, 3)), True)
    """
    places: dict[Vector, list[tuple[int, int]]] = {}
    for j, c in enumerate(data.classes):
        for i, x in enumerate(c.points):
            places.setdefault(x, []).append((j, i))
    distinct = []
    for x, members in places.items():
        targets = [data.classes[j].target for j, _ in members]
        weights = [Fraction(1, len(data.classes[j].points)) for j, _ in members]
        mixed = any(y != targets[0] for y in targets)
        best = targets[0]
        if mixed:
            total = sum(weights)
            sums = [
                sum((w * y[r] for w, y in zip(weights, targets, strict=True)), Fraction(0))
                for r in range(len(best))
            ]
            best = tuple(s / total for s in sums)
        distinct.append(Input(x, tuple(members), best, mixed))
    return tuple(distinct)


def least_cost(data: Data, inputs: Sequence[Input]) -> Fraction:
    """The least C^2 of all functions: the squared distances of the targets from the best values."""
    total = Fraction(0)
    for one in inputs:
        for j, _ in one.members if one.mixed else ():
            c = data.classes[j]
            square = sum(
                ((y - b) ** 2 for y, b in zip(c.target, one.best, strict=True)), Fraction(0)
            )
            total += square / len(c.points)
    return total


def check_network(certificate: Certificate, inputs: Sequence[Input]) -> tuple[Layer, ...]:
    """Judge `layers`, `widths`, `cost_squared`, `strict_activation`; return the layers.

    The network must have the best value at every input, no hidden pre-activation being 0 there, so
    that its cost is the least of all functions. Raises Malformed or Refuted.
    """
    data, values = certificate.data, certificate.values
    net = any_widths(values["layers"], data.M, data.Q, "layers")
    layers = integer_layers(net, "layers", invertible=False)
    widths = [data.M, *(len(layer.weights) for layer in layers)]
    listed = [count(w, f"widths[{k}]") for k, w in enumerate(items(values["widths"], "widths"))]
    require_equal("widths", widths, listed)
    evaluated = [_Evaluation(layer) for layer in layers]
    for one in inputs:
        j, i = one.members[0]
        place = f"layers, point {i} of class {shown(data.labels[j])}"
        _require_best(evaluated, one, place)
    cost = number(values["cost_squared"], "cost_squared")
    require_equal("cost_squared", least_cost(data, inputs), cost)
    strict = boolean(values["strict_activation"], "strict_activation")
    require_equal("strict_activation", True, strict)
    return layers


def _require_best(layers: Sequence[_Evaluation], one: Input, place: str) -> None:
    for l, z in enumerate(_chain(layers, one.point)):
        *entries, d = z
        if l < len(layers) - 1 and 0 in entries:
            raise Refuted(f"{place}, hidden layer {l + 1}: expected no pre-activation 0, found one")
        if l == len(layers) - 1:
            outputs = tuple(Fraction(e, d) for e in entries)
            require_equal(f"{place}, output", one.best, outputs)


def preactivations(layers: Sequence[Layer], point: Vector) -> list[tuple[int, ...]]:
    """W x + b of each layer at one point, (n_1, ..., n_k, d) for the vector n / d, d > 0.

    >>> half = Layer(((1,), (-1,)), (-1, 0), 2)
    >>> preactivations([half], (Fraction(5),))
    [(4, -5, 2)]
    """
    return _chain([_Evaluation(layer) for layer in layers], point)


def _chain(layers: Sequence[_Evaluation], point: Vector) -> list[tuple[int, ...]]:
    v, images = over_one(point), []
    for layer in layers:
        z = layer(v)
        images.append(z)
        v = reduced([max(e, 0) for e in z])
    return images


class _Evaluation:
    """x -> W x + b for one layer; rows that differ little from the one before are added to.

    The second layer of a decision list is a triangle of equal numbers: row by row it costs K^2,
    by differences K.
    """

    def __init__(self, layer: Layer) -> None:
        self.denominator = layer.denominator
        self.steps: list[tuple[tuple[int, ...] | None, list[tuple[int, int]]]] = []
        before: tuple[int, ...] = ()
        for weights, bias in zip(layer.weights, layer.bias, strict=True):
            row = (*weights, bias)
            changed = [
                (k, a - b)
                for k, (a, b) in enumerate(zip(row, before, strict=bool(before)))
                if a != b
            ]
            sparse = before and 4 * len(changed) < len(row)
            self.steps.append((None, changed) if sparse else (row, []))
            before = row

    def __call__(self, v: Sequence[int]) -> tuple[int, ...]:
        image, z = [], 0
        for row, changed in self.steps:
            if row is not None:
                z = dot(row, v)
            else:
                for k, step in changed:
                    z += step * v[k]
            image.append(z)
        return (*image, v[-1] * self.denominator)
