"""``minimize sklearn:digits``, process start to certificate on disk, against `digits_by_hand`,
which builds the truncation network and writes no certificate.

The two-layer network (10 cells, widths 64-9-9-10) and the truncation network, which is the default,
in at most the time of the baseline; both below 1 GB.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tests.benchmarks.timing import ROOT, pairs, peak_megabytes, python, report


def main(repeats: int = 5) -> None:
    """Print medians, their ratio, and the peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        for architecture in ("two-layer", "auto"):
            _compare(architecture, 1, repeats, str(Path(folder) / "digits.json"))


def _compare(architecture: str, bar: float, repeats: int, target: str) -> None:
    chosen = ["--architecture", architecture, "-q", "-o", target]
    ours = ["-m", "proofs", "minimize", "sklearn:digits", *chosen]
    hand = str(ROOT / "tests" / "benchmarks" / "digits_by_hand.py")
    medians = pairs(lambda: python(*ours), lambda: python(hand, target + ".hand"), repeats)
    report(f"minimize sklearn:digits, {architecture}", *medians, bar=bar)
    layers = json.loads(Path(target).read_text(encoding="ascii"))["layers"]
    print(f"  widths {'-'.join(['64', *(str(len(layer['b'])) for layer in layers)])}")
    print(f"  peak memory {peak_megabytes(ours):.0f} MB (bar 1000)")
