"""T3 in QF_LRA: the network hits every target, collapses as recorded, and is built as recorded.

Together the queries say all of the certificate: zero cost is every output equal to its target.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofs.checker.reading import Certificate
from proofs.checker.values import Vector, items, mapping, network, number, one_of, vector
from proofs.export.smt.network import (
    apex_query,
    class_query,
    definitions,
    invertible,
    literal,
    names,
)
from proofs.export.smt.terms import Query, Section, among, either, equal, linear, numeral, reals

__all__ = ["zero_loss_sections"]


def zero_loss_sections(certificate: Certificate) -> list[Section]:
    """The sections of a T3 certificate. Raises `Malformed`."""
    data, values = certificate.data, certificate.values
    layers = network(values["layers"], data, "layers")
    order = [
        data.labels.index(one_of(label, data.labels, f"order[{k}]"))
        for k, label in enumerate(items(values["order"], "order"))
    ]
    placed = {
        data.labels.index(one_of(label, data.labels, "apexes")): vector(p, data.M, "apexes")
        for label, p in mapping(values["apexes"], "apexes").items()
    }
    queries = []
    for j, one in enumerate(data.classes):
        at = order.index(j)
        signs = [-1 if l == at else 1 for l in range(len(layers) - 1)]
        queries.append(class_query(one, signs, [numeral(t) for t in one.target]))
        queries.append(apex_query(one.label, at + 1, placed[j]))
    if values["readout"] == "linear":
        y = names(f"g{len(layers)}_", data.Q)
        zeros = ["0.0"] * data.Q
        queries.append(
            Query(
                "linear readout: the cumulative output bias is 0",
                equal(y, zeros),
                (("1 in its first entry", equal(y, ["1.0", *zeros[1:]])),),
                (among(names("x", data.M), [[Fraction(0)] * data.M]),),
            )
        )
    sections = [
        *invertible(layers),
        Section("the network", definitions(layers, data.M), tuple(queries)),
    ]
    return sections + [_hyperplane(certificate, order, k, placed) for k in range(len(order))]


def _margin_queries(margin: Fraction, heights: Sequence[str], inside: int) -> list[Query]:
    """The margin is positive, and one of the points attains it; those inside come first."""

    def attained(m: Fraction) -> str:
        ends = [numeral(-m)] * inside + [numeral(m)] * (len(heights) - inside)
        return either([f"(= {h} {end})" for h, end in zip(heights, ends, strict=True)])

    value = numeral(margin)
    return [
        Query(
            "the margin is attained at one of these points",
            attained(margin),
            (("the margin with the other sign", attained(-margin)),),
        ),
        Query("the margin is positive", f"(> {value} 0.0)", (("not so", f"(< {value} 0.0)"),)),
    ]


def _hyperplane(
    certificate: Certificate, order: Sequence[int], k: int, apexes: dict[int, Vector]
) -> Section:
    """f.x <= t - m on the class, f.x >= t + m on what is still apart from it, with m attained."""
    data, values = certificate.data, certificate.values
    own = data.classes[order[k]]
    plane = mapping(mapping(values["hyperplanes"], "hyperplanes")[own.label], "hyperplanes")
    normal = vector(plane["normal"], data.M, "hyperplanes")
    offset = number(plane["offset"], "hyperplanes")
    margin = number(mapping(values["margins"], "margins")[own.label], "margins")
    x = names("x", data.M)
    height = linear(normal, x, -offset)
    below, above = f"(<= {height} {numeral(-margin)})", f"(>= {height} {numeral(margin)})"
    inside = list(dict.fromkeys(own.points))
    outside = [p for j in order[k + 1 :] for p in dict.fromkeys(data.classes[j].points)]
    outside += [apexes[j] for j in order[:k]]
    queries = [
        Query(
            "each point of the class is below by at least the margin: f.x - t <= -m",
            below,
            (("above", above),),
            (among(x, inside),),
        ),
        Query(
            "the apex is on it: f.p - t = 0",
            f"(= {height} 0.0)",
            (("1", f"(= {height} 1.0)"),),
            (among(x, [apexes[order[k]]]),),
        ),
    ]
    if outside:
        queries.append(
            Query(
                "each point of a later class, each apex of an earlier one is above: f.x - t >= m",
                above,
                (("below", below),),
                (among(x, outside),),
            )
        )

    ground = [linear(p, [numeral(f) for f in normal], -offset) for p in [*inside, *outside]]
    queries += _margin_queries(margin, ground, len(inside))
    title = f"the hyperplane of class {literal(own.label)}"
    return Section(title, tuple(reals(x)), tuple(queries))
