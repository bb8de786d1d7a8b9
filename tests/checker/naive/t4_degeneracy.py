"""T4: the rank of the Jacobian, and directions that keep every output."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker.naive.differentials import cut, flat, jacobian, rates, still
from tests.checker.naive.linear import add, apply, eye, inverse, mul, nullspace, rank, solve
from tests.checker.naive.networks import cost, cumulative, network
from tests.checker.naive.reading import collapses, invertible, vector
from tests.checker.naive.t3_zero_loss import zero_loss
from tests.checker.naive.writing import certificate


def direction(kind, net, l, classes):
    """Move or turn what hidden layer l (from 0) does, undo it in layer l + 1 and in the readout."""
    parts, cum = still(net), cumulative(net)
    m = len(net[0][0][0])
    dw, db = parts[l]
    if kind == "apex":
        db[0] = F(1)
    else:
        dw[0] = [F(1 + k) for k in range(m)]
        before = cum[l - 1] if l else (eye(m), [F(0)] * m)
        p = [-e for e in solve(cum[l][0], cum[l][1])]
        db = [-e for e in apply(dw, add(apply(before[0], p), before[1]))]
    parts[l] = (dw, db)
    if l + 1 < len(net) - 1:
        turned, moved = rates(net, parts)[l]
        back = [[-e for e in row] for row in mul(net[l + 1][0], mul(turned, inverse(cum[l][0])))]
        shift = add(apply(back, cum[l][1]), apply(net[l + 1][0], moved))
        parts[l + 1] = (back, [-e for e in shift])
    return flat(settle(net, parts, classes))


def settle(net, parts, classes):
    """Choose the output layer's part so that no output changes."""
    jac = jacobian(net, classes)
    error = apply(jac, flat(parts))
    q, m = len(net[-1][1]), len(net[-1][0][0])
    size = q * m + q
    extra = solve([row[-size:] for row in jac], [-e for e in error])
    return [*parts[:-1], cut(extra, net[-1:])[0]]


def degeneracy(name, classes, kernel=True, **options):
    base = zero_loss(name, classes, **options)
    net = network(base["layers"])
    hidden, m, q = len(net) - 1, len(net[0][0][0]), len(classes)
    k = hidden * (m * m + m) + q * m + q
    directions = [
        {"kind": kind, "class": label, "vector": direction(kind, net, l, classes)}
        for l, label in enumerate(base["order"])
        for kind in ("apex", "cone")
    ]
    jac = jacobian(net, classes)
    r = rank(jac)
    rest = {
        "layers": base["layers"],
        "K": k,
        "rank": r,
        "dimension": k - r,
        "rescaling": hidden * m,
        "directions": directions,
        "kernel": nullspace(jac),
    }
    if not kernel:
        del rest["kernel"]
    return certificate("T4", name, classes, rest)


def rescalings(net):
    for l in range(len(net) - 1):
        for r in range(len(net[l][0])):
            parts = still(net)
            parts[l][0][r], parts[l][1][r] = list(net[l][0][r]), net[l][1][r]
            for row, weights in zip(parts[l + 1][0], net[l + 1][0], strict=True):
                row[r] = -weights[r]
            yield flat(parts)


def is_degenerate_as_claimed(cert, classes):
    net = network(cert["layers"])
    at = collapses(net, classes)
    if at is None or set(at) != {c[0] for c in classes} or cost(net, classes):
        return False
    jac = [list(row) for row in {tuple(row) for row in jacobian(net, classes)}]
    k, r = len(jac[0]), rank(jac)
    scales = list(rescalings(net))
    kernel = [vector(v) for v in cert.get("kernel", [])]
    tangents = [vector(d["vector"]) for d in cert["directions"]]
    if (
        not invertible(net)
        or (cert["K"], cert["rank"], cert["dimension"]) != (k, r, k - r)
        or r != cert["Q"] ** 2
        or cert["rescaling"] != len(scales)
        or rank(scales) != len(scales)
        or any(any(apply(jac, v)) or not any(v) for v in scales + kernel + tangents)
        or ("kernel" in cert and (len(kernel) != k - r or rank(kernel) != k - r))
    ):
        return False
    for one, v in zip(cert["directions"], tangents, strict=True):
        changes = rates(net, cut(v, net))
        for label, l in at.items():
            (w, b), (dw, db) = cumulative(net)[l], changes[l]
            p = [-e for e in solve(w, b)]
            moves, turns = any(add(apply(dw, p), db)), any(map(any, dw))
            own = label == one["class"]
            if one["kind"] == "apex" and moves != own:
                return False
            if one["kind"] == "cone" and (moves or turns != own):
                return False
        if one["kind"] == "apex" and any(any(map(any, dw)) for dw, _ in changes[:-1]):
            return False
    return True
