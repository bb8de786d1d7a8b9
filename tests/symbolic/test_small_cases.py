"""Small inputs with a known answer, from the command line and from the library: thin gaps, wild
scales, and hypotheses that fail.
"""

import json
from pathlib import Path

import pytest

from proofs.checker.judge import check
from proofs.cli import run
from symbolic.clusters import ClusterData
from symbolic.minima import landscape
from symbolic.sources import load
from symbolic.truncation_network import ZeroLoss, zero_loss

CASES = Path(__file__).parent.parent / "corpora" / "cases"
SEPARABLE = (
    "four_points",
    "margin_1e-6_of_100",
    "margin_1e-30_slanted",
    "thin_gap",
    "staircase_shifted_1e8",
    "outlier_same_coordinate",
    "tiny_scale",
    "float_blobs",
    "onnx_slanted",
)


@pytest.mark.parametrize("name", SEPARABLE)
def test_a_confirmed_network_from_the_command_line(name, tmp_path):
    target = tmp_path / "certificate.json"
    source = str(CASES / f"{name}.json")
    assert run(["minimize", source, "--architecture", "truncation", "-o", str(target), "-q"]) == 0
    result = check(target.read_bytes())
    assert (result.statement, result.verdict) == ("T3", "proved")
    assert json.loads(target.read_text())["cost_squared"] == "0"


def test_the_normals_are_simple():
    thin = zero_loss(load(str(CASES / "thin_gap.json")))
    assert thin.collapses[0].hyperplane.normal.to_list_flat() == [5, 11]
    blobs = zero_loss(load(str(CASES / "float_blobs.json")))
    assert [c.hyperplane.normal.to_list_flat() for c in blobs.collapses] == [[-1, 1], [1, -1]]
    assert {e for c in blobs.collapses for e in c.apex.to_list_flat()} <= {1, 2, 3}


def test_a_rational_direction_where_53_bits_have_none(tmp_path):
    target = tmp_path / "certificate.json"
    source = str(CASES / "tall.json")
    options = ["--architecture", "truncation", "--construction", "orthogonal"]
    assert run(["minimize", source, *options, "-o", str(target), "-q"]) == 0
    assert check(target.read_bytes()).verdict == "proved"


def test_a_stationary_candidate_descends_along_the_mixed_direction():
    """Case (i) in the proof of T5d: no gradient, and a second-order term that is negative."""
    minima = landscape(load(str(CASES / "mixed_direction.json")))
    minimum = minima.minimum((2,), "affine")
    assert minimum.witness is not None
    assert minimum.witness.direction == "mixed direction at class 2"
    assert minimum.witness.cost < minimum.value == 1


def test_t5d_is_never_claimed_where_m_is_below_q():
    survey = landscape(load(str(CASES / "narrow.json")))
    minima = [m for m in survey.minima() if m.collapsed]
    assert minima
    for minimum in minima:
        assert minimum.theorem != "T5d"
        assert "M < Q" in survey.missing_hypotheses(minimum.collapsed, minimum.readout)


def test_coordinates_chosen_keep_the_targets():
    data = ClusterData.from_rows({"a": [[0, 5]], "b": [[2, 5]]}, [[2, 1], [1, 1]])
    chosen = data.select(features=[0])
    assert chosen.targets == data.targets
    assert data.select(classes=[1]).targets.to_list() == [[1]]


def test_apexes_of_the_paper_that_are_dependent_are_not_used():
    """Means on a line: all apexes of the segments are on it too, which no affine readout tells
    apart.
    """
    rows = {"a": [[-9, 0]], "b": [[0, 1], [0, -1]], "c": [[9, 0]]}
    for readout in ("affine", "linear"):
        data = ClusterData.from_rows({k: [[*x, 1] for x in v] for k, v in rows.items()})
        outcome = zero_loss(data, readout=readout)
        assert isinstance(outcome, ZeroLoss)
