"""Worked numbers: words, formulas and tables that an entry writes about one data set, for LaTeX and for the page alike.

A rational that is too long for a line is shown by certified decimals and kept, exactly, in ``Numbers.exact`` for an appendix.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from sympy.polys.matrices import DomainMatrix

from symbolic.scalars import Scalar, decimal_latex, text

LONGEST = 12  # characters of a rational that is written out inside a formula
WIDEST = 8  # columns of a matrix that is written out


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: plain strings and LaTeX formulas (``$…$``), and labels of the data, which need escaping."""

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

    def matrix(self, values: DomainMatrix, name: str) -> str:
        """A matrix as LaTeX; a large one by its shape."""
        rows, columns = values.shape
        if columns > WIDEST or rows > WIDEST:
            return rf"({rows}\times{columns}\text{{ entries, see the certificate}})"
        body = r"\\[2pt]".join(
            "&".join(
                self.number(entry, rf"{{{name}}}_{{{i + 1}{k + 1}}}") for k, entry in enumerate(row)
            )
            for i, row in enumerate(values.to_list())
        )
        return rf"\begin{{pmatrix}}{body}\end{{pmatrix}}"
