"""E2: the imbalance of consecutive layers is constant under gradient flow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, Role, matrix, scalar, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import SMALL, data_of
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.flow import conserved, gradient, imbalance, stepped
from symbolic.network import Layer, ReluNetwork
from symbolic.truncation_network import ZeroLoss

eta, sign = scalar("eta"), scalar("d")
layer = matrix("Z_l", "d", "k", words="weights and biases of layer l, side by side")
after = matrix("V_{l+1}", "Q", "d", words="the weights of the layer after l")
seen = vector(
    "h_{l-1}", "k", latex=r"\tilde h_{l-1}", words="what layer l sees of a point, over a 1"
)
back = vector(
    "γ_{l+1}",
    "Q",
    latex=r"\gamma_{l+1}",
    words="the derivative of the cost by the next pre-activation",
)
on = matrix(
    "P_σ", "d", "d", "symmetric", latex=r"P_\sigma", words="which units of layer l are on at it"
)
unit_r = vector("e_r", "d", words="the unit vector of unit r")
unit_s = vector("e_s", "d", words="the unit vector of unit s")
slope_in = matrix("g_Z", "d", "k", words="the gradient by layer l")
slope_out = matrix("g_V", "Q", "d", words="the gradient by the weights after it")
IN = Hypothesis(slope_in, on @ after.T @ back @ seen.T, "backpropagation", Role.CONCLUDED)
OUT = Hypothesis(
    slope_out, back @ seen.T @ layer.T @ on, "backpropagation to the next layer", Role.CONCLUDED
)
SAME_R = Hypothesis(unit_r.T @ on, sign * unit_r.T, "unit r is on or off, d = 1 or 0")
SAME_S = Hypothesis(unit_s.T @ on, sign * unit_s.T, "so is unit s, at the same points")
SAME_ST = Hypothesis(on @ unit_s, sign * unit_s, "so is unit s, on the right", Role.CONCLUDED)


def _matrix(Z: Any, V: Any) -> Any:
    return Z @ Z.T - V.T @ V


def derive_e2(D: Derivation) -> None:
    """The first order vanishes where two units are on together; the second is η²."""
    D.say(
        r"Let $M_l=Z_lZ_l^{\mathsf T}-V_{l+1}^{\mathsf T}V_{l+1}$. A gradient step of length "
        r"$\eta$ changes it to"
    )
    first = slope_in @ layer.T + layer @ slope_in.T - slope_out.T @ after - after.T @ slope_out
    D.equal(
        "step",
        _matrix(layer - eta * slope_in, after - eta * slope_out),
        _matrix(layer, after) - eta * first + eta**2 * _matrix(slope_in, slope_out),
    )
    D.say(r"One point's share of the first order, at units that are on at the same points:")
    D.equal(
        "kept",
        unit_r.T @ first @ unit_s,
        zero(1, 1),
        using=[IN, OUT, SAME_R, SAME_S, SAME_ST],
    )
    D.say(
        r"So the flow keeps these entries, and a step changes them by exactly $\eta^2$ times those "
        r"of $g$."
    )


def moved(case: Case) -> ReluNetwork | None:
    """The zero-loss network with an output layer of another scale: the same region, a cost."""
    if not isinstance(case.zero_loss, ZeroLoss):
        return None
    net = case.zero_loss.network
    return ReluNetwork(net.hidden, Layer(net.output.W * QQ(3, 2), net.output.b))


def constants_on_data(case: Case) -> Verdict:
    """A real step: kept entries change by η² times those of the gradient."""
    net = moved(case)
    if net is None:
        return case.no_network
    g, step = gradient(net, case.data), QQ(1, 7)
    new = stepped(net, g, step)
    count = 0
    for one in conserved(net, case.data):
        l = one.layer - 1
        slopes = [_as_layer(g[l]), _as_layer(g[l + 1])]
        changed = imbalance(new.layers[l], new.layers[l + 1]) - one.matrix
        wanted = imbalance(*slopes) * step**2
        for r, s in one.kept:
            if changed.to_list()[r][s] != wanted.to_list()[r][s]:
                return Refuted(f"entry {r}, {s} of layer {one.layer} is not kept")
        count += len(one.kept)
    return Proved(f"{count} constants of motion, each changed by exactly η² M(g) in a step of 1/7")


def _as_layer(block: Any) -> Layer:
    rows, columns = block.shape
    W = block.extract(range(rows), range(columns - 1)).to_dense()
    return Layer(W, block.extract(range(rows), [columns - 1]).to_dense())


def models(size: int) -> Iterator[Model]:
    """Any layers; units that are on together, or off."""
    square = [n for letter in "zw" for n in names(letter, size, size)]
    letters = Letters(*square, *names("h", size, 1), *names("c", size, 1), "t")
    domain, m = letters.domain, letters.matrix
    eye = exact.identity(size, domain)
    dims = dimensions(size) | {"d": size, "k": size}
    Z, V, h, c = m("z", size, size), m("w", size, size), m("h", size, 1), m("c", size, 1)
    for value in (1, 0):
        P = eye if value else exact.zeros(size, size).convert_to(domain)
        known = {
            "Z_l": Z,
            "V_{l+1}": V,
            "h_{l-1}": h,
            "γ_{l+1}": c,
            "P_σ": P,
            "e_r": eye.extract(range(size), [0]).to_dense(),
            "e_s": eye.extract(range(size), [size - 1]).to_dense(),
            "g_Z": P * V.transpose() * c * h.transpose(),
            "g_V": c * h.transpose() * Z.transpose() * P,
        }
        yield Model(domain, known, dims, {"eta": letters["t"], "d": domain(value)})


def _line(weights: Sequence[int], data: ClusterData) -> ReluNetwork:
    a, b, c, d = weights
    return ReluNetwork(
        (Layer(exact.matrix([[a], [b]]), exact.column([0, -1])),),
        Layer(exact.matrix([[c, d]] * data.Q), exact.column([1] * data.Q)),
    )


def apart() -> Iterator[str]:
    """Two units, one of them off at a point where the other is on: their entry moves."""
    data = ClusterData.from_rows({"a": [[2]], "b": [["1/2"]]})
    for weights in product((1, 2), repeat=4):
        net = _line(weights, data)
        try:
            (one,) = conserved(net, data)
            g = gradient(net, data)
        except SymbolicNotApplicable:
            continue
        new = stepped(net, g, QQ(1, 7))
        moved = imbalance(new.layers[0], new.layers[1]) - one.matrix
        slopes = imbalance(_as_layer(g[0]), _as_layer(g[1])) * QQ(1, 49)
        if (0, 1) not in one.kept and moved.to_list()[0][1] != slopes.to_list()[0][1]:
            yield (
                f"weights {weights[:2]}, then {weights[2:]}, the points 2 and 1/2: the second unit "
                f"is off "
                "at 1/2, and after a step of 1/7 the entry (1, 2) is not changed by η² alone"
            )


def one_unit(bias: int) -> ReluNetwork:
    """``σ(x + bias)``."""
    one = exact.matrix([[1]])
    return ReluNetwork((Layer(one, exact.column([bias])),), Layer(one, exact.column([0])))


def on_the_kink() -> Iterator[str]:
    """On a kink there is no gradient."""
    for x in SMALL:
        try:
            gradient(one_unit(-x), data_of([[x]]))
        except SymbolicNotApplicable:
            yield f"the point {x} and a unit σ(x - {x}): the cost has no gradient there"


def all_kept(cases: Sequence[Case]) -> bool:
    """Whether entries of two units are always kept."""
    data = ClusterData.from_rows({"a": [[3]], "b": [["1/2"]]})
    (one,) = conserved(_line((1, 1, 1, 1), data), data)
    return len(one.kept) == 3


def _squared(real: Any) -> Any:
    return lambda network, direction, step: real(network, direction, step * 2)


STRICT = Assumption(
    id="strict-pattern", text="no pre-activation is $0$", counterexample=on_the_kink
)
E2 = Entry(
    id="E2",
    kind="statement",
    name="Gradient flow keeps the imbalance of consecutive layers",
    statement=(
        r"The entry $(r,s)$ of $M_l=W_lW_l^{\mathsf T}+b_lb_l^{\mathsf T}-W_{l+1}^{\mathsf "
        r"T}W_{l+1}$ is constant under $\theta'=-\nabla C^2$ if units $r,s$ of layer $l$ are "
        r"active at the same training points, so the diagonal always: <<kept>> A gradient step "
        r"changes it by exactly $\eta^2$ times the same entry for the gradients: <<step>>"
    ),
    here=(r"\eta",),
    letters={"M_l": "the imbalance of layer l and the next", r"\eta": "the length of a step"},
    assumptions=(
        Assumption(
            id="active-together",
            text="the two units are active at the same training points",
            counterexample=apart,
        ),
        STRICT,
    ),
    given=(IN, OUT, SAME_R, SAME_S, SAME_ST),
    derive=derive_e2,
    on_data=constants_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "with the sum of the two",
            unit_r.T @ (slope_in @ layer.T + layer @ slope_in.T + slope_out.T @ after) @ unit_s,
            zero(1, 1),
            (IN, OUT, SAME_R, SAME_S, SAME_ST),
        ),
        NearMiss(
            "without the second order",
            _matrix(layer - eta * slope_in, after - eta * slope_out),
            _matrix(layer, after)
            - eta
            * (slope_in @ layer.T + layer @ slope_in.T - slope_out.T @ after - after.T @ slope_out),
        ),
        Denial("entries of two units are always kept", all_kept),
    ),
    broken=(Broken("proofs.statements.e2_constants.stepped", _squared),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.flow.conserved", "symbolic.flow.step_defects"),
    coq=(
        "StatementsShallow.E2_gradient",
        "StatementsShallow.E2_kept",
        "StatementsShallow.E2_step",
        "StatementsShallow.E2_region",
    ),
)
