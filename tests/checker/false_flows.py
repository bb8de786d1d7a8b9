"""False flows: constants, histories and inverses that are none."""

from __future__ import annotations

from tests.checker.changes import Change, Changes, Document, both, falsehoods, more, put, without


def history(legs: list[Document], end: str, final: str, truncated: int) -> Change:
    """Another history of the first coordinate."""
    told = {"legs": legs, "end": end, "final": final, "truncated": truncated}
    return put("histories", 0, to=told)


LEG = {"stop": "1/4", "truncated": 3, "rate": "1", "mean": "0"}
ONE_EVENT = put("events", to=[[1, 0]])

CHANGES: Changes = {
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
}
FALSEHOODS = falsehoods(CHANGES)
