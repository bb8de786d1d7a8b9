"""Costs, minima and trained networks that are false in one place that only one check looks at."""

from __future__ import annotations

from fractions import Fraction as F
from functools import partial
from typing import Any

from tests.checker import naive as n
from tests.checker.changes import (
    Changes,
    Document,
    Falsehoods,
    both,
    falsehoods,
    more,
    put,
    targets,
    without,
)

SCOPES = ("output_layer", "apexes_held", "all_parameters")

CHANGES: Changes = {
    "s4_wide": {
        "a_smaller_radius": (put("delta_P_squared", to="1/100"), "refuted", "delta_P_squared: exp"),
        "a_smaller_bound": (put("bound", to="1/10"), "refuted", "bound: expected"),
        "another_difference": (put("relative_difference", to="0"), "refuted", "relative_diff"),
        "another_relative_bound": (put("relative_bound", to="1"), "refuted", "relative_bound: exp"),
        "projected_below_linear": (put("projected", to="0"), "refuted", "expected"),
        "no_projecting_network": (
            without("networks", "projected"),
            "malformed",
            "networks: expected a network 'projected'",
        ),
        "projected_by_another_matrix": (
            both(
                put("networks", "projected", 0, "W", 0, to=["793/1779", "-73/1779", "52/1779"]),
                put("networks", "projected", 0, "b", 0, to="1266/593"),
            ),
            "refuted",
            "expected the Penrose inverse in the first Q units",
        ),
        "projected_by_an_affine_map": (
            put("networks", "projected", to=[{"W": [["0"] * 3] * 2, "b": ["0", "0"]}]),
            "refuted",
            "expected one hidden layer of width M",
        ),
        "naive_without_a_hidden_layer": (
            put("networks", "naive", to=[{"W": [["0"] * 3] * 2, "b": ["0", "0"]}]),
            "refuted",
            "networks.naive, hidden layers: expected 1, found 0",
        ),
        "numbers_of_dependent_means": (
            both(
                *(put("data", "classes", j, "points", to=[[str(j + 1), "0", "0"]]) for j in (0, 1)),
                put("linear_readout", to=[["1/5", "0", "0"], ["2/5", "0", "0"]]),
                put("linear", to="1"),
                put("affine_readout", "A", to=[["-1", "0", "0"], ["1", "0", "0"]]),
                put("affine_readout", "c", to=["2", "-1"]),
            ),
            "refuted",
            "delta_P_squared: expected null (dependent means)",
        ),
    },
    "t6_three_simplices": {
        "partition_of_the_same_value": (
            put("minima", 1, "partition", to=[["a", "b"], ["c"]]),
            "refuted",
            "minima[1].partition: expected",
        ),
        "linear_readout": (put("minima", 0, "readout", to="linear"), "malformed", "readout: exp"),
        "another_theorem": (
            put("minima", 0, "theorem", to="T5c"),
            "malformed",
            "theorem: expected",
        ),
    },
    "t6_blocks_that_share_a_point": {
        "three_shared": (
            more("minima", 0, "shared", entry=["c", 0]),
            "malformed",
            "expected two places, found 3",
        ),
        "an_obstruction_for_one_block": (
            put(
                "minima",
                -1,
                to={
                    "partition": [["a", "b", "c"]],
                    "readout": "affine",
                    "feasible": "no",
                    "value": "2",
                    "verdicts": dict.fromkeys(SCOPES, "unknown"),
                    "obstruction": {},
                    "further_obstructions": [],
                },
            ),
            "malformed",
            "expected two blocks or more",
        ),
    },
    "g8_three": {
        "constant_without_an_order": (
            both(
                put("order", to=None),
                put("constant", to=["b"]),
                targets(["0", "0", "0"], ["1", "0", "0"], ["3", "0", "0"]),
                put("layers", 2, to={"W": [["1", "2"], ["0", "0"], ["0", "0"]], "b": ["0"] * 3}),
                put("manifold", to="unknown"),
            ),
            "refuted",
            "expected",
        ),
    },
    "r2_three_simplices": {
        "free_in_another_order": (
            put("free", to=[1, 0, 2, 3, 4, 5, 12, 13, 15, 16, 18, 19]),
            "malformed",
            "found another order",
        ),
        "free_beyond_the_parameters": (
            put("free", 11, to=10**6),
            "malformed",
            "expected a number below",
        ),
        "basis_with_zero": (put("basis", 0, to=["0", "0", "0"]), "refuted", "orthogonal vectors"),
        "origin_off_the_hull": (put("origin", to=["1", "1", "1"]), "refuted", "recorded hull"),
        "output_bias_off_the_hull": (
            lambda cert: off_the_hull(cert["layers"][-1]["b"]),
            "refuted",
            "expected an output bias in the hull",
        ),
        "trained_network_of_other_shape": (
            put("original", to=[{"W": [["0"] * 3] * 3, "b": ["0"] * 3}]),
            "malformed",
            "original: expected the shapes",
        ),
    },
    "r3_three_simplices": {
        "no_kinks": (put("kinks", to=[]), "malformed", "kinks: expected at least one"),
        "kink_without_a_point": (put("kinks", 0, to=[0]), "malformed", "expected unit and point"),
        "unit_beyond": (put("kinks", 0, to=[3, 2]), "malformed", "expected a number below 3"),
        "pivots_in_another_row": (
            put("pivots", to=[0, 2, 3, 4, 5, 6]),
            "refuted",
            "pivots: expected",
        ),
    },
    "r4_three_simplices": {
        "a_cost_that_is_not_zero": (
            both(
                put("layers", to=[{"W": [["0"] * 3] * 3, "b": ["0", "0", "0"]}]),
                put("kept", to=0),
                put("cost_squared", to="3"),
            ),
            "refuted",
            "cost_squared: expected 0, found 3",
        ),
    },
}


def off_the_hull(bias: list[str]) -> None:
    bias[0] = str(F(bias[0]) + 1)


# --- R5: one input, one output, the points 0 and 1 with the target 1 ----------------------------


def layer(w: str, b: str) -> dict[str, Any]:
    return {"W": [[w]], "b": [b]}


def trained(layers: list[Any], cost: str, readout: str, witness: object) -> Document:
    """An R5 certificate of which only the witness and the readout's value may be false."""
    rest = {
        "weights": "class",
        "layers": layers,
        "cost_squared": cost,
        "readout_value": readout,
        "gap": F(cost) - F(readout),
        "witness": witness,
    }
    points = [[F(0)], [F(1)]]
    return second(n.certificate("R5", "line", [("a", [F(1)], points)], rest))


def second(document: Document) -> Document:
    return {**document, "schema": "truncation-certificate/2"}


def other(layers: list[Any], cost: str) -> Document:
    return {"layers": layers, "cost_squared": cost}


BEST = [layer("1", "1"), layer("0", "1")]
WORSE = [layer("1", "1"), layer("0", "3")]
TRAINED: Falsehoods = {
    "r5_line_value_below_the_best": (
        partial(trained, BEST, "0", "-1", None),
        "refuted",
        "readout_value: expected 0, found -1",
    ),
    "r5_line_best_readout_it_has_not": (
        partial(trained, WORSE, "4", "4", None),
        "refuted",
        "expected the normal equations",
    ),
    "r5_line_witness_of_another_shape": (
        partial(trained, WORSE, "4", "0", other([layer("0", "1")], "0")),
        "malformed",
        "witness.layers: expected the shapes",
    ),
    "r5_line_witness_not_the_best": (
        partial(trained, WORSE, "4", "1", other([layer("1", "1"), layer("0", "2")], "1")),
        "refuted",
        "witness.layers: expected the normal equations",
    ),
    "r5_line_value_of_another_readout": (
        partial(trained, WORSE, "4", "-3", other(BEST, "0")),
        "refuted",
        "readout_value: expected 0, found -3",
    ),
    "r5_line_hidden_witness_with_a_better_readout": (
        partial(trained, WORSE, "4", "4", other([layer("2", "1"), layer("0", "1")], "0")),
        "refuted",
        "layers: expected the normal equations",
    ),
}


def blind(b: str, witness: str, readout: str = "2") -> Document:
    """Two targets at the points -1 and 1, and one unit with the bias b that sees neither."""
    hidden = {"W": [["1"]], "b": [b]}
    half = {"W": [["0"], ["0"]], "b": ["1/2", "1/2"]}
    moved = [{"W": [["1"]], "b": [witness]}, {"W": [["-1/2"], ["1/2"]], "b": ["1", "0"]}]
    classes = [("a", n.unit(2, 0), [[F(-1)]]), ("b", n.unit(2, 1), [[F(1)]])]
    rest = {
        "weights": "class",
        "layers": [hidden, half],
        "cost_squared": "1",
        "readout_value": readout,
        "gap": F(1) - F(readout),
        "witness": other(moved, "0"),
    }
    return second(n.certificate("R5", "blind", classes, rest))


TRAINED |= {
    # behind the ridge the cost is 0, but no step from the network goes down
    "r5_blind_witness_behind_a_plateau": (
        partial(blind, "-3", "1", "1"),
        "refuted",
        "expected the cost to fall from the network towards it",
    ),
    "r5_blind_witness_from_a_kink": (
        partial(blind, "-1", "1", "1"),
        "refuted",
        "layers: expected zero pre-activations exactly where named",
    ),
    "r5_blind_value_of_no_readout": (
        partial(blind, "-3", "1", "0"),
        "refuted",
        "readout_value: expected 1, found 0",
    ),
}


def one_feature_for_two_blocks() -> Document:
    """Two classes with one target and a unit that is off: the features have rank 1, not 2."""
    layers = [{"W": [["-1"]], "b": ["-1"]}, {"W": [["0"], ["0"]], "b": ["1", "0"]}]
    rest = {
        "K": 6,
        "hidden_layers": 1,
        "minima": [
            {
                "partition": partition,
                "readout": "affine",
                "feasible": "yes",
                "value": F(0),
                "widths": [1, 1, 2],
                "candidate": layers,
                "dimension": 6 - 2 * len(partition),
                "verdicts": dict.fromkeys(SCOPES, "proved"),
                "radius": F(1, 100),
                "theorem": "T6",
            }
            for partition in ([["a"], ["b"]], [["a", "b"]])
        ],
        "equal_values": [[[["a"], ["b"]], [["a", "b"]]]],
    }
    classes = [(label, n.unit(2, 0), [[F(j)]]) for j, label in enumerate("ab")]
    return n.certificate("T6", "one target", classes, rest)


TRAINED |= {
    "t6_one_feature_for_two_blocks": (
        one_feature_for_two_blocks,
        "refuted",
        "rank of the features: expected 2, found 1",
    ),
}
FALSEHOODS = falsehoods(CHANGES) | TRAINED
