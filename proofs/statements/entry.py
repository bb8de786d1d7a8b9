"""What a statement of the ledger is: everything that belongs to it, in one value of one module.

A formula is written once, as terms in the derivation: ``statement`` is LaTeX in which ``<<name>>``
stands for the derivation's step of that name, so what is printed as the statement is what the
kernel has checked. How an entry looks is no matter of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from proofs.algebra import Derivation, Hypothesis, Sign, Symbol, Term
from proofs.algebra.entrywise import Model
from proofs.algebra.kernel import Fact
from proofs.statements.case import Case
from proofs.statements.working import Block, Numbers
from proofs.verdicts import Verdict

Kind: TypeAlias = Literal["definition", "statement", "lemma"]
Given: TypeAlias = Hypothesis | Sign | Symbol


class EntryError(Exception):
    """An entry that lacks what it must have; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A sufficient condition (LaTeX ``text``); ``id`` is how ``--without`` names it, inside its
    entry.

    ``counterexample`` yields, in words, small instances in which every other assumption holds and
    the conclusion fails, decided exactly; where there is nothing to search, ``reason`` says why.
    Raises `EntryError` unless it has one of the two.
    """

    id: str
    text: str
    counterexample: Callable[[], Iterator[str]] | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.counterexample is None) == (not self.reason):
            raise EntryError(f"{self.id}: expected a search for a counterexample, or a reason")


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A false equation close to a true one: the kernel must refuse it, with a remainder.

    ``in_models`` says what becomes of it entry by entry: the sides differ in a model, or it holds
    in all of them, for what it leaves out is true there, or no model satisfies the false premise
    that it puts in.
    """

    name: str
    left: Term
    right: Term
    using: tuple[Fact, ...] = ()
    in_models: Literal["the sides differ", "it holds", "the premise fails"] = "the sides differ"


@dataclass(frozen=True, slots=True)
class Denial:
    """A false conclusion close to the true one: ``holds`` must find it false on the shipped
    examples.
    """

    name: str
    holds: Callable[[Sequence[Case]], bool]


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault put into the library: with it, the check on data must refute the statement on a
    shipped example.

    ``target`` is the dotted name of what is replaced (in the module that uses it), ``wrong`` makes
    the faulty one of the real one.
    """

    target: str
    wrong: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """A textbook theorem that some derivations use; ``coq`` names theorems that prove it."""

    id: str
    name: str
    statement: str
    source: str
    coq: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Entry:
    """One definition, statement or lemma of the ledger.

    Parameters
    ----------
    id, kind, name : a permanent ID such as ``T5d``; the name says the conclusion first.
    definition : for a definition what is defined (LaTeX prose with ``$…$``); it needs no proof.
    statement : what is claimed, LaTeX prose with ``$…$`` and ``<<step>>``; a definition may claim
        nothing.
    letters : what the letters mean that are introduced here and are no matrices (LaTeX and words);
        matrices carry their words.
    here : the letters that mean this in this entry alone, and something else in another.
    assumptions : sufficient conditions, each with its search or reason.
    given : the equations and signs that the derivation may use.
    derive : writes the derivation; without one the entry is stated and no more.
    on_data : decides the statement on one data set, by another route than the library's where there
        is one.
    models : for a size, what the letters stand for entry by entry: the second check of the
        derivation.
    worked : the numbers of one data set, step by step, for a reader.
    near_misses : false statements close to this one, which the tests see refused.
    broken : faults of the library that `on_data` must notice.
    statement_uses, proof_uses, foundations : IDs of other entries and of textbook theorems.
    decided_in : the public names of `symbolic` that compute it.
    coq : theorems of `proofs/coq` that say the same in all dimensions.
    """

    id: str
    kind: Kind
    name: str
    definition: str = ""
    statement: str = ""
    letters: Mapping[str, str] = field(default_factory=dict, hash=False)
    here: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    given: tuple[Given, ...] = ()
    derive: Callable[[Derivation], None] | None = None
    on_data: Callable[[Case], Verdict] | None = None
    models: Callable[[int], Iterator[Model]] | None = None
    worked: Callable[[Case, Numbers], Iterator[Block]] | None = None
    near_misses: tuple[NearMiss | Denial, ...] = ()
    broken: tuple[Broken, ...] = ()
    statement_uses: tuple[str, ...] = ()
    proof_uses: tuple[str, ...] = ()
    foundations: tuple[str, ...] = ()
    decided_in: tuple[str, ...] = ()
    coq: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Entry({self.id}: {self.name})"

    def __post_init__(self) -> None:
        if not (self.definition or self.statement):
            raise EntryError(f"{self.id}: expected a statement, or what it defines")

    @property
    def uses(self) -> tuple[str, ...]:
        """The IDs of all entries it uses, each once."""
        return tuple(dict.fromkeys((*self.statement_uses, *self.proof_uses)))
