"""The chain for one hidden layer as a picture: one row a member, a logarithmic axis, the trivial
bound as a line.

Floats draw here and decide nothing; a value that is exactly 0 has no place on the axis and is
written beside its row.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from symbolic.one_hidden_layer import Shallow
from symbolic.scalars import Scalar, decimal

NAMES = {
    "affine": "affine readout, sharp",
    "linear": "linear readout, sharp",
    "projected": "readout of X̄⁺x",
    "naive": "readout Y of X̄⁺x",
    "bound": "bound by δ_P²",
}


def chain_figure(bounds: Shallow, figure: Figure | None = None) -> Figure:
    """The picture, in a figure of its own or in the one given; exact values are rounded once, to be
    drawn.

    >>> from symbolic import ClusterData
    >>> from symbolic.one_hidden_layer import shallow
    >>> figure = chain_figure(shallow(ClusterData.from_rows({"a": [[3], [5]]})))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()][:2]
    ['affine readout, sharp', 'linear readout, sharp']
    """
    members = bounds.chain()
    positive = [_float(v) for _, v in members if v] + [_float(bounds.trivial)]
    low, high = min(positive) / 2, max(positive) * 2
    size = (7.2, 0.9 + 0.45 * len(members))
    figure = figure or Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    for place, (_, value) in enumerate(members):
        if value:
            axes.plot([low, _float(value)], [place, place], color="#3b6ea5", linewidth=1.4)
            axes.plot([_float(value)], [place], marker="o", color="#3b6ea5", markersize=7)
        mark = decimal(value, 4) if value else "0, exactly"
        at = _float(value) if value else low
        axes.annotate(mark, (at, place), (6, 5), textcoords="offset points", fontsize=9)
    axes.axvline(_float(bounds.trivial), color="#b0413e", linestyle="--", linewidth=1.2)
    axes.annotate(
        f"output 0 costs {decimal(bounds.trivial, 4)}",
        (_float(bounds.trivial), len(members) - 0.45),
        (4, 0),
        textcoords="offset points",
        color="#b0413e",
        fontsize=9,
    )
    axes.set_xscale("log")
    axes.set_xlim(low, high * 3)
    axes.set_ylim(-0.6, len(members) - 0.1)
    axes.set_yticks(range(len(members)), [NAMES[name] for name, _ in members])
    axes.set_xlabel("C²")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _float(value: Scalar) -> float:
    return int(value.numerator) / int(value.denominator)
