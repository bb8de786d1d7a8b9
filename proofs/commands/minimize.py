"""``minimize``: labelled data in, a network of the least cost there is and its certificate out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Annotated

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
    Data,
    ExitStatus,
    Jobs,
    default_path,
    free_path,
    progress,
    say,
    words,
)

if TYPE_CHECKING:
    from symbolic.clusters import ClusterData
    from symbolic.least_cost import Outcome
    from symbolic.network import ReluNetwork
    from symbolic.scalars import Scalar
    from symbolic.truncation_network import Obstruction, ZeroLoss
    from symbolic.two_layer_form import Interpolation

# Networks with more parameters, or with longer numbers, are in the certificate only.
SHOWN_PARAMETERS, SHOWN_CHARACTERS = 60, 24


@dataclass(frozen=True, slots=True)
class Searching:
    """How much is searched for fewer cells."""

    restarts: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="Searches for fewer cells (default: as half a minute allows)."
        ),
    ] = None
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="The same seed, the same file.")] = 0
    time: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="Time for the search; what is quick is built, confirmed and written after it.",
        ),
    ] = None
    jobs: Jobs = 1
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler to search on.")
    ] = None


AS_LONG_AS_IT_TAKES = Searching()


@grouped
def minimize(
    source: Data,
    architecture: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="auto, truncation (T3), two-layer (P1), deep (P3), shallow (P2) or narrow (W2).",
            autocompletion=lambda: words("Architecture"),
        ),
    ] = "auto",
    building: Building = BY_DEFAULT,
    searching: Searching = AS_LONG_AS_IT_TAKES,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """Build a network of the least cost there is, evaluate it exactly, and write a certificate.

    Without -o and --json the certificate goes to NAME.minimize.json in the current directory, or to
    NAME.minimize-2.json, … where the file of another run has that name.
    """
    target = writing.target()
    data = reading.load(source, writing.quiet, any_targets=True)
    # NumPy comes with these: what is refused is refused at once
    from symbolic.least_cost import least_cost_network
    from symbolic.restarts import RESTARTS, Search
    from symbolic.truncation_network import Undecided

    search = Search(*astuple(searching))
    with progress("searches", searching.restarts or RESTARTS, writing.quiet) as advance:
        outcome = least_cost_network(
            data,
            architecture,
            building.layers,
            building.readout,
            building.construction,
            building.mu,
            search,
            advance,
        )
    if isinstance(outcome, Undecided):
        typer.echo(f"truncation: undecided: {outcome.reason}", err=True)
        return ExitStatus.UNDECIDED
    certificate, status = _judged(outcome)
    if target is None and not writing.as_json:
        target = free_path(default_path(data, "minimize"), certificate)
    writing.finish(target, certificate, lambda: say(False, *_lines(data, outcome, building.layers)))
    return status


def _judged(outcome: ZeroLoss | Interpolation | Obstruction) -> tuple[str, ExitStatus]:
    """The certificate, and whether the data have a network of cost 0 of the form asked for."""
    from proofs.certificates import obstruction_certificate, zero_loss_certificate
    from proofs.certificates.cells import interpolation_certificate
    from symbolic.truncation_network import ZeroLoss
    from symbolic.two_layer_form import Interpolation

    if isinstance(outcome, Interpolation):
        status = ExitStatus.HOLDS if outcome.pool.consistent else ExitStatus.REFUTED
        return interpolation_certificate(outcome), status
    if isinstance(outcome, ZeroLoss):
        return zero_loss_certificate(outcome), ExitStatus.HOLDS
    return obstruction_certificate(outcome), ExitStatus.REFUTED


def _lines(data: ClusterData, outcome: Outcome, layers: int | None) -> Iterator[str]:
    from proofs.no_network import why_none
    from symbolic.truncation_network import Obstruction, ZeroLoss
    from symbolic.two_layer_form import Interpolation
    from symbolic.words import counted

    if isinstance(outcome, Obstruction):
        yield f"{data.name}: {why_none(outcome)}: in each of {_names(outcome)}"
        yield "some convex combination of points is also one of points of the others of these."
        return
    yield (
        f"{data.name}: Q = {counted(data.Q, 'class')}, N = {counted(data.N, 'point')}, M = {data.M}"
    )
    if isinstance(outcome, ZeroLoss):
        yield from _truncation_lines(outcome)
        yield from network_lines(outcome.network, data.labels, data.feature_names)
    elif isinstance(outcome, Interpolation):
        yield from _interpolation_lines(data, outcome, layers)
        yield from network_lines(outcome.network, data.labels, data.feature_names)


def _names(obstruction: Obstruction) -> str:
    return ", ".join(repr(obstruction.data.labels[j]) for j in obstruction.stuck)


def _truncation_lines(minimizer: ZeroLoss) -> Iterator[str]:
    from symbolic.scalars import distance_words
    from symbolic.words import counted

    layers = counted(minimizer.network.L, "hidden layer")
    yield f"T3 proved: a network with {layers} has cost exactly 0,"
    yield "and no pre-activation of a training point is 0."
    for l, step in enumerate(minimizer.collapses, start=1):
        label = minimizer.data.labels[step.cls]
        size = distance_words(step.distance_squared)
        yield f"  layer {l} collapses {label!r}: every point is {size} or more from the hyperplane"


def _interpolation_lines(
    data: ClusterData, interpolation: Interpolation, layers: int | None
) -> Iterator[str]:
    from proofs.certificates.cells import statement_of
    from proofs.no_network import why_none
    from symbolic.least_cost import no_truncation
    from symbolic.scalars import shorten
    from symbolic.words import counted

    network, pool = interpolation.network, interpolation.pool
    widths = "-".join(map(str, network.widths))
    if len(network.widths) > 12:
        widths = (
            f"{counted(network.L, 'hidden layer')}, the widest of "
            f"{counted(max(network.widths[1:-1]), 'unit')}"
        )
    shape = f"{widths}, {counted(network.parameter_count, 'parameter')}"
    if not pool.consistent:
        coincide = (
            f"points of different targets coincide at {counted(len(pool.coincident), 'input')}"
        )
        yield f"P0 proved: {coincide}, so no function"
        yield f"has cost below {shorten(pool.least_cost)}; a network attains it ({shape})."
    else:
        yield f"{statement_of(interpolation)} proved: a network ({shape}) has cost exactly 0,"
        yield "and no pre-activation of a training point is 0."
    if interpolation.cells is None:
        return
    why = interpolation.cells.obstruction
    if why is not None:
        yield f"No truncation network: {why_none(why)}: those of {_names(why)}."
    elif interpolation.undecided:
        yield f"Unknown whether there is a truncation network: {interpolation.undecided}."
    elif pool.consistent and (against := no_truncation(pool, layers)):
        yield f"Not as a truncation network: {against}."
    count, least = len(interpolation.cells.cells), interpolation.cells.at_least
    words_ = "no list is shorter" if count == least else f"every list has at least {least}"
    if count > least and interpolation.cells.fewest is not None:
        words_ += f"; unknown whether {count} are least: {interpolation.cells.fewest.unknown}"
    cut = ", each cut off from the later ones by a hyperplane" if count > 1 else ""
    yield f"{counted(count, 'cell')}{cut} ({words_}):"
    for k, cell in enumerate(interpolation.cells.cells, start=1):
        # Classes with one target share cells; inputs with several targets have cells of their own.
        mixed = pool.groups[cell.group].cls is None
        counts = Counter(-1 if mixed else j for i in cell.points for j, _ in pool.members[i])
        names = {j: "mixed inputs" if j < 0 else repr(data.labels[j]) for j in counts}
        if k <= 20:
            yield f"  cell {k}: " + ", ".join(f"{n} of {names[j]}" for j, n in counts.items())
    if count > 20:
        yield f"  ... and {count - 20} more"


def network_lines(
    network: ReluNetwork, labels: tuple[str, ...], features: tuple[str, ...] = ()
) -> Iterator[str]:
    """The network written out, one line a unit, if it is small and its numbers are short."""
    from symbolic.scalars import text

    if network.parameter_count > SHOWN_PARAMETERS:
        return
    entries = [e for layer in network.layers for e in layer.augmented.to_list_flat()]
    if max(len(text(entry)) for entry in entries) > SHOWN_CHARACTERS:
        return
    names = [f"x{i + 1}" for i in range(network.M)]
    called = [f"{x} = {name}" for x, name in zip(names, features, strict=False) if x != name]
    if called:
        yield f"  where {', '.join(called)}:"
    for l, layer in enumerate(network.layers, start=1):
        last = l > network.L
        made = [f"y[{label}]" for label in labels] if last else []
        made = made or [f"h{l}_{r + 1}" for r in range(layer.W.shape[0])]
        rows = zip(layer.W.to_list(), layer.b.to_list_flat(), strict=True)
        for name, (weights, bias) in zip(made, rows, strict=True):
            terms = [(w, f" {v}") for w, v in zip(weights, names, strict=True) if w]
            total = _sum([*terms, *([(bias, "")] if bias or not terms else [])])
            yield f"  {name} = {total}" if last else f"  {name} = max(0, {total})"
        names = made


def _sum(terms: list[tuple[Scalar, str]]) -> str:
    from symbolic.scalars import text

    written = ""
    for value, factor in terms:
        numeral = text(value)
        sign, size = ("-", numeral[1:]) if numeral.startswith("-") else ("+", numeral)
        size = factor.lstrip() if factor and size == "1" else size + factor
        if written:
            written += f" {sign} {size}"
        else:
            written = f"-{size}" if sign == "-" else size
    return written
