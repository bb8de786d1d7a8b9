"""``landscape``, ``degeneracy``: data in, a certificate out."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from proofs.commands.options import (
    AS_IT_IS,
    AsJson,
    Built,
    Data,
    Jobs,
    Layers,
    Mu,
    Output,
    Quiet,
    Reading,
    Readout,
    Status,
    Unusable,
    load_data,
    progress,
    reads_data,
    say,
    target_path,
    words,
)
from proofs.commands.tables import print_table

LISTED_KERNEL = 500


@reads_data
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
    reading: Reading = AS_IT_IS,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
    jobs: Jobs = 1,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler to compute on.")
    ] = None,
) -> Status:
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
                "--partitions: expected without --readout, --mu, --values-only, --construction, --dask"
            )
        return survey_partitions(source, layers, reading, as_json, output, quiet)
    from proofs.certificates import landscape_header, minimum_section, value_section
    from proofs.growing import grow
    from symbolic.landscape import landscape as survey
    from symbolic.parallel import in_order
    from symbolic.words import ReadoutKind

    target = None if output is None else target_path(output)
    data = load_data(source, reading, quiet)
    readouts = tuple(ReadoutKind) if readout is None else (readout,)
    found = survey(data, layers, readouts, construction, mu)
    section = value_section if values_only else minimum_section
    tasks = [
        ([data.labels[j] for j in subset], kind) for subset in found.subsets() for kind in readouts
    ]
    with progress("subsets", len(tasks), quiet) as advance:
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
        say(quiet or as_json, f"certificate: {target}")
    return Status.HOLDS


@reads_data
def degeneracy(
    source: Data,
    architecture: Annotated[
        str,
        typer.Option(metavar="NAME", help="truncation (T4) or two-layer (G8)."),
    ] = "truncation",
    layers: Layers = None,
    readout: Readout = "affine",
    construction: Built = "rational",
    mu: Mu = None,
    kernel: Annotated[
        bool, typer.Option("--kernel", help="List a basis of the tangent space even if K > 500.")
    ] = False,
    reading: Reading = AS_IT_IS,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
    jobs: Jobs = 1,
) -> Status:
    """T4: the exact rank of the Jacobian at the zero-loss network, and the tangent space of the
    zero set.

    With --architecture two-layer: at the network of two hidden layers, for any consistent data
    (G8).
    """
    if architecture != "truncation":
        from proofs.commands.list_degeneracy import examine_list

        plain = (readout, construction, layers, mu, kernel) == (
            "affine",
            "rational",
            None,
            None,
            False,
        )
        return examine_list(source, architecture, plain, reading, as_json, output, quiet, jobs)
    from proofs.certificates import degeneracy_certificate, obstruction_certificate
    from proofs.files import write_whole
    from symbolic.degeneracy import degeneracy as examine
    from symbolic.zero_loss import Obstruction, Undecided, zero_loss

    target = None if output is None else target_path(output)
    data = load_data(source, reading, quiet)
    found = zero_loss(data, layers, readout, construction, mu)
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
        say(quiet, *lines)
    return Status.REFUTED if isinstance(found, Obstruction) else Status.HOLDS


def _tabulate(document: dict[str, Any]) -> None:
    """The minima as a table: decimals are for the eye, the certificate has the exact values."""
    from symbolic.scalars import numeral, shorten

    name, Q = document["data"]["name"], document["Q"]
    title = f"{name}: the {2**Q - 1} subsets, M = {document['M']}, K = {document['K']}"
    scopes = ["dimension", "output layer", "apexes held", "all parameters"]
    heads = ["collapsed", "readout", "value C²", *([] if document["values_only"] else scopes)]
    rows = []
    equal: dict[tuple[str, str], list[str]] = {}
    for item in document["minima"]:
        subset = ", ".join(item["collapsed"])
        equal.setdefault((item["readout"], item["value"]), []).append("{" + subset + "}")
        cells = [subset or "∅", item["readout"], shorten(numeral(item["value"]))]
        rows.append(cells if document["values_only"] else [*cells, *_scope_cells(item)])
    print_table(title, heads, rows)
    for (readout, _), subsets in equal.items():
        if len(subsets) > 1:
            say(False, f"equal values ({readout} readout): {'; '.join(subsets)}")


def _scope_cells(item: dict[str, Any]) -> list[str]:
    """Dimension and verdicts; a verdict about a linear readout is one within ``c = 0``, where
    refutations hold anyway.
    """
    if "candidate" not in item:
        return ["", *["no candidate"] * 3]
    gauge = " within c = 0" if item["readout"] == "linear" else ""
    words = [word + gauge if word == "proved" else word for word in item["verdicts"].values()]
    if item["value"] == "0":
        words = list(item["verdicts"].values())  # a cost of 0 is the least in any gauge
    return [str(item["dimension"]), *words]
