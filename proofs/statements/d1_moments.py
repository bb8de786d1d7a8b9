"""D1: data, their means and scatter, and the second moments."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import QQ

from proofs.algebra import Derivation, zero
from proofs.algebra.kernel import Fact
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.faults import doubled
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
from symbolic.scalars import shorten, text


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
    second, farthest = gram * QQ(0), QQ(0)
    for j, block in enumerate(data.points):
        moved = data.deviations(j)
        if not (moved * exact.ones(data.sizes[j], 1)).is_zero_matrix:
            return Refuted(f"the deviations of class {data.labels[j]!r} do not sum to 0")
        second += block * block.transpose() * QQ(1, data.sizes[j])
        gram += moved * moved.transpose() * QQ(1, data.sizes[j])
        mean = data.mean(j).to_list_flat()
        for x in exact.columns_of(block):
            square = sum(((e - m) ** 2 for e, m in zip(x, mean, strict=True)), QQ(0))
            farthest = max(farthest, square)
    if second != gram or data.scatter != gram - data.means * data.means.transpose():
        return Refuted("the second moments are not those of means and scatters")
    if farthest != data.squared_radius:
        return Refuted(f"δ² = {text(farthest)}, not {text(data.squared_radius)}")
    return Proved(f"Q = {data.Q}, M = {data.M}, N = {data.N}, δ² = {shorten(farthest)}")


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
    radius = r"\delta^2"
    yield Formula(f"{radius}={numbers.number(data.squared_radius, radius)}.")


_USING = (POINTS, CENTRED, UNIT_WEIGHTS, SCATTER)
NEAR_MISSES = (
    NearMiss("with a wrong sign", X @ weights @ X.T, Xbar @ Xbar.T - S, _USING),
    NearMiss("without the scatter", X @ weights @ X.T, Xbar @ Xbar.T, _USING),
)

ENTRY = Entry(
    id="D1",
    kind="definition",
    name="Second moments are those of means and scatter",
    definition=(
        r"There are $Q$ classes of inputs $x_{j,i}\in\mathbf Q^M$, $i=1,\dots,N_j$, "
        r"$N=\sum_jN_j$, each class with a target $y_j\in\mathbf Q^Q$. The columns of $X$ are all "
        r"inputs, those of $Y$ the targets, those of $\bar X$ the means $\bar x_j$ of the "
        r"classes, those of $\Delta X$ the deviations from them. $S=\sum_jS_j$, "
        r"$S_j=\frac1{N_j}\sum_i(x_{j,i}-\bar x_j)(x_{j,i}-\bar x_j)^{\mathsf T}$, is the "
        r"scatter, $\delta^2=\max|x_{j,i}-\bar x_j|^2$. Every class has weight $1$: "
        r"$\mathcal N^{-1}$ is diagonal with $1/N_j$ at every input of class $j$, and $E$ has the "
        r"unit vector $e_j$ as its column there."
    ),
    statement=(
        r"Deviations have mean $0$, and second moments are those of means and scatter: <<mean of "
        r"the deviations>> <<G>> <<H>>"
    ),
    letters={
        "Q": "the number of classes",
        "M": "the dimension of the inputs",
        "N": "the number of inputs",
        "N_j": "the number of inputs of class j",
        "x_{j,i}": "the i-th input of class j",
        r"\bar x_j": "the mean of class j",
        "y_j": "the target of class j",
        "S_j": "the scatter of class j",
        r"\delta^2": "the largest square of a deviation: the squared radius of the clusters",
    },
    given=(UNIT_WEIGHTS, MEANS, DEVIATIONS, POINTS, SCATTER),
    derive=derive,
    on_data=on_data,
    models=plain,
    worked=worked,
    near_misses=NEAR_MISSES,
    broken=(
        doubled("symbolic.clusters.ClusterData.scatter"),
        doubled("symbolic.clusters.ClusterData.squared_radius"),
        doubled("symbolic.clusters.ClusterData.deviations"),
    ),
    decided_in=("symbolic.clusters.ClusterData",),
    coq=(
        "StatementsReadout.D1_deviations",
        "StatementsReadout.D1_moment",
        "StatementsReadout.D1_cross",
    ),
)
