"""How objects look in a notebook: small things whole, large ones by their shape, text of the data
inert.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest
import sympy
from sympy import QQ

from proofs.render.inline import matrix_latex, number_latex
from proofs.render.objects import as_html, as_latex
from symbolic import (
    ClusterData,
    NotApplicable,
    Obstruction,
    TruncationMap,
    affine_readout,
    degeneracy,
    derivative_in_mu,
    landscape,
    linear_readout,
    value_in_mu,
    zero_loss,
)
from symbolic.matrices import column, identity, matrix, ones, zeros
from symbolic.orthogonal import cone_map
from symbolic.scalars import shorten

HOSTILE = '<script>alert("x")</script> & $x$ \\input{y}'
PAIR = ClusterData.from_rows({HOSTILE: [[4, 0], [5, 0]], "b": [[0, 4]]}, name=HOSTILE)
CROSSED = ClusterData.from_rows({HOSTILE: [[0, 0], [2, 2]], "b": [[0, 2], [2, 0]]})
LINE = ClusterData.from_rows({"a": [[2], [4]]}, [[2]])
TRIPLE = ClusterData.from_rows(
    {"a": [[4, 0, 0], [5, 0, 1]], "b": [[0, 4, 0], [0, 5, 0]], "c": [[0, 0, 4], [1, 1, 5]]}
)


SHOWN_AS_HTML = {
    "data": PAIR,
    "zero loss": zero_loss(PAIR),
    "landscape": landscape(PAIR),
    "obstruction": zero_loss(CROSSED),
}


@pytest.mark.parametrize("name", SHOWN_AS_HTML)
def test_tables_are_well_formed_and_labels_inert(name: str) -> None:
    shown = as_html(SHOWN_AS_HTML[name])
    table = ET.fromstring(shown.replace("&nbsp;", " "))
    assert table.tag == "table"
    heads = len(table.findall("thead/tr/th"))
    assert {len(row.findall("td")) for row in table.findall("tbody/tr")} == {heads}
    assert "<script" not in shown
    ignored = [e.text for e in table.iter("span") if "mathjax_ignore" in e.get("class", "")]
    assert HOSTILE in ignored
    # A dollar sign outside such a span would start a formula.
    for span in list(table.iter("span")):
        span.text = ""
    assert "$" not in ET.tostring(table, encoding="unicode")


def test_landscape_lists_every_subset_with_both_readouts() -> None:
    table = ET.fromstring(as_html(landscape(PAIR)))
    rows = [["".join(cell.itertext()) for cell in row] for row in table.findall("tbody/tr")]
    assert len(rows) == 2 * 3
    assert rows[0][0] == "∅"
    assert [row[:4] for row in rows[:2]] == [
        ["∅", "linear", "1/82", "12"],
        ["∅", "affine", "0", "12"],
    ]
    assert rows[1][4:] == ["proved", "proved", "proved"]


def test_large_landscapes_show_their_apexes_only() -> None:
    many = ClusterData.from_rows({str(j): [[int(i == j) for i in range(6)]] for j in range(6)})
    table = ET.fromstring(as_html(landscape(many)))
    assert "126 minima" in "".join(table.find("caption").itertext())
    assert len(table.findall("tbody/tr")) == 6


def test_obstruction_shows_equal_combinations() -> None:
    outcome = zero_loss(CROSSED)
    assert isinstance(outcome, Obstruction)
    cells = [
        "".join(cell.itertext()) for cell in ET.fromstring(as_html(outcome)).findall("tbody/tr/td")
    ]
    assert cells == [HOSTILE, "1/2 x1 + 1/2 x2", "1/2 x1 of b + 1/2 x2 of b", "(1, 1)"]


LATEX = {
    "readout": (
        linear_readout(matrix([[3]]), matrix([[1]]), matrix([[2]])),
        r"$\displaystyle A_*=\begin{pmatrix}\frac{3}{5}\end{pmatrix},"
        r"\quad c_*=\begin{pmatrix}0\end{pmatrix},"
        r"\quad V_{\text{linear}}=\frac{2}{5}$",
    ),
    "map": (
        TruncationMap(matrix([[2]]), column([-4])),
        r"$\displaystyle\tau_{W,b}:\quad W=\begin{pmatrix}2\end{pmatrix},"
        r"\quad b=\begin{pmatrix}-4\end{pmatrix},"
        r"\quad p=\begin{pmatrix}2\end{pmatrix}$",
    ),
    "degeneracy": (
        degeneracy(zero_loss(LINE)),
        r"$K=4,\quad \operatorname{rank}J=1,\quad \dim\ker J=K-\operatorname{rank}J=3,\quad "
        r"\text{of which rescalings: }1$",
    ),
}


@pytest.mark.parametrize("name", LATEX)
def test_latex(name: str) -> None:
    shown, wanted = LATEX[name]
    assert as_latex(shown) == wanted


def test_minimum_names_every_scope() -> None:
    (minimum,) = [m for m in landscape(LINE).minima() if m.readout == "affine"]
    shown = as_latex(minimum)
    assert "V=0" in shown
    assert r"\text{output layer: proved; apexes held: proved; all parameters: proved}" in shown


def test_network_shows_every_layer() -> None:
    outcome = zero_loss(TRIPLE)
    shown = as_latex(outcome.network)
    assert [f"W_{{{l}}}&=" in shown for l in range(1, 6)] == [True] * 4 + [False]


def test_quadratic_entries_are_shown_exactly() -> None:
    tau = cone_map(column([0, 1]), column([2, 2]), matrix([[3], [0]]), matrix([[2], [4]]))
    assert r"\sqrt{2}" in as_latex(tau)


SIZES = {
    "one by one": (identity(1), r"\begin{pmatrix}1\end{pmatrix}"),
    "empty": (zeros(2, 0), r"\begin{pmatrix} \\ \end{pmatrix}"),
    "widest": (ones(1, 9), r"(1\times 9\text{ entries})"),
    "tallest": (ones(9, 1), r"(9\times 1\text{ entries})"),
}


@pytest.mark.parametrize("name", SIZES)
def test_matrices_of_edge_shapes(name: str) -> None:
    values, wanted = SIZES[name]
    assert matrix_latex(values) == wanted


def test_long_rationals_show_digits_that_are_theirs() -> None:
    value = QQ(-123456789, 987654321987)
    digits = shorten(value, 10).removesuffix("…")
    exact = Fraction(-123456789, 987654321987)
    assert Fraction(0) <= abs(exact) - abs(Fraction(digits)) < Fraction(1, 10**6)
    assert number_latex(value) == digits + r"\ldots"


MU = sympy.Symbol("mu")
MOVED = {"Q = 1": LINE, "Q = 2": PAIR, "Q = 3": TRIPLE}


@pytest.mark.parametrize("kind", ["linear", "affine"])
@pytest.mark.parametrize("name", MOVED)
def test_value_in_mu_is_the_value_at_every_mu(name: str, kind: str) -> None:
    data = MOVED[name]
    collapsed = [0] if data.Q > 1 else []
    function = value_in_mu(data, collapsed, kind, MU)
    slope = derivative_in_mu(data, collapsed, kind, MU)
    assert sympy.cancel(sympy.diff(function, MU) - slope) == 0
    for mu in (QQ(1, 2), QQ(1, 3), QQ(-2, 7), QQ(3)):
        moved = data.barycentre + (data.mean(0) - data.barycentre) * mu
        truncated = data.collapsed({0: moved}) if collapsed else data
        readout = linear_readout if kind == "linear" else affine_readout
        value = readout(truncated.means, truncated.scatter, truncated.targets).value
        assert function.subs(MU, QQ.to_sympy(mu)) == QQ.to_sympy(value)


def test_where_the_gram_matrix_loses_rank_the_value_is_larger() -> None:
    # One class of one point after collapse: any apex but 0 is fitted exactly by a linear readout,
    # the apex 0 is not.
    data = ClusterData.from_rows({"a": [[1]], "b": [[-1]]})
    generic = value_in_mu(data, [0, 1], "linear", MU)
    still = data.collapsed({j: data.mean(j) * QQ(0) for j in (0, 1)})
    assert generic == 1
    assert linear_readout(still.means, still.scatter, still.targets).value == 2


def test_singular_maps_have_nothing_to_show() -> None:
    with pytest.raises(NotApplicable, match="invertible W"):
        TruncationMap(matrix([[0]]), column([1]))
