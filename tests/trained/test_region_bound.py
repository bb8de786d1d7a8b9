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
from symbolic.trained.examination import examine
from symbolic.trained.floats import NotShown
from symbolic.trained.nearby import descent, nearby_minimum
from symbolic.trained.parameters import Mlp
from symbolic.trained.path_features import chains, region_bound, rough_region_bound
from symbolic.trained.problem import Problem
from symbolic.trained.profile import layer_readout


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
    assert snap.hopeful_chains(at) is not None
    monkeypatch.setattr(snap, "FEW", 0)
    with pytest.raises(NotShown, match="R1 was not looked for: there are 39 parameters"):
        snap.hopeful_chains(at)
    _, reason = nearby_minimum(at, at, Fraction(0))
    assert reason.count("R1 was not looked for") == 1
    assert "no rational parameters with R1 were found nearby" not in reason


def scaled(at: Evaluation, factor: Fraction) -> Evaluation:
    """The same function: the first layer times the factor, the weights behind it over it."""
    first, second, *others = at.network.rows()
    larger = [[v * factor for v in row] for row in first]
    smaller = [[*(v / factor for v in row[:-1]), row[-1]] for row in second]
    return Evaluation.of(Mlp.of_rows([larger, smaller, *others]), at.problem)


@pytest.mark.parametrize("exponent", [200, 400, -400])
def test_numbers_beyond_floats_are_a_reason_and_no_crash(exponent: int) -> None:
    """A network scaled by 10^400 computes what it did before; floats cannot propose there."""
    at = evaluations(3)
    best = Mlp.of_rows([*at.network.rows()[:-1], layer_readout(at, at.network.L).minimizer])
    for start in (at, Evaluation.of(best, at.problem)):
        moved = scaled(start, Fraction(10) ** exponent)
        assert moved.cost == start.cost
        nearby, reason = nearby_minimum(moved, moved, Fraction(1))
        assert nearby is not None or "beyond the range of floats" in reason
        if abs(exponent) > 300:
            with pytest.raises(NotShown, match="beyond the range of floats"):
                descent(moved)
        else:
            assert descent(moved).at.cost >= 0


def test_an_examination_says_why_training_did_not_go_on() -> None:
    data = ClusterData.from_rows({"a": [[0, 0], [1, 0]], "b": [[4, 4], [6, 4]]})
    huge = Fraction(10) ** 400
    network = Mlp.of_rows([[[huge, 1, 2], [3, -huge, 5]], [[1, 2, 3], [-1, 2, 0]]]).network()
    seen = examine(network, data, descend=True)
    assert seen.nearby is None and seen.descent is None
    assert seen.nearby_reason.startswith("continued training: numbers beyond the range of floats")


def test_a_network_with_r1_is_its_own_minimum_whatever_floats_hold() -> None:
    data = ClusterData.from_rows({"a": [[0], [1]], "b": [[4]]})
    huge = Fraction(10) ** 400
    half = Fraction(1, 2)
    network = Mlp.of_rows([[[-1, -huge]], [[0, half], [0, half]]])
    dead = Evaluation.of(network, Problem.of(data))
    nearby, _ = nearby_minimum(dead, dead, Fraction(0))
    assert (nearby.statement, nearby.how, nearby.distance) == ("R1", "as it is", 0)
