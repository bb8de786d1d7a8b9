"""Integers in arrays are exact, in machine words and beyond them: told again by Python's own."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import QQ

from symbolic.confirming import confirm
from symbolic.errors import NotApplicable
from symbolic.integer_arrays import as_array, integer_array, least_quotient, product, times
from symbolic.matrices import column, matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import fraction

whole = st.integers(-5, 5) | st.integers(-(2**63), 2**63) | st.integers(-(10**40), 10**40)
three = st.lists(whole, min_size=3, max_size=3)


def stacked(rows):
    return as_array(e for row in rows for e in row).reshape(len(rows), -1)


@given(st.lists(three, min_size=1, max_size=4), st.lists(three, min_size=1, max_size=4))
def test_products(left, right):
    here = product(stacked(left), stacked(right).T)
    assert here.tolist() == [[sum(map(int.__mul__, a, b)) for b in right] for a in left]


@given(three, whole)
def test_multiples(entries, factor):
    assert times(as_array(entries), factor).tolist() == [e * factor for e in entries]


@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=8))
def test_the_least_quotient(pairs):
    above, below = (as_array(side) for side in zip(*pairs, strict=True))
    quotients = [Fraction(a, b) for a, b in pairs if b > 0]
    least = least_quotient(above, below)
    assert (None if least is None else fraction(least)) == min(quotients, default=None)


def test_neighbouring_quotients_are_told_apart():
    big = 2**61
    above, below = as_array([big - 1, big - 2, big - 3]), as_array([big, big - 1, big - 2])
    assert fraction(least_quotient(above, below)) == Fraction(big - 3, big - 2)


@given(st.lists(three, min_size=1, max_size=3), whole.filter(bool))
def test_matrices_over_one_denominator(rows, denominator):
    values = matrix([[Fraction(e, denominator) for e in row] for row in rows])
    entries, common = integer_array(values)
    assert entries.shape == values.shape
    wanted = [Fraction(e, denominator) for row in rows for e in row]
    assert [Fraction(e, common) for e in entries.ravel().tolist()] == wanted


@pytest.mark.parametrize("far", [1, Fraction(1, 10**40), 10**40])
def test_a_network_is_confirmed_at_every_scale(far):
    hidden = Layer(matrix([[1 / Fraction(far)]]), column([1]))
    points = matrix([[0, far, 2 * far]])
    zero = ReluNetwork((hidden,), Layer(matrix([[0]]), column([0])))
    confirm(zero, points, matrix([[0, 0, 0]]))
    line = ReluNetwork((hidden,), Layer(matrix([[far]]), column([-far])))
    confirm(line, points, points)
    with pytest.raises(NotApplicable, match="strictly"):
        confirm(line, points, points * QQ(2))
    with pytest.raises(NotApplicable, match="strictly"):
        confirm(line, points * QQ(-1), points * QQ(-1))


def test_words_stay_words():
    assert as_array([1, 2]).dtype == np.int64
    assert as_array([2**62]).dtype == object


def test_products_in_floats_and_from_row_to_row_are_exact():
    """At the bound of floats, beyond it, and for a triangle and huge numbers."""
    rng = np.random.default_rng(0)
    for largest in (3, 2**20, 2**24, 2**29, 2**60):
        left = rng.integers(-largest, largest, (9, 40))
        right = rng.integers(-largest, largest, (40, 7))
        assert product(left, right).tolist() == plain(left, right)
    triangle = -2 * np.tril(np.ones((50, 50), dtype=np.int64))
    huge = as_array([(-7) ** k for k in range(200)]).reshape(50, 4)
    assert product(triangle, huge).tolist() == plain(triangle, huge)


def plain(left, right):
    rows, columns = left.tolist(), list(zip(*right.tolist(), strict=True))
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in rows
    ]
