"""Rational bounds, rounded outwards: square roots, short numbers, derivatives on a ball."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from symbolic.record import Record
from symbolic.trained.evaluation import Evaluation

BITS = 64  # of the rounded bounds


def root_above(value: Fraction) -> Fraction:
    """A short rational ``≥ √value`` (and close to it).

    >>> root_above(Fraction(2)) ** 2 > 2, root_above(Fraction(0))
    (True, Fraction(0, 1))
    """
    if value == 0:
        return Fraction(0)
    size = value.numerator.bit_length() - value.denominator.bit_length()
    k = max(0, 2 * BITS - size)
    k += k & 1
    root = math.isqrt((value.numerator << k) // value.denominator + 1) + 1
    return short_above(Fraction(root, 1 << (k // 2)))


def short_above(value: Fraction) -> Fraction:
    """A dyadic rational ``≥ value ≥ 0`` of about `BITS` bits.

    >>> short_above(Fraction(1, 3)) > Fraction(1, 3)
    True
    """
    if value == 0:
        return value
    e = value.numerator.bit_length() - value.denominator.bit_length() - BITS
    scaled = -(-(value.numerator << max(0, -e)) // (value.denominator << max(0, e)))
    return Fraction(scaled << max(0, e), 1 << max(0, -e))


def norm_above(entries: Sequence[int], d: int) -> Fraction:
    """A bound of the 2-norm of the integer vector over ``d``.

    >>> norm_above([3, 4], 1) >= 5
    True
    """
    cut = max(0, max(map(int.bit_length, entries), default=0) - BITS)
    if cut:  # leading digits, each rounded up
        entries = [(abs(v) >> cut) + 1 for v in entries if v]
    root = math.isqrt(sum(v * v for v in entries) << (2 * BITS))
    return short_above(Fraction((root + (root > 0)) << cut, d << BITS))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Derivatives(Record):
    """Bounds on a ball of parameters: is the pattern constant, ``sup|D²|``, ``sup|D³|``,
    ``sup|Δ(2JᵀWJ)|`` a unit of length.
    """

    constant: bool
    second: Fraction
    third: Fraction
    gauss_newton: Fraction
    output_moved: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ball(Record):
    """Norms at the centre, point by point, for bounds over ``|u| ≤ ρ``; see `ball`.

    ``shares`` are ``w_i max g_q``; ``least[l][i]`` is the least ``|z_{l+1}|`` at point ``i`` (None:
    all are held at 0).
    """

    shares: tuple[Fraction, ...]
    norms: tuple[Fraction, ...]
    features: tuple[tuple[Fraction, ...], ...]
    least: tuple[tuple[Fraction | None, ...], ...]
    residuals: tuple[Fraction, ...]

    def bounds(
        self, reach: Sequence[Fraction], rho: Fraction, patterned: bool = True
    ) -> Derivatives:
        """Over all moves that change layer ``l`` by at most ``reach[l] |u|`` in Frobenius norm,
        ``|u| ≤ rho``.

        ``patterned``: whether the pattern has to be shown constant (else the masks are held fixed).
        """
        second = third = gauss = Fraction(0)
        constant, outputs = True, []
        for i, share in enumerate(self.shares):
            moved = a1 = a2 = a3 = Fraction(0)
            for l, norm in enumerate(self.norms):
                size = short_above(self.features[l][i] + moved)
                grown = norm + reach[l] * rho
                after = short_above(reach[l] * rho * size + norm * moved)
                if patterned and l < len(self.least):
                    least = self.least[l][i]
                    constant = constant and (least is None or after < least)
                a1, a2, a3 = (
                    short_above(reach[l] * size + grown * a1),
                    short_above(2 * reach[l] * a1 + grown * a2),
                    short_above(3 * reach[l] * a2 + grown * a3),
                )
                moved = after
            if not constant:
                return Derivatives(False, second, third, gauss, ())
            error = short_above(self.residuals[i] + moved)
            second += share * (2 * a1 * a1 + 2 * error * a2)
            third += share * (6 * a1 * a2 + 2 * error * a3)
            gauss += share * 4 * a1 * a2
            outputs.append(moved)
        return Derivatives(
            True, short_above(second), short_above(third), short_above(gauss), tuple(outputs)
        )

    def worst(self) -> Ball:
        """One point that is at least as bad as every point, with the weight of all."""
        largest = tuple((max(column),) for column in self.features)
        known = [[v for v in row if v is not None] for row in self.least]
        least = tuple((min(row, default=None),) for row in known)
        total = (sum(self.shares, Fraction(0)),)
        return Ball(total, self.norms, largest, least, (max(self.residuals),))


def ball(at: Evaluation, skipped: frozenset[tuple[int, int, int]] = frozenset()) -> Ball:
    """The norms at the centre. ``skipped``: pre-activations ``(layer, unit, point)`` that are held
    at 0.
    """
    features = tuple(_column_norms(h, d) for h, d in zip(at.feature_rows, at.scales, strict=False))
    least = []
    for l in range(at.network.L):
        d = at.scales[l + 1]
        sizes: list[Fraction | None] = []
        for i, column in enumerate(zip(*at.image_rows[l], strict=True)):
            kept = [abs(v) for r, v in enumerate(column) if (l, r, i) not in skipped]
            sizes.append(Fraction(min(kept), d) if kept else None)
        least.append(tuple(sizes))
    norms = tuple(
        norm_above([int(v) for row in W.tolist() for v in row[:-1]], d)
        for W, d in at.network.layers
    )
    errors = [[int(v) for v in row] for row in at.residuals.tolist()]
    residuals = _column_norms(errors, at.residual_scale)
    gain = at.problem.largest_gain
    shares = tuple(at.problem.weight(i) * gain for i in range(at.problem.N))
    return Ball(shares, norms, features, tuple(least), residuals)


def _column_norms(rows: Sequence[Sequence[int]], d: int) -> tuple[Fraction, ...]:
    return tuple(norm_above(column, d) for column in zip(*rows, strict=True))
