"""Worked numbers: what the statements say of one data set, as words, formulas and tables, for LaTeX and for the page alike.

A rational that is too long for a line is shown by certified decimals and kept, exactly, in ``Numbers.exact`` for an appendix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sympy.polys.matrices import DomainMatrix

from proofs.statements.case import Case
from symbolic.errors import NotApplicable
from symbolic.matrices import identity
from symbolic.readout import affine_readout, linear_readout
from symbolic.scalars import Scalar, decimal_latex, text
from symbolic.zero_loss import Obstruction, ZeroLoss

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


def worked(identifier: str, case: Case, numbers: Numbers) -> Iterator[Block]:
    """The worked numbers of an entry; nothing where the ledger's verdict says all there is."""
    writer = WORKED.get(identifier)
    if writer is not None:
        yield from writer(case, numbers)


def _moments(case: Case, numbers: Numbers) -> Iterator[Block]:
    data = case.data
    yield Words((f"$Q={data.Q}$, $M={data.M}$, $N={data.N}$. Means and targets:",))
    means = numbers.matrix(data.means, r"\bar X")
    yield Formula(rf"\bar X={means},\qquad Y={numbers.matrix(data.targets, 'Y')}.")
    for j, label in enumerate(data.labels):
        if data.M <= WIDEST and data.sizes[j] <= WIDEST:
            yield Words(("Deviations and scatter of class ", Label(label), ":"))
            moved = numbers.matrix(data.deviations(j), rf"\Delta X_{{{j + 1}}}")
            scatter = numbers.matrix(data.scatters[j], f"S_{{{j + 1}}}")
            yield Formula(rf"\Delta X_{{{j + 1}}}={moved},\qquad S_{{{j + 1}}}={scatter}.")


def _noise(case: Case, numbers: Numbers) -> Iterator[Block]:
    try:
        noise = case.data.noise_to_signal
    except NotApplicable:
        return
    yield Formula(rf"\bar X^{{-1}}={numbers.matrix(case.data.means_inverse, 'X')},")
    ratio = numbers.matrix(noise, r"\Delta_2")
    yield Formula(rf"\Delta_2={ratio}.")


def _linear(case: Case, numbers: Numbers) -> Iterator[Block]:
    data = case.data
    best = linear_readout(data.means, data.scatter, data.targets)
    yield Formula(rf"G={numbers.matrix(best.gram, 'G')},")
    yield Formula(rf"A_*={numbers.matrix(best.A, 'A')},")
    yield Formula(rf"V_{{\mathrm{{lin}}}}={numbers.number(best.value, 'V')}.")
    try:
        resolvent = (identity(data.Q) + data.noise_to_signal).inv()
    except NotApplicable:
        return
    yield Formula(rf"(1+\Delta_2)^{{-1}}={numbers.matrix(resolvent, 'R')}.")


def _affine(case: Case, numbers: Numbers) -> Iterator[Block]:
    data = case.data
    best = affine_readout(data.means, data.scatter, data.targets)
    yield Formula(rf"A_*={numbers.matrix(best.A, 'A')},\qquad c_*={numbers.matrix(best.c, 'c')},")
    yield Formula(rf"V_{{\mathrm{{aff}}}}={numbers.number(best.value, 'V')}.")


def _network(case: Case, numbers: Numbers) -> Iterator[Block]:
    found = case.zero_loss
    if not isinstance(found, ZeroLoss):
        return
    for l, step in enumerate(found.collapses, start=1):
        f = numbers.matrix(step.hyperplane.normal.transpose(), f"f_{{{l}}}")
        offset = numbers.number(step.hyperplane.offset, f"t_{{{l}}}")
        apex = numbers.matrix(step.apex, f"p_{{{l}}}")
        margin = numbers.number(step.margin, f"m_{{{l}}}")
        yield Words((f"Layer ${l}$ collapses class ", Label(case.data.labels[step.cls]), ":"))
        yield Formula(rf"f={f},\quad t={offset},\quad p={apex},\quad\text{{margin }}{margin},")
        layer = found.network.hidden[l - 1]
        W, b = numbers.matrix(layer.W, f"W_{{{l}}}"), numbers.matrix(layer.b, f"b_{{{l}}}")
        yield Formula(rf"W_{{{l}}}={W},\qquad b_{{{l}}}={b}.")
    output = found.network.layers[-1]
    W, b = numbers.matrix(output.W, "W_{out}"), numbers.matrix(output.b, "b_{out}")
    L = found.network.L
    yield Words(("The output layer:",))
    yield Formula(rf"W_{{{L + 1}}}={W},\qquad b_{{{L + 1}}}={b}.")


def _common_points(case: Case, numbers: Numbers) -> Iterator[Block]:
    found, data = case.zero_loss, case.data
    if not isinstance(found, Obstruction):
        return
    for cls, common in found.common_points.items():
        others = [k for k in found.stuck if k != cls]
        inside = [(cls, i, w) for i, w in common.inside]
        rest = [(others[b], i, w) for b, i, w in common.rest]
        if len(inside) + len(rest) > WIDEST or data.M > WIDEST:
            yield Words(
                (
                    "The common point of class ",
                    Label(data.labels[cls]),
                    " has ",
                    str(len(inside) + len(rest)),
                    " terms: see the certificate.",
                )
            )
            continue
        yield Words(
            (
                "A point common to the hull of class ",
                Label(data.labels[cls]),
                " and to that of the others:",
            )
        )
        sides = (_combination(case, side, numbers) for side in (inside, rest))
        yield Formula("=".join(sides) + ".")


def _combination(case: Case, terms: Sequence[tuple[int, int, Scalar]], numbers: Numbers) -> str:
    rows = range(case.data.M)
    return "+".join(
        numbers.number(w, f"w_{{{k + 1},{i}}}")
        + numbers.matrix(case.data.points[k].extract(rows, [i]), f"x_{{{k + 1},{i}}}")
        for k, i, w in terms
    )


def _tangent(case: Case, numbers: Numbers) -> Iterator[Block]:
    if not isinstance(case.zero_loss, ZeroLoss):
        return
    found = case.degeneracy
    yield Formula(
        rf"K={found.K},\quad \operatorname{{rank}}J={found.rank}=Q^2,\quad K-Q^2={found.dimension},\quad LM={found.rescaling}."
    )


SCOPES = ("output_layer", "apexes_held", "all_parameters")


def _subsets(case: Case, numbers: Numbers) -> Iterator[Block]:
    if not case.enumerable:
        return
    rows = []
    for index, m in enumerate(case.minima):
        value = numbers.inline(m.value, rf"V_{{{index + 1}}}")
        dimension = "–" if m.dimension is None else str(m.dimension)
        rows.append(
            (
                Words(_members(case, m.collapsed)),
                Words((m.readout,)),
                Words((f"${value}$",)),
                Words((dimension,)),
                *(Words((m.verdicts[scope],)) for scope in SCOPES),
            )
        )
    heads = ("$I$", "readout", "$V_I$", "dim", "output layer", "apexes held", "all parameters")
    yield Words(
        ("Values, dimension of the minimizing set with apexes held, and verdict in each scope:",)
    )
    yield Table(heads, tuple(rows))


def _members(case: Case, subset: Sequence[int]) -> tuple[str | Label, ...]:
    if not subset:
        return (r"$\emptyset$",)
    parts: list[str | Label] = []
    for j in subset:
        parts += [", "] if parts else []
        parts.append(Label(case.data.labels[j]))
    return tuple(parts)


WORKED: dict[str, Callable[[Case, Numbers], Iterator[Block]]] = {
    "D1": _moments,
    "D6": _noise,
    "T1": _linear,
    "T2": _affine,
    "T3": _network,
    "T3'": _common_points,
    "T4": _tangent,
    "T5": _subsets,
}
