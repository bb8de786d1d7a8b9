"""G3: every network on finitely many inputs is a composition of truncation maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from proofs.algebra import Derivation, Hypothesis, Role, matrix, vector
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import x
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.lifting import Lift, lift
from symbolic.matrices import column, rank
from symbolic.network import Layer, ReluNetwork

block = matrix("W_a", "a", "M", words="the weights of a layer, a × M")
own = vector("b_a", "a", words="the biases of a layer")
large = matrix("V_D", "D", "D", words="weights in GL(D)")
shift = vector("v_D", "D", words="the biases that go with V_D")
pad = matrix("J_M", "D", "M", words="pads a vector of M entries with zeros")
first = matrix("K_a", "a", "D", words="keeps the first a entries of a vector")
BLOCK = Hypothesis(first @ large @ pad, block, "W_a is the upper left block of V_D")
TOP = Hypothesis(first @ shift, own, "b_a are the first entries of v_D", Role.DEFINED)


def derive(D: Derivation) -> None:
    """On padded inputs the first pre-activations are those of the block."""
    D.say(
        r"An $a\times M$ block of rank $r$ is in some $V_D\in GL(D)$ iff $D\ge a+M-r$: the first "
        r"$a$ rows of $V_D$ are independent, and the $D-M$ columns beside the block must raise its "
        r"rank by $a-r$; conversely unit vectors do. On padded inputs"
    )
    D.equal("upper", first @ (large @ (pad @ x) + shift), block @ x + own, using=[BLOCK, TOP])
    D.say(
        r"Biases of the other units below all their values on the data keep them off, so the next "
        r"input is padded too; and by L1 a network with weights in $GL(D)$ is an affine readout of "
        r"truncation maps."
    )


def on_data(case: Case) -> Verdict:
    """The two-layer network lifted: outputs through the truncation maps, ranks, dimension."""
    network, data = case.two_layers.network, case.data
    if not network.L:
        return NotApplicable("the network has no hidden layer")
    lifting = lift(network, data.inputs)
    if any(rank(layer.W) < lifting.D for layer in lifting.lifted.hidden):
        return Refuted("a lifted weight matrix is singular")
    readout = lifting.lifted.cumulative()[-1]
    *_, last = lifting.images()
    if readout.W * last + readout.b * exact.ones(1, data.N) != network(data.inputs):
        return Refuted("the truncation maps do not give the outputs of the network")
    return Proved(f"{network.L} truncation maps of dimension {lifting.D}, {data.N} points")


def models(size: int) -> Iterator[Model]:
    """D = 2 size: any block, anything beside and below it."""
    D = 2 * size
    letters = Letters(*names("v", D, D), *names("s", D, 1), *names("x", size, 1))
    domain, m = letters.domain, letters.matrix
    eye = exact.identity(D, domain)
    J, K = eye.extract(range(D), range(size)), eye.extract(range(size), range(D))
    V, s = m("v", D, D), m("s", D, 1)
    known = {
        "V_D": V,
        "v_D": s,
        "J_M": J,
        "K_a": K,
        "W_a": K * V * J,
        "b_a": K * s,
        "x": m("x", size, 1),
    }
    yield Model(domain, known, dimensions(size) | {"a": size, "D": D})


def too_small() -> Iterator[str]:
    """Two equal units: no invertible 2 × 2 weights on one padded input do it with D = 1."""
    net = ReluNetwork(
        (Layer(exact.matrix([[1], [1]]), column([0, -1])),),
        Layer(exact.matrix([[1, -2]]), column([0])),
    )
    lifting = lift(net, exact.matrix([[0, 1, 2]]))
    values = net([[0], [1], [2]])
    if lifting.D == 2:
        yield (
            f"M = 1, two units x and x - 1, outputs {[str(v[0]) for v in values]} at 0, 1, 2: with "
            f"D = 1 "
            "and one hidden layer the output is monotone, here it goes up and down"
        )


def _other_output(real: Any) -> Any:
    def wrong(network: ReluNetwork, inputs: Any) -> Lift:
        lifting: Lift = real(network, inputs)
        bias = lifting.lifted.output.b + exact.ones(network.Q, 1)
        output = replace(lifting.lifted.output, b=bias)
        return replace(lifting, lifted=ReluNetwork(lifting.lifted.hidden, output))

    return wrong


ENTRY = Entry(
    id="G3",
    kind="statement",
    name="Every ReLU network on finitely many inputs is a composition of truncation maps",
    statement=(
        r"Let $D\ge\max_l(d_l+d_{l-1}-\operatorname{rank}W_l)$ over the hidden layers. On any "
        r"finite set of inputs, padded with zeros to $\mathbb R^D$, the network equals one with "
        r"hidden weights in $GL(D)$ that contain $W_l$ as upper left blocks, so an affine readout "
        r"of truncation maps of $\mathbb R^D$; no smaller $D$ holds these blocks. <<upper>>"
    ),
    assumptions=(
        Assumption(
            id="wide-enough",
            text=r"$D\ge d_l+d_{l-1}-\operatorname{rank}W_l$",
            counterexample=too_small,
        ),
        Assumption(
            id="finitely-many",
            text="finitely many inputs (or bounded ones)",
            reason="the biases of the completing units are chosen below all their values",
        ),
    ),
    given=(BLOCK, TOP),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(
        NearMiss("without the biases", first @ (large @ (pad @ x)), block @ x + own, (BLOCK, TOP)),
    ),
    broken=(Broken("proofs.statements.g3_lift.lift", _other_output),),
    statement_uses=("D2", "D5"),
    proof_uses=("L1",),
    decided_in=("symbolic.lifting.lift",),
    coq=("StatementsCells.G3_block", "StatementsCells.G3"),
)
