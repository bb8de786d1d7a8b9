"""False P1, P0, P2, P3 and W2: lists of cells that are none, and networks that are right on the
data while what is said of their cells, their shape or their cost is false.
"""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n

VERSION_2 = "truncation-certificate/2"
ARCHITECTURES = {"P2": "shallow", "P3": "deep", "W2": "narrow"}


def classes_of(targets=None, **points):
    """Classes of points, their targets e_j unless others are given."""
    return [
        (label, n.unit(len(points), j) if targets is None else targets[j], n.exact(rows))
        for j, (label, rows) in enumerate(points.items())
    ]


# a on both sides, b and c between: four cells from left to right, and no list has three
STRIP = classes_of(a=[[0, 0], [0, 1], [6, 0]], b=[[2, 0], [2, 1]], c=[[4, 0], [4, 1]])
ACROSS = [F(1), F(0)]
LIST = [
    ("a", [0, 1], (ACROSS, F(1))),
    ("b", [0, 1], (ACROSS, F(3))),
    ("c", [0, 1], (ACROSS, F(5))),
    ("a", [2], None),
]


def stuck(own="b", against=("a",), inside=((0, 1),), rest=(("a", 0, F(2, 3)), ("a", 2, F(1, 3)))):
    """One obstruction: a convex combination of points of a class, one of points of others."""
    sides = {"class": [[i, F(w)] for i, w in inside], "rest": [list(entry) for entry in rest]}
    return {"class": own, "against": list(against), "convex_combination": sides}


def values_at(classes):
    """The best value at every input, by its definition, and the least cost."""
    places = {}
    for j, (_, y, xs) in enumerate(classes):
        for x in xs:
            places.setdefault(tuple(x), []).append((j, y, F(1, len(xs))))
    best, cost = {}, F(0)
    for x, there in places.items():
        total = sum(w for _, _, w in there)
        best[x] = [sum(w * y[r] for _, y, w in there) / total for r in range(len(there[0][1]))]
        for _, y, w in there:
            miss = n.add(y, best[x], -1)
            cost += w * n.inner(miss, miss)
    return best, cost


def network_of(values, planes, scale=F(2)):
    """The two layers of a list: its values, and the hyperplanes between them."""
    changes = [k for k in range(len(planes)) if values[k] != values[k + 1]]
    first = ([[-scale * e for e in f] for f, _ in planes], [scale * t for _, t in planes])
    second = (
        [[F(-2 * (i <= k)) for i in range(len(planes))] for k in changes],
        [F(1)] * len(changes),
    )
    jumps = [n.add(values[k + 1], values[k], -1) for k in changes]
    return [first, second, (n.transpose(jumps), values[0])]


def written(statement, classes, net, cost=None, **claims):
    """A certificate of version 2 with these layers and claims, in the order of the format."""
    rest = {
        "architecture": ARCHITECTURES.get(statement, "two-layer"),
        "widths": [len(classes[0][2][0]), *(len(b) for _, b in net)],
        "layers": n.layers(net),
        **claims,
        "cost_squared": values_at(classes)[1] if cost is None else cost,
        "strict_activation": True,
    }
    return n.certificate(statement, "by hand", classes, rest) | {"schema": VERSION_2}


def listed(classes=STRIP, parts=LIST, net=None, statement="P1", obstructions=(), **claims):
    """A P1 or P0 certificate of a list; without ``net`` its own network."""
    first, *further = obstructions or [None]
    own = {"cells": sections(parts), "obstruction": first, "further_obstructions": further}
    return written(statement, classes, net or own_network(classes, parts), **own, **claims)


def sections(parts):
    cells = []
    for label, points, plane in parts:
        cells.append({"class": label, "points": points})
        if plane is not None:
            cells[-1] |= {"normal": plane[0], "offset": plane[1]}
    return cells


def own_network(classes, parts):
    """The network of a list of cells of classes."""
    targets = {label: y for label, y, _ in classes}
    return network_of([targets[label] for label, _, _ in parts], [p for *_, p in parts[:-1]])


TRUE_NET = own_network(STRIP, LIST)


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


COPIES = classes_of(a=[[0, 0], [0, 0]], b=[[2, 0]])


def copies_apart():
    """Two points of one class at one input, in two cells."""
    plane = ([F(1), F(0)], F(1))
    net = network_of([n.unit(2, 0), n.unit(2, 1)], [plane])
    parts = [("a", [0], plane), ("a", [1], plane), ("b", [0], None)]
    return listed(COPIES, parts, net)


def a_copy_left_out():
    plane = ([F(1), F(0)], F(1))
    return listed(COPIES, [("a", [0], plane), ("b", [0], None)])


SHARED = classes_of([n.unit(3, 0), n.unit(3, 0), n.unit(3, 1)], a=[[0]], b=[[1]], c=[[2]])
SHARED_PLANE = ([F(1)], F(3, 2))


def the_second_of_one_target():
    """Classes a and b have one target: the cell of both is called by the second."""
    return listed(SHARED, [("b", [0, 1], SHARED_PLANE), ("c", [0], None)])


def stuck_though_targets_are_shared():
    """No order takes three classes of which two have one target; but a list has two cells."""
    classes = classes_of([n.unit(3, 0), n.unit(3, 0), n.unit(3, 1)], a=[[0], [2]], b=[[1]], c=[[4]])
    parts = [("a", [0, 1, 2], ([F(1)], F(3))), ("c", [0], None)]
    meet = stuck("b", ("a",), ((0, 1),), (("a", 0, F(1, 2)), ("a", 1, F(1, 2))))
    return listed(classes, parts, obstructions=[meet])


def one_of_three_stuck():
    """b meets the hull of a and c together; that says nothing of a and of c, which go first."""
    classes = classes_of(a=[[0]], b=[[1]], c=[[2]])
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
    points = [(x, y) for _, y, xs in STRIP for x in xs]
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
    if any(n.trace(net, x)[-1] != y for x, y in points):
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
LINE = classes_of(a=[[0], [4], [5]], b=[[2]])
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
MIXED = classes_of(a=[[0], [1], [1]], b=[[1], [2]])
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
    classes = classes_of(a=[[0], [0], [1], [1]], b=[[1], [2]])
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
    classes = classes_of(a=[[0], [1], [1], [2]], b=[[1], [2]])
    means = [values_at(classes)[0][x,] for x in (1, 2)]
    between = [([F(1)], F(1, 2)), ([F(1)], F(3, 2))]
    net = network_of([n.unit(2, 0), *means], between)
    parts = [("a", [0], between[0]), (None, [0, 1], None)]
    together = [[["a", 1], ["a", 2], ["b", 0]], [["a", 3], ["b", 1]]]
    return inconsistent(classes, parts, together, net=net)


# --- P2, P3, W2: the outputs are right, the shape is another ---------------------------------------

PAIR = classes_of(a=[[0]], b=[[2]])
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
TRUTHS = {"p1_by_hand": true_list, "p0_by_hand": true_least, "p3_by_hand": true_deep}
