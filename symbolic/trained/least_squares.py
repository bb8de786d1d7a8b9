"""Least squares of the targets on feature functions, exact: values of affine readouts and of closed
regions.

The normal equations are solved on a maximal independent set of features, found modulo a prime:
independent modulo ``p`` is independent over ``ℚ``. That the set is maximal is then checked exactly,
by the equations it leaves out; should the prime have missed one, the exact echelon form decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_mat, fmpz_mat, nmod_mat

from symbolic.record import Record
from symbolic.scalars import fraction
from symbolic.trained.parameters import Rows
from symbolic.trained.problem import Problem

PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LeastSquares(Record):
    """The least cost over all linear combinations of the features, their rank, and one minimizer
    (``Q × P``).
    """

    value: Fraction
    rank: int
    minimizer: Rows


def fitted(features: fmpz_mat, scale: int, problem: Problem) -> LeastSquares:
    """Minimize ``Σ w g |A f − y|²`` over ``A`` for feature rows ``features / scale`` (``P × N``
    integers).

    The minimizer vanishes on features that depend on others.

    >>> from symbolic.clusters import ClusterData
    >>> problem = Problem.of(ClusterData.from_rows({"a": [[1], [3]]}))
    >>> fitted(problem.inputs, problem.input_scale, problem).value
    Fraction(0, 1)
    """
    weighted = _times_columns(features, problem.weights)
    gram = features * weighted.transpose()
    right = weighted * problem.targets.transpose()
    kept, solution = _solve(gram, right)
    value = Fraction(0)
    for q, (row, gain) in enumerate(zip(problem.targets.tolist(), problem.gains, strict=True)):
        whole = sum(int(v) ** 2 * w for v, w in zip(row, problem.weights, strict=True))
        explained = sum((solution[a, q] * right[i, q] for a, i in enumerate(kept)), fmpq(0))
        value += gain * (whole - fraction(explained))
    value /= problem.target_scale**2 * problem.scale
    minimizer = [[Fraction(0)] * int(features.nrows()) for _ in range(problem.Q)]
    for a, i in enumerate(kept):
        for q in range(problem.Q):
            minimizer[q][i] = fraction(solution[a, q]) * Fraction(scale, problem.target_scale)
    return LeastSquares(value, len(kept), minimizer)


def _times_columns(values: fmpz_mat, factors: tuple[int, ...]) -> fmpz_mat:
    return fmpz_mat([[v * f for v, f in zip(row, factors, strict=True)] for row in values.tolist()])


def _solve(gram: fmpz_mat, right: fmpz_mat) -> tuple[list[int], fmpq_mat]:
    """The independent features, and the solution of the normal equations on them."""
    kept, table, wanted = pivots_modulo(gram), gram.tolist(), right.tolist()
    if not kept:
        return kept, fmpq_mat(0, int(right.ncols()))
    rest = [i for i in range(len(table)) if i not in set(kept)]
    # The Gram matrix of the others, given these, is 0 exactly if they depend on them: one solution
    # for both right-hand sides, of which the second is that of the others.
    both = fmpz_mat([[*wanted[i], *(table[i][j] for j in rest)] for i in kept])
    solution = fmpz_mat([[table[i][j] for j in kept] for i in kept]).solve(both).tolist()
    width = int(right.ncols())
    if rest:
        cross = fmpq_mat(fmpz_mat([[table[i][j] for j in kept] for i in rest]))
        image = cross * fmpq_mat([row[width:] for row in solution])
        if image != fmpq_mat(fmpz_mat([[table[i][j] for j in rest] for i in rest])):
            kept = _exact_pivots(gram)
            chosen = fmpz_mat([[table[i][j] for j in kept] for i in kept])
            return kept, fmpq_mat(chosen.solve(fmpz_mat([wanted[i] for i in kept])).tolist())
    return kept, fmpq_mat([row[:width] for row in solution])


def pivots_modulo(values: fmpz_mat) -> list[int]:
    """Pivot columns of an integer matrix modulo a prime: independent over ``ℚ`` too.

    >>> pivots_modulo(fmpz_mat([[1, 2, 0], [0, 0, 3]]))
    [0, 2]
    """
    reduced = nmod_mat([[int(v) % PRIME for v in row] for row in values.tolist()], PRIME)
    echelon, rank = reduced.rref()
    rows = echelon.tolist()
    return [next(k for k, v in enumerate(rows[i]) if int(v)) for i in range(rank)]


def _exact_pivots(values: fmpz_mat) -> list[int]:
    echelon, rank = fmpq_mat(values).rref()
    rows = echelon.tolist()
    return [next(k for k, v in enumerate(rows[i]) if v != 0) for i in range(rank)]
