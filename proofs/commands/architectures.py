"""``shallow``, ``capacity``: what an architecture can and cannot do on the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proofs.commands.options import (
    AS_IT_IS,
    AsJson,
    Data,
    Output,
    Quiet,
    Reading,
    Status,
    Unusable,
    load_data,
    progress,
    reads_data,
    say,
    target_path,
)
from proofs.commands.tables import print_table

if TYPE_CHECKING:
    from symbolic.capacity import Capacity, CapacityTable
    from symbolic.clusters import ClusterData
    from symbolic.scalars import Scalar
    from symbolic.shallow import Shallow

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


@reads_data
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
    reading: Reading = AS_IT_IS,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
) -> Status:
    """One hidden layer: the chain of exact minima and bounds (S1-S6), for any M, Q and class
    weights.
    """
    from proofs.files import write_whole
    from proofs.shallow_certificates import shallow_certificate
    from symbolic.gates import shallow_zero_loss
    from symbolic.shallow import shallow as chain_of

    target = None if output is None else target_path(output)
    picture = None if figure is None else target_path(figure)
    data = load_data(source, reading, quiet)
    found = chain_of(data, _class_weights(data, weights))
    gates = shallow_zero_loss(data)
    certificate = shallow_certificate(found, gates)
    if picture is not None:
        _draw(found, picture)
    if target is not None:
        write_whole(target, certificate)
    if as_json:
        typer.echo(certificate, nl=False)
        return Status.HOLDS
    if not quiet:
        _tabulate(found)
    say(quiet, *_remarks(found, None if gates is None else gates.widths[1]))
    for kind, path in (("certificate", target), ("figure", picture)):
        if path is not None:
            say(quiet, f"{kind}: {path}")
    return Status.HOLDS


@reads_data
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
    reading: Reading = AS_IT_IS,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
) -> Status:
    """Whether a ReLU network of given widths reaches zero loss on the data: yes with the network,
    no with the reason, or unknown.

    Exit code 0 for yes, 1 for no, 3 for unknown; 0 for a table.
    """
    from proofs.capacity_certificates import capacity_certificate
    from proofs.files import write_whole
    from symbolic.capacity import architectures, capacity_table
    from symbolic.capacity import capacity as decide

    if table == (widths is not None):
        raise Unusable("--widths: expected M,d1,...,Q, or --table instead")
    target = None if output is None else target_path(output)
    if time < 0:
        raise Unusable(f"--time: expected seconds >= 0, found {time:g}")
    data = load_data(source, reading, quiet, any_targets=True)
    if table:
        chosen = list(architectures(data.M, data.Q, width, depth))
        with progress("architectures", len(chosen), quiet) as advance:
            found = capacity_table(data, chosen, time or None, advance)
        documents = [json.loads(capacity_certificate(answer)) for answer in found.answers]
        content = "[" + ",\n".join(map(json.dumps, documents)) + "]\n"
    else:
        with progress("search", 1, quiet):
            answer = decide(data, _widths(widths or ""), seconds=time or None)
        content = capacity_certificate(answer)
    if target is not None:
        write_whole(target, content)
    if as_json:
        typer.echo(content, nl=False)
    elif table:
        if not quiet:
            _tabulate_answers(found)
    else:
        say(quiet, *_answer_lines(answer))
    if target is not None:
        say(quiet or as_json, f"{'table' if table else 'certificate'}: {target}")
    return Status.HOLDS if table else EXITS[answer.verdict]


EXITS = {"yes": Status.HOLDS, "no": Status.REFUTED, "unknown": Status.UNDECIDED}


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
    """U1: what holds for almost every array of targets, in these words; never an answer about the
    data at hand.
    """
    from symbolic.generic import counts

    found = counts(answer.widths, answer.data.N)
    line = (
        f"QN = {found.equations} equations, K = {found.parameters} parameters, "
        f"{found.units} of them rescalings of units"
    )
    if found.generically_impossible:
        return [line + ": for almost every array of N targets no such network has zero loss (U1)"]
    return [line]


def _tabulate_answers(found: CapacityTable) -> None:
    print_table(
        f"{found.data.name}: which architectures reach zero loss",
        ("widths", "zero loss", "by", "reason"),
        (
            ("-".join(map(str, answer.widths)), answer.verdict, answer.statement, answer.reason)
            for answer in found.answers
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


def _draw(found: Shallow, path: Path) -> None:
    from proofs.render.chain import write_chain

    write_chain(found, path)


def _tabulate(found: Shallow) -> None:
    from symbolic.scalars import decimal, shorten

    data, rows = found.data, []
    for name, value in (*found.chain(), ("trivial", found.trivial)):
        exact = shorten(value)
        rows.append((name, decimal(value, 6), "" if "…" in exact else exact, MEANING[name]))
    title = f"{data.name}: 1 hidden layer, Q = {data.Q}, M = {data.M}, N = {data.N}"
    print_table(title, ("C²", "decimal", "exact", "meaning"), rows)


def _remarks(found: Shallow, gates: int | None) -> list[str]:
    """What the table does not say: relative differences, metrization, gates, assumptions that fail."""
    from symbolic.scalars import decimal
    from symbolic.shallow import projector_is_optimal

    data, projection, bound = found.data, found.projection, found.relative_bound
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
            f"in |X̄⁺(x − x')| every point is nearest to its own mean but for {projection.exceptions} "
            f"of {data.N} (S5; none if δ_P² < 1/2)"
        )
        if projector_is_optimal(found):
            lines.append("no linear readout beats those of X̄⁺x: projected = linear (S4)")
    if gates is not None:
        lines.append(f"one hidden layer of width {gates} reaches cost exactly 0 by gates (S6)")
    else:
        lines.append(
            "no gates of cost 0 were found (S6); that alone rules nothing out: see capacity"
        )
    return lines
