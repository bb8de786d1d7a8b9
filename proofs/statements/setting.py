"""Chapter 1 of the mathematics: the setting, D1–D6."""

from __future__ import annotations

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    diagonal,
    identity,
    inverse,
    matrix,
    sigma,
    symmetric,
    trace,
    vector,
    zero,
)
from proofs.algebra.kernel import Fact
from proofs.statements.case import NO_NETWORK, Case
from proofs.statements.entry import Entry
from proofs.statements.notation import (
    CENTRED,
    DEVIATIONS,
    MEANS,
    POINTS,
    SCATTER,
    UNIT_WEIGHTS,
    A,
    E,
    S,
    W,
    X,
    Xbar,
    Y,
    apex,
    b,
    c,
    dX,
    p,
    u,
    weights,
    x,
)
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.matrices import ones, side_by_side, squared_norm
from symbolic.matrices import relu as relu_of
from symbolic.matrices import trace as trace_of
from symbolic.network import ReluNetwork, parameter_count
from symbolic.readout import affine_readout
from symbolic.zero_loss import ZeroLoss


def moments(D: Derivation) -> None:
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


def moments_on(case: Case) -> Verdict:
    """``Σ (1/N_j) Σ x xᵀ = X̄X̄ᵀ + Σ (1/N_j) Σ Δx Δxᵀ``, from the points."""
    data = case.data
    gram = data.means * data.means.transpose()
    second = gram * QQ(0)
    for j, block in enumerate(data.points):
        moved = data.deviations(j)
        if not (moved * ones(data.sizes[j], 1)).is_zero_matrix:
            return Refuted(f"the deviations of class {data.labels[j]!r} do not sum to 0")
        second += block * block.transpose() * QQ(1, data.sizes[j])
        gram += moved * moved.transpose() * QQ(1, data.sizes[j])
    if second != gram or data.scatter != gram - data.means * data.means.transpose():
        return Refuted("the second moments are not those of means and scatters")
    return Proved(f"Q = {data.Q}, M = {data.M}, N = {data.N}")


z = vector("z", "M")
D_ = diagonal("D", "M")


def relu(D: Derivation) -> None:
    """D2: what the kernel knows of σ."""
    D.say(
        r"Of $\sigma$ (entrywise $\max(0,\cdot)$) every proof here uses only the following, with $D$ positive diagonal:"
    )
    D.equal("idempotent", sigma(sigma(z)), sigma(z))
    D.equal("homogeneous", sigma(D_ @ z), D_ @ sigma(z))


def relu_on(case: Case) -> Verdict:
    """The number of entries of all layers is K."""
    found = case.zero_loss
    if not isinstance(found, ZeroLoss):
        return NO_NETWORK
    network = found.network
    entries = sum(
        rows * (columns + 1) for rows, columns in (layer.W.shape for layer in network.layers)
    )
    if entries != parameter_count(network.M, network.Q, network.L):
        return Refuted(f"{entries} parameters")
    return Proved(f"L = {network.L}, K = {entries}")


def cost(D: Derivation) -> None:
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


def cost_on(case: Case) -> Verdict:
    """The cost of the affine minimizer, point by point and from the moments."""
    data = case.data
    best = affine_readout(data.means, data.scatter, data.targets)
    pointwise = QQ(0)
    for j, block in enumerate(data.points):
        residual = best.A * block + (best.c - data.target(j)) * ones(1, data.sizes[j])
        pointwise += squared_norm(residual) / data.sizes[j]
    means = best.A * data.means + best.c * ones(1, data.Q) - data.targets
    noise = trace_of(best.A * data.scatter * best.A.transpose())
    if pointwise != squared_norm(means) + noise:
        return Refuted(
            f"{pointwise} point by point, {squared_norm(means) + noise} from the moments"
        )
    return Proved("at the affine minimizer of the data, point by point")


Wl = matrix("W_l", "M", "M", "invertible")
bl = vector("b_l", "M")
Wbefore = matrix("W⁽ˡ⁻¹⁾", "M", "M", "invertible", latex="W^{(l-1)}")
bbefore = vector("b⁽ˡ⁻¹⁾", "M", latex="b^{(l-1)}")
Wcum = matrix("W⁽ˡ⁾", "M", "M", "invertible", latex="W^{(l)}")
bcum = vector("b⁽ˡ⁾", "M", latex="b^{(l)}")
W_CUMULATIVE = Hypothesis(Wcum, Wl @ Wbefore, "definition of the cumulative weights")
B_CUMULATIVE = Hypothesis(bcum, Wl @ bbefore + bl, "definition of the cumulative biases")


def cumulative(D: Derivation) -> None:
    """D4: layer by layer the cumulative parameters determine the original ones."""
    using = [W_CUMULATIVE, B_CUMULATIVE]
    D.say(r"The change of variables is undone layer by layer, so it is a bijection:")
    D.equal("weights", Wcum @ inverse(Wbefore), Wl, using=using)
    D.equal("biases", bcum - Wcum @ inverse(Wbefore) @ bbefore, bl, using=using)


def cumulative_on(case: Case) -> Verdict:
    """The round trip through the cumulative parameters."""
    found = case.zero_loss
    if not isinstance(found, ZeroLoss):
        return NO_NETWORK
    back = ReluNetwork.from_cumulative(found.network.cumulative())
    pairs = zip(back.layers, found.network.layers, strict=True)
    if any(one.W != two.W or one.b != two.b for one, two in pairs):
        return Refuted("the round trip changed a layer")
    return Proved(f"{found.network.L + 1} layers there and back")


APEX = Hypothesis(p, apex, "definition of the apex")


def truncation_map(D: Derivation) -> None:
    """D5: the two forms of the truncation map."""
    D.equal(
        "tau",
        inverse(W) @ (sigma(W @ x + b) - b),
        p + inverse(W) @ sigma(W @ (x - p)),
        using=[APEX],
    )


def truncation_map_on(case: Case) -> Verdict:
    """Both forms at every point, for every truncation map of the network."""
    found = case.zero_loss
    if not isinstance(found, ZeroLoss):
        return NO_NETWORK
    inputs = case.data.inputs
    for step in found.collapses:
        tau, shift = step.map, step.map.apex * ones(1, inputs.shape[1])
        if tau(inputs) != shift + tau.W.inv() * relu_of(tau.W * (inputs - shift)):
            return Refuted(f"the map of class {case.data.labels[step.cls]!r}")
    return Proved(f"{len(found.collapses)} maps at {case.data.N} points")


Xbar_q = matrix("X̄", "Q", "Q", "invertible", latex=r"\bar X")
dX_q = matrix("ΔX", "Q", "N", latex=r"\Delta X")
Delta1 = matrix("Δ₁", "Q", "N", latex=r"\Delta_1")
Delta2 = symmetric("Δ₂", "Q", latex=r"\Delta_2")
Sq = symmetric("S", "Q")
B = matrix("B", "Q", "Q")
DELTA_1 = Hypothesis(Delta1, inverse(Xbar_q) @ dX_q, "definition of Δ₁")
DELTA_2 = Hypothesis(Delta2, Delta1 @ weights @ Delta1.T, "definition of Δ₂")
SCATTER_Q = Hypothesis(dX_q @ weights @ dX_q.T, Sq, "definition of the scatter")


def noise(D: Derivation) -> None:
    """D6: Δ₂ from the scatter, and 1 + Δ₂ is positive definite."""
    D.equal(
        "noise",
        Delta1 @ weights @ Delta1.T,
        inverse(Xbar_q) @ Sq @ inverse(Xbar_q).T,
        using=[DELTA_1, SCATTER_Q],
    )
    D.say(
        r"$1+\Delta_2$ is positive definite: for every $B\ne0$ the trace of $B(1+\Delta_2)B^{\mathsf T}$ is a sum of two terms,"
    )
    D.equal(
        "definite",
        trace(B @ (identity("Q") + Delta2) @ B.T),
        trace(B @ B.T) + trace(B @ Delta1 @ weights @ Delta1.T @ B.T),
        using=[DELTA_2],
    )
    D.nonnegative("first", trace(B @ B.T), B, note="positive unless $B=0$")
    D.nonnegative("second", trace(B @ Delta1 @ weights @ Delta1.T @ B.T), B @ Delta1, weights)


def noise_on(case: Case) -> Verdict:
    """``Δ₁𝒩⁻¹Δ₁ᵀ = X̄⁻¹SX̄⁻ᵀ`` from the points."""
    data = case.data
    try:
        relative, expected = data.relative_deviations, data.noise_to_signal
    except SymbolicNotApplicable as error:
        return NotApplicable(str(error))
    scaled = side_by_side(
        [data.means_inverse * data.deviations(j) * QQ(1, data.sizes[j]) for j in range(data.Q)]
    )
    if relative * scaled.transpose() != expected:
        return Refuted("Δ₁𝒩⁻¹Δ₁ᵀ differs from X̄⁻¹SX̄⁻ᵀ")
    return Proved(f"a {data.Q} × {data.Q} matrix")


ENTRIES = (
    Entry(
        "D1",
        "definition",
        "Second moments are those of means and scatter",
        r"For points with means $\bar X$, deviations $\Delta X$ and weights $\mathcal N^{-1}$: <<mean of the deviations>> <<G>> <<H>>",
        moments,
        moments_on,
        given=(UNIT_WEIGHTS, MEANS, DEVIATIONS, POINTS, SCATTER),
        decided_in=("symbolic.clusters.ClusterData",),
    ),
    Entry(
        "D2",
        "definition",
        "ReLU networks have K = L(M² + M) + QM + Q parameters",
        r"$x^{(l)}=\sigma(W_lx^{(l-1)}+b_l)$ for $l=1,\dots,L$, output $W_{L+1}x^{(L)}+b_{L+1}$, with $W_l\in GL(M)$; there are $K=L(M^2+M)+QM+Q$ parameters. <<idempotent>> <<homogeneous>>",
        relu,
        relu_on,
        decided_in=("symbolic.network.ReluNetwork", "symbolic.network.parameter_count"),
    ),
    Entry(
        "D3",
        "definition",
        "The cost depends on the points through means and scatter",
        r"$C^2$ is the squared Hilbert--Schmidt norm of the residuals with weights $\mathcal N^{-1}$; for an affine readout <<cost>>",
        cost,
        cost_on,
        given=(POINTS, CENTRED, UNIT_WEIGHTS, SCATTER),
        statement_uses=("D1", "D2"),
        proof_uses=("D1",),
        decided_in=("symbolic.cost.cost_squared",),
    ),
    Entry(
        "D4",
        "definition",
        "Cumulative parameters are a change of variables",
        r"$W^{(l)}=W_l\cdots W_1$, $b^{(l)}=W_lb^{(l-1)}+b_l$, $b^{(0)}=0$. Conversely <<weights>> <<biases>>",
        cumulative,
        cumulative_on,
        given=(W_CUMULATIVE, B_CUMULATIVE),
        statement_uses=("D2",),
        decided_in=(
            "symbolic.network.ReluNetwork.cumulative",
            "symbolic.network.ReluNetwork.from_cumulative",
        ),
    ),
    Entry(
        "D5",
        "definition",
        "A truncation map is a cone seen from its apex",
        r"With the apex $p=-W^{-1}b$ the truncation map $\tau_{W,b}$ has the two forms <<tau>>",
        truncation_map,
        truncation_map_on,
        given=(APEX,),
        statement_uses=("D2",),
        decided_in=("symbolic.truncation.TruncationMap",),
        coq=("Truncation.tau_apex",),
    ),
    Entry(
        "D6",
        "definition",
        "Noise to signal is a scatter in the frame of the means",
        r"For $M=Q$ and $\bar X$ invertible let $\Delta_1=\bar X^{-1}\Delta X$ and $\Delta_2=\Delta_1\mathcal N^{-1}\Delta_1^{\mathsf T}$. Then <<noise>> and $1+\Delta_2$ is positive definite.",
        noise,
        noise_on,
        given=(DELTA_1, DELTA_2, SCATTER_Q),
        statement_uses=("D1",),
        decided_in=("symbolic.clusters.ClusterData.noise_to_signal",),
    ),
)
