"""The figure of the values of all subsets: bars, each with its exact value or its first digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from proofs.render.plots import LONGEST, PAGE, Palette, Picture, drawable, drawing
from proofs.statements.case import Case
from symbolic.minima import READOUTS
from symbolic.minimum import Minimum
from symbolic.partition_minima import Blocks, PartitionMinimum
from symbolic.scalars import NARROW, Scalar, shorten
from symbolic.words import Scope, VerdictWord, counted

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def values(case: Case, palette: Palette = PAGE) -> Picture | None:
    """The values of all subsets, both readouts side by side on one axis, each with its value, and
    of the partitions; hollow where there is no candidate.

    Exactly equal values with one readout share a letter. None if the values are beyond what floats
    draw.
    """
    minima = case.minima
    if not drawable(m.value for m in minima):
        return None
    readouts = [kind for kind in READOUTS if any(m.readout == kind for m in minima)]
    subsets = list(dict.fromkeys(m.collapsed for m in minima))
    # A gap wherever the number of collapsed classes grows.
    place = {subset: i + 0.5 * len(subset) for i, subset in enumerate(subsets)}
    merged = [m for m in case.partitions if m.network is not None] if case.few_classes else []
    rows = len(subsets) + 0.5 * case.data.Q + len(merged) + bool(merged)
    below = {m.blocks: rows - len(merged) + i for i, m in enumerate(merged)}
    with drawing(palette):
        figure = Figure(figsize=(7.4, 1.3 + 0.46 * rows), layout="constrained")
        axes: Any = figure.subplots()
        _bars(axes, minima, readouts, place, palette)
        _bars_of_partitions(axes, merged, below, palette)
        _name_bars(axes, case, place, below)
        exact = [*(m.value for m in minima), *(m.value for m in merged)]
        axes.set_xlim(0, 1.35 * max(map(float, exact)) or 1)
        _legend(figure, readouts, bool(merged), palette)
    words = (
        f"Bars of the exact values of all {counted(len(subsets), 'subset')}, "
        f"{' and '.join(readouts)} "
        "readout, and of the partitions of the classes; the tables list them."
    )
    return Picture("values", "Values of all subsets", words, figure)


def _bars(
    axes: Any,
    minima: Sequence[Minimum],
    readouts: Sequence[str],
    place: Mapping[tuple[int, ...], float],
    palette: Palette,
) -> None:
    letters, height = _letters(minima), 0.76 / len(readouts)
    for m in minima:
        k = readouts.index(m.readout)
        y, color = place[m.collapsed] + (k - 0.5) * height, palette.series[k]
        mark = letters.get((m.readout, m.value), "")
        said = shorten(m.value, NARROW) + (f"  = {mark}" if mark else "")
        said += "" if m.candidate is not None else "  no candidate"
        said += "  ✓" if m.verdicts[Scope.ALL_PARAMETERS] == VerdictWord.PROVED else ""
        face = color if m.candidate is not None else "none"
        _bar(axes, y, height * 0.9, float(m.value), said, (face, color))


def _bars_of_partitions(
    axes: Any,
    merged: Sequence[PartitionMinimum],
    below: Mapping[Blocks, float],
    palette: Palette,
) -> None:
    for m in merged:
        said = f"{shorten(m.value, NARROW)}  ✓"
        _bar(axes, below[m.blocks], 0.6, float(m.value), said, (palette.series[2],) * 2)


def _bar(
    axes: Any, y: float, height: float, width: float, said: str, colours: tuple[str, str]
) -> None:
    """A bar with its number, a diamond for 0; ``colours`` fill and outline it."""
    axes.barh(y, width, height, facecolor=colours[0], edgecolor=colours[1], linewidth=1.2)
    if not width:
        axes.plot([0], [y], marker="D", color=colours[1], markersize=4, clip_on=False)
    axes.annotate(said, (width, y), (6, 0), textcoords="offset points", va="center", fontsize=9)


def _name_bars(
    axes: Any, case: Case, place: Mapping[tuple[int, ...], float], below: Mapping[Blocks, float]
) -> None:
    labels = case.data.labels
    names = [_members(subset, labels) for subset in place]
    names += [" | ".join(_members(block, labels) for block in blocks) for blocks in below]
    axes.set_yticks([*place.values(), *below.values()], names)
    axes.invert_yaxis()
    axes.set_xlabel("C²")


def _legend(figure: Figure, readouts: Sequence[str], merged: bool, palette: Palette) -> None:
    said = [f"{k} readout" + (" (within c = 0)" if k == "linear" else "") for k in readouts]
    patches = [Patch(facecolor=palette.series[k], label=one) for k, one in enumerate(said)]
    if merged:
        patches.append(Patch(facecolor=palette.series[2], label="partition: block means (T6)"))
    figure.legend(handles=patches, loc="outside upper left", ncols=3, frameon=False, fontsize=10)


def _members(subset: Sequence[int], labels: Sequence[str]) -> str:
    """The names of a subset, or their numbers where the names are too long."""
    named = ", ".join(labels[j] for j in subset)
    if len(subset) == len(labels):
        return "all classes"
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
