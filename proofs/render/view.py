"""What the page shows, computed: entries with their statuses, the rows of the landscape, the answers about the data.

Prose of the ledger is HTML already (`prose`); names, labels and details of verdicts are plain text, which the template escapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from proofs.algebra.derivation import Equations, Positive, Remark
from proofs.ledger import (
    PLACEHOLDER,
    Result,
    derivation,
    entries,
    foundations,
    fully_proved,
    prove_on,
    prove_universally,
    rests_on,
)
from proofs.render.graph import Node
from proofs.render.latex import given_words
from proofs.render.prose import display, html, mathml
from proofs.statements.case import Case
from proofs.statements.entry import Entry
from proofs.statements.working import Formula, Label, Numbers, Table, Words
from proofs.verdicts import Proved, Verdict
from symbolic.scalars import Scalar, decimal, shorten, text

SHORT = 16  # characters of an exact value that a table shows
SCOPES = ("output_layer", "apexes_held", "all_parameters")


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the ledger, ready to be shown; ``numbers`` are its worked numbers on the data."""

    entry: Entry
    status: str
    good: bool
    statement: tuple[Markup, ...]
    assumptions: tuple[tuple[str, Markup], ...]
    used_by: tuple[str, ...]
    steps: int
    derivation: tuple[Markup, ...]
    verdict: Verdict | None
    numbers: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One subset with one readout; ``rank`` orders the exact values, ``index`` the subsets."""

    index: int
    labels: tuple[str, ...]
    readout: str
    value: str
    exact: bool
    rank: int
    equal: bool
    dimension: int | None
    verdicts: tuple[str, ...]
    reason: str


def entry_views(case: Case, numbers: Numbers) -> list[EntryView]:
    """All entries, proved, and checked on the data."""
    return [_entry_view(result, universal(), case, numbers) for result in universal()]


@lru_cache
def universal() -> tuple[Result, ...]:
    """Every entry proved, once a process: no data enter."""
    return tuple(prove_universally(entry) for entry in entries().values())


def _entry_view(
    result: Result, results: Sequence[Result], case: Case, numbers: Numbers
) -> EntryView:
    entry = result.entry
    others = {*entries(), *foundations()} - {entry.id}
    on_data = prove_on(entry, case)
    proved = isinstance(result.verdict, Proved)
    return EntryView(
        entry=entry,
        status=_status(result, results),
        good=fully_proved(entry.id, results),
        statement=tuple(_statement(entry, others)) if proved else (),
        assumptions=tuple((one.id, html(one.text, others)) for one in entry.assumptions),
        used_by=tuple(key for key, other in entries().items() if entry.id in other.uses),
        steps=sum(not isinstance(s, Remark) for s in derivation(entry.id).steps) if proved else 0,
        derivation=tuple(_derivation(entry, others)) if proved else (),
        verdict=None if on_data is None else on_data.verdict,
        # The numbers of T5 are the landscape's table.
        numbers=() if entry.id == "T5" else tuple(_numbers(entry, case, numbers)),
    )


def _status(result: Result, results: Sequence[Result]) -> str:
    """``proved``, ``fully proved``, ``fully proved given F1``, or the word of the verdict."""
    if not fully_proved(result.entry.id, results):
        return result.verdict.word
    resting = rests_on(result.entry.id)
    return "fully proved" + (f" given {', '.join(resting)}" if resting else "")


def _statement(entry: Entry, others: set[str]) -> Iterator[Markup]:
    """Words and displays by turns."""
    steps = {s.name: s for s in derivation(entry.id).steps if isinstance(s, Equations | Positive)}
    for i, part in enumerate(PLACEHOLDER.split(entry.statement)):
        if i % 2:
            yield _display(display(steps[part]))
        elif part.strip():
            yield _paragraph(html(part.strip(), others))


def _derivation(entry: Entry, others: set[str]) -> Iterator[Markup]:
    for words in given_words(entry):
        yield Markup('<p class="given">{}</p>').format(html(words, others))
    number = 0
    for remark, group in groupby(derivation(entry.id).steps, lambda s: isinstance(s, Remark)):
        for step in group:
            if isinstance(step, Remark):
                yield _paragraph(html(step.text, others))
            elif not remark:
                number += 1
                yield _display(display(step), f"{entry.id}.{number}")


def _paragraph(words: Markup) -> Markup:
    return Markup("<p>{}</p>").format(words)


def _display(formula: Markup, tag: str = "") -> Markup:
    label = Markup('<span class="tag">({})</span>').format(tag) if tag else Markup()
    return Markup('<div class="display"><div class="scroll">{}</div>{}</div>').format(
        formula, label
    )


def _numbers(entry: Entry, case: Case, numbers: Numbers) -> Iterator[Markup]:
    for block in entry.worked(case, numbers) if entry.worked else ():
        match block:
            case Words():
                yield _paragraph(_words(block))
            case Formula():
                yield _display(mathml(block.latex, block=True))
            case Table():
                yield from (_paragraph(_words(cell)) for row in block.rows for cell in row)


def _words(words: Words) -> Markup:
    """A line with labels of the data, which may run in the other direction."""
    return Markup().join(
        Markup("<bdi>{}</bdi>").format(part.text) if isinstance(part, Label) else html(part)
        for part in words.parts
    )


def shortened(numbers: Numbers) -> list[tuple[Markup, str]]:
    """The exact values of the numbers that were shown by their first digits."""
    return [(mathml(name), _readable(value)) for name, value in numbers.exact.items()]


def _readable(value: Scalar) -> str:
    shown = text(value)
    return shown if len(shown) <= 600 else f"{decimal(value)} ({len(shown)} characters)"


def nodes(views: Sequence[EntryView]) -> list[Node]:
    """The entries and foundations as nodes of the graph; marks keep a status to what fits."""
    marks = {"fully proved": "✓ proved"}
    found = [Node(f.id, "foundation", f.name, "textbook", True, ()) for f in foundations().values()]
    for view in views:
        status = marks.get(view.status, view.status.replace("fully proved given", "✓ given"))
        uses = (*view.entry.uses, *view.entry.foundations)
        found.append(Node(view.entry.id, view.entry.kind, view.entry.name, status, view.good, uses))
    return found


def rows(case: Case) -> list[Row]:
    """The landscape's table; empty if there are too many subsets to examine one by one."""
    if not case.enumerable:
        return []
    subsets = {subset: i for i, subset in enumerate(case.landscape.subsets())}
    keys = [(m.readout, m.value) for m in case.minima]
    ranks = {value: i for i, value in enumerate(sorted({m.value for m in case.minima}))}
    return [
        Row(
            index=subsets[m.collapsed],
            labels=tuple(case.data.labels[j] for j in m.collapsed),
            readout=m.readout,
            value=shown_value(m.value),
            exact=len(text(m.value)) <= SHORT,
            rank=ranks[m.value],
            equal=keys.count((m.readout, m.value)) > 1,
            dimension=m.dimension,
            verdicts=tuple(m.verdicts[scope] for scope in SCOPES),
            reason=m.reason,
        )
        for m in case.minima
    ]


def shown_value(value: Scalar) -> str:
    """A short rational as it is, a long one by its first certified decimals.

    >>> from sympy import QQ
    >>> shown_value(QQ(1, 3)), shown_value(QQ(10**9, 3**20))
    ('1/3', '0.286797199079…')
    """
    return shorten(value, SHORT)
