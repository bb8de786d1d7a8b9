"""G1, G2: networks of any widths, and what of the truncated picture survives (oracle: plain
fractions, point by point).
"""

from fractions import Fraction
from itertools import pairwise

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Layer, NotApplicable, ReluNetwork, ShapeError, TruncationMap
from symbolic.matrices import column, matrix, pseudo_inverse
from symbolic.network import parameter_count

small = st.integers(-3, 3)


def rows(m, n):
    return st.lists(st.lists(small, min_size=n, max_size=n), min_size=m, max_size=m)


@st.composite
def networks(draw):
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    layers = [
        Layer(matrix(draw(rows(m, n))), matrix(draw(rows(m, 1)))) for n, m in pairwise(widths)
    ]
    return ReluNetwork(tuple(layers[:-1]), layers[-1])


def by_hand(network, point):
    """The values ``[x, x⁽¹⁾, …, output]`` at one point, in Python's own fractions."""
    values = [[Fraction(e) for e in point]]
    for layer in network.layers:
        W, b = layer.W.to_list(), layer.b.to_list_flat()
        z = [
            sum(
                Fraction(int(w.numerator), int(w.denominator)) * h
                for w, h in zip(r, values[-1], strict=True)
            )
            + Fraction(int(c.numerator), int(c.denominator))
            for r, c in zip(W, b, strict=True)
        ]
        values.append(z if layer is network.output else [max(e, Fraction(0)) for e in z])
    return values


@given(networks(), st.data())
def test_forward_and_counts(network, data):
    point = data.draw(st.lists(small, min_size=network.M, max_size=network.M))
    outputs = network(column(point)).to_list_flat()
    assert [Fraction(str(e)) for e in outputs] == by_hand(network, point)[-1]
    entries = sum(W.shape[0] * (W.shape[1] + 1) for W in (layer.W for layer in network.layers))
    assert network.parameter_count == entries == parameter_count(network.widths)
    assert network.widths[0] == network.M and network.widths[-1] == network.Q
    assert len(network.widths) == network.L + 2


@given(networks(), st.data())
def test_the_recursion_survives_exactly_where_it_does(network, data):
    """``x⁽τ,ˡ⁾`` by SymPy's own Moore-Penrose inverse, compared at every layer (the definition of
    G1, not its criterion).
    """
    point = data.draw(st.lists(small, min_size=network.M, max_size=network.M))
    values, x = by_hand(network, point), sympy.Matrix(point)
    W, b = sympy.eye(network.M), sympy.zeros(network.M, 1)
    holds, expected = True, []
    for l, layer in enumerate(network.hidden, start=1):
        W, b = (
            layer.W.to_Matrix() * W,
            layer.W.to_Matrix() * b + layer.b.to_Matrix(),
        )
        active = (W * x + b).applyfunc(lambda z: sympy.Max(z, 0))
        x = W.pinv() * (active - b)
        holds = holds and list(W * x + b) == [sympy.Rational(v) for v in values[l]]
        expected.append(holds)
    assert list(network.recursion_survives(column(point))) == expected


@given(rows(2, 3))
def test_pseudo_inverse_satisfies_the_four_equations(entries):
    W = matrix(entries)
    P = pseudo_inverse(W)
    assert (W * P * W, P * W * P) == (W, P)
    assert (W * P).transpose() == W * P and (P * W).transpose() == P * W


@given(rows(2, 3), rows(2, 1), rows(3, 1))
def test_truncation_maps_of_full_row_rank(weights, bias, point):
    """G2: idempotent, blind to what is orthogonal to the row space, apex where all pre-activations
    are ≤ 0.
    """
    W, b, x = matrix(weights), matrix(bias), matrix(point)
    if W.rank() < 2:
        with pytest.raises(NotApplicable, match="independent rows"):
            TruncationMap(W, b)
        return
    tau = TruncationMap(W, b)
    projected = pseudo_inverse(W) * W * x
    assert tau(tau(x)) == tau(x) == tau(projected)
    assert tau.collapses(x)[0] == (tau(x) == tau.apex)
    assert tau.fixes(x)[0] == (tau(x) == x)


def test_surjective_cumulative_weights_and_back():
    first = Layer(matrix([[1, 2, 0], [0, 1, 1]]), column([1, -1]))
    second = Layer(matrix([[1, 3]]), column([2]))
    network = ReluNetwork((first, second), Layer(matrix([[1], [2]]), column([0, 1])))
    again = ReluNetwork.from_cumulative(network.cumulative())
    assert [(a.W, a.b) for a in again.layers] == [(a.W, a.b) for a in network.layers]
    points = matrix([[0, 3, -2], [1, -4, 0], [2, 2, 5]])
    A, c = network.cumulative()[-1].W, network.cumulative()[-1].b
    shift = c * matrix([[1, 1, 1]])
    assert A * network.truncated(points) + shift == network(points)
    unrelated = Layer(matrix([[0, 0, 1]]), column([0]))
    with pytest.raises(NotApplicable, match="nested"):
        ReluNetwork.from_cumulative([first, unrelated, unrelated])


def test_an_affine_network_has_no_hidden_layer():
    network = ReluNetwork((), Layer(matrix([[1, 0], [0, 0]]), column([0, 3])))
    assert (network.L, network.widths, network.recursion_survives(column([1, 2]))) == (
        0,
        (2, 2),
        (),
    )
    assert network(column([5, 7])) == column([5, 3])


def test_layers_that_do_not_fit_are_refused():
    one, two = Layer(matrix([[1]]), column([0])), Layer(matrix([[1, 1]]), column([0]))
    with pytest.raises(ShapeError, match="W_2 with 1 column, found 2"):
        ReluNetwork((one,), two)
