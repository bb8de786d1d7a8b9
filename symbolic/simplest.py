"""The simplest normal that still separates: few non-zero entries first, then small integers.

Measure: the *width* of a normal ``f`` is ``(min f·rest − max f·inside) / 2`` over ``Σ|f_j| s_j``
(through an apex ``p``: the lesser of ``f·p − max`` and ``min − f·p``). It is the distance of the
points from the best parallel hyperplane in the max-norm of the coordinates scaled by ``s_j``; least
``Σ|f_j| s_j`` for a given gap is a linear program whose vertices are sparse. Simplifying keeps
three quarters of the width of the proposal, decided exactly; an offset in the middle third of the
gap then keeps half.

Small integers: rounding to ``1, 2, …`` as the largest entry, then lattice reduction (short vectors
near the line of ``f``, for gaps so thin that hardly any small vector separates), then binary
fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING

from flint import fmpz_mat
from sympy import QQ

from symbolic.feasibility import float_program, scaled_float
from symbolic.matrices import common_integers
from symbolic.record import Record
from symbolic.scalars import Scalar, power

if TYPE_CHECKING:  # NumPy is loaded by the first proposal
    from symbolic.float_arrays import Floats, Indices

KEPT = QQ(3, 4)  # the share of the width that a simpler normal must keep
LARGEST_ROUNDED = 40  # integers up to this are tried one by one
FEW = 12  # with at most so many non-zero entries each is tried alone, and lattices are reduced
FIRST_ROWS = 200  # the linear program starts with so many points of each side


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PointRows(Record):
    """Points ``x`` as rows: integers ``[D (x − o), D]``, and floats ``(x_j − o_j) / s_j``."""

    integers: list[list[int]]
    floats: Floats

    @classmethod
    def of(
        cls, points: Iterable[Sequence[Scalar]], origin: Sequence[Scalar], sizes: Sequence[int]
    ) -> PointRows:
        """``s_j = 2^sizes[j]``; the origin is subtracted before anything is rounded."""
        import numpy as np

        integers = []
        for point in points:
            moved = [e - o for e, o in zip(point, origin, strict=True)]
            row, scale = common_integers(moved)
            integers.append([*row, scale])
        return cls(integers, np.array([_floats(row, sizes) for row in integers]))


def _floats(row: Sequence[int], sizes: Sequence[int]) -> list[float]:
    return [scaled_float(e, row[-1], -size) for e, size in zip(row, sizes, strict=False)]


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
        import numpy as np

        self.sizes, self.affine = sizes, int(apex is None)
        self.count = len(inside.integers)
        rows = [row for block in (inside, *rest) for row in block.integers]
        floats = np.vstack([block.floats for block in (inside, *rest)])
        if apex is not None:
            (point,) = apex.integers
            rows = [_difference(row, point) for row in rows]
            floats = np.array([_floats(row, sizes) for row in rows])
        self.rows = rows
        self.signs = np.where(np.arange(len(rows)) < self.count, -1.0, 1.0)
        # One row a point: f·x − t < 0 inside, > 0 on the rest; t = 0 through the apex.
        self.table = floats * self.signs[:, None]
        if self.affine:
            self.table = np.hstack([self.table, -self.signs[:, None]])
        self._exact: fmpz_mat | None = None
        self._working = self._first_rows()

    def denominator(self, k: int) -> int:
        """What the integers of the ``k``-th point were multiplied with, up to a factor that all
        points share.
        """
        return self.rows[k][-1]

    def integer_rows(self) -> fmpz_mat:
        """One row a point, positive at ``(f, t)`` (through the apex: at ``f``) iff the point lies
        on its side.
        """
        width = len(self.sizes) + self.affine
        flat = [
            -e if (k < self.count) == (j < width - self.affine) else e
            for k, row in enumerate(self.rows)
            for j, e in enumerate(row[:width])
        ]
        return fmpz_mat(len(self.rows), width, flat)

    def width(self, normal: Sequence[Scalar]) -> Scalar:
        """The exact width (see the module); positive iff the normal separates strictly."""
        entries, _ = common_integers(normal)
        if self._exact is None:
            dimension = len(self.sizes)
            flat = [e for row in self.rows for e in row[:dimension]]
            self._exact = fmpz_mat(len(self.rows), dimension, flat)
        products = (self._exact * fmpz_mat(len(entries), 1, entries)).entries()
        heights = [QQ(int(p), row[-1]) for p, row in zip(products, self.rows, strict=True)]
        low, above = max(heights[: self.count]), heights[self.count :]
        # Through the apex the heights are relative to it, and the rest may be empty.
        best = (min(above) - low) / 2 if self.affine else min([-low, *above])
        size = sum(abs(e) * power(s) for e, s in zip(entries, self.sizes, strict=True))
        return best / size if size else QQ(-1)

    def float_width(self, entries: Floats) -> float:
        """The width in floats, for entries scaled by ``s_j``."""
        import numpy as np

        products = self.table[:, : len(self.sizes)] @ entries
        low = -products[: self.count].min()
        above = products[self.count :]
        high = above.min() if len(above) else np.inf
        best = (high - low) / 2 if self.affine else min(-low, high)
        return float(best / np.abs(entries).sum())

    def sparse_normal(self, allowed: Sequence[int]) -> list[Scalar] | None:
        """The normal of least ``Σ|f_j| s_j`` for the gap 1 that floats find, zero outside the
        allowed coordinates; None if they find none.
        """
        import numpy as np

        kept = list(allowed)
        A = self.table[:, kept + [len(self.sizes)] * self.affine]
        size = len(kept)
        costs = np.concatenate([np.ones(2 * size), np.zeros(self.affine)])
        bounds = [(0, None)] * (2 * size) + [(None, None)] * self.affine
        while True:
            rows = A[self._working]
            table = -np.hstack([rows[:, :size], -rows[:, :size], rows[:, size:]])
            result = float_program(costs, table, -np.ones(len(table)), bounds)
            if result is None:
                return None
            f = result.x[:size] - result.x[size : 2 * size]
            solution = np.concatenate([f, result.x[2 * size :]])
            heights = A @ solution
            short = np.setdiff1d(np.flatnonzero(heights < 1 - 1e-6), self._working)
            if not len(short):
                break
            worst = short[np.argsort(heights[short], kind="stable")[:FIRST_ROWS]]
            self._working = np.union1d(self._working, worst)
        normal = [QQ.zero] * len(self.sizes)
        for j, value in zip(kept, f, strict=True):
            p, q = float(value).as_integer_ratio()
            normal[j] = QQ(p, q) / power(self.sizes[j])
        return normal if any(normal) else None

    def _first_rows(self) -> Indices:
        """Points near the middle between the two sides, and some from everywhere."""
        import numpy as np

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


def _difference(row: Sequence[int], apex: Sequence[int]) -> list[int]:
    """``[D E (x − p), D]``: integers of a point relative to the apex, up to the factor ``E`` that
    all points share.
    """
    D, E = row[-1], apex[-1]
    return [*(e * E - a * D for e, a in zip(row[:-1], apex[:-1], strict=True)), D]


def simplest_normal(sides: Sides, normal: Sequence[Scalar]) -> list[Scalar]:
    """The simplest integer normal found with at least three quarters of the width of ``normal``,
    which separates.
    """
    wanted = sides.width(normal) * KEPT
    return _small_integers(sides, _fewest_entries(sides, list(normal), wanted), wanted)


def nearby_normal(sides: Sides, normal: Sequence[Scalar]) -> list[Scalar]:
    """The smallest integers found near the direction of ``normal``, with at least three quarters of
    its width.
    """
    return _small_integers(sides, list(normal), sides.width(normal) * KEPT)


def _fewest_entries(sides: Sides, normal: list[Scalar], wanted: Scalar) -> list[Scalar]:
    """Drop coordinates, the lightest first, as long as the rest can reach the width."""

    def ranked(values: Sequence[Scalar]) -> list[int]:
        weights = {j: abs(e) * power(sides.sizes[j]) for j, e in enumerate(values) if e}
        return sorted(weights, key=lambda j: (-weights[j], j))

    def on(allowed: Sequence[int]) -> list[Scalar] | None:
        normal = sides.sparse_normal(allowed)
        return normal if normal is not None and sides.width(normal) >= wanted else None

    support = ranked(normal)
    low, high = 0, len(support)
    # Many coordinates: bisect for the number of heaviest ones that do.
    while high > FEW and high - low > 1:
        middle = (low + high) // 2
        fewest = on(support[:middle])
        if fewest is None:
            low = middle
        else:
            normal, high = fewest, middle
    if len(support := ranked(normal)) > FEW:
        return normal
    for j in reversed(support):
        kept = [i for i in ranked(normal) if i != j]
        if kept and (fewest := on(kept)) is not None:
            normal = fewest
    return normal


def _small_integers(sides: Sides, normal: list[Scalar], wanted: Scalar) -> list[Scalar]:
    """The first of the candidates that keeps the width; a look in floats first, for most fail."""
    import numpy as np

    least = float(wanted) * (1 - 1e-9) - 1e-9
    tried = set()
    for candidate in _candidates(sides, normal):
        divisor = gcd(*candidate)
        entries = tuple(e // divisor for e in candidate) if divisor else ()
        if not entries or entries in tried:
            continue
        tried.add(entries)
        top = max(e.bit_length() + s for e, s in zip(entries, sides.sizes, strict=True) if e)
        floats = np.array(
            [scaled_float(e, 1, s - top) for e, s in zip(entries, sides.sizes, strict=True)]
        )
        if sides.float_width(floats) < least:
            continue
        exact = [QQ(e) for e in entries]
        if sides.width(exact) >= wanted:
            return exact
    return [QQ(e) for e in common_integers(normal)[0]]


def _candidates(sides: Sides, normal: list[Scalar]) -> Iterator[list[int]]:
    """Integer vectors near the line of ``normal``, the simplest first."""
    largest = max(map(abs, normal))
    ratios = [e / largest for e in normal]
    for top in range(1, LARGEST_ROUNDED + 1):
        yield [_nearest(r * top) for r in ratios]
    support = [j for j, e in enumerate(normal) if e]
    if 1 < len(support) <= FEW:
        yield from _reduced(sides, normal, support)
    for bits in range(6, 54):
        yield [_nearest(r * 2**bits) for r in ratios]
    scaled = [e * power(s) for e, s in zip(normal, sides.sizes, strict=True)]
    largest, deepest = max(map(abs, scaled)), max(sides.sizes)
    for bits in range(2, 54):
        units = [_nearest(e / largest * 2**bits) for e in scaled]
        yield [u << (deepest - s) for u, s in zip(units, sides.sizes, strict=True)]


def _reduced(sides: Sides, normal: list[Scalar], support: list[int]) -> Iterator[list[int]]:
    """Short vectors of the lattice ``n ↦ (n, K · deviation of n from the line of normal)`` for
    growing ``K`` (LLL).
    """
    weights = [abs(normal[j]) * power(sides.sizes[j]) for j in support]
    pivot = support[max(range(len(support)), key=lambda i: weights[i])]
    slopes = {j: normal[j] / normal[pivot] for j in support}
    others = [j for j in support if j != pivot]
    lengths = max(
        len(str(int(s.numerator))) + len(str(int(s.denominator))) for s in slopes.values()
    )
    for bits in range(2, 8 * lengths, 2):
        K = 1 << bits
        rows = []
        for j in support:
            deviations = [
                K * int(i == j) if j != pivot else -_nearest(slopes[i] * K) for i in others
            ]
            rows.append([int(i == j) for i in support] + deviations)
        for row in fmpz_mat(rows).lll().tolist():
            short = [int(e) for e in row[: len(support)]]
            for sign in (1, -1):
                full = [0] * len(normal)
                for j, e in zip(support, short, strict=True):
                    full[j] = sign * e
                yield full


def _nearest(value: Scalar) -> int:
    return int((2 * value.numerator + value.denominator) // (2 * value.denominator))
