"""P1: the least number of cells, against all half-planes of small sets, and false proofs of it."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import atan2, gcd
from typing import Any

import pytest

from proofs.certificates.cells import interpolation_certificate
from proofs.checker import check
from symbolic import ClusterData
from symbolic.cells import Search, find_cells
from symbolic.fewest_cells import shorter_list
from symbolic.pool import Pool
from symbolic.sources import load
from symbolic.two_layer_form import two_layer
from tests.checker import naive

pytest.importorskip("pysat", reason="the extra `sat` is not installed")


def half_planes(points: list[tuple[int, int]]) -> set[frozenset[int]]:
    """All sets of points strictly on one side of a line: prefixes along one direction in every gap
    between the directions along which two points have one height.
    """
    lines = {(0, 1), (1, 0), (0, -1), (-1, 0)}
    for (a, b), (c, d) in combinations(points, 2):
        lines |= {(d - b, a - c), (b - d, c - a)}
    primitive = {(x // gcd(x, y), y // gcd(x, y)) for x, y in lines}
    turned = sorted(primitive, key=lambda v: atan2(v[1], v[0]))
    # the bisector, but for lengths: of vectors less than a half turn apart the sum lies between
    between = [
        (u[0] + v[0], u[1] + v[1]) for u, v in zip(turned, turned[1:] + turned[:1], strict=True)
    ]
    sides = set()
    for f in between:
        order = sorted(range(len(points)), key=lambda i: f[0] * points[i][0] + f[1] * points[i][1])
        sides |= {frozenset(order[:n]) for n in range(1, len(order) + 1)}
    return sides


def least(points: list[tuple[int, int]], labels: list[int]) -> int:
    """The least number of cells, over all lists."""
    cuts = half_planes(points)

    @cache
    def of(left: frozenset[int]) -> int:
        if len({labels[i] for i in left}) <= 1:
            return 1
        pure = {cut & left for cut in cuts if len({labels[i] for i in cut & left}) == 1}
        return 1 + min(of(left - cell) for cell in pure)

    return of(frozenset(range(len(points))))


def data_of(points: list[tuple[int, int]], labels: list[int]) -> ClusterData:
    rows: dict[str, list[list[int]]] = {}
    for point, label in zip(points, labels, strict=True):
        rows.setdefault(str(label), []).append(list(point))
    return ClusterData.from_rows(rows)


def document_of(data: ClusterData) -> dict[str, Any]:
    interpolation = two_layer(Pool.of(data), Search(restarts=0))
    document: dict[str, Any] = json.loads(interpolation_certificate(interpolation))
    return document


@pytest.mark.parametrize("seed", range(25))
def test_it_is_the_least_number(seed: int) -> None:
    rng = random.Random(seed)
    points = list({(rng.randint(-3, 3), rng.randint(-3, 3)) for _ in range(rng.randint(4, 9))})
    labels = [rng.randint(0, rng.choice([1, 2])) for _ in points]
    cells = find_cells(Pool.of(data_of(points, labels)), Search(restarts=0))
    assert len(cells.cells) == cells.at_least == least(points, labels)


@pytest.mark.parametrize("runs", range(2, 9))
def test_on_a_line_it_is_the_number_of_runs(runs: int) -> None:
    rows = {
        "a": [[2 * r] for r in range(0, runs, 2)],
        "b": [[2 * r] for r in range(1, runs, 2)],
    }
    data = ClusterData.from_rows(rows)
    assert find_cells(Pool.of(data), Search(restarts=0)).at_least == runs
    result = check(interpolation_certificate(two_layer(Pool.of(data), Search(restarts=0))).encode())
    assert result.verdict == "proved"
    assert (f"no list has fewer than {runs}" in result.reason) == (runs > 3)


def test_it_is_found_on_moons() -> None:
    cells = find_cells(Pool.of(load("example:moons")), Search(restarts=0))
    assert (len(cells.cells), cells.at_least) == (4, 4)
    assert len(cells.fewest.crossings) < 20


def test_too_many_inputs_are_no_answer() -> None:
    data = ClusterData.from_rows(
        {"a": [[2 * i] for i in range(200)], "b": [[2 * i + 1] for i in range(200)]}
    )
    known = shorter_list(Pool.of(data), 400)
    assert known.positions is None
    assert not known.crossings
    assert "too many" in known.unknown


LINE = ClusterData.from_rows({"a": [[0], [4], [8]], "b": [[2], [6], [10]]})


def spoiled(change: Any) -> bytes:
    document = document_of(LINE)
    change(document)
    return naive.write(document)


def fewer_crossings(document: dict[str, Any]) -> None:
    document["fewest"]["crossings"].pop()


def no_lemma(document: dict[str, Any]) -> None:
    document["fewest"]["lemmas"] = [[]]


def no_end(document: dict[str, Any]) -> None:
    document["fewest"]["lemmas"] = document["fewest"]["lemmas"][:-1]


def one_cell_more(document: dict[str, Any]) -> None:
    document["fewest"]["cells"] += 1


def one_cell_less(document: dict[str, Any]) -> None:
    document["fewest"]["cells"] -= 1


def weights_of_sum_two(document: dict[str, Any]) -> None:
    for side in document["fewest"]["crossings"][0].values():
        for entry in side:
            entry[2] = str(2 * Fraction(entry[2]))


def a_point_that_is_no_crossing(document: dict[str, Any]) -> None:
    document["fewest"]["crossings"][0] = {"inside": [["a", 0, "1"]], "rest": [["b", 0, "1"]]}


def one_target_on_both_sides(document: dict[str, Any]) -> None:
    document["fewest"]["crossings"].append(
        {"inside": [["a", 1, "1"]], "rest": [["a", 0, "1/2"], ["a", 2, "1/2"]]}
    )


def a_weight_zero(document: dict[str, Any]) -> None:
    document["fewest"]["crossings"][0]["inside"].append(["a", 0, "0"])


SPOILED = (
    (fewer_crossings, "expected a lemma that follows"),
    (no_lemma, "fewest.lemmas[0]: expected a lemma that follows"),
    (no_end, "expected an empty lemma at the end"),
    (one_cell_more, "fewest.cells: expected 6, found 7"),
    (one_cell_less, "fewest.cells: expected 6, found 5"),
    (weights_of_sum_two, "sum of the weights: expected 1, found 2"),
    (a_point_that_is_no_crossing, "the point of rest: expected"),
    (one_target_on_both_sides, "expected one target inside and other ones in rest"),
    (a_weight_zero, "expected distinct inputs with positive weights"),
)


def test_the_certificate_is_true() -> None:
    assert check(spoiled(lambda document: None)).verdict == "proved"


@pytest.mark.parametrize(("change", "reason"), SPOILED)
def test_false_proofs_are_refused(change: Any, reason: str) -> None:
    result = check(spoiled(change))
    assert result.verdict == "refuted", result
    assert reason in result.reason


def test_a_class_may_have_the_best_value_of_mixed_inputs() -> None:
    """One cell would do for all of these: nothing is said of lists in which they share one."""
    shared, targets = [[0], [2]], [[1, 0, 0], [0, 1, 0], ["1/2", "1/2", 0]]
    rows = {"a": shared, "b": shared, "c": [[1]]}
    found = two_layer(Pool.of(ClusterData.from_rows(rows, targets, any_targets=True)))
    assert found.cells is not None and found.cells.fewest is not None
    assert (len(found.cells.cells), found.cells.at_least) == (3, 1)
    assert "best value of inputs where classes coincide" in found.cells.fewest.unknown
    assert found.network.L == 0
    certificate = interpolation_certificate(found)
    assert "no list" not in check(certificate.encode()).reason
