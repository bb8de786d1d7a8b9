"""Points of the data by label and index, and combinations of them."""

from __future__ import annotations

from fractions import Fraction

from .errors import Malformed, shown
from .values import Data, Vector, count, items, number, one_of

__all__ = ["Place", "combination", "extended", "place_of", "point"]

Place = tuple[int, int]  # class and index


def _entries(value: object, length: int, place: str) -> list[object]:
    entries = items(value, place)
    if len(entries) != length:
        raise Malformed(f"{place}: expected {length} entries, found {len(entries)}")
    return entries


def place_of(value: object, data: Data, place: str) -> Place:
    """A point written as [label, index]. Raises Malformed.

    >>> from proofs.checker.values import Class
    >>> one = (Fraction(1),)
    >>> place_of(["a", 0], Data((Class("a", one, (one,)),)), "x")
    (0, 0)
    """
    label, index = _entries(value, 2, place)
    j = data.labels.index(one_of(label, data.labels, place))
    i = count(index, place)
    if i >= len(data.classes[j].points):
        raise Malformed(f"{place}: expected a point index, found {shown(i)}")
    return j, i


def point(data: Data, place: Place) -> Vector:
    """The coordinates."""
    return data.classes[place[0]].points[place[1]]


def extended(data: Data, place: Place) -> Vector:
    """The coordinates and a 1."""
    return (*point(data, place), Fraction(1))


def combination(value: object, data: Data, place: str) -> list[tuple[Place, Fraction]]:
    """Points with weights, written as [label, index, weight]; no point twice. Raises Malformed.

    >>> from proofs.checker.values import Class
    >>> one = (Fraction(1),)
    >>> combination([["a", 0, "1/2"]], Data((Class("a", one, (one,)),)), "x")
    [((0, 0), Fraction(1, 2))]
    """
    weights: dict[Place, Fraction] = {}
    for k, entry in enumerate(items(value, place)):
        where = f"{place}[{k}]"
        label, index, weight = _entries(entry, 3, where)
        at = place_of([label, index], data, where)
        if at in weights:
            raise Malformed(f"{where}: expected each point once, found one twice")
        weights[at] = number(weight, where)
    return list(weights.items())
