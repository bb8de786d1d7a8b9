"""What is nearly true is refused: by the kernel, by counterexamples, entry by entry."""

from __future__ import annotations

import pytest

from proofs import ledger
from proofs.algebra import AlgebraError, StepError, Term, prove
from proofs.algebra.derivation import Equations
from proofs.algebra.entrywise import Model
from proofs.statements.entry import Denial, NearMiss
from proofs.verdicts import NotApplicable, Proved
from tests.ledger.examples import CASES, DERIVED, ENTRIES

MISSES = {
    f"{key} {miss.name}": (entry, miss)
    for key, entry in ENTRIES.items()
    for miss in entry.near_misses
}
EQUATIONS = {name: pair for name, pair in MISSES.items() if isinstance(pair[1], NearMiss)}
DENIALS = {name: pair[1] for name, pair in MISSES.items() if isinstance(pair[1], Denial)}


def test_there_are_near_misses() -> None:
    assert len(EQUATIONS) >= 24
    assert len(DENIALS) >= 4
    assert len(MISSES) == sum(len(entry.near_misses) for entry in ENTRIES.values())


@pytest.mark.parametrize("name", EQUATIONS)
def test_near_misses_leave_a_remainder(name: str) -> None:
    miss = EQUATIONS[name][1]
    with pytest.raises(StepError, match=r"remainder: [^0]"):
        prove(miss.left, miss.right, miss.using, name)


@pytest.mark.parametrize("name", DENIALS)
def test_near_misses_have_counterexamples(name: str) -> None:
    assert DENIALS[name].holds(CASES) is False


def _has_equations(key: str) -> bool:
    return any(isinstance(step, Equations) for step in ledger.derivation(key).steps)


def test_every_entry_with_equations_has_models() -> None:
    for key in DERIVED:
        assert (ENTRIES[key].models is not None) == _has_equations(key), key


@pytest.mark.parametrize("key", [key for key in DERIVED if ENTRIES[key].models is not None])
def test_every_equation_holds_entry_by_entry(key: str) -> None:
    verdicts = [ledger.prove_entrywise(ENTRIES[key], size) for size in ledger.SIZES]
    assert {type(verdict) for verdict in verdicts} <= {Proved, NotApplicable}
    assert isinstance(verdicts[-1], Proved)


def test_without_models_there_is_nothing_to_compare() -> None:
    assert isinstance(ledger.prove_entrywise(ENTRIES["N1"], 2), NotApplicable)


@pytest.mark.parametrize("name", EQUATIONS)
def test_near_misses_fail_entry_by_entry_too(name: str) -> None:
    entry, miss = EQUATIONS[name]
    models = [model for size in ledger.SIZES for model in entry.models(size)]
    premises = [side for fact in miss.using for side in (fact.left, fact.right)]
    fitting = [model for model in models if all(map(model.has, [miss.left, miss.right, *premises]))]
    assert fitting
    fitting = [model for model in fitting if all(map(model.holds, miss.using))]
    differ = any(_differ(model, miss.left, miss.right) for model in fitting)
    if miss.in_models == "the premise fails":
        assert not fitting
    else:
        assert fitting
        assert differ == (miss.in_models == "the sides differ")


def _differ(model: Model, left: Term, right: Term) -> bool:
    try:
        return bool(model.evaluate(left) != model.evaluate(right))
    except AlgebraError:
        return True  # σ of something whose sign the true statement would have fixed
