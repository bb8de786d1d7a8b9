"""What is printed of Coq's theorem is what the theorem of this file says: a claim that only some
files make stands there exactly if its words do, and what it would say of the rest is left out.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from proofs.cli import run
from proofs.export.claims import COVERAGE, Coverage
from proofs.export.coq import STATEMENTS, development
from proofs.judged_files import as_it_stands
from tests.export.test_coq_degeneracy import UNKNOWN
from tests.export.test_coq_false import SCHEMA, TRUE

VALID = Path(__file__).parents[1] / "corpora" / "valid"
DATA = Path(__file__).parents[2] / "notebooks" / "data"
DOCUMENTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in sorted(VALID.glob("*.json"))
}
DOCUMENTS |= {
    "p1, nothing stuck": {**DOCUMENTS["p1_crossing"], "obstruction": None},
    "t4, no kernel": {k: v for k, v in DOCUMENTS["t4_deeper"].items() if k != "kernel"},
    "r1, cost 0": {"schema": SCHEMA, **TRUE["R1: cost 0"]},
    "g8, no order": UNKNOWN["more cells than classes"](),
}
RESTATED = {
    name: document
    for name, document in DOCUMENTS.items()
    if as_it_stands(document).statement in STATEMENTS and not document.get("values_only")
}
# how a claim begins: what the theorem then contains
IN_COQ = {
    "hidden weights are invertible": "truncation ",
    "no two classes are collapsed": "own_layer ",
    "with the linear readout": "gauge ",
    "kernel is a basis": r"basis \(stationary ",
    "value is the cost of the candidate": "costs ",
    "value without a network": "least_(linear|affine) ",
    "output_layer and apexes_held": "held",
    "all_parameters is proved": "(local|any)_minimum ",
    "all_parameters is refuted": "no_minimum ",
    "a witness lies": " < ",
    "the cost is not 0": "least_in_region ",
    "obstruction": "no_list ",
    "order": "cell_signs ",
    "manifold is proved": "zero_set_triangle ",
}
# what the checker alone says, and the claim that stands in its place
OTHERWISE = {
    "that there is no order": "order",
    "that nothing is proved of the zero set": "manifold is proved",
    "without an obstruction": "obstruction",
}


def every(document: dict[str, Any]) -> Coverage:
    """The claims of its statement."""
    return COVERAGE[as_it_stands(document).statement]


def covered(document: dict[str, Any]) -> Coverage:
    """Those that the file makes."""
    return every(document).of(as_it_stands(document))


def begins(claims: tuple[str, ...], words: str) -> bool:
    return any(claim.startswith(words) for claim in claims)


@pytest.mark.parametrize("name", RESTATED)
def test_a_claim_is_printed_if_the_theorem_says_it(name: str) -> None:
    document = RESTATED[name]
    claims, theorem = covered(document), development(document).certificate.partition("Theorem ")[2]
    for words, coq in IN_COQ.items():
        if begins(every(document).restated, words):
            assert begins(claims.restated, words) == bool(re.search(coq, theorem)), words


@pytest.mark.parametrize("name", RESTATED)
def test_the_checker_is_left_what_there_is(name: str) -> None:
    document = RESTATED[name]
    claims = covered(document)
    for words, instead in OTHERWISE.items():
        if begins(every(document).checker_only, words):
            assert begins(claims.checker_only, words) != begins(claims.restated, instead)
    assert begins(claims.checker_only, "fewest") == bool(document.get("fewest"))


def test_the_gauge_is_a_claim_of_the_linear_readout(tmp_path: Path) -> None:
    target = tmp_path / "linear.json"
    options = ["--readout", "linear", "-o", str(target), "-q"]
    assert run(["minimize", str(DATA / "three_simplices.json"), *options]) == 0
    document = json.loads(target.read_text())
    assert begins(covered(document).restated, "with the linear readout")
    assert "gauge " in development(document).certificate.partition("Theorem ")[2]


def test_every_claim_that_may_be_missing_is_made_and_left_out() -> None:
    """By files of one statement: the tests above are about something."""
    may_be_missing = {*IN_COQ, *OTHERWISE, "fewest", "obstacles", "why a partition has no network"}
    always = {w for w in IN_COQ if w.startswith(("hidden", "no two", "value is", "output_layer"))}
    for words in may_be_missing - {"with the linear readout"}:
        seen = set()
        for document in RESTATED.values():
            claims, here = every(document), covered(document)
            if begins((*claims.restated, *claims.checker_only), words):
                seen.add(begins((*here.restated, *here.checker_only), words))
        assert seen == ({True} if words in always else {True, False}), words
