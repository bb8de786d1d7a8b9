"""T5 in QF_NRA: the value of every subset is the least cost of a readout, and networks attain it.

That no readout A, c costs less than the value is asked in three steps a solver finds easy, also
for hundreds of points: the cost is V + sum d s^2 for certain linear forms s of (A, c) (equality of
quadratic polynomials in one row a1..aM of A and, affine, its entry g of c: coefficient by
coefficient); squares are not negative; hence the cost is at least V, which is the value.
Minima are those of the truncated data: points of a collapsed class are replaced by its apex.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofs.checker.reading import Certificate
from proofs.checker.values import (
    Data,
    Network,
    Vector,
    count,
    items,
    labels,
    mapping,
    matrix,
    network,
    number,
    one_of,
    vector,
)
from proofs.export.evaluation import sign_of_class, trace
from proofs.export.smt.network import (
    apex_query,
    class_query,
    definitions,
    independence,
    invertible,
    literal,
    names,
)
from proofs.export.smt.squares import Squares, complete
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

__all__ = ["landscape"]

SQUARE = "(define-fun square ((t Real)) Real (* t t))"


@dataclass(frozen=True, slots=True)
class _Item:
    """One subset with one readout."""

    data: Data
    title: str
    fields: dict[str, object]
    collapsed: tuple[int, ...]
    affine: bool
    value: Fraction
    apexes: tuple[Vector, ...]
    observed: tuple[tuple[Fraction, Vector, Vector], ...]  # (weight, point or (1, point), target)
    squares: Squares

    def readout(self) -> tuple[tuple[Vector, ...], Vector]:
        """The recorded (A, c)."""
        A = matrix(self.fields["A"], self.data.Q, self.data.M, "A")
        return A, vector(self.fields["c"], self.data.Q, "c")


def landscape(certificate: Certificate) -> list[Section]:
    """The sections of a T5 certificate. Raises `Malformed`."""
    data, values = certificate.data, certificate.values
    placed = mapping(values["apexes"], "apexes")
    apexes = tuple(vector(placed.get(label), data.M, "apexes") for label in data.labels)
    hidden, K = count(values["hidden_layers"], "hidden_layers"), count(values["K"], "K")
    sections = [
        independence("the targets", [c.target for c in data.classes]),
        Section(
            "squares",
            tuple(reals(["s"])),
            (Query("s s >= 0", "(>= (* s s) 0.0)", (("1 for 0", "(>= (* s s) 1.0)"),)),),
        ),
        Section("counts", (), (_parameters(data, hidden, K),)),
    ]
    for entry in items(values["minima"], "minima"):
        item = _item(data, apexes, mapping(entry, "minima"))
        sections.append(_minimum(item, K))
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


def _item(data: Data, apexes: tuple[Vector, ...], fields: dict[str, object]) -> _Item:
    collapsed = labels(fields["collapsed"], data, "collapsed")
    readout = one_of(fields["readout"], ["linear", "affine"], "readout")
    affine = readout == "affine"
    # the 1 goes first, so that the later pivots are those of the centred moments
    first = (Fraction(1),) if affine else ()
    observed = tuple(
        (w, (*first, *x), data.classes[j].target)
        for w, x, j in _observations(data, apexes, collapsed)
    )
    chosen = ", ".join(literal(data.labels[j]) for j in collapsed) or "none"
    title = f"collapsed: {chosen}; {readout} readout"
    value = number(fields["value"], "value")
    squares = complete(observed)
    return _Item(data, title, fields, collapsed, affine, value, apexes, observed, squares)


def _observations(
    data: Data, apexes: Sequence[Vector], collapsed: Sequence[int]
) -> list[tuple[Fraction, Vector, int]]:
    """(weight, truncated point, class), equal points of a class together."""
    result = []
    for j, one in enumerate(data.classes):
        points = (apexes[j],) if j in collapsed else one.points
        result += [(Fraction(points.count(x), len(points)), x, j) for x in dict.fromkeys(points)]
    return result


def _minimum(item: _Item, K: int) -> Section:
    q = names("q", len(item.squares.scales) * item.data.Q)
    queries = [*_identity(item), _bound(item, q)]
    if "A" in item.fields:
        queries.append(_attained(item))
    if "dimension" in item.fields:
        queries.append(_dimension(item, K))
    return Section(f"{item.title}: the value", tuple(reals(q)), tuple(queries))


def _identity(item: _Item) -> list[Query]:
    """sum w (u.x - y)^2 = V + sum d (l.u - e)^2, coefficient by coefficient in u."""
    squares, queries = item.squares, []
    unknowns = [*(["g"] if item.affine else []), *names("a", item.data.M)]
    columns = list(zip(*(x for _, x, _ in item.observed), strict=True))
    weights = [w for w, _, _ in item.observed]
    lines = list(zip(*squares.forms, strict=True)) or [()] * len(columns)

    def coefficient(left: Sequence[Fraction], right: Sequence[Fraction]) -> str:
        return _products(weights, left, right)

    def completed(left: Sequence[Fraction], right: Sequence[Fraction]) -> str:
        return _products(squares.scales, left, right)

    facts = [
        (coefficient(columns[s], columns[t]), completed(lines[s], lines[t]))
        for s in range(len(columns))
        for t in range(s, len(columns))
    ]
    queries.append(
        _coefficients(f"in the products of two of {' '.join(unknowns)}, for all rows", facts)
    )
    for r, least in enumerate(squares.minima):
        y = [target[r] for _, _, target in item.observed]
        e = [value[r] for value in squares.values]
        facts = [(coefficient(c, y), completed(l, e)) for c, l in zip(columns, lines, strict=True)]
        facts.append((coefficient(y, y), f"(+ {numeral(least)} {completed(e, e)})"))
        queries.append(
            _coefficients(f"in the unknowns one by one, and in 1, for row {r + 1}", facts)
        )
    return queries


def _products(
    weights: Sequence[Fraction], left: Sequence[Fraction], right: Sequence[Fraction]
) -> str:
    return plus(
        [
            f"(* {numeral(w)} {numeral(a)} {numeral(b)})"
            for w, a, b in zip(weights, left, right, strict=True)
            if a and b
        ]
    )


def _coefficients(what: str, facts: Sequence[tuple[str, str]]) -> Query:
    left, right = [a for a, _ in facts], [b for _, b in facts]
    return Query(
        f"the cost and the constant plus squares have the same coefficients {what}",
        equal(left, right),
        (("1 more in the last", equal(left, [*right[:-1], f"(+ 1.0 {right[-1]})"])),),
    )


def _bound(item: _Item, q: Sequence[str]) -> Query:
    least = plus([numeral(V) for V in item.squares.minima])
    scales = [d for d in item.squares.scales for _ in range(item.data.Q)]
    not_negative = both([f"(>= {name} 0.0)" for name in q])

    def fact(value: Fraction) -> str:
        bound = f"(>= {plus([least, linear(scales, q)])} {numeral(value)})"
        return both([f"(= {least} {numeral(value)})", f"(=> {not_negative} {bound})"])

    return Query(
        "the constants of all rows add up to the value, and with any squares q >= 0 to no less",
        fact(item.value),
        (("1 more", fact(item.value + 1)),),
    )


def _attained(item: _Item) -> Query:
    A, c = item.readout()
    forms = [] if item.affine else [numeral(e) for e in c]
    for r in range(item.data.Q):
        known = [numeral(e) for e in ((c[r], *A[r]) if item.affine else A[r])]
        forms += [
            linear(form, known, -e[r])
            for form, e in zip(item.squares.forms, item.squares.values, strict=True)
        ]
    zeros = ["0.0"] * len(forms)
    return Query(
        f"all squares vanish at the recorded A, c{'' if item.affine else '; c = 0'}",
        equal(forms, zeros),
        (("1 in place of the last 0", equal(forms, [*zeros[:-1], "1.0"])),),
    )


def _dimension(item: _Item, K: int) -> Query:
    """K less the apexes, the readout's squares (Q rows of g + 1, affine) and c."""
    rank = len(item.squares.scales) - item.affine
    fixed = item.data.M * len(item.collapsed) + item.data.Q * (rank + 1)
    dimension = count(item.fields["dimension"], "dimension")

    def fact(n: int) -> str:
        whole, taken, left = (numeral(Fraction(k)) for k in (K, fixed, n))
        return f"(= (- {whole} {taken}) {left})"

    return Query(
        f"dimension = K - M |I| - Q g - Q with g = {rank} squares of A a row",
        fact(dimension),
        (("1 more", fact(dimension + 1)),),
    )


def _candidate(item: _Item, hidden: int) -> list[Section]:
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


def _witness(item: _Item, hidden: int) -> list[Section]:
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


def _collapses(item: _Item, layers: Network) -> dict[int, int]:
    """The hidden layer (from 1) that collapses each class of the subset: what the queries assert."""
    result = {}
    for j in item.collapsed:
        signs = sign_of_class(layers, item.data.classes[j].points[0])
        result[j] = signs.index(-1) + 1 if -1 in signs else 1
    return result


def _signs(collapse: int | None, hidden: int) -> list[int]:
    return [-1 if l == collapse else 1 for l in range(1, hidden + 1)]
