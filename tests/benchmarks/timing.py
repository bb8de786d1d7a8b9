"""Alternating runs of two commands or functions, their medians, their ratio, and the peak memory of
a process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def seconds(task: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def pairs(
    ours: Callable[[], object], theirs: Callable[[], object], repeats: int
) -> tuple[float, float, float]:
    """Medians of both, and the median of the ratios of runs that stood next to each other."""
    mine, base = [], []
    for _ in range(repeats):
        base.append(seconds(theirs))
        mine.append(seconds(ours))
    ratios = [a / b for a, b in zip(mine, base, strict=True)]
    return statistics.median(mine), statistics.median(base), statistics.median(ratios)


def python(*arguments: str) -> None:
    """Run this interpreter in the project's root; a failure raises."""
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def peak_megabytes(arguments: Sequence[str]) -> float:
    """The peak resident memory of one run of this interpreter."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{arguments}: exit status {status}")
    return usage.ru_maxrss / 1024


def report(name: str, ours: float, theirs: float, ratio: float, bar: float) -> None:
    """One line: both medians, the ratio, the bar."""
    verdict = "within" if ratio <= bar else "ABOVE"
    print(
        f"{name}: {ours:.3f} s, by hand {theirs:.3f} s, "
        f"ratio {ratio:.2f} ({verdict} the bar of {bar})"
    )
