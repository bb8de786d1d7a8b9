"""What each statement means, checked by definition on a well-formed certificate.

A second, naive verifier: whatever the checker accepts after a mutation must be true here as well.
It knows nothing of layouts, digests or types.
"""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n


def classes_of(cert):
    return [
        (c["label"], [F(e) for e in c["target"]], [[F(e) for e in x] for x in c["points"]])
        for c in cert["data"]["classes"]
    ]


def vector(value):
    return [F(e) for e in value]


def collapses(net, classes):
    """{label: hidden layer from 0}, or None unless every sign is as the statements want it."""
    layer_of = {}
    for label, _, points in classes:
        for l in range(len(net) - 1):
            units = [e for x in points for e in n.trace(net, x)[l]]
            if all(e < 0 for e in units) and label not in layer_of:
                layer_of[label] = l
            elif not all(e > 0 for e in units):
                return None
    return layer_of


def sound(cert, classes):
    q = len(classes)
    counts = (q, len(classes[0][2][0]), sum(len(points) for _, _, points in classes))
    return counts == (cert["Q"], cert["M"], cert["N"])


def invertible(net):
    return all(n.rank(w) == len(w) for w, _ in net[:-1])


def t3(cert, classes):
    net, order = n.network(cert["layers"]), cert["order"]
    points = {label: xs for label, _, xs in classes}
    apexes = {label: vector(p) for label, p in cert["apexes"].items()}
    if collapses(net, classes) != {label: l for l, label in enumerate(order)}:
        return False
    for k, label in enumerate(order):
        w, b = n.cumulative(net)[k]
        f, t = vector(cert["hyperplanes"][label]["normal"]), cert["hyperplanes"][label]["offset"]
        own = [n.inner(f, x) - F(t) for x in points[label]]
        others = [x for later in order[k + 1 :] for x in points[later]]
        others += [apexes[earlier] for earlier in order[:k]]
        rest = [n.inner(f, x) - F(t) for x in others]
        if (
            any(n.add(n.apply(w, apexes[label]), b))
            or any(h >= 0 for h in own)
            or any(h <= 0 for h in rest)
            or n.inner(f, apexes[label]) != F(t)
            or min(map(abs, own + rest)) != F(cert["margins"][label])
        ):
            return False
    linear_ok = cert["readout"] == "affine" or not any(n.cumulative(net)[-1][1])
    return (
        invertible(net)
        and linear_ok
        and cert["strict_activation"] is True
        and n.strict(net, classes)
        and n.cost(net, classes) == F(cert["cost_squared"]) == 0
    )


def t3_prime(cert, classes):
    points = {label: xs for label, _, xs in classes}
    involved, own = set(), []
    for one in [cert["obstruction"], *cert["further_obstructions"]]:
        left = [(one["class"], i, F(w)) for i, w in one["convex_combination"]["class"]]
        right = [(j, i, F(w)) for j, i, w in one["convex_combination"]["rest"]]
        sums = []
        for side in (left, right):
            if sum(w for *_, w in side) != 1 or any(w <= 0 for *_, w in side):
                return False
            if len({(j, i) for j, i, _ in side}) != len(side):
                return False
            sums.append([sum(w * points[j][i][k] for j, i, w in side) for k in range(cert["M"])])
        if sums[0] != sums[1] or one["class"] in one["against"]:
            return False
        if not {j for j, *_ in right} <= set(one["against"]):
            return False
        involved.add(frozenset([one["class"], *one["against"]]))
        own.append(one["class"])
    if len(involved) != 1:
        return False
    (common,) = involved
    return sorted(own) == sorted(common) or (len(common) == 2 and len(own) == 1)


def rescalings(net):
    for l in range(len(net) - 1):
        for r in range(len(net[l][0])):
            parts = n.still(net)
            parts[l][0][r], parts[l][1][r] = list(net[l][0][r]), net[l][1][r]
            for row, weights in zip(parts[l + 1][0], net[l + 1][0], strict=True):
                row[r] = -weights[r]
            yield n.flat(parts)


def t4(cert, classes):
    net = n.network(cert["layers"])
    at = collapses(net, classes)
    if at is None or set(at) != {c[0] for c in classes} or n.cost(net, classes):
        return False
    jac = [list(row) for row in {tuple(row) for row in n.jacobian(net, classes)}]
    k, r = len(jac[0]), n.rank(jac)
    scales = list(rescalings(net))
    kernel = [vector(v) for v in cert.get("kernel", [])]
    tangents = [vector(d["vector"]) for d in cert["directions"]]
    if (
        not invertible(net)
        or (cert["K"], cert["rank"], cert["dimension"]) != (k, r, k - r)
        or r != cert["Q"] ** 2
        or cert["rescaling"] != len(scales)
        or n.rank(scales) != len(scales)
        or any(any(n.apply(jac, v)) or not any(v) for v in scales + kernel + tangents)
        or ("kernel" in cert and (len(kernel) != k - r or n.rank(kernel) != k - r))
    ):
        return False
    for one, v in zip(cert["directions"], tangents, strict=True):
        changes = n.rates(net, n.cut(v, net))
        for label, l in at.items():
            (w, b), (dw, db) = n.cumulative(net)[l], changes[l]
            p = [-e for e in n.solve(w, b)]
            moves, turns = any(n.add(n.apply(dw, p), db)), any(map(any, dw))
            own = label == one["class"]
            if one["kind"] == "apex" and moves != own:
                return False
            if one["kind"] == "cone" and (moves or turns != own):
                return False
        if one["kind"] == "apex" and any(any(map(any, dw)) for dw, _ in changes[:-1]):
            return False
    return True


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


def segment_cost(start, stop, classes):
    """The cost along the segment as a polynomial, valid while the pattern is that of the start."""
    total = Poly(F(0))
    for _, y, points in classes:
        for x in points:
            h = [Poly(e) for e in x]
            seen = n.trace(start, x)
            for l, ((w, b), (w1, b1)) in enumerate(zip(start, stop, strict=True)):
                z = []
                for i in range(len(b)):
                    e = Poly(b[i], b1[i] - b[i])
                    for k in range(len(h)):
                        e += Poly(w[i][k], w1[i][k] - w[i][k]) * h[k]
                    alive = l == len(start) - 1 or seen[l][i] > 0
                    z.append(e if alive else Poly(F(0)))
                h = z
            for out, target in zip(h, y, strict=True):
                error = out + Poly(-target)
                total += error * error * Poly(F(1, len(points)))
    return total.c


def t5(cert, classes):
    q, m, hidden = len(classes), cert["M"], cert["hidden_layers"]
    apexes = {label: vector(p) for label, p in cert["apexes"].items()}
    if cert["K"] != hidden * (m * m + m) + q * m + q or list(apexes) != [c[0] for c in classes]:
        return False
    shown = [(item["collapsed"], item["readout"]) for item in cert["minima"]]
    kinds = list(dict.fromkeys(readout for _, readout in shown))
    if kinds not in (["linear"], ["affine"], ["linear", "affine"]):
        return False
    if shown != [(s, r) for s in n.subsets(classes) for r in kinds]:
        return False
    minima = [item | {"value": F(item["value"])} for item in cert["minima"]]
    if n.equal_values(minima) != cert["equal_values"]:
        return False
    return all(
        t5_item(cert, classes, item, apexes, n.truncated(classes, item["collapsed"], apexes))
        for item in minima
    )


def t5_item(cert, classes, item, apexes, data):
    affine, m, q = item["readout"] == "affine", cert["M"], len(classes)
    if n.readout_cost(data, *n.best_readout(data, affine)) != item["value"]:
        return False
    if cert["values_only"]:
        return True
    a, c = [vector(row) for row in item["A"]], vector(item["c"])
    if n.readout_cost(data, a, c) != item["value"] or (not affine and any(c)):
        return False
    if not item["feasible"]:
        return set(item["verdicts"].values()) == {"unknown"}
    net = n.network(item["candidate"])
    at, cum = collapses(net, classes), n.cumulative(net)
    if at is None or set(at) != set(item["collapsed"]) or len(net) != cert["hidden_layers"] + 1:
        return False
    if any(any(n.add(n.apply(cum[l][0], apexes[j]), cum[l][1])) for j, l in at.items()):
        return False
    r = F(item["radius"])
    stationary = n.readout_cost(data, *n.best_readout(data, True)) == item["value"]
    claim = item["verdicts"]["all_parameters"]
    minimum = (not at and stationary) or item["value"] == 0
    no_minimum = claim == "refuted" and at and m >= q
    no_minimum = no_minimum and n.definite(classes, item["collapsed"], affine)
    no_minimum = no_minimum and n.rank([[*y, F(1)][: q + affine] for _, y, _ in classes]) == q
    theorem = "T5d" if no_minimum else None
    if minimum:
        theorem = "T5c" if not at and stationary else "T3"
    if (
        cum[-1] != (a, c)
        or not invertible(net)
        or n.cost(net, classes) != item["value"]
        or item["dimension"] != n.minimizing_dimension(net, at, data, affine)
        or r <= 0
        or not n.moves_less(net, classes, r)
        or [item["verdicts"][s] for s in ("output_layer", "apexes_held")] != ["proved"] * 2
        or (claim == "proved") != minimum
        or claim not in ("proved", "refuted", "unknown")
        or item["theorem"] != theorem
    ):
        return False
    if claim != "refuted":
        return True
    other = n.network(item["witness"]["layers"])
    below = F(item["witness"]["cost_squared"])
    terms = segment_cost(net, other, classes)
    return (
        invertible(other)
        and n.pattern(other, classes) == n.pattern(net, classes)
        and n.cost(other, classes) == below < item["value"] == terms[0]
        and F(item["witness"]["candidate_cost_squared"]) == item["value"]
        and next((e for e in terms[1:3] if e), 0) < 0
    )


def holds(cert):
    """Whether the statement of a well-formed certificate is true of its data and networks."""
    classes = classes_of(cert)
    judge = {"T3": t3, "T3'": t3_prime, "T4": t4, "T5": t5}[cert["statement"]]
    return sound(cert, classes) and judge(cert, classes)
