"""A network as integers: ``[W_l b_l]`` over one denominator a layer, and the numbering of its
parameters.

Trained weights are dyadic, so integers over a power of 2; a layer is then one FLINT integer
product. The ``K`` parameters are numbered layer by layer, ``W`` row by row, then ``b``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, pairwise
from math import lcm
from typing import Any

from flint import fmpz_mat
from sympy import QQ

from symbolic.matrices import from_flat
from symbolic.network import Layer, ReluNetwork
from symbolic.record import Record
from symbolic.scalars import Quotient

Rows = list[list[Fraction]]
"""``[W b]`` row by row."""


def integer_matrix(rows: Sequence[Sequence[Quotient]]) -> tuple[fmpz_mat, int]:
    """The integer matrix ``d · rows`` for the least common denominator ``d > 0``, and ``d``.

    >>> integer_matrix([[Fraction(1, 2), 3]])
    ([1, 6], 2)
    """
    d = lcm(*(int(entry.denominator) for row in rows for entry in row))
    scaled = [[int(e.numerator) * (d // int(e.denominator)) for e in row] for row in rows]
    return fmpz_mat(scaled), d


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Numbering(Record):
    """Where the parameters of a network of given widths stand."""

    widths: tuple[int, ...]

    @property
    def L(self) -> int:
        """Number of hidden layers."""
        return len(self.widths) - 2

    @property
    def offsets(self) -> tuple[int, ...]:
        """The number of the first parameter of each layer, and last ``K``."""
        return _offsets(self.widths)

    @property
    def K(self) -> int:
        """Number of parameters.

        >>> Numbering((2, 3, 1)).K
        13
        """
        return self.offsets[-1]

    def weight(self, l: int, r: int, c: int) -> int:
        """The number of ``W_{l+1}[r, c]``, ``l`` from 0."""
        return self.offsets[l] + r * self.widths[l] + c

    def bias(self, l: int, r: int) -> int:
        """The number of ``b_{l+1}[r]``, ``l`` from 0."""
        return self.offsets[l] + self.widths[l + 1] * self.widths[l] + r

    def row(self, l: int, r: int) -> list[int]:
        """The numbers of row ``r`` of ``[W_{l+1} b_{l+1}]``."""
        return [*(self.weight(l, r, c) for c in range(self.widths[l])), self.bias(l, r)]

    def locate(self, k: int) -> tuple[int, int, int]:
        """Layer (from 0), row and column of parameter ``k``; the bias is the last column.

        >>> Numbering((2, 3, 1)).locate(7)
        (0, 1, 2)
        """
        l = max(j for j in range(self.L + 1) if self.offsets[j] <= k)
        place, n, m = k - self.offsets[l], self.widths[l], self.widths[l + 1]
        return (l, place // n, place % n) if place < m * n else (l, place - m * n, n)


@lru_cache
def _offsets(widths: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(accumulate((m * (n + 1) for n, m in pairwise(widths)), initial=0))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mlp(Record):
    """``[W_l b_l]`` for ``l = 1..L+1``: an integer matrix and its denominator each."""

    layers: tuple[tuple[fmpz_mat, int], ...]

    @classmethod
    def of_rows(cls, layers: Sequence[Sequence[Sequence[Quotient]]]) -> Mlp:
        """From rows of exact numbers."""
        return cls(tuple(integer_matrix(rows) for rows in layers))

    @classmethod
    def of_network(cls, network: ReluNetwork) -> Mlp:
        """From a network over ``QQ``."""
        return cls.of_rows([layer.augmented.to_list() for layer in network.layers])

    @classmethod
    def of_flat(cls, theta: Sequence[Fraction], numbering: Numbering) -> Mlp:
        """From all parameters in their numbering."""
        return cls.of_rows(
            [
                [[theta[k] for k in numbering.row(l, r)] for r in range(numbering.widths[l + 1])]
                for l in range(numbering.L + 1)
            ]
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as fractions, for FLINT's matrices are not."""
        return Mlp.of_rows, (self.rows(),)

    @property
    def L(self) -> int:
        """Number of hidden layers."""
        return len(self.layers) - 1

    @property
    def widths(self) -> tuple[int, ...]:
        """``(n_0, …, n_{L+1})``."""
        return (int(self.layers[0][0].ncols()) - 1, *(int(W.nrows()) for W, _ in self.layers))

    @property
    def numbering(self) -> Numbering:
        """How the parameters are numbered."""
        return Numbering(self.widths)

    def rows(self) -> list[Rows]:
        """The layers as fractions."""
        return [[[Fraction(int(v), d) for v in row] for row in W.tolist()] for W, d in self.layers]

    def flat(self) -> list[Fraction]:
        """All parameters in their numbering.

        >>> Mlp.of_rows([[[Fraction(1), Fraction(2)]], [[Fraction(3), Fraction(4)]]]).flat()
        [Fraction(1, 1), Fraction(2, 1), Fraction(3, 1), Fraction(4, 1)]
        """
        entries = []
        for rows in self.rows():
            entries += [entry for row in rows for entry in row[:-1]]
            entries += [row[-1] for row in rows]
        return entries

    def network(self) -> ReluNetwork:
        """The same network over ``QQ``."""
        made = []
        for W, d in self.layers:
            m, n = int(W.nrows()), int(W.ncols()) - 1
            rows = [[QQ(int(v), d) for v in row] for row in W.tolist()]
            weights = from_flat([v for row in rows for v in row[:-1]], m, n)
            made.append(Layer(weights, from_flat([row[-1] for row in rows], m, 1)))
        return ReluNetwork(tuple(made[:-1]), made[-1])


def distance(left: Mlp, right: Mlp) -> Fraction:
    """The largest difference of two parameters in the same place."""
    return max(
        (abs(a - b) for a, b in zip(left.flat(), right.flat(), strict=True)), default=Fraction(0)
    )
