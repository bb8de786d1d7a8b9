"""Setting and notation: every letter of the ledger with its meaning and its shape, collected from
where each is declared.

A matrix carries its words and shape in its declaration, an entry says what its other letters mean;
nothing is written down twice. A letter means one thing; an entry that needs one once more says so
(`Entry.here`), and is shown to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from proofs.algebra import Symbol
from proofs.formula_letters import Written, letters, meant
from proofs.ledger import ancestors, derivation, entries

TRAITS = {
    frozenset({"commutes with σ", "definite"}): "positive diagonal",
    frozenset({"commutes with σ"}): "a permutation matrix",
    frozenset({"definite"}): "symmetric positive definite",
    frozenset({"symmetric"}): "symmetric",
    frozenset({"invertible"}): "invertible",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter (LaTeX), what it means, its shape in words (empty for what is no matrix), the
    entries in which it means this; ``local`` if it means something else in others.
    """

    latex: str
    words: str
    shape: str
    entries: tuple[str, ...]
    local: bool = False

    @property
    def anchor(self) -> str:
        """An identifier for links: ASCII, unlike that of any other letter."""
        plain = "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}" for c in self.latex)
        return f"letter-{plain}-{self.entries[0]}".replace("'", "p")


def shape(symbol: Symbol) -> str:
    """The shape of a symbol and what is known of it.

    >>> from proofs.statements.notation import W, b
    >>> shape(W), shape(b)
    ('M × M, invertible', 'M × 1')
    """
    words = f"{symbol.rows} × {symbol.cols}"
    known = next((word for traits, word in TRAITS.items() if traits <= symbol.traits), "")
    return f"{words}, {known}" if known else words


def letters_of(identifier: str) -> Iterator[tuple[str, str, str]]:
    """LaTeX, words and shape of the letters that one entry declares or whose matrices occur in its
    derivation.
    """
    entry = entries()[identifier]
    for latex, words in entry.letters.items():
        yield latex, words, ""
    for symbol in derivation(identifier).symbols():
        yield symbol.latex, symbol.words, shape(symbol)


@lru_cache
def all_letters() -> tuple[Letter, ...]:
    """All letters that have words, in the order in which they are introduced.

    >>> [letter.latex for letter in all_letters()[:4]]
    ['Q', 'M', 'N', 'N_j']
    """
    meanings: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for identifier in entries():
        for latex, words, form in letters_of(identifier):
            if words:
                _, where = meanings.setdefault((latex, words), (form, []))
                if identifier not in where:
                    where.append(identifier)
    return tuple(
        Letter(latex, words, form, tuple(where), any(latex in entries()[e].here for e in where))
        for (latex, words), (form, where) in meanings.items()
    )


@lru_cache
def letters_in(identifier: str) -> tuple[Letter, ...]:
    """The letters that one entry introduces or uses, with all their places: also those that stand
    in its words and were introduced by what it rests on.

    >>> [letter.latex for letter in letters_in("G6")]
    ['Q']
    """
    own = {latex for latex, _, _ in letters_of(identifier)}
    below = set(ancestors(identifier))
    known = {
        one.latex: one
        for one in all_letters()
        if not own & {one.latex, re.sub(r"\^\d$", "", one.latex)}  # or a power of it
        and not one.local
        and below.intersection(one.entries)
    }
    read = {known[latex] for latex in meant(_written(identifier), known)}
    return tuple(one for one in all_letters() if identifier in one.entries or one in read)


def _written(identifier: str) -> Iterator[Written]:
    """The letters in the formulas of an entry's words."""
    entry = entries()[identifier]
    for words in (entry.definition, entry.statement, *(one.text for one in entry.assumptions)):
        for formula in words.split("$")[1::2]:
            yield from letters(formula)
