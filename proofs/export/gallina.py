"""Rational data as Coq text: integers over one common denominator, the form that `Spec.v` reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofs.checker.exact import integers
from proofs.checker.values import Network, Vector
from symbolic.scalars import text

__all__ = [
    "Rows",
    "comment",
    "conjunction",
    "definition",
    "evaluated",
    "fraction",
    "layers",
    "lemma",
    "listing",
    "matrix",
    "naturals",
    "quotient",
    "rows",
    "theorem",
    "vector",
]


# From how many uses on a name is read faster than the numbers, and how many arguments are.
OFTEN, TOGETHER = 4, 16


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


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one length as Coq reads them fastest: numbers that come often have names, and a row
    is what a function makes of its arguments.
    """

    lines: tuple[str, ...]
    named: frozenset[int]

    def text(self, row: Sequence[int]) -> str:
        """The row; `lines` have to stand above."""
        first, *more = (row[k : k + TOGETHER] for k in range(0, len(row), TOGETHER))
        words = " ".join(_name(n) if n in self.named else _number(n) for n in first)
        return f"row {words}" if not more else f"sixteen {words} ({self.text(row[TOGETHER:])})"

    def listing(self, block: Iterable[Sequence[int]]) -> str:
        """A list of rows."""
        return listing(map(self.text, block), ";\n ")


def rows(table: Sequence[Sequence[int]]) -> Rows:
    """How to write the rows of a table.

    >>> written = rows([(3, -1), (3, 3), (0, 3)])
    >>> print(*written.lines, written.listing([(3, -1), (0, 3)]), sep="\\n")
    Definition row (x1 x2 : Z) : list Z := [x1; x2].
    Definition n3 := 3%Z.
    [row n3 (-1)%Z;
     row 0%Z n3]
    """
    used = Counter(n for row in table for n in row)
    named = frozenset(n for n, uses in used.items() if uses >= OFTEN)
    length = len(table[0])
    last = [f"x{k}" for k in range(1, length - (length - 1) // TOGETHER * TOGETHER + 1)]
    lines = [f"Definition row ({' '.join(last)} : Z) : list Z := {listing(last)}."]
    if length > TOGETHER:
        first = [f"x{k}" for k in range(1, TOGETHER + 1)]
        made = " :: ".join((*first, "more"))
        lines.append(
            f"Definition sixteen ({' '.join(first)} : Z) (more : list Z) : list Z := {made}."
        )
    lines += [definition(_name(n), _number(n)) for n in sorted(named)]
    return Rows(tuple(lines), named)


def _number(n: int) -> str:
    return f"({text(n)})%Z" if n < 0 else f"{text(n)}%Z"


def _name(n: int) -> str:
    """n5 for 5, m5 for -5."""
    return f"{'m' if n < 0 else 'n'}{text(abs(n))}"


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


def conjunction(name: str, parts: Sequence[str], proofs: Sequence[str]) -> str:
    """A lemma that joins others.

    >>> print(conjunction("both", ["a = b", "c = d"], ["p", "q"]))
    Lemma both : (a = b) /\\ (c = d).
    Proof. exact (conj (p) (q)). Qed.
    """
    statement = " /\\ ".join(f"({part})" for part in parts)
    return f"Lemma {name} : {statement}.\nProof. exact {_joined(proofs)}. Qed."


def _joined(proofs: Sequence[str]) -> str:
    proof = f"({proofs[-1]})"
    for term in reversed(proofs[:-1]):
        proof = f"(conj ({term}) {proof})"
    return proof


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
    proof = _joined(proofs)
    return (
        f"Theorem {name} :\n  {statement}.\nProof. exact {proof}. Qed.\nPrint Assumptions {name}."
    )
