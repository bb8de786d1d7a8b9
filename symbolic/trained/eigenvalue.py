"""Least eigenvalues of symmetric rational matrices, bounded from below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from flint import fmpz_mat
from scipy.linalg import LinAlgError, cholesky, eigvalsh

from symbolic.trained.bounds import short_above

FACTOR_BITS = 62  # of the rounded Cholesky factor


def least_eigenvalue(
    values: Sequence[Sequence[Fraction]],
) -> tuple[Fraction, Fraction] | None:
    """``(μ₀, μ)`` with ``H ≥ μ > 0`` for a symmetric ``H``; None if that is not shown.

    Floats propose ``μ₀``, a power of 2, and a factor ``C`` of ``H − μ₀``; ``μ = μ₀ − ‖H − μ₀ − C
    Cᵀ‖_∞`` is exact.

    >>> least_eigenvalue([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(2)]]) is not None
    True
    """
    n = len(values)
    if not n:
        return Fraction(1), Fraction(1)
    floats = np.array([[float(v) for v in row] for row in values])
    lowest = float(eigvalsh(floats)[0])
    if not lowest > 0:
        return None
    shift = Fraction(2) ** math.floor(math.log2(lowest / 2))
    try:
        factor = cholesky(floats - float(shift) * np.eye(n), lower=True)
    except LinAlgError:
        return None
    one = 1 << FACTOR_BITS
    entries = [
        [int(Fraction(float(factor[i, j])) * one) if j <= i else 0 for j in range(n)]
        for i in range(n)
    ]
    rounded = fmpz_mat(entries)
    square = (rounded * rounded.transpose()).tolist()
    sums = [Fraction(0)] * n
    for i, row in enumerate(values):
        for j, value in enumerate(row[: i + 1]):
            rest = value - (shift if i == j else 0) - Fraction(int(square[i][j]), one * one)
            size = short_above(abs(rest))
            sums[i] += size
            if i != j:
                sums[j] += size
    error = max(sums)
    return (shift, shift - error) if shift > error else None
