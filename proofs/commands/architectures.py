"""``shallow``, ``capacity``: what an architecture can and cannot do on the data."""

from __future__ import annotations

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
    reads_data,
    say,
    target_path,
)

if TYPE_CHECKING:
    from symbolic.clusters import ClusterData
    from symbolic.scalars import Scalar
    from symbolic.shallow import Shallow

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
    """One hidden layer: the chain of exact minima and bounds (S1-S6), for any M, Q and class weights."""
    from proofs.certificates import write_whole
    from proofs.shallow_certificates import shallow_certificate
    from symbolic.gates import shallow_zero_loss
    from symbolic.shallow import shallow as chain_of

    target = None if output is None else target_path(output)
    picture = None if figure is None else target_path(figure)
    data = load_data(source, reading, quiet)
    found = chain_of(data, _class_weights(data, weights))
    gates = shallow_zero_loss(data)
    certificate = shallow_certificate(found, gates)
    if target is not None:
        write_whole(target, certificate)
    if picture is not None:
        _draw(found, picture)
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


def _class_weights(data: ClusterData, option: str | None) -> list[Scalar] | None:
    from sympy import QQ

    from symbolic.scalars import parse

    if option is None or option == "classes":
        return None
    if option == "points":
        return [QQ(size, data.N) for size in data.sizes]
    return [parse(part.strip(), "--weights") for part in option.split(",")]


def _draw(found: Shallow, path: Path) -> None:
    try:
        from proofs.render.chain import write_chain
    except ModuleNotFoundError as error:
        raise Unusable(f"--figure needs {error.name}: pip install 'truncation[pages]'") from None
    write_chain(found, path)


def _tabulate(found: Shallow) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from symbolic.display import number_text
    from symbolic.scalars import decimal

    data = found.data
    title = f"{data.name}: one hidden layer, Q = {data.Q}, M = {data.M}, N = {data.N}"
    table = Table(title=Text(title))
    for head in ("C²", "decimal", "exact", "meaning"):
        table.add_column(head)
    for name, value in (*found.chain(), ("trivial", found.trivial)):
        exact = number_text(value)
        cells = [name, decimal(value, 6), "" if exact.endswith("…") else exact, MEANING[name]]
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)


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
