"""T3': convex combinations that meet."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.data import exact, unit
from tests.checker.naive.writing import certificate


def obstruction(name, classes, entries):
    """`entries`: (class, against, [[index, weight]], [[label, index, weight]]) each."""
    records = [
        {"class": c, "against": against, "convex_combination": {"class": own, "rest": rest}}
        for c, against, own, rest in entries
    ]
    return certificate(
        "T3'", name, classes, {"obstruction": records[0], "further_obstructions": records[1:]}
    )


def crossing():
    """Two segments that cross, and a class nobody needs."""
    a = exact([[0, 0], [4, 4], [0, "1/2"]])
    b = exact([[0, 4], [4, 0]])
    return [("a", unit(3, 0), a), ("b", unit(3, 1), b), ("c", unit(3, 2), exact([[9, 9]]))]


def nested():
    """Three classes, each with a point in the hull of the other two."""
    a = exact([[0, 0], [3, 3], [1, 2]])
    b = exact([[3, 0], [0, 3], [2, 1]])
    c = exact([[1, 1], [5, 0]])
    return [("a", unit(3, 0), a), ("b", unit(3, 1), b), ("c", unit(3, 2), c)]


def crossing_certificate():
    half = F(1, 2)
    entry = ("a", ["b"], [[0, half], [1, half]], [["b", 0, half], ["b", 1, half]])
    return obstruction("crossing", crossing(), [entry])


def nested_certificate():
    third, two = F(1, 3), F(2, 3)
    one = F(1)
    return obstruction(
        "nested",
        nested(),
        [
            ("a", ["b", "c"], [[2, one]], [["b", 0, third], ["b", 1, two]]),
            ("b", ["a", "c"], [[0, third], [1, two]], [["a", 2, one]]),
            ("c", ["a", "b"], [[0, one]], [["a", 0, two], ["a", 1, third]]),
        ],
    )


def is_an_obstruction(cert, classes):
    points = {label: xs for label, _, xs in classes}
    involved, own = set(), []
    for one in [cert["obstruction"], *cert["further_obstructions"]]:
        left = [(one["class"], i, F(w)) for i, w in one["convex_combination"]["class"]]
        right = [(j, i, F(w)) for j, i, w in one["convex_combination"]["rest"]]
        sums = []
        for side in (left, right):
            if sum(w for *_, w in side) != 1 or any(w <= 0 for *_, w in side):
                return False
            if len({(j, i) for j, i, _ in side}) != len(side):
                return False
            sums.append([sum(w * points[j][i][k] for j, i, w in side) for k in range(cert["M"])])
        if sums[0] != sums[1] or one["class"] in one["against"]:
            return False
        if not {j for j, *_ in right} <= set(one["against"]):
            return False
        involved.add(frozenset([one["class"], *one["against"]]))
        own.append(one["class"])
    if len(involved) != 1:
        return False
    (common,) = involved
    return sorted(own) == sorted(common) or (len(common) == 2 and len(own) == 1)
