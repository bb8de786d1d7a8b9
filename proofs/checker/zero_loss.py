"""T3: a network that collapses one class a layer has cost zero, every pre-activation strict.

The file names an order of the classes, separating hyperplanes and apexes; the checker evaluates
the network at every training point and recomputes every inequality and margin.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .errors import Malformed, Refuted, counted, require_equal, shown
from .exact import dot, over_one
from .forward import affine_image, collapse_layers, cost_squared, forward_pass, integer_layers
from .reading import Certificate
from .values import Vector, boolean, items, network, number, one_of, record, vector

__all__ = ["check_zero_loss"]


def check_zero_loss(certificate: Certificate) -> str:
    """Judge a T3 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    readout = one_of(values["readout"], ["linear", "affine"], "readout")
    order = [
        one_of(entry, data.labels, f"order[{k}]")
        for k, entry in enumerate(items(values["order"], "order"))
    ]
    if sorted(order) != sorted(data.labels):
        raise Malformed(f"order: expected every label once, found {shown(order)}")
    net = network(values["layers"], data, "layers")
    if len(net) <= data.Q:
        raise Malformed(f"layers: expected at least {data.Q + 1}, found {len(net)}")
    normals, apexes, margins = _by_label(certificate, order)

    layers = integer_layers(net, "layers")
    stages = forward_pass(layers, data.points)
    collapsed_at = collapse_layers(stages, data, "layers")
    for label, l in zip(data.labels, collapsed_at, strict=True):
        require_equal(f"layers, layer that collapses {shown(label)}", order.index(label) + 1, l)
    for l, label in enumerate(order, start=1):
        if any(affine_image(layers[:l], apexes[label])):
            raise Refuted(f"apexes, {shown(label)}: expected W({l}) p + b({l}) = 0, found not 0")
    _check_hyperplanes(certificate, order, normals, apexes, margins)

    cost = cost_squared(stages[-1], data)
    require_equal("cost_squared", cost, number(values["cost_squared"], "cost_squared"))
    require_equal("cost_squared", Fraction(0), cost)
    strict = boolean(values["strict_activation"], "strict_activation")
    require_equal("strict_activation", True, strict)
    if readout == "linear" and any(affine_image(layers, (Fraction(0),) * data.M)):
        raise Refuted("readout: expected cumulative output bias 0 (linear), found not 0")
    return (
        f"zero cost, every pre-activation strict: Q={data.Q} M={data.M} N={data.N}, "
        f"{counted(len(layers) - 1, 'hidden layer')}, {readout} readout"
    )


def _by_label(
    certificate: Certificate, order: Sequence[str]
) -> tuple[dict[str, tuple[Vector, Fraction]], dict[str, Vector], dict[str, Fraction]]:
    """Hyperplanes (f, t), apexes and margins of the classes, each written in the given order."""
    M, values = certificate.data.M, certificate.values
    normals = {}
    for label, entry in record(values["hyperplanes"], order, "hyperplanes").items():
        place = f"hyperplanes, {shown(label)}"
        plane = record(entry, ["normal", "offset"], place)
        normals[label] = (vector(plane["normal"], M, place), number(plane["offset"], place))
    apexes = {
        label: vector(entry, M, f"apexes, {shown(label)}")
        for label, entry in record(values["apexes"], order, "apexes").items()
    }
    margins = {
        label: number(entry, f"margins, {shown(label)}")
        for label, entry in record(values["margins"], order, "margins").items()
    }
    return normals, apexes, margins


def _check_hyperplanes(
    certificate: Certificate,
    order: Sequence[str],
    normals: dict[str, tuple[Vector, Fraction]],
    apexes: dict[str, Vector],
    margins: dict[str, Fraction],
) -> None:
    points = {
        c.label: tuple(map(over_one, dict.fromkeys(c.points))) for c in certificate.data.classes
    }
    for k, label in enumerate(order):
        place = f"hyperplanes, {shown(label)}"
        plane = normals[label]
        _, greatest = _heights(plane, points[label])
        if greatest >= 0:
            raise Refuted(
                f"{place}: expected f.x < t on its class, found f.x - t = {shown(greatest)}"
            )
        if any(_heights(plane, [over_one(apexes[label])])):
            raise Refuted(f"{place}: expected f.p = t at the apex, found another value")
        others = [(f"class {shown(later)}", points[later]) for later in order[k + 1 :]]
        others += [(f"apex of {shown(a)}", (over_one(apexes[a]),)) for a in order[:k]]
        margin = -greatest
        for name, rows in others:
            least, _ = _heights(plane, rows)
            if least <= 0:
                raise Refuted(
                    f"{place}: expected f.x > t on {name}, found f.x - t = {shown(least)}"
                )
            margin = min(margin, least)
        require_equal(f"margins, {shown(label)}", margin, margins[label])


def _heights(
    plane: tuple[Vector, Fraction], vectors: Sequence[Sequence[int]]
) -> tuple[Fraction, Fraction]:
    """The least and the greatest f.x - t over vectors (n, d) = n / d."""
    normal, offset = plane
    (*scaled, e) = over_one((*normal, -offset))
    heights = [Fraction(dot(scaled, v), v[-1] * e) for v in vectors]
    return min(heights), max(heights)
