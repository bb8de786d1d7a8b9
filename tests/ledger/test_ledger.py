"""Every entry is proved, on every shipped example it is proved or says which assumption fails, and what is false is refused."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from proofs import ledger
from proofs.algebra import AlgebraError, StepError, Term, prove
from proofs.algebra.derivation import Equations, Positive, Remark
from proofs.algebra.entrywise import Model
from proofs.counterexamples import REASONS, SEARCHES, without
from proofs.ledger import LedgerError
from proofs.statements import readout
from proofs.statements.case import Case
from proofs.statements.models import MODELS
from proofs.verdicts import NotApplicable, Proved, Refuted, Unknown
from symbolic.clusters import ClusterData
from tests.ledger.examples import EXAMPLES
from tests.ledger.near_misses import REFUTED, REMAINDERS

ENTRIES = ledger.entries()
COQ = Path(ledger.__file__).parent / "coq" / "certificates"
MATHEMATICS = "D1 D2 D3 D4 D5 D6 L1 L2 L3 T1 T1a T1b T2 T3 T3' T4 T5 T5a T5b T5c T5d"  # in the order of the text


def test_the_ledger_has_every_statement() -> None:
    assert " ".join(key for key in ENTRIES if not key.startswith("N")) == MATHEMATICS


@pytest.mark.parametrize("key", ENTRIES)
def test_every_entry_is_proved_universally(key: str) -> None:
    result = ledger.prove_universally(ENTRIES[key])
    assert isinstance(result.verdict, Proved), result.verdict.detail
    assert result.scope == "universal"


@pytest.mark.parametrize("key", ENTRIES)
def test_nothing_that_is_given_goes_unused(key: str) -> None:
    """A hypothesis that no step uses would be a stronger assumption than the proof needs."""
    entry = ENTRIES[key]
    used = ledger.used_labels(ledger.derivation(key))
    labels = {
        getattr(given, "label", f"{getattr(given, 'name', '')} positive definite")
        for given in entry.given
    }
    assert labels <= used


@pytest.mark.parametrize("key", ENTRIES)
def test_what_the_words_cite_is_what_the_graph_says(key: str) -> None:
    entry = ENTRIES[key]
    words = " ".join(s.text for s in ledger.derivation(key).steps if isinstance(s, Remark))
    words = re.sub(r"\$[^$]*\$", "", words)
    cited = set(re.findall(r"(?<![A-Za-z])([DLTN]\d[a-d]?)(?![\w'])", words)) - {key}
    assert cited <= set(entry.uses), cited - set(entry.uses)
    assert set(re.findall(r"\b(F\d)\b", words)) <= set(entry.foundations)


@pytest.mark.parametrize("key", ENTRIES)
def test_code_links_lead_somewhere(key: str) -> None:
    for link in ENTRIES[key].decided_in:
        parts = link.split(".")
        found = importlib.import_module(".".join(parts[:2]))
        for part in parts[2:]:
            found = getattr(found, part)
        assert found.__doc__


@pytest.mark.parametrize("key", [key for key in ENTRIES if ENTRIES[key].coq])
def test_coq_theorems_exist_and_their_axioms_are_printed(key: str) -> None:
    printed = (COQ / "Theory_assumptions.v").read_text()
    for name in ENTRIES[key].coq:
        file, theorem = name.split(".")
        assert re.search(
            rf"^(Theorem|Lemma|Corollary) {theorem}\b", (COQ / f"{file}.v").read_text(), re.M
        )
        assert f"Print Assumptions {theorem}." in printed


@pytest.mark.parametrize("data", EXAMPLES, ids=lambda data: data.name)
def test_every_entry_on_every_example(data: ClusterData) -> None:
    case = Case(data)
    results = [ledger.prove_on(entry, case) for entry in ENTRIES.values()]
    for result in filter(None, results):
        assert isinstance(result.verdict, Proved | NotApplicable), (result.entry.id, result.verdict)
        assert result.verdict.detail
        assert result.scope == "data"


def test_an_instance_never_upgrades_a_universal_claim() -> None:
    results = [r for r in (ledger.prove_on(e, Case(EXAMPLES[-1])) for e in ENTRIES.values()) if r]
    assert not any(ledger.fully_proved(key, results) for key in ENTRIES)


def test_an_unproved_ancestor_is_seen() -> None:
    results = [ledger.prove_universally(entry) for entry in ENTRIES.values()]
    assert all(ledger.fully_proved(key, results) for key in ENTRIES)
    broken = [replace(r, verdict=Unknown("no")) if r.entry.id == "D1" else r for r in results]
    assert not ledger.fully_proved("T1a", broken)
    assert ledger.fully_proved("N1", broken) is ("D1" not in ledger.ancestors("N1"))


def test_a_proof_that_uses_what_is_not_listed_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(ENTRIES["T1"], given=())
    monkeypatch.setitem(ENTRIES, "T1", bare)
    verdict = ledger.prove_universally(bare).verdict
    assert isinstance(verdict, Unknown)
    assert "does not list" in verdict.detail


def test_a_step_that_fails_names_entry_step_and_remainder(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right, facts = REMAINDERS["T1 with a wrong sign"]
    wrong = replace(
        ENTRIES["T1"], derive=lambda D: D.equal("square", left, right, using=facts) and None
    )
    monkeypatch.setitem(ENTRIES, "T1", wrong)
    verdict = ledger.prove_universally(wrong).verdict
    assert isinstance(verdict, Unknown)
    assert re.match("T1, square: .*remainder", verdict.detail)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"proof_uses": ("T9",)}, "not in the ledger"),
        ({"foundations": ("F9",)}, "not a foundation"),
        ({"proof_uses": ("T1a",)}, "circular"),
    ],
)
def test_a_ledger_that_contradicts_itself_is_refused(monkeypatch, change, words) -> None:
    module = ledger.readout
    changed = tuple(replace(e, **change) if e.id == "T1" else e for e in module.ENTRIES)
    monkeypatch.setattr(module, "ENTRIES", changed)
    ledger.entries.cache_clear()
    try:
        with pytest.raises(LedgerError, match=words):
            ledger.entries()
    finally:
        ledger.entries.cache_clear()


@pytest.mark.parametrize("name", REMAINDERS)
def test_near_misses_leave_a_remainder(name: str) -> None:
    left, right, facts = REMAINDERS[name]
    with pytest.raises(StepError, match=r"remainder: [^0]"):
        prove(left, right, facts, name)


@pytest.mark.parametrize("name", REFUTED)
def test_near_misses_have_counterexamples(name: str) -> None:
    assert REFUTED[name]() is False


ASSUMPTIONS = [(e.id, a.id) for e in ENTRIES.values() for a in e.assumptions]


@pytest.mark.parametrize(("key", "assumption"), ASSUMPTIONS)
def test_every_assumption_has_a_counterexample_or_a_reason(key: str, assumption: str) -> None:
    (dropped,) = without(f"{key}:{assumption}")
    if (key, assumption) in REASONS:
        assert dropped.verdict == Unknown(REASONS[key, assumption])
    elif (key, assumption) == ("T5d", "wide-enough"):
        assert isinstance(dropped.verdict, Unknown)  # we know of none
    else:
        assert isinstance(dropped.verdict, Refuted)
        assert re.search(r"\d", dropped.verdict.detail)


def test_searches_and_reasons_belong_to_assumptions() -> None:
    assert set(SEARCHES) | set(REASONS) == set(ASSUMPTIONS)
    assert not set(SEARCHES) & set(REASONS)


def test_an_unknown_assumption_names_the_known_ones() -> None:
    with pytest.raises(LedgerError, match="T5d:definite-scatter"):
        without("T5d:nothing")


def test_a_broken_conclusion_on_data_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks on data can fail: a value that is off by a little is refused by the statements that rest on it."""
    real = readout.linear_readout

    def off(*arguments):
        found = real(*arguments)
        return replace(found, value=found.value + 1)

    monkeypatch.setattr(readout, "linear_readout", off)
    case = Case(EXAMPLES[-1])
    for key in ("T1", "T1b"):
        assert isinstance(ledger.prove_on(ENTRIES[key], case).verdict, Refuted), key


def test_every_derivation_has_checked_steps() -> None:
    for key in ENTRIES:
        steps = ledger.derivation(key).steps
        assert any(isinstance(step, Equations | Positive) for step in steps), key


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("key", [key for key in ENTRIES if not key.startswith("N")])
def test_every_equation_holds_entry_by_entry(key: str, size: int) -> None:
    if (key, size) == ("T5d", 1):
        return  # one class has no proper non-empty subset
    assert isinstance(ledger.prove_entrywise(ENTRIES[key], size), Proved)


@pytest.mark.parametrize("key", [key for key in ENTRIES if key.startswith("N")])
def test_lemmas_about_numbers_have_no_entries_to_compare(key: str) -> None:
    assert isinstance(ledger.prove_entrywise(ENTRIES[key], 2), NotApplicable)


# In the models of their entries the fact that these leave out holds all the same, or the one they put in does not.
FACT_HOLDS = {
    "T1 without the normal equations",
    "T5d without Aη = 0",
    "T5d without the normal equations",
}
FACT_FAILS = {
    "D5 with the other sign of the apex",
    "T1 closed form with 1 − Δ₂",
    "T2 with an uncentred Gram matrix",
}


@pytest.mark.parametrize("name", sorted(set(REMAINDERS) - FACT_HOLDS))
def test_near_misses_fail_entry_by_entry_too(name: str) -> None:
    left, right, facts = REMAINDERS[name]
    models = [model for size in (1, 2) for model in MODELS[name.split(maxsplit=1)[0]](size)]
    sides = [left, right, *(side for fact in facts for side in (fact.left, fact.right))]
    fitting = [model for model in models if all(map(model.has, sides))]
    assert fitting
    fitting = [model for model in fitting if all(map(model.holds, facts))]
    if name in FACT_FAILS:
        assert not fitting
    else:
        assert any(_differ(model, left, right) for model in fitting)


def _differ(model: Model, left: Term, right: Term) -> bool:
    try:
        return bool(model.evaluate(left) != model.evaluate(right))
    except AlgebraError:
        return True  # σ of something whose sign the true statement would have fixed
