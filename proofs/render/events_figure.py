"""E4 as a picture: every coordinate of the apex over time, its events, and the inputs it truncates.

Floats draw here and decide nothing: the legs, their order and their ends are exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from symbolic.clusters import ClusterData
from symbolic.scalars import Scalar, decimal
from symbolic.truncation_flow import History

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
ENDS = {"rest": "at rest", "limit": "tends to", "kink": "stops at"}
# Steps a leg, and the time of the last one in units of 1/rate, in which a limit is drawn.
STEPS, LONG = 40, 4.0


def path_of(history: History, start: Scalar, until: float) -> tuple[np.ndarray, np.ndarray]:
    """Times and values of one coordinate, as floats: its legs, then its end up to the given
    time.
    """
    times, values, now = [np.array([0.0])], [np.array([float(start)])], 0.0
    for leg in history.legs:
        rate, mean = float(leg.rate), float(leg.mean)
        s = np.linspace(0, math.log(float(leg.ratio)) / rate, STEPS)
        times.append(now + s)
        values.append(mean + (float(leg.start) - mean) * np.exp(-rate * s))
        now += float(s[-1])
    s = np.linspace(0, max(until - now, 0.0), STEPS)
    last = values[-1][-1]
    if history.end == "limit":
        final = float(history.final)
        values.append(final + (last - final) * np.exp(-float(history.rate) * s))
    else:
        values.append(np.full(STEPS, last))
    times.append(now + s)
    return np.concatenate(times), np.concatenate(values)


def event_times(history: History) -> list[float]:
    """When the legs end, as floats."""
    durations = [math.log(float(leg.ratio)) / float(leg.rate) for leg in history.legs]
    return [sum(durations[: k + 1]) for k in range(len(durations))]


def last_time(histories: Sequence[History]) -> float:
    """A time by which all events are over and limits are nearly reached."""
    events = [t for history in histories for t in event_times(history)]
    rates = [float(h.rate) for h in histories if h.end == "limit"]
    return max(events, default=0.0) + (LONG / min(rates) if rates else 1.0)


def draw_events(
    histories: Sequence[History],
    start: Sequence[Scalar],
    data: ClusterData,
    figure: Figure | None = None,
) -> Figure:
    """One panel a coordinate: the inputs as lines in the colour of their class, the apex as a
    curve, a dot at every event with the number of points truncated from then on.

    >>> from sympy import QQ
    >>> from symbolic.truncation_flow import coordinate_history
    >>> data = ClusterData.from_rows({"a": [[0], [2]]})
    >>> half = [QQ(1, 2)] * 2
    >>> history = coordinate_history([QQ(0), QQ(2)], [QQ(5), QQ(5)], half, QQ(1))
    >>> draw_events([history], [QQ(1)], data).axes[0].get_ylabel()
    'p1'
    """
    figure = figure or Figure(figsize=(7.2, 0.6 + 2.1 * len(histories)), layout="constrained")
    panels: list[Axes] = list(figure.subplots(len(histories), 1, sharex=True, squeeze=False)[:, 0])
    until = last_time(histories)
    for i, (axes, history, p) in enumerate(zip(panels, histories, start, strict=True)):
        for j, block in enumerate(data.points):
            for k, x in enumerate(block.to_list()[i]):
                name = data.labels[j].replace("$", r"\$") if k == 0 and i == 0 else None
                axes.axhline(float(x), color=COLOURS[j % 4], linewidth=0.7, alpha=0.6, label=name)
        _draw_path(axes, history, p, until)
        axes.set_ylabel(f"p{i + 1}")
        axes.spines[["top", "right"]].set_visible(False)
    panels[-1].set_xlabel("time; at a dot: how many points are truncated from then on")
    panels[0].legend(frameon=False, fontsize=8, loc="best")
    return figure


def _draw_path(axes: Axes, history: History, start: Scalar, until: float) -> None:
    """The curve of one coordinate, its events, and how it ends."""
    times, values = path_of(history, start, until)
    axes.plot(times, values, color="black", linewidth=1.5)
    # how many are truncated beyond each event; the last entry is for the end
    counts = [*(leg.truncated for leg in history.legs), history.truncated][1:]
    for at, leg, count in zip(event_times(history), history.legs, counts, strict=True):
        axes.plot([at], [float(leg.stop)], marker="o", color="black", markersize=5)
        axes.annotate(f"{count}", (at, float(leg.stop)), (4, 5), textcoords="offset points")
    end = f"{ENDS[history.end]} {decimal(history.final, 4)}"
    last = (until, float(values[-1]))
    axes.annotate(end, last, (-6, 5), textcoords="offset points", ha="right")
