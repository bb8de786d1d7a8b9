"""Networks as lists of (W, b): what they compute, and how one that collapses is built."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.linear import add, apply, eye, inner, inverse, mul, rank


def trace(net, x):
    """Pre-activations at every layer; the last one is the output."""
    seen = []
    for l, (w, b) in enumerate(net):
        z = add(apply(w, x), b)
        seen.append(z)
        x = z if l == len(net) - 1 else [max(e, F(0)) for e in z]
    return seen


def cumulative(net):
    m = len(net[0][0][0])
    w, b, result = eye(m), [F(0)] * m, []
    for wl, bl in net:
        w, b = mul(wl, w), add(apply(wl, b), bl)
        result.append((w, b))
    return result


def from_cumulative(pairs):
    """The network with the given cumulative parameters."""
    m = len(pairs[0][0][0])
    w, b, net = eye(m), [F(0)] * m, []
    for wc, bc in pairs:
        wl = mul(wc, inverse(w))
        net.append((wl, add(bc, apply(wl, b), -1)))
        w, b = wc, bc
    return net


def cost(net, classes):
    total = F(0)
    for _, y, points in classes:
        for x in points:
            r = add(trace(net, x)[-1], y, -1)
            total += inner(r, r) / len(points)
    return total


def pattern(net, classes):
    return [
        [tuple(e > 0 for z in trace(net, x)[:-1] for e in z) for x in points]
        for _, _, points in classes
    ]


def strict(net, classes):
    return all(e != 0 for _, _, ps in classes for x in ps for z in trace(net, x)[:-1] for e in z)


def collapse(f, p, negative, positive):
    """W = u f^T + eps 1 and b = -W p, eps so small that signs are those of f.(x - p)."""
    m, eps = len(p), F(1)
    while True:
        w = [[f[k] + eps * (i == k) for k in range(m)] for i in range(m)]
        b = [-e for e in apply(w, p)]
        if (
            rank(w) == m
            and all(e < 0 for x in negative for e in add(apply(w, x), b))
            and all(e > 0 for x in positive for e in add(apply(w, x), b))
        ):
            return w, b
        eps /= 2
        if eps < F(1, 2**30):
            raise ValueError("the hyperplane does not separate")


def build(classes, planes, collapsed, hidden, readout):
    """Collapse the listed classes in turn; further layers are the identity; read out by (A, c).

    `planes[label]` is (f, p).
    """
    now = {label: list(points) for label, _, points in classes}
    m = len(classes[0][2][0])
    pairs = []
    for label in collapsed:
        f, p = planes[label]
        others = [x for other, xs in now.items() if other != label for x in xs]
        pairs.append(collapse(f, p, now[label], others))
        now[label] = [p]
    while len(pairs) < hidden:
        shift = 1 + max(abs(e) for xs in now.values() for x in xs for e in x)
        pairs.append((eye(m), [F(shift)] * m))
    return from_cumulative([*pairs, readout])


def layers(net):
    return [{"W": w, "b": b} for w, b in net]


def network(value):
    return [([[F(e) for e in row] for row in one["W"]], [F(e) for e in one["b"]]) for one in value]
