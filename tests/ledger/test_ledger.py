"""Every entry is proved, on every shipped example it is proved or says which assumption fails, and
what is false is refused.
"""

from __future__ import annotations

import html
import importlib
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from proofs import ledger, statuses
from proofs.algebra import AlgebraError, StepError, Term, prove
from proofs.algebra.derivation import Equations, Positive, Remark
from proofs.algebra.entrywise import Model
from proofs.counterexamples import without
from proofs.ledger import LedgerError, ancestors, entries
from proofs.letters import all_letters, letters_of
from proofs.no_network import why_none
from proofs.render.figures import pictured
from proofs.render.page import _findings
from proofs.statements import t1_linear_readout
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Denial, Entry, EntryError, NearMiss
from proofs.verdicts import NotApplicable, Proved, Refuted, Stated, Status, Unknown
from symbolic.clusters import ClusterData
from symbolic.truncation_network import Undecided
from tests.ledger.examples import CASES, EXAMPLES

ENTRIES = ledger.entries()
DERIVED = [key for key, entry in ENTRIES.items() if entry.derive is not None]
MATHEMATICS = (  # the first part of the mathematics, in the order of the text
    "D1 D2 D3 D4 D5 D6 L1 L2 L3 T1 T1a T1b T2 T3 T3' T4 T5 T5a T5b T5c T5d N1 N2 N3 N4"
)


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
        ledger.place(identifier)


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
    with pytest.raises(LedgerError, match="T5d:definite-scatter"):
        without("T5d:nothing")


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


def test_every_derivation_has_checked_steps() -> None:
    for key in DERIVED:
        steps = ledger.derivation(key).steps
        assert any(isinstance(step, Equations | Positive) for step in steps), key


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


LETTERS = all_letters()


def test_no_letter_means_two_things_but_where_an_entry_says_so() -> None:
    """All letters of all entries; what an entry says of its own letters is needed and is true."""
    meanings = defaultdict(list)
    for letter in LETTERS:
        meanings[letter.latex].append(letter)
    assert len(meanings) > 200
    for latex, found in meanings.items():
        everywhere = [letter for letter in found if not letter.local]
        assert len(everywhere) <= 1, latex
        assert all(len(letter.entries) == 1 for letter in found if letter.local), latex
        assert len(found) > 1 or everywhere, f"{latex}: nothing else to be told apart from"
    said = {(key, latex) for key, entry in entries().items() for latex in entry.here}
    assert said == {(one.entries[0], one.latex) for one in LETTERS if one.local}
    assert len({letter.anchor for letter in LETTERS}) == len(LETTERS)


def test_no_entry_rests_on_one_in_which_a_letter_means_something_else() -> None:
    where = {(key, one.latex): one.words for one in LETTERS for key in one.entries}
    for (key, latex), words in where.items():
        for below in ancestors(key):
            assert where.get((below, latex), words) == words, (key, below, latex)


def test_the_letters_of_the_setting_are_nowhere_used_for_something_else() -> None:
    setting = {letter.latex: letter.words for letter in LETTERS if letter.entries[0][0] == "D"}
    for letter in LETTERS:
        assert letter.words == setting.get(letter.latex, letter.words), letter


@pytest.mark.parametrize("key", MATHEMATICS.split())
def test_every_letter_of_a_derivation_is_introduced(key: str) -> None:
    assert all(words for _, words, _ in letters_of(key))


def test_why_there_is_no_network_is_said_by_its_cause():
    points = {"a": [[0, 0], [2, 0]], "b": [[1, 0]]}
    obstructed = Case(ClusterData.from_rows(points)).no_network
    assert isinstance(obstructed, NotApplicable)
    assert "convex hulls meet (T3')" in obstructed.detail
    five = {label: [[k]] for k, label in enumerate("abcde")}
    narrow = Case(ClusterData.from_rows(five)).no_network
    assert isinstance(narrow, NotApplicable)
    assert "too small a dimension" in narrow.detail
    undecided = Case(ClusterData.from_rows({"a": [[0]]}))
    undecided.__dict__["zero_loss"] = Undecided("the time was up")
    assert isinstance(undecided.no_network, Unknown)
    assert "the time was up" in undecided.no_network.detail


CAUSES = {
    "obstructed": ({"a": [[0, 0], [2, 0]], "b": [[1, 0]]}, None, "convex hulls meet (T3')"),
    "narrow": ({label: [[k]] for k, label in enumerate("abcde")}, None, "too small a dimension"),
    "undecided": ({"a": [[0, 0]]}, Undecided("the time was up"), "undecided whether"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_every_place_gives_one_cause_in_the_same_words(cause: str) -> None:
    points, outcome, words = CAUSES[cause]
    case = Case(ClusterData.from_rows(points))
    if outcome is not None:
        case.__dict__["zero_loss"] = outcome
    said = why_none(case.zero_loss)
    assert words in said
    others = {text for one, (*_, text) in CAUSES.items() if one != cause}
    assert not any(text in said for text in others)
    for key in ("D2", "L1", "T3", "T4"):
        assert ledger.entries()[key].on_data(case).detail == said
    assert any(said in html.unescape(str(line)) for _, line, _ in _findings(case, [], []))
    captions = [caption for _, caption in pictured(case)]
    assert any(said[1:] in caption for caption in captions) or case.data.M == 1


def test_the_collapses_beyond_the_common_bound_are_counted() -> None:
    def said(points: dict[str, list[list[object]]]) -> str:
        return ledger.entries()["L3"].on_data(Case(ClusterData.from_rows(points))).detail

    # W = f + d in one dimension: d = 1/2 for f = -1, apex 1/2: |d (x - p)| is 3/4 at x = -1 and
    # |f (x - p)| is 1/2 at x = 1; but each of the two points is on its side.
    beyond = "2 collapses, 2 with rows beyond the common bound, each within its own"
    assert said({"a": [[1]], "b": [[-1]]}) == beyond
    assert said({"a": [[4, 0], [5, 0]], "b": [[0, 4]]}) == "2 collapses"
