"""False T5: subsets left out, values, readouts and equal values that are not theirs."""

from __future__ import annotations

import copy
from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.landscapes_by_hand import triangles


def a_subset_twice():
    """Subset {a} in the place of {b}."""
    cert = triangles(readouts=["affine"])
    cert["minima"][2] = copy.deepcopy(cert["minima"][1])
    cert["equal_values"] = [[["a"], ["a"]]]
    return cert


def the_whole_set():
    """All classes collapsed in place of none: value 0."""
    cert = triangles(readouts=["affine"], values_only=True)
    cert["minima"][0] |= {"collapsed": ["a", "b"], "value": "0"}
    return cert


def a_subset_missing():
    cert = triangles(readouts=["affine"])
    cert["minima"].pop()
    return cert


def one_readout_missing():
    """Both readouts for the first two subsets, the affine one alone for the third."""
    cert = triangles()
    cert["minima"].pop(4)
    return cert


def linear_in_the_affine_place():
    """The linear value where the affine one belongs, which is smaller."""
    cert = triangles(values_only=True)
    cert["minima"][1]["value"] = cert["minima"][0]["value"]
    cert["equal_values"] = []
    return cert


def value_of_the_data():
    """The value of {a} computed on the data instead of the truncated data."""
    cert = triangles(values_only=True)
    for k in (2, 3):
        cert["minima"][k]["value"] = cert["minima"][k - 2]["value"]
    cert["equal_values"] = [[[], ["a"]], [[], ["a"]]]
    return cert


def unweighted_value():
    """The cost with the weight 1/N in place of 1/N_j; the classes have 3 and 3 points plus one."""
    classes = n.two_triangles()
    classes[0][2].append(n.exact([["4", "0"]])[0])
    cert = n.landscape("unweighted", classes, readouts=["affine"], values_only=True)
    total = sum(len(points) for _, _, points in classes)
    item = cert["minima"][0]
    item["value"] = str(F(item["value"]) * 2 / total)
    return cert


def not_a_minimizer():
    """A readout that costs what it says, and is none of the best."""
    classes = n.two_triangles()
    cert = triangles(readouts=["affine"], infeasible={0, 1})
    zero = [[F(0), F(0)], [F(0), F(0)]]
    half = [F(1, 2), F(1, 2)]
    item = cert["minima"][0]
    item["A"], item["c"] = n.text(zero), n.text(half)
    item["value"] = str(n.readout_cost(classes, zero, half))
    return cert


def value_of_another_readout():
    """The best readout, and a value that is not its cost."""
    cert = triangles(readouts=["affine"], infeasible={0, 1})
    cert["minima"][1]["value"] = str(F(cert["minima"][1]["value"]) / 2)
    cert["equal_values"] = []
    return cert


def another_minimizer():
    """Singular moments: the network has another minimizer than the one in the file, of the same
    cost.
    """
    classes = [("a", n.unit(2, 0), n.exact([[4, 0, 0]])), ("b", n.unit(2, 1), n.exact([[0, 4, 0]]))]
    cert = n.landscape("singular", classes, readouts=["linear"])
    cert["minima"][0]["A"][0][2] = "1"
    return cert


def linear_with_a_bias():
    """The affine minimizer and its smaller value under the linear readout."""
    cert = triangles(infeasible={0, 1})
    for key in ("A", "c", "value"):
        cert["minima"][0][key] = cert["minima"][1][key]
    return cert


def equal_across_readouts():
    """One point a class: all values are 0; linear and affine are put together."""
    classes = [("a", n.unit(2, 0), n.exact([[4, 0]])), ("b", n.unit(2, 1), n.exact([[0, 4]]))]
    cert = n.landscape("points", classes, values_only=True)
    cert["equal_values"] = [cert["equal_values"][0] + cert["equal_values"][1]]
    return cert


def equal_values_forgotten():
    classes = [("a", n.unit(2, 0), n.exact([[4, 0]])), ("b", n.unit(2, 1), n.exact([[0, 4]]))]
    return n.landscape("points", classes, values_only=True) | {"equal_values": []}


FALSEHOODS = {
    "t5_subset_twice": (a_subset_twice, "refuted", 'expected the subset ["b"] with the affine'),
    "t5_whole_set": (the_whole_set, "refuted", "expected the subset [] with the affine readout"),
    "t5_subset_missing": (a_subset_missing, "refuted", "minima: expected 3 items or twice as many"),
    "t5_readout_missing": (one_readout_missing, "refuted", "expected 3 items or twice as many"),
    "t5_linear_value": (linear_in_the_affine_place, "refuted", "minima[1].value: expected"),
    "t5_value_of_the_data": (value_of_the_data, "refuted", "minima[2].value: expected"),
    "t5_unweighted": (unweighted_value, "refuted", "minima[0].value: expected"),
    "t5_not_a_minimizer": (not_a_minimizer, "refuted", "expected the normal equations to hold"),
    "t5_value_halved": (value_of_another_readout, "refuted", "minima[1].value: expected"),
    "t5_another_minimizer": (another_minimizer, "refuted", "candidate, cumulative W: expected"),
    "t5_linear_with_bias": (linear_with_a_bias, "refuted", "minima[0].c: expected"),
    "t5_equal_across_readouts": (equal_across_readouts, "refuted", "equal_values: expected"),
    "t5_equal_values_forgotten": (equal_values_forgotten, "refuted", "equal_values: expected"),
}
