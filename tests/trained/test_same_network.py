"""The same function by other parameters, the same data in other coordinates or another order: the
facts and the verdicts are the same.
"""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from proofs.certificates.trained import examination_certificate
from proofs.checker import check
from symbolic import ClusterData
from symbolic.partition_minima import partitions
from symbolic.trained.examination import examine
from symbolic.trained.parameters import Mlp
from tests.trained.nets import by_hand, data_named, trained
from tests.trained.test_no_minima import NETWORKS

TWO = {"a": [[F(1)], [F(2)]], "b": [[F(-1)], [F(-2)]]}


def of_a_partition(name, k):
    *_, minimum = [m for m in partitions(data_named(name)).minima() if len(m.blocks) == k]
    return Mlp.of_network(minimum.network)


CASES = {
    **{name: (TWO, network) for name, (_, network, _) in NETWORKS.items()},
    "an exact minimum": (TWO, by_hand([["0", "-1"]], [["3", "1/2"], ["0", "1/2"]])),
    "two blocks": ("three_simplices", of_a_partition("three_simplices", 2)),
    "crossing blocks": ("crossing", of_a_partition("crossing", 2)),
    "trained": ("two_triangles", trained(data_named("two_triangles"), (2, 2), 3, 40)),
}


def rows_of(data):
    return {
        label: [[F(str(e)) for e in x] for x in data.points[j].transpose().to_list()]
        for j, label in enumerate(data.labels)
    }


def seen(rows, network):
    """What is said of the network, but for what names units: kinks, dead units, radii."""
    examination = examine(network.network(), ClusterData.from_rows(rows))
    result = check(examination_certificate(examination).encode())
    assert result.verdict == "proved", result.reason
    facts = examination.facts
    return (
        examination.at.cost,
        examination.readout_value,
        examination.gap,
        examination.region_bound,
        facts.patterns,
        facts.kinks,
        len(facts.dead),
        facts.correct,
        [(row.rank, row.value) for row in examination.profile],
        examination.verdicts,
        examination.statement,
        result.statement,
    )


def case(name):
    rows, network = CASES[name]
    return (rows_of(data_named(rows)) if isinstance(rows, str) else rows), network


@pytest.mark.parametrize("name", CASES)
def test_units_in_another_order_and_rescaled(name):
    rows, network = case(name)
    chance, layers = random.Random(5), [[list(row) for row in l] for l in network.rows()]
    for l in range(len(layers) - 1):
        order = list(range(len(layers[l])))
        chance.shuffle(order)
        factors = [chance.choice([F(1, 3), F(2), F(7, 5)]) for _ in order]
        layers[l] = [[factors[r] * e for e in layers[l][r]] for r in order]
        layers[l + 1] = [[*(row[r] / factors[r] for r in order), row[-1]] for row in layers[l + 1]]
    assert seen(rows, Mlp.of_rows(layers)) == seen(rows, network)


@pytest.mark.parametrize("name", CASES)
def test_inputs_mirrored_shifted_and_scaled(name):
    """x ↦ s x + t in every coordinate, and the first layer adjusted."""
    rows, network = case(name)
    chance, (first, *others) = random.Random(6), network.rows()
    n = len(first[0]) - 1
    moves = [
        (chance.choice([F(-1), F(-3, 7), F(1000)]), F(chance.randint(-9, 9))) for _ in range(n)
    ]
    there = {
        label: [[s * e + t for e, (s, t) in zip(x, moves, strict=True)] for x in xs]
        for label, xs in rows.items()
    }
    adjusted = [
        [
            *(w / s for w, (s, _) in zip(row, moves, strict=False)),
            row[-1] - sum(w * t / s for w, (s, t) in zip(row, moves, strict=False)),
        ]
        for row in first
    ]
    assert seen(there, Mlp.of_rows([adjusted, *others])) == seen(rows, network)


@pytest.mark.parametrize("name", CASES)
def test_classes_and_points_in_another_order(name):
    rows, network = case(name)
    there = {label: rows[label][::-1] for label in reversed(rows)}
    *hidden, output = network.rows()
    assert seen(there, Mlp.of_rows([*hidden, output[::-1]])) == seen(rows, network)


def test_a_unit_twice_or_dead_changes_no_verdict_of_a_minimum():
    """Half the outgoing weight each: the groups of R1 are the same, and so is the minimum."""
    rows, network = case("two blocks")
    *front, before, output = network.rows()
    twice = [*before, before[0]]
    halved = [[row[0] / 2, *row[1:-1], row[0] / 2, row[-1]] for row in output]
    dead = [*before, [F(0)] * (len(before[0]) - 1) + [F(-1)]]
    idle = [[*row[:-1], F(5), row[-1]] for row in output]
    for layers in ([*front, twice, halved], [*front, dead, idle]):
        examination = examine(Mlp.of_rows(layers).network(), ClusterData.from_rows(rows))
        assert set(examination.verdicts.values()) == {"proved"}
