"""R7: the layers of a trained network as truncation maps."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, Role, identity, matrix, sigma, vector
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Entry, NearMiss
from proofs.statements.models import dimensions, layers
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.network import Layer, ReluNetwork
from symbolic.trained.parameters import Mlp
from symbolic.trained.truncation_form import truncation_form_of

own = matrix("V_l", "m", "k", latex="W_l", words="weights of layer l")
bias = vector("v_l", "m", latex="b_l", words="biases of layer l")
before = matrix(
    "V⁽ˡ⁻¹⁾", "k", "n", latex="W^{(l-1)}", words="cumulative weights of the layers before l"
)
shift = vector("v⁽ˡ⁻¹⁾", "k", latex="b^{(l-1)}", words="cumulative biases of the layers before l")
whole = matrix("V⁽ˡ⁾", "m", "n", latex="W^{(l)}", words="cumulative weights up to layer l")
moved = vector("v⁽ˡ⁾", "m", latex="b^{(l)}", words="cumulative biases up to layer l")
right = matrix("V⁺", "n", "m", latex="W^{+}", words="a right inverse of the cumulative weights")
input_ = vector("y_τ", "n", latex="y", words="the base layer after the truncation maps before l")
features = vector("h_τ", "k", latex="h_{l-1}", words="what layer l sees of a point")
BEFORE = Hypothesis(features, before @ input_ + shift, "the recursion one layer before")
WEIGHTS = Hypothesis(whole, own @ before, "cumulative weights from the base", Role.DEFINED)
BIASES = Hypothesis(moved, own @ shift + bias, "cumulative biases from the base", Role.DEFINED)
ONTO = Hypothesis(own @ before @ right, identity("m"), "a right inverse")


def derive(D: Derivation) -> None:
    """L1 with a right inverse in the place of the inverse."""
    D.say(
        r"Induction over the layers after the base, where both sides are $y=h_m$. With "
        r"$\tau(y)=W^{+}(\sigma(W^{(l)}y+b^{(l)})-b^{(l)})$,"
    )
    D.equal(
        "layer",
        sigma(own @ features + bias),
        sigma(whole @ input_ + moved),
        whole @ right @ (sigma(whole @ input_ + moved) - moved) + moved,
        using=[BEFORE, WEIGHTS, BIASES, ONTO],
    )
    D.say(
        r"The apexes of $\tau$ are the solutions of $W^{(l)}p+b^{(l)}=0$, an affine space of "
        r"dimension $n_m-n_l$, for $W^{(l)}$ is onto."
    )


def on_data(case: Case) -> Verdict:
    """A cascade of widths M, ..., 1 that is onto, at every point; and its form as it is decided."""
    data, M = case.data, case.data.M
    hidden = []
    for m in range(M, 0, -1):
        n = M if m == M else m + 1
        entries = [
            int(r == c) + (c - r + m) % 3 - 1 if c != r else 2 for r in range(m) for c in range(n)
        ]
        W = exact.from_flat([QQ(e) for e in entries], m, n)
        hidden.append(Layer(W, exact.ones(m, 1) * QQ(1, m + 1)))
    network = ReluNetwork(tuple(hidden), Layer(exact.ones(data.Q, 1), exact.zeros(data.Q, 1)))
    composites = network.cumulative()[:-1]
    onto = [exact.rank(layer.W) == layer.W.shape[0] for layer in composites]
    form = truncation_form_of(Mlp.of_network(network))
    if all(onto) != (form is not None and form.base == 0):
        return Refuted("whether the cascade is onto from the input on")
    if not all(onto) or form is None:
        return Proved("a cascade that is not onto has no form from the input on")
    if form.apex_dimensions != tuple(M - layer.W.shape[0] for layer in composites):
        return Refuted("the dimensions of the apexes")
    y, h, one = data.inputs, data.inputs, exact.ones(1, data.N)
    for layer, through in zip(network.hidden, composites, strict=True):
        h = exact.relu(layer.W * h + layer.b * one)
        image = exact.relu(through.W * y + through.b * one)
        y = exact.pseudo_inverse(through.W) * (image - through.b * one)
        if h != through.W * y + through.b * one:
            return Refuted("the truncation maps do not reproduce the features")
    return Proved(f"{data.N} points through {M} layers of widths {M} to 1")


def models(size: int) -> Iterator[Model]:
    """As `layers`, all widths equal, the inverse as the right inverse."""
    for model in layers(size):
        known = dict(model.matrices)
        known |= {
            "V_l": known["W_l"], "v_l": known["b_l"], "V⁽ˡ⁻¹⁾": known["W⁽ˡ⁻¹⁾"],
            "v⁽ˡ⁻¹⁾": known["b⁽ˡ⁻¹⁾"], "V⁽ˡ⁾": known["W"], "v⁽ˡ⁾": known["b"],
            "V⁺": known["W"].inv(), "y_τ": known["x"],
        }  # fmt: skip
        known["h_τ"] = known["V⁽ˡ⁻¹⁾"] * known["y_τ"] + known["v⁽ˡ⁻¹⁾"]
        sizes = dimensions(size) | {"m": size, "k": size, "n": size}
        yield Model(model.domain, known, sizes, {}, model.positive)


ENTRY = Entry(
    id="R7",
    kind="statement",
    name="From where the cumulative weights are onto, a network is a cascade of truncation maps",
    statement=(
        r"If from a base layer $m$ on every cumulative matrix $W^{(l)}=W_l\cdots W_{m+1}$ is onto, "
        r"then with any right inverse $W^{+}$ and $\tau$ as in the derivation <<layer>> so the "
        r"features of all later layers are affine images of what the truncation maps make of $h_m$."
    ),
    here=("y",),
    assumptions=(
        Assumption(
            id="onto",
            text=r"$W^{(l)}$ is onto for all $l>m$",
            reason="without it there is no right inverse, so the truncation map is not defined",
        ),
    ),
    given=(BEFORE, WEIGHTS, BIASES, ONTO),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without the bias",
            sigma(own @ features + bias),
            whole @ right @ (sigma(whole @ input_ + moved) - moved),
            (BEFORE, WEIGHTS, BIASES, ONTO),
        ),
    ),
    broken=(Broken("symbolic.trained.truncation_form._onto", lambda real: lambda weights: False),),
    statement_uses=("D2", "D5", "L1"),
    decided_in=("symbolic.trained",),
    coq=("StatementsCells.R7",),
)
