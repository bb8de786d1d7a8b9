"""``lift``: a network on data as a composition of truncation maps (G3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proofs.commands.groups import AS_IT_IS, ON_STDOUT, Reading, Writing, grouped
from proofs.commands.options import (
    PICTURES,
    ExitStatus,
    Unusable,
    named_path,
    one_line,
    spoken,
)

if TYPE_CHECKING:
    from symbolic.clusters import ClusterData
    from symbolic.lifting import Lift
    from symbolic.network import ReluNetwork
    from symbolic.scalars import Scalar


@grouped
def lift(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A certificate with a network, or a network (as for examine)."
        ),
    ],
    source: Annotated[
        str | None,
        typer.Argument(metavar="DATA", help="The inputs; left out, those of the certificate."),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw what the maps make of the points (in the plane)."),
    ] = None,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """Lift a network to one with invertible hidden weights: on the data it is a composition of
    truncation maps (G3).

    Both networks are evaluated exactly. -o writes a certificate.
    """
    target = writing.target()
    picture = None if figure is None else named_path(figure, "--figure", *PICTURES)
    network, data = _read(file, source, reading, writing.quiet)
    from proofs.certificates.lifts import lift_certificate
    from symbolic.errors import TruncationError
    from symbolic.lifting import lift as lifted

    try:
        lifting = lifted(network, data.inputs)
    except TruncationError as error:
        raise Unusable(f"{one_line(file)}: {spoken(error)}") from None
    if picture is not None:
        _draw(lifting, data, picture)
    writing.finish(target, lift_certificate(lifting, data), list(_lines(lifting, data)))
    return ExitStatus.HOLDS


def _read(
    file: str, source: str | None, reading: Reading, quiet: bool
) -> tuple[ReluNetwork, ClusterData]:
    """The network, and the data that are given or that its certificate holds."""
    from proofs.judged_files import proved
    from proofs.prediction import network_of, training_data
    from symbolic.errors import TruncationError
    from symbolic.networks_in import load_network

    try:
        if not _is_certificate(file):
            if source is None:
                raise Unusable("DATA: expected the inputs, for the file is no certificate")
            return load_network(file), reading.load(source, quiet, any_targets=True)
        certificate = proved(Path(file))
        if "layers" not in certificate.values:
            what = "expected a certificate with one network"
            raise Unusable(f"{one_line(file)}: {what}, found {certificate.statement}")
        known = training_data(certificate)
        data = known if source is None else reading.load(source, quiet, any_targets=True)
        return network_of(certificate), data
    except TruncationError as error:
        said = spoken(error) if file in str(error) else f"{one_line(file)}: {error}"
        raise Unusable(said) from None


def _is_certificate(file: str) -> bool:
    """Whether the file begins as certificates do; what else it is, its reader says."""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(40).startswith(b'{"schema": "truncation-certificate/')
    except OSError as error:
        reason = str(error.strerror).lower()
        raise Unusable(f"{one_line(file)}: expected a file, found {reason}") from None


def _lines(lifting: Lift, data: ClusterData) -> Iterator[str]:
    widths = "-".join(map(str, lifting.network.widths))
    yield f"{data.name}: N = {data.N} points, M = {data.M}; a network {widths}"
    maps = f"{lifting.network.L} truncation maps" if lifting.network.L > 1 else "1 truncation map"
    yield f"G3 proved: on these points it is an affine readout of {maps} of dimension {lifting.D},"
    pad = "the points as they are" if lifting.D == data.M else "the points padded with zeros"
    yield f"with invertible weights, {pad}; no smaller dimension holds these weights."
    *_, last = lifting.images()
    for label, one in zip(data.labels, _per_class(data, last.transpose().to_list()), strict=True):
        distinct = {tuple(row) for row in one}
        if len(distinct) == 1:
            yield f"  the maps send class {label!r} to one point: {_point(next(iter(distinct)))}"


def _per_class(data: ClusterData, rows: list[list[Scalar]]) -> Iterator[list[list[Scalar]]]:
    start = 0
    for size in data.sizes:
        yield rows[start : start + size]
        start += size


def _point(entries: tuple[Scalar, ...]) -> str:
    from symbolic.scalars import shorten

    shown = [shorten(entry) for entry in entries[:8]]
    return f"({', '.join(shown)}{', …' if len(entries) > 8 else ''})"


def _draw(lifting: Lift, data: ClusterData, path: Path) -> None:
    if lifting.D != 2:
        raise Unusable(f"--figure: expected truncation maps of the plane, found D = {lifting.D}")
    from proofs.render.maps_figure import draw_maps
    from proofs.render.picture import write_picture

    write_picture(draw_maps(lifting, data), path, "maps")
