"""False networks of other forms, false lifts and short lists."""

from __future__ import annotations

from tests.checker.changes import Changes, both, falsehoods, more, put, widths, without

CROSSING = ("fewest", "crossings", 0)
MEANS = both(
    put("data", "classes", 0, "points", to=[["0"]]),
    put("data", "classes", 1, "points", to=[["0"]]),
    put("layers", to=[{"W": [["0"], ["0"]], "b": ["1/2", "1/2"]}]),
    put("cost_squared", to="1/2"),
    widths(1, 2),
)

CHANGES: Changes = {
    "g3_xor": {
        "larger_than_least": (put("D", to=4), "refuted", "rank W_l: expected 3, found 4"),
        "smaller_than_least": (put("D", to=2), "refuted", "rank W_l: expected 3, found 2"),
        "full_ranks": (put("ranks", to=[2, 1]), "refuted", "ranks: expected [1, 1]"),
        "singular": (
            put("lifted", 1, "W", 2, to=["0", "2", "0"]),
            "refuted",
            "expected an invertible matrix",
        ),
        "other_block": (
            put("lifted", 0, "W", 0, 0, to="-3"),
            "refuted",
            "row 0 of the block",
        ),
        "other_bias": (put("lifted", 0, "b", 1, to="-4"), "refuted", "lifted[0].b, of the block"),
        "reads_what_was_added": (
            both(put("lifted", 2, "W", 0, 2, to="1"), put("lifted", 1, "b", 2, to="9")),
            "refuted",
            "output: expected",
        ),
        "not_square": (
            more("lifted", 0, "W", entry=["0", "0", "1"]),
            "malformed",
            "expected 4 entries, found 3",
        ),
        "layer_less": (without("lifted", 1), "refuted", "lifted, number of layers"),
        "no_hidden_layer": (
            put("layers", to=[{"W": [["0", "0"], ["0", "0"]], "b": ["1", "0"]}]),
            "refuted",
            "expected at least one hidden layer",
        ),
    },
    "p1_fewest": {
        "inputs_that_are_no_crossing": (
            put(*CROSSING, "inside", 0, 1, to=1),
            "refuted",
            "fewest.crossings[0], the point of rest",
        ),
        "side_of_nothing": (
            put(*CROSSING, "rest", to=[]),
            "refuted",
            "sum of the weights: expected 1, found 0",
        ),
        "input_twice": (
            put(*CROSSING, "rest", to=[["a", 0, "3/4"], ["a", 0, "1/4"]]),
            "refuted",
            "expected distinct inputs with positive weights",
        ),
        "negative_weight": (
            put(*CROSSING, "rest", to=[["a", 1, "2"], ["a", 2, "-1"]]),
            "refuted",
            "expected distinct inputs with positive weights",
        ),
        "index_from_the_end": (put(*CROSSING, "inside", 0, 1, to=-3), "malformed", "a count"),
        "lemma_of_nothing_first": (
            put("fewest", "lemmas", to=[[], [28, 18, 14], []]),
            "refuted",
            "fewest.lemmas[0]: expected a lemma that follows",
        ),
        "lemma_by_wish": (
            put("fewest", "lemmas", to=[[7], [-7], []]),
            "refuted",
            "fewest.lemmas[0]: expected a lemma that follows",
        ),
        "literal_zero": (put("fewest", "lemmas", 0, to=[0]), "malformed", "other than 0"),
        "literal_true": (put("fewest", "lemmas", 0, to=[True]), "malformed", "other than 0"),
        "literal_as_text": (put("fewest", "lemmas", 0, to=["5"]), "malformed", "other than 0"),
        "end_not_at_the_end": (more("fewest", "lemmas", entry=[5]), "refuted", "at the end"),
        "no_crossing": (put("fewest", "crossings", to=[]), "refuted", "expected a lemma"),
        "of_a_shorter_list": (put("fewest", "cells", to=5), "refuted", "expected 6, found 5"),
        "of_a_longer_list": (put("fewest", "cells", to=7), "refuted", "expected 6, found 7"),
    },
    "p2_two_triangles": {
        "output_off": (put("layers", 1, "b", 0, to="1/1000"), "refuted", "output: expected"),
        "a_kink": (
            both(
                put("layers", 0, "b", 1, to="-1/2"),
                put("layers", 1, "W", to=[["-2", "2"], ["2", "-2"]]),
            ),
            "refuted",
            "hidden layer 1: expected no pre-activation 0",
        ),
        "cost_one": (put("cost_squared", to="1"), "refuted", "cost_squared: expected 0"),
        "not_strict": (put("strict_activation", to=False), "refuted", "strict_activation"),
        "called_deep": (put("architecture", to="deep"), "malformed", "architecture: expected"),
        "means_of_mixed_data": (
            MEANS,
            "refuted",
            "data: expected no points of different targets to coincide",
        ),
        "claimed_for_mixed_data": (
            put("data", "classes", 1, "points", 0, to=["4", "1/4"]),
            "refuted",
            "data: expected no points of different targets to coincide",
        ),
    },
    "w2_crossing": {
        "called_shallow": (put("statement", to="P2"), "malformed", "architecture: expected one of"),
        "output_off": (put("layers", 4, "b", 0, to="2"), "refuted", "output: expected"),
        "means_of_mixed_data": (
            MEANS,
            "refuted",
            "data: expected no points of different targets to coincide",
        ),
        "widths_of_the_first_layers": (widths(2, 2, 2), "refuted", "widths: expected"),
        "claimed_for_mixed_data": (
            put("data", "classes", 1, "points", 0, to=["0", "0"]),
            "refuted",
            "data: expected no points of different targets to coincide",
        ),
    },
    "p3_two_triangles": {
        "columns_that_depend": (
            put("layers", 0, "W", to=[["1", "1"], ["2", "2"], ["3", "3"]]),
            "refuted",
            "output: expected",
        ),
        "one_unit_off": (put("layers", 0, "b", 0, to="-100"), "refuted", "expected"),
        "called_narrow": (put("statement", to="W2"), "malformed", "architecture: expected one of"),
        "affine_for_two_targets": (
            both(
                put("data", "classes", 0, "points", to=[["1"]]),
                put("data", "classes", 1, "points", to=[["0"]]),
                put("layers", to=[{"W": [["1"], ["-1"]], "b": ["0", "1"]}]),
                widths(1, 2),
            ),
            "refuted",
            "data, distinct targets: expected 1, found 2",
        ),
        "bias_on_a_kink": (put("layers", 0, "b", 1, to="-14/3"), "refuted", "pre-activation 0"),
    },
}
FALSEHOODS = falsehoods(CHANGES)
