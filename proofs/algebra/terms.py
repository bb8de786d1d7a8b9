"""Terms: matrices of named shape, built from symbols by sum, product, transpose, inverse, ReLU and
trace.

A term is written down as it will be printed and stays so; `normal` decides what it equals. A
dimension is a name (``"M"``, ``"Q"``, ``"N"``) or 1, so one derivation holds for all of them at
once. Commuting scalars (``ε``, ``t``, ``Q``, …) are the elements of one field of rational
functions, `scalar` names them.

Notation: ``@`` multiplies, ``.T`` transposes, ``σ`` is ReLU, a product with a scalar is ``k * A``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import QQ
from sympy import Symbol as Name

from proofs.algebra.errors import ShapeError, TraitError

Dimension = str | int
Scalar = Any  # an element of SCALARS; SymPy's classes carry no types

# The commuting scalars that a statement may use, with their LaTeX: dimensions, small letters, some
# with an index, and Greek ones.
_GREEK = "alpha beta gamma delta zeta eta theta kappa lambda mu nu xi pi sigma tau chi psi omega"
SCALAR_NAMES = {
    **{letter: letter for letter in "QMNKLBR"},
    **{letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{f"{letter}_{k}": f"{letter}_{k}" for letter in "abcdmnw" for k in (1, 2)},
    **{name: rf"\{name}" for name in _GREEK.split()},
    "eps": r"\varepsilon",
    "rho": r"\varrho",
    "phi": r"\varphi",
}
SCALARS = QQ.frac_field(*(Name(name) for name in SCALAR_NAMES))
_GENERATORS = dict(zip(SCALAR_NAMES, SCALARS.gens, strict=True))


def scalar(name: str) -> Scalar:
    """The commuting scalar of that name, one of `SCALAR_NAMES`; raises `ShapeError` for another.

    >>> scalar("eps") * scalar("t") - scalar("t") * scalar("eps")
    0
    """
    if name not in _GENERATORS:
        raise ShapeError(f"expected a scalar among {', '.join(_GENERATORS)}, got {name!r}")
    return _GENERATORS[name]


def as_scalar(value: Any) -> Scalar:
    """An int, a Fraction, or a scalar, as a scalar; anything else (a float above all) is
    refused.
    """
    if isinstance(value, bool | float):
        raise ShapeError(f"expected an exact scalar, got {value!r}")
    return _constant(value) if isinstance(value, int | Fraction) else SCALARS(value)


@lru_cache(maxsize=1024)
def _constant(value: int | Fraction) -> Scalar:
    """A number as a scalar: made once, for to make one cancels a fraction of polynomials."""
    return SCALARS(QQ(value.numerator, value.denominator))


@dataclass(frozen=True, slots=True, repr=False)
class Term:
    """A matrix of shape ``rows × cols``."""

    rows: Dimension = field(init=False)
    cols: Dimension = field(init=False)

    def _shaped(self, rows: Dimension, cols: Dimension) -> None:
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "cols", cols)

    def __repr__(self) -> str:
        return _written(self)

    @property
    def shape(self) -> tuple[Dimension, Dimension]:
        """``(rows, cols)``."""
        return self.rows, self.cols

    @property
    def T(self) -> Term:
        """The transpose."""
        return self.arg if isinstance(self, Transpose) else Transpose(self)

    def __add__(self, other: Term) -> Term:
        left = self.args if isinstance(self, Sum) else (self,)
        right = other.args if isinstance(other, Sum) else (other,)
        return Sum((*left, *right))

    def __neg__(self) -> Term:
        return Scaled(as_scalar(-1), self)

    def __sub__(self, other: Term) -> Term:
        return self + (-other)

    def __matmul__(self, other: Term) -> Term:
        left = self.args if isinstance(self, Product) else (self,)
        right = other.args if isinstance(other, Product) else (other,)
        return Product((*left, *right))

    def __rmul__(self, factor: Any) -> Term:
        return Scaled(as_scalar(factor), self)


class Trait(StrEnum):
    """What may be known of a named matrix; the rules of the kernel look for these words."""

    SYMMETRIC = "symmetric"
    INVERTIBLE = "invertible"
    DEFINITE = "definite"
    COMMUTES = "commutes with σ"


@dataclass(frozen=True, slots=True, repr=False)
class Symbol(Term):
    """A named matrix; ``traits`` say what is known of it (members of `Trait`, or their text),
    ``words`` what it is called.
    """

    name: str
    latex: str
    shaped: tuple[Dimension, Dimension]
    traits: frozenset[str] = frozenset()
    words: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        self._shaped(*self.shaped)
        if unknown := sorted(self.traits - set(Trait)):
            words = ", ".join(Trait)
            raise TraitError(f"{self.name}: expected traits among {words}, got {unknown[0]!r}")
        if self.traits & {Trait.SYMMETRIC, Trait.INVERTIBLE} and self.rows != self.cols:
            raise ShapeError(f"{self.name}: expected a square shape, got {self.shaped}")


@dataclass(frozen=True, slots=True, repr=False)
class IdentityMatrix(Term):
    """The identity of dimension ``n``."""

    n: Dimension

    def __post_init__(self) -> None:
        self._shaped(self.n, self.n)


@dataclass(frozen=True, slots=True, repr=False)
class Zero(Term):
    """The zero matrix."""

    shaped: tuple[Dimension, Dimension]

    def __post_init__(self) -> None:
        self._shaped(*self.shaped)


@dataclass(frozen=True, slots=True, repr=False)
class Sum(Term):
    """A sum of terms of one shape."""

    args: tuple[Term, ...]

    def __post_init__(self) -> None:
        shapes = {arg.shape for arg in self.args}
        if len(shapes) != 1:
            raise ShapeError(f"sum: expected one shape, got {sorted(map(str, shapes))}")
        self._shaped(*self.args[0].shape)


@dataclass(frozen=True, slots=True, repr=False)
class Product(Term):
    """A product; neighbours must fit."""

    args: tuple[Term, ...]

    def __post_init__(self) -> None:
        if any(map(has_trace, self.args)):
            raise ShapeError("product: a trace is a scalar of its own; use Tr(… B) instead")
        for left, right in zip(self.args, self.args[1:], strict=False):
            if left.cols != right.rows:
                raise ShapeError(f"product: {left.shape} does not fit {right.shape}")
        self._shaped(self.args[0].rows, self.args[-1].cols)


@dataclass(frozen=True, slots=True, repr=False)
class Scaled(Term):
    """A scalar times a term."""

    factor: Scalar
    arg: Term

    def __post_init__(self) -> None:
        self._shaped(*self.arg.shape)


@dataclass(frozen=True, slots=True, repr=False)
class Transpose(Term):
    """The transpose of a term."""

    arg: Term

    def __post_init__(self) -> None:
        self._shaped(self.arg.cols, self.arg.rows)


@dataclass(frozen=True, slots=True, repr=False)
class Inverse(Term):
    """The inverse of a product of invertible symbols (a sum gets a symbol and a hypothesis
    instead).
    """

    arg: Term

    def __post_init__(self) -> None:
        self._shaped(*self.arg.shape)
        factors = self.arg.args if isinstance(self.arg, Product) else (self.arg,)
        for factor in factors:
            base = factor.arg if isinstance(factor, Transpose) else factor
            if not (isinstance(base, Symbol) and Trait.INVERTIBLE in base.traits):
                raise ShapeError("inverse: expected a product of invertible symbols")


@dataclass(frozen=True, slots=True, repr=False)
class Sigma(Term):
    """ReLU, entry by entry."""

    arg: Term

    def __post_init__(self) -> None:
        if has_trace(self.arg):
            raise ShapeError("σ: expected a matrix, got a trace")
        self._shaped(*self.arg.shape)


@dataclass(frozen=True, slots=True, repr=False)
class Trace(Term):
    """The trace of a square term, a scalar."""

    arg: Term

    def __post_init__(self) -> None:
        if self.arg.rows != self.arg.cols:
            raise ShapeError(f"trace: expected a square term, got {self.arg.shape}")
        self._shaped(1, 1)


def symbols(term: Term) -> Iterator[Symbol]:
    """The symbols of a term, from left to right."""
    match term:
        case Symbol():
            yield term
        case Sum() | Product():
            for arg in term.args:
                yield from symbols(arg)
        case Scaled() | Transpose() | Inverse() | Sigma() | Trace():
            yield from symbols(term.arg)


def scalar_names(term: Term) -> set[str]:
    """The names of the commuting scalars that occur in a term."""
    match term:
        case Sum() | Product():
            return set().union(*map(scalar_names, term.args))
        case Scaled():
            names = {str(name) for name in SCALARS.to_sympy(term.factor).free_symbols}
            return names | scalar_names(term.arg)
        case Transpose() | Inverse() | Sigma() | Trace():
            return scalar_names(term.arg)
    return set()


def has_trace(term: Term) -> bool:
    """Whether a trace occurs in a sum of scalars."""
    match term:
        case Trace():
            return True
        case Sum():
            return any(map(has_trace, term.args))
        case Scaled() | Transpose():
            return has_trace(term.arg)
    return False


_BEHIND = {Transpose: "ᵀ", Inverse: "⁻¹"}
_BEFORE = {Sigma: "σ", Trace: "Tr"}


def _written(term: Term) -> str:
    """The term as one writes it down: ``Tr(A·(X + 1)ᵀ)``."""
    match term:
        case Symbol():
            return term.name
        case IdentityMatrix() | Zero():
            return str(int(isinstance(term, IdentityMatrix)))
        case Sum():
            return " + ".join(map(_written, term.args))
        case Product():
            return "·".join(_in_parentheses(arg, Sum | Scaled) for arg in term.args)
        case Scaled():
            return f"({term.factor})·{_in_parentheses(term.arg, Sum)}"
        case Transpose() | Inverse():
            return _in_parentheses(term.arg, Sum | Scaled | Product) + _BEHIND[type(term)]
        case Sigma() | Trace():
            return f"{_BEFORE[type(term)]}({_written(term.arg)})"
    return f"{type(term).__name__}({term.rows} × {term.cols})"


def _in_parentheses(term: Term, kinds: Any) -> str:
    """The same, in parentheses if it is of these kinds."""
    return f"({_written(term)})" if isinstance(term, kinds) else _written(term)
