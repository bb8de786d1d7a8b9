"""What a certificate says, as `Fraction`s, and what every claim about a network asks of it."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.linear import rank
from tests.checker.naive.networks import trace


def classes_of(cert):
    return [
        (c["label"], [F(e) for e in c["target"]], [[F(e) for e in x] for x in c["points"]])
        for c in cert["data"]["classes"]
    ]


def vector(value):
    return [F(e) for e in value]


def collapses(net, classes):
    """{label: hidden layer from 0}, or None unless every sign is as the statements want it."""
    layer_of = {}
    for label, _, points in classes:
        for l in range(len(net) - 1):
            units = [e for x in points for e in trace(net, x)[l]]
            if all(e < 0 for e in units) and label not in layer_of:
                layer_of[label] = l
            elif not all(e > 0 for e in units):
                return None
    return layer_of


def sound(cert, classes):
    q = len(classes)
    counts = (q, len(classes[0][2][0]), sum(len(points) for _, _, points in classes))
    return counts == (cert["Q"], cert["M"], cert["N"])


def invertible(net):
    return all(rank(w) == len(w) for w, _ in net[:-1])
