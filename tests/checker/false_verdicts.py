"""False T5: theorems whose hypotheses fail, witnesses that are none."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.landscapes_by_hand import PAIR, triangles


def no_apex_theorem_for_none():
    """I = {} with the linear readout, refuted by moving c: T5d is about subsets that are not
    empty.
    """
    cert = triangles(readouts=["linear"])
    cert["minima"][0]["theorem"] = "T5d"
    return cert


def narrow_theorem():
    """T5d with M = 1 < Q = 2."""
    cert = n.landscape("narrow", PAIR, readouts=["affine"], mu=F(1, 3))
    for item in cert["minima"][1:]:
        if item["verdicts"]["all_parameters"] == "refuted":
            item["theorem"] = "T5d"
    return cert


def thin_theorem():
    """T5d although all data lie in a plane of Q^3: the scatter outside the subset is singular."""
    corners = n.exact([[0, 0, 0], [8, 0, 0], [0, 8, 0]])
    around = n.exact([["1/4", 0, 0], ["-1/4", "1/4", 0], [0, "-1/4", 0]])
    classes = [
        (label, n.unit(3, j), [n.add(corner, step) for step in around])
        for j, (label, corner) in enumerate(zip("abc", corners, strict=True))
    ]
    cert = n.landscape("thin", classes, readouts=["affine"])
    cert["minima"][1]["theorem"] = "T5d"
    return cert


def minimum_for_all_parameters():
    """A subset that is not empty, of positive value, said to be a minimum in all parameters."""
    return _said_to_be_t5c("affine", 1)


def linear_minimum_for_all_parameters():
    """I = {} with the linear readout: only within c = 0, for the noise is not balanced."""
    return _said_to_be_t5c("linear", 0)


def _said_to_be_t5c(readout, which):
    cert = triangles(readouts=[readout])
    item = cert["minima"][which]
    item["verdicts"]["all_parameters"] = "proved"
    item["theorem"] = "T5c"
    del item["witness"]
    return cert


def no_minimum_by_theorem_alone():
    """The hypotheses of T5d hold, and there is no witness: refuted is not said without one."""
    cert = triangles(readouts=["affine"])
    del cert["minima"][1]["witness"]
    return cert


def a_minimum_refuted():
    """T5c holds, and a network of larger cost is called a witness."""
    cert = triangles(readouts=["affine"])
    item = cert["minima"][0]
    item["verdicts"]["all_parameters"] = "refuted"
    item["theorem"] = None
    item["witness"] = {
        "layers": item["candidate"],
        "cost_squared": item["value"],
        "candidate_cost_squared": item["value"],
    }
    return cert


def witness_of_cost_zero():
    """The zero-loss network: it costs less, in another region."""
    cert = triangles(readouts=["affine"])
    zero = n.zero_loss("two triangles", n.two_triangles())
    item = cert["minima"][1]
    item["witness"] = {
        "layers": zero["layers"],
        "cost_squared": "0",
        "candidate_cost_squared": item["value"],
    }
    return cert


def witness_in_another_layer():
    """The same class collapsed to the same point, one layer later."""
    cert = n.landscape("later", n.two_triangles(), readouts=["affine"], hidden=3)
    item = cert["minima"][1]
    net = n.network(item["witness"]["layers"])
    shift = [F(99), F(99)]
    first = (n.eye(2), shift)
    w, b = net[0]
    second = (w, n.add(b, n.apply(w, shift), -1))
    item["witness"]["layers"] = n.text(n.layers([first, second, net[1], net[3]]))
    return cert


def witness_behind_a_ridge():
    """Less cost at the end of the segment, more at its beginning."""

    def over_the_ridge(classes, at, apexes, readout, affine):
        down = n.second_order_step(classes, at, apexes, readout, affine)
        (j,), (a, c) = at, readout
        target = next(y for label, y, _ in classes if label == j)
        uphill = n.apply(n.transpose(a), n.add(n.add(n.apply(a, apexes[j]), c), target, -1))

        def step(s):
            moved, *rest = down(s)
            return {j: n.add(moved[j], uphill, s * F(1, 10**7))}, *rest

        return step

    return triangles(readouts=["affine"], step=over_the_ridge)


def witness_of_made_up_cost():
    cert = triangles(readouts=["affine"])
    item = cert["minima"][1]
    item["witness"]["layers"] = item["candidate"]
    return cert


def dependent_targets():
    """T5d where one target is the mean of the others, so that they lie on a line."""
    middle = [F(1, 2), F(1, 2), F(0)]
    targets = [n.unit(3, 0), n.unit(3, 1), middle]
    classes = [(l, y, xs) for (l, _, xs), y in zip(n.simplices(3), targets, strict=True)]
    return n.landscape("on a line", classes, readouts=["affine"])


def dependent_targets_linear():
    """T5d for the linear readout with targets on a line through 0, but affinely independent."""
    targets = [n.unit(2, 0), [F(-1), F(0)]]
    classes = [(l, y, xs) for (l, _, xs), y in zip(n.two_triangles(), targets, strict=True)]
    return n.landscape("through 0", classes)


FALSEHOODS = {
    "t5_theorem_for_none": (no_apex_theorem_for_none, "refuted", 'expected null, found "T5d"'),
    "t5_theorem_narrow": (narrow_theorem, "refuted", 'expected null, found "T5d"'),
    "t5_theorem_thin": (thin_theorem, "refuted", 'expected null, found "T5d"'),
    "t5_minimum_in_all": (
        minimum_for_all_parameters,
        "refuted",
        'all_parameters: expected "refuted or unknown", found "proved"',
    ),
    "t5_linear_minimum_in_all": (
        linear_minimum_for_all_parameters,
        "refuted",
        'all_parameters: expected "refuted or unknown", found "proved"',
    ),
    "t5_theorem_without_witness": (no_minimum_by_theorem_alone, "malformed", "minima[1]: expected"),
    "t5_minimum_refuted": (
        a_minimum_refuted,
        "refuted",
        'all_parameters: expected "proved", found "refuted"',
    ),
    "t5_witness_elsewhere": (
        witness_of_cost_zero,
        "refuted",
        "expected the candidate's activation pattern, found another",
    ),
    "t5_witness_in_another_layer": (
        witness_in_another_layer,
        "refuted",
        "expected the candidate's activation pattern, found another",
    ),
    "t5_witness_behind_a_ridge": (
        witness_behind_a_ridge,
        "refuted",
        "expected the cost to decrease",
    ),
    "t5_witness_cost": (witness_of_made_up_cost, "refuted", "witness.cost_squared: expected"),
    "t5_theorem_targets": (dependent_targets, "refuted", 'theorem: expected null, found "T5d"'),
    "t5_theorem_targets_linear": (
        dependent_targets_linear,
        "refuted",
        'theorem: expected null, found "T5d"',
    ),
}
