"""Pictures for the notebooks. Exact objects come in; floats are made here, for the ink only, and
decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import sympy
from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL.Image import Image as PillowImage
from PIL.Image import open as open_image
from sympy.polys.matrices import DomainMatrix

from proofs.render.chain import chain_figure
from proofs.render.events_figure import draw_events, last_time, path_of
from proofs.render.profile_figure import draw_profile
from symbolic import ClusterData, ReluNetwork, Shallow, TruncationMap
from symbolic.cells import Cell
from symbolic.deciding import CapacityTable
from symbolic.pool import Pool
from symbolic.scalars import Scalar
from symbolic.trained.examination import Examination
from symbolic.truncation_flow import History
from symbolic.two_layer_form import height

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
    margin = max(0.8, 0.04 * np.ptp(whole))
    low, high = whole.min() - margin, whole.max() + margin
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
    """One panel a step: what is left, by ``f·x − t`` along the normal; the cell is what lies below
    0.
    """
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
    """Data of dimension 2 and the list: each place has the colour of the first cell whose
    half-plane holds it.
    """
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
    figure.legend(loc="outside upper center", ncols=count, fontsize=8)  # on no point
    plt.close(figure)
    return figure


def chain(shallow: Shallow) -> Figure:
    """The chain of bounds and exact minima for one hidden layer, beside the cost of output 0."""
    figure = chain_figure(shallow, plt.figure(figsize=(7.2, 3.2), layout="constrained"))
    plt.close(figure)
    return figure


def layer_profile(examination: Examination) -> Figure:
    """The layer profile of a trained network."""
    figure = draw_profile(examination, plt.figure(figsize=(9, 3.6), layout="constrained"))
    plt.close(figure)
    return figure


def slider(draw: Callable[[Fraction], Figure], steps: Sequence[Fraction], name: str) -> None:
    """The picture of one of the steps, chosen by a slider; needs a live notebook and ipywidgets."""
    import ipywidgets

    control = ipywidgets.SelectionSlider(options=[(str(s), s) for s in steps], description=name)

    def show(step: Fraction) -> Figure:
        return draw(step)

    ipywidgets.interact(show, step=control)


def verdict_grid(table: CapacityTable) -> Figure:
    """One hidden layer and two: a field for every pair of widths, yes, no or not decided."""
    known = {answer.widths[1:-1]: answer.verdict for answer in table.answers}
    width = max(max(hidden, default=0) for hidden in known)
    tints = {"yes": "#c9e4d4", "no": "#f2cdb9", "unknown": "#eeeeee"}
    marks = {"yes": "yes", "no": "no", "unknown": "?"}
    figure, axes = plt.subplots(
        figsize=(1.0 + 0.8 * width, 0.8 + 0.7 * width), layout="constrained"
    )
    for i in range(1, width + 1):
        for k in range(width + 1):
            hidden = (i,) if k == 0 else (i, k)
            if hidden in known:
                axes.add_patch(plt.Rectangle((k - 0.5, i - 0.5), 1, 1, color=tints[known[hidden]]))
                axes.text(k, i, marks[known[hidden]], ha="center", va="center")
    axes.set_xlim(-0.5, width + 0.5)
    axes.set_ylim(0.5, width + 0.5)
    axes.set_xticks(range(width + 1), ["none", *map(str, range(1, width + 1))])
    axes.set_yticks(range(1, width + 1))
    axes.set_xlabel("units of the second hidden layer")
    axes.set_ylabel("units of the first")
    axes.set_title(table.data.name)
    return figure


def events(histories: Sequence[History], start: Sequence[Scalar], data: ClusterData) -> Figure:
    """The coordinates of the apex over time, a dot at every event (E4)."""
    figure = plt.figure(figsize=(6.4, 0.6 + 1.9 * len(histories)), layout="constrained")
    return draw_events(histories, start, data, figure)


def truncation_film(
    histories: Sequence[History], start: Sequence[Scalar], data: ClusterData, frames: int = 36
) -> Image:
    """Truncation in the plane as it happens: the apex moves, and the points behind it with it."""
    until = last_time(histories)
    paths = [path_of(h, p, until) for h, p in zip(histories, start, strict=True)]
    every = floats(data.inputs)
    ends = [*every.ravel(), *(v for _, values in paths for v in values)]
    shots = []
    for t in np.linspace(0, until, frames):
        p = [float(np.interp(t, times, values)) for times, values in paths]
        shots.append(_shot(p, data, float(t), (min(ends) - 1, max(ends) + 1)))
    film = BytesIO()
    shots[0].save(film, "GIF", save_all=True, append_images=shots[1:], duration=110, loop=0)
    return Image(data=film.getvalue(), format="gif")


def _shot(
    p: Sequence[float], data: ClusterData, time: float, limits: tuple[float, float]
) -> PillowImage:
    """One frame: where the points are, and where truncation puts them."""
    figure = Figure(figsize=(3.6, 3.6), dpi=72, layout="constrained")
    axes = figure.subplots()
    low, high = limits
    axes.fill_between([p[0], high], p[1], high, color="#e3f1e8")
    for j, block in enumerate(data.points):
        here = floats(block)
        there = np.maximum(here, np.array(p)[:, None])
        colour, marker = COLOURS[j % 4], MARKERS[j % 4]
        axes.scatter(here[0], here[1], facecolors="none", edgecolors=colour, marker=marker)
        axes.scatter(there[0], there[1], color=colour, marker=marker, s=16)
    axes.plot([p[0]], [p[1]], marker="*", color="black", markersize=11)
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.set_title(f"time {time:.2f}", fontsize=9)
    shot = BytesIO()
    figure.savefig(shot, format="png")
    with open_image(shot) as image:
        return image.convert("P", palette=1, colors=32)
