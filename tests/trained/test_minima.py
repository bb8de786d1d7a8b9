"""R1 to R5: what is certified is confirmed by the independent checker, false certificates are not,
and no attack goes below.
"""

from __future__ import annotations

import copy
import json
import random
from fractions import Fraction as F

import pytest

from proofs.certificates.trained import examination_certificate, zero_cost_certificate
from proofs.checker import check
from symbolic import ClusterData
from symbolic.trained.clip import ZeroCost
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.examination import examine
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from symbolic.words import Scope
from tests.checker import naive
from tests.trained.nets import by_hand, data_named, trained

# data, hidden widths, seed -> the statement that certifies a minimum nearby
RUNS = {
    ("two_triangles", (2, 2), 3): "R1",
    ("crossing", (2,), 0): "R1",
    ("two_triangles", (4,), 0): "R1",
    ("three_simplices", (3,), 2): "R2",
    ("three_simplices", (3,), 5): "R2",
    ("three_simplices", (3,), 1): "R3",
    ("three_simplices", (3,), 4): "R3",
}


@pytest.fixture(scope="module")
def examined():
    made = {}

    def examine_run(key):
        if key not in made:
            data = data_named(key[0])
            network = trained(data, *key[1:]).network()
            made[key] = examine(network, data, within=F(1, 1000))
        return made[key]

    return examine_run


@pytest.mark.parametrize("key", RUNS, ids=str)
def test_nearby_minima_are_certified_and_confirmed(key, examined):
    examination = examined(key)
    assert examination.nearby is not None
    assert examination.nearby.statement == RUNS[key]
    assert examination.nearby.distance <= F(1, 1000)
    result = check(examination_certificate(examination).encode())
    assert (result.statement, result.verdict) == (RUNS[key], "proved"), result.reason
    # the trained network itself is not one: its readout can be better
    assert examination.verdicts[Scope.ALL_PARAMETERS] == "refuted"


@pytest.mark.parametrize("key", RUNS, ids=str)
def test_attacks_in_exact_arithmetic_never_go_below(key, examined):
    examination, chance = examined(key), random.Random(9)
    near = examination.nearby
    theta, numbering = near.network.flat(), near.network.numbering
    for e in (6, 10, 16):
        for _ in range(4):
            moved = [t + F(chance.randint(-1000, 1000), 1000 << e) for t in theta]
            there = Evaluation.of(Mlp.of_flat(moved, numbering), examination.at.problem)
            assert there.cost >= near.low
            step = F(1, 64)
            down = [t - step * g for t, g in zip(moved, there.gradient, strict=True)]
            after = Evaluation.of(Mlp.of_flat(down, numbering), examination.at.problem)
            assert after.cost >= near.low


FIRST = {
    "R1": ("two_triangles", (2, 2), 3),
    "R2": ("three_simplices", (3,), 2),
    "R3": ("three_simplices", (3,), 1),
}


def nudged(document):
    document["layers"][0]["W"][0][0] = str(F(document["layers"][0]["W"][0][0]) + F(1, 1 << 20))


def wrong_cost(document):
    document["cost_squared"] = str(F(document["cost_squared"]) + F(1, 10**40))


def too_near(document):
    document["distance"] = "0"


def other_weights(document):
    document["weights"] = "uniform"
    document["data"]["classes"][0]["points"].append(document["data"]["classes"][0]["points"][0])


def outside_the_hull(document):
    document["layers"][-1]["b"][0] = str(F(document["layers"][-1]["b"][0]) + 1)


def huge_ball(document):
    document["rho"] = "1024"


def tiny_ball(document):
    document["rho"] = str(F(1, 1 << 300))


def large_shift(document):
    document["shift"] = "1024"


def negative_shift(document):
    document["shift"] = "-1"


def zero_scale(document):
    document["scales"][0] = "0"


def one_free_less(document):
    document["free"], document["scales"] = document["free"][1:], document["scales"][1:]


def everything_free(document):
    size = sum(len(layer["b"]) * (len(layer["W"][0]) + 1) for layer in document["layers"])
    size -= len(document["layers"][-1]["W"][0]) + 1  # the reduced network has one output less
    document["free"], document["scales"] = list(range(size)), ["1"] * size


def better_bound(document):
    document["low"] = document["cost_squared"]


def short_reach(document):
    document["reach"] = "0"


def wrong_dimension(document):
    document["dimension"] += 1


def skewed_basis(document):
    document["basis"][1] = [str(F(a) + F(b)) for a, b in zip(*document["basis"][:2], strict=True)]


def other_evidence(document):
    document["evidence"] = "rank"


def forgotten_kink(document):
    del document["kinks"][0]


def invented_kink(document):
    pairs = [[r, i] for r in range(3) for i in range(12)]
    document["kinks"].append(next(p for p in pairs if p not in document["kinks"]))


def doubled_kink(document):
    document["kinks"].append(document["kinks"][0])


def free_pivot(document):
    document["pivots"][0] = document["free"][0]


COMMON = [nudged, wrong_cost, too_near, other_weights]
SLICE = [
    outside_the_hull,
    huge_ball,
    tiny_ball,
    large_shift,
    negative_shift,
    zero_scale,
    one_free_less,
    everything_free,
    better_bound,
    short_reach,
    wrong_dimension,
    skewed_basis,
]
FALSE = [
    *(("R1", change) for change in COMMON),
    *(("R2", change) for change in [*COMMON, *SLICE, other_evidence]),
    *(
        ("R3", change)
        for change in [*COMMON, *SLICE, forgotten_kink, invented_kink, doubled_kink, free_pivot]
    ),
]


@pytest.mark.parametrize(("statement", "change"), FALSE, ids=lambda e: getattr(e, "__name__", e))
def test_false_certificates_are_not_proved(statement, change, examined):
    document = json.loads(examination_certificate(examined(FIRST[statement])))
    assert check(naive.write(document)).verdict == "proved"
    document = copy.deepcopy(document)
    change(document)
    if change is other_weights:
        document["N"] += 1
    assert check(naive.write(document)).verdict == "refuted"


def test_wrong_multipliers_are_refuted(examined):
    """Mirrored at a kink: the same point with the sign of the outgoing weights changed is a slope,
    not a minimum.
    """
    document = json.loads(examination_certificate(examined(FIRST["R3"])))
    units = {r for r, _ in document["kinks"]}
    for layer in ("W",):
        for row in document["layers"][1][layer]:
            for r in units:
                row[r] = str(-F(row[r]))
    assert check(naive.write(document)).verdict == "refuted"


TWO = ClusterData.from_rows({"a": [[1], [2]], "b": [[-1], [-2]]})
# networks that are no minima -> what is wrong with them
NO_MINIMA = {
    "slope in the hidden layer": by_hand([["1", "0"]], [["1", "0"], ["-1", "1"]]),
    "readout": by_hand([["1", "3"]], [["1", "0"], ["0", "1"]]),
    # a unit that is on everywhere with no outgoing weight: the affine fit is missed
    "saddle": by_hand([["1", "10"]], [["0", "1/2"], ["0", "1/2"]]),
    # everything dead: the constant is the best readout, and no direction changes the output
    "kink": by_hand([["1", "1"]], [["0", "1/2"], ["0", "1/2"]]),
}


@pytest.mark.parametrize("name", NO_MINIMA)
def test_what_is_no_minimum_is_not_called_one(name):
    examination = examine(NO_MINIMA[name].network(), TWO, within=F(0))
    assert examination.nearby is None
    assert examination.verdicts[Scope.ALL_PARAMETERS] != "proved"
    certificate = examination_certificate(examination)
    result = check(certificate.encode())
    assert (result.statement, result.verdict) == ("R5", "proved"), result.reason


def test_a_saddle_is_refuted_by_its_curvature():
    """Symmetric data: the outgoing weight and the incoming one are both 0, so only the mixed
    derivative shows.
    """
    data = ClusterData.from_rows({"a": [[1], [2]], "b": [[-1], [-2]]})
    network = by_hand([["0", "1"], ["0", "1"]], [["1", "-1", "1/2"], ["-1", "1", "1/2"]])
    examination = examine(network.network(), data)
    assert examination.gap == 0
    assert examination.verdicts[Scope.OUTPUT_LAYER] == "proved"
    assert examination.verdicts[Scope.ALL_PARAMETERS] == "refuted"
    assert examination.refutation.cost < examination.at.cost
    result = check(examination_certificate(examination).encode())
    assert (result.statement, result.verdict) == ("R5", "proved"), result.reason


def test_an_exact_minimum_is_proved_for_itself():
    """Every unit off on every point: the constant 1/2 is a minimum in all parameters (R1)."""
    network = by_hand([["0", "-1"]], [["3", "1/2"], ["0", "1/2"]])
    examination = examine(network.network(), TWO)
    assert (examination.statement, examination.at.cost) == ("R1", 1)
    assert set(examination.verdicts.values()) == {"proved"}
    result = check(examination_certificate(examination).encode())
    assert (result.statement, result.verdict) == ("R1", "proved")


@pytest.mark.parametrize("name", ["two_triangles", "three_simplices"])
def test_cost_and_gradient_equal_a_naive_evaluation(name):
    data = data_named(name)
    network = trained(data, (3,), 0, steps=20)
    at = Evaluation.of(network, Problem.of(data))
    classes = [
        (
            label,
            [F(str(e)) for e in data.target(j).to_list_flat()],
            [[F(str(e)) for e in x] for x in data.points[j].transpose().to_list()],
        )
        for j, label in enumerate(data.labels)
    ]
    plain = [([row[:-1] for row in rows], [row[-1] for row in rows]) for rows in network.rows()]
    assert naive.cost(plain, classes) == at.cost
    theta, step = network.flat(), F(1, 1 << 80)
    for k in range(0, len(theta), 3):
        there = [*theta[:k], theta[k] + step, *theta[k + 1 :]]
        rows = Mlp.of_flat(there, network.numbering).rows()
        moved = [([row[:-1] for row in r], [row[-1] for row in r]) for r in rows]
        slope = (naive.cost(moved, classes) - at.cost) / step
        assert abs(slope - at.gradient[k]) < F(1, 1 << 60)


def test_zero_cost_from_a_trained_network():
    data = data_named("three_simplices")
    examination = examine(trained(data, (3,), 2).network(), data, zero=True)
    assert isinstance(examination.zero, ZeroCost)
    result = check(zero_cost_certificate(examination, examination.zero).encode())
    assert (result.statement, result.verdict) == ("R4", "proved"), result.reason
    document = json.loads(zero_cost_certificate(examination, examination.zero))
    document["layers"][0]["b"][0] = "1/7"
    assert check(naive.write(document)).verdict == "refuted"
