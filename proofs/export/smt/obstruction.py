"""T3' in QF_LRA: no hyperplane separates a class strictly from the other ones of the set.

The separating hyperplane (f, t) is unknown here, so that the solver decides the statement itself;
the convex combinations of the certificate are asked apart, as the arithmetic facts they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofs.checker.errors import Malformed
from proofs.checker.reading import Certificate
from proofs.checker.values import Vector, count, items, labels, mapping, number, one_of, record
from proofs.export.smt.network import literal, names
from proofs.export.smt.terms import Query, Section, both, linear, negated, numeral, plus, reals

__all__ = ["obstruction_sections"]


def obstruction_sections(certificate: Certificate) -> list[Section]:
    """The sections of a T3' certificate. Raises `Malformed`."""
    values = certificate.values
    entries = [values["obstruction"], *items(values["further_obstructions"], "obstructions")]
    return [_section(certificate, mapping(entry, "obstruction")) for entry in entries]


def _section(certificate: Certificate, entry: dict[str, object]) -> Section:
    data = certificate.data
    own = data.labels.index(one_of(entry["class"], data.labels, "class"))
    against = labels(entry["against"], data, "against")
    f = names("f", data.M)
    inside = [f"(< {linear(x, f)} t)" for x in dict.fromkeys(data.classes[own].points)]
    outside = [
        f"(> {linear(x, f)} t)" for j in against for x in dict.fromkeys(data.classes[j].points)
    ]
    others = ", ".join(literal(data.labels[j]) for j in against)
    separated = Query(
        "no f, t with f.x < t on the class and f.x > t on all of the others",
        negated(both([*inside, *outside])),
        (
            ("the others left out", negated(both(inside))),
            ("the class left out", negated(both(outside))),
        ),
    )
    title = f"class {literal(data.labels[own])} against {others}"
    return Section(title, tuple(reals([*f, "t"])), (separated, _combination(certificate, entry)))


def _combination(certificate: Certificate, entry: dict[str, object]) -> Query:
    data = certificate.data
    sides = record(entry["convex_combination"], ["class", "rest"], "convex_combination")
    left, right = [], []
    for term in items(sides["class"], "class"):
        i, weight = items(term, "class")
        left.append((_point(certificate, entry["class"], i), number(weight, "class")))
    for term in items(sides["rest"], "rest"):
        label, i, weight = items(term, "rest")
        right.append((_point(certificate, label, i), number(weight, "rest")))

    def fact(left: Sequence[tuple[Vector, Fraction]]) -> str:
        weights = [[numeral(w) for _, w in side] for side in (left, right)]
        facts = [f"(> {w} 0.0)" for side in weights for w in side]
        facts += [f"(= {plus(side)} 1.0)" for side in weights]
        for m in range(data.M):
            one, other = (
                linear([x[m] for x, _ in side], [numeral(w) for _, w in side])
                for side in (left, right)
            )
            facts.append(f"(= {one} {other})")
        return both(facts)

    x, weight = left[0]
    return Query(
        "two convex combinations, one of each side, are the same point",
        fact(left),
        (("another first weight", fact([(x, weight + 1), *left[1:]])),),
    )


def _point(certificate: Certificate, label: object, index: object) -> Vector:
    data = certificate.data
    points = data.classes[data.labels.index(one_of(label, data.labels, "class"))].points
    i = count(index, "point")
    if i >= len(points):
        raise Malformed(f"point: expected an index below {len(points)}, found {i}")
    return points[i]
