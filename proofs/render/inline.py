"""The pieces of what notebooks show: short matrices typeset, long rationals by certified decimals,
text of the data inert.

LaTeX is written for numbers only. Whatever carries text of the data (names, labels) is an HTML
table with that text escaped and kept from being read as a formula. Nothing is decided here;
decimals end in ``…`` where digits were left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import sympy
from sympy.polys.matrices import DomainMatrix

from proofs.statements.working import decimal_latex
from symbolic.scalars import NARROW, Scalar, shorten, text
from symbolic.words import counted

STACKED = NARROW + 4  # characters of a rational that is set as a fraction: half of them above
WIDEST = 8  # rows and columns of a matrix that is written out


def number_latex(value: Scalar) -> str:
    r"""A rational as LaTeX, as it is or by its first decimals.

    >>> from sympy import QQ
    >>> number_latex(QQ(-1, 3)), number_latex(QQ(10**9, 3**20))
    ('- \\frac{1}{3}', '0.286797\\ldots')
    """
    if shorten(value, STACKED) != text(value):
        return decimal_latex(value, 6)
    return str(sympy.latex(sympy.Rational(int(value.numerator), int(value.denominator))))


def matrix_latex(values: DomainMatrix) -> str:
    r"""A matrix as LaTeX; a large one by its shape, entries outside ``QQ`` as SymPy writes them.

    >>> from symbolic.matrices import matrix, ones
    >>> matrix_latex(matrix([[1, "1/2"]])), matrix_latex(ones(9, 2))
    ('\\begin{pmatrix}1 & \\frac{1}{2}\\end{pmatrix}', '(9\\times 2\\text{ entries})')
    """
    rows, columns = values.shape
    if max(rows, columns) > WIDEST:
        return rf"({rows}\times {columns}\text{{ entries}})"
    if values.domain.is_QQ:
        cells = [[number_latex(entry) for entry in row] for row in values.to_list()]
    else:
        lists = values.to_Matrix().tolist()
        cells = [[str(sympy.latex(entry)) for entry in row] for row in lists]
    body = r" \\ ".join(" & ".join(row) for row in cells)
    return rf"\begin{{pmatrix}}{body}\end{{pmatrix}}"


def column_html(values: DomainMatrix) -> str:
    """A column as ``(1, 1/2)``; a long one by its length.

    >>> from symbolic.matrices import column
    >>> column_html(column([1, "1/2"]))
    '(1, 1/2)'
    """
    entries = values.to_list_flat()
    if len(entries) > WIDEST:
        return f"({counted(len(entries), 'entry')})"
    return "(" + ", ".join(map(shorten, entries)) + ")"


def label_html(label: str) -> str:
    """Text of the data as HTML that shows it as it is: no markup, no formula.

    >>> label_html("<b> $x$")
    '<span class="tex2jax_ignore mathjax_ignore">&lt;b&gt; $x$</span>'
    """
    return f'<span class="tex2jax_ignore mathjax_ignore">{escape(label)}</span>'


def set_html(labels: Iterable[str]) -> str:
    """A set of labels, ``∅`` if there is none.

    >>> set_html([])
    '∅'
    """
    shown = ", ".join(map(label_html, labels))
    return f"{{{shown}}}" if shown else "∅"


def table_html(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""A table with one header row; all arguments are HTML already.

    >>> print(table_html("x", ["a"], [["1"]]).replace("</thead>", "</thead>\n"))
    <table><caption>x</caption><thead><tr><th>a</th></tr></thead>
    <tbody><tr><td>1</td></tr></tbody></table>
    """
    head = "".join(f"<th>{cell}</th>" for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return (
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
