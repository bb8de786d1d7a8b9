"""What Coq is asked to trust, counted without Coq: the text of its library and what the
documentation says of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proofs.coq_libraries import CERTIFICATES, THEORY
from proofs.export.claims import COVERAGE
from proofs.export.coq import STATEMENTS

ROOT = Path(__file__).parents[2]
LIBRARY = CERTIFICATES.folder
AXIOMS = THEORY.folder / "axioms.txt"


def test_every_check_has_its_axioms_printed() -> None:
    theorems = {
        name
        for path in LIBRARY.glob("*.v")
        for name in re.findall(r"^Theorem (check_\w+)", path.read_text(), re.M)
    }
    assert theorems <= set(re.findall(r"\w+", (LIBRARY / "Assumptions.v").read_text()))


WITHOUT_PROOF = (
    r"Admitted|admit|Axioms?|Parameters?|Conjectures?|Abort|Unset (?:Guard|Positivity|Universe) "
    r"Checking|bypass_check"
)
# Inside a section these are premises of what it proves, outside they would be axioms.
PREMISES = r"^\s*(?:#\[\w+\]\s*)?(?:Local |Global )?(Variables?|Hypothes[ie]s|Context)\b"


def admissions(text: str) -> list[str]:
    """What a file of Coq takes without a proof: words, and premises outside a section."""
    code, told = text, None
    while told != code:  # comments are nested
        told, code = code, re.sub(r"\(\*(?:(?!\(\*|\*\)).)*\*\)", " ", code, flags=re.S)
    found, sections = re.findall(rf"\b(?:{WITHOUT_PROOF})\b", code), list[str]()
    for line in code.splitlines():
        for opened, closed in re.findall(r"\bSection (\w+)\.|\bEnd (\w+)\.", line):
            if opened:
                sections.append(opened)
            elif sections and sections[-1] == closed:
                sections.pop()
        premise = re.match(PREMISES, line)
        if premise and not sections:
            found.append(premise[1])
    return found


def test_no_file_of_coq_admits_anything() -> None:
    files = sorted(LIBRARY.parent.rglob("*.v"))
    assert len(files) > 60
    found = {path.name: admissions(path.read_text(encoding="utf-8")) for path in files}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lemma a : 0 = 1. Admitted.", ["Admitted"]),
        ("(* an Axiom (* told *) of *) Axiom a : False.", ["Axiom"]),
        ("Parameters a b : nat.", ["Parameters"]),
        ("Section S.\nVariable a : nat.\nHypotheses (h : a = 0).\nEnd S.", []),
        ("Section S.\nEnd S.\nHypothesis h : False.", ["Hypothesis"]),
        ("Variables a b : nat.", ["Variables"]),
        ("#[global] Context (a : nat).", ["Context"]),
        ("#[bypass_check(guard)] Fixpoint f n := f n.", ["bypass_check"]),
    ],
)
def test_what_is_admitted_is_found(text: str, found: list[str]) -> None:
    assert admissions(text) == found


def test_the_three_axioms_are_those_that_are_told() -> None:
    """The list that decides, and the words of the page about it."""
    assert set(AXIOMS.read_text(encoding="utf-8").split()) == {
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Epsilon.epsilon_statement",
    }
    page = " ".join((ROOT / "docs" / "trust.md").read_text(encoding="utf-8").split())
    assert "the three axioms of [`axioms.txt`](../proofs/coq/theory/axioms.txt)" in page


def test_the_project_file_lists_the_library() -> None:
    listed = (LIBRARY / "_CoqProject").read_text().split()
    assert {name for name in listed if name.endswith(".v")} == {p.name for p in LIBRARY.glob("*.v")}


def told(half: str) -> dict[str, str]:
    """What `docs/trust.md` says of each statement in that half: its own item, and shared ones."""
    page = (ROOT / "docs" / "trust.md").read_text()
    items = re.findall(r"^- \*\*([\w', ]+)\.\*\* (.*(?:\n  .*)*)", page, re.M)
    said = dict.fromkeys(COVERAGE, "")
    for statements, words in items:
        theorem, _, checker = " ".join(words.split()).partition("By the checker alone: ")
        for statement in statements.split(", ") if theorem[:6] == "In the" or checker else ():
            said[statement] += theorem if half == "theorem" else checker
    return said


def test_what_coq_restates_and_what_not_is_in_the_documentation() -> None:
    theorem, checker = told("theorem"), told("checker")
    for statement, coverage in COVERAGE.items():
        assert statement in STATEMENTS
        for half, claims in ((theorem, coverage.restated), (checker, coverage.checker_only)):
            for claim in claims:
                assert claim in half[statement], (statement, claim)
        assert coverage.checker_only or checker[statement] == "nothing."


def definitions(path: Path) -> int:
    """The number of lines of a Coq file that belong to a definition."""
    inside, number = False, 0
    for line in path.read_text().splitlines():
        inside |= bool(re.match(r"(Definition|Fixpoint|Inductive|Record|Canonical) ", line))
        number += inside
        inside &= not re.search(r"\.( *\(\*.*\*\))?$", line)
    return number


def lines(pattern: str) -> int:
    """The number of lines of the files, altogether."""
    files = list(ROOT.glob(pattern))
    assert files, pattern
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)


def test_what_is_to_trust_is_counted() -> None:
    text = " ".join((ROOT / "docs" / "trust.md").read_text().split())
    told = dict[str, str]()
    for number, file in re.findall(r"(\d+) lines of `([\w/]+\.(?:v|py))`", text):
        assert told.setdefault(file, number) == number, file
    coq = {file for file in told if file.endswith(".v")}
    assert {file.partition("/")[0] for file in coq} == {"bridge", "certificates", "theory"}
    for file, number in told.items():
        counted = definitions(ROOT / "proofs" / "coq" / file) if file in coq else lines(file)
        assert counted == int(number), file
    assert set(told) - coq == {
        "proofs/coqc.py",
        "proofs/coq_libraries.py",
        "proofs/formal.py",
        "proofs/export/coq_sections.py",
        "proofs/export/gallina.py",
        "proofs/export/kernel.py",
    }


@pytest.mark.parametrize(
    ("words", "pattern", "step"),
    [
        (
            r"(\d+) lines of `proofs/coq/theory/Statements\*\.v`",
            "proofs/coq/theory/Statements*.v",
            1,
        ),
        (r"`proofs/checker/`: some ([\d,]+) lines", "proofs/checker/*.py", 100),
        (r"`proofs/algebra/`: some ([\d,]+) lines", "proofs/algebra/*.py", 100),
    ],
)
def test_what_is_to_trust_is_counted_in_all(words: str, pattern: str, step: int) -> None:
    text = " ".join((ROOT / "docs" / "trust.md").read_text().split())
    (number,) = re.findall(words, text)
    assert abs(lines(pattern) - int(number.replace(",", ""))) < step
