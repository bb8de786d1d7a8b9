"""Write ``docs/statements.md`` from the ledger: ``python docs/build_statements.py``.

One row an entry, in the order of the mathematics; nothing on the page is typed in.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from proofs.ledger import CHAPTERS, entries, foundations, module_of, rests_on

TARGET = Path(__file__).with_name("statements.md")
HEAD = """# The statements

Written by `docs/build_statements.py` from the ledger. *Derived*: every display of the proof was checked, for all sizes at once, in a
small kernel for matrix words. *Stated*: a definition, or a claim that is checked on data alone. "Rests on" names the textbook theorems
that a proof uses; "in Coq" the theorems that say the same in all dimensions (`truncation prove --kernel coq` has them compiled). The
first column leads to the module that holds everything about the statement.
"""


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for letter, keys in groupby(entries(), key=lambda key: key[0]):
        lines += [f"## {CHAPTERS[letter]}", "", "| ID | statement | | rests on | in Coq |"]
        lines += ["|---|---|---|---|---|", *map(row, keys), ""]
    lines += [f"## {CHAPTERS['F']}", "", "| ID | theorem | source |", "|---|---|---|"]
    lines += [
        f"| [{key}](../{path(key)}) | {one.name} | {one.source} |"
        for key, one in foundations().items()
    ]
    return "\n".join(lines) + "\n"


def row(key: str) -> str:
    """The row of one entry."""
    entry = entries()[key]
    status = "stated" if entry.derive is None else "derived"
    resting = ", ".join(rests_on(key)) or "–"
    coq = ", ".join(f"`{name}`" for name in entry.coq) or "–"
    return f"| [{key}](../{path(key)}) | {entry.name} | {status} | {resting} | {coq} |"


def path(key: str) -> str:
    """The file of an entry, from the root of the project."""
    return module_of(key).replace(".", "/") + ".py"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
