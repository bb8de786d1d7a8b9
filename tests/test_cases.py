"""Inputs that once went wrong, from the command line: what each must give, and the checker's word
on it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from proofs.checker import check
from proofs.cli import run

CASES = Path(__file__).parent / "corpora" / "cases"

# File and options, exit code, statement.
ANSWERS = [
    ("digits1500.json", 0, "T3"),
    ("feasible_in_the_other_order.json", 0, "T3"),
    ("five_in_the_plane.json", 0, "P1"),
    ("float_blobs.json", 0, "T3"),
    ("four_points.json", 0, "T3"),
    ("header_space.csv", 0, "T3"),
    ("margin_1e-30_slanted.json", 0, "T3"),
    ("margin_1e-6_of_100.json", 0, "T3"),
    ("mixed_direction.json", 0, "T3"),
    ("narrow.json", 0, "T3"),
    ("onnx_slanted.json", 0, "T3"),
    ("outlier_same_coordinate.json", 0, "T3"),
    ("rates.csv", 0, "T3"),
    ("shared_by_projection.csv --features x1,x2", 1, "P0"),
    ("shared_point.csv", 1, "P0"),
    ("shared_by_projection.csv --features x1,x2 --architecture truncation", 1, "T3'"),
    ("shared_point.csv --architecture truncation", 1, "T3'"),
    ("staircase_shifted_1e8.json", 0, "T3"),
    ("tall.json --construction orthogonal", 0, "T3"),
    ("thin_gap.json", 0, "T3"),
    ("tiny_scale.json", 0, "T3"),
]


def written(tmp_path: Path, command: str, case: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the certificate, which the checker must prove."""
    name, *options = case.split(" ")
    target = tmp_path / "c.json"
    code = run([command, str(CASES / name), "-q", "-o", str(target), *options])
    judged = check(target.read_bytes())
    assert judged.verdict == "proved", judged.reason
    return code, json.loads(target.read_bytes())


@pytest.mark.parametrize(("case", "code", "statement"), ANSWERS, ids=str)
def test_minimize(case: str, code: int, statement: str, tmp_path: Path) -> None:
    status, certificate = written(tmp_path, "minimize", case)
    assert (status, certificate["statement"]) == (code, statement)


def test_every_file_is_asked_for() -> None:
    assert {case.split(" ")[0] for case, _, _ in ANSWERS} == {p.name for p in CASES.iterdir()}


def test_the_answer_by_hand_is_found(tmp_path: Path) -> None:
    _, certificate = written(tmp_path, "minimize", "float_blobs.json")
    assert certificate["apexes"]["a"] == ["3", "1"]


def test_another_order_makes_a_subset_feasible(tmp_path: Path) -> None:
    code, certificate = written(tmp_path, "landscape", "feasible_in_the_other_order.json")
    (item,) = [
        m
        for m in certificate["minima"]
        if m["collapsed"] == ["a", "c"] and m["readout"] == "affine"
    ]
    assert (code, item["feasible"]) == (0, True)


@pytest.mark.parametrize("case", ["narrow.json", "mixed_direction.json"])
def test_where_no_subset_may_be_called_a_minimum_or_none(case: str, tmp_path: Path) -> None:
    _, certificate = written(tmp_path, "landscape", case)
    theorems = {m.get("theorem") for m in certificate["minima"]}
    if case == "narrow.json":
        assert "T5d" not in theorems
    else:
        (item,) = [
            m
            for m in certificate["minima"]
            if m["collapsed"] == ["c2"] and m["readout"] == "affine"
        ]
        assert item["verdicts"]["all_parameters"] == "refuted" and "witness" in item


def test_the_statement_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prove", "t5D", "example:two_triangles"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("T5d ") and "T5c" not in said
    assert run(["derive", "l3", "--statement-only", "--fragment"]) == 0
    assert run(["derive", "L99"]) == 2
