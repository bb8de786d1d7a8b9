"""Exact linear feasibility: is there a ``g`` with ``a·g > 0`` for every row ``a``, or a combination
of the rows that is 0?

Gordan: exactly one of the two exists. Floats propose: a linear program solved by HiGHS on a growing
set of rows gives a direction and the rows that bind it. Exact arithmetic decides: the direction is
evaluated on every row; where it fails, a simplex method over the rationals goes on from the binding
rows. A basis is ``n + 1`` rows (``n`` unknowns) and has one combination ``Σ λ_k a_k = 0``, ``Σ λ_k
w_k = 1`` (``w > 0`` the sizes of the rows). No negative ``λ``: the combination. Otherwise a row
with ``λ_i < 0`` gives a direction that is positive on the whole basis; a row on which it is not
enters for ``i``. This is the dual simplex method with objective 0, so that Bland's least index rule
makes it end.

Refining the floats first (Gleixner, Steffy, Wolter: exact residuals, the program scaled up and
solved again) would gain little: of 5,000 points in 60 dimensions, coordinates up to 1,000, the
exact method took 25 pivots at a gap of ``10^-3``, 18 at ``10^-6``, 16 at ``10^-12``, and the
whole decision 0.3 to 2 times the time of the program in floats alone, which found nothing at these
gaps (``tests/benchmarks/thin_gaps.py``).

Scaling is by powers of two, row by row and column by column, on the integers and before anything is
rounded.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from math import ldexp
from typing import TYPE_CHECKING

from flint import fmpz, fmpz_mat, nmod_mat
from sympy import QQ

from symbolic.errors import TruncationError
from symbolic.matrices import common_integers
from symbolic.record import Record
from symbolic.scalars import Scalar

if TYPE_CHECKING:  # NumPy is loaded by the first proposal
    from symbolic.float_arrays import Floats

FIRST_ROWS = 400  # of the linear program, which then takes in the most violated others
FAR = 900  # exponents of floats end here: what lies further out is as far as a float can tell
FIRST_PRIME = (1 << 61) - 1
PIVOTS_BEFORE_BLAND = 40  # for each unknown, most violated first; then the rule that cannot cycle


class OutOfTime(TruncationError):
    """The time limit that the caller set has passed; nothing is decided."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PositiveDirection(Record):
    """Integers ``g`` with ``a·g > 0`` for every row ``a``."""

    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Combination(Record):
    """``Σ λ_k a_k = 0`` as pairs ``(k, λ_k)`` with ``λ_k > 0``: no direction is positive on all
    rows.
    """

    weights: tuple[tuple[int, Scalar], ...]


def alternative(rows: fmpz_mat, deadline: float | None = None) -> PositiveDirection | Combination:
    """A direction that is positive on all rows, or a positive combination of rows that is 0
    (Gordan); always one of the two.

    Parameters: ``rows`` is ``N × n`` over the integers; ``deadline`` is a value of
    ``time.monotonic``, past which `OutOfTime` is raised.

    >>> alternative(fmpz_mat([[3, 1], [-1, 1]]))
    PositiveDirection(entries=(0, 1))
    >>> alternative(fmpz_mat([[3], [-1]]))
    Combination(weights=((0, 1/5), (1, 3/5)))
    """
    scaled = ScaledRows.of(rows)
    for k, size in enumerate(scaled.row_sizes):
        if size is None:
            return Combination(((k, QQ(1)),))
    proposal, order = _proposed(scaled)
    direction = scaled.unscaled(proposal)
    if any(direction) and min(_heights(rows, direction)) > 0:
        return PositiveDirection(tuple(direction))
    return _Simplex(rows, scaled.weights(), order, deadline).decide()


def _heights(rows: fmpz_mat, direction: Sequence[int]) -> list[fmpz]:
    """``a·g`` for every row."""
    return list((rows * fmpz_mat(len(direction), 1, direction)).entries())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScaledRows(Record):
    """Floats of the rows: ``floats[k, j] = rows[k, j] / 2^(column_sizes[j] + row_sizes[k])``, at
    most 1, and at least 1/2 somewhere in a row.

    A row of zeros has no size.
    """

    floats: Floats
    row_sizes: tuple[int | None, ...]
    column_sizes: tuple[int, ...]

    @classmethod
    def of(cls, rows: fmpz_mat) -> ScaledRows:
        """Scale by the bit lengths, first the columns, then the rows."""
        import numpy as np

        table = [[int(entry) for entry in row] for row in rows.tolist()]
        bits = np.array([[entry.bit_length() for entry in row] for row in table])
        columns = bits.max(axis=0)
        relative = np.where(bits > 0, bits - columns, -(10**9)).max(axis=1)
        floats = np.empty(bits.shape)
        for k, row in enumerate(table):
            shifts = (-columns - relative[k]).tolist()
            floats[k] = [
                scaled_float(entry, 1, shift) for entry, shift in zip(row, shifts, strict=True)
            ]
        sizes = tuple(None if size < -(10**8) else int(size) for size in relative)
        return cls(floats, sizes, tuple(map(int, columns)))

    def unscaled(self, proposal: Sequence[float]) -> list[int]:
        """Integers that point where the proposal does, for the rows as they were."""
        fractions = [float(value).as_integer_ratio() for value in proposal]
        powers = [
            (p, -(q.bit_length() - 1) - size)
            for (p, q), size in zip(fractions, self.column_sizes, strict=True)
        ]
        least = min((power for p, power in powers if p), default=0)
        return [p << (power - least) if p else 0 for p, power in powers]

    def weights(self) -> list[int]:
        """A positive integer a row, proportional to its size."""
        sizes = [size or 0 for size in self.row_sizes]
        return [1 << (size - min(sizes)) for size in sizes]


def scaled_float(numerator: int, denominator: int, shift: int) -> float:
    """``numerator / denominator · 2^shift`` in floats; nothing overflows on the way, however long
    the integers are.

    >>> scaled_float(10**400, 3 * 10**400, 1)
    0.6666666666666666
    """
    if not numerator:
        return 0.0
    excess = numerator.bit_length() - denominator.bit_length()
    if excess > 64:
        denominator <<= excess
    elif excess < -64:
        numerator <<= -excess
    else:
        excess = 0
    return ldexp(numerator / denominator, min(shift + excess, FAR))


def _proposed(scaled: ScaledRows) -> tuple[list[float], list[int]]:
    """Maximize ``min_k a_k·g`` over ``|g_j| ≤ 1`` in floats: the direction, and all rows, those
    that bind it first.
    """
    import numpy as np

    from symbolic.programs import INF, Program

    F = scaled.floats
    N, n = F.shape
    chosen = list(np.unique(np.linspace(0, N - 1, min(N, FIRST_ROWS)).astype(int)))
    direction, duals = np.zeros(n), np.zeros(0)
    box = np.append(np.ones(n), INF)
    program = Program(np.append(np.zeros(n), -1.0), -box, box)
    entering = np.array(chosen)
    while True:
        program.add(np.hstack([F[entering], -np.ones((len(entering), 1))]), np.zeros(len(entering)))
        best = program.minimum()
        if best is None:
            break
        direction, duals = best[:n], program.multipliers()
        heights = F @ direction
        outside = np.setdiff1d(np.flatnonzero(heights < min(float(best[n]), 1e-7)), chosen)
        if not len(outside) or best[n] < 1e-9:
            break
        entering = outside[np.argsort(heights[outside], kind="stable")[:FIRST_ROWS]]
        chosen.extend(entering)
    weight = np.zeros(N)
    weight[chosen[: len(duals)]] = duals
    order = np.lexsort((np.arange(N), F @ direction, -weight))
    return [float(value) for value in direction], [int(k) for k in order]


class _Simplex:
    """The exact dual simplex method with objective 0 (see the module); ``equations`` are the
    unknowns in use, the last one is ``w``.
    """

    def __init__(
        self, rows: fmpz_mat, weights: list[int], order: Sequence[int], deadline: float | None
    ) -> None:
        self.rows, self.weights, self.deadline = rows, weights, deadline
        self.unknowns = rows.ncols()
        # One column for each row a of the problem: a, then its weight.
        self.columns = [[*map(int, row), w] for w, row in zip(weights, rows.tolist(), strict=True)]
        self.order = order
        self._start(FIRST_PRIME)

    def _start(self, prime: int) -> None:
        """The first rows in the order, and the first unknowns, that are independent modulo a prime
        (hence over the rationals).
        """
        self.prime = prime
        whole = len(self.order)
        for many in (min(whole, 4 * self.unknowns + 20), whole):
            table = [[int(e) for e in self.columns[k]] for k in self.order[:many]]
            by_unknown = [[row[j] for row in table] for j in range(self.unknowns + 1)]
            pivots = _pivots(by_unknown, prime)
            if len(pivots) == self.unknowns + 1:
                break
        self.basis = [self.order[p] for p in pivots]
        self.equations = _pivots([[int(e) for e in self.columns[k]] for k in self.basis], prime)

    def decide(self) -> PositiveDirection | Combination:
        """Pivot until the basis shows one of the two."""
        for pivot in count():
            if self.unknowns not in self.equations:
                # The weights are a combination of the unknowns, which is then positive on all rows.
                direction = self._direction([self.weights[k] for k in self.basis])
                if min(_heights(self.rows, direction)) > 0:
                    return PositiveDirection(tuple(direction))
                self._start(_next_prime(self.prime))
                continue
            if self.deadline is not None and time.monotonic() > self.deadline:
                raise OutOfTime("the time limit has passed")
            bland = pivot > PIVOTS_BEFORE_BLAND * (self.unknowns + 1)
            multipliers = self._solve(
                [int(j == self.unknowns) for j in self.equations], transposed=False
            )
            negative = [i for i, value in enumerate(multipliers) if value < 0]
            if not negative:
                if self._vanishes(multipliers):
                    pairs = zip(self.basis, multipliers, strict=True)
                    return Combination(tuple(sorted((k, v) for k, v in pairs if v)))
                self._start(_next_prime(self.prime))
                continue
            if bland:
                leaving = min(negative, key=lambda i: self.basis[i])
            else:
                leaving = min(negative, key=lambda i: multipliers[i] * self.weights[self.basis[i]])
            combination = self._replace(leaving, bland)
            if combination is not None:
                return combination
        raise OutOfTime("unreachable: the count has no end")

    def _replace(self, leaving: int, bland: bool) -> PositiveDirection | None:
        """The direction that ``leaving`` gives, if it is positive on all rows; otherwise a row
        where it is not enters.
        """
        unit = [int(i == leaving) for i in range(len(self.basis))]
        *direction, offset = self._direction(unit, with_weight=True)
        heights = _heights(self.rows, direction)
        if min(heights) > 0:
            return PositiveDirection(tuple(direction))
        if bland:
            pairs = enumerate(zip(heights, self.weights, strict=True))
            entering = next(k for k, (h, w) in pairs if h + offset * w < 0)
        else:
            entering = _most_violated(heights, self.weights)
        self.basis[leaving] = entering
        return None

    def _direction(self, values: list[int], with_weight: bool = False) -> list[int]:
        """The integers, up to a positive factor, with the given values on the basis rows; the
        coefficient of ``w`` last, if wanted.
        """
        solution, _ = common_integers(self._solve(values, transposed=True))
        direction = [0] * (self.unknowns + 1)
        for j, value in zip(self.equations, solution, strict=True):
            direction[j] = value
        return direction if with_weight else direction[:-1]

    def _solve(self, right: list[int], transposed: bool) -> list[Scalar]:
        """``B λ = right`` (one column of ``B`` a basis row) or ``Bᵀ y = right``, exactly."""
        square = [[self.columns[k][j] for j in self.equations] for k in self.basis]
        matrix = fmpz_mat(square)
        if not transposed:
            matrix = matrix.transpose()
        return [
            QQ(int(e.p), int(e.q)) for e in matrix.solve(fmpz_mat(len(right), 1, right)).entries()
        ]

    def _vanishes(self, multipliers: Sequence[Scalar]) -> bool:
        """Whether ``Σ λ_k a_k`` is 0 in every unknown, also those that are no equation."""
        integral, _ = common_integers(multipliers)
        used = fmpz_mat([self.columns[k][:-1] for k in self.basis])
        return not any((fmpz_mat(1, len(integral), integral) * used).entries())


def _most_violated(heights: Sequence[fmpz], weights: Sequence[int]) -> int:
    """The row with the least ``height / weight``; the weights are powers of two."""
    top = max(weight.bit_length() for weight in weights)
    ranked = (
        (int(h) << (top - w.bit_length()), k)
        for k, (h, w) in enumerate(zip(heights, weights, strict=True))
        if h <= 0
    )
    return min(ranked)[1]


def _pivots(table: list[list[int]], prime: int) -> list[int]:
    """The pivot columns modulo the prime: independent there, hence over the rationals."""
    reduced, rank = nmod_mat(
        len(table), len(table[0]), [e % prime for row in table for e in row], prime
    ).rref()
    rows = reduced.tolist()[:rank]
    return [next(j for j, entry in enumerate(row) if int(entry)) for row in rows]


def _next_prime(prime: int) -> int:
    candidate = prime - 2
    while not fmpz(candidate).is_prime():
        candidate -= 2
    return candidate
