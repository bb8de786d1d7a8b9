"""Results of the ledger as lines of text and as the JSON of the interface; the same results, nothing typed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from proofs.counterexamples import Dropped
from proofs.ledger import (
    SIZES,
    Result,
    entries,
    foundations,
    fully_proved,
    prove_entrywise,
    rests_on,
)
from proofs.verdicts import NotApplicable, Proved, Stated


def results_as_json(results: Sequence[Result], names: Sequence[str]) -> dict[str, Any]:
    """The document of ``truncation prove --json``; ``names`` are those of the data."""
    return {
        "entries": [_as_json(result, results) for result in results],
        "data": list(names),
        "foundations": [
            {"id": f.id, "name": f.name, "source": f.source} for f in foundations().values()
        ],
    }


def _as_json(result: Result, results: Sequence[Result]) -> dict[str, Any]:
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
        fields["fully_proved"] = fully_proved(result.entry.id, results)
        fields["rests_on"] = list(rests_on(result.entry.id))
        fields["coq"] = list(result.entry.coq)
    else:
        fields["data"] = result.data
    return fields


def second_proofs() -> list[dict[str, str]]:
    """Every entry once more, entry by entry with symbols, for every size for which it has models."""
    found = []
    for entry in entries().values():
        for size in SIZES:
            verdict = prove_entrywise(entry, size)
            if not isinstance(verdict, NotApplicable):
                found.append({"id": entry.id, "verdict": verdict.word, "detail": verdict.detail})
    return found


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


def status_lines(results: Sequence[Result]) -> list[str]:
    """One line an entry, then one line a data set with what is not simply proved."""
    lines = []
    for result in results:
        if result.data is not None:
            continue
        status = result.verdict.word
        if fully_proved(result.entry.id, results):
            resting = rests_on(result.entry.id)
            status = "fully proved" + (f", given {', '.join(resting)}" if resting else "")
        lines.append(f"{result.entry.id:4} {status}: {result.entry.name}")
        if not isinstance(result.verdict, Proved | Stated):
            lines.append(f"     {result.verdict.detail}")
    lines += [f"{f.id:4} textbook: {f.name}" for f in foundations().values()]
    for name in dict.fromkeys(result.data for result in results if result.data is not None):
        of_data = [result for result in results if result.data == name]
        proved = sum(isinstance(result.verdict, Proved) for result in of_data)
        lines.append(f"{name}: {proved} of {len(of_data)} proved")
        lines += [
            f"     {result.entry.id} {result.verdict.word}: {result.verdict.detail}"
            for result in of_data
            if not isinstance(result.verdict, Proved)
        ]
    count = len(entries())
    whole = sum(fully_proved(key, results) for key in entries())
    missing = [r for r in results if not isinstance(r.verdict, Proved | NotApplicable | Stated)]
    lines.append(
        f"{whole} of {count} entries fully proved for all Q, M, N, L; "
        f"{'nothing' if not missing else len(missing)} left undecided or refuted"
    )
    return lines
