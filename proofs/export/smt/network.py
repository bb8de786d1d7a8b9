"""A network as SMT-LIB definitions, and the facts about it that several statements share.

The input x1..xM is a tuple of unknowns; relu is an if-then-else; every weight is the rational of
the certificate. That x is a training point is a disjunction over the points, so that one query
speaks of a whole class: "there is a point of the class at which the network does not do this".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from fractions import Fraction

from proofs.checker.values import Class, Network, Vector
from proofs.export.smt.terms import Query, Section, among, both, define, equal, linear, reals

__all__ = [
    "RELU",
    "apex_query",
    "class_query",
    "definitions",
    "independence",
    "invertible",
    "literal",
    "names",
]

RELU = "(define-fun relu ((t Real)) Real (ite (< t 0.0) 0.0 t))"


def literal(text: str) -> str:
    """A label as a JSON literal in ASCII: whatever it holds, it stays in its comment."""
    return json.dumps(text)


def names(letter: str, count: int) -> list[str]:
    """letter1..letterN.

    >>> names("x", 2)
    ['x1', 'x2']
    """
    return [f"{letter}{k}" for k in range(1, count + 1)]


def definitions(network: Network, M: int) -> tuple[str, ...]:
    """Unknown inputs x, then z{l}_{r} and h{l}_{r} before and behind relu, outputs y{r}.

    The same layers as one affine chain, without relu, are g{l}_{r}: their cumulative parameters.
    """
    lines = [RELU, *reals(names("x", M))]
    active = chain = names("x", M)
    for l, (weights, bias) in enumerate(network, start=1):
        last = l == len(network)
        units = range(1, len(bias) + 1)
        for r, row, b in zip(units, weights, bias, strict=True):
            z = f"y{r}" if last else f"z{l}_{r}"
            lines.append(define(z, linear(row, active, b)))
            if not last:
                lines.append(define(f"h{l}_{r}", f"(relu {z})"))
            lines.append(define(f"g{l}_{r}", linear(row, chain, b)))
        active, chain = names(f"h{l}_", len(bias)), names(f"g{l}_", len(bias))
    return tuple(lines)


def class_query(
    one: Class,
    signs: Sequence[int],
    outputs: Sequence[str],
    rows: Iterable[Sequence[Fraction]] | None = None,
    more: Sequence[str] = (),
) -> Query:
    """At every point of the class all units have the sign of their layer, and the outputs are so.

    `outputs` are terms; `rows` are the points, or the points followed by values of o1..oQ that
    belong to them; `more` are further facts at each point.
    """
    M, Q = len(one.points[0]), len(one.target)
    rows = list(dict.fromkeys(one.points)) if rows is None else list(rows)
    known = [*names("x", M), *names("o", len(rows[0]) - M)]
    order = {-1: "<", 1: ">"}
    pattern = [
        f"({order[sign]} z{l}_{r} 0.0)"
        for l, sign in enumerate(signs, start=1)
        for r in range(1, M + 1)
    ]
    y = names("y", Q)
    told = ", ".join(f"{l}:{'+' if s > 0 else '-'}" for l, s in enumerate(signs, start=1))
    flipped = [f"({order[-signs[0]]} z1_1 0.0)", *pattern[1:]]
    raised = [f"(+ 1.0 {outputs[0]})", *outputs[1:]]
    return Query(
        f"class {literal(one.label)}: at each point of it the outputs are as recorded and "
        f"the signs of all units, layer by layer, are {told}",
        both([*pattern, equal(y, outputs), *more]),
        (
            ("another first output", both([*pattern, equal(y, raised), *more])),
            ("the other sign at the first unit", both([*flipped, equal(y, outputs), *more])),
        ),
        (among(known, rows),),
    )


def apex_query(label: str, l: int, apex: Vector) -> Query:
    """W(l) p + b(l) = 0 at the apex p of a class, for the cumulative parameters of layer l."""
    g = names(f"g{l}_", len(apex))
    zeros = ["0.0"] * len(apex)
    return Query(
        f"the apex p of class {literal(label)}: W({l}) p + b({l}) = 0",
        equal(g, zeros),
        (("= 1 in the first row", equal(g, ["1.0", *zeros[1:]])),),
        (among(names("x", len(apex)), [apex]),),
    )


def independence(what: str, vectors: Sequence[Vector]) -> Section:
    """The vectors are linearly independent: only the combination with all c = 0 vanishes."""
    c = names("c", len(vectors))
    columns = list(zip(*vectors, strict=True))
    sums = [f"(= {linear(column, c)} 0.0)" for column in columns]
    shorter = [f"(= {linear((*column[:-1], Fraction(0)), c)} 0.0)" for column in columns]
    zero = equal(c, ["0.0"] * len(c))
    return Section(
        f"{what} are linearly independent",
        tuple(reals(c)),
        (
            Query(
                f"c1 v1 + ... + c{len(c)} v{len(c)} = 0 only if all c are 0",
                f"(=> {both(sums)} {zero})",
                (("0 in place of the last vector", f"(=> {both(shorter)} {zero})"),),
            ),
        ),
    )


def invertible(network: Network) -> list[Section]:
    """The hidden weight matrices are invertible, as the definition of the networks asks (D2)."""
    return [
        independence(f"the columns of the weights of hidden layer {l}", tuple(zip(*W, strict=True)))
        for l, (W, _) in enumerate(network[:-1], start=1)
    ]
