"""Coq proves of a minimum of T5 that is refuted by its witness alone that there are smaller costs
arbitrarily close by, and refuses false claims.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from proofs.checker.errors import Malformed
from proofs.checker.limits import DEFAULT
from proofs.export.coq import development
from proofs.export.kernel import build
from tests.export.test_descents import ARGUMENTS, candidate_of, case

Change = Callable[[dict[str, Any]], None]
pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


@pytest.mark.parametrize("name", ARGUMENTS)
def test_coq_proves(name: str) -> None:
    values, k = case(name)
    written = development(values)
    _, _, theorem = written.certificate.partition("Theorem landscape")
    Q, own = len(values["data"]["classes"]), k + 1
    at = f"collapses_{own} layers_{own} A_{own} c_{own} clusters"
    assert f"(no_minimum 2 {Q} {at})" in theorem
    below = f"collapses_{own} layers_below_{own} A_below_{own} c_below_{own} clusters"
    assert f"(truncation 2 {Q} {below})" in theorem
    result = build(written, DEFAULT)
    assert result.verdict == "proved", result.detail


def more(values: dict[str, Any]) -> None:
    """A network of the region that costs more, and what it costs."""
    witness = values["minima"][1]["witness"]
    witness["layers"][-1]["b"] = ["7", "7", "7"]
    candidate, net = candidate_of(values, 1)
    witness["cost_squared"] = str(candidate.cost_of(net))


def less_than_it_costs(values: dict[str, Any]) -> None:
    values["minima"][1]["witness"]["cost_squared"] = "1"


def elsewhere(values: dict[str, Any]) -> None:
    """A class that the candidate collapses is not collapsed."""
    values["minima"][1]["witness"]["layers"][0]["b"] = ["100", "100"]


def singular(values: dict[str, Any]) -> None:
    """In a layer that sees positive points alone: its signs stay, its weights have no inverse."""
    layer = values["minima"][1]["witness"]["layers"][1]
    layer["W"], layer["b"] = [["1", "1"], ["1", "1"]], ["1", "1"]


def a_minimum(values: dict[str, Any]) -> None:
    """Nothing is collapsed, and the readout is the best: T5c."""
    item, refuted = values["minima"][:2]
    item["verdicts"], item["theorem"] = refuted["verdicts"], None
    item["witness"] = {"layers": item["candidate"], "cost_squared": item["value"]}


def a_minimum_that_is_told_to_cost_more(values: dict[str, Any]) -> None:
    a_minimum(values)
    values["minima"][0]["witness"]["cost_squared"] = "0"


def item(k: int, **fields: object) -> Change:
    return lambda values: values["minima"][k].update(fields)


FALSE: dict[str, tuple[Change, str]] = {
    "another subset": (item(1, collapsed=["b"]), "subset_2"),
    "the empty subset": (item(1, collapsed=[]), "subset_2"),
    "the candidate of another subset": (
        lambda values: item(1, candidate=values["minima"][0]["candidate"])(values),
        "subset_2",
    ),
    "a value too small": (item(1, value="1/7"), "normal_equations_2"),
    "a witness that is the candidate": (
        lambda values: values["minima"][1]["witness"].update(
            layers=values["minima"][1]["candidate"]
        ),
        "costs_below_2",
    ),
    "a witness that costs more": (more, "less_below_2"),
    "a witness that costs more than is said": (less_than_it_costs, "costs_below_2"),
    "a witness of another region": (elsewhere, "values_below_2"),
    "a witness without inverses": (singular, "units_below_2"),
    "a minimum": (a_minimum, "less_below_1"),
    "a minimum, and another cost": (a_minimum_that_is_told_to_cost_more, "costs_below_1"),
}


@pytest.mark.parametrize("name", FALSE)
def test_coq_refuses(name: str) -> None:
    change, lemma = FALSE[name]
    values, _ = case("no slope")
    change(values)
    result = build(development(values), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)


VERDICTS = {"output_layer": "proved", "apexes_held": "proved", "all_parameters": "proved"}


@pytest.mark.parametrize(
    "change",
    [
        item(0, verdicts={**VERDICTS, "all_parameters": "refuted"}),
        item(0, verdicts={**VERDICTS, "all_parameters": "unknown"}),
        item(1, verdicts=VERDICTS),
        item(1, verdicts=VERDICTS, theorem="T5d"),
    ],
)
def test_a_verdict_has_the_theorem_that_says_it(change: Change) -> None:
    values, _ = case("no slope")
    change(values)
    with pytest.raises(Malformed, match="expected one that says"):
        development(values)
