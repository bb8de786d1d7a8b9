"""The entries of the ledger, and the shipped examples with what follows for each, computed once."""

from __future__ import annotations

from pathlib import Path

from proofs import ledger
from proofs.statements.case import Case
from symbolic.sources import load

FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "data"
EXAMPLES = [load(path) for path in sorted(FOLDER.glob("*.json"))]
CASES = [Case(data) for data in EXAMPLES]
ENTRIES = ledger.entries()
DERIVED = [key for key, entry in ENTRIES.items() if entry.derive is not None]
MATHEMATICS = (  # the first part of the mathematics, in the order of the text
    "D1 D2 D3 D4 D5 D6 L1 L2 L3 T1 T1a T1b T2 T3 T3' T4 T5 T5a T5b T5c T5d N1 N2 N3 N4"
)
