"""What other libraries get: the same numbers, within the bound that was said before; and the
classifier by scikit-learn's own checks.
"""

from __future__ import annotations

import itertools
import random
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import QQ

from proofs.export.arrays import float_bound, to_numpy, to_sage, to_torch
from symbolic import ClusterData, Layer, ReluNetwork
from symbolic.errors import InputError
from symbolic.matrices import column, from_flat, matrix


def network(rng: random.Random, widths: tuple[int, ...]) -> ReluNetwork:
    """A random network with denominators that no double has."""

    def entries(count: int) -> list[object]:
        return [QQ(rng.randint(-30, 30), rng.choice((1, 3, 7, 11))) for _ in range(count)]

    layers = [
        Layer(from_flat(entries(m * n), m, n), from_flat(entries(m), m, 1))
        for n, m in itertools.pairwise(widths)
    ]
    return ReluNetwork(tuple(layers[:-1]), layers[-1])


def fraction(entry: Any) -> Fraction:
    return Fraction(int(entry.numerator), int(entry.denominator))


@pytest.mark.parametrize("widths", [(1, 1), (2, 3, 2), (3, 5, 1, 4, 2), (4, 4, 4)], ids=str)
def test_numpy_stays_within_the_bound(widths: tuple[int, ...]) -> None:
    rng = random.Random(str(widths))
    net = network(rng, widths)
    points = from_flat([QQ(rng.randint(-9, 9), 7) for _ in range(widths[0] * 20)], widths[0], 20)
    values = np.array([[float(fraction(e)) for e in row] for row in points.to_list()])
    for W, b in (layers := to_numpy(net)):
        assert (W.dtype, b.dtype) == (np.float64, np.float64)
        values = W @ values + b[:, None]
        if b is not layers[-1][1]:
            values = np.maximum(values, 0)
    exact = net(points).to_list()
    worst = max(
        abs(Fraction(float(values[q][i])) - fraction(e))
        for q, row in enumerate(exact)
        for i, e in enumerate(row)
    )
    assert 0 < worst <= float_bound(net, points) < Fraction(1, 10**9)


def test_torch_computes_the_same() -> None:
    torch = pytest.importorskip("torch")
    net = network(random.Random(5), (3, 4, 2))
    module = to_torch(net)
    points = [[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]]
    outputs = module(torch.tensor(points, dtype=torch.float64)).detach().numpy()
    exact = net(matrix([["1", "0"], ["-2", "3"], ["1/2", "-1"]])).transpose().to_list()
    wanted = [[float(fraction(e)) for e in row] for row in exact]
    assert np.abs(outputs - np.array(wanted)).max() < 1e-9


def test_sage_text_has_the_exact_entries() -> None:
    net = ReluNetwork(
        (Layer(matrix([["1/3", -2]]), column(["5/7"])),), Layer(matrix([[4]]), column([0]))
    )
    assert to_sage(net) == (
        "[(matrix(QQ, 1, 2, [1/3, -2]), vector(QQ, [5/7])),\n"
        " (matrix(QQ, 1, 1, [4]), vector(QQ, [0]))]"
    )


def test_beyond_doubles_is_refused() -> None:
    net = ReluNetwork((), Layer(matrix([[10**400]]), column([0])))
    with pytest.raises(InputError, match="range of float64"):
        to_numpy(net)


def test_the_classifier_passes_scikit_learns_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a plain install, which has no extra `sat`: its search for the shortest lists would take
    six times as long as all the rest.
    """
    for name in ("pysat", "pysat.solvers"):
        monkeypatch.setitem(sys.modules, name, None)
    from sklearn.utils.estimator_checks import check_estimator

    from proofs.estimator import LeastCostClassifier

    check_estimator(LeastCostClassifier())


def test_the_classifier_is_right_at_every_training_point() -> None:
    from sklearn.datasets import make_moons

    from proofs.estimator import LeastCostClassifier

    X, y = make_moons(60, noise=0.1, random_state=0)
    model = LeastCostClassifier().fit(X, y)
    assert model.score(X, y) == 1
    data = ClusterData.from_floats({str(c): X[y == c].tolist() for c in (0, 1)})
    outputs = model.network_(data.inputs).to_list()
    assert [row.count(1) + row.count(0) for row in outputs] == [60, 60]
