"""``degeneracy`` as a whole process: M = Q = L = 4 in seconds, breast cancer (M = 30) in under a
minute.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tests.benchmarks.landscape_values import clusters
from tests.benchmarks.timing import python, seconds


def timed(source: str, target: str, name: str) -> None:
    """Print how long one run takes."""
    taken = seconds(lambda: python("-m", "proofs", "degeneracy", source, "-q", "-o", target))
    print(f"degeneracy, {name}: {taken:.1f} s")


def main() -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "four.json", str(Path(folder) / "out.json")
        for points in (10, 1000):
            source.write_text(json.dumps(clusters(4, points)))
            timed(str(source), target, f"M = Q = L = 4, {points} points a class")
        for name in ("sklearn:wine", "sklearn:breast_cancer"):
            timed(name, target, name)
