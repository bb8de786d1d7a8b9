"""T5: which subsets are feasible, against all orders tried by hand in the plane; and certificates
that claim too much.
"""

import json
import random
from fractions import Fraction
from itertools import permutations

import pytest

from proofs.certificates import landscape_header, minimum_section
from proofs.certificates.growing import grow
from proofs.checker.judge import check
from symbolic.clusters import ClusterData
from symbolic.minima import landscape
from symbolic.sources import load
from tests.checker import naive

CASES = "tests/corpora/cases/{}.json"


def in_a_half_plane(vectors):
    """Whether all lie in one open half plane: some vector has all others at its left, or in its
    direction.
    """

    def left(v, w):
        cross = v[0] * w[1] - v[1] * w[0]
        return cross > 0 or (cross == 0 and v[0] * w[0] + v[1] * w[1] > 0)

    return all(map(any, vectors)) and any(all(left(v, w) for w in vectors) for v in vectors)


def by_hand(data, apexes, subset):
    """Whether some order of the subset collapses class after class, by angles alone."""
    points = [
        [tuple(Fraction(str(e)) for e in x) for x in b.transpose().to_list()] for b in data.points
    ]
    places = [tuple(Fraction(str(e)) for e in p.to_list_flat()) for p in apexes]

    def works(order):
        for k, j in enumerate(order):
            p = places[j]
            above = [x for i in range(data.Q) if i not in order[: k + 1] for x in points[i]]
            above += [places[i] for i in order[:k]]
            vectors = [(p[0] - x[0], p[1] - x[1]) for x in points[j]]
            vectors += [(x[0] - p[0], x[1] - p[1]) for x in above]
            if not in_a_half_plane(vectors):
                return False
        return True

    return any(works(order) for order in permutations(subset))


def random_planar(rng):
    Q = rng.randint(2, 4)
    classes = {}
    for j in range(Q):
        centre = rng.randint(-5, 5), rng.randint(-5, 5)
        classes[f"c{j}"] = [
            [c + Fraction(rng.randint(-2, 2), 2) for c in centre] for _ in range(rng.randint(1, 3))
        ]
    return ClusterData.from_rows(classes)


@pytest.mark.parametrize("seed", range(60))
def test_feasible_as_by_hand(seed):
    rng = random.Random(seed)
    data = random_planar(rng)
    mu = Fraction(rng.randint(1, 7), 4) if rng.random() < 0.3 else None
    minima = landscape(data, mu=mu)
    for subset in minima.subsets():
        assert minima.feasible(subset) == by_hand(data, minima.apexes, subset), subset


def test_what_is_asked_first_changes_nothing():
    rng = random.Random(1)
    for _ in range(10):
        data = random_planar(rng)
        forwards, backwards = landscape(data), landscape(data)
        subsets = list(forwards.subsets())
        paths = {subset: forwards.graph.path(subset) for subset in subsets}
        for subset in reversed(subsets):
            steps = [(j, a.plane.normal, a.plane.offset) for j, a in backwards.graph.path(subset)]
            assert steps == [(j, a.plane.normal, a.plane.offset) for j, a in paths[subset]]


def test_the_other_order():
    minima = landscape(load(CASES.format("feasible_in_the_other_order")))
    assert minima.feasible((0, 2))
    assert [j for j, _ in minima.graph.path((0, 2))] == [2, 0]
    for subset in minima.subsets():
        assert minima.feasible(subset) == by_hand(minima.data, minima.apexes, subset)


# --- certificates ---------------------------------------------------------------------------------


def certificate(landscape):
    tasks = [(subset, kind) for subset in landscape.subsets() for kind in landscape.readouts]
    named = [([landscape.data.labels[j] for j in subset], str(kind)) for subset, kind in tasks]

    def sections(start):
        return (minimum_section(landscape, *task) for task in tasks[start:])

    return grow(None, landscape_header(landscape, False), named, sections, lambda _: None)


@pytest.fixture(scope="module")
def blocked():
    """A landscape with subsets that are not feasible, as a certificate."""
    rows = {"a": [[0, 0], [4, 0]], "b": [[2, 1]], "c": [[0, 3], [4, 3], [2, -1]], "d": [[2, 9]]}
    minima = landscape(ClusterData.from_rows(rows), readouts=("affine",))
    return certificate(minima)


def rewritten(text, change):
    """The certificate after ``change(values)``, laid out and signed as the format wants it."""
    values = json.loads(text)
    change(values)
    return naive.write(values).decode("ascii")


def test_obstacles_are_confirmed(blocked):
    result = check(blocked.encode())
    assert result.verdict == "proved"
    assert "the others are not feasible" in result.reason
    assert check(rewritten(blocked, lambda values: None).encode()) == result


def test_random_landscapes_are_confirmed():
    rng = random.Random(7)
    some = 0
    for _ in range(25):
        minima = landscape(random_planar(rng), readouts=("affine",))
        result = check(certificate(minima).encode())
        assert result.verdict == "proved", result
        assert "was not checked" not in result.reason
        some += "obstacles" in result.reason
    assert some >= 5


def drop(values):
    del values["obstacles"][0]


def weight(to):
    """Set a weight of an obstacle on its class's side, where there are several."""

    def change(values):
        obstacle = next(o for o in values["obstacles"] if len(o["inside"]) > 1)
        obstacle["inside"][0][-1] = to

    return change


def infeasible(values, k):
    item = values["minima"][k]
    item["feasible"] = False
    item["verdicts"] = dict.fromkeys(item["verdicts"], "unknown")
    for key in ("candidate", "dimension", "radius", "theorem", "witness"):
        item.pop(key, None)


def first_feasible(values):
    return next(k for k, m in enumerate(values["minima"]) if m["feasible"] and m["collapsed"])


def with_first(**fields):
    """Replace fields of the first obstacle, or append to them."""

    def change(values):
        first = values["obstacles"][0]
        for key, value in fields.items():
            first[key] = value(first) if callable(value) else value

    return change


FALSE = {
    "an obstacle is missing": drop,
    "no obstacle at all": lambda v: v.__setitem__("obstacles", []),
    "nothing is collapsed, and it is not feasible": lambda v: infeasible(v, 0),
    "a feasible subset is said not to be": lambda v: infeasible(v, first_feasible(v)),
    "a weight is wrong": weight("7/8"),
    "a weight is negative": weight("-1"),
    "a weight is 0": weight("0"),
    "of another class": with_first(**{"class": "d"}),
    "nothing on either side": with_first(inside=[], points=[], apexes=[]),
    "its own apex": with_first(apexes=lambda o: [*o["apexes"], [o["class"], "1"]]),
    "its own point as another's": with_first(points=lambda o: [*o["points"], [o["class"], 0, "1"]]),
    "a point that is not there": with_first(inside=lambda o: [*o["inside"], [99, "1"]]),
    "everything twice": with_first(
        inside=lambda o: o["inside"] * 2, points=lambda o: o["points"] * 2
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refused(blocked, name):
    result = check(rewritten(blocked, FALSE[name]).encode())
    assert result.verdict in {"refuted", "malformed"}, result


def test_an_obstacle_does_not_speak_of_subsets_that_have_its_points():
    """Points of ``b`` and ``c`` stand in the way of ``a``, which is free once ``c`` is
    collapsed.
    """
    minima = landscape(load(CASES.format("feasible_in_the_other_order")), readouts=("affine",))
    text = certificate(minima)
    assert check(text.encode()).verdict == "proved"
    values = json.loads(text)
    feasible = {tuple(m["collapsed"]): k for k, m in enumerate(values["minima"]) if m["feasible"]}
    assert ("a",) not in feasible
    assert {k for k, *_ in values["obstacles"][0]["points"]} == {"b", "c"}
    result = check(rewritten(text, lambda v: infeasible(v, feasible["a", "c"])).encode())
    assert result.verdict == "refuted"
    assert "expected an obstacle against collapsing class 0 of [0, 2] last" in result.reason
