"""One false certificate for each thing that is checked, and the reason it must be refused for."""

import json
from fractions import Fraction as F

import pytest

from proofs.checker import check
from tests.checker import naive as n
from tests.checker.cases import CASES, only, raw


def at(cert, path):
    for key in path:
        cert = cert[key]
    return cert


def setting(*path, to):
    """An edit: put a value, or the result of a function of the old value, at the path."""

    def edit(cert):
        holder = at(cert, path[:-1])
        holder[path[-1]] = to(holder[path[-1]]) if callable(to) else to

    return edit


def times(factor):
    return lambda value: str(F(value) * factor)


def all_of(*edits):
    def edit(cert):
        for one in edits:
            one(cert)

    return edit


def entry(k, name, value):
    return setting("minima", k, name, to=value)


def tie(cert):
    """Move the first point of class a onto the kink of the first unit of hidden layer 1."""
    w, b = n.network(cert["layers"])[0]
    x = [F(e) for e in cert["data"]["classes"][0]["points"][0]]
    x[0] = -(b[0] + sum(w[0][k] * x[k] for k in range(1, len(x)))) / w[0][0]
    cert["data"]["classes"][0]["points"][0] = n.text(x)


def swapped_output(cert):
    rows, bias = cert["layers"][-1]["W"], cert["layers"][-1]["b"]
    rows[0], rows[1], bias[0], bias[1] = rows[1], rows[0], bias[1], bias[0]


def swapped_targets(cert):
    first, second = cert["data"]["classes"]
    first["target"], second["target"] = second["target"], first["target"]


def swapped_labels(cert):
    first, second = cert["data"]["classes"]
    first["label"], second["label"] = second["label"], first["label"]


def collapse_twice(cert):
    """Deeper by a layer that collapses class a again: its vector is 0 there, its bias negative."""
    item = cert["minima"][1]
    item["candidate"][1]["b"] = [str(-abs(F(e)) - 1) for e in item["candidate"][1]["b"]]


def no_collapse(cert):
    layers = cert["layers"]
    layers[0]["b"] = [str(F(e) + 10**4) for e in layers[0]["b"]]


def doubled(vectors):
    vectors[-1] = vectors[0]
    return vectors


def tilted(cert):
    """Another hyperplane through the first apex: its class on one side, only one other beyond."""
    normal, apex = [F(-1), F(3), F(-1)], [F(e) for e in cert["apexes"]["class 0"]]
    offset = str(n.inner(normal, apex))
    cert["hyperplanes"]["class 0"] = {"normal": n.text(normal), "offset": offset}


def without_witness(verdict, theorem):
    return all_of(
        setting("minima", 0, "verdicts", "all_parameters", to=verdict),
        setting("minima", 0, "theorem", to=theorem),
        lambda cert: cert["minima"][0].pop("witness"),
    )


T3, DEEP, ONE = "T3 two triangles", "T3 linear, deeper", "T3 one class"
NESTED, CROSSING = "T3' nested", "T3' crossing"
T4 = "T4 two triangles"
T5, SECOND, SINGLE = "T5 two triangles", "T5 second order", "T5 equal values"

REFUTED = [
    (T3, setting("Q", to=3), "Q: expected 2, found 3"),
    (T3, setting("M", to=1), "M: expected 2, found 1"),
    (T3, setting("N", to=5), "N: expected 6, found 5"),
    (
        T3,
        setting("data", "classes", 0, "target", to=["0", "-1"]),
        "cost_squared: expected 2, found",
    ),
    (T3, setting("layers", 0, "W", to=lambda w: [w[0], w[0]]), "layers[0].W: expected an invert"),
    (T3, setting("layers", 1, "W", to=[["0", "0"]] * 2), "layers[1].W: expected an invertible"),
    (T3, tie, "point 0: expected pre-activations all positive or all negative"),
    (T3, setting("layers", 0, "b", 0, to="1000"), "all positive or all negative, found neither"),
    (T3, setting("data", "classes", 0, "points", 0, to=["0", "4"]), "expected one sign on the"),
    (T3, no_collapse, 'layer that collapses "a": expected 1, found null'),
    (T3, setting("layers", 1, "b", to=lambda b: [str(F(e) - 10**4) for e in b]), "another at 1"),
    (T3, swapped_labels, 'layer that collapses "b": expected 2, found 1'),
    (T3, swapped_output, "cost_squared: expected 4, found 0"),
    (T3, swapped_targets, "cost_squared: expected 4, found 0"),
    (
        T3,
        all_of(swapped_output, setting("cost_squared", to="4")),
        "cost_squared: expected 0, found 4",
    ),
    (T3, setting("cost_squared", to="1/1000000"), "cost_squared: expected 0, found 1/1000000"),
    (T3, setting("strict_activation", to=False), "strict_activation: expected true"),
    (T3, setting("apexes", "a", to=["3", "1"]), 'apexes, "a": expected W(1) p + b(1) = 0'),
    (T3, setting("hyperplanes", "a", "offset", to="-100"), "expected f.x < t on its class"),
    (T3, setting("hyperplanes", "a", "offset", to="100"), "expected f.p = t at the apex"),
    (
        T3,
        setting("hyperplanes", "a", "normal", to=lambda f: [str(-F(e)) for e in f]),
        "expected f.x < t on its class",
    ),
    ("T3 simplices", tilted, 'expected f.x > t on class "class 2", found f.x - t = '),
    (T3, setting("margins", "b", to=times(F(999, 1000))), 'margins, "b": expected'),
    ("T3 M < Q", setting("readout", to="linear"), "readout: expected cumulative output bias 0"),
    (CROSSING, setting("obstruction", "convex_combination", "class", 0, 1, to="1/3"), "sum: exp"),
    (
        CROSSING,
        setting("obstruction", "convex_combination", "class", to=[[0, "-1"], [1, "2"]]),
        "expected positive weights, found -1",
    ),
    (
        CROSSING,
        setting("obstruction", "convex_combination", "class", to=[[0, "1/2"], [0, "1/2"]]),
        "expected each point once",
    ),
    (
        CROSSING,
        setting("obstruction", "convex_combination", "class", to=[[0, "1/4"], [1, "3/4"]]),
        "expected one point on both sides, found two",
    ),
    (CROSSING, setting("obstruction", "convex_combination", "rest", to=[]), "sum: expected 1"),
    (
        CROSSING,
        setting("obstruction", "against", to=["b", "c"]),
        "expected one obstruction for each of the 3 classes",
    ),
    (NESTED, setting("further_obstructions", to=lambda o: o[:1]), "for each of the 3 classes"),
    (NESTED, setting("further_obstructions", to=lambda o: o + o[:1]), "for each of the 3 classes"),
    (
        NESTED,
        lambda cert: cert["further_obstructions"].append(json.loads(raw(CROSSING))["obstruction"]),
        "found",
    ),
    (T4, no_collapse, "expected a layer collapsing it"),
    (T4, swapped_output, "layers, cost: expected 0, found 4"),
    (T4, setting("K", to=19), "K: expected 18"),
    (T4, setting("rank", to=3), "rank: expected 4"),
    (T4, setting("dimension", to=13), "dimension: expected 14"),
    (T4, setting("rescaling", to=5), "rescaling: expected 4"),
    (T4, setting("kernel", to=lambda k: k[1:]), "kernel, number of vectors: expected 14"),
    (T4, setting("kernel", to=doubled), "kernel, rank: expected 14, found 13"),
    (T4, setting("kernel", 0, to=["0"] * 18), "kernel[0]: expected a vector other than 0"),
    (T4, setting("kernel", 0, to=["1"] * 18), "kernel[0]: expected J v = 0"),
    (T4, setting("directions", 1, "vector", to=["0"] * 18), "expected a vector other than 0"),
    (T4, setting("directions", 1, "vector", 17, to="9"), "directions[1]: expected J v = 0"),
    (T4, setting("directions", 0, "kind", to="cone"), "apex moves: expected false, found true"),
    (T4, setting("directions", 1, "kind", to="apex"), "expected dW(1) = 0"),
    (T4, setting("directions", 0, "class", to="b"), "apex moves: expected false, found true"),
    (T4, setting("directions", 1, "class", to="b"), "is not 0: expected false, found true"),
    (T5, setting("K", to=17), "K: expected 18"),
    (T5, setting("hidden_layers", to=3), "K: expected 24"),
    (T5, setting("minima", to=lambda m: m[:-1]), "minima: expected 3 items or twice as many"),
    (T5, setting("minima", to=lambda m: [*m[2:4], *m[:2], *m[4:]]), "expected the subset []"),
    (T5, setting("minima", to=lambda m: [m[1], m[0], *m[2:]]), "with the linear readout"),
    (T5, entry(2, "value", times(F(999, 1000))), "minima[2].value: expected"),
    (T5, entry(3, "A", [["0", "0"]] * 2), "minima[3].A: expected the normal equations"),
    (T5, entry(3, "c", ["0", "0"]), "minima[3].A: expected the normal equations"),
    (T5, entry(0, "c", ["0", "1"]), "minima[0].c: expected"),
    (T5, entry(2, "dimension", 7), "minima[2].dimension: expected"),
    (T5, entry(2, "radius", "0"), "expected a positive number"),
    (T5, entry(2, "radius", "1"), "minima[2].radius: expected hidden layer 1 to move by less"),
    (T5, entry(2, "theorem", None), 'theorem: expected "T5d", found null'),
    (T5, entry(0, "theorem", "T5d"), 'theorem: expected null, found "T5d"'),
    (T5, entry(1, "theorem", None), 'theorem: expected "T5c", found null'),
    (
        T5,
        setting("minima", 1, "verdicts", "all_parameters", to="unknown"),
        'all_parameters: expected "proved", found "unknown"',
    ),
    (T5, without_witness("proved", "T5c"), 'expected "refuted or unknown", found "proved"'),
    (T5, setting("apexes", "a", 0, to=times(2)), "minima[2].A: expected the normal equations"),
    (T5, setting("equal_values", to=[[["a"], ["b"]]]), "equal_values: expected"),
    (SINGLE, setting("equal_values", to=lambda e: e[:1]), "equal_values: expected"),
    (T5, collapse_twice, "minima[1].candidate"),
    (
        T5,
        lambda cert: cert["minima"][2].update(candidate=cert["minima"][4]["candidate"]),
        'class "a", collapsed: expected true, found false',
    ),
    (
        T5,
        lambda cert: cert["minima"][2].update(candidate=cert["minima"][3]["candidate"]),
        "candidate, cumulative W: expected",
    ),
    (
        T5,
        setting("minima", 3, "candidate", 2, "b", to=lambda b: [str(F(e) + 1) for e in b]),
        "candidate, cumulative b: expected",
    ),
    (T5, entry(2, "candidate", lambda net: net[:2] + net[1:]), None),
    (T5, setting("minima", 2, "witness", "cost_squared", to="0"), "witness.cost_squared: expected"),
    (
        T5,
        setting("minima", 2, "witness", "candidate_cost_squared", to="7"),
        "witness.candidate_cost_squared: expected",
    ),
    (
        T5,
        lambda cert: cert["minima"][2]["witness"].update(layers=cert["minima"][4]["candidate"]),
        "expected the candidate's activation pattern",
    ),
    (
        T5,
        lambda cert: cert["minima"][2]["witness"].update(
            layers=cert["minima"][2]["candidate"], cost_squared=cert["minima"][2]["value"]
        ),
        "expected a cost below",
    ),
]


@pytest.mark.parametrize(("name", "edit", "reason"), REFUTED, ids=range(len(REFUTED)))
def test_a_false_certificate(name, edit, reason):
    cert = json.loads(raw(name))
    edit(cert)
    result = check(n.write(cert))
    if reason is None:
        assert result.verdict == "malformed"
        return
    assert reason in result.reason
    assert result.verdict == "refuted"


def test_a_lower_cost_behind_a_ridge_is_no_witness():
    """A descent of second order, tilted upwards by a little: less cost at the end, more at once."""

    def over_the_ridge(classes, at, apexes, readout, affine):
        down = n.second_order_step(classes, at, apexes, readout, affine)
        (j,), (a, c) = at, readout
        target = next(y for label, y, _ in classes if label == j)
        error = n.add(n.add(n.apply(a, apexes[j]), c), target, -1)
        uphill = n.apply(n.transpose(a), error)

        def step(s):
            moved, *rest = down(s)
            return {j: n.add(moved[j], uphill, s * F(1, 10**7))}, *rest

        return step

    cert = n.landscape("ridge", n.two_triangles(), readouts=["affine"], step=over_the_ridge)
    item = cert["minima"][1]
    assert F(item["witness"]["cost_squared"]) < F(item["value"])
    result = check(n.write(cert))
    assert result.verdict == "refuted"
    assert "expected the cost to decrease" in result.reason


def test_one_class_needs_its_collapse():
    cert = n.zero_loss("one", only())
    cert["order"] = []
    assert check(n.write(cert)).verdict == "malformed"


def test_a_determinant_divisible_by_the_prime_is_not_singular():
    """Scale row and bias of a hidden unit by 2^61 - 1, and undo it behind: the same network."""
    p = 2**61 - 1
    cert = json.loads(raw(DEEP))
    for first, second in zip(cert["layers"], cert["layers"][1:], strict=False):
        first["W"] = [[str(F(e) * p) for e in row] for row in first["W"]]
        first["b"] = [str(F(e) * p) for e in first["b"]]
        second["W"] = [[str(F(e) / p) for e in row] for row in second["W"]]
    assert check(n.write(cert)).verdict == "proved"


def test_every_case_is_refuted_on_the_data_of_another():
    small = [name for name in CASES if name != "T5 simplices"]
    for name in small:
        statement = name.split()[0]
        for other in small:
            cert, source = json.loads(raw(name)), json.loads(raw(other))
            same_counts = [cert[k] for k in "QMN"] == [source[k] for k in "QMN"]
            if statement in ("T3", "T5") and not same_counts:
                cert["data"] = source["data"]
                assert check(n.write(cert)).verdict != "proved"
