"""Derivations: steps that the kernel has checked, with the words between them, in the order in
which they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from proofs.algebra import terms as t
from proofs.algebra.kernel import (
    Fact,
    Identity,
    Inequality,
    Sign,
    nonnegative_trace,
    positive_combination,
    prove,
)


@dataclass(frozen=True, slots=True)
class Remark:
    """Words between steps (LaTeX)."""

    text: str


@dataclass(frozen=True, slots=True)
class Equations:
    """``terms[0] = terms[1] = …``: each link an `Identity`; ``labels`` say which facts it used."""

    name: str
    terms: tuple[t.Term, ...]
    links: tuple[Identity, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Positive:
    """An `Inequality` and why it is displayed."""

    name: str
    inequality: Inequality
    note: str


Step = Remark | Equations | Positive


class Derivation:
    """Collects the steps of one entry; a step that does not hold raises and names the entry and the
    step.

    >>> D = Derivation("L0")
    >>> from proofs.algebra import builders as b
    >>> A = b.matrix("A", "M", "M", "invertible")
    >>> D.equal("cancel", A @ b.inverse(A), b.identity("M")).hypotheses
    frozenset()
    """

    def __init__(self, entry: str) -> None:
        self.entry = entry
        self.steps: list[Step] = []

    def __repr__(self) -> str:
        return f"Derivation({self.entry}, {len(self.steps)} steps)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Derivation):
            return NotImplemented
        return (self.entry, self.steps) == (other.entry, other.steps)

    __hash__ = None  # type: ignore[assignment]  # steps are still to come

    def symbols(self) -> tuple[t.Symbol, ...]:
        """The symbols that occur in the steps, each once, in the order of their appearance."""
        symbols: dict[str, t.Symbol] = {}
        for step in self.steps:
            terms: tuple[t.Term, ...] = ()
            if isinstance(step, Equations):
                terms = step.terms
            elif isinstance(step, Positive):
                terms = (step.inequality.term,)
            for term in terms:
                for symbol in t.symbols(term):
                    symbols.setdefault(symbol.name, symbol)
        return tuple(symbols.values())

    def used_labels(self) -> set[str]:
        """The labels of all facts the kernel was given in the steps."""
        labels: set[str] = set()
        for step in self.steps:
            if isinstance(step, Equations):
                for link in step.links:
                    labels |= link.hypotheses
            elif isinstance(step, Positive):
                labels |= step.inequality.hypotheses
        return labels

    def say(self, text: str) -> None:
        """Words between steps."""
        self.steps.append(Remark(text))

    def equal(
        self, name: str, *terms: t.Term, using: Sequence[Fact] = (), note: str = ""
    ) -> Identity:
        """Check ``terms[0] = terms[1] = …`` link by link and return ``terms[0] = terms[-1]``."""
        where = f"{self.entry}, {name}"
        links = tuple(prove(left, right, using, where) for left, right in pairwise(terms))
        self.steps.append(Equations(name, terms, links, note))
        return prove(terms[0], terms[-1], using, where)

    def nonnegative(
        self,
        name: str,
        term: t.Term,
        B: t.Term,
        P: t.Symbol | None = None,
        using: Sequence[Fact] = (),
        note: str = "",
    ) -> Inequality:
        """Check ``term = Tr(B P Bᵀ) ≥ 0``."""
        inequality = nonnegative_trace(term, B, P, using, f"{self.entry}, {name}")
        self.steps.append(Positive(name, inequality, note))
        return inequality

    def positive(
        self,
        name: str,
        value: t.Scalar,
        combination: Sequence[tuple[int, tuple[Sign | t.Scalar, ...]]],
        note: str = "",
    ) -> Inequality:
        """Check that a scalar is a combination of known signs."""
        inequality = positive_combination(value, combination, f"{self.entry}, {name}")
        self.steps.append(Positive(name, inequality, note))
        return inequality
