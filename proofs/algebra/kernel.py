"""The kernel: the only place where identities and inequalities are made.

An `Identity` says that two terms are equal whenever the hypotheses it lists hold; it exists only if
the difference of the two sides was rewritten to 0. An `Inequality` says that a scalar is ≥ 0 or >
0, because it equals ``Tr(B P Bᵀ)`` with ``P`` positive definite, or a combination, with
coefficients ≥ 0, of products of scalars whose signs are hypotheses. There is no other way to make
either; what was assumed is carried along and is never forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod
from typing import TypeAlias

from proofs.algebra import terms as t
from proofs.algebra.errors import AlgebraError, StepError
from proofs.algebra.normal import Rules, Word, Words, normal_form, rule, show

_KERNEL = object()


class Role(StrEnum):
    """Why a derivation may use a fact that the kernel does not check; the order is that in which
    they are listed.
    """

    DEFINED = "Defined"
    ASSUMED = "Assumed"
    CONCLUDED = "Concluded in words"
    CASE = "In one case only"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An equation that is assumed or a definition; ``label`` is how derivations and pages name
    it.
    """

    left: t.Term
    right: t.Term
    label: str
    role: Role = Role.ASSUMED


@dataclass(frozen=True, slots=True)
class Sign:
    """The hypothesis that a scalar is ≥ 0, or > 0 if ``strict``."""

    scalar: t.Scalar
    strict: bool
    label: str
    role: Role = Role.ASSUMED


@dataclass(frozen=True, slots=True)
class Identity:
    """``left = right`` under ``hypotheses``; made by `prove` alone."""

    left: t.Term
    right: t.Term
    hypotheses: frozenset[str]
    _token: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        _only_here(self._token)


Summand: TypeAlias = tuple[int, tuple[t.Scalar, ...]]
"""A coefficient ≥ 0 and the factors of a product whose sign is known."""


@dataclass(frozen=True, slots=True)
class Inequality:
    """``term ≥ 0`` (or ``> 0``) under ``hypotheses``; made by `nonnegative_trace` and
    `positive_combination` alone.

    ``reason`` is what the term equals: a trace ``Tr(B P Bᵀ)``, or the summands of the combination.
    """

    term: t.Term
    reason: t.Term | tuple[Summand, ...]
    strict: bool
    hypotheses: frozenset[str]
    _token: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        _only_here(self._token)


def _only_here(token: object) -> None:
    if token is not _KERNEL:
        raise AlgebraError("expected to be made by the kernel: use prove(), not the constructor")


Fact = Hypothesis | Identity


def _rules(facts: Iterable[Fact]) -> Rules:
    rules: dict[Word, Words] = {}
    for fact in facts:
        rules |= rule(fact.left, fact.right)
    return rules


def _labels(facts: Iterable[Fact | Sign]) -> frozenset[str]:
    labels: frozenset[str] = frozenset()
    for fact in facts:
        labels |= fact.hypotheses if isinstance(fact, Identity) else {fact.label}
    return labels


def prove(left: t.Term, right: t.Term, using: Sequence[Fact] = (), step: str = "step") -> Identity:
    """``left = right``, by rewriting the difference to 0.

    Parameters: ``using`` lists the facts used as rules, each from left to right. Raises `StepError`
    with the remainder.

    >>> from proofs.algebra import builders as b
    >>> W, x = b.matrix("W", "M", "M", "invertible"), b.vector("x", "M")
    >>> sorted(prove(b.inverse(W) @ W @ x, x).hypotheses)
    []
    >>> prove(W @ x, x)
    Traceback (most recent call last):
    ...
    proofs.algebra.errors.StepError: step: the difference does not reduce to 0; remainder: (-1)·x +
    W·x
    """
    if left.shape != right.shape:
        raise StepError(step, f"shapes {left.shape} and {right.shape}")
    remainder = normal_form(left - right, _rules(using))
    if remainder:
        raise StepError(step, show(remainder))
    return Identity(left, right, _labels(using), _KERNEL)


def nonnegative_trace(
    term: t.Term,
    B: t.Term,
    P: t.Symbol | None = None,
    using: Sequence[Fact] = (),
    step: str = "step",
) -> Inequality:
    """``term ≥ 0``, because it is ``Tr(B P Bᵀ)`` with ``P`` positive definite, or ``Tr(B Bᵀ)``, a
    sum of squares.

    >>> from proofs.algebra import builders as b
    >>> A, S = b.matrix("A", "Q", "M"), b.positive_definite("S", "M")
    >>> nonnegative_trace(b.trace(S @ A.T @ A), A, S).strict
    False
    """
    if P is not None and t.Trait.DEFINITE not in P.traits:
        raise StepError(step, f"{P.name} is not declared positive definite")
    square = t.Trace(B @ B.T if P is None else B @ P @ B.T)
    proved = prove(term, square, using, step)
    definite = frozenset() if P is None else frozenset({f"{P.name} positive definite"})
    return Inequality(term, square, False, proved.hypotheses | definite, _KERNEL)


def positive_combination(
    value: t.Scalar,
    combination: Sequence[tuple[int, tuple[Sign | t.Scalar, ...]]],
    step: str = "step",
) -> Inequality:
    """``value ≥ 0``: it equals ``Σ k·(product)`` with ``k ≥ 0`` and each factor a known sign, or a
    scalar that stands there squared.

    A factor that is a scalar, not a `Sign`, counts as its square. The result is strict if a product
    with ``k > 0`` has strict signs only.

    >>> eps, s = t.scalar("eps"), t.scalar("s")
    >>> positive = Sign(eps, True, "ε > 0")
    >>> positive_combination(eps**2 + s**2, [(1, (positive, positive)), (1, (s,))]).strict
    True
    """
    total, strict = t.as_scalar(0), False
    signs: list[Sign] = []
    summands: list[Summand] = []
    for coefficient, factors in combination:
        if coefficient < 0:
            raise StepError(step, f"negative coefficient {coefficient}")
        signs += [factor for factor in factors if isinstance(factor, Sign)]
        values = tuple(f.scalar if isinstance(f, Sign) else f**2 for f in factors)
        summands.append((coefficient, values))
        total += prod(values, start=t.as_scalar(coefficient))
        strict |= coefficient > 0 and all(
            isinstance(factor, Sign) and factor.strict for factor in factors
        )
    if total != value:
        raise StepError(step, str(value - total))
    term = value * t.IdentityMatrix(1)
    return Inequality(term, tuple(summands), strict, _labels(signs), _KERNEL)
