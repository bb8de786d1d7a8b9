"""T1: the exact minimum over linear readouts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    inverse,
    matrix,
    positive_definite,
    trace,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.d6_noise_to_signal import Delta2, Xbar_q
from proofs.statements.entry import Assumption, Entry, NearMiss
from proofs.statements.faults import fields, one_more
from proofs.statements.models import from_data
from proofs.statements.notation import A, S, Xbar, Y
from proofs.statements.searching import SMALL, data_of
from proofs.statements.working import Block, Numbers, chain, fits, raised
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.closed_forms import value_from_noise_to_signal
from symbolic.clusters import ClusterData
from symbolic.cost import squared_residuals
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.network import Layer
from symbolic.readouts import linear_readout
from symbolic.scalars import Scalar, text

G = positive_definite("G", "M", words="the second moments of the inputs")
best = matrix("A*", "Q", "M", latex="A_*", words="the best readout")
GRAM = Hypothesis(Xbar @ Xbar.T, G - S, "definition of G", Role.DEFINED)
NORMAL = Hypothesis(best @ G, Y @ Xbar.T, "normal equations", Role.DEFINED)
one_plus = positive_definite(
    "1+Δ₂", "Q", latex=r"(1+\Delta_2)", words="the identity plus the noise to signal"
)
ONE_PLUS = Hypothesis(
    Delta2, one_plus - identity("Q"), "1 + Δ₂ is the identity and Δ₂", Role.DEFINED
)
closed = Y @ inverse(one_plus) @ inverse(Xbar_q)


def derive(D: Derivation) -> None:
    """T1: the completed square, and the closed form."""
    D.say(
        r"Let $A_*$ solve the normal equations $A_*G=H$, $H=Y\bar X^{\mathsf T}$. By D3 with "
        r"$c=0$, for all $A$:"
    )
    cost = trace((A @ Xbar - Y) @ (A @ Xbar - Y).T) + trace(A @ S @ A.T)
    value = trace(Y @ Y.T) - trace(best @ G @ best.T)
    excess = trace((A - best) @ G @ (A - best).T)
    D.equal("square", cost, value + excess, using=[GRAM, NORMAL])
    D.nonnegative("excess", excess, A - best, G, note="$0$ only for $A=A_*$")
    D.say(
        r"If $M=Q$ and $\bar X$ is invertible, $S=\bar X\Delta_2\bar X^{\mathsf T}$ (D6) and so "
        r"$G=\bar X(1+\Delta_2)\bar X^{\mathsf T}$. Then $A_*=Y(1+\Delta_2)^{-1}\bar X^{-1}$, for"
    )
    closed = Y @ inverse(one_plus) @ inverse(Xbar_q)
    D.equal("normal", closed @ (Xbar_q @ one_plus @ Xbar_q.T), Y @ Xbar_q.T)
    D.equal(
        "value",
        trace(Y @ Y.T) - trace(closed @ (Xbar_q @ one_plus @ Xbar_q.T) @ closed.T),
        trace(Y @ Delta2 @ inverse(one_plus) @ Y.T),
        using=[ONE_PLUS],
    )


def on_data(case: Case) -> Verdict:
    """Normal equations, the completed square at other readouts, and the closed form, all from the
    points.
    """
    data = case.data
    readout = linear_readout(data.means, data.scatter, data.targets)
    if readout.A * readout.gram != data.targets * data.means.transpose():
        return Refuted("the normal equations do not hold")
    for A_ in (readout.A, readout.A * QQ(0), readout.A + exact.ones(data.Q, data.M)):
        if cost_of(data, A_, exact.ones(data.Q, 1) * QQ(0)) != readout.value + readout.excess(A_):
            return Refuted("the completed square does not hold")
    unique = "attained once" if readout.rank == data.M else "attained by all solutions of AG = H"
    try:
        closed = value_from_noise_to_signal(data)
    except SymbolicNotApplicable:
        return Proved(f"V = {shortened(readout.value)}, {unique}")
    if closed != readout.value:
        return Refuted(f"closed form {closed}, minimum {readout.value}")
    return Proved(f"V = {shortened(readout.value)}, {unique}; the closed form in Δ₂ agrees")


def shortened(value: Scalar) -> str:
    shown = text(value)
    return shown if len(shown) <= 24 else f"a rational with {len(shown)} characters"


def cost_of(data: ClusterData, A_: DomainMatrix, c_: DomainMatrix) -> Scalar:
    """The cost of ``x ↦ Ax + c``, point by point."""
    total = QQ(0)
    for j, block in enumerate(data.points):
        total += squared_residuals(Layer(A_, c_), block, data.target(j)) / data.sizes[j]
    return total


def models(size: int) -> Iterator[Model]:
    """Data with the linear minimizer."""
    yield from from_data(size, **{"A*": _minimizer})


def _minimizer(known: dict[str, DomainMatrix]) -> DomainMatrix:
    return known["Y"] * known["X̄"].transpose() * known["G"].inv()


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    """The normal equations, their solution and the value, once more by the closed form."""
    data = case.data
    readout = linear_readout(data.means, data.scatter, data.targets)
    short = fits(data.M, data.Q)
    means, targets = numbers.matrix(data.means, r"\bar X"), numbers.matrix(data.targets, "Y")
    gram, scatter = numbers.matrix(readout.gram, "G"), numbers.matrix(data.scatter, "S")
    transposed = raised(means, r"\mathsf T")
    put_in = [f"{means}{transposed}+{scatter}"] if short else []
    yield chain("G", r"\bar X\bar X^{\mathsf T}+S", *put_in, gram)
    put_in = [f"{targets}{transposed}{raised(gram, '-1')}"] if short else []
    yield chain("A_*", r"Y\bar X^{\mathsf T}G^{-1}", *put_in, numbers.matrix(readout.A, "A"))
    square = exact.squared_norm(data.targets)
    whole, kept = numbers.number(square, "y"), numbers.number(square - readout.value, "a")
    value = numbers.result(readout.value, r"V_{\mathrm{lin}}")
    formula = r"\|Y\|^2-\operatorname{Tr}(A_*GA_*^{\mathsf T})"
    yield chain(r"V_{\mathrm{lin}}", formula, f"{whole}-{kept}", value)
    try:
        noise = data.noise_to_signal
    except SymbolicNotApplicable:
        return
    resolvent = (exact.identity(data.Q) + noise).inv()
    yield chain(r"(1+\Delta_2)^{-1}", numbers.matrix(resolvent, "R"))
    closed = r"\operatorname{Tr}(Y\Delta_2(1+\Delta_2)^{-1}Y^{\mathsf T})"
    yield chain(closed, value)


def singular_gram() -> Iterator[str]:
    """Two different linear minimizers."""
    for a, b in product(SMALL, SMALL):
        data = data_of([[a, b]])
        best = linear_readout(data.means, data.scatter, data.targets)
        for c, d in product(SMALL, SMALL):
            other = best.A + exact.matrix([[c, d]])
            if (c or d) and not best.excess(other):
                rows = (tuple(map(text, A.to_list_flat())) for A in (best.A, other))
                yield (
                    f"Q = 1, M = 2, the one point ({a}, {b}): A = {next(rows)} and A = "
                    f"{next(rows)} both attain V = {text(best.value)}"
                ).replace("'", "")


MEANS_INVERTIBLE = Assumption(
    id="invertible-means",
    text=r"$M=Q$ and $\bar X$ is invertible (for the closed form)",
    reason="without it Δ₂ is not defined, so there is nothing to refute",
)
_COST = trace((A @ Xbar - Y) @ (A @ Xbar - Y).T) + trace(A @ S @ A.T)
_EXCESS = trace((A - best) @ G @ (A - best).T)
_GRAM = Xbar_q @ one_plus @ Xbar_q.T
_CLOSED = trace(Y @ Y.T) - trace(closed @ _GRAM @ closed.T)
NEAR_MISSES = (
    NearMiss(
        "with a wrong sign",
        _COST,
        trace(Y @ Y.T) + trace(best @ G @ best.T) + _EXCESS,
        (GRAM, NORMAL),
    ),
    NearMiss(
        "without the normal equations",
        _COST,
        trace(Y @ Y.T) - trace(best @ G @ best.T) + _EXCESS,
        (GRAM,),
        in_models="it holds",
    ),
    NearMiss("closed form without the resolvent", _CLOSED, trace(Y @ Delta2 @ Y.T), (ONE_PLUS,)),
    NearMiss(
        "closed form with 1 − Δ₂",
        _CLOSED,
        trace(Y @ Delta2 @ inverse(one_plus) @ Y.T),
        (Hypothesis(Delta2, identity("Q") - one_plus, "Δ₂ = 1 − (1 + Δ₂)"),),
        in_models="the premise fails",
    ),
)


ENTRY = Entry(
    id="T1",
    kind="statement",
    name="The linear readout has an exact minimum, attained once",
    statement=(
        r"For all $A$: <<square>> so "
        r"$V=\operatorname{Tr}(YY^{\mathsf T})-\operatorname{Tr}(A_*GA_*^{\mathsf T})$ is the "
        r"minimum, attained at $A_*=HG^{-1}$ only. If $M=Q$ and $\bar X$ is invertible, "
        r"$A_*=Y(1+\Delta_2)^{-1}\bar X^{-1}$ and "
        r"$V=\operatorname{Tr}(Y\Delta_2(1+\Delta_2)^{-1}Y^{\mathsf T})$. (For singular $G$ every "
        r"solution of $A_*G=H$ attains the same $V$.)"
    ),
    letters={
        "H": "the mixed moments of targets and inputs",
        "V": "the value: the least cost",
    },
    assumptions=(
        Assumption(
            id="definite-gram",
            text=r"$G=\bar X\bar X^{\mathsf T}+S$ is positive definite (for uniqueness)",
            counterexample=singular_gram,
        ),
        MEANS_INVERTIBLE,
    ),
    given=(GRAM, NORMAL, ONE_PLUS, G),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    near_misses=NEAR_MISSES,
    broken=(
        fields(
            "proofs.statements.t1_linear_readout.linear_readout", value=lambda best: best.value + 1
        ),
        fields("proofs.statements.t1_linear_readout.linear_readout", A=lambda best: best.A * QQ(2)),
        one_more("proofs.statements.t1_linear_readout.value_from_noise_to_signal"),
    ),
    statement_uses=("D3", "D6"),
    proof_uses=("D3", "D6"),
    decided_in=(
        "symbolic.readouts.linear_readout",
        "symbolic.closed_forms.value_from_noise_to_signal",
    ),
    coq=(
        "StatementsReadout.T1_square",
        "StatementsReadout.T1_value",
        "StatementsReadout.T1_explicit",
        "StatementsReadout.T1_solvable",
        "StatementsReadout.T1_minimizers",
        "StatementsReadout.T1_unique",
        "StatementsReadout.T1_posdef",
        "StatementsReadout.T1_closed",
        "StatementsReadout.T1_classes",
    ),
)
