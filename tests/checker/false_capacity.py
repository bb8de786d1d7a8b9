"""False answers about architectures: evidence, widths, arguments and words of another."""

from __future__ import annotations

from tests.checker.changes import Changes, both, falsehoods, more, put, targets, widths, without

EQUAL = targets(["1", "0"], ["1", "0"])
PLACE = ("evidence", "coincident")
TERMS = ("evidence", "dependence")
SIDES = ("evidence", "convex_combination")
FIRST = ("evidence", "cases", 0)
AFFINE_WORDS = "the targets are an affine function of the points"
HUGE = 10**17

CHANGES: Changes = {
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
}
FALSEHOODS = falsehoods(CHANGES)
