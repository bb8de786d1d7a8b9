"""Lists of cells and networks of lists by hand, for certificates of P1, P0, P2, P3 and W2."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n

VERSION_2 = "truncation-certificate/2"
ARCHITECTURES = {"P2": "shallow", "P3": "deep", "W2": "narrow"}


def classes_with(targets=None, **points):
    """Classes of points, their targets e_j unless others are given."""
    return [
        (label, n.unit(len(points), j) if targets is None else targets[j], n.exact(rows))
        for j, (label, rows) in enumerate(points.items())
    ]


# a on both sides, b and c between: four cells from left to right, and no list has three
STRIP = classes_with(a=[[0, 0], [0, 1], [6, 0]], b=[[2, 0], [2, 1]], c=[[4, 0], [4, 1]])
ACROSS = [F(1), F(0)]
LIST = [
    ("a", [0, 1], (ACROSS, F(1))),
    ("b", [0, 1], (ACROSS, F(3))),
    ("c", [0, 1], (ACROSS, F(5))),
    ("a", [2], None),
]


def stuck(own="b", against=("a",), inside=((0, 1),), rest=(("a", 0, F(2, 3)), ("a", 2, F(1, 3)))):
    """One obstruction: a convex combination of points of a class, one of points of others."""
    sides = {"class": [[i, F(w)] for i, w in inside], "rest": [list(entry) for entry in rest]}
    return {"class": own, "against": list(against), "convex_combination": sides}


def values_at(classes):
    """The best value at every input, by its definition, and the least cost."""
    places = {}
    for j, (_, y, xs) in enumerate(classes):
        for x in xs:
            places.setdefault(tuple(x), []).append((j, y, F(1, len(xs))))
    best, cost = {}, F(0)
    for x, there in places.items():
        total = sum(w for _, _, w in there)
        best[x] = [sum(w * y[r] for _, y, w in there) / total for r in range(len(there[0][1]))]
        for _, y, w in there:
            miss = n.add(y, best[x], -1)
            cost += w * n.inner(miss, miss)
    return best, cost


def network_of(values, planes, scale=F(2)):
    """The two layers of a list: its values, and the hyperplanes between them."""
    changes = [k for k in range(len(planes)) if values[k] != values[k + 1]]
    first = ([[-scale * e for e in f] for f, _ in planes], [scale * t for _, t in planes])
    second = (
        [[F(-2 * (i <= k)) for i in range(len(planes))] for k in changes],
        [F(1)] * len(changes),
    )
    jumps = [n.add(values[k + 1], values[k], -1) for k in changes]
    return [first, second, (n.transpose(jumps), values[0])]


def written(statement, classes, net, cost=None, **claims):
    """A certificate of version 2 with these layers and claims, in the order of the format."""
    rest = {
        "architecture": ARCHITECTURES.get(statement, "two-layer"),
        "widths": [len(classes[0][2][0]), *(len(b) for _, b in net)],
        "layers": n.layers(net),
        **claims,
        "cost_squared": values_at(classes)[1] if cost is None else cost,
        "strict_activation": True,
    }
    return n.certificate(statement, "by hand", classes, rest) | {"schema": VERSION_2}


def listed(classes=STRIP, parts=LIST, net=None, statement="P1", obstructions=(), **claims):
    """A P1 or P0 certificate of a list; without ``net`` its own network."""
    first, *further = obstructions or [None]
    own = {"cells": sections(parts), "obstruction": first, "further_obstructions": further}
    return written(statement, classes, net or own_network(classes, parts), **own, **claims)


def sections(parts):
    cells = []
    for label, points, plane in parts:
        cells.append({"class": label, "points": points})
        if plane is not None:
            cells[-1] |= {"normal": plane[0], "offset": plane[1]}
    return cells


def own_network(classes, parts):
    """The network of a list of cells of classes."""
    targets = {label: y for label, y, _ in classes}
    return network_of([targets[label] for label, _, _ in parts], [p for *_, p in parts[:-1]])


TRUE_NET = own_network(STRIP, LIST)
