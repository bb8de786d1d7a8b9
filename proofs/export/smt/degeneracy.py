"""T4 in QF_LRA: the differential of all outputs is onto (Q^Q)^Q and kills the listed vectors.

Notation: v is a tangent vector of all K parameters, cut into (dW_l, db_l). A class collapsed at
layer l sends 0 out of it, and 0 moves nowhere (all units are negative there), so that behind it

    dz = dW h + W dh + db,    dh = dz where units are positive,

with the hidden vectors h of the class, one number each: the queries about the network prove signs
and numbers, and the differential d{j}_{r} (output r of class j) is linear in v. It is the same for
all points of a class, so its rank is at most Q Q; a right inverse shows that it is Q Q.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofs.checker.errors import Malformed
from proofs.checker.exact import integers, solve
from proofs.checker.reading import Certificate
from proofs.checker.values import Network, Vector, count, items, mapping, network, vector
from proofs.export.evaluation import inner, sign_of_class, trace
from proofs.export.smt.network import class_query, definitions, independence, invertible, names
from proofs.export.smt.terms import (
    Query,
    Section,
    among,
    apart,
    both,
    define,
    equal,
    linear,
    numeral,
    plus,
    reals,
)

__all__ = ["degeneracy_sections"]


def degeneracy_sections(certificate: Certificate) -> list[Section]:
    """The sections of a T4 certificate. Raises `Malformed`."""
    data, values = certificate.data, certificate.values
    layers = network(values["layers"], data, "layers")
    K = sum(len(W) * len(W[0]) + len(b) for W, b in layers)
    behind, queries = [], []
    for one in data.classes:
        pattern = sign_of_class(layers, one.points[0])
        if -1 not in pattern:
            raise Malformed("layers: expected a layer that collapses each class, found none")
        l = pattern.index(-1) + 1
        signs = [-1 if k == l else 1 for k in range(1, len(layers))]
        hidden = [h for h, _ in trace(layers, one.points[0])[l:]]
        told = [
            f"(= h{k}_{r} {numeral(e)})"
            for k, h in enumerate(hidden, start=l)
            for r, e in enumerate(h, start=1)
        ]
        behind.append((l, hidden))
        wanted = [numeral(t) for t in one.target]
        queries.append(class_query(one, signs, wanted, more=told))
    listed = {"a rescaling": _rescalings(layers)}
    for entry in items(values["directions"], "directions"):
        direction = vector(mapping(entry, "directions")["vector"], K, "directions")
        listed.setdefault("a direction", []).append(direction)
    if "kernel" in values:
        kernel = [vector(v, K, "kernel") for v in items(values["kernel"], "kernel")]
        listed["a kernel vector"] = kernel
    sections = [
        *invertible(layers),
        Section("the network", definitions(layers, data.M), tuple(queries)),
        _differential(layers, behind, listed),
        Section("counts", (), (_counts(certificate, K, listed),)),
        independence("the rescalings", listed["a rescaling"]),
    ]
    if listed.get("a kernel vector"):
        sections.append(independence("the kernel vectors", listed["a kernel vector"]))
    return sections


def _differential(
    layers: Network,
    behind: Sequence[tuple[int, list[Vector]]],
    listed: dict[str, list[Vector]],
) -> Section:
    """d{j}_{r} as a linear function of v, its right inverse, and the vectors it kills."""
    Q, starts, K = len(layers[-1][1]), [], 0
    for W, b in layers:
        starts.append(K)
        K += len(W) * len(W[0]) + len(b)
    v, setup = names("v", K), []
    setup += reals(v)
    for j, (own, hidden) in enumerate(behind, start=1):
        moved: list[str] = []  # dh; nothing moves right behind the layer that collapses the class
        for l, h in enumerate(hidden, start=own):
            W, b = layers[l]
            start, width = starts[l], len(h)
            biases = v[start + len(b) * width :]
            last = l == len(layers) - 1
            lines = [f"d{j}_{r}" if last else f"m{j}_{l}_{r}" for r in range(1, len(b) + 1)]
            for r, name in enumerate(lines):
                own_weights = v[start + r * width : start + (r + 1) * width]
                parts = [linear(h, own_weights), biases[r]]
                parts += [linear(W[r], moved)] if moved else []
                setup.append(define(name, plus([p for p in parts if p != "0.0"])))
            moved = lines
    d = [f"d{j}_{r}" for j in range(1, Q + 1) for r in range(1, Q + 1)]
    e = names("e", Q * Q)
    setup += reals(e)
    onto = Query(
        "the differential is onto: a right inverse, each v with its image e (rank >= Q Q)",
        equal(d, e),
        (("another first image", equal(d, [f"(+ 1.0 {e[0]})", *e[1:]])),),
        (among([*v, *e], _right_inverse(behind, K, Q)),),
    )
    zeros = ["0.0"] * len(d)
    killed = [
        Query(
            f"the differential kills each v that is listed as {kind}, and v is not 0",
            both([equal(d, zeros), apart(v)]),
            (("1 in the first image", both([equal(d, ["1.0", *zeros[1:]]), apart(v)])),),
            (among(v, vectors),),
        )
        for kind, vectors in listed.items()
        if vectors
    ]
    title = "the differential of the outputs in all parameters, one row for each class and output"
    return Section(title, tuple(setup), (onto, *killed))


def _right_inverse(
    behind: Sequence[tuple[int, list[Vector]]], K: int, Q: int
) -> list[tuple[Fraction, ...]]:
    """For each class j and output r a v in the output layer alone that moves d{j}_{r} only.

    With the rows H = [h_j 1] of the last hidden vectors, w = H^T (H H^T)^-1 e_j has H w = e_j.
    """
    rows = [(*hidden[-1], Fraction(1)) for _, hidden in behind]
    gram, scale = integers([[inner(a, b) for b in rows] for a in rows])
    M, result = len(rows[0]) - 1, []
    for j in range(Q):
        try:
            y = solve(gram, [scale * (i == j) for i in range(Q)])
        except ValueError:
            raise Malformed("layers: expected independent hidden vectors, found others") from None
        w = [inner(y, column) for column in zip(*rows, strict=True)]
        for r in range(Q):
            v, e = [Fraction(0)] * K, [Fraction(0)] * (Q * Q)
            at = K - Q - Q * M + r * M
            v[at : at + M], v[K - Q + r] = w[:-1], w[-1]
            e[j * Q + r] = Fraction(1)
            result.append((*v, *e))
    return result


def _rescalings(layers: Network) -> list[Vector]:
    """Row r of (W_l, b_l) up, column r of W_{l+1} down, as tangent vectors."""
    result = []
    for l in range(len(layers) - 1):
        for r in range(len(layers[l][1])):
            v: list[Fraction] = []
            for k, (W, b) in enumerate(layers):
                for i, row in enumerate(W):
                    up = k == l and i == r
                    v += [entry * (up - (k == l + 1 and s == r)) for s, entry in enumerate(row)]
                v += [entry * (k == l and i == r) for i, entry in enumerate(b)]
            result.append(tuple(v))
    return result


def _counts(certificate: Certificate, K: int, listed: dict[str, list[Vector]]) -> Query:
    def term(n: int) -> str:
        return numeral(Fraction(n))

    values, Q = certificate.values, certificate.data.Q
    recorded = {key: count(values[key], key) for key in ("K", "rank", "dimension", "rescaling")}
    facts = [
        f"(= {term(recorded['K'])} {term(K)})",
        f"(= {term(recorded['rank'])} (* {term(Q)} {term(Q)}))",
        f"(= (+ {term(recorded['rank'])} {term(recorded['dimension'])}) {term(K)})",
        f"(= {term(recorded['rescaling'])} {term(len(listed['a rescaling']))})",
    ]
    if "a kernel vector" in listed:
        facts.append(f"(= {term(recorded['dimension'])} {term(len(listed['a kernel vector']))})")
    wrong = f"(= {term(recorded['rank'])} (+ 1.0 (* {term(Q)} {term(Q)})))"
    return Query(
        "K, rank = Q Q, rank + dimension = K, the numbers of rescalings and of kernel vectors",
        both(facts),
        (("another rank", both([*facts, wrong])),),
    )
