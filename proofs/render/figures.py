"""Figures for the page: the plane under the truncation maps (M = 2), and the values of all subsets.

Floats draw here and decide nothing. Text of the data never enters a figure: classes appear as their numbers, which the page explains.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.render.ink import AXIS, HELD, INK, SERIES, VOID, inline
from proofs.statements.case import Case
from symbolic.landscape import READOUTS, Minimum
from symbolic.scalars import Scalar
from symbolic.truncation import TruncationMap
from symbolic.zero_loss import ZeroLoss

MARKERS = "os^Dv"
STYLE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 11,
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


def plane(case: Case) -> Markup | None:
    """For ``M = 2``: the data, and what is left of them after each hidden layer, in the coordinates of the input.

    Each panel but the last shows the map that comes next: its apex, the cone it fixes, the cone it collapses. None if ``M ≠ 2``
    or the coordinates are beyond what floats draw.
    """
    data, found = case.data, case.zero_loss
    if data.M != 2 or not _drawable(entry for p in data.points for entry in p.to_list_flat()):
        return None
    maps = found.network.truncation_maps() if isinstance(found, ZeroLoss) else ()
    blocks = [list(data.points)]
    for tau in maps:
        blocks.append([tau(block) for block in blocks[-1]])
    apexes = [tau.apex for tau in maps[: data.Q]]
    box = _box([*data.points, *apexes])
    columns = min(len(blocks), 3 if len(blocks) % 3 == 0 else 2)
    rows = math.ceil(len(blocks) / columns)
    side = 7.8 / max(columns, 2)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(side * columns, side * rows), layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False)
        for axes in grid.flat[len(blocks) :]:
            axes.set_visible(False)
        for l, (axes, points) in enumerate(zip(grid.flat, blocks, strict=False)):
            axes.set_title(f"after layer {l}" if l else "the data", fontsize=11)
            axes.set(xlim=box[:2], ylim=box[2:], aspect="equal", xlabel="x₁", ylabel="x₂")
            if l < len(maps) and l < data.Q:
                _cone(axes, maps[l], box)
            _points(axes, points)
        sort = "data after each hidden layer" if maps else "data"
        return inline(figure, "plane", f"The plane: {sort}", _plane_words(case, len(maps)))


def _drawable(numbers: Iterable[Scalar]) -> bool:
    """Whether all numbers are 0 or of a size that floats and their squares have."""
    low, high = QQ(1, 10**100), QQ(10**100)
    return all(not number or low < abs(number) < high for number in numbers)


def _plane_words(case: Case, layers: int) -> str:
    data = case.data
    words = f"{data.N} points of {data.Q} classes in the plane"
    if not layers:
        return f"{words}; there is no zero-loss network of this construction."
    return f"{words}, then the same after each of {layers} hidden layers: one class after the other becomes a single point."


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
        centre = (sum(xs) / len(xs), sum(ys) / len(ys))
        axes.annotate(
            str(j + 1),
            centre,
            xytext=(9, 9),
            textcoords="offset points",
            fontsize=13,
            fontweight="bold",
        )


def _scaled(direction: Sequence[Scalar]) -> list[Scalar]:
    """The direction with 1 as its largest entry in size, so that floats have room for it."""
    largest = max(map(abs, direction))
    return [entry / largest for entry in direction]


def _cone(axes: Any, tau: TruncationMap, box: tuple[float, float, float, float]) -> None:
    """The apex, the cone ``Wx + b ≥ 0`` that is fixed (filled) and ``Wx + b ≤ 0`` that goes to the apex (hatched)."""
    size = 4 * (box[1] - box[0])
    ((x, y),) = _pairs(tau.apex)
    first, second = (_scaled(edge) for edge in zip(*tau.W.inv().to_list(), strict=True))
    # The far corner matters, and is exact until it is drawn: a cone may be almost a half-plane.
    middle = _scaled([a + b for a, b in zip(first, second, strict=True)])
    (ax, ay), far, (bx, by) = (
        (length * float(dx) / math.hypot(dx, dy), length * float(dy) / math.hypot(dx, dy))
        for (dx, dy), length in ((first, size), (middle, 2 * size), (second, size))
    )
    fixed = {"alpha": 0.16, "facecolor": HELD}
    collapsed = {"alpha": 0.55, "fill": False, "hatch": "///"}
    for sign, fill, line in ((1, fixed, "-"), (-1, collapsed, "--")):
        corners = [(x + sign * dx, y + sign * dy) for dx, dy in ((ax, ay), far, (bx, by))]
        xs, ys = zip((x, y), *corners, strict=True)
        axes.fill(xs, ys, edgecolor=HELD, linewidth=0, **fill)
        for k in (1, 3):
            axes.plot([x, xs[k]], [y, ys[k]], color=HELD, linestyle=line, linewidth=1.3)
    axes.plot([x], [y], marker="x", color=INK, markersize=9, markeredgewidth=2)


def values(minima: Sequence[Minimum], Q: int) -> Markup | None:
    """The values of all subsets, in groups of equal size, one panel a readout; equal values share a letter.

    None if the values are beyond what floats draw.
    """
    if not _drawable(m.value for m in minima):
        return None
    readouts = [kind for kind in READOUTS if any(m.readout == kind for m in minima)]
    letters = _letters(minima)
    count = max(sum(m.readout == kind for m in minima) for kind in readouts)
    with mpl.rc_context(STYLE):
        figure = Figure(
            figsize=(7.2, 0.9 + len(readouts) * max(1.0, 0.55 + 0.27 * (count + 0.6 * Q))),
            layout="constrained",
        )
        grid = figure.subplots(len(readouts), 1, squeeze=False)
        panels: list[Any] = list(grid.flat)
        for axes, kind in zip(panels, readouts, strict=True):
            chosen = [m for m in minima if m.readout == kind]
            widths = [float(m.value) for m in chosen]
            # A gap wherever the number of collapsed classes grows.
            places = [i + 0.6 * len(m.collapsed) for i, m in enumerate(chosen)]
            bars = axes.barh(places, widths, height=0.72, color=HELD)
            marks = [letters.get((m.readout, m.value), "") for m in chosen]
            axes.bar_label(bars, labels=[mark and f"= {mark}" for mark in marks], padding=5)
            axes.set_yticks(places, [_numbers(m.collapsed) for m in chosen])
            axes.invert_yaxis()
            axes.set_xlim(0, 1.12 * max(widths) or 1)
            axes.set_title(f"{kind} readout", fontsize=11, loc="left")
            axes.set_xlabel("C²")
        words = f"Bar charts of the exact values of all {2**Q - 1} subsets, {' and '.join(readouts)} readout; the table lists them."
        return inline(figure, "values", "Values of all subsets", words)


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


def _numbers(subset: Sequence[int]) -> str:
    return "{" + ", ".join(str(j + 1) for j in subset) + "}" if subset else "∅"
