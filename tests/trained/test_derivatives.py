"""Second derivatives: the library's, the checker's, and exact central differences of costs.

In two parameters the cost is a polynomial of degree two in each, so mixed central differences are
exact.
"""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from proofs.checker.trained_derivatives import backward, gradient, hessian, jacobian_square
from proofs.checker.trained_network import run
from symbolic import ClusterData
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.hessian import exact_hessian, exact_jacobian, gauss_newton
from symbolic.trained.parameters import Mlp, Numbering
from symbolic.trained.problem import Problem

WIDTHS = [(1, 1, 2), (2, 3, 2), (2, 2, 2, 2), (1, 3, 2, 2), (2, 2)]
STEP = F(1, 1 << 40)


def made(widths, seed):
    chance = random.Random(seed)
    rows = {
        name: [[F(chance.randint(-9, 9), 3) for _ in range(widths[0])] for _ in range(size)]
        for name, size in (("a", 3), ("b", 2))
    }
    data = ClusterData.from_rows({k: [list(map(str, row)) for row in v] for k, v in rows.items()})
    numbering = Numbering(widths)
    theta = [F(chance.randint(-40, 60), 17) for _ in range(numbering.K)]
    at = Evaluation.of(Mlp.of_flat(theta, numbering), Problem.of(data))
    assert at.strict
    network = tuple(
        (tuple(tuple(r[:-1]) for r in layer), tuple(r[-1] for r in layer))
        for layer in at.network.rows()
    )
    points = [row for name in rows for row in rows[name]]
    targets = [[F(name == "a"), F(name == "b")] for name in rows for _ in rows[name]]
    weights = [F(1, len(rows[name])) for name in rows for _ in rows[name]]
    return at, run(network, points, targets, weights, [F(1), F(1)])


def cost(at, changes):
    theta = at.network.flat()
    for k, change in changes:
        theta[k] += change
    return Evaluation.of(Mlp.of_flat(theta, at.network.numbering), at.problem).cost


@pytest.mark.parametrize("widths", WIDTHS, ids=str)
def test_three_ways_to_the_same_hessian(widths):
    at, seen = made(widths, sum(widths))
    K = at.network.numbering.K
    chosen = list(range(K))
    exact = exact_hessian(at, chosen)
    back = backward(seen)
    assert hessian(seen, back, chosen) == exact
    assert gradient(seen, back) == at.gradient
    for a in range(0, K, 2):
        for b in range(a + 1):
            signs = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
            total = sum(s * cost(at, ((a, x * STEP), (b, y * STEP))) for x, y, s in signs)
            assert total / (4 * STEP**2) == exact[a][b] == exact[b][a]


@pytest.mark.parametrize("widths", WIDTHS, ids=str)
def test_block_by_block_is_the_square_of_the_jacobian(widths):
    at, seen = made(widths, sum(widths))
    chosen = [k for k in range(at.network.numbering.K) if k % 3]
    J = exact_jacobian(at, chosen)
    d = J.denominator**2 * at.problem.scale
    wanted = [
        [
            F(2 * sum(r[a] * r[b] * w for r, w in zip(J.rows, J.weights, strict=True)), d)
            for b in range(len(chosen))
        ]
        for a in range(len(chosen))
    ]
    assert gauss_newton(at, chosen) == wanted
    assert jacobian_square(seen, backward(seen), chosen) == wanted
