"""The parts that decide about an architecture: embeddings, linear programs, kinks on a line,
bumps.
"""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from proofs.checker.kinks import least_kinks as checked_kinks
from symbolic import ClusterData, cost_squared
from symbolic.deciding.cases import two_classes
from symbolic.deciding.embedding import embedded, placement
from symbolic.deciding.groups import bumps, least_bumps
from symbolic.deciding.hinges import line_hinges
from symbolic.deciding.lines import fewest_kinks, least_kinks, most_pieces
from symbolic.deciding.obstacles import Obstacle
from symbolic.deciding.programs import Farkas, solve
from symbolic.deciding.units import narrowest_shallow
from symbolic.matrices import matrix
from symbolic.pool import Pool
from symbolic.scalars import exact
from tests.symbolic.tiny_data import random_network


def test_embedding_keeps_the_outputs():
    rng = random.Random(0)
    fitted = 0
    for _ in range(300):
        widths = [rng.randint(1, 3) for _ in range(rng.randint(2, 4))]
        net = random_network(rng, widths)
        hidden = [rng.randint(1, 4) for _ in range(rng.randint(0, 4))]
        X = matrix([[rng.randint(-5, 5) for _ in range(5)] for _ in range(widths[0])])
        big = embedded(net, hidden, X)
        assert (big is None) == (placement(net, hidden) is None)
        if big is not None:
            fitted += 1
            assert big.widths == (net.M, *hidden, net.Q) and big(X) == net(X)
    assert fitted > 100


def test_linear_programs_are_decided():
    rng = random.Random(0)
    kinds = set()
    for _ in range(400):
        n = rng.randint(1, 5)
        A, E = (
            [
                (tuple(F(rng.randint(-3, 3)) for _ in range(n)), F(rng.randint(-3, 3)))
                for _ in range(k)
            ]
            for k in (rng.randint(0, 9), rng.randint(0, 2))
        )
        solution = solve(n, A, E)
        kinds.add(type(solution))
        if isinstance(solution, Farkas):
            weights = [*solution.inequalities, *solution.equations]
            assert min(solution.inequalities, default=0) >= 0
            totals = [
                sum(w * a[k] for w, (a, _) in zip(weights, [*A, *E], strict=True)) for k in range(n)
            ]
            assert not any(totals)
            assert sum(w * b for w, (_, b) in zip(weights, [*A, *E], strict=True)) < 0
        else:
            values = [sum(x * y for x, y in zip(a, solution, strict=True)) for a, _ in [*A, *E]]
            assert all(v <= b for v, (_, b) in zip(values, A, strict=False))
            assert values[len(A) :] == [b for _, b in E]
    assert kinds == {Farkas, tuple}


def test_least_kinks_by_two_algorithms_and_by_networks():
    rng = random.Random(0)
    for _ in range(500):
        places = sorted(rng.sample(range(40), rng.randint(2, 9)))
        values = [rng.randint(0, rng.choice([1, 1, 2])) for _ in places]
        exactly = [exact(p) for p in places], [exact(v) for v in values]
        least = least_kinks(*exactly)
        assert least == checked_kinks([F(p) for p in places], [F(v) for v in values])
        assert len(fewest_kinks(*exactly)) <= least + 2
    for _ in range(300):  # a network has no fewer kinks than its own values need
        hidden = [rng.randint(1, 3) for _ in range(rng.randint(1, 3))]
        net = random_network(rng, [1, *hidden, 1])
        places = sorted(rng.sample(range(-40, 40), 12))
        outputs = net(matrix([places])).to_list_flat()
        assert least_kinks([exact(p) for p in places], outputs) <= most_pieces(hidden) - 1


def test_line_networks_on_random_labels():
    rng = random.Random(3)
    for _ in range(40):
        M, Q = rng.randint(1, 3), rng.randint(2, 3)
        points = sorted({tuple(rng.randint(-4, 4) for _ in range(M)) for _ in range(8)})
        labels = [k % Q for k in range(len(points))]
        rng.shuffle(labels)
        if len(set(labels)) < Q:
            continue
        data = ClusterData.from_rows(
            {f"c{j}": [p for p, l in zip(points, labels, strict=True) if l == j] for j in range(Q)}
        )
        nets = [line.network() for line in line_hinges(data)]
        assert nets and all(cost_squared(net, data) == 0 for net in nets)
        if M == 1 and Q == 2:
            line = sorted((p[0], l) for p, l in zip(points, labels, strict=True))
            needed = least_kinks([exact(u) for u, _ in line], [exact(l) for _, l in line])
            assert needed <= nets[0].widths[1] <= needed + 1


@pytest.mark.parametrize("inside", ["a", "b"])
def test_behind_three_layers_values_need_not_be_equal(inside):
    """W3 for (2, 1, 1): |x| is at most 0 on one class and at least 1, not exactly 1, on the other;
    alone or with equal values two units cannot do it.
    """
    rows = {inside: [[0]], "ab".replace(inside, ""): [[-2], [-1], [1], [2]]}
    data = ClusterData.from_rows(dict(sorted(rows.items())))
    assert isinstance(two_classes(data, [2]), Obstacle)
    for hidden in ([2, 1], [2, 1, 1], [2, 1, 1, 1]):
        network = two_classes(data, hidden)
        assert list(network.widths[1:-1]) == hidden
        assert cost_squared(network, data) == 0
    assert isinstance(two_classes(data, [1, 1, 1]), Obstacle)


def test_the_complete_decisions_agree_with_each_other():
    """For two classes and one unit, S9 and W3 decide the same question by different programs."""
    rng = random.Random(7)
    seen = set()
    for _ in range(60):
        M = rng.randint(1, 2)
        points = sorted(
            {tuple(rng.randint(-2, 2) for _ in range(M)) for _ in range(rng.randint(2, 5))}
        )
        labels = [k % 2 for k in range(len(points))]
        rng.shuffle(labels)
        if len(set(labels)) < 2:
            continue
        data = ClusterData.from_rows(
            {
                c: [p for p, l in zip(points, labels, strict=True) if l == j]
                for j, c in enumerate("ab")
            }
        )
        answers = [
            isinstance(answer, Obstacle)
            for answer in (narrowest_shallow(data), two_classes(data, [1]))
        ]
        assert answers[0] == answers[1]
        seen.add(answers[0])
    assert seen == {True, False}


def test_bumps_on_random_data():
    """O3: exact on everything, strict, and as narrow as the bound where points are in general
    position.
    """
    rng = random.Random(8)
    reached = 0
    for _ in range(60):
        M, Q = rng.randint(1, 4), rng.randint(2, 3)
        points = sorted({tuple(rng.randint(-9, 9) for _ in range(M)) for _ in range(10)})
        labels = [k % Q for k in range(len(points))]
        rng.shuffle(labels)
        rows = {
            f"c{j}": [p for p, l in zip(points, labels, strict=True) if l == j] for j in range(Q)
        }
        data = ClusterData.from_rows(rows)
        pool = Pool.of(data)
        net = bumps(pool)
        assert cost_squared(net, data) == 0 and net.smallest_margin(data.inputs) > 0
        assert net.widths[1] >= least_bumps(pool)
        reached += net.widths[1] == least_bumps(pool)
    assert reached > 30
