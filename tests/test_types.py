"""How much of each module has a type: expressions of type `Any` are less than a tenth of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST = 0.1


def untyped(report: str) -> dict[str, float]:
    """The share of `Any` of every module in mypy's report.

    A line is: module, expressions of type Any, all expressions, coverage.
    """
    shares = {}
    for line in report.splitlines():
        words = line.split()
        if len(words) == 4 and words[3].endswith("%") and int(words[2]):
            shares[words[0]] = int(words[1]) / int(words[2])
    return shares


def test_less_than_a_tenth_of_a_module_is_any(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--any-exprs-report", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    shares = untyped((tmp_path / "any-exprs.txt").read_text(encoding="utf-8"))
    assert len(shares) > 200
    assert {name: share for name, share in shares.items() if share > MOST} == {}


def test_the_report_is_read() -> None:
    report = """
      Name   Anys   Exprs   Coverage
    --------------------------------
    proofs      6      19     68.42%
     empty      0       0    100.00%
    --------------------------------
    """
    assert untyped(report) == {"proofs": 6 / 19}
