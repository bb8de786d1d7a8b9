"""L1: hidden layers are truncation maps."""

from __future__ import annotations

from collections.abc import Iterator

from proofs.algebra import Derivation, Hypothesis, inverse, matrix, sigma, vector
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.d4_cumulative import (
    B_CUMULATIVE,
    W_CUMULATIVE,
    Wbefore,
    Wcum,
    Wl,
    bbefore,
    bcum,
    bl,
)
from proofs.statements.d5_truncation_map import tau
from proofs.statements.entry import Assumption, Broken, Entry, NearMiss
from proofs.statements.faults import doubled
from proofs.statements.models import layers
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.truncation_network import ZeroLoss
from symbolic.words import counted

truncated = vector(
    "x^τ",
    "M",
    latex=r"x^{(\tau,l-1)}",
    words="the input after the truncation maps of the layers before l",
)
activation = vector("x", "M", latex=r"x^{(l-1)}", words="what layer l gets")
readout = matrix("W_{L+1}", "Q", "M", words="weights of the output layer")
bias = vector("b_{L+1}", "Q", words="biases of the output layer")
BEFORE = Hypothesis(activation, Wbefore @ truncated + bbefore, "the recursion one layer before")


def derive(D: Derivation) -> None:
    """L1: the network's hidden layers are truncation maps in the input's coordinates."""
    D.say(
        r"Induction on $l$. For $l=0$ both sides are $x$. Let the claim hold for $l-1$, that is "
        r"$x^{(l-1)}=W^{(l-1)}x^{(\tau,l-1)}+b^{(l-1)}$. Then"
    )
    image = tau(Wcum, bcum, inverse(Wcum), truncated)
    D.equal(
        "step",
        sigma(Wl @ activation + bl),
        sigma(Wcum @ truncated + bcum),
        Wcum @ image + bcum,
        using=[BEFORE, W_CUMULATIVE, B_CUMULATIVE],
    )
    D.say(
        r"At the output layer, with $A=W_{L+1}W^{(L)}$ and $c=W_{L+1}b^{(L)}+b_{L+1}$ (here "
        r"$l-1=L$):"
    )
    D.equal(
        "output",
        readout @ activation + bias,
        readout @ Wbefore @ truncated + readout @ bbefore + bias,
        using=[BEFORE],
    )


def on_data(case: Case) -> Verdict:
    """The network at every point, forwards and through its truncation maps."""
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    network, inputs = outcome.network, case.data.inputs
    output = network.cumulative()[-1]
    through = output.W * network.truncated(inputs) + output.b * exact.ones(1, inputs.shape[1])
    if network(inputs) != through:
        return Refuted("the truncated data do not reproduce the outputs")
    return Proved(f"{counted(case.data.N, 'point')} through {counted(network.L, 'layer')}")


def models(size: int) -> Iterator[Model]:
    """As `layers`, with x⁽ˡ⁻¹⁾ under the name x, and an output layer (L1)."""
    for model in layers(size):
        known = dict(model.matrices)
        known["x"] = known["W⁽ˡ⁻¹⁾"] * known["x^τ"] + known["b⁽ˡ⁻¹⁾"]
        known |= {"W_{L+1}": known["Φ"], "b_{L+1}": known["a"]}
        yield Model(model.domain, known, model.dimensions, {}, model.positive)


NEAR_MISSES = (
    NearMiss(
        "without the bias",
        sigma(Wl @ activation + bl),
        Wcum @ tau(Wcum, bcum, inverse(Wcum), truncated),
        (BEFORE, W_CUMULATIVE, B_CUMULATIVE),
    ),
)

ENTRY = Entry(
    id="L1",
    kind="statement",
    name="Hidden layers are truncation maps in the coordinates of the input",
    statement=(
        r"Let $x^{(\tau,0)}=x$ and $x^{(\tau,l)}=\tau_{W^{(l)},b^{(l)}}(x^{(\tau,l-1)})$. Then "
        r"$x^{(l)}=W^{(l)}x^{(\tau,l)}+b^{(l)}$ for all $l$, and the output is "
        r"$A\,x^{(\tau,L)}+c$. In detail <<step>>"
    ),
    assumptions=(
        Assumption(
            id="invertible-weights",
            text=r"$W_1,\dots,W_L\in GL(M)$",
            reason="without it the truncation map is not defined, so there is nothing to refute",
        ),
    ),
    given=(BEFORE, W_CUMULATIVE, B_CUMULATIVE),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=NEAR_MISSES,
    broken=(
        doubled("symbolic.network.ReluNetwork.truncated"),
        Broken("symbolic.network.ReluNetwork.truncated", lambda real: lambda self, points: points),
    ),
    statement_uses=("D2", "D4", "D5"),
    decided_in=("symbolic.network.ReluNetwork.truncated",),
    coq=(
        "StatementsNetwork.L1",
        "StatementsNetwork.L1_output",
    ),
)
