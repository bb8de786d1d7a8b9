"""The simplest normal that still separates: few non-zero entries first, then small integers.

Measure: the *width* of a normal ``f`` is ``(min f·rest − max f·inside) / 2`` over ``Σ|f_j| s_j``
(through an apex ``p``: the lesser of ``f·p − max`` and ``min − f·p``). It is the distance of the
points from the best parallel hyperplane in the max-norm of the coordinates scaled by ``s_j``; least
``Σ|f_j| s_j`` for a given gap is a linear program whose vertices are sparse. Simplifying keeps
three quarters of the width of the proposal, decided exactly; an offset in the middle third of the
gap then keeps half.

Small integers: rounding to ``1, 2, …`` as the largest entry, then lattice reduction (short vectors
near the line of ``f``, for gaps so thin that hardly any small vector separates), then binary
fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd
from typing import TYPE_CHECKING

from flint import fmpz_mat
from sympy import QQ

from symbolic.matrices import common_integers
from symbolic.scalars import Scalar, power

if TYPE_CHECKING:  # NumPy is loaded by the first proposal
    from symbolic.sides import Sides

KEPT = QQ(3, 4)  # the share of the width that a simpler normal must keep
LARGEST_ROUNDED = 40  # integers up to this are tried one by one
FEW = 12  # with at most so many non-zero entries each is tried alone, and lattices are reduced


def simplest_normal(sides: Sides, normal: Sequence[Scalar]) -> list[Scalar]:
    """The simplest integer normal found with at least three quarters of the width of ``normal``,
    which separates.
    """
    wanted = sides.width(normal) * KEPT
    return _small_integers(sides, _fewest_entries(sides, list(normal), wanted), wanted)


def nearby_normal(sides: Sides, normal: Sequence[Scalar]) -> list[Scalar]:
    """The smallest integers found near the direction of ``normal``, with at least three quarters of
    its width.
    """
    return _small_integers(sides, list(normal), sides.width(normal) * KEPT)


def _fewest_entries(sides: Sides, normal: list[Scalar], wanted: Scalar) -> list[Scalar]:
    """Drop coordinates, the lightest first, as long as the rest can reach the width."""

    def ranked(values: Sequence[Scalar]) -> list[int]:
        weights = {j: abs(e) * power(sides.sizes[j]) for j, e in enumerate(values) if e}
        return sorted(weights, key=lambda j: (-weights[j], j))

    accepted, support = [normal], ranked(normal)
    low, high = 0, len(support)
    # Many coordinates: bisect for the number of heaviest ones that do.
    while high > FEW and high - low > 1:
        middle = (low + high) // 2
        fewer = sides.sparse_normal(support[:middle], wanted)
        if fewer is None:
            low = middle
        else:
            accepted.append(fewer)
            high = middle
    support = ranked(accepted[-1])
    for j in reversed(support) if len(support) <= FEW else ():
        kept = [i for i in ranked(accepted[-1]) if i != j]
        if kept and (fewer := sides.sparse_normal(kept, wanted)) is not None:
            accepted.append(fewer)
    # floats have accepted them; the last one that exact arithmetic accepts
    return next(f for f in reversed(accepted) if f is normal or sides.width(f) >= wanted)


def _small_integers(sides: Sides, normal: list[Scalar], wanted: Scalar) -> list[Scalar]:
    """The first of the candidates that keeps the width; a look in floats first, for most fail."""
    least = float(wanted) * (1 - 1e-9) - 1e-9
    tried = set()
    for candidate in _candidates(sides, normal):
        divisor = gcd(*candidate)
        entries = tuple(e // divisor for e in candidate) if divisor else ()
        if not entries or entries in tried:
            continue
        tried.add(entries)
        if sides.float_width(entries) < least:
            continue
        exact = [QQ(e) for e in entries]
        if sides.width(exact) >= wanted:
            return exact
    return [QQ(e) for e in common_integers(normal)[0]]


def _candidates(sides: Sides, normal: list[Scalar]) -> Iterator[list[int]]:
    """Integer vectors near the line of ``normal``, the simplest first."""
    largest = max(map(abs, normal))
    ratios = [e / largest for e in normal]
    for top in range(1, LARGEST_ROUNDED + 1):
        yield [_nearest(r * top) for r in ratios]
    support = [j for j, e in enumerate(normal) if e]
    if 1 < len(support) <= FEW:
        yield from _reduced(sides, normal, support)
    for bits in range(6, 54):
        yield [_nearest(r * 2**bits) for r in ratios]
    scaled = [e * power(s) for e, s in zip(normal, sides.sizes, strict=True)]
    largest, deepest = max(map(abs, scaled)), max(sides.sizes)
    for bits in range(2, 54):
        units = [_nearest(e / largest * 2**bits) for e in scaled]
        yield [u << (deepest - s) for u, s in zip(units, sides.sizes, strict=True)]


def _reduced(sides: Sides, normal: list[Scalar], support: list[int]) -> Iterator[list[int]]:
    """Short vectors of the lattice ``n ↦ (n, K · deviation of n from the line of normal)`` for
    growing ``K`` (LLL).
    """
    weights = [abs(normal[j]) * power(sides.sizes[j]) for j in support]
    pivot = support[max(range(len(support)), key=lambda i: weights[i])]
    slopes = {j: normal[j] / normal[pivot] for j in support}
    others = [j for j in support if j != pivot]
    lengths = max(
        len(str(int(s.numerator))) + len(str(int(s.denominator))) for s in slopes.values()
    )
    for bits in range(2, 8 * lengths, 2):
        K = 1 << bits
        rows = []
        for j in support:
            deviations = [
                K * int(i == j) if j != pivot else -_nearest(slopes[i] * K) for i in others
            ]
            rows.append([int(i == j) for i in support] + deviations)
        for row in fmpz_mat(rows).lll().tolist():
            short = [int(e) for e in row[: len(support)]]
            for sign in (1, -1):
                full = [0] * len(normal)
                for j, e in zip(support, short, strict=True):
                    full[j] = sign * e
                yield full


def _nearest(value: Scalar) -> int:
    return int((2 * value.numerator + value.denominator) // (2 * value.denominator))
