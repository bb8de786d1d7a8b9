"""How exact objects look in a notebook: tables (`as_html`) and formulas (`as_latex`), one function
a type.

The types know nothing of it. LaTeX is written for numbers only; whatever carries text of the data
(names, labels) is an HTML table with that text inert. Nothing is decided here.
"""

from __future__ import annotations

from functools import singledispatch

import sympy

from proofs.render.inline import (
    column_html,
    label_html,
    matrix_latex,
    number_latex,
    set_html,
    table_html,
)
from symbolic.clusters import ClusterData
from symbolic.deciding.decision import CapacityTable
from symbolic.flow import Conserved
from symbolic.flow_equations import FlowEquations
from symbolic.matrices import trace, zeros
from symbolic.minima import SCOPES, Landscape
from symbolic.minimum import Minimum
from symbolic.network import ReluNetwork
from symbolic.one_hidden_layer import Shallow
from symbolic.order import Obstruction
from symbolic.partition_minima import Partitions
from symbolic.readouts import Readout
from symbolic.scalars import shorten
from symbolic.truncation import TruncationMap
from symbolic.truncation_network import ZeroLoss
from symbolic.words import counted
from symbolic.zero_set import Degeneracy

MOST_SHOWN = 30  # a landscape with more minima is shown by its apexes: its table would take minutes


@singledispatch
def as_html(shown: object) -> str:
    """The table of an object of one of the types registered below.

    >>> as_html(ClusterData.from_rows({"a": [[1]]}, name="one"))[:60]
    '<table><caption><span class="tex2jax_ignore mathjax_ignore">'
    """
    raise TypeError(f"{type(shown).__name__} has no table")


@singledispatch
def as_latex(shown: object) -> str:
    r"""The formula of an object of one of the types registered below.

    >>> from symbolic.matrices import column, matrix
    >>> as_latex(TruncationMap(matrix([[1]]), column([-1])))[:30]
    '$\\displaystyle\\tau_{W,b}:\\quad'
    """
    raise TypeError(f"{type(shown).__name__} has no formula")


@as_html.register
def _(shown: ClusterData) -> str:
    caption = f"{label_html(shown.name)}: Q = {shown.Q}, M = {shown.M}, N = {shown.N}"
    rows = [
        (
            label_html(label),
            str(size),
            column_html(shown.mean(j)),
            shorten(trace(shown.scatters[j])),
            column_html(shown.target(j)),
        )
        for j, (label, size) in enumerate(zip(shown.labels, shown.sizes, strict=True))
    ]
    heads = (
        "class j",
        "N<sub>j</sub>",
        "mean x̄<sub>j</sub>",
        "Tr S<sub>j</sub>",
        "target y<sub>j</sub>",
    )
    return table_html(caption, heads, rows)


@as_html.register
def _(shown: ZeroLoss) -> str:
    rows = [
        (
            str(l),
            label_html(shown.data.labels[step.cls]),
            f"{column_html(step.hyperplane.normal)} · x = {shorten(step.hyperplane.offset)}",
            column_html(step.apex),
            shorten(step.margin),
        )
        for l, step in enumerate(shown.collapses, start=1)
    ]
    caption = (
        f"{label_html(shown.data.name)}: cost 0 with {counted(shown.network.L, 'hidden layer')}, "
        f"{shown.readout} readout"
    )
    heads = ("layer", "collapses", "hyperplane", "apex p<sub>j</sub>", "margin")
    return table_html(caption, heads, rows)


@as_html.register
def _(shown: Obstruction) -> str:
    labels = shown.data.labels
    rows = []
    for j, common in shown.common_points.items():
        others = [k for k in shown.stuck if k != j]
        inside = " + ".join(f"{shorten(w)} x<sub>{i + 1}</sub>" for i, w in common.inside)
        rest = " + ".join(
            f"{shorten(w)} x<sub>{i + 1}</sub> of {label_html(labels[others[b]])}"
            for b, i, w in common.rest
        )
        point = zeros(shown.data.M, 1)
        for i, weight in common.inside:
            point += shown.data.points[j].extract(range(shown.data.M), [i]) * weight
        rows.append((label_html(labels[j]), inside, rest, column_html(point)))
    caption = (
        f"{label_html(shown.data.name)}: convex hulls that meet, so no order of collapse exists"
    )
    heads = ("class", "convex combination of its points", "equal to", "common point")
    return table_html(caption, heads, rows)


@as_html.register
def _(shown: Landscape) -> str:
    labels, total = shown.data.labels, (2**shown.data.Q - 1) * len(shown.readouts)
    caption = f"{label_html(shown.data.name)}: {total} minima, L = {shown.layers}, K = {shown.K}"
    if total > MOST_SHOWN:
        places = [(label_html(labels[j]), column_html(p)) for j, p in enumerate(shown.apexes)]
        return table_html(caption, ("class", "apex p<sub>j</sub>"), places)
    rows = []
    for minimum in shown.minima():
        dimension = "" if minimum.dimension is None else str(minimum.dimension)
        words = [minimum.verdicts[scope] for scope in SCOPES]
        subset = set_html(labels[j] for j in minimum.collapsed)
        rows.append((subset, minimum.readout, shorten(minimum.value), dimension, *words))
    scopes = (scope.in_words for scope in SCOPES)
    heads = ("collapsed I", "readout", "value V<sub>I</sub>", "dimension", *scopes)
    return table_html(caption, heads, rows)


@as_html.register
def _(shown: Partitions) -> str:
    labels = shown.data.labels
    rows = [
        (
            " ".join(set_html(labels[j] for j in block) for block in minimum.blocks),
            shorten(minimum.value),
            "" if minimum.dimension is None else str(minimum.dimension),
            "proved" if minimum.feasible == "yes" else minimum.reason,
        )
        for minimum in shown.minima()
    ]
    caption = f"{label_html(shown.data.name)}: partitions, L = {shown.layers}, K = {shown.K}"
    heads = ("blocks", "value V<sub>π</sub>", "dimension", "minimum in all parameters")
    return table_html(caption, heads, rows)


@as_html.register
def _(shown: Shallow) -> str:
    rows = [(name, shorten(value)) for name, value in (*shown.chain(), ("trivial", shown.trivial))]
    caption = f"{label_html(shown.data.name)}: 1 hidden layer, C² in increasing order"
    return table_html(caption, ("member of the chain", "C²"), rows)


@as_html.register
def _(shown: CapacityTable) -> str:
    rows = [
        (" - ".join(map(str, a.widths)), a.verdict, a.statement, a.reason) for a in shown.answers
    ]
    return table_html(label_html(shown.data.name), ("widths", "zero loss?", "by", "reason"), rows)


@as_latex.register
def _(shown: TruncationMap) -> str:
    names = (("W", shown.W), ("b", shown.b), ("p", shown.apex))
    parts = r",\quad ".join(f"{name}={matrix_latex(values)}" for name, values in names)
    return rf"$\displaystyle\tau_{{W,b}}:\quad {parts}$"


@as_latex.register
def _(shown: ReluNetwork) -> str:
    rows = [
        rf"W_{{{l}}}&={matrix_latex(layer.W)},& b_{{{l}}}&={matrix_latex(layer.b)}"
        for l, layer in enumerate(shown.layers, start=1)
    ]
    return r"$\displaystyle\begin{aligned}" + r"\\[4pt]".join(rows) + r"\end{aligned}$"


@as_latex.register
def _(shown: Readout) -> str:
    return (
        rf"$\displaystyle A_*={matrix_latex(shown.A)},\quad c_*={matrix_latex(shown.c)},\quad "
        rf"V_{{\text{{{shown.kind}}}}}={number_latex(shown.value)}$"
    )


@as_latex.register
def _(shown: Minimum) -> str:
    dimension = "" if shown.dimension is None else rf",\quad \dim={shown.dimension}"
    return (
        rf"$\displaystyle V={number_latex(shown.value)},\quad A={matrix_latex(shown.A)},\quad "
        rf"c={matrix_latex(shown.c)}{dimension},\quad "
        rf"\text{{{'; '.join(f'{s.in_words}: {shown.verdicts[s]}' for s in SCOPES)}}}$"
    )


@as_latex.register
def _(shown: Degeneracy) -> str:
    return (
        rf"$K={shown.K},\quad \operatorname{{rank}}J={shown.rank},\quad "
        rf"\dim\ker J=K-\operatorname{{rank}}J={shown.dimension},\quad "
        rf"\text{{of which rescalings: }}{shown.rescaling}$"
    )


@as_latex.register
def _(shown: Conserved) -> str:
    return rf"$\displaystyle M_{{{shown.layer}}}={matrix_latex(shown.matrix)}$"


@as_latex.register
def _(shown: FlowEquations) -> str:
    rows = [
        rf"\dot{{{sympy.latex(p)}}}&={sympy.latex(r)}"
        for p, r in zip(shown.parameters, shown.right, strict=True)
    ]
    return r"$\displaystyle\begin{aligned}" + r"\\".join(rows) + r"\end{aligned}$"
