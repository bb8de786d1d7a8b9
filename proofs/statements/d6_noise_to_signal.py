"""D6: the scatter in the frame of the means."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    inverse,
    matrix,
    symmetric,
    trace,
    vector,
)
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.faults import doubled
from proofs.statements.models import plain
from proofs.statements.notation import weights
from proofs.statements.working import Block, Numbers, chain, fits, raised
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.errors import NotApplicable as SymbolicNotApplicable

Xbar_q = matrix(
    "X̄", "Q", "Q", "invertible", latex=r"\bar X", words="the means of the classes, one a column"
)
dX_q = matrix(
    "ΔX",
    "Q",
    "N",
    latex=r"\Delta X",
    words="the deviations of the inputs from the means of their classes",
)
Delta1 = matrix("Δ₁", "Q", "N", latex=r"\Delta_1", words="the deviations in the frame of the means")
Delta2 = symmetric(
    "Δ₂", "Q", latex=r"\Delta_2", words="noise to signal: the scatter in the frame of the means"
)
Sq = symmetric("S", "Q", words="the scatter, summed over the classes")
v = vector("v", "Q", words="any vector with Q entries")
DELTA_1 = Hypothesis(Delta1, inverse(Xbar_q) @ dX_q, "definition of Δ₁", Role.DEFINED)
DELTA_2 = Hypothesis(Delta2, Delta1 @ weights @ Delta1.T, "definition of Δ₂", Role.DEFINED)
SCATTER_Q = Hypothesis(dX_q @ weights @ dX_q.T, Sq, "definition of the scatter", Role.DEFINED)


def derive(D: Derivation) -> None:
    """D6: Δ₂ from the scatter, and 1 + Δ₂ is positive definite."""
    D.equal(
        "noise",
        Delta1 @ weights @ Delta1.T,
        inverse(Xbar_q) @ Sq @ inverse(Xbar_q).T,
        using=[DELTA_1, SCATTER_Q],
    )
    D.say(
        r"$1+\Delta_2$ is positive definite: for every $v\ne0$ the number "
        r"$v^{\mathsf T}(1+\Delta_2)v$ is a sum of two terms,"
    )
    D.equal(
        "definite",
        v.T @ (identity("Q") + Delta2) @ v,
        v.T @ v + v.T @ Delta1 @ weights @ Delta1.T @ v,
        using=[DELTA_2],
    )
    D.nonnegative("first", trace(v.T @ v), v.T, note="positive unless $v=0$")
    D.nonnegative("second", trace(v.T @ Delta1 @ weights @ Delta1.T @ v), v.T @ Delta1, weights)


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
    """The frame of the means, and the scatter in it."""
    data = case.data
    try:
        noise = data.noise_to_signal
    except SymbolicNotApplicable:
        return
    frame, scatter = (
        numbers.matrix(data.means_inverse, r"\bar X^{-1}"),
        numbers.matrix(data.scatter, "S"),
    )
    yield chain(r"\bar X^{-1}", frame)
    put_in = [frame + scatter + raised(frame, r"\mathsf T")] if fits(data.Q) else []
    formula = r"\bar X^{-1}S\bar X^{-\mathsf T}"
    yield chain(r"\Delta_2", formula, *put_in, numbers.matrix(noise, r"\Delta_2"))


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
    definition=(
        r"For $M=Q$ and $\bar X$ invertible let $\Delta_1=\bar X^{-1}\Delta X$ and "
        r"$\Delta_2=\Delta_1\mathcal N^{-1}\Delta_1^{\mathsf T}$."
    ),
    statement=r"Then <<noise>> and $1+\Delta_2$ is positive definite.",
    given=(DELTA_1, DELTA_2, SCATTER_Q),
    derive=derive,
    on_data=on_data,
    models=plain,
    worked=worked,
    near_misses=NEAR_MISSES,
    broken=(
        doubled("symbolic.clusters.ClusterData.relative_deviations"),
        doubled("symbolic.clusters.ClusterData.noise_to_signal"),
    ),
    statement_uses=("D1",),
    decided_in=("symbolic.clusters.ClusterData.noise_to_signal",),
    coq=("StatementsReadout.D6", "StatementsReadout.D6_deviations", "StatementsReadout.D6_posdef"),
)
