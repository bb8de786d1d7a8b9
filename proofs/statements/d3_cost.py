"""D3: the cost, and its form in means and scatter."""

from __future__ import annotations

from sympy import QQ

from proofs.algebra import Derivation, trace
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.faults import doubled
from proofs.statements.models import plain
from proofs.statements.notation import (
    CENTRED,
    POINTS,
    SCATTER,
    UNIT_WEIGHTS,
    A,
    E,
    S,
    X,
    Xbar,
    Y,
    c,
    u,
    weights,
)
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cost import squared_residuals
from symbolic.network import Layer
from symbolic.readouts import affine_readout

residual = A @ X + c @ u.T @ E - Y @ E
mean_residual = A @ Xbar + c @ u.T - Y


def derive(D: Derivation) -> None:
    """D3: the cost of an affine readout depends on the points through means and scatter alone."""
    residual = A @ X + c @ u.T @ E - Y @ E
    mean_residual = A @ Xbar + c @ u.T - Y
    D.say(r"For the outputs $AX+cu^{\mathsf T}E$ of an affine readout, with $Y^{\mathrm{ext}}=YE$:")
    D.equal(
        "cost",
        trace(residual @ weights @ residual.T),
        trace(mean_residual @ mean_residual.T) + trace(A @ S @ A.T),
        using=[POINTS, CENTRED, UNIT_WEIGHTS, SCATTER],
    )


def on_data(case: Case) -> Verdict:
    """The cost of the affine minimizer, point by point and from the moments."""
    data = case.data
    best = affine_readout(data.means, data.scatter, data.targets)
    pointwise = QQ(0)
    for j, block in enumerate(data.points):
        square = squared_residuals(Layer(best.A, best.c), block, data.target(j))
        pointwise += square / data.sizes[j]
    means = best.A * data.means + best.c * exact.ones(1, data.Q) - data.targets
    noise = exact.trace(best.A * data.scatter * best.A.transpose())
    if pointwise != exact.squared_norm(means) + noise:
        return Refuted(
            f"{pointwise} point by point, {exact.squared_norm(means) + noise} from the moments"
        )
    return Proved("at the affine minimizer of the data, point by point")


_COST = trace(residual @ weights @ residual.T)
_USING = (POINTS, CENTRED, UNIT_WEIGHTS, SCATTER)
NEAR_MISSES = (
    NearMiss(
        "with a dropped transpose",
        _COST,
        trace(mean_residual @ mean_residual) + trace(A @ S @ A.T),
        _USING,
    ),
    NearMiss("without the noise", _COST, trace(mean_residual @ mean_residual.T), _USING),
)

ENTRY = Entry(
    id="D3",
    kind="definition",
    name="The cost depends on the points through means and scatter",
    definition=(
        r"$C^2=\sum_j\frac1{N_j}\sum_i|x^{(L+1)}_{j,i}-y_j|^2$, with $x^{(L+1)}_{j,i}$ the output "
        r"at $x_{j,i}$: the squared Hilbert--Schmidt norm of the residuals with weights "
        r"$\mathcal N^{-1}$."
    ),
    statement=r"For an affine readout $x\mapsto Ax+c$ of the inputs: <<cost>>",
    letters={
        "C": "the cost",
    },
    given=(POINTS, CENTRED, UNIT_WEIGHTS, SCATTER),
    derive=derive,
    on_data=on_data,
    models=plain,
    near_misses=NEAR_MISSES,
    broken=(doubled("symbolic.clusters.ClusterData.scatter"),),
    statement_uses=("D1", "D2"),
    proof_uses=("D1",),
    decided_in=("symbolic.cost.cost_squared",),
    coq=(
        "StatementsReadout.D3_class",
        "StatementsNetwork.D3_cost",
        "StatementsNetwork.D3_unweighted",
    ),
)
