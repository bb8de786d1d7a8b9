"""What the Coq export proposes about a network: activation patterns, and the Jacobian with its
inverses.

Nothing here needs to be trusted: patterns and rows are recomputed in Coq, and of the inverses Coq
checks the products. With F the coordinates on which the kernel K is the identity up to a change of
basis, and B the others: P = K_F^-1 on F, L = J_B^-1 on B, and then K P + L J = 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat

from proofs.checker.values import Network, Vector
from symbolic.scalars import fraction

__all__ = [
    "Inverses",
    "Pattern",
    "activation_pattern",
    "class_rows",
    "cumulative",
    "independent",
    "inverse",
    "inverses",
    "kernel_basis",
    "right_inverse",
    "states",
]

Pattern = tuple[
    tuple[bool, ...], ...
]  # layer by layer: is the pre-activation of the unit positive?


def _affine(W: Sequence[Vector], b: Vector, x: Vector) -> Vector:
    return tuple(
        sum((w * t for w, t in zip(row, x, strict=True)), start)
        for row, start in zip(W, b, strict=True)
    )


def states(network: Network, x: Vector) -> list[Vector]:
    """x, and the values of each hidden layer there."""
    reached = [x]
    for W, b in network[:-1]:
        reached.append(tuple(max(t, Fraction(0)) for t in _affine(W, b, reached[-1])))
    return reached


def activation_pattern(network: Network, x: Vector) -> Pattern:
    """The signs of the hidden pre-activations at x, `True` for positive."""
    return tuple(tuple(t > 0 for t in h) for h in states(network, x)[1:])


def cumulative(network: Network) -> Network:
    """W(l) = W_l ... W_1 and b(l) = W_l b(l-1) + b_l, for the hidden layers l = 1..L."""
    maps: list[tuple[tuple[Vector, ...], Vector]] = []
    for W, b in network[:-1]:
        if maps:
            C, d = maps[-1]
            maps.append((tuple(_combination(row, C) for row in W), _affine(W, b, d)))
        else:
            maps.append((W, b))
    return tuple(maps)


def _combination(row: Vector, C: Sequence[Vector]) -> Vector:
    return tuple(
        sum((w * t for w, t in zip(row, column, strict=True)), Fraction(0))
        for column in zip(*C, strict=True)
    )


def class_rows(network: Network, x: Vector) -> list[Vector]:
    """The gradient of each output at x in all parameters, layer by layer W row by row, then b.

    Assumes that no pre-activation at x is 0.
    """
    reached = states(network, x)
    A, _ = network[-1]
    rows = []
    for k in range(len(A)):
        covector = A[k]
        unit = tuple(Fraction(int(i == k)) for i in range(len(A)))
        blocks = [_block(unit, reached[-1])]
        for (W, _), (h, above) in zip(
            reversed(network[:-1]), reversed(list(pairwise(reached))), strict=True
        ):
            masked = tuple(
                t if e > 0 else Fraction(0) for t, e in zip(covector, above, strict=True)
            )
            blocks.append(_block(masked, h))
            covector = _combination(masked, W)
        rows.append(tuple(t for block in reversed(blocks) for t in block))
    return rows


def _block(covector: Vector, h: Vector) -> Vector:
    return tuple(t * e for t in covector for e in h) + covector


@dataclass(frozen=True, slots=True)
class Inverses:
    """P (d x n) with P K = 1 and L (n x r) with J L = 1, such that K P + L J = 1; all as rows."""

    P: list[Vector]
    L: list[Vector]


def inverses(jacobian: Sequence[Vector], kernel: Sequence[Vector]) -> Inverses:
    """P and L for the rows of J (r x n) and d vectors that should be a basis of its kernel.

    When they are none there are no such inverses: then both are 0, and Coq refuses them.
    """
    n, r, d = len(jacobian[0]), len(jacobian), len(kernel)
    P = [[Fraction(0)] * n for _ in range(d)]
    L = [[Fraction(0)] * r for _ in range(n)]
    none = Inverses([tuple(row) for row in P], [tuple(row) for row in L])
    if d + r != n or any(len(v) != n for v in kernel):
        return none
    # From the last coordinate on: a basis read off an echelon form is the identity on these.
    reduced, rank = _flint([v[::-1] for v in kernel]).rref()
    if rank < d:
        return none
    free = [n - 1 - j for j in _pivots(reduced, d)]
    bound = sorted(set(range(n)) - set(free))
    try:
        on_free = _flint([[v[j] for v in kernel] for j in free]).inv()
        on_bound = _flint([[row[j] for j in bound] for row in jacobian]).inv()
    except ZeroDivisionError:
        return none
    for k, j in enumerate(free):
        for i in range(d):
            P[i][j] = fraction(on_free[i, k])
    for k, j in enumerate(bound):
        for i in range(r):
            L[j][i] = fraction(on_bound[k, i])
    return Inverses([tuple(row) for row in P], [tuple(row) for row in L])


def inverse(W: Sequence[Vector]) -> list[Vector]:
    """The inverse of a square matrix; 0 where there is none, which Coq refuses."""
    try:
        inverted = _flint(W).inv()
    except ZeroDivisionError:
        return [(Fraction(0),) * len(W) for _ in W]
    return _rows(inverted)


def right_inverse(rows: Sequence[Vector]) -> list[Vector]:
    """U with Y U = 1 for the rows of Y; 0 where they are dependent."""
    n, r = len(rows[0]), len(rows)
    U = [[Fraction(0)] * r for _ in range(n)]
    chosen = independent(list(zip(*rows, strict=True)))
    if len(chosen) == r:
        for j, row in zip(
            chosen, inverse([tuple(row[j] for j in chosen) for row in rows]), strict=True
        ):
            U[j] = list(row)
    return [tuple(row) for row in U]


def kernel_basis(rows: Sequence[Vector]) -> tuple[list[int], list[Vector]]:
    """A basis of the vectors that the rows send to 0, and the coordinates on which it is the
    identity.

    >>> kernel_basis([(Fraction(1), Fraction(2), Fraction(0))])
    ([1, 2], [(Fraction(-2, 1), Fraction(1, 1), Fraction(0, 1)), (Fraction(0, 1), Fraction(0, 1),
    Fraction(1, 1))])
    """
    reduced, rank = _flint(rows).rref()
    columns = range(len(rows[0]))
    bound = _pivots(reduced, rank)
    free = sorted(set(columns) - set(bound))
    basis = []
    for k in free:
        vector = [Fraction(int(j == k)) for j in columns]
        for i, j in enumerate(bound):
            vector[j] = -fraction(reduced[i, k])
        basis.append(tuple(vector))
    return free, basis


def independent(rows: Sequence[Vector]) -> list[int]:
    """The first rows that span all of them, from the first on."""
    reduced, rank = _flint(list(zip(*rows, strict=True))).rref()
    return _pivots(reduced, rank)


def _pivots(reduced: Any, rank: int) -> list[int]:
    """The columns in which the rows of an echelon form begin."""
    columns = range(reduced.ncols())
    return [next(j for j in columns if reduced[i, j] != 0) for i in range(rank)]


def _rows(matrix: Any) -> list[Vector]:
    return [tuple(map(fraction, row)) for row in matrix.tolist()]


def _flint(rows: Sequence[Sequence[Fraction]]) -> Any:
    return fmpq_mat([[fmpq(t.numerator, t.denominator) for t in row] for row in rows])
