"""A picture of truncation maps of the plane: the points, and what each map makes of them.

Floats draw here and decide nothing.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sympy.polys.matrices import DomainMatrix

from proofs.render.profile_figure import COLOURS, MARKERS
from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.lifting import Lift


def draw_maps(lifting: Lift, data: ClusterData, figure: Figure | None = None) -> Figure:
    """One panel a map beside the points themselves; raises `NotApplicable` unless ``D = 2``."""
    if lifting.D != 2:
        raise NotApplicable(f"truncation maps of the plane are drawn, here D = {lifting.D}")
    images = lifting.images()
    figure = figure or Figure(figsize=(3.2 * len(images), 3.4), layout="constrained")
    panels: list[Axes] = list(figure.subplots(1, len(images), squeeze=False)[0])
    for l, (panel, image) in enumerate(zip(panels, images, strict=True)):
        panel.set_title("the points" if l == 0 else f"after τ{l}", fontsize=10)
        panel.set_aspect("equal", adjustable="datalim")
        panel.margins(0.1)
        start = 0
        for j, size in enumerate(data.sizes):
            colour, marker = COLOURS[j % len(COLOURS)], MARKERS[j % len(MARKERS)]
            x, y = _floats(image, start, size)
            panel.plot(x, y, marker, color=colour, markersize=5, alpha=0.75, label=data.labels[j])
            start += size
    if data.Q <= 10:
        panels[0].legend(fontsize=8, frameon=False)
    return figure


def _floats(image: DomainMatrix, start: int, size: int) -> list[list[float]]:
    block = image.extract(range(2), range(start, start + size))
    return [[int(e.numerator) / int(e.denominator) for e in row] for row in block.to_list()]
