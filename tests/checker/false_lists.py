"""False P1: lists of cells that are none, and networks that are right on the data while what is
said of their cells, their shape or shorter lists is false.
"""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.lists_by_hand import (
    ACROSS,
    LIST,
    STRIP,
    TRUE_NET,
    classes_with,
    listed,
    network_of,
    stuck,
)


def with_cells(**changed):
    """The list with some of its cells changed, `_0` to `_3`; the network is the true one."""
    parts = [changed.get(f"_{k}", cell) for k, cell in enumerate(LIST)]
    return listed(parts=parts, net=TRUE_NET)


def true_list():
    return listed(obstructions=[stuck()])


def overlapping():
    """The last cell names points of the first again: of the same class, as they should be."""
    return with_cells(_3=("a", [0, 1, 2], None))


def a_point_in_no_cell():
    return with_cells(_0=("a", [0], (ACROSS, F(1))))


def touches_its_own():
    """f.x = t at a point of the cell."""
    return with_cells(_0=("a", [0, 1], ([F(1), F(1)], F(1))))


def touches_a_later_one():
    """f.x = t at a point of a later cell."""
    return with_cells(_0=("a", [0, 1], (ACROSS, F(2))))


def forgets_a_later_cell():
    """The second hyperplane has the third cell above it, but not the fourth."""
    return with_cells(_1=("b", [0, 1], ([F(1), F(-3)], F(3))), _2=("c", [0, 1], (ACROSS, F(5))))


def the_other_side():
    return with_cells(_2=("c", [0, 1], ([F(-1), F(0)], F(-5))))


def no_direction():
    """f = 0: 0 < t on the cell, but not > t on later ones."""
    return with_cells(_0=("a", [0, 1], ([F(0), F(0)], F(1))))


def in_another_order():
    """The cells from the second on in reverse: the network is that of the true order."""
    return listed(parts=[LIST[0], LIST[2], LIST[1], LIST[3]], net=TRUE_NET)


def points_of_another_class():
    """c's points are called b's: there are as many of them."""
    return with_cells(_2=("b", [0, 1], (ACROSS, F(5))))


def a_hyperplane_at_the_end():
    cert = true_list()
    cert["cells"][-1] |= {"normal": ["1", "0"], "offset": "7"}
    return cert


def a_hyperplane_missing():
    cert = true_list()
    del cert["cells"][0]["normal"], cert["cells"][0]["offset"]
    return cert


COPIES = classes_with(a=[[0, 0], [0, 0]], b=[[2, 0]])


def copies_apart():
    """Two points of one class at one input, in two cells."""
    plane = ([F(1), F(0)], F(1))
    net = network_of([n.unit(2, 0), n.unit(2, 1)], [plane])
    parts = [("a", [0], plane), ("a", [1], plane), ("b", [0], None)]
    return listed(COPIES, parts, net)


def a_copy_left_out():
    plane = ([F(1), F(0)], F(1))
    return listed(COPIES, [("a", [0], plane), ("b", [0], None)])


SHARED = classes_with([n.unit(3, 0), n.unit(3, 0), n.unit(3, 1)], a=[[0]], b=[[1]], c=[[2]])
SHARED_PLANE = ([F(1)], F(3, 2))


def the_second_of_one_target():
    """Classes a and b have one target: the cell of both is called by the second."""
    return listed(SHARED, [("b", [0, 1], SHARED_PLANE), ("c", [0], None)])


def stuck_though_targets_are_shared():
    """No order takes three classes of which two have one target; but a list has two cells."""
    classes = classes_with(
        [n.unit(3, 0), n.unit(3, 0), n.unit(3, 1)], a=[[0], [2]], b=[[1]], c=[[4]]
    )
    parts = [("a", [0, 1, 2], ([F(1)], F(3))), ("c", [0], None)]
    meet = stuck("b", ("a",), ((0, 1),), (("a", 0, F(1, 2)), ("a", 1, F(1, 2))))
    return listed(classes, parts, obstructions=[meet])


def one_of_three_stuck():
    """b meets the hull of a and c together; that says nothing of a and of c, which go first."""
    classes = classes_with(a=[[0]], b=[[1]], c=[[2]])
    parts = [("a", [0], ([F(1)], F(1, 2))), ("b", [0], ([F(1)], F(3, 2))), ("c", [0], None)]
    meet = stuck("b", ("a", "c"), ((0, 1),), (("a", 0, F(1, 2)), ("c", 0, F(1, 2))))
    return listed(classes, parts, obstructions=[meet])


def no_common_point():
    """The two combinations are different points."""
    rest = (("a", 0, F(1, 2)), ("a", 2, F(1, 2)))
    return listed(obstructions=[stuck(rest=rest)])


def further_without_a_first():
    cert = listed()
    cert["further_obstructions"] = n.text([stuck()])
    return cert


def a_dead_unit_more():
    """A first layer of K units, the last of them 0 everywhere: the outputs are right."""
    first, (w, b), last = TRUE_NET
    first = ([*first[0], [F(0), F(0)]], [*first[1], F(-1)])
    return listed(net=[first, ([[*row, F(0)] for row in w], b), last])


def a_change_that_is_none():
    """A unit of the second layer where the target stays: two cells of one class in a row."""
    parts = [("a", [0, 1], (ACROSS, F(1))), *LIST[1:3], ("a", [2], None)]
    first, (w, b), (out, c) = TRUE_NET
    second = ([*w, w[-1]], [*b, b[-1]])
    return listed(parts=parts, net=[first, second, ([[*row, F(0)] for row in out], c)])


def one_hidden_layer():
    """Right on the data by one hidden layer (P2), said to be the two layers of the list."""
    ends = [F(1), F(3), F(5)]
    values = [n.unit(3, j) for j in (0, 1, 2, 0)]
    rows, biases, columns = [], [], []
    for k, t in enumerate(ends):
        jump = n.add(values[k + 1], values[k], -1)
        for side, sign in ((F(1, 2), 1), (F(-1, 2), -1)):
            rows.append([F(1), F(0)])
            biases.append(-t + side)
            columns.append([sign * e for e in jump])
    net = [(rows, biases), (n.transpose(columns), values[0])]
    if n.cost(net, STRIP):
        raise ValueError("the gates are not those of the strip")
    return listed(net=net)


def widths_of_others():
    cert = true_list()
    cert["widths"] = [2, 3, 2, 3]
    return cert


def another_M():
    cert = true_list()
    cert["M"] = 3
    return cert


def another_architecture():
    cert = true_list()
    cert["architecture"] = "deep"
    return cert


def on_the_kink():
    """h = relu(1 - 2 n) with n = 1/2 at a point: the output is right, the pre-activation is 0."""
    values = [n.unit(3, j) for j in (0, 1, 2, 0)]
    return listed(net=network_of(values, [p for *_, p in LIST[:3]], F(1, 2)))


def not_strict_and_said_so():
    cert = on_the_kink()
    cert["strict_activation"] = False
    return cert


def right_on_average():
    """One output is off by 1/1000; the cost is said to be 0."""
    *hidden, (out, c) = TRUE_NET
    return listed(net=[*hidden, (out, [c[0] + F(1, 1000), *c[1:]])])


def of_other_data():
    """A point has moved after the network was made; the digests are those of the new data."""
    cert = listed()
    cert["data"]["classes"][1]["points"][0] = ["23/8", "0"]
    return cert


# Four cells where three do: a b a on a line, the last a cut in two
LINE = classes_with(a=[[0], [4], [5]], b=[[2]])
LONG = [
    ("a", [0], ([F(1)], F(1))),
    ("b", [0], ([F(1)], F(3))),
    ("a", [1], ([F(1)], F(9, 2))),
    ("a", [2], None),
]
CROSSING = {"inside": [["b", 0, F(1)]], "rest": [["a", 0, F(1, 2)], ["a", 1, F(1, 2)]]}
CROSSED = {"inside": CROSSING["rest"], "rest": CROSSING["inside"]}


def fewest(lemmas, count=4, crossings=(CROSSING, CROSSED)):
    claim = {"cells": count, "crossings": list(crossings), "lemmas": lemmas}
    cert = listed(LINE, LONG)
    rest = list(cert.items())
    at = [key for key, _ in rest].index("cost_squared")
    return dict([*rest[:at], ("fewest", n.text(claim)), *rest[at:]])


def the_proof_for_two_cells():
    """That two cells do not do, handed on as a proof that three do not."""
    return fewest([[-1], [2], []])


def nothing_but_the_end():
    return fewest([[]])


def proof_of_a_shorter_list():
    """A true proof that two cells do not do; but the list has four."""
    return fewest([[]], count=3)


# Two points of a and one of b share 1: weights 2/3 and 1/2


OWN = "expected f.x < t on it"
LATER = "expected f.x > t on later cells"
STRICT = "expected no pre-activation 0"
FALSEHOODS = {
    "p1_overlapping": (overlapping, "refuted", "cells[3].points: expected points of no earlier"),
    "p1_point_in_no_cell": (a_point_in_no_cell, "refuted", "cells, number of inputs in them"),
    "p1_touches_its_own": (touches_its_own, "refuted", f"cells[0]: {OWN}"),
    "p1_touches_a_later_one": (touches_a_later_one, "refuted", f"cells[0]: {LATER}"),
    "p1_forgets_a_later_cell": (forgets_a_later_cell, "refuted", "cells[1]: "),
    "p1_other_side": (the_other_side, "refuted", f"cells[2]: {OWN}"),
    "p1_no_direction": (no_direction, "refuted", f"cells[0]: {LATER}"),
    "p1_another_order": (in_another_order, "refuted", f"cells[1]: {LATER}"),
    "p1_points_of_another_class": (
        points_of_another_class,
        "refuted",
        "cells[2].points: expected points of no earlier",
    ),
    "p1_plane_at_the_end": (a_hyperplane_at_the_end, "malformed", "cells[3]: expected"),
    "p1_plane_missing": (a_hyperplane_missing, "malformed", "cells[0]: expected"),
    "p1_copies_apart": (copies_apart, "refuted", "cells[0].points, all points at their inputs"),
    "p1_copy_left_out": (a_copy_left_out, "refuted", "cells[0].points, all points at their inputs"),
    "p1_second_of_one_target": (the_second_of_one_target, "malformed", "cells[0].class: expected"),
    "p1_stuck_with_shared_targets": (
        stuck_though_targets_are_shared,
        "refuted",
        "obstruction: expected distinct targets",
    ),
    "p1_one_of_three_stuck": (
        one_of_three_stuck,
        "refuted",
        "expected one obstruction for each of the 3",
    ),
    "p1_no_common_point": (no_common_point, "refuted", "obstruction"),
    "p1_further_without_a_first": (further_without_a_first, "malformed", "expected none without"),
    "p1_dead_unit_more": (a_dead_unit_more, "refuted", "layers, hidden widths: expected"),
    "p1_change_that_is_none": (a_change_that_is_none, "refuted", "layers, hidden widths: expected"),
    "p1_one_hidden_layer": (one_hidden_layer, "refuted", "expected at least two hidden layers"),
    "p1_widths_of_others": (widths_of_others, "refuted", "widths: expected"),
    "p1_another_m": (another_M, "refuted", "M: expected 2, found 3"),
    "p1_another_architecture": (another_architecture, "malformed", "architecture: expected"),
    "p1_on_the_kink": (on_the_kink, "refuted", STRICT),
    "p1_not_strict": (not_strict_and_said_so, "refuted", STRICT),
    "p1_right_on_average": (right_on_average, "refuted", "output: expected"),
    "p1_of_other_data": (of_other_data, "refuted", 'layers, point 0 of class "b"'),
    "p1_proof_for_two_cells": (the_proof_for_two_cells, "refuted", "expected a lemma that follows"),
    "p1_nothing_but_the_end": (nothing_but_the_end, "refuted", "expected a lemma that follows"),
    "p1_proof_of_a_shorter_list": (
        proof_of_a_shorter_list,
        "refuted",
        "fewest.cells: expected 4, found 3",
    ),
}
TRUTHS = {"p1_by_hand": true_list}
