"""False certificates, built by thinking what a check might forget: each is refused, and for its own
reason.

NAME.json in tests/corpora/false is a test once NAME.txt beside it has the verdict in its first line
and in the second what the reason must say; a file in tests/corpora/valid is one at once.
`tests.checker.corpus` writes most of them.
"""

import json
import shutil

import pytest

from proofs import judged_files
from proofs.checker import check, check_file
from proofs.cli import run
from proofs.export.coq import STATEMENTS
from proofs.export.kernel import check_with_coq
from tests.checker import naive
from tests.checker.corpus import FALSE, FALSEHOODS, VALID

EXPECTED = {
    path.with_suffix(".json").name: path.read_text().splitlines() for path in FALSE.glob("*.txt")
}
FILES = sorted(path.name for path in FALSE.glob("*.json"))
TRUE_FILES = sorted(path.name for path in VALID.iterdir())
JUDGED_BY_DEFINITION = ("T3", "T3'", "T4", "T5")
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def test_every_file_has_its_reason_and_every_reason_its_file():
    assert sorted(EXPECTED) == FILES
    assert len(FILES) >= 80


@pytest.mark.parametrize("name", FILES)
def test_a_false_certificate(name):
    verdict, reason = EXPECTED[name]
    result = check_file(FALSE / name, None)
    assert reason in result.reason
    assert result.verdict == verdict


@pytest.mark.parametrize("name", FILES)
def test_the_kernel_is_asked_nothing_about_it(name, monkeypatch):
    """`check --kernel coq` agrees with `check`, whatever part of the file Coq would restate."""
    monkeypatch.setattr(judged_files, "check", lambda raw, limits: check(raw))  # in this process
    verdict, reason = EXPECTED[name]
    result = check_with_coq(FALSE / name)
    assert (result.verdict, result.coverage) == (verdict, None)
    assert result.detail.startswith("checker: ")
    assert reason in result.detail


@pytest.mark.parametrize("tool", ["coq", "smtlib"])
@pytest.mark.parametrize("name", FILES)
def test_it_is_not_handed_on(name, tool, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(judged_files, "check", lambda raw, limits: check(raw))  # in this process
    target = tmp_path / "handed-on"
    assert run(["export", str(FALSE / name), "--to", tool, "-o", str(target)]) in (1, 2)
    assert EXPECTED[name][1] in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.parametrize("name", FILES)
def test_it_is_false_by_definition(name):
    cert = json.loads((FALSE / name).read_text())
    if EXPECTED[name][0] == "refuted" and cert["statement"] in JUDGED_BY_DEFINITION:
        assert not naive.holds(cert)


@pytest.mark.parametrize("name", TRUE_FILES)
def test_a_true_certificate(name):
    result = check_file(VALID / name)
    assert result.verdict == "proved", result.reason
    cert = json.loads((VALID / name).read_text())
    if cert["statement"] in JUDGED_BY_DEFINITION:
        assert naive.holds(cert)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE_FILES)
def test_coq_agrees(name):
    cert = json.loads((VALID / name).read_text())
    kind = f"capacity {cert['verdict']}" if "question" in cert else cert["statement"]
    restated = kind in STATEMENTS and not cert.get("values_only")
    result = check_with_coq(VALID / name)
    assert result.verdict == ("proved" if restated else "unknown"), result.detail


def test_every_builder_has_its_file():
    assert {f"{name}.json" for name in FALSEHOODS} <= set(FILES)


def test_the_dimension_of_a_shared_layer_is_false_by_definition():
    cert = json.loads((FALSE / "t5_one_layer_for_two.json").read_text())
    assert not naive.holds(cert)
    cert["minima"][4]["dimension"] = 1  # the rank of the differential, not of the formula
    assert naive.holds(cert)
