"""T5, one subset: a network that attains its value, and what holds around it.

Everything is read off exact evaluations of the recorded networks at the training points: the
activation region, the real cost, a ball of parameters inside the region, and the first two Taylor
coefficients of the cost from the candidate towards the witness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from .errors import Refuted, require_equal, require_ratio, shown
from .exact import Rows, integers, rank
from .forward import (
    Layer,
    Stage,
    affine_image,
    collapse_layers,
    forward_pass,
    integer_layers,
    require_own_layers,
)
from .jets import segment_layer, still_layer, suffixes
from .moments import Moments, class_moments, readout_error, summed, total
from .values import Data, Vector, count, network, number, one_of, record

__all__ = ["Item", "check_candidate", "check_radius"]


@dataclass(frozen=True, slots=True)
class Item:
    """A subset with its readout and value, all of which are already checked."""

    data: Data
    collapsed: tuple[int, ...]
    readout: str
    value: Fraction
    A: tuple[Vector, ...]
    c: Vector
    apexes: Sequence[Vector]
    spread: Sequence[Rows]  # moments of each class, over the scale of `truncated`
    truncated: Moments
    hidden_layers: int


def check_candidate(item: Item, fields: Mapping[str, object], place: str) -> None:
    """Judge what a feasible item claims beyond its value. Raises Malformed or Refuted."""
    data, M, Q, L = item.data, item.data.M, item.data.Q, item.hidden_layers
    where = f"{place}.candidate"
    layers = integer_layers(network(fields["candidate"], data, where, L), where)
    stages = forward_pass(layers, data.points, output=False)
    collapsed_at = collapse_layers(stages, data, where)
    for j, l in enumerate(collapsed_at):
        at = f"{where}, class {shown(data.labels[j])}"
        require_equal(f"{at}, collapsed", j in item.collapsed, l is not None)
        if l is not None and any(affine_image(layers[:l], item.apexes[j])):
            raise Refuted(f"{at}: expected W({l}) p + b({l}) = 0 at its apex p, found not 0")
    require_own_layers(collapsed_at, data, where)
    whole = suffixes([still_layer(layer) for layer in layers], 0)[0]
    rows = [tuple(Fraction(e, whole.denominator) for e in r) for r in whole.coefficients[0][:-1]]
    require_equal(f"{where}, cumulative W", item.A, tuple(row[:-1] for row in rows))
    require_equal(f"{where}, cumulative b", item.c, tuple(row[-1] for row in rows))
    require_ratio(f"{where}, cost", *_cost(item, layers, stages), item.value)

    # Q g parameters of A are fixed, and Q of c (as the mean says for affine, as 0 for linear)
    g = item.truncated.rank(item.readout) - (item.readout == "affine")
    K = L * (M * M + M) + Q * M + Q
    dimension = K - M * len(item.collapsed) - Q * g - Q
    require_equal(f"{place}.dimension", dimension, count(fields["dimension"], f"{place}.dimension"))
    check_radius(layers, stages, number(fields["radius"], f"{place}.radius"), f"{place}.radius")

    scopes = ["output_layer", "apexes_held", "all_parameters"]
    verdicts = record(fields["verdicts"], scopes, f"{place}.verdicts")
    for scope in scopes[:2]:
        one_of(verdicts[scope], ["proved"], f"{place}.verdicts.{scope}")
    choices = ["proved", "refuted", "unknown"]
    claimed = one_of(verdicts["all_parameters"], choices, f"{place}.verdicts.all_parameters")
    error, _ = readout_error(item.A, item.c)
    theorem = None
    if not item.collapsed and item.truncated.stationary(error, "affine"):
        theorem = "T5c"
    elif item.value == 0:
        theorem = "T3"  # zero cost is the least cost of all parameters
    if theorem or claimed == "proved":
        expected = "proved" if theorem else "refuted or unknown"
        require_equal(f"{place}.verdicts.all_parameters", expected, claimed)
    if claimed == "refuted":
        theorem = "T5d" if _no_minimum(item) else None
        _check_witness(item, layers, collapsed_at, fields["witness"], f"{place}.witness")
    named = fields["theorem"]
    if named is not None:
        named = one_of(named, ["T3", "T5c", "T5d"], f"{place}.theorem")
    require_equal(f"{place}.theorem", theorem, named)


def _no_minimum(item: Item) -> bool:
    """The hypotheses of T5d: a class collapsed, M >= Q, independent targets, definite scatter.

    The targets are to be affinely independent (linear readout: linearly), the scatter that of the
    classes outside. Moments are positive semidefinite, so definite means of full rank; with the 1
    appended the rank is 1 + that of the centred scatter.
    """
    if not item.collapsed or item.data.M < item.data.Q:
        return False
    one = (Fraction(1),) if item.readout == "affine" else ()
    targets, _ = integers([(*c.target, *one) for c in item.data.classes])
    if rank(targets) < item.data.Q:
        return False
    outside = (m for j, m in enumerate(item.spread) if j not in item.collapsed)
    moments = total(outside, item.truncated.scale, item.data.M)
    return moments.rank(item.readout) == len(moments.regressors(item.readout))


def _cost(item: Item, layers: Sequence[Layer], stages: Sequence[Stage]) -> tuple[int, int]:
    """C^2 of the network as a quotient, from the second moments of what its output layer sees.

    The numbers of an output layer may be as long as all points together. Here they are multiplied
    a few times, at the points they would be squared once a point.
    """
    output, last = layers[-1], stages[-1]
    unit = (
        (-output.denominator * (i == k) for k in range(item.data.Q)) for i in range(item.data.Q)
    )
    error = tuple(
        (*row, b, *minus) for row, b, minus in zip(output.weights, output.bias, unit, strict=True)
    )
    seen = [tuple(Fraction(e, v[-1]) for e in v[:-1]) for v in last.inputs]
    parts, start = [], 0
    for c in item.data.classes:
        stop = start + len(c.points)
        parts.append(class_moments([seen[s] for s in last.state[start:stop]], c.target))
        start = stop
    seen_by_output = Moments(*summed(parts), item.data.M)
    return seen_by_output.form(error, error), seen_by_output.scale * output.denominator**2


def check_radius(
    layers: Sequence[Layer], stages: Sequence[Stage], radius: Fraction, place: str
) -> None:
    """No sign changes within max-norm distance r of the parameters.

    With |dW|, |db| <= r entrywise and |dh| <= d, a pre-activation W h + b moves by at most
    r |h|_1 + |W|_inf d + r n d + r, n the length of h. As long as that is below the least |z|,
    active units pass the bound on (relu is the identity there) and a point at which no unit is
    active stays at 0: d = 0 behind it.
    """
    if radius <= 0:
        raise Refuted(f"{place}: expected a positive number, found {shown(radius)}")
    moved = dict.fromkeys(stages[0].state, Fraction(0))  # d of each distinct vector
    for l, (layer, stage, after) in enumerate(
        zip(layers[:-1], stages[:-1], stages[1:], strict=True), start=1
    ):
        norm = Fraction(max(sum(map(abs, row)) for row in layer.weights), layer.denominator)
        passed: dict[int, Fraction] = {}
        for s, t in set(zip(stage.state, after.state, strict=True)):
            *h, e = stage.inputs[s]
            *z, d = stage.z[s]
            size = Fraction(sum(map(abs, h)), e)
            bound = radius * (size + 1) + (norm + radius * len(h)) * moved[s]
            least = Fraction(min(map(abs, z)), d)
            if bound >= least:
                raise Refuted(
                    f"{place}: expected hidden layer {l} to move by less than {shown(least)}, "
                    f"found the bound {shown(bound)}"
                )
            active = max(z) > 0
            passed[t] = max(passed.get(t, Fraction(0)), bound if active else Fraction(0))
        moved = passed


def _check_witness(
    item: Item,
    layers: Sequence[Layer],
    collapsed_at: Sequence[int | None],
    value: object,
    place: str,
) -> None:
    data = item.data
    fields = record(value, ["layers", "cost_squared", "candidate_cost_squared"], place)
    where = f"{place}.layers"
    other = integer_layers(network(fields["layers"], data, where, item.hidden_layers), where)
    stages = forward_pass(other, data.points, output=False)
    if collapse_layers(stages, data, where) != tuple(collapsed_at):
        raise Refuted(f"{where}: expected the candidate's activation pattern, found another")
    cost = number(fields["cost_squared"], f"{place}.cost_squared")
    require_ratio(f"{place}.cost_squared", *_cost(item, other, stages), cost)
    before = number(fields["candidate_cost_squared"], f"{place}.candidate_cost_squared")
    require_equal(f"{place}.candidate_cost_squared", item.value, before)
    if cost >= item.value:
        raise Refuted(f"{place}: expected a cost below {shown(item.value)}, found {shown(cost)}")
    terms, scale = _taylor(item, layers, other, collapsed_at)
    require_ratio(f"{place}, cost at the candidate", terms[0], scale, item.value)
    slope = next((term for term in terms[1:] if term), 0)
    if slope >= 0:
        first, second = Fraction(terms[1], scale), Fraction(terms[2], scale)
        raise Refuted(
            f"{place}: expected the cost to decrease from the candidate towards the witness, "
            f"found Taylor coefficients {shown(first)}, {shown(second)}"
        )


def _taylor(
    item: Item,
    start: Sequence[Layer],
    stop: Sequence[Layer],
    collapsed_at: Sequence[int | None],
) -> tuple[list[int], int]:
    """The cost along the segment from start to stop, up to t^2, for t near 0; over one denominator.

    Behind the layer that collapses it (or from the start) a class only meets positive units, where
    the network is a chain of affine layers: its residual is E(t) e with E = [R s -1], R x + s the
    chain, and R = 0 for a collapsed class, which enters the chain at 0.
    """
    tails = suffixes([segment_layer(a, b) for a, b in zip(start, stop, strict=True)], 2)
    terms, common = [0] * 3, 1
    for l in set(collapsed_at):
        tail = tails[l or 0]
        Q, M, d = item.data.Q, item.data.M, tail.denominator
        errors: list[Rows] = []
        for k, rows in enumerate(tail.coefficients):
            minus = -d if k == 0 else 0
            errors.append(
                tuple(
                    (
                        *((0,) * M if l else row[:-1]),
                        row[-1],
                        *(minus * (i == m) for m in range(Q)),
                    )
                    for i, row in enumerate(rows[:-1])
                )
            )
        members = (m for m, at in zip(item.spread, collapsed_at, strict=True) if at == l)
        moments = total(members, item.truncated.scale, M)
        wider = lcm(common, d * d)
        terms = [term * (wider // common) for term in terms]
        for a in range(3):
            for b in range(3 - a):
                terms[a + b] += moments.form(errors[a], errors[b]) * (wider // (d * d))
        common = wider
    return terms, common * item.truncated.scale
