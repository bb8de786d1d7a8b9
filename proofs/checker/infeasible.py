"""T5: that a subset of the classes cannot be collapsed to the apexes, in whatever order.

An obstacle says sum(a (x - p)) = sum(b (z - p)) with positive coefficients, p the apex of its
class, x points of the class, z points or apexes of others: no hyperplane through p has all x
strictly below and all z strictly above. So the class cannot be collapsed last in I if every z is a
point of a class outside I, or the apex of another class of I. I is not feasible if that holds for
each of its classes whose removal leaves a subset that is feasible.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .errors import Malformed, Refuted, require_equal, shown
from .obstruction import entries_of, point_index
from .reading import Certificate
from .values import Vector, items, number, one_of, record

__all__ = ["Obstacle", "read_obstacles", "require_infeasible"]

Term = tuple[Fraction, Vector]
Terms = dict[tuple[int, ...], Term]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The class, and the classes of which it uses points, and apexes."""

    own: int
    points: frozenset[int]
    apexes: frozenset[int]


def read_obstacles(certificate: Certificate, apexes: Sequence[Vector]) -> list[Obstacle]:
    """The obstacles of the file, each of them verified. Raises Malformed or Refuted."""
    entries = items(certificate.values["obstacles"], "obstacles")
    if certificate.values["values_only"] is True:
        raise Malformed("obstacles: expected no such key where values_only is true, found it")
    if not entries:
        raise Malformed("obstacles: expected at least one, or no such key, found none")
    return [
        _obstacle(certificate, entry, apexes, f"obstacles[{k}]") for k, entry in enumerate(entries)
    ]


def require_infeasible(
    subset: tuple[int, ...],
    feasible: Collection[tuple[int, ...]],
    obstacles: Sequence[Obstacle],
    place: str,
) -> None:
    """Refute unless an obstacle speaks against every last step into the subset from a feasible one.

    `feasible` holds all feasible subsets with one class less.
    """
    if not subset:
        raise Refuted(f"{place}.feasible: expected true for no class at all, found false")
    for j in subset:
        before = tuple(k for k in subset if k != j)
        if before in feasible and not any(
            o.own == j and o.apexes <= set(before) and not o.points & set(subset) for o in obstacles
        ):
            raise Refuted(
                f"{place}.feasible: expected an obstacle against collapsing class {j} of "
                f"{shown(list(subset))} last, found none"
            )


def _obstacle(
    certificate: Certificate, value: object, apexes: Sequence[Vector], place: str
) -> Obstacle:
    data = certificate.data
    fields = record(value, ["class", "inside", "points", "apexes"], place)
    own = data.labels.index(one_of(fields["class"], data.labels, f"{place}.class"))
    others = [label for label in data.labels if label != data.labels[own]]
    inside: Terms = {}
    for k, entry in enumerate(items(fields["inside"], f"{place}.inside")):
        at = f"{place}.inside[{k}]"
        index, weight = entries_of(entry, 2, at)
        i = point_index(index, certificate, own, at)
        _put(inside, (i,), _weight(weight, at), data.classes[own].points[i], at)
    points: Terms = {}
    for k, entry in enumerate(items(fields["points"], f"{place}.points")):
        at = f"{place}.points[{k}]"
        label, index, weight = entries_of(entry, 3, at)
        j = data.labels.index(one_of(label, others, at))
        i = point_index(index, certificate, j, at)
        _put(points, (j, i), _weight(weight, at), data.classes[j].points[i], at)
    used: Terms = {}
    for k, entry in enumerate(items(fields["apexes"], f"{place}.apexes")):
        at = f"{place}.apexes[{k}]"
        label, weight = entries_of(entry, 2, at)
        j = data.labels.index(one_of(label, others, at))
        _put(used, (j,), _weight(weight, at), apexes[j], at)
    if not inside and not points and not used:
        raise Malformed(f"{place}: expected a point or an apex, found none")
    left = _moment([*inside.values()], apexes[own])
    right = _moment([*points.values(), *used.values()], apexes[own])
    require_equal(f"{place}, both sides", left, right)
    return Obstacle(own, frozenset(key[0] for key in points), frozenset(j for (j,) in used))


def _moment(terms: Sequence[Term], apex: Vector) -> Vector:
    """sum(weight * (point - apex))."""
    total = [Fraction(0)] * len(apex)
    for weight, point in terms:
        total = [t + weight * (e - p) for t, e, p in zip(total, point, apex, strict=True)]
    return tuple(total)


def _weight(value: object, place: str) -> Fraction:
    weight = number(value, place)
    if weight <= 0:
        raise Refuted(f"{place}: expected a positive weight, found {shown(weight)}")
    return weight


def _put(terms: Terms, key: tuple[int, ...], weight: Fraction, point: Vector, place: str) -> None:
    if key in terms:
        raise Refuted(f"{place}: expected each point and apex once, found one twice")
    terms[key] = weight, point
