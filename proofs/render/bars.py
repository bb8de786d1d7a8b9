"""The figure of the values of all subsets: bars, each with its exact value or its first digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from proofs.render.plots import LONGEST, PAGE, Palette, Picture, drawable, drawing
from proofs.statements.case import Case
from symbolic.landscape import READOUTS, Minimum
from symbolic.scalars import NARROW, Scalar, shorten
from symbolic.words import counted

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def values(case: Case, palette: Palette = PAGE) -> Picture | None:
    """The values of all subsets, both readouts side by side on one axis, each with its value;
    hollow where there is no candidate.

    Exactly equal values with one readout share a letter. None if the values are beyond what floats
    draw.
    """
    minima, labels = case.minima, case.data.labels
    if not drawable(m.value for m in minima):
        return None
    readouts = [kind for kind in READOUTS if any(m.readout == kind for m in minima)]
    subsets = list(dict.fromkeys(m.collapsed for m in minima))
    # A gap wherever the number of collapsed classes grows.
    place = {subset: i + 0.5 * len(subset) for i, subset in enumerate(subsets)}
    with drawing(palette):
        rows = len(subsets) + 0.5 * case.data.Q
        figure = Figure(figsize=(7.4, 1.3 + 0.46 * rows), layout="constrained")
        axes: Any = figure.subplots()
        _bars(axes, minima, readouts, place, palette)
        axes.set_yticks(list(place.values()), [_members(subset, labels) for subset in subsets])
        axes.invert_yaxis()
        axes.set_xlim(0, 1.35 * max(float(m.value) for m in minima) or 1)
        axes.set_xlabel("C²")
        patches = [
            Patch(
                facecolor=palette.series[k],
                label=f"{kind} readout" + (" (within c = 0)" if kind == "linear" else ""),
            )
            for k, kind in enumerate(readouts)
        ]
        figure.legend(
            handles=patches, loc="outside upper left", ncols=2, frameon=False, fontsize=10
        )
    words = (
        f"Bars of the exact values of all {counted(len(subsets), 'subset')}, "
        f"{' and '.join(readouts)} readout; the table lists them."
    )
    return Picture("values", "Values of all subsets", words, figure)


def _bars(
    axes: Any,
    minima: Sequence[Minimum],
    readouts: Sequence[str],
    place: dict[tuple[int, ...], float],
    palette: Palette,
) -> None:
    letters, height = _letters(minima), 0.76 / len(readouts)
    for m in minima:
        k = readouts.index(m.readout)
        y, width, color = place[m.collapsed] + (k - 0.5) * height, float(m.value), palette.series[k]
        face = color if m.candidate is not None else "none"
        axes.barh(y, width, height * 0.9, facecolor=face, edgecolor=color, linewidth=1.2)
        if not width:
            axes.plot([0], [y], marker="D", color=color, markersize=4, clip_on=False)
        mark = letters.get((m.readout, m.value), "")
        said = shorten(m.value, NARROW) + (f"  = {mark}" if mark else "")
        said += "" if m.candidate is not None else "  no candidate"
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
