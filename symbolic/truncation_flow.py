"""E4: truncation under the gradient flow of the Euclidean cost in the input layer, as an exact
finite history.

In the coordinates of a fixed frame (``W`` orthogonal, or diagonal times orthogonal) ``τ_p(x)_i =
max(x_i, p_i)`` and the cost is ``½ Σ_n w_n |τ_p(x_n) − y_n|²``, so coordinates decouple: ``p' =
−Σ_{n∈T} w_n (p − y_n)``, ``T = {n : x_n < p}``. Between events ``p`` approaches the weighted mean
of ``y`` over ``T`` exponentially with the rate ``w(T)``, which grows with the number of truncated
points.

Each coordinate is monotone: the velocity has one sign up to the next event or mean, and at an event
its sign beyond is read off; ``p`` passes or stops there. All values are rational; a leg lasts
``log(ratio)/rate``, and which of two events of different coordinates comes first is decided
exactly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import gcd
from typing import Literal

from mpmath.ctx_iv import MPIntervalContext
from sympy import QQ

from symbolic.errors import InputError, ShapeError
from symbolic.record import Record
from symbolic.scalars import Scalar, text

End = Literal["rest", "limit", "kink"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Leg(Record):
    """From ``start`` to ``stop`` while ``truncated`` points are truncated: ``p − mean`` shrinks by
    ``ratio > 1`` with the given rate.

    It lasts ``log(ratio)/rate``. At ``stop`` the truncated points become others.
    """

    start: Scalar
    stop: Scalar
    truncated: int
    rate: Scalar
    mean: Scalar

    @property
    def ratio(self) -> Scalar:
        """``(start − mean)/(stop − mean)``."""
        return (self.start - self.mean) / (self.stop - self.mean)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class History(Record):
    """The legs of one coordinate, and how it ends.

    ``"rest"``: nothing moves at ``final``. ``"limit"``: ``p`` tends to ``final``, a mean, with
    ``rate``, the weight of the points truncated then. ``"kink"``: ``final`` is an ``x_n``, reached
    in finite time, and both sides push back.
    """

    legs: tuple[Leg, ...]
    end: End
    final: Scalar
    truncated: int
    rate: Scalar


def coordinate_history(
    inputs: Sequence[Scalar], targets: Sequence[Scalar], weights: Sequence[Scalar], start: Scalar
) -> History:
    """The history of one coordinate from a start that is none of the inputs.

    Parameters: ``x_n``, ``y_n``, ``w_n > 0`` of one length, and ``p(0)``. Raises `ShapeError` or
    `InputError` where they do not fit.

    >>> way = coordinate_history([QQ(0), QQ(2)], [QQ(5), QQ(5)], [QQ(1), QQ(1)], QQ(1))
    >>> [(leg.start, leg.stop, leg.rate, leg.ratio) for leg in way.legs], way.end, way.final
    ([(1, 2, 1, 4/3)], 'limit', 5)
    """
    if not len(inputs) == len(targets) == len(weights):
        raise ShapeError("expected as many targets and weights as inputs")
    if any(w <= 0 for w in weights):
        raise InputError("weights", "weights > 0", text(min(weights)))
    if start in inputs:
        raise InputError("start", "a start that is none of the inputs", text(start))
    legs: list[Leg] = []
    pull = _Pull(inputs, targets, weights)
    p, inside = start, bisect_left(pull.inputs, start)
    while True:
        rate = pull.rates[inside]
        mean = pull.totals[inside] / rate if rate else p
        if mean == p:
            return History(tuple(legs), "rest", p, inside, rate)
        up = mean > p
        stop = pull.first_between(p, mean)
        if stop is None:
            return History(tuple(legs), "limit", mean, inside, rate)
        legs.append(Leg(p, stop, inside, rate, mean))
        inside = (bisect_right if up else bisect_left)(pull.inputs, stop)
        push = pull.totals[inside] - pull.rates[inside] * stop
        if (push <= 0) if up else (push >= 0):
            return History(tuple(legs), "kink", stop, inside, pull.rates[inside])
        p = stop


class _Pull:
    """The inputs in their order; ``rates[k] = Σ w_n`` and ``totals[k] = Σ w_n y_n`` over the first
    ``k`` of them, summed once for all events.
    """

    def __init__(
        self, inputs: Sequence[Scalar], targets: Sequence[Scalar], weights: Sequence[Scalar]
    ) -> None:
        points = sorted(zip(inputs, weights, targets, strict=True))
        self.inputs = [x for x, _, _ in points]
        self.rates = list(accumulate((w for _, w, _ in points), initial=QQ.zero))
        self.totals = list(accumulate((w * y for _, w, y in points), initial=QQ.zero))

    def first_between(self, p: Scalar, mean: Scalar) -> Scalar | None:
        """The input strictly between the two that ``p`` meets first on its way to the mean."""
        up = mean > p
        k = bisect_right(self.inputs, p) if up else bisect_left(self.inputs, p) - 1
        if not 0 <= k < len(self.inputs):
            return None
        ahead = self.inputs[k]
        return ahead if (ahead < mean if up else mean < ahead) else None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Event(Record):
    """The end of a leg of one coordinate, in the order of time over all coordinates."""

    coordinate: int
    leg: int
    value: Scalar


Duration = tuple[tuple[Scalar, Scalar], ...]
"""Legs as ``(ratio, rate)``: the time is ``Σ log(ratio)/rate``."""


def earlier(first: Duration, second: Duration) -> bool:
    """Whether the first time is strictly earlier.

    Equality is decided exactly: ``Σ c_i log r_i = 0`` iff over a base of coprime integers every
    exponent is 0. Different times are told apart by enclosures of the logarithms, as fine as need
    be.

    >>> earlier(((QQ(2), QQ(1)),), ((QQ(3), QQ(1)),)), earlier(((QQ(4), QQ(2)),), ((QQ(2), QQ(1)),))
    (True, False)
    """
    terms = [(ratio, 1 / rate) for ratio, rate in first]
    terms += [(ratio, -1 / rate) for ratio, rate in second]
    if _vanishes(terms):
        return False
    context = MPIntervalContext()
    context.prec = 64
    while True:
        total = context.mpf(0)
        for ratio, share in terms:
            enclosed = context.mpf(int(ratio.numerator)) / int(ratio.denominator)
            factor = context.mpf(int(share.numerator)) / int(share.denominator)
            total += context.log(enclosed) * factor
        if total.a > 0 or total.b < 0:
            return bool(total.b < 0)
        context.prec *= 2


def _vanishes(terms: Sequence[tuple[Scalar, Scalar]]) -> bool:
    """Whether ``Σ c_i log r_i = 0``: the exponents of a coprime base of all numerators and
    denominators.
    """
    todo = [(int(r.numerator), c) for r, c in terms] + [(int(r.denominator), -c) for r, c in terms]
    base: list[tuple[int, Scalar]] = []
    while todo:
        n, exponent = todo.pop()
        if n == 1:
            continue
        for i, (m, other) in enumerate(base):
            common = gcd(n, m)
            if common > 1:
                # n^a m^b = (n/g)^a (m/g)^b g^(a+b)
                base.pop(i)
                todo += [(n // common, exponent), (m // common, other), (common, exponent + other)]
                break
        else:
            base.append((n, exponent))
    return not any(exponent for _, exponent in base)


def events(histories: Sequence[History]) -> tuple[Event, ...]:
    """All ends of legs in the order of time; simultaneous ones by coordinate.

    >>> fast = coordinate_history([QQ(0), QQ(2)], [QQ(5), QQ(5)], [QQ(1), QQ(1)], QQ(1))
    >>> slow = coordinate_history([QQ(0), QQ(4)], [QQ(5), QQ(5)], [QQ(1), QQ(1)], QQ(1))
    >>> [(one.coordinate, one.value) for one in events([slow, fast])]
    [(1, 2), (0, 4)]
    """
    place = [0] * len(histories)
    reached: list[Event] = []
    while True:
        best: tuple[int, Duration] | None = None
        for i, history in enumerate(histories):
            if place[i] == len(history.legs):
                continue
            time = tuple((leg.ratio, leg.rate) for leg in history.legs[: place[i] + 1])
            if best is None or earlier(time, best[1]):
                best = (i, time)
        if best is None:
            return tuple(reached)
        i = best[0]
        reached.append(Event(i, place[i], histories[i].legs[place[i]].stop))
        place[i] += 1
