"""False certificates, built one by one by thinking what a check might forget: each is refused, and for its own reason.

A file in tests/corpora/false is a test once expected.json beside it says with which verdict and for what reason.
"""

import json
from pathlib import Path

import pytest

from proofs.checker import check_file
from tests.checker import truth

CORPUS = Path(__file__).parents[1] / "corpora" / "false"
EXPECTED = json.loads((CORPUS / "expected.json").read_text())
FILES = sorted(path.name for path in CORPUS.iterdir() if path.name != "expected.json")


def test_every_file_has_its_reason_and_every_reason_its_file():
    assert sorted(EXPECTED) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_false_certificate(name):
    verdict, reason = EXPECTED[name]
    result = check_file(CORPUS / name)
    assert reason in result.reason
    assert result.verdict == verdict


def test_the_dimension_of_a_shared_layer_is_false_by_definition():
    cert = json.loads((CORPUS / "two_classes_one_layer.json").read_text())
    assert not truth.holds(cert)
    cert["minima"][4]["dimension"] = 1  # the rank of the differential, not of the formula
    assert truth.holds(cert)
