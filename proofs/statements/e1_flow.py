"""E1, E3: gradient flow as a flow of the cumulative parameters, and who moves an apex."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, Role, matrix, trace, zero
from proofs.algebra.entrywise import Model
from proofs.statements import e2_constants
from proofs.statements.case import Case
from proofs.statements.e2_constants import SAME_R, STRICT, after, back, moved, on, one_unit, seen
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import SMALL, data_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.flow import (
    apex_motions,
    cumulative_gradients,
    gradient,
    induced_by_cumulative,
    induced_flow,
    stepped,
)

product_l = matrix("U_{lm}", "a", "d", words="the layers after m, up to l")
product_k = matrix("U_{km}", "b", "d", words="the layers after m, up to k")
bordered = matrix("B_{m-1}", "k", "n", words="cumulative parameters before m over a last row 0, 1")
outer_slope = matrix("G_k", "b", "n", words="the derivative of the cost by the cumulative layer k")
step_m = matrix(
    "δ_m", "d", "k", latex=r"\delta_m", words="any change of weights and biases of layer m"
)
slope_m = matrix("g_m", "d", "k", words="the derivative of the cost by them")
CHAIN = Hypothesis(slope_m, product_k.T @ outer_slope @ bordered.T, "chain rule", Role.CONCLUDED)
COLLAPSED = Hypothesis(on, zero("d", "d"), "no unit of layer l is on at the point")


def derive_e1(D: Derivation) -> None:
    """One term of the induced flow."""
    D.say(
        r"A change $\delta_m$ of layer $m$ changes the cumulative layer $k$ by "
        r"$U_{km}\delta_mB_{m-1}$:"
    )
    D.equal(
        "adjoint",
        trace(outer_slope.T @ product_k @ step_m @ bordered),
        trace((product_k.T @ outer_slope @ bordered.T).T @ step_m),
    )
    D.say(
        r"so its gradient is $U_{km}^{\mathsf T}G_kB_{m-1}^{\mathsf T}$, summed over $k\ge m$. "
        r"Under the flow"
    )
    D.equal(
        "term",
        product_l @ (-slope_m) @ bordered,
        -(product_l @ product_k.T @ outer_slope @ bordered.T @ bordered),
        using=[CHAIN],
    )


def derive_e3(D: Derivation) -> None:
    """What is collapsed moves nothing before."""
    D.say(
        r"At a point that layer $l$ collapses no unit is on, so for this and every earlier layer "
        r"its share is"
    )
    D.equal("nothing", on @ after.T @ back @ seen.T, zero("d", "k"), using=[COLLAPSED])


def induced_on_data(case: Case) -> Verdict:
    """Both formulas, and the difference quotient of a small step."""
    net = moved(case)
    if net is None:
        return case.no_network
    g = gradient(net, case.data)
    rates = [r.to_list() for r in induced_flow(net, g)]
    try:
        other = [r.to_list() for r in induced_by_cumulative(net, cumulative_gradients(net, g))]
    except SymbolicNotApplicable as error:
        return NotApplicable(str(error))
    if rates != other:
        return Refuted("the two formulas of the induced flow differ")
    before = net.cumulative()
    for rate, old, *news in zip(
        induced_flow(net, g),
        before,
        *(stepped(net, g, QQ(1, 10**k)).cumulative() for k in (9, 18)),
        strict=True,
    ):
        errors = [
            exact.squared_norm((new.augmented - old.augmented) * QQ(10**k) - rate)
            for k, new in zip((9, 18), news, strict=True)
        ]
        if errors[1] * 10**15 > errors[0]:
            return Refuted("a step does not follow the induced flow")
    return Proved(f"{len(rates)} cumulative layers: both formulas, and difference quotients")


def apexes_on_data(case: Case) -> Verdict:
    """A class that a layer collapses has no share in the motion of that apex or an earlier one."""
    net = moved(case)
    if net is None:
        return case.no_network
    try:
        motions = apex_motions(net, case.data)
    except SymbolicNotApplicable as error:
        return NotApplicable(str(error))
    at = {one.collapsed: one.layer for one in motions if one.collapsed is not None}
    for one in motions:
        for j, part in enumerate(one.parts):
            if j in at and at[j] >= one.layer and any(part.to_list_flat()):
                return Refuted(f"class {case.data.labels[j]!r} moves the apex of layer {one.layer}")
    moving = sum(any(one.velocity.to_list_flat()) for one in motions)
    return Proved(f"{len(motions)} apexes, {moving} of them moved, none by what it collapses")


def flows(size: int) -> Iterator[Model]:
    """Any matrices, with the chain rule for the gradient."""
    letters = Letters(*(n for letter in "uvbgs" for n in names(letter, size, size)))
    U, G, B = (letters.matrix(letter, size, size) for letter in "ugb")
    known = {
        "U_{lm}": letters.matrix("v", size, size),
        "U_{km}": U,
        "B_{m-1}": B,
        "G_k": G,
        "δ_m": letters.matrix("s", size, size),
        "g_m": U.transpose() * G * B.transpose(),
    }
    yield Model(letters.domain, known, dimensions(size) | dict.fromkeys("abdkn", size))


def not_collapsed() -> Iterator[str]:
    """A point that is on at a layer moves it."""
    for x in SMALL:
        (one,) = apex_motions(one_unit(0), data_of([[x + 4]]))
        if any(one.velocity.to_list_flat()):
            yield f"the point {x + 4}, weight 1, bias 0: it is on, and it moves the apex 0"


def nothing_moves(cases: Sequence[Case]) -> bool:
    """Whether no apex is ever moved."""
    nets = [(net, c.data) for c in cases if (net := moved(c)) is not None]
    return not any(
        any(m.velocity.to_list_flat()) for net, data in nets for m in apex_motions(net, data)
    )


def _twice(real: Any) -> Any:
    return lambda *arguments: tuple(m * QQ(2) for m in real(*arguments))


def _all_parts(real: Any) -> Any:
    """Motions in which every class has a share."""

    def wrong(network: Any, data: Any) -> Any:
        return tuple(
            replace(one, parts=tuple(exact.ones(*part.shape) for part in one.parts))
            for one in real(network, data)
        )

    return wrong


E1 = Entry(
    id="E1",
    kind="statement",
    name="Gradient flow of the layers is a flow of the cumulative parameters",
    statement=(
        r"With $B_{m-1}$ the cumulative parameters before $m$ over a row $0,1$, $U_{lm}=W_l\cdots "
        r"W_{m+1}$ and $G_k$ the derivative by the cumulative layer $k$: $\hat "
        r"Z_l'=-\sum_k\sum_{m\le\min(l,k)}U_{lm}U_{km}^{\mathsf T}G_kB_{m-1}^{\mathsf T}B_{m-1}$, "
        r"for <<adjoint>> <<term>>"
    ),
    letters={r"\hat Z_l": "the cumulative weights and biases of layer l, side by side"},
    assumptions=(STRICT,),
    given=(CHAIN,),
    derive=derive_e1,
    on_data=induced_on_data,
    models=flows,
    near_misses=(
        NearMiss(
            "with the other sign",
            product_l @ (-slope_m) @ bordered,
            product_l @ product_k.T @ outer_slope @ bordered.T @ bordered,
            (CHAIN,),
        ),
    ),
    broken=(Broken("proofs.statements.e1_flow.induced_by_cumulative", _twice),),
    statement_uses=("D2", "D3", "D4"),
    decided_in=("symbolic.flow.induced_flow", "symbolic.flow.induced_by_cumulative"),
    coq=(
        "StatementsShallow.E1_chain",
        "StatementsShallow.E1_adjoint",
        "StatementsShallow.E1",
        "StatementsShallow.E1_readout",
    ),
)
E3 = Entry(
    id="E3",
    kind="statement",
    name="An apex is moved by the points that it does not collapse",
    statement=(
        r"Points that layer $l$ collapses contribute nothing to $W_m',b_m'$, $m\le l$: <<nothing>> "
        r"So under the standard flow an apex is moved by the other points only."
    ),
    assumptions=(
        Assumption(
            id="collapsed",
            text="the layer collapses the point",
            counterexample=not_collapsed,
        ),
    ),
    given=(COLLAPSED,),
    derive=derive_e3,
    on_data=apexes_on_data,
    models=e2_constants.models,
    near_misses=(
        NearMiss("where a unit is on", on @ after.T @ back @ seen.T, zero("d", "k"), (SAME_R,)),
        Denial("no apex is ever moved", nothing_moves),
    ),
    broken=(Broken("proofs.statements.e1_flow.apex_motions", _all_parts),),
    statement_uses=("E1", "D5"),
    decided_in=("symbolic.flow.apex_motions",),
    coq=("StatementsShallow.E3_point", "StatementsShallow.E3"),
)
