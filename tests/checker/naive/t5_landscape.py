"""T5: an item a subset and a readout."""

from __future__ import annotations

import itertools
from fractions import Fraction as F

from tests.checker.naive.data import planes_of
from tests.checker.naive.linear import apply, rank
from tests.checker.naive.networks import build, cost, layers
from tests.checker.naive.t5_readouts import best_readout, normal_equations, readout_cost, truncated
from tests.checker.naive.t5_witnesses import first_order_step, moved, radius, witness
from tests.checker.naive.writing import certificate


def subsets(classes):
    labels = [c[0] for c in classes]
    for size in range(len(labels)):
        yield from (list(s) for s in itertools.combinations(labels, size))


def definite(classes, collapsed, affine):
    outside = [c for c in classes if c[0] not in collapsed]
    g, _ = normal_equations(outside, affine)
    return rank(g) == len(g)


def landscape(name, classes, *, readouts=("linear", "affine"), mu=F(1, 2), hidden=None, **options):
    """Options: values_only, infeasible (a set of sizes), step (such as first_order_step)."""
    planes = planes_of(classes, mu)
    apexes = {label: planes[label][1] for label, _, _ in classes}
    q, m = len(classes), len(classes[0][2][0])
    hidden = hidden or q
    k = hidden * (m * m + m) + q * m + q
    minima = [
        valued(classes, collapsed, readout, planes, hidden, options)
        for collapsed in subsets(classes)
        for readout in readouts
    ]
    rest = {
        "K": k,
        "hidden_layers": hidden,
        "values_only": bool(options.get("values_only")),
        "apexes": apexes,
        "minima": minima,
        "equal_values": equal_values(minima),
    }
    return certificate("T5", name, classes, rest)


def valued(classes, collapsed, readout, planes, hidden, options):
    """The item of a subset: its value and, unless values alone are asked for, what is claimed."""
    apexes = {label: planes[label][1] for label, _, _ in classes}
    data = truncated(classes, collapsed, apexes)
    a, c = best_readout(data, readout == "affine")
    item = {
        "collapsed": collapsed,
        "readout": readout,
        "feasible": len(collapsed) not in options.get("infeasible", ()),
        "value": readout_cost(data, a, c),
    }
    if options.get("values_only"):
        return item
    item |= {"A": a, "c": c}
    if not item["feasible"]:
        scopes = ("output_layer", "apexes_held", "all_parameters")
        return item | {"verdicts": dict.fromkeys(scopes, "unknown")}
    net = build(classes, planes, collapsed, hidden, (a, c))
    return item | claimed(classes, item, net, apexes, data, options)


def claimed(classes, item, net, apexes, data, options):
    """What the file says of a feasible subset's network, and a witness where one was met."""
    collapsed, affine = item["collapsed"], item["readout"] == "affine"
    q, m = len(classes), len(classes[0][2][0])
    k = (len(net) - 1) * (m * m + m) + q * m + q
    g, h = normal_equations(data, True)
    rows = zip(item["A"], item["c"], h, strict=True)
    stationary = all(apply(g, [*row, e]) == b for row, e, b in rows)
    better = None
    if collapsed or not stationary:
        better = cheaper(classes, item, net, apexes, options)
    verdict = "refuted" if better else "unknown"
    of_t5d = better and collapsed and m >= q and definite(classes, collapsed, affine)
    theorem = "T5d" if of_t5d else None
    if not collapsed and stationary:
        verdict, theorem = "proved", "T5c"
    elif item["value"] == 0:
        verdict, theorem, better = "proved", "T3", None
    centred = rank(normal_equations(data, affine)[0]) - affine
    claims = {
        "candidate": layers(net),
        "dimension": k - m * len(collapsed) - q * centred - q,
        "verdicts": {
            "output_layer": "proved",
            "apexes_held": "proved",
            "all_parameters": verdict,
        },
        "radius": radius(net, classes),
        "theorem": theorem,
    }
    if better:
        claims["witness"] = {
            "layers": layers(better),
            "cost_squared": cost(better, classes),
            "candidate_cost_squared": item["value"],
        }
    return claims


def cheaper(classes, item, net, apexes, options):
    """A network of the same region that costs less, along the step chosen, or None."""
    at = {label: l for l, label in enumerate(item["collapsed"])}
    chosen = options.get("step", first_order_step) if at else first_order_step
    step = chosen(classes, at, apexes, (item["A"], item["c"]), item["readout"] == "affine")
    if step is None:
        return None
    return witness(net, classes, item["value"], lambda s: moved(net, at, *step(s)))


def equal_values(minima):
    result = []
    for readout in ("linear", "affine"):
        chosen = [item for item in minima if item["readout"] == readout]
        for value in dict.fromkeys(item["value"] for item in chosen):
            members = [item["collapsed"] for item in chosen if item["value"] == value]
            if len(members) > 1:
                result.append(members)
    return result
