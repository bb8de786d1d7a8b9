"""Separating 2 × 2500 points in 60 dimensions whose gap is thin: exact decisions, and how often the
exact simplex method had to go on from what floats proposed.

By hand: the linear program in floats alone, on all rows at once. It is no decision: at the thin
gaps its answer does not separate, and of points that no hyperplane separates it knows no reason.
"""

from __future__ import annotations

import random
import time
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog

from symbolic import feasibility
from symbolic.matrices import matrix
from symbolic.separation import Hyperplane, Separator

M, N = 60, 5000
AT_THE_GAP = 4 * M  # points that lie exactly on the two edges of the gap
GAPS = (0, 3, 6, 12, 30)  # the gap is 10^-k; coordinates go up to 1000
Points = list[list[Fraction]]


def two_sides(exponent: int, meeting: bool) -> tuple[Points, Points]:
    """Points on both sides of a random hyperplane; meeting: one of them lies in the hull of the
    others.
    """
    draw = random.Random(1)
    f = [draw.randint(-9, 9) or 1 for _ in range(M)]
    gap, square = Fraction(1, 10**exponent), sum(a * a for a in f)
    sides: tuple[Points, Points] = ([], [])
    for k in range(N):
        x = [Fraction(draw.randint(-(10**6), 10**6), 1000) for _ in range(M)]
        height = sum(a * e for a, e in zip(f, x, strict=True))
        wanted = gap / 2 + (abs(height) if k >= AT_THE_GAP else 0)
        step = ((wanted if k % 2 else -wanted) - height) / square
        sides[k % 2].append([e + step * a for e, a in zip(x, f, strict=True)])
    if meeting:
        shares = [Fraction(draw.randint(1, 9)) for _ in range(M)]
        columns = zip(*sides[0][:M], strict=True)
        sides[1][-1] = [
            sum(s * e for s, e in zip(shares, column, strict=True)) / sum(shares)
            for column in columns
        ]
    return sides


def floats_alone(below: Points, above: Points) -> str:
    """What the program in floats says, and whether that is so."""
    a, b = (np.array([[float(e) for e in x] for x in side]) for side in (below, above))
    rows = np.vstack([np.hstack([a, -np.ones((len(a), 1))]), np.hstack([-b, np.ones((len(b), 1))])])
    solution = linprog(
        np.zeros(M + 1),
        A_ub=rows,
        b_ub=-np.ones(len(rows)),
        bounds=[(None, None)] * (M + 1),
        method="highs",
        options={"time_limit": 60},
    )
    if solution.x is None:
        return "none found"
    f = [Fraction(float(v)) for v in solution.x[:M]]
    low = max(sum(p * q for p, q in zip(f, x, strict=True)) for x in below)
    high = min(sum(p * q for p, q in zip(f, x, strict=True)) for x in above)
    return "right" if low < high else "wrong"


def main() -> None:
    """Print one row a gap."""
    row = "{:>22}{:>22}{:>8}{:>9}{:>9}{:>14}{:>7}"
    print(row.format("gap", "decision", "pivots", "seconds", "by hand", "floats say", "ratio"))
    pivots = [0]
    whole = feasibility._Simplex._replace

    def counted(self: feasibility._Simplex, leaving: int, bland: bool) -> object:
        pivots[0] += 1
        return whole(self, leaving, bland)

    feasibility._Simplex._replace = counted
    for exponent, meeting in [*((k, False) for k in GAPS), (0, True)]:
        below, above = two_sides(exponent, meeting)
        start = time.process_time()
        said = floats_alone(below, above)
        hand = time.process_time() - start
        inside, rest = (matrix(zip(*side, strict=True)) for side in (below, above))
        pivots[0], start = 0, time.process_time()
        decided = Separator([inside, rest]).decide(inside, [rest])
        ours = time.process_time() - start
        if isinstance(decided, Hyperplane) is meeting:
            raise RuntimeError("the decision is wrong")
        name = "hulls meet" if meeting else f"10^-{exponent}"
        words = "hyperplane" if isinstance(decided, Hyperplane) else "common point"
        print(
            row.format(
                name, words, pivots[0], f"{ours:.1f}", f"{hand:.1f}", said, f"{ours / hand:.1f}"
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
