"""D6: the scatter in the frame of the means."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, identity, inverse, matrix, symmetric, trace
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.models import plain
from proofs.statements.notation import weights
from proofs.statements.working import Block, Formula, Numbers
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.errors import NotApplicable as SymbolicNotApplicable

Xbar_q = matrix("X̄", "Q", "Q", "invertible", latex=r"\bar X")
dX_q = matrix("ΔX", "Q", "N", latex=r"\Delta X")
Delta1 = matrix("Δ₁", "Q", "N", latex=r"\Delta_1")
Delta2 = symmetric("Δ₂", "Q", latex=r"\Delta_2")
Sq = symmetric("S", "Q")
B = matrix("B", "Q", "Q")
DELTA_1 = Hypothesis(Delta1, inverse(Xbar_q) @ dX_q, "definition of Δ₁")
DELTA_2 = Hypothesis(Delta2, Delta1 @ weights @ Delta1.T, "definition of Δ₂")
SCATTER_Q = Hypothesis(dX_q @ weights @ dX_q.T, Sq, "definition of the scatter")


def derive(D: Derivation) -> None:
    """D6: Δ₂ from the scatter, and 1 + Δ₂ is positive definite."""
    D.equal(
        "noise",
        Delta1 @ weights @ Delta1.T,
        inverse(Xbar_q) @ Sq @ inverse(Xbar_q).T,
        using=[DELTA_1, SCATTER_Q],
    )
    D.say(
        r"$1+\Delta_2$ is positive definite: for every $B\ne0$ the trace of "
        r"$B(1+\Delta_2)B^{\mathsf T}$ is a sum of two terms,"
    )
    D.equal(
        "definite",
        trace(B @ (identity("Q") + Delta2) @ B.T),
        trace(B @ B.T) + trace(B @ Delta1 @ weights @ Delta1.T @ B.T),
        using=[DELTA_2],
    )
    D.nonnegative("first", trace(B @ B.T), B, note="positive unless $B=0$")
    D.nonnegative("second", trace(B @ Delta1 @ weights @ Delta1.T @ B.T), B @ Delta1, weights)


def on_data(case: Case) -> Verdict:
    """``Δ₁𝒩⁻¹Δ₁ᵀ = X̄⁻¹SX̄⁻ᵀ`` from the points."""
    data = case.data
    try:
        relative, expected = data.relative_deviations, data.noise_to_signal
    except SymbolicNotApplicable as error:
        return NotApplicable(str(error))
    scaled = exact.side_by_side(
        [data.means_inverse * data.deviations(j) * QQ(1, data.sizes[j]) for j in range(data.Q)]
    )
    if relative * scaled.transpose() != expected:
        return Refuted("Δ₁𝒩⁻¹Δ₁ᵀ differs from X̄⁻¹SX̄⁻ᵀ")
    return Proved(f"a {data.Q} × {data.Q} matrix")


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    try:
        noise = case.data.noise_to_signal
    except SymbolicNotApplicable:
        return
    yield Formula(rf"\bar X^{{-1}}={numbers.matrix(case.data.means_inverse, 'X')},")
    ratio = numbers.matrix(noise, r"\Delta_2")
    yield Formula(rf"\Delta_2={ratio}.")


NEAR_MISSES = (
    NearMiss(
        "with a dropped transpose",
        Delta1 @ weights @ Delta1.T,
        inverse(Xbar_q) @ Sq @ inverse(Xbar_q),
        (DELTA_1, SCATTER_Q),
    ),
)

ENTRY = Entry(
    id="D6",
    kind="definition",
    name="Noise to signal is a scatter in the frame of the means",
    statement=(
        r"For $M=Q$ and $\bar X$ invertible let $\Delta_1=\bar X^{-1}\Delta X$ and "
        r"$\Delta_2=\Delta_1\mathcal N^{-1}\Delta_1^{\mathsf T}$. Then <<noise>> and $1+\Delta_2$ "
        r"is positive definite."
    ),
    given=(DELTA_1, DELTA_2, SCATTER_Q),
    derive=derive,
    on_data=on_data,
    models=plain,
    worked=worked,
    near_misses=NEAR_MISSES,
    statement_uses=("D1",),
    decided_in=("symbolic.clusters.ClusterData.noise_to_signal",),
    coq=("Statements.D6",),
)
