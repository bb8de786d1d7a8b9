"""D4: cumulative parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, Role, inverse, matrix, vector
from proofs.statements.case import Case
from proofs.statements.entry import Broken, Entry, NearMiss
from proofs.statements.models import layers
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic.network import Layer, ReluNetwork
from symbolic.truncation_network import ZeroLoss
from symbolic.words import counted

Wl = matrix("W_l", "M", "M", "invertible", words="weights of layer l")
bl = vector("b_l", "M", words="biases of layer l")
Wbefore = matrix(
    "W⁽ˡ⁻¹⁾",
    "M",
    "M",
    "invertible",
    latex="W^{(l-1)}",
    words="cumulative weights of the layers before l",
)
bbefore = vector("b⁽ˡ⁻¹⁾", "M", latex="b^{(l-1)}", words="cumulative biases of the layers before l")
Wcum = matrix(
    "W⁽ˡ⁾", "M", "M", "invertible", latex="W^{(l)}", words="cumulative weights up to layer l"
)
bcum = vector("b⁽ˡ⁾", "M", latex="b^{(l)}", words="cumulative biases up to layer l")
W_CUMULATIVE = Hypothesis(Wcum, Wl @ Wbefore, "definition of the cumulative weights", Role.DEFINED)
B_CUMULATIVE = Hypothesis(
    bcum, Wl @ bbefore + bl, "definition of the cumulative biases", Role.DEFINED
)


def derive(D: Derivation) -> None:
    """D4: layer by layer the cumulative parameters determine the original ones."""
    using = [W_CUMULATIVE, B_CUMULATIVE]
    D.say(r"The change of variables is undone layer by layer, so it is a bijection:")
    D.equal("weights", Wcum @ inverse(Wbefore), Wl, using=using)
    D.equal("biases", bcum - Wcum @ inverse(Wbefore) @ bbefore, bl, using=using)


def on_data(case: Case) -> Verdict:
    """The round trip through the cumulative parameters."""
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    back = ReluNetwork.from_cumulative(outcome.network.cumulative())
    pairs = zip(back.layers, outcome.network.layers, strict=True)
    if any(one.W != two.W or one.b != two.b for one, two in pairs):
        return Refuted("the round trip changed a layer")
    return Proved(f"{counted(outcome.network.L + 1, 'layer')} there and back")


NEAR_MISSES = (
    NearMiss(
        "in the wrong order",
        Wcum @ inverse(Wbefore),
        inverse(Wbefore) @ Wcum,
        (W_CUMULATIVE,),
    ),
)


def _another_output(real: type[ReluNetwork]) -> Any:
    """A way back whose output layer is not the one it should be."""

    def wrong(maps: Sequence[Layer]) -> ReluNetwork:
        return real.from_cumulative((*maps[:-1], replace(maps[-1], W=maps[-1].W * QQ(2))))

    return SimpleNamespace(from_cumulative=wrong)


ENTRY = Entry(
    id="D4",
    kind="definition",
    name="Cumulative parameters are a change of variables",
    definition=(
        r"$W^{(l)}=W_l\cdots W_1$, $b^{(l)}=W_lb^{(l-1)}+b_l$, $b^{(0)}=0$; at the output "
        r"$A=W_{L+1}W^{(L)}$ and $c=W_{L+1}b^{(L)}+b_{L+1}$. The readout is \emph{linear} within "
        r"the "
        r"gauge $c=0$, and \emph{affine} where $c$ is free."
    ),
    statement=(
        r"For invertible $W_l$ the cumulative parameters determine the others: <<weights>> "
        r"<<biases>>"
    ),
    given=(W_CUMULATIVE, B_CUMULATIVE),
    derive=derive,
    on_data=on_data,
    models=layers,
    near_misses=NEAR_MISSES,
    broken=(
        Broken("proofs.statements.d4_cumulative.ReluNetwork", _another_output),
        Broken("symbolic.network.ReluNetwork.cumulative", lambda real: lambda self: self.layers),
    ),
    statement_uses=("D2",),
    decided_in=(
        "symbolic.network.ReluNetwork.cumulative",
        "symbolic.network.ReluNetwork.from_cumulative",
    ),
    coq=(
        "StatementsNetwork.D4_injective",
        "StatementsNetwork.D4_surjective",
    ),
)
