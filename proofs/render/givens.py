"""What a derivation may use, told apart by role and marked (a), (b), …; and which of it each step
uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

from proofs.algebra import Symbol
from proofs.algebra.derivation import Equations, Positive, Step
from proofs.algebra.kernel import Role
from proofs.ledger import derivation
from proofs.letters import TRAITS
from proofs.render.terms import given_latex
from proofs.statements.entry import Entry, Given

MARKS = (*ascii_lowercase, *(a + b for a in ascii_lowercase for b in ascii_lowercase))


def given_groups(entry: Entry) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The roles that occur, in words, each with the marks and formulas of its facts.

    >>> from proofs.ledger import entries
    >>> [role for role, _ in given_groups(entries()["L3"])]
    ['Defined', 'Assumed', 'In one case only']
    """
    marks = _marks(entry)
    for role in Role:
        facts = [one for one in entry.given if _role(one) is role]
        if facts:
            yield role.value, [(marks[label(one)], given_latex(one)) for one in facts]


def uses_of(entry: Entry, step: Step) -> list[str]:
    """The marks of what a step uses.

    >>> from proofs.ledger import derivation, entries
    >>> steps = [s for s in derivation("T1").steps if isinstance(s, Equations)]
    >>> uses_of(entries()["T1"], steps[0])
    ['a', 'b']
    """
    used: frozenset[str] = frozenset()
    if isinstance(step, Equations):
        used = used.union(*(link.hypotheses for link in step.links))
    elif isinstance(step, Positive):
        used = step.inequality.hypotheses
    return [mark for name, mark in _marks(entry).items() if name in used]


def traits_words(entry: Entry) -> str:
    """What the symbols of the derivation are declared to be: invertible, symmetric, ….

    >>> from proofs.ledger import entries
    >>> traits_words(entries()["T1a"])
    'Here $\\\\Phi$, $Y$ are invertible; $G$ is symmetric positive definite.'
    """
    declared: dict[str, list[str]] = {}
    for symbol in derivation(entry.id).symbols():
        words = next((word for traits, word in TRAITS.items() if traits <= symbol.traits), "")
        if words:
            declared.setdefault(words, []).append(f"${symbol.latex}$")
    said = "; ".join(
        f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {words}"
        for words, names in declared.items()
    )
    return f"Here {said}." if said else ""


def label(given: Given) -> str:
    """The label under which the kernel keeps account of a fact."""
    return f"{given.name} positive definite" if isinstance(given, Symbol) else given.label


def _role(given: Given) -> Role:
    return Role.ASSUMED if isinstance(given, Symbol) else given.role


def _marks(entry: Entry) -> dict[str, str]:
    """Labels in the order in which they are shown, with their marks."""
    ordered = [label(one) for role in Role for one in entry.given if _role(one) is role]
    return dict(zip(dict.fromkeys(ordered), MARKS, strict=False))
