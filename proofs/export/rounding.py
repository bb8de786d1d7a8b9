"""A bound, proved before any run, on how far a float64 evaluation of a network is from the exact one.

Standard model (IEEE 754, rounding to nearest, gradual underflow): u = 2^-53, each operation returns
(a op b)(1 + d), |d| <= u, and a product that underflows is off by at most 2^-1075. With
gamma_k = k u / (1 - k u), a sum of n products and a bias, in whatever order and with or without
fused operations, is off by at most gamma_{n+1} (sum |w||h| + |b|) + n 2^-1074 (Higham,
*Accuracy and Stability of Numerical Algorithms*, §3.1). Weights, biases and inputs are rounded too;
how much is known exactly. ReLU does not round, does not enlarge an error, and makes it 0 where the
pre-activation is negative by more than its error: a collapsed class forgets all errors before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofs.checker.values import Network, Vector
from proofs.export.evaluation import affine, inner
from symbolic.errors import InputError

__all__ = ["as_float", "rounding_bound"]

UNIT = Fraction(1, 2**53)
TINY = Fraction(1, 2**1074)
LARGEST = Fraction(2**1023)
BITS = 96  # of a bound that is carried on


def as_float(q: Fraction, place: str) -> float:
    """The nearest float64. Raises `InputError` beyond the range of float64.

    >>> as_float(Fraction(1, 3), "W")
    0.3333333333333333
    """
    try:
        return q.numerator / q.denominator  # the quotient of integers is correctly rounded
    except OverflowError:
        raise InputError(place, "a number in the range of float64", "a larger one") from None


def rounding_bound(network: Network, points: Sequence[Vector]) -> list[Vector]:
    """For each point a bound on |float64 output - exact output|, output by output.

    The exact network has the rational parameters, the float64 one those rounded to nearest, and is
    applied to the rounded point. Shapes: one vector in Q^Q a point. Raises `InputError` where
    float64 might overflow.

    >>> third, one = Fraction(1, 3), Fraction(1)
    >>> net = ((((one,),), (one,)), (((third,),), (one,)))
    >>> [[bound]] = rounding_bound(net, [(one,)])
    >>> 0 < bound < Fraction(1, 10**15)
    True
    >>> rounding_bound(net, [(Fraction(10**400),)])
    Traceback (most recent call last):
        ...
    symbolic.errors.InputError: point 0: expected a number in the range of float64, found a larger one
    """
    rounded = []
    for l, (weights, bias) in enumerate(network):
        place = f"layer {l}"
        W, b = tuple(_rounded(row, place) for row in weights), _rounded(bias, place)
        rounded.append((W, b))
    return [_bound(network, rounded, x, f"point {i}") for i, x in enumerate(points)]


def _rounded(entries: Vector, place: str) -> Vector:
    return tuple(Fraction(as_float(e, place)) for e in entries)


def _bound(
    network: Network, rounded: Sequence[tuple[tuple[Vector, ...], Vector]], x: Vector, place: str
) -> Vector:
    h = x  # exact, and off by at most `off` in float64
    off = tuple(abs(a - b) for a, b in zip(x, _rounded(x, place), strict=True))
    for l, ((W, b), (V, c)) in enumerate(zip(network, rounded, strict=True), start=1):
        gamma = (len(h) + 1) * UNIT / (1 - (len(h) + 1) * UNIT)
        reach = tuple(abs(e) + o for e, o in zip(h, off, strict=True))  # |h in float64| at most
        bounds = []
        for row, e, rounded_row, rounded_e in zip(W, b, V, c, strict=True):
            sizes = tuple(map(abs, rounded_row))
            size = inner(sizes, reach) + abs(rounded_e)
            if 2 * size >= LARGEST:
                raise InputError(place, "sums in the range of float64", f"larger ones, layer {l}")
            moved = inner([abs(p - q) for p, q in zip(row, rounded_row, strict=True)], _sizes(h))
            moved += abs(e - rounded_e) + inner(sizes, off)
            bounds.append(_upwards(moved + gamma * size + len(h) * TINY))
        z = affine(W, b, h)
        if l == len(network):
            return tuple(bounds)
        h = tuple(max(e, Fraction(0)) for e in z)
        # between relu(z - bound) and relu(z + bound)
        off = tuple(max(Fraction(0), min(d, e + d)) for e, d in zip(z, bounds, strict=True))
    raise InputError(place, "a network with a layer", "none")


def _sizes(entries: Vector) -> Vector:
    return tuple(map(abs, entries))


def _upwards(q: Fraction) -> Fraction:
    """The least number of BITS bits that is at least q > 0: bounds stay short from layer to layer."""
    shift = q.numerator.bit_length() - q.denominator.bit_length() - BITS
    scale = Fraction(2) ** shift
    return -(-q // scale) * scale
