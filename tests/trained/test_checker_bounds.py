"""What the checker has to find by itself: it says *refuted* with a witness only, else *unknown*."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from proofs.checker.errors import Refuted, Undecided, at_most
from proofs.checker.trained_bounds import eigenvalue_bound
from proofs.checker.trained_minima import _require_between
from proofs.checker.trained_moves import moves, require_transversal
from proofs.checker.trained_network import parameters, run

TINY = F(1, 1 << 300)


@pytest.mark.parametrize("eigenvalue", [F(1, 1 << 40), F(1), F(10**30)])
def test_least_eigenvalues_are_bounded_from_below(eigenvalue):
    """Of an orthogonal change of diag(eigenvalue, 4 eigenvalue)."""
    c, s = F(3, 5), F(4, 5)
    values = [
        [eigenvalue * (c * c + 4 * s * s), eigenvalue * -3 * c * s],
        [eigenvalue * -3 * c * s, eigenvalue * (s * s + 4 * c * c)],
    ]
    assert 0 < eigenvalue_bound(values, eigenvalue / 2, "x") <= eigenvalue


def test_a_direction_refutes_and_rounding_does_not():
    one = F(1)
    with pytest.raises(Refuted, match="found a direction where it is not"):
        eigenvalue_bound([[one, 2 * one], [2 * one, one]], F(1, 4), "x")
    # diag(1, tiny) >= tiny / 2 holds, but below the fixed point; the singular matrix is no witness
    with pytest.raises(Undecided):
        eigenvalue_bound([[one, F(0)], [F(0), TINY]], TINY / 2, "x")
    with pytest.raises(Undecided):
        eigenvalue_bound([[one, one], [one, one + 2 * TINY]], TINY / 4, "x")


def field(*entries):
    return {k: F(e) for k, e in enumerate(entries)}


def test_moves_beyond_floats_are_inverted_exactly():
    huge, small = F(10) ** 400, F(1, 10**400)
    for fields in (
        [field(huge, 0), field(0, 1)],
        [field(small, 0), field(0, small)],
        [field(1, 1), field(1, 1 + F(1, 10**30)), field(2, 2)],
    ):
        require_transversal(fields, [0, 1], F(0), "x")
        require_transversal(fields, [0, 1], F(1, 10**450), "x")


def test_dependent_moves_are_refuted_and_moving_ones_are_not():
    with pytest.raises(Refuted, match="expected 2 independent moves"):
        require_transversal([field(1, 3), field(2, 6)], [0, 1], F(0), "x")
    with pytest.raises(Refuted, match="expected 1 independent move,"):
        require_transversal([], [0], F(0), "x")
    with pytest.raises(Undecided, match="found no proof"):
        require_transversal([field(1, 0), field(0, 1)], [0, 1], F(1, 2), "x")


@pytest.mark.parametrize(
    ("value", "slack", "limit", "wobble", "error"),
    [
        (F(1), F(0), F(2), F(0), None),
        (F(0), F(0), F(2), F(0), Refuted),
        (F(2), F(0), F(2), F(0), Refuted),
        (F(-1), F(1, 2), F(2), F(0), Refuted),
        (F(3), F(1, 4), F(2), F(1, 2), Refuted),
        (F(1, 4), F(1, 2), F(2), F(0), Undecided),
        (F(1), F(0), F(2), F(1), Undecided),
    ],
)
def test_multipliers(value, slack, limit, wobble, error):
    if error is None:
        _require_between(value, slack, (limit, wobble), (0, 0))
        return
    with pytest.raises(error, match="multiplier between 0 and its bound at unit 0, point 0"):
        _require_between(value, slack, (limit, wobble), (0, 0))


@pytest.mark.parametrize("digits", [1, 2, 12])
def test_a_printed_bound_is_a_bound(digits):
    """Two digits cut off would promise that a minimum is nearer than was proved."""
    rng = random.Random(digits)
    for _ in range(300):
        value = F(rng.randint(1, 10**20), rng.randint(1, 10**20)) * F(10) ** rng.randint(-400, 400)
        printed = F(at_most(value, digits))
        assert value <= printed <= value * (1 + F(10) ** (1 - digits))
        assert F(at_most(printed, digits)) == printed
    assert at_most(F(0)) == "0"


@pytest.mark.parametrize("weight", [F(1), F(-3), F(2, 7)])
def test_moves_keep_the_kinks_that_are_held(weight):
    """A unit that is off but for its kink at one point: that point still sees its bias."""
    network = (
        (((weight,), (F(1),)), (F(0), F(5))),
        (((F(2), F(1)),), (F(0),)),
    )
    points = [(F(0),), (-weight,), (-2 * weight,)]
    at = run(network, points, [(F(1),)] * 3, [F(1)] * 3, [F(1)])
    fields = list(moves(at, parameters(network), {0: [0]}))
    assert fields
    assert all(field.get(at.place(0, 0, 1), 0) == 0 for field in fields)
    free = list(moves(at, parameters(network), {}))
    assert any(field.get(at.place(0, 0, 1), 0) for field in free)
