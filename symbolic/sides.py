"""Two point sets that a hyperplane separates, or one that passes through an apex: how wide the gap
of a normal is, exactly, and which sparse normals floats propose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpz_mat
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.feasibility import FAR, scaled_float
from symbolic.float_arrays import Floats, Indices, Integers, Numbers
from symbolic.integer_arrays import WORD, as_array, integer_array, largest, least_quotient, product
from symbolic.matrices import common_integers, ones
from symbolic.programs import FIRST_ROWS, INF, SparseSeparation
from symbolic.record import Record
from symbolic.scalars import Scalar, power

BITS = 40  # of a proposal: its heights then fit machine words, where the data are short


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PointRows(Record):
    """Points ``x`` as rows: integers ``[D (x − o), D]``, and floats ``(x_j − o_j) / s_j``."""

    integers: Integers
    floats: Floats

    @classmethod
    def of(cls, points: DomainMatrix, origin: DomainMatrix, sizes: Sequence[int]) -> PointRows:
        """The columns of ``points``; ``s_j = 2^sizes[j]``. The origin is subtracted before anything
        is rounded.
        """
        moved = (points - origin * ones(1, points.shape[1])).transpose()
        whole, common = integer_array(moved)
        if whole.dtype == np.int64 and common < WORD:
            whole = np.hstack([whole, np.full((len(whole), 1), common)])
            whole //= np.gcd.reduce(whole, axis=1)[:, None]
        else:
            rows = (common_integers(row) for row in moved.to_list())
            whole = np.array([[*row, common] for row, common in rows], dtype=object)
        return cls(whole, _floats(whole, sizes))


def _floats(rows: Integers, sizes: Sequence[int]) -> Floats:
    if rows.dtype == np.int64:
        scaled: Floats = np.ldexp(rows[:, :-1] / rows[:, -1:], np.minimum(-np.array(sizes), FAR))
        return scaled
    return np.array(
        [
            [scaled_float(e, row[-1], -size) for e, size in zip(row, sizes, strict=False)]
            for row in rows.tolist()
        ]
    )


class Sides:
    """Two point sets to be separated, perhaps by a hyperplane through an apex, in the coordinates
    of `PointRows`.
    """

    def __init__(
        self,
        inside: PointRows,
        rest: Sequence[PointRows],
        apex: PointRows | None,
        sizes: Sequence[int],
    ) -> None:
        self.sizes, self.affine = sizes, int(apex is None)
        self.count = len(inside.integers)
        stacked: Numbers = np.vstack([block.integers for block in (inside, *rest)])
        self.rows: Integers = stacked
        floats = np.vstack([block.floats for block in (inside, *rest)])
        if apex is not None:
            self.rows = _differences(self.rows, apex.integers)
            floats = _floats(self.rows, sizes)
        self.signs = np.where(np.arange(len(floats)) < self.count, -1, 1)
        # One row a point: f·x − t < 0 inside, > 0 on the rest; t = 0 through the apex.
        self.table = floats * self.signs[:, None]
        if self.affine:
            self.table = np.hstack([self.table, -self.signs[:, None]])
        self._program: SparseSeparation | None = None

    def denominator(self, k: int) -> int:
        """What the integers of the ``k``-th point were multiplied with, up to a factor that all
        points share.
        """
        return int(self.rows[k, -1])

    def integer_rows(self) -> fmpz_mat:
        """One row a point, positive at ``(f, t)`` (through the apex: at ``f``) iff the point lies
        on its side.
        """
        dimension = len(self.sizes)
        parts = [self.rows[:, :dimension], *[-self.rows[:, dimension:]] * self.affine]
        return fmpz_mat((np.hstack(parts) * self.signs[:, None]).tolist())

    def width(self, normal: Sequence[Scalar]) -> Scalar:
        """The exact width (see `simplest`); positive iff the normal separates strictly."""
        entries, _ = common_integers(normal)
        heights = product(self.rows[:, :-1], as_array(entries).reshape(-1, 1)).ravel()
        scales, count = self.rows[:, -1], self.count
        below = least_quotient(-heights[:count], scales[:count])
        above = least_quotient(heights[count:], scales[count:])
        # Through the apex the heights are relative to it, and one side may be empty.
        nearest = [side for side in (below, above) if side is not None]
        best = sum(nearest, QQ.zero) / 2 if self.affine else min(nearest)
        size = sum(abs(e) * power(s) for e, s in zip(entries, self.sizes, strict=True))
        return best / size if size else QQ(-1)

    def float_width(self, entries: Sequence[int]) -> float:
        """The width in floats."""
        top = max(e.bit_length() + s for e, s in zip(entries, self.sizes, strict=True) if e)
        scaled = np.array(
            [scaled_float(e, 1, s - top) for e, s in zip(entries, self.sizes, strict=True)]
        )
        products = self.table[:, : len(self.sizes)] @ scaled
        below, above = products[: self.count], products[self.count :]
        low, high = below.min(), above.min(initial=np.inf)
        best = (high + low) / 2 if self.affine else min(low, high)
        return float(best / np.abs(scaled).sum())

    def sparse_normal(
        self, allowed: Sequence[int], wanted: Scalar | None = None
    ) -> list[Scalar] | None:
        """The normal of least ``Σ|f_j| s_j`` for the gap 1 that floats find, zero outside the
        allowed coordinates; None if they find none, or none of the width that is wanted.
        """
        if self._program is None:
            self._program = SparseSeparation(self.table, len(self.sizes), self._first_rows())
        # at the least sum for the gap 1 the width is the inverse of the sum
        limit = INF if wanted is None else (1 + 1e-6) / max(float(wanted), 1e-300)
        scaled = self._program.normal(allowed, limit)
        if scaled is None or not scaled.any():
            return None
        whole = np.rint(scaled / np.abs(scaled).max() * 2**BITS)
        return [QQ(int(e)) / power(s) for e, s in zip(whole, self.sizes, strict=True)]

    def _first_rows(self) -> Indices:
        """Points near the middle between the two sides, and some from everywhere."""
        total = len(self.rows)
        if total <= 4 * FIRST_ROWS:
            return np.arange(total)
        dimension = len(self.sizes)
        inside, rest = self.table[: self.count, :dimension], self.table[self.count :, :dimension]
        heights = self.table[:, :dimension] @ (inside.mean(axis=0) + rest.mean(axis=0))
        near = np.argsort(heights[: self.count], kind="stable")[:FIRST_ROWS]
        far = np.argsort(heights[self.count :], kind="stable")[:FIRST_ROWS] + self.count
        spread = np.linspace(0, total - 1, FIRST_ROWS).astype(int)
        return np.union1d(np.union1d(near, far), spread)


def _differences(rows: Integers, apex: Integers) -> Integers:
    """``[D E (x − p), D]``: integers of the points relative to the apex, up to the factor ``E``
    that all of them share.
    """
    if 2 * largest(rows) * largest(apex) >= WORD:
        rows, apex = rows.astype(object), apex.astype(object)
    scales = rows[:, -1:]
    relative: Integers = np.hstack([rows[:, :-1] * apex[0, -1] - scales * apex[0, :-1], scales])
    return relative
