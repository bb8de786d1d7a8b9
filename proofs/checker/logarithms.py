"""The exact sign of sum c log r for rationals r > 0: zero by coprime factors, otherwise by
enclosures of the logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

__all__ = ["sign_of_logs"]


def sign_of_logs(terms: Sequence[tuple[Fraction, Fraction]]) -> int:
    """The sign of sum c log r over pairs (r, c).

    >>> half, two, three = Fraction(1, 2), Fraction(2), Fraction(3)
    >>> sign_of_logs([(two, Fraction(2)), (Fraction(4), Fraction(-1))])
    0
    >>> one = Fraction(1)
    >>> sign_of_logs([(three, one), (two, -one)]), sign_of_logs([(half, one)])
    (1, -1)
    """
    if _is_zero(terms):
        return 0
    bits = 64
    while True:
        low = high = Fraction(0)
        for r, c in terms:
            below, above = _log(r, bits)
            low += c * (below if c > 0 else above)
            high += c * (above if c > 0 else below)
        if low > 0:
            return 1
        if high < 0:
            return -1
        bits *= 2


def _is_zero(terms: Sequence[tuple[Fraction, Fraction]]) -> bool:
    """Powers of pairwise coprime integers > 1 are independent: the exponent of each must be 0."""
    powers: dict[int, Fraction] = {}
    waiting = [(r.numerator, c) for r, c in terms] + [(r.denominator, -c) for r, c in terms]
    while waiting:
        n, c = waiting.pop()
        if n == 1:
            continue
        other = next((m for m in powers if gcd(m, n) > 1), None)
        if other is None:
            powers[n] = c
            continue
        e, g = powers.pop(other), gcd(other, n)
        waiting += [(g, c + e), (n // g, c), (other // g, e)]
    return not any(powers.values())


def _log(r: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """Rational bounds of log r: r = 2^k m with 1 <= m < 2, and log m = 2 artanh((m - 1)/(m +
    1)).
    """
    k = r.numerator.bit_length() - r.denominator.bit_length()
    m = r / Fraction(2) ** k
    if m < 1:
        k, m = k - 1, 2 * m
    pairs = [
        (Fraction(1), _artanh((m - 1) / (m + 1), bits)),
        (Fraction(k), _artanh(Fraction(1, 3), bits)),
    ]
    low = sum((2 * c * (a if c > 0 else b) for c, (a, b) in pairs), Fraction(0))
    high = sum((2 * c * (b if c > 0 else a) for c, (a, b) in pairs), Fraction(0))
    return low, high


def _artanh(z: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """Bounds of z + z^3/3 + z^5/5 + ... for 0 <= z <= 1/3, in units of 2^-(bits + 16).

    Every term is rounded down, by less than one unit each in the power and in the quotient, and the
    powers inherit less than two units; what follows the last term is less than the last power.
    """
    scale = 1 << (bits + 16)
    power, square = z.numerator * scale // z.denominator, z * z
    total, n, terms = 0, 1, 0
    while power:
        total += power // n
        power = power * square.numerator // square.denominator
        n, terms = n + 2, terms + 1
    return Fraction(total, scale), Fraction(total + 3 * terms + 3, scale)
