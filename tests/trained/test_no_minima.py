"""Networks that are no local minima, each close to being one: none is called one, by finder or
checker.

Critical points with a gap, a slope, a curvature, a third derivative or a kink that only one side
shows; minima of a slice; the candidates of T5, which are minima as long as the apexes are held.
"""

from __future__ import annotations

import json
from fractions import Fraction as F

import pytest

from proofs.certificates.trained import examination_certificate, layers_section
from proofs.checker import check
from symbolic import ClusterData
from symbolic.minima import landscape
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.examination import examine
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from symbolic.trained.profile import layer_readout
from symbolic.words import Scope
from tests.checker import naive
from tests.trained.nets import by_hand, data_named

TWO = ClusterData.from_rows({"a": [[1], [2]], "b": [[-1], [-2]]})
HALF = ["0", "1/2"]


def best_read_out(*hidden):
    """The hidden layers with the exact best output layer: no gap is left."""
    at = Evaluation.of(by_hand(*hidden, [HALF[:1] * len(hidden[-1]) + ["0"]] * 2), Problem.of(TWO))
    return Mlp.of_rows([*at.network.rows()[:-1], layer_readout(at, len(hidden)).minimizer])


# data, network, how the verdict is reached
NETWORKS = {
    "readout": (TWO, by_hand([["1", "3"]], [["1", "0"], ["0", "1"]]), "refuted"),
    "constant beside live units": (
        TWO,
        by_hand([["1", "3"]], [["0", "1/2"], ["0", "1/2"]]),
        "refuted",
    ),
    # best readout of what the unit sees, but the unit should move
    "slope of a hidden layer": (
        TWO,
        best_read_out([["1", "-1/2"]]),
        "refuted",
    ),
    "slope of the first of two hidden layers": (
        TWO,
        best_read_out([["1", "-1/2"], ["1", "1/2"]], [["1", "1", "1"]]),
        "refuted",
    ),
    # everything 0: only the mixed second derivative shows
    "saddle of rank 2": (
        TWO,
        by_hand([["0", "1"], ["0", "1"]], [["1", "-1", "1/2"], ["-1", "1", "1/2"]]),
        "refuted",
    ),
    # gradient and Hessian see nothing: the product of three weights does
    "third derivative": (TWO, by_hand([["0", "1"]], [["0", "1"]], [HALF, HALF]), "unknown"),
    "fourth derivative": (
        TWO,
        by_hand([["0", "1"]], [["0", "1"]], [["0", "1"]], [HALF, HALF]),
        "unknown",
    ),
    # off everywhere but on its kink at one point, where switching on helps (beta < 0)
    "kink with a negative bound": (
        TWO,
        by_hand([["1", "-2"]], [["1", "1/2"], ["-1", "1/2"]]),
        "unknown",
    ),
    # beta = 0: with no outgoing weight the kink is a corner of a valley
    "kink without outgoing weight": (TWO, by_hand([["1", "-2"]], [HALF, HALF]), "unknown"),
    "every point on its kink": (TWO, by_hand([["0", "0"]], [HALF, HALF]), "unknown"),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_none_is_called_a_minimum(name):
    data, network, verdict = NETWORKS[name]
    examination = examine(network.network(), data, within=F(0))
    assert examination.nearby is None
    assert examination.verdicts[Scope.ALL_PARAMETERS] == verdict
    result = check(examination_certificate(examination).encode())
    assert (result.statement, result.verdict) == ("R5", "proved"), result.reason


@pytest.mark.parametrize("name", NETWORKS)
def test_no_r1_certificate_of_it_is_proved(name):
    """The claim itself, handed to the checker."""
    data, network, _ = NETWORKS[name]
    examination = examine(by_hand([["0", "-1"]], [HALF, HALF]).network(), TWO)
    assert examination.statement == "R1"
    document = json.loads(examination_certificate(examination))
    layers = layers_section(network)
    cost = examine(network.network(), data).at.cost
    true = json.loads(examination_certificate(examine(network.network(), data)))
    fields = ("data", "data_digest", "Q", "M", "N", "name")
    document |= {key: true[key] for key in fields if key in true}
    document |= {"layers": layers, "original": layers, "cost_squared": str(cost), "distance": "0"}
    assert check(naive.write(document)).verdict == "refuted"


@pytest.mark.parametrize("name", ["two_triangles", "three_simplices"])
def test_candidates_with_apexes_held_are_refuted_in_all_parameters(name):
    """T5: minima of a slice. What T5d says by a theorem is found here from the network alone."""
    refuted = 0
    for minimum in landscape(data_named(name)).minima():
        if minimum.readout != "affine" or minimum.candidate is None or not minimum.value:
            continue
        examination = examine(minimum.candidate, data_named(name))
        assert examination.verdicts[Scope.OUTPUT_LAYER] == "proved"
        if not minimum.collapsed:  # T5c: without a collapse it is a minimum, which R1 proves
            assert examination.verdicts[Scope.ALL_PARAMETERS] == "proved"
            continue
        assert examination.verdicts[Scope.ALL_PARAMETERS] == "refuted"
        assert examination.refutation.cost < examination.at.cost
        result = check(examination_certificate(examination).encode())
        assert (result.statement, result.verdict) == ("R5", "proved"), result.reason
        refuted += 1
    assert refuted >= len(data_named(name).labels) - 1
