"""``degeneracy --architecture two-layer``: G8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from proofs.commands.groups import Reading, Writing
from proofs.commands.options import ExitStatus, Unusable, progress

if TYPE_CHECKING:
    from symbolic.list_zero_set import ListDegeneracy


def examine_list(
    source: str,
    architecture: str,
    plain: bool,
    reading: Reading,
    writing: Writing,
    jobs: int,
) -> ExitStatus:
    """The rank of the Jacobian at the two-layer network, and whether the zero set is a manifold.

    `plain`: no option of truncation networks was given. For inconsistent data the certificate is
    that of P0: no network has cost 0.
    """
    if architecture != "two-layer":
        raise Unusable(f"--architecture: expected truncation or two-layer, found {architecture!r}")
    if not plain:
        raise Unusable(
            "--architecture two-layer: expected without --layers, --readout, --construction, --mu, "
            "--kernel"
        )
    target = writing.target()
    data = reading.load(source, writing.quiet, any_targets=True)
    from proofs.certificates.cells import interpolation_certificate
    from proofs.certificates.list_degeneracy import list_degeneracy_certificate
    from symbolic.cells import Search
    from symbolic.list_zero_set import list_degeneracy
    from symbolic.pool import Pool
    from symbolic.two_layer_form import two_layer

    with progress("network and Jacobian", None, writing.quiet):
        interpolation = two_layer(Pool.of(data), Search(jobs=jobs))
        result = list_degeneracy(interpolation) if interpolation.pool.consistent else None
    if result is not None:
        certificate, status = list_degeneracy_certificate(result), ExitStatus.HOLDS
        lines = list(_lines(result))
    else:
        certificate, status = interpolation_certificate(interpolation), ExitStatus.REFUTED
        lines = [f"{data.name}: points of different targets coincide: no network has cost 0 (P0)"]
    writing.finish(target, certificate, lines)
    return status


def _lines(result: ListDegeneracy) -> Iterator[str]:
    from symbolic.words import counted

    data = result.pool.data
    widths = "-".join(map(str, result.network.widths))
    yield f"{data.name}: {widths}, K = {counted(result.K, 'parameter')}, rank J = {result.rank}"
    if result.manifold:
        yield "G8 proved: rank J = Q² + (Q−1)(Q−2)/2;"
        yield f"the zero set is a manifold of dimension {result.dimension} here."
    else:
        yield f"Unknown whether the zero set is a manifold here: {result.missing}."
