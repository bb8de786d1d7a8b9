"""``landscape``, ``degeneracy``: data in, a certificate out."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proofs.commands.groups import (
    AS_IT_IS,
    BY_DEFAULT,
    ON_STDOUT,
    Building,
    Reading,
    Writing,
    grouped,
)
from proofs.commands.options import (
    Built,
    Data,
    ExitStatus,
    Jobs,
    Layers,
    Mu,
    Unusable,
    progress,
    say,
    words,
)
from proofs.commands.tables import print_table

if TYPE_CHECKING:
    from symbolic.minima import Landscape

LISTED_KERNEL = 500


@grouped
def landscape(
    source: Data,
    layers: Layers = None,
    readout: Annotated[
        str | None,
        typer.Option(
            metavar="linear|affine",
            help="Output layer with c = 0, or any (default: both).",
            autocompletion=lambda: words("ReadoutKind"),
        ),
    ] = None,
    construction: Built = "rational",
    mu: Mu = None,
    values_only: Annotated[
        bool, typer.Option("--values-only", help="Subsets and values alone.")
    ] = False,
    partitions: Annotated[
        bool,
        typer.Option("--partitions", help="The partitions of the classes instead (T6)."),
    ] = False,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
    jobs: Jobs = 1,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler to compute on.")
    ] = None,
) -> ExitStatus:
    """The 2^Q − 1 subsets of T5: exact values, readouts, dimensions, a verdict a scope, witnesses.

    With -o FILE every finished subset is kept at once; the same command goes on where an
    interrupted one stopped. With --partitions: the partitions of the classes (T6), which are minima
    in all parameters.
    """
    if partitions:
        from proofs.commands.partitions import survey_partitions

        given = (readout, mu, dask, values_only or None)
        if any(option is not None for option in given) or construction != "rational":
            raise Unusable(
                "--partitions: expected without --readout, --mu, --values-only, --construction, "
                "--dask"
            )
        return survey_partitions(source, layers, reading, writing)
    from symbolic.minima import landscape as survey
    from symbolic.words import ReadoutKind

    target = writing.target()
    data = reading.load(source, writing.quiet)
    readouts = tuple(ReadoutKind) if readout is None else (readout,)
    landscape = survey(data, layers, readouts, construction, mu)
    certificate = _grown(landscape, values_only, target, (jobs, dask), writing.quiet)
    writing.hand_out(target, certificate, lambda: _tabulate(json.loads(certificate)))
    return ExitStatus.HOLDS


def _grown(
    landscape: Landscape,
    values_only: bool,
    target: Path | None,
    workers: tuple[int, str | None],
    quiet: bool,
) -> str:
    """The certificate, written subset by subset."""
    from proofs.certificates import landscape_header, minimum_section, value_section
    from proofs.certificates.growing import grow
    from symbolic.parallel import in_order

    labels, section = landscape.data.labels, value_section if values_only else minimum_section
    tasks = [
        ([labels[j] for j in subset], kind)
        for subset in landscape.subsets()
        for kind in landscape.readouts
    ]
    with progress("subsets", len(tasks), quiet) as advance:
        return grow(
            target,
            landscape_header(landscape, values_only),
            tasks,
            lambda start: in_order(landscape, section, start, *workers),
            advance,
        )


@grouped
def degeneracy(
    source: Data,
    architecture: Annotated[
        str,
        typer.Option(metavar="NAME", help="truncation (T4) or two-layer (G8)."),
    ] = "truncation",
    building: Building = BY_DEFAULT,
    kernel: Annotated[
        bool, typer.Option("--kernel", help="List a basis of the tangent space even if K > 500.")
    ] = False,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
    jobs: Jobs = 1,
) -> ExitStatus:
    """T4: the exact rank of the Jacobian at the zero-loss network, and the tangent space of the
    zero set.

    With --architecture two-layer: at the network of two hidden layers, for any consistent data
    (G8).
    """
    if architecture != "truncation":
        from proofs.commands.list_degeneracy import examine_list

        plain = building == BY_DEFAULT and not kernel
        return examine_list(source, architecture, plain, reading, writing, jobs)
    from proofs.certificates import degeneracy_certificate, obstruction_certificate
    from proofs.no_network import why_none
    from symbolic.truncation_network import Obstruction, Undecided, zero_loss
    from symbolic.words import counted
    from symbolic.zero_set import degeneracy as examine

    target = writing.target()
    data = reading.load(source, writing.quiet)
    with progress("network", None, writing.quiet):
        outcome = zero_loss(data, *astuple(building))
    if isinstance(outcome, Undecided):
        typer.echo(f"truncation: undecided: {outcome.reason}", err=True)
        return ExitStatus.UNDECIDED
    if isinstance(outcome, Obstruction):
        line = f"{data.name}: {why_none(outcome)}; see minimize"
        writing.finish(target, obstruction_certificate(outcome), [line])
        return ExitStatus.REFUTED
    with progress("Jacobian", None, writing.quiet):
        result = examine(outcome, jobs)
    certificate = degeneracy_certificate(result, kernel or result.K <= LISTED_KERNEL)
    lines = [
        f"{data.name}: K = {counted(result.K, 'parameter')}, rank J = {result.rank} (Q² = "
        f"{data.Q**2})",
        f"T4 proved: the zero set is a manifold of dimension {result.dimension} here;",
        f"{result.rescaling} of its directions are rescalings of hidden units,",
        f"{len(result.directions)} more move one apex or open one cone.",
    ]
    writing.finish(target, certificate, lines)
    return ExitStatus.HOLDS


def _tabulate(document: dict[str, Any]) -> None:
    """The minima as a table: decimals are for the eye, the certificate has the exact values."""
    from symbolic.scalars import numeral, shorten
    from symbolic.words import counted

    name, Q = document["data"]["name"], document["Q"]
    title = f"{name}: the {counted(2**Q - 1, 'subset')}, M = {document['M']}, K = {document['K']}"
    scopes = ["dimension", "output layer", "apexes held", "all parameters"]
    heads = ["collapsed", "readout", "value C²", *([] if document["values_only"] else scopes)]
    rows = []
    equal: dict[tuple[str, str], list[str]] = {}
    for item in document["minima"]:
        readout: str = item["readout"]
        value: str = item["value"]
        subset = ", ".join(item["collapsed"])
        equal.setdefault((readout, value), []).append("{" + subset + "}")
        cells = [subset or "∅", readout, shorten(numeral(value))]
        rows.append(cells if document["values_only"] else [*cells, *_scope_cells(item)])
    print_table(title, heads, rows)
    for (kind, _), subsets in equal.items():
        if len(subsets) > 1:
            say(False, f"equal values ({kind} readout): {'; '.join(subsets)}")


def _scope_cells(item: dict[str, Any]) -> list[str]:
    """Dimension and verdicts; a verdict about a linear readout is one within ``c = 0``, where
    refutations hold anyway, unless its cost is the least with ``c`` free, too (T5c, or 0).
    """
    if "candidate" not in item:
        return ["", *["no candidate"] * 3]
    words: list[str] = list(item["verdicts"].values())
    if item["readout"] == "linear" and item["theorem"] != "T5c" and item["value"] != "0":
        words = [word + " within c = 0" if word == "proved" else word for word in words]
    return [str(item["dimension"]), *words]
