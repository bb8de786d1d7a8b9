"""Every assumption is needed or has its reason; every check on data notices a fault."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import Any

import pytest

from proofs import ledger
from proofs.chapters import LedgerError
from proofs.counterexamples import without
from proofs.statements.case import Case
from proofs.verdicts import Refuted, Unknown
from tests.ledger.examples import CASES, ENTRIES, EXAMPLES

ASSUMPTIONS = [(e.id, a.id) for e in ENTRIES.values() for a in e.assumptions]


@pytest.mark.parametrize(("key", "assumption"), ASSUMPTIONS)
def test_every_assumption_has_a_counterexample_or_a_reason(key: str, assumption: str) -> None:
    (dropped,) = without(f"{key}:{assumption}")
    (one,) = (a for a in ENTRIES[key].assumptions if a.id == assumption)
    if one.reason:
        assert dropped.verdict == Unknown(one.reason)
    elif (key, assumption) == ("T5d", "wide-enough"):
        assert isinstance(dropped.verdict, Unknown)  # we know of none
    else:
        assert isinstance(dropped.verdict, Refuted)
        assert re.search(r"\d", dropped.verdict.detail)


def test_an_unknown_assumption_names_the_known_ones() -> None:
    with pytest.raises(LedgerError, match=r"T5d:definite-scatter; found 'T5d:nothing'$"):
        without("T5d:nothing")
    with pytest.raises(LedgerError, match=r"L1:invertible-weights.*T5d:definite-scatter.*R7:onto"):
        without("nothing")
    with pytest.raises(LedgerError, match="expected a statement with assumptions; found 'T5a'"):
        without("T5a")


def test_a_statement_alone_loses_its_assumptions_one_by_one() -> None:
    dropped = [one.assumption for one in without("t5D")]
    assert dropped == [one.id for one in ENTRIES["T5d"].assumptions]


BROKEN = [(key, k) for key, entry in ENTRIES.items() for k in range(len(entry.broken))]


def test_every_check_on_data_has_a_fault_that_it_must_notice() -> None:
    assert [key for key, entry in ENTRIES.items() if entry.on_data and not entry.broken] == []


@cache
def never_refuted(key: str) -> bool:
    """Whether the check on data refutes the entry on no example, as it must without a fault."""
    return not any(isinstance(ledger.prove_on(ENTRIES[key], c).verdict, Refuted) for c in CASES)


@pytest.mark.parametrize(("key", "k"), BROKEN)
def test_a_fault_of_the_library_is_refuted_on_data(
    monkeypatch: pytest.MonkeyPatch, key: str, k: int
) -> None:
    """The check on data can fail: with the fault it refutes the statement, without it never."""
    assert never_refuted(key)
    fault = ENTRIES[key].broken[k]
    owner, _, name = fault.target.rpartition(".")
    monkeypatch.setattr(fault.target, fault.wrong(vars(resolved(owner))[name]))
    verdicts = (ledger.prove_on(ENTRIES[key], Case(data)) for data in reversed(EXAMPLES))
    assert any(isinstance(one.verdict, Refuted) for one in verdicts)


def resolved(dotted: str) -> Any:
    """The module or class of that name."""
    try:
        return importlib.import_module(dotted)
    except ModuleNotFoundError:
        owner, _, name = dotted.rpartition(".")
        return getattr(importlib.import_module(owner), name)
