"""Hyperplanes and common points: whatever is proposed, what is returned is exactly right, and one
of the two exists.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import matrices, rationals

from symbolic.matrices import column, matrix
from symbolic.scalars import exact
from symbolic.separation import Hyperplane, Separator, gap, heights, primitive


def rows(block):
    return [list(map(Fraction, map(str, row))) for row in block.transpose().to_list()]


def separates(normal, inside, rest):
    """f·inside < f·rest, in Fractions and by hand."""
    f = [Fraction(str(e)) for e in normal.to_list_flat()]
    height = [
        [sum(a * b for a, b in zip(f, x, strict=True)) for x in rows(b)] for b in (inside, *rest)
    ]
    return max(height[0]) < min(h for block in height[1:] for h in block)


def is_common(common, inside, rest):
    """Positive weights that sum to 1 on each side, and the same point on both, in Fractions."""
    left = [(rows(inside)[i], Fraction(str(w))) for i, w in common.inside]
    right = [(rows(rest[b])[i], Fraction(str(w))) for b, i, w in common.rest]
    for side in (left, right):
        assert sum(w for _, w in side) == 1
        assert all(w > 0 for _, w in side)
    points = [
        [sum(w * x[k] for x, w in side) for k in range(inside.shape[0])] for side in (left, right)
    ]
    return points[0] == points[1]


def is_common_direction(direction, inside, rest, apex):
    """Positive weights of sum 1 with Σ λ (x − p) = Σ ν (z − p), in Fractions."""
    left = [(rows(inside)[i], Fraction(str(w))) for i, w in direction.inside]
    right = [(rows(rest[b])[i], Fraction(str(w))) for b, i, w in direction.rest]
    assert all(w > 0 for _, w in left + right)
    assert sum(w for _, w in left + right) == 1
    sides = [
        [sum(w * (x[k] - p) for x, w in side) for k, p in enumerate(apex)] for side in (left, right)
    ]
    return sides[0] == sides[1]


def one_per_row(*points):
    return matrix(points).transpose()


EPSILON = "1e-30"
# name -> (inside, blocks of the rest, whether a hyperplane separates)
PAIRS = {
    "two points of a line": (one_per_row([0]), [one_per_row([1])], True),
    "the same point": (one_per_row([1]), [one_per_row([1])], False),
    "between": (one_per_row([1]), [one_per_row([0]), one_per_row([2])], False),
    "at the end of a segment": (one_per_row([0, 0]), [one_per_row([0, 0], [1, 1])], False),
    "in the middle of a segment": (one_per_row([1, 1]), [one_per_row([0, 0], [2, 2])], False),
    "a crossing": (one_per_row([0, 0], [2, 2]), [one_per_row([0, 2], [2, 0])], False),
    "touching corners": (
        one_per_row([0, 0], [1, 0], [0, 1]),
        [one_per_row([1, 0], [2, 0], [2, 1])],
        False,
    ),
    "a corner on an edge": (one_per_row([0, 0], [1, 1]), [one_per_row([1, 0], [1, 3])], False),
    "parallel edges": (one_per_row([0, 0], [4, 0]), [one_per_row([0, 1], [4, 1])], True),
    "a repeated point": (one_per_row([0], [0]), [one_per_row([1], [1])], True),
    "a flat set in space": (
        one_per_row([0, 0, 0], [1, 0, 0]),
        [one_per_row([0, 1, 0], [1, 1, 0])],
        True,
    ),
    "scales far apart": (
        one_per_row(["1e200", 0]),
        [one_per_row(["1e200", "1e-200"])],
        True,
    ),
    "a coordinate that is always 0": (one_per_row([0, 5]), [one_per_row([0, 6])], True),
    "tiny numbers": (one_per_row(["1e-400", 1]), [one_per_row(["-1e-400", 1])], True),
    "huge numbers": (one_per_row(["1e400", 1]), [one_per_row(["-1e400", 1])], True),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_hyperplane_or_a_common_point(name):
    inside, rest, apart = PAIRS[name]
    separator = Separator([inside, *rest])
    normal, common = separator.normal(inside, rest), separator.common_point(inside, rest)
    assert (normal is not None) == apart
    assert (common is None) == apart
    assert separates(normal, inside, rest) if apart else is_common(common, inside, rest)


@pytest.mark.parametrize("shift", ["0", EPSILON, "-" + EPSILON])
def test_what_no_float_can_decide_is_decided(shift):
    """A corner that touches an edge, or misses or enters by 1e-30."""
    inside = one_per_row([exact(shift), "1/2"], [-1, 0])
    rest = [one_per_row([0, 0], [0, 1])]
    side = Separator([inside, *rest]).decide(inside, rest)
    if shift.startswith("-"):
        assert separates(side.normal, inside, rest)
    else:
        assert is_common(side, inside, rest)


@st.composite
def two_sets(draw):
    M = draw(st.integers(1, 3))
    inside = draw(st.integers(1, 4).flatmap(lambda n: matrices(M, n)))
    rest = draw(
        st.lists(st.integers(1, 3).flatmap(lambda n: matrices(M, n)), min_size=1, max_size=2)
    )
    return inside, rest


@given(two_sets())
def test_exactly_one_of_them_exists(sets):
    inside, rest = sets
    separator = Separator([inside, *rest])
    normal, common = separator.normal(inside, rest), separator.common_point(inside, rest)
    assert (normal is None) != (common is None)
    if normal is not None:
        assert separates(normal, inside, rest)
    else:
        assert is_common(common, inside, rest)


@given(two_sets(), st.data())
def test_a_hyperplane_through_a_given_point_or_why_there_is_none(sets, data):
    inside, rest = sets
    through = data.draw(matrices(inside.shape[0], 1))
    side = Separator([inside, *rest, through]).decide(inside, rest, through)
    if isinstance(side, Hyperplane):
        assert separates(side.normal, inside, [through])
        assert separates(side.normal, through, rest)
    else:
        assert is_common_direction(side, inside, rest, rows(through)[0])


def test_a_hyperplane_through_the_middle_is_found():
    inside, rest, through = one_per_row([0, 0]), [one_per_row([2, 0])], column([1, 5])
    normal = Separator([inside, *rest, through]).normal(inside, rest, through)
    assert separates(normal, inside, [through])
    assert separates(normal, through, rest)
    beyond = column([3, 0])
    assert Separator([inside, *rest, beyond]).normal(inside, rest, beyond) is None


def answering(patch, values):
    """Linear programs answer with the given floats, over and over, whatever they are asked; none:
    they give up.
    """

    def minimum(self, *_):
        return np.resize(values, self.size) if values else None

    def multipliers(self):
        return np.resize(np.abs(values), self._solver.getNumRow())

    patch.setattr("symbolic.programs.Program.minimum", minimum)
    patch.setattr("symbolic.programs.Program.multipliers", multipliers)


@given(st.lists(st.floats(-1, 1), max_size=5), two_sets())
def test_wrong_proposals_or_none_change_no_verdict(values, sets):
    inside, rest = sets
    right = isinstance(Separator([inside, *rest]).decide(inside, rest), Hyperplane)
    with pytest.MonkeyPatch.context() as patch:
        answering(patch, values)
        side = Separator([inside, *rest]).decide(inside, rest)
    assert isinstance(side, Hyperplane) == right
    if right:
        assert separates(side.normal, inside, rest)
    else:
        assert is_common(side, inside, rest)


# --- the parts ----------------------------------------------------------------------------------


@given(two_sets(), st.data())
def test_gap_and_margin_by_hand(sets, data):
    inside, rest = sets
    normal = data.draw(matrices(inside.shape[0], 1))
    below, above = (
        heights(normal, inside),
        [h for block in rest for h in heights(normal, block)],
    )
    width = gap(normal, inside, rest)
    assert width == ((max(below), min(above)) if max(below) < min(above) else None)
    offset = exact(data.draw(rationals))
    margin = Hyperplane(normal, offset).margin(inside, rest)
    assert margin == min(offset - max(below), min(above) - offset)
    assert (margin > 0) == (max(below) < offset < min(above))


def test_gap_without_a_rest():
    assert gap(column([2]), matrix([[1, 3]]), []) == (6, None)


@given(st.lists(rationals, min_size=1, max_size=4))
def test_primitive_vectors(entries):
    vector = primitive(column(entries)).to_list_flat()
    assert all(e.denominator == 1 for e in vector)
    integers = [int(e) for e in vector]
    if any(entries):
        assert np.gcd.reduce(integers) == 1
        factor = next(Fraction(i) / e for i, e in zip(integers, entries, strict=True) if e)
        assert factor > 0
        assert [Fraction(i) for i in integers] == [factor * e for e in entries]
    else:
        assert not any(integers)
