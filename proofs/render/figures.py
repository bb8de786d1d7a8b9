"""Figures for the page: the plane under the truncation maps (M = 2), the heights over each
hyperplane, the values of all subsets.

Floats draw here and decide nothing; what a figure writes in numbers is exact or says that digits
follow. Text of the data is set as plain text, never as a formula, and is escaped where the figure
becomes SVG.
"""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.render.ink import AXIS, HELD, INK, SERIES, VOID, inline
from proofs.statements.case import Case
from symbolic.landscape import READOUTS, Minimum
from symbolic.partitions import Blocks, PartitionMinimum
from symbolic.scalars import NARROW, Scalar, shorten
from symbolic.separation import heights
from symbolic.truncation import TruncationMap
from symbolic.words import Scope, VerdictWord, counted
from symbolic.zero_loss import ZeroLoss

MARKERS = "os^Dv"
DRAWN = 300  # points of a class that are drawn; of more, every k-th
LONGEST = 22  # characters of a name that a figure shows
MOST_ROWS = 40  # of a figure of heights
STYLE: Any = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": AXIS,
    "axes.labelcolor": INK,
    "xtick.color": AXIS,
    "ytick.color": AXIS,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 1.2,
    "path.simplify": False,
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def thinned(case: Case) -> bool:
    """Whether the figures leave points out."""
    return max(case.data.sizes) > DRAWN


def plane(case: Case) -> list[tuple[str, Markup]]:
    """For ``M = 2``: the data, and what is left of them after each hidden layer, in the coordinates
    of the input, each with its title.

    Each panel but the last shows the map that comes next: its apex, the cone it fixes, the cone it
    collapses. Empty if ``M ≠ 2`` or the coordinates are beyond what floats draw.
    """
    data, found = case.data, case.zero_loss
    if data.M != 2 or not _drawable(entry for p in data.points for entry in p.to_list_flat()):
        return []
    maps = found.network.truncation_maps() if isinstance(found, ZeroLoss) else ()
    blocks = [[_some(block) for block in data.points]]
    for tau in maps:
        blocks.append([tau(block) for block in blocks[-1]])
    apexes = [tau.apex for tau in maps[: data.Q]]
    box = _box([*blocks[0], *apexes])
    panels = []
    for l, points in enumerate(blocks):
        title = f"after layer {l}" if l else "the data"
        with drawing():
            figure = Figure(figsize=(3.7, 3.7), layout="constrained")
            axes = figure.subplots()
            axes.set_title(title, fontsize=11)
            axes.set(xlim=box[:2], ylim=box[2:], aspect="equal", xlabel="x₁", ylabel="x₂")
            if l < len(maps) and l < data.Q:
                _cone(axes, maps[l], box)
            _points(axes, points)
            words = (
                f"{counted(data.N, 'point')} of {counted(data.Q, 'class')} in the plane, {title}."
            )
            panels.append((title, inline(figure, f"plane-{l}", f"The plane: {title}", words)))
    return panels


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """The style of the figures; letters that a font lacks are the browser's to find."""
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        yield


def _some(block: DomainMatrix) -> DomainMatrix:
    """All points of a class, or every k-th."""
    count = block.shape[1]
    step = -(-count // DRAWN)
    return block.extract(range(block.shape[0]), range(0, count, step)) if step > 1 else block


def _drawable(numbers: Iterable[Scalar]) -> bool:
    """Whether all numbers are 0 or of a size that floats and their squares have."""
    low, high = QQ(1, 10**100), QQ(10**100)
    return all(not number or low < abs(number) < high for number in numbers)


def _box(blocks: Sequence[DomainMatrix]) -> tuple[float, float, float, float]:
    """A square around all points with some room."""
    xs, ys = zip(*(pair for block in blocks for pair in _pairs(block)), strict=True)
    side = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    half = 0.62 * side
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return x - half, x + half, y - half, y + half


def _pairs(block: DomainMatrix) -> list[tuple[float, float]]:
    first, second = ([float(entry) for entry in row] for row in block.to_list())
    return list(zip(first, second, strict=True))


def _points(axes: Any, blocks: Sequence[DomainMatrix]) -> None:
    for j, block in enumerate(blocks):
        pairs = _pairs(block)
        xs, ys = zip(*pairs, strict=True)
        axes.plot(
            xs,
            ys,
            linestyle="",
            marker=MARKERS[j % len(MARKERS)],
            color=SERIES[j % len(SERIES)],
            markersize=6 if len(set(pairs)) > 1 or len(pairs) == 1 else 11,
            markeredgecolor=VOID,
            markeredgewidth=0.6,
        )


def _cone(axes: Any, tau: TruncationMap, box: tuple[float, float, float, float]) -> None:
    """The apex, the cone ``Wx + b ≥ 0`` that is fixed (filled) and ``Wx + b ≤ 0`` that goes to the
    apex (hatched).
    """
    size = 4 * (box[1] - box[0])
    ((x, y),) = _pairs(tau.apex)
    (ax, ay), (bx, by) = (
        (size * dx / math.hypot(dx, dy), size * dy / math.hypot(dx, dy))
        for dx, dy in _pairs(tau.W.inv())
    )
    # The far corner matters: a cone may be almost a half-plane.
    length = math.hypot(ax + bx, ay + by)
    far = (2 * size * (ax + bx) / length, 2 * size * (ay + by) / length)
    fixed = {"alpha": 0.16, "facecolor": HELD}
    collapsed = {"alpha": 0.55, "fill": False, "hatch": "///"}
    for sign, fill, line in ((1, fixed, "-"), (-1, collapsed, "--")):
        corners = [(x + sign * dx, y + sign * dy) for dx, dy in ((ax, ay), far, (bx, by))]
        xs, ys = zip((x, y), *corners, strict=True)
        axes.fill(xs, ys, edgecolor=HELD, linewidth=0, **fill)
        for k in (1, 3):
            axes.plot([x, xs[k]], [y, ys[k]], color=HELD, linestyle=line, linewidth=1.3)
    axes.plot([x], [y], marker="x", color=INK, markersize=9, markeredgewidth=2)


def strips(case: Case) -> Markup | None:
    """For any ``M``: at every collapse the heights ``f·x − t`` of the class and of what it is
    separated from, with the exact gap.

    None without a network, with too many rows, or beyond what floats draw.
    """
    data, found = case.data, case.zero_loss
    if not isinstance(found, ZeroLoss) or data.Q < 2 or (data.Q * (data.Q + 1)) // 2 > MOST_ROWS:
        return None
    done: list[int] = []
    panels = []
    for step in found.collapses:
        normal, offset = step.hyperplane.normal, step.hyperplane.offset
        blocks = {k: data.points[k] for k in range(data.Q) if k not in done}
        blocks |= {k: found.collapses[i].apex for i, k in enumerate(done)}
        over = {k: [h - offset for h in heights(normal, block)] for k, block in blocks.items()}
        panels.append((step.cls, over, list(done)))
        done.append(step.cls)
    if not _drawable(h for _, over, _ in panels for row in over.values() for h in row):
        return None
    with drawing():
        figure = Figure(
            figsize=(7.4, 0.5 + sum(0.75 + 0.3 * data.Q for _ in panels)), layout="constrained"
        )
        grid: Any = figure.subplots(len(panels), 1, squeeze=False)
        for l, (axes, (cls, over, gone)) in enumerate(zip(grid.flat, panels, strict=True), start=1):
            _strip(axes, case, cls, over, gone)
            below, above = max(over[cls]), min(h for k in over if k != cls for h in over[k])
            ends = [shorten(end, NARROW) for end in (below, above)]
            gap = f"layer {l}: at most {ends[0]} on the class, at least {ends[1]} on the rest"
            axes.set_title(gap, fontsize=10, loc="left")
        grid.flat[-1].set_xlabel("f·x − t")
        words = (
            "For every layer the heights of all points over the hyperplane: the class that is "
            "collapsed lies on the left of 0, all else on the right."
        )
        return inline(figure, "strips", "Heights over the hyperplanes", words)


def _strip(
    axes: Any, case: Case, cls: int, over: dict[int, list[Scalar]], gone: Sequence[int]
) -> None:
    """One layer: a row a class; what was collapsed before is its apex."""
    order = [cls, *(k for k in over if k != cls)]
    for row, k in enumerate(order):
        kept = sorted(over[k])
        step = -(-len(kept) // DRAWN)
        # The ends are kept: they are what the gap is about.
        chosen = [*kept[::step], kept[-1]]
        axes.plot(
            [float(h) for h in chosen],
            [row] * len(chosen),
            linestyle="",
            marker="x" if k in gone else MARKERS[k % len(MARKERS)],
            color=SERIES[k % len(SERIES)],
            markersize=6,
            alpha=0.8,
        )
    axes.axvline(0, color=HELD, linewidth=1.3)
    axes.set_yticks(range(len(order)), [_name(case.data.labels[k]) for k in order])
    axes.set_ylim(len(order) - 0.4, -0.6)


def _name(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"


def _bar(axes: Any, m: Minimum, place: tuple[float, float], color: str, letter: str | None) -> None:
    """One value: its bar, and what is said of it at its end."""
    (y, height), width = place, float(m.value)
    face = color if m.candidate is not None else "none"
    axes.barh(y, width, height, facecolor=face, edgecolor=color, linewidth=1.2)
    if not width:
        axes.plot([0], [y], marker="D", color=color, markersize=4, clip_on=False)
    said = shorten(m.value, NARROW) + (f"  = {letter}" if letter else "")
    said += "" if m.candidate is not None else "  no candidate"
    said += "  ✓" if m.verdicts[Scope.ALL_PARAMETERS] == VerdictWord.PROVED else ""
    axes.annotate(said, (width, y), (6, 0), textcoords="offset points", va="center", fontsize=9)


def values(case: Case) -> Markup | None:
    """The values of all subsets, both readouts side by side on one axis, each with its value;
    hollow where there is no candidate.

    Exactly equal values with one readout share a letter. None if the values are beyond what floats
    draw.
    """
    minima, labels = case.minima, case.data.labels
    if not _drawable(m.value for m in minima):
        return None
    readouts = [kind for kind in READOUTS if any(m.readout == kind for m in minima)]
    letters = _letters(minima)
    subsets = list(dict.fromkeys(m.collapsed for m in minima))
    # A gap wherever the number of collapsed classes grows.
    place = {subset: i + 0.5 * len(subset) for i, subset in enumerate(subsets)}
    height = 0.76 / len(readouts)
    merged = [m for m in case.partitions if m.network is not None] if case.few_classes else []
    with drawing():
        rows = len(subsets) + 0.5 * case.data.Q + len(merged) + bool(merged)
        figure = Figure(figsize=(7.4, 1.3 + 0.46 * rows), layout="constrained")
        axes: Any = figure.subplots()
        for k, kind in enumerate(readouts):
            for m in (m for m in minima if m.readout == kind):
                at = place[m.collapsed] + (k - 0.5) * height
                _bar(axes, m, (at, height * 0.9), SERIES[k], letters.get((m.readout, m.value)))
        below = {m.blocks: rows - len(merged) + i for i, m in enumerate(merged)}
        _bars_of_partitions(axes, merged, below)
        axes.set_yticks(
            [*place.values(), *below.values()],
            [
                *(_members(subset, labels) for subset in subsets),
                *(" | ".join(_members(block, labels) for block in m.blocks) for m in merged),
            ],
        )
        axes.invert_yaxis()
        largest = max(float(v) for v in (*(m.value for m in minima), *(m.value for m in merged)))
        axes.set_xlim(0, 1.35 * largest or 1)
        axes.set_xlabel("C²")
        patches = [
            Patch(
                facecolor=SERIES[k],
                label=f"{kind} readout" + (" (within c = 0)" if kind == "linear" else ""),
            )
            for k, kind in enumerate(readouts)
        ]
        if merged:
            patches.append(Patch(facecolor=SERIES[2], label="partition: block means (T6)"))
        figure.legend(
            handles=patches, loc="outside upper left", ncols=3, frameon=False, fontsize=10
        )
        words = (
            f"Bars of the exact values of all {counted(len(subsets), 'subset')}, "
            f"{' and '.join(readouts)} "
            "readout, and of the partitions of the classes; the tables list them."
        )
        return inline(figure, "values", "Values of all subsets", words)


def _bars_of_partitions(
    axes: Any, merged: Sequence[PartitionMinimum], below: Mapping[Blocks, float]
) -> None:
    for m in merged:
        y, width = below[m.blocks], float(m.value)
        axes.barh(y, width, 0.6, facecolor=SERIES[2], edgecolor=SERIES[2], linewidth=1.2)
        if not width:
            axes.plot([0], [y], marker="D", color=SERIES[2], markersize=4, clip_on=False)
        said = f"{shorten(m.value, NARROW)}  ✓"
        axes.annotate(said, (width, y), (6, 0), textcoords="offset points", va="center", fontsize=9)


def _members(subset: Sequence[int], labels: Sequence[str]) -> str:
    """The names of a subset, or their numbers where the names are too long."""
    named = ", ".join(labels[j] for j in subset)
    if len(named) > LONGEST:
        named = ", ".join(str(j + 1) for j in subset)
    return f"{{{named}}}" if subset else "∅"


def _letters(minima: Sequence[Minimum]) -> dict[tuple[str, Scalar], str]:
    """A letter for every value that several subsets share (exactly); ``a1`` follows ``z``."""
    counts: dict[tuple[str, Scalar], int] = {}
    for m in sorted(minima, key=lambda m: READOUTS.index(m.readout)):
        key = (m.readout, m.value)
        counts[key] = counts.get(key, 0) + 1
    shared = [key for key, count in counts.items() if count > 1]
    return {
        key: LETTERS[i % len(LETTERS)] + (str(i // len(LETTERS)) if i >= len(LETTERS) else "")
        for i, key in enumerate(shared)
    }
