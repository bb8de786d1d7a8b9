"""S4: the chain of bounds and exact minima for one hidden layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import other_output
from proofs.statements.models import from_data
from proofs.statements.notation import Xbar
from proofs.statements.s3_signal_to_noise import S_pd
from proofs.statements.searching import data_of, points_of
from proofs.statements.t1_linear_readout import shortened
from proofs.statements.working import Block, Formula, Numbers
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic.cost import cost_squared
from symbolic.one_hidden_layer import projecting_network, shallow

K = positive_definite("𝒦", "Q", latex=r"\mathcal K", words="signal to noise")
left = matrix("B_L", "Q", "M", words="a left inverse of the matrix of means")
SIGNAL = Hypothesis(Xbar.T @ inverse(S_pd) @ Xbar, K, "𝒦 is the signal to noise", Role.DEFINED)
LEFT = Hypothesis(left @ Xbar, identity("Q"), "B_L is a left inverse of the means", Role.DEFINED)
best = inverse(K) @ Xbar.T @ inverse(S_pd)


def derive(D: Derivation) -> None:
    """Among all left inverses of the means the noise is least for one of them."""
    D.say(r"A readout of $B_L x$ has the noise $B_LSB_L^{\mathsf T}$. Complete the square:")
    D.equal("left", best @ Xbar, identity("Q"), using=[SIGNAL])
    D.equal(
        "square",
        left @ S_pd @ left.T,
        inverse(K) + (left - best) @ S_pd @ (left - best).T,
        using=[SIGNAL, LEFT],
    )
    D.nonnegative(
        "sign",
        trace((left - best) @ S_pd @ (left - best).T),
        left - best,
        S_pd,
        note=r"$0$ only for $B_L=\mathcal K^{-1}\bar X^{\mathsf T}S^{-1}$",
    )


def on_data(case: Case) -> Verdict:
    """The chain in exact numbers, and the projecting networks evaluated."""
    data = case.data
    bounds = case.shallow
    values = [value for _, value in bounds.chain()]
    if values != sorted(values) or bounds.linear.value > bounds.trivial:
        return Refuted("the chain is not increasing")
    if bounds.projection is None:
        return Proved("V_aff ≤ V_lin; the means are dependent, so the chain ends there")
    for readout, value in (
        (None, bounds.projection.projected.value),
        (data.targets, bounds.projection.naive),
    ):
        if cost_squared(projecting_network(bounds, readout), data) != value:
            return Refuted("a projecting network does not have its cost")
    return Proved(f"{len(values)} members, from {shortened(values[0])} to {shortened(values[-1])}")


def models(size: int) -> Iterator[Model]:
    """Data with a scatter of full rank; for M = Q the only left inverse is the inverse."""
    yield from from_data(
        size,
        **{
            "S_+": lambda known: known["S"],
            "𝒦": _signal,
            "B_L": lambda known: known["X̄"].inv(),
        },
    )


def _signal(known: dict[str, DomainMatrix]) -> DomainMatrix:
    return known["X̄"].transpose() * known["S"].inv() * known["X̄"]


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    bounds = case.shallow
    chain = r"\;\le\;".join(numbers.number(value, name) for name, value in bounds.chain())
    yield Formula(
        rf"{chain},\qquad \operatorname{{Tr}}YY^{{\mathsf "
        rf"T}}={numbers.number(bounds.trivial, 'trivial')}."
    )


def dependent_means() -> Iterator[str]:
    """Without independent means there is no left inverse."""
    for a in range(1, 4):
        data = data_of([[a, 0]], [[2 * a, 0]])
        if shallow(data).projection is None:
            yield f"the points {points_of(data)}: no B has B X̄ = 1"


def bound_below_trivial(cases: Sequence[Case]) -> bool:
    """The bound by δ_P is never worse than output 0."""
    overlapping = Case(data_of([[3, 0], [0, 3]], [[0, 2], [2, 1]]))
    chains = [case.shallow for case in (*cases, overlapping)]
    return all(f.projection is None or f.projection.bound <= f.trivial for f in chains)


ENTRY = Entry(
    id="S4",
    kind="statement",
    name="Affine, linear, projected, naive and bound are in this order",
    statement=(
        r"For every $B_L$ with $B_L\bar X=1$: <<square>> Hence, for $M\ge Q$ and independent "
        r"means, $V_{\mathrm{aff}}\le V_{\mathrm{lin}}\le "
        r"V_P\le\operatorname{Tr}(Y\Delta_2Y^{\mathsf T})\le Q\|Y\|^2\delta_P^2$, all attained by "
        r"networks with one hidden layer but the last."
    ),
    letters={
        "V_P": r"the least cost of a linear readout of $\bar X^+x$",
        r"\delta_P": "the widest deviation in the frame of the means",
    },
    assumptions=(
        Assumption(
            id="independent-means",
            text=r"the means are linearly independent",
            counterexample=dependent_means,
        ),
        Assumption(
            id="definite-scatter",
            text=r"$S$ is positive definite (for the completed square)",
            reason="the order of the chain needs no inverse: it is decided by normal equations",
        ),
    ),
    given=(SIGNAL, LEFT, S_pd),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    near_misses=(
        NearMiss(
            "with the signal itself",
            left @ S_pd @ left.T,
            K + (left - best) @ S_pd @ (left - best).T,
            (SIGNAL, LEFT),
        ),
        Denial("the bound is never worse than output 0", bound_below_trivial),
    ),
    broken=(other_output("proofs.statements.s4_chain.projecting_network"),),
    statement_uses=("S3", "T1", "T2"),
    proof_uses=("S3",),
    decided_in=(
        "symbolic.one_hidden_layer.shallow",
        "symbolic.one_hidden_layer.projecting_network",
    ),
    coq=("StatementsShallow.S4_order", "StatementsShallow.S4_square"),
)
