"""Affinely independent targets do: ±1 for two classes, or any that lie in a plane that misses no
more than one dimension. Only T5d for the linear readout and T2's comparison ask for more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from proofs import certificates, ledger
from proofs.certificates.growing import grow
from proofs.checker import check
from proofs.statements.case import Case
from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.least_cost import least_cost_network
from symbolic.minima import Landscape, landscape
from symbolic.readouts import affine_readout, linear_readout
from symbolic.truncation_network import ZeroLoss, zero_loss
from symbolic.zero_set import degeneracy

TRIANGLES = {"a": [[4, 0], [5, 0], [4, 1]], "b": [[0, 4], [0, 5], [1, 4]]}
SIGNS = [[1, -1], [-1, 1]]


def random_data(seed: int) -> ClusterData:
    """Three or two clusters, and targets whose matrix is singular though they are affinely
    independent: the last one is a combination of the others with coefficients of another sum than
    1.
    """
    rng = Random(seed)
    Q, M = rng.choice([(2, 2), (2, 3), (3, 3), (3, 2)])
    rows = {
        f"c{j}": [
            [9 * (i == j) - 5 * (j == M) + Fraction(rng.randint(-4, 4), 4) for i in range(M)]
            for _ in range(4)
        ]
        for j in range(Q)
    }
    while True:
        first = [[rng.randint(-3, 3) for _ in range(Q)] for _ in range(Q - 1)]
        shares = [rng.randint(-2, 2) for _ in first]
        last = [sum(s * y[q] for s, y in zip(shares, first, strict=True)) for q in range(Q)]
        try:
            return ClusterData.from_rows(rows, [*first, last], f"seed {seed}")
        except InputError:  # the sum of the shares is 1, or the first ones are dependent
            continue


def written(survey: Landscape) -> str:
    """The landscape's certificate, as the command writes it."""
    pairs = [(subset, kind) for subset in survey.subsets() for kind in survey.readouts]
    labels = survey.data.labels
    named = [([labels[j] for j in subset], kind) for subset, kind in pairs]

    def sections(start: int) -> Iterator[dict[str, Any]]:
        return (certificates.minimum_section(survey, *pair) for pair in pairs[start:])

    header = certificates.landscape_header(survey, False)
    return grow(None, header, named, sections, lambda _: None)


@pytest.mark.parametrize("seed", range(6))
def test_every_command_says_what_the_checker_proves(seed: int) -> None:
    data = random_data(seed)
    assert not data.targets_invertible
    outcome = zero_loss(data, readout="affine")
    assert isinstance(outcome, ZeroLoss) and isinstance(least_cost_network(data), ZeroLoss)
    texts = [certificates.zero_loss_certificate(outcome)]
    if data.M >= data.Q:
        texts.append(certificates.zero_loss_certificate(zero_loss(data, readout="linear")))
    texts.append(certificates.degeneracy_certificate(degeneracy(outcome), with_kernel=True))
    texts.append(written(landscape(data)))
    for text in texts:
        result = check(text.encode())
        assert result.verdict == "proved", result.reason
    for minimum in json.loads(texts[-1])["minima"]:
        assert not (minimum["readout"] == "linear" and minimum.get("theorem") == "T5d")


def test_the_theorem_without_a_bias_asks_for_more() -> None:
    survey = landscape(ClusterData.from_rows(TRIANGLES, SIGNS))
    assert "the targets are linearly dependent" in survey.missing_hypotheses((0,), "linear")
    assert survey.missing_hypotheses((0,), "affine") == []
    assert survey.minimum((0,), "affine").theorem == "T5d"


def test_where_the_means_of_the_values_agree_the_comparison_is_not_claimed() -> None:
    """Y singular: V_aff = V_lin although Δ₂u is not 0 (T2 needs an invertible Y there)."""
    # Δ₂u is a multiple of (1, 1), which Y sends to 0.
    rows = {"a": [[4, 0], [6, 0], [5, 1], [5, -1]], "b": [[0, 4], [0, 6], [1, 5], [-1, 5]]}
    data = ClusterData.from_rows(rows, SIGNS)
    one = linear_readout(data.means, data.scatter, data.targets)
    two = affine_readout(data.means, data.scatter, data.targets)
    assert one.value == two.value and not data.noise_to_signal.is_zero_matrix
    verdict = ledger.prove_on(ledger.entries()["T2"], Case(data)).verdict
    assert verdict.word == "proved" and "comparison needs an invertible Y" in str(verdict)


@pytest.mark.parametrize("targets", [[[1, 0], [1, 0]], [[0, 0, 1], [0, 1, 0], [0, "1/2", "1/2"]]])
def test_affinely_dependent_targets_are_refused(targets) -> None:
    rows = dict(zip("abc", [[[0]], [[1]], [[2]]], strict=True))
    with pytest.raises(InputError, match="expected affinely independent targets"):
        ClusterData.from_rows({k: rows[k] for k in "abc"[: len(targets)]}, targets)
