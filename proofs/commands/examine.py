"""``examine NETWORK DATA``: what holds, exactly, of a network that somebody trained."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proofs.commands.groups import AS_IT_IS, ON_STDOUT, Reading, Writing, grouped
from proofs.commands.options import (
    PICTURES,
    Data,
    ExitStatus,
    Jobs,
    Unusable,
    named_path,
    one_line,
    progress,
    say,
)

if TYPE_CHECKING:
    from symbolic.network import ReluNetwork
    from symbolic.trained.clip import ZeroCost
    from symbolic.trained.examination import Examination


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for besides the facts about the network itself."""

    within: Annotated[
        str | None,
        typer.Option(metavar="R", help="Look for a certified minimum at most R away, entrywise."),
    ] = None
    descend: Annotated[
        bool, typer.Option("--descend", help="Continue training in float64 before looking.")
    ] = False
    zero: Annotated[
        bool, typer.Option("--zero", help="Make an exact zero-loss network from this one (R4).")
    ] = False
    weights: Annotated[
        str, typer.Option(metavar="class|uniform", help="A point of class j weighs 1/N_j, or 1/N.")
    ] = "class"


AT_ITSELF = Looking()


@grouped
def examine(
    network: Annotated[
        str, typer.Argument(metavar="NETWORK", help="A .json, .pt, .safetensors or .onnx file.")
    ],
    source: Data,
    looking: Looking = AT_ITSELF,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw the layer profile (.svg, .pdf or .png)."),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write everything as one web page (.html)."),
    ] = None,
    jobs: Jobs = 1,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """Exact facts, layer profile and verdicts about a trained network on data, and a certified
    minimum near it.

    Squared error only. Exit 0: a local minimum in all parameters (it, or with --within or --descend
    one nearby); 1: refuted, and none nearby; 3: unknown. With --zero: 0 if there is a zero-loss
    network. -o writes a certificate.
    """
    from proofs.files import write_whole
    from proofs.render.examination import as_lines
    from proofs.render.examination_json import as_json_text
    from symbolic.trained.clip import ZeroCost
    from symbolic.trained.examination import examine as decide

    target = writing.target()
    drawn = None if picture is None else named_path(picture, "--picture", *PICTURES)
    written = None if page is None else named_path(page, "--page", ".html")
    radius = _radius(looking.within)
    data = reading.load(source, writing.quiet)
    loaded = _load(network)
    with progress("examination", None, writing.quiet):
        examination = decide(
            loaded, data, looking.weights, radius, looking.descend, looking.zero, jobs
        )
    made = examination.zero if isinstance(examination.zero, ZeroCost) else None
    if target is not None and looking.zero and made is None:
        typer.echo("truncation: --zero: no zero-loss network, no certificate written", err=True)
        target = None
    if target is not None:
        write_whole(target, _certificate(examination, made))
    if drawn is not None:
        _draw(examination, drawn)
    if written is not None:
        write_whole(written, _page(examination, Path(network).name))
    if writing.as_json:
        typer.echo(as_json_text(examination), nl=False)
    else:
        say(writing.quiet, *as_lines(examination, Path(network).name))
        say(writing.quiet or target is None, f"certificate: {target}")
    return _status(examination, looking.zero, made is not None)


def _certificate(examination: Examination, made: ZeroCost | None) -> str:
    from proofs.certificates.trained import examination_certificate, zero_cost_certificate

    if made is not None:
        return zero_cost_certificate(examination, made)
    return examination_certificate(examination)


def _load(path: str) -> ReluNetwork:
    from symbolic.errors import TruncationError
    from symbolic.networks_in import load_network

    try:
        return load_network(path)
    except TruncationError as error:
        raise Unusable(f"{one_line(path)}: {error}") from None


def _page(examination: Examination, name: str) -> str:
    from proofs.render.examination_page import page_of_examination

    return page_of_examination(examination, name)


def _draw(examination: Examination, path: Path) -> None:
    from proofs.render.picture import write_picture
    from proofs.render.profile_figure import draw_profile

    write_picture(draw_profile(examination), path, "profile")


def _radius(within: str | None) -> Fraction | None:
    from symbolic.scalars import fraction, parse

    if within is None:
        return None
    radius = fraction(parse(within, "--within"))
    if radius < 0:
        raise Unusable(f"--within: expected a distance >= 0, found {one_line(within)}")
    return radius


def _status(examination: Examination, zero: bool, made: bool) -> ExitStatus:
    from symbolic.words import Scope, VerdictWord

    verdict = examination.verdicts[Scope.ALL_PARAMETERS]
    if zero:
        return ExitStatus.HOLDS if made else ExitStatus.UNDECIDED
    if examination.nearby is not None or verdict == VerdictWord.PROVED:
        return ExitStatus.HOLDS
    return ExitStatus.REFUTED if verdict == VerdictWord.REFUTED else ExitStatus.UNDECIDED
