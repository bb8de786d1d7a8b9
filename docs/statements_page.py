"""The page of the site that lists the statements: one row an entry, in the order of the
mathematics.

It is made from the ledger whenever the site is (`docs/site.py`): nothing on it is typed in or
stored.
"""

from __future__ import annotations

from itertools import groupby

from proofs.chapters import CHAPTERS
from proofs.ledger import entries, foundations, module_of, rests_on

HEAD = """# The statements

*Derived*: every display of the proof was checked, for all sizes at once, in a small kernel for
matrix words. *Stated*: a definition, or a claim that is checked on data alone. "Rests on" names the
textbook theorems that a proof uses; "in Coq" the theorems that say the same in all dimensions
(`truncation prove --kernel coq` has them compiled). The last column is the module that holds
everything about the statement.
"""


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for letter, keys in groupby(entries(), key=lambda key: key[0]):
        lines += [f"## {CHAPTERS[letter]}", "", "| ID | statement | | rests on | in Coq | module |"]
        lines += ["|---|---|---|---|---|---|", *map(row, keys), ""]
    lines += [f"## {CHAPTERS['F']}", "", "| ID | theorem | source | module |", "|---|---|---|---|"]
    lines += [
        f"| {key} | {one.name} | {one.source} | `{module_of(key)}` |"
        for key, one in foundations().items()
    ]
    return "\n".join(lines) + "\n"


def row(key: str) -> str:
    """The row of one entry."""
    entry = entries()[key]
    status = "stated" if entry.derive is None else "derived"
    resting = ", ".join(rests_on(key)) or "–"
    coq = ", ".join(f"`{name}`" for name in entry.coq) or "–"
    return f"| {key} | {entry.name} | {status} | {resting} | {coq} | `{module_of(key)}` |"
