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
from proofs.formal import THEORY, Theorem
from proofs.ledger import entries, prove_universally
from proofs.render.latex import document
from proofs.results import add_theorems, formal_entries, results_as_json, theorem_lines

COQ = THEORY.parent
NAMES = [name for entry in entries().values() for name in entry.coq]
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def sources() -> list[Path]:
    return [path for path in sorted(COQ.glob("*/*.v"))]


@pytest.mark.parametrize("path", sources(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_is_assumed_in_the_sources(path: Path) -> None:
    text = re.sub(r"\(\*.*?\*\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\b(Admitted|admit|Abort)\b", text)
    commands = re.sub(r"\b(Local|Global)\s+|#\[[^]]*\]\s*", "", text)
    assert not re.search(r"(\A|\.)\s+(Axioms?|Parameters?|Conjectures?)\b", "\n" + commands)
    assert "bypass_check" not in text and "Unset Guard" not in text
    sections = 0
    for line in text.splitlines():
        sections += line.startswith("Section ") - bool(re.match(r"End \w", line))
        if re.match(r"\s*(Variables?|Hypothes[ie]s|Context)\b", line):
            assert sections > 0, line


def test_every_file_is_built() -> None:
    for folder in ("certificates", "theory", "bridge"):
        listed = re.findall(r"^(\w+)\.v$", (COQ / folder / "_CoqProject").read_text(), re.M)
        assert sorted(listed) == sorted(path.stem for path in (COQ / folder).glob("*.v"))


def test_what_is_to_trust_is_said_in_lines() -> None:
    root = COQ.parent.parent
    said = re.findall(r"the (\d+) lines of `([^`]+)`", (root / "docs" / "trust.md").read_text())
    assert len(said) == 4
    for lines, file in said:
        assert len((root / file).read_text(encoding="utf-8").splitlines()) == int(lines), file


def test_three_axioms_are_allowed() -> None:
    assert len((THEORY / "axioms.txt").read_text().split()) == 3


def test_what_is_kept_is_what_the_sources_name() -> None:
    assert list(formal.expected()) == formal.names()


def test_every_name_of_an_entry_is_kept_and_every_statement_belongs_to_an_entry() -> None:
    assert len(NAMES) == len(set(NAMES))
    stated = {name for name in formal.expected() if name.startswith("Statements.")}
    assert stated == set(NAMES)
    files = {path.stem for path in THEORY.glob("*.v")}
    assert {*coq_libraries.THEORY.files, "Assumptions"} == files


def test_a_fault_takes_the_status_away() -> None:
    sound = {name: Theorem(name, "…") for name in NAMES}
    everything = formal_entries(sound)
    assert everything == {one.id for one in entries().values() if one.coq}
    name = entries()["T1"].coq[0]
    faulty = {**sound, name: Theorem(name, "True", (), "expected more")}
    assert formal_entries(faulty) == everything - {"T1"}
    del sound[entries()["T5d"].coq[-1]]
    assert formal_entries(sound) == everything - {"T5d"}
    assert formal_entries({}) == frozenset()


def test_json_and_lines_say_what_coq_says() -> None:
    results = [prove_universally(entries()[key]) for key in ("D2", "D3", "T3")]
    theorems = {name: Theorem(name, "nat -> nat") for r in results for name in r.entry.coq}
    faulty = results[2].entry.coq[0]
    theorems[faulty] = Theorem(faulty, "True", ("Foo.cheat",), "it uses Foo.cheat")
    document = results_as_json(results, [], formal_entries(theorems))
    add_theorems(document, results, theorems)
    two, three = document["entries"][0], document["entries"][2]
    assert two["status"] == "formal" and three["status"] == "derived"
    assert two["coq"] == [{"name": "Statements.D2", "type": "nat -> nat", "axioms": []}]
    assert three["coq"][0]["axioms"] == ["Foo.cheat"]
    lines = theorem_lines(theorems, [])
    assert lines[0] == f"     {faulty}: it uses Foo.cheat"
    count = len(theorems)
    assert lines[1] == f"Coq: {count - 1} of {count} theorems as expected, axioms Foo.cheat"


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


def weaken(text: str) -> str:
    """T3' becomes True, under its name."""
    start = text.index("Theorem T3' ")
    end = text.index("Qed.", start) + len("Qed.")
    return text[:start] + "Theorem T3' : True.\nProof. by []. Qed." + text[end:]


def rename(text: str) -> str:
    return text.replace("Theorem D2 ", "Theorem D2_old ")


def assume(text: str) -> str:
    """N4 by an axiom."""
    proof = "Proof. exact: Signs.N4. Qed."
    assert proof in text
    head, tail = text.split("Section Signs.")
    claim = "forall (R : realFieldType) (t k r : R), 0 < t -> t * k < r *+ 2 -> "
    axiom = f"Axiom cheat : {claim}t ^+ 2 * k - t * r *+ 2 < 0.\n"
    return head + axiom + "Section Signs." + tail.replace(proof, "Proof. exact: cheat. Qed.")


def drop_a_hypothesis(text: str) -> str:
    """A stronger claim under the same name is another claim: P0_zero about the points of one input."""
    return text.replace("(forall s t, x s = x t -> y s = y t)", "(forall s, y s = y s)").replace(
        "Proof. exact: Cells.P0_zero. Qed.", "Admitted."
    )


MUTATIONS: dict[str, tuple[Callable[[str], str], str, str]] = {
    "weakened": (weaken, "Statements.T3'", "found True"),
    "renamed": (rename, "Statements.D2", "it does not exist"),
    "an axiom": (assume, "Statements.N4", "Statements.cheat, which is not allowed"),
    "another claim": (drop_a_hypothesis, "Statements.P0_zero", "expected"),
}


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("case", MUTATIONS)
def test_a_changed_theorem_is_seen(case: str, built: Path, tmp_path: Path) -> None:
    change, name, fault = MUTATIONS[case]
    folder = tmp_path / "theory"
    shutil.copytree(built, folder)
    source = folder / "Statements.v"
    before = source.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    source.write_text(after, encoding="utf-8")
    coq_libraries.compile_file("Statements", folder, "Theory")
    theorems, changed = formal.check([name, "Statements.T6"], folder)
    assert not changed
    assert fault in theorems[name].fault
    assert not theorems["Statements.T6"].fault


@needs_coq
@pytest.mark.slow
def test_a_changed_definition_is_seen(built: Path, tmp_path: Path) -> None:
    kept = tmp_path / "theory"
    kept.mkdir()
    for name in ("axioms.txt", "statements.txt"):
        shutil.copy(THEORY / name, kept)
    text = (kept / "statements.txt").read_text(encoding="utf-8")
    (kept / "statements.txt").write_text(text.replace("0 < Basic.dot v", "0 <= Basic.dot v"))
    theorems, changed = formal.check(["Statements.T1_unique"], built, kept)
    assert [one.name for one in changed] == ["Basic.posdef"]
    assert "Basic.posdef" in theorems["Statements.T1_unique"].fault


def test_derive_formal_shows_each_statement_beside_that_of_coq() -> None:
    text = document(["D2", "N5"], formal=True)
    assert "Statements.D2 :\n" + formal.expected()["Statements.D2"] in text
    assert r"\begin{proof}" not in text
    assert r"\begin{verbatim}" not in document(["D2"])
