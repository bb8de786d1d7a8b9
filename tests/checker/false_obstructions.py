"""False T3': data that can be collapsed in order, and combinations that show nothing."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n

HALF = F(1, 2)


def squares(*corners):
    """Two points a class, so that hulls are segments."""
    q = len(corners)
    return [(label, n.unit(q, j), n.exact(points)) for j, (label, points) in enumerate(corners)]


# a is left of b, c lies between them: no class is stuck
ROW = squares(("a", [[0, 0], [0, 2]]), ("b", [[4, 0], [4, 2]]), ("c", [[2, 0], [2, 2]]))


def against_itself():
    """A class obstructed against itself and another one: its own points are on both sides."""
    own = [[0, HALF], [1, HALF]]
    return n.obstruction("itself", ROW, [("a", ["a", "b"], own, [["a", 0, HALF], ["a", 1, HALF]])])


def a_class_in_the_middle():
    """c lies between a and b, so c cannot go first; but a can, and then b, and then c."""
    own, rest = [[0, F(1)]], [["a", 0, HALF], ["b", 0, HALF]]
    return n.obstruction("middle", ROW, [("c", ["a", "b"], own, rest)])


def two_of_three():
    """a and b are stuck while c is there, c is not: it goes first, and then the others part."""
    classes = squares(
        ("a", [[0, 0]]), ("b", [[-1, -1], [1, -1], [2, 1]]), ("c", [[0, 10], [10, 0]])
    )
    below = [["b", 0, F(5, 11)], ["b", 1, F(5, 11)], ["c", 0, F(1, 11)]]
    beside = [["a", 0, F(7, 10)], ["c", 0, F(1, 10)], ["c", 1, F(2, 10)]]
    return n.obstruction(
        "two of three",
        classes,
        [("a", ["b", "c"], [[0, F(1)]], below), ("b", ["a", "c"], [[2, F(1)]], beside)],
    )


def different_sets():
    """c and d are stuck between a and b, each in a set of its own; a may go first."""
    classes = squares(*((label, points) for label, _, points in ROW), ("d", [[3, 0], [3, 2]]))
    entries = [
        ("c", ["a", "b"], [[0, F(1)]], [["a", 0, HALF], ["b", 0, HALF]]),
        ("d", ["a", "b"], [[0, F(1)]], [["a", 0, F(1, 4)], ["b", 0, F(3, 4)]]),
    ]
    return n.obstruction("different sets", classes, entries)


def negative_weights():
    """An affine combination: lines meet, the segments do not."""
    own, rest = [[0, F(1)]], [["b", 0, F(2)], ["b", 1, F(-1)]]
    classes = squares(("a", [[4, -2], [0, -2]]), ("b", [[4, 0], [4, 2]]))
    return n.obstruction("affine", classes, [("a", ["b"], own, rest)])


def weights_of_sum_two():
    """Both sides sum to 2: cones meet, hulls do not."""
    classes = squares(("a", [[1, 0], [0, 1]]), ("b", [[2, 0], [0, 2]]))
    own, rest = [[0, F(2)]], [["b", 0, F(1)]]
    return n.obstruction("cones", classes, [("a", ["b"], own, rest)])


def weights_of_sum_two_everywhere():
    classes = squares(("a", [[2, 2], [0, 1]]), ("b", [[2, 0], [0, 2]]))
    own, rest = [[0, F(1)]], [["b", 0, F(1)], ["b", 1, F(1)]]
    return n.obstruction("sums", classes, [("a", ["b"], own, rest)])


def a_foreign_point():
    """The rest uses a point of a class that it is not against."""
    own, rest = [[0, F(1)]], [["c", 0, F(2)], ["b", 0, F(-1)]]
    return n.obstruction("foreign", ROW, [("a", ["b"], own, rest)])


def all_but_one_coordinate():
    """The combinations agree in the first coordinate and differ in the second."""
    classes = squares(("a", [[0, 0], [4, 0]]), ("b", [[0, 1], [4, 1]]))
    weights = [[0, HALF], [1, HALF]]
    rest = [["b", 0, HALF], ["b", 1, HALF]]
    return n.obstruction("coordinate", classes, [("a", ["b"], weights, rest)])


def against_nobody():
    return n.obstruction("nobody", ROW, [("a", [], [[0, F(1)]], [])])


def empty_sums():
    return n.obstruction("empty", ROW, [("a", ["b"], [], [])])


def a_point_that_is_not_there():
    own, rest = [[2, F(1)]], [["b", 0, F(1)]]
    return n.obstruction("index", ROW, [("a", ["b"], own, rest)])


def a_point_that_does_not_count():
    """A weight 0: the combination does not need the point, and does not have it."""
    own, rest = [[0, F(1)], [1, F(0)]], [["b", 0, F(1)]]
    classes = squares(("a", [[0, 0], [0, 2]]), ("b", [[0, 0], [4, 2]]))
    return n.obstruction("zero", classes, [("a", ["b"], own, rest)])


def the_same_point_twice():
    own, rest = [[0, HALF], [0, HALF]], [["b", 0, F(1)]]
    return n.obstruction("twice", ROW, [("a", ["b"], own, rest)])


FALSEHOODS = {
    "t3o_class_against_itself": (
        against_itself,
        "malformed",
        'obstruction.against: expected classes other than "a"',
    ),
    "t3o_class_in_the_middle": (
        a_class_in_the_middle,
        "refuted",
        'expected one obstruction for each of the 3 classes involved, found them for ["c"]',
    ),
    "t3o_two_of_three": (two_of_three, "refuted", "for each of the 3 classes involved"),
    "t3o_different_sets": (different_sets, "refuted", "further_obstructions[0], classes: expected"),
    "t3o_negative_weights": (negative_weights, "refuted", "expected positive weights, found -1"),
    "t3o_cones": (weights_of_sum_two, "refuted", "class, sum: expected 1, found 2"),
    "t3o_sum_two": (weights_of_sum_two_everywhere, "refuted", "rest, sum: expected 1, found 2"),
    "t3o_foreign_point": (a_foreign_point, "malformed", 'expected one of ["b"], found "c"'),
    "t3o_one_coordinate_differs": (
        all_but_one_coordinate,
        "refuted",
        "expected one point on both sides, found two",
    ),
    "t3o_against_nobody": (
        against_nobody,
        "malformed",
        'expected classes other than "a", found []',
    ),
    "t3o_empty_sums": (empty_sums, "refuted", "class, sum: expected 1, found 0"),
    "t3o_no_such_point": (a_point_that_is_not_there, "malformed", "point index below 2, found 2"),
    "t3o_weight_zero": (
        a_point_that_does_not_count,
        "refuted",
        "expected positive weights, found 0",
    ),
    "t3o_point_twice": (the_same_point_twice, "refuted", "expected each point once"),
}
