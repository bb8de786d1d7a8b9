"""U4: how often a continuous piecewise linear function through points of a line must bend, and how
often a network can.

reachable[k] is a set of slopes that contains every slope with which such a function can arrive at
the point after k kinks. It is kept as a list of parts ("=", m), (">", m), ("<", m) and ("all", 0).
Between two points with chord slope m: no kink keeps s = m; one kink turns s < m into any slope > m
and s > m into any slope < m; two kinks are allowed to give any slope. A kink at a point gives any
slope.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["least_kinks", "most_kinks"]

Part = tuple[str, Fraction]
ALL: Part = ("all", Fraction(0))


def least_kinks(places: Sequence[Fraction], values: Sequence[Fraction]) -> int:
    """The least number of kinks strictly inside, for strictly increasing places.

    >>> least_kinks([Fraction(k) for k in range(4)], [Fraction(v) for v in (0, 1, 0, 1)])
    2
    """
    reachable: list[list[Part]] = [[ALL]]
    for i in range(len(places) - 1):
        m = (values[i + 1] - values[i]) / (places[i + 1] - places[i])
        leaving = [
            [*parts, *([ALL] if k and reachable[k - 1] and i else [])]
            for k, parts in enumerate([*reachable, []])
        ]
        leaving += [[ALL]] * 2
        reachable = []
        for k in range(len(leaving)):
            parts: list[Part] = []
            if any(_contains(part, m) for part in leaving[k]):
                parts.append(("=", m))
            if k >= 1 and any(_reaches_below(part, m) for part in leaving[k - 1]):
                parts.append((">", m))
            if k >= 1 and any(_reaches_above(part, m) for part in leaving[k - 1]):
                parts.append(("<", m))
            if k >= 2 and leaving[k - 2]:
                parts.append(ALL)
            reachable.append(parts)
    return next(k for k, parts in enumerate(reachable) if parts)


def _contains(part: Part, m: Fraction) -> bool:
    kind, bound = part
    return kind == "all" or (m == bound if kind == "=" else m > bound if kind == ">" else m < bound)


def _reaches_below(part: Part, m: Fraction) -> bool:
    """Whether some slope of the part is less than m."""
    kind, bound = part
    return kind in ("all", "<") or bound < m


def _reaches_above(part: Part, m: Fraction) -> bool:
    kind, bound = part
    return kind in ("all", ">") or bound > m


def most_kinks(hidden: Sequence[int]) -> int:
    """A bound for the kinks of a network with these hidden widths on a line.

    On an interval without kinks every unit is affine. A layer of d units adds at most d kinks in
    each interval on which the layer before it is not constant; a single unit is constant on one of
    the two parts into which it cuts an interval.

    >>> most_kinks([2]), most_kinks([1, 2]), most_kinks([1, 1])
    (2, 3, 2)
    """
    live, kinks = 1, 0
    for d in hidden:
        kinks += live * d
        live = live if d == 1 else live * (d + 1)
    return kinks
