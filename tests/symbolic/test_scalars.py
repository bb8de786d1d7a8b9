"""Exact numbers: what text denotes, signs in ℚ(√d), simplest rationals.

Python's own Fraction is the second opinion for values, plain search for "simplest", integer
comparison for roots.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import isqrt

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import QQ, ZZ, Rational, sqrt

from symbolic.errors import InputError, SignError, shown
from symbolic.scalars import (
    MAX_CHARACTERS,
    MAX_EXPONENT,
    exact,
    exact_from_float,
    parse,
    quadratic_field,
    sign,
    simplest_between,
    text,
)

PARSED = {
    "0": 0,
    "-0": 0,
    "+7": 7,
    "-3": -3,
    "007": 7,
    "2/4": Fraction(1, 2),
    "-6/3": -2,
    "0/5": 0,
    "4/02": 2,
    "0.25": Fraction(1, 4),
    "-.5": Fraction(-1, 2),
    "5.": 5,
    "1e-3": Fraction(1, 1000),
    "1E3": 1000,
    "-1.50e+1": -15,
    "0e4000": 0,
    "0.1": Fraction(1, 10),
    "1e4000": 10**4000,
    "1e-4000": Fraction(1, 10**4000),
    "9" * MAX_CHARACTERS: 10**MAX_CHARACTERS - 1,
}


@pytest.mark.parametrize("numeral", PARSED, ids=lambda numeral: numeral[:12])
def test_what_a_numeral_denotes(numeral):
    value = parse(numeral)
    assert QQ.of_type(value)
    assert Fraction(int(value.numerator), int(value.denominator)) == PARSED[numeral]


REFUSED = {
    "": "an exact number such as",
    " 1": "an exact number such as",
    "1 ": "an exact number such as",
    "1\n": "an exact number such as",
    ".": "an exact number such as",
    "e5": "an exact number such as",
    "1e": "an exact number such as",
    "1e1.5": "an exact number such as",
    "--1": "an exact number such as",
    "1_0": "an exact number such as",
    "0x1": "an exact number such as",
    "1j": "an exact number such as",
    "nan": "an exact number such as",
    "Infinity": "an exact number such as",
    "1/2/3": "an exact number such as",
    "1/-2": "an exact number such as",
    "1.0/2": "an exact number such as",
    "1/2e3": "an exact number such as",
    "٤": "an exact number such as",
    "²": "an exact number such as",
    "1/0": "a denominator other than 0",
    "0/00": "a denominator other than 0",
    f"1e{MAX_EXPONENT + 1}": "an exponent of size at most 4000",
    f"1e-{MAX_EXPONENT + 1}": "an exponent of size at most 4000",
    "1e999999999": "an exponent of size at most 4000",
    "1e9999999999": "an exact number such as",
    "1" * (MAX_CHARACTERS + 1): "at most 4000 characters, found 4001 characters",
}


@pytest.mark.parametrize("numeral", REFUSED, ids=lambda numeral: ascii(numeral[:12]))
def test_what_is_no_numeral(numeral):
    with pytest.raises(InputError, match=f"^here: expected {REFUSED[numeral]}") as stop:
        parse(numeral, "here")
    assert str(stop.value).isprintable()
    assert str(stop.value).isascii()


@given(st.fractions())
def test_parse_inverts_text(value):
    assert parse(text(exact(value))) == exact(value)
    assert text(exact(value)) == str(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9))
def test_a_decimal_is_the_decimal_it_is_written_as(value):
    assert parse(str(value)) == exact(Fraction(value))


@given(st.text(max_size=8))
def test_any_text_is_a_number_or_refused(word):
    try:
        value = parse(word)
    except InputError as error:
        assert str(error).isprintable()
    else:
        assert Fraction(int(value.numerator), int(value.denominator)) == Fraction(word)


@pytest.mark.parametrize(
    "value",
    [3, Fraction(3), Rational(3), QQ(3), ZZ(3), "3", "6/2", "3.0"],
    ids=lambda value: type(value).__name__,
)
def test_exact_numbers_of_every_kind(value):
    assert exact(value) == QQ(3)
    assert QQ.of_type(exact(value))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0.5, r'the float 0.5 \(pass "0.5", or use from_floats\)'),
        (float("nan"), "the float nan"),
        (True, "true"),
        (None, "None"),
        (1 + 2j, r"\(1\+2j\)"),
        (sqrt(2), "sqrt"),
        (sympy.Float(0.5), "0.5"),
        ([1], r"\[1\]"),
    ],
)
def test_inexact_values_are_refused(value, found):
    with pytest.raises(InputError, match=f"^there: expected an exact number, found .*{found}"):
        exact(value, "there")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_dyadic_rational_it_denotes(value):
    assert exact_from_float(value) == exact(Fraction(value))


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_floats_that_denote_nothing(value):
    with pytest.raises(InputError, match="number: expected a finite float, found"):
        exact_from_float(value)


@given(st.text(), st.integers(8, 60))
def test_what_was_found_is_shown_in_one_short_printable_line(value, limit):
    assert len(shown(value, limit)) <= limit + 1
    assert shown(value, limit).isascii()
    assert shown(value, limit).isprintable()


small = st.fractions(min_value=-50, max_value=50, max_denominator=30)


@pytest.mark.parametrize(
    ("radicand", "domain"),
    [
        (QQ(0), "QQ"),
        (QQ(1), "QQ"),
        (QQ(9, 4), "QQ"),
        (QQ(2), "QQ<sqrt(2)>"),
        (QQ(8), "QQ<sqrt(2)>"),
        (QQ(1, 3), "QQ<sqrt(3)>"),
        (QQ(50, 49), "QQ<sqrt(2)>"),
    ],
)
def test_the_field_of_a_square_root(radicand, domain):
    field = quadratic_field(radicand)
    assert str(field) == domain
    root = field.from_sympy(sqrt(QQ.to_sympy(radicand)))
    assert root * root == field.from_sympy(QQ.to_sympy(radicand))


def test_no_field_of_a_negative_square_root():
    with pytest.raises(InputError, match="radicand: expected a rational d >= 0, found -1/2"):
        quadratic_field(QQ(-1, 2))


def sign_by_squares(a, b, d):
    """The sign of a + b√d by cases, in Fractions."""
    if a >= 0 and b >= 0:
        return 1 if a or (b and d) else 0
    if a <= 0 and b <= 0:
        return -sign_by_squares(-a, -b, d)
    left, right = (a * a, b * b * d) if a > 0 else (b * b * d, a * a)
    return (left > right) - (left < right)


@given(small, small, st.sampled_from([2, 3, 5, 6, 7, 13, 101]))
def test_the_sign_in_a_quadratic_field(a, b, d):
    field = quadratic_field(QQ(d))
    element = field.from_sympy(Rational(a) + Rational(b) * sqrt(d))
    expected = sign_by_squares(a, b, d)
    assert sign(element, field) == expected
    assert sign(-element, field) == -expected
    assert sign(element - element, field) == 0


@given(st.integers(1, 10**40))
def test_the_sign_of_a_difference_that_floats_call_zero(size):
    """q√2 − p for the neighbours p of q√2: tiny, never 0."""
    field = quadratic_field(QQ(2))
    below = isqrt(2 * size * size)
    for p, expected in ((below, 1), (below + 1, -1)):
        assert sign(field.from_sympy(size * sqrt(2) - p), field) == expected


def test_signs_of_rationals_and_of_what_has_none():
    assert [sign(QQ(n, 7)) for n in (-1, 0, 1)] == [-1, 0, 1]
    assert sign(ZZ(-3), ZZ) == -1
    symbols = QQ[sympy.Symbol("x")]
    with pytest.raises(SignError, match=r"no exact order in the domain QQ\[x\]"):
        sign(symbols.one, symbols)
    cubic = QQ.algebraic_field(sympy.cbrt(2))
    with pytest.raises(SignError, match="no exact order"):
        sign(cubic.one, cubic)


def simplest_by_search(low, high):
    for denominator in count(1):
        first = low * denominator // 1 + 1
        last = -(-high * denominator // 1) - 1
        if first <= last:
            return Fraction(min(max(first, 0), last), denominator)
    return None


@given(small, small)
def test_simplest_rational(one, other):
    low, high = sorted((one, other))
    if low == high:
        with pytest.raises(InputError, match="interval: expected low < high"):
            simplest_between(exact(low), exact(high))
        return
    simplest = simplest_between(exact(low), exact(high))
    assert exact(low) < simplest < exact(high)
    assert simplest == exact(simplest_by_search(low, high))
    assert simplest_between(exact(-high), exact(-low)) == -simplest


@given(small)
def test_simplest_rational_of_a_half_line(low):
    simplest = simplest_between(exact(low), None)
    assert simplest == max(0, low // 1 + 1)


def test_simplest_rational_in_an_interval_no_float_can_tell_from_a_point():
    low = QQ(1, 3)
    simplest = simplest_between(low, low + QQ(1, 10**60))
    # p/q − 1/3 = 1/(3q) at the smallest, so q is the first number above 10⁶⁰/3 that is 2 modulo 3
    assert simplest.denominator == 10**60 // 3 + 2
    assert 3 * simplest.numerator == simplest.denominator + 1
