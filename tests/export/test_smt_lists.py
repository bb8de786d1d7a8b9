"""P0, P1, P2, P3 and W2 judged by z3 and cvc5, and changed numbers refuted by them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proofs.certificates.cells import interpolation_certificate
from proofs.checker import check
from proofs.checker.errors import Malformed
from proofs.export.smtlib import smtlib_text
from symbolic import ClusterData
from symbolic.cells import Search
from symbolic.least_cost import least_cost_network
from tests.checker import naive
from tests.export.solvers import cvc5_answers, refuted, statuses, z3_answers
from tests.export.test_smtlib import changed, numbers

SOLVERS = {"z3": z3_answers, "cvc5": cvc5_answers}
XOR = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
THREE = ClusterData.from_rows({"a": [[0], [5]], "b": [[1], [2]], "c": [[3], [3]]})
MIXED = ClusterData.from_rows({"a": [[0], [1], [1]], "b": [[1], [3]]})
# what the scripts leave out, as their first lines say: who else is named is told by the checker
LEFT_OUT = (
    "Q:",
    "M:",
    "N:",
    "widths",
    "cost_squared",
    "fewest",
    "cells",
    "coincident",
    "layers, hidden",
)


def document(data: ClusterData, architecture: str) -> dict[str, Any]:
    outcome = least_cost_network(data, architecture, search=Search(restarts=0))
    result: dict[str, Any] = json.loads(interpolation_certificate(outcome))
    return result


CASES = {
    "P1 xor": (XOR, "two-layer"),
    "P1 three": (THREE, "two-layer"),
    "P0": (MIXED, "two-layer"),
    "P2": (THREE, "shallow"),
    "P3": (XOR, "deep"),
    "W2": (THREE, "narrow"),
}


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("name", CASES)
def test_a_true_certificate_is_confirmed(name: str, solver: str) -> None:
    pytest.importorskip(solver, reason="the extra `smt` is not installed")
    made = document(*CASES[name])
    assert check(naive.write(made)).verdict == "proved"
    text = smtlib_text(made)
    assert SOLVERS[solver](text) == statuses(text)
    assert statuses(text).count("unsat") >= 2


@pytest.mark.parametrize("name", ["P1 xor", "P0", "P2"])
def test_a_changed_number_is_refuted_as_the_checker_refutes_it(name: str) -> None:
    pytest.importorskip("z3", reason="the extra `smt` is not installed")
    made, count = document(*CASES[name]), 0
    for place in list(numbers(made))[::3]:
        other = changed(made, place)
        result = check(naive.write(other))
        try:
            text = smtlib_text(other)
        except Malformed:
            assert result.verdict != "proved", place
            continue
        claims = refuted(text, z3_answers(text))
        if result.verdict == "proved":
            assert not claims, place
        elif not result.reason.startswith(LEFT_OUT):
            assert claims, (place, result.reason)
            count += 1
    assert count > 5


def test_the_other_side_of_a_hyperplane_is_refuted() -> None:
    pytest.importorskip("z3", reason="the extra `smt` is not installed")
    made = document(XOR, "two-layer")
    made["cells"][0]["offset"] = "100"
    text = smtlib_text(made)
    assert refuted(text, z3_answers(text))
