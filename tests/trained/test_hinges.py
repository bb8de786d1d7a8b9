"""R3 on networks whose multipliers are rational: finder and checker say *minimum* exactly where
every multiplier is between 0 and its bound; elsewhere an exact smaller cost is near.
"""

from __future__ import annotations

import json
import random
from fractions import Fraction as F

import pytest

from proofs.certificates.trained import examination_certificate
from proofs.checker import check
from symbolic import ClusterData
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.examination import examine
from symbolic.trained.hinges import all_hinges
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from symbolic.words import Scope
from tests.checker import naive


def random_data(seed):
    chance = random.Random(seed)
    M, Q = chance.choice([(1, 2), (1, 3), (2, 2), (2, 3)])
    taken, rows = set(), {}
    for j in range(Q):
        points = []
        while len(points) < chance.randint(2, 4):
            point = tuple(chance.randint(-6, 6) for _ in range(M))
            if point not in taken:
                taken.add(point)
                points.append(list(point))
        rows[f"class {j}"] = points
    return ClusterData.from_rows(rows)


SEEDS = range(60)


@pytest.fixture(scope="module")
def hinges():
    return [
        (data, hinge) for data in map(random_data, SEEDS) for hinge in all_hinges(Problem.of(data))
    ]


def test_there_are_both_kinds(hinges):
    minima = [hinge for _, hinge in hinges if hinge.is_minimum]
    assert len(minima) >= 10
    assert len(hinges) > 5 * len(minima)


def test_minima_are_proved_for_the_network_itself_and_confirmed(hinges):
    """The gradient there is not 0 on one side of every kink, so no smooth test sees these."""
    for data, hinge in [(d, h) for d, h in hinges if h.is_minimum][:12]:
        result = examine(hinge.at.network.network(), data)
        assert result.verdicts[Scope.ALL_PARAMETERS] == "proved"
        assert result.statement == "R3"
        assert result.nearby.low <= hinge.at.cost <= result.nearby.cost
        verdict = check(examination_certificate(result).encode())
        assert (verdict.statement, verdict.verdict) == ("R3", "proved"), verdict.reason


def test_no_network_with_a_wrong_multiplier_is_called_a_minimum(hinges):
    chance = random.Random(5)
    wrong = [(d, h) for d, h in hinges if h.smaller() is not None]
    assert len(wrong) > 100
    for data, hinge in chance.sample(wrong, 8):
        result = examine(hinge.at.network.network(), data, within=F(0))
        assert result.verdicts[Scope.ALL_PARAMETERS] != "proved"
        assert result.nearby is None
        assert hinge.smaller().cost < hinge.at.cost


def test_random_attacks_in_exact_arithmetic(hinges):
    chance = random.Random(6)
    for hinge in (h for _, h in hinges if h.is_minimum):
        theta, numbering = hinge.at.network.flat(), hinge.at.network.numbering
        for e in (12, 20):
            for _ in range(4):
                moved = [t + F(chance.randint(-999, 999), 1000 << e) for t in theta]
                there = Evaluation.of(Mlp.of_flat(moved, numbering), hinge.at.problem)
                assert there.cost >= hinge.at.cost


def test_the_checker_refutes_the_wrong_multipliers(hinges):
    """A true certificate of one hinge, with the network of another whose multiplier is outside."""
    cases = {}
    for data, hinge in hinges:
        cases.setdefault(id(data), (data, [], []))[1 if hinge.is_minimum else 2].append(hinge)
    reasons = []
    for data, minima, others in cases.values():
        wrong = [hinge for hinge in others if hinge.smaller() is not None]
        if not minima or not wrong:
            continue
        document = json.loads(
            examination_certificate(examine(minima[0].at.network.network(), data))
        )
        for hinge in wrong[:3]:
            layers = [
                {"W": [[str(e) for e in row[:-1]] for row in rows], "b": [str(r[-1]) for r in rows]}
                for rows in hinge.at.network.rows()
            ]
            false = dict(document)
            false |= {
                "layers": layers,
                "original": layers,
                "cost_squared": str(hinge.at.cost),
                "low": "0",
                "kinks": [[0, i] for i in hinge.points],
                "distance": "1",
                "reach": "1/1000",
            }
            result = check(naive.write(false))
            assert result.verdict in ("refuted", "unknown"), result.reason
            reasons.append(result.reason)
    assert len(reasons) > 5
    assert any("multiplier between 0 and its bound" in reason for reason in reasons), reasons


def test_the_naive_cost_is_the_cost(hinges):
    for data, hinge in hinges[::25]:
        classes = [
            (
                label,
                [F(str(e)) for e in data.target(j).to_list_flat()],
                [[F(str(e)) for e in x] for x in data.points[j].transpose().to_list()],
            )
            for j, label in enumerate(data.labels)
        ]
        plain = [
            ([r[:-1] for r in rows], [r[-1] for r in rows]) for rows in hinge.at.network.rows()
        ]
        assert naive.cost(plain, classes) == hinge.at.cost
