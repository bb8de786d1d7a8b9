"""What is shown of an entry: statuses that are computed, never typed in.

*Derived*: the entry's derivation ran through the small kernel and used nothing but what the entry
lists as given; *formal*: Coq has compiled it; *stated*: neither. The same of all entries below it;
what then remains to be believed are the foundations they name. A check on given data never changes
a status.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from proofs.ledger import Result, ancestors, entries, rests_on
from proofs.statements.entry import Entry
from proofs.verdicts import Proved, Status


def status(identifier: str, results: Iterable[Result], formal: Collection[str] = ()) -> Status:
    """What is shown of the entry itself: of a definition, of what it claims.

    Parameters
    ----------
    results: of `prove_universally`; a check on data changes nothing.
    formal: the IDs whose theorems Coq has compiled as expected.

    >>> from proofs.ledger import prove_universally
    >>> results = [prove_universally(entries()["T1a"])]
    >>> statuses = status("T1a", results), status("T1a", results, {"T1a"}), status("T1", results)
    >>> tuple(one.word for one in statuses)
    ('derived', 'formal', 'stated')
    """
    if identifier in formal:
        return Status.FORMAL
    universal = {one.entry.id: one for one in results if one.data is None}
    outcome = universal.get(identifier)
    derived = outcome is not None and isinstance(outcome.verdict, Proved)
    return Status.DERIVED if derived else Status.STATED


def status_with_all(
    identifier: str, results: Iterable[Result], formal: Collection[str] = ()
) -> Status:
    """The least status of the entry and of all that it uses; a definition that claims nothing takes
    nothing away.
    """
    known = tuple(results)
    involved = [key for key in (identifier, *ancestors(identifier)) if claims(entries()[key])]
    return min((status(key, known, formal) for key in involved), default=Status.STATED)


def status_words(identifier: str, results: Iterable[Result], formal: Collection[str] = ()) -> str:
    """The status of an entry, of all it uses, and the textbook theorems that remain, in words.

    >>> from proofs.ledger import universal
    >>> status_words("T5d", universal())
    'derived, with all it uses, given F1'
    """
    known = tuple(results)
    own, least = status(identifier, known, formal), status_with_all(identifier, known, formal)
    if own == Status.STATED:
        return own.word
    if least == Status.STATED:
        weak = [
            key
            for key in ancestors(identifier)
            if claims(entries()[key]) and status(key, known, formal) == Status.STATED
        ]
        return f"{own.word}, from what is only stated: {', '.join(weak)}"
    words = own.word + (", with all it uses" if own == least else ", all it uses at least derived")
    resting = rests_on(identifier, formal)
    return words + (f", given {', '.join(resting)}" if resting else "")


def claims(entry: Entry) -> bool:
    """Whether there is anything to show; a definition may define and no more."""
    return bool(entry.statement) or entry.derive is not None
