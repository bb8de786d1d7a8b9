"""T3': no order of the classes collapses one after the other, because convex hulls meet.

A class whose hull meets that of the other classes of a set T is not strictly separable from them
(Farkas). If that holds for every class of T, none of T can be the first of T to be collapsed. For
two classes one common point of the hulls serves both.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .errors import Malformed, Refuted, require_equal, shown
from .reading import Certificate
from .values import Vector, count, items, labels, number, one_of, record

__all__ = ["check_obstruction", "stuck_classes"]


def check_obstruction(certificate: Certificate) -> str:
    """Judge a T3' certificate: what was proved, in words. Raises Malformed or Refuted."""
    names = [certificate.data.labels[j] for j in stuck_classes(certificate)]
    return f"no order of the classes {shown(names)} separates them: their convex hulls meet"


def stuck_classes(certificate: Certificate) -> list[int]:
    """The classes none of which can be the first of them to be separated from the others.

    Judges `obstruction` and `further_obstructions`. Raises Malformed or Refuted.
    """
    values = certificate.values
    further = items(values["further_obstructions"], "further_obstructions")
    stuck: list[tuple[int, frozenset[int]]] = [
        _obstruction(certificate, values["obstruction"], "obstruction")
    ]
    for k, entry in enumerate(further):
        stuck.append(_obstruction(certificate, entry, f"further_obstructions[{k}]"))
    common = stuck[0][1]
    for k, (_, involved) in enumerate(stuck[1:]):
        require_equal(f"further_obstructions[{k}], classes", sorted(common), sorted(involved))
    first = sorted(j for j, _ in stuck)
    if first != sorted(common) and not (len(common) == 2 and len(first) == 1):
        raise Refuted(
            f"further_obstructions: expected one obstruction for each of the {len(common)} classes "
            f"involved, found them for {shown([certificate.data.labels[j] for j in first])}"
        )
    return sorted(common)


def _obstruction(certificate: Certificate, value: object, place: str) -> tuple[int, frozenset[int]]:
    """The class of one obstruction, and all classes involved in it."""
    data = certificate.data
    fields = record(value, ["class", "against", "convex_combination"], place)
    own = data.labels.index(one_of(fields["class"], data.labels, f"{place}.class"))
    against = labels(fields["against"], data, f"{place}.against")
    if not against or own in against:
        raise Malformed(
            f"{place}.against: expected classes other than {shown(data.labels[own])}, "
            f"found {shown(fields['against'])}"
        )
    where = f"{place}.convex_combination"
    sides = record(fields["convex_combination"], ["class", "rest"], where)
    left = []
    for k, entry in enumerate(items(sides["class"], f"{where}.class")):
        at = f"{where}.class[{k}]"
        index, weight = entries_of(entry, 2, at)
        left.append((own, point_index(index, certificate, own, at), number(weight, at)))
    right = []
    for k, entry in enumerate(items(sides["rest"], f"{where}.rest")):
        at = f"{where}.rest[{k}]"
        label, index, weight = entries_of(entry, 3, at)
        j = data.labels.index(one_of(label, [data.labels[j] for j in against], at))
        right.append((j, point_index(index, certificate, j, at), number(weight, at)))
    if _combination(certificate, left, f"{where}.class") != _combination(
        certificate, right, f"{where}.rest"
    ):
        raise Refuted(f"{where}: expected one point on both sides, found two")
    return own, frozenset([own, *against])


def entries_of(value: object, length: int, place: str) -> list[object]:
    """A list of exactly so many entries."""
    entries = items(value, place)
    if len(entries) != length:
        raise Malformed(f"{place}: expected {length} entries, found {len(entries)}")
    return entries


def point_index(value: object, certificate: Certificate, j: int, place: str) -> int:
    """The index of a point of class j."""
    index = count(value, place)
    size = len(certificate.data.classes[j].points)
    if index >= size:
        raise Malformed(f"{place}: expected a point index below {size}, found {index}")
    return index


def _combination(
    certificate: Certificate, terms: Iterable[tuple[int, int, Fraction]], place: str
) -> Vector:
    """The point sum(weight * x), once the weights are known to be positive with sum 1."""
    terms = list(terms)
    if len({(j, i) for j, i, _ in terms}) != len(terms):
        raise Refuted(f"{place}: expected each point once, found one twice")
    for _, _, weight in terms:
        if weight <= 0:
            raise Refuted(f"{place}: expected positive weights, found {shown(weight)}")
    require_equal(f"{place}, sum", Fraction(1), sum((w for _, _, w in terms), Fraction(0)))
    point = [Fraction(0)] * certificate.data.M
    for j, i, weight in terms:
        x = certificate.data.classes[j].points[i]
        point = [p + weight * e for p, e in zip(point, x, strict=True)]
    return tuple(point)
