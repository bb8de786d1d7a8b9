"""True certificates on the edge of what is true: hulls that only touch, a ball just short of a
kink, and the like.
"""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.false_networks import line, scalar, true_pair
from tests.checker.false_obstructions import squares
from tests.checker.landscapes_by_hand import ENDS, PAIR, claimed


def hulls_that_touch():
    """A corner of one triangle lies on a side of the other."""
    classes = squares(("a", [[0, 0], [4, 0], [0, 4]]), ("b", [[2, 2], [5, 5]]))
    own, rest = [[1, F(1, 2)], [2, F(1, 2)]], [["b", 0, F(1)]]
    return n.obstruction("touching", classes, [("a", ["b"], own, rest)])


def a_common_point():
    """The same point in two classes, which differ otherwise."""
    classes = squares(("a", [[0, 0], [1, 0]]), ("b", [[0, 0], [0, 1]]))
    return n.obstruction("common", classes, [("b", ["a"], [[0, F(1)]], [["a", 0, F(1)]])])


def a_ball_short_of_the_kink():
    """Radius 1/2 would reach it."""
    cert = claimed(PAIR, 1, ENDS, {("a", "affine"): scalar((1, 0))})
    cert["minima"][1]["radius"] = "499999999999/1000000000000"
    return cert


def balanced_noise():
    """I = {}, linear readout, scatter such that Δ₂u = 0: T5c holds with c = 0."""
    classes = [
        ("a", n.unit(2, 0), n.exact([["7/2", "1/2"], ["9/2", "-1/2"]])),
        ("b", n.unit(2, 1), n.exact([["1/2", "7/2"], ["-1/2", "9/2"]])),
    ]
    return n.landscape("balanced", classes)


def two_layers_of_their_own():
    """First b from below, then c from above: a layer each, apexes of their own."""
    classes = line(("a", [-2, -1]), ("b", [-4, -3]), ("c", [2, 3]))
    apexes = {"a": [F(0)], "b": [F(-5, 2)], "c": [F(1, 2)]}
    first = (1, F(5, 2))
    networks = {
        ("b", "affine"): scalar(first, (1, 1)),
        ("b", "c", "affine"): scalar(first, (-1, 3)),
    }
    return claimed(classes, 2, apexes, networks)


def a_point_alone():
    """Q = N = M = 1."""
    return n.zero_loss("alone", line(("a", [5])))


def long_numbers():
    """Coordinates and targets of a hundred digits."""
    big = F(10**100 + 1, 3**50)
    classes = [(label, y, [[e * big for e in x] for x in xs]) for label, y, xs in n.two_triangles()]
    return n.zero_loss("long", classes)


def plus_and_minus():
    """Targets (1, -1) and (-1, 1): affinely independent, which is all that a network needs."""
    targets = [[F(1), F(-1)], [F(-1), F(1)]]
    classes = [(l, y, xs) for (l, _, xs), y in zip(n.two_triangles(), targets, strict=True)]
    return n.zero_loss("signs", classes)


def targets_on_a_line_through_0():
    """T5d for the affine readout asks for affine independence only."""
    targets = [[F(1), F(-1)], [F(-1), F(1)]]
    classes = [(l, y, xs) for (l, _, xs), y in zip(n.two_triangles(), targets, strict=True)]
    return n.landscape("signs", classes, readouts=["affine"])


def one_point_collapsed():
    """T5d asks for the scatter of the classes that are not collapsed."""
    a, b = n.two_triangles()
    return n.landscape("point", [(a[0], a[1], n.exact([["4", "0"]])), b])


def equal_values():
    """One point a class: equal values for both readouts."""
    classes = [("a", n.unit(2, 0), n.exact([[4, 0, 0]])), ("b", n.unit(2, 1), n.exact([[0, 4, 0]]))]
    return n.landscape("points", classes, values_only=True)


TRUTHS = {
    "t5_signs": targets_on_a_line_through_0,
    "t5_one_point_collapsed": one_point_collapsed,
    "t5_equal_values": equal_values,
    "t3_plus_and_minus": plus_and_minus,
    "t3_pair": true_pair,
    "t3_alone": a_point_alone,
    "t3_long_numbers": long_numbers,
    "t3o_touching": hulls_that_touch,
    "t3o_common_point": a_common_point,
    "t4_deeper": lambda: n.degeneracy("deeper", n.two_triangles(), extra=1),
    "t5_balanced_noise": balanced_noise,
    "t5_ball_short_of_the_kink": a_ball_short_of_the_kink,
    "t5_layers_of_their_own": two_layers_of_their_own,
    "t5_values": lambda: n.landscape("values", n.simplices(3), values_only=True),
}
