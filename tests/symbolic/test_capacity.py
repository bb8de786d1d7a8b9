"""What architectures can do on tiny data: every yes and every no is checked by another program, and
against all small integer networks.
"""

from __future__ import annotations

import json
import random

import pytest

from proofs.certificates.capacity import capacity_certificate
from symbolic import ClusterData, InputError
from symbolic.deciding import Candidates, architectures, capacity, capacity_table
from tests.symbolic.tiny_data import TINY, confirmed, reached_by_small_weights, tiny


@pytest.mark.parametrize("name", TINY)
def test_a_grid_of_architectures(name):
    data = tiny(name)
    width, depth = (4, 2) if data.M < 3 else (3, 2)
    table = capacity_table(data, list(architectures(data.M, data.Q, width, depth)))
    known = {"yes": 0, "no": 0, "unknown": 0}
    for answer in table.answers:
        confirmed(answer)
        known[answer.verdict] += 1
        hidden = answer.widths[1:-1]
        small = sum(hidden) <= 4 and answer.verdict == "no"
        if small:
            assert not reached_by_small_weights(data, hidden, 6000), answer.widths
    assert known["unknown"] <= 4, known


@pytest.mark.slow
@pytest.mark.parametrize("name", TINY)
def test_a_deeper_grid_of_architectures(name):
    data = tiny(name)
    for answer in capacity_table(data, list(architectures(data.M, data.Q, 4, 3))).answers:
        confirmed(answer)
        if answer.verdict == "no" and sum(answer.widths[1:-1]) <= 6:
            assert not reached_by_small_weights(data, answer.widths[1:-1])


def test_wider_is_never_worse():
    """A yes stays a yes when units are added: no verdicts cross."""
    for name in ("a b a b", "xor", "aa b cc"):
        data = tiny(name)
        table = {
            a.widths[1:-1]: a.verdict
            for a in capacity_table(data, list(architectures(data.M, data.Q, 3, 2))).answers
        }
        for small, verdict in table.items():
            for large, other in table.items():
                if len(small) == len(large) and all(
                    a <= b for a, b in zip(small, large, strict=True)
                ):
                    assert (verdict, other) != ("yes", "no")


def test_exact_numbers_of_units():
    """The least width of one hidden layer, where it is known by hand."""
    least = {"a b a": 2, "aa bb": 2, "aa bb aa": 3, "a bb a": 2, "xor": 2, "two points": 1}
    for name, width in least.items():
        data = tiny(name)
        verdicts = [capacity(data, [data.M, d, data.Q]).verdict for d in range(1, 5)]
        assert verdicts == ["no"] * (width - 1) + ["yes"] * (5 - width), (name, verdicts)


def test_unknown_says_what_is_near():
    rows = {
        "a": [[3, 0], [-2, 1], [5, -7]],
        "b": [[0, 2], [1, 1], [-4, 6]],
        "c": [[2, 2], [0, 0], [7, 1]],
    }
    answers = [capacity(ClusterData.from_rows(rows), [2, d, 2, 3]) for d in (1, 2)]
    for answer in answers:
        confirmed(answer)
        if answer.verdict == "unknown":
            near = capacity(answer.data, answer.nearest_yes)
            assert near.verdict == "yes"
            document = json.loads(capacity_certificate(answer))
            assert document["verdict"] == "unknown" and document["nearby"]["yes"]


def test_what_is_near_is_as_near_as_is_known():
    """No width of the nearest yes is larger than it need be, none of the nearest no smaller."""
    data = tiny("a b a b")
    answer = capacity(data, [1, 1, 2, 2])
    assert (answer.verdict, answer.nearest_yes, answer.nearest_no) == (
        "unknown",
        (1, 1, 3, 2),
        (1, 1, 1, 2),
    )


def test_widths_must_fit():
    data = tiny("xor")
    for widths, message in (
        ([2], "positive widths"),
        ([2, 0, 2], "positive widths"),
        ([3, 2], "2 first and 2 last"),
    ):
        with pytest.raises(InputError, match=message):
            capacity(data, widths)


def test_time_runs_out():
    """A search that is stopped says so, and what is known nearby; it never says no."""
    rng = random.Random(0)
    rows = {c: [[rng.randint(-99, 99), rng.randint(-99, 99)] for _ in range(9)] for c in "abc"}
    answer = capacity(ClusterData.from_rows(rows), [2, 2, 2, 3], seconds=0.02)
    assert answer.verdict == "unknown"
    assert answer.reason == "neither a network nor an obstacle was found within 0.02 seconds"
    assert json.loads(capacity_certificate(answer))["verdict"] == "unknown"


def test_bumps_are_chosen_where_nothing_else_fits():
    rng = random.Random(3)
    points = [[rng.randint(-99, 99) for _ in range(12)] for _ in range(40)]
    data = ClusterData.from_rows({"a": points[:20], "b": points[20:]})
    answer = capacity(data, [12, 8, 2])
    assert answer.verdict == "yes"
    confirmed(answer)
    assert {s.statement for s in Candidates(data).sources()} >= {"O2", "O3", "S6"}
