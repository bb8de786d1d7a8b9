"""``truncation report``: one web page about a data set, and the certificates it links to.

The page needs no network and no server; its bytes depend on the data alone. Text of the data
reaches it through the template's escaping only. All files are made in memory, written under other
names, and renamed at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from proofs.certificates import (
    degeneracy_certificate,
    landscape_header,
    obstruction_certificate,
    section_of,
    zero_loss_certificate,
)
from proofs.certificates.growing import document
from proofs.chapters import CHAPTERS
from proofs.files import write_all
from proofs.ledger import entries, foundations, universal
from proofs.letters import all_letters
from proofs.no_network import why_none
from proofs.release import version
from proofs.render.forked import beside
from proofs.render.graph import svg
from proofs.render.ink import SERIES
from proofs.render.prose import html, indexed, mathml
from proofs.render.view import (
    EntryView,
    PartitionRow,
    Row,
    entry_views,
    nodes,
    on_data,
    partition_rows,
    rows,
    shortened,
)
from proofs.results import summary
from proofs.statements.case import Case
from proofs.statements.working import Numbers
from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.network import parameter_count
from symbolic.scalars import shorten
from symbolic.truncation_network import Obstruction, Undecided, ZeroLoss
from symbolic.words import counted

LISTED_KERNEL = 500
FIGURES = "figures"  # beside the IDs of the entries
MARKS = "●■▲◆▼"
WORDS = {
    "minimize.json": "a network of cost 0",
    "degeneracy.json": "the rank of the Jacobian there, and the tangent space of the zero set",
    "landscape.json": "all subsets: values, candidates, verdicts, witnesses",
}


def write_report(
    data: ClusterData,
    folder: Path,
    command: str = "truncation report",
    advance: Callable[[int], None] = lambda done: None,
    axes: Sequence[str] | None = None,
    jobs: int = 1,
) -> None:
    """Write ``index.html`` and its certificates into the folder, which is made if it is not there.

    The same data give the same bytes; ``advance`` is told how many statements are done, ``axes``
    are two directions for `projection`, ``jobs`` processes check the statements and draw. Raises
    `InputError` if ``folder`` is a file or cannot be written to; then no file in it has changed.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(str(folder), "a directory", "a file")
    write_all(folder, report(data, command, advance, axes, jobs))


def report(
    data: ClusterData,
    command: str = "truncation report",
    advance: Callable[[int], None] = lambda done: None,
    axes: Sequence[str] | None = None,
    jobs: int = 1,
) -> dict[str, str]:
    """The files of the report by name, the page last; ``command`` is shown as what made it."""
    case = Case(data)
    if axes is not None:
        from proofs.render.figures import directions

        directions(case, axes)  # refused before anything long
    files = _certificates(case)

    def work(key: str) -> Any:
        if key != FIGURES:
            return on_data(key, case)
        from proofs.render.shown import drawn

        return drawn(case, axes)

    if case.few_classes:  # found once, before the processes part: several of them show these
        _ = case.partitions
    with beside(work, (FIGURES, *entries()), jobs) as result_of:
        return {**files, "index.html": _page(case, files, command, advance, result_of)}


def _certificates(case: Case) -> dict[str, str]:
    files: dict[str, str] = {}
    outcome = case.zero_loss
    if isinstance(outcome, Obstruction):
        files["minimize.json"] = obstruction_certificate(outcome)
    if isinstance(outcome, ZeroLoss):
        files["minimize.json"] = zero_loss_certificate(outcome)
        listed = case.degeneracy.K <= LISTED_KERNEL
        files["degeneracy.json"] = degeneracy_certificate(case.degeneracy, listed)
    if case.enumerable:
        lines = [json.dumps(section_of(m, case.data.labels)) for m in case.minima]
        files["landscape.json"] = document(landscape_header(case.landscape, False), lines)
    return files


def _page(
    case: Case,
    files: Mapping[str, str],
    command: str,
    advance: Callable[[int], None],
    result_of: Callable[[str], Any],
) -> str:
    environment = Environment(
        loader=PackageLoader("proofs.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=True,
    )
    data, numbers = case.data, Numbers()
    table, merged = rows(case), partition_rows(case)
    views = []
    for view in entry_views(case, numbers, result_of):
        views.append(view)
        advance(len(views))
    figures, thinned = result_of(FIGURES)
    known = {*entries(), *foundations()}
    return environment.get_template("page.html.j2").render(
        data=data,
        m=mathml,
        indexed=indexed,
        facts=list(_facts(case)),
        findings=list(_findings(case, views, table, merged)),
        classes=[
            (label, size, MARKS[j % len(MARKS)], j % len(SERIES) + 1)
            for j, (label, size) in enumerate(zip(data.labels, data.sizes, strict=True))
        ],
        certificates=[(name, _purpose(name, case)) for name in files],
        figures=figures,
        thinned=thinned,
        letters=all_letters(),
        version=version(),
        command=command,
        rows=table,
        inexact=any(not row.exact for row in table),
        equal=any(row.equal for row in table),
        partitions=merged,
        graph=svg(nodes(views), "What rests on what", _graph_words(views)),
        groups=[(CHAPTERS[letter], list(group)) for letter, group in groupby(views, _letter)],
        foundations=[
            (one, html(one.statement, known - {one.id})) for one in foundations().values()
        ],
        exact=shortened(numbers),
    )


def _letter(view: EntryView) -> str:
    return view.entry.id[0]


def _purpose(name: str, case: Case) -> str:
    if name == "minimize.json" and isinstance(case.zero_loss, Obstruction):
        return "points common to the hulls of the classes: no order of them works"
    return WORDS[name]


def _facts(case: Case) -> Iterator[tuple[str, int]]:
    data = case.data
    yield "classes Q", data.Q
    yield "dimension M", data.M
    yield "points N", data.N
    yield "hidden layers L", data.Q
    yield "parameters K", parameter_count((*[data.M] * (data.Q + 1), data.Q))
    yield Markup("subsets 2<sup>Q</sup> − 1"), 2**data.Q - 1


def _findings(
    case: Case, views: list[EntryView], table: list[Row], partitions: list[PartitionRow]
) -> Iterator[tuple[str, str | Markup, str]]:
    """Verdict, words and the entry they are about."""
    outcome, Q = case.zero_loss, case.data.Q
    if isinstance(outcome, ZeroLoss):
        yield (
            "proved",
            f"A network with {counted(outcome.network.L, 'hidden layer')} has cost exactly "
            f"0, and no pre-activation of a training point is 0.",
            "T3",
        )
        d, parameters = case.degeneracy, counted(case.degeneracy.K, "parameter")
        yield (
            "proved",
            f"There the Jacobian of all outputs in the {parameters} has rank {d.rank} = Q², and "
            f"the zero set is a manifold of dimension {d.dimension}.",
            "T4",
        )
    else:
        yield _no_truncation(outcome, case.data.labels)
        yield _two_layers(case)
    if table:
        yield "proved", _counted(table, Q), "T5"
    merged = [row for row in partitions if row.widths is not None]
    if merged:
        yield (
            "proved",
            f"{counted(len(merged), 'partition')} of the classes: the networks that merge the "
            "classes of a block are local minima in all parameters.",
            "T6",
        )
    good = sum(view.good for view in views)
    yield (
        "derived" if good == len(views) else "stated in part",
        f"{summary(universal())}; {good} rest on nothing that is only stated. "
        "Coq was not asked here.",
        "statements",
    )


def _no_truncation(
    outcome: Obstruction | Undecided | InputError, labels: Sequence[str]
) -> tuple[str, str | Markup, str]:
    """Why there is no network of T3."""
    why = why_none(outcome)
    if not isinstance(outcome, Obstruction):
        word = "not applicable" if isinstance(outcome, InputError) else "unknown"
        return word, f"A network of cost 0 by this construction: {why}.", "T3"
    stuck = Markup(", ").join(
        Markup('<bdi class="chip">{}</bdi>').format(labels[j]) for j in outcome.stuck
    )
    words = Markup(
        "A zero-loss network of this construction: {}. The hull of each of {} meets that of the "
        "others of these."
    )
    return "refuted", words.format(why, stuck), "T3'"


def _two_layers(case: Case) -> tuple[str, str, str]:
    """What two hidden layers do where no truncation network is."""
    network, pool, cells = case.two_layers.network, case.two_layers.pool, case.two_layers.cells
    layers = counted(network.L, "hidden layer")
    shape = f"widths {'-'.join(map(str, network.widths))}"
    if cells is not None:
        shape += f", {counted(len(cells.cells), 'cell')}"
    if pool.consistent:
        return "proved", f"A network with {layers} has cost exactly 0: {shape}.", "P1"
    least = shorten(pool.least_cost)
    said = f"No function has cost below {least}, and a network attains it: {shape}."
    return "proved", said, "P0"


def _counted(table: list[Row], Q: int) -> str:
    """The values of the subsets: how many there are, and how many a minimum attains."""
    distinct = len({(row.readout, row.rank) for row in table})
    held = sum(row.verdicts[1] == "proved" for row in table)
    free = sum(row.verdicts[2] == "proved" for row in table)
    return (
        f"{counted(2**Q - 1, 'subset')}, both readouts, {counted(len(table), 'value')}, "
        f"{distinct} distinct. Attained by a local minimum with apexes held (linear readout: and "
        f"c = 0): {held}; by one in all parameters: {free}."
    )


def _graph_words(views: list[EntryView]) -> str:
    good = sum(view.good for view in views)
    return (
        f"{counted(len(views), 'entry')} and {len(foundations())} textbook theorems; "
        f"{counted(good, 'entry')} rest on "
        "nothing that is only stated. Each node links to its entry, which lists what it uses."
    )
