"""Answers, lists and lifts that are false in one place that only one check looks at: evidence that
does not add up, shapes, orders, another network.
"""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

from tests.checker.changes import (
    Change,
    Changes,
    Document,
    both,
    falsehoods,
    more,
    put,
    widths,
)

POINTS = ("data", "classes", 0, "points")
SIDES = ("evidence", "general_position")


def classes(*rows: tuple[str, list[str], list[list[str]]]) -> Change:
    """Other data: label, target and points of every class."""
    return put(
        "data",
        "classes",
        to=[{"label": label, "target": y, "points": points} for label, y, points in rows],
    )


def networks(layers: list[Any], *sizes: int) -> Change:
    return both(put("layers", to=layers), widths(*sizes))


def first_leaf(document: Document) -> dict[str, Any]:
    node = document["evidence"]["trees"]
    while isinstance(node, list):
        node = node[0]
    return node


def beside_values(document: Document) -> None:
    """Obstacles where only values are claimed."""
    fields = dict(document)
    document.clear()
    for key, value in fields.items():
        document[key] = value
        if key == "apexes":
            document["obstacles"] = []


def another_multiplier(document: Document) -> None:
    numbers = first_leaf(document)["multipliers"]
    numbers[0] = str(F(numbers[0]) + 1)


def split_again(document: Document) -> None:
    """The last points are split once more, each case closed as before."""
    for tree in document["evidence"]["trees"]:
        stack = [(tree, 0)]
        while stack:
            node, depth = stack.pop()
            for k, below in enumerate(node):
                if isinstance(below, list):
                    stack.append((below, depth + 1))
                elif depth == len(document["evidence"]["order"]) - 1:
                    node[k] = [below] * 4


TWO = classes(("a", ["1", "0"], [["0"]]), ("b", ["0", "1"], [["1"]]))
ONE_CELL_EACH = put(
    "cells",
    to=[
        {"class": "a", "points": [0], "normal": ["1"], "offset": "1/2"},
        {"class": "b", "points": [0]},
    ],
)
FALLING = [{"W": [["-2"]], "b": ["1"]}, {"W": [["1"], ["-1"]], "b": ["0", "1"]}]
IDENTITY = {"W": [["1"]], "b": ["0"]}
ALONE = classes(("a", ["1"], [["0"], ["1"]]))
NARROWER = [
    {"W": [["-2", "-2", "1"], ["2", "2", "0"]], "b": ["1", "-3"]},
    {"W": [["-2", "-2"]], "b": ["1"]},
    {"W": [["-1"], ["1"]], "b": ["1", "0"]},
]

ON_BOTH_SIDES = both(  # class a on both sides of both units, class b between them
    classes(("a", ["1", "0"], [["-1"], ["1"]]), ("b", ["0", "1"], [["1/4"]])),
    networks(
        [
            {"W": [["1"], ["2"]], "b": ["0", "-1"]},
            {"W": [["-4", "4"], ["4", "-4"]], "b": ["1", "0"]},
        ],
        1,
        2,
        2,
    ),
)
AT_THE_KINK = both(
    classes(("a", ["1", "0"], [["1"]]), ("b", ["0", "1"], [["0"]])),
    networks([{"W": [["1"]], "b": ["0"]}, {"W": [["1"], ["-1"]], "b": ["0", "1"]}], 1, 1, 2),
)
HANDED_ON = both(AT_THE_KINK, put("layers", 1, to=IDENTITY), more("layers", entry=FALLING[1]))
TWICE = [{"W": [["1"], ["1"]], "b": ["0", "0"]}, {"W": [["1", "0"], ["-1", "0"]], "b": ["0", "1"]}]
AFFINE = both(AT_THE_KINK, networks([{"W": [["1"], ["-1"]], "b": ["0", "1"]}], 1, 2))
ANY_VALUE = both(
    classes(("a", ["1", "0"], [["1"], ["2"]]), ("b", ["1", "0"], [["3"]])),
    networks([IDENTITY, {"W": [["0"], ["0"]], "b": ["1", "0"]}], 1, 1, 2),
)
THREE = both(
    classes(*((c, [str(j)] * 3, [[str(j)]]) for j, c in enumerate("abc"))),
    networks([IDENTITY, {"W": [["1"]] * 3, "b": ["0"] * 3}], 1, 1, 3),
)


WORDS = {
    "S6": "gates: hyperplanes that cut no class",
    "S9": "every hidden unit has one value a class",
    "W3": "one hidden layer, with single units behind it",
    "O2": "a function of one linear coordinate of the points",
}


def called(statement: str, network: Change) -> tuple[Change, str, str]:
    change = both(network, put("statement", to=statement), put("reason", to=WORDS[statement]))
    return change, "refuted", f"expected what {statement} says"


CHANGES: Changes = {
    "capacity_yes_o2": {
        "gates_that_cut_a_class": called("S6", ON_BOTH_SIDES),
        "gates_through_a_point": called("S6", AT_THE_KINK),
        "one_value_behind_two_layers": called("S9", both(HANDED_ON, widths(1, 1, 1, 2))),
        "one_value_of_two_units": called("S9", both(AT_THE_KINK, networks(TWICE, 1, 2, 2))),
        "two_values_a_class": called("S9", ANY_VALUE),
        "single_units_without_a_layer": called("W3", AFFINE),
        "single_units_of_three_classes": called("W3", THREE),
        "a_line_without_a_layer": called("O2", AFFINE),
    },
    "a2_crossing": {
        "answer_yes": (put("verdict", to="yes"), "malformed", "verdict: expected one of"),
        "reason_a_count": (put("reason", to=7), "malformed", "reason: expected a string"),
        "argument_a_count": (put("by", to=7), "malformed", "by: expected a string"),
        "three_entries": (
            more("evidence", "convex_combination", "class", 0, entry="1"),
            "malformed",
            "expected 3 entries, found 4",
        ),
        "one_width": (
            both(put("by", to="W1"), widths(2), put("evidence", to={"dependence": []})),
            "malformed",
            "widths: expected at least two",
        ),
    },
    "capacity_no_s7": {
        "two_layers": (widths(1, 1, 1, 2), "refuted", "expected one hidden layer of fewer than 2"),
        "wide_enough": (widths(1, 2, 2), "refuted", "expected one hidden layer of fewer than 2"),
        "index_twice": (put(*SIDES, "a", to=[0, 1, 1]), "malformed", "expected distinct indices"),
        "index_too_large": (
            put(*SIDES, "a", to=[0, 1, 3]),
            "malformed",
            "expected distinct indices of points",
        ),
        "too_few": (put(*SIDES, "b", to=[0, 1]), "refuted", "expected at least 3 points, found 2"),
        "points_that_coincide": (
            put(*POINTS, 2, to=["0"]),
            "refuted",
            "expected no M + 1 points on a hyperplane",
        ),
    },
    "capacity_no_w3": {
        "another_multiplier": (another_multiplier, "refuted", "multipliers, unknown"),
        "split_after_the_last_point": (
            split_again,
            "refuted",
            "expected multipliers, found a split after the last point",
        ),
        "no_hidden_layer": (widths(1, 2), "refuted", "widths: expected"),
    },
    "p0_shared_point": {
        "an_obstruction": (
            put("obstruction", to={"class": "a", "against": ["b"]}),
            "refuted",
            "obstruction: expected null",
        ),
        "further_obstructions": (
            put("further_obstructions", to=[1]),
            "refuted",
            "further_obstructions: expected []",
        ),
        "coincident_triple": (
            more("coincident", 0, 0, entry=1),
            "malformed",
            "expected a label and an index",
        ),
        "mixed_point_in_the_cell_of_a_class": (
            put("cells", 1, "points", to=[0, 1]),
            "refuted",
            "cells[1].points, all points at their inputs: expected 3, found 2",
        ),
        "mixed_point_as_a_class": (
            both(
                put("cells", 0, "class", to="a"),
                put("data", "classes", 1, "target", to=["1", "0"]),
            ),
            "refuted",
            "expected points of different targets that coincide",
        ),
    },
    "p1_crossing": {
        "called_deep": (put("architecture", to="deep"), "malformed", "architecture: expected"),
        "no_cell": (put("cells", to=[]), "malformed", "cells: expected at least one"),
        "points_descending": (
            put("cells", 2, "points", to=[1, 0]),
            "malformed",
            "expected increasing indices",
        ),
        "one_hidden_layer": (
            both(TWO, ONE_CELL_EACH, networks(FALLING, 1, 1, 2), put("obstruction", to=None)),
            "refuted",
            "layers: expected at least two hidden layers, found 1",
        ),
        "hidden_layers_for_one_target": (
            both(
                ALONE,
                put("cells", to=[{"class": "a", "points": [0, 1]}]),
                networks(
                    [{"W": [["1"]], "b": ["1"]}, {"W": [["0"]], "b": ["1"]}],
                    1,
                    1,
                    1,
                ),
                put("obstruction", to=None),
            ),
            "refuted",
            "layers, hidden layers: expected [], found [1]",
        ),
        "no_layer": (put("layers", to=[]), "malformed", "layers: expected an output layer"),
        "no_row": (put("layers", 0, "W", to=[]), "malformed", "expected at least one row"),
        "name_a_count": (put("data", "name", to=7), "malformed", "data.name: expected a string"),
    },
    "p1_fewest": {
        "no_lemma": (put("fewest", "lemmas", to=[]), "refuted", "expected"),
        "pair_without_weight": (
            put("fewest", "crossings", 0, "rest", 0, to=["a", 0]),
            "malformed",
            "expected label, index, weight",
        ),
        "point_beyond_the_class": (
            put("fewest", "crossings", 0, "inside", 0, 1, to=99),
            "refuted",
            "expected a point of the class, found index 99",
        ),
    },
    "p3_two_triangles": {
        "first_layer_of_lower_rank": (
            both(
                classes(("a", ["1", "0"], [["0", "0"]]), ("b", ["0", "1"], [["2", "0"]])),
                networks(
                    [
                        {"W": [["-1", "0"], ["-1", "0"], ["-1", "0"]], "b": ["1", "1", "1"]},
                        {
                            "W": [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]],
                            "b": ["1", "1", "1"],
                        },
                        {"W": [["1", "0", "0"], ["-1", "0", "0"]], "b": ["-1", "2"]},
                    ],
                    2,
                    3,
                    3,
                    2,
                ),
            ),
            "refuted",
            "layers[0].W, rank: expected 2, found 1",
        ),
    },
    "t5_values": {
        "obstacles_beside_values": (beside_values, "malformed", "obstacles: expected no such key"),
    },
    "g3_xor": {
        "narrower_inside": (
            put("lifted", to=NARROWER),
            "refuted",
            "lifted[0], rows: expected 3, found 2",
        ),
    },
}
FALSEHOODS = falsehoods(CHANGES)
