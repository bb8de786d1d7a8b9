"""T4, T5, T5a–T5d: values, candidates, radii, witnesses, ranks."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from strategies import clusters
from sympy import QQ

from symbolic import (
    ClusterData,
    InputError,
    cost_expr,
    cost_squared,
    load,
    symbolic_network,
    zero_loss,
)
from symbolic.descent import descent_witness
from symbolic.matrices import from_flat, side_by_side
from symbolic.minima import landscape
from symbolic.network import Layer, ReluNetwork
from symbolic.parallel import in_order
from symbolic.region import Region, flattened, flattened_entries, inner
from symbolic.values import subset_values
from symbolic.zero_set import (
    _rescaling_gram,
    _rescalings_are_tangent,
    _shared_out,
    degeneracy,
    rescaling_directions,
)

DATA = "notebooks/data/{}.json"


@given(clusters(max_classes=3))
@settings(max_examples=8, deadline=None)
def test_every_candidate_attains_its_value_and_every_witness_less(data):
    survey = landscape(data)
    minima = list(survey.minima())
    assert len(minima) == 2 * (2**data.Q - 1)
    for minimum in minima:
        assert minimum.feasible
        truncated = data.collapsed({j: survey.apexes[j] for j in minimum.collapsed})
        affine = minimum.candidate.cumulative()[-1]
        assert (affine.W, affine.b) == (minimum.A, minimum.c)
        assert cost_squared(minimum.candidate, data) == minimum.value
        assert subset_values(survey, minimum.readout)(minimum.collapsed) == minimum.value
        for j in minimum.collapsed:
            assert minimum.candidate.truncated(data.points[j]) == truncated.points[j]
        if minimum.verdicts["all_parameters"] == "refuted":
            witness = minimum.witness.network
            assert cost_squared(witness, data) == minimum.witness.cost < minimum.value
            patterns = [n.activation_pattern(data.inputs) for n in (witness, minimum.candidate)]
            assert patterns[0] == patterns[1]
        else:
            assert minimum.theorem == ("T5c" if minimum.collapsed == () else "T3")
            assert minimum.collapsed == () or minimum.value == 0


def test_the_gradient_is_the_derivative_of_the_symbolic_cost() -> None:
    """On the activation region the Max of every unit is replaced by its argument or 0, then SymPy
    differentiates.
    """
    data = ClusterData.from_rows({"a": [[3, 0], [5, 1]], "b": [[0, 4]]})
    minima = landscape(data)
    minimum = minima.minimum((0,), "linear")
    region = Region.of(minimum.candidate, data)
    network = symbolic_network(2, 2, 2)
    symbols = [s for layer in network.layers for s in (*layer.W.to_Matrix(), *layer.b.to_Matrix())]
    numbers = dict(
        zip(symbols, [QQ.to_sympy(e) for e in flattened_entries(region.parameters)], strict=True)
    )
    smooth = cost_expr(network, data).replace(
        lambda e: isinstance(e, sympy.Max),
        lambda e: next(a for a in e.args if a != 0) if e.subs(numbers) > 0 else sympy.Integer(0),
    )
    gradient = [QQ.from_sympy(sympy.diff(smooth, s).subs(numbers)) for s in symbols]
    assert gradient == flattened_entries(region.gradient())
    value, slope, curvature = region.taylor(region.gradient())
    t = sympy.Symbol("t")
    line = smooth.subs(
        {s: numbers[s] + t * QQ.to_sympy(g) for s, g in zip(symbols, gradient, strict=True)}
    )
    polynomial = sympy.Poly(sympy.expand(line), t)
    expected = [QQ.from_sympy(polynomial.coeff_monomial(t**k)) for k in range(3)]
    assert [value, slope, curvature] == expected
    assert slope == inner(region.gradient(), region.gradient())


def test_inside_the_radius_no_sign_changes_and_far_outside_one_does() -> None:
    data = load(DATA.format("two_triangles"))
    minimum = landscape(data).minimum((1,), "affine")
    region = Region.of(minimum.candidate, data)
    corner = tuple(
        from_flat([QQ((-1) ** i) for i in range(b.shape[0] * b.shape[1])], *b.shape)
        for b in region.parameters
    )
    inside = region.moved(corner, minimum.radius * QQ(999, 1000))
    assert inside.activation_pattern(data.inputs) == region.pattern
    outside = region.moved(corner, QQ(1000))
    assert outside.activation_pattern(data.inputs) != region.pattern


def test_symmetric_classes_have_equal_values() -> None:
    minima = landscape(load(DATA.format("three_simplices")))
    values = [minima.readout((j,), "affine").value for j in range(3)]
    assert len(set(values)) == 1


def test_equal_readouts_make_the_linear_minimum_a_minimum_in_all_parameters() -> None:
    minima = landscape(load(DATA.format("equal_readouts")))
    assert minima.minimum((), "linear").verdicts["all_parameters"] == "proved"
    other = landscape(load(DATA.format("two_triangles")))
    assert other.minimum((), "linear").verdicts["all_parameters"] == "refuted"


def test_a_singular_scatter_leaves_T5d_out_and_the_witness_in() -> None:
    plane = {
        "a": [[4, 0, 0], [5, 1, 0]],
        "b": [[0, 4, 0], [1, 4, 0], [0, 6, 0]],
        "c": [[-4, -4, 0], [-5, -4, 0], [-4, -5, 0]],
    }
    minimum = landscape(ClusterData.from_rows(plane)).minimum((0,), "affine")
    assert minimum.value > 0
    assert minimum.theorem is None
    assert "not positive definite" in minimum.reason
    assert minimum.verdicts["all_parameters"] == "refuted"


def test_zero_cost_is_a_minimum_in_all_parameters() -> None:
    data = ClusterData.from_rows({"a": [[4, 0]], "b": [[0, 4]]})
    minimum = landscape(data).minimum((0,), "linear")
    assert (minimum.value, minimum.theorem) == (0, "T3")
    assert minimum.verdicts["all_parameters"] == "proved"


def test_the_mixed_direction_descends_at_a_stationary_point() -> None:
    """A candidate whose readout maps everything to one point: all first derivatives in the apex
    vanish.
    """
    data = ClusterData.from_rows({"a": [[4, 0], [4, 1]], "b": [[0, 4], [1, 4]]})
    minima = landscape(data)
    start = minima.minimum((0,), "affine")
    region = Region.of(start.candidate, data)
    composites = start.candidate.cumulative()
    flat = Layer(composites[-1].W * QQ(0), data.targets * from_flat([QQ(1, 2), QQ(1, 2)], 2, 1))
    network = ReluNetwork.from_cumulative([*composites[:-1], flat])
    region = Region.of(network, data)
    hidden = region.gradient()[:-1]
    assert all(block.is_zero_matrix for block in hidden)
    witness = descent_witness(region, {0: (1, minima.apexes[0])})
    assert witness.cost < region.cost()


def test_infeasible_subsets_keep_their_value_and_claim_nothing() -> None:
    minima = landscape(load(DATA.format("crossing")))
    minimum = minima.minimum((0,), "affine")
    assert not minimum.feasible
    assert set(minimum.verdicts.values()) == {"unknown"}
    assert minimum.candidate is None
    assert landscape(load(DATA.format("two_triangles")), mu=QQ(5)).feasible((0,)) is False


def test_too_few_layers_are_refused() -> None:
    with pytest.raises(InputError, match="at least Q = 2"):
        landscape(load(DATA.format("two_triangles")), layers=1)


def test_processes_give_the_serial_result() -> None:
    minima = landscape(load(DATA.format("three_simplices")))
    serial = list(in_order(minima, _value, 3))
    assert serial == list(in_order(minima, _value, 3, jobs=2))
    assert len(serial) == 11


def _value(survey, subset, kind):
    return str(survey.readout(subset, kind).value)


@pytest.mark.parametrize(
    ("name", "layers", "K", "dimension"),
    [
        ("one_cluster", 1, 4, 3),
        ("two_triangles", 2, 18, 14),
        ("two_triangles", 4, 30, 26),
        ("three_simplices", 3, 48, 39),
    ],
)
@pytest.mark.parametrize("construction", ["rational", "orthogonal"])
def test_the_rank_at_zero_loss_is_the_square_of_Q(name, layers, K, dimension, construction):
    data = load(DATA.format(name))
    result = degeneracy(zero_loss(data, layers, construction=construction))
    assert (result.K, result.rank, result.dimension) == (K, data.Q**2, dimension)
    assert result.rescaling == layers * data.M
    kernel = list(result.kernel())
    assert len(kernel) == dimension
    assert all((result.jacobian * vector).is_zero_matrix for vector in kernel)


def test_four_classes_of_a_thousand_points_have_sixteen_rows() -> None:
    rows = {
        f"c{j}": [
            [(8 if k == j else 0) + QQ((i * (k + 3)) % 7, 7) for k in range(4)] for i in range(1000)
        ]
        for j in range(4)
    }
    result = degeneracy(zero_loss(ClusterData.from_rows(rows), 4))
    assert result.jacobian.shape == (16, 100)
    assert result.rank == 16


def test_walking_along_a_rescaling_keeps_the_outputs() -> None:
    data = load(DATA.format("two_triangles"))
    network = zero_loss(data).network
    W, b = network.hidden[0].W, network.hidden[0].b
    D = from_flat([QQ(3), QQ(0), QQ(0), QQ(1)], 2, 2)
    second = Layer(network.hidden[1].W * D.inv(), network.hidden[1].b)
    scaled = ReluNetwork((Layer(D * W, D * b), second), network.output)
    assert scaled(data.inputs) == network(data.inputs)
    jacobian = Region.of(network, data).jacobian()
    assert all((jacobian * flattened(d)).is_zero_matrix for d in rescaling_directions(network))


def test_the_jacobian_of_the_uncollapsed_network_has_rank_QM_plus_Q() -> None:
    data = load(DATA.format("two_triangles"))
    minimum = landscape(data).minimum((), "affine")
    assert Region.of(minimum.candidate, data).jacobian().rank() == 2 * 2 + 2


@pytest.mark.parametrize(
    "name", ["one_cluster", "two_triangles", "symmetric_pair", "three_simplices"]
)
def test_the_hessian_without_collapse_has_rank_qm_plus_q(name: str) -> None:
    data = load(DATA.format(name))
    candidate = landscape(data).minimum((), "affine").candidate
    assert candidate is not None
    hessian = Region.of(candidate, data).hessian()
    assert hessian == hessian.transpose()
    assert hessian.rank() == data.Q * data.M + data.Q
    direction = flattened(Region.of(candidate, data).parameters)
    (second,) = (direction.transpose() * hessian * direction).to_list_flat()
    assert second == 2 * Region.of(candidate, data).taylor(Region.of(candidate, data).parameters)[2]


def test_rescalings_are_decided_as_if_they_were_written_down() -> None:
    outcome = zero_loss(load(DATA.format("three_simplices")))
    region = Region.of(outcome.network, outcome.data)
    jacobian = region.jacobian()
    vectors = side_by_side([flattened(d) for d in rescaling_directions(outcome.network)])
    assert _rescaling_gram(region.parameters) == vectors.transpose() * vectors
    assert (jacobian * vectors).is_zero_matrix
    assert _rescalings_are_tangent(jacobian, region.parameters)
    rows, columns = jacobian.shape
    for place in (0, rows * columns // 2, rows * columns - outcome.data.Q - 1):
        flat = jacobian.to_list_flat()
        flat[place] += 1
        changed = from_flat(flat, rows, columns)
        expected = (changed * vectors).is_zero_matrix
        assert _rescalings_are_tangent(changed, region.parameters) is expected


def test_a_changed_jacobian_is_not_tangent() -> None:
    outcome = zero_loss(load(DATA.format("two_triangles")))
    region = Region.of(outcome.network, outcome.data)
    entries = [entry + 1 for entry in region.jacobian().to_list_flat()]
    assert not _rescalings_are_tangent(
        from_flat(entries, *region.jacobian().shape), region.parameters
    )


def test_several_processes_find_the_rescalings_tangent_too():
    minimizer = zero_loss(load(DATA.format("two_triangles")))
    assert degeneracy(minimizer, jobs=2) == degeneracy(minimizer)


def test_several_processes_notice_a_rescaling_that_is_not_tangent():
    minimizer = zero_loss(load(DATA.format("two_triangles")))
    region = Region.of(minimizer.network, minimizer.data)
    jacobian = region.jacobian()
    flat, (rows, width) = jacobian.to_list_flat(), jacobian.shape
    start = (rows - 1) * width  # the last row, which the second process gets
    flat[start : start + 6] = [entry + k for k, entry in enumerate(flat[start : start + 6])]
    wrong = from_flat(flat, *jacobian.shape)
    assert _shared_out(wrong, region.parameters, 2) == [True, False]
