"""S7, S8: one hidden layer that is constant near every class is at least twice as wide as the
targets have dimensions, and its weights are not surjective.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, Hypothesis, Role, diagonal, identity, matrix, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import other_output
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.deciding import capacity
from symbolic.gates import shallow_zero_loss
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import Scalar

weights_1 = matrix("V_1", "d", "M", words="the weights of the hidden layer")
bias_1 = vector("v_1", "d", words="its biases")
weights_2 = matrix("V_2", "Q", "d", words="the weights of the output layer")
bias_2 = vector("v_2", "Q", words="its biases")
on_j = diagonal("D_j", "d", words="which units are on near class j: 1 or 0 on the diagonal")
on_k = diagonal("D_k", "d", words="which units are on near class k")
direction = vector("ω", "M", latex=r"\omega", words="a direction that no unit of the layer kills")
target_j = vector("y_j", "Q", words="the target of class j")
target_k = vector("y_k", "Q", words="the target of class k")
right = matrix(
    "V_1⁻", "M", "d", latex="V_1^-", words="a right inverse of the weights, if there is one"
)
FLAT_J = Hypothesis(weights_2 @ on_j @ weights_1, zero("Q", "M"), "constant near class j")
VALUE_J = Hypothesis(target_j, weights_2 @ on_j @ bias_1 + bias_2, "the value near class j")
VALUE_K = Hypothesis(target_k, weights_2 @ on_k @ bias_1 + bias_2, "the value near class k")
SURJECTIVE = Hypothesis(weights_1 @ right, identity("d"), "the weights are surjective")
SILENT = Hypothesis(weights_2 @ on_j, zero("Q", "d"), "no unit that is on is read", Role.CONCLUDED)


def derive_width(D: Derivation) -> None:
    """Differences of targets from differences of active sets, and vectors that are killed."""
    D.say(r"Near class $j$ the network is constant, so $V_2D_jV_1=0$. Two targets differ by")
    D.equal(
        "difference",
        target_j - target_k,
        weights_2 @ (on_j - on_k) @ bias_1,
        using=[VALUE_J, VALUE_K],
    )
    D.say(
        r"so the $1_{\Sigma_j}$, the diagonals of the $D_j$, span at least $Q-1$ dimensions, and "
        r"$\operatorname{rank}V_2\ge Q-1$. Units without weights are constants and left out; "
        r"choose $\omega$ with no entry of $V_1\omega$ equal to $0$. The vectors $D_jV_1\omega$ "
        r"span as many dimensions as the $1_{\Sigma_j}$, and"
    )
    D.equal("killed", weights_2 @ (on_j @ weights_1 @ direction), zero("Q", 1), using=[FLAT_J])
    D.say(r"So $Q-1\le\operatorname{rank}V_2\le d-(Q-1)$ (F1).")


def derive_surjective(D: Derivation) -> None:
    """Surjective weights: what is on is not read, and all values are the bias."""
    D.say(r"Multiply $V_2D_jV_1=0$ by a right inverse of $V_1$:")
    D.equal("inverse", weights_2 @ on_j, weights_2 @ on_j @ weights_1 @ right, using=[SURJECTIVE])
    D.equal("silent", weights_2 @ on_j @ weights_1 @ right, zero("Q", "d"), using=[FLAT_J])
    D.equal("value", target_j, bias_2, using=[VALUE_J, SILENT])
    D.say(r"So all targets are one, $v_2$.")


def _near(net: ReluNetwork, case: Case) -> list[DomainMatrix] | None:
    """``D_j`` for every class; None if a class sees two active sets."""
    (word,) = net.activation_pattern(case.data.inputs)
    columns, start, N = [], 0, case.data.N
    for size in case.data.sizes:
        seen = {tuple(word[r * N + start + i] for r in range(net.widths[1])) for i in range(size)}
        start += size
        if len(seen) > 1:
            return None
        (signs,) = seen
        d = len(signs)
        flat = [QQ(int(r == s and signs[r] > 0)) for r in range(d) for s in range(d)]
        columns.append(exact.from_flat(flat, d, d))
    return columns


def width_on_data(case: Case) -> Verdict:
    """At the network of S6, which is constant near each class: every display, and the two ranks."""
    net = shallow_zero_loss(case.data) if case.data.Q > 1 else None
    if net is None:
        return NotApplicable("no shallow network that is constant near each class was found (S6)")
    data, d = case.data, net.widths[1]
    V, w, U, u = net.layers[0].W, net.layers[0].b, net.output.W, net.output.b
    on = _near(net, case)
    if on is None or any(not (U * D * V).is_zero_matrix for D in on):
        return Refuted("the network is not constant near a class")
    if any(U * D * w + u != data.target(j) for j, D in enumerate(on)):
        return Refuted("the network has another value near a class")
    direction_ = exact.column([QQ(3) ** k for k in range(data.M)])
    images = exact.side_by_side([D * V * direction_ for D in on])
    if any(not e for e in (V * direction_).to_list_flat()):
        return Refuted("the direction is killed by a unit")
    span, rank = exact.rank(images), exact.rank(U)
    if not (U * images).is_zero_matrix or not data.Q - 1 <= rank <= d - span or span < data.Q - 1:
        return Refuted(f"rank {rank}, {span} dimensions killed, width {d}")
    return Proved(f"rank {rank} = {d} - {span}: width {d} is the least")


def perturbed(net: ReluNetwork, M: int, eps: Scalar) -> ReluNetwork:
    """The gates of S6 with weights that are surjective: units after the first turned a little."""
    first = net.layers[0]
    d = first.W.shape[0]
    turn = [QQ(int(k == r % M)) for r in range(d) for k in range(M)]
    return ReluNetwork((Layer(first.W + exact.from_flat(turn, d, M) * eps, first.b),), net.output)


def surjective_on_data(case: Case) -> Verdict:
    """For two classes: networks with surjective weights whose costs tend to 0."""
    data = case.data
    net = shallow_zero_loss(data) if data.Q == 2 and data.M >= 2 else None
    if net is None:
        return NotApplicable("needs two separable classes and M >= 2")
    costs = []
    for k in (1, 2, 3):
        near = perturbed(net, data.M, QQ(1, 10 ** (3 * k)))
        if exact.rank(near.layers[0].W) < near.widths[1]:
            return Refuted("the weights are not surjective")
        costs.append(cost_squared(near, data))
    if any(b * 10**5 > a for a, b in pairwise(costs)):
        return Refuted("the costs do not tend to 0")
    return Proved("three networks with surjective weights, each 1000 times nearer to cost 0")


def models(size: int) -> Iterator[Model]:
    """Near class j no unit is read and on; near class k all units are on."""
    letters = Letters(
        *(name for letter in "vu" for name in names(letter, size, size)),
        *(name for letter in "bcw" for name in names(letter, size, 1)),
    )
    domain, m = letters.domain, letters.matrix
    eye, none = exact.identity(size, domain), exact.zeros(size, size).convert_to(domain)
    shared = {"V_1": m("v", size, size), "v_1": m("b", size, 1), "ω": m("w", size, 1)}
    for U, on in ((m("u", size, size), none), (none, eye)):
        c, b = m("c", size, 1), shared["v_1"]
        known = shared | {
            "V_2": U,
            "v_2": c,
            "D_j": on,
            "D_k": eye,
            "y_j": U * on * b + c,
            "y_k": U * b + c,
            "V_1⁻": shared["V_1"].inv(),
        }
        yield Model(domain, known, dimensions(size) | {"d": size})


def few_points() -> Iterator[str]:
    """Classes of one point each: nothing makes the network constant, and Q − 1 units do."""
    for count in range(2, 5):
        data = data_of(*[[[k]] for k in range(count)])
        if capacity(data, [1, count - 1, count]).verdict == "yes":
            yield (
                f"the points {points_of(data)}: {count - 1} unit(s) in one hidden layer reach cost "
                f"0, fewer than {2 * (count - 1)}"
            )


def few_points_surjective() -> Iterator[str]:
    """One unit on a line, for two classes of one point each."""
    for far in range(1, 5):
        data = data_of([[0]], [[far]])
        net = capacity(data, [1, 1, 2]).network
        if net is not None and exact.rank(net.layers[0].W) == 1 and not cost_squared(net, data):
            yield f"the points {points_of(data)}: one unit, weights of rank 1, reaches cost 0"


def dependent_targets() -> Iterator[str]:
    """Two of three targets are equal: the two units of one gate are constant near all classes."""
    for step in range(3, 6):
        rows = {f"class {j + 1}": [[step * j], [step * j + 1]] for j in range(3)}
        targets = [[1, 0, 0], [0, 1, 0], [0, 1, 0]]
        data = ClusterData.from_rows(rows, targets, any_targets=True)
        one, *others = rows.values()
        gates = shallow_zero_loss(data_of(one, [row for block in others for row in block]))
        if gates is None:
            continue
        U, u = (
            exact.stacked([m, exact.zeros(1, m.shape[1])]) for m in (gates.output.W, gates.output.b)
        )
        net = ReluNetwork(gates.hidden, Layer(U, u))
        on = _near(net, Case(data))
        flat = on is not None and all((U * D * net.layers[0].W).is_zero_matrix for D in on)
        if flat and not cost_squared(net, data):
            yield (
                f"the points {points_of(data)} with targets e_1, e_2, e_2: a network with 2 units "
                f"is "
                "constant near each class, fewer than 2(Q - 1) = 4"
            )


def fewer_units(cases: Sequence[Case]) -> bool:
    """Whether the gates have fewer than 2(Q − 1) units somewhere."""
    nets = [(c.data.Q, shallow_zero_loss(c.data)) for c in cases if c.data.Q > 1]
    return any(net is not None and net.widths[1] < 2 * (Q - 1) for Q, net in nets)


def injective_weights() -> Iterator[str]:
    """The gates themselves: more units than dimensions, and cost 0."""
    for gap in (3, 4, 5):
        data = data_of([[0], [1]], [[gap], [gap + 1]])
        net = shallow_zero_loss(data)
        if net is not None and not cost_squared(net, data):
            yield (
                f"the points {points_of(data)}: the gates of S6, weights of rank 1 in 2 units, "
                f"have "
                "cost 0 and are constant near each class"
            )


def _attained(cases: Sequence[Case]) -> bool:
    """Whether turning the units of the gates keeps cost 0 on all data."""
    attained = []
    for case in cases:
        net = shallow_zero_loss(case.data) if case.data.Q == 2 and case.data.M >= 2 else None
        if net is not None:
            attained.append(cost_squared(perturbed(net, case.data.M, QQ(1, 1000)), case.data))
    return all(not cost for cost in attained)


CONSTANT = Assumption(
    id="constant-near-classes",
    text=(
        r"the network is constant on an open set for each class (so it is, whatever its "
        r"parameters, if no hyperplane contains $\lceil N_j/r(d,M)\rceil$ points of class $j$, "
        r"$r(d,M)=\sum_{i\le M}\binom di$)"
    ),
    counterexample=few_points,
)
S7 = Entry(
    id="S7",
    kind="statement",
    name="A shallow network that is constant near each class has at least 2(Q − 1) units",
    statement=(
        r"If a network with one hidden layer of width $d$ is constant $=y_j$ on an open set for "
        r"every $j$, with affinely independent $y_j$, then $d\ge2(Q-1)$, which S6 attains: "
        r"<<difference>> <<killed>>"
    ),
    here=(
        r"\omega",
        "d",
    ),
    letters={
        "d": "the number of units of the hidden layer",
        r"\Sigma_j": "the units that are on near class j",
    },
    assumptions=(
        CONSTANT,
        Assumption(
            id="independent-targets",
            text="the targets are affinely independent",
            counterexample=dependent_targets,
        ),
    ),
    given=(FLAT_J, VALUE_J, VALUE_K),
    derive=derive_width,
    on_data=width_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without the activation",
            weights_2 @ weights_1 @ direction,
            zero("Q", 1),
            (FLAT_J,),
        ),
        NearMiss(
            "the difference of the active sets alone",
            target_j - target_k,
            weights_2 @ (on_j + on_k) @ bias_1,
            (VALUE_J, VALUE_K),
        ),
        Denial("the gates have fewer units somewhere", fewer_units),
    ),
    broken=(other_output("proofs.statements.s7_least_width.shallow_zero_loss"),),
    statement_uses=("S6",),
    foundations=("F1",),
    decided_in=("symbolic.deciding.capacity",),
    coq=("StatementsShallow.S7",),
)
S8 = Entry(
    id="S8",
    kind="statement",
    name="With surjective weights a shallow network approaches cost 0 and does not reach it",
    statement=(
        r"If $V_1$ is surjective, a network with one hidden layer that is constant near each class "
        r"has one value only: <<inverse>> <<silent>> <<value>> For two separable classes and "
        r"$M\ge2$ networks with $W_1\in GL(M)$ come as near to cost $0$ as one likes: turn the "
        r"gates of S6 a little. So the infimum $0$ is not attained."
    ),
    assumptions=(
        Assumption(
            id="surjective-weights",
            text=r"$V_1$ is surjective",
            counterexample=injective_weights,
        ),
        Assumption(
            id="constant-near-classes", text=CONSTANT.text, counterexample=few_points_surjective
        ),
    ),
    given=(SURJECTIVE, FLAT_J, VALUE_J, SILENT),
    derive=derive_surjective,
    on_data=surjective_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without a right inverse",
            weights_2 @ on_j,
            weights_2 @ on_j @ weights_1 @ right,
            (),
            in_models="it holds",
        ),
        Denial("the turned gates still have cost 0", _attained),
    ),
    broken=(other_output("proofs.statements.s7_least_width.shallow_zero_loss"),),
    statement_uses=("S6", "S7"),
    decided_in=("symbolic.gates.shallow_zero_loss",),
)
