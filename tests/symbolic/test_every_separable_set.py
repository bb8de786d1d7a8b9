"""G4, G5: random separable data always get a network, also mirrored, shifted and mapped; the
independent checker judges each.

``python tests/symbolic/test_every_separable_set.py 6000`` runs that many sets and counts what it
did; ``6000 2400`` only those from the 2,400th on, so that a long run can be cut into slices.
"""

import random
import sys
from fractions import Fraction

import pytest

from proofs.certificates import zero_loss_certificate
from proofs.checker.judge import check
from symbolic.clusters import ClusterData
from symbolic.truncation_network import ZeroLoss, zero_loss

HALF = Fraction(1, 2)


def random_separable(rng):
    """Points sorted into classes by ``Q − 1`` hyperplanes, one after the other, some of them
    parallel; None if a class stays empty.
    """
    Q = rng.randint(1, 5)
    M = rng.randint(max(1, Q - 1), 6)
    planes = []
    for _ in range(Q - 1):
        normal = [rng.randint(-4, 4) for _ in range(M)]
        if planes and rng.random() < 0.3:
            turn = rng.choice((1, -1))
            normal = [turn * e for e in rng.choice(planes)[0]]
        planes.append((normal, HALF * rng.randint(-9, 9)))
    classes = [[] for _ in range(Q)]
    for _ in range(60 * Q):
        x = [Fraction(rng.randint(-12, 12), rng.choice((1, 1, 2, 3))) for _ in range(M)]
        heights = [sum(a * b for a, b in zip(f, x, strict=True)) - t for f, t in planes]
        if all(heights):
            j = next((k for k, height in enumerate(heights) if height < 0), Q - 1)
            if len(classes[j]) < 4:
                classes[j].append(x)
    return classes if all(classes) else None


def random_invertible(M, rng):
    """A product of two unit triangular matrices."""

    def triangular(side):
        unit = [[Fraction(k == i) for k in range(M)] for i in range(M)]
        for i in range(M):
            for k in range(M):
                if side * k < side * i:
                    unit[i][k] = Fraction(rng.randint(-3, 3), rng.randint(1, 3))
        return unit

    lower, upper = triangular(1), triangular(-1)
    columns = list(zip(*upper, strict=True))
    return [[sum(a * b for a, b in zip(row, c, strict=True)) for c in columns] for row in lower]


def images(classes, rng):
    """The set itself, mirrored, shifted far away, and under a random rational affine map."""
    M = len(classes[0][0])
    unit = [[Fraction(k == i) for k in range(M)] for i in range(M)]
    mirror = [[-e if not i else e for e in row] for i, row in enumerate(unit)]
    far = [rng.choice((10**8, -(10**8), 1)) for _ in range(M)]
    near = [Fraction(rng.randint(-99, 99), 7) for _ in range(M)]
    for linear, moved in (
        (unit, [0] * M),
        (mirror, [0] * M),
        (unit, far),
        (random_invertible(M, rng), near),
    ):
        yield [
            [
                [
                    sum(a * b for a, b in zip(row, x, strict=True)) + m
                    for row, m in zip(linear, moved, strict=True)
                ]
                for x in points
            ]
            for points in classes
        ]


def judged(classes, readout):
    """Whether the set has a zero-loss network that the checker confirms."""
    data = ClusterData.from_rows({f"c{j}": points for j, points in enumerate(classes)})
    outcome = zero_loss(data, readout=readout)
    return isinstance(outcome, ZeroLoss) and (
        check(zero_loss_certificate(outcome).encode()).verdict == "proved"
    )


def run(sets, seed):
    """Build networks for so many random sets and their images; the number of networks."""
    rng, done, networks = random.Random(seed), 0, 0
    while done < sets:
        classes = random_separable(rng)
        if classes is None:
            continue
        done += 1
        readouts = ("affine", "linear")[: 1 + (len(classes[0][0]) >= len(classes))]
        for image in images(classes, rng):
            for readout in readouts:
                assert judged(image, readout), (image, readout)
                networks += 1
    return networks


@pytest.mark.parametrize("seed", range(4))
def test_every_separable_set_has_a_network(seed):
    assert run(15, seed) >= 60


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 104))
def test_many_separable_sets_have_a_network(seed):
    assert run(100, seed) >= 400


if __name__ == "__main__":
    sets, networks = int(sys.argv[1]), 0
    for first in range(int(sys.argv[2]) if len(sys.argv) > 2 else 0, sets, 50):
        networks += run(min(50, sets - first), 2026 + first)
        print(f"{min(first + 50, sets)} sets, {networks} networks", flush=True)
