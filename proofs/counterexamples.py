"""What goes wrong without an assumption: a smallest instance, found by running through small
integers.

Each search enumerates instances in which every other assumption of the statement holds, and decides
its conclusion exactly; the first instance in which the conclusion fails is the counterexample.
Where there is nothing to search (the statement is not even defined without the assumption, or the
others imply it), the reason is given and the verdict stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.chapters import LedgerError
from proofs.ledger import entries
from proofs.statements.entry import Assumption
from proofs.verdicts import Refuted, Unknown


@dataclass(frozen=True, slots=True)
class Dropped:
    """An entry without one of its assumptions, and what came of it."""

    entry: str
    assumption: str
    verdict: Refuted | Unknown


def without(name: str) -> tuple[Dropped, ...]:
    """Drop the assumption ``name`` (``"T5d:definite-scatter"``; without the entry: wherever it
    occurs; an entry alone: each of its assumptions in turn) and search.

    Raises `LedgerError` if no entry has such an assumption.

    >>> print(without("T1a:invertible-frame")[0].verdict.word)
    refuted
    """
    head, _, wanted = name.rpartition(":")
    known = [(entry, one) for entry in entries().values() for one in entry.assumptions]
    asked = (head or wanted).casefold()
    of_entry = [(entry, one) for entry, one in known if entry.id.casefold() == asked]
    pairs = of_entry if head or of_entry else known
    chosen = [(e, a) for e, a in pairs if a.id == wanted or (of_entry and not head)]
    if not chosen:
        if not of_entry and asked in map(str.casefold, entries()):
            raise LedgerError(f"--without: expected a statement with assumptions; found {name!r}")
        listed = ", ".join(f"{entry.id}:{one.id}" for entry, one in pairs or known)
        raise LedgerError(f"--without: expected one of {listed}; found {name!r}")
    return tuple(Dropped(e.id, a.id, _search(a)) for e, a in chosen)


def _search(assumption: Assumption) -> Refuted | Unknown:
    if assumption.counterexample is None:
        return Unknown(assumption.reason)
    witness = next(assumption.counterexample(), None)
    if witness is None:
        return Unknown("no counterexample was found among small integers")
    return Refuted(witness)
