"""The value of one subset of T5: no readout costs less, and the recorded one costs as much.

Asked in three steps that a solver finds easy, also for hundreds of points: the cost of a readout
(A, c) is V + sum d (l.u - e)^2 (equality of quadratic polynomials in u, one row a1..aM of A and,
affine, its entry g of c: coefficient by coefficient, each defined by its name m{k}); squares are
not negative; hence the cost is at least V, which is the value. It is the cost of the truncated
data: the points of a collapsed class are replaced by its apex.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofs.checker.values import Data, Vector, count, labels, matrix, number, one_of, vector
from proofs.export.smt.network import literal, names
from proofs.export.smt.squares import Squares, complete
from proofs.export.smt.terms import (
    Query,
    Section,
    both,
    define,
    equal,
    linear,
    numeral,
    plus,
    reals,
)

__all__ = ["Item", "minimum_queries", "read_item"]


@dataclass(frozen=True, slots=True)
class Item:
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


def read_item(data: Data, apexes: tuple[Vector, ...], fields: dict[str, object]) -> Item:
    """An entry of `minima`, with its completed squares. Raises `Malformed`."""
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
    return Item(data, title, fields, collapsed, affine, value, apexes, observed, squares)


def _observations(
    data: Data, apexes: Sequence[Vector], collapsed: Sequence[int]
) -> list[tuple[Fraction, Vector, int]]:
    """(weight, truncated point, class), equal points of a class together."""
    result = []
    for j, one in enumerate(data.classes):
        points = (apexes[j],) if j in collapsed else one.points
        result += [(Fraction(points.count(x), len(points)), x, j) for x in dict.fromkeys(points)]
    return result


def minimum_queries(item: Item, K: int) -> Section:
    """The queries about the value, the recorded readout and the dimension of the minimizing set."""
    q = names("q", len(item.squares.scales) * item.data.Q)
    moments, queries = _identity(item)
    queries.append(_bound(item, q))
    if "A" in item.fields:
        queries.append(_attained(item))
    if "dimension" in item.fields:
        queries.append(_dimension(item, K))
    setup = [define(name, term) for name, term in moments.items()]
    return Section(f"{item.title}: the value", (*reals(q), *setup), tuple(queries))


def _identity(item: Item) -> tuple[dict[str, str], list[Query]]:
    """The coefficients of the cost, by name, and their equality with those of the squares."""
    squares = item.squares
    unknowns = [*(["g"] if item.affine else []), *names("a", item.data.M)]
    columns = list(zip(*(x for _, x, _ in item.observed), strict=True))
    lines = list(zip(*squares.forms, strict=True)) or [()] * len(columns)
    weights = [w for w, _, _ in item.observed]
    moments: dict[str, str] = {}

    def same(of: str, triples: Sequence[tuple[Vector, Vector, str]]) -> Query:
        named = names("m", len(moments) + len(triples))[len(moments) :]
        terms = [_products(weights, left, right) for left, right, _ in triples]
        moments.update(zip(named, terms, strict=True))
        completed = [term for _, _, term in triples]
        raised = [*completed[:-1], f"(+ 1.0 {completed[-1]})"]
        return Query(
            f"the cost and the constant plus squares have the same coefficients {of}",
            equal(named, completed),
            (("1 more in the last", equal(named, raised)),),
        )

    pairs = [(s, t) for s in range(len(columns)) for t in range(s, len(columns))]
    triples = [
        (columns[s], columns[t], _products(squares.scales, lines[s], lines[t])) for s, t in pairs
    ]
    queries = [same(f"in the products of two of {' '.join(unknowns)}, for all rows", triples)]
    for r, least in enumerate(squares.minima):
        y = tuple(target[r] for _, _, target in item.observed)
        e = tuple(value[r] for value in squares.values)
        triples = [
            (column, y, _products(squares.scales, line, e))
            for column, line in zip(columns, lines, strict=True)
        ]
        constant = plus([numeral(least), _products(squares.scales, e, e)])
        triples.append((y, y, constant))
        queries.append(same(f"in the unknowns one by one, and in 1, for row {r + 1}", triples))
    return moments, queries


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


def _bound(item: Item, q: Sequence[str]) -> Query:
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


def _attained(item: Item) -> Query:
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


def _dimension(item: Item, K: int) -> Query:
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
