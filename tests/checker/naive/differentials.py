"""What moves when parameters move: the chain rule, entry by entry."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.data import unit
from tests.checker.naive.linear import add, apply, eye, mul, transpose
from tests.checker.naive.networks import trace


def jacobian(net, classes):
    """All outputs at all points, differentiated in every parameter by the chain rule."""
    points = [x for _, _, points in classes for x in points]
    return [row for x in points for row in derivatives(net, x)]


def derivatives(net, x):
    """The outputs at x, each differentiated in every parameter."""
    seen = trace(net, x)
    inputs = [x, *([max(e, F(0)) for e in z] for z in seen[:-1])]
    for i in range(len(seen[-1])):
        back, blocks = unit(len(seen[-1]), i), []
        for l in reversed(range(len(net))):
            if l < len(net) - 1:
                back = [g if z > 0 else F(0) for g, z in zip(back, seen[l], strict=True)]
            blocks.insert(0, [g * h for g in back for h in inputs[l]] + back)
            back = apply(transpose(net[l][0]), back)
        yield [e for block in blocks for e in block]


def flat(parts):
    return [e for w, b in parts for e in [x for row in w for x in row] + list(b)]


def cut(vector, net):
    parts, at = [], 0
    for w, _ in net:
        height, width = len(w), len(w[0])
        rows = [vector[at + k * width : at + (k + 1) * width] for k in range(height)]
        at += height * width
        parts.append((rows, vector[at : at + height]))
        at += height
    return parts


def rates(net, parts):
    """dW(l), db(l) of the cumulative parameters along parts = (dW_l, db_l)."""
    m = len(net[0][0][0])
    w, b = eye(m), [F(0)] * m
    dw, db = [[F(0)] * m for _ in range(m)], [F(0)] * m
    result = []
    for (wl, bl), (dwl, dbl) in zip(net, parts, strict=True):
        dw, db = (
            [add(x, y) for x, y in zip(mul(dwl, w), mul(wl, dw), strict=True)],
            add(add(apply(dwl, b), dbl), apply(wl, db)),
        )
        w, b = mul(wl, w), add(apply(wl, b), bl)
        result.append((dw, db))
    return result


def still(net):
    return [([[F(0)] * len(w[0]) for _ in w], [F(0)] * len(w)) for w, _ in net]
