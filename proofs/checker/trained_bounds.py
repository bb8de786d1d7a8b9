"""Rational bounds: roots rounded up, least eigenvalues by a fixed-point factor, derivatives on a
ball.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from operator import mul
from typing import NoReturn

from .errors import Refuted, Undecided
from .trained_network import Pass

__all__ = ["Bounds", "bounds_on_ball", "eigenvalue_bound", "norm", "norms_of_layers"]

ROOT_BITS = 72
FACTOR_BITS = 104


def norm(entries: Sequence[int], d: int) -> Fraction:
    """A bound from above of the 2-norm of the vector entries / d.

    >>> 5 <= norm((3, 4), 1) < Fraction(501, 100)
    True
    """
    return root(Fraction(sum(e * e for e in entries), d * d))


def root(square: Fraction) -> Fraction:
    """A bound from above of a square root."""
    if not square:
        return square
    size = square.numerator.bit_length() - square.denominator.bit_length()
    shift = max(0, ROOT_BITS - size // 2)
    whole = (square.numerator << (2 * shift)) // square.denominator
    return rounded_up(Fraction(isqrt(whole) + 1, 1 << shift))


def rounded_up(value: Fraction) -> Fraction:
    """A dyadic bound from above of a number that is not negative, of some sixty bits.

    >>> Fraction(1, 3) < rounded_up(Fraction(1, 3)) < Fraction(34, 100)
    True
    """
    if not value:
        return value
    shift = ROOT_BITS - value.numerator.bit_length() + value.denominator.bit_length()
    if shift >= 0:
        return Fraction(-((-value.numerator << shift) // value.denominator), 1 << shift)
    return Fraction(-(-value.numerator // (value.denominator << -shift)) << -shift)


def eigenvalue_bound(values: Sequence[Sequence[Fraction]], shift: Fraction, place: str) -> Fraction:
    """m > 0 with H >= m for a symmetric H: a factor C of H - shift, and shift - |H - shift - C
    C^T|.

    Refutes H >= shift by a direction in which H is less; undecided if the factor shows neither.

    >>> half = Fraction(1, 2)
    >>> two = Fraction(2)
    >>> eigenvalue_bound([[two, half], [half, two]], Fraction(1), "x") > Fraction(9, 10)
    True
    """
    shifted = [
        [e - (shift if i == j else 0) for j, e in enumerate(row)] for i, row in enumerate(values)
    ]
    factor = _factor(shifted, place)
    one = 1 << (2 * FACTOR_BITS)
    sums = [Fraction(0)] * len(values)
    for i, row in enumerate(factor):
        for j in range(i + 1):
            product = sum(map(mul, row[: j + 1], factor[j]))
            error = rounded_up(abs(shifted[i][j] - Fraction(product, one)))
            sums[i] += error
            if i != j:
                sums[j] += error
    least = shift - max(sums, default=Fraction(0))
    if least <= 0:
        raise Undecided(f"{place}: expected a positive least eigenvalue, found no proof of one")
    return least


def _factor(shifted: Sequence[Sequence[Fraction]], place: str) -> list[list[int]]:
    """The rows, up to the diagonal, of a lower triangular C in fixed point, C C^T near the
    matrix.
    """
    fixed = [[(e.numerator << FACTOR_BITS) // e.denominator for e in row] for row in shifted]
    factor: list[list[int]] = []
    for i, wanted in enumerate(fixed):
        row: list[int] = []
        for j in range(i):
            rest = wanted[j] - (sum(map(mul, row, factor[j])) >> FACTOR_BITS)
            row.append((rest << FACTOR_BITS) // factor[j][j])
        pivot = wanted[i] - (sum(map(mul, row, row)) >> FACTOR_BITS)
        if pivot <= 0:
            _require_not_less(shifted, factor, row, place)
        row.append(isqrt(pivot << FACTOR_BITS))
        factor.append(row)
    return factor


def _require_not_less(
    shifted: Sequence[Sequence[Fraction]],
    factor: Sequence[Sequence[int]],
    row: Sequence[int],
    place: str,
) -> NoReturn:
    """Raise: refuted if v^T (H - shift) v < 0 for the v with C^T v = 0 above the failing pivot."""
    n, v = len(row), [0] * len(row)
    for k in reversed(range(n)):
        known = sum(factor[i][k] * v[i] for i in range(k + 1, n))
        v[k] = -((row[k] << FACTOR_BITS) + known) // factor[k][k]
    whole = [*(Fraction(e, 1 << FACTOR_BITS) for e in v), Fraction(1)]
    image = [
        sum((e * u for e, u in zip(r, whole, strict=False)), Fraction(0)) for r in shifted[: n + 1]
    ]
    if sum((a * b for a, b in zip(image, whole, strict=True)), Fraction(0)) < 0:
        raise Refuted(
            f"{place}: expected a positive definite matrix, found a direction where it is not"
        )
    raise Undecided(f"{place}: expected a positive definite matrix, found no proof that it is")


@dataclass(frozen=True, slots=True)
class Bounds:
    """On a ball: of the second and third derivatives along unit directions, of the change of 2 J^T
    W J a unit of length, and, for each point, of the change of the output and the norm of the
    residual.
    """

    second: Fraction
    third: Fraction
    square: Fraction
    outputs: tuple[Fraction, ...]
    residuals: tuple[Fraction, ...]


def norms_of_layers(at: Pass) -> list[Fraction]:
    """Frobenius norms of the weight matrices."""
    return [norm([e for row in rows for e in row[:-1]], d) for rows, d in at.layers]


def bounds_on_ball(
    at: Pass,
    reach: Sequence[Fraction],
    rho: Fraction,
    held: frozenset[tuple[int, int, int]] | None,
    place: str,
) -> Bounds:
    """For all moves u, |u| <= rho, that change [W_l b_l] by at most reach[l] |u| in Frobenius norm.

    Refutes if a pre-activation may change its sign, those in `held` (layer, unit, point) aside;
    with held = None the signs are not asked for, and the pattern is held fixed. Along a unit
    direction z' = W' h + W h' and so on up to z'''; relu takes norms to norms not larger.
    """
    layers = norms_of_layers(at)
    gain = Fraction(max(at.gains), at.gain_scale)
    second = third = square = Fraction(0)
    outputs, residuals = [], []
    for i in range(at.N):
        moved = one = two = three = Fraction(0)
        for l, size in enumerate(layers):
            inputs = rounded_up(norm([f[i] for f in at.features[l]], at.scales[l]) + moved)
            wide = size + reach[l] * rho
            after = rounded_up(reach[l] * rho * inputs + size * moved)
            if held is not None and l < at.L:
                _require_signs(at, l, i, after, held, place)
            one, two, three = (
                rounded_up(reach[l] * inputs + wide * one),
                rounded_up(2 * reach[l] * one + wide * two),
                rounded_up(3 * reach[l] * two + wide * three),
            )
            moved = after
        error = norm([row[i] for row in at.errors], at.error_scale)
        share = gain * Fraction(at.weights[i], at.weight_scale)
        second += share * (2 * one * one + 2 * (error + moved) * two)
        third += share * (6 * one * two + 2 * (error + moved) * three)
        square += share * 4 * one * two
        outputs.append(moved)
        residuals.append(error)
    ends = (rounded_up(second), rounded_up(third), rounded_up(square))
    return Bounds(*ends, tuple(outputs), tuple(residuals))


def _require_signs(
    at: Pass, l: int, i: int, moved: Fraction, held: frozenset[tuple[int, int, int]], place: str
) -> None:
    for r, row in enumerate(at.z[l]):
        if (l, r, i) not in held and moved >= Fraction(abs(row[i]), at.scales[l + 1]):
            raise Refuted(
                f"{place}: expected no pre-activation to change its sign in the ball, found that "
                f"unit {r} of hidden layer {l + 1} may at point {i}"
            )
