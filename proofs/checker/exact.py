"""Integer linear algebra: every rational matrix is an integer matrix over one positive denominator.

Ranks are decided modulo a prime where that is a proof (`modular`); otherwise, and for solutions, by
fraction-free elimination, whose intermediate entries are minors of the matrix (Bareiss), so that
every division is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from operator import mul

from .modular import PRIME, certified_rank, rank_mod

__all__ = [
    "PRIME",
    "ExactDivision",
    "Rows",
    "added",
    "dot",
    "integers",
    "is_invertible",
    "lowest_terms",
    "over_one",
    "product",
    "rank",
    "rank_mod",
    "reduced",
    "schur_trace",
    "solve",
]

Rows = tuple[tuple[int, ...], ...]
LONG = 4000  # bits from which an inverse is better than the division of Python


def integers(rows: Iterable[Sequence[Fraction]]) -> tuple[Rows, int]:
    """Integer rows R and the least d > 0 with R / d equal to the given rational rows.

    >>> integers([(Fraction(1, 2), Fraction(2)), (Fraction(0), Fraction(1, 3))])
    (((3, 12), (0, 2)), 6)
    """
    rows = tuple(rows)
    d = lcm(*{entry.denominator for row in rows for entry in row})
    return tuple(tuple(e.numerator * (d // e.denominator) for e in row) for row in rows), d


def over_one(vector: Sequence[Fraction]) -> tuple[int, ...]:
    """(n_1, ..., n_k, d) with n / d the given vector and the least d > 0.

    >>> over_one((Fraction(1, 2), Fraction(2)))
    (1, 4, 2)
    """
    d = lcm(*{entry.denominator for entry in vector})
    return (*(e.numerator * (d // e.denominator) for e in vector), d)


def reduced(vector: Sequence[int]) -> tuple[int, ...]:
    """The entries without their greatest common divisor (not all are 0).

    >>> reduced((2, 0, 4))
    (1, 0, 2)
    """
    g = gcd(*vector)
    return tuple(vector) if g == 1 else tuple(entry // g for entry in vector)


def added(terms: Sequence[Fraction]) -> Fraction:
    """The sum, halves first: of long numbers one after the other, each would be met once a term.

    >>> added([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]), added([])
    (Fraction(1, 1), Fraction(0, 1))
    """
    if len(terms) < 4:
        return sum(terms, Fraction(0))
    half = len(terms) // 2
    return added(terms[:half]) + added(terms[half:])


def lowest_terms(rows: Iterable[Sequence[int]], d: int) -> tuple[Rows, int]:
    """The same matrix rows / d with the greatest common divisor of all its numbers divided out.

    >>> lowest_terms([(2, 4), (6, 0)], 8)
    (((1, 2), (3, 0)), 4)
    """
    kept: Rows = tuple(tuple(row) for row in rows)
    g = d
    for row in kept:
        g = gcd(g, *row)
        if g == 1:
            return kept, d
    return tuple(tuple(entry // g for entry in row) for row in kept), d // g


def dot(u: Sequence[int], v: Sequence[int]) -> int:
    """The inner product of two integer vectors of one length.

    >>> dot((1, 2), (3, 4))
    11
    """
    return sum(map(mul, u, v))


def product(left: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> Rows:
    """The product of an n x m and an m x k integer matrix (m > 0).

    >>> product(((1, 2), (0, 1)), ((1, 0), (3, 1)))
    ((7, 2), (3, 1))
    """
    columns = tuple(zip(*right, strict=True))
    zero = (0,) * len(columns)
    return tuple(tuple(dot(row, c) for c in columns) if any(row) else zero for row in left)


def rank(rows: Sequence[Sequence[int]]) -> int:
    """The rank of an integer matrix.

    >>> rank(((1, 2), (2, 4))), rank(((PRIME, 0), (0, 1))), rank(())
    (1, 2, 0)
    """
    if not rows:
        return 0
    certified = certified_rank(rows)
    return len(_echelon(rows)[1]) if certified is None else certified


def is_invertible(rows: Sequence[Sequence[int]]) -> bool:
    """Whether a square integer matrix has a nonzero determinant.

    >>> is_invertible(((1, 2), (3, 4))), is_invertible(((1, 2), (2, 4)))
    (True, False)
    """
    return rank(rows) == len(rows)


class ExactDivision:
    """n -> n / by for multiples n of a number other than 0; of long numbers by an inverse modulo a
    power of 2 (Hensel), which costs a few products where `//` takes the square of the length.

    >>> ExactDivision(-(3**20000))(3**20001 * 7), ExactDivision(12)(-36)
    (-21, -3)
    """

    def __init__(self, by: int) -> None:
        self.by = by
        self.twos = (by & -by).bit_length() - 1
        self.odd = by >> self.twos
        self.inverse, self.bits = self.odd & 7, 3  # odd squares are 1 modulo 8

    def __call__(self, n: int) -> int:
        if self.by.bit_length() < LONG:
            return n // self.by
        n >>= self.twos
        size = max(n.bit_length() - self.odd.bit_length() + 2, 1)  # of the quotient and its sign
        while self.bits < size:
            self.bits *= 2
            mask = (1 << self.bits) - 1
            self.inverse = self.inverse * (2 - (self.odd & mask) * self.inverse) & mask
        mask = (1 << size) - 1
        quotient = (n & mask) * (self.inverse & mask) & mask
        return quotient - (quotient >> (size - 1) << size)


def _echelon(rows: Sequence[Sequence[int]]) -> tuple[list[list[int]], list[int]]:
    """Fraction-free row echelon form and its pivot columns."""
    work = [list(row) for row in rows]
    pivots: list[int] = []
    divided = ExactDivision(1)
    for column in range(len(work[0])):
        top = len(pivots)
        p = next((k for k in range(top, len(work)) if work[k][column]), None)
        if p is None:
            continue
        work[top], work[p] = work[p], work[top]
        pivot = work[top][column]
        for k in range(top + 1, len(work)):
            factor = work[k][column]
            work[k] = [
                divided(pivot * a - factor * b) for a, b in zip(work[k], work[top], strict=True)
            ]
        divided = ExactDivision(pivot)
        pivots.append(column)
        if len(pivots) == len(work):
            break
    return work, pivots


def solve(matrix: Sequence[Sequence[int]], right: Sequence[int]) -> tuple[Fraction, ...]:
    """The solution x of matrix x = right for an invertible n x n integer matrix.

    Raises ValueError when the matrix is singular.

    >>> solve(((2, 1), (0, 3)), (1, 1))
    (Fraction(1, 3), Fraction(1, 3))
    """
    n = len(matrix)
    work, pivots = _echelon([(*row, b) for row, b in zip(matrix, right, strict=True)])
    if pivots != list(range(n)):
        raise ValueError("expected an invertible matrix, found a singular one")
    x = [Fraction(0)] * n
    for k in reversed(range(n)):
        known = sum((work[k][m] * x[m] for m in range(k + 1, n)), Fraction(0))
        x[k] = (work[k][n] - known) / work[k][k]
    return tuple(x)


def schur_trace(gram: Sequence[Sequence[int]], size: int) -> tuple[int, int]:
    """The least squared distance of the last vectors of a Gram matrix to the span of the first.

    It is a quotient, not reduced. `gram` is the positive semidefinite n x n Gram matrix of vectors
    v_1..v_n; the result is the sum over k > size of dist(v_k, span(v_1..v_size))^2: the trace of
    the Schur complement of the leading block. A singular block is no obstacle: in a positive
    semidefinite matrix a zero on the diagonal makes its whole row zero, so elimination along
    nonzero diagonal entries ends only when nothing is left to eliminate.

    >>> schur_trace(((2, 2, 1), (2, 2, 1), (1, 1, 3)), 2)
    (5, 2)
    """
    work = [list(row) for row in gram]
    open_rows = set(range(len(work)))
    divided, previous = ExactDivision(1), 1
    while (pivot := next((k for k in open_rows if k < size and work[k][k]), None)) is not None:
        open_rows.discard(pivot)
        d, source = work[pivot][pivot], work[pivot]
        for k in open_rows:
            for j in (j for j in open_rows if j >= k):
                work[k][j] = work[j][k] = divided(d * work[k][j] - source[k] * source[j])
        divided, previous = ExactDivision(d), d
    return sum(work[k][k] for k in range(size, len(work))), previous
