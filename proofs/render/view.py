"""What the page shows, computed: entries with their statuses, the rows of the landscape, the
answers about the data.

Prose of the ledger is HTML already (`prose`); names, labels and details of verdicts are plain text,
which the template escapes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from proofs.algebra.derivation import Remark
from proofs.ledger import PLACEHOLDER, Result, derivation, entries, foundations, prove_on, universal
from proofs.letters import Letter, letters_in
from proofs.render.givens import given_groups, traits_words, uses_of
from proofs.render.graph import Node
from proofs.render.latex import fragment
from proofs.render.prose import display, html, mathml
from proofs.statements.case import Case
from proofs.statements.entry import Entry
from proofs.statements.working import Formula, Label, Numbers, Table, Words
from proofs.statuses import claims, status, status_with_all, status_words
from proofs.verdicts import Proved, Stated, Status, Verdict
from symbolic.scalars import ROOM, Scalar, decimal, shorten, text

SCOPES = ("output_layer", "apexes_held", "all_parameters")


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the ledger, ready to be shown; ``numbers`` are its worked numbers on the
    data.
    """

    entry: Entry
    status: Status
    words: str
    good: bool
    definition: Markup
    statement: tuple[Markup, ...]
    assumptions: tuple[tuple[str, Markup], ...]
    used_by: tuple[str, ...]
    steps: int
    derivation: tuple[Markup, ...]
    letters: tuple[Letter, ...]
    latex: str
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
    feasible: bool
    verdicts: tuple[str, ...]
    reason: str


def entry_views(
    case: Case,
    numbers: Numbers,
    verdict: Callable[[str], Verdict | None],
    formal: Collection[str] = (),
) -> Iterator[EntryView]:
    """All entries with their statuses, and what ``verdict`` says of each ID on the data; ``formal``
    are the IDs that Coq has compiled.
    """
    for result in universal():
        said = verdict(result.entry.id)
        yield _entry_view(result, said, tuple(_numbers(result.entry, case, numbers)), formal)


def on_data(identifier: str, case: Case) -> Verdict | None:
    """What holds of an entry on the data; None where it says nothing of data."""
    result = prove_on(entries()[identifier], case)
    return None if result is None else result.verdict


def _entry_view(
    result: Result, verdict: Verdict | None, numbers: tuple[Markup, ...], formal: Collection[str]
) -> EntryView:
    entry = result.entry
    others = {*entries(), *foundations()} - {entry.id}
    failed = not isinstance(result.verdict, Proved | Stated)
    steps = derivation(entry.id).steps if not failed else []
    displays = {step.name: display(step) for step in steps if not isinstance(step, Remark)}
    return EntryView(
        entry=entry,
        status=status(entry.id, universal(), formal),
        words=f"{result.verdict.word}: {result.verdict.detail}"
        if failed
        else status_words(entry.id, universal(), formal),
        good=whole(entry, formal),
        definition=html(entry.definition, others),
        statement=tuple(_statement(entry, others, displays)) if not failed else (),
        assumptions=tuple((one.id, html(one.text, others)) for one in entry.assumptions),
        used_by=tuple(key for key, other in entries().items() if entry.id in other.uses),
        steps=sum(not isinstance(step, Remark) for step in steps),
        derivation=tuple(_derivation(entry, others, displays)) if steps else (),
        letters=letters_in(entry.id),
        latex=fragment([entry.id]),
        verdict=verdict,
        numbers=numbers,
    )


def whole(entry: Entry, formal: Collection[str] = ()) -> bool:
    """Whether the entry and all it uses are at least derived; a definition that claims nothing need
    not be.
    """
    if not claims(entry):
        return True
    return status_with_all(entry.id, universal(), formal) > Status.STATED


def _statement(entry: Entry, others: set[str], displays: Mapping[str, Markup]) -> Iterator[Markup]:
    """Words and displays by turns."""
    for i, part in enumerate(PLACEHOLDER.split(entry.statement)):
        if i % 2:
            yield _display(displays[part])
        elif part.strip():
            yield _paragraph(html(part.strip(), others))


def _derivation(entry: Entry, others: set[str], displays: Mapping[str, Markup]) -> Iterator[Markup]:
    for role, facts in given_groups(entry):
        shown = Markup("; ").join(
            Markup('<span id="{0}-{1}">({1})</span>&nbsp;{2}').format(
                anchor(entry.id), mark, html(f"${code}$")
            )
            for mark, code in facts
        )
        yield Markup('<p class="given"><em>{}:</em> {}.</p>').format(role, shown)
    if traits_words(entry):
        yield Markup('<p class="given">{}</p>').format(html(traits_words(entry)))
    number = 0
    for step in derivation(entry.id).steps:
        if isinstance(step, Remark):
            yield _paragraph(html(step.text, others))
            continue
        number += 1
        yield _display(displays[step.name], f"{entry.id}.{number}")
        reasons = Markup(", ").join(
            Markup('<a href="#{0}-{1}">({1})</a>').format(anchor(entry.id), mark)
            for mark in uses_of(entry, step)
        )
        if reasons:
            yield Markup('<p class="by">by {}</p>').format(reasons)


def anchor(identifier: str) -> str:
    """What the identifiers inside an entry start with."""
    return "given-" + identifier.replace("'", "p")


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
                yield _table(block)


def _table(table: Table) -> Markup:
    def cells(tag: str, row: Iterable[Markup]) -> Markup:
        return Markup().join(Markup("<{0}>{1}</{0}>").format(Markup(tag), cell) for cell in row)

    head = cells("th", map(html, table.heads))
    body = Markup().join(
        Markup("<tr>{}</tr>").format(cells("td", map(_words, row))) for row in table.rows
    )
    return Markup(
        '<div class="table"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(head, body)


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
    """The entries and foundations as nodes of the graph."""
    listed = [
        Node(f.id, "foundation", f.name, "textbook", True, ()) for f in foundations().values()
    ]
    for view in views:
        uses = (*view.entry.uses, *view.entry.foundations)
        word = view.status.word
        listed.append(Node(view.entry.id, view.entry.kind, view.entry.name, word, view.good, uses))
    return listed


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
            exact=len(text(m.value)) <= ROOM,
            rank=ranks[m.value],
            equal=keys.count((m.readout, m.value)) > 1,
            dimension=m.dimension,
            feasible=m.candidate is not None,
            verdicts=tuple(m.verdicts[scope] for scope in SCOPES),
            reason=m.reason,
        )
        for m in case.minima
    ]


@dataclass(frozen=True, slots=True)
class PartitionRow:
    """One partition of the classes; ``widths`` are those of its network, None without one."""

    blocks: tuple[tuple[str, ...], ...]
    value: str
    dimension: int | None
    widths: tuple[int, ...] | None
    word: str


def partition_rows(case: Case) -> list[PartitionRow]:
    """The table of T6; empty if there are too many partitions to examine one by one."""
    if not case.few_classes:
        return []
    labels = case.data.labels
    return [
        PartitionRow(
            blocks=tuple(tuple(labels[j] for j in block) for block in m.blocks),
            value=shown_value(m.value),
            dimension=m.dimension,
            widths=None if m.network is None else m.network.widths,
            word="unknown" if m.network is None else "proved",
        )
        for m in case.partitions
    ]


def shown_value(value: Scalar) -> str:
    """A short rational as it is, a long one by its first certified decimals.

    >>> from sympy import QQ
    >>> shown_value(QQ(1, 3)), shown_value(QQ(10**9, 3**20))
    ('1/3', '0.286797199079…')
    """
    return shorten(value)
