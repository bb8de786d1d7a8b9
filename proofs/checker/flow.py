"""E2, E4: constants of motion of the gradient flow, and the history of truncation in the input
layer.

E2. The gradient g of C^2 is computed here point by point. With M = W W^T + b b^T - V^T V for a
hidden layer (W, b) and the weights V of the next, and units r, s that are active at the same
points, M(theta - eta g)_rs - M(theta)_rs = eta^2 M(g)_rs exactly; so the flow keeps M_rs.

E4. One coordinate: p' = -sum over x_n < p of w_n (p - y_n), w_n = 1/N_j. Between start and stop of
a leg no x_n lies, the points with x_n <= min(start, stop) are truncated, and p moves towards their
mean, which lies beyond stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .errors import Malformed, Refuted, counted, require_equal, shown
from .logarithms import sign_of_logs
from .reading import Certificate
from .values import (
    Data,
    Network,
    Vector,
    any_widths,
    count,
    items,
    matrix,
    number,
    one_of,
    record,
    vector,
)

__all__ = ["check_constants", "check_history"]

Rows = list[list[Fraction]]


def check_constants(certificate: Certificate) -> str:
    """Judge an E2 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    net = any_widths(values["layers"], data.M, data.Q, "layers")
    written = any_widths(values["gradient"], data.M, data.Q, "gradient")
    eta = number(values["eta"], "eta")
    if eta <= 0:
        raise Refuted(f"eta: expected a step > 0, found {shown(eta)}")
    slopes, words = _gradient(net, data)
    require_equal("gradient", [_augmented(layer) for layer in written], slopes)
    before = [_augmented(layer) for layer in net]
    after = [
        [
            [a - eta * g for a, g in zip(row, slope, strict=True)]
            for row, slope in zip(rows, block, strict=True)
        ]
        for rows, block in zip(before, slopes, strict=True)
    ]
    listed = items(values["constants"], "constants")
    require_equal("constants", len(net) - 1, len(listed))
    total = 0
    for l, entry in enumerate(listed):
        place = f"constants[{l}]"
        fields = record(entry, ["layer", "matrix", "kept"], place)
        require_equal(f"{place}.layer", l + 1, count(fields["layer"], place))
        d = len(net[l][0])
        M, moved, rate = (_imbalance(p[l], p[l + 1]) for p in (before, after, slopes))
        claimed = [list(row) for row in matrix(fields["matrix"], d, d, f"{place}.matrix")]
        require_equal(f"{place}.matrix", M, claimed)
        kept = [
            [count(e, f"{place}.kept") for e in items(pair, f"{place}.kept")]
            for pair in items(fields["kept"], f"{place}.kept")
        ]
        equal = [[r, s] for r in range(d) for s in range(r, d) if words[l][r] == words[l][s]]
        require_equal(f"{place}.kept", equal, kept)
        for r, s in equal:
            require_equal(
                f"{place}, entry {r},{s} after the step", M[r][s] + eta**2 * rate[r][s], moved[r][s]
            )
        total += len(equal)
    told = "1 constant of motion" if total == 1 else f"{total} constants of motion"
    where = counted(len(listed), "hidden layer")
    return f"{told} of the gradient flow in {where}, while the activation pattern stays"


def _augmented(layer: tuple[Sequence[Vector], Vector]) -> Rows:
    return [[*row, b] for row, b in zip(*layer, strict=True)]


def _imbalance(inner: Rows, outer: Rows) -> Rows:
    """[W b][W b]^T - V^T V."""
    size = len(inner)
    return [
        [
            sum((a * b for a, b in zip(inner[r], inner[s], strict=True)), Fraction(0))
            - sum((row[r] * row[s] for row in outer), Fraction(0))
            for s in range(size)
        ]
        for r in range(size)
    ]


def _gradient(net: Network, data: Data) -> tuple[list[Rows], list[list[list[bool]]]]:
    """The gradient of C^2, and for every hidden unit at which points it is active."""
    words: list[list[list[bool]]] = [[[] for _ in W] for W, _ in net[:-1]]
    shares = []
    for c in data.classes:
        for x in c.points:
            inputs, z = _passed(net, x)
            for seen, values in zip(words, z, strict=False):
                for unit, e in zip(seen, values, strict=True):
                    unit.append(e > 0)
            back = [2 * (o - y) / len(c.points) for o, y in zip(z[-1], c.target, strict=True)]
            shares.append((back, inputs, z))
    return _slopes(net, shares), words


Share = tuple[list[Fraction], Rows, Rows]  # a point's derivatives in the outputs, inputs, z


def _slopes(net: Network, shares: Sequence[Share]) -> list[Rows]:
    """The sum of the gradients of the points, halves first: see `exact.added`."""
    if len(shares) == 1:
        return _point_slopes(net, *shares[0])
    half = len(shares) // 2
    pairs = zip(_slopes(net, shares[:half]), _slopes(net, shares[half:]), strict=True)
    return [
        [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(*blocks, strict=True)]
        for blocks in pairs
    ]


def _passed(net: Network, x: Sequence[Fraction]) -> tuple[Rows, Rows]:
    """What goes into every layer, and its pre-activations; no hidden one may be 0."""
    inputs, z = [list(x)], list[list[Fraction]]()
    for l, (W, b) in enumerate(net):
        products = ([w * e for w, e in zip(row, inputs[-1], strict=True)] for row in W)
        z.append([sum(terms, shift) for terms, shift in zip(products, b, strict=True)])
        if l < len(net) - 1:
            if not all(z[-1]):
                raise Refuted(f"layers[{l}]: expected no pre-activation 0, found one")
            inputs.append([max(e, Fraction(0)) for e in z[-1]])
    return inputs, z


def _point_slopes(net: Network, back: list[Fraction], inputs: Rows, z: Rows) -> list[Rows]:
    """The derivatives of one point's term, from its derivatives in the outputs."""
    gradients: list[Rows] = []
    for l in range(len(net) - 1, -1, -1):
        gradients.append([[slope * e for e in (*inputs[l], Fraction(1))] for slope in back])
        if l:
            columns = zip(*net[l][0], strict=True)
            back = [
                sum((b * w for b, w in zip(back, column, strict=True)), Fraction(0)) * (e > 0)
                for column, e in zip(columns, z[l - 1], strict=True)
            ]
    return gradients[::-1]


def check_history(certificate: Certificate) -> str:
    """Judge an E4 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    ends = record(values["ends"], data.labels, "ends")
    targets = [vector(ends[label], data.M, f"ends.{shown(label)}") for label in data.labels]
    start = vector(values["start"], data.M, "start")
    listed = items(values["histories"], "histories")
    require_equal("histories", data.M, len(listed))
    times = []
    for i, entry in enumerate(listed):
        points = [
            (x[i], targets[j][i], Fraction(1, len(c.points)))
            for j, c in enumerate(data.classes)
            for x in c.points
        ]
        times.append(_coordinate(entry, points, start[i], f"histories[{i}]"))
    _check_order(values["events"], times)
    legs = sum(map(len, times))
    return (
        f"truncation in {counted(data.M, 'coordinate')}: {counted(legs, 'event')}, "
        "in the order of time"
    )


Point = tuple[Fraction, Fraction, Fraction]  # x, y, w


def _coordinate(
    entry: object, points: Sequence[Point], start: Fraction, place: str
) -> list[tuple[Fraction, Fraction]]:
    """(ratio, rate) of every leg, once the history is known to be that of the flow."""
    fields = record(entry, ["legs", "end", "final", "truncated"], place)
    if any(x == start for x, _, _ in points):
        raise Refuted(f"{place}: expected a start that is no point, found one")
    p, previous = start, Fraction(0)
    times: list[tuple[Fraction, Fraction]] = []
    for k, leg in enumerate(items(fields["legs"], f"{place}.legs")):
        at = f"{place}.legs[{k}]"
        one = record(leg, ["stop", "truncated", "rate", "mean"], at)
        stop = number(one["stop"], f"{at}.stop")
        if all(x != stop for x, _, _ in points) or stop == p:
            raise Refuted(
                f"{at}.stop: expected the coordinate of another point, found {shown(stop)}"
            )
        rate, mean = _force(points, min(p, stop), count(one["truncated"], at), at)
        require_equal(f"{at}.rate", rate, number(one["rate"], at))
        require_equal(f"{at}.mean", mean, number(one["mean"], at))
        if (mean - stop) * (stop - p) <= 0 or _between(points, p, stop):
            raise Refuted(f"{at}: expected the next point on the way to the mean, found another")
        times.append(((p - mean) / (stop - mean), rate))
        direction = stop - p
        p = stop
        if k and direction * previous <= 0:
            raise Refuted(f"{at}: expected one direction, found a turn")
        previous = direction
    _check_end(fields, points, p, previous, place)
    return times


def _force(
    points: Sequence[Point], level: Fraction, truncated: int, place: str
) -> tuple[Fraction, Fraction]:
    """Rate and mean of the points with x <= level, which must be as many as claimed, and some."""
    below = [n for n in points if n[0] <= level]
    require_equal(f"{place}.truncated", len(below), truncated)
    rate = sum((w for _, _, w in below), Fraction(0))
    if not rate:
        raise Refuted(f"{place}: expected truncated points, found none")
    return rate, sum((w * y for _, y, w in below), Fraction(0)) / rate


def _between(points: Sequence[Point], a: Fraction, b: Fraction) -> bool:
    return any(min(a, b) < x < max(a, b) for x, _, _ in points)


def _check_end(
    fields: dict[str, object],
    points: Sequence[Point],
    p: Fraction,
    direction: Fraction,
    place: str,
) -> None:
    end = one_of(fields["end"], ["rest", "limit", "kink"], f"{place}.end")
    final = number(fields["final"], f"{place}.final")
    truncated = count(fields["truncated"], f"{place}.truncated")
    if end == "limit":
        _, mean = _force(points, min(p, final), truncated, place)
        require_equal(f"{place}.final", mean, final)
        if final == p or (direction and (final - p) * direction <= 0) or _between(points, p, final):
            raise Refuted(f"{place}: expected a mean ahead, no point before it")
        return
    require_equal(f"{place}.final", p, final)
    if end == "rest":
        below = [n for n in points if n[0] < p]
    elif direction > 0:
        below = [n for n in points if n[0] <= p]
    else:
        below = [n for n in points if n[0] < p]
    require_equal(f"{place}.truncated", len(below), truncated)
    push = sum((w * (y - p) for _, y, w in below), Fraction(0))
    if end == "rest" and (direction or push):
        raise Refuted(f"{place}: expected no force from the start on, found some")
    if end == "kink" and (not direction or push * direction > 0):
        raise Refuted(f"{place}: expected a force that does not lead on, found one that does")


def _check_order(value: object, times: Sequence[Sequence[tuple[Fraction, Fraction]]]) -> None:
    """Every leg of every coordinate once, those of one coordinate in turn, times not decreasing."""
    reached = [0] * len(times)
    last: list[tuple[Fraction, Fraction]] = []
    for k, entry in enumerate(items(value, "events")):
        pair = [count(e, f"events[{k}]") for e in items(entry, f"events[{k}]")]
        if len(pair) != 2 or pair[0] >= len(times):
            raise Malformed(f"events[{k}]: expected a coordinate and a leg, found {shown(entry)}")
        coordinate, leg = pair
        require_equal(f"events[{k}], leg", reached[coordinate], leg)
        if leg >= len(times[coordinate]):
            raise Refuted(f"events[{k}]: expected a leg of the history, found one too many")
        reached[coordinate] += 1
        now = list(times[coordinate][: leg + 1])
        if _sooner(now, last):
            raise Refuted(f"events[{k}]: expected the order of time, found an earlier event")
        last = now
    require_equal("events, legs", [len(t) for t in times], reached)


def _sooner(
    first: Sequence[tuple[Fraction, Fraction]], second: Sequence[tuple[Fraction, Fraction]]
) -> bool:
    """Whether sum log(ratio)/rate is less for the first: a sign of sum c log r, decided by
    `sign_of_logs`.
    """
    terms = [(ratio, 1 / rate) for ratio, rate in first]
    return sign_of_logs(terms + [(ratio, -1 / rate) for ratio, rate in second]) < 0
