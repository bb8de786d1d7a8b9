"""T4 in Coq where targets are dependent: what must be independent are the last hidden values."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs.checker.limits import DEFAULT
from proofs.cli import run
from proofs.export.coq import development
from proofs.export.kernel import build, check_with_coq
from tests.checker import naive

DATA = Path(__file__).parents[2] / "notebooks" / "data"
Document = dict[str, Any]
pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def on_a_line(document: Document) -> None:
    """Every output is mapped to a plane in which the third target lies between the other two."""
    half = Fraction(1, 2)
    to_plane = [(1, 0, half), (0, 1, half), (0, 0, 0)]

    def mapped(vector: list[str]) -> list[str]:
        return [
            str(sum(a * Fraction(e) for a, e in zip(row, vector, strict=True))) for row in to_plane
        ]

    for entry in document["data"]["classes"]:
        entry["target"] = mapped(entry["target"])
    last = document["layers"][-1]
    columns = [mapped(list(column)) for column in zip(*last["W"], strict=True)]
    last.update(W=[list(row) for row in zip(*columns, strict=True)], b=mapped(last["b"]))
    document["directions"] = []
    del document["kernel"]


def test_dependent_targets_of_truncation(tmp_path: Path) -> None:
    target = tmp_path / "t4.json"
    assert run(["degeneracy", str(DATA / "three_simplices.json"), "-o", str(target), "-q"]) == 0
    document = json.loads(target.read_text())
    on_a_line(document)
    target.write_bytes(naive.write(document))
    result = check_with_coq(target)
    assert (result.verdict, result.statement) == ("proved", "T4"), result.detail


def test_classes_at_one_point_are_refused() -> None:
    """Both classes are off in the one hidden layer: the rank is 2, not 4."""
    points = {"a": "1", "b": "2"}
    classes = [{"label": k, "target": ["3", "4"], "points": [[x]]} for k, x in points.items()]
    layers = [{"W": [["-1"]], "b": ["0"]}, {"W": [["1"], ["1"]], "b": ["3", "4"]}]
    document: Document = {
        "schema": "truncation-certificate/1",
        "statement": "T4",
        "data": {"name": "x", "classes": classes},
        "layers": layers,
        **{"K": 6, "rank": 4, "dimension": 2},
    }
    result = build(development(document), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", "independent")
