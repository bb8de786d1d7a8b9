"""What Coq is asked to trust, counted without Coq: the text of its library and what the
documentation says of it.
"""

from __future__ import annotations

import re
from pathlib import Path

from proofs.coq_libraries import CERTIFICATES
from proofs.export.claims import COVERAGE
from proofs.export.coq import STATEMENTS

ROOT = Path(__file__).parents[2]
LIBRARY = CERTIFICATES.folder


def test_every_check_has_its_axioms_printed() -> None:
    theorems = {
        name
        for path in LIBRARY.glob("*.v")
        for name in re.findall(r"^Theorem (check_\w+)", path.read_text(), re.M)
    }
    assert theorems <= set(re.findall(r"\w+", (LIBRARY / "Assumptions.v").read_text()))


def test_the_library_admits_nothing() -> None:
    for path in LIBRARY.glob("*.v"):
        words = re.findall(
            r"\b(Admitted|admit|Axiom|Parameter|Conjecture|Hypothesis)\b", path.read_text()
        )
        assert not words, path.name


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


def test_what_is_to_trust_is_counted() -> None:
    text = " ".join((ROOT / "docs" / "trust.md").read_text().split())
    coq = re.findall(r"(\d+) lines of `((?:bridge|certificates|theory)/\w+\.v)`", text)
    assert len(coq) == 25
    for lines, file in coq:
        assert definitions(ROOT / "proofs" / "coq" / file) == int(lines), file
    python = re.findall(r"(\d+) lines of `(proofs/export/\w+\.py|proofs/coqc\.py)`", text)
    assert len(python) == 5
    for lines, file in python:
        assert len((ROOT / file).read_text().splitlines()) == int(lines), file
