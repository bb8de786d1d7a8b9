"""The command ``truncation``: each subcommand is one or two calls of the Python API.

Exit codes: 0 everything holds, 1 refuted (or the data admit no such network), 2 unusable arguments or input (one line on
stderr), 3 undecided. Heavy modules are imported by the commands that need them, so that ``--help`` and ``check`` start at once.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

if TYPE_CHECKING:
    from symbolic.clusters import ClusterData

app = typer.Typer(
    help="Exact proof companion for the geometry of ReLU networks: no rounded number decides anything.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


LISTED_KERNEL = 500
INTERRUPTED = 130
EXAMPLES = Path(__file__).resolve().parents[1] / "notebooks" / "data"


class Status(IntEnum):
    """The exit codes."""

    HOLDS = 0
    REFUTED = 1
    UNUSABLE = 2
    UNDECIDED = 3


class Kind(StrEnum):
    """Readouts of D4."""

    linear = "linear"
    affine = "affine"


class Construction(StrEnum):
    """Constructions of the truncation maps: L3 with E = 1, or the rotated cones of §6."""

    rational = "rational"
    orthogonal = "orthogonal"


Data = Annotated[
    str,
    typer.Argument(
        metavar="DATA", help="JSON or CSV file, or sklearn:iris|wine|breast_cancer|digits."
    ),
]
Select = Annotated[str | None, typer.Option(metavar="LABEL,…", help="Keep these classes only.")]
Features = Annotated[
    str | None,
    typer.Option(metavar="NAME,…", help="Keep these coordinates only (names, or numbers from 0)."),
]
Layers = Annotated[int | None, typer.Option(metavar="L", help="Hidden layers (default Q).")]
Built = Annotated[Construction, typer.Option(help="How a class is collapsed.")]
Mu = Annotated[
    str | None,
    typer.Option(
        metavar="R",
        help="All apexes at x̄ + R (x̄_j − x̄); default: the middle of the feasible interval.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Machine output on stdout, and nothing else there.")
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write.")
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")]
Jobs = Annotated[int, typer.Option(metavar="N", min=1, help="Processes.")]


class Unusable(Exception):
    """Unusable arguments or input; its text is the one line that is shown."""


def _load(source: str, select: str | None, features: str | None, distinct: bool) -> ClusterData:
    from symbolic.errors import TruncationError
    from symbolic.sources import load

    classes, names = (
        None if option is None else option.split(",") for option in (select, features)
    )
    try:
        return load(source, classes, names, distinct)
    except TruncationError as error:
        raise Unusable(f"{_one_line(source)}: {error}") from None


def _one_line(text: str) -> str:
    return text if text.isprintable() else ascii(text)


def _rational(option: str, text: str | None) -> Any:
    from symbolic.scalars import parse

    return None if text is None else parse(text, option)


def _target(path: Path) -> Path:
    """The output path, refused before any work if nothing can be written there."""
    try:
        found = "a directory" if path.is_dir() else "" if path.parent.is_dir() else "no directory"
    except OSError as error:
        found = str(error.strerror).lower()
    if found:
        wanted = "expected a file in an existing directory"
        raise Unusable(f"{_one_line(str(path))}: {wanted}, found {found}")
    return path


def _default_path(data: ClusterData, command: str) -> Path:
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", data.name).strip("._") or "data"
    return Path(f"{stem[:80]}.{command}.json")


def _say(quiet: bool, *lines: str) -> None:
    if not quiet:
        for line in lines:
            typer.echo(line)


@app.command()
def minimize(
    source: Data,
    layers: Layers = None,
    readout: Annotated[Kind, typer.Option(help="Output layer with c = 0, or any.")] = Kind.affine,
    construction: Built = Construction.rational,
    mu: Mu = None,
    select: Select = None,
    features: Features = None,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
    jobs: Jobs = 1,
) -> Status:
    """Build the zero-loss network of T3, evaluate it exactly, and write a certificate.

    Without -o and --json the certificate goes to NAME.minimize.json in the current directory.
    """
    from proofs.certificates import obstruction_certificate, write_whole, zero_loss_certificate
    from symbolic.scalars import decimal, text
    from symbolic.zero_loss import Undecided, ZeroLoss, zero_loss

    target = None if output is None else _target(output)
    data = _load(source, select, features, distinct=True)
    found = zero_loss(data, layers, readout.value, construction.value, _rational("--mu", mu))
    if isinstance(found, Undecided):
        typer.echo(f"truncation: undecided: {found.reason}", err=True)
        return Status.UNDECIDED
    if isinstance(found, ZeroLoss):
        certificate = zero_loss_certificate(found)
    else:
        certificate = obstruction_certificate(found)
    if target is None and not as_json:
        target = _default_path(data, "minimize")
    if target is not None:
        write_whole(target, certificate)
    if as_json:
        typer.echo(certificate, nl=False)
    elif isinstance(found, ZeroLoss):
        _say(
            quiet,
            f"{data.name}: Q = {data.Q} classes, N = {data.N} points, M = {data.M}",
            f"T3 proved: a network with {found.network.L} hidden layers has cost exactly 0,",
            "and no pre-activation of a training point is 0.",
            *(
                f"  layer {l} collapses {data.labels[step.cls]!r}: separation margin "
                f"{text(step.margin) if len(text(step.margin)) < 30 else decimal(step.margin)}"
                for l, step in enumerate(found.collapses, start=1)
            ),
        )
    else:
        names = [data.labels[j] for j in found.stuck]
        _say(
            quiet,
            f"{data.name}: no order of the classes works (T3'): in each of {', '.join(map(repr, names))}",
            "some convex combination of points is also one of points of the other ones.",
        )
    if target is not None:
        _say(quiet or as_json, f"certificate: {target}")
    return Status.HOLDS if isinstance(found, ZeroLoss) else Status.REFUTED


@app.command()
def landscape(
    source: Data,
    layers: Layers = None,
    readout: Annotated[
        Kind | None, typer.Option(help="Output layer with c = 0, or any (default: both).")
    ] = None,
    construction: Built = Construction.rational,
    mu: Mu = None,
    values_only: Annotated[
        bool, typer.Option("--values-only", help="Subsets and values alone.")
    ] = False,
    select: Select = None,
    features: Features = None,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
    jobs: Jobs = 1,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler to compute on.")
    ] = None,
) -> Status:
    """The 2^Q − 1 subsets of T5: exact values, readouts, dimensions, a verdict a scope, witnesses.

    With -o FILE every finished subset is kept at once; the same command goes on where an interrupted one stopped.
    """
    from proofs.certificates import landscape_header, minimum_section, value_section
    from proofs.growing import grow
    from symbolic.landscape import landscape as survey
    from symbolic.parallel import in_order

    target = None if output is None else _target(output)
    data = _load(source, select, features, distinct=False)
    readouts = ("linear", "affine") if readout is None else (readout.value,)
    found = survey(data, layers, readouts, construction.value, _rational("--mu", mu))
    section = value_section if values_only else minimum_section
    tasks = [
        ([data.labels[j] for j in subset], kind) for subset in found.subsets() for kind in readouts
    ]
    with _progress("subsets", len(tasks), quiet) as advance:
        certificate = grow(
            target,
            landscape_header(found, values_only),
            tasks,
            lambda start: in_order(found, section, start, jobs, dask),
            advance,
        )
    if as_json:
        typer.echo(certificate, nl=False)
    elif not quiet:
        _tabulate(json.loads(certificate))
    if target is not None:
        _say(quiet or as_json, f"certificate: {target}")
    return Status.HOLDS


@app.command()
def degeneracy(
    source: Data,
    layers: Layers = None,
    readout: Annotated[Kind, typer.Option(help="Output layer with c = 0, or any.")] = Kind.affine,
    construction: Built = Construction.rational,
    mu: Mu = None,
    kernel: Annotated[
        bool, typer.Option("--kernel", help="List a basis of the tangent space even if K > 500.")
    ] = False,
    select: Select = None,
    features: Features = None,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
    jobs: Jobs = 1,
) -> Status:
    """T4: the exact rank of the Jacobian at the zero-loss network, and the tangent space of the zero set."""
    from proofs.certificates import degeneracy_certificate, obstruction_certificate, write_whole
    from symbolic.degeneracy import degeneracy as examine
    from symbolic.zero_loss import Obstruction, Undecided, zero_loss

    target = None if output is None else _target(output)
    data = _load(source, select, features, distinct=True)
    found = zero_loss(data, layers, readout.value, construction.value, _rational("--mu", mu))
    if isinstance(found, Undecided):
        typer.echo(f"truncation: undecided: {found.reason}", err=True)
        return Status.UNDECIDED
    if isinstance(found, Obstruction):
        certificate = obstruction_certificate(found)
        lines = [f"{data.name}: no zero-loss network of this construction (T3'); see minimize"]
    else:
        result = examine(found)
        certificate = degeneracy_certificate(result, kernel or result.K <= LISTED_KERNEL)
        lines = [
            f"{data.name}: K = {result.K} parameters, rank J = {result.rank} (Q² = {data.Q**2})",
            f"T4 proved: the zero set is a manifold of dimension {result.dimension} here;",
            f"{result.rescaling} of its directions are rescalings of hidden units,",
            f"{len(result.directions)} more move one apex or open one cone.",
        ]
    if target is not None:
        write_whole(target, certificate)
        lines.append(f"certificate: {target}")
    if as_json:
        typer.echo(certificate, nl=False)
    else:
        _say(quiet, *lines)
    return Status.REFUTED if isinstance(found, Obstruction) else Status.HOLDS


def _tabulate(document: dict[str, Any]) -> None:
    """The minima as a table: decimals are for the eye, the certificate has the exact values."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from symbolic.scalars import decimal, parse

    name, Q = document["data"]["name"], document["Q"]
    title = f"{name}: the {2**Q - 1} subsets, M = {document['M']}, K = {document['K']}"
    heads = [
        "collapsed",
        "readout",
        "value C²",
        "dimension",
        "output layer",
        "apexes held",
        "all parameters",
    ]
    table = Table(title=Text(title))
    for head in heads[:3] if document["values_only"] else heads:
        table.add_column(head)
    for item in document["minima"]:
        value = item["value"]
        cells = [
            ", ".join(item["collapsed"]) or "∅",
            item["readout"],
            value if len(value) <= 16 else decimal(parse(value)) if len(value) <= 4000 else "…",
        ]
        if not document["values_only"]:
            cells += [str(item.get("dimension", "infeasible")), *item["verdicts"].values()]
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)
    for group in document["equal_values"]:
        names = "; ".join("{" + ", ".join(subset) + "}" for subset in group)
        typer.echo(f"equal values: {names}")


@contextlib.contextmanager
def _progress(what: str, total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, if that is a terminal; yields the function that is told how many are done."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, disable=quiet or not console.is_terminal, transient=True
    ) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Certificates.")],
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> Status:
    """Re-check certificates by a program that shares no code with the one that wrote them."""
    from proofs.checker.__main__ import main as checker

    with contextlib.redirect_stdout(io.StringIO() if quiet else sys.stdout):
        return Status(checker([*(["--json"] if as_json else []), "--", *files]))


@app.command()
def prove(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DATA]…", help="Data to check on (default: the shipped examples)."),
    ] = None,
    entrywise: Annotated[
        bool,
        typer.Option(
            "--entrywise", help="Confirm every equation for Q = M = 1, 2 with symbols too."
        ),
    ] = False,
    without: Annotated[
        str | None,
        typer.Option(metavar="[ID:]ASSUMPTION", help="Drop an assumption, find a counterexample."),
    ] = None,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
) -> Status:
    """The whole ledger: every statement derived for all Q, M, N, L, and checked on data.

    With --without the claim is the statement without that assumption; a counterexample refutes it (exit code 1).
    """
    from proofs.certificates import write_whole
    from proofs.counterexamples import without as drop
    from proofs.ledger import LedgerError, entries, prove_all
    from proofs.results import (
        counterexamples_as_json,
        results_as_json,
        second_proofs,
        status_lines,
    )

    target = None if output is None else _target(output)
    if without is not None:
        try:
            dropped = drop(without)
        except LedgerError as error:
            raise Unusable(str(error)) from None
        document = counterexamples_as_json(dropped)
        lines = [
            f"{d.entry} without {d.assumption}: {d.verdict.word}: {d.verdict.detail}"
            for d in dropped
        ]
        words = [d.verdict.word for d in dropped]
    else:
        paths = sources or [str(path) for path in sorted(EXAMPLES.glob("*.json"))]
        data = [_load(source, None, None, distinct=False) for source in paths]
        steps = len(entries()) * (len(data) + 1)
        results = []
        with _progress("statements", steps, quiet) as advance:
            for result in prove_all(data):
                results.append(result)
                advance(len(results))
        document = results_as_json(results, [one.name for one in data])
        lines = status_lines(results)
        words = [result.verdict.word for result in results]
        if entrywise:
            second = second_proofs()
            document["entrywise"] = second
            lines += [f"{one['id']:4} {one['verdict']}: {one['detail']}" for one in second]
            words += [one["verdict"] for one in second]
    if target is not None:
        write_whole(target, json.dumps(document, indent=1) + "\n")
    if as_json:
        typer.echo(json.dumps(document, indent=1))
    else:
        _say(quiet, *lines)
    if "refuted" in words:
        return Status.REFUTED
    return Status.UNDECIDED if "unknown" in words else Status.HOLDS


@app.command()
def derive(
    identifiers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]…", help="Statements, such as T1 or L3 (default: all)."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--data", metavar="DATA", help="Add the worked numbers.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Typeset it (needs a LaTeX engine).")] = False,
    fragment: Annotated[
        bool, typer.Option("--fragment", help="The theorems alone, to paste into a paper.")
    ] = False,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
) -> Status:
    """LaTeX of statements and their derivations, on stdout or in -o FILE (with --pdf: derivation.pdf)."""
    from proofs.certificates import write_whole
    from proofs.ledger import entries

    chosen = list(identifiers or entries())
    for identifier in chosen:
        if identifier not in entries():
            raise Unusable(f"{identifier}: expected one of {', '.join(entries())}")
    if pdf and fragment:
        raise Unusable("--fragment: expected without --pdf, for it is no document of its own")
    if pdf and output is None:
        output = Path("derivation.pdf")
    target = None if output is None else _target(output)
    try:
        from proofs.render import latex, typeset
    except ModuleNotFoundError as error:
        raise Unusable(f"derive needs {error.name}: pip install 'truncation[pages]'") from None
    from proofs.statements.case import Case

    case = None if source is None else Case(_load(source, None, None, distinct=False))
    if fragment:
        code = "\n\n".join(latex.entry_latex(key, case) for key in chosen) + "\n"
    else:
        code = latex.document(chosen, case) + "\n"
    if pdf and target is not None:
        typeset.write_pdf(code, target)
    elif target is not None:
        write_whole(target, code)
    if as_json:
        document = {"entries": chosen, "latex": code, "file": target and str(target)}
        typer.echo(json.dumps(document))
    elif target is not None:
        _say(quiet, f"written: {target}")
    else:
        typer.echo(code, nl=False)
    return Status.HOLDS


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code; every expected failure is one line on stderr."""
    try:
        status = app(list(arguments), standalone_mode=False, prog_name="truncation")
    except TyperException as error:
        return _fail(" ".join(error.format_message().split()) or "expected a command; see --help")
    except Unusable as error:
        return _fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except Exception as error:
        # `symbolic` is only imported when a command needed it, and its errors only then exist.
        if type(error).__module__ == "symbolic.errors":
            return _fail(str(error))
        raise
    if status == INTERRUPTED:  # Typer makes an exit code of a KeyboardInterrupt in a command
        typer.echo("truncation: interrupted", err=True)
    return int(status or 0)


def _fail(line: str) -> int:
    typer.echo(f"truncation: {_one_line(line)}", err=True)
    return Status.UNUSABLE


def main() -> None:
    """Entry point of the command."""
    sys.exit(run(sys.argv[1:]))
