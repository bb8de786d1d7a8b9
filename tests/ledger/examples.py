"""The shipped examples, loaded."""

from __future__ import annotations

from pathlib import Path

from symbolic.sources import load

FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "data"
EXAMPLES = [load(str(path), None, None, False) for path in sorted(FOLDER.glob("*.json"))]
