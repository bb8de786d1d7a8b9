"""What floats expect of a region is about what exact least squares find in it; on many parameters
R1 is looked for only where it may be.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from symbolic.clusters import ClusterData
from symbolic.trained import snap
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.parameters import Mlp
from symbolic.trained.path_features import chains, region_bound, rough_region_bound
from symbolic.trained.problem import Problem


def evaluations(seed: int) -> Evaluation:
    """A random network of two hidden layers with biases above the first, on random points."""
    chance = random.Random(seed)

    def rows(m: int, n: int) -> list[list[Fraction]]:
        return [[Fraction(chance.randint(-9, 9), 4) for _ in range(n)] for _ in range(m)]

    points = {str(j): rows(7, 2) for j in range(3)}
    at = Evaluation.of(
        Mlp.of_rows([rows(4, 3), rows(3, 5), rows(3, 4)]), Problem.of(ClusterData.from_rows(points))
    )
    return at if at.strict else evaluations(seed + 1000)


@pytest.mark.parametrize("seed", range(8))
def test_floats_expect_what_is_there(seed: int) -> None:
    at = evaluations(seed)
    paths, exactly = chains(at), region_bound(at)
    assert paths is not None and exactly is not None
    roughly = rough_region_bound(at, paths)
    assert roughly is not None and roughly == pytest.approx(float(exactly[0]), abs=1e-9)
    assert roughly <= float(at.cost) + 1e-9


def test_few_parameters_are_always_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    at = next(e for e in map(evaluations, range(20)) if float(e.cost) > 1)
    assert snap._hopeful_chains(at) is not None
    monkeypatch.setattr(snap, "FEW", 0)
    assert snap._hopeful_chains(at) is None
