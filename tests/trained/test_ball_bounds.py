"""Bounds of derivatives on a ball, the finder's and the checker's: no exact derivative is beyond
them, and each of their terms is needed by some network.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction as F
from itertools import pairwise

import pytest

from proofs.checker import trained_minima
from proofs.checker.errors import Undecided
from proofs.checker.trained_bounds import bounds_on_ball
from proofs.checker.trained_derivatives import backward, gradient
from proofs.checker.trained_minima import _require_multipliers
from proofs.checker.trained_network import run
from symbolic import ClusterData
from symbolic.trained.bounds import Ball, ball
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.exclusion import excluded_radius
from symbolic.trained.facts import pattern_radius
from symbolic.trained.floats import NotShown
from symbolic.trained.hinges import all_hinges
from symbolic.trained.kinks import require_multipliers
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from tests.trained.test_hinges import random_data

TINY = F(1, 10**9)


def unit_chain(target, weights, x="1"):
    """One input, single units with weights and biases, one point with this target."""
    rows = [[[F(w), F(b)]] for w, b in weights]
    data = ClusterData.from_rows({"a": [[x]]}, targets=[[target]])
    return Evaluation.of(Mlp.of_rows(rows), Problem.of(data))


def derivatives(at, direction):
    """The exact second and third derivative of the cost along the direction, the pattern held, and
    the derivative of twice the squared slope of the outputs (one class, one point).

    The cost is a polynomial of degree at most 8 in the step: interpolated at nine of them.
    """
    theta, steps = at.network.flat(), [F(k) * TINY for k in range(-4, 5)]
    moved = [
        Evaluation.of(
            Mlp.of_flat([t + s * v for t, v in zip(theta, direction, strict=True)],
                        at.network.numbering), at.problem)
        for s in steps
    ]  # fmt: skip
    assert all(one.pattern == at.pattern for one in moved)
    cost = coefficients(steps, [one.cost for one in moved])
    output = coefficients(steps, [F(int(one.residuals[0, 0]), one.residual_scale) for one in moved])
    return 2 * cost[2], 6 * cost[3], 8 * output[1] * output[2]


def coefficients(nodes, values):
    """Those of the interpolating polynomial, by Newton's divided differences."""
    table, result = list(values), [F(0)] * len(nodes)
    for k in range(1, len(nodes)):
        for i in range(len(nodes) - 1, k - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (nodes[i] - nodes[i - k])
    for c, node in zip(reversed(table), reversed(nodes), strict=True):
        result = [c - node * result[0], *(a - node * b for a, b in pairwise(result))]
    return result


def both_bounds(at, data_points, targets):
    """Second, third and squared bounds of finder and checker on a tiny ball, all layers free."""
    network = tuple(
        (tuple(tuple(r[:-1]) for r in layer), tuple(r[-1] for r in layer))
        for layer in at.network.rows()
    )
    seen = run(network, data_points, targets, [F(1)] * len(data_points), [F(1)] * len(targets[0]))
    reach = [F(1)] * (at.network.L + 1)
    ours, theirs = ball(at).bounds(reach, TINY), bounds_on_ball(seen, reach, TINY, frozenset(), "x")
    return (ours.second, ours.third, ours.gauss_newton), (
        theirs.second,
        theirs.third,
        theirs.square,
    )


# Far from its target the cost bends with the output, at its target with the squared slope. The
# direction moves every layer by 1, which `reach` allows.
NETS = {
    "far, two layers": (10**9, 2),
    "far, three layers": (10**9, 3),
    "at the target": (100, 2),
    "at the target, three layers": (100, 3),
}


@pytest.mark.parametrize("name", NETS)
def test_no_derivative_is_beyond_the_bounds(name):
    target, layers = NETS[name]
    at = unit_chain(target, [(1, 0)] * layers, "100")
    exact = derivatives(at, [F(1), F(0)] * layers)
    for bounds in both_bounds(at, [(F(100),)], [(F(target),)]):
        for derivative, bound in zip(exact, bounds, strict=True):
            assert abs(derivative) <= bound


@pytest.mark.parametrize("seed", range(12))
def test_random_directions_stay_within(seed):
    chance = random.Random(seed)
    weights = [(chance.randint(1, 4), chance.randint(0, 3)) for _ in range(chance.randint(2, 4))]
    target = chance.choice((0, 1, 100, -(10**5)))
    at = unit_chain(target, weights, str(chance.randint(1, 5)))
    x = F(str(at.problem.inputs[0, 0])) / at.problem.input_scale
    for _ in range(5):
        direction = []
        for _ in weights:
            w, b = (F(chance.randint(-9, 9)) for _ in range(2))
            size = abs(w) + abs(b) or F(1)  # at least the 2-norm
            direction += [w / size, b / size]
        exact = derivatives(at, direction)
        for bounds in both_bounds(at, [(x,)], [(F(target),)]):
            for derivative, bound in zip(exact, bounds, strict=True):
                assert abs(derivative) <= bound


@pytest.mark.parametrize("target", [2, 10**4, 10**9])
def test_a_ball_without_critical_points_does_not_reach_one(target):
    """o = w v + c, at w = e, v = c = 0: the gradient is short because w is, not because of c."""
    for e in (F(1, 10), F(1, 10**4)):
        at = unit_chain(target, [(1, e), (0, target - e)])
        radius = excluded_radius(at, ball(at), pattern_radius(ball(at)))
        # the nearest parameters of cost 0, all of which are critical, are those with another c
        assert radius is not None and 0 < radius <= e


def minima_on_kinks():
    """Networks with one unit on its kinks that are minima, and the checker's view of each."""
    for seed in (2, 4, 25):
        data = random_data(seed)
        points = [x for block in data.points for x in block.transpose().to_list()]
        targets = [
            data.target(j).to_list_flat() for j in range(data.Q) for _ in range(data.sizes[j])
        ]
        weights = [F(1, size) for size in data.sizes for _ in range(size)]
        for hinge in (h for h in all_hinges(Problem.of(data)) if h.is_minimum):
            yield hinge, (as_fractions(points), as_fractions(targets), weights)


def as_fractions(rows):
    return [[F(str(e)) for e in row] for row in rows]


def finder_shows(hinge, given, moved):
    require_multipliers(hinge.at, {0: list(hinge.points)}, moved)


def checker_shows(hinge, given, moved):
    points, targets, weights = given
    network = tuple(
        (tuple(tuple(r[:-1]) for r in layer), tuple(r[-1] for r in layer))
        for layer in hinge.at.network.rows()
    )
    at = run(network, points, targets, weights, [F(1)] * len(targets[0]))
    back = backward(at)
    _require_multipliers(at, back, gradient(at, back), {0: list(hinge.points)}, moved)


@pytest.mark.parametrize(
    ("shows", "where", "name"),
    [(finder_shows, Ball, "bounds"), (checker_shows, trained_minima, "bounds_on_ball")],
)
def test_what_a_multiplier_may_move_is_counted(shows, where, name, monkeypatch):
    """Near each minimum there is a distance at which nothing else stands against the proof."""
    real = getattr(where, name)

    def still(*arguments, **options):  # as if the gradient did not move
        return replace(real(*arguments, **options), second=F(0))

    def shown(*arguments):
        try:
            shows(*arguments)
        except (NotShown, Undecided):
            return False
        return True

    for hinge, given in minima_on_kinks():
        distances = [F(1, 2**e) for e in range(24)]
        moving = [shown(hinge, given, moved) for moved in distances]
        monkeypatch.setattr(where, name, still)
        fixed = [shown(hinge, given, moved) for moved in distances]
        monkeypatch.setattr(where, name, real)
        assert moving != fixed and moving[-1]
        assert all(f or not m for m, f in zip(moving, fixed, strict=True))
