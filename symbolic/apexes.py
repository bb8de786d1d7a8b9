"""What is asked when apexes are placed (G5), and what an answer is.

Each apex lies on a hyperplane that has its class below, the later classes and the earlier apexes
above. The answers are found in `segments` and `corner`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.matrices import affinely_independent, from_flat, rank, side_by_side
from symbolic.order import Order
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane, Separator, heights
from symbolic.words import ReadoutKind


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Placement(Record):
    """A class, its hyperplane, and its apex on it."""

    cls: int
    plane: Hyperplane
    apex: DomainMatrix


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Situation(Record):
    """What is known when apexes are placed: the data, an order of the classes (G4) if there is one,
    and the readout that the apexes must suit.
    """

    data: ClusterData
    separator: Separator
    order: Order | None = None
    readout: ReadoutKind | None = None

    def independent(self, apexes: Sequence[DomainMatrix]) -> bool:
        """Affinely (affine readout) or linearly (linear readout) independent; without a readout
        they need not be.
        """
        if self.readout is None:
            return True
        together = side_by_side(apexes)
        if self.readout is ReadoutKind.AFFINE:
            return affinely_independent(together)
        return bool(rank(together) == together.shape[1])


class Way(Protocol):
    """A way of placing all apexes: one placement a class in an order of collapse, or None where it
    does not apply.
    """

    def __call__(self, situation: Situation) -> tuple[Placement, ...] | None: ...


def width(normal: DomainMatrix, inside: DomainMatrix, rest: Sequence[DomainMatrix]) -> Scalar:
    """The width of the gap; negative where there is none."""
    return min(min(heights(normal, block)) for block in rest) - max(heights(normal, inside))


def on_grid(point: DomainMatrix, bits: int) -> DomainMatrix:
    """Every entry rounded to a multiple of ``2^-bits``."""
    scale = QQ(2**bits)
    shifted = [entry * scale + QQ(1, 2) for entry in point.to_list_flat()]
    return from_flat([QQ(e.numerator // e.denominator) / scale for e in shifted], *point.shape)
