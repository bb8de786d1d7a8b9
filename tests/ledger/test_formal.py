"""The theory in Coq: what is kept beside it, what Coq says of it, and that a theorem which changes
is seen.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs import coq_libraries, formal
from proofs.coqc import CoqError, CoqNotFound
from proofs.formal import THEORY, Theorem
from proofs.ledger import entries, foundations, prove_universally, rests_on
from proofs.render.latex import document
from proofs.results import add_theorems, formal_entries, results_as_json, theorem_lines
from tests import kernel

COQ = THEORY.parent
LISTED = (*entries().values(), *foundations().values())
NAMES = [name for one in LISTED for name in one.coq]
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def test_every_file_is_built() -> None:
    for folder in ("certificates", "theory", "bridge"):
        listed = re.findall(r"^(\w+)\.v$", (COQ / folder / "_CoqProject").read_text(), re.M)
        assert sorted(listed) == sorted(path.stem for path in (COQ / folder).glob("*.v"))


def test_what_is_kept_is_what_the_sources_name() -> None:
    assert list(formal.expected()) == formal.names()


def test_every_name_of_an_entry_is_kept_and_every_statement_belongs_to_an_entry() -> None:
    assert len(NAMES) == len(set(NAMES))
    stated = {name for name in formal.expected() if name.startswith(formal.CHAPTER)}
    assert stated == set(NAMES)
    files = {path.stem for path in THEORY.glob("*.v")}
    assert {*coq_libraries.THEORY.files, "Assumptions"} == files


def test_a_fault_takes_the_status_away() -> None:
    sound = {name: Theorem(name, "…") for name in NAMES}
    everything = formal_entries(sound)
    assert everything == {one.id for one in LISTED if one.coq}
    name = entries()["T1"].coq[0]
    faulty = {**sound, name: Theorem(name, "True", (), "expected more")}
    assert formal_entries(faulty) == everything - {"T1"}
    del sound[entries()["T5d"].coq[-1]]
    assert formal_entries(sound) == everything - {"T5d"}
    assert formal_entries({}) == frozenset()


def test_what_is_formal_rests_on_no_textbook_theorem() -> None:
    everything = formal_entries({name: Theorem(name, "…") for name in NAMES})
    assert {"F1", "T3'", "T4", "T5d"} <= everything and "F2" not in everything
    assert rests_on("T3'") == ("F2",) and rests_on("T3'", everything) == ()
    assert rests_on("S8") == ("F1",) and rests_on("S8", everything) == ()
    assert rests_on("S7", everything - {"S7"}) == ()
    assert rests_on("S7", everything - {"S7", "F1"}) == ("F1",)
    used = {key for one in entries() for key in rests_on(one, everything)}
    assert used == {"F3", "F4"}


def test_json_and_lines_say_what_coq_says() -> None:
    results = [prove_universally(entries()[key]) for key in ("D2", "D3", "T3")]
    theorems = {name: Theorem(name, "nat -> nat") for r in results for name in r.entry.coq}
    faulty = results[2].entry.coq[0]
    theorems[faulty] = Theorem(faulty, "True", ("Foo.cheat",), "it uses Foo.cheat")
    document = results_as_json(results, [], formal_entries(theorems))
    add_theorems(document, results, theorems)
    two, three = document["entries"][0], document["entries"][2]
    assert two["status"] == "formal" and three["status"] == "derived"
    assert two["coq"] == [{"name": "StatementsNetwork.D2", "type": "nat -> nat", "axioms": []}]
    assert three["coq"][0]["axioms"] == ["Foo.cheat"]
    lines = theorem_lines(theorems, [])
    assert lines[0] == f"     {faulty}: it uses Foo.cheat"
    count = len(theorems)
    assert lines[1] == f"Coq: {count - 1} of {count} theorems as expected, axioms Foo.cheat"


@pytest.mark.parametrize(
    ("fault", "code", "line"),
    [
        (None, 0, r"\d+ files of Coq compiled; Coq: \d+ of \d+ theorems as expected, no axiom"),
        (CoqNotFound(), 0, r"skipped Coq's theory: coqc was not found: .*"),
        (CoqError("Near.v: stopped"), 1, r"FAIL Near.v: stopped"),
        ("found True", 1, r"FAIL Statements\w+\.\w+: found True"),
    ],
)
def test_one_line_says_whether_coq_agrees(
    fault: Exception | str | None,
    code: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def build(library: coq_libraries.Library) -> dict[str, Path]:
        if isinstance(fault, Exception):
            raise fault
        return {"Theory": THEORY}

    def check(wanted: list[str], built: Path) -> tuple[dict[str, Theorem], list[Theorem]]:
        said = {name: Theorem(name, "…") for name in wanted}
        if isinstance(fault, str):
            said[wanted[0]] = Theorem(wanted[0], "True", (), fault)
        return said, []

    monkeypatch.setattr(coq_libraries, "build", build)
    monkeypatch.setattr(formal, "check", check)
    assert kernel.main() == code
    assert re.fullmatch(line, capsys.readouterr().out.splitlines()[0])


@pytest.fixture(scope="module")
def built() -> Path:
    return formal.build()


@needs_coq
@pytest.mark.slow
def test_every_entry_has_the_expected_theorems_and_no_axiom(built: Path) -> None:
    theorems, changed = formal.check(NAMES, built)
    assert not changed
    assert [one for one in theorems.values() if one.fault or one.axioms] == []
    assert set(theorems) == set(NAMES)


@needs_coq
@pytest.mark.slow
def test_what_is_kept_is_what_coq_prints(built: Path) -> None:
    printed = formal.ask(formal.names(), built)
    assert {name: one.type for name, one in printed.items()} == formal.expected()


WHOLE = re.compile(r"^Theorem ([\w']+)(.*?)\bProof\.(.*?)\bQed\.", re.DOTALL | re.MULTILINE)
MUTATIONS: dict[str, tuple[Callable[[re.Match[str]], str], str]] = {
    "weakened": (lambda whole: f"Theorem {whole[1]} : True. Proof. by []. Qed.", "found True"),
    "renamed": (
        lambda whole: whole[0].replace(f"Theorem {whole[1]}", f"Theorem other_{whole[1]}"),
        "it does not exist",
    ),
    "given an axiom": (
        lambda whole: f"Theorem {whole[1]}{whole[2]}Proof. have _ := cheat.{whole[3]}Qed.",
        "cheat, which is not allowed",
    ),
}
CHAPTERS = sorted({name.partition(".")[0] for name in NAMES})


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("case", MUTATIONS)
def test_every_changed_theorem_is_seen(
    case: str, chapter: str, built: Path, tmp_path: Path
) -> None:
    change, fault = MUTATIONS[case]
    inside = [name for name in NAMES if name.startswith(f"{chapter}.")]
    other = "StatementsNetwork.T3" if chapter != "StatementsNetwork" else "StatementsMinima.T6"
    folder = tmp_path / "theory"
    shutil.copytree(built, folder)
    source = folder / f"{chapter}.v"
    after, count = WHOLE.subn(change, source.read_text(encoding="utf-8"))
    assert count == len(inside)
    head, opened, body = after.partition("Local Open Scope ring_scope.\n")
    source.write_text(f"{head}{opened}Axiom cheat : False.\n{body}", encoding="utf-8")
    coq_libraries.compile_file(chapter, folder, "Theory")
    theorems, changed = formal.check([*inside, other], folder)
    assert not changed
    assert [name for name in inside if fault not in theorems[name].fault] == []
    assert not theorems[other].fault


@needs_coq
@pytest.mark.slow
def test_a_dropped_hypothesis_is_seen(built: Path, tmp_path: Path) -> None:
    """A claim with one hypothesis less under the same name is another claim."""
    folder = tmp_path / "theory"
    shutil.copytree(built, folder)
    source = folder / "StatementsCells.v"
    text = source.read_text(encoding="utf-8")
    proof = "Proof. exact: Cells.P0_zero. Qed."
    claim = "Theorem P0_zero : least_cost x w y = 0 <-> "
    after = text.replace(f"{claim}(forall s t, x s = x t -> y s", f"{claim}(forall s t, y s")
    assert after != text and proof in after
    source.write_text(after.replace(proof, "Admitted."), encoding="utf-8")
    coq_libraries.compile_file("StatementsCells", folder, "Theory")
    theorems, _ = formal.check(["StatementsCells.P0_zero"], folder)
    assert "expected" in theorems["StatementsCells.P0_zero"].fault


@needs_coq
@pytest.mark.slow
def test_a_changed_definition_is_seen(built: Path, tmp_path: Path) -> None:
    kept = tmp_path / "theory"
    kept.mkdir()
    for name in ("axioms.txt", "statements.txt"):
        shutil.copy(THEORY / name, kept)
    text = (kept / "statements.txt").read_text(encoding="utf-8")
    (kept / "statements.txt").write_text(text.replace("0 < Basic.dot v", "0 <= Basic.dot v"))
    theorems, changed = formal.check(["StatementsReadout.T1_unique"], built, kept)
    assert [one.name for one in changed] == ["Basic.posdef"]
    assert "Basic.posdef" in theorems["StatementsReadout.T1_unique"].fault


def test_derive_formal_shows_each_statement_beside_that_of_coq() -> None:
    text = document(["D2", "N5"], formal=True)
    assert "StatementsNetwork.D2 :\n" + formal.expected()["StatementsNetwork.D2"] in text
    assert r"\begin{proof}" not in text
    assert r"\begin{verbatim}" not in document(["D2"])


def test_a_theorem_is_placed_at_its_line() -> None:
    for name in NAMES:
        file, _, line = formal.place(name).partition(", line ")
        text = (THEORY.parent / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert re.match(
            rf"(Theorem|Definition) {re.escape(name.partition('.')[2])}(?![\w'])", text
        ), name


def test_the_document_says_whether_coq_was_asked() -> None:
    code = document(["T1"], formal=True)
    assert "(it was not asked here)" in code and "& derived, with all it uses" in code
    assert (
        f"(* {formal.place('StatementsReadout.T1_square')} *)\nStatementsReadout.T1_square :"
        in code
    )
    code = document(
        ["T1"], formal=True, compiled=formal_entries({n: Theorem(n, "…") for n in NAMES})
    )
    assert "it was not asked here" not in code and "& formal, with all it uses" in code
