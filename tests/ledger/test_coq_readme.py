"""The README of `proofs/coq` leads to what it names: every file of the three folders, every theorem
that a row gives to a file, every entry of the ledger that has a formal statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from proofs.ledger import entries

COQ = Path(__file__).resolve().parents[2] / "proofs" / "coq"
README = (COQ / "README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL))
FOLDERS = {name.lower(): SECTIONS[name] for name in ("Theory", "Certificates", "Bridge")}
DEFINED = re.compile(
    r"^(?:Theorem|Lemma|Corollary|Definition|Fixpoint|Fact) ([\w']+)", re.MULTILINE
)


def files_of(folder: str) -> set[str]:
    return {path.name for path in (COQ / folder).glob("*.v")}


def named_in(text: str) -> set[str]:
    return set(re.findall(r"`(\w+\.v)`", text))


def rows(section: str) -> list[list[str]]:
    """The cells of the rows of a section's table."""
    lines = re.findall(r"^\| *(.*?) *\|$", section, re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines if line[0] != "-"]


def theorems_of_files(section: str) -> Iterator[tuple[set[str], str]]:
    """The files of an item of a section's list, and the theorems that it gives to them."""
    for item in re.findall(r"^- (.*(?:\n  .*)*)", section, re.MULTILINE):
        head, _, _ = " ".join(item.split()).partition(" — ")
        files, _, theorems = head.partition(": ")
        yield named_in(files), theorems


def entries_in(cell: str) -> set[str]:
    """The IDs a cell names, with ranges such as N1–N4 and T5a–T5c written out."""
    named = set(re.findall(r"\b[A-Z]\d+(?:[a-z]\b|'|′)?", cell))
    for letter, low, high in re.findall(r"\b([A-Z])(\d+)–[A-Z](\d+)\b", cell):
        named |= {f"{letter}{k}" for k in range(int(low), int(high) + 1)}
    for stem, low, high in re.findall(r"\b([A-Z]\d+)([a-z])–[A-Z]\d+([a-z])\b", cell):
        named |= {f"{stem}{chr(k)}" for k in range(ord(low), ord(high) + 1)}
    return {one.replace("′", "'") for one in named}


@pytest.mark.parametrize("folder", FOLDERS)
def test_it_names_the_files_that_are_there(folder: str) -> None:
    told = named_in(FOLDERS[folder])
    assert told <= set().union(*map(files_of, FOLDERS))
    own = {name for name in files_of(folder) if not name.startswith(("Statements", "Assumptions"))}
    assert own - told == set()


@pytest.mark.parametrize("folder", ["certificates", "bridge"])
def test_a_theorem_is_in_the_file_of_its_row(folder: str) -> None:
    seen = 0
    for names, theorems in theorems_of_files(FOLDERS[folder]):
        files = [COQ / folder / name for name in names]
        text = "".join(path.read_text(encoding="utf-8") for path in files)
        for theorem in re.findall(r"`(\w+)`", theorems):
            assert theorem in DEFINED.findall(text), (theorem, [path.name for path in files])
            seen += 1
    assert seen > 10


def test_every_formal_entry_has_a_file() -> None:
    told = set().union(*(entries_in(row[0]) for row in rows(FOLDERS["theory"])))
    formal = {key for key, entry in entries().items() if entry.coq}
    assert formal - told == set()
    assert {key for key in told if key in entries()} - formal == set()


@pytest.mark.parametrize("key", [key for key, entry in entries().items() if entry.coq])
def test_the_theorems_of_an_entry_are_defined(key: str) -> None:
    for name in entries()[key].coq:
        file, theorem = name.split(".")
        text = (COQ / "theory" / f"{file}.v").read_text(encoding="utf-8")
        assert theorem in DEFINED.findall(text)
