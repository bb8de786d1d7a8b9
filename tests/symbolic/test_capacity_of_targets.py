"""Capacity with any targets, and under affine changes of targets and inputs."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from symbolic import ClusterData
from symbolic.deciding import architectures, capacity, capacity_table
from symbolic.matrices import matrix
from tests.symbolic.tiny_data import TINY, confirmed, reached_by_small_weights, tiny

LINE = {"a": [[0], [3]], "b": [[1]], "c": [[2]]}
TARGETS = {
    "plus and minus one": ({"a": [[0], [2]], "b": [[1]]}, [[1, 0], [-1, 0]]),
    "one target": ({"a": [[0], [2]], "b": [[1]]}, [[5, 1], [5, 1]]),
    "numbers in order": (LINE, [[0, 0, 0], [1, 0, 0], [2, 0, 0]]),
    "the ends are equal": (LINE, [[1, 0, 0], [0, 1, 0], [1, 0, 0]]),
    "affinely independent": (LINE, [[0, 0, 0], [1, 0, 0], [0, 1, 0]]),
    "equal where they coincide": ({"a": [[0], [1]], "b": [[1], [2]]}, [[1, 1], [1, 1]]),
    "different where they coincide": ({"a": [[0], [1]], "b": [[1], [2]]}, [[1, 1], [2, 2]]),
}


@pytest.mark.parametrize("name", TARGETS)
def test_any_targets(name):
    """Every answer is checked; small integer networks never contradict a no."""
    rows, targets = TARGETS[name]
    data = ClusterData.from_rows(rows, targets, any_targets=True)
    seen = {}
    for answer in capacity_table(data, list(architectures(data.M, data.Q, 3, 2))).answers:
        confirmed(answer)
        hidden = answer.widths[1:-1]
        seen[hidden] = answer.verdict
        if answer.verdict == "no":
            assert not reached_by_small_weights(data, hidden, 6000), hidden
    expected = {
        "plus and minus one": {(): "no", (1,): "no", (2,): "yes", (1, 1): "no"},
        "one target": {(): "yes", (1,): "yes"},
        "numbers in order": {(): "no", (1,): "no", (2,): "yes", (1, 1): "no"},
        "the ends are equal": {(): "no", (1,): "no", (2,): "yes"},
        "affinely independent": {(1,): "no", (2,): "no", (3,): "yes"},
        "equal where they coincide": {(): "yes", (2, 2): "yes"},
        "different where they coincide": {(): "no", (3, 3): "no"},
    }[name]
    assert {h: seen[h] for h in expected} == expected


def test_an_affine_change_of_the_targets_changes_no_answer():
    rng = random.Random(1)
    for name in ("a b a", "xor", "a b c a", "three corners", "line in the plane"):
        plain = tiny(name)
        while True:
            rows = [[rng.randint(-2, 2) for _ in range(plain.Q)] for _ in range(plain.Q)]
            moved = ClusterData.from_rows(TINY[name], rows, any_targets=True)
            if matrix([[*row, 1] for row in rows]).rank() == plain.Q:
                break
        for widths in architectures(plain.M, plain.Q, 2, 2):
            answers = [capacity(data, widths) for data in (plain, moved)]
            assert answers[0].verdict == answers[1].verdict, (name, widths, rows)
            for answer in answers:
                confirmed(answer)


@pytest.mark.parametrize("name", ["a b a", "xor", "a b c a", "three corners", "line in the plane"])
def test_an_affine_change_of_the_inputs_changes_no_answer(name):
    """Mirrored, shifted, rescaled, the points of a class in another order."""
    plain = tiny(name)
    moved = {
        label: [[F(-3, 7) * x + 1000 for x in point] for point in reversed(points)]
        for label, points in TINY[name].items()
    }
    image = ClusterData.from_rows(moved, name=name)
    for widths in architectures(plain.M, plain.Q, 2, 2):
        answers = [capacity(data, widths) for data in (plain, image)]
        assert answers[0].verdict == answers[1].verdict, widths
        for answer in answers:
            confirmed(answer)
