"""P2's line: in the plane the fewest changes of all lines are known, for the order of the points
changes at finitely many directions.
"""

import random
from fractions import Fraction
from itertools import combinations, pairwise

import pytest

from symbolic import ClusterData
from symbolic.grid import Grid
from symbolic.lines import best_line, changes_along
from symbolic.one_layer_form import one_layer
from symbolic.pool import Pool
from symbolic.sources import load


def changes(points, normal):
    """How often the label changes along the normal; None where two labels share a height."""
    labels = {}
    for x, label in points:
        height = sum(f * e for f, e in zip(normal, x, strict=True))
        if labels.setdefault(height, label) != label:
            return None
    along = [label for _, label in sorted(labels.items())]
    return sum(a != b for a, b in pairwise(along))


def fewest(points):
    """The fewest changes over all lines: between neighbouring critical slopes nothing changes."""
    slopes = set()
    for (x, _), (z, _) in combinations(points, 2):
        if x[0] != z[0]:
            slopes.add(-Fraction(z[1] - x[1], z[0] - x[0]))
    ordered = sorted(slopes) or [Fraction(0)]
    between = [(a + b) / 2 for a, b in pairwise(ordered)]
    tried = [ordered[0] - 1, *ordered, *between, ordered[-1] + 1]
    normals = [(s, 1) for s in tried] + [(1, 0)]
    return min(c for normal in normals if (c := changes(points, normal)) is not None)


@pytest.mark.parametrize("seed", range(12))
def test_in_the_plane_no_line_has_fewer_changes(seed):
    rng = random.Random(seed)
    points = {(rng.randint(-9, 9), rng.randint(-9, 9)): rng.choice("abc") for _ in range(10)}
    labels = sorted(set(points.values()))
    rows = {label: [x for x, own in points.items() if own == label] for label in labels}
    pool = Pool.of(ClusterData.from_rows(rows))
    normal = best_line(Grid(pool.inputs), pool, 0)
    assert changes(list(points.items()), normal) == fewest(list(points.items()))


def test_the_line_of_iris_has_five_runs():
    pool = Pool.of(load("sklearn:iris"))
    grid = Grid(pool.inputs)
    changes = changes_along(grid, pool, best_line(grid, pool, 0))
    assert len(changes) == 4
    assert one_layer(pool).network.widths == (4, 8, 3)


def test_long_numbers_and_ties_are_seen():
    far = Fraction(10) ** 30
    rows = {"a": [[far, 0], [far + 1, 0]], "b": [[far, 1], [far + 1, 1]]}
    pool = Pool.of(ClusterData.from_rows(rows))
    assert best_line(Grid(pool.inputs), pool, 0) == (0, 1)
