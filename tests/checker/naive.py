"""Small certificates by hand, and their truth by definition: `Fraction`s, loops, no shortcuts.

Nothing here is shared with the checker: the networks are built from the recipe (collapse one class
a layer), the systems are solved by textbook Gauss-Jordan, the Jacobian is differentiated entry by
entry. Slow and obvious on purpose.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from fractions import Fraction as F

# --- linear algebra ----------------------------------------------------------------------------


def mul(a, b):
    return [[sum((x * y for x, y in zip(r, c, strict=True)), F(0)) for c in zip(*b)] for r in a]  # noqa: B905


def apply(a, x):
    return [sum((p * q for p, q in zip(row, x, strict=True)), F(0)) for row in a]


def add(x, y, s=1):
    return [p + s * q for p, q in zip(x, y, strict=True)]


def inner(x, y):
    return sum((p * q for p, q in zip(x, y, strict=True)), F(0))


def eye(n):
    return [[F(int(i == j)) for j in range(n)] for i in range(n)]


def transpose(a):
    return [list(column) for column in zip(*a, strict=True)]


def rref(rows):
    work, pivots = [list(r) for r in rows], []
    for column in range(len(work[0]) if work else 0):
        top = len(pivots)
        k = next((k for k in range(top, len(work)) if work[k][column]), None)
        if k is None:
            continue
        work[top], work[k] = work[k], work[top]
        work[top] = [x / work[top][column] for x in work[top]]
        for m in range(len(work)):
            if m != top and work[m][column]:
                work[m] = add(work[m], work[top], -work[m][column])
        pivots.append(column)
    return work, pivots


def rank(rows):
    return len(rref(rows)[1])


def solve(a, right):
    """Some x with a x = right (free unknowns 0); None when there is none."""
    work, pivots = rref([[*row, b] for row, b in zip(a, right, strict=True)])
    n = len(a[0])
    if n in pivots:
        return None
    x = [F(0)] * n
    for k, column in enumerate(pivots):
        x[column] = work[k][n]
    return x


def inverse(a):
    n = len(a)
    work, _ = rref([[*row, *unit] for row, unit in zip(a, eye(n), strict=True)])
    return [row[n:] for row in work]


def nullspace(rows):
    work, pivots = rref(rows)
    basis = []
    for free in (k for k in range(len(rows[0])) if k not in pivots):
        v = [F(0)] * len(rows[0])
        v[free] = F(1)
        for k, column in enumerate(pivots):
            v[column] = -work[k][free]
        basis.append(v)
    return basis


# --- networks: a list of (W, b) ------------------------------------------------------------------


def trace(net, x):
    """Pre-activations at every layer; the last one is the output."""
    seen = []
    for l, (w, b) in enumerate(net):
        z = add(apply(w, x), b)
        seen.append(z)
        x = z if l == len(net) - 1 else [max(e, F(0)) for e in z]
    return seen


def cumulative(net):
    m = len(net[0][0][0])
    w, b, result = eye(m), [F(0)] * m, []
    for wl, bl in net:
        w, b = mul(wl, w), add(apply(wl, b), bl)
        result.append((w, b))
    return result


def from_cumulative(pairs):
    """The network with the given cumulative parameters."""
    m = len(pairs[0][0][0])
    w, b, net = eye(m), [F(0)] * m, []
    for wc, bc in pairs:
        wl = mul(wc, inverse(w))
        net.append((wl, add(bc, apply(wl, b), -1)))
        w, b = wc, bc
    return net


def cost(net, classes):
    total = F(0)
    for _, y, points in classes:
        for x in points:
            r = add(trace(net, x)[-1], y, -1)
            total += inner(r, r) / len(points)
    return total


def pattern(net, classes):
    return [
        [tuple(e > 0 for z in trace(net, x)[:-1] for e in z) for x in points]
        for _, _, points in classes
    ]


def strict(net, classes):
    return all(e != 0 for _, _, ps in classes for x in ps for z in trace(net, x)[:-1] for e in z)


def collapse(f, p, negative, positive):
    """W = u f^T + eps 1 and b = -W p, eps so small that signs are those of f.(x - p)."""
    m, eps = len(p), F(1)
    while True:
        w = [[f[k] + eps * (i == k) for k in range(m)] for i in range(m)]
        b = [-e for e in apply(w, p)]
        if (
            rank(w) == m
            and all(e < 0 for x in negative for e in add(apply(w, x), b))
            and all(e > 0 for x in positive for e in add(apply(w, x), b))
        ):
            return w, b
        eps /= 2
        if eps < F(1, 2**30):
            raise ValueError("the hyperplane does not separate")


def build(classes, planes, collapsed, hidden, readout):
    """Collapse the listed classes in turn; further layers are the identity; read out by (A, c).

    `planes[label]` is (f, p).
    """
    now = {label: list(points) for label, _, points in classes}
    m = len(classes[0][2][0])
    pairs = []
    for label in collapsed:
        f, p = planes[label]
        others = [x for other, xs in now.items() if other != label for x in xs]
        pairs.append(collapse(f, p, now[label], others))
        now[label] = [p]
    while len(pairs) < hidden:
        shift = 1 + max(abs(e) for xs in now.values() for x in xs for e in x)
        pairs.append((eye(m), [F(shift)] * m))
    return from_cumulative([*pairs, readout])


# --- writing -------------------------------------------------------------------------------------


def text(value):
    if isinstance(value, F):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [text(entry) for entry in value]
    if isinstance(value, dict):
        return {key: text(entry) for key, entry in value.items()}
    return value


def layers(net):
    return [{"W": w, "b": b} for w, b in net]


def body(key, value):
    if key == "minima" and isinstance(value, list):
        return json.dumps(key) + ": [" + ",\n".join(map(json.dumps, value)) + "]"
    return json.dumps(key) + ": " + json.dumps(value)


def write(cert, renew=True):
    """The bytes of a certificate; its two digests are made anew unless they are to stay stale."""
    if not isinstance(cert, dict):
        return json.dumps(cert).encode()
    cert = dict(cert)
    if renew and "data_digest" in cert:
        cert["data_digest"] = hashlib.sha256(json.dumps(cert.get("data")).encode()).hexdigest()
    lines = [body(key, value) for key, value in cert.items()]
    if renew and "digest" in cert:
        head = "{" + ",\n".join(lines[:-1]) + ",\n"
        lines[-1] = body("digest", hashlib.sha256(head.encode()).hexdigest())
    return ("{" + ",\n".join(lines) + "}\n").encode()


def certificate(statement, name, classes, rest):
    data = {
        "name": name,
        "classes": [{"label": l, "target": y, "points": ps} for l, y, ps in classes],
    }
    counts = {
        "Q": len(classes),
        "M": len(classes[0][2][0]),
        "N": sum(len(ps) for _, _, ps in classes),
    }
    cert = {
        "schema": "truncation-certificate/1",
        "statement": statement,
        "producer": "by hand",
        "data": data,
        "data_digest": "",
        **counts,
        **rest,
        "digest": "",
    }
    return json.loads(write(text(cert)))


# --- data ----------------------------------------------------------------------------------------


def exact(rows):
    return [[F(e) for e in row] for row in rows]


def unit(q, j):
    return [F(int(i == j)) for i in range(q)]


def mean(points):
    return [sum(c, F(0)) / len(points) for c in zip(*points, strict=True)]


def two_triangles():
    a = exact([["4", "1/4"], ["15/4", "0"], ["17/4", "-1/4"]])
    b = exact([["0", "4"], ["1/4", "4"], ["-1/4", "15/4"]])
    return [("a", unit(2, 0), a), ("b", unit(2, 1), b)]


def simplices(q, m=None, label=lambda j: "class " + str(j)):
    """q small simplices around 4 e_j (or, with m < q, around corners of a smaller shape)."""
    m = m or q
    classes = []
    for j in range(q):
        centre = [F(4 * int(i == j)) for i in range(m)]
        corners = [add(centre, unit(m, k), F(1, 4 + j)) for k in range(m)]
        classes.append((label(j), unit(q, j), [centre, *corners]))
    return classes


def planes_of(classes, mu):
    """f_j = xbar - xbar_j and p_j = xbar + mu (xbar_j - xbar)."""
    means = [mean(points) for _, _, points in classes]
    if len(classes) == 1:  # no other class: push it below a hyperplane in the first coordinate
        m = len(means[0])
        top = 1 + max(x[0] for x in classes[0][2])
        return {classes[0][0]: (unit(m, 0), [top, *means[0][1:]])}
    centre = mean(means)
    return {
        c[0]: (add(centre, x, -1), add(centre, add(x, centre, -1), mu))
        for c, x in zip(classes, means, strict=True)
    }


# --- T3 ------------------------------------------------------------------------------------------


def zero_loss(name, classes, *, mu=F(1, 2), extra=0, readout="affine", reverse=False):
    planes = planes_of(classes, mu)
    order = [c[0] for c in classes][:: -1 if reverse else 1]
    q, m = len(classes), len(classes[0][2][0])
    tail = [F(1)] if readout == "affine" else []
    system = [[*planes[c[0]][1], *tail] for c in classes]
    rows = [solve(system, [c[1][i] for c in classes]) for i in range(q)]
    a, c0 = [row[:m] for row in rows], [row[m] if tail else F(0) for row in rows]
    net = build(classes, planes, order, q + extra, (a, c0))
    points = {label: xs for label, _, xs in classes}
    margins = {}
    for k, label in enumerate(order):
        f, p = planes[label]
        near = [x for other in order[k:] for x in points[other]]
        near += [planes[other][1] for other in order[:k]]
        margins[label] = min(abs(inner(f, add(x, p, -1))) for x in near)
    rest = {
        "readout": readout,
        "layers": layers(net),
        "order": order,
        "hyperplanes": {
            label: {"normal": planes[label][0], "offset": inner(*planes[label])} for label in order
        },
        "apexes": {label: planes[label][1] for label in order},
        "margins": margins,
        "cost_squared": F(0),
        "strict_activation": True,
    }
    return certificate("T3", name, classes, rest)


# --- T3' -----------------------------------------------------------------------------------------


def obstruction(name, classes, entries):
    """`entries`: (class, against, [[index, weight]], [[label, index, weight]]) each."""
    records = [
        {"class": c, "against": against, "convex_combination": {"class": own, "rest": rest}}
        for c, against, own, rest in entries
    ]
    return certificate(
        "T3'", name, classes, {"obstruction": records[0], "further_obstructions": records[1:]}
    )


def crossing():
    """Two segments that cross, and a class nobody needs."""
    a = exact([[0, 0], [4, 4], [0, "1/2"]])
    b = exact([[0, 4], [4, 0]])
    return [("a", unit(3, 0), a), ("b", unit(3, 1), b), ("c", unit(3, 2), exact([[9, 9]]))]


def nested():
    """Three classes, each with a point in the hull of the other two."""
    a = exact([[0, 0], [3, 3], [1, 2]])
    b = exact([[3, 0], [0, 3], [2, 1]])
    c = exact([[1, 1], [5, 0]])
    return [("a", unit(3, 0), a), ("b", unit(3, 1), b), ("c", unit(3, 2), c)]


def crossing_certificate():
    half = F(1, 2)
    entry = ("a", ["b"], [[0, half], [1, half]], [["b", 0, half], ["b", 1, half]])
    return obstruction("crossing", crossing(), [entry])


def nested_certificate():
    third, two = F(1, 3), F(2, 3)
    one = F(1)
    return obstruction(
        "nested",
        nested(),
        [
            ("a", ["b", "c"], [[2, one]], [["b", 0, third], ["b", 1, two]]),
            ("b", ["a", "c"], [[0, third], [1, two]], [["a", 2, one]]),
            ("c", ["a", "b"], [[0, one]], [["a", 0, two], ["a", 1, third]]),
        ],
    )


# --- T4 ------------------------------------------------------------------------------------------


def jacobian(net, classes):
    """All outputs at all points, differentiated in every parameter by the chain rule."""
    rows = []
    for _, _, points in classes:
        for x in points:
            seen = trace(net, x)
            inputs = [x, *([max(e, F(0)) for e in z] for z in seen[:-1])]
            for i in range(len(seen[-1])):
                back, blocks = unit(len(seen[-1]), i), []
                for l in reversed(range(len(net))):
                    if l < len(net) - 1:
                        back = [g if z > 0 else F(0) for g, z in zip(back, seen[l], strict=True)]
                    blocks.insert(0, [g * h for g in back for h in inputs[l]] + back)
                    back = apply(transpose(net[l][0]), back)
                rows.append([e for block in blocks for e in block])
    return rows


def flat(parts):
    return [e for w, b in parts for e in [x for row in w for x in row] + list(b)]


def cut(vector, net):
    parts, at = [], 0
    for w, _ in net:
        height, width = len(w), len(w[0])
        rows = [vector[at + k * width : at + (k + 1) * width] for k in range(height)]
        at += height * width
        parts.append((rows, vector[at : at + height]))
        at += height
    return parts


def rates(net, parts):
    """dW(l), db(l) of the cumulative parameters along parts = (dW_l, db_l)."""
    m = len(net[0][0][0])
    w, b = eye(m), [F(0)] * m
    dw, db = [[F(0)] * m for _ in range(m)], [F(0)] * m
    result = []
    for (wl, bl), (dwl, dbl) in zip(net, parts, strict=True):
        dw, db = (
            [add(x, y) for x, y in zip(mul(dwl, w), mul(wl, dw), strict=True)],
            add(add(apply(dwl, b), dbl), apply(wl, db)),
        )
        w, b = mul(wl, w), add(apply(wl, b), bl)
        result.append((dw, db))
    return result


def still(net):
    return [([[F(0)] * len(w[0]) for _ in w], [F(0)] * len(w)) for w, _ in net]


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


def network(value):
    return [([[F(e) for e in row] for row in one["W"]], [F(e) for e in one["b"]]) for one in value]


# --- T5 ------------------------------------------------------------------------------------------


def truncated(classes, collapsed, apexes):
    return [(l, y, [apexes[l]] if l in collapsed else points) for l, y, points in classes]


def normal_equations(classes, affine):
    """G and the rows of H of the regressors x or (x, 1), class-weighted."""
    size = len(classes[0][2][0]) + affine
    g = [[F(0)] * size for _ in range(size)]
    h = [[F(0)] * size for _ in classes[0][1]]
    for _, y, points in classes:
        for x in points:
            e = [*x, F(1)][:size]
            g = [add(row, e, a / len(points)) for row, a in zip(g, e, strict=True)]
            h = [add(row, e, a / len(points)) for row, a in zip(h, y, strict=True)]
    return g, h


def best_readout(classes, affine):
    m = len(classes[0][2][0])
    g, h = normal_equations(classes, affine)
    rows = [solve(g, row) for row in h]
    return [row[:m] for row in rows], [row[m] if affine else F(0) for row in rows]


def readout_cost(classes, a, c):
    total = F(0)
    for _, y, points in classes:
        for x in points:
            r = add(add(apply(a, x), c), y, -1)
            total += inner(r, r) / len(points)
    return total


def minimizing_dimension(net, at, data, affine):
    """K less the rank of the differential of what is held and of what must vanish at a minimum.

    Held are the apexes p_j = -W(l)^-1 b(l) of `at` (label: layer from 0) and, linear, c = 0; a
    minimum is where the normal equations of the truncated data hold. Differentiated along each of
    the K coordinates: no formula counts anything.
    """
    cum = cumulative(net)
    g, _ = normal_equations(data, affine)
    inverses = {l: inverse(cum[l][0]) for l in set(at.values())}
    apexes = {l: [-e for e in apply(w, cum[l][1])] for l, w in inverses.items()}
    rows, size = [], len(flat(still(net)))
    for k in range(size):
        changes = rates(net, cut([F(int(i == k)) for i in range(size)], net))
        da, dc = changes[-1]
        moved = [
            e
            for l in at.values()
            for e in apply(inverses[l], add(apply(changes[l][0], apexes[l]), changes[l][1]))
        ]
        normal = [apply(g, [*row, e] if affine else row) for row, e in zip(da, dc, strict=True)]
        rows.append([*moved, *([] if affine else dc), *(e for row in normal for e in row)])
    return size - rank(rows)


def moves_less(net, classes, r):
    """The bound of the format, point by point."""
    m = len(net[0][0][0])
    for _, _, points in classes:
        for x in points:
            h, d = x, F(0)
            for w, b in net[:-1]:
                z = add(apply(w, h), b)
                norm = max(sum(map(abs, row)) for row in w)
                d = r * sum(map(abs, h)) + norm * d + r * m * d + r
                if d >= min(map(abs, z)):
                    return False
                h = [max(e, F(0)) for e in z]
                d = d if any(h) else F(0)
    return True


def radius(net, classes):
    r = F(1)
    while not moves_less(net, classes, r):
        r /= 2
    return r


def moved(net, at, apexes, a, c):
    """The same cumulative weights, with these apexes (at = their layers) and this readout."""
    pairs = cumulative(net)
    for label, l in at.items():
        pairs[l] = (pairs[l][0], [-e for e in apply(pairs[l][0], apexes[label])])
    return from_cumulative([*pairs[:-1], (a, c)])


def first_order_step(classes, at, apexes, readout, affine):
    """Minus the gradient of the cost in the apexes, or in c: (apexes, A, c) as functions of s."""
    a, c = readout
    targets = {label: y for label, y, _ in classes}
    slopes = {}
    for j in at:
        r = add(add(apply(a, apexes[j]), c), targets[j], -1)
        slopes[j] = apply(transpose(a), r)
    if any(any(v) for v in slopes.values()):
        return lambda s: ({j: add(apexes[j], slopes[j], -s) for j in at}, a, c)
    if not at and not affine:
        r = [F(0)] * len(classes)
        for _, y, points in classes:
            r = add(r, add(add(apply(a, mean(points)), c), y, -1))
        if any(r):
            return lambda s: (apexes, a, add(c, r, -s))
    return None


def second_order_step(classes, at, apexes, readout, affine):
    """The mixed direction of T5d: A + s e r w^T, p + s eta with eta in the kernel of A."""
    del affine
    a, c = readout
    (j,) = at
    target = next(y for label, y, _ in classes if label == j)
    r = add(add(apply(a, apexes[j]), c), target, -1)
    eta = nullspace(a)[0]
    w = [e / inner(eta, eta) for e in eta]
    eps = F(-1, 10**4)
    return lambda s: (
        {j: add(apexes[j], eta, s)},
        [add(row, w, s * eps * e) for row, e in zip(a, r, strict=True)],
        c,
    )


def witness(net, classes, value, curve):
    s = F(1)
    while s > F(1, 2**20):
        other = curve(s)
        if pattern(other, classes) == pattern(net, classes) and cost(other, classes) < value:
            return other
        s /= 2
    return None


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
    minima = []
    for collapsed in subsets(classes):
        data = truncated(classes, collapsed, apexes)
        for readout in readouts:
            affine = readout == "affine"
            a, c = best_readout(data, affine)
            item = {
                "collapsed": collapsed,
                "readout": readout,
                "feasible": len(collapsed) not in options.get("infeasible", ()),
                "value": readout_cost(data, a, c),
            }
            minima.append(item)
            if options.get("values_only"):
                continue
            item |= {"A": a, "c": c}
            if not item["feasible"]:
                scopes = ("output_layer", "apexes_held", "all_parameters")
                item["verdicts"] = dict.fromkeys(scopes, "unknown")
                continue
            net = build(classes, planes, collapsed, hidden, (a, c))
            at = {label: l for l, label in enumerate(collapsed)}
            g, h = normal_equations(data, True)
            stationary = all(apply(g, [*row, e]) == b for row, e, b in zip(a, c, h, strict=True))
            step = None
            if collapsed or not stationary:
                chosen = options.get("step", first_order_step) if collapsed else first_order_step
                step = chosen(classes, at, apexes, (a, c), affine)
            better = step and witness(
                net,
                classes,
                item["value"],
                lambda s, net=net, at=at, step=step: moved(net, at, *step(s)),
            )
            verdict = "refuted" if better else "unknown"
            theorem = "T5d" if better and collapsed and m >= q else None
            if theorem and not definite(classes, collapsed, affine):
                theorem = None
            if not collapsed and stationary:
                verdict, theorem = "proved", "T5c"
            elif item["value"] == 0:
                verdict, theorem, better = "proved", "T3", None
            centred = rank(normal_equations(data, affine)[0]) - affine
            item |= {
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
                item["witness"] = {
                    "layers": layers(better),
                    "cost_squared": cost(better, classes),
                    "candidate_cost_squared": item["value"],
                }
    rest = {
        "K": k,
        "hidden_layers": hidden,
        "values_only": bool(options.get("values_only")),
        "apexes": apexes,
        "minima": minima,
        "equal_values": equal_values(minima),
    }
    return certificate("T5", name, classes, rest)


def equal_values(minima):
    result = []
    for readout in ("linear", "affine"):
        chosen = [item for item in minima if item["readout"] == readout]
        for value in dict.fromkeys(item["value"] for item in chosen):
            members = [item["collapsed"] for item in chosen if item["value"] == value]
            if len(members) > 1:
                result.append(members)
    return result
