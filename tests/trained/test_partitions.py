"""T6: partitions of the classes are minima in all parameters: values, attacks in exact arithmetic,
false certificates.
"""

from __future__ import annotations

import json
import random
from fractions import Fraction as F
from pathlib import Path

import pytest
from sympy import QQ

from proofs.certificates.partitions import partition_certificate
from proofs.checker import check
from proofs.cli import run
from symbolic import ClusterData, load
from symbolic.matrices import from_flat
from symbolic.partition_minima import partitions, set_partitions
from symbolic.region import Region
from tests.checker import naive

DATA = Path(__file__).parents[2] / "notebooks" / "data"
VALUES = {
    "two_triangles": ["0", "1"],
    "three_simplices": ["0", "1", "1", "1", "2"],
    "symmetric_pair": ["0", "1"],
    "equal_readouts": ["0", "1"],
    "one_cluster": ["0"],
}


def found_in(name):
    return partitions(load(str(DATA / f"{name}.json")))


def certificate_of(name):
    partitions = found_in(name)
    return partition_certificate(partitions, list(partitions.minima()))


@pytest.mark.parametrize("name", VALUES)
def test_values_and_an_independent_check(name):
    certificate = certificate_of(name)
    document = json.loads(certificate)
    assert [item["value"] for item in document["minima"]] == VALUES[name]
    assert {item["feasible"] for item in document["minima"]} == {"yes"}
    assert check(certificate.encode()).verdict == "proved"


def test_bell_numbers_and_distinct_partitions():
    for size, bell in enumerate([1, 1, 2, 5, 15, 52, 203]):
        listed = list(set_partitions(range(size)))
        assert len(listed) == len(set(listed)) == bell
        assert all(sorted(j for b in p for j in b) == list(range(size)) for p in listed)


def fractions(matrix):
    return [[F(str(e)) for e in row] for row in matrix.to_list()]


def classes_of(data):
    return [
        (label, fractions(data.target(j).transpose())[0], fractions(data.points[j].transpose()))
        for j, label in enumerate(data.labels)
    ]


def moved(network, shifts):
    """The layers as the naive evaluation wants them, each entry moved."""
    next_shift = iter(shifts)
    return [
        (
            [[e + next(next_shift) for e in row] for row in fractions(layer.W)],
            [row[0] + next(next_shift) for row in fractions(layer.b)],
        )
        for layer in network.layers
    ]


@pytest.mark.parametrize("name", ["two_triangles", "three_simplices"])
def test_ten_random_perturbations_never_go_below(name):
    minima, chance = found_in(name), random.Random(6)
    classes = classes_of(minima.data)
    for minimum in minima.minima():
        for _ in range(10):
            radius = F(str(minimum.radius))
            shifts = [radius * chance.randint(-99, 99) / 100 for _ in range(minima.K)]
            assert naive.cost(moved(minimum.network, shifts), classes) >= F(str(minimum.value))


@pytest.mark.parametrize("name", ["two_triangles", "three_simplices"])
def test_exact_descent_from_nearby_never_goes_below(name):
    minima, chance = found_in(name), random.Random(7)
    for minimum in minima.minima():
        region = Region.of(minimum.network, minima.data)
        noise = tuple(
            from_flat(
                [
                    minimum.radius * chance.randint(-9, 9) / 10
                    for _ in range(p.shape[0] * p.shape[1])
                ],
                *p.shape,
            )
            for p in region.parameters
        )
        here = Region.of(region.moved(noise, 1), minima.data)
        before = here.cost()
        for _ in range(3):
            gradient, step = here.gradient(), QQ(-1, 64)
            while Region.of(here.moved(gradient, step), minima.data).cost() > here.cost():
                step /= 4
            here = Region.of(here.moved(gradient, step), minima.data)
            assert minimum.value <= here.cost() <= before


def swap_outputs(document):
    """Another output on the merged pair: same hidden layers, not the mean."""
    item = document["minima"][1]
    item["candidate"][-1]["b"][0] = "7/11"


def no_minimum_but_claimed(document):
    """The finest partition's network for a coarser one."""
    document["minima"][1]["candidate"] = document["minima"][0]["candidate"]


def too_wide_a_ball(document):
    document["minima"][0]["radius"] = "1000"


def wrong_dimension(document):
    document["minima"][1]["dimension"] -= 1


def forgotten_partition(document):
    del document["minima"][1]


def wrong_value(document):
    document["minima"][1]["value"] = "1/2"


def obstruction_where_there_is_none(document):
    item = document["minima"][0]
    for key in ("A", "c", "candidate", "dimension", "radius", "theorem"):
        del item[key]
    item["feasible"] = "no"
    item["verdicts"] = dict.fromkeys(item["verdicts"], "unknown")
    half = [[0, "1/2"], [1, "1/2"]]
    combination = {"class": half, "rest": [["1", *term] for term in half]}
    item["obstruction"] = {"class": "0", "against": ["1"], "convex_combination": combination}
    item["further_obstructions"] = []


def equal_values_invented(document):
    document["equal_values"] = [
        [document["minima"][0]["partition"], document["minima"][1]["partition"]]
    ]


FALSE = [
    swap_outputs,
    no_minimum_but_claimed,
    too_wide_a_ball,
    wrong_dimension,
    forgotten_partition,
    wrong_value,
    obstruction_where_there_is_none,
    equal_values_invented,
]


@pytest.mark.parametrize("change", FALSE)
def test_false_certificates_are_refuted(change):
    document = json.loads(certificate_of("two_triangles"))
    assert check(naive.write(document)).verdict == "proved"
    change(document)
    assert check(naive.write(document)).verdict == "refuted"


def test_shared_layer_for_two_blocks_is_refuted():
    """One layer that switches off two blocks leaves them one output: no network of the finer
    partition.
    """
    document = json.loads(certificate_of("two_triangles"))
    coarse = document["minima"][1]
    document["minima"][0] |= {key: coarse[key] for key in ("A", "c", "candidate", "radius")}
    result = check(naive.write(document))
    assert (result.verdict, "layer for each block" in result.reason) == ("refuted", True)


def test_an_older_certificate_of_no_order_says_nothing_of_other_networks():
    document = json.loads(certificate_of("crossing"))
    apart = document["minima"][0]
    for key in ("widths", "candidate", "dimension", "radius", "theorem"):
        del apart[key]
    half = [[0, "1/2"], [1, "1/2"]]
    combination = {"class": half, "rest": [["1", *term] for term in half]}
    apart |= {"feasible": "no", "verdicts": dict.fromkeys(apart["verdicts"], "unknown")}
    apart["obstruction"] = {"class": "0", "against": ["1"], "convex_combination": combination}
    apart["further_obstructions"] = []
    assert check(naive.write(document)).verdict == "proved"
    apart["verdicts"]["all_parameters"] = "proved"
    assert check(naive.write(document)).verdict == "malformed"


LINE = {name: [[k], [k + F(1, 2)]] for k, name in enumerate("abcd")}


def line_certificate():
    minima = partitions(ClusterData.from_rows(LINE))
    return minima, partition_certificate(minima, list(minima.minima()))


def test_more_blocks_than_dimensions_take_wider_layers():
    """Four classes on a line: blocks that are intervals, or one block between the ends of
    another.
    """
    minima, certificate = line_certificate()
    result = check(certificate.encode())
    assert (result.verdict, "15 partitions" in result.reason) == ("proved", True)
    ordered = [m for m in minima.minima() if m.obstruction is None]
    widths = {len(m.blocks): m.network.widths for m in ordered}
    assert (len(ordered), widths) == (
        8,
        {
            4: (1, 3, 3, 3, 3, 4),
            3: (1, 2, 2, 2, 2, 4),
            2: (1, 1, 1, 1, 1, 4),
            1: (1, 1, 1, 1, 1, 4),
        },
    )
    for minimum in minima.minima():
        region = Region.of(minimum.network, minima.data)
        assert region.jacobian().rank() == 4 * len(minimum.blocks)
        assert minimum.dimension == minimum.network.parameter_count - 4 * len(minimum.blocks)


def test_wider_minima_are_not_left_by_perturbations():
    minima, chance = partitions(ClusterData.from_rows(LINE)), random.Random(8)
    classes = classes_of(minima.data)
    for minimum in minima.minima():
        for _ in range(10):
            radius, size = F(str(minimum.radius)), minimum.network.parameter_count
            shifts = [radius * chance.randint(-99, 99) / 100 for _ in range(size)]
            assert naive.cost(moved(minimum.network, shifts), classes) >= F(str(minimum.value))


def narrower(document):
    document["minima"][0]["width"] = 2


def width_forgotten(document):
    del document["minima"][0]["width"]


def another_wide_layer(document):
    """A further unit that is always on: the same function, one parameter more."""
    first = document["minima"][0]["candidate"][0]
    first["W"].append(["0"])
    first["b"].append("1")
    for row in document["minima"][0]["candidate"][1]["W"]:
        row.append("0")


def dimension_of_the_narrow_one(document):
    document["minima"][0]["dimension"] = document["K"] - 16


def output_off_the_mean(document):
    document["minima"][0]["candidate"][-1]["b"][0] = "7/11"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (narrower, "refuted"),
        (width_forgotten, "malformed"),
        (another_wide_layer, "malformed"),
        (dimension_of_the_narrow_one, "refuted"),
        (output_off_the_mean, "refuted"),
    ],
)
def test_false_certificates_of_wider_networks(change, verdict):
    document = json.loads(line_certificate()[1])
    assert check(naive.write(document)).verdict == "proved"
    change(document)
    assert check(naive.write(document)).verdict == verdict


def test_the_command(tmp_path, capsys):
    target = tmp_path / "t6.json"
    source = str(DATA / "three_simplices.json")
    assert run(["landscape", source, "--partitions", "-o", str(target)]) == 0
    shown = capsys.readouterr().out
    assert "equal values: {a} {b, c}; {a, b} {c}; {a, c} {b}" in shown
    assert run(["check", str(target)]) == 0
    assert run(["landscape", source, "--partitions", "--json"]) == 0
    assert capsys.readouterr().out.endswith(target.read_text())
    assert run(["landscape", source, "--partitions", "--mu", "1/2"]) == 2
