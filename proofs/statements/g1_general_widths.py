"""G1, G2: truncation maps of any widths, by the Moore-Penrose inverse."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, Role, identity, matrix, sigma, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import x
from proofs.statements.searching import SMALL
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.network import Layer, ReluNetwork
from symbolic.truncation import TruncationMap

W = matrix("W_d", "d", "M", words="cumulative weights of any rank, d × M")
inverse = matrix("W_d⁺", "M", "d", latex=r"W_d^+", words="the Moore-Penrose inverse of W_d")
bias = vector("b_d", "d", words="cumulative biases")
state = vector("z_d", "d", words="what layer l makes of an input")
P = matrix("P_d", "d", "d", words="the projector on the range of W_d")
PROJECTOR = Hypothesis(P, W @ inverse, "definition of P_d", Role.DEFINED)
SURJECTIVE = Hypothesis(W @ inverse, identity("d"), "independent rows")
LINE = Hypothesis(sigma(W @ x + bias), W @ x + bias, "W_d x + b_d ≥ 0", Role.CASE)
KILLED = Hypothesis(sigma(W @ x + bias), zero("d", 1), "W_d x + b_d ≤ 0", Role.CASE)


def derive_recursion(D: Derivation) -> None:
    """The defect of the recursion is what the projector leaves out."""
    D.say(
        r"If the recursion holds at $l-1$, then $W_d\tau+b_d$ with $\tau=W_d^+(z_d-b_d)$ is to be "
        r"$z_d$:"
    )
    back = W @ (inverse @ (state - bias)) + bias
    D.equal("defect", state - back, (identity("d") - P) @ (state - bias), using=[PROJECTOR])


def derive_maps(D: Derivation) -> None:
    """What a truncation map of full row rank does."""
    image = inverse @ (sigma(W @ x + bias) - bias)
    D.say(r"For independent rows $W_dW_d^+=1$, so with $\tau(x)=W_d^+(\sigma(W_dx+b_d)-b_d)$")
    D.equal("kept", W @ image + bias, sigma(W @ x + bias), using=[SURJECTIVE])
    D.say(r"On the cone $W_dx+b_d\ge0$ the map is the projector on the row space,")
    D.equal("cone", image, inverse @ (W @ x), using=[LINE])
    D.say(r"and where $W_dx+b_d\le0$ it is the apex:")
    D.equal("apex", image, -(inverse @ bias), using=[KILLED])


def two_layers(case: Case) -> ReluNetwork:
    """A network of other widths than the truncation networks'."""
    return case.two_layers.network


def survives(case: Case) -> Verdict:
    """The recursion, point by point, with the inverse written out; against the test by ranks."""
    network, inputs = two_layers(case), case.data.inputs
    if not network.L:
        return Proved("no hidden layer: nothing to survive")
    expected, points, true = list[bool](), inputs, True
    for layer, image in zip(
        network.cumulative()[:-1], network.preactivations(inputs), strict=False
    ):
        back, row = exact.pseudo_inverse(layer.W), exact.ones(1, inputs.shape[1])
        points = back * (exact.relu(layer.W * points + layer.b * row) - layer.b * row)
        cut = exact.from_flat([max(e, QQ.zero) for e in image], layer.W.shape[0], inputs.shape[1])
        true = true and layer.W * points + layer.b * row == cut
        expected.append(true)
    if network.recursion_survives(inputs) != tuple(expected):
        return Refuted(f"by ranks {network.recursion_survives(inputs)}, point by point {expected}")
    return Proved(f"layer by layer: {', '.join('yes' if e else 'no' for e in expected)}")


def surjective_maps(case: Case) -> Verdict:
    """The first layer of the two-layer network, if its rows are independent, or of its first
    row.
    """
    network, inputs = two_layers(case), case.data.inputs
    if not network.L:
        return Proved("no hidden layer")
    layer = network.hidden[0]
    if exact.rank(layer.W) < layer.W.shape[0]:
        one = [0]
        layer = Layer(layer.W.extract(one, range(network.M)).to_dense(), layer.b.extract(one, [0]))
    tau = TruncationMap(layer.W, layer.b)
    once = tau(inputs)
    if tau(once) != once:
        return Refuted("the map is not idempotent")
    row = exact.ones(1, inputs.shape[1])
    if layer.W * once + layer.b * row != exact.relu(layer.W * inputs + layer.b * row):
        return Refuted("W τ(x) + b is not σ(W x + b)")
    return Proved(f"one map of rank {layer.W.shape[0]} at {inputs.shape[1]} points")


def models_of_recursion(size: int) -> Iterator[Model]:
    """Any matrices, the projector being their product."""
    letters = Letters(
        *(n for a in "wv" for n in names(a, size, size)), *names("b", size, 1), *names("z", size, 1)
    )
    m = letters.matrix
    known = {
        "W_d": m("w", size, size),
        "W_d⁺": m("v", size, size),
        "b_d": m("b", size, 1),
        "z_d": m("z", size, 1),
    }
    known["P_d"] = known["W_d"] * known["W_d⁺"]
    yield Model(letters.domain, known, dimensions(size) | {"d": size})


def models_of_maps(size: int) -> Iterator[Model]:
    """An invertible W_d, and x on the cone or opposite to it."""
    for sign in (1, -1):
        letters = Letters(*names("w", size, size), *names("b", size, 1), *names("z", size, 1))
        domain, m = letters.domain, letters.matrix
        W_, b_, z = m("w", size, size), m("b", size, 1), m("z", size, 1)
        known = {"W_d": W_, "W_d⁺": W_.inv(), "b_d": b_, "x": W_.inv() * (z * domain(sign) - b_)}
        yield Model(
            domain, known, dimensions(size) | {"d": size}, {}, frozenset(names("z", size, 1))
        )


def dependent_rows() -> Iterator[str]:
    """Two equal rows, other biases: the recursion fails."""
    for b_1, b_2, at in product(SMALL, SMALL, SMALL):
        net = ReluNetwork(
            (Layer(exact.matrix([[1], [1]]), exact.column([b_1, b_2])),),
            Layer(exact.matrix([[1, 1]]), exact.column([0])),
        )
        if net.recursion_survives(exact.matrix([[at]])) == (False,):
            yield f"M = 1, W = (1, 1), b = ({b_1}, {b_2}): W τ(x) + b is not σ(W x + b) at x = {at}"


G1 = Entry(
    id="G1",
    kind="statement",
    name=(
        "The recursion of truncation maps survives where the states stay in the range of the "
        "weights"
    ),
    statement=(
        r"Let $x^{(\tau,k)}$ be an input after the truncation maps of the first $k$ layers, made "
        r"by the Moore-Penrose inverses of the cumulative weights, and $P_k$ the projector on the "
        r"range of $W^{(k)}$. At one layer <<defect>> So $x^{(k)}=W^{(k)}x^{(\tau,k)}+b^{(k)}$ for "
        r"all $k\le l$ iff $(1-P_k)(x^{(k)}-b^{(k)})=0$ for all $k\le l$; for every input if the "
        r"weights are surjective."
    ),
    given=(PROJECTOR,),
    derive=derive_recursion,
    on_data=survives,
    models=models_of_recursion,
    near_misses=(
        NearMiss(
            "without the projector",
            state - (W @ (inverse @ (state - bias)) + bias),
            zero("d", 1),
            (PROJECTOR,),
        ),
    ),
    broken=(
        Broken(
            "symbolic.network.ReluNetwork.recursion_survives",
            lambda real: lambda self, points: tuple(not e for e in real(self, points)),
        ),
    ),
    statement_uses=("D2", "D4"),
    decided_in=("symbolic.network.ReluNetwork.recursion_survives",),
    coq=("StatementsCells.G1", "StatementsCells.G1_surjective"),
)


def _shifted(real: Any) -> Any:
    return lambda self, points: real(self, points) + exact.ones(*points.shape)


G2 = Entry(
    id="G2",
    kind="statement",
    name="Truncation maps with independent rows see the row space only",
    statement=(
        r"Let $W_d$ have independent rows. Then <<kept>> <<cone>> and <<apex>> So "
        r"$\tau\circ\tau=\tau$, and $\tau$ does not see what is orthogonal to the rows."
    ),
    assumptions=(
        Assumption(
            id="independent-rows",
            text=r"the rows of $W_d$ are linearly independent",
            counterexample=dependent_rows,
        ),
    ),
    given=(SURJECTIVE, LINE, KILLED),
    derive=derive_maps,
    on_data=surjective_maps,
    models=models_of_maps,
    near_misses=(
        NearMiss(
            "the identity on the cone",
            inverse @ (sigma(W @ x + bias) - bias),
            x,
            (LINE,),
            "it holds",
        ),
    ),
    broken=(Broken("symbolic.truncation.TruncationMap.__call__", _shifted),),
    statement_uses=("D5",),
    decided_in=("symbolic.truncation.TruncationMap",),
    coq=(
        "StatementsCells.G2_layer",
        "StatementsCells.G2_cone",
        "StatementsCells.G2_apex",
        "StatementsCells.G2_idempotent",
        "StatementsCells.G2_rows",
    ),
)
