"""Random small rational data for the property tests."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from symbolic import ClusterData
from symbolic.matrices import from_flat
from symbolic.scalars import exact

rationals = st.fractions(min_value=-5, max_value=5, max_denominator=6)


@st.composite
def matrices(draw, rows, columns, invertible=False):
    """A rational matrix; ``invertible`` adds a diagonal until it is."""
    values = [Fraction(draw(rationals)) for _ in range(rows * columns)]
    matrix = from_flat([exact(v) for v in values], rows, columns)
    if invertible:
        one = from_flat([exact(int(i == k)) for i in range(rows) for k in range(rows)], rows, rows)
        while not matrix.det():
            matrix = matrix + one
    return matrix


@st.composite
def clusters(draw, max_classes=3, spread=1):
    """``Q`` small clusters around ``4 e_j`` in ``M = Q`` dimensions: clustered as in the paper."""
    Q = draw(st.integers(1, max_classes))
    offsets = st.fractions(
        min_value=-Fraction(spread, 2), max_value=Fraction(spread, 2), max_denominator=4
    )
    classes = {}
    for j in range(Q):
        count = draw(st.integers(1, 3))
        classes[f"c{j}"] = [
            [(4 if k == j else 0) + Fraction(draw(offsets)) for k in range(Q)] for _ in range(count)
        ]
    return ClusterData.from_rows(classes)
