"""Small data by hand, with the hyperplanes and apexes that their means give."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.linear import add


def exact(rows):
    return [[F(e) for e in row] for row in rows]


def unit(q, j):
    return [F(int(i == j)) for i in range(q)]


def mean(points):
    return [sum(c, F(0)) / len(points) for c in zip(*points, strict=True)]


def two_triangles():
    a = exact([["4", "1/4"], ["15/4", "0"], ["17/4", "-1/4"]])
    b = exact([["0", "4"], ["1/4", "4"], ["-1/4", "15/4"]])
    return [("a", unit(2, 0), a), ("b", unit(2, 1), b)]


def simplices(q, m=None, label=lambda j: "class " + str(j)):
    """q small simplices around 4 e_j (or, with m < q, around corners of a smaller shape)."""
    m = m or q
    classes = []
    for j in range(q):
        centre = [F(4 * int(i == j)) for i in range(m)]
        corners = [add(centre, unit(m, k), F(1, 4 + j)) for k in range(m)]
        classes.append((label(j), unit(q, j), [centre, *corners]))
    return classes


def planes_of(classes, mu):
    """f_j = xbar - xbar_j and p_j = xbar + mu (xbar_j - xbar)."""
    means = [mean(points) for _, _, points in classes]
    if len(classes) == 1:  # no other class: push it below a hyperplane in the first coordinate
        m = len(means[0])
        top = 1 + max(x[0] for x in classes[0][2])
        return {classes[0][0]: (unit(m, 0), [top, *means[0][1:]])}
    centre = mean(means)
    return {
        c[0]: (add(centre, x, -1), add(centre, add(x, centre, -1), mu))
        for c, x in zip(classes, means, strict=True)
    }
