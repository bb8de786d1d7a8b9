"""Results of the ledger as lines of text and as the JSON of the interface; the same results,
nothing typed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from proofs.counterexamples import Dropped
from proofs.formal import Theorem
from proofs.ledger import SIZES, Result, entries, foundations, prove_entrywise, rests_on
from proofs.statements.entry import Entry, Foundation
from proofs.statuses import status, status_with_all, status_words
from proofs.verdicts import NotApplicable, Proved, Stated, Status
from symbolic.words import counted


def results_as_json(
    results: Sequence[Result], names: Sequence[str], formal: Collection[str] = ()
) -> dict[str, Any]:
    """The document of ``truncation prove --json``; ``names`` are those of the data, ``formal`` the
    IDs that Coq has compiled.
    """
    return {
        "entries": [_as_json(result, results, formal) for result in results],
        "data": list(names),
        "foundations": [
            {"id": f.id, "name": f.name, "source": f.source} for f in foundations().values()
        ],
    }


def _as_json(result: Result, results: Sequence[Result], formal: Collection[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": result.entry.id,
        "name": result.entry.name,
        "scope": result.scope,
        "verdict": result.verdict.word,
        "seconds": round(result.seconds, 6),
        "uses": list(result.entry.uses),
        "detail": result.verdict.detail,
    }
    if result.data is None:
        fields["status"] = status(result.entry.id, results, formal).word
        fields["status_with_all"] = status_with_all(result.entry.id, results, formal).word
        fields["rests_on"] = list(rests_on(result.entry.id, formal))
        fields["coq"] = list(result.entry.coq)
    else:
        fields["data"] = result.data
    return fields


def formal_entries(theorems: Mapping[str, Theorem]) -> frozenset[str]:
    """The IDs of the entries and foundations that name theorems of Coq, each known here and without
    a fault.

    >>> sorted(formal_entries({"StatementsNetwork.N1": Theorem("StatementsNetwork.N1", "…")}))
    ['N1']
    """
    sound = {name for name, theorem in theorems.items() if not theorem.fault}
    listed: list[Entry | Foundation] = [*entries().values(), *foundations().values()]
    return frozenset(one.id for one in listed if one.coq and sound.issuperset(one.coq))


def add_theorems(
    document: dict[str, Any], results: Sequence[Result], theorems: Mapping[str, Theorem]
) -> None:
    """Put into the document of `results_as_json` each theorem as Coq knows it instead of its
    name.
    """
    for fields, result in zip(document["entries"], results, strict=True):
        if result.data is None:
            fields["coq"] = [_theorem_as_json(theorems[name]) for name in result.entry.coq]


def _theorem_as_json(theorem: Theorem) -> dict[str, Any]:
    fields = {"name": theorem.name, "type": theorem.type, "axioms": list(theorem.axioms)}
    return {**fields, "fault": theorem.fault} if theorem.fault else fields


def theorem_lines(theorems: Mapping[str, Theorem], changed: Sequence[Theorem]) -> list[str]:
    """One line for every theorem or definition that is not the expected one, then how many are, and
    their axioms.
    """
    faulty = [one for one in (*changed, *theorems.values()) if one.fault]
    lines = [f"     {one.name}: {one.fault}" for one in faulty]
    axioms = sorted({axiom for theorem in theorems.values() for axiom in theorem.axioms})
    sound = sum(not theorem.fault for theorem in theorems.values())
    told = f"axioms {', '.join(axioms)}" if axioms else "no axiom"
    return [*lines, f"Coq: {sound} of {counted(len(theorems), 'theorem')} as expected, {told}"]


def second_proofs() -> list[dict[str, str]]:
    """Every entry once more, entry by entry with symbols, for every size for which it has
    models.
    """
    listed = []
    for entry in entries().values():
        for size in SIZES:
            verdict = prove_entrywise(entry, size)
            if not isinstance(verdict, NotApplicable):
                listed.append({"id": entry.id, "verdict": verdict.word, "detail": verdict.detail})
    return listed


def counterexamples_as_json(dropped: Iterable[Dropped]) -> dict[str, Any]:
    """The document of ``truncation prove --without … --json``."""
    return {
        "without": [
            {
                "id": one.entry,
                "assumption": one.assumption,
                "verdict": one.verdict.word,
                "detail": one.verdict.detail,
            }
            for one in dropped
        ]
    }


def status_lines(
    results: Sequence[Result], formal: Collection[str] = (), chosen: Collection[str] | None = None
) -> list[str]:
    """One line an entry, then one line a data set with what is not simply proved.

    With IDs ``chosen`` only these, and no summary of the whole ledger.
    """
    lines = []
    for result in results:
        if result.data is not None or (chosen is not None and result.entry.id not in chosen):
            continue
        words = status_words(result.entry.id, results, formal)
        lines.append(f"{result.entry.id:4} {words}: {result.entry.name}")
        if not isinstance(result.verdict, Proved | Stated):
            lines.append(f"     {result.verdict.detail}")
    if chosen is None:
        lines += [
            f"{f.id:4} {'formal' if f.id in formal else 'textbook'}: {f.name}"
            for f in foundations().values()
        ]
    for name in dict.fromkeys(result.data for result in results if result.data is not None):
        of_data = [result for result in results if result.data == name]
        proved = sum(isinstance(result.verdict, Proved) for result in of_data)
        lines.append(f"{name}: {proved} of {len(of_data)} proved")
        lines += [
            f"     {result.entry.id} {result.verdict.word}: {result.verdict.detail}"
            for result in of_data
            if not isinstance(result.verdict, Proved)
        ]
    return lines if chosen is not None else [*lines, summary(results, formal)]


def summary(results: Sequence[Result], formal: Collection[str] = ()) -> str:
    """How many entries are formal, derived and stated, for all sizes, and what is left open; what
    is formal where Coq was asked.
    """
    words = Counter(status(key, results, formal).word for key in entries())
    asked = [one for one in reversed(Status) if formal or one is not Status.FORMAL]
    counts = ", ".join(f"{words[one.word]} {one.word}" for one in asked)
    missing = [r for r in results if not isinstance(r.verdict, Proved | NotApplicable | Stated)]
    return (
        f"{counted(len(entries()), 'entry')}, for all sizes: {counts}; "
        f"{'nothing' if not missing else len(missing)} left undecided or refuted"
    )
