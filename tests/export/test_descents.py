"""The networks that Coq is given where a minimum of T5 is refuted by its witness alone."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from proofs.checker import check
from proofs.checker.values import Network, mapping, network
from proofs.export.descents import Candidate, arguments
from proofs.judged_files import as_it_stands
from tests.checker import naive
from tests.checker.corpus import VALID

# file, item, whether the witness gets other hidden weights, number of networks
ARGUMENTS = {
    "biases": ("t5_balanced_noise", 3, False, 1),
    "a slope, all weights": ("t5_balanced_noise", 3, True, 1),
    "no slope": ("t5_stationary_apex", 1, False, 2),
    "no slope, all weights": ("t5_stationary_apex", 1, True, 2),
}


def rescaled(layers: list[dict[str, Any]]) -> None:
    """The same outputs by other hidden weights: 3/2 of what the units of the first layer were."""
    first, second = layers[:2]
    for row in (*first["W"], first["b"]):
        row[:] = [str(Fraction(e) * 3 / 2) for e in row]
    for row in second["W"]:
        row[:] = [str(Fraction(e) * 2 / 3) for e in row]


def case(name: str) -> tuple[dict[str, Any], int]:
    """The certificate, and which of its items is meant."""
    file, k, moved, _ = ARGUMENTS[name]
    values: dict[str, Any] = json.loads((VALID / f"{file}.json").read_text())
    if moved:
        rescaled(values["minima"][k]["witness"]["layers"])
    return values, k


def candidate_of(values: dict[str, Any], k: int) -> tuple[Candidate, Network]:
    """The candidate of an item, and its witness."""
    data, item = as_it_stands(values).data, values["minima"][k]
    net = network(item["candidate"], data, "candidate")
    places = {label: l for l, label in enumerate(item["collapsed"])}
    assert len(places) < 2
    collapses = tuple(places.get(label, len(net) - 1) for label in data.labels)
    witness = network(mapping(item["witness"], "witness")["layers"], data, "witness")
    return Candidate(data, net, collapses, Fraction(item["value"])), witness


@pytest.mark.parametrize("name", ARGUMENTS)
def test_networks_cost_less_and_keep_the_hidden_weights(name: str) -> None:
    candidate, witness = candidate_of(*case(name))
    networks, number = arguments(candidate, witness), ARGUMENTS[name][3]
    assert len(networks) == number
    assert (networks == (witness,)) == (name == "biases")
    assert 0 < sum(map(candidate.cost_of, networks)) < number * candidate.value
    for net in networks:
        assert [W for W, _ in net[:-1]] == [W for W, _ in candidate.network[:-1]]


@pytest.mark.parametrize("name", ["no slope", "no slope, all weights"])
def test_the_candidate_is_in_the_middle_of_two(name: str) -> None:
    candidate, witness = candidate_of(*case(name))
    first, second = arguments(candidate, witness)
    for layer, one, other in zip(candidate.network, first, second, strict=True):
        rows, ones, others = ((*W, b) for W, b in (layer, one, other))
        for row, u, v in zip(rows, ones, others, strict=True):
            assert tuple((s + t) / 2 for s, t in zip(u, v, strict=True)) == row


@pytest.mark.parametrize("name", ARGUMENTS)
def test_the_checker_proves_it(name: str) -> None:
    values, _ = case(name)
    result = check(naive.write(values))
    assert result.verdict == "proved", result.reason
