"""T5: the ball of a candidate, and networks near it that cost less."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.data import mean
from tests.checker.naive.linear import add, apply, inner, nullspace, transpose
from tests.checker.naive.networks import cost, cumulative, from_cumulative, pattern


def moves_less(net, classes, r):
    """The bound of the format, point by point."""
    m = len(net[0][0][0])
    for _, _, points in classes:
        for x in points:
            h, d = x, F(0)
            for w, b in net[:-1]:
                z = add(apply(w, h), b)
                norm = max(sum(map(abs, row)) for row in w)
                d = r * sum(map(abs, h)) + norm * d + r * m * d + r
                if d >= min(map(abs, z)):
                    return False
                h = [max(e, F(0)) for e in z]
                d = d if any(h) else F(0)
    return True


def radius(net, classes):
    r = F(1)
    while not moves_less(net, classes, r):
        r /= 2
    return r


def moved(net, at, apexes, a, c):
    """The same cumulative weights, with these apexes (at = their layers) and this readout."""
    pairs = cumulative(net)
    for label, l in at.items():
        pairs[l] = (pairs[l][0], [-e for e in apply(pairs[l][0], apexes[label])])
    return from_cumulative([*pairs[:-1], (a, c)])


def first_order_step(classes, at, apexes, readout, affine):
    """Minus the gradient of the cost in the apexes, or in c: (apexes, A, c) as functions of s."""
    a, c = readout
    targets = {label: y for label, y, _ in classes}
    slopes = {}
    for j in at:
        r = add(add(apply(a, apexes[j]), c), targets[j], -1)
        slopes[j] = apply(transpose(a), r)
    if any(any(v) for v in slopes.values()):
        return lambda s: ({j: add(apexes[j], slopes[j], -s) for j in at}, a, c)
    if not at and not affine:
        r = [F(0)] * len(classes)
        for _, y, points in classes:
            r = add(r, add(add(apply(a, mean(points)), c), y, -1))
        if any(r):
            return lambda s: (apexes, a, add(c, r, -s))
    return None


def second_order_step(classes, at, apexes, readout, affine):
    """The mixed direction of T5d: A + s e r w^T, p + s eta with eta in the kernel of A."""
    del affine
    a, c = readout
    (j,) = at
    target = next(y for label, y, _ in classes if label == j)
    r = add(add(apply(a, apexes[j]), c), target, -1)
    eta = nullspace(a)[0]
    w = [e / inner(eta, eta) for e in eta]
    eps = F(-1, 10**4)
    return lambda s: (
        {j: add(apexes[j], eta, s)},
        [add(row, w, s * eps * e) for row, e in zip(a, r, strict=True)],
        c,
    )


def witness(net, classes, value, curve):
    s = F(1)
    while s > F(1, 2**20):
        other = curve(s)
        if pattern(other, classes) == pattern(net, classes) and cost(other, classes) < value:
            return other
        s /= 2
    return None
