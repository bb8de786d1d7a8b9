"""G5: where the apexes go, given an order of the classes: as in the paper where that applies
(`segments`), else at the corner of the hyperplanes (`corner`).
"""

from __future__ import annotations

from symbolic.apexes import Placement, Situation, Way
from symbolic.corner import at_the_corner
from symbolic.errors import NotApplicable
from symbolic.segments import on_segments

WAYS: tuple[Way, ...] = (on_segments, at_the_corner)


def place(situation: Situation) -> tuple[Placement, ...]:
    """Placements of all classes, in an order of collapse: those of the paper where they apply, else
    at the corner.

    Assumes ``M ≥ Q − 1`` (affine readout) or ``M ≥ Q`` (linear); then there always is one.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.order import separable_order
    >>> from symbolic.separation import Separator
    >>> from symbolic.words import ReadoutKind
    >>> data = ClusterData.from_rows({"a": [[0, 0]], "b": [[2, 0]], "c": [[1, 1]]})
    >>> separator = Separator(data.points)
    >>> situation = Situation(data, separator, separable_order(data), ReadoutKind.AFFINE)
    >>> [p.apex.to_list_flat() for p in place(situation)]
    [[1/2, 1/6], [3/2, 1/6], [1, 2/3]]
    """
    for way in WAYS:
        placed = way(situation)
        if placed is not None:
            return placed
    raise NotApplicable("no way of placing the apexes applies")
