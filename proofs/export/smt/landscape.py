"""T5 in QF_NRA: the value of every subset (`minimum`), and networks that attain it or do better."""

from __future__ import annotations

from fractions import Fraction

from proofs.checker.reading import Certificate
from proofs.checker.values import (
    Data,
    Network,
    count,
    items,
    mapping,
    network,
    number,
    vector,
)
from proofs.export.evaluation import sign_of_class, trace
from proofs.export.smt.minimum import Item, minimum_queries, read_item
from proofs.export.smt.network import (
    apex_query,
    class_query,
    definitions,
    invertible,
    names,
)
from proofs.export.smt.terms import (
    Query,
    Section,
    both,
    equal,
    linear,
    numeral,
    plus,
    reals,
)

__all__ = ["landscape_sections"]

SQUARE = "(define-fun square ((t Real)) Real (* t t))"


def landscape_sections(certificate: Certificate) -> list[Section]:
    """The sections of a T5 certificate. Raises `Malformed`."""
    data, values = certificate.data, certificate.values
    placed = mapping(values["apexes"], "apexes")
    apexes = tuple(vector(placed.get(label), data.M, "apexes") for label in data.labels)
    hidden, K = count(values["hidden_layers"], "hidden_layers"), count(values["K"], "K")
    sections = [
        Section(
            "squares",
            tuple(reals(["s"])),
            (Query("s s >= 0", "(>= (* s s) 0.0)", (("1 for 0", "(>= (* s s) 1.0)"),)),),
        ),
        Section("counts", (), (_parameters(data, hidden, K),)),
    ]
    for entry in items(values["minima"], "minima"):
        item = read_item(data, apexes, mapping(entry, "minima"))
        sections.append(minimum_queries(item, K))
        if "candidate" in item.fields:
            sections += _candidate(item, hidden)
        if "witness" in item.fields:
            sections += _witness(item, hidden)
    return sections


def _parameters(data: Data, hidden: int, K: int) -> Query:
    M, Q, L, one = (numeral(Fraction(n)) for n in (data.M, data.Q, hidden, 1))
    counted = f"(+ (* {L} (+ (* {M} {M}) {M})) (* {Q} {M}) {Q})"
    recorded = numeral(Fraction(K))
    return Query(
        "K = L (M M + M) + Q M + Q",
        f"(= {recorded} {counted})",
        (("1 more", f"(= {recorded} (+ {one} {counted}))"),),
    )


def _candidate(item: Item, hidden: int) -> list[Section]:
    """The network collapses the subset at its apexes, and its readout is the recorded one."""
    data, (A, c) = item.data, item.readout()
    layers = network(item.fields["candidate"], data, "candidate", hidden)
    at, x, queries = _collapses(item, layers), names("x", data.M), []
    for j, one in enumerate(data.classes):
        seen = [numeral(e) for e in item.apexes[j]] if j in at else x
        wanted = [linear(row, seen, e) for row, e in zip(A, c, strict=True)]
        queries.append(class_query(one, _signs(at.get(j), hidden), wanted))
        if j in at:
            queries.append(apex_query(one.label, at[j], item.apexes[j]))
    if len(at) > 1:
        queries.append(_own_layers(list(at.values())))
    chain = names(f"g{hidden + 1}_", data.Q)
    wanted = [linear(row, x, e) for row, e in zip(A, c, strict=True)]
    raised = [f"(+ 1.0 {wanted[0]})", *wanted[1:]]
    queries.append(
        Query(
            "for all x, without relu, the network is A x + c",
            equal(chain, wanted),
            (("1 more in the first row", equal(chain, raised)),),
        )
    )
    title = f"{item.title}: a network that attains the value"
    return [*invertible(layers), Section(title, definitions(layers, data.M), tuple(queries))]


def _own_layers(collapsing: list[int]) -> Query:
    """The dimension counts an apex for each class, and a layer has only one."""
    listed = [numeral(Fraction(l)) for l in collapsing]
    return Query(
        "the layers that collapse the classes of the subset are distinct",
        f"(distinct {' '.join(listed)})",
        (("the first one twice", f"(distinct {' '.join([*listed, listed[0]])})"),),
    )


def _witness(item: Item, hidden: int) -> list[Section]:
    """A network with the candidate's activation pattern and a smaller cost."""
    data, witness = item.data, mapping(item.fields["witness"], "witness")
    at = _collapses(item, network(item.fields["candidate"], data, "candidate", hidden))
    layers = network(witness["layers"], data, "witness", hidden)
    queries, terms = [], []
    for j, one in enumerate(data.classes):
        rows = [(*x, *trace(layers, x)[-1][1]) for x in dict.fromkeys(one.points)]
        o = names("o", data.Q)
        queries.append(class_query(one, _signs(at.get(j), hidden), o, rows))
        for row in rows:
            weight = Fraction(one.points.count(row[: data.M]), len(one.points))
            errors = [
                f"(square (- {numeral(a)} {numeral(t)}))"
                for a, t in zip(row[data.M :], one.target, strict=True)
            ]
            terms.append(f"(* {numeral(weight)} {plus(errors)})")
    cost = number(witness["cost_squared"], "cost_squared")
    before = number(witness["candidate_cost_squared"], "candidate_cost_squared")

    def fact(cost: Fraction) -> str:
        facts = [f"(= {plus(terms)} {numeral(cost)})", f"(< {numeral(cost)} {numeral(before)})"]
        return both([*facts, f"(= {numeral(before)} {numeral(item.value)})"])

    queries.append(
        Query(
            "its cost is as recorded, and smaller than that of the candidate, which is the value",
            fact(cost),
            (("another cost", fact(cost / 2 - 1)),),
        )
    )
    title = f"{item.title}: a network of the same pattern with a smaller cost"
    setup = (SQUARE, *definitions(layers, data.M), *reals(names("o", data.Q)))
    return [*invertible(layers), Section(title, setup, tuple(queries))]


def _collapses(item: Item, layers: Network) -> dict[int, int]:
    """The hidden layer (from 1) that collapses each class of the subset: what the queries
    assert.
    """
    result = {}
    for j in item.collapsed:
        signs = sign_of_class(layers, item.data.classes[j].points[0])
        result[j] = signs.index(-1) + 1 if -1 in signs else 1
    return result


def _signs(collapse: int | None, hidden: int) -> list[int]:
    return [-1 if l == collapse else 1 for l in range(1, hidden + 1)]
