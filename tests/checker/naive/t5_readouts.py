"""T5: truncated data, their normal equations and best readouts, the dimension of the minima."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.differentials import cut, flat, rates, still
from tests.checker.naive.linear import add, apply, inner, inverse, rank, solve
from tests.checker.naive.networks import cumulative


def truncated(classes, collapsed, apexes):
    return [(l, y, [apexes[l]] if l in collapsed else points) for l, y, points in classes]


def normal_equations(classes, affine):
    """G and the rows of H of the regressors x or (x, 1), class-weighted."""
    size = len(classes[0][2][0]) + affine
    g = [[F(0)] * size for _ in range(size)]
    h = [[F(0)] * size for _ in classes[0][1]]
    for _, y, points in classes:
        for x in points:
            e = [*x, F(1)][:size]
            g = [add(row, e, a / len(points)) for row, a in zip(g, e, strict=True)]
            h = [add(row, e, a / len(points)) for row, a in zip(h, y, strict=True)]
    return g, h


def best_readout(classes, affine):
    m = len(classes[0][2][0])
    g, h = normal_equations(classes, affine)
    rows = [solve(g, row) for row in h]
    return [row[:m] for row in rows], [row[m] if affine else F(0) for row in rows]


def readout_cost(classes, a, c):
    total = F(0)
    for _, y, points in classes:
        for x in points:
            r = add(add(apply(a, x), c), y, -1)
            total += inner(r, r) / len(points)
    return total


def minimizing_dimension(net, at, data, affine):
    """K less the rank of the differential of what is held and of what must vanish at a minimum.

    Held are the apexes p_j = -W(l)^-1 b(l) of `at` (label: layer from 0) and, linear, c = 0; a
    minimum is where the normal equations of the truncated data hold. Differentiated along each of
    the K coordinates: no formula counts anything.
    """
    cum = cumulative(net)
    g, _ = normal_equations(data, affine)
    inverses = {l: inverse(cum[l][0]) for l in set(at.values())}
    apexes = {l: [-e for e in apply(w, cum[l][1])] for l, w in inverses.items()}
    rows, size = [], len(flat(still(net)))
    for k in range(size):
        changes = rates(net, cut([F(int(i == k)) for i in range(size)], net))
        da, dc = changes[-1]
        moved = [
            e
            for l in at.values()
            for e in apply(inverses[l], add(apply(changes[l][0], apexes[l]), changes[l][1]))
        ]
        normal = [apply(g, [*row, e] if affine else row) for row, e in zip(da, dc, strict=True)]
        rows.append([*moved, *([] if affine else dc), *(e for row in normal for e in row)])
    return size - rank(rows)
