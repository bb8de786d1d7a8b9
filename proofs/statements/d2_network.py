"""D2: ReLU networks."""

from __future__ import annotations

from proofs.algebra import Derivation, diagonal, sigma, vector
from proofs.statements.case import NO_NETWORK, Case
from proofs.statements.entry import Entry
from proofs.statements.models import layers
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic.network import parameter_count
from symbolic.zero_loss import ZeroLoss

z = vector("z", "M")
D_ = diagonal("D", "M")


def derive(D: Derivation) -> None:
    """D2: what the kernel knows of σ."""
    D.say(
        r"Of $\sigma$ (entrywise $\max(0,\cdot)$) every proof here uses only the following, with "
        r"$D$ positive diagonal:"
    )
    D.equal("idempotent", sigma(sigma(z)), sigma(z))
    D.equal("homogeneous", sigma(D_ @ z), D_ @ sigma(z))


def on_data(case: Case) -> Verdict:
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


ENTRY = Entry(
    id="D2",
    kind="definition",
    name="ReLU networks have K = L(M² + M) + QM + Q parameters",
    statement=(
        r"$x^{(l)}=\sigma(W_lx^{(l-1)}+b_l)$ for $l=1,\dots,L$, output $W_{L+1}x^{(L)}+b_{L+1}$, "
        r"with $W_l\in GL(M)$; there are $K=L(M^2+M)+QM+Q$ parameters. <<idempotent>> "
        r"<<homogeneous>>"
    ),
    derive=derive,
    on_data=on_data,
    models=layers,
    decided_in=("symbolic.network.ReluNetwork", "symbolic.network.parameter_count"),
    coq=("Statements.D2",),
)
