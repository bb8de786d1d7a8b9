"""Worked numbers: words, formulas and tables that an entry writes about one data set, for LaTeX and
for the page alike.

A rational that is too long for a line is shown by certified decimals and kept, exactly, in
``Numbers.exact`` for an appendix.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import lcm
from typing import TypeAlias

from sympy.polys.matrices import DomainMatrix

from symbolic.scalars import Scalar, decimal, text

LONGEST = 12  # characters of a rational that is written out inside a formula
WIDEST = 8  # columns of a matrix that is written out
MOST_COMMON = 10**7  # below which a common denominator is pulled out of a matrix
MOST_PUT_IN = 3  # rows and columns of matrices in a computation that is written out


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: plain strings and LaTeX formulas (``$…$``), and labels of the data, which
    need escaping.
    """

    parts: tuple[str | Label, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """Text of the data file."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A displayed formula (LaTeX)."""

    latex: str


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows; a cell is a line of text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


Block: TypeAlias = Words | Formula | Table


def decimal_latex(value: Scalar, digits: int) -> str:
    r"""`decimal` in LaTeX.

    >>> from sympy import QQ
    >>> decimal_latex(QQ(1, 3), 4), decimal_latex(QQ(1, 3 * 10**30), 4)
    ('0.3333\\ldots', '3.3333\\ldots\\cdot10^{-31}')
    """
    mantissa, _, exponent = decimal(value, digits).replace("…", r"\ldots").partition("e")
    return mantissa + (rf"\cdot10^{{{exponent}}}" if exponent else "")


@dataclass(slots=True)
class Numbers:
    """Typesets exact numbers; what was shortened is collected in ``exact``."""

    exact: dict[str, Scalar] = field(default_factory=dict)

    def number(self, value: Scalar, name: str) -> str:
        """A rational as LaTeX, long ones as decimals that are certified digits of it."""
        shown = text(value)
        if len(shown) > LONGEST:
            self.exact[name] = value
            return decimal_latex(value, 6)
        sign = "-" if shown.startswith("-") else ""
        top, _, bottom = shown.lstrip("-").partition("/")
        return rf"{sign}\tfrac{{{top}}}{{{bottom}}}" if bottom else shown

    def inline(self, value: Scalar, name: str) -> str:
        """A rational on one line, as in a table."""
        shown = text(value)
        return shown if len(shown) <= LONGEST + 4 else self.number(value, name)

    def result(self, value: Scalar, name: str) -> str:
        """A rational that ends a computation: exact and in decimals, side by side; a long one in
        decimals alone.
        """
        exact, shown = self.number(value, name), decimal(value, 6)
        if value.denominator == 1 or name in self.exact:
            return exact
        decimals = decimal_latex(value, 6)
        return exact + (rf"\approx {decimals}" if "…" in shown else f"={decimals}")

    def matrix(self, values: DomainMatrix, name: str) -> str:
        r"""A matrix as LaTeX, a common denominator before it; a large one by its shape.

        >>> from symbolic.matrices import matrix
        >>> Numbers().matrix(matrix([["1/2", "1/3"]]), "A")
        '\\tfrac1{6}\\begin{pmatrix}3&2\\end{pmatrix}'
        """
        rows, columns = values.shape
        if columns > WIDEST or rows > WIDEST:
            return rf"({rows}\times{columns}\text{{ entries, see the certificate}})"
        common = lcm(*(int(entry.denominator) for entry in values.to_list_flat()))
        if 1 < common < MOST_COMMON and rows * columns > 1:
            whole = values * values.domain(common)
            return rf"\tfrac1{{{common}}}{self._entries(whole, name)}"
        return self._entries(values, name)

    def _entries(self, values: DomainMatrix, name: str) -> str:
        body = r"\\[2pt]".join(
            "&".join(
                self.number(entry, rf"{{{name}}}_{{{i + 1}{k + 1}}}") for k, entry in enumerate(row)
            )
            for i, row in enumerate(values.to_list())
        )
        return rf"\begin{{pmatrix}}{body}\end{{pmatrix}}"


def chain(*parts: str) -> Formula:
    """A computation on one line: what is computed, its formula, the numbers put in, the result.

    >>> chain("V", "1-x", "1-2", "-1")
    Formula(latex='V=1-x=1-2=-1.')
    """
    return Formula("=".join(parts) + ".")


def raised(matrix: str, exponent: str) -> str:
    r"""A matrix with an exponent, in brackets if a number stands before it.

    >>> raised(r"\tfrac1{2}A", "-1"), raised("A", "-1")
    ('\\left(\\tfrac1{2}A\\right)^{-1}', 'A^{-1}')
    """
    base = rf"\left({matrix}\right)" if matrix.startswith(r"\tfrac") else matrix
    return f"{base}^{{{exponent}}}"


def fits(*shape: int) -> bool:
    """Whether matrices of these sizes leave room for a computation with the numbers put in."""
    return max(shape) <= MOST_PUT_IN
