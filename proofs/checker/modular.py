"""Exact ranks from arithmetic modulo a prime: a certificate from below and one from above.

A minor that is nonzero modulo p is nonzero, so the rank modulo p is a lower bound. When it is not
full, the null vectors modulo p are lifted to rational ones (Dixon: digit by digit in base p, with
one inverse modulo p) and multiplied out exactly: as many independent null vectors as columns beyond
the rank modulo p are an upper bound. Both are proofs; elimination in exact numbers, whose entries
grow with the size of the matrix, is left for the prime that was unlucky.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isqrt
from operator import mul

__all__ = ["PRIME", "certified_rank", "independent_rows", "rank_mod", "rank_reaches"]

PRIME = 2**61 - 1  # a Mersenne prime: residues and their products stay small integers


def _pivots(rows: Sequence[Sequence[int]], prime: int) -> tuple[list[int], list[int]]:
    """Rows and columns of a largest minor that is not 0 modulo the prime."""
    remaining = [(k, [entry % prime for entry in row]) for k, row in enumerate(rows)]
    chosen, leads = [], []
    while remaining:
        number, row = remaining.pop()
        lead = next((k for k, entry in enumerate(row) if entry), None)
        if lead is None:
            continue
        chosen.append(number)
        leads.append(lead)
        inverse = pow(row[lead], -1, prime)
        for k, (other_number, other) in enumerate(remaining):
            if other[lead]:
                factor = other[lead] * inverse % prime
                reduced = [
                    (a - factor * b) % prime if b else a for a, b in zip(other, row, strict=True)
                ]
                remaining[k] = (other_number, reduced)
    return chosen, leads


def rank_mod(rows: Sequence[Sequence[int]], prime: int = PRIME) -> int:
    """The rank of an integer matrix over the field of `prime` elements: a lower bound of its rank.

    >>> rank_mod(((1, 2), (3, 4))), rank_mod(((1, 2), (3, 4)), 2)
    (2, 1)
    """
    return len(_pivots(rows, prime)[0])


def rank_reaches(rows: Iterable[Sequence[int]], enough: int, prime: int = PRIME) -> bool:
    """Whether the rows of an integer matrix, taken one after the other, reach a rank modulo the
    prime: then it is a lower bound of their rank, and the rows after that are not looked at.

    >>> rank_reaches(((1, 2), (2, 4), (3, 4)), 2), rank_reaches(((1, 2), (2, 4)), 2)
    (True, False)
    """
    basis: list[tuple[int, list[int]]] = []
    for row in rows:
        if len(basis) >= enough:
            break
        left = [entry % prime for entry in row]
        for lead, known in basis:
            if factor := left[lead]:
                left = [
                    (a - factor * b) % prime if b else a for a, b in zip(left, known, strict=True)
                ]
        lead = next((k for k, entry in enumerate(left) if entry), -1)
        if lead >= 0:
            inverse = pow(left[lead], -1, prime)
            basis.append((lead, [entry * inverse % prime for entry in left]))
    return len(basis) >= enough


def independent_rows(rows: Sequence[Sequence[int]], prime: int = PRIME) -> list[int]:
    """As many independent rows of an integer matrix as there are modulo the prime.

    >>> independent_rows(((1, 2), (2, 4), (0, 1))) in ([0, 2], [1, 2])
    True
    """
    return sorted(_pivots(rows, prime)[0])


def _inverse(matrix: list[list[int]], prime: int) -> list[list[int]]:
    """The inverse modulo the prime of a matrix that has one (Gauss-Jordan)."""
    n = len(matrix)
    work = [
        [*(entry % prime for entry in row), *(int(i == k) for k in range(n))]
        for i, row in enumerate(matrix)
    ]
    for c in range(n):
        p = next(k for k in range(c, n) if work[k][c])
        work[c], work[p] = work[p], work[c]
        scale = pow(work[c][c], -1, prime)
        pivot = work[c] = [entry * scale % prime for entry in work[c]]
        for k in range(n):
            factor = work[k][c]
            if k != c and factor:
                work[k] = [(a - factor * b) % prime for a, b in zip(work[k], pivot, strict=True)]
    return [row[n:] for row in work]


def certified_rank(rows: Sequence[Sequence[int]], prime: int = PRIME) -> int | None:
    """The rank of an integer matrix; None where the prime was unlucky and decides nothing.

    >>> certified_rank(((1, 2), (2, 4), (0, 0))), certified_rank(((PRIME, 0), (0, 1)))
    (1, None)
    """
    if len(rows) < len(rows[0]):  # fewer null vectors the other way
        rows = tuple(zip(*rows, strict=True))
    chosen, leads = _pivots(rows, prime)
    if len(leads) == len(rows[0]):
        return len(leads)
    minor = [[rows[i][k] for k in leads] for i in chosen]
    inverse = _inverse(minor, prime)
    for free in set(range(len(rows[0]))).difference(leads):
        solution = _lifted(minor, inverse, [-rows[i][free] for i in chosen], prime)
        if solution is None:
            return None
        numerators, d = solution
        for row in rows:
            if row[free] * d + sum(row[k] * n for k, n in zip(leads, numerators, strict=True)):
                return None
    return len(leads)


def _lifted(
    minor: list[list[int]], inverse: list[list[int]], right: list[int], prime: int
) -> tuple[list[int], int] | None:
    """Numerators over one denominator of the solution of minor x = right (Cramer bounds both)."""
    bound = 1
    for row, b in zip(minor, right, strict=True):
        bound *= isqrt(sum(e * e for e in row) + b * b) + 1
    residual, digits, power = list(right), [0] * len(right), 1
    while power <= 2 * bound * bound:
        step = [sum(map(mul, row, residual)) % prime for row in inverse]
        digits = [x + power * s for x, s in zip(digits, step, strict=True)]
        power *= prime
        residual = [
            (r - sum(map(mul, row, step))) // prime for r, row in zip(residual, minor, strict=True)
        ]
    return _rational(digits, power, bound)


def _rational(digits: list[int], modulus: int, bound: int) -> tuple[list[int], int] | None:
    """The fractions n_k / d = digits[k] modulo `modulus` with n_k and d at most `bound`.

    The denominator found so far is multiplied in first, so that most entries are read off.
    """
    d = 1
    for entry in digits:
        _, more = _convergent(entry * d % modulus, modulus, bound)
        d *= more
        if d > bound:
            return None
    numerators = [entry * d % modulus for entry in digits]
    signed = [n - modulus if 2 * n > modulus else n for n in numerators]
    return (signed, d) if all(abs(n) <= bound for n in signed) else None


def _convergent(value: int, modulus: int, bound: int) -> tuple[int, int]:
    """(n, d), d > 0, with n = d value modulo `modulus` and n at most the bound (half of Euclid)."""
    a, b, s, t = modulus, min(value, modulus - value), 0, 1
    while b > bound:
        q = a // b
        a, b, s, t = b, a - q * b, t, s - q * t
    return b, abs(t)
