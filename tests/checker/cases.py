"""The named certificates every test of the checker starts from."""

from __future__ import annotations

from fractions import Fraction as F
from functools import lru_cache

from tests.checker import naive as n


def only(q=1):
    """One class with a repeated point, or q classes of one point each."""
    if q == 1:
        return [("only", [F(2)], n.exact([[1, 2], [3, 4], [1, 2]]))]
    return [("p" + str(j), n.unit(q, j), [[4 * e for e in n.unit(q, j)]]) for j in range(q)]


def flat_classes():
    """Three classes in the plane: M < Q."""
    corners = n.exact([[0, 0], [8, 0], [0, 8]])
    around = n.exact([["1/4", 0], ["-1/4", "1/4"], [0, "-1/4"]])
    return [
        (f"corner {j}", n.unit(3, j), [n.add(corner, step) for step in around])
        for j, corner in enumerate(corners)
    ]


def odd_labels():
    """Labels that need escapes, targets other than unit vectors, a repeated point."""
    (_, _, first), (_, _, second) = n.two_triangles()
    return [
        ('a\u00e9"\\\n', n.exact([["1/2", "-3"]])[0], first),
        ("\ud83d\ude00", n.exact([["2", "1"]])[0], second + second[:1]),
    ]


def double_singletons():
    """One point a class and M > Q: singular moments, equal values."""
    return [
        ("a", n.unit(2, 0), n.exact([[4, 0, 0]])),
        ("b", n.unit(2, 1), n.exact([[0, 4, 0]] * 2)),
    ]


CASES = {
    "T3 two triangles": lambda: n.zero_loss("two triangles", n.two_triangles()),
    "T3 linear, deeper": lambda: n.zero_loss(
        "two triangles", n.two_triangles(), extra=2, reverse=True, readout="linear"
    ),
    "T3 one class": lambda: n.zero_loss("one", only()),
    "T3 single points": lambda: n.zero_loss("points", only(3)),
    "T3 simplices": lambda: n.zero_loss("simplices", n.simplices(3)),
    "T3 M > Q": lambda: n.zero_loss("wide", n.simplices(2, 3), readout="linear"),
    "T3 M < Q": lambda: n.zero_loss("flat", flat_classes()),
    "T3 odd labels": lambda: n.zero_loss("odd", odd_labels()),
    "T3' crossing": n.crossing_certificate,
    "T3' nested": n.nested_certificate,
    "T4 two triangles": lambda: n.degeneracy("two triangles", n.two_triangles()),
    "T4 no kernel": lambda: n.degeneracy("deep", n.two_triangles(), extra=1, kernel=False),
    "T4 one class": lambda: n.degeneracy("one", only()),
    "T4 M > Q": lambda: n.degeneracy("wide", n.simplices(2, 3), reverse=True),
    "T4 M < Q": lambda: n.degeneracy("flat", flat_classes()),
    "T4 simplices": lambda: n.degeneracy("simplices", n.simplices(3), reverse=True),
    "T5 two triangles": lambda: n.landscape("two triangles", n.two_triangles()),
    "T5 linear, not feasible": lambda: n.landscape(
        "deep", n.two_triangles(), hidden=3, readouts=["linear"], infeasible={1}
    ),
    "T5 second order": lambda: n.landscape(
        "two triangles", n.two_triangles(), readouts=["affine"], step=n.second_order_step
    ),
    "T5 one class": lambda: n.landscape("one", only()),
    "T5 equal values": lambda: n.landscape("points", double_singletons()),
    "T5 equal values only": lambda: n.landscape("points", double_singletons(), values_only=True),
    "T5 values only": lambda: n.landscape("two", n.two_triangles(), values_only=True),
    "T5 M > Q": lambda: n.landscape("wide", n.simplices(2, 3), readouts=["linear"]),
    "T5 M < Q": lambda: n.landscape("flat", flat_classes(), values_only=True),
    "T5 simplices": lambda: n.landscape("simplices", n.simplices(3)),
}


@lru_cache
def raw(name):
    """The bytes of a named certificate."""
    return n.write(CASES[name]())
