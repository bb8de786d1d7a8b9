"""D1: data, their means and scatter, and the second moments."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import QQ

from proofs.algebra import Derivation, zero
from proofs.algebra.kernel import Fact
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.models import plain
from proofs.statements.notation import (
    CENTRED,
    DEVIATIONS,
    MEANS,
    POINTS,
    SCATTER,
    UNIT_WEIGHTS,
    E,
    S,
    X,
    Xbar,
    Y,
    dX,
    weights,
)
from proofs.statements.working import WIDEST, Block, Formula, Label, Numbers, Words
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact


def derive(D: Derivation) -> None:
    """D1: deviations have mean 0, hence the second moments split."""
    mean_zero = D.equal(
        "mean of the deviations",
        dX @ weights @ E.T,
        X @ weights @ E.T - Xbar @ E @ weights @ E.T,
        zero("M", "Q"),
        using=[DEVIATIONS, MEANS, UNIT_WEIGHTS],
    )
    D.say(r"With $X=\bar XE+\Delta X$ the second moments split into means and scatter:")
    using: list[Fact] = [POINTS, mean_zero, UNIT_WEIGHTS, SCATTER]
    D.equal("G", X @ weights @ X.T, Xbar @ Xbar.T + S, using=using)
    D.equal("H", Y @ E @ weights @ X.T, Y @ Xbar.T, using=using)


def on_data(case: Case) -> Verdict:
    """``Σ (1/N_j) Σ x xᵀ = X̄X̄ᵀ + Σ (1/N_j) Σ Δx Δxᵀ``, from the points."""
    data = case.data
    gram = data.means * data.means.transpose()
    second = gram * QQ(0)
    for j, block in enumerate(data.points):
        moved = data.deviations(j)
        if not (moved * exact.ones(data.sizes[j], 1)).is_zero_matrix:
            return Refuted(f"the deviations of class {data.labels[j]!r} do not sum to 0")
        second += block * block.transpose() * QQ(1, data.sizes[j])
        gram += moved * moved.transpose() * QQ(1, data.sizes[j])
    if second != gram or data.scatter != gram - data.means * data.means.transpose():
        return Refuted("the second moments are not those of means and scatters")
    return Proved(f"Q = {data.Q}, M = {data.M}, N = {data.N}")


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
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


_USING = (POINTS, CENTRED, UNIT_WEIGHTS, SCATTER)
NEAR_MISSES = (
    NearMiss("with a wrong sign", X @ weights @ X.T, Xbar @ Xbar.T - S, _USING),
    NearMiss("without the scatter", X @ weights @ X.T, Xbar @ Xbar.T, _USING),
)

ENTRY = Entry(
    id="D1",
    kind="definition",
    name="Second moments are those of means and scatter",
    statement=(
        r"For points with means $\bar X$, deviations $\Delta X$ and weights $\mathcal N^{-1}$: "
        r"<<mean of the deviations>> <<G>> <<H>>"
    ),
    given=(UNIT_WEIGHTS, MEANS, DEVIATIONS, POINTS, SCATTER),
    derive=derive,
    on_data=on_data,
    models=plain,
    worked=worked,
    near_misses=NEAR_MISSES,
    decided_in=("symbolic.clusters.ClusterData",),
    coq=(
        "Statements.D1_moment",
        "Statements.D1_cross",
    ),
)
