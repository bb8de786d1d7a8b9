"""What architectures can do on tiny data: every yes and every no is checked by another program, and
against all small integer networks.
"""

from __future__ import annotations

import json
import random
from fractions import Fraction as F
from itertools import pairwise, product

import numpy as np
import pytest

from proofs.capacity_certificates import capacity_certificate
from proofs.checker import check
from proofs.checker.kinks import least_kinks as checked_kinks
from symbolic import ClusterData, InputError, cost_squared
from symbolic.capacity import Candidates, architectures, capacity, capacity_table
from symbolic.capacity.cases import two_classes
from symbolic.capacity.decision import WORDS
from symbolic.capacity.embedding import embedded, placement
from symbolic.capacity.groups import bumps, least_bumps
from symbolic.capacity.hinges import line_hinges
from symbolic.capacity.lines import fewest_kinks, least_kinks, most_pieces
from symbolic.capacity.obstacles import Obstacle
from symbolic.capacity.programs import Farkas, solve
from symbolic.capacity.units import narrowest_shallow
from symbolic.matrices import column, matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.scalars import exact
from tests.checker import naive

TINY = {
    "two points": {"a": [[0]], "b": [[1]]},
    "a b a": {"a": [[0], [2]], "b": [[1]]},
    "a b a b": {"a": [[0], [2]], "b": [[1], [3]]},
    "aa bb": {"a": [[0], [1]], "b": [[2], [3]]},
    "a bb a": {"a": [[0], [3]], "b": [[1], [2]]},
    "aa bb aa": {"a": [[0], [1], [4], [5]], "b": [[2], [3]]},
    "uneven": {"a": [[0], [7], ["15/2"]], "b": [[1], [3]]},
    "a b c": {"a": [[0]], "b": [[1]], "c": [[2]]},
    "a b c a": {"a": [[0], [3]], "b": [[1]], "c": [[2]]},
    "aa b cc": {"a": [[0], [1]], "b": [[2]], "c": [[3], [4]]},
    "xor": {"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]},
    "cross": {"a": [[1, 0], [-1, 0], [0, 1], [0, -1]], "b": [[0, 0]]},
    "triangle around": {"a": [[3, 0], [-3, 2], [-1, -4]], "b": [[0, 0], [-1, 0]]},
    "line in the plane": {"a": [[0, 0], [2, 2]], "b": [[1, 1]]},
    "separable": {"a": [[0, 0], [1, 2]], "b": [[3, 1], [4, 4]]},
    "three corners": {"a": [[0, 0]], "b": [[4, 0]], "c": [[0, 4]]},
    "three pairs": {"a": [[0, 0], [1, 0]], "b": [[4, 0], [4, 1]], "c": [[0, 4], [2, 2]]},
    "apart": {"a": [[-2, -1], [3, 0], [-1, -3]], "b": [[-2, 1], [-1, 0], [-3, 3], [-2, 2]]},
    "shared point": {"a": [[0], [1]], "b": [[1]]},
    "one class": {"a": [[0, 1], [2, 5]]},
    "space": {"a": [[0, 0, 0], [1, 1, 1]], "b": [[1, 0, 1], [0, 1, 0]]},
}


def tiny(name):
    return ClusterData.from_rows(TINY[name], name=name)


def confirmed(answer):
    """Another program agrees with a yes or a no; unknown says nothing."""
    if answer.verdict == "unknown":
        return
    result = check(capacity_certificate(answer).encode())
    assert result.verdict == "proved", (answer.widths, result.reason)
    assert result.statement == answer.statement
    if answer.verdict == "yes":
        assert (
            answer.network.widths == answer.widths
            and cost_squared(answer.network, answer.data) == 0
        )


def reached_by_small_weights(data, hidden, most=40000):
    """Whether hidden layers with entries in {−1, 0, 1} and biases in {−2, …, 2} have values that
    some readout sends to the targets.
    """
    rng = np.random.default_rng(0)
    X = np.array([[float(e) for e in row] for row in data.inputs.to_list()])
    labels = np.repeat(np.arange(data.Q), data.sizes)
    target = np.array([[float(e) for e in row] for row in data.targets.transpose().to_list()])
    target = target[labels]
    values = np.broadcast_to(X, (1, *X.shape))
    for d in hidden:
        rows = np.array(list(product((-1, 0, 1), repeat=values.shape[1])))
        units = np.array([(*r, b) for r in rows for b in range(-2, 3) if any(r)])
        count = len(units) ** d * len(values)
        chosen = (
            np.array(list(product(range(len(units)), repeat=d)))
            if count <= most
            else rng.integers(0, len(units), size=(most // len(values), d))
        )
        layers = units[chosen]  # layers x d x (inputs + 1)
        z = np.einsum("ldi,vin->vldn", layers[..., :-1], values) + layers[None, ..., -1:]
        values = np.maximum(z, 0).reshape(-1, d, X.shape[1])
    if len(values) > most:
        values = values[rng.permutation(len(values))[:most]]
    features = np.concatenate([values, np.ones((len(values), 1, X.shape[1]))], axis=1)
    features = features.transpose(0, 2, 1)
    fitted = features @ (np.linalg.pinv(features) @ target)
    return bool((np.abs(fitted - target).max(axis=(1, 2)) < 1e-9).any())


@pytest.mark.parametrize("name", TINY)
def test_a_grid_of_architectures(name):
    data = tiny(name)
    width, depth = (4, 2) if data.M < 3 else (3, 2)
    table = capacity_table(data, list(architectures(data.M, data.Q, width, depth)))
    known = {"yes": 0, "no": 0, "unknown": 0}
    for answer in table.answers:
        confirmed(answer)
        known[answer.verdict] += 1
        hidden = answer.widths[1:-1]
        small = sum(hidden) <= 4 and answer.verdict == "no"
        if small:
            assert not reached_by_small_weights(data, hidden, 6000), answer.widths
    assert known["unknown"] <= 4, known


@pytest.mark.slow
@pytest.mark.parametrize("name", TINY)
def test_a_deeper_grid_of_architectures(name):
    data = tiny(name)
    for answer in capacity_table(data, list(architectures(data.M, data.Q, 4, 3))).answers:
        confirmed(answer)
        if answer.verdict == "no" and sum(answer.widths[1:-1]) <= 6:
            assert not reached_by_small_weights(data, answer.widths[1:-1])


def test_wider_is_never_worse():
    """A yes stays a yes when units are added: no verdicts cross."""
    for name in ("a b a b", "xor", "aa b cc"):
        data = tiny(name)
        table = {a.widths[1:-1]: a.verdict for a in capacity_table(data, list(architectures(data.M, data.Q, 3, 2))).answers}  # fmt: skip
        for small, verdict in table.items():
            for large, other in table.items():
                if len(small) == len(large) and all(
                    a <= b for a, b in zip(small, large, strict=True)
                ):
                    assert (verdict, other) != ("yes", "no")


def test_exact_numbers_of_units():
    """The least width of one hidden layer, where it is known by hand."""
    least = {"a b a": 2, "aa bb": 2, "aa bb aa": 3, "a bb a": 2, "xor": 2, "two points": 1}
    for name, width in least.items():
        data = tiny(name)
        verdicts = [capacity(data, [data.M, d, data.Q]).verdict for d in range(1, 5)]
        assert verdicts == ["no"] * (width - 1) + ["yes"] * (5 - width), (name, verdicts)


def test_unknown_says_what_is_near():
    rows = {
        "a": [[3, 0], [-2, 1], [5, -7]],
        "b": [[0, 2], [1, 1], [-4, 6]],
        "c": [[2, 2], [0, 0], [7, 1]],
    }
    answers = [capacity(ClusterData.from_rows(rows), [2, d, 2, 3]) for d in (1, 2)]
    for answer in answers:
        confirmed(answer)
        if answer.verdict == "unknown":
            near = capacity(answer.data, answer.nearest_yes)
            assert near.verdict == "yes"
            document = json.loads(capacity_certificate(answer))
            assert document["verdict"] == "unknown" and document["nearby"]["yes"]


def test_what_is_near_is_as_near_as_is_known():
    """No width of the nearest yes is larger than it need be, none of the nearest no smaller."""
    data = tiny("a b a b")
    answer = capacity(data, [1, 1, 2, 2])
    assert (answer.verdict, answer.nearest_yes, answer.nearest_no) == (
        "unknown",
        (1, 1, 3, 2),
        (1, 1, 1, 2),
    )


def test_widths_must_fit():
    data = tiny("xor")
    for widths, message in (([2], "positive widths"), ([2, 0, 2], "positive widths"), ([3, 2], "2 first and 2 last")):  # fmt: skip
        with pytest.raises(InputError, match=message):
            capacity(data, widths)


def random_network(rng, widths):
    layers = [
        Layer(
            matrix([[rng.randint(-2, 2) * rng.randint(0, 1) for _ in range(n)] for _ in range(m)]),
            column([rng.randint(-2, 2) for _ in range(m)]),
        )
        for n, m in pairwise(widths)
    ]
    return ReluNetwork(tuple(layers[:-1]), layers[-1])


def test_embedding_keeps_the_outputs():
    rng = random.Random(0)
    fitted = 0
    for _ in range(300):
        widths = [rng.randint(1, 3) for _ in range(rng.randint(2, 4))]
        net = random_network(rng, widths)
        hidden = [rng.randint(1, 4) for _ in range(rng.randint(0, 4))]
        X = matrix([[rng.randint(-5, 5) for _ in range(5)] for _ in range(widths[0])])
        big = embedded(net, hidden, X)
        assert (big is None) == (placement(net, hidden) is None)
        if big is not None:
            fitted += 1
            assert big.widths == (net.M, *hidden, net.Q) and big(X) == net(X)
    assert fitted > 100


def test_linear_programs_are_decided():
    rng = random.Random(0)
    kinds = set()
    for _ in range(400):
        n = rng.randint(1, 5)
        A, E = (
            [
                (tuple(F(rng.randint(-3, 3)) for _ in range(n)), F(rng.randint(-3, 3)))
                for _ in range(k)
            ]
            for k in (rng.randint(0, 9), rng.randint(0, 2))
        )
        solution = solve(n, A, E)
        kinds.add(type(solution))
        if isinstance(solution, Farkas):
            weights = [*solution.inequalities, *solution.equations]
            assert min(solution.inequalities, default=0) >= 0
            totals = [sum(w * a[k] for w, (a, _) in zip(weights, [*A, *E], strict=True)) for k in range(n)]  # fmt: skip
            assert not any(totals)
            assert sum(w * b for w, (_, b) in zip(weights, [*A, *E], strict=True)) < 0
        else:
            values = [sum(x * y for x, y in zip(a, solution, strict=True)) for a, _ in [*A, *E]]
            assert all(v <= b for v, (_, b) in zip(values, A, strict=False))
            assert values[len(A) :] == [b for _, b in E]
    assert kinds == {Farkas, tuple}


def test_least_kinks_by_two_algorithms_and_by_networks():
    rng = random.Random(0)
    for _ in range(500):
        places = sorted(rng.sample(range(40), rng.randint(2, 9)))
        values = [rng.randint(0, rng.choice([1, 1, 2])) for _ in places]
        exactly = [exact(p) for p in places], [exact(v) for v in values]
        least = least_kinks(*exactly)
        assert least == checked_kinks([F(p) for p in places], [F(v) for v in values])
        assert len(fewest_kinks(*exactly)) <= least + 2
    for _ in range(300):  # a network has no fewer kinks than its own values need
        hidden = [rng.randint(1, 3) for _ in range(rng.randint(1, 3))]
        net = random_network(rng, [1, *hidden, 1])
        places = sorted(rng.sample(range(-40, 40), 12))
        outputs = net(matrix([places])).to_list_flat()
        assert least_kinks([exact(p) for p in places], outputs) <= most_pieces(hidden) - 1


def test_line_networks_on_random_labels():
    rng = random.Random(3)
    for _ in range(40):
        M, Q = rng.randint(1, 3), rng.randint(2, 3)
        points = sorted({tuple(rng.randint(-4, 4) for _ in range(M)) for _ in range(8)})
        labels = [k % Q for k in range(len(points))]
        rng.shuffle(labels)
        if len(set(labels)) < Q:
            continue
        data = ClusterData.from_rows(
            {f"c{j}": [p for p, l in zip(points, labels, strict=True) if l == j] for j in range(Q)}
        )
        nets = [line.network() for line in line_hinges(data)]
        assert nets and all(cost_squared(net, data) == 0 for net in nets)
        if M == 1 and Q == 2:
            line = sorted((p[0], l) for p, l in zip(points, labels, strict=True))
            needed = least_kinks([exact(u) for u, _ in line], [exact(l) for _, l in line])
            assert needed <= nets[0].widths[1] <= needed + 1


def test_the_complete_decisions_agree_with_each_other():
    """For two classes and one unit, S9 and W3 decide the same question by different programs."""
    rng = random.Random(7)
    seen = set()
    for _ in range(60):
        M = rng.randint(1, 2)
        points = sorted(
            {tuple(rng.randint(-2, 2) for _ in range(M)) for _ in range(rng.randint(2, 5))}
        )
        labels = [k % 2 for k in range(len(points))]
        rng.shuffle(labels)
        if len(set(labels)) < 2:
            continue
        data = ClusterData.from_rows({c: [p for p, l in zip(points, labels, strict=True) if l == j] for j, c in enumerate("ab")})  # fmt: skip
        answers = [isinstance(answer, Obstacle) for answer in (narrowest_shallow(data), two_classes(data, [1]))]  # fmt: skip
        assert answers[0] == answers[1]
        seen.add(answers[0])
    assert seen == {True, False}


LINE = {"a": [[0], [3]], "b": [[1]], "c": [[2]]}
TARGETS = {
    "plus and minus one": ({"a": [[0], [2]], "b": [[1]]}, [[1, 0], [-1, 0]]),
    "one target": ({"a": [[0], [2]], "b": [[1]]}, [[5, 1], [5, 1]]),
    "numbers in order": (LINE, [[0, 0, 0], [1, 0, 0], [2, 0, 0]]),
    "the ends are equal": (LINE, [[1, 0, 0], [0, 1, 0], [1, 0, 0]]),
    "affinely independent": (LINE, [[0, 0, 0], [1, 0, 0], [0, 1, 0]]),
    "equal where they coincide": ({"a": [[0], [1]], "b": [[1], [2]]}, [[1, 1], [1, 1]]),
    "different where they coincide": ({"a": [[0], [1]], "b": [[1], [2]]}, [[1, 1], [2, 2]]),
}


@pytest.mark.parametrize("name", TARGETS)
def test_any_targets(name):
    """Every answer is checked; small integer networks never contradict a no."""
    rows, targets = TARGETS[name]
    data = ClusterData.from_rows(rows, targets, any_targets=True)
    seen = {}
    for answer in capacity_table(data, list(architectures(data.M, data.Q, 3, 2))).answers:
        confirmed(answer)
        hidden = answer.widths[1:-1]
        seen[hidden] = answer.verdict
        if answer.verdict == "no":
            assert not reached_by_small_weights(data, hidden, 6000), hidden
    expected = {
        "plus and minus one": {(): "no", (1,): "no", (2,): "yes", (1, 1): "no"},
        "one target": {(): "yes", (1,): "yes"},
        "numbers in order": {(): "no", (1,): "no", (2,): "yes", (1, 1): "no"},
        "the ends are equal": {(): "no", (1,): "no", (2,): "yes"},
        "affinely independent": {(1,): "no", (2,): "no", (3,): "yes"},
        "equal where they coincide": {(): "yes", (2, 2): "yes"},
        "different where they coincide": {(): "no", (3, 3): "no"},
    }[name]
    assert {h: seen[h] for h in expected} == expected


def test_an_affine_change_of_the_targets_changes_no_answer():
    rng = random.Random(1)
    for name in ("a b a", "xor", "a b c a", "three corners", "line in the plane"):
        plain = tiny(name)
        while True:
            rows = [[rng.randint(-2, 2) for _ in range(plain.Q)] for _ in range(plain.Q)]
            moved = ClusterData.from_rows(TINY[name], rows, any_targets=True)
            if matrix([[*row, 1] for row in rows]).rank() == plain.Q:
                break
        for widths in architectures(plain.M, plain.Q, 2, 2):
            answers = [capacity(data, widths) for data in (plain, moved)]
            assert answers[0].verdict == answers[1].verdict, (name, widths, rows)
            for answer in answers:
                confirmed(answer)


@pytest.mark.parametrize("name", ["a b a", "xor", "a b c a", "three corners", "line in the plane"])
def test_an_affine_change_of_the_inputs_changes_no_answer(name):
    """Mirrored, shifted, rescaled, the points of a class in another order."""
    plain = tiny(name)
    moved = {
        label: [[F(-3, 7) * x + 1000 for x in point] for point in reversed(points)]
        for label, points in TINY[name].items()
    }
    image = ClusterData.from_rows(moved, name=name)
    for widths in architectures(plain.M, plain.Q, 2, 2):
        answers = [capacity(data, widths) for data in (plain, image)]
        assert answers[0].verdict == answers[1].verdict, widths
        for answer in answers:
            confirmed(answer)


def test_time_runs_out():
    """A search that is stopped says so, and what is known nearby; it never says no."""
    rng = random.Random(0)
    rows = {c: [[rng.randint(-99, 99), rng.randint(-99, 99)] for _ in range(9)] for c in "abc"}
    answer = capacity(ClusterData.from_rows(rows), [2, 2, 2, 3], seconds=0.02)
    assert answer.verdict == "unknown"
    assert answer.reason == "neither a network nor an obstacle was found within 0.02 seconds"
    assert json.loads(capacity_certificate(answer))["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("widths", "changes"),
    [
        ([1, 2, 2], {"reason": "a function of one coordinate"}),
        ([1, 2, 2], {"statement": "W1", "reason": WORDS["W1"]}),
        ([1, 2, 2], {"statement": "S6", "reason": WORDS["S6"]}),
        ([1, 2, 2], {"statement": "P1", "reason": WORDS["P1"]}),
        ([1, 2, 2], {"statement": "P3", "reason": WORDS["P3"]}),
        ([1, 2, 2], {"statement": "S9", "reason": WORDS["S9"]}),
        ([1, 3, 3, 2], {"statement": "W3", "reason": WORDS["W3"]}),
        ([1, 2, 2], {"statement": "D3"}),
        ([1, 2, 2], {"statement": "T3"}),
        ([1, 2, 2], {"statement": None}),
        ([1, 2, 2], {"verdict": "no"}),
        ([1, 1, 2], {"statement": "G7"}),
        ([1, 1, 2], {"statement": "S7"}),
        ([1, 1, 2], {"verdict": "unknown"}),
        ([1, 1, 2], {"question": "architecture"}),
        ([1, 1, 2], {"reason": "the convex hulls of the two classes meet"}),
        ([1, 2], {"reason": "no affine function has these values at almost all points"}),
    ],
)
def test_no_word_of_an_answer_may_be_another(widths, changes):
    document = json.loads(capacity_certificate(capacity(tiny("a b a"), widths)))
    assert check(naive.write(document)).verdict == "proved"
    assert check(naive.write(document | changes)).verdict in ("refuted", "malformed")


@pytest.mark.parametrize(
    ("name", "widths", "statement"),
    [("apart", [2, 1, 2], "S9"), ("three corners", [2, 1, 3], "G7")],
)
def test_the_checker_counts_one_unit_with_the_same_words(name, widths, statement):
    answer = capacity(tiny(name), widths)
    assert (answer.verdict, answer.statement) == ("no", statement)
    assert " 1 unit" in answer.reason and "1 units" not in answer.reason
    confirmed(answer)


def test_files_of_before_are_still_read():
    """A1 and A2, with an argument in "by" and words that nobody looks at."""
    for widths, name, by in (([1, 2, 2], "A1", "O2"), ([1, 2], "A2", "W1")):
        new = json.loads(capacity_certificate(capacity(tiny("a b a"), widths)))
        old = {
            key: value
            for k, v in new.items()
            for key, value in ({"by": by, k: "once"} if k == "reason" else {k: v}).items()
            if key != "question"
        }
        result = check(naive.write(old | {"statement": name}))
        assert (result.verdict, result.statement) == ("proved", name)
        assert "once" not in result.reason


def test_what_an_argument_needs_of_the_targets_is_checked():
    """Evidence that is right for different targets proves nothing for equal or dependent ones."""
    wanted = {
        "shared point": ([1, 2], "P0"),
        "a b a": ([1, 1, 1, 2], "W2"),
        "a b a b": ([1, 1, 2], "U4"),
        "xor": ([2, 1, 2], "W2"),
        "cross": ([2, 2, 2], "W3"),
        "three pairs": ([2, 2, 3], "S9"),
        "three corners": ([2, 1, 3], "G7"),
    }
    rules = set()
    for name, (widths, by) in wanted.items():
        answer = capacity(tiny(name), widths)
        if answer.verdict == "yes":
            continue
        document = json.loads(capacity_certificate(answer))
        assert check(naive.write(document)).verdict == "proved"
        rules.add(document["statement"])
        for one in document["data"]["classes"]:
            one["target"] = ["1"] * len(one["target"])
        result = check(naive.write(document))
        assert result.verdict == "refuted", (name, by, result)
    assert len(rules) >= 4, rules


def test_bumps_on_random_data():
    """O3: exact on everything, strict, and as narrow as the bound where points are in general
    position.
    """
    rng = random.Random(8)
    reached = 0
    for _ in range(60):
        M, Q = rng.randint(1, 4), rng.randint(2, 3)
        points = sorted({tuple(rng.randint(-9, 9) for _ in range(M)) for _ in range(10)})
        labels = [k % Q for k in range(len(points))]
        rng.shuffle(labels)
        rows = {
            f"c{j}": [p for p, l in zip(points, labels, strict=True) if l == j] for j in range(Q)
        }
        data = ClusterData.from_rows(rows)
        pool = Pool.of(data)
        net = bumps(pool)
        assert cost_squared(net, data) == 0 and net.smallest_margin(data.inputs) > 0
        assert net.widths[1] >= least_bumps(pool)
        reached += net.widths[1] == least_bumps(pool)
    assert reached > 30


def test_bumps_are_chosen_where_nothing_else_fits():
    rng = random.Random(3)
    points = [[rng.randint(-99, 99) for _ in range(12)] for _ in range(40)]
    data = ClusterData.from_rows({"a": points[:20], "b": points[20:]})
    answer = capacity(data, [12, 8, 2])
    assert answer.verdict == "yes"
    confirmed(answer)
    assert {s.statement for s in Candidates(data).sources()} >= {"O2", "O3", "S6"}
