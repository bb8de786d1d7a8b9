"""T3: every class collapsed in turn, one equation a class for the readout."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.data import planes_of
from tests.checker.naive.linear import add, apply, inner, solve
from tests.checker.naive.networks import build, cost, cumulative, layers, network, strict
from tests.checker.naive.reading import collapses, invertible, vector
from tests.checker.naive.writing import certificate


def zero_loss(name, classes, *, mu=F(1, 2), extra=0, readout="affine", reverse=False):
    planes = planes_of(classes, mu)
    order = [c[0] for c in classes][:: -1 if reverse else 1]
    q, m = len(classes), len(classes[0][2][0])
    tail = [F(1)] if readout == "affine" else []
    system = [[*planes[c[0]][1], *tail] for c in classes]
    rows = [solve(system, [c[1][i] for c in classes]) for i in range(q)]
    a, c0 = [row[:m] for row in rows], [row[m] if tail else F(0) for row in rows]
    net = build(classes, planes, order, q + extra, (a, c0))
    points = {label: xs for label, _, xs in classes}
    margins = {}
    for k, label in enumerate(order):
        f, p = planes[label]
        near = [x for other in order[k:] for x in points[other]]
        near += [planes[other][1] for other in order[:k]]
        margins[label] = min(abs(inner(f, add(x, p, -1))) for x in near)
    rest = {
        "readout": readout,
        "layers": layers(net),
        "order": order,
        "hyperplanes": {
            label: {"normal": planes[label][0], "offset": inner(*planes[label])} for label in order
        },
        "apexes": {label: planes[label][1] for label in order},
        "margins": margins,
        "cost_squared": F(0),
        "strict_activation": True,
    }
    return certificate("T3", name, classes, rest)


def has_zero_loss(cert, classes):
    net, order = network(cert["layers"]), cert["order"]
    points = {label: xs for label, _, xs in classes}
    apexes = {label: vector(p) for label, p in cert["apexes"].items()}
    if collapses(net, classes) != {label: l for l, label in enumerate(order)}:
        return False
    for k, label in enumerate(order):
        w, b = cumulative(net)[k]
        f, t = vector(cert["hyperplanes"][label]["normal"]), cert["hyperplanes"][label]["offset"]
        own = [inner(f, x) - F(t) for x in points[label]]
        others = [x for later in order[k + 1 :] for x in points[later]]
        others += [apexes[earlier] for earlier in order[:k]]
        rest = [inner(f, x) - F(t) for x in others]
        if (
            any(add(apply(w, apexes[label]), b))
            or any(h >= 0 for h in own)
            or any(h <= 0 for h in rest)
            or inner(f, apexes[label]) != F(t)
            or min(map(abs, own + rest)) != F(cert["margins"][label])
        ):
            return False
    linear_ok = cert["readout"] == "affine" or not any(cumulative(net)[-1][1])
    return (
        invertible(net)
        and linear_ok
        and cert["strict_activation"] is True
        and strict(net, classes)
        and cost(net, classes) == F(cert["cost_squared"]) == 0
    )
