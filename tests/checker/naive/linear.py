"""Linear algebra by the textbook: lists of rows, `Fraction`s, Gauss-Jordan."""

from __future__ import annotations

from fractions import Fraction as F


def mul(a, b):
    columns = list(zip(*b, strict=True))
    return [[inner(r, c) for c in columns] for r in a]


def apply(a, x):
    return [sum((p * q for p, q in zip(row, x, strict=True)), F(0)) for row in a]


def add(x, y, s=1):
    return [p + s * q for p, q in zip(x, y, strict=True)]


def inner(x, y):
    return sum((p * q for p, q in zip(x, y, strict=True)), F(0))


def eye(n):
    return [[F(int(i == j)) for j in range(n)] for i in range(n)]


def transpose(a):
    return [list(column) for column in zip(*a, strict=True)]


def rref(rows):
    work, pivots = [list(r) for r in rows], []
    for column in range(len(work[0]) if work else 0):
        top = len(pivots)
        k = next((k for k in range(top, len(work)) if work[k][column]), None)
        if k is None:
            continue
        work[top], work[k] = work[k], work[top]
        work[top] = [x / work[top][column] for x in work[top]]
        for m in range(len(work)):
            if m != top and work[m][column]:
                work[m] = add(work[m], work[top], -work[m][column])
        pivots.append(column)
    return work, pivots


def rank(rows):
    return len(rref(rows)[1])


def solve(a, right):
    """Some x with a x = right (free unknowns 0); None when there is none."""
    work, pivots = rref([[*row, b] for row, b in zip(a, right, strict=True)])
    n = len(a[0])
    if n in pivots:
        return None
    x = [F(0)] * n
    for k, column in enumerate(pivots):
        x[column] = work[k][n]
    return x


def inverse(a):
    n = len(a)
    work, _ = rref([[*row, *unit] for row, unit in zip(a, eye(n), strict=True)])
    return [row[n:] for row in work]


def nullspace(rows):
    work, pivots = rref(rows)
    basis = []
    for free in (k for k in range(len(rows[0])) if k not in pivots):
        v = [F(0)] * len(rows[0])
        v[free] = F(1)
        for k, column in enumerate(pivots):
            v[column] = -work[k][free]
        basis.append(v)
    return basis
