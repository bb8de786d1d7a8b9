"""D2: ReLU networks and the number of their parameters."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import QQ

from proofs.algebra import Derivation, identity, scalar
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.faults import one_more
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic.network import parameter_count
from symbolic.truncation_network import ZeroLoss
from symbolic.words import counted

M, Q, L = scalar("M"), scalar("Q"), scalar("L")
one = identity(1)
count = (L * (M**2 + M) + Q * M + Q) * one


def derive(D: Derivation) -> None:
    """D2: the count, by induction on the number of hidden layers."""
    D.say(
        r"The output layer has $QM$ weights and $Q$ biases, every hidden layer $M^2$ weights and "
        r"$M$ "
        r"biases. So the count is right for $L=0$, and it grows as it must with every further "
        r"layer:"
    )
    further = ((L + 1) * (M**2 + M) + Q * M + Q) * one
    D.equal("further layer", further - count, (M**2 + M) * one)


def on_data(case: Case) -> Verdict:
    """The number of entries of all layers is K."""
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    network = outcome.network
    entries = sum(
        rows * (columns + 1) for rows, columns in (layer.W.shape for layer in network.layers)
    )
    if entries != parameter_count(network.widths):
        return Refuted(counted(entries, "parameter"))
    return Proved(f"L = {network.L}, K = {entries}")


def models(size: int) -> Iterator[Model]:
    """``M``, ``Q`` and ``L`` are any numbers."""
    domain = QQ.frac_field("M", "Q", "L")
    numbers = dict(zip(("M", "Q", "L"), domain.gens, strict=True))
    yield Model(domain, {}, {}, numbers)


ENTRY = Entry(
    id="D2",
    kind="definition",
    name="ReLU networks have K = L(M² + M) + QM + Q parameters",
    definition=(
        r"$x^{(0)}=x$, $x^{(l)}=\sigma(W_lx^{(l-1)}+b_l)$ for the hidden layers $l=1,\dots,L$, "
        r"output "
        r"$x^{(L+1)}=W_{L+1}x^{(L)}+b_{L+1}$, with $W_l\in GL(M)$ and $W_{L+1}$ of shape "
        r"$Q\times M$; "
        r"$\sigma$ is $\max(0,\cdot)$ entry by entry."
    ),
    statement=r"There are $K=L(M^2+M)+QM+Q$ parameters $\theta$.",
    letters={
        "L": "the number of hidden layers",
        "K": "the number of parameters",
        r"\sigma": "ReLU: max(0, ·) entry by entry",
        "d_l": "the width of hidden layer l",
        "x^{(l)}": "what comes out of hidden layer l",
        r"\theta": "all parameters",
    },
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(NearMiss("without the biases of a layer", M**2 * one, (M**2 + M) * one),),
    broken=(one_more("proofs.statements.d2_network.parameter_count"),),
    decided_in=("symbolic.network.ReluNetwork", "symbolic.network.parameter_count"),
    coq=("StatementsNetwork.D2",),
)
