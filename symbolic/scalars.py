"""Exact numbers: reading them, their signs, the simplest one in an interval, certified decimals.

A value enters as text or as an exact Python number and becomes an element of a SymPy domain here:
``QQ``, or ``QQ<sqrt(d)>`` for the orthogonal construction. Floats and booleans are refused; the
named constructor `exact_from_float` turns a float into the rational that it denotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from math import isqrt
from typing import Any, Protocol, SupportsInt, TypeAlias

from flint import fmpz
from sympy import QQ, ZZ, Integer, Rational, sqrt
from sympy.polys.domains.domain import Domain
from sympy.polys.domains.domainelement import DomainElement

from symbolic.errors import InputError, SignError, shown

Scalar: TypeAlias = DomainElement
"""An element of a SymPy domain (of ``QQ`` unless a domain is named)."""

# Text is bounded before it is converted: `1e999999999`, megabytes of digits are refused at sight.
MAX_CHARACTERS = 4000
MAX_EXPONENT = 4000
ROOM = 16  # characters of a number in a line of text or a table; see `shorten`
NARROW = 10  # … in a picture or a formula
_FRACTION = re.compile(r"([+-]?[0-9]+)(?:/([0-9]+))?", re.ASCII)
_DECIMAL = re.compile(r"([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,9}))?", re.ASCII)
_NUMBER = 'an exact number such as "3", "-1/2", "0.25" or "1e-3"'


def parse(text: str, place: str = "number") -> Scalar:
    """The rational that a numeral denotes: an integer, a fraction, or a decimal with exponent.

    Raises `InputError` naming ``place`` for anything else; nothing is ever evaluated.

    >>> parse("-3/6"), parse("0.25"), parse("1e-3")
    (-1/2, 1/4, 1/1000)
    >>> parse("1/0")
    Traceback (most recent call last):
    symbolic.errors.InputError: number: expected a denominator other than 0, found '1/0'
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(place, f"at most {MAX_CHARACTERS} characters", f"{len(text)} characters")
    if match := _FRACTION.fullmatch(text):
        numerator, denominator = int(match[1]), int(match[2] or 1)
        if denominator == 0:
            raise InputError(place, "a denominator other than 0", repr(text))
        return QQ(numerator, denominator)
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        raise InputError(place, _NUMBER, shown(text))
    exponent = int(match[4] or 0)
    if abs(exponent) > MAX_EXPONENT:
        raise InputError(place, f"an exponent of size at most {MAX_EXPONENT}", shown(text))
    digits = int(match[1] + match[2] + match[3])
    exponent -= len(match[3])
    return QQ(digits * 10**exponent) if exponent >= 0 else QQ(digits, 10**-exponent)


def exact(value: object, place: str = "number") -> Scalar:
    """The element of ``QQ`` equal to ``value``: int, Fraction, SymPy rational, element of QQ or ZZ,
    or numeral.

    Raises `InputError` for floats and booleans (and everything else), and says how to pass them.

    >>> exact(Fraction(2, 4)), exact("1.5"), exact(7)
    (1/2, 3/2, 7)
    >>> exact(0.5)
    Traceback (most recent call last):
    symbolic.errors.InputError: number: expected an exact number, found the float 0.5 (pass "0.5",
    or use from_floats)
    """
    if isinstance(value, bool):
        raise InputError(place, "an exact number", str(value).lower())
    if isinstance(value, float):
        hint = f'the float {value!r} (pass "{value!r}", or use from_floats)'
        raise InputError(place, "an exact number", hint)
    if isinstance(value, str):
        return parse(value, place)
    if isinstance(value, int) or ZZ.of_type(value):
        return QQ(value)
    if isinstance(value, Fraction):
        return QQ(value.numerator, value.denominator)
    if isinstance(value, Rational | Integer):
        return QQ(int(value.p), int(value.q))
    if QQ.of_type(value):
        return value
    raise InputError(place, "an exact number", shown(value))


def exact_from_float(value: float, place: str = "number") -> Scalar:
    """The dyadic rational that a finite float denotes (not the decimal it prints as).

    >>> exact_from_float(0.1)
    3602879701896397/36028797018963968
    """
    try:
        numerator, denominator = float(value).as_integer_ratio()
    except (OverflowError, ValueError):
        raise InputError(place, "a finite float", repr(value)) from None
    return QQ(numerator, denominator)


def text(value: Scalar | int) -> str:
    """The numeral ``p/q`` in lowest terms, ``p`` when ``q = 1``, however long.

    FLINT writes it: Python's own ``str`` refuses integers of more than 4300 digits.

    >>> text(QQ(4, -6)), text(QQ(5)), len(text(QQ(10**5000)))
    ('-2/3', '5', 5001)
    """
    return str(exact(value) if isinstance(value, int | Fraction) else value)


class Quotient(Protocol):
    """A number with integers above and below: of Python, of FLINT, of ``QQ``."""

    @property
    def numerator(self) -> SupportsInt:
        """The integer above."""

    @property
    def denominator(self) -> SupportsInt:
        """The positive integer below."""


def fraction(value: Quotient) -> Fraction:
    """An element of ``QQ`` (or an integer of FLINT) as a `Fraction`.

    >>> fraction(QQ(1, 2))
    Fraction(1, 2)
    """
    return Fraction(int(value.numerator), int(value.denominator))


def numeral(written: str) -> Scalar:
    """The rational whose `text` this is, however long; for texts of this program only (`parse`
    reads what others write).

    >>> numeral("-2/3"), numeral(text(QQ(10**5000))) == 10**5000
    (-2/3, True)
    """
    numerator, _, denominator = written.partition("/")
    return QQ(fmpz(numerator), fmpz(denominator or "1"))


def quadratic_field(radicand: Scalar) -> Domain:
    """The field ℚ(√d) as a SymPy domain; ``QQ`` itself when ``d ≥ 0`` is a square.

    >>> quadratic_field(QQ(2)), quadratic_field(QQ(9, 4))
    (QQ<sqrt(2)>, QQ)
    """
    if radicand < 0:
        raise InputError("radicand", "a rational d >= 0", text(radicand))
    squarefree = sqrt(QQ.to_sympy(radicand))
    return QQ if squarefree.is_Rational else QQ.algebraic_field(_surd(squarefree))


def _surd(root: Any) -> Any:
    """√m for the square-free integer part m of ``root = q √m``."""
    return root.as_coeff_Mul()[1]


def key_of(entries: Iterable[Scalar]) -> tuple[Any, ...]:
    """Numerators and denominators: equal for equal rationals, and hashed in a seventh of the time,
    for FLINT makes a `Fraction` to hash a rational.

    >>> key_of([QQ(1, 2), QQ(3)]) == (1, 2, 3, 1)
    True
    """
    return tuple(part for entry in entries for part in (entry.numerator, entry.denominator))


def sign(value: Scalar, domain: Domain = QQ) -> int:
    """The sign (−1, 0, 1) of an element of ``QQ`` or of ``QQ<sqrt(d)>``, decided by integers alone.

    For ``a + b√d`` with ``a, b`` of opposite signs, ``a²`` is compared with ``b² d``.
    Raises `SignError` in any other domain.

    >>> K = quadratic_field(QQ(2)); sign(K.from_sympy(3 - 2 * sqrt(2)), K)
    1
    """
    if domain.is_QQ:  # the sign of an integer costs a fraction of a comparison of rationals
        return int(value.numerator > 0) - int(value.numerator < 0)
    if domain.is_ZZ:
        return int(value > 0) - int(value < 0)
    if not (domain.is_Algebraic and domain.ext.minpoly.degree() == 2):
        raise SignError(f"no exact order in the domain {domain}")
    b, a = [domain.dom.zero, domain.dom.zero, *value.to_list()][-2:]
    radicand = domain.dom.from_sympy(domain.ext.as_expr() ** 2)
    sign_a, sign_b = sign(a), sign(b)
    if sign_a * sign_b >= 0:
        return sign_a or sign_b
    return sign_a * sign(a * a - b * b * radicand)


def power(exponent: int) -> Scalar:
    """``2^exponent``."""
    return QQ(1 << exponent) if exponent >= 0 else QQ(1, 1 << -exponent)


def power_below(q: Scalar) -> Scalar:
    """The greatest power of two that is at most ``q > 0``.

    >>> power_below(QQ(3, 8)), power_below(QQ(4))
    (1/4, 4)
    """
    near = power(int(q.numerator).bit_length() - int(q.denominator).bit_length())
    return near if near <= q else near / 2


def simplest_between(low: Scalar, high: Scalar | None) -> Scalar:
    """The rational of smallest denominator, then of smallest size, strictly between ``low`` and
    ``high``.

    ``high = None`` means no upper bound. Found by continued fractions (the Stern-Brocot tree).

    >>> ends = (QQ(0), QQ(2, 7)), (QQ(1, 3), QQ(1, 2)), (QQ(-5), None)
    >>> tuple(simplest_between(low, high) for low, high in ends)
    (1/4, 2/5, 0)
    """
    if high is not None and not low < high:
        raise InputError("interval", "low < high", f"({text(low)}, {text(high)})")
    if low < 0:
        if high is None or high > 0:
            return QQ(0)
        return -_simplest_positive(-high, -low)
    return _simplest_positive(low, high)


def _simplest_positive(low: Scalar, high: Scalar | None) -> Scalar:
    floor = low.numerator // low.denominator
    if high is None or floor + 1 < high:
        return QQ(floor + 1)
    # Here floor <= low < high <= floor + 1: strip the integer part and invert.
    low, high = low - floor, high - floor
    inverse_high = None if low == 0 else 1 / low
    return floor + 1 / _simplest_positive(1 / high, inverse_high)


def sqrt_decimal(value: Scalar, digits: int = 12) -> str:
    """Decimals of ``√value`` for display, each of them certified by integers (rounded down).

    Ends in ``…`` unless the root is that decimal exactly. Domain: ``value ≥ 0``.

    >>> sqrt_decimal(QQ(2), 6), sqrt_decimal(QQ(9, 4)), sqrt_decimal(QQ(2, 10**60), 3)
    ('1.414213…', '1.5', '1.414…e-30')
    """
    if value < 0:
        raise InputError("square root", "a rational >= 0", text(value))
    if value == 0:
        return "0"
    numerator, denominator = int(value.numerator), int(value.denominator)
    # √v is between the powers of ten with half the exponents.
    exponent = _exponent(numerator, denominator) // 2
    places = digits if _positional(exponent) else digits - exponent
    up, down = 10 ** max(0, 2 * places), 10 ** max(0, -2 * places)
    quotient, rest = divmod(numerator * up, denominator * down)
    root = isqrt(quotient)
    return _written(root, digits, exponent, bool(rest) or root * root != quotient)


def decimal(value: Scalar, digits: int = 12) -> str:
    """The first decimals of a rational, rounded towards 0; ``…`` marks that more follow.

    Very large and very small numbers are written with an exponent.

    >>> decimal(QQ(1, 8)), decimal(QQ(-2, 3), 4), decimal(QQ(1, 3 * 10**30), 4), decimal(QQ(10**20))
    ('0.125', '-0.6666…', '3.3333…e-31', '1e20')
    """
    numerator, denominator = abs(int(value.numerator)), int(value.denominator)
    if numerator == 0:
        return "0"
    exponent = _exponent(numerator, denominator)
    places = digits if _positional(exponent) else digits - exponent
    up, down = 10 ** max(0, places), 10 ** max(0, -places)
    scaled, rest = divmod(numerator * up, denominator * down)
    return ("-" if value < 0 else "") + _written(scaled, digits, exponent, bool(rest))


def shorten(value: Scalar, room: int = ROOM) -> str:
    """The numeral if it has at most ``room`` characters, otherwise as many decimals as go there
    with a sign, the point and ``…``.

    >>> shorten(QQ(-1, 3)), shorten(QQ(10**9, 3**20)), shorten(QQ(1, 7**90), 10)
    ('-1/3', '0.286797199079…', '8.733260…e-77')
    """
    bits = int(value.numerator).bit_length() + int(value.denominator).bit_length()
    if bits <= 4 * room and len(written := text(value)) <= room:
        return written
    return decimal(value, room - 4)


def distance_words(square: Scalar) -> str:
    """A distance by six decimals, with its exact square where that is short.

    >>> distance_words(QQ(1, 52)), distance_words(QQ(343343, 3**30))
    ('0.138675… (squared: 1/52)', '4.083619…e-5')
    """
    exact_square = shorten(square)
    known = "" if "…" in exact_square else f" (squared: {exact_square})"
    return sqrt_decimal(square, 6) + known


def _positional(exponent: int) -> bool:
    """Whether a number of that decimal exponent is written without one."""
    return -5 < exponent < 15


def _exponent(numerator: int, denominator: int) -> int:
    """``floor(log10(numerator / denominator))`` of positive integers."""
    guess = (numerator.bit_length() - denominator.bit_length()) * 30103 // 100000 - 1
    while numerator * 10 ** max(0, -guess - 1) >= denominator * 10 ** max(0, guess + 1):
        guess += 1
    return guess


def _written(scaled: int, digits: int, exponent: int, more: bool) -> str:
    """The number of decimal exponent ``exponent`` whose figures, ``digits`` of them behind the
    point, are ``scaled``.
    """
    figures = text(scaled).zfill(digits + 1)
    whole, part = figures[: len(figures) - digits], figures[len(figures) - digits :]
    body = f"{whole}.{part}" if digits else whole
    if more:
        body += "…"
    elif digits:
        body = body.rstrip("0").rstrip(".")
    return body if _positional(exponent) else f"{body}e{exponent}"
