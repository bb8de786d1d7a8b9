"""``flow``: gradient flow at a network, exactly, and the dynamics of truncation from given
apexes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proofs.commands.groups import AS_IT_IS, ON_STDOUT, Reading, Writing, grouped
from proofs.commands.options import PICTURES, Data, ExitStatus, Unusable, named_path

if TYPE_CHECKING:
    from sympy.polys.matrices import DomainMatrix

    from symbolic.adapted import AdaptedFlow
    from symbolic.clusters import ClusterData
    from symbolic.network import ReluNetwork
    from symbolic.scalars import Scalar
    from symbolic.truncation_flow import History

# Rows of the Jacobian times parameters up to which the projector of the adapted flow is computed.
MANY_ENTRIES = 40_000


@grouped
def flow(
    source: Data,
    network: Annotated[
        str | None,
        typer.Argument(
            metavar="[NETWORK]", help="A network file; default: the zero-loss network of the data."
        ),
    ] = None,
    step: Annotated[
        str, typer.Option(metavar="R", help="Length of the gradient step of E2.")
    ] = "1/100",
    start: Annotated[
        str | None,
        typer.Option(
            metavar="p1,…,pM", help="Follow the truncation dynamics from this apex instead (E4)."
        ),
    ] = None,
    adapted: Annotated[
        bool, typer.Option("--adapted", help="The certificate is that of the adapted flow (E5).")
    ] = False,
    figure: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --start: draw the events (.svg, .pdf, .png)."),
    ] = None,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """Gradient flow: constants of motion (E2), who moves which apex (E3), the adapted flow (E5); or
    truncation dynamics (E4).
    """
    if start is not None and network is not None:
        raise Unusable("--start: expected without a network, for the dynamics of E4 have none")
    if figure is not None and start is None:
        raise Unusable("--figure: expected with --start, for the events of E4 are drawn")
    if adapted and start is not None:
        raise Unusable("--adapted: expected without --start, for E5 is about a network")
    target = writing.target()
    picture = None if figure is None else named_path(figure, "--figure", *PICTURES)
    data = reading.load(source, writing.quiet, any_targets=True)
    if start is not None:
        certificate, lines = _truncation(data, start, picture)
    else:
        certificate, lines = _at_network(data, network, _number("--step", step), adapted)
    writing.finish(target, certificate, lines)
    return ExitStatus.HOLDS


def _at_network(
    data: ClusterData, path: str | None, eta: Scalar, adapted: bool
) -> tuple[str, list[str]]:
    from proofs.certificates.flows import adapted_certificate, constants_certificate
    from symbolic.errors import TruncationError
    from symbolic.flow import conserved, step_defects
    from symbolic.scalars import shorten
    from symbolic.words import counted

    net = _network(data, path)
    if net.M != data.M or net.Q != data.Q:
        raise Unusable(
            f"{path}: expected widths {data.M},...,{data.Q}, found {','.join(map(str, net.widths))}"
        )
    if eta <= 0:
        raise Unusable("--step: expected a length > 0")
    try:
        constants = conserved(net, data)
        defects = step_defects(net, data, eta)
    except TruncationError as error:
        raise Unusable(f"the network: {error}") from None
    lines = [f"{data.name}, widths {'-'.join(map(str, net.widths))}: gradient flow of C² (E2)"]
    for one, defect in zip(constants, defects, strict=True):
        width = one.matrix.shape[0]
        rows, exact = one.matrix.to_list(), defect.to_list()
        held = all(not exact[r][s] for r, s in one.kept)
        trace = sum((rows[r][r] for r in range(width)), rows[0][0] * 0)
        lines.append(
            f"  layer {one.layer}: kept: {len(one.kept)} of "
            f"{counted(width * (width + 1) // 2, 'entry')} of M, "
            f"trace {shorten(trace)}; after a step of {shorten(eta)}: "
            + ("changed by exactly η² M(g)" if held else "REFUTED")
        )
    flow_ = _adapted_flow(data, net)
    lines += _apexes(data, net) + _adapted(flow_, data)
    if not adapted:
        return constants_certificate(net, data, eta), lines
    if flow_ is None:
        raise Unusable(f"--adapted: expected QNK <= {MANY_ENTRIES}, found more")
    return adapted_certificate(net, data, flow_), lines


def _network(data: ClusterData, path: str | None) -> ReluNetwork:
    from symbolic.errors import TruncationError
    from symbolic.truncation_network import ZeroLoss, zero_loss

    if path is not None:
        from symbolic.networks_in import load_network

        try:
            return load_network(path)
        except TruncationError as error:
            raise Unusable(f"{path}: {error}") from None
    outcome = zero_loss(data)
    if not isinstance(outcome, ZeroLoss):
        raise Unusable("expected a network, for the data have no truncation network of zero loss")
    return outcome.network


def _apexes(data: ClusterData, net: ReluNetwork) -> list[str]:
    """E3, where hidden weights are square and invertible."""
    from symbolic.errors import NotApplicable
    from symbolic.flow import apex_motions

    try:
        motions = apex_motions(net, data)
    except NotApplicable:
        return []
    lines = []
    for one in motions:
        movers = [data.labels[j] for j, part in enumerate(one.parts) if any(part.to_list_flat())]
        collapses = (
            "" if one.collapsed is None else f", which collapses {data.labels[one.collapsed]!r},"
        )
        moved = f"is moved by {', '.join(map(repr, movers))}" if movers else "is moved by no class"
        lines.append(f"  the apex of layer {one.layer}{collapses} {moved} (E3)")
    return lines


def _adapted_flow(data: ClusterData, net: ReluNetwork) -> AdaptedFlow | None:
    """E5, for Jacobians of moderate size."""
    from symbolic.adapted import adapted_flow

    if data.N * data.Q * net.parameter_count > MANY_ENTRIES:
        return None
    return adapted_flow(net, data)


def _adapted(lifting: AdaptedFlow | None, data: ClusterData) -> list[str]:
    """E5 and O4 in words."""
    from symbolic.scalars import shorten

    if lifting is None:
        return [f"  the Jacobian has more than {MANY_ENTRIES} entries: nothing said of E5"]
    line = f"  rank J = {lifting.rank} of QN = {data.Q * data.N}"
    if lifting.full:
        return [
            line + ": the adapted flow is linear interpolation, x(s) − y = e^(−s)(x(0) − y) (E5)"
        ]
    speed = shorten(lifting.speed_squared)
    return [
        f"{line}; |r|² = {shorten(lifting.loss)}, |Pr|² = {speed}: the adapted flow "
        + ("is at rest (E5)" if not lifting.speed_squared else "goes on (E5)")
    ]


def _truncation(data: ClusterData, start: str, picture: Path | None) -> tuple[str, list[str]]:
    from proofs.certificates.flows import history_certificate
    from symbolic.scalars import shorten
    from symbolic.truncation_flow import coordinate_history, events
    from symbolic.words import counted

    apex = [_number("--start", part.strip()) for part in start.split(",")]
    if len(apex) != data.M:
        raise Unusable(f"--start: expected {counted(data.M, 'number')}, found {len(apex)}")
    targets: list[DomainMatrix] = [data.mean(j) for j in range(data.Q)]
    weights = [_share(n) for n in data.sizes for _ in range(n)]
    histories = []
    for i, row in enumerate(data.inputs.to_list()):
        wanted = [targets[j].to_list_flat()[i] for j, n in enumerate(data.sizes) for _ in range(n)]
        histories.append(coordinate_history(row, wanted, weights, apex[i]))
    lines = [
        f"{data.name}: truncation from the apex ({', '.join(map(shorten, apex))}), "
        "each point towards the mean of its class (E4)"
    ]
    for one in events(histories):
        leg = histories[one.coordinate].legs[one.leg]
        lines.append(
            f"  p{one.coordinate + 1} reaches {shorten(one.value)}: "
            f"{counted(leg.truncated, 'point')} "
            f"truncated, rate {shorten(leg.rate)}, after log({shorten(leg.ratio)})/rate"
        )
    words = {"rest": "stays at", "limit": "tends to", "kink": "stops at the point"}
    lines += [f"  p{i + 1} {words[h.end]} {shorten(h.final)}" for i, h in enumerate(histories)]
    if picture is not None:
        _draw(histories, apex, data, picture)
        lines.append(f"figure: {picture}")
    return history_certificate(data, targets, apex, histories), lines


def _draw(
    histories: Sequence[History], apex: Sequence[Scalar], data: ClusterData, path: Path
) -> None:
    from proofs.render.events_figure import draw_events
    from proofs.render.picture import write_picture
    from symbolic.errors import InputError

    try:
        figure = draw_events(histories, apex, data)
    except OverflowError:
        expected = "coordinates in the range of floats, which draw it"
        raise InputError("--figure", expected, "larger ones") from None
    write_picture(figure, path, "events")


def _number(option: str, text: str) -> Scalar:
    from symbolic.scalars import parse

    return parse(text, option)


def _share(size: int) -> Scalar:
    from sympy import QQ

    return QQ(1, size)
