"""Pictures for the notebooks. Exact objects come in; floats are made here, for the ink only, and
decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import sympy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sympy.polys.matrices import DomainMatrix

from proofs.render.chain import chain_figure
from proofs.render.profile_figure import profile_figure
from symbolic import ClusterData, ReluNetwork, Shallow, TruncationMap
from symbolic.cells import Cell
from symbolic.pool import Pool
from symbolic.trained.examine import Examination
from symbolic.two_layer import height

# Okabe and Ito's colours, told apart by every eye, and a marker each for print without colour.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
MARKERS = ("o", "s", "^", "D")
GREY = "#777777"


def floats(values: DomainMatrix) -> npt.NDArray[np.float64]:
    """The entries as floats, for drawing."""
    flat = [float(entry) for entry in values.to_list_flat()]
    return np.array(flat).reshape(values.shape)


def _scatter(axes: Axes, data: ClusterData, images: Sequence[DomainMatrix]) -> None:
    for j, (block, image) in enumerate(zip(data.points, images, strict=True)):
        start, end = floats(block), floats(image)
        colour, marker = COLOURS[j % 4], MARKERS[j % 4]
        if np.abs(start - end).max() > 0:
            for a, b in zip(start.T, end.T, strict=True):
                arrow = {"arrowstyle": "->", "color": GREY, "lw": 0.6, "alpha": 0.6}
                axes.annotate("", (b[0], b[1]), (a[0], a[1]), arrowprops=arrow)
            axes.scatter(start[0], start[1], facecolors="none", edgecolors=colour, marker=marker)
        label = data.labels[j].replace("$", r"\$")
        axes.scatter(end[0], end[1], color=colour, marker=marker, label=label, zorder=3)


def _cones(axes: Axes, tau: TruncationMap) -> None:
    """The cone that is kept (tinted), the one sent to the apex (grey), the kinks where one
    pre-activation vanishes.
    """
    weights, biases, apex = floats(tau.W), floats(tau.b), floats(tau.apex)[:, 0]
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    grid = np.stack(np.meshgrid(np.linspace(left, right, 400), np.linspace(bottom, top, 400)))
    above = (weights @ grid.reshape(2, -1) + biases > 0).sum(axis=0).reshape(400, 400)
    axes.contourf(*grid, above, levels=[-1, 0.5, 1.5, 3], colors=["#e4e4e4", "white", "#e3f1e8"])
    for row in weights:
        beside = (apex[0] - row[1], apex[1] + row[0])
        axes.axline((apex[0], apex[1]), beside, color=GREY, lw=1, ls="--")
    axes.scatter(apex[0], apex[1], marker="*", s=170, color="black", zorder=4, label="apex $p$")


def _frame(axes: Axes, *blocks: DomainMatrix) -> None:
    whole = np.hstack([floats(block) for block in blocks])
    low, high = whole.min() - 0.8, whole.max() + 0.8
    axes.set(xlim=(low, high), ylim=(low, high), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")


def truncation(data: ClusterData, tau: TruncationMap, title: str = "") -> Figure:
    """The data of dimension 2 before (hollow) and after (filled) one truncation map."""
    figure, axes = plt.subplots(figsize=(4.6, 4.6), layout="constrained")
    images = [tau(block) for block in data.points]
    _frame(axes, *data.points, *images)
    _cones(axes, tau)
    _scatter(axes, data, images)
    axes.legend(loc="upper right", fontsize=8)
    axes.set_title(title)
    plt.close(figure)
    return figure


def layers(data: ClusterData, network: ReluNetwork) -> Figure:
    """One panel a hidden layer: what its truncation map does to what the earlier ones left."""
    figure, panels = plt.subplots(
        1, network.L, figsize=(4.4 * network.L, 4.4), layout="constrained", squeeze=False
    )
    now = data
    for l, (axes, tau) in enumerate(
        zip(panels[0], network.truncation_maps(), strict=True), start=1
    ):
        images = tuple(tau(block) for block in now.points)
        _frame(axes, *data.points)
        _cones(axes, tau)
        _scatter(axes, now, images)
        axes.legend(loc="upper right", fontsize=8)
        axes.set_title(f"hidden layer {l}")
        now = ClusterData(data.name, data.labels, data.targets, images)
    plt.close(figure)
    return figure


def curves(
    functions: dict[str, sympy.Expr],
    symbol: sympy.Symbol,
    interval: tuple[object, object],
    chosen: object,
    axis: str,
) -> Figure:
    """Graphs of rational functions on an interval, with one chosen place marked."""
    figure, axes = plt.subplots(figsize=(5.6, 3.4), layout="constrained")
    low, high = (float(Fraction(str(end))) for end in interval)
    places = np.linspace(low, high, 200)
    for (name, function), colour in zip(functions.items(), COLOURS, strict=False):
        values = sympy.lambdify(symbol, function, "numpy")(places)
        axes.plot(places, values * np.ones_like(places), color=colour, label=name)
    axes.axvline(float(Fraction(str(chosen))), color=GREY, ls="--", lw=1)
    axes.set(xlabel=f"${sympy.latex(symbol)}$", ylabel=axis)
    axes.legend(fontsize=9)
    plt.close(figure)
    return figure


def walk(places: Sequence[object], costs: dict[str, Sequence[object]], across: str) -> Figure:
    """Exact costs at exact places along one or more paths in parameter space."""
    figure, axes = plt.subplots(figsize=(5.6, 3.4), layout="constrained")
    for (name, values), colour, marker in zip(costs.items(), COLOURS, MARKERS, strict=False):
        axes.plot(
            [float(Fraction(str(place))) for place in places],
            [float(Fraction(str(value))) for value in values],
            color=colour,
            marker=marker,
            ms=4,
            label=name,
        )
    axes.set(xlabel=across, ylabel="$C^2$")
    axes.legend(fontsize=9)
    plt.close(figure)
    return figure


def peeling(pool: Pool, cells: Sequence[Cell]) -> Figure:
    """One panel a step: what is left, by ``f·x − t`` along the normal; the cell is what lies below 0."""
    steps = [(cell, cell.hyperplane) for cell in cells if cell.hyperplane is not None]
    figure, panels = plt.subplots(
        1, len(steps), figsize=(2.9 * len(steps), 2.4), layout="constrained", squeeze=False
    )
    left = range(len(pool.inputs))
    for k, (axes, (cell, plane)) in enumerate(zip(panels[0], steps, strict=True), start=1):
        for g in range(len(pool.groups)):
            heights = [
                float(height(pool, i, plane) - plane.offset) for i in left if pool.group[i] == g
            ]
            axes.scatter(
                heights,
                [-g] * len(heights),
                color=COLOURS[g % 4],
                marker=MARKERS[g % 4],
                s=14,
                alpha=0.5,
            )
        axes.axvline(0, color="black", lw=1)
        names = [pool.data.labels[group.cls or 0] for group in pool.groups]
        axes.set_yticks([-g for g in range(len(names))], names if k == 1 else [""] * len(names))
        axes.set(
            ylim=(0.5 - len(names), 0.5),
            xlabel="$f\\cdot x-t$",
            title=f"cell {k}: {len(cell.points)}",
        )
        left = [i for i in left if i not in cell.points]
    plt.close(figure)
    return figure


def cells_in_the_plane(pool: Pool, cells: Sequence[Cell]) -> Figure:
    """Data of dimension 2 and the list: each place has the colour of the first cell whose half-plane holds it."""
    figure, axes = plt.subplots(figsize=(4.2, 4.2), layout="constrained")
    _frame(axes, *pool.data.points)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    x, y = np.meshgrid(np.linspace(left, right, 400), np.linspace(bottom, top, 400))
    first = np.full(x.shape, cells[-1].group)
    for cell in reversed(cells[:-1]):
        if cell.hyperplane is not None:
            f, t = floats(cell.hyperplane.normal)[:, 0], float(cell.hyperplane.offset)
            first[f[0] * x + f[1] * y < t] = cell.group
            axes.contour(
                x, y, f[0] * x + f[1] * y, levels=[t], colors=GREY, linewidths=1, linestyles="solid"
            )
    count = len(pool.groups)
    levels = [g - 0.5 for g in range(count + 1)]
    axes.contourf(x, y, first, levels=levels, colors=COLOURS[:count], alpha=0.2)
    _scatter(axes, pool.data, pool.data.points)
    axes.legend(loc="upper right", fontsize=8)
    plt.close(figure)
    return figure


def chain(found: Shallow) -> Figure:
    """The chain of bounds and exact minima for one hidden layer, beside the cost of output 0."""
    figure = chain_figure(found, plt.figure(figsize=(7.2, 3.2), layout="constrained"))
    plt.close(figure)
    return figure


def layer_profile(found: Examination) -> Figure:
    """The layer profile of a trained network."""
    figure = profile_figure(found, plt.figure(figsize=(9, 3.6), layout="constrained"))
    plt.close(figure)
    return figure


def slider(draw: Callable[[Fraction], Figure], steps: Sequence[Fraction], name: str) -> None:
    """The picture of one of the steps, chosen by a slider; needs a live notebook and ipywidgets."""
    import ipywidgets

    control = ipywidgets.SelectionSlider(options=[(str(s), s) for s in steps], description=name)

    def show(step: Fraction) -> Figure:
        return draw(step)

    ipywidgets.interact(show, step=control)
