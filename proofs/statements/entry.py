"""What an entry of the ledger is: a statement with its assumptions, what it rests on, its derivation, its check on given data.

A formula is written once, as terms in the derivation: ``statement`` is LaTeX in which ``<<name>>`` stands for the derivation's step of that
name, so what is printed as the statement is what the kernel has checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from proofs.algebra import Derivation, Hypothesis, Sign, Symbol
from proofs.render.markdown import filled
from proofs.statements.case import Case
from proofs.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Assumption:
    """A sufficient condition (LaTeX ``text``); ``id`` is how ``--without`` names it, inside its entry."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Foundation:
    """A textbook theorem that some proofs use and this project does not prove."""

    id: str
    name: str
    statement: str
    source: str


Given: TypeAlias = Hypothesis | Sign | Symbol


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition, statement or lemma of the ledger.

    ``given`` are the equations and signs its derivation may use, ``statement_uses`` and ``proof_uses`` other entries' IDs,
    ``foundations`` IDs of textbook theorems, ``decided_in`` the public names of `symbolic` that compute it, ``coq`` the theorems
    of `proofs/coq` that say the same in all dimensions.
    """

    id: str
    kind: str
    name: str
    statement: str
    derive: Callable[[Derivation], None]
    instance: Callable[[Case], Verdict] | None = None
    assumptions: tuple[Assumption, ...] = ()
    given: tuple[Given, ...] = ()
    statement_uses: tuple[str, ...] = ()
    proof_uses: tuple[str, ...] = ()
    foundations: tuple[str, ...] = ()
    decided_in: tuple[str, ...] = ()
    coq: tuple[str, ...] = ()

    @property
    def uses(self) -> tuple[str, ...]:
        """The IDs of all entries it uses, each once."""
        return tuple(dict.fromkeys((*self.statement_uses, *self.proof_uses)))

    def _repr_markdown_(self) -> str:
        steps = Derivation(self.id)
        self.derive(steps)
        lines = [f"**{self.id}** ({self.kind}). *{self.name}.* " + filled(self.statement, steps)]
        lines += [f"- Assume {assumption.text}." for assumption in self.assumptions]
        return "\n".join([lines[0], "", *lines[1:]])
