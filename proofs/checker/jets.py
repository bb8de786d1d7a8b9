"""Compositions of affine layers along a line in parameter space, as truncated power series.

In an activation region a layer is affine where its units are positive, so that it is the matrix
[[W, b], [0, 1]] acting on (x, 1), and a chain of such layers is a product of matrices. Along
theta + t v every entry is a polynomial in t; a Jet keeps its coefficients up to a chosen order,
integers over one denominator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import lcm

from .exact import Rows, lowest_terms, product
from .forward import Layer

__all__ = ["Jet", "compose", "moving_layer", "prefixes", "segment_layer", "still_layer", "suffixes"]


@dataclass(frozen=True, slots=True)
class Jet:
    """sum_k coefficients[k] t^k / denominator: a matrix polynomial, cut off at some order."""

    coefficients: tuple[Rows, ...]
    denominator: int


def _affine(weights: Rows, bias: Sequence[int], one: int) -> Rows:
    last = (0,) * len(weights[0]) + (one,)
    return (*((*row, b) for row, b in zip(weights, bias, strict=True)), last)


def still_layer(layer: Layer) -> Jet:
    """The layer by itself, as a polynomial of order 0.

    >>> still_layer(Layer(((1,),), (2,), 3))
    Jet(coefficients=(((1, 2), (0, 3)),), denominator=3)
    """
    return Jet((_affine(layer.weights, layer.bias, layer.denominator),), layer.denominator)


def moving_layer(layer: Layer, weights: Rows, bias: Sequence[int]) -> Jet:
    """The layer (W + t weights, b + t bias) for integer rates of change.

    >>> moving_layer(Layer(((1,),), (2,), 3), ((5,),), (0,))
    Jet(coefficients=(((1, 2), (0, 3)), ((15, 0), (0, 0))), denominator=3)
    """
    d = layer.denominator
    rate = tuple(tuple(e * d for e in row) for row in weights), tuple(e * d for e in bias)
    return Jet((_affine(layer.weights, layer.bias, d), _affine(*rate, 0)), d)


def segment_layer(start: Layer, stop: Layer) -> Jet:
    """The layer on the segment from one to the other: start at t = 0, stop at t = 1.

    >>> segment_layer(Layer(((1,),), (0,), 2), Layer(((1,),), (1,), 1)).coefficients
    (((1, 0), (0, 2)), ((1, 2), (0, 0)))
    """
    d = lcm(start.denominator, stop.denominator)
    at = []
    for layer in (start, stop):
        factor = d // layer.denominator
        rows = _affine(layer.weights, layer.bias, layer.denominator)
        at.append(tuple(tuple(e * factor for e in row) for row in rows))
    rate = tuple(tuple(b - a for a, b in zip(*rows, strict=True)) for rows in zip(*at, strict=True))
    return Jet((at[0], rate), d)


def compose(left: Jet, right: Jet, order: int) -> Jet:
    """The product of two matrix polynomials, up to t^order.

    >>> one_plus_t = Jet((((1,),), ((1,),)), 1)
    >>> compose(one_plus_t, one_plus_t, 2).coefficients
    (((1,),), ((2,),), ((1,),))
    """
    height, width = len(left.coefficients[0]), len(right.coefficients[0][0])
    total = [[[0] * width for _ in range(height)] for _ in range(order + 1)]
    for a, first in enumerate(left.coefficients):
        for b, second in enumerate(right.coefficients[: order + 1 - a]):
            if any(map(any, second)):
                for row, terms in zip(total[a + b], product(first, second), strict=True):
                    row[:] = map(int.__add__, row, terms)
    rows, d = lowest_terms(chain(*total), left.denominator * right.denominator)
    return Jet(tuple(rows[k * height : (k + 1) * height] for k in range(order + 1)), d)


def prefixes(jets: Sequence[Jet], order: int) -> list[Jet]:
    """Entry l: layers 0..l composed, x to W(l+1) x + b(l+1) with the cumulative parameters.

    >>> shift = still_layer(Layer(((2,),), (1,), 1))
    >>> [jet.coefficients[0][0] for jet in prefixes([shift, shift], 0)]
    [(2, 1), (4, 3)]
    """
    result = list(jets[:1])
    for jet in jets[1:]:
        result.append(compose(jet, result[-1], order))
    return result


def suffixes(jets: Sequence[Jet], order: int) -> list[Jet]:
    """Entry l: layers l, l+1, ... up to the output composed, in the order of the layers.

    >>> shift = still_layer(Layer(((2,),), (1,), 1))
    >>> [jet.coefficients[0][0] for jet in suffixes([shift, shift], 0)]
    [(4, 3), (2, 1)]
    """
    result = list(jets[-1:])
    for jet in reversed(jets[:-1]):
        result.append(compose(result[-1], jet, order))
    return result[::-1]
