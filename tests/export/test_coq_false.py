"""False claims that are handed to Coq as they stand, the checker left out: Coq compiles none.

Each is built by thinking what the bridge might forget: weights, mixed inputs, kinks, the points
where a unit is off, the number of points, the block of a class. `proved` counterparts show that the
change, not the file, is what Coq refuses.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proofs.checker.limits import DEFAULT
from proofs.export.coq import development
from proofs.export.kernel import build

VALID = Path(__file__).parents[1] / "corpora" / "valid"
pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

SCHEMA = "truncation-certificate/2"
Change = Callable[[dict[str, Any]], None]


def cluster(label: str, target: list[str], *points: list[str]) -> dict[str, Any]:
    return {"label": label, "target": target, "points": list(points)}


def affine(W: list[list[str]], b: list[str]) -> dict[str, Any]:
    return {"W": W, "b": b}


def constant(target: str, *classes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A network without hidden layers whose output is a constant."""
    width = len(classes[0]["points"][0])
    Q = len(classes)
    layers = [affine([["0"] * width] * Q, [target] * Q)]
    return {"data": {"name": "x", "classes": list(classes)}, "layers": layers, **fields}


def one_input(value: str, cost: str) -> dict[str, Any]:
    """Two classes at one input, one with two points there: the best value is 1/2 each."""
    classes = (cluster("a", ["0", "0"], ["3"], ["3"]), cluster("b", ["1", "1"], ["3"]))
    return constant(value, *classes, statement="P0", cost_squared=cost)


def two_inputs(value: str, cost: str) -> dict[str, Any]:
    """Two classes at two inputs: a constant is the best constant, not the best function."""
    classes = (cluster("a", ["0", "0"], ["3"]), cluster("b", ["1", "1"], ["4"]))
    return constant(value, *classes, statement="P0", cost_squared=cost)


def region(weights: str, layers: list[dict[str, Any]], cost: str) -> dict[str, Any]:
    """Two points of the class at 0 and one of the class at 2, on a line."""
    classes = [cluster("a", ["0", "0"], ["1"], ["2"]), cluster("b", ["2", "2"], ["-1"])]
    return {
        "statement": "R1",
        "data": {"name": "x", "classes": classes},
        "weights": weights,
        "layers": layers,
        "cost_squared": cost,
    }


def dead(value: str) -> list[dict[str, Any]]:
    """A hidden unit that is off everywhere, and a constant."""
    return [affine([["0"]], ["-1"]), affine([["0"], ["0"]], [value, value])]


def alive(bias: str, value: str) -> list[dict[str, Any]]:
    """A hidden unit x + bias that the output does not use."""
    return [affine([["1"]], [bias]), affine([["0"], ["0"]], [value, value])]


# what is false, the lemma that Coq stops at
FALSE: dict[str, tuple[dict[str, Any], str]] = {
    "P0: the mean of the points, not of the classes": (one_input("1/3", "10/9"), "means"),
    "P0: a smaller cost": (one_input("1/2", "1/2"), "value"),
    "P0: the best constant is not the best function": (two_inputs("1/2", "1"), "means"),
    "R1: the mean of the points, not of the classes": (
        region("class", dead("2/3"), "40/9"),
        "paths",
    ),
    "R1: the mean of the classes, with equal weights": (region("uniform", dead("1"), "2"), "paths"),
    "R1: another cost": (region("class", dead("1"), "3"), "value"),
    "R1: the cost of the other weights": (region("uniform", dead("1"), "4"), "value"),
    "R1: a unit that sees one class alone": (region("class", alive("0", "1"), "4"), "paths"),
    "R1: a pre-activation is 0": (region("class", alive("-2", "1"), "4"), "signs"),
    "R1: a unit that sees all points": (region("class", alive("3", "1"), "4"), "paths"),
}
TRUE: dict[str, dict[str, Any]] = {
    "P0: the mean of the classes": one_input("1/2", "1"),
    "R1: class weights": region("class", dead("1"), "4"),
    "R1: cost 0": region(
        "class", [affine([["-1"]], ["1"]), affine([["1"], ["1"]], ["0", "0"])], "0"
    ),
    "R1: equal weights": region("uniform", dead("2/3"), "16/9"),
}


@pytest.mark.parametrize("name", TRUE)
def test_coq_proves(name: str) -> None:
    result = build(development({"schema": SCHEMA, **TRUE[name]}), DEFAULT)
    assert result.verdict == "proved", result.detail


@pytest.mark.parametrize("name", FALSE)
def test_coq_refuses(name: str) -> None:
    values, lemma = FALSE[name]
    result = build(development({"schema": SCHEMA, **values}), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)


def partitions(change: Change) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((VALID / "t6_three_simplices.json").read_text())
    change(values)
    return values


def other_block(values: dict[str, Any]) -> None:
    values["minima"][1]["partition"] = [["a", "b"], ["c"]]


def other_value(values: dict[str, Any]) -> None:
    values["minima"][4]["value"] = "1"


def not_a_minimum(values: dict[str, Any]) -> None:
    """The coarsest partition's outputs by layers that are all on: then classes can move apart."""
    item = values["minima"][4]
    item["candidate"][0]["W"] = [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]]
    item["candidate"][0]["b"] = ["1", "1", "1"]
    item["candidate"][3] = affine([["0"] * 3] * 3, ["1/3"] * 3)


PARTITIONS: dict[str, tuple[Change, str]] = {
    "the network of another partition": (other_block, "outputs_merged_2"),
    "another value": (other_value, "value_5"),
    "a network that sees its classes": (not_a_minimum, "paths_5"),
}


@pytest.mark.parametrize("name", PARTITIONS)
def test_coq_refuses_partitions(name: str) -> None:
    change, lemma = PARTITIONS[name]
    result = build(development(partitions(change)), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)


def cells(change: Change) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((VALID / "p1_crossing.json").read_text())
    change(values)
    return values


def through_a_point(values: dict[str, Any]) -> None:
    values["cells"][0]["offset"] = "0"


def other_side(values: dict[str, Any]) -> None:
    values["cells"][1]["normal"] = ["1", "1"]


def cells_exchanged(values: dict[str, Any]) -> None:
    first, second = values["cells"][:2]
    first["points"], second["points"] = second["points"], first["points"]


def separable_classes(values: dict[str, Any]) -> None:
    """The combinations of points that are apart."""
    values["obstruction"]["convex_combination"]["class"] = [[0, "1"]]


def one_target(values: dict[str, Any]) -> None:
    """Both classes have one target: one cell is a list, though they are stuck."""
    for entry in values["data"]["classes"]:
        entry["target"] = ["1", "0"]
    values["layers"] = [affine([["0", "0"], ["0", "0"]], ["1", "0"])]
    values["cells"] = [{"class": "a", "points": [0, 1, 2, 3]}]


CELLS: dict[str, tuple[Change, str]] = {
    "a hyperplane through a point": (through_a_point, "cells"),
    "the other side": (other_side, "cells"),
    "points of another cell": (cells_exchanged, "cells"),
    "an obstruction that is none": (separable_classes, "combination_1"),
    "an obstruction for classes of one target": (one_target, "distinct"),
}


@pytest.mark.parametrize("name", CELLS)
def test_coq_refuses_cells(name: str) -> None:
    change, lemma = CELLS[name]
    result = build(development(cells(change)), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)
