"""False T5: subsets left out, networks of another kind, dimensions, balls, theorems and witnesses
that are none.
"""

from __future__ import annotations

import copy
from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.false_networks import line, scalar

SCOPES = ("output_layer", "apexes_held", "all_parameters")


def claimed(classes, hidden, apexes, networks, readouts=("affine",), **claims):
    """A landscape whose feasible items are the given networks {(labels, readout): hidden layers}.

    The output layer is put behind them; dimensions follow the formula; every all_parameters is
    unknown, so that nothing rests on a theorem.
    """
    q, m = len(classes), len(classes[0][2][0])
    k, minima = hidden * (m * m + m) + q * m + q, []
    for subset in n.subsets(classes):
        for readout in readouts:
            data, affine = n.truncated(classes, subset, apexes), readout == "affine"
            a, c = n.best_readout(data, affine)
            layers = networks.get((*subset, readout))
            item = {
                "collapsed": subset,
                "readout": readout,
                "feasible": layers is not None,
                "value": n.readout_cost(data, a, c),
                "A": a,
                "c": c,
            }
            if layers is None:
                item["verdicts"] = dict.fromkeys(SCOPES, "unknown")
            else:
                w, b = n.cumulative(layers)[-1]
                back = n.mul(a, n.inverse(w))
                net = [*layers, (back, n.add(c, n.apply(back, b), -1))]
                g = n.rank(n.normal_equations(data, affine)[0]) - affine
                item |= {
                    "candidate": n.layers(net),
                    "dimension": k - m * len(subset) - q * g - q,
                    "verdicts": dict(zip(SCOPES, ("proved", "proved", "unknown"), strict=True)),
                    "radius": n.radius(net, classes) if n.strict(net, classes) else F(1, 1000),
                    "theorem": None,
                }
            minima.append(item)
    rest = {
        "K": k,
        "hidden_layers": hidden,
        "values_only": False,
        "apexes": apexes,
        "minima": minima,
        "equal_values": n.equal_values(minima),
    }
    return n.certificate("T5", "by hand", classes, {**rest, **claims})


THREE = line(("a", [-2, -1]), ("b", [-4, -3]), ("c", [2, 3]))
BELOW = {"a": [F(0)], "b": [F(0)], "c": [F(7)]}
PAIR = line(("a", [-2, -1]), ("b", [2, 4]))
ENDS = {"a": [F(0)], "b": [F(1)]}


def one_layer_for_two():
    """a and b share a layer and an apex: the claimed dimension is 0, the true one 1."""
    return claimed(THREE, 1, BELOW, {("a", "b", "affine"): scalar((1, 0))})


def one_layer_of_two_for_two():
    """The same with a second, idle layer: there is room for layers of their own, not used."""
    return claimed(THREE, 2, BELOW, {("a", "b", "affine"): scalar((1, 0), (1, 1))})


def triangles(**options):
    return n.landscape("two triangles", n.two_triangles(), **options)


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


def no_ball():
    cert = claimed(PAIR, 1, ENDS, {("a", "affine"): scalar((1, 0))})
    cert["minima"][1]["radius"] = "0"
    return cert


def candidate_of_another_cost():
    cert = triangles(readouts=["affine"])
    cert["minima"][1]["witness"]["candidate_cost_squared"] = "1000"
    return cert


def linear_with_a_bias():
    """The affine minimizer and its smaller value under the linear readout."""
    cert = triangles(infeasible={0, 1})
    for key in ("A", "c", "value"):
        cert["minima"][0][key] = cert["minima"][1][key]
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
    """The rank of G where the rank of the centred G counts: M + 1 points in general position less."""
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
    """A ball in which the first layer keeps its signs; the second one magnifies what it hands on."""
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
    """One point a class, not collapsed by the network, and its apex is that point: the same cost."""
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


def no_apex_theorem_for_none():
    """I = {} with the linear readout, refuted by moving c: T5d is about subsets that are not empty."""
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
    cert = triangles(readouts=["affine"])
    item = cert["minima"][1]
    item["verdicts"]["all_parameters"] = "proved"
    item["theorem"] = "T5c"
    del item["witness"]
    return cert


def linear_minimum_for_all_parameters():
    """I = {} with the linear readout: only within c = 0, for the noise is not balanced."""
    cert = triangles(readouts=["linear"])
    item = cert["minima"][0]
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


def equal_across_readouts():
    """One point a class: all values are 0; linear and affine are put together."""
    classes = [("a", n.unit(2, 0), n.exact([[4, 0]])), ("b", n.unit(2, 1), n.exact([[0, 4]]))]
    cert = n.landscape("points", classes, values_only=True)
    cert["equal_values"] = [cert["equal_values"][0] + cert["equal_values"][1]]
    return cert


def equal_values_forgotten():
    classes = [("a", n.unit(2, 0), n.exact([[4, 0]])), ("b", n.unit(2, 1), n.exact([[0, 4]]))]
    return n.landscape("points", classes, values_only=True) | {"equal_values": []}


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
    "t5_no_ball": (no_ball, "refuted", "radius: expected a positive number, found 0"),
    "t5_candidate_cost": (
        candidate_of_another_cost,
        "refuted",
        "witness.candidate_cost_squared: expected",
    ),
    "t5_linear_with_bias": (linear_with_a_bias, "refuted", "minima[0].c: expected"),
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
    "t5_equal_across_readouts": (equal_across_readouts, "refuted", "equal_values: expected"),
    "t5_equal_values_forgotten": (equal_values_forgotten, "refuted", "equal_values: expected"),
    "t5_theorem_targets": (dependent_targets, "refuted", 'theorem: expected null, found "T5d"'),
    "t5_theorem_targets_linear": (
        dependent_targets_linear,
        "refuted",
        'theorem: expected null, found "T5d"',
    ),
}
