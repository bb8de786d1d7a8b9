"""Exact facts about a network on data: margins, dead units, kinks, accuracy, and how far the
pattern is constant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from symbolic.record import Record
from symbolic.trained.bounds import Ball
from symbolic.trained.evaluation import Evaluation


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Facts(Record):
    """What can always be decided.

    ``dead`` and ``always_on`` list ``(hidden layer from 1, unit from 0)``; ``smallest_margin`` is
    the least non-zero ``|pre-activation|``; ``radius`` is such that all parameters within 2-norm
    ``radius`` have the same pattern (0 at a kink); ``gradient_norm`` bounds ``|∇ cost|`` from
    above; ``separated`` says class by class whether its output there exceeds that output on all
    other points.
    """

    smallest_margin: Fraction | None
    dead: tuple[tuple[int, int], ...]
    always_on: tuple[tuple[int, int], ...]
    kinks: int
    patterns: int
    radius: Fraction
    gradient_largest: Fraction
    correct: int | None
    separated: tuple[bool, ...] | None


def facts_of(at: Evaluation, norms: Ball) -> Facts:
    """All of them, from one evaluation and its norms (`bounds.ball`)."""
    units = [
        ((l + 1, r), set(row)) for l, layer in enumerate(at.pattern) for r, row in enumerate(layer)
    ]
    margins = [
        Fraction(min(sizes), at.scales[l + 1])
        for l in range(at.network.L)
        if (sizes := [abs(v) for row in at.image_rows[l] for v in row if v])
    ]
    columns = {
        tuple(column)
        for column in zip(*(row for layer in at.pattern for row in layer), strict=True)
    }
    named = at.problem.unit_targets
    return Facts(
        min(margins, default=None),
        tuple(unit for unit, signs in units if signs <= {-1, 0}),
        tuple(unit for unit, signs in units if signs == {1}),
        len(at.kinks),
        len(columns),
        pattern_radius(norms),
        max(map(abs, at.gradient)),
        _correct(at) if named else None,
        one_against_rest(at) if named else None,
    )


def _correct(at: Evaluation) -> int:
    """Points whose largest output is that of their class alone."""
    correct = 0
    for i, column in enumerate(zip(*at.image_rows[-1], strict=True)):
        top = max(column)
        correct += column[at.problem.classes[i]] == top and column.count(top) == 1
    return correct


def one_against_rest(at: Evaluation) -> tuple[bool, ...]:
    """For each class: its output on its points always exceeds the same output on all other points
    (R4).
    """
    rows = at.image_rows[-1]
    separated = []
    for j, I in enumerate(at.problem.members()):
        inside = set(I)
        rest = [v for i, v in enumerate(rows[j]) if i not in inside]
        separated.append(not rest or min(rows[j][i] for i in I) > max(rest))
    return tuple(separated)


def pattern_radius(norms: Ball) -> Fraction:
    """A power of 2 (or 0 at a kink): parameters within that 2-norm have the same strict pattern.

    At each point ``|Δz_l| ≤ r (|h̃_{l−1}| + d_{l−1}) + ‖W_l‖_F d_{l−1}`` with ``d_{l−1}`` the bound
    before.
    """
    depth = len(norms.least)
    points = [
        [(norms.features[l][i], norms.least[l][i]) for l in range(depth)]
        for i in range(len(norms.shares))
    ]
    if any(least == 0 for point in points for _, least in point):
        return Fraction(0)
    r = Fraction(1)
    for point in points:
        while not _stays(point, norms.norms, r):
            r /= 2
    return r


def _stays(
    point: Sequence[tuple[Fraction, Fraction | None]], norms: Sequence[Fraction], r: Fraction
) -> bool:
    moved = Fraction(0)
    for (size, least), norm in zip(point, norms, strict=False):
        moved = r * (size + moved) + norm * moved
        if least is not None and moved >= least:
            return False
    return True
