"""Files made to keep the checker busy: time linear in their size where the numbers do not grow,
like products of the answer's own numbers where they do; ranks of singular targets modulo a prime.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from proofs.certificates import landscape_header, minimum_section
from proofs.certificates.growing import grow
from proofs.checker import check
from proofs.checker.exact import rank
from symbolic.clusters import ClusterData
from symbolic.minima import landscape
from tests.benchmarks.timing import pairs, report
from tests.checker import naive
from tests.checker.false_networks import PLANES, claimed, first_layers, readout_of_two


def coprime(points: int) -> bytes:
    """A true certificate of two classes on a line, every point with a 50-digit denominator of its
    own.
    """
    places = _places(points)
    classes = [(label, naive.unit(2, j), places[j]) for j, label in enumerate("ab")]
    return naive.write(claimed(classes, [*first_layers(), readout_of_two()], PLANES))


def _places(points: int) -> list[list[list[Fraction]]]:
    draw = random.Random(5)
    return [
        [[start + Fraction(1, draw.randrange(10**49, 10**50) | 1)] for _ in range(points)]
        for start in (Fraction(-2), Fraction(2))
    ]


def values(points: int) -> bytes:
    """The landscape of such classes: the least costs have the denominators of all points at once,
    so the numbers of the answer itself are as long as all points together.
    """
    rows = dict(zip("ab", _places(points), strict=True))
    found = landscape(ClusterData.from_rows(rows), readouts=["affine"])
    tasks = [(subset, kind) for subset in found.subsets() for kind in found.readouts]
    named = [([found.data.labels[j] for j in subset], str(kind)) for subset, kind in tasks]

    def sections(start: int) -> Iterator[dict[str, Any]]:
        return (minimum_section(found, *task) for task in tasks[start:])

    return grow(None, landscape_header(found, False), named, sections, lambda _: None).encode()


def singular(Q: int) -> list[list[int]]:
    """Q targets of 20 digits, the last one a combination of the others."""
    draw = random.Random(7)
    rows = [[draw.randint(-(10**20), 10**20) for _ in range(Q)] for _ in range(Q - 1)]
    weights = range(1, Q)
    return [
        *rows,
        [sum(w * row[k] for w, row in zip(weights, rows, strict=True)) for k in range(Q)],
    ]


def by_hand(rows: list[list[int]]) -> int:
    """Fraction-free elimination (Bareiss), the baseline."""
    work, previous, top = [list(row) for row in rows], 1, 0
    for column in range(len(rows[0])):
        p = next((k for k in range(top, len(work)) if work[k][column]), None)
        if p is None:
            continue
        work[top], work[p] = work[p], work[top]
        pivot, source = work[top][column], work[top]
        for k in range(top + 1, len(work)):
            factor = work[k][column]
            work[k] = [
                (pivot * a - factor * b) // previous for a, b in zip(work[k], source, strict=True)
            ]
        previous, top = pivot, top + 1
    return top


def least_seconds(raw: bytes, repeats: int) -> float:
    """The least processor seconds of some runs of the checker; raises unless it proves the file."""
    if check(raw).verdict != "proved":
        raise RuntimeError("a true file was not proved")
    return min(_processor_seconds(raw) for _ in range(repeats))


def _processor_seconds(raw: bytes) -> float:
    start = time.process_time()
    check(raw)
    return time.process_time() - start


def main(repeats: int = 3) -> None:
    """Print the seconds a megabyte of three sizes, and the ratio of the two ranks."""
    rates = []
    for points in (1000, 2000, 4000):
        raw = coprime(points)
        rates.append(least_seconds(raw, repeats) / len(raw) * 1e6)
        print(
            f"check of {len(raw)} bytes, coprime 50-digit denominators: "
            f"{rates[-1]:.2f} s a megabyte"
        )
    report(
        "check, a megabyte at four times the size", rates[-1], rates[0], rates[-1] / rates[0], 1.5
    )
    small, large = (least_seconds(values(points), repeats) for points in (100, 200))
    report("check of a landscape with twice the points", large, small, large / small, 3.5)
    rows = singular(120)
    if rank(rows) != by_hand(rows):
        raise RuntimeError("the two ranks differ")
    report(
        "rank of singular targets, Q = 120",
        *pairs(lambda: rank(rows), lambda: by_hand(rows), 1),
        bar=0.5,
    )


if __name__ == "__main__":
    main()
