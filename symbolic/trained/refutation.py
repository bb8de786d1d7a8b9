"""R5: why a network is *not* a local minimum: its readout can be better, the cost has a slope, or
curves down.

The readout gap ``cost − V_L`` is decided at kinks too, for only the output layer moves; slopes and
curvature are those inside the open activation region. In each case a *witness* is a network of
smaller cost such that along the segment to it the cost falls from the start: so there are smaller
costs arbitrarily close by.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symbolic.record import Record
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.least_squares import LeastSquares
from symbolic.trained.parameters import Mlp

STEPS = 200  # halvings before the search for a smaller cost gives up


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Refutation(Record):
    """A network of smaller cost, ``along`` which kind of direction it was found."""

    network: Mlp
    cost: Fraction
    along: str


def readout_gap(at: Evaluation, best: LeastSquares) -> Refutation | None:
    """If the cost exceeds ``V_L``, the network with the best affine readout (R5)."""
    if best.value == at.cost:
        return None
    improved = Mlp.of_rows([*at.network.rows()[:-1], best.minimizer])
    return Refutation(improved, best.value, "best affine readout of the last hidden layer")


def slope(at: Evaluation) -> Refutation | None:
    """A step against the gradient of a strict network, if that is not 0."""
    if not at.strict or not any(at.gradient):
        return None
    largest = max(map(abs, at.gradient))
    direction = [Fraction(round(-g / largest * 1024), 1024) for g in at.gradient]
    return longest_step(at, direction, "steepest descent")


def longest_step(at: Evaluation, direction: list[Fraction], along: str) -> Refutation | None:
    """The longest of the steps 1, 1/2, 1/4, … that keeps the pattern and makes the exact cost
    smaller.
    """
    theta, numbering, size = at.network.flat(), at.network.numbering, Fraction(1)
    for _ in range(STEPS):
        moved = [t + size * d for t, d in zip(theta, direction, strict=True)]
        there = Evaluation.of(Mlp.of_flat(moved, numbering), at.problem)
        if there.pattern == at.pattern and there.cost < at.cost:
            return Refutation(there.network, there.cost, along)
        size /= 2
    return None
