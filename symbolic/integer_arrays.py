"""Rational matrices as NumPy's integers over one denominator: exact, and fast where machine words
do. Where a bound shows that words might overflow the integers are Python's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import SupportsInt

import numpy as np
from flint import fmpz_mat
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.float_arrays import Floats, Integers, Mask
from symbolic.scalars import Scalar

WORD = 2**62
EXACT = 2**53  # integers below this are floats, and products of matrices of floats are fast
FEW = 20  # a product goes from row to row where at most one entry in so many differs
MANY = 8  # terms of a sum from which that is worth its while
ROUNDING = 2.0**-40  # quotients of words are nearer to the truth, relatively, in floats


def integer_array(values: DomainMatrix) -> tuple[Integers, int]:
    """The entries times their least common denominator, and that denominator.

    >>> from symbolic.matrices import matrix
    >>> [part.tolist() if hasattr(part, "tolist") else part
    ...  for part in integer_array(matrix([["1/2", 3]]))]
    [[[1, 6]], 2]
    """
    numerators: fmpz_mat
    denominator: SupportsInt
    numerators, denominator = values.rep.to_dfm().rep.numer_denom()
    return as_array(numerators.entries()).reshape(values.shape), int(denominator)


def largest(array: Integers) -> int:
    """The greatest absolute value of the entries."""
    return max(int(array.max()), -int(array.min()))


def product(left: Integers, right: Integers) -> Integers:
    """The exact matrix product: in floats where every sum is below `EXACT`, whatever their order,
    in machine words where these do, else by FLINT.
    """
    if left.dtype == right.dtype == np.int64:
        # the greatest Σ_j |l_ij| |r_jn| there can be; sums of positive floats are right to 2^-40
        most: Floats = np.abs(right).max(axis=1).astype(float)
        bound: Floats = np.abs(left).astype(float) @ most
        if left.shape[1] >= MANY and float(bound.max()) < EXACT / 2:
            floats: Floats = left.astype(float) @ right.astype(float)
            return floats.astype(np.int64)
        if float(bound.max()) < WORD / 2:
            result: Integers = left @ right
            return result
    steps = np.diff(left, axis=0, prepend=0 * left[:1])
    if FEW * np.count_nonzero(steps) < left.size:
        return _from_row_to_row(steps, right.astype(object))
    entries = (fmpz_mat(left.tolist()) * fmpz_mat(right.tolist())).entries()
    return as_array(entries).reshape(len(left), -1)


def _from_row_to_row(steps: Integers, right: Integers) -> Integers:
    """The product of a matrix whose rows differ little: each row of it is the last one and what the
    step from row to row adds. The second layer of a decision list is such a triangle.
    """
    row, rows = 0 * right[0], []
    for step in steps.astype(object):
        moved = np.flatnonzero(step)
        row = row + step[moved] @ right[moved]
        rows.append(row)
    return as_array(np.concatenate(rows)).reshape(len(steps), -1)


def times(array: Integers, factor: int) -> Integers:
    """The exact multiple."""
    words = max(1, largest(array)) * abs(factor) < WORD
    result: Integers = (array if words else array.astype(object)) * factor
    return result


def as_array(entries: Iterable[SupportsInt]) -> Integers:
    """A row of integers, machine words if all are below `WORD`."""
    whole = [int(entry) for entry in entries]
    small = max(whole, default=0) < WORD and min(whole, default=0) > -WORD
    array: Integers = np.array(whole, dtype=np.int64 if small else object)
    return array


def least_quotient(above: Integers, below: Integers) -> Scalar | None:
    """``min a_k / b_k`` over the ``k`` with ``b_k > 0``, exactly; None if there are none.

    >>> least_quotient(np.array([3, 1, 1]), np.array([6, -1, 1]))
    1/2
    """
    kept: Mask = below > 0
    above, below = above[kept], below[kept]
    if not len(below):
        return None
    if above.dtype == below.dtype == np.int64:
        quotients: Floats = above / below
        least = float(quotients.min())
        near: Mask = quotients <= least + abs(least) * ROUNDING
        above, below = above[near], below[near]
    pairs: set[tuple[int, int]] = set(zip(above.tolist(), below.tolist(), strict=True))
    return min(QQ(a, b) for a, b in pairs)
