"""False T5: networks of another kind than the subset's, dimensions and balls that are too large."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.false_networks import line, scalar
from tests.checker.landscapes_by_hand import ENDS, PAIR, claimed, triangles

THREE = line(("a", [-2, -1]), ("b", [-4, -3]), ("c", [2, 3]))
BELOW = {"a": [F(0)], "b": [F(0)], "c": [F(7)]}


def one_layer_for_two():
    """a and b share a layer and an apex: the claimed dimension is 0, the true one 1."""
    return claimed(THREE, 1, BELOW, {("a", "b", "affine"): scalar((1, 0))})


def one_layer_of_two_for_two():
    """The same with a second, idle layer: there is room for layers of their own, not used."""
    return claimed(THREE, 2, BELOW, {("a", "b", "affine"): scalar((1, 0), (1, 1))})


def no_ball():
    cert = claimed(PAIR, 1, ENDS, {("a", "affine"): scalar((1, 0))})
    cert["minima"][1]["radius"] = "0"
    return cert


def candidate_of_another_cost():
    cert = triangles(readouts=["affine"])
    cert["minima"][1]["witness"]["candidate_cost_squared"] = "1000"
    return cert


def more_than_feasible():
    """No network, and yet a verdict."""
    cert = triangles(readouts=["affine"], infeasible={0, 1})
    cert["minima"][1]["verdicts"]["output_layer"] = "proved"
    return cert


def definite_formula_for_singular_moments():
    """K - M|I| - QM - Q although the moments have rank 2 < M = 3."""
    classes = [("a", n.unit(2, 0), n.exact([[4, 0, 0]])), ("b", n.unit(2, 1), n.exact([[0, 4, 0]]))]
    cert = n.landscape("singular", classes, readouts=["linear"])
    for item in cert["minima"]:
        item["dimension"] = cert["K"] - 3 * len(item["collapsed"]) - 2 * 3 - 2
    return cert


def linear_rank_for_affine():
    """The rank of G where the rank of the centred G counts: M + 1 points in general position
    less.
    """
    classes = [("a", n.unit(2, 0), n.exact([[4, 0]])), ("b", n.unit(2, 1), n.exact([[0, 4]]))]
    cert = n.landscape("centred", classes, readouts=["affine"])
    for item in cert["minima"]:
        item["dimension"] -= 2
    return cert


def dimension_of_all_parameters():
    """K - QM - Q for every subset, as if the apexes were free."""
    cert = triangles(readouts=["affine"])
    for item in cert["minima"]:
        item["dimension"] = cert["K"] - 2 * 2 - 2
    return cert


def radius_up_to_the_kink():
    """The ball that reaches the kink: at its edge a pre-activation is 0."""
    cert = claimed(PAIR, 1, ENDS, {("a", "affine"): scalar((1, 0))})
    cert["minima"][1]["radius"] = "1/2"  # |z| = 1 at x = -1, r (|x| + 1) = 1
    return cert


def radius_of_the_first_layer():
    """A ball in which the first layer keeps its signs; the second one magnifies what it hands
    on.
    """
    classes = [("a", n.unit(2, 0), n.exact([[1, 1]])), ("b", n.unit(2, 1), n.exact([[2, 2]]))]
    nothing = [F(0), F(0)]
    net = [(n.eye(2), nothing), (n.exact([[100, -99], [-99, 100]]), nothing)]
    apexes = {"a": [F(3), F(0)], "b": [F(0), F(3)]}
    cert = claimed(classes, 2, apexes, {("affine",): net})
    cert["minima"][0]["radius"] = "1/5"
    return cert


def apex_of_another_place():
    """The network collapses a to 1/2, the table says 0; the readout is that for 0."""
    cert = claimed(PAIR, 1, ENDS, {("a", "affine"): scalar((1, F(-1, 2)))})
    return cert


def value_without_collapse():
    """One point a class, not collapsed by the network, and its apex is that point: the same
    cost.
    """
    classes = line(("a", [0]), ("b", [2]))
    return claimed(classes, 1, {"a": [F(0)], "b": [F(2)]}, {("a", "affine"): scalar((1, 1))})


def collapse_too_many():
    """The network for {a} also collapses b, a single point, to that very point."""
    classes = line(("a", [-2, -1]), ("b", [-3]), ("c", [2, 3]))
    apexes = {"a": [F(0)], "b": [F(-3)], "c": [F(9)]}
    cert = claimed(classes, 2, apexes, {("a", "affine"): scalar((1, 0), (1, 1))})
    return cert


def on_a_kink():
    """A point of a lies on the kink: relu is 0 there, the cost is right."""
    classes = line(("a", [-2, 0]), ("b", [2, 4]))
    return claimed(classes, 1, ENDS, {("a", "affine"): scalar((1, 0))})


def singular_layer():
    """A second layer of rank 1 behind which everything still is right: all data are on a line."""
    classes = [
        ("a", n.unit(2, 0), n.exact([[1, 1], [2, 2]])),
        ("b", n.unit(2, 1), n.exact([[4, 4]])),
    ]
    cert = n.landscape("line", classes, readouts=["affine"], infeasible={1})
    item = cert["minima"][0]
    net = n.network(item["candidate"])
    # x -> (x1, x1) is the identity on the data; biases as before
    item["candidate"][0]["W"] = n.text([[F(1), F(0)], [F(1), F(0)]])
    item["candidate"][0]["b"] = n.text([F(0), F(0)])
    item["candidate"][1]["W"] = n.text(n.eye(2))
    item["candidate"][1]["b"] = n.text([F(0), F(0)])
    whole = n.cumulative(net)[-1]
    item["candidate"][2] = n.text(n.layers([whole]))[0]
    return cert


def deeper_than_said():
    cert = claimed(PAIR, 2, ENDS, {("a", "affine"): scalar((1, 0), (1, 1))})
    cert["hidden_layers"], cert["K"] = 1, 6
    return cert


def parameters_of_one_layer_less():
    cert = claimed(PAIR, 2, ENDS, {("a", "affine"): scalar((1, 0), (1, 1))})
    cert["K"] = 6
    cert["minima"][1]["dimension"] -= 2
    return cert


FALSEHOODS = {
    "t5_one_layer_for_two": (
        one_layer_for_two,
        "refuted",
        'hidden layer 1: expected one class collapsed, found "a" and "b"',
    ),
    "t5_one_layer_of_two": (
        one_layer_of_two_for_two,
        "refuted",
        'hidden layer 1: expected one class collapsed, found "a" and "b"',
    ),
    "t5_no_ball": (no_ball, "refuted", "radius: expected a positive number, found 0"),
    "t5_candidate_cost": (
        candidate_of_another_cost,
        "refuted",
        "witness.candidate_cost_squared: expected",
    ),
    "t5_verdict_without_network": (
        more_than_feasible,
        "malformed",
        'minima[1].verdicts.output_layer: expected one of ["unknown"]',
    ),
    "t5_dimension_definite": (
        definite_formula_for_singular_moments,
        "refuted",
        "minima[0].dimension: expected",
    ),
    "t5_dimension_centred": (linear_rank_for_affine, "refuted", "minima[0].dimension: expected"),
    "t5_dimension_free_apexes": (
        dimension_of_all_parameters,
        "refuted",
        "minima[1].dimension: expected",
    ),
    "t5_radius_to_the_kink": (
        radius_up_to_the_kink,
        "refuted",
        "expected hidden layer 1 to move by less than 1, found the bound 1",
    ),
    "t5_radius_first_layer": (
        radius_of_the_first_layer,
        "refuted",
        "minima[0].radius: expected hidden layer 2 to move by less",
    ),
    "t5_apex_elsewhere": (
        apex_of_another_place,
        "refuted",
        "expected W(1) p + b(1) = 0 at its apex p, found not 0",
    ),
    "t5_not_collapsed": (
        value_without_collapse,
        "refuted",
        'class "a", collapsed: expected true, found false',
    ),
    "t5_one_too_many": (
        collapse_too_many,
        "refuted",
        'class "b", collapsed: expected false, found true',
    ),
    "t5_on_a_kink": (on_a_kink, "refuted", "expected pre-activations all positive or all negative"),
    "t5_singular_layer": (singular_layer, "refuted", "W: expected an invertible matrix"),
    "t5_deeper_than_said": (deeper_than_said, "malformed", "expected 2 layers, found 3"),
    "t5_parameters": (parameters_of_one_layer_less, "refuted", "K: expected 8, found 6"),
}
