"""R6: a ball around a network without any critical point.

If ``|∇cost(θ)| > B r`` with ``B`` a bound of the second derivatives on the ball of radius ``r``,
and the pattern is constant there, the gradient vanishes nowhere in the ball.
"""

from __future__ import annotations

from fractions import Fraction

from symbolic.trained.bounds import Ball
from symbolic.trained.evaluation import Evaluation

SMALLEST = Fraction(1, 1 << 200)


def excluded_radius(at: Evaluation, norms: Ball, within: Fraction) -> Fraction | None:
    """A radius ``r ≤ within`` (a power of 2 times it) without critical points in the 2-norm ball;
    None if none is found.

    ``within`` is a radius of constant pattern, such as `facts.pattern_radius`; all points are
    bounded like the worst.
    """
    squared = sum((g * g for g in at.gradient), Fraction(0))
    if not at.strict or not squared or not within:
        return None
    worst, unit, r = norms.worst(), [Fraction(1)] * (at.network.L + 1), within
    while r > SMALLEST:
        least = worst.bounds(unit, r, patterned=False)
        if (least.second * r) ** 2 < squared:
            return r
        r /= 2
    return None
