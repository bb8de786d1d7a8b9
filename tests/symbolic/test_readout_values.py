"""T1, T1a, T1b, T2: the output layer on random data, and as identities of rational functions."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import assume, given, settings
from strategies import clusters, matrices
from sympy import QQ

from symbolic import (
    ClusterData,
    NotApplicable,
    affine_readout,
    linear_readout,
    load,
    naive_bound,
    stationarity_defect,
    value_from_noise_to_signal,
)
from symbolic.matrices import from_flat, identity, ones, squared_norm, trace

relaxed = settings(max_examples=25, deadline=None)


def bare_cost(data, A, c):
    """``C²`` of ``x ↦ A x + c`` by summing over the points."""
    total = QQ.zero
    for j, points in enumerate(data.points):
        residual = A * points + (c - data.target(j)) * ones(1, points.shape[1])
        total += squared_norm(residual) / points.shape[1]
    return total


@given(clusters(), matrices(3, 3), matrices(3, 1))
@relaxed
def test_completed_squares(data, A, c):
    A, c = A.extract(range(data.Q), range(data.Q)), c.extract(range(data.Q), [0])
    linear = linear_readout(data.means, data.scatter, data.targets)
    affine = affine_readout(data.means, data.scatter, data.targets)
    assert bare_cost(data, A, c * QQ(0)) == linear.value + linear.excess(A)
    average = ones(data.Q, 1) * QQ(1, data.Q)
    best_c = data.targets * average - A * data.means * average
    assert bare_cost(data, A, best_c) == affine.value + affine.excess(A)
    assert bare_cost(data, A, c) - bare_cost(data, A, best_c) == data.Q * squared_norm(c - best_c)
    assert affine.value <= linear.value


@given(clusters(), matrices(3, 3, invertible=True))
@relaxed
def test_closed_form_invariance_bound_and_defect(data, K):
    assume(data.means.det())
    linear = linear_readout(data.means, data.scatter, data.targets)
    affine = affine_readout(data.means, data.scatter, data.targets)
    assert value_from_noise_to_signal(data) == linear.value
    K = K.extract(range(data.Q), range(data.Q))
    assume(K.det())
    moved = ClusterData(data.name, data.labels, data.targets, tuple(K * p for p in data.points))
    assert value_from_noise_to_signal(moved) == linear.value
    noise = data.noise_to_signal
    gap = data.targets * noise * noise * (identity(data.Q) + noise).inv() * data.targets.transpose()
    assert naive_bound(data) - linear.value == trace(gap) >= 0
    assert stationarity_defect(data).is_zero_matrix == (affine.value == linear.value)
    assert stationarity_defect(data).is_zero_matrix == (noise * ones(data.Q, 1)).is_zero_matrix
    derivative = sum(
        ((linear.A * data.mean(j) - data.target(j)) * QQ(2) for j in range(1, data.Q)),
        (linear.A * data.mean(0) - data.target(0)) * QQ(2),
    )
    assert stationarity_defect(data) == derivative


@given(clusters())
@relaxed
def test_noise_to_signal_is_the_weighted_square_of_the_relative_deviations(data):
    assume(data.means.det())
    weights = [QQ(1, size) for size in data.sizes for _ in range(size)]
    deviations = data.relative_deviations
    weighted = from_flat(
        [e * weights[i % data.N] for i, e in enumerate(deviations.to_list_flat())], data.Q, data.N
    )
    assert weighted * deviations.transpose() == data.noise_to_signal


def test_singular_gram_gives_one_of_many_minimizers() -> None:
    data = ClusterData.from_rows({"a": [[1, 0, 0], [3, 0, 0]], "b": [[0, 2, 0]]})
    linear = linear_readout(data.means, data.scatter, data.targets)
    assert linear.rank == 2
    assert (linear.A * linear.gram - data.targets * data.means.transpose()).is_zero_matrix
    assert bare_cost(data, linear.A, linear.c) == linear.value == QQ(1, 5)


@pytest.mark.parametrize("Q", [1, 2])
def test_both_forms_of_the_value_are_the_same_rational_function(Q):
    names = [f"m{i}{j}" for i in range(Q) for j in range(Q)] + [
        f"s{i}{j}" for i in range(Q) for j in range(i + 1)
    ]
    symbols = sympy.symbols(names)
    field = QQ.frac_field(*symbols)
    generators = dict(zip(names, map(field.from_sympy, symbols), strict=True))
    means = from_flat([generators[f"m{i}{j}"] for i in range(Q) for j in range(Q)], Q, Q, field)
    scatter = from_flat(
        [generators[f"s{max(i, j)}{min(i, j)}"] for i in range(Q) for j in range(Q)], Q, Q, field
    )
    one = identity(Q, field)
    inverse = means.inv()
    noise = inverse * scatter * inverse.transpose()
    closed = trace(noise * (one + noise).inv())
    gram = means * means.transpose() + scatter
    direct = field.convert(Q) - trace(means.transpose() * gram.inv() * means)
    assert closed == direct


@pytest.mark.parametrize(
    ("name", "linear", "affine"),
    [
        ("one_cluster", "2/5", "0"),
        ("equal_readouts", "1/5", "1/5"),
        ("symmetric_pair", "2/17", "1/17"),
    ],
)
def test_hand_checks(name, linear, affine):
    data = load(f"notebooks/data/{name}.json")
    assert str(linear_readout(data.means, data.scatter, data.targets).value) == linear
    assert str(affine_readout(data.means, data.scatter, data.targets).value) == affine


def test_one_cluster_is_y2_s2_over_m2_plus_s2() -> None:
    m, s2, y = QQ(7, 2), QQ(4, 9), QQ(5)
    data = ClusterData.from_rows({"a": [["17/6"], ["25/6"]]}, [[5]])
    assert data.means.to_list() == [[m]]
    assert data.scatter.to_list() == [[s2]]
    assert linear_readout(data.means, data.scatter, data.targets).value == y * y * s2 / (m * m + s2)


def test_closed_form_says_where_it_does_not_apply() -> None:
    with pytest.raises(NotApplicable, match="M = Q"):
        value_from_noise_to_signal(ClusterData.from_rows({"a": [[1, 2]]}))
    with pytest.raises(NotApplicable, match="singular"):
        value_from_noise_to_signal(ClusterData.from_rows({"a": [[1, 1]], "b": [[2, 2]]}))
