"""All values of a landscape against a serial loop that forms ``G`` and solves for every subset;
growth in ``N``; the digits.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from functools import partial
from itertools import combinations
from pathlib import Path

from flint import fmpq, fmpq_mat

from symbolic.clusters import ClusterData
from symbolic.minima import landscape
from symbolic.values import subset_values
from tests.benchmarks.timing import pairs, peak_megabytes, python, report, seconds


def clusters(size: int, points: int) -> dict[str, object]:
    """``size`` classes of ``points`` points around ``8 e_j`` in dimension ``size``, as the input
    format writes them.
    """
    chance = random.Random(size * 100_003 + points)
    classes = []
    for j in range(size):
        rows = [
            [str(fmpq(chance.randrange(-8, 9), 8) + 8 * (i == j)) for i in range(size)]
            for _ in range(points)
        ]
        classes.append({"label": f"c{j}", "points": rows})
    return {"name": f"{size} clusters", "classes": classes}


def loop(document: dict, apexes: list[list[fmpq]]) -> int:
    """The baseline: for each subset the Gram matrix from means and scatters, and one solve."""
    size = len(document["classes"])
    means, scatters = [], []
    for cls in document["classes"]:
        X = fmpq_mat(
            [
                [fmpq(*map(int, v.split("/"))) if "/" in v else fmpq(int(v)) for v in row]
                for row in cls["points"]
            ]
        )
        n = X.nrows()
        mean = fmpq_mat(1, n, [fmpq(1, n)] * n) * X
        means.append(mean)
        scatters.append(X.transpose() * X / fmpq(n) - mean.transpose() * mean)
    points = [fmpq_mat([p]) for p in apexes]
    values = 0
    for count in range(size):
        for subset in combinations(range(size), count):
            rows = [points[j] if j in subset else means[j] for j in range(size)]
            Xbar = fmpq_mat([row.entries() for row in rows]).transpose()
            G = Xbar * Xbar.transpose()
            for k in range(size):
                if k not in subset:
                    G = G + scatters[k]
            A = G.solve(Xbar)
            value = fmpq(size) - sum((A.transpose() * Xbar)[i, i] for i in range(size))
            values += value >= 0
    return values


def growth() -> None:
    """Time a subset after the one pass over the data, for N = 10³, 10⁴, 10⁵."""
    for points in (100, 1_000, 10_000):
        document = clusters(10, points)
        start = time.perf_counter()
        data = ClusterData.from_rows({c["label"]: c["points"] for c in document["classes"]})
        minima = landscape(data, readouts=("linear",))
        values = subset_values(minima, "linear")
        built = time.perf_counter() - start
        subsets = list(minima.subsets())
        taken = seconds(partial(list, map(values, subsets)))
        print(
            f"  N = {data.N:>6}: data and apexes {built:.2f} s, then "
            f"{1e3 * taken / len(subsets):.3f} ms a subset ({len(subsets)} subsets)"
        )


def main(repeats: int = 3) -> None:
    """Print the ratio for M = Q = 12, the growth, and time and memory for the digits."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "twelve.json", str(Path(folder) / "out.json")
        document = clusters(12, 100)
        source.write_text(json.dumps(document))
        ours = [
            "-m",
            "proofs",
            "landscape",
            str(source),
            "--values-only",
            "--readout",
            "linear",
            "--jobs",
            "2",
            "-q",
            "-o",
            target,
        ]

        def run() -> None:
            Path(target).unlink(missing_ok=True)
            python(*ours)

        run()
        written = json.loads(Path(target).read_text())["apexes"].values()
        apexes = [[fmpq(*map(int, v.split("/"))) for v in apex] for apex in written]
        medians = pairs(run, lambda: loop(document, apexes), repeats)
        report("landscape, M = Q = 12, 4095 linear values", *medians, bar=1)
        growth()
        digits = [
            "-m",
            "proofs",
            "landscape",
            "sklearn:digits",
            "--values-only",
            "--readout",
            "affine",
            "--jobs",
            "2",
            "-q",
        ]
        taken = seconds(lambda: python(*digits, "-o", str(Path(folder) / "digits.json")))
        memory = peak_megabytes([*digits, "-o", str(Path(folder) / "again.json")])
        print(
            f"  digits, 1023 affine values: {taken:.1f} s with two processes, "
            f"peak memory {memory:.0f} MB (bar 2000)"
        )
