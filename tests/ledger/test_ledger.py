"""Every entry is proved, on every shipped example it is proved or says which assumption fails, and
what is false is refused.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import replace

import pytest

from proofs import ledger, statuses
from proofs.algebra.derivation import Equations, Positive, Remark
from proofs.chapters import LedgerError, place
from proofs.statements import t1_linear_readout
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Entry, EntryError
from proofs.verdicts import NotApplicable, Proved, Stated, Status, Unknown
from symbolic.clusters import ClusterData
from tests.ledger.examples import CASES, DERIVED, ENTRIES, EXAMPLES, MATHEMATICS


def test_the_ledger_has_every_statement_in_order() -> None:
    wanted = MATHEMATICS.split()
    assert [key for key in ENTRIES if key in wanted] == wanted
    assert set(wanted) <= set(DERIVED)


@pytest.mark.parametrize("key", DERIVED)
def test_every_derivation_is_accepted(key: str) -> None:
    result = ledger.prove_universally(ENTRIES[key])
    assert isinstance(result.verdict, Proved), result.verdict.detail
    assert result.scope == "universal"


def test_what_is_only_stated_is_not_called_proved() -> None:
    entry = Entry(id="X9", kind="statement", name="Stated", statement="$1=1$.")
    assert isinstance(ledger.prove_universally(entry).verdict, Stated)
    for key in set(ENTRIES) - set(DERIVED):
        assert isinstance(ledger.prove_universally(ENTRIES[key]).verdict, Stated)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "expected a search for a counterexample, or a reason"),
        ({"counterexample": lambda: iter(()), "reason": "none"}, "expected a search"),
    ],
)
def test_an_assumption_has_a_search_or_a_reason(fields, words) -> None:
    with pytest.raises(EntryError, match=words):
        Assumption(id="a", text="$1=1$", **fields)


def test_an_entry_says_something() -> None:
    with pytest.raises(EntryError, match="X9: expected a statement"):
        Entry(id="X9", kind="statement", name="Nothing")


@pytest.mark.parametrize("identifier", ["T", "5", "T5dd", "Q1", "t5"])
def test_an_id_has_a_chapter_and_a_number(identifier: str) -> None:
    with pytest.raises(LedgerError, match="expected an ID such as T5d"):
        place(identifier)


@pytest.mark.parametrize("key", DERIVED)
def test_nothing_that_is_given_goes_unused(key: str) -> None:
    """A hypothesis that no step uses would be a stronger assumption than the proof needs."""
    entry = ENTRIES[key]
    used = ledger.derivation(key).used_labels()
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
        target = importlib.import_module(".".join(parts[:2]))
        for part in parts[2:]:
            target = getattr(target, part)
        assert target.__doc__


@pytest.mark.parametrize("data", EXAMPLES, ids=lambda data: data.name)
def test_every_entry_on_every_example(data: ClusterData) -> None:
    case = CASES[EXAMPLES.index(data)]
    results = [ledger.prove_on(entry, case) for entry in ENTRIES.values()]
    for result in filter(None, results):
        assert isinstance(result.verdict, Proved | NotApplicable), (result.entry.id, result.verdict)
        assert result.verdict.detail
        assert result.scope == "data"


def test_an_instance_never_upgrades_a_universal_claim() -> None:
    results = [r for r in (ledger.prove_on(e, CASES[-1]) for e in ENTRIES.values()) if r]
    assert {statuses.status(key, results) for key in ENTRIES} == {Status.STATED}


def test_an_ancestor_that_is_only_stated_is_seen() -> None:
    results = ledger.universal()
    for key in MATHEMATICS.split():
        assert statuses.status_with_all(key, results) == Status.DERIVED, key
    broken = [replace(r, verdict=Unknown("no")) if r.entry.id == "D1" else r for r in results]
    assert statuses.status("T1a", broken) == Status.DERIVED
    assert statuses.status_with_all("T1a", broken) == Status.STATED
    assert statuses.status_words("T1a", broken) == "derived, from what is only stated: D1"
    least = statuses.status_with_all("N1", broken)
    assert (least == Status.STATED) is ("D1" in ledger.ancestors("N1"))


def test_formal_is_what_coq_has_compiled_with_all_it_uses() -> None:
    results, below = ledger.universal(), {"T1a", *ledger.ancestors("T1a")}
    assert statuses.status_words("T1a", results, below) == "formal, with all it uses"
    assert statuses.status_with_all("T1a", results, below - {"D1"}) == Status.DERIVED
    assert statuses.status_words("T1a", results, {"T1a"}) == "formal, all it uses at least derived"


def test_a_definition_that_claims_nothing_needs_no_proof() -> None:
    entry = Entry(id="D9", kind="definition", name="Nothing", definition="$1$.")
    assert not statuses.claims(entry)
    assert all(map(statuses.claims, ENTRIES.values()))


def test_a_proof_that_uses_what_is_not_listed_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(ENTRIES["T1"], given=())
    monkeypatch.setitem(ENTRIES, "T1", bare)
    verdict = ledger.prove_universally(bare).verdict
    assert isinstance(verdict, Unknown)
    assert "does not list" in verdict.detail


def test_two_steps_of_one_name_are_no_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page finds the display of a step by its name."""
    derive = ENTRIES["T1"].derive

    def again(D):
        derive(D)
        derive(D)

    twice = replace(ENTRIES["T1"], derive=again)
    monkeypatch.setitem(ENTRIES, "T1", twice)
    verdict = ledger.prove_universally(twice).verdict
    assert isinstance(verdict, Unknown) and verdict.detail == "T1: two steps have one name"


def test_a_step_that_fails_names_entry_step_and_remainder(monkeypatch: pytest.MonkeyPatch) -> None:
    miss = next(one for one in ENTRIES["T1"].near_misses if one.name == "with a wrong sign")
    wrong = replace(
        ENTRIES["T1"],
        derive=lambda D: D.equal("square", miss.left, miss.right, using=miss.using) and None,
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
        ({"id": "T1a"}, "two statements have this ID"),
        ({"id": "Q1"}, "expected an ID such as T5d"),
    ],
)
def test_a_ledger_that_contradicts_itself_is_refused(monkeypatch, change, words) -> None:
    changed = replace(ENTRIES["T1"], **change)
    monkeypatch.setattr(t1_linear_readout, "ENTRY", changed)
    caches = (ledger.entries, ledger.foundations, ledger._discovered)
    for cached in caches:
        cached.cache_clear()
    try:
        with pytest.raises(LedgerError, match=words):
            ledger.entries()
    finally:
        for cached in caches:
            cached.cache_clear()


def test_every_derivation_has_checked_steps() -> None:
    for key in DERIVED:
        steps = ledger.derivation(key).steps
        assert any(isinstance(step, Equations | Positive) for step in steps), key


def test_the_collapses_beyond_the_common_bound_are_counted() -> None:
    def said(points: dict[str, list[list[object]]]) -> str:
        return ledger.entries()["L3"].on_data(Case(ClusterData.from_rows(points))).detail

    # W = f + d in one dimension: d = 1/2 for f = -1, apex 1/2: |d (x - p)| is 3/4 at x = -1 and
    # |f (x - p)| is 1/2 at x = 1; but each of the two points is on its side.
    beyond = "2 collapses, 2 with rows beyond the common bound, each within its own"
    assert said({"a": [[1]], "b": [[-1]]}) == beyond
    assert said({"a": [[4, 0], [5, 0]], "b": [[0, 4]]}) == "2 collapses"


def test_hinges_of_many_points_are_looked_at_for_some_of_them() -> None:
    """O2: as many units as points, at every point, would be the square of their number."""
    rows = {"a": [[2 * k] for k in range(300)], "b": [[2 * k + 1] for k in range(300)]}
    verdict = ledger.prove_on(ENTRIES["O2"], Case(ClusterData.from_rows(rows))).verdict
    assert isinstance(verdict, Proved)
    assert verdict.detail.endswith("(at 200 of 600 points, the first of every class)")
