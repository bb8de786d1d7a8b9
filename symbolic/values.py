"""The values ``V_I`` alone, for many subsets.

In the coordinates ``z = x`` (linear) or ``z = (x, 1)`` (affine) both readouts are linear, and ``V_I
= |Y|² − Tr(H G⁻¹ Hᵀ)`` with ``G = Σ_j G_j``, ``H = Σ_j y_j z̄_jᵀ``, where each class contributes
one of two blocks: collapsed or not. All blocks are put over one common denominator once, so that a
subset costs a few integer additions and one fraction-free elimination of ``[G Hᵀ]``; nothing
depends on the number of points.

FLINT's integer matrices are used directly here: its fraction-free ``rref`` is what makes the
enumeration fast, and ``DomainMatrix`` does not reach it. A singular ``G`` needs no care: the range
of ``Hᵀ`` lies in that of ``G``, so the pivot coordinates carry a solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import lcm
from typing import Any

from flint import fmpz_mat
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.matrices import ones, squared_norm, stacked
from symbolic.minima import Landscape
from symbolic.scalars import Scalar
from symbolic.words import ReadoutKind, word


class SubsetValues:
    """``values(I) = V_I`` for the subsets of a landscape and one readout (see `subset_values`)."""

    def __init__(self, landscape: Landscape, kind: ReadoutKind) -> None:
        data = landscape.data
        self.squared_targets = squared_norm(data.targets)
        spread = [
            _blocks(data.mean(j), kind, data.target(j), data.scatters[j]) for j in range(data.Q)
        ]
        single = [_blocks(landscape.apexes[j], kind, data.target(j), None) for j in range(data.Q)]
        self.size = spread[0].shape[1]
        entries = [entry for block in spread + single for entry in block.to_list_flat()]
        self.scale = lcm(*{int(entry.denominator) for entry in entries})
        whole = [_integral(block, self.scale) for block in spread]
        self.base = sum(whole[1:], whole[0])
        self.change = [
            _integral(point, self.scale) - w for point, w in zip(single, whole, strict=True)
        ]

    def __call__(self, collapsed: Sequence[int]) -> Scalar:
        """``V_I``, exact."""
        block = self.base
        for j in collapsed:
            block = block + self.change[j]
        # block = [G; H], so that its transpose is [G Hᵀ] for the symmetric G.
        reduced, denominator, rank = block.transpose().rref()
        rows, table = reduced.tolist(), block.tolist()
        total = 0
        for row in rows[:rank]:
            pivot = next(i for i, entry in enumerate(row) if entry)
            total += sum(table[k][pivot] * row[k] for k in range(self.size, len(row)))
        return self.squared_targets - QQ(total, denominator * self.scale)


def _blocks(
    point: DomainMatrix, kind: ReadoutKind, target: DomainMatrix, scatter: DomainMatrix | None
) -> DomainMatrix:
    """``[G_j; H_j]`` of one class: ``z zᵀ + S_j`` over ``y_j zᵀ``."""
    z = point if kind is ReadoutKind.LINEAR else stacked([point, ones(1, 1)])
    gram = z * z.transpose()
    if scatter is not None:
        size, M = gram.shape[0], scatter.shape[0]
        lift = DomainMatrix.eye(size, QQ).to_dense().extract(range(size), range(M))
        gram += lift * scatter * lift.transpose()
    return stacked([gram, target * z.transpose()])


def _integral(block: DomainMatrix, scale: int) -> Any:
    rows, columns = block.shape
    return fmpz_mat(rows, columns, [int((e * scale).numerator) for e in block.to_list_flat()])


@lru_cache(maxsize=4)
def subset_values(landscape: Landscape, kind: ReadoutKind | str) -> SubsetValues:
    """The function ``I ↦ V_I`` of a landscape for the readout ``"linear"`` or ``"affine"``.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.minima import landscape
    >>> minima = landscape(ClusterData.from_rows({"a": [[3], [5]]}))
    >>> subset_values(minima, "linear")(()), subset_values(minima, "affine")(())
    (1/17, 0)
    """
    return SubsetValues(landscape, word(ReadoutKind, kind, "readout"))
