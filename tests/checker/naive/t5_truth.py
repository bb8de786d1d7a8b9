"""Whether a T5 is true: every value and verdict by definition, the cost on the way to a witness as
a polynomial.
"""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.linear import add, apply, rank
from tests.checker.naive.networks import cost, cumulative, network, pattern, trace
from tests.checker.naive.reading import collapses, invertible, vector
from tests.checker.naive.t5_landscape import definite, equal_values, subsets
from tests.checker.naive.t5_readouts import (
    best_readout,
    minimizing_dimension,
    readout_cost,
    truncated,
)
from tests.checker.naive.t5_witnesses import moves_less


class Poly:
    """Polynomials in t, as coefficient lists."""

    def __init__(self, *coefficients):
        self.c = list(coefficients)

    def __add__(self, other):
        size = max(len(self.c), len(other.c))
        pad = [list(p.c) + [F(0)] * (size - len(p.c)) for p in (self, other)]
        return Poly(*(a + b for a, b in zip(*pad, strict=True)))

    def __mul__(self, other):
        result = [F(0)] * (len(self.c) + len(other.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(other.c):
                result[i + j] += a * b
        return Poly(*result)


def outputs_along(start, stop, x):
    """The outputs at x along the segment, as polynomials."""
    h, seen = [Poly(e) for e in x], trace(start, x)
    for l, ((w, b), (w1, b1)) in enumerate(zip(start, stop, strict=True)):
        z = []
        for i in range(len(b)):
            e = Poly(b[i], b1[i] - b[i])
            for k in range(len(h)):
                e += Poly(w[i][k], w1[i][k] - w[i][k]) * h[k]
            z.append(e if l == len(start) - 1 or seen[l][i] > 0 else Poly(F(0)))
        h = z
    return h


def segment_cost(start, stop, classes):
    """The cost along the segment as a polynomial, valid while the pattern is that of the start."""
    total = Poly(F(0))
    for _, y, points in classes:
        for x in points:
            for out, target in zip(outputs_along(start, stop, x), y, strict=True):
                error = out + Poly(-target)
                total += error * error * Poly(F(1, len(points)))
    return total.c


def is_the_landscape(cert, classes):
    q, m, hidden = len(classes), cert["M"], cert["hidden_layers"]
    apexes = {label: vector(p) for label, p in cert["apexes"].items()}
    if cert["K"] != hidden * (m * m + m) + q * m + q or list(apexes) != [c[0] for c in classes]:
        return False
    shown = [(item["collapsed"], item["readout"]) for item in cert["minima"]]
    kinds = list(dict.fromkeys(readout for _, readout in shown))
    if kinds not in (["linear"], ["affine"], ["linear", "affine"]):
        return False
    if shown != [(s, r) for s in subsets(classes) for r in kinds]:
        return False
    minima = [item | {"value": F(item["value"])} for item in cert["minima"]]
    if equal_values(minima) != cert["equal_values"]:
        return False
    return all(
        item_holds(cert, classes, item, apexes, truncated(classes, item["collapsed"], apexes))
        for item in minima
    )


def item_holds(cert, classes, item, apexes, data):
    affine = item["readout"] == "affine"
    if readout_cost(data, *best_readout(data, affine)) != item["value"]:
        return False
    if cert["values_only"]:
        return True
    a, c = [vector(row) for row in item["A"]], vector(item["c"])
    if readout_cost(data, a, c) != item["value"] or (not affine and any(c)):
        return False
    if not item["feasible"]:
        return set(item["verdicts"].values()) == {"unknown"}
    net = network(item["candidate"])
    at, cum = collapses(net, classes), cumulative(net)
    if at is None or set(at) != set(item["collapsed"]) or len(net) != cert["hidden_layers"] + 1:
        return False
    if any(any(add(apply(cum[l][0], apexes[j]), cum[l][1])) for j, l in at.items()):
        return False
    r = F(item["radius"])
    return (
        cum[-1] == (a, c)
        and invertible(net)
        and cost(net, classes) == item["value"]
        and item["dimension"] == minimizing_dimension(net, at, data, affine)
        and r > 0
        and moves_less(net, classes, r)
        and [item["verdicts"][s] for s in ("output_layer", "apexes_held")] == ["proved"] * 2
        and verdict_holds(cert, classes, item, data, at)
        and (item["verdicts"]["all_parameters"] != "refuted" or witness_holds(classes, item, net))
    )


def verdict_holds(cert, classes, item, data, at):
    """What is said of all parameters, and the theorem that is named for it."""
    affine, q = item["readout"] == "affine", len(classes)
    stationary = readout_cost(data, *best_readout(data, True)) == item["value"]
    claim = item["verdicts"]["all_parameters"]
    minimum = (not at and stationary) or item["value"] == 0
    no_minimum = claim == "refuted" and at and cert["M"] >= q
    no_minimum = no_minimum and definite(classes, item["collapsed"], affine)
    no_minimum = no_minimum and rank([[*y, F(1)][: q + affine] for _, y, _ in classes]) == q
    theorem = "T5d" if no_minimum else None
    if minimum:
        theorem = "T5c" if not at and stationary else "T3"
    known = claim in ("proved", "refuted", "unknown")
    return known and (claim == "proved") == minimum and item["theorem"] == theorem


def witness_holds(classes, item, net):
    """It costs less, in the same region, and the cost goes down from the candidate on."""
    other = network(item["witness"]["layers"])
    below = F(item["witness"]["cost_squared"])
    terms = segment_cost(net, other, classes)
    return (
        invertible(other)
        and pattern(other, classes) == pattern(net, classes)
        and cost(other, classes) == below < item["value"] == terms[0]
        and F(item["witness"]["candidate_cost_squared"]) == item["value"]
        and next((e for e in terms[1:3] if e), 0) < 0
    )
