"""D5: truncation maps."""

from __future__ import annotations

from proofs.algebra import Derivation, Hypothesis, Role, inverse, sigma
from proofs.algebra.terms import Term
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.faults import doubled
from proofs.statements.models import layers
from proofs.statements.notation import W, apex, b, p, x
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.truncation_network import ZeroLoss
from symbolic.words import counted

APEX = Hypothesis(p, apex, "definition of the apex", Role.DEFINED)


def tau(weights: Term, biases: Term, undo: Term, point: Term) -> Term:
    """``W⁻¹(σ(Wx + b) − b)``, the inverse given."""
    return undo @ (sigma(weights @ point + biases) - biases)


image = tau(W, b, inverse(W), x)


def derive(D: Derivation) -> None:
    """D5: the two forms of the truncation map."""
    D.equal(
        "tau",
        inverse(W) @ (sigma(W @ x + b) - b),
        p + inverse(W) @ sigma(W @ (x - p)),
        using=[APEX],
    )


def on_data(case: Case) -> Verdict:
    """Both forms at every point, for every truncation map of the network."""
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    inputs = case.data.inputs
    for step in outcome.collapses:
        tau, shift = step.map, step.map.apex * exact.ones(1, inputs.shape[1])
        if tau(inputs) != shift + tau.W.inv() * exact.relu(tau.W * (inputs - shift)):
            return Refuted(f"the map of class {case.data.labels[step.cls]!r}")
    return Proved(f"{counted(len(outcome.collapses), 'map')} at {counted(case.data.N, 'point')}")


_CONE = p + inverse(W) @ sigma(W @ (x - p))
NEAR_MISSES = (
    NearMiss("with b forgotten", inverse(W) @ sigma(W @ x + b), _CONE, (APEX,)),
    NearMiss(
        "with the other sign of the apex",
        image,
        _CONE,
        (Hypothesis(p, inverse(W) @ b, "p = W⁻¹b"),),
        in_models="the premise fails",
    ),
)

ENTRY = Entry(
    id="D5",
    kind="definition",
    name="A truncation map is a cone seen from its apex",
    definition=(
        r"For invertible $W$ let $\tau_{W,b}(x)=W^{-1}(\sigma(Wx+b)-b)$; its apex is $p=-W^{-1}b$."
    ),
    statement=r"The truncation map is a cone seen from its apex: <<tau>>",
    letters={
        r"\tau_{W,b}": "the truncation map of a layer",
    },
    given=(APEX,),
    derive=derive,
    on_data=on_data,
    models=layers,
    near_misses=NEAR_MISSES,
    broken=(doubled("symbolic.truncation.TruncationMap.__call__"),),
    statement_uses=("D2",),
    decided_in=("symbolic.truncation.TruncationMap",),
    coq=(
        "StatementsNetwork.D5",
        "StatementsNetwork.D5_preserving",
        "StatementsNetwork.D5_reducing",
    ),
)
