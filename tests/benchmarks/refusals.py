"""How long refusing an unusable file takes, process start to exit: within a second."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.timing import ROOT, seconds


def main(repeats: int = 3) -> None:
    """Print the median for the slowest file of the corpus, and for 100,000 nested brackets."""
    corpus = ROOT / "tests" / "corpora" / "malformed"
    with tempfile.TemporaryDirectory() as folder:
        deep = Path(folder) / "deep.json"
        deep.write_text("[" * 100_000)
        files = [*sorted(p for p in corpus.iterdir() if p.name != "expected.json")[::12], deep]
        slowest = max(
            (statistics.median(refusal(file) for _ in range(repeats)), file.name) for file in files
        )
        print(
            f"refusing {len(files)} unusable files: "
            f"slowest {slowest[0]:.2f} s ({slowest[1]}), bar 1 s"
        )


def refusal(file: Path) -> float:
    """Seconds until the process has said no."""
    command = [sys.executable, "-m", "proofs", "minimize", str(file)]

    def run() -> None:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        if done.returncode != 2:
            raise RuntimeError(f"{file}: exit status {done.returncode}")

    return seconds(run)
