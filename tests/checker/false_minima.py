"""False minima, ranks and costs: of trained networks, of partitions, of lists."""

from __future__ import annotations

from tests.checker.changes import Changes, both, falsehoods, put, widths, without

SCOPES = ("output_layer", "apexes_held", "all_parameters")

CHANGES: Changes = {
    "r1_two_triangles": {
        "no_best_output": (
            both(
                put("data", "classes", 0, "points", to=[["1", "1"], ["2", "1"]]),
                put("data", "classes", 1, "points", to=[["-1", "1"], ["-2", "1"]]),
                *(
                    put(name, to=network)
                    for name in ("layers", "original")
                    for network in [
                        [
                            {"W": [["1", "0"]], "b": ["0"]},
                            {"W": [["-10"]], "b": ["1"]},
                            {"W": [["0"], ["0"]], "b": ["1/2", "1/2"]},
                        ]
                    ]
                ),
                put("cost_squared", to="1"),
                put("distance", to="0"),
            ),
            "refuted",
            "expected residuals that sum to 0 over every chain",
        ),
    },
    "s4_wide": {
        "weight_negative": (put("weights", 0, to="-1"), "refuted", "weights: expected positive"),
        "another_trivial_cost": (put("trivial", to="7"), "refuted", "trivial: expected"),
        "a_smaller_norm": (put("norm_squared", to="1/7"), "refuted", "norm_squared: expected"),
        "a_better_readout": (put("linear", to="0"), "refuted", "linear: expected"),
    },
    "g8_three": {
        "one_parameter_more": (put("K", to=22), "refuted", "K: expected 21, found 22"),
        "rank_of_more": (put("rank", to=11), "refuted", "rank: expected 10, found 11"),
        "dimension_of_more": (put("dimension", to=12), "refuted", "dimension: expected 11"),
        "a_class_called_constant": (put("constant", to=["b"]), "refuted", "constant: expected []"),
        "both_units_of_the_second_layer_on": (
            both(
                put(
                    "data",
                    "classes",
                    to=[
                        {"label": "a", "target": ["1", "0"], "points": [["0"], ["-1"]]},
                        {"label": "b", "target": ["0", "1"], "points": [["2"]]},
                    ],
                ),
                put(
                    "layers",
                    to=[
                        {"W": [["1"]], "b": ["-1"]},
                        {"W": [["1"]], "b": ["1"]},
                        {"W": [["-1"], ["1"]], "b": ["2", "-1"]},
                    ],
                ),
                widths(1, 1, 1, 2),
                put("K", to=8),
                put("rank", to=4),
                put("dimension", to=4),
                put("order", to=["b", "a"]),
            ),
            "refuted",
            "expected the units of cell 1, found others on",
        ),
    },
    "t6_blocks_that_share_a_point": {
        "point_of_one_block": (
            put("minima", 1, "shared", to=[["b", 1], ["c", 0]]),
            "refuted",
            "minima[1].shared: expected points of different blocks, found them in one",
        ),
        "point_with_itself": (
            put("minima", 0, "shared", to=[["a", 0], ["a", 0]]),
            "refuted",
            "minima[0].shared: expected points of different blocks, found them in one",
        ),
        "points_apart": (
            put("minima", 0, "shared", to=[["a", 1], ["b", 1]]),
            "refuted",
            "minima[0].shared, points",
        ),
        "point_from_the_end": (
            put("minima", 0, "shared", 0, 1, to=-2),
            "malformed",
            "expected a count, found -2",
        ),
        "one_block_left_without_network": (
            both(
                put("minima", 4, "feasible", to="no"),
                *(without("minima", 4, key) for key in ("A", "c", "candidate", "dimension")),
                *(without("minima", 4, key) for key in ("radius", "theorem")),
                put("minima", 4, "verdicts", to=dict.fromkeys(SCOPES, "unknown")),
                put("minima", 4, "shared", to=[["a", 0], ["b", 1]]),
            ),
            "refuted",
            "minima[4].shared: expected points of different blocks, found them in one",
        ),
        "no_hidden_layer": (
            both(put("hidden_layers", to=0), put("K", to=6)),
            "malformed",
            "hidden_layers: expected at least 1, found 0",
        ),
    },
    "r5_three_simplices": {
        "another_cost": (put("cost_squared", to="9"), "refuted", "cost_squared: expected"),
        "witness_of_less": (
            put("witness", "cost_squared", to="0"),
            "refuted",
            "witness.cost_squared: expected",
        ),
    },
    "r4_three_simplices": {
        "kept_from_the_end": (put("kept", to=-1), "malformed", "kept: expected a count"),
        "kept_true": (put("kept", to=True), "malformed", "kept: expected a count"),
        "of_another_shape": (
            put("original", 0, "b", 0, to="7/3"),
            "refuted",
            "layers, those kept",
        ),
        "cost_not_zero": (put("cost_squared", to="1/2"), "refuted", "cost_squared: expected 0"),
        "output_off": (put("layers", -1, "b", 0, to="5"), "refuted", "cost_squared: expected"),
    },
}
FALSEHOODS = falsehoods(CHANGES)
