"""T1, T1a, T1b, T2: the output layer, minimized exactly from sufficient statistics.

With ``G = X̄X̄ᵀ + S`` and ``H = Y X̄ᵀ`` the linear readout solves ``A G = H``; the affine one
solves the same system for means and targets centred at ``m = (1/Q) Σ x̄_j`` and ``ȳ``, and has ``c
= ȳ − A m``. The completed square ``C²(A) = V + Tr((A − A*) G (A − A*)ᵀ)`` certifies the minimum; a
singular ``G`` has many solutions of the same value. With class weights ``π_j`` (``Π = diag π``):
``G = X̄ΠX̄ᵀ + S``, ``H = YΠX̄ᵀ``, and the means are weighted ones (S3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.errors import NotApplicable, ShapeError
from symbolic.matrices import (
    diagonal,
    from_flat,
    identity,
    ones,
    pivot_columns,
    side_by_side,
    stacked,
    trace,
    zeros,
)
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.words import ReadoutKind, word

LARGER = 4  # a readout so many times as large as another is given up for it
MOST_STEPS = 200_000  # of an elimination in Python


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Readout(Record):
    """A minimizing output layer ``x ↦ A x + c`` and the exact minimum of ``C²`` over all such
    layers.

    Attributes
    ----------
    kind : ``"linear"`` (``c = 0``) or ``"affine"``.
    A, c : ``Q × M`` and ``Q × 1``.
    value : the minimum.
    gram, rank : ``G`` (``M × M``, centred for affine), and its rank.

    >>> from symbolic.matrices import matrix
    >>> best = linear_readout(matrix([[4]]), matrix([[1]]), matrix([[1]]))
    >>> best.A.to_Matrix(), best.value, best.rank
    (Matrix([[4/17]]), 1/17, 1)
    """

    kind: ReadoutKind
    A: DomainMatrix
    c: DomainMatrix
    value: Scalar
    gram: DomainMatrix
    rank: int

    def excess(self, A: DomainMatrix) -> Scalar:
        """``Tr((A − A*) G (A − A*)ᵀ)``: by how much ``C²`` at ``A`` (for affine: with its best
        ``c``) exceeds ``value``.
        """
        difference = A - self.A
        return trace(difference * self.gram * difference.transpose())


def centring(size: int, weights: Sequence[Scalar] | None = None) -> DomainMatrix:
    """``1 − π uᵀ / Σ π_j``: subtracts from each column of a matrix the mean of its columns (acting
    on the right).

    >>> centring(2).to_Matrix()
    Matrix([
    [ 1/2, -1/2],
    [-1/2,  1/2]])
    """
    weights = [QQ(1)] * size if weights is None else weights
    shares = from_flat(list(weights), size, 1) * (1 / sum(weights, QQ.zero))
    return identity(size) - shares * ones(1, size)


def linear_readout(
    means: DomainMatrix,
    scatter: DomainMatrix,
    targets: DomainMatrix,
    weights: Sequence[Scalar] | None = None,
) -> Readout:
    """The minimizer of ``C²`` over all ``A`` with ``c = 0`` (T1).

    Parameters
    ----------
    means, scatter, targets : ``M × Q``, ``M × M`` (``Σ π_j S_j``) and ``Q × Q``.
    weights : those of the classes in the cost, ``π_j > 0`` (default 1).

    Returns
    -------
    Readout
        of the simplest ``A``, where the minimum is attained more than once.

    >>> from symbolic.matrices import matrix
    >>> linear_readout(matrix([[4]]), matrix([[1]]), matrix([[1]])).value
    1/17
    """
    weighted = means if weights is None else means * diagonal(weights)
    A, rank = _solve_symmetric(
        gram := weighted * means.transpose() + scatter, targets * weighted.transpose()
    )
    norm = targets if weights is None else targets * diagonal(weights)
    value = trace(norm * targets.transpose()) - trace(A * weighted * targets.transpose())
    return Readout(ReadoutKind.LINEAR, A, zeros(targets.shape[0], 1), value, gram, rank)


def affine_readout(
    means: DomainMatrix,
    scatter: DomainMatrix,
    targets: DomainMatrix,
    weights: Sequence[Scalar] | None = None,
) -> Readout:
    """The minimizer of ``C²`` over all ``(A, c)`` (T2).

    Parameters
    ----------
    means, scatter, targets : ``M × Q``, ``M × M`` and ``Q × Q``.
    weights : as in `linear_readout`.

    Returns
    -------
    Readout
        with the ``c`` that belongs to ``A``.

    >>> from symbolic.matrices import matrix
    >>> affine_readout(matrix([[4]]), matrix([[1]]), matrix([[1]])).value
    0
    """
    shares = [QQ(1)] * means.shape[1] if weights is None else list(weights)
    centre = centring(len(shares), shares)
    centred = linear_readout(means * centre, scatter, targets * centre, weights)
    average = from_flat(shares, len(shares), 1) * (1 / sum(shares, QQ.zero))
    c = targets * average - centred.A * means * average
    return Readout(ReadoutKind.AFFINE, centred.A, c, centred.value, centred.gram, centred.rank)


def best_readout(
    kind: ReadoutKind | str, means: DomainMatrix, scatter: DomainMatrix, targets: DomainMatrix
) -> Readout:
    """`linear_readout` or `affine_readout` by name; raises `InputError` for another word."""
    if word(ReadoutKind, kind, "readout") is ReadoutKind.LINEAR:
        return linear_readout(means, scatter, targets)
    return affine_readout(means, scatter, targets)


def interpolating(
    points: DomainMatrix, targets: DomainMatrix, kind: ReadoutKind | str
) -> tuple[DomainMatrix, DomainMatrix]:
    """``(A, c)`` with ``A p_j + c = y_j`` for all columns (``c = 0`` if linear), zero on the
    coordinates that are not pivots.

    Pivots are the first coordinates that are independent; or, where that makes ``A`` much larger,
    those in which the points differ most, for what is large enlarges the rounding of floats.
    Shapes ``M × n``, ``Q × n``. Raises `NotApplicable` unless the points are affinely (linear:
    linearly) independent.

    >>> from symbolic.matrices import matrix
    >>> A, c = interpolating(matrix([[1, 3]]), matrix([[1, 0], [0, 1]]), "affine")
    >>> A.to_Matrix(), c.to_Matrix().T
    (Matrix([
    [-1/2],
    [ 1/2]]), Matrix([[3/2, -1/2]]))
    """
    dimension, count = points.shape
    affine = word(ReadoutKind, kind, "readout") is ReadoutKind.AFFINE
    unknowns = stacked([points, ones(1, count)]) if affine else points
    solution = _on_coordinates(unknowns, targets, range(unknowns.shape[0]))
    if solution is None:
        raise NotApplicable("the apexes are not independent")
    if unknowns.shape[0] * count**2 <= MOST_STEPS:
        far = _on_coordinates(unknowns, targets, _far_apart(unknowns, affine))
        if far is not None and _size(solution, dimension) > LARGER * _size(far, dimension):
            solution = far
    A = solution.extract(range(targets.shape[0]), range(dimension))
    c = solution.extract(range(targets.shape[0]), [dimension]) if affine else None
    return A, zeros(targets.shape[0], 1) if c is None else c


def _on_coordinates(
    unknowns: DomainMatrix, targets: DomainMatrix, order: Sequence[int]
) -> DomainMatrix | None:
    """``A`` with ``A P = Y``, not zero only on the first coordinates in the order that are
    independent; None if too few are.
    """
    count, used = unknowns.shape[1], list(order)
    # Pᵀ Aᵀ = Yᵀ; the columns of Yᵀ are right-hand sides.
    table = unknowns.extract(used, range(count)).transpose()
    reduced, pivots = side_by_side([table, targets.transpose()]).rref()
    if len(pivots) != count or max(pivots) >= len(used):
        return None
    solved = reduced.to_list()
    rows = {used[pivot]: solved[i][len(used) :] for i, pivot in enumerate(pivots)}
    zero_row = [QQ.zero] * targets.shape[0]
    flat = [e for i in range(unknowns.shape[0]) for e in rows.get(i, zero_row)]
    return from_flat(flat, unknowns.shape[0], targets.shape[0]).transpose()


def _far_apart(unknowns: DomainMatrix, affine: bool) -> list[int]:
    """The coordinates, those first in which the columns differ most: Gaussian elimination with
    complete pivoting, the 1 of affine readouts first.
    """
    rows = {i: row for i, row in enumerate(unknowns.to_list())}
    candidates = [max(rows)] if affine else list(rows)
    order = list[int]()
    for _ in range(unknowns.shape[1]):
        i, k = max(
            ((i, k) for i in candidates for k in range(unknowns.shape[1])),
            key=lambda place: abs(rows[place[0]][place[1]]),
        )
        chosen = rows.pop(i)
        if not chosen[k]:
            break
        order.append(i)
        shares = [e / chosen[k] for e in chosen]
        for row in rows.values():
            row[:] = [e - share * row[k] for e, share in zip(row, shares, strict=True)]
        candidates = list(rows)
    return order


def _size(solution: DomainMatrix, dimension: int) -> Scalar:
    """The largest ``|entry|`` of ``A``."""
    A = solution.extract(range(solution.shape[0]), range(dimension))
    return max(map(abs, A.to_list_flat()))


def _solve_symmetric(gram: DomainMatrix, right: DomainMatrix) -> tuple[DomainMatrix, int]:
    """One solution ``A`` of ``A G = H``, and ``rank G``; solvable since the rows of H lie in the
    range of G.

    Only the columns of ``G`` that are pivots are used: ``G`` is a Gram matrix, so its principal
    minor on pivot columns is invertible, and ``A`` vanishes on the other coordinates.
    """
    size = gram.shape[0]
    if gram.shape != (size, size) or right.shape[1] != size:
        raise ShapeError(f"expected A G = H with G square, found {gram.shape} and {right.shape}")
    pivots = pivot_columns(gram)
    if len(pivots) == size:
        return (gram.lu_solve(right.transpose())).transpose(), size
    A = zeros(right.shape[0], size)
    if not pivots:
        return A, 0
    kept, rows = pivots, range(right.shape[0])
    minor = gram.extract(kept, kept)
    solution = minor.lu_solve(right.extract(rows, kept).transpose()).transpose()
    blocks = [
        solution.extract(rows, [kept.index(j)]) if j in pivots else zeros(right.shape[0], 1)
        for j in range(size)
    ]
    return side_by_side(blocks), len(pivots)
