"""How terms are written down: symbols by their kind, and what is made of terms."""

from __future__ import annotations

from proofs.algebra.terms import (
    Dimension,
    IdentityMatrix,
    Inverse,
    Sigma,
    Symbol,
    Term,
    Trace,
    Trait,
    Zero,
)


def matrix(
    name: str,
    rows: Dimension,
    cols: Dimension,
    *traits: str,
    latex: str | None = None,
    words: str = "",
) -> Symbol:
    """A symbol of shape ``rows × cols``; ``traits`` are members of `Trait` or their text, else
    `TraitError`.

    >>> (matrix("A", "Q", "M") @ matrix("W", "M", "M")).shape
    ('Q', 'M')
    """
    return Symbol(name, latex or name, (rows, cols), frozenset(traits), words)


def vector(name: str, rows: Dimension, latex: str | None = None, words: str = "") -> Symbol:
    """A column."""
    return matrix(name, rows, 1, latex=latex, words=words)


def inverse(term: Term) -> Inverse:
    """The inverse; of an inverse, write the term itself."""
    return Inverse(term)


def symmetric(name: str, n: Dimension, latex: str | None = None, words: str = "") -> Symbol:
    """A symmetric symbol."""
    return matrix(name, n, n, Trait.SYMMETRIC, latex=latex, words=words)


def positive_definite(name: str, n: Dimension, latex: str | None = None, words: str = "") -> Symbol:
    """A symmetric positive-definite symbol, hence invertible."""
    return matrix(
        name, n, n, Trait.SYMMETRIC, Trait.INVERTIBLE, Trait.DEFINITE, latex=latex, words=words
    )


def diagonal(name: str, n: Dimension, latex: str | None = None, words: str = "") -> Symbol:
    """A positive diagonal symbol: ``σ(Dz) = Dσ(z)``."""
    known = (Trait.SYMMETRIC, Trait.INVERTIBLE, Trait.DEFINITE, Trait.COMMUTES)
    return matrix(name, n, n, *known, latex=latex, words=words)


def permutation(name: str, n: Dimension, latex: str | None = None, words: str = "") -> Symbol:
    """A permutation matrix: ``σ(Pz) = Pσ(z)``."""
    return matrix(name, n, n, Trait.INVERTIBLE, Trait.COMMUTES, latex=latex, words=words)


def identity(n: Dimension) -> IdentityMatrix:
    """The identity."""
    return IdentityMatrix(n)


def zero(rows: Dimension, cols: Dimension) -> Zero:
    """The zero matrix."""
    return Zero((rows, cols))


def sigma(term: Term) -> Sigma:
    """ReLU of a term."""
    return Sigma(term)


def trace(term: Term) -> Trace:
    """The trace of a term."""
    return Trace(term)
