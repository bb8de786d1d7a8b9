"""A point of the data by its place: class and index."""

from __future__ import annotations

from symbolic.clusters import ClusterData
from symbolic.scalars import Scalar

Place = tuple[int, int]
"""Class and index of a point."""


def named(data: ClusterData, place: Place) -> list[object]:
    """A point as its label and index."""
    return [data.labels[place[0]], place[1]]


def all_places(data: ClusterData) -> list[Place]:
    """Class and index of every point, class after class."""
    return [(j, i) for j, n in enumerate(data.sizes) for i in range(n)]


def point_of(data: ClusterData, place: Place) -> tuple[Scalar, ...]:
    """The coordinates."""
    j, i = place
    return tuple(data.points[j].extract(range(data.M), [i]).to_list_flat())
