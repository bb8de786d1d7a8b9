"""Small labelled data of every awkward kind, by seed: duplicates, lines, one point, equal targets,
Q = 1, M = 1, wild scales.
"""

from __future__ import annotations

import random
from fractions import Fraction

from symbolic import ClusterData

SCALES = (1, 1, 1, 10**9, Fraction(1, 10**9), 10**40, Fraction(1, 10**40), Fraction(7, 3))


def random_data(seed: int) -> ClusterData:
    """The data of a seed: at most five classes of at most six points in at most four dimensions."""
    rng = random.Random(seed)
    Q, M = rng.choice([1, 2, 2, 3, 3, 4, 5]), rng.choice([1, 1, 2, 2, 3, 4])
    width = rng.choice([1, 2, 5, 1000])
    kind = rng.choice(["free", "line", "copies", "clusters"])
    scale, shift = rng.choice(SCALES), rng.choice([0, 0, 10**8, Fraction(-1, 3)])
    direction = [rng.randint(-2, 2) for _ in range(M)]
    rows = {}
    for j in range(Q):
        centre = [rng.randint(-width, width) for _ in range(M)]
        points = []
        for _ in range(rng.choice([1, 1, 2, 4, 6])):
            step = rng.randint(-width, width)
            point = {
                "free": [rng.randint(-width, width) for _ in range(M)],
                "line": [step * d for d in direction],
                "copies": [rng.choice([0, 1]) for _ in range(M)],
                "clusters": [10 * c + rng.randint(-3, 3) for c in centre],
            }[kind]
            points.append([scale * e + shift for e in point])
        if rng.random() < 0.2:
            points.append(points[0])
        rows[f"c{j}"] = points
    targets = None
    if rng.random() < 0.3:
        targets = [[rng.choice([0, 1, Fraction(1, 2)]) for _ in range(Q)] for _ in range(Q)]
    return ClusterData.from_rows(rows, targets, f"seed {seed}", any_targets=True)
