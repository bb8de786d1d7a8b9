"""T3: a network of cost 0 for separable data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from proofs.algebra import Derivation, Hypothesis, identity, matrix, trace, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Entry
from proofs.statements.faults import no_margin, one_more
from proofs.statements.models import data, dimensions
from proofs.statements.notation import E, Y, weights
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.statements.working import Block, Formula, Label, Numbers, Words
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cost import cost_squared
from symbolic.readouts import affine_readout
from symbolic.scalars import Scalar, shorten, text
from symbolic.truncation_network import ZeroLoss, zero_loss
from symbolic.words import counted

# B stacks the apexes over a row of ones, so that [A c] B = (A p_j + c)_j; independence is a left
# inverse.
B = matrix("B", "M+1", "Q", words="the apexes, one a column, over a row of ones")
undo = matrix("B⁺", "Q", "M+1", latex="B^+", words="a left inverse of B")
INDEPENDENT = Hypothesis(undo @ B, identity("Q"), "the apexes are affinely independent")


def derive(D: Derivation) -> None:
    """T3: collapse every class, then interpolate the apexes."""
    D.say(
        r"Let $f_j,t_j,p_j$ be the hyperplane and the apex of the $j$-th class of the order. By "
        r"L3 there is a truncation map that sends this class to $p_j$ and fixes all later classes "
        r"and the earlier apexes. By L1 hidden layers with these maps send class $j$ to $p_j$ for "
        r"every $j$; any further layer with $b_l$ so large that all pre-activations are positive "
        r"acts as the identity (L2). No pre-activation is $0$ (L3)."
    )
    D.say(
        r"Put $B=\binom{p_1\cdots p_Q}{1\,\cdots\,1}$. The apexes are affinely independent, so "
        r"$B$ has a left inverse $B^+$, and $[A\;c]=YB^+$ sends $p_j$ to $y_j$:"
    )
    D.equal("readout", Y @ undo @ B, Y, using=[INDEPENDENT])
    D.say(r"The outputs are $[A\;c]BE$, and")
    residual = Y @ undo @ B @ E - Y @ E
    D.equal("cost", trace(residual @ weights @ residual.T), zero(1, 1), using=[INDEPENDENT])


def on_data(case: Case) -> Verdict:
    """The network, evaluated: cost 0 and every pre-activation non-zero."""
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    margin = outcome.network.smallest_margin(case.data.inputs)
    if cost_squared(outcome.network, case.data) != 0 or not margin > 0:
        return Refuted("the network of the construction does not have cost 0")
    return Proved(
        f"C = 0 with {counted(outcome.network.L, 'layer')}, smallest |pre-activation| "
        f"{_short(margin)}"
    )


def _short(value: Scalar) -> str:
    shown = shorten(value)
    return f"≈ {shown}" if "…" in shown else shown


def interpolation(size: int) -> Iterator[Model]:
    """Apexes over a row of ones and a left inverse (T3)."""
    letters, matrices = data(size)
    domain = letters.domain
    apexes = matrices["X̄"]
    nothing = exact.from_flat([domain(0)] * size, size, 1, domain)
    matrices |= {
        "B": exact.stacked([apexes, exact.ones(1, size, domain)]),
        "B⁺": exact.side_by_side([apexes.inv(), nothing]),
        "Z": exact.side_by_side([matrices["A"], matrices["c"]]),
    }
    matrices["[A c]"] = matrices["Y"] * matrices["B⁺"]
    yield Model(domain, matrices, dimensions(size), {"Q": domain(size)})


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return
    for l, step in enumerate(outcome.collapses, start=1):
        f = numbers.matrix(step.hyperplane.normal.transpose(), f"f_{{{l}}}")
        offset = numbers.number(step.hyperplane.offset, f"t_{{{l}}}")
        apex = numbers.matrix(step.apex, f"p_{{{l}}}")
        margin = numbers.number(step.margin, f"m_{{{l}}}")
        yield Words((f"Layer ${l}$ collapses class ", Label(case.data.labels[step.cls]), ":"))
        size = numbers.number(step.distance_squared, f"d_{{{l}}}^2")
        yield Formula(rf"f={f},\quad t={offset},\quad p={apex},")
        yield Formula(
            rf"\min|f\cdot x-t|={margin},\qquad\frac{{(\min|f\cdot x-t|)^2}}{{|f|^2}}={size},"
        )
        layer = outcome.network.hidden[l - 1]
        W, b = numbers.matrix(layer.W, f"W_{{{l}}}"), numbers.matrix(layer.b, f"b_{{{l}}}")
        yield Formula(rf"W_{{{l}}}={W},\qquad b_{{{l}}}={b}.")
    output = outcome.network.layers[-1]
    W, b = numbers.matrix(output.W, "W_{out}"), numbers.matrix(output.b, "b_{out}")
    L = outcome.network.L
    yield Words(("The output layer:",))
    yield Formula(rf"W_{{{L + 1}}}={W},\qquad b_{{{L + 1}}}={b}.")


def not_separable() -> Iterator[str]:
    """A point in both classes: no function at all has cost 0."""
    for x, y in product(SMALL, SMALL):
        if x == y:
            yield (
                f"M = 1, both classes consist of the point {x}: its one output cannot equal both "
                "targets (1, 0) and (0, 1)"
            )


def dependent_apexes() -> Iterator[str]:
    """Linear readout, M = 1 < Q = 2: outputs lie on one line through 0."""
    for a, b in product(SMALL, SMALL):
        data = data_of([[a]], [[b]])
        if a < b and data.targets.rank() > data.M:
            yield (
                f"Q = 2, M = 1, linear readout, points {a} and {b}: apexes are numbers, never "
                "linearly independent; outputs A x are multiples of one vector and cannot be (1, "
                "0) and (0, 1)"
            )


def too_shallow() -> Iterator[str]:
    """L = 0: the best affine map still has positive cost."""
    for a, b, c in product(SMALL, SMALL, SMALL):
        if a < b < c:
            data = data_of([[a], [b]], [[c]])
            best = affine_readout(data.means, data.scatter, data.targets).value
            if best > 0 and isinstance(zero_loss(data), ZeroLoss):
                yield (
                    f"M = 1, L = 0 < Q = 2, classes {points_of(data)}: the least cost of an "
                    f"affine map is {text(best)} > 0, though with L = 2 it is 0"
                )


ENTRY = Entry(
    id="T3",
    kind="statement",
    name="Sequentially separable data have a network of cost exactly 0",
    statement=(
        r"For every $L\ge Q$ there are parameters with $C=0$ for which no pre-activation of a "
        r"training point is $0$. With $[A\;c]=YB^+$: <<readout>>"
    ),
    letters={
        "f_j": "the normal of the hyperplane of class j",
        "t_j": "its offset",
        "p_j": "the apex to which class j is sent",
    },
    assumptions=(
        Assumption(
            id="separable",
            text=(
                r"in some order of the classes each is strictly separated by a hyperplane from "
                r"the later classes and the earlier apexes, its apex on the hyperplane"
            ),
            counterexample=not_separable,
        ),
        Assumption(
            id="independent-apexes",
            text=r"$p_1,\dots,p_Q$ are affinely independent (linear readout: linearly)",
            counterexample=dependent_apexes,
        ),
        Assumption(id="deep-enough", text=r"$L\ge Q$", counterexample=too_shallow),
    ),
    given=(INDEPENDENT,),
    derive=derive,
    on_data=on_data,
    models=interpolation,
    worked=worked,
    broken=(
        one_more("proofs.statements.t3_zero_loss.cost_squared"),
        Broken("symbolic.network.ReluNetwork.smallest_margin", no_margin),
    ),
    statement_uses=("D2", "D3"),
    proof_uses=("L1", "L2", "L3"),
    decided_in=("symbolic.truncation_network.zero_loss",),
    coq=(
        "StatementsNetwork.region_inhabited",
        "StatementsNetwork.T3",
        "StatementsNetwork.T3_linear",
    ),
)
