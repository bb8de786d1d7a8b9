"""D4, D5, L1, L2, L3, D3: what the maps, the networks and the cost satisfy, on random rational
data.
"""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import matrices, rationals
from sympy import QQ

from symbolic import (
    ClusterData,
    Layer,
    NotApplicable,
    ReluNetwork,
    SignError,
    TruncationMap,
    collapsing,
    cone_map,
    cost_expr,
    cost_squared,
    symbolic_network,
)
from symbolic.matrices import column, identity, matrix, ones, signs
from symbolic.network import parameter_count
from symbolic.orthogonal import householder, rational_cone
from symbolic.scalars import exact

relaxed = settings(max_examples=25, deadline=None)


@st.composite
def maps(draw, size=2):
    return TruncationMap(draw(matrices(size, size, invertible=True)), draw(matrices(size, 1)))


@st.composite
def networks(draw, size=2, outputs=2, depth=2):
    hidden = tuple(
        Layer(draw(matrices(size, size, invertible=True)), draw(matrices(size, 1)))
        for _ in range(depth)
    )
    return ReluNetwork(hidden, Layer(draw(matrices(outputs, size)), draw(matrices(outputs, 1))))


@given(maps(), matrices(2, 4))
@relaxed
def test_truncation_is_idempotent_and_fixes_or_collapses_as_L2_says(tau, points):
    image = tau(points)
    assert tau(image) == image
    for i, (fixed, collapsed) in enumerate(
        zip(tau.fixes(points), tau.collapses(points), strict=True)
    ):
        point, after = points.extract([0, 1], [i]), image.extract([0, 1], [i])
        assert fixed == (after == point)
        assert collapsed == (after == tau.apex)


@given(maps(), matrices(2, 3), st.tuples(rationals, rationals))
@relaxed
def test_truncation_ignores_positive_scaling_and_order_of_units(tau, points, scales):
    D = matrix([[abs(scales[0]) + 1, 0], [0, abs(scales[1]) + 1]])
    P = matrix([[0, 1], [1, 0]])
    for K in (D, P):
        assert TruncationMap(K * tau.W, K * tau.b)(points) == tau(points)


@given(maps(), matrices(2, 3), matrices(2, 2, invertible=True), matrices(2, 1))
@relaxed
def test_truncation_commutes_with_affine_changes_of_input(tau, points, K, a):
    shift = a * ones(1, 3)
    W = tau.W * K.inv()
    moved = TruncationMap(W, tau.b - W * a)
    assert moved(K * points + shift) == K * tau(points) + shift


@given(networks(), matrices(2, 4))
@relaxed
def test_the_output_is_the_readout_of_the_truncated_points(network, points):
    A, c = network.cumulative()[-1].W, network.cumulative()[-1].b
    assert network(points) == A * network.truncated(points) + c * ones(1, 4)


@given(networks())
@relaxed
def test_cumulative_parameters_determine_the_network(network):
    again = ReluNetwork.from_cumulative(network.cumulative())
    for one, other in zip(network.layers, again.layers, strict=True):
        assert one.W == other.W
        assert one.b == other.b


@given(networks(depth=1), st.lists(rationals, min_size=2, max_size=2))
@relaxed
def test_expressions_agree_with_exact_evaluation(network, point):
    x = sympy.Matrix(sympy.symbols("x1 x2"))
    values = {s: sympy.Rational(v.numerator, v.denominator) for s, v in zip(x, point, strict=True)}
    assert network.as_expr(x).subs(values) == network(column(point)).to_Matrix()
    tau = network.truncation_maps()[0]
    assert tau.as_expr(x).subs(values) == tau(column(point)).to_Matrix()


def test_symbolic_cost_is_differentiable_and_agrees_with_numbers() -> None:
    data = ClusterData.from_rows({"a": [[2], [4]]}, [[2]])
    expression = cost_expr(symbolic_network(1, 1, 1), data)
    w1, b1, w2, b2 = sympy.symbols("w1_11 b1_1 w2_11 b2_1")
    numbers = {w1: 1, b1: 1, w2: sympy.Rational(1, 2), b2: 0}
    network = ReluNetwork(
        (Layer(matrix([[1]]), column([1])),), Layer(matrix([["1/2"]]), column([0]))
    )
    assert expression.subs(numbers) == QQ.to_sympy(cost_squared(network, data))
    assert sympy.diff(expression, b2).subs(numbers) == 0
    assert "max" in sympy.latex(expression)


@given(matrices(2, 3), matrices(2, 3), matrices(2, 1))
@relaxed
def test_collapsing_sends_one_side_to_the_apex_and_fixes_the_other(below, above, normal):
    if normal.is_zero_matrix:
        normal = column([1, 0])
    f = normal.transpose()
    top = max((f * below).to_list_flat())
    lift = normal * ((top + 1 - min((f * above).to_list_flat())) / (f * normal).to_list_flat()[0])
    above = above + lift * ones(1, 3) + normal * ones(1, 3)
    middle = (top + min((f * above).to_list_flat())) / 2
    apex = normal * (middle / (f * normal).to_list_flat()[0])
    rational = collapsing(normal, apex, below, above)
    _, orthogonal = rational_cone(normal, apex, below, [above])
    quadratic = cone_map(normal, apex, below, above)
    for tau in (rational, orthogonal, quadratic):
        field = tau.W.domain
        inside, outside = below.convert_to(field), above.convert_to(field)
        assert set(signs(tau.preactivations(inside))) == {-1}
        assert set(signs(tau.preactivations(outside))) == {1}
        assert tau(inside) == (apex * ones(1, 3)).convert_to(field)
        assert tau(outside) == outside


def test_a_point_on_the_hyperplane_is_refused() -> None:
    with pytest.raises(NotApplicable, match="strictly"):
        collapsing(column([1, 0]), column([1, 0]), matrix([[1], [5]]), matrix([[2], [0]]))


def test_a_tie_at_the_kink_has_sign_zero_and_margin_zero() -> None:
    network = ReluNetwork((Layer(matrix([[1]]), column([-2])),), Layer(matrix([[1]]), column([0])))
    assert network.activation_pattern(matrix([[2, 3, 1]])) == ((0, 1, -1),)
    assert network.smallest_margin(matrix([[2, 3]])) == 0
    assert network.smallest_margin(matrix([["9/4", 1]])) == exact("1/4")


def test_symbolic_entries_have_no_sign() -> None:
    network = symbolic_network(1, 1, 1)
    with pytest.raises(SignError, match="no exact order"):
        network.activation_pattern(matrix([[1]]).convert_to(network.domain))


def test_singular_weights_are_no_truncation_map() -> None:
    with pytest.raises(NotApplicable, match="invertible"):
        TruncationMap(matrix([[1, 1], [1, 1]]), column([0, 0]))


def test_reflections_are_orthogonal() -> None:
    H = householder(column(["1/2", -3, 2]))
    assert H * H.transpose() == identity(3)


@pytest.mark.parametrize(("M", "Q", "L", "K"), [(2, 2, 2, 18), (4, 4, 4, 100), (30, 2, 2, 1922)])
def test_parameter_count(M, Q, L, K):
    assert parameter_count((*[M] * (L + 1), Q)) == K


def test_rank_is_lost_when_a_class_collapses_onto_the_span_of_another() -> None:
    data = ClusterData.from_rows({"a": [[4, 0], [4, 1]], "b": [[0, 4]]})
    keeps = TruncationMap(identity(2), column([0, 0]))
    loses = collapsing(column([1, -1]), column([0, 0]), data.points[1], data.points[0])
    assert keeps.preserves_rank(data)
    assert not loses.preserves_rank(data)
