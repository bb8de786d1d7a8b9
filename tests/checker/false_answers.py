"""False answers about capacity, flows, lifts, short lists and other forms: a true certificate of
`tests/corpora/valid` in which one thing was made false, all digests and counts anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

Document = dict[str, Any]
Change = Callable[[dict[str, Any]], None]
VALID = Path(__file__).parents[1] / "corpora" / "valid"
HUGE = 10**17


def put(*path: str | int, to: object) -> Change:
    """Another value at the path."""

    def change(document: Document) -> None:
        holder: Any = document
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = to

    return change


def more(*path: str | int, entry: object) -> Change:
    """One more entry of a list."""

    def change(document: Document) -> None:
        holder: Any = document
        for key in path:
            holder = holder[key]
        holder.append(entry)

    return change


def both(*changes: Change) -> Change:
    def change(document: Document) -> None:
        for one in changes:
            one(document)

    return change


def targets(*rows: list[str]) -> Change:
    """Other targets, class by class."""
    return both(
        *(put("data", "classes", j, "target", to=row) for j, row in enumerate(rows)),
    )


def without(*path: str | int) -> Change:
    def change(document: Document) -> None:
        holder: Any = document
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]

    return change


def widths(*sizes: object) -> Change:
    return put("widths", to=list(sizes))


def history(legs: list[Document], end: str, final: str, truncated: int) -> Change:
    """Another history of the first coordinate."""
    told = {"legs": legs, "end": end, "final": final, "truncated": truncated}
    return put("histories", 0, to=told)


EQUAL = targets(["1", "0"], ["1", "0"])
PLACE = ("evidence", "coincident")
TERMS = ("evidence", "dependence")
SIDES = ("evidence", "convex_combination")
FIRST = ("evidence", "cases", 0)
CROSSING = ("fewest", "crossings", 0)
AFFINE_WORDS = "the targets are an affine function of the points"

SCOPES = ("output_layer", "apexes_held", "all_parameters")
LEG = {"stop": "1/4", "truncated": 3, "rate": "1", "mean": "0"}
ONE_EVENT = put("events", to=[[1, 0]])
MEANS = both(
    put("data", "classes", 0, "points", to=[["0"]]),
    put("data", "classes", 1, "points", to=[["0"]]),
    put("layers", to=[{"W": [["0"], ["0"]], "b": ["1/2", "1/2"]}]),
    put("cost_squared", to="1/2"),
    widths(1, 2),
)

# base -> name -> (what is made false, verdict, what the reason must say)
CHANGES: dict[str, dict[str, tuple[Change, str, str]]] = {
    "capacity_no_p0": {
        "one_target": (EQUAL, "refuted", "targets: expected two that differ, found one"),
        "same_place_twice": (
            put(*PLACE, to=[["a", 1], ["a", 1]]),
            "refuted",
            "expected points of two classes",
        ),
        "points_apart": (put(*PLACE, 0, 1, to=0), "refuted", "evidence.coincident: expected"),
        "index_from_the_end": (put(*PLACE, 0, 1, to=-1), "malformed", "expected a count, found -1"),
        "index_true": (put(*PLACE, 0, 1, to=True), "malformed", "expected a count, found true"),
        "index_huge": (put(*PLACE, 0, 1, to=HUGE), "malformed", "expected a point index"),
        "three_places": (
            more(*PLACE, entry=["a", 0]),
            "refuted",
            "expected points of two classes",
        ),
        "more_evidence": (put("evidence", "why", to="1"), "malformed", "expected the keys"),
        "other_words": (
            put("reason", to="the data are wrong: no program learns them"),
            "refuted",
            'reason: expected "one point has two targets',
        ),
        "other_argument": (put("statement", to="W2"), "refuted", "widths: expected one unit"),
        "answer_yes": (put("verdict", to="yes"), "malformed", "statement: expected one of"),
        "width_zero": (widths(1, 0, 2), "malformed", "widths: expected at least two, all positive"),
        "width_negative": (widths(1, -3, 2), "malformed", "expected a count, found -3"),
        "width_true": (widths(True, 2), "malformed", "expected a count, found true"),
        "of_other_inputs": (widths(2, 2), "refuted", "widths, first and last"),
    },
    "capacity_no_w1": {
        "no_terms": (put(*TERMS, to=[]), "refuted", "expected a relation the targets break"),
        "all_zero": (
            put(*TERMS, to=[["c0", 0, "0"], ["c1", 1, "0"]]),
            "refuted",
            "expected a relation the targets break",
        ),
        "linear_relation_only": (
            put(*TERMS, to=[["c0", 0, "1"], ["c1", 1, "-2"]]),
            "refuted",
            "coordinate 1: expected 0, found -1",
        ),
        "point_twice": (
            more(*TERMS, entry=["c0", 0, "0"]),
            "malformed",
            "expected each point once, found one twice",
        ),
        "one_target": (EQUAL, "refuted", "expected a relation the targets break"),
        "a_hidden_layer": (widths(1, 1, 2), "refuted", "widths: expected no hidden layer"),
        "scaled_by_a_word": (put(*TERMS, 0, 2, to="-2/1"), "malformed", "lowest terms"),
        "minus_zero": (put(*TERMS, 0, 2, to="-0"), "malformed", "lowest terms"),
    },
    "capacity_no_g7": {
        "targets_on_a_line": (
            targets(["0", "0", "0"], ["1", "1", "1"], ["2", "2", "2"]),
            "refuted",
            "widths: expected fewer than 1 unit",
        ),
        "wide_at_the_end": (widths(2, 1, 2, 3), "refuted", "expected fewer than 2 units"),
        "no_hidden_layer": (widths(2, 3), "refuted", "expected fewer than 2 units"),
        "dimension_of_linear_span": (
            put(
                "reason",
                to="the last hidden layer has 1 unit, and the affine hull of the targets "
                "has dimension 3",
            ),
            "refuted",
            "reason: expected",
        ),
        "evidence_of_its_own": (
            put("evidence", "dimension", to=2),
            "malformed",
            "evidence: expected the keys [] in this order",
        ),
    },
    "capacity_no_w2": {
        "one_target": (EQUAL, "refuted", "targets: expected targets on a line"),
        "high_against_low": (
            both(
                put(*SIDES, "class", to=[["b", 0, "1/2"], ["b", 1, "1/2"]]),
                put(*SIDES, "rest", to=[["a", 0, "1/2"], ["a", 1, "1/2"]]),
            ),
            "refuted",
            "expected low targets against high ones, found them mixed",
        ),
        "one_class_alone": (
            put(*SIDES, "rest", to=[["a", 0, "1/2"], ["a", 1, "1/2"]]),
            "refuted",
            "expected low targets against high ones, found them mixed",
        ),
        "hulls_apart": (
            both(
                put(*SIDES, "class", to=[["a", 0, "1"]]),
                put(*SIDES, "rest", to=[["b", 0, "1"]]),
            ),
            "refuted",
            "evidence.convex_combination: expected",
        ),
        "lines_that_meet": (
            both(
                put("data", "classes", 0, "points", to=[["0", "0"], ["1", "2"]]),
                put("data", "classes", 1, "points", to=[["3", "1"], ["4", "4"]]),
                put(*SIDES, "class", to=[["a", 0, "-7"], ["a", 1, "8"]]),
                put(*SIDES, "rest", to=[["b", 0, "-4"], ["b", 1, "5"]]),
            ),
            "refuted",
            "points with positive weights",
        ),
        "no_terms": (put(*SIDES, "class", to=[]), "refuted", "points with positive weights"),
        "weight_zero": (put(*SIDES, "class", 0, 2, to="0"), "refuted", "with positive weights"),
        "sums_of_two": (
            both(
                *(put(*SIDES, side, k, 2, to="1") for side in ("class", "rest") for k in (0, 1)),
            ),
            "refuted",
            "sum: expected 1, found 2",
        ),
        "two_units": (widths(2, 2, 2), "refuted", "expected one unit in every hidden layer"),
        "two_units_later": (widths(2, 1, 2, 2), "refuted", "one unit in every hidden layer"),
        "no_hidden_layer": (widths(2, 2), "refuted", "expected one unit in every hidden layer"),
    },
    "capacity_no_u4": {
        "functional_of_two_values_of_one_target": (
            targets(["1", "0"], ["1", "0"]),
            "refuted",
            "evidence.functional: expected an affine function of the targets",
        ),
        "constant_functional": (
            put("evidence", "functional", to=["1", "1"]),
            "refuted",
            "evidence.kinks: expected 0, found 2",
        ),
        "point_twice": (
            put("evidence", "points", 1, to=["a", 0]),
            "refuted",
            "expected them in order along the line",
        ),
        "two_points": (
            put("evidence", "points", to=[["a", 0], ["b", 0]]),
            "malformed",
            "expected at least 3, found 2",
        ),
        "no_line": (
            put("evidence", "points", to=[["a", 0], ["b", 0], ["a", 0]]),
            "refuted",
            "expected two ends of a line, found one point",
        ),
        "two_units_do": (widths(1, 2, 2), "refuted", "expected more kinks than the 2"),
        "single_units_in_a_row_do": (widths(1, 1, 1, 2), "refuted", "more kinks than the 2"),
        "two_layers_of_two_do": (
            both(
                put("data", "classes", 0, "points", to=[[str(2 * k)] for k in range(4)]),
                put("data", "classes", 1, "points", to=[[str(2 * k + 1)] for k in range(4)]),
                put("evidence", "points", to=[["ab"[k % 2], k // 2] for k in range(8)]),
                put("evidence", "kinks", to=6),
                widths(1, 2, 2, 2),
                put(
                    "reason",
                    to="through 8 points on a line every such function has at least 6 kinks, "
                    "and a network of these widths at most 4",
                ),
            ),
            "refuted",
            "expected more kinks than the 8",
        ),
        "kinks_as_text": (put("evidence", "kinks", to="2"), "malformed", "expected a count"),
    },
    "capacity_no_w3": {
        "one_target": (EQUAL, "refuted", "targets: expected two that differ"),
        "points_without_order": (put("evidence", "order", to=[]), "refuted", "expected points"),
        "a_tree_less": (without("evidence", "trees", 0), "refuted", "evidence.trees: expected 3"),
        "two_units_behind": (widths(1, 2, 2, 2), "refuted", "one unit in every hidden layer but"),
        "a_unit_behind": (widths(1, 2, 1, 2), "refuted", "evidence.trees: expected 6, found 3"),
    },
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
    "capacity_no_s9": {
        "one_target": (EQUAL, "refuted", "targets: expected affinely independent ones"),
        "functional_of_another_sum": (
            put("evidence", "functional", to=["-1", "2"]),
            "refuted",
            "functional, sum: expected 0, found 1",
        ),
        "case_dropped": (
            without("evidence", "cases", 2),
            "refuted",
            "evidence.cases: expected 3, found 2",
        ),
        "cases_of_one_set": (
            put(*FIRST, "active", to=["b"]),
            "refuted",
            "active: expected",
        ),
        "weight_zero": (put(*FIRST, "at_most_0", 2, 2, to="0"), "refuted", "positive weights"),
        "weight_negative": (put(*FIRST, "at_least_0", 0, 2, to="-1/3"), "refuted", "positive"),
        "other_side_twice": (
            put(*FIRST, "at_most_0", to=[["a", 0, "1/3"], ["b", 0, "1/3"], ["b", 1, "1"]]),
            "refuted",
            "expected a combination that leaves nothing",
        ),
        "two_units": (widths(2, 2, 2), "refuted", "expected one hidden layer of Q - 1 units"),
        "a_second_layer": (widths(2, 1, 1, 2), "refuted", "one hidden layer of Q - 1 units"),
    },
    "capacity_yes_o2": {
        "one_output_off": (
            put("layers", 1, "b", 0, to="2000000001/1000000000"),
            "refuted",
            "layers, output at point 0",
        ),
        "widths_of_another": (widths(2, 3, 2), "refuted", "layers, widths"),
        "a_layer_more_in_the_widths": (widths(2, 2, 2, 2), "refuted", "layers, widths"),
        "bias_missing": (put("layers", 0, "b", to=["0"]), "malformed", "expected 2 entries"),
        "targets_exchanged": (targets(["0", "1"], ["1", "0"]), "refuted", "output at point 0"),
        "called_affine": (
            both(put("statement", to="W1"), put("reason", to=AFFINE_WORDS)),
            "refuted",
            "statement: expected what W1 says",
        ),
        "called_gates": (put("statement", to="S6"), "refuted", "expected what S6 says"),
        "called_deep": (put("statement", to="P3"), "refuted", "expected what P3 says"),
        "called_one_value_a_class": (put("statement", to="S9"), "refuted", "what S9 says"),
        "called_bumps": (put("statement", to="O3"), "refuted", "expected what O3 says"),
        "words_of_another": (put("reason", to=AFFINE_WORDS), "refuted", "reason: expected"),
        "argument_of_a_no": (put("statement", to="P0"), "malformed", "statement: expected one of"),
        "another_question": (put("question", to="depth"), "malformed", "question: expected one of"),
    },
    "capacity_yes_p1": {
        "called_a_line": (put("statement", to="O2"), "refuted", "expected what O2 says"),
        "called_narrow": (put("statement", to="W2"), "refuted", "expected what W2 says"),
        "called_single_units": (put("statement", to="W3"), "refuted", "expected what W3 says"),
        "class_of_another_point": (
            put("data", "classes", 0, "points", 0, to=["3", "1"]),
            "refuted",
            "layers, output at point 0",
        ),
    },
    "e2_two_triangles": {
        "step_backwards": (put("eta", to="-1/100"), "refuted", "eta: expected a step > 0"),
        "matrix_without_biases": (
            put("constants", 0, "matrix", 0, 0, to="-12"),
            "refuted",
            "constants[0].matrix",
        ),
        "pair_the_other_way": (
            put("constants", 0, "kept", 1, to=[1, 0]),
            "refuted",
            "constants[0].kept",
        ),
        "pair_too_few": (without("constants", 1, "kept", 1), "refuted", "constants[1].kept"),
        "layers_from_zero": (put("constants", 0, "layer", to=0), "refuted", "constants[0].layer"),
        "gradient_doubled": (
            put("gradient", 2, "b", 0, to="2"),
            "refuted",
            "gradient: expected",
        ),
    },
    "e4_two_triangles": {
        "weights_of_all_points": (
            put("histories", 0, "legs", 0, "rate", to="1/2"),
            "refuted",
            "histories[0].legs[0].rate: expected 1, found 1/2",
        ),
        "mean_of_the_points": (
            put("histories", 0, "legs", 0, "mean", to="1/12"),
            "refuted",
            "mean",
        ),
        "past_a_point": (
            put("histories", 0, "legs", 0, "stop", to="-1/4"),
            "refuted",
            "histories[0].legs[0]",
        ),
        "limit_is_the_start": (
            put("histories", 0, "final", to="1/2"),
            "refuted",
            "histories[0].truncated: expected 3, found 2",
        ),
        "start_on_a_point": (
            both(history([], "limit", "0", 2), put("start", 0, to="1/4"), ONE_EVENT),
            "refuted",
            "histories[0]: expected a start that is no point",
        ),
        "rest_elsewhere": (
            both(history([], "rest", "5", 0), put("start", 0, to="-1"), ONE_EVENT),
            "refuted",
            "final: expected -1, found 5",
        ),
        "rest_behind_points": (
            both(history([], "rest", "-1", 1), put("start", 0, to="-1"), ONE_EVENT),
            "refuted",
            "truncated: expected 0, found 1",
        ),
        "rest_in_motion": (
            both(history([], "rest", "1/2", 3), ONE_EVENT),
            "refuted",
            "expected no force from the start on",
        ),
        "kink_that_is_passed": (
            history([LEG], "kink", "1/4", 2),
            "refuted",
            "expected a force that does not lead on",
        ),
        "limit_beside_the_mean": (
            history([LEG], "limit", "1/100", 2),
            "refuted",
            "final: expected 0, found 1/100",
        ),
        "point_before_the_limit": (
            both(history([], "limit", "0", 2), ONE_EVENT),
            "refuted",
            "expected a mean ahead, no point before it",
        ),
        "stop_at_no_point": (
            both(
                history([LEG | {"stop": "1/3"}, LEG], "limit", "0", 2),
                put("events", to=[[0, 0], [1, 0], [0, 1]]),
            ),
            "refuted",
            "stop: expected the coordinate of another point, found 1/3",
        ),
        "point_passed_over": (
            both(
                put("ends", "b", 0, to="-3"),
                history(
                    [{"stop": "0", "truncated": 2, "rate": "2/3", "mean": "-3"}],
                    "kink",
                    "0",
                    1,
                ),
            ),
            "refuted",
            "histories[0].legs[0]: expected the next point on the way to the mean",
        ),
        "one_truncated_less": (
            put("histories", 0, "legs", 0, "truncated", to=2),
            "refuted",
            "truncated: expected 3, found 2",
        ),
        "one_coordinate_only": (
            both(without("histories", 1), put("events", to=[[0, 0]])),
            "refuted",
            "histories: expected 2, found 1",
        ),
        "called_at_rest": (put("histories", 0, "end", to="rest"), "refuted", "final: expected 1/4"),
        "called_a_kink": (put("histories", 0, "end", to="kink"), "refuted", "final: expected 1/4"),
        "one_event": (put("events", to=[[1, 0]]), "refuted", "events, legs"),
        "event_twice": (
            more("events", entry=[0, 0]),
            "refuted",
            "leg: expected 1, found 0",
        ),
        "event_of_no_coordinate": (
            put("events", 0, 0, to=2),
            "malformed",
            "expected a coordinate and a leg",
        ),
        "other_order_of_time": (put("events", to=[[0, 0], [1, 0]]), "refuted", "an earlier event"),
    },
    "e5_one_cluster": {
        "another_inverse": (
            put("penrose_inverse", 0, 0, to="1"),
            "refuted",
            "penrose_inverse: expected",
        ),
        "a_left_inverse": (
            put("penrose_inverse", 3, to=["1", "0"]),
            "refuted",
            "penrose_inverse: expected J X symmetric",
        ),
        "zero_inverse": (
            put("penrose_inverse", 3, to=["0", "0"]),
            "refuted",
            "expected J X J = J",
        ),
        "no_inverse_at_all": (
            both(put("penrose_inverse", 3, to=["0", "0"]), put("rank", to=0)),
            "refuted",
            "expected J X J = J",
        ),
        "not_the_least_inverse": (
            put("penrose_inverse", 0, to=["1", "-1"]),
            "refuted",
            "expected X J X = X",
        ),
        "on_a_kink": (
            put("layers", 0, to={"W": [["1"]], "b": ["-4"]}),
            "refuted",
            "layers[0]: expected no pre-activation 0",
        ),
        "full_rank": (put("rank", to=2), "refuted", "rank: expected 1, found 2"),
        "called_interpolation": (put("mode", to="interpolation"), "refuted", "mode: expected"),
        "called_motion": (put("mode", to="motion"), "refuted", 'mode: expected "rest"'),
        "residual": (put("residual_squared", to="1"), "refuted", "residual_squared: expected 0"),
        "speed": (put("speed_squared", to="1"), "refuted", "speed_squared: expected 0"),
    },
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


def _changed(base: str, change: Change) -> Document:
    document: Document = json.loads((VALID / f"{base}.json").read_text())
    digest = document.pop("digest")
    change(document)
    for key in ("Q", "N", "M"):
        document[key] = _count(document, key)
    return {**document, "digest": digest}


def _count(document: Document, key: str) -> int:
    classes = document["data"]["classes"]
    points = [x for one in classes for x in one["points"]]
    return {"Q": len(classes), "N": len(points), "M": len(points[0])}[key]


FALSEHOODS = {
    f"{base}_{name}": (partial(_changed, base, change), verdict, reason)
    for base, changes in CHANGES.items()
    for name, (change, verdict, reason) in changes.items()
}
