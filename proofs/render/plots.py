"""What the figures are drawn with: two palettes, and points, cones, strips and bars on given axes.

Floats draw here and decide nothing. On the page colours are stand-ins for variables of its style
sheet (`ink`); in print they are colours. Text of the data is set as plain text, never as a formula.
"""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.render import ink
from symbolic.scalars import Scalar
from symbolic.truncation import TruncationMap

MARKERS = "os^Dv"
DRAWN = 300  # points of a class that are drawn; of more, every k-th
LONGEST = 22  # characters of a name that a figure shows
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of text, axes, what is held fixed, the ground, and of the classes."""

    ink: str
    axis: str
    held: str
    void: str
    series: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its name (for files and identifiers), its title, and words for who cannot see
    it.
    """

    name: str
    title: str
    words: str
    figure: Figure


PAGE = Palette(ink.INK, ink.AXIS, ink.HELD, ink.VOID, ink.SERIES)
PRINT = Palette(
    "#000000",
    "#666666",
    "#6a4fb0",
    "#ffffff",
    ("#2472b8", "#cf5a12", "#2c8a4b", "#8a4fc4", "#c03a74", "#857000"),
)


@contextlib.contextmanager
def drawing(palette: Palette = PAGE) -> Iterator[None]:
    """The style of the figures; letters that a font lacks are the browser's to find."""
    style: Any = {
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
        "font.family": "sans-serif",
        "font.size": 11,
        "text.parse_math": False,
        "text.color": palette.ink,
        "axes.edgecolor": palette.axis,
        "axes.labelcolor": palette.ink,
        "xtick.color": palette.axis,
        "ytick.color": palette.axis,
        "xtick.labelcolor": palette.ink,
        "ytick.labelcolor": palette.ink,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "hatch.linewidth": 1.2,
        "path.simplify": False,
    }
    with mpl.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        yield


def some(block: DomainMatrix) -> DomainMatrix:
    """All points of a class, or every k-th."""
    count = block.shape[1]
    step = -(-count // DRAWN)
    return block.extract(range(block.shape[0]), range(0, count, step)) if step > 1 else block


def drawable(numbers: Iterable[Scalar]) -> bool:
    """Whether all numbers are 0 or of a size that floats and their squares have."""
    low, high = QQ(1, 10**100), QQ(10**100)
    return all(not number or low < abs(number) < high for number in numbers)


def pairs(block: DomainMatrix) -> list[tuple[float, float]]:
    """The columns of a ``2 × n`` matrix."""
    first, second = ([float(entry) for entry in row] for row in block.to_list())
    return list(zip(first, second, strict=True))


def box(blocks: Sequence[DomainMatrix], square: bool) -> Box:
    """Around all points with some room; a square if lengths are to be compared."""
    xs, ys = zip(*(pair for block in blocks for pair in pairs(block)), strict=True)
    sides = [(max(v) - min(v)) or 1.0 for v in (xs, ys)]
    if square:
        sides = [max(sides)] * 2
    (x, y), (a, b) = ((max(v) + min(v)) / 2 for v in (xs, ys)), (0.62 * side for side in sides)
    return x - a, x + a, y - b, y + b


def name(label: str) -> str:
    """A name as a figure shows it."""
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"


def points(axes: Axes, blocks: Sequence[DomainMatrix], palette: Palette) -> None:
    """A marker and a colour a class; a class that is one point is larger."""
    for j, block in enumerate(blocks):
        places = pairs(block)
        xs, ys = zip(*places, strict=True)
        axes.plot(
            xs,
            ys,
            linestyle="",
            marker=MARKERS[j % len(MARKERS)],
            color=palette.series[j % len(palette.series)],
            markersize=6 if len(set(places)) > 1 or len(places) == 1 else 11,
            markeredgecolor=palette.void,
            markeredgewidth=0.6,
        )


def cone(axes: Axes, tau: TruncationMap, frame: Box, palette: Palette) -> None:
    """The apex, the cone ``Wx + b ≥ 0`` that is fixed (filled) and ``Wx + b ≤ 0`` that goes to the
    apex (hatched).
    """
    size = 4 * (frame[1] - frame[0])
    ((x, y),) = pairs(tau.apex)
    (ax, ay), (bx, by) = (
        (size * dx / math.hypot(dx, dy), size * dy / math.hypot(dx, dy))
        for dx, dy in pairs(tau.W.inv())
    )
    # The far corner matters: a cone may be almost a half-plane.
    length = math.hypot(ax + bx, ay + by)
    far = (2 * size * (ax + bx) / length, 2 * size * (ay + by) / length)
    fixed: dict[str, Any] = {"alpha": 0.16, "facecolor": palette.held}
    collapsed: dict[str, Any] = {"alpha": 0.55, "fill": False, "hatch": "///"}
    for sign, fill, line in ((1, fixed, "-"), (-1, collapsed, "--")):
        corners = [(x + sign * dx, y + sign * dy) for dx, dy in ((ax, ay), far, (bx, by))]
        xs, ys = zip((x, y), *corners, strict=True)
        axes.fill(xs, ys, edgecolor=palette.held, linewidth=0, **fill)
        for k in (1, 3):
            axes.plot([x, xs[k]], [y, ys[k]], color=palette.held, linestyle=line, linewidth=1.3)
    axes.plot([x], [y], marker="x", color=palette.ink, markersize=9, markeredgewidth=2)


def strip(
    axes: Axes,
    over: Mapping[int, Sequence[Scalar]],
    labels: Sequence[str],
    gone: Sequence[int],
    palette: Palette,
) -> None:
    """Numbers over a line, a row a class in the given order; what was collapsed before is its
    apex.
    """
    for row, (k, numbers) in enumerate(over.items()):
        kept = sorted(numbers)
        step = -(-len(kept) // DRAWN)
        # The ends are kept: they are what the gap is about.
        chosen = [*kept[::step], kept[-1]]
        axes.plot(
            [float(h) for h in chosen],
            [row] * len(chosen),
            linestyle="",
            marker="x" if k in gone else MARKERS[k % len(MARKERS)],
            color=palette.series[k % len(palette.series)],
            markersize=6,
            alpha=0.8,
        )
    axes.axvline(0, color=palette.held, linewidth=1.3)
    axes.xaxis.set_major_locator(MaxNLocator(6))  # long numbers stay apart
    axes.set_yticks(range(len(over)), [name(labels[k]) for k in over])
    axes.set_ylim(len(over) - 0.4, -0.6)
