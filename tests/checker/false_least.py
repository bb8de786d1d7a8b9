"""False P0, P2, P3 and W2: costs that are not the least, points that do not coincide, shapes that
are others, though the outputs are right.
"""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.lists_by_hand import classes_with, listed, network_of, values_at, written

# Two points of a and one of b share 1: weights 2/3 and 1/2
MIXED = classes_with(a=[[0], [1], [1]], b=[[1], [2]])
MIXED_LIST = [("a", [0], ([F(1)], F(1, 2))), (None, [0], ([F(1)], F(3, 2))), ("b", [1], None)]
TOGETHER = [[["a", 1], ["a", 2], ["b", 0]]]


def inconsistent(classes=MIXED, parts=MIXED_LIST, coincident=TOGETHER, net=None, **claims):
    """A P0 certificate; without ``net`` that of the best values at the three inputs of `MIXED`."""
    return listed(classes, parts, net or least_net(), "P0", coincident=coincident, **claims)


def least_net(mean=None):
    """The network with the best value, or another one, at the mixed input."""
    mean = mean or values_at(MIXED)[0][1,]
    return network_of([n.unit(2, 0), mean, n.unit(2, 1)], [p for *_, p in MIXED_LIST[:2]])


def true_least():
    return inconsistent()


def one_copy_only():
    return inconsistent(coincident=[[["a", 1], ["b", 0]]])


def a_copy_twice():
    return inconsistent(coincident=[[["a", 1], ["a", 1], ["b", 0]]])


def no_coincidence_listed():
    return inconsistent(coincident=[])


def pure_copies_listed():
    """Points of one class that coincide are no mixed input."""
    classes = classes_with(a=[[0], [0], [1], [1]], b=[[1], [2]])
    parts = [("a", [0, 1], ([F(1)], F(1, 2))), *MIXED_LIST[1:]]
    listed_ = [[["a", 0], ["a", 1]], [["a", 2], ["a", 3], ["b", 0]]]
    return inconsistent(classes, parts, listed_)


def mean_of_the_points():
    """2/3 of a and 1/3 of b, as if every point weighed the same, at the cost of that."""
    mean, cost = [F(2, 3), F(1, 3)], F(0)
    for y, w in ((n.unit(2, 0), F(2, 3)), (n.unit(2, 1), F(1, 2))):
        miss = n.add(y, mean, -1)
        cost += w * n.inner(miss, miss)
    return inconsistent(net=least_net(mean), cost=cost)


def mean_of_the_classes():
    return inconsistent(net=least_net([F(1, 2), F(1, 2)]))


def cost_of_one_copy():
    """The cost counts one of the two points of a."""
    return inconsistent(cost=values_at(MIXED)[1] - F(1, 3) * F(18, 49))


def cost_zero():
    return inconsistent(cost=F(0))


def zero_though_mixed():
    """P1 of data in which different targets coincide: the right values, and cost 0 claimed."""
    parts = [("a", [0, 1, 2], ([F(1)], F(3, 2))), ("b", [1], None)]
    return listed(MIXED, parts, cost=F(0))


def least_though_consistent():
    return listed(statement="P0", coincident=[])


def mixed_in_a_pure_cell():
    """The mixed input stands in the cell of a."""
    return inconsistent(parts=[("a", [0, 1, 2], ([F(1)], F(3, 2))), ("b", [1], None)])


def two_means_in_a_cell():
    """Mixed inputs of different best values in one cell."""
    classes = classes_with(a=[[0], [1], [1], [2]], b=[[1], [2]])
    means = [values_at(classes)[0][x,] for x in (1, 2)]
    between = [([F(1)], F(1, 2)), ([F(1)], F(3, 2))]
    net = network_of([n.unit(2, 0), *means], between)
    parts = [("a", [0], between[0]), (None, [0, 1], None)]
    together = [[["a", 1], ["a", 2], ["b", 0]], [["a", 3], ["b", 1]]]
    return inconsistent(classes, parts, together, net=net)


# --- P2, P3, W2: the outputs are right, the shape is another -----------------------------------

PAIR = classes_with(a=[[0]], b=[[2]])
BETWEEN = ([F(1)], F(1))
PAIR_NET = network_of([n.unit(2, 0), n.unit(2, 1)], [BETWEEN])


def shallow_with_two_layers():
    return written("P2", PAIR, PAIR_NET)


def narrow_with_three_units():
    (w, b), (v, c), last = PAIR_NET
    wide = (w * 3, [b[0], F(-1), F(-1)])
    return written("W2", PAIR, [wide, ([[*v[0], F(0), F(0)]], c), last])


def deep_of(first, second, readout):
    """A P3 certificate of hidden width M + Q - 1 = 2."""
    return written("P3", PAIR, [first, second, readout])


SHIFT = ([[F(1)], [F(0)]], [F(1), F(1)])  # (x + 1, 1): the padding has become 1
STILL = (n.eye(2), [F(1), F(1)])
AT_ONE = ([[F(-1, 2), F(0)], [F(1, 2), F(0)]], [F(2), F(-1)])  # e_1 at 2, e_2 at 4


def true_deep():
    return deep_of(SHIFT, STILL, AT_ONE)


def deep_and_wider():
    wide = ([[F(1)], [F(0)], [F(0)]], [F(1), F(1), F(1)])
    still = (n.eye(3), [F(1)] * 3)
    out = ([[*row, F(0)] for row in AT_ONE[0]], AT_ONE[1])
    return deep_of(wide, still, out)


def deep_and_singular():
    return deep_of(SHIFT, ([[F(1), F(0)], [F(1), F(0)]], [F(1), F(1)]), AT_ONE)


def deep_without_the_data():
    """W_1 = 0 has no rank, whatever the outputs."""
    constant = ([[F(0)], [F(0)]], [F(1), F(1)])
    return deep_of(constant, STILL, AT_ONE)


def deep_and_half_collapsed():
    """At one input one unit is positive and one negative: neither kept nor collapsed."""
    return deep_of(SHIFT, ([[F(1), F(0)], [F(0), F(1)]], [F(1), F(-2)]), AT_ONE)


FALSEHOODS = {
    "p1_zero_though_mixed": (
        zero_though_mixed,
        "refuted",
        "expected no points of different targets",
    ),
    "p0_one_copy_only": (one_copy_only, "refuted", "coincident: expected"),
    "p0_copy_twice": (a_copy_twice, "refuted", "coincident: expected"),
    "p0_no_coincidence": (no_coincidence_listed, "refuted", "coincident: expected"),
    "p0_pure_copies": (pure_copies_listed, "refuted", "coincident: expected"),
    "p0_mean_of_the_points": (mean_of_the_points, "refuted", "output: expected"),
    "p0_mean_of_the_classes": (mean_of_the_classes, "refuted", "output: expected"),
    "p0_cost_of_one_copy": (cost_of_one_copy, "refuted", "cost_squared: expected 4/7"),
    "p0_cost_zero": (cost_zero, "refuted", "cost_squared: expected 4/7, found 0"),
    "p0_consistent": (least_though_consistent, "refuted", "expected points of different targets"),
    "p0_mixed_in_a_pure_cell": (mixed_in_a_pure_cell, "refuted", "cells[0].points, all points at"),
    "p0_two_means_in_a_cell": (two_means_in_a_cell, "refuted", "cells[1], target"),
    "p2_two_layers": (shallow_with_two_layers, "refuted", "expected one hidden layer at most"),
    "w2_three_units": (narrow_with_three_units, "refuted", "hidden widths at most 2, found 3"),
    "p3_wider": (deep_and_wider, "refuted", "layers[0], width: expected 2, found 3"),
    "p3_singular": (deep_and_singular, "refuted", "layers[1].W: expected an invertible matrix"),
    "p3_without_the_data": (deep_without_the_data, "refuted", "output: expected"),
    "p3_half_collapsed": (deep_and_half_collapsed, "refuted", "expected each input kept or"),
}
TRUTHS = {"p0_by_hand": true_least, "p3_by_hand": true_deep}
