"""U4 sharpened: the least number of kinks of a continuous piecewise linear function through given
values on a line.

A network restricted to a line is such a function, and its widths bound the number of its pieces
(`most_pieces`); the least number of kinks through the data is found exactly, from left to right.
State after point ``i``: the least number ``k`` of kinks so far, and the set ``S`` of slopes with
which the point can be reached with ``k`` kinks; with ``k + 1`` kinks *every* slope can leave it (a
kink at the point), so that nothing is lost by keeping only ``k``. With ``m`` the slope of the chord
to the next point: ``m ∈ S``: the chord, ``S ← {m}``. Otherwise one more kink: a function that
leaves with slope ``s < m`` arrives, after one kink, with any slope ``> m`` (and the other way
round), and a kink at the point itself arrives with ``m``. So ``S`` is always ``{m}``, ``[m, ∞)``,
``(−∞, m]`` or all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symbolic.record import Record
from symbolic.scalars import Scalar


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reach(Record):
    """Slopes with which a point can be reached with ``kinks`` kinks: the chord ``m``, all above it,
    all below it.
    """

    kinks: int
    chord: Scalar
    above: bool
    below: bool

    def has(self, slope: Scalar) -> bool:
        """Whether the slope is in the set."""
        if slope > self.chord:
            return self.above
        return slope == self.chord or self.below

    def beyond(self, bound: Scalar, sign: int) -> Scalar:
        """A slope of the set that is greater (``sign = 1``) or less (``-1``) than the bound; the
        caller knows that there is one.
        """
        if sign * (self.chord - bound) > 0:
            return self.chord
        return bound + sign


def reaches(places: Sequence[Scalar], values: Sequence[Scalar]) -> list[Reach]:
    """The state at every point but the first; ``places`` increase strictly, at least two of
    them.
    """
    reached: list[Reach] = []
    for i in range(len(places) - 1):
        m = (values[i + 1] - values[i]) / (places[i + 1] - places[i])
        before = reached[-1] if reached else None
        if before is None:
            reached.append(Reach(0, m, False, False))
        elif before.has(m):
            reached.append(Reach(before.kinks, m, False, False))
        else:
            below = before.below or before.chord < m
            above = before.above or before.chord > m
            reached.append(Reach(before.kinks + 1, m, below, above))
    return reached


def least_kinks(places: Sequence[Scalar], values: Sequence[Scalar]) -> int:
    """The least number of kinks, inside the interval of the points, of a continuous piecewise
    linear function through them.

    >>> from sympy import QQ
    >>> line = [QQ(k) for k in range(6)]
    >>> bump, wide = ([QQ(v) for v in heights] for heights in ((0, 1, 1, 0), (0, 0, 1, 1, 0, 0)))
    >>> least_kinks(line[:4], bump), least_kinks(line, wide)
    (1, 3)
    """
    return reaches(places, values)[-1].kinks if len(places) > 1 else 0


def fewest_kinks(places: Sequence[Scalar], values: Sequence[Scalar]) -> list[tuple[Scalar, Scalar]]:
    """The corners ``(u, value)`` of such a function, first and last point included: straight
    between neighbours.

    >>> from sympy import QQ
    >>> fewest_kinks([QQ(0), QQ(1), QQ(2), QQ(3)], [QQ(0), QQ(1), QQ(1), QQ(0)])
    [(0, 0), (3/2, 3/2), (3, 0)]
    """
    last = (places[-1], values[-1])
    corners = [last]
    states = reaches(places, values)
    if not states:
        return corners
    arriving = states[-1].chord
    for i in range(len(states) - 1, -1, -1):
        m, before = states[i].chord, states[i - 1] if i else None
        leaving = arriving
        if arriving != m:
            # One kink inside the interval; the slope it starts with must be on the other side of
            # the chord.
            if before is None:
                leaving = m - (arriving - m)
            else:
                leaving = before.beyond(m, -1 if arriving > m else 1)
            width = places[i + 1] - places[i]
            at = width * (m - arriving) / (leaving - arriving)
            corners.append((places[i] + at, values[i] + leaving * at))
        if before is None or before.has(leaving):
            arriving = leaving
        else:
            corners.append((places[i], values[i]))
            arriving = before.chord
    corners.append((places[0], values[0]))
    return corners[::-1]


def natural_corners(places: Sequence[Scalar], labels: Sequence[int]) -> list[tuple[Scalar, int]]:
    """Corners ``(u, label)`` for values of any dimension: constant on each run of one label,
    straight between the runs.

    >>> from sympy import QQ
    >>> natural_corners([QQ(0), QQ(1), QQ(2), QQ(3)], [0, 1, 1, 1])
    [(0, 0), (1, 1), (3, 1)]
    """
    corners = []
    for i, (place, label) in enumerate(zip(places, labels, strict=True)):
        inside = 0 < i < len(places) - 1 and labels[i - 1] == label == labels[i + 1]
        if not inside:
            corners.append((place, label))
    return corners


def most_pieces(widths: Sequence[int]) -> int:
    """The greatest number of pieces on a line of a network with these hidden widths (a bound).

    Between two kinks all units are affine, so a layer of width ``d`` cuts a piece into at most ``d
    + 1``; it does not cut a piece on which all units are constant. One unit cuts a piece in two,
    and is constant on one of the two.

    >>> most_pieces([2, 3]), most_pieces([1, 3]), most_pieces([1, 1])
    (12, 5, 3)
    """
    moving, still = 1, 0
    for d in widths:
        if d == 1:
            still += moving
        else:
            moving *= d + 1
    return moving + still
