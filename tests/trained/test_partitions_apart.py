"""T6 for blocks that admit no order of collapse: every partition whose blocks share no point."""

from __future__ import annotations

import json
import random
from fractions import Fraction as F

import pytest
from sympy import QQ

from proofs.certificates import network_section
from proofs.certificates.partitions import partition_certificate
from proofs.certificates.trained import examination_certificate
from proofs.checker import check
from symbolic import ClusterData
from symbolic.cost import cost_squared
from symbolic.matrices import column, from_flat, matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.partition_minima import merged_classes, partitions
from symbolic.region import Region
from symbolic.separation import Hyperplane
from symbolic.trained.examination import examine
from symbolic.two_layer_form import list_network
from symbolic.words import Scope
from tests.checker import naive
from tests.trained.test_partitions import classes_of, moved

CROSSED = {"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]], "c": [[3, 0]]}


def survey(rows):
    surveyed = partitions(ClusterData.from_rows(rows))
    minima = list(surveyed.minima())
    return surveyed, minima, partition_certificate(surveyed, minima)


def random_rows(seed):
    """Few dimensions, many classes, small integers: hulls meet, and sometimes points coincide."""
    chance = random.Random(seed)
    M, Q = chance.choice([(1, 2), (1, 3), (2, 2), (2, 3), (2, 4), (3, 3)])
    size = chance.choice([2, 3, 9])
    return {
        str(j): [
            [chance.randint(-size, size) for _ in range(M)] for _ in range(chance.randint(1, 4))
        ]
        for j in range(Q)
    }


def meet(rows, blocks):
    places = [{tuple(x) for j in block for x in list(rows.values())[j]} for block in blocks]
    return any(a & b for k, a in enumerate(places) for b in places[:k])


@pytest.mark.parametrize("start", range(0, 40, 10))
def test_a_network_unless_blocks_share_a_point(start):
    for seed in range(start, start + 10):
        rows = random_rows(seed)
        _, minima, certificate = survey(rows)
        assert [m.feasible == "no" for m in minima] == [meet(rows, m.blocks) for m in minima]
        assert "unknown" not in {m.feasible for m in minima}
        assert check(certificate.encode()).verdict == "proved"
        for m in minima:
            if m.shared is not None:
                (j, i), (k, n) = m.shared
                assert rows[str(j)][i] == rows[str(k)][n]


def test_outputs_rank_and_an_examination_that_knows_nothing_of_partitions():
    surveyed, minima, _ = survey(CROSSED)
    behind = [m for m in minima if m.obstruction is not None]
    assert {m.network.widths for m in behind} == {(2, 2, 1, 1, 1, 1, 3), (2, 3, 2, 2, 2, 2, 3)}
    for m in behind:
        region = Region.of(m.network, surveyed.data)
        assert region.jacobian().rank() == 3 * len(m.blocks)
        assert m.dimension == m.network.parameter_count - 3 * len(m.blocks)
        seen = examine(m.network, surveyed.data)
        assert seen.verdicts[Scope.ALL_PARAMETERS] == "proved"
        assert seen.at.cost == F(str(m.value))


def test_ten_random_perturbations_and_an_exact_descent_never_go_below():
    surveyed, minima, _ = survey(CROSSED)
    classes, chance = classes_of(surveyed.data), random.Random(9)
    for m in minima:
        for _ in range(10):
            size = F(str(m.radius))
            shifts = [
                size * chance.randint(-99, 99) / 100 for _ in range(m.network.parameter_count)
            ]
            assert naive.cost(moved(m.network, shifts), classes) >= F(str(m.value))
        region = Region.of(m.network, surveyed.data)
        noise = tuple(
            from_flat(
                [m.radius * chance.randint(-9, 9) / 10 for _ in range(p.shape[0] * p.shape[1])],
                *p.shape,
            )
            for p in region.parameters
        )
        here = Region.of(region.moved(noise, 1), surveyed.data)
        for _ in range(2):
            gradient, step, before = here.gradient(), QQ(-1, 64), here.cost()
            while Region.of(here.moved(gradient, step), surveyed.data).cost() > before:
                step /= 4
            here = Region.of(here.moved(gradient, step), surveyed.data)
            assert m.value <= here.cost() <= before


MOVES = {
    "mirrored": lambda x, y: (-x, y),
    "shifted": lambda x, y: (x + 7, y - F(1, 3)),
    "scaled": lambda x, y: (10**6 * x, y / 10**6),
    "turned": lambda x, y: (x - y, x + y),
}


@pytest.mark.parametrize("name", MOVES)
def test_moved_inputs_have_the_same_minima(name):
    there = {
        label: [list(map(F, MOVES[name](*map(F, x)))) for x in xs] for label, xs in CROSSED.items()
    }
    _, before, _ = survey(CROSSED)
    _, after, certificate = survey(there)
    assert [(m.blocks, m.value, m.feasible) for m in before] == [
        (m.blocks, m.value, m.feasible) for m in after
    ]
    assert check(certificate.encode()).verdict == "proved"


def test_another_order_of_the_classes_and_of_the_points():
    turned = {label: CROSSED[label][::-1] for label in "cba"}
    _, before, _ = survey(CROSSED)
    _, after, certificate = survey(turned)
    sets = [
        {(frozenset(frozenset(names[j] for j in B) for B in m.blocks), m.value) for m in minima}
        for minima, names in ((before, "abc"), (after, "cba"))
    ]
    assert sets[0] == sets[1]
    assert check(certificate.encode()).verdict == "proved"


def first_of_the_form(document):
    return next(item for item in document["minima"] if "widths" in item)


def another_output(item):
    item["candidate"][-1]["b"][0] = "7/11"


def a_width_too_many(item):
    item["widths"][2] += 1


def dimension_without_biases(item):
    item["dimension"] -= item["widths"][1]


def too_wide_a_ball(item):
    item["radius"] = "1"


def a_kink(item):
    """The first unit goes through the first point."""
    item["candidate"][0]["W"][0] = ["0", "0"]
    item["candidate"][0]["b"][0] = "0"


def a_dead_unit_more(item):
    """The same function and a unit that is off everywhere: K is another."""
    first, second = item["candidate"][:2]
    first["W"].append(["0", "0"])
    first["b"].append("-1")
    for row in second["W"]:
        row.append("0")


FALSE = [
    another_output,
    a_width_too_many,
    dimension_without_biases,
    too_wide_a_ball,
    a_kink,
    a_dead_unit_more,
]


@pytest.mark.parametrize("change", FALSE)
def test_false_certificates_are_refuted(change):
    document = json.loads(survey(CROSSED)[2])
    change(first_of_the_form(document))
    assert check(naive.write(document)).verdict == "refuted"


MIXED = CROSSED | {"b": [[0, 1], [1, 0], [9, 9]]}
BLOCKS = ((0,), (1, 2))
JOINED = matrix([[1, 0, 0], [0, 1, 1]])
MEANS = matrix([[1, 0], [0, "1/2"], [0, "1/2"]])


def told_apart_only(data):
    """P1 for the blocks: no layer switches a block off, paths from the input get through."""
    planes = [Hyperplane(column([-8, 7]), QQ(-2)), Hyperplane(column([-1, 1]), QQ(1, 2))]
    a, others = [QQ(1), QQ(0)], [QQ(0), QQ(1)]
    network = list_network([others, a, others], planes, [QQ(1), QQ(2)], 2)
    targets = merged_classes(data, BLOCKS, data.M)
    assert network is not None and not cost_squared(network, targets)
    return network


def each_class_at_its_own_layer(data):
    """The network of the finest partition: between two layers one class of a block is on alone."""
    network = partitions(data).minimum(((0,), (1,), (2,))).network
    return ReluNetwork(network.hidden, Layer(JOINED * network.output.W, JOINED * network.output.b))


NO_MINIMA = [told_apart_only, each_class_at_its_own_layer]


def with_the_means(build, data):
    """The network, its outputs on the blocks replaced by the means of their targets."""
    network = build(data)
    return ReluNetwork(network.hidden, Layer(MEANS * network.output.W, MEANS * network.output.b))


def claimed(false):
    """The certificate of `MIXED` with another network for `BLOCKS`."""
    document = json.loads(survey(MIXED)[2])
    item = next(i for i in document["minima"] if i["partition"] == [["a"], ["b", "c"]])
    kept = {key: item[key] for key in ("partition", "readout", "feasible", "value")}
    verdicts = item["verdicts"]
    item.clear()
    item |= kept | {"widths": list(false.widths), "candidate": network_section(false)}
    item |= {"dimension": false.parameter_count - 6, "verdicts": verdicts}
    item |= {"radius": f"1/{10**30}", "theorem": "T6"}
    return document


def claimed_by_paths(false, data):
    """An R1 certificate of the same network."""
    true = examine(partitions(data).minimum(BLOCKS).network, data)
    layers = network_section(false)
    document = json.loads(examination_certificate(true))
    return document | {"layers": layers, "original": layers}


@pytest.mark.parametrize("build", NO_MINIMA)
def test_the_means_as_outputs_are_not_enough(build):
    """Strict networks of the right outputs and cost, with a slope: no minima."""
    data = ClusterData.from_rows(MIXED)
    false = with_the_means(build, data)
    assert cost_squared(false, data) == 1
    slopes = Region.of(false, data).gradient()
    assert any(e for part in slopes for e in part.to_list_flat())
    result = check(naive.write(claimed(false)))
    assert (result.verdict, "switches a block off" in result.reason) == ("refuted", True)
    result = check(naive.write(claimed_by_paths(false, data)))
    assert (result.statement, result.verdict) == ("R1", "refuted")


def equal_points(document):
    return next(item for item in document["minima"] if "shared" in item)


def test_equal_points_of_one_block_or_unequal_ones_prove_nothing():
    rows = {"a": [[0], [2]], "b": [[1], [0]], "c": [[0]]}
    document = json.loads(survey(rows)[2])
    assert check(naive.write(document)).verdict == "proved"
    for false in ([["a", 0], ["a", 0]], [["a", 1], ["b", 0]], [["a", 0], ["a", 1]]):
        changed = json.loads(json.dumps(document))
        equal_points(changed)["shared"] = false
        assert check(naive.write(changed)).verdict == "refuted"
    inside = next(i for i in document["minima"] if i["partition"] == [["a", "b"], ["c"]])
    inside["shared"] = [["a", 0], ["b", 1]]
    assert check(naive.write(document)).verdict == "refuted"
