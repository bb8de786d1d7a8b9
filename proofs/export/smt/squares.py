"""The cost of a readout as its minimum plus squares (Lagrange's completion of squares).

For output row r with parameters u the cost sum w (u.x - y_r)^2 is (u, -1) S (u, -1)^T for the
weighted moments S of (x, y_r). Eliminating along the diagonal of the moments of x gives
V_r + sum d_k (l_k.u - e_kr)^2 with d_k > 0, the same d_k and l_k for all rows: V_r is the minimum,
attained where l_k.u = e_kr for all k. S is positive semidefinite, so that a zero on the diagonal
has a zero row, and singular moments are no obstacle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofs.checker.values import Vector

__all__ = ["Squares", "complete"]


@dataclass(frozen=True, slots=True)
class Squares:
    """minima[r] + sum over k of scales[k] (forms[k].u - values[k][r])^2 for each row r."""

    minima: Vector
    scales: Vector
    forms: tuple[Vector, ...]
    values: tuple[Vector, ...]


def complete(observations: Sequence[tuple[Fraction, Vector, Vector]]) -> Squares:
    """Complete the squares of sum w (u.x - y_r)^2 over the observations (w, x, y), all w > 0.

    >>> one = Fraction(1)
    >>> squares = complete([(one, (one,), (one,)), (one, (one,), (-one,))])
    >>> squares.minima, squares.scales, squares.forms, squares.values
    ((Fraction(2, 1),), (Fraction(2, 1),), ((Fraction(1, 1),),), ((Fraction(0, 1),),))
    """
    n, size = len(observations[0][1]), len(observations[0][1]) + len(observations[0][2])
    S = [[Fraction(0)] * size for _ in range(size)]
    for w, x, y in observations:
        seen = (*x, *y)
        for a in range(size):
            for b in range(a, size):
                S[a][b] += w * seen[a] * seen[b]
    scales, forms, values = [], [], []
    for k in range(n):
        d = S[k][k]
        if not d:
            continue
        form = [entry / d for entry in S[k]]  # 0 before k: the upper triangle is all there is
        for a in range(k, size):
            for b in range(a, size):
                S[a][b] -= d * form[a] * form[b]
        scales.append(d)
        forms.append(tuple(form[:n]))
        values.append(tuple(form[n:]))
    minima = tuple(S[a][a] for a in range(n, size))
    return Squares(minima, tuple(scales), tuple(forms), tuple(values))
