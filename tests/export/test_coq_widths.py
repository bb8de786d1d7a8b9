"""Coq on networks of any widths: true certificates are proved, changed ones refused by the lemma
that is false.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proofs.checker.limits import DEFAULT
from proofs.export.claims import COVERAGE
from proofs.export.coq import development
from proofs.export.kernel import build, check_with_coq
from proofs.judged_files import as_it_stands

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
ARCHITECTURES = {"P1": "two-layer", "P2": "shallow", "P3": "deep", "W2": "narrow"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Certificates of two crossing segments, which no hyperplane separates."""
    folder = tmp_path_factory.mktemp("certificates")

    def written(statement: str) -> Path:
        target = folder / f"{statement}.json"
        if not target.exists():
            data = str(ROOT / "notebooks" / "data" / "crossing.json")
            options = ["--architecture", ARCHITECTURES[statement], "-o", str(target), "-q"]
            arguments = [sys.executable, "-m", "proofs", "minimize", data, *options]
            subprocess.run(arguments, cwd=ROOT, check=True)
        return target

    return written


@pytest.mark.parametrize("statement", ARCHITECTURES)
def test_coq_proves(statement: str, certificate: Callable[[str], Path]) -> None:
    result = check_with_coq(certificate(statement))
    assert (result.verdict, result.statement) == ("proved", statement), result.detail
    certificate_of = as_it_stands(json.loads(certificate(statement).read_text()))
    assert result.coverage == COVERAGE[statement].of(certificate_of)


def plus_one(values: dict[str, Any], layer: int, part: str, *index: int) -> None:
    place = values["layers"][layer][part]
    for i in index[:-1]:
        place = place[i]
    numerator, _, denominator = str(place[index[-1]]).partition("/")
    whole = int(numerator) + int(denominator or 1)
    place[index[-1]] = f"{whole}/{denominator}" if denominator else str(whole)


def at_a_kink(values: dict[str, Any]) -> None:
    """The first unit of the first layer sees nothing at all."""
    values["layers"][0]["W"][0] = ["0"] * len(values["layers"][0]["W"][0])
    values["layers"][0]["b"][0] = "0"


def other_side(values: dict[str, Any]) -> None:
    first, second = values["data"]["classes"]
    first["points"].append(second["points"][0])


MUTATIONS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "an output weight": (lambda values: plus_one(values, -1, "W", 0, 0), "values"),
    "an output bias": (lambda values: plus_one(values, -1, "b", 0), "values"),
    "a hidden bias": (lambda values: plus_one(values, 1, "b", 0), "values"),
    "a pre-activation of zero": (at_a_kink, "values"),
    "another target": (
        lambda values: values["data"]["classes"][0].update(target=["7", "0"]),
        "values",
    ),
    "a point of the other class": (other_side, "values"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_coq_refuses(name: str, certificate: Callable[[str], Path]) -> None:
    change, lemma = MUTATIONS[name]
    values = json.loads(certificate("P1").read_text())
    change(values)
    result = build(development(values), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)


@pytest.mark.parametrize("change", ["widths", "points"])
def test_a_false_size_is_refused(change: str, certificate: Callable[[str], Path]) -> None:
    written = development(json.loads(certificate("P1").read_text()))
    if change == "widths":
        data = written.data.replace("Definition widths := [", "Definition widths := [1; ")
        false = type(written)(data, written.certificate, written.requires)
        lemma = "sizes"
    else:
        false = type(written)(
            written.data,
            written.certificate.replace("check_inputs 2", "check_inputs 3"),
            written.requires,
        )
        lemma = "points"
    assert (false.data, false.certificate) != (written.data, written.certificate)
    result = build(false, DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A capacity of yes: two crossing segments, four units and two."""
    target = tmp_path_factory.mktemp("answers") / "yes.json"
    data = str(ROOT / "notebooks" / "data" / "crossing.json")
    options = ["--widths", "2,4,2,2", "-o", str(target), "-q"]
    arguments = [sys.executable, "-m", "proofs", "capacity", data, *options]
    subprocess.run(arguments, cwd=ROOT, check=True)
    return target


def test_coq_proves_that_an_architecture_reaches_zero(answer: Path) -> None:
    result = check_with_coq(answer)
    assert result.verdict == "proved", result.detail
    assert result.coverage == COVERAGE["capacity yes"]


def test_coq_asks_for_no_strict_signs_there(answer: Path) -> None:
    values = json.loads(answer.read_text())
    kinked = {"W": [["1", "0"]], "b": ["0"]}  # a first unit on the second coordinate axis, unused
    for part in ("W", "b"):
        values["layers"][0][part] += kinked[part]
    for row in values["layers"][1]["W"]:
        row.append("0")
    values["widths"][1] += 1
    assert any(point[0] == "0" for c in values["data"]["classes"] for point in c["points"])
    assert build(development(values), DEFAULT).verdict == "proved"


ANSWERS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "other widths": (lambda values: values["widths"].__setitem__(1, 3), "sizes"),
    "a layer more": (lambda values: values["widths"].insert(1, 4), "sizes"),
    "a layer less": (lambda values: values["widths"].pop(1), "sizes"),
    "fewer outputs": (lambda values: values["widths"].__setitem__(-1, 1), "sizes"),
    "widths that nobody counts in unary": (
        lambda values: values["widths"].__setitem__(1, 10**7),
        "sizes",
    ),
    "other inputs": (lambda values: values["widths"].__setitem__(0, 3), "inputs"),
    "another target": (MUTATIONS["another target"][0], "value"),
    "a point of the other class": (other_side, "value"),
    "an output bias": (MUTATIONS["an output bias"][0], "value"),
    "an output too few": (lambda values: values["layers"][0]["W"][0].__setitem__(0, "9"), "value"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_coq_refuses_a_false_answer(name: str, answer: Path) -> None:
    change, lemma = ANSWERS[name]
    values = json.loads(answer.read_text())
    change(values)
    result = build(development(values), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)
