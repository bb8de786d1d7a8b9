"""A bound, proved before any run, on how far a float evaluation of a network is from the exact one.

Standard model (IEEE 754, rounding to nearest, gradual underflow): u = 2^-53 (float32: 2^-24), each
operation returns (a op b)(1 + d), |d| <= u, and a product that underflows is off by at most half
the smallest positive number, tiny. With gamma_k = k u / (1 - k u), a sum of n products and a bias,
in whatever order and with or without fused operations, is off by at most
gamma_{n+1} (sum |w||h| + |b|) + n tiny (Higham,
*Accuracy and Stability of Numerical Algorithms*, §3.1). Weights, biases and inputs are rounded too;
how much is known exactly. ReLU does not round, does not enlarge an error, and makes it 0 where the
pre-activation is negative by more than its error: a collapsed class forgets all errors before it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofs.checker.values import Network, Vector
from proofs.export.evaluation import affine, inner
from symbolic.errors import InputError

__all__ = ["FLOAT32", "FLOAT64", "Precision", "as_float", "rounding_bound"]


@dataclass(frozen=True, slots=True)
class Precision:
    """A binary format of IEEE 754: unit roundoff, smallest positive number, a bound for its
    range.
    """

    name: str
    unit: Fraction
    tiny: Fraction
    largest: Fraction

    def nearest(self, q: Fraction, place: str) -> Fraction:
        """The number that stands for ``q``: the nearest double, in float32 the one nearest to that.

        Raises `InputError` beyond the range of the format.
        """
        double = as_float(q, place)
        if self is FLOAT64:
            return Fraction(double)
        try:
            (single,) = struct.unpack("<f", struct.pack("<f", double))
        except OverflowError:
            raise InputError(
                place, f"a number in the range of {self.name}", "a larger one"
            ) from None
        return Fraction(single)


FLOAT64 = Precision("float64", Fraction(1, 2**53), Fraction(1, 2**1074), Fraction(2**1023))
FLOAT32 = Precision("float32", Fraction(1, 2**24), Fraction(1, 2**149), Fraction(2**127))
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


def rounding_bound(
    network: Network, points: Sequence[Vector], precision: Precision = FLOAT64
) -> list[Vector]:
    """For each point a bound on |float output - exact output|, output by output.

    The exact network has the rational parameters, the other one those rounded to nearest, and is
    applied to the rounded point. Shapes: one vector in Q^Q a point. Raises `InputError` where
    the format might overflow.

    >>> third, one = Fraction(1, 3), Fraction(1)
    >>> net = ((((one,),), (one,)), (((third,),), (one,)))
    >>> [[bound]] = rounding_bound(net, [(one,)])
    >>> 0 < bound < Fraction(1, 10**15)
    True
    >>> rounding_bound(net, [(Fraction(10**400),)])
    Traceback (most recent call last):
        ...
    symbolic.errors.InputError: point 0: expected a number in the range of float64, found a larger
    one
    """
    rounded = []
    for l, (weights, bias) in enumerate(network):
        place = f"layer {l}"
        W, b = (
            tuple(_rounded(row, precision, place) for row in weights),
            _rounded(bias, precision, place),
        )
        rounded.append((W, b))
    return [_bound(network, rounded, x, precision, f"point {i}") for i, x in enumerate(points)]


def _rounded(entries: Vector, precision: Precision, place: str) -> Vector:
    return tuple(precision.nearest(e, place) for e in entries)


def _bound(
    network: Network,
    rounded: Sequence[tuple[tuple[Vector, ...], Vector]],
    x: Vector,
    precision: Precision,
    place: str,
) -> Vector:
    h = x  # exact, and off by at most `off` in floats
    off = tuple(abs(a - b) for a, b in zip(x, _rounded(x, precision, place), strict=True))
    for l, ((W, b), (V, c)) in enumerate(zip(network, rounded, strict=True), start=1):
        terms = (len(h) + 1) * precision.unit
        gamma = terms / (1 - terms)
        reach = tuple(abs(e) + o for e, o in zip(h, off, strict=True))  # |h in floats| at most
        bounds = []
        for row, e, rounded_row, rounded_e in zip(W, b, V, c, strict=True):
            sizes = tuple(map(abs, rounded_row))
            size = inner(sizes, reach) + abs(rounded_e)
            if 2 * size >= precision.largest:
                raise InputError(
                    place, f"sums in the range of {precision.name}", f"larger ones, layer {l}"
                )
            moved = inner([abs(p - q) for p, q in zip(row, rounded_row, strict=True)], _sizes(h))
            moved += abs(e - rounded_e) + inner(sizes, off)
            bounds.append(_upwards(moved + gamma * size + len(h) * precision.tiny))
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
    """The least number of BITS bits that is at least q > 0: bounds stay short from layer to
    layer.
    """
    shift = q.numerator.bit_length() - q.denominator.bit_length() - BITS
    scale = Fraction(2) ** shift
    return -(-q // scale) * scale
