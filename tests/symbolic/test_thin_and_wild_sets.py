"""Gaps down to ``10^-30`` and coordinates between ``10^-300`` and ``10^300``, mirrored and shifted:
always decided, and the independent checker confirms the network or the reason against it.

The right answer is known by construction. *Sorted*: points on their sides of ``Q − 1`` hyperplanes,
some as near as the gap. *Pierced*: a point given by barycentric coordinates in a simplex of the
other class; the coordinate opposite a facet is minus the gap (separable), 0 or the gap (no order).

``python tests/symbolic/test_thin_and_wild_sets.py 500`` runs that many sets and counts; ``500 120``
only those from the 120th on.
"""

import random
import sys
from collections import Counter
from fractions import Fraction

import pytest

from proofs.certificates import obstruction_certificate, zero_loss_certificate
from proofs.checker.judge import check
from symbolic.clusters import ClusterData
from symbolic.truncation_network import Obstruction, ZeroLoss, zero_loss


def dot(f, x):
    return sum(a * b for a, b in zip(f, x, strict=True))


def sorted_points(rng):
    """``(classes, True)``; None if a class stays empty."""
    Q = rng.randint(2, 4)
    M = rng.randint(Q - 1, 5)
    gap = Fraction(1, 10 ** rng.randint(0, 30))
    planes = [
        ([rng.randint(-9, 9) for _ in range(M)], Fraction(rng.randint(-9, 9), 2))
        for _ in range(Q - 1)
    ]
    if not all(any(f) for f, _ in planes):
        return None
    classes = [[] for _ in range(Q)]
    for _ in range(40 * Q):
        x = [Fraction(rng.randint(-12, 12), rng.choice((1, 2, 3))) for _ in range(M)]
        k = rng.randrange(Q - 1)
        f, t = planes[k]
        if rng.random() < 0.5:  # moved along the normal to half a gap from the plane
            step = (t + rng.choice((gap, -gap)) / 2 - dot(f, x)) / dot(f, f)
            x = [e + step * a for e, a in zip(x, f, strict=True)]
        heights = [dot(f, x) - t for f, t in planes]
        if all(heights):
            j = next((k for k, height in enumerate(heights) if height < 0), Q - 1)
            if len(classes[j]) < 4:
                classes[j].append(x)
    return (classes, True) if all(classes) else None


def pierced_simplex(rng):
    """``(classes, separable)``; None for a flat simplex."""
    M = rng.randint(1, 5)
    gap = rng.choice((-1, 0, 1)) * Fraction(1, 10 ** rng.randint(0, 30))
    corners = [[Fraction(rng.randint(-9, 9)) for _ in range(M)] for _ in range(M + 1)]
    if not determinant([[*x, 1] for x in corners]):
        return None
    shares = [Fraction(rng.randint(1, 9)) for _ in range(M)]
    weights = [gap, *(s * (1 - gap) / sum(shares) for s in shares)]
    point = [dot(weights, column) for column in zip(*corners, strict=True)]
    # At gap 1 the point is the corner itself, and stays in the hull.
    return [[point], corners], gap < 0


def determinant(rows):
    """Of a square matrix of fractions, by elimination."""
    rows, product = [[Fraction(e) for e in row] for row in rows], Fraction(1)
    while rows:
        k = next((k for k, row in enumerate(rows) if row[0]), None)
        if k is None:
            return Fraction(0)
        pivot = rows.pop(k)
        product *= pivot[0] * (-1) ** k
        rows = [
            [e - row[0] / pivot[0] * p for e, p in zip(row[1:], pivot[1:], strict=True)]
            for row in rows
        ]
    return product


def images(classes, rng):
    """Scaled coordinate by coordinate (often all alike), and that mirrored and shifted, by up to
    ``10^8`` of its own size.
    """
    M = len(classes[0][0])
    alike = rng.randint(-300, 300)
    sizes = [rng.choice((alike, rng.randint(-300, 300))) for _ in range(M)]
    scaled = [
        [[e * Fraction(10) ** s for e, s in zip(x, sizes, strict=True)] for x in points]
        for points in classes
    ]
    signs = [rng.choice((1, -1)) for _ in range(M)]
    shift = [rng.choice((0, 1, 10**8)) * Fraction(10) ** s for s in sizes]
    moved = [
        [[e * sign + m for e, sign, m in zip(x, signs, shift, strict=True)] for x in points]
        for points in scaled
    ]
    return scaled, moved


def answer(classes, readout):
    """What the search says; the checker must prove its certificate."""
    data = ClusterData.from_rows({f"c{j}": points for j, points in enumerate(classes)})
    outcome = zero_loss(data, readout=readout)
    write = zero_loss_certificate if isinstance(outcome, ZeroLoss) else obstruction_certificate
    verdict = check(write(outcome).encode())
    assert verdict.verdict == "proved", (verdict.reason, classes)
    return type(outcome)


def run(sets, seed):
    """Decide so many sets and their images; how often each answer came."""
    rng, answers, done = random.Random(seed), Counter(), 0
    while done < sets:
        made = rng.choice((sorted_points, sorted_points, pierced_simplex))(rng)
        if made is None:
            continue
        done += 1
        classes, separable = made
        wide = len(classes[0][0]) >= len(classes)
        for image in images(classes, rng):
            for readout in ("affine", "linear")[: 1 + wide]:
                kind = answer(image, readout)
                assert kind is (ZeroLoss if separable else Obstruction), image
                answers[kind.__name__] += 1
    return answers


@pytest.mark.parametrize("seed", [1, 3, 5, 6])
def test_thin_and_wild_sets_are_decided(seed):
    assert set(run(2, seed)) == {"ZeroLoss", "Obstruction"}


def test_many_thin_and_wild_sets_are_decided():
    assert set(run(30, 0)) == {"ZeroLoss", "Obstruction"}


if __name__ == "__main__":
    total = Counter()
    for first in range(int(sys.argv[2]) if len(sys.argv) > 2 else 0, int(sys.argv[1]), 10):
        total += run(10, 3000 + first)
        print(f"{first + 10} sets, {dict(total)}", flush=True)
