"""The shipped examples, loaded, and what the ledger found about each, computed once."""

from __future__ import annotations

from pathlib import Path

from proofs.statements.case import Case
from symbolic.sources import load

FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "data"
EXAMPLES = [load(path) for path in sorted(FOLDER.glob("*.json"))]
CASES = [Case(data) for data in EXAMPLES]
