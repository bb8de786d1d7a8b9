"""The chain for one hidden layer: every number once more from the points alone, by orthogonal
projection in the space of samples.
"""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from proofs.certificates.shallow import shallow_certificate
from proofs.checker import check
from symbolic import ClusterData, InputError, NotApplicable
from symbolic.closed_forms import value_from_signal_to_noise
from symbolic.cost import cost_squared
from symbolic.gates import class_gates, shallow_zero_loss
from symbolic.matrices import matrix
from symbolic.one_hidden_layer import (
    projecting_network,
    projector_is_optimal,
    shallow,
    weighted_scatter,
)
from symbolic.scalars import exact
from symbolic.sources import load

SHAPES = [(M, Q) for Q in (1, 2, 3) for M in (1, 2, 3, 4, 5)]


def fractions(block):
    return [[F(int(e.numerator), int(e.denominator)) for e in row] for row in block.to_list()]


def samples(data, weights):
    """(x, y, weight of the sample in the cost) for every point."""
    targets = list(zip(*fractions(data.targets), strict=True))
    for j, block in enumerate(data.points):
        for x in zip(*fractions(block), strict=True):
            yield list(x), targets[j], F(weights[j]) / data.sizes[j]


def distance(features, wanted, shares):
    """The squared distance of the vectors ``wanted`` to the span of ``features``: Gram-Schmidt in
    the space of samples.
    """

    def inner(u, v):
        return sum(w * a * b for w, a, b in zip(shares, u, v, strict=True))

    basis = []
    for vector in features:
        rest = list(vector)
        for b, norm in basis:
            factor = inner(rest, b) / norm
            rest = [r - factor * e for r, e in zip(rest, b, strict=True)]
        if any(rest):
            basis.append((rest, inner(rest, rest)))
    total = F(0)
    for vector in wanted:
        rest = list(vector)
        for b, norm in basis:
            factor = inner(rest, b) / norm
            rest = [r - factor * e for r, e in zip(rest, b, strict=True)]
        total += inner(rest, rest)
    return total


def solve(rows, right):
    """Gauss-Jordan on fractions; None if singular."""
    work = [[*row, b] for row, b in zip(rows, right, strict=True)]
    size = len(rows)
    for k in range(size):
        pivot = next((i for i in range(k, size) if work[i][k]), None)
        if pivot is None:
            return None
        work[k], work[pivot] = work[pivot], work[k]
        work[k] = [e / work[k][k] for e in work[k]]
        for i in range(size):
            if i != k:
                factor = work[i][k]
                work[i] = [a - factor * b for a, b in zip(work[i], work[k], strict=True)]
    return [row[-1] for row in work]


def by_hand(data, weights):
    """The chain, δ_P² and the exceptions, from the points."""
    listed = list(samples(data, weights))
    X = [list(c) for c in zip(*(x for x, _, _ in listed), strict=True)]
    wanted = [list(c) for c in zip(*(y for _, y, _ in listed), strict=True)]
    shares = [w for _, _, w in listed]
    values = {
        "linear": distance(X, wanted, shares),
        "affine": distance([[F(1)] * len(listed), *X], wanted, shares),
        "trivial": distance([], wanted, shares),
    }
    means = [
        [sum(row) / len(row) for row in fractions(block)] for block in data.points
    ]  # one row a class
    gram = [[sum(a * b for a, b in zip(u, v, strict=True)) for v in means] for u in means]
    images, labels = [], [j for j, n in enumerate(data.sizes) for _ in range(n)]
    for x, _, _ in listed:
        heights = [sum(a * b for a, b in zip(m, x, strict=True)) for m in means]
        image = solve(gram, heights)
        if image is None:
            return values
        images.append((image, heights))
    # X̄⁺x and X̄ᵀx differ by an invertible matrix: one readout is as good as the other.
    values["projected"] = distance(
        [list(c) for c in zip(*(h for _, h in images), strict=True)], wanted, shares
    )
    targets = fractions(data.targets)
    outputs = [
        [sum(a * b for a, b in zip(row, z, strict=True)) for row in targets] for z, _ in images
    ]
    values["naive"] = sum(
        w * sum((o - t) ** 2 for o, t in zip(out, y, strict=True))
        for (_, y, w), out in zip(listed, outputs, strict=True)
    )

    def to(z, l):
        return sum((e - (k == l)) ** 2 for k, e in enumerate(z))

    values["radius"] = max(to(z, j) for (z, _), j in zip(images, labels, strict=True))
    values["exceptions"] = sum(
        any(to(z, l) <= to(z, j) for l in range(data.Q) if l != j)
        for (z, _), j in zip(images, labels, strict=True)
    )
    return values


def random_data(rng, M, Q, top=9):
    classes = {
        f"c{j}": [
            [F(rng.randint(-top, top), rng.randint(1, 3)) for _ in range(M)]
            for _ in range(rng.randint(1, 6))
        ]
        for j in range(Q)
    }
    while True:
        Y = [[rng.randint(-3, 3) for _ in range(Q)] for _ in range(Q)]
        if matrix(Y).rank() == Q:
            return ClusterData.from_rows(classes, Y if rng.random() < 0.5 else None)


def agrees(data, weights=None):
    """The chain of the program against the hand-made one, its order, and S2."""
    bounds = shallow(data, weights)
    pi = (
        [1] * data.Q
        if weights is None
        else [F(int(w.numerator), int(w.denominator)) for w in weights]
    )
    hand = by_hand(data, pi)
    values = dict(bounds.chain())
    assert {k: exact(hand[k]) for k in ("linear", "affine")} == {
        k: values[k] for k in ("linear", "affine")
    }
    assert bounds.trivial == exact(hand["trivial"])
    ordered = [value for _, value in bounds.chain()]
    assert (
        ordered == sorted(ordered) and bounds.affine.value <= bounds.linear.value <= bounds.trivial
    )
    assert (bounds.projection is None) == ("projected" not in hand)
    if bounds.projection is not None:
        projection = bounds.projection
        assert (values["projected"], values["naive"]) == (
            exact(hand["projected"]),
            exact(hand["naive"]),
        )
        assert (projection.radius, projection.exceptions) == (
            exact(hand["radius"]),
            hand["exceptions"],
        )
        assert projection.radius >= exact("1/2") or projection.exceptions == 0
        assert projection.relative_difference <= bounds.relative_bound
        if data.M == data.Q:
            assert bounds.linear.value == projection.projected.value
        if projector_is_optimal(bounds):
            assert bounds.linear.value == projection.projected.value
    return bounds


@pytest.mark.parametrize(("M", "Q"), SHAPES)
def test_chain_on_random_sets(M, Q):
    rng = random.Random(100 * M + Q)
    kinds = set()
    for _ in range(20):
        data = random_data(rng, M, Q)
        weights = (
            None
            if rng.random() < 0.5
            else [exact(F(rng.randint(1, 5), rng.randint(1, 4))) for _ in range(Q)]
        )
        bounds = agrees(data, weights)
        kinds.add(bounds.projection is None)
        pi, scatter = bounds.weights, weighted_scatter(data, bounds.weights)
        if scatter.rank() == M:  # S3, for any M and Q and any means
            closed = [
                value_from_signal_to_noise(data.means, scatter, data.targets, pi, affine)
                for affine in (False, True)
            ]
            assert closed == [bounds.linear.value, bounds.affine.value]
        if weights is None and bounds.projection is not None:
            for readout, value in (
                (None, bounds.projection.projected.value),
                (data.targets, bounds.projection.naive),
            ):
                net = projecting_network(bounds, readout)
                assert net.widths == (M, M, Q) and net.layers[0].W.rank() == M
                assert cost_squared(net, data) == value
        assert (
            check(shallow_certificate(bounds, shallow_zero_loss(data)).encode()).verdict == "proved"
        )
    assert (True in kinds) if M < Q else (False in kinds)


@pytest.mark.parametrize("name", ["iris", "wine"])
def test_chain_on_real_data(name):
    agrees(load(f"sklearn:{name}"))


def test_iris_as_published():
    bounds = shallow(load("sklearn:iris"))
    rounded = {name: round(float(value), 3) for name, value in bounds.chain()}
    assert rounded["bound"] == 34.861 and rounded["linear"] == 0.876 and bounds.trivial == 3


def test_singular_scatter_and_dependent_means():
    one = shallow(ClusterData.from_rows({"a": [[1, 1]], "b": [[2, 2]]}))
    assert one.projection is None and one.relative_bound is None and one.affine.value == 0
    with pytest.raises(NotApplicable, match="independent class means"):
        projecting_network(one)
    with pytest.raises(NotApplicable, match="positive definite"):
        value_from_signal_to_noise(one.data.means, one.data.scatter, one.data.targets)


def test_weights_are_checked():
    data = ClusterData.from_rows({"a": [[1]], "b": [[2]]})
    with pytest.raises(InputError, match=r"weights\[1\]: expected a weight > 0, found -1"):
        shallow(data, [exact(1), exact(-1)])
    with pytest.raises(InputError, match="one weight for each of 2 classes"):
        shallow(data, [exact(1)])


def test_gates_on_random_sets():
    rng = random.Random(5)
    built = 0
    for _ in range(60):
        M, Q = rng.randint(1, 3), rng.randint(2, 4)
        centres = [[8 * rng.randint(-3, 3) for _ in range(M)] for _ in range(Q)]
        data = ClusterData.from_rows(
            {
                f"c{j}": [[c + rng.randint(-2, 2) for c in centre] for _ in range(3)]
                for j, centre in enumerate(centres)
            }
        )
        planes = class_gates(data)
        if planes is None:
            continue
        net = shallow_zero_loss(data)
        built += 1
        assert net.widths == (M, 2 * (Q - 1), Q) and cost_squared(net, data) == 0
        assert net.smallest_margin(data.inputs) > 0
        for plane in planes:
            sides = [
                {h > plane.offset for h in (plane.normal.transpose() * b).to_list_flat()}
                for b in data.points
            ]
            assert all(len(side) == 1 for side in sides)
    assert built > 15


def test_gates_may_need_two_classes_on_one_side():
    """Four corners of a square: no corner cut off, but two half-planes tell all four... with
    dependent signs.
    """
    corners = {"a": [[0, 0]], "b": [[4, 0]], "c": [[0, 4]], "d": [[4, 4]]}
    net = shallow_zero_loss(ClusterData.from_rows(corners))
    assert net is not None and net.widths == (2, 6, 4)
    crossing = {"a": [[0, 0], [4, 4]], "b": [[4, 0], [0, 4]]}
    assert class_gates(ClusterData.from_rows(crossing)) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["digits", "breast_cancer"])
def test_chain_on_large_data(name):
    data = load(f"sklearn:{name}")
    bounds = shallow(data)
    for readout, value in (
        (None, bounds.projection.projected.value),
        (data.targets, bounds.projection.naive),
    ):
        assert cost_squared(projecting_network(bounds, readout), data) == value
    assert check(shallow_certificate(bounds, None).encode()).verdict == "proved"
