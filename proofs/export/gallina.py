"""Rational data as Coq text: integers over one common denominator, the form that `Spec.v` reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from proofs.checker.exact import integers
from proofs.checker.values import Network, Vector
from symbolic.scalars import text

__all__ = [
    "comment",
    "definition",
    "evaluated",
    "fraction",
    "layers",
    "lemma",
    "listing",
    "matrix",
    "naturals",
    "quotient",
    "theorem",
    "vector",
]


def listing(parts: Iterable[str], separator: str = "; ") -> str:
    """A Coq list of the given terms."""
    return f"[{separator.join(parts)}]"


def _integers(row: Iterable[int]) -> str:
    return listing(map(text, row), ";")


def matrix(rows: Sequence[Vector]) -> str:
    """The rows over their least common denominator.

    >>> matrix([(Fraction(1, 2), Fraction(-2)), (Fraction(0), Fraction(1, 3))])
    '(ZM 6 [[3;-12];\\n [0;2]]%Z)'
    """
    numerators, d = integers(rows)
    return f"(ZM {text(d)} {listing(map(_integers, numerators), ';' + chr(10) + ' ')}%Z)"


def vector(entries: Vector) -> str:
    """The entries over their least common denominator.

    >>> vector((Fraction(1, 2), Fraction(-2)))
    '(ZV 2 [1;-4]%Z)'
    """
    (numerators,), d = integers([entries])
    return f"(ZV {text(d)} {_integers(numerators)}%Z)"


def fraction(value: Fraction) -> str:
    """Denominator and numerator, the order in which `frac` and the checks take them.

    >>> fraction(Fraction(-3, 4))
    '4 (-3)'
    """
    return f"{text(value.denominator)} ({text(value.numerator)})"


def quotient(value: Fraction) -> str:
    """A real number; `frac` of the two parts unfolds to it.

    >>> quotient(Fraction(3, 4))
    '(3 / 4)'
    """
    return f"({text(value.numerator)} / {text(value.denominator)})"


def layers(network: Network) -> str:
    """The hidden layers, as pairs of a weight matrix and a bias."""
    return listing((f"({matrix(W)}, {vector(b)})" for W, b in network[:-1]), ";\n ")


def comment(text: str) -> str:
    """A comment; what might end it early or start another one is left out.

    >>> comment("a (*b*) é")
    '(* a b  *)'
    """
    kept = "".join(s for s in text if (s.isascii() and s.isalnum()) or s in " ,.:;=+-_/")
    return f"(* {kept} *)"


def definition(name: str, term: str) -> str:
    """`Definition name := term.`"""
    return f"Definition {name} := {term}."


def evaluated(name: str, check: str) -> str:
    """A lemma that a boolean check gives true, proved by evaluating it inside the kernel.

    >>> print(evaluated("fits", "check 3"))
    Lemma fits : check 3 = true.
    Proof. vm_cast_no_check (eq_refl true). Qed.
    """
    return f"Lemma {name} : {check} = true.\nProof. vm_cast_no_check (eq_refl true). Qed."


def lemma(name: str, statement: str, term: str) -> str:
    """A lemma with its proof term.

    >>> print(lemma("sum", "1 + 1 = 2", "eq_refl"))
    Lemma sum : 1 + 1 = 2.
    Proof. exact (eq_refl). Qed.
    """
    return f"Lemma {name} : {statement}.\nProof. exact ({term}). Qed."


def naturals(values: Iterable[int]) -> str:
    """A list of natural numbers.

    >>> naturals([0, 2])
    '[0; 2]%nat'
    """
    return f"{listing(map(str, values))}%nat"


def theorem(name: str, parts: Sequence[str], proofs: Sequence[str]) -> str:
    """A conjunction with a proof term of each part, and what it rests on.

    >>> print(theorem("both", ["a = b", "c = d"], ["p", "q"]))
    Theorem both :
      a = b
      /\\ c = d.
    Proof. exact (conj (p) (q)). Qed.
    Print Assumptions both.
    """
    statement = "\n  /\\ ".join(parts)
    proof = f"({proofs[-1]})"
    for term in reversed(proofs[:-1]):
        proof = f"(conj ({term}) {proof})"
    return (
        f"Theorem {name} :\n  {statement}.\nProof. exact {proof}. Qed.\nPrint Assumptions {name}."
    )
