"""The integer linear algebra against textbook Gauss-Jordan, with the prime as an adversary."""

import random
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.checker import exact
from proofs.checker.exact import LONG, ExactDivision
from proofs.checker.modular import certified_rank
from tests.checker import naive

# multiples of the prime vanish modulo it, and only there
ENTRIES = st.integers(-3, 3) | st.sampled_from([exact.PRIME, -exact.PRIME, 2 * exact.PRIME + 1])


def matrices(rows, columns):
    return st.lists(
        st.lists(ENTRIES, min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )


SHAPES = st.tuples(st.integers(1, 4), st.integers(1, 4))


def fractions(rows):
    return [[F(e) for e in row] for row in rows]


@settings(deadline=None)
@given(SHAPES.flatmap(lambda s: matrices(*s)))
def test_rank(rows):
    expected = naive.rank(fractions(rows))
    assert exact.rank(rows) == expected
    assert exact.rank_mod(rows) <= expected


@settings(deadline=None)
@given(SHAPES.flatmap(lambda s: matrices(*s)), st.sampled_from([5, 7, 101, exact.PRIME]))
def test_a_rank_modulo_a_prime_is_certified_or_not_given(rows, prime):
    assert certified_rank(rows, prime) in (None, naive.rank(fractions(rows)))


def test_a_rank_below_the_shape_is_certified():
    rows = [[F(i * k + 10**30 * (i + k)) for k in range(6)] for i in range(1, 8)]
    assert certified_rank([[int(e) for e in row] for row in rows]) == naive.rank(rows) == 2


def test_the_prime_is_prime_and_does_not_decide_alone():
    p = exact.PRIME
    assert pow(3, p - 1, p) == 1
    x = 4  # Lucas-Lehmer for 2^61 - 1
    for _ in range(59):
        x = (x * x - 2) % p
    assert x == 0
    assert exact.rank_mod([[p, 0], [0, p]]) == 0
    assert exact.rank([[p, 0], [0, p]]) == 2
    assert exact.is_invertible([[p, 1], [0, p]])
    assert not exact.is_invertible([[p, p], [1, 1]])


@settings(deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: st.tuples(matrices(n, n), matrices(1, n))))
def test_solve(system):
    matrix, (right,) = system
    if naive.rank(fractions(matrix)) < len(matrix):
        with pytest.raises(ValueError, match="invertible"):
            exact.solve(matrix, right)
    else:
        assert naive.apply(fractions(matrix), exact.solve(matrix, right)) == right


@settings(deadline=None)
@given(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.integers(1, 4)).flatmap(
        lambda s: st.tuples(matrices(s[0], s[2]), matrices(s[1], s[2]))
    )
)
def test_the_schur_trace_is_a_squared_distance(vectors):
    base, others = fractions(vectors[0]), fractions(vectors[1])
    rows = base + others
    gram = [[int(naive.inner(a, b)) for b in rows] for a in rows]
    expected = F(0)
    for v in others:
        nearest = [F(0)] * len(v)
        if base:
            block = [[naive.inner(a, b) for b in base] for a in base]
            weights = naive.solve(block, [naive.inner(a, v) for a in base])
            nearest = naive.apply(naive.transpose(base), weights)
        rest = naive.add(v, nearest, -1)
        expected += naive.inner(rest, rest)
    assert F(*exact.schur_trace(gram, len(base))) == expected


@given(SHAPES.flatmap(lambda s: matrices(*s)), st.integers(1, 60))
def test_lowest_terms(rows, d):
    reduced, e = exact.lowest_terms(rows, d)
    assert [[F(a, e) for a in row] for row in reduced] == [[F(a, d) for a in row] for row in rows]
    assert exact.integers([[F(a, d) for a in row] for row in rows]) == (reduced, e)


def test_exact_division_is_division():
    """Of both signs, of all lengths on either side of where the method changes."""
    rng = random.Random(4)
    for bits in (1, 3, 60, LONG - 1, LONG, LONG + 1, 3 * LONG):
        for _ in range(60):
            by = rng.choice((1, -1)) * (rng.getrandbits(bits) | 1 << bits) << rng.choice((0, 0, 5))
            divided = ExactDivision(by)
            for length in (1, 8, bits, 2 * bits, 5 * bits, 2):
                quotient = rng.choice((0, 1, -1)) * rng.getrandbits(length)
                assert divided(quotient * by) == quotient
