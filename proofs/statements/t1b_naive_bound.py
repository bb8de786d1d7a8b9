"""T1b: by how much the naive bound exceeds the value."""

from __future__ import annotations

from proofs.algebra import Derivation, inverse, trace
from proofs.statements.case import Case
from proofs.statements.d6_noise_to_signal import Delta2
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.faults import one_more
from proofs.statements.models import plain
from proofs.statements.notation import Y
from proofs.statements.t1_linear_readout import MEANS_INVERTIBLE, ONE_PLUS, one_plus, shortened
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.closed_forms import naive_bound
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.readouts import linear_readout


def derive(D: Derivation) -> None:
    """T1b: by how much the naive bound exceeds the value."""
    D.say(
        r"The sharp value of T1 is subtracted from the naive bound; $\Delta_2$ and $1+\Delta_2$ "
        r"commute:"
    )
    gap = trace(Y @ Delta2 @ Y.T) - trace(Y @ Delta2 @ inverse(one_plus) @ Y.T)
    D.equal("gap", gap, trace(Y @ Delta2 @ Delta2 @ inverse(one_plus) @ Y.T), using=[ONE_PLUS])
    D.nonnegative("positive", gap, Y @ Delta2 @ inverse(one_plus), one_plus, using=[ONE_PLUS])


def on_data(case: Case) -> Verdict:
    """The gap, computed both ways, and its sign."""
    data = case.data
    try:
        delta = data.noise_to_signal
    except SymbolicNotApplicable as error:
        return NotApplicable(str(error))
    gap = naive_bound(data) - linear_readout(data.means, data.scatter, data.targets).value
    resolvent = (exact.identity(data.Q) + delta).inv()
    if gap != exact.trace(data.targets * delta * delta * resolvent * data.targets.transpose()):
        return Refuted("the two forms of the gap differ")
    return (
        Proved(f"the naive bound is larger by {shortened(gap)}") if gap >= 0 else Refuted(str(gap))
    )


NEAR_MISSES = (
    NearMiss(
        "with Δ₂ once",
        trace(Y @ Delta2 @ Y.T) - trace(Y @ Delta2 @ inverse(one_plus) @ Y.T),
        trace(Y @ Delta2 @ inverse(one_plus) @ Y.T),
        (ONE_PLUS,),
    ),
)

ENTRY = Entry(
    id="T1b",
    kind="statement",
    name="The sharp value lies below the naive bound",
    statement=r"<<gap>> and this is $\ge0$, of relative order $\delta^2$.",
    assumptions=(MEANS_INVERTIBLE,),
    given=(ONE_PLUS, one_plus),
    derive=derive,
    on_data=on_data,
    models=plain,
    near_misses=NEAR_MISSES,
    broken=(one_more("proofs.statements.t1b_naive_bound.naive_bound"),),
    statement_uses=("T1", "D6"),
    proof_uses=("T1", "D6"),
    decided_in=("symbolic.closed_forms.naive_bound",),
    coq=(
        "StatementsReadout.T1b_difference",
        "StatementsReadout.T1b",
    ),
)
