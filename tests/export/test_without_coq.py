"""A machine without Coq keeps everything else; what needs it says so in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.cli import run

VALID = Path(__file__).parents[1] / "corpora" / "valid"
MISSING = "truncation: coqc was not found: install Debian's coq package\n"


@pytest.fixture(autouse=True)
def nothing_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--kernel", "coq", str(VALID / "p1_crossing.json")],
        ["prove", "--kernel", "coq"],
        ["prove", "--kernel", "coq", "--json"],
        ["derive", "--formal", "--kernel", "coq", "T1"],
    ],
    ids=" ".join,
)
def test_one_line(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert capfd.readouterr() == ("", MISSING)


@pytest.mark.parametrize("command", ["check", "export", "derive"])
def test_the_rest_stays(command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = str(VALID / "p1_crossing.json")
    arguments = {
        "check": ["check", file],
        "export": ["export", "--to", "coq", file, "-o", str(tmp_path / "out")],
        "derive": ["derive", "--formal", "T1"],
    }[command]
    assert run(arguments) == 0
    assert capfd.readouterr().err == ""


def test_what_the_checker_refuses_needs_no_kernel(capfd: pytest.CaptureFixture[str]) -> None:
    file = VALID.parent / "false" / "cells_of_two_targets.json"
    assert run(["check", "--kernel", "coq", str(file)]) == 1
    assert ": refuted: P0: checker: " in capfd.readouterr().out
