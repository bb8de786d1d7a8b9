"""A picture of a layer profile: how well each layer can be read out, and how each class contracts.

Floats draw here and decide nothing; exact zeros, which a logarithm cannot show, are drawn on the
floor of the picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter

from symbolic.trained.examination import Examination

# Okabe and Ito's colours, told apart by every eye
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
PLAIN = ("#1a1a1a", "#777777", "white")  # of lines, of the cost, of hollow markers
MARKERS = "osDv^"
SMALLEST = 1e-18  # below this a picture does not tell numbers apart
LARGEST = 10**300  # nor above this


SIZE = (9, 3.6)


def draw_profile(
    examination: Examination,
    figure: Figure | None = None,
    colours: Sequence[str] = COLOURS,
    plain: tuple[str, str, str] = PLAIN,
) -> Figure:
    """Two panels over the layers: ``V_l``, and ``Tr S_j / Tr(between)`` of every class (filled
    where it is switched off).
    """
    ink, axis, hollow = plain
    figure = figure or Figure(figsize=SIZE, layout="constrained")
    left, right = figure.add_subplot(1, 2, 1), figure.add_subplot(1, 2, 2)
    layers = range(len(examination.profile))
    values = [row.value for row in examination.profile]
    floor = _floor([*values, examination.at.cost])
    left.plot(layers, _heights(values, floor), color=ink, marker="o")
    left.axhline(*_heights([examination.at.cost], floor), color=axis, linestyle="--", linewidth=1)
    left.set(title="least cost of an affine readout (dashed: cost)", xlabel="layer", yscale="log")
    noises = [
        [row.classes[j].noise for row in examination.profile] for j in range(examination.data.Q)
    ]
    floor = _floor([n for line in noises for n in line if n is not None])
    for j, line in enumerate(noises):
        colour, marker = colours[j % len(colours)], MARKERS[j % len(MARKERS)]
        heights = _heights([n or Fraction(0) for n in line], floor)
        label = examination.data.labels[j]
        right.plot(
            layers, heights, color=colour, marker=marker, markerfacecolor=hollow, label=label
        )
        off = [l for l in layers if examination.profile[l].classes[j].off]
        right.plot(off, [heights[l] for l in off], color=colour, marker=marker, linestyle="")
    right.set(title="scatter / between (filled: switched off)", xlabel="layer", yscale="log")
    if examination.data.Q <= 10:
        for words in right.legend(fontsize=8, frameon=False, labelcolor=ink).get_texts():
            words.set_parse_math(False)
    for axes in (left, right):
        _ticks(axes, len(examination.profile))
    return figure


def _floor(values: Sequence[Fraction]) -> float:
    """A tenth of the smallest positive value, on which zeros are drawn."""
    positive = [max(_drawn(v), SMALLEST) for v in values if v > 0]
    return 10.0 ** (math.floor(math.log10(min(positive))) - 1) if positive else SMALLEST


def _heights(values: Sequence[Fraction], floor: float) -> list[float]:
    return [max(_drawn(value), floor) for value in values]


def _drawn(value: Fraction) -> float:
    return float(value) if value < LARGEST else float(LARGEST)


def _ticks(axes: Axes, count: int) -> None:
    axes.set_xticks(range(count))
    axes.spines[["top", "right"]].set_visible(False)
    axes.yaxis.set_major_formatter(LogFormatter(labelOnlyBase=False))
    axes.yaxis.set_minor_formatter(LogFormatter(labelOnlyBase=False, minor_thresholds=(2, 0.4)))
