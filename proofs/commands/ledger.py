"""``prove``, ``derive``, ``report``: the ledger decided, typeset, and as a page."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proofs.commands.certificates import Kernel
from proofs.commands.groups import AS_IT_IS, ON_STDOUT, Reading, Writing, grouped
from proofs.commands.options import (
    AsJson,
    Data,
    ExitStatus,
    Jobs,
    Quiet,
    Unusable,
    free_path,
    progress,
    say,
)
from proofs.commands.reference import entry_id

if TYPE_CHECKING:
    from proofs.formal import Theorem
    from proofs.statements.case import Case

# The shipped data on which the ledger is checked if no others are named.
EXAMPLES = (
    "crossing",
    "equal_readouts",
    "one_cluster",
    "symmetric_pair",
    "three_simplices",
    "two_triangles",
)

Asked = Annotated[
    Kernel | None,
    typer.Option("--kernel", help="Ask this proof assistant for every theorem, too."),
]


@grouped
def prove(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID|DATA]…",
            help="Statements (default: all), and data to check on (default: the shipped examples).",
        ),
    ] = None,
    entrywise: Annotated[
        bool,
        typer.Option(
            "--entrywise", help="Confirm every equation for Q = M = 1, 2 with symbols too."
        ),
    ] = False,
    without: Annotated[
        str | None,
        typer.Option(
            metavar="ID|[ID:]ASSUMPTION",
            help="Drop an assumption, or each of a statement; find a counterexample.",
        ),
    ] = None,
    kernel: Asked = None,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """The whole ledger: every statement derived for all Q, M, N, L, and checked on data.

    With --kernel coq the theory is compiled (once); a theorem that has not the statement kept for
    it, or uses an axiom that is not listed, is refuted (exit code 1). With --without the claim is
    the statement without that assumption; a counterexample refutes it (exit code 1).
    """
    target = writing.target()
    if without is None:
        document, lines, words = _decided(sources, reading, entrywise, kernel, writing.quiet)
    elif kernel is not None:
        raise Unusable("--kernel: expected without --without, which asks no proof assistant")
    else:
        document, lines, words = _dropped(without)
    writing.finish(target, json.dumps(document, indent=1) + "\n", lines, None)
    if "refuted" in words:
        return ExitStatus.REFUTED
    return ExitStatus.UNDECIDED if "unknown" in words else ExitStatus.HOLDS


def _dropped(without: str) -> tuple[dict[str, Any], list[str], list[str]]:
    """The document, the lines and the verdicts of a search for counterexamples."""
    from proofs.chapters import LedgerError
    from proofs.counterexamples import without as drop
    from proofs.results import counterexamples_as_json

    try:
        dropped = drop(without)
    except LedgerError as error:
        raise Unusable(str(error)) from None
    lines = [
        f"{d.entry} without {d.assumption}: {d.verdict.word}: {d.verdict.detail}" for d in dropped
    ]
    return counterexamples_as_json(dropped), lines, [d.verdict.word for d in dropped]


def _decided(
    sources: list[str] | None,
    reading: Reading,
    entrywise: bool,
    kernel: Kernel | None,
    quiet: bool,
) -> tuple[dict[str, Any], list[str], list[str]]:
    """The document, the lines and the verdicts of the whole ledger."""
    from proofs.ledger import entries, prove_all, with_ancestors
    from proofs.results import (
        add_theorems,
        formal_entries,
        results_as_json,
        second_proofs,
        status_lines,
        theorem_lines,
    )

    chosen, given = _statements(sources or [])
    paths = given or [f"example:{name}" for name in EXAMPLES]
    data = [reading.load(source, quiet) for source in paths]
    theorems, changed = ({}, []) if kernel is None else _ask_kernel(quiet)
    formal = formal_entries(theorems)
    results = []
    asked = tuple(entries()) if chosen is None else chosen
    on_data = sum(entries()[key].on_data is not None for key in asked)
    total = len(with_ancestors(asked)) + on_data * len(data)
    with progress("statements", total, quiet) as advance:
        for result in prove_all(data, chosen):
            results.append(result)
            advance(len(results))
    document = results_as_json(results, [one.name for one in data], formal)
    lines = status_lines(results, formal, chosen)
    words = [result.verdict.word for result in results]
    if entrywise:
        second = second_proofs()
        document["entrywise"] = second
        lines += [f"{one['id']:4} {one['verdict']}: {one['detail']}" for one in second]
        words += [one["verdict"] for one in second]
    if kernel is not None:
        add_theorems(document, results, theorems)
        lines += theorem_lines(theorems, changed)
        words += ["refuted" for one in (*theorems.values(), *changed) if one.fault]
    return document, lines, words


def _statements(sources: list[str]) -> tuple[tuple[str, ...] | None, list[str]]:
    """The statements among the arguments, in the order of the ledger (None: no choice), and the
    data.
    """
    from proofs.ledger import entries

    known = {key.casefold(): key for key in entries()}
    named = {known[one.casefold()] for one in sources if one.casefold() in known}
    data = [one for one in sources if one.casefold() not in known]
    return tuple(key for key in entries() if key in named) or None, data


def _ask_kernel(quiet: bool) -> tuple[dict[str, Theorem], list[Theorem]]:
    """Every theorem that an entry names, as Coq knows it, and the definitions that are not the
    expected ones.
    """
    from proofs import formal
    from proofs.coq_libraries import THEORY
    from proofs.coqc import CoqError, CoqNotFound
    from proofs.ledger import entries, foundations

    try:
        with progress("files of the theory", THEORY.count, quiet) as advance:
            built = formal.build(advance=advance)
        wanted = [name for entry in entries().values() for name in entry.coq]
        wanted += [name for one in foundations().values() for name in one.coq]
        return formal.check(wanted, built)
    except (CoqNotFound, CoqError) as error:
        raise Unusable(str(error)) from None


def _compiled(kernel: Kernel | None, quiet: bool) -> frozenset[str] | None:
    """The entries whose theorems hold; None where the proof assistant is not asked."""
    from proofs.results import formal_entries

    return None if kernel is None else formal_entries(_ask_kernel(quiet)[0])


@dataclass(frozen=True, slots=True)
class Fragment:
    """Theorems to paste into a paper, and how much of them."""

    fragment: Annotated[
        bool, typer.Option("--fragment", help="The theorems alone, to paste into a paper.")
    ] = False
    prefix: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Before every label of a fragment.")
    ] = None
    statement_only: Annotated[
        bool, typer.Option("--statement-only", help="A fragment without the derivations.")
    ] = False
    with_uses: Annotated[
        bool, typer.Option("--with-uses", help="A fragment with all that the statements use.")
    ] = False
    narrow: Annotated[
        bool, typer.Option("--narrow", help="A fragment for a page with two columns.")
    ] = False

    def refuse_contradictions(self, pdf: bool, formal: bool, kernel: Kernel | None) -> None:
        """Raises `Unusable` for options that say nothing without ``--fragment``, or nothing with
        it.
        """
        if not self.fragment and self != NO_FRAGMENT:
            raise Unusable(
                "--prefix, --statement-only, --with-uses, --narrow: expected with --fragment"
            )
        if pdf and self.fragment:
            raise Unusable("--fragment: expected without --pdf, for it is no document of its own")
        if formal and self.fragment:
            raise Unusable("--formal: expected without --fragment")
        if kernel is not None and self.fragment:
            raise Unusable("--kernel: expected without --fragment, which shows no status")


NO_FRAGMENT = Fragment()


Identifiers = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID]…", help="Statements, such as T1 or L3 (default: all)."),
]
Figures = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="With --data: put its figures there as PDF files, and include them."
    ),
]


@grouped
def derive(
    identifiers: Identifiers = None,
    source: Annotated[
        str | None, typer.Option("--data", metavar="DATA", help="Add the worked numbers.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Typeset it (needs a LaTeX engine).")] = False,
    figures: Figures = None,
    part: Fragment = NO_FRAGMENT,
    formal: Annotated[
        bool, typer.Option("--formal", help="Each statement beside what Coq proves of it.")
    ] = False,
    kernel: Asked = None,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """LaTeX of statements and their derivations, on stdout or in -o FILE (with --pdf:
    derivation.pdf, or derivation-2.pdf, … where another run has written that).
    """
    from proofs.files import write_whole
    from proofs.ledger import entries

    chosen = [entry_id(one) for one in identifiers] if identifiers else list(entries())
    part.refuse_contradictions(pdf, formal, kernel)
    target = writing.target()
    if figures is not None and (source is None or not figures.is_dir()):
        raise Unusable("--figures: expected an existing directory, and --data")
    from proofs.render import latex, typeset
    from proofs.statements.case import Case

    case = None if source is None else Case(reading.load(source, writing.quiet))
    start = latex.PREFIX if part.prefix is None else part.prefix
    files, floats = _figures(case, figures, start)
    if part.fragment:
        how = (start, not part.statement_only, part.with_uses, part.narrow)
        code = latex.fragment(chosen, case, *how) + "\n" + (floats and floats + "\n")
    else:
        code = latex.document(chosen, case, formal, floats, _compiled(kernel, writing.quiet)) + "\n"
    written: str | bytes = code
    if pdf:
        with progress("pages", None, writing.quiet):
            written = typeset.typeset_pdf(code, files)
    if pdf and target is None:
        target = free_path(Path("derivation.pdf"), written)
    if target is not None:
        write_whole(target, written)
    if writing.as_json:
        document = {"entries": chosen, "latex": code, "file": target and str(target)}
        typer.echo(json.dumps(document))
    elif target is not None:
        say(writing.quiet, f"written: {target}")
    else:
        typer.echo(code, nl=False)
    return ExitStatus.HOLDS


def _figures(case: Case | None, folder: Path | None, prefix: str) -> tuple[dict[str, bytes], str]:
    """The figures by name, written into the folder, and the code that includes them."""
    if case is None or folder is None:
        return {}, ""
    from proofs.files import write_whole
    from proofs.render.latex_figures import figures

    files, code = figures(case, str(folder), prefix)
    for name, content in files.items():
        write_whole(folder / name, content)
    return files, code


@grouped
def report(
    source: Data,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="A folder, made if need be.")
    ],
    axes: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="See the points along these: names or numbers of coordinates, or f1, f2, … for "
            "the normals of layers.",
        ),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    reading: Reading = AS_IT_IS,
    jobs: Jobs = 2,
) -> ExitStatus:
    """The web page of a data set: statements with their graph, verdicts, tables, figures,
    certificates.
    """
    data = reading.load(source, quiet)
    said = [] if axes is None else ["--axes", axes]
    command = shlex.join(["truncation", "report", source, *said, *reading.words()])
    from proofs.ledger import entries
    from proofs.render.page import write_report

    with progress("statements", len(entries()), quiet or as_json) as advance:
        chosen = None if axes is None else axes.split(",")
        write_report(data, output, command, advance, chosen, jobs)
    if as_json:
        files = sorted(path.name for path in output.iterdir())
        typer.echo(json.dumps({"directory": str(output), "files": files}))
    else:
        say(quiet, f"written: {output / 'index.html'}")
    return ExitStatus.HOLDS
