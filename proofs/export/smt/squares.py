"""The cost of a readout as its minimum plus squares (Lagrange's completion of squares).

For one output row with parameters u, the cost sum w (u.x - y)^2 is (u, -1) S (u, -1)^T for the
weighted moments S of (x, y). Eliminating along the diagonal gives V + sum d_k s_k(u)^2 with d_k > 0:
V is the minimum, attained where all s_k vanish. S is positive semidefinite, so that a zero on the
diagonal has a zero row, and singular moments are no obstacle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofs.checker.values import Vector

__all__ = ["Squares", "complete"]


@dataclass(frozen=True, slots=True)
class Squares:
    """minimum + sum of scale times form(u)^2, each form a row of coefficients and a constant."""

    minimum: Fraction
    scales: tuple[Fraction, ...]
    forms: tuple[tuple[Vector, Fraction], ...]


def complete(observations: Sequence[tuple[Fraction, Vector, Fraction]]) -> Squares:
    """Complete the squares of sum w (u.x - y)^2 over the observations (w, x, y), all w > 0.

    >>> one = Fraction(1)
    >>> complete([(one, (one,), one), (one, (one,), -one)])
    Squares(minimum=Fraction(2, 1), scales=(Fraction(2, 1),), forms=(((Fraction(1, 1),), Fraction(0, 1)),))
    """
    n = len(observations[0][1])
    S = [[Fraction(0)] * (n + 1) for _ in range(n + 1)]
    for w, x, y in observations:
        extended = (*x, -y)
        for a, p in enumerate(extended):
            for b, q in enumerate(extended):
                S[a][b] += w * p * q
    scales, forms = [], []
    for k in range(n):
        d = S[k][k]
        if not d:
            continue
        form = [entry / d for entry in S[k]]
        for a in range(n + 1):
            for b in range(n + 1):
                S[a][b] -= d * form[a] * form[b]
        scales.append(d)
        forms.append((tuple(form[:n]), form[n]))
    return Squares(S[n][n], tuple(scales), tuple(forms))
