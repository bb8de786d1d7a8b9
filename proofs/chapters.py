"""The chapters of the mathematics, and where an ID stands in their order."""

from __future__ import annotations

import re

# The chapters of the mathematics, by the letter of their IDs, in the order in which they are read.
CHAPTERS = {
    "D": "Setting",
    "L": "Truncation maps",
    "T": "Readouts, zero loss, minima",
    "G": "General widths",
    "P": "Peeling: every consistent data set",
    "S": "Shallow networks",
    "W": "Least widths",
    "O": "More parameters than numbers to fit",
    "U": "What is generic",
    "E": "Effective flow",
    "X": "Unseen points",
    "R": "Trained networks",
    "N": "Lemmas",
    "F": "Textbook theorems that are used and not proved here",
}


class LedgerError(Exception):
    """The ledger contradicts itself; the message names the entry."""


def place(identifier: str) -> tuple[int, int, str]:
    """Where an ID stands in the order of the mathematics: its chapter, its number, what follows the
    number.

    Raises `LedgerError` on an ID that is not a letter of `CHAPTERS` and a number.

    >>> sorted(["N1", "T10", "T5d", "T3'", "T3", "L2"], key=place)
    ['L2', 'T3', "T3'", 'T5d', 'T10', 'N1']
    """
    parts = re.fullmatch(r"([A-Z])(\d+)([a-z]?'?)", identifier)
    if parts is None or parts[1] not in CHAPTERS:
        letters = "".join(CHAPTERS)
        raise LedgerError(
            f"{identifier!r}: expected an ID such as T5d, its letter one of {letters}"
        )
    return list(CHAPTERS).index(parts[1]), int(parts[2]), parts[3]
