"""``minimize sklearn:digits``, process start to certificate on disk, against `digits_by_hand`: at
most 2 ×, below 1 GB.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.timing import ROOT, pairs, peak_megabytes, python, report


def main(repeats: int = 5) -> None:
    """Print medians, their ratio, and the peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "digits.json")
        ours = ["-m", "proofs", "minimize", "sklearn:digits", "-q", "-o", target]
        hand = str(ROOT / "tests" / "benchmarks" / "digits_by_hand.py")
        medians = pairs(lambda: python(*ours), lambda: python(hand, target + ".hand"), repeats)
        report("minimize sklearn:digits", *medians, bar=2)
        print(f"  peak memory {peak_megabytes(ours):.0f} MB (bar 1000)")
