"""What an argument asks of the targets: the dimension of their affine hull, a line through them."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import QQ

from symbolic.clusters import ClusterData
from symbolic.matrices import ones, rank, stacked
from symbolic.record import Record
from symbolic.scalars import Scalar


def target_dimension(data: ClusterData) -> int:
    """The dimension of the affine hull of the targets: ``Q − 1`` iff they are affinely independent,
    0 iff they are all equal.

    >>> target_dimension(ClusterData.from_rows({"a": [[1]], "b": [[2]]}))
    1
    """
    return int(rank(stacked([data.targets, ones(1, data.Q)]))) - 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TargetLine(Record):
    """Targets on a line: ``y_j = start + g_j step`` with ``g_j`` in ``positions``."""

    start: tuple[Scalar, ...]
    step: tuple[Scalar, ...]
    positions: tuple[Scalar, ...]

    def point(self, position: Scalar) -> tuple[Scalar, ...]:
        """The point of the line at a position."""
        return tuple(a + position * d for a, d in zip(self.start, self.step, strict=True))


def target_line(data: ClusterData) -> TargetLine | None:
    """The line through the targets; None unless their affine hull is one.

    >>> target_line(ClusterData.from_rows({"a": [[1]], "b": [[2]]})).positions
    (0, 1)
    """
    if target_dimension(data) != 1:
        return None
    start, *rest = (tuple(data.target(j).to_list_flat()) for j in range(data.Q))
    steps = [tuple(b - a for a, b in zip(start, y, strict=True)) for y in rest]
    step = next(one for one in steps if any(one))
    k = next(i for i, e in enumerate(step) if e)
    return TargetLine(start, step, (QQ(0), *(one[k] / step[k] for one in steps)))
