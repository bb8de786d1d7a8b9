"""Decimals that are certain: the first ones, and an ellipsis where more follow."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpz
from hypothesis import given
from hypothesis import strategies as st
from sympy import QQ

from symbolic.errors import InputError
from symbolic.scalars import decimal, exact, shorten, sqrt_decimal, text


def read_back(shown_number):
    """The number that was written, the weight of its last place, and whether more digits follow."""
    mantissa, _, exponent = shown_number.partition("e")
    body = mantissa.removesuffix("…")
    weight = Fraction(10) ** int(exponent or 0)
    last = weight / 10 ** len(body.partition(".")[2])
    return Fraction(body) * weight, last, mantissa.endswith("…")


wild = st.builds(
    lambda value, exponent: value * Fraction(10) ** exponent,
    st.fractions(min_value=-1000, max_value=1000),
    st.one_of(st.integers(-8, 20), st.integers(-400, 400)),
)


@given(wild, st.integers(0, 20))
def test_decimals_are_the_first_ones(value, digits):
    shown_decimal = decimal(exact(value), digits)
    body, last, more = read_back(shown_decimal)
    assert 0 <= abs(value) - abs(body) < last
    assert more == (body != value)
    if value and not Fraction(1, 10**4) <= abs(value) < 10**15:
        assert "e" in shown_decimal
        assert 1 <= abs(body) / Fraction(10) ** int(shown_decimal.partition("e")[2]) < 10


@given(wild, st.integers(0, 30))
def test_decimals_of_a_square_root(value, digits):
    value = abs(value)
    body, last, more = read_back(sqrt_decimal(exact(value), digits))
    assert body * body <= value < (body + last) ** 2
    assert more == (body * body != value)


def test_no_number_meets_the_limit_of_python():
    long = QQ(7**9000, 3**8000)
    assert len(text(long)) > 10_000
    numerator, denominator = text(long).split("/")
    assert QQ(fmpz(numerator), fmpz(denominator)) == long
    assert text(7**9000) == text(long.numerator) == text(Fraction(7**9000))
    assert decimal(long, 3) == "8.171…e3788"
    assert sqrt_decimal(long * long, 3) == "8.171…e3788"
    assert shorten(long) == decimal(long) == "8.171887346011…e3788"


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(6, 30))
def test_what_is_shortened_fits(value, room):
    text = shorten(exact(value), room)
    whole = len(str(value)) <= room
    assert (text == str(value)) if whole else "…" in text or Fraction(text) == value
    assert len(text) <= room + 14  # up to 15 digits before the point


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (QQ(0), 5, "0"),
        (QQ(4), 5, "2"),
        (QQ(1, 9), 5, "0.33333…"),
        (QQ(2), 0, "1…"),
        # the root is so close to 3 that thirty digits of working precision would say 3
        (QQ(9) - QQ(1, 10**60), 5, "2.99999…"),
        (QQ(9) + QQ(1, 10**60), 5, "3.00000…"),
        (QQ(1, 10**40), 5, "1e-20"),
        (QQ(10**80), 2, "1e40"),
    ],
)
def test_decimals_of_a_square_root_by_hand(value, digits, expected):
    assert sqrt_decimal(value, digits) == expected


def test_no_decimals_of_an_imaginary_root():
    with pytest.raises(InputError, match="square root: expected a rational >= 0, found -1"):
        sqrt_decimal(QQ(-1))
