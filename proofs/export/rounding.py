"""A bound, proved before any run, on how far a float evaluation of a network is from the exact one.

Standard model (IEEE 754, rounding to nearest, gradual underflow): u = 2^-53 (float32: 2^-24), each
operation returns (a op b)(1 + d), |d| <= u, and a product that underflows is off by at most half
the smallest positive number, tiny. With gamma_k = k u / (1 - k u), a sum of n products and a bias,
in whatever order and with or without fused operations, is off by at most
gamma_{n+1} (sum |w||h| + |b|) + n tiny (Higham,
*Accuracy and Stability of Numerical Algorithms*, §3.1). Weights, biases and inputs are rounded too;
how much is known exactly.

Running error analysis on each piece (`pieces`), on which the network is one affine map: layer l
adds an error e_l of known size, and it reaches the output as J_l e_l, J_l the exact Jacobian of the
piece between the two. So |error| <= sum_l |J_l| size_l, which the cancellation inside J_l keeps
small, where the product of all |W_l| would be useless. This needs that no unit is switched by the
errors so far: checked against the least |z| of the piece. A unit that fails passes nothing on;
instead its whole error starts anew behind it. A collapsed class forgets all errors before it.

Matrices are products of balls (Arb): centre and radius hold the exact ones.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, arb_mat, ctx, fmpq

from proofs.checker.values import Network, Vector
from proofs.export.pieces import Piece, pieces_of
from symbolic.errors import InputError

__all__ = ["FLOAT32", "FLOAT64", "Precision", "as_float", "piece_bounds", "rounding_bound"]


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
BITS = 128  # of the centre of a ball
LONGEST = 40  # of the errors that a piece carries on, the oldest go together beyond so many


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
    applied to the rounded point. Shapes: one vector in Q^Q a point; points of one piece share it.
    Raises `InputError` where the format might overflow.

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
    bounds: list[Vector] = [()] * len(points)
    known = pieces_of(network, points)
    for piece, bound in zip(known, piece_bounds(network, points, known, precision), strict=True):
        for i in piece.indices:
            bounds[i] = bound
    return bounds


def piece_bounds(
    network: Network, points: Sequence[Vector], known: Sequence[Piece], precision: Precision
) -> list[Vector]:
    """For each of the known `pieces` of the points its bound, output by output."""
    bounds = []
    with ctx.workprec(BITS):
        layers = [_Layer.of(W, b, precision, f"layer {l}") for l, (W, b) in enumerate(network)]
        start = _Way(identity := _diagonal([1] * len(network[0][0][0])), identity)
        for piece in known:
            off = [
                [abs(e - precision.nearest(e, f"point {i}")) for e in points[i]]
                for i in piece.indices
            ]
            entering = _column(_ball(max(row)) for row in zip(*off, strict=True))
            bounds.append(_bound(layers, piece, _Error(start, entering), precision))
    return bounds


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """``W``, and ``|V|``, ``|V − W|``, ``|c|``, ``|c − b|`` for the rounded ``V`` and ``c``."""

    W: arb_mat
    sizes: arb_mat
    changes: arb_mat
    bias: arb_mat
    bias_changes: arb_mat
    fresh: _Way

    @classmethod
    def of(
        cls, weights: Sequence[Vector], bias: Vector, precision: Precision, place: str
    ) -> _Layer:
        """Raises `InputError` for entries beyond the range of the format."""
        rounded = [[precision.nearest(e, place) for e in row] for row in weights]
        moved = [
            [p - q for p, q in zip(row, near, strict=True)]
            for row, near in zip(weights, rounded, strict=True)
        ]
        near_bias = [precision.nearest(e, place) for e in bias]
        identity = _diagonal([1] * len(bias))
        return cls(
            arb_mat([[_ball(e) for e in row] for row in weights]),
            arb_mat([[_ball(abs(e)) for e in row] for row in rounded]),
            arb_mat([[_ball(abs(e)) for e in row] for row in moved]),
            _column(_ball(abs(e)) for e in near_bias),
            _column(_ball(abs(p - q)) for p, q in zip(bias, near_bias, strict=True)),
            _Way(identity, identity),
        )

    def own_error(self, reach: arb_mat, precision: Precision, place: str, l: int) -> arb_mat:
        """A bound on ``|V h + c in floats − (W h + b)|``, entry by entry, for ``|h| ≤ reach``."""
        terms = (reach.nrows() + 1) * precision.unit
        size = self.sizes * reach + self.bias
        if any(_upper(2 * e) >= precision.largest for e in size.entries()):
            wanted = f"sums in the range of {precision.name}"
            raise InputError(place, wanted, f"larger ones, layer {l}")
        underflow = _ball(reach.nrows() * precision.tiny)
        moved = self.changes * reach + self.bias_changes + size * _ball(terms / (1 - terms))
        return _column(e + underflow for e in moved.entries())


class _Way:
    """The Jacobian from an error to where it is now; its continuations are kept, for most pieces
    share them.
    """

    __slots__ = ("_kept", "_through", "matrix", "sizes")

    def __init__(self, matrix: arb_mat, sizes: arb_mat | None = None) -> None:
        self.matrix = matrix
        self.sizes = _absolute(matrix) if sizes is None else sizes
        self._through: _Way | None = None
        self._kept: dict[tuple[int, ...], _Way] = {}

    def through(self, W: arb_mat) -> _Way:
        """Past the weights of the next layer."""
        if self._through is None:
            self._through = _Way(W * self.matrix)
        return self._through

    def kept(self, units: tuple[int, ...]) -> _Way:
        """Past the ReLU: the units with 1 pass their error on, those with 0 do not."""
        if all(units):
            return self
        if units not in self._kept:
            self._kept[units] = _Way(_diagonal(units) * self.matrix)
        return self._kept[units]


@dataclass(frozen=True, slots=True, eq=False)
class _Error:
    """An error of at most ``size``, entry by entry, and its way."""

    way: _Way
    size: arb_mat


def _bound(
    layers: Sequence[_Layer], piece: Piece, entering: _Error, precision: Precision
) -> Vector:
    errors = [entering]
    off = entering.size  # at most so far are the inputs of the layer from the exact ones
    place = f"point {piece.indices[0]}"
    for l, (layer, sizes) in enumerate(zip(layers, piece.sizes, strict=True)):
        reach = _column(arb(e) for e in sizes) + off
        own = layer.own_error(reach, precision, place, l + 1)
        coarse = layer.sizes * off + layer.changes * off + own
        errors = [_Error(e.way.through(layer.W), e.size) for e in errors]
        errors.append(_Error(layer.fresh, own))
        total = _least(_together(errors), coarse)
        if l == len(piece.signs):
            return tuple(map(_upper, total.entries()))
        errors, off = _past_relu(errors, total, piece, l)
    raise InputError(place, "a network with a layer", "none")


def _past_relu(
    errors: Sequence[_Error], total: arb_mat, piece: Piece, l: int
) -> tuple[list[_Error], arb_mat]:
    """The errors behind the units of hidden layer ``l``, and their bound together."""
    sure, anew, off = list[int](), list[arb](), list[arb]()
    for bound, sign, margin in zip(total.entries(), piece.signs[l], piece.margins[l], strict=True):
        # relu moves z ≤ 0 by at most max(0, z + bound)
        moved = bound if sign > 0 else _ball(max(_upper(bound - arb(margin)), Fraction(0)))
        stays = _upper(bound - arb(margin)) < 0
        sure.append(int(stays and sign > 0))
        off.append(arb(0) if stays and sign < 0 else moved)
        anew.append(arb(0) if stays else moved)
    passed = tuple(sure)
    behind = [_Error(e.way.kept(passed), e.size) for e in errors] if any(passed) else []
    if any(anew):
        start = _diagonal([1] * len(anew))
        behind.append(_Error(_Way(start, start), _column(anew)))
    if len(behind) > LONGEST:
        start, old = _diagonal([1] * len(anew)), behind[:-LONGEST]
        behind = [_Error(_Way(start, start), _together(old)), *behind[-LONGEST:]]
    return behind, _column(off)


def _together(errors: Sequence[_Error]) -> arb_mat:
    """``Σ |way| size``."""
    parts = [error.way.sizes * error.size for error in errors]
    return sum(parts[1:], parts[0])


def _least(first: arb_mat, second: arb_mat) -> arb_mat:
    """Entry by entry the one with the lesser upper end."""
    pairs = zip(first.entries(), second.entries(), strict=True)
    return _column(a if a.upper() <= b.upper() else b for a, b in pairs)


def _absolute(matrix: arb_mat) -> arb_mat:
    return arb_mat(matrix.nrows(), matrix.ncols(), [abs(e) for e in matrix.entries()])


def _diagonal(entries: Sequence[int]) -> arb_mat:
    size = len(entries)
    return arb_mat(
        size, size, [entries[i] if i == k else 0 for i in range(size) for k in range(size)]
    )


def _column(entries: Iterable[arb]) -> arb_mat:
    values = list(entries)
    return arb_mat(len(values), 1, values)


def _ball(q: Fraction) -> arb:
    return arb(fmpq(q.numerator, q.denominator))


def _upper(ball: arb) -> Fraction:
    """The upper end, exactly."""
    centre, power = ball.upper().man_exp()
    return Fraction(int(centre)) * Fraction(2) ** int(power)
