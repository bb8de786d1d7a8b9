"""Exact cost and gradient of networks that PyTorch, ONNX, safetensors and scikit-learn wrote,
against an evaluation that shares nothing with the library.

In one parameter alone the output is affine inside an activation region, so the cost is quadratic
and its derivative is exactly the central difference of costs.
"""

from __future__ import annotations

import json
import warnings
from fractions import Fraction as F
from pathlib import Path

import pytest

from symbolic import ClusterData
from symbolic.networks_in import lift, load_network
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from tests.checker import naive

FOLDER = Path(__file__).parent / "networks"
EXPECTED = json.loads((FOLDER / "expected.json").read_text())
ROWS = {"a": [["1", "-1/3"], ["0.5", "2"]], "b": [["-2", "1/7"], ["3", "0"], ["-1", "-1"]]}
CLASSES = [
    (label, [F(int(q == j)) for q in range(2)], [[F(e) for e in row] for row in rows])
    for j, (label, rows) in enumerate(ROWS.items())
]
STEP = F(1, 1 << 60)


def of_floats(layers):
    """What the library that wrote the file says its numbers are."""
    value = float.fromhex
    return [
        ([[F(value(e)) for e in row] for row in one["W"]], [F(value(e)) for e in one["b"]])
        for one in layers
    ]


def derivatives(net):
    """Central differences, layer by layer, W row by row, then b."""
    slopes = []
    for l, (W, b) in enumerate(net):
        places = [(r, c) for r in range(len(W)) for c in range(len(W[0]))]
        for place in [*places, *((r, None) for r in range(len(b)))]:
            costs = []
            for step in (STEP, -STEP):
                moved = [([list(row) for row in V], list(d)) for V, d in net]
                r, c = place
                if c is None:
                    moved[l][1][r] += step
                else:
                    moved[l][0][r][c] += step
                costs.append(naive.cost(moved, CLASSES))
            slopes.append((costs[0] - costs[1]) / (2 * STEP))
    return slopes


def compared(network, net):
    at = Evaluation.of(Mlp.of_network(network), Problem.of(ClusterData.from_rows(ROWS)))
    assert at.strict
    assert at.cost == naive.cost(net, CLASSES)
    assert at.gradient == derivatives(net)
    assert any(at.gradient)


@pytest.mark.parametrize("name", EXPECTED)
def test_files(name):
    if name.endswith("safetensors"):
        pytest.importorskip("safetensors")
    if name.endswith("onnx"):
        pytest.importorskip("onnx")
    compared(load_network(str(FOLDER / name)), of_floats(EXPECTED[name]))


def test_scikit_learn():
    neural = pytest.importorskip("sklearn.neural_network")
    X = [[float(F(e)) for e in row] for rows in ROWS.values() for row in rows]
    Y = [[float(j == q) for q in range(2)] for j, rows in enumerate(ROWS.values()) for _ in rows]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = neural.MLPRegressor(hidden_layer_sizes=(3, 2), max_iter=20, random_state=1)
        model.fit(X, Y)
    net = [
        ([[F(float(e)) for e in column] for column in W.T], [F(float(e)) for e in b])
        for W, b in zip(model.coefs_, model.intercepts_, strict=True)
    ]
    compared(lift(model), net)


def test_torch(tmp_path):
    torch = pytest.importorskip("torch", reason="PyTorch is an optional extra")
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))
    net = [
        (
            [[F(float(e)) for e in row] for row in one.weight.tolist()],
            [F(float(e)) for e in one.bias.tolist()],
        )
        for one in (model[0], model[2])
    ]
    compared(lift(model), net)
    torch.save(model.state_dict(), tmp_path / "now.pt")
    compared(load_network(str(tmp_path / "now.pt")), net)
