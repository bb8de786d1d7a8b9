"""Figures of a data set: the points after each layer (in the plane, or on two directions), the
heights over each hyperplane, the values of all subsets.

Every picture is made by exact maps and drawn by floats (`plots`); what it writes in numbers is
exact or says that digits follow. `report` shows them as SVG, `derive` as PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.no_network import why_none
from proofs.render import plots
from proofs.render.bars import values
from proofs.render.plots import DRAWN, PAGE, Palette, Picture, drawable, drawing, some
from proofs.statements.case import Case
from symbolic.errors import InputError, shown
from symbolic.matrices import column, from_flat, rank, side_by_side
from symbolic.scalars import NARROW, Scalar, shorten, sqrt_decimal
from symbolic.separation import heights
from symbolic.truncation_network import ZeroLoss
from symbolic.words import counted

TRUNCATED = (
    "The data after each hidden layer, in the coordinates of the input. ×: the apex of the next "
    "truncation map. It fixes the filled cone and sends the hatched one to the apex."
)
PROJECTED = (
    "The data before and after each hidden layer, in the coordinates of the input, seen along two "
    "directions; a line is the hyperplane of the next layer. Other directions: the option --axes."
)
OVER = (
    "Every layer separates one class (left of 0) from the classes still to come and from the "
    "points the earlier ones were sent to (×). The numbers are exact, or the first digits of exact "
    "ones; the distance is that of the nearest point to the hyperplane."
)
VALUES = (
    "The value of every subset of collapsed classes, and below of every partition of the classes "
    "into blocks that share one output. ✓: attained by a local minimum in all parameters; without "
    "it only with the apexes held. Hollow: the classes cannot be collapsed to these apexes, so "
    "there is no candidate. The same letter after two values: exactly equal."
)
MOST_ROWS = 40  # of all figures of heights
MOST_TERMS = 8  # of a normal that is written out in the names of the coordinates


@dataclass(frozen=True, slots=True)
class Seen:
    """A direction to look along: the normal of a layer's hyperplane, or a coordinate (``layer``
    0).
    """

    words: str
    normal: DomainMatrix
    layer: int = 0


def thinned(case: Case) -> bool:
    """Whether the figures leave points out."""
    return max(case.data.sizes) > DRAWN


def pictured(
    case: Case, axes: Sequence[str] | None = None, palette: Palette = PAGE
) -> Iterator[tuple[list[Picture], str]]:
    """All figures of the data that there are, each as its panels and the words below them.

    ``axes``: two directions for `projection`, which raises `InputError` for what is none.
    """
    built = isinstance(case.zero_loss, ZeroLoss)
    for pictures, words in (
        (plane(case, palette), TRUNCATED),
        (projection(case, axes, palette), PROJECTED),
    ):
        if pictures:
            yield pictures, words if built else f"The data. {_why_none(case)}"
    if heights_over := strips(case, palette):
        yield heights_over, OVER + _written_out(case)
    chart = values(case, palette) if case.enumerable else None
    if chart is not None:
        yield [chart], VALUES


def _why_none(case: Case) -> str:
    """Why there is no network of the construction, as a sentence."""
    outcome = case.zero_loss
    if isinstance(outcome, ZeroLoss):
        return ""
    said = why_none(outcome)
    return f"{said[0].upper()}{said[1:]}."


def _title(layer: int) -> str:
    return f"after layer {layer}" if layer else "the data"


def _truncated(case: Case) -> list[list[DomainMatrix]]:
    """The points that are drawn, in the coordinates of the input, before and after each layer."""
    outcome = case.zero_loss
    blocks = [[some(block) for block in case.data.points]]
    for tau in outcome.network.truncation_maps() if isinstance(outcome, ZeroLoss) else ():
        blocks.append([tau(block) for block in blocks[-1]])
    return blocks


def plane(case: Case, palette: Palette = PAGE) -> list[Picture]:
    """For ``M = 2``: the data, and what is left of them after each hidden layer, in the coordinates
    of the input.

    Each panel but the last shows the map that comes next: its apex, the cone it fixes, the cone it
    collapses. Empty if ``M ≠ 2`` or the coordinates are beyond what floats draw.
    """
    data, outcome = case.data, case.zero_loss
    if data.M != 2 or not drawable(entry for p in data.points for entry in p.to_list_flat()):
        return []
    maps = outcome.network.truncation_maps() if isinstance(outcome, ZeroLoss) else ()
    blocks = _truncated(case)
    frame = plots.box([*blocks[0], *(tau.apex for tau in maps[: data.Q])], square=True)
    across, up = map(plots.name, data.feature_names)
    pictures = []
    for l, points in enumerate(blocks):
        with drawing(palette):
            figure = Figure(figsize=(3.7, 3.7), layout="constrained")
            axes = figure.subplots()
            axes.set_title(_title(l), fontsize=11)
            axes.set(xlim=frame[:2], ylim=frame[2:], aspect="equal", xlabel=across, ylabel=up)
            if l < len(maps) and l < data.Q:
                plots.cone(axes, maps[l], frame, palette)
            plots.points(axes, points, palette)
        words = f"{_counts(case)} in the plane, {_title(l)}."
        pictures.append(Picture(f"plane-{l}", f"The plane: {_title(l)}", words, figure))
    return pictures


def _counts(case: Case) -> str:
    return f"{counted(case.data.N, 'point')} of {counted(case.data.Q, 'class')}"


def directions(case: Case, words: Sequence[str]) -> list[Seen]:
    """The two directions of these words, see `direction`; raises `InputError` for what is none."""
    if len(words) != 2:
        raise InputError("axes", "two directions with a comma between them", str(len(words)))
    return [direction(case, word) for word in words]


def direction(case: Case, word: str) -> Seen:
    """The coordinate of that name or number (from 0), or ``f1, f2, …``: the normal of a layer.

    Raises `InputError` for anything else.
    """
    names = case.data.feature_names
    word = word.strip()
    places = {str(i): i for i in range(case.data.M)} | {n: i for i, n in enumerate(names)}
    if word in places:
        return _coordinate(case, places[word])
    # A word that no network has for a normal is refused before one is built.
    last = case.data.Q
    if word in {f"f{l}" for l in range(1, last + 1)}:
        for one in _normals(case):
            if word == f"f{one.layer}":
                return one
        last = 0
    raise InputError("axes", f"a coordinate{f' or one of f1 to f{last}' * bool(last)}", shown(word))


def _coordinate(case: Case, index: int) -> Seen:
    unit = column([int(i == index) for i in range(case.data.M)])
    return Seen(plots.name(case.data.feature_names[index]), unit)


def _normals(case: Case) -> Iterator[Seen]:
    outcome = case.zero_loss
    for l, step in enumerate(outcome.collapses if isinstance(outcome, ZeroLoss) else (), start=1):
        yield Seen(f"f{l}·x", step.hyperplane.normal, l)


def _signed(value: Scalar) -> str:
    """A short number with the minus that figures use."""
    return shorten(value, NARROW).replace("-", "−")


def _written_out(case: Case) -> str:
    """Every ``f·x`` in the names of the coordinates, where they are few."""
    parts = []
    for one in _normals(case):
        terms = [
            ("− " if entry < 0 else "+ ")
            + ("" if abs(entry) == 1 else f"{shorten(abs(entry))} ")
            + name
            for entry, name in zip(one.normal.to_list_flat(), case.data.feature_names, strict=True)
            if entry
        ]
        if len(terms) <= MOST_TERMS:
            first, *others = terms
            first = first.removeprefix("+ ").replace("− ", "−", 1)
            parts.append(f"{one.words} = {' '.join([first, *others])}")
    return f" Here {'; '.join(parts)}." if parts else ""


def _two(case: Case) -> list[Seen]:
    """The normals of the first two layers, or what comes next to make two independent directions:
    coordinates in which the class means lie far apart for their scatter.
    """
    data = case.data
    spread = []
    for i in range(data.M):
        row = data.means.to_list()[i]
        noise = sum((s.to_list()[i][i] for s in data.scatters), QQ.zero)
        far = max(row) - min(row)
        spread.append((noise / (far * far) if far else noise + 1, not far, i))
    spread.sort(key=lambda one: (one[1], one[0], one[2]))
    chosen: list[Seen] = []
    for one in (*_normals(case), *(_coordinate(case, i) for _, _, i in spread)):
        together = side_by_side([*(c.normal for c in chosen), one.normal])
        if len(chosen) < 2 and rank(together) > len(chosen):
            chosen.append(one)
    return chosen


def projection(
    case: Case, wanted: Sequence[str] | None = None, palette: Palette = PAGE
) -> list[Picture]:
    """For ``M > 2``: the points before and after each layer, seen along two directions.

    Parameters
    ----------
    wanted : two words for `direction`; the normals of the first two layers if left out.

    A line is the hyperplane of the next layer, where its normal is one of the directions. Empty for
    ``M ≤ 2`` (`plane` shows all) unless directions are asked for, or beyond what floats draw.
    """
    if case.data.M < 2 or (case.data.M == 2 and wanted is None):
        return []
    chosen = _two(case) if wanted is None else directions(case, wanted)
    layers = [[_seen(chosen, block) for block in blocks] for blocks in _truncated(case)]
    if not drawable(e for blocks in layers for block in blocks for e in block.to_list_flat()):
        return []
    frame = plots.box([block for blocks in layers for block in blocks], square=False)
    pictures = []
    for l, points in enumerate(layers):
        with drawing(palette):
            figure = Figure(figsize=(3.7, 3.7), layout="constrained")
            axes: Any = figure.subplots()
            axes.set_title(_title(l), fontsize=11)
            axes.set(xlim=frame[:2], ylim=frame[2:], xlabel=chosen[0].words, ylabel=chosen[1].words)
            _next_hyperplane(axes, case, chosen, l + 1, palette)
            plots.points(axes, points, palette)
        seen = " and ".join(one.words for one in chosen)
        words = f"{_counts(case)} by their {seen}, {_title(l)}."
        pictures.append(Picture(f"projection-{l}", f"Two directions: {_title(l)}", words, figure))
    return pictures


def _seen(chosen: Sequence[Seen], block: DomainMatrix) -> DomainMatrix:
    flat = [height for one in chosen for height in heights(one.normal, block)]
    return from_flat(flat, len(chosen), block.shape[1])


def _next_hyperplane(
    axes: Any, case: Case, chosen: Sequence[Seen], layer: int, palette: Palette
) -> None:
    outcome = case.zero_loss
    for one, line in zip(chosen, (axes.axvline, axes.axhline), strict=True):
        if isinstance(outcome, ZeroLoss) and one.layer == layer <= len(outcome.collapses):
            offset = float(outcome.collapses[layer - 1].hyperplane.offset)
            line(offset, color=palette.held, linewidth=1.3)


def strips(case: Case, palette: Palette = PAGE) -> list[Picture]:
    """For any ``M``: at every collapse the heights ``f·x − t`` of the class and of what it is
    separated from, with the exact gap and the distance.

    Empty without a network, with too many rows, or beyond what floats draw.
    """
    data, outcome = case.data, case.zero_loss
    if not isinstance(outcome, ZeroLoss) or data.Q < 2 or (data.Q * (data.Q + 1)) // 2 > MOST_ROWS:
        return []
    done: list[int] = []
    pictures = []
    for l, step in enumerate(outcome.collapses, start=1):
        normal, offset = step.hyperplane.normal, step.hyperplane.offset
        blocks = {k: data.points[k] for k in range(data.Q) if k not in done}
        blocks |= {k: outcome.collapses[i].apex for i, k in enumerate(done)}
        order = [step.cls, *(k for k in blocks if k != step.cls)]
        over = {k: [h - offset for h in heights(normal, blocks[k])] for k in order}
        if not drawable(h for row in over.values() for h in row):
            return []
        below, above = max(over[step.cls]), min(h for k in order[1:] for h in over[k])
        label = plots.name(data.labels[step.cls])
        with drawing(palette):
            figure = Figure(figsize=(5.0, 1.25 + 0.3 * len(order)), layout="constrained")
            axes = figure.subplots()
            plots.strip(axes, over, data.labels, done, palette)
            title = (
                f"layer {l} collapses {label}: at most {_signed(below)},\n"
                f"the rest at least {_signed(above)}; "
                f"distance {sqrt_decimal(step.distance_squared, 4)}"
            )
            axes.set_title(title, fontsize=10, loc="left")
            axes.set_xlabel(f"f{l}·x − t{l}")
        words = (
            f"The heights of all points over the hyperplane of layer {l}: {label} lies on the left "
            "of 0, all else on the right."
        )
        pictures.append(Picture(f"strip-{l}", f"Heights: layer {l}", words, figure))
        done.append(step.cls)
    return pictures
