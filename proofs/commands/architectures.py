"""``shallow``, ``capacity``: what an architecture can and cannot do on the data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proofs.commands.groups import AS_IT_IS, ON_STDOUT, Reading, Writing, grouped
from proofs.commands.options import (
    PICTURES,
    Data,
    ExitStatus,
    Unusable,
    named_path,
    progress,
    say,
)
from proofs.commands.tables import print_table

if TYPE_CHECKING:
    from symbolic.clusters import ClusterData
    from symbolic.deciding import Capacity, CapacityTable
    from symbolic.one_hidden_layer import Shallow
    from symbolic.scalars import Scalar

# Seconds after which an architecture is left undecided, unless another number is asked for.
PATIENCE = 60.0
MEANING = {
    "affine": "least cost of an affine readout of the inputs",
    "linear": "least cost of a linear one (no output bias)",
    "projected": "least cost of a linear readout of X̄⁺x (S1)",
    "naive": "the readout Y of X̄⁺x",
    "bound": "(Σπ) ‖Y‖² δ_P², the bound by the widest deviation",
    "trivial": "output 0",
}


@grouped
def shallow(
    source: Data,
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="classes|points|R,…",
            help="Weights π_j of the classes: 1 each (default), N_j/N, or given numbers.",
        ),
    ] = None,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the chain (.svg, .pdf, .png).")
    ] = None,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """One hidden layer: the chain of exact minima and bounds (S1-S6), for any M, Q and class
    weights.
    """
    from proofs.certificates.shallow import shallow_certificate
    from symbolic.gates import shallow_zero_loss
    from symbolic.one_hidden_layer import shallow as chain_of

    target = writing.target()
    picture = None if figure is None else named_path(figure, "--figure", *PICTURES)
    data = reading.load(source, writing.quiet, any_targets=True)
    with progress("chain of bounds", None, writing.quiet):
        bounds = chain_of(data, _class_weights(data, weights))
        gates = shallow_zero_loss(data)
    certificate = shallow_certificate(bounds, gates)
    if picture is not None:
        _draw(bounds, picture)

    def show() -> None:
        _tabulate(bounds)
        say(False, *_remarks(bounds, None if gates is None else gates.widths[1]))

    writing.finish(target, certificate, show)
    if picture is not None:
        say(writing.quiet or writing.as_json, f"figure: {picture}")
    return ExitStatus.HOLDS


@grouped
def capacity(
    source: Data,
    widths: Annotated[
        str | None,
        typer.Option(metavar="M,d1,…,Q", help="The architecture: input, hidden layers, output."),
    ] = None,
    table: Annotated[
        bool,
        typer.Option("--table", help="All architectures up to --width and --depth instead of one."),
    ] = False,
    width: Annotated[int, typer.Option(metavar="N", min=1, help="--table: widest layer.")] = 4,
    depth: Annotated[int, typer.Option(metavar="N", min=0, help="--table: hidden layers.")] = 2,
    time: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", help="After so long an architecture is left undecided; 0: no limit."
        ),
    ] = PATIENCE,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """Whether a ReLU network of given widths reaches zero loss on the data: yes with the network,
    no with the reason, or unknown.

    Exit code 0 for yes, 1 for no, 3 for unknown; 0 for a table.
    """
    from symbolic.deciding import architectures

    if table == (widths is not None):
        raise Unusable("--widths: expected M,d1,...,Q, or --table instead")
    target = writing.target()
    if time < 0:
        raise Unusable(f"--time: expected seconds >= 0, found {time:g}")
    data = reading.load(source, writing.quiet, any_targets=True)
    if table:
        chosen = list(architectures(data.M, data.Q, width, depth))
        return _many(data, chosen, time or None, target, writing)
    return _one(data, _widths(widths or ""), time or None, target, writing)


def _one(
    data: ClusterData,
    widths: Sequence[int],
    seconds: float | None,
    target: Path | None,
    writing: Writing,
) -> ExitStatus:
    """Decide one architecture."""
    from proofs.certificates.capacity import capacity_certificate
    from symbolic.deciding import capacity as decide

    with progress("search", None, writing.quiet):
        answer = decide(data, widths, seconds=seconds)
    writing.finish(target, capacity_certificate(answer), _answer_lines(answer))
    return EXITS[answer.verdict]


def _many(
    data: ClusterData,
    chosen: Sequence[Sequence[int]],
    seconds: float | None,
    target: Path | None,
    writing: Writing,
) -> ExitStatus:
    """Decide many architectures, as a table."""
    from proofs.certificates.capacity import capacity_certificate
    from symbolic.deciding import capacity_table

    with progress("architectures", len(chosen), writing.quiet) as advance:
        table = capacity_table(data, chosen, seconds, advance)
    documents = [json.loads(capacity_certificate(answer)) for answer in table.answers]
    content = "[" + ",\n".join(map(json.dumps, documents)) + "]\n"
    writing.finish(target, content, lambda: _tabulate_answers(table), "table")
    return ExitStatus.HOLDS


EXITS = {"yes": ExitStatus.HOLDS, "no": ExitStatus.REFUTED, "unknown": ExitStatus.UNDECIDED}


def _widths(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise Unusable(f"--widths: expected whole numbers M,d1,...,Q, found {text!a}") from None


def _answer_lines(answer: Capacity) -> list[str]:
    shown = "-".join(map(str, answer.widths))
    lines = [f"{answer.data.name}, widths {shown}: zero loss: {answer.verdict}"]
    by = f" ({answer.statement})" if answer.statement else ""
    lines.append(f"{answer.reason}{by}")
    if answer.verdict == "unknown":
        for word, widths in (
            ("reach zero loss", answer.nearest_yes),
            ("do not", answer.nearest_no),
        ):
            if widths is not None:
                lines.append(f"widths {'-'.join(map(str, widths))} {word}")
    lines += _generic_lines(answer)
    return lines


def _generic_lines(answer: Capacity) -> list[str]:
    """U1a: what holds for almost every array of targets, in these words; never an answer about the
    data at hand.
    """
    from symbolic.generic import counts
    from symbolic.words import counted

    numbers = counts(answer.widths, answer.data.N)
    line = (
        f"QN = {counted(numbers.equations, 'equation')}, K = "
        f"{counted(numbers.parameters, 'parameter')}, "
        f"{numbers.units} of them rescalings of units"
    )
    if numbers.generically_impossible:
        return [line + ": for almost every array of N targets no such network has zero loss (U1a)"]
    return [line]


def _tabulate_answers(table: CapacityTable) -> None:
    print_table(
        f"{table.data.name}: which architectures reach zero loss",
        ("widths", "zero loss", "by", "reason"),
        (
            ("-".join(map(str, answer.widths)), answer.verdict, answer.statement, answer.reason)
            for answer in table.answers
        ),
    )


def _class_weights(data: ClusterData, option: str | None) -> list[Scalar] | None:
    from sympy import QQ

    from symbolic.scalars import parse

    if option is None or option == "classes":
        return None
    if option == "points":
        return [QQ(size, data.N) for size in data.sizes]
    return [parse(part.strip(), "--weights") for part in option.split(",")]


def _draw(bounds: Shallow, path: Path) -> None:
    from proofs.render.chain import chain_figure
    from proofs.render.picture import write_picture

    write_picture(chain_figure(bounds), path, "chain")


def _tabulate(bounds: Shallow) -> None:
    from symbolic.scalars import decimal, shorten, text

    data, rows = bounds.data, []
    for name, value in (*bounds.chain(), ("trivial", bounds.trivial)):
        exact = shorten(value, 40)
        if "…" in exact:
            exact = f"{len(text(value))} characters, in --json"
        rows.append((name, decimal(value, 6), exact, MEANING[name]))
    title = f"{data.name}: 1 hidden layer, Q = {data.Q}, M = {data.M}, N = {data.N}"
    print_table(title, ("C²", "decimal", "exact", "meaning"), rows)


def _remarks(bounds: Shallow, gates: int | None) -> list[str]:
    """What the table does not say: relative differences, metrization, gates, assumptions that
    fail.
    """
    from symbolic.one_hidden_layer import projector_is_optimal
    from symbolic.scalars import decimal

    data, projection, bound = bounds.data, bounds.projection, bounds.relative_bound
    lines = []
    if projection is None or bound is None:
        lines.append(
            "the class means are linearly dependent: no projecting network, no δ_P (S1, S2, S5)"
        )
    else:
        lines.append(
            f"δ_P² = {decimal(projection.radius, 6)}; naive exceeds projected by a relative "
            f"{decimal(projection.relative_difference, 6)}, at most {decimal(bound, 6)} (S2)"
        )
        lines.append(
            f"in |X̄⁺(x − x')| every point is nearest to its own mean but for "
            f"{projection.exceptions} of {data.N} (S5; none if δ_P² < 1/2)"
        )
        if projector_is_optimal(bounds):
            lines.append("no linear readout beats those of X̄⁺x: projected = linear (S4)")
    if gates is not None:
        lines.append(f"1 hidden layer of width {gates} reaches cost exactly 0 by gates (S6)")
    else:
        lines.append(
            "no gates of cost 0 were found (S6); that alone rules nothing out: see capacity"
        )
    return lines
