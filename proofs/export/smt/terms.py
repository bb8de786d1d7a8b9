"""SMT-LIB 2 terms over the reals, and scripts of queries that are guarded against themselves.

A query is a fact. The script asks for its negation (``unsat``: the fact is proved), and then asks
two controls that an encoding which proves everything would fail: the fact together with its
premises (``sat``: they do not contradict each other), and the negation of a false variant of the
fact, in which one number is changed (``sat``: the encoding can fail).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symbolic.errors import InputError
from symbolic.scalars import text

__all__ = [
    "Query",
    "Section",
    "among",
    "apart",
    "both",
    "comment",
    "define",
    "either",
    "equal",
    "linear",
    "negated",
    "numeral",
    "plus",
    "reals",
    "script",
]


@dataclass(frozen=True, slots=True)
class Query:
    """A fact (a Boolean term), what it means, and false variants of it: (what is changed, term)."""

    meaning: str
    fact: str
    variants: tuple[tuple[str, str], ...]
    premises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Queries that share declarations and definitions (commands)."""

    title: str
    setup: tuple[str, ...]
    queries: tuple[Query, ...]


def comment(text: str) -> str:
    """One comment line; a text from a certificate must come as its JSON literal, which is ASCII.

    >>> comment("class \\"a\\"")
    '; class "a"'
    >>> comment("a\\n(exit)")
    Traceback (most recent call last):
        ...
    symbolic.errors.InputError: comment: expected printable ASCII, found 'a\\n(exit)'
    """
    # DEL passes through JSON literals as it is, and does no harm in a comment
    if not text.isascii() or not text.replace("\x7f", "").isprintable():
        raise InputError("comment", "printable ASCII", ascii(text[:60]))
    return f"; {text}"


def numeral(q: Fraction) -> str:
    """A rational constant.

    >>> numeral(Fraction(-3, 4)), numeral(Fraction(2))
    ('(- (/ 3.0 4.0))', '2.0')
    """
    above = f"{text(abs(q.numerator))}.0"
    term = above if q.denominator == 1 else f"(/ {above} {text(q.denominator)}.0)"
    return f"(- {term})" if q < 0 else term


def plus(terms: Sequence[str]) -> str:
    """The sum of any number of terms.

    >>> plus([]), plus(["a"]), plus(["a", "b"])
    ('0.0', 'a', '(+ a b)')
    """
    return _joined("+", terms, "0.0")


def both(terms: Sequence[str]) -> str:
    """The conjunction of any number of terms.

    >>> both([]), both(["p", "q"])
    ('true', '(and p q)')
    """
    return _joined("and", terms, "true")


def either(terms: Sequence[str]) -> str:
    """The disjunction of any number of terms.

    >>> either([]), either(["p", "q"])
    ('false', '(or p q)')
    """
    return _joined("or", terms, "false")


def _joined(head: str, terms: Sequence[str], none: str) -> str:
    if len(terms) < 2:
        return terms[0] if terms else none
    return f"({head} {' '.join(terms)})"


def negated(term: str) -> str:
    """The negation of a Boolean term."""
    return f"(not {term})"


def linear(
    coefficients: Sequence[Fraction], names: Sequence[str], constant: Fraction = Fraction(0)
) -> str:
    """The sum of coefficient times name, plus a constant; vanishing terms are left out.

    >>> linear([Fraction(2), Fraction(0), Fraction(1)], ["x", "y", "z"], Fraction(-1))
    '(+ (* 2.0 x) z (- 1.0))'
    """
    terms = [
        name if a == 1 else f"(* {numeral(a)} {name})"
        for a, name in zip(coefficients, names, strict=True)
        if a
    ]
    return plus([*terms, numeral(constant)] if constant else terms)


def equal(left: Sequence[str], right: Sequence[str]) -> str:
    """Entrywise equality of two vectors of terms.

    >>> equal(["x", "y"], ["1.0", "z"])
    '(and (= x 1.0) (= y z))'
    """
    return both([f"(= {a} {b})" for a, b in zip(left, right, strict=True)])


def apart(terms: Sequence[str]) -> str:
    """The vector of terms is not 0."""
    return negated(equal(terms, ["0.0"] * len(terms)))


def among(names: Sequence[str], rows: Iterable[Sequence[Fraction]]) -> str:
    """The vector of names is one of the given vectors.

    >>> among(["x"], [[Fraction(1)], [Fraction(2)]])
    '(or (= x 1.0) (= x 2.0))'
    """
    return either([equal(names, [numeral(e) for e in row]) for row in rows])


def reals(names: Iterable[str]) -> list[str]:
    """Declarations of real unknowns."""
    return [f"(declare-const {name} Real)" for name in names]


def define(name: str, term: str) -> str:
    """The definition of an abbreviation for a real term."""
    return f"(define-fun {name} () Real {term})"


def script(logic: str, header: Sequence[str], sections: Iterable[Section]) -> str:
    """A whole SMT-LIB 2 script: the header lines as comments, then the sections.

    >>> one = Query("1 is 1", "(= 1.0 1.0)", (("1 changed", "(= 1.0 2.0)"),))
    >>> print(script("QF_LRA", ["example"], [Section("numbers", (), (one,))]))
    ; example
    (set-info :smt-lib-version 2.6)
    (set-logic QF_LRA)
    <BLANKLINE>
    ; ==== numbers
    (push 1)
    <BLANKLINE>
    ; 1 is 1
    (push 1)
    (push 1)
    (assert (not (= 1.0 1.0)))
    (set-info :status unsat)
    (check-sat)
    (pop 1)
    ; control: the premises and the fact hold together
    (push 1)
    (assert (= 1.0 1.0))
    (set-info :status sat)
    (check-sat)
    (pop 1)
    ; control: 1 changed
    (push 1)
    (assert (not (= 1.0 2.0)))
    (set-info :status sat)
    (check-sat)
    (pop 1)
    (pop 1)
    (pop 1)
    <BLANKLINE>
    """
    lines = [comment(line) for line in header]
    lines += ["(set-info :smt-lib-version 2.6)", f"(set-logic {logic})"]
    for section in sections:
        lines += ["", comment(f"==== {section.title}"), "(push 1)", *section.setup]
        for query in section.queries:
            lines += ["", comment(query.meaning), "(push 1)"]
            lines += [f"(assert {premise})" for premise in query.premises]
            lines += _asked(negated(query.fact), "unsat")
            lines.append(comment("control: the premises and the fact hold together"))
            lines += _asked(query.fact, "sat")
            for changed, variant in query.variants:
                lines.append(comment(f"control: {changed}"))
                lines += _asked(negated(variant), "sat")
            lines.append("(pop 1)")
        lines.append("(pop 1)")
    return "\n".join(lines) + "\n"


def _asked(term: str, status: str) -> list[str]:
    asked = f"(assert {term})"
    return ["(push 1)", asked, f"(set-info :status {status})", "(check-sat)", "(pop 1)"]
