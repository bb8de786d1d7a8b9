"""An examination of a trained network as one web page, with the picture of its layer profile.

As `page`: no network, no server, the same bytes for the same input; text of the data and names of
files reach it through the template's escaping only.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from proofs.release import version
from proofs.render.examination import OUT_OF_SCOPE, WEIGHTS, fact_lines, reason_lines, shown
from proofs.render.ink import AXIS, INK, SERIES, VOID, inline
from proofs.render.plots import drawing
from proofs.render.profile_figure import SIZE, draw_profile
from symbolic.trained.examination import SCOPES, Examination


def page_of_examination(
    examination: Examination, name: str, command: str = "truncation examine"
) -> str:
    """The page; ``name`` is that of the network's file."""
    environment = Environment(
        loader=PackageLoader("proofs.render"), autoescape=True, undefined=StrictUndefined
    )
    rows = examination.profile
    return environment.get_template("examination.html.j2").render(
        name=name,
        data=examination.data,
        weighting=WEIGHTS[examination.weighting],
        scope=OUT_OF_SCOPE,
        numbers=list(_numbers(examination)),
        verdicts=[(scope.in_words, examination.verdicts[scope].value) for scope in SCOPES],
        reasons=reason_lines(examination),
        picture=_picture(examination),
        layers=range(len(rows)),
        classes=[
            (label, [_cell(examination, j, l) for l in range(len(rows))])
            for j, label in enumerate(examination.data.labels)
        ],
        values=[shown(row.value) for row in rows],
        ranks=[row.rank for row in rows],
        facts=fact_lines(examination, name),
        command=command,
        version=version(),
    )


def _picture(examination: Examination) -> Markup:
    words = "The least cost of a readout, and the scatter of the classes, layer by layer."
    with drawing():
        figure = Figure(figsize=SIZE, layout="constrained")
        draw_profile(examination, figure, SERIES, (INK, AXIS, VOID))
        return inline(figure, "profile", "Layer profile", words)


def _numbers(examination: Examination) -> Iterator[tuple[str, str]]:
    yield "cost C²", shown(examination.at.cost)
    yield "readout gap", shown(examination.gap)
    yield "parameters K", str(examination.at.network.numbering.K)
    yield "widths", "-".join(map(str, examination.at.network.widths))
    yield "points N", str(examination.data.N)
    if examination.nearby is not None and examination.nearby.distance:
        yield "distance of the minimum nearby", shown(examination.nearby.distance)


def _cell(examination: Examination, j: int, l: int) -> tuple[str, int, bool]:
    one = examination.profile[l].classes[j]
    return "–" if one.noise is None else shown(one.noise), one.points, one.off
