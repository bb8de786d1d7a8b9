"""T3, T3': networks of zero cost, and exact reasons why there is none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from strategies import clusters
from sympy import QQ

from symbolic import (
    ClusterData,
    InputError,
    Obstruction,
    Undecided,
    ZeroLoss,
    corner,
    cost_squared,
    load,
    zero_loss,
)
from symbolic.apexes import Situation
from symbolic.corner import at_the_corner
from symbolic.matrices import matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.order import separable_order
from symbolic.region import Region
from symbolic.segments import common_interval, on_segments
from symbolic.separation import Separator
from symbolic.words import ReadoutKind

DATA = "notebooks/data/{}.json"


def strict(result):
    return all(all(layer) for layer in result.network.activation_pattern(result.data.inputs))


@given(clusters(max_classes=3))
@settings(max_examples=15, deadline=None)
def test_clustered_data_have_zero_loss_in_every_construction(data):
    for construction in ("rational", "orthogonal"):
        for readout in ("affine", "linear"):
            result = zero_loss(data, data.Q + 1, readout, construction)
            assert isinstance(result, ZeroLoss)
            assert result.network.L == data.Q + 1
            assert cost_squared(result.network, data) == 0
            assert strict(result)
            if readout == "linear":
                assert result.network.cumulative()[-1].b.is_zero_matrix


@given(clusters(max_classes=3))
@settings(max_examples=10, deadline=None)
def test_the_verdict_ignores_scale_and_the_order_of_classes(data):
    scaled = tuple(points * QQ(7, 3) for points in data.points)
    turned = data.select(list(range(data.Q))[::-1])
    for other in (ClusterData("scaled", data.labels, data.targets, scaled), turned):
        assert cost_squared(zero_loss(other).network, other) == 0


@pytest.mark.parametrize(
    ("classes", "targets"),
    [
        ({"a": [[5]]}, None),
        ({"a": [[0]]}, [["-3/2"]]),
        ({"a": [[1, 2, 3], [4, 5, 6]]}, None),
        ({"a": [[0], [0]], "b": [[1]]}, None),
        ({"a": [[0]], "b": [[1]]}, [["1/3", 2], [5, "-1/7"]]),
        ({"a": [[0, 0]], "b": [[1, 0]], "c": [[0, 1]]}, None),
        ({"a": [[0, 0]], "b": [[1, 0]], "c": [[3, 0]]}, None),
    ],
    ids=[
        "point",
        "origin",
        "one class, M = 3",
        "identical points",
        "targets",
        "M = Q - 1",
        "collinear",
    ],
)
def test_edge_shapes(classes, targets):
    data = ClusterData.from_rows(classes, targets)
    result = zero_loss(data)
    assert isinstance(result, ZeroLoss)
    assert cost_squared(result.network, data) == 0
    assert strict(result)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"layers": 1}, "at least Q = 2 hidden layers"),
        ({"mu": QQ(5)}, r"mu: expected a value in \(0, 15/16\)"),
        ({"mu": QQ(0)}, "mu: expected"),
    ],
)
def test_unusable_options(options, message):
    with pytest.raises(InputError, match=message):
        zero_loss(load(DATA.format("two_triangles")), **options)


def test_too_few_dimensions_for_independent_apexes_are_refused() -> None:
    data = ClusterData.from_rows({"a": [[0]], "b": [[1]], "c": [[2]]})
    with pytest.raises(InputError, match="M >= 2 for Q = 3"):
        zero_loss(data)
    with pytest.raises(InputError, match="M >= 3"):
        zero_loss(
            ClusterData.from_rows({"a": [[0, 0]], "b": [[1, 0]], "c": [[0, 1]]}), readout="linear"
        )


def test_a_given_mu_places_every_apex() -> None:
    data = load(DATA.format("two_triangles"))
    low, high = common_interval(data)
    assert (low, high) == (0, QQ(15, 16))
    for mu in (QQ(1, 2), QQ(1, 1000), QQ(14, 15)):
        for step in zero_loss(data, mu=mu).collapses:
            assert step.apex == data.barycentre + (data.mean(step.cls) - data.barycentre) * mu


def test_without_mu_the_apexes_are_at_the_middle_of_the_interval() -> None:
    data = ClusterData.from_rows({"a": [[3], [5]], "b": [[-3], [-5]]})  # the interval is (0, 3/4)
    assert [step.apex.to_list_flat() for step in zero_loss(data).collapses] == [
        [QQ(3, 2)],
        [QQ(-3, 2)],
    ]


def test_without_mu_long_numbers_are_rounded_and_keep_half_of_every_distance() -> None:
    rows = {
        "a": [Fraction(3) + Fraction(1, 1000003), Fraction(5)],
        "b": [Fraction(-3), Fraction(-5) - Fraction(1, 999983)],
    }
    means = {label: sum(xs) / 2 for label, xs in rows.items()}
    centre = sum(means.values()) / 2
    reach = {"a": min(rows["a"]) - centre, "b": centre - max(rows["b"])}
    mu = min(reach[k] / abs(means[k] - centre) for k in rows) / 2
    data = ClusterData.from_rows({label: [[x] for x in xs] for label, xs in rows.items()})
    for step in zero_loss(data).collapses:
        label = data.labels[step.cls]
        (rounded,) = (Fraction(str(e)) for e in step.apex.to_list_flat())
        exact = centre + mu * (means[label] - centre)
        assert rounded != exact and rounded.denominator < 2**10 < exact.denominator
        for x in (*rows["a"], *rows["b"]):
            assert (x - rounded) * (x - exact) > 0 and 2 * abs(x - rounded) >= abs(x - exact)
    for step in zero_loss(data, mu=mu).collapses:
        label = data.labels[step.cls]
        assert str(step.apex.to_list_flat()[0]) == str(centre + mu * (means[label] - centre))


def confirm(outcome):
    """Re-check an obstruction with nothing but fractions and sums."""
    rows = {
        j: [[Fraction(str(e)) for e in p] for p in outcome.data.points[j].transpose().to_list()]
        for j in outcome.stuck
    }
    assert len(outcome.stuck) == 2 or set(outcome.common_points) == set(outcome.stuck)
    for cls, common in outcome.common_points.items():
        others = [k for k in outcome.stuck if k != cls]
        left = [(Fraction(str(w)), rows[cls][i]) for i, w in common.inside]
        right = [(Fraction(str(w)), rows[others[b]][i]) for b, i, w in common.rest]
        for side in (left, right):
            assert all(w > 0 for w, _ in side)
            assert sum(w for w, _ in side) == 1
        for axis in range(outcome.data.M):
            assert sum(w * p[axis] for w, p in left) == sum(w * p[axis] for w, p in right)


@pytest.mark.parametrize(
    "classes",
    [
        {"a": [[0, 0], [2, 2]], "b": [[0, 2], [2, 0]]},
        {"a": [[0], [2]], "b": [[1]]},
        {"a": [[0], [1]], "b": [[1], [2]]},
        {"a": [[0, 0], [4, 0]], "b": [[2, 0], [2, 4]], "c": [[9, 9]]},
        {"a": [[0, 0], [1, 2]], "b": [[2, 0], [0, 1]], "c": [[1, 0], ["1/2", 2]]},
    ],
    ids=["crossing", "between", "touching", "third class apart", "three"],
)
def test_no_order_works_when_hulls_meet(classes):
    outcome = zero_loss(ClusterData.from_rows(classes))
    assert isinstance(outcome, Obstruction)
    confirm(outcome)


def test_a_wrong_proposal_is_neither_a_normal_nor_a_common_point() -> None:
    inside, rest = matrix([[0, 2]]), matrix([[1]])
    separator = Separator([inside, rest])
    assert separator.normal(inside, [rest]) is None
    apart = Separator([matrix([[0]]), matrix([[1]])])
    assert apart.common_point(matrix([[0]]), [matrix([[1]])]) is None


def test_undecided_only_for_want_of_time() -> None:
    data = load(DATA.format("crossing"))
    outcome = zero_loss(data, seconds=0)
    assert isinstance(outcome, Undecided)
    assert "no decision within 0 s" in outcome.reason
    assert isinstance(zero_loss(data), Obstruction)


@pytest.mark.parametrize("scale", ["1e300", "1e-300", "1e2000"])
def test_sizes_beyond_floats_are_decided_too(scale):
    data = ClusterData.from_rows({"a": [["0"], [scale]], "b": [["-" + scale]]})
    assert cost_squared(zero_loss(data).network, data) == 0


@pytest.mark.parametrize(
    ("source", "select", "features", "kind"),
    [
        ("sklearn:iris", ["setosa", "versicolor"], ["2", "3"], ZeroLoss),
        ("sklearn:iris", None, None, Obstruction),
        ("sklearn:iris", None, ["2", "3"], Obstruction),
        ("sklearn:wine", None, None, ZeroLoss),
        ("sklearn:breast_cancer", None, None, ZeroLoss),
    ],
)
def test_real_data(source, select, features, kind):
    pytest.importorskip("sklearn")
    data = load(source, select, features)
    outcome = zero_loss(data)
    assert isinstance(outcome, kind)
    if kind is ZeroLoss:
        assert cost_squared(outcome.network, data) == 0
        assert strict(outcome)
    else:
        confirm(outcome)


@pytest.mark.parametrize(
    "rows",
    [
        {"a": [[1, 1]], "b": [[3, 3]]},
        {"a": [[1, 1], [1, 2], [2, 1]], "b": [[4, 4], [4, 5], [5, 4]]},
        {"a": [[1, 0]], "b": [[-2, 0]]},
    ],
)
def test_means_on_one_line_through_the_origin_take_apexes_beside_it(rows):
    """The apexes of the paper lie on that line: no linear readout tells them apart."""
    data = ClusterData.from_rows(rows)
    situation = Situation(data, Separator(data.points), readout=ReadoutKind.LINEAR)
    assert common_interval(data) is not None
    assert on_segments(situation) is None
    result = zero_loss(data, readout="linear")
    assert isinstance(result, ZeroLoss)
    assert cost_squared(result.network, data) == 0


def test_apexes_on_a_grid_stay_independent():
    """The line of the apexes misses the origin by 2^-30, so no coarse grid tells them apart."""
    data = ClusterData.from_rows({"a": [["1", "1"]], "b": [["3", f"{3 * 2**30 + 1}/{2**30}"]]})
    situation = Situation(data, Separator(data.points), readout=ReadoutKind.LINEAR)
    placed = on_segments(situation)
    assert placed is not None
    assert situation.independent([placement.apex for placement in placed])


@pytest.mark.parametrize(
    ("rows", "readout"),
    [
        ({"a": [[2, 0], [4, 0]], "b": [[-4, 0], [-2, 0]]}, "linear"),  # aims at the origin
        ({"a": [[1, 0], [2, 0]], "b": [[5, 0], [6, 0]]}, "linear"),
        ({"a": [[1, 1], [2, 2]], "b": [[5, 5], [6, 6]]}, "linear"),
        ({"a": [[-5, 0, 0]], "b": [[0, 0, 0], [1, 0, 0]], "c": [[10, 0, 0]]}, "linear"),
        ({"a": [[1, 0], [2, 0]], "b": [[5, 0], [6, 0]], "c": [[9, 0]]}, "affine"),
    ],
)
def test_apexes_at_the_corner_are_independent(rows, readout, monkeypatch):
    """Each is beside the nearest point of the grid where that depends on those before it."""
    data = ClusterData.from_rows(rows)
    separator = Separator(data.points)
    order = separable_order(data, separator)
    situation = Situation(data, separator, order, ReadoutKind(readout))
    with monkeypatch.context() as patch:  # of the first ones alone: dependent, they leave no last
        patch.setattr(corner, "apex_between", lambda f, inside, mean, above, accept: mean)
        *first, _ = at_the_corner(situation)
    assert situation.independent([placement.apex for placement in first])
    placed = at_the_corner(situation)
    assert situation.independent([placement.apex for placement in placed])


def test_the_radius_is_one_at_which_no_preactivation_reaches_the_kink():
    """At the point 1 a unit x + b moves by at most 2r: r = 1 would just reach 0 where z = 2."""
    data = ClusterData.from_rows({"a": [[1]]})
    for b, radius in ((1, QQ(1, 2)), (QQ(101, 100), QQ(1)), (QQ(-2), QQ(1, 4)), (-4, QQ(1))):
        network = ReluNetwork(
            (Layer(matrix([[1]]), matrix([[b]])),), Layer(matrix([[1]]), matrix([[0]]))
        )
        assert Region.of(network, data).radius() == radius
