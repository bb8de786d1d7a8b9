"""Capacity: whether a ReLU network of given widths has cost 0 on the data.

A *yes* is a network of these widths, evaluated at every point; its statement says how it is made,
as far as that can be seen (`constructions`). A *no* names the argument why there is none, and
"evidence" is what that argument needs (FORMAT.md). Targets may be any: each argument checks what it
needs of them. "reason" is the sentence that is made here of what was found.

Files of before have the statements A1 and A2 and name the argument in "by"; what is said there in
words is not looked at, and is no part of what is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb

from .cases import check_cases
from .constructions import CONSTRUCTIONS, check_construction
from .errors import Malformed, Refuted, counted, require_equal, shown
from .exact import integers, rank
from .forward import forward_pass, integer_layers
from .kinks import least_kinks, most_kinks
from .places import combination, extended, place_of, point
from .reading import Certificate
from .units import check_units
from .values import Data, Vector, any_widths, count, items, one_of, record, string, vector

__all__ = ["REASONS", "check_impossible", "check_possible"]


def check_possible(certificate: Certificate) -> str:
    """Judge a *yes*: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    widths = _answer(certificate, "yes")
    net = any_widths(values["layers"], data.M, data.Q, "layers")
    require_equal("layers, widths", widths, [data.M, *(len(W) for W, _ in net)])
    layers = integer_layers(net, "layers", invertible=False)
    stages = forward_pass(layers, data.points)
    wanted = [c.target for c in data.classes for _ in c.points]
    for k, (state, target) in enumerate(zip(stages[-1].state, wanted, strict=True)):
        require_equal(f"layers, output at point {k}", target, stages[-1].value(state))
    if "question" in values:
        statement = one_of(values["statement"], list(CONSTRUCTIONS), "statement")
        sentence = check_construction(statement, (data, layers, stages))
        require_equal("reason", sentence, string(values["reason"], "reason"))
    return f"zero loss with widths {widths}: Q={data.Q} M={data.M} N={data.N}"


def check_impossible(certificate: Certificate) -> str:
    """Judge a *no*: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    widths = _answer(certificate, "no")
    key = "statement" if "question" in values else "by"
    by = one_of(values[key], list(REASONS), key)
    reason = REASONS[by](data, widths[1:-1], values["evidence"])
    if "question" in values:
        require_equal("reason", reason, string(values["reason"], "reason"))
    return f"no network of widths {widths} has cost 0, by {by}: Q={data.Q} M={data.M} N={data.N}"


def _answer(certificate: Certificate, verdict: str) -> list[int]:
    """The widths, once they and the verdict are known to be well formed."""
    data, values = certificate.data, certificate.values
    widths = [
        count(entry, f"widths[{l}]") for l, entry in enumerate(items(values["widths"], "widths"))
    ]
    if len(widths) < 2 or min(widths) < 1:
        raise Malformed(f"widths: expected at least two, all positive, found {shown(widths)}")
    require_equal("widths, first and last", [data.M, data.Q], [widths[0], widths[-1]])
    one_of(values["verdict"], [verdict], "verdict")
    string(values["reason"], "reason")
    if "question" not in values:
        string(values["by"], "by")
    return widths


def _coincident(data: Data, hidden: Sequence[int], evidence: object) -> str:
    """P0: two classes with different targets share a point."""
    pair = items(record(evidence, ["coincident"], "evidence")["coincident"], "evidence.coincident")
    places = [place_of(entry, data, f"evidence.coincident[{k}]") for k, entry in enumerate(pair)]
    if len(places) != 2 or places[0][0] == places[1][0]:
        raise Refuted("evidence.coincident: expected points of two classes, found others")
    require_equal("evidence.coincident", point(data, places[0]), point(data, places[1]))
    _require_distinct(data, places[0][0], places[1][0])
    return "one point has two targets: no function has cost 0"


def _require_distinct(data: Data, j: int, k: int) -> None:
    if data.classes[j].target == data.classes[k].target:
        raise Refuted("targets: expected two that differ, found one")


def _not_affine(data: Data, hidden: Sequence[int], evidence: object) -> str:
    """W1: an affine relation of the points that the targets do not satisfy."""
    if hidden:
        raise Refuted(f"widths: expected no hidden layer, found {len(hidden)}")
    place = "evidence.dependence"
    terms = combination(record(evidence, ["dependence"], "evidence")["dependence"], data, place)
    for k in range(data.M + 1):
        total = sum((w * extended(data, at)[k] for at, w in terms), Fraction(0))
        require_equal(f"{place}, coordinate {k}", Fraction(0), total)
    image = [
        sum((w * data.classes[at[0]].target[r] for at, w in terms), Fraction(0))
        for r in range(data.Q)
    ]
    if not any(image):
        raise Refuted(f"{place}: expected a relation the targets break, found one they satisfy")
    return "no affine function has these values at the points"


def _last_layer(data: Data, hidden: Sequence[int], evidence: object) -> str:
    """G7: fewer units in the last hidden layer than the targets have dimensions."""
    record(evidence, [], "evidence")
    dimension = target_dimension(data)
    if not hidden or hidden[-1] >= dimension:
        raise Refuted(
            f"widths: expected fewer than {counted(dimension, 'unit')} at the end, found more"
        )
    units = counted(hidden[-1], "unit")
    return (
        f"the last hidden layer has {units}, and the affine hull of the targets has dimension "
        f"{dimension}"
    )


def _monotone(data: Data, hidden: Sequence[int], evidence: object) -> str:
    """W2: one unit a layer, targets on a line, and hulls of low and of high targets that meet."""
    if not hidden or set(hidden) != {1}:
        raise Refuted("widths: expected one unit in every hidden layer")
    positions = _positions(data)
    where = "evidence.convex_combination"
    fields = record(evidence, ["convex_combination"], "evidence")["convex_combination"]
    sides = record(fields, ["class", "rest"], where)
    ends, levels = [], []
    for side in ("class", "rest"):
        place = f"{where}.{side}"
        terms = combination(sides[side], data, place)
        if not terms or any(w <= 0 for _, w in terms):
            raise Refuted(f"{place}: expected points with positive weights, found others")
        levels.append([positions[at[0]] for at, _ in terms])
        sums = [
            sum((w * extended(data, at)[k] for at, w in terms), Fraction(0))
            for k in range(data.M + 1)
        ]
        require_equal(f"{place}, sum", Fraction(1), sums[-1])
        ends.append(sums)
    require_equal(where, ends[0], ends[1])
    if max(levels[0]) >= min(levels[1]):
        raise Refuted(f"{where}: expected low targets against high ones, found them mixed")
    return (
        "with one unit a layer the output is monotone along one direction, "
        "and the convex hulls of the points with low and with high targets meet"
    )


def _positions(data: Data) -> list[Fraction]:
    """Where the targets are on their line, from the first one towards the next that differs."""
    first = data.classes[0].target
    steps = [tuple(b - a for a, b in zip(first, c.target, strict=True)) for c in data.classes]
    if target_dimension(data) != 1:
        raise Refuted("targets: expected targets on a line, found others")
    step = next(one for one in steps if any(one))
    k = next(i for i, e in enumerate(step) if e)
    return [one[k] / step[k] for one in steps]


def _kinks(data: Data, hidden: Sequence[int], evidence: object) -> str:
    """U4: points in order on a line need more kinks than the network has there."""
    fields = record(evidence, ["functional", "points", "kinks"], "evidence")
    values = vector(fields["functional"], data.Q, "evidence.functional")
    _require_affine(data, values)
    listed = items(fields["points"], "evidence.points")
    places = [place_of(entry, data, f"evidence.points[{k}]") for k, entry in enumerate(listed)]
    if len(places) < 3:
        raise Malformed(f"evidence.points: expected at least 3, found {len(places)}")
    first, last = point(data, places[0]), point(data, places[-1])
    along = next((k for k in range(data.M) if first[k] != last[k]), None)
    if along is None:
        raise Refuted("evidence.points: expected two ends of a line, found one point")
    shares = [
        (point(data, at)[along] - first[along]) / (last[along] - first[along]) for at in places
    ]
    for at, share in zip(places, shares, strict=True):
        on_line = tuple(a + share * (b - a) for a, b in zip(first, last, strict=True))
        require_equal("evidence.points, on the line", on_line, point(data, at))
    if any(a >= b for a, b in pairwise(shares)):
        raise Refuted("evidence.points: expected them in order along the line, found another order")
    needed = least_kinks(shares, [values[at[0]] for at in places])
    require_equal("evidence.kinks", needed, count(fields["kinks"], "evidence.kinks"))
    most = most_kinks(hidden)
    if needed <= most:
        raise Refuted(
            f"evidence: expected more kinks than the {most} of the widths, found {needed}"
        )
    return (
        f"through {len(places)} points on a line every such function has at least "
        f"{counted(needed, 'kink')}, "
        f"and a network of these widths at most {most}"
    )


def _require_affine(data: Data, values: Vector) -> None:
    """The values are those of an affine function of the targets."""
    rows = [(*c.target, Fraction(1)) for c in data.classes]
    longer = [(*row, value) for row, value in zip(rows, values, strict=True)]
    if rank(integers(rows)[0]) != rank(integers(longer)[0]):
        raise Refuted("evidence.functional: expected an affine function of the targets, found none")


def _general_position(data: Data, hidden: Sequence[int], evidence: object) -> str:
    """S7: M r(d, M) + 1 points of each class in general position, d < 2a, a the dimension of the
    affine hull of the targets.
    """
    least = 2 * target_dimension(data)
    if len(hidden) != 1 or hidden[0] >= least:
        raise Refuted(f"widths: expected one hidden layer of fewer than {least} units")
    need = data.M * sum(comb(hidden[0], i) for i in range(data.M + 1)) + 1
    place = "evidence.general_position"
    sides = record(
        record(evidence, ["general_position"], "evidence")["general_position"], data.labels, place
    )
    for j, c in enumerate(data.classes):
        at = f"{place}.{shown(c.label)}"
        chosen = [count(entry, at) for entry in items(sides[c.label], at)]
        if len(set(chosen)) != len(chosen) or max(chosen, default=0) >= len(c.points):
            raise Malformed(f"{at}: expected distinct indices of points, found {shown(chosen)}")
        if len(chosen) < need:
            raise Refuted(f"{at}: expected at least {counted(need, 'point')}, found {len(chosen)}")
        rows, _ = integers(extended(data, (j, i)) for i in chosen)
        for some in combinations(rows, data.M + 1):
            if rank(some) <= data.M:
                raise Refuted(f"{at}: expected no M + 1 points on a hyperplane, found some")
    return (
        f"{counted(need, 'point')} of every class in general position make a shallow network "
        f"of width {hidden[0]} constant near each class, which takes {counted(least, 'unit')}"
    )


def target_dimension(data: Data) -> int:
    """The dimension of the affine hull of the targets.

    >>> from proofs.checker.values import Class
    >>> one = (Fraction(1),)
    >>> target_dimension(Data((Class("a", one, (one,)),)))
    0
    """
    return rank(integers([(*c.target, Fraction(1)) for c in data.classes])[0]) - 1


REASONS: dict[str, Callable[[Data, Sequence[int], object], str]] = {
    "P0": _coincident,
    "W1": _not_affine,
    "G7": _last_layer,
    "W2": _monotone,
    "U4": _kinks,
    "S7": _general_position,
    "S9": check_units,
    "W3": check_cases,
}
