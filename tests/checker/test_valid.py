"""Every hand-written certificate is proved, and true by definition."""

import json
from dataclasses import FrozenInstanceError

import pytest

from proofs.checker import CHECKER_VERSION, Result, check, check_file
from tests.checker import naive
from tests.checker.cases import CASES, raw


@pytest.mark.parametrize("name", CASES)
def test_a_true_certificate_is_proved(name):
    result = check(raw(name))
    assert (result.statement, result.verdict) == (name.split()[0], "proved"), result.reason


@pytest.mark.parametrize("name", CASES)
def test_the_naive_verifier_agrees(name):
    assert naive.holds(json.loads(raw(name)))


def test_the_cases_reach_every_verdict_and_theorem():
    items = [item for name in CASES for item in json.loads(raw(name)).get("minima", [])]
    assert {item.get("theorem", "none") for item in items} == {"T3", "T5c", "T5d", None, "none"}
    scopes = {item["verdicts"]["all_parameters"] for item in items if "verdicts" in item}
    assert scopes == {"proved", "refuted", "unknown"}


def test_the_second_order_witness_needs_the_second_order():
    item = json.loads(raw("T5 second order"))["minima"][1]
    cert = json.loads(raw("T5 second order"))
    nets = [naive.network(item["candidate"]), naive.network(item["witness"]["layers"])]
    terms = naive.segment_cost(*nets, naive.classes_of(cert))
    assert terms[1] == 0 > terms[2]


def test_check_file_reads_bytes(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(raw("T3 two triangles"))
    assert check_file(path) == check_file(str(path)) == check(path.read_bytes())


def test_a_result_is_a_value():
    result = Result("T3", "proved", "because")
    with pytest.raises(FrozenInstanceError):
        result.verdict = "refuted"
    assert not hasattr(result, "__dict__")
    assert CHECKER_VERSION.count(".") == 2
