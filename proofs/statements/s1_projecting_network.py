"""S1: one hidden layer that projects on the means, its cost, and the bound by the widest
deviation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, Role, identity, inverse, matrix, scalar, trace
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.d6_noise_to_signal import Delta1, Delta2
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import other_output
from proofs.statements.models import dimensions, from_data
from proofs.statements.notation import S, Xbar, Y, weights
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.statements.t1_linear_readout import ONE_PLUS, cost_of, one_plus, shortened
from proofs.statements.working import Block, Formula, Numbers
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cost import cost_squared
from symbolic.network import ReluNetwork
from symbolic.one_hidden_layer import projecting_network
from symbolic.scalars import text

penrose = matrix("X̄⁺", "Q", "M", latex=r"\bar X^+", words="the Penrose inverse of the means")
readout = matrix(
    "B_P", "Q", "Q", latex=r"B_P", words="a readout of the point in the frame of the means"
)
nu = scalar("nu")
root = matrix("R_ν", "Q", "Q", latex=r"R_\nu", words="a square root of ν1 − YᵀY")
LEFT = Hypothesis(penrose @ Xbar, identity("Q"), "the means are independent")
NOISE = Hypothesis(penrose @ S @ penrose.T, Delta2, "definition of Δ₂ with X̄⁺", Role.DEFINED)
SHARES = Hypothesis(Delta2, Delta1 @ weights @ Delta1.T, "Δ₂ from the deviations", Role.DEFINED)
NORM = Hypothesis(Y.T @ Y, nu * identity("Q") - root @ root.T, "ν bounds the norm of Y squared")
best = Y @ inverse(one_plus)


def _cost(B: Any) -> Any:
    """D3 for the readout ``B X̄⁺``."""
    A = B @ penrose
    return trace((A @ Xbar - Y) @ (A @ Xbar - Y).T) + trace(A @ S @ A.T)


_VALUE = trace(Y @ Delta2 @ inverse(one_plus) @ Y.T)
_EXCESS = trace((readout - best) @ one_plus @ (readout - best).T)


def derive(D: Derivation) -> None:
    """The cost of the readout Y, the best readout, and the bound."""
    D.say(
        r"$W_1=[\bar X^+;N^{\mathsf T}]$ with the columns of $N$ a basis of $\ker\bar X^{\mathsf "
        r"T}$ is invertible. Biases make the first $Q$ units positive on the data and the others "
        r"negative, so the network is an affine function of $\bar X^+x$. By D3 the readout $Y$ "
        r"costs"
    )
    D.equal("naive", _cost(Y), trace(Y @ Delta2 @ Y.T), using=[LEFT, NOISE])
    D.say(r"and any readout $B_P$ costs, with $Y(1+\Delta_2)^{-1}$ as the best one,")
    D.equal("square", _cost(readout), _VALUE + _EXCESS, using=[LEFT, NOISE, ONE_PLUS])
    D.nonnegative("excess", _EXCESS, readout - best, one_plus)
    D.say(r"Let $\nu$ be an upper bound of $\|Y\|^2$, so that $\nu1-Y^{\mathsf T}Y$ has a root:")
    gap = nu * trace(Delta2) - trace(Y.T @ Y @ Delta2)
    slack = trace(root.T @ Delta1 @ weights @ Delta1.T @ root)
    D.equal("bound", gap, slack, using=[SHARES, NORM])
    D.nonnegative("sign", slack, root.T @ Delta1, weights)
    D.say(
        r"$\operatorname{Tr}\Delta_2$ adds up $Q$ means of numbers $|\bar X^+\Delta x|^2$, so it "
        r"is at most $Q\delta_P^2$."
    )


def on_data(case: Case) -> Verdict:
    """Both networks evaluated, which units are on, and the costs from the points."""
    data = case.data
    bounds = case.shallow
    if bounds.projection is None:
        return NotApplicable("needs linearly independent class means")
    projection, Q = bounds.projection, data.Q
    resolvent = (exact.identity(Q) + projection.noise).inv()
    for B, cost in (
        (data.targets, exact.trace(data.targets * projection.noise * data.targets.transpose())),
        (
            data.targets * resolvent,
            exact.trace(data.targets * projection.noise * resolvent * data.targets.transpose()),
        ),
    ):
        net = projecting_network(bounds, B)
        seen = {r: set(row) for r, row in enumerate(_signs(net, case))}
        if any(signs != {1 if r < Q else -1} for r, signs in seen.items()):
            return Refuted("a unit of the projecting network has the wrong sign at a point")
        if net.layers[0].W.rank() < data.M:
            return Refuted("the first weights are not invertible")
        by_points = cost_of(data, B * projection.inverse, exact.ones(Q, 1) * QQ(0))
        if not cost_squared(net, data) == cost == by_points:
            return Refuted("a projecting network does not have its cost")
    if projection.naive > Q * bounds.norm * projection.radius:
        return Refuted("the naive cost exceeds the bound")
    return Proved(
        f"costs {shortened(projection.naive)} with readout Y, "
        f"{shortened(projection.projected.value)} "
        "with the best one"
    )


def _signs(net: ReluNetwork, case: Case) -> list[tuple[int, ...]]:
    (word,) = net.activation_pattern(case.data.inputs)
    return [word[r * case.data.N : (r + 1) * case.data.N] for r in range(case.data.M)]


def models(size: int) -> Iterator[Model]:
    """Data; and scalar targets y with ν = y² + r²."""
    yield from from_data(size, **{"X̄⁺": lambda known: known["X̄"].inv(), "B_P": lambda k: k["A"]})
    (model,) = from_data(size)
    domain = model.domain
    y, r = (domain(g) for g in domain.gens[:2])
    eye = exact.identity(size, domain)
    noise = {key: model.matrices[key] for key in ("Δ₁", "Δ₂", "𝒩⁻¹")}
    matrices = noise | {"Y": eye * y, "R_ν": eye * r}
    yield Model(domain, matrices, dimensions(size), {"nu": y**2 + r**2})


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    """The widest deviation, and the three numbers."""
    bounds = case.shallow
    if bounds.projection is None:
        return
    projection = bounds.projection
    yield Formula(rf"\bar X^+={numbers.matrix(projection.inverse, 'P')}.")
    yield Formula(rf"\Delta_2={numbers.matrix(projection.noise, 'D')}.")
    values = (projection.projected.value, projection.naive, projection.bound)
    shown = r"\;\le\;".join(
        numbers.number(v, n) for v, n in zip(values, ("V_P", "n", "b"), strict=True)
    )
    yield Formula(rf"\delta_P^2={numbers.number(projection.radius, 'd')},\qquad {shown}.")


def dependent_means() -> Iterator[str]:
    """The readout Y X̄⁺ does not send the means to their targets: single points have Δ₂ = 0."""
    for a, b in product(SMALL, SMALL):
        data = data_of([[a]], [[b]])
        inverse_ = exact.pseudo_inverse(data.means)
        cost = cost_of(data, data.targets * inverse_, exact.ones(2, 1) * QQ(0))
        if a != b and cost:
            yield (
                f"Q = 2, M = 1, the points {points_of(data)}: S = 0, so Tr(YΔ₂Yᵀ) = 0, "
                f"and the readout YX̄⁺x costs {text(cost)}"
            )


def always_exact(cases: Sequence[Case]) -> bool:
    """Whether the projecting network never costs anything."""
    projections = [c.shallow.projection for c in cases]
    return all(p is None or not p.projected.value for p in projections)


ENTRY = Entry(
    id="S1",
    kind="statement",
    name="One hidden layer projects on the means",
    statement=(
        r"Let the means be independent, $\bar X^+\bar X=1$. A network with one hidden layer of "
        r"width $M$ and $W_1\in GL(M)$ computes every affine function of $\bar X^+x$ on the data. "
        r"Its readouts cost <<naive>> <<square>> With $\nu\ge\|Y\|^2$ the first is at most $\nu "
        r"Q\delta_P^2$, $\delta_P^2=\max|\bar X^+\Delta x|^2$, for <<bound>>"
    ),
    here=(r"\nu",),
    letters={
        r"\delta_P": "the widest deviation in the frame of the means",
        r"\nu": "an upper bound of the largest eigenvalue of YᵀY",
    },
    assumptions=(
        Assumption(
            id="independent-means",
            text="the means are linearly independent",
            counterexample=dependent_means,
        ),
    ),
    given=(LEFT, NOISE, ONE_PLUS, one_plus, SHARES, NORM),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    near_misses=(
        NearMiss(
            "with readout Y and no noise",
            _cost(Y),
            trace(Y @ Y.T),
            (LEFT, NOISE),
        ),
        NearMiss(
            "without independent means",
            _cost(Y),
            trace(Y @ Delta2 @ Y.T),
            (NOISE,),
            in_models="it holds",
        ),
        NearMiss(
            "the bound with twice the slack",
            nu * trace(Delta2) - trace(Y.T @ Y @ Delta2),
            2 * trace(root.T @ Delta1 @ weights @ Delta1.T @ root),
            (SHARES, NORM),
        ),
        Denial("the projecting network is always exact", always_exact),
    ),
    broken=(other_output("proofs.statements.s1_projecting_network.projecting_network"),),
    statement_uses=("D3", "D6"),
    proof_uses=("D3", "T1"),
    decided_in=(
        "symbolic.one_hidden_layer.projecting_network",
        "symbolic.one_hidden_layer.shallow",
    ),
    coq=(
        "StatementsShallow.S1_naive",
        "StatementsShallow.S1_projected",
        "StatementsShallow.S1_bound",
        "StatementsShallow.S1_complete",
        "StatementsShallow.S1_network",
    ),
)
