"""S3: the sharp value of the readout for any M, any Q and any means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from sympy.polys.matrices import DomainMatrix

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    inverse,
    positive_definite,
    trace,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import one_more
from proofs.statements.models import from_data
from proofs.statements.notation import Xbar, Y
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.statements.t1_linear_readout import G
from proofs.statements.working import Block, Formula, Numbers
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.closed_forms import value_from_signal_to_noise
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.readouts import affine_readout, linear_readout

S_pd = positive_definite("S_+", "M", words="the scatter, where it is positive definite")
signal = positive_definite(
    "1+𝒦", "Q", latex=r"(1+\mathcal K)", words="the identity plus the signal to noise"
)
GRAM = Hypothesis(Xbar @ Xbar.T, G - S_pd, "definition of G with a definite scatter", Role.DEFINED)
SIGNAL = Hypothesis(
    signal, identity("Q") + Xbar.T @ inverse(S_pd) @ Xbar, "definition of 𝒦", Role.DEFINED
)
RESOLVED = Hypothesis(
    Xbar.T @ inverse(G) @ Xbar,
    identity("Q") - inverse(signal),
    "the inverse of 1 + 𝒦",
    Role.CONCLUDED,
)


def derive(D: Derivation) -> None:
    """Woodbury's identity in this case, and the value of T1."""
    D.say(r"Multiply by $1+\mathcal K$, and use $\bar X\bar X^{\mathsf T}=G-S$:")
    rest = identity("Q") - Xbar.T @ inverse(G) @ Xbar
    D.equal("product", signal @ rest, identity("Q"), using=[SIGNAL, GRAM])
    D.say(
        r"So $1-\bar X^{\mathsf T}G^{-1}\bar X=(1+\mathcal K)^{-1}$, and the value of T1 with "
        r"$A_*=Y\bar X^{\mathsf T}G^{-1}$ is"
    )
    best = Y @ Xbar.T @ inverse(G)
    D.equal(
        "closed",
        trace(Y @ Y.T) - trace(best @ G @ best.T),
        trace(Y @ inverse(signal) @ Y.T),
        using=[RESOLVED],
    )


def on_data(case: Case) -> Verdict:
    """The closed form against the normal equations, linear and affine."""
    data = case.data
    arguments = (data.means, data.scatter, data.targets)
    try:
        closed = [value_from_signal_to_noise(*arguments, None, affine) for affine in (False, True)]
    except SymbolicNotApplicable as error:
        return NotApplicable(str(error))
    values = [f(*arguments).value for f in (linear_readout, affine_readout)]
    if closed != values:
        return Refuted(f"closed forms {closed}, minima {values}")
    return Proved(f"M = {data.M}, Q = {data.Q}: linear and affine value agree with T1 and T2")


def models(size: int) -> Iterator[Model]:
    """Data with a scatter of full rank."""
    yield from from_data(size, **{"S_+": lambda known: known["S"], "1+𝒦": _signal})


def _signal(known: dict[str, DomainMatrix]) -> DomainMatrix:
    size = known["Y"].shape[0]
    means = known["X̄"]
    return exact.identity(size, means.domain) + means.transpose() * known["S"].inv() * means


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    data = case.data
    if exact.rank(data.scatter) < data.M:
        return
    K = data.means.transpose() * data.scatter.lu_solve(data.means)
    yield Formula(rf"\mathcal K={numbers.matrix(K, 'K')}.")


def singular_scatter() -> Iterator[str]:
    """No S⁻¹, although the readout has a minimum."""
    for a, b in product(SMALL, SMALL):
        if a and b:
            data = data_of([[a, b]])
            value = linear_readout(data.means, data.scatter, data.targets).value
            yield f"the one point {points_of(data)}: S = 0 has no inverse; the minimum is {value}"


def never_below_one(cases: Sequence[Case]) -> bool:
    """The value is that of the outputs 0: the means carry no signal."""
    return all(
        linear_readout(c.data.means, c.data.scatter, c.data.targets).value
        == exact.squared_norm(c.data.targets)
        for c in cases
    )


ENTRY = Entry(
    id="S3",
    kind="statement",
    name="The sharp value is a function of signal to noise, for any M and Q",
    statement=(
        r"With $\mathcal K=\bar X^{\mathsf T}S^{-1}\bar X$: <<product>> So $V_{\mathrm{lin}}="
        r"\operatorname{Tr}(Y(1+\mathcal K)^{-1}Y^{\mathsf T})$, whether or not the means are "
        r"independent; with class weights $\Pi^{-1}+\mathcal K$ in place of $1+\mathcal K$, and "
        r"$V_{\mathrm{aff}}$ is the same with centred means and targets."
    ),
    letters={
        r"\mathcal K": "signal to noise",
        r"\Pi": "the weights of the classes, a diagonal matrix",
    },
    assumptions=(
        Assumption(
            id="definite-scatter",
            text=r"$S$ is positive definite",
            counterexample=singular_scatter,
        ),
    ),
    given=(GRAM, SIGNAL, RESOLVED),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    near_misses=(
        NearMiss(
            "without the one",
            (signal - identity("Q")) @ (identity("Q") - Xbar.T @ inverse(G) @ Xbar),
            identity("Q"),
            (SIGNAL, GRAM),
        ),
        Denial("the value is always the trivial one", never_below_one),
    ),
    broken=(one_more("proofs.statements.s3_signal_to_noise.value_from_signal_to_noise"),),
    statement_uses=("T1", "T2"),
    proof_uses=("T1",),
    decided_in=("symbolic.closed_forms.value_from_signal_to_noise",),
    coq=("StatementsShallow.S3", "StatementsShallow.S3_affine"),
)
