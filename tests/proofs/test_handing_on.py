"""`export`, `prove`, `derive` and `report` on the command line: what they write, and the one line
with which they refuse.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from proofs.cli import run

ROOT = Path(__file__).resolve().parents[2]
TRIANGLES = str(ROOT / "notebooks" / "data" / "two_triangles.json")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zero-loss network of the two triangles."""
    target = tmp_path_factory.mktemp("made") / "t.json"
    assert run(["minimize", TRIANGLES, "-q", "-o", str(target)]) == 0
    return target


@pytest.mark.parametrize(
    ("tool", "written"), [("smtlib", "t.smt2"), ("coq", "t.coq/certificate/Certificate.v")]
)
def test_exports_go_beside_the_certificate(
    tool: str, written: str, certificate: Path, capsys
) -> None:
    assert run(["export", str(certificate), "--to", tool, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["to"] == tool
    assert (certificate.parent / written).is_file()


def test_prove_writes_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prove", TRIANGLES, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["data"] == ["two triangles"]
    keys = {"id", "name", "scope", "verdict", "seconds", "uses"}
    known = {entry["id"] for entry in document["entries"]}
    for entry in document["entries"]:
        assert keys <= set(entry)
        assert set(entry["uses"]) <= known
        allowed = {("universal", "proved"), ("universal", "stated"), ("data", "proved")}
        # here T6 serves every partition, and there are more parameters than outputs
        if entry["id"] in {"T6a", "U1a"}:
            allowed = {("universal", "proved"), ("data", "not applicable")}
        assert (entry["scope"], entry["verdict"]) in allowed


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--without", "T1a:invertible-frame"], 1),
        (["--without", "T5d:wide-enough"], 3),
        (["--without", "T1a:nothing"], 2),
    ],
)
def test_without_an_assumption(arguments: list[str], code: int, capsys) -> None:
    assert run(["prove", *arguments]) == code
    captured = capsys.readouterr()
    assert (captured.out == "") is (code == 2)
    assert captured.err.count("\n") == (1 if code == 2 else 0)


def test_derive_prints_or_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["derive", "T1a"]) == 0
    printed = capsys.readouterr().out
    assert run(["derive", "T1a", "-o", str(tmp_path / "a.tex"), "-q"]) == 0
    assert (tmp_path / "a.tex").read_text() == printed
    assert run(["derive", "T1a", "--fragment"]) == 0
    fragment = capsys.readouterr().out
    assert fragment.startswith("% T1a: ")
    assert "\\documentclass" not in fragment


def test_report_writes_a_page_and_its_certificates(tmp_path: Path, capsys) -> None:
    assert run(["report", TRIANGLES, "-o", str(tmp_path / "page"), "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert files == ["degeneracy.json", "index.html", "landscape.json", "minimize.json"]
    pages = [str(tmp_path / "page" / name) for name in files if name.endswith(".json")]
    assert run(["check", *pages]) == 0


REFUSALS = {
    "a folder that is a file": (
        ["report", TRIANGLES, "-o", "{file}"],
        "expected a directory, found a file",
    ),
    "no folder": (["report", TRIANGLES], "Missing option"),
    "an unknown statement": (["derive", "X9"], "X9: expected one of D1"),
    "a fragment as PDF": (["derive", "T1", "--pdf", "--fragment"], "--fragment"),
    "no such data": (["prove", "nothere.json"], "nothere.json"),
    "not a certificate, to Coq": (
        ["export", "{file}", "--to", "coq"],
        "{file}: expected a certificate that the checker proves, found malformed: line 1",
    ),
    "not a certificate, to SMT": (
        ["export", "{file}", "--to", "smtlib"],
        "{file}: expected a certificate",
    ),
    "an unknown tool": (["export", "{file}", "--to", "lean"], "'lean' is not one of"),
    "an item for Coq": (["export", "{file}", "--to", "coq", "--item", "1"], "--item"),
    "an unknown kernel": (["check", "--kernel", "lean", "{file}"], "'lean' is not one of"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_are_one_line(name: str, tmp_path: Path, capsys) -> None:
    file = tmp_path / "broken.json"
    file.write_text("[")
    arguments, words = REFUSALS[name]
    assert run([argument.format(file=file) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert words.format(file=file) in captured.err
    assert list(tmp_path.iterdir()) == [file]
