"""R5: by how much another output layer would be better."""

from __future__ import annotations

from collections.abc import Iterator

from proofs.algebra import Derivation, Hypothesis, Term, matrix, positive_definite, scalar, trace
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.faults import fields
from proofs.statements.models import Letters, dimensions, names
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from symbolic.trained.profile import layer_readout
from symbolic.trained.refutation import readout_gap

step = scalar("s")
gram = positive_definite(
    "G_L", "m", latex=r"G_L", words="the second moments of the last features, with a 1 appended"
)
layer = matrix("A_L", "Q", "m", latex=r"A_L", words="the output layer, weights and bias")
best = matrix("A_L*", "Q", "m", latex=r"A_L^*", words="the best output layer")
mixed = matrix("H_L", "Q", "m", latex=r"H_L", words="the mixed moments of targets and features")
NORMAL = Hypothesis(best @ gram, mixed, "normal equations")
along = layer + step * (best - layer)


def _cost(A: Term) -> Term:
    """The cost without ``Tr(Y w Yᵀ)``, which no output layer changes."""
    return trace(A @ gram @ A.T) - 2 * trace(A @ mixed.T)


def derive(D: Derivation) -> None:
    """The gap, and how it closes along the segment."""
    D.say(
        r"The hidden layers stay, so the features do, and the cost is a constant and "
        r"$\operatorname{Tr}(A_LG_LA_L^{\mathsf T})-2\operatorname{Tr}(A_LH_L^{\mathsf T})$. By T2:"
    )
    difference = layer - best
    D.equal(
        "gap",
        _cost(layer) - _cost(best),
        trace(difference @ gram @ difference.T),
        using=[NORMAL],
    )
    D.nonnegative("sign", trace(difference @ gram @ difference.T), difference, gram)
    D.say(r"On the segment to the best output layer:")
    left = along - best
    D.equal(
        "segment",
        trace(left @ gram @ left.T),
        (1 - step) ** 2 * trace(difference @ gram @ difference.T),
    )
    D.say(r"so a positive gap falls from the start, and at a kink too: nothing hidden moves.")


def on_data(case: Case) -> Verdict:
    """The zero network: its gap against the sum over the points, and the cost half-way."""
    data_ = case.data
    network = Mlp.of_rows([[[0] * (data_.M + 1) for _ in range(data_.Q)]])
    at = Evaluation.of(network, Problem.of(data_))
    best = layer_readout(at, at.network.L)
    value, refutation = best.value, readout_gap(at, best)
    if refutation is None:
        if value == at.cost and (data_.targets * exact.ones(data_.Q, 1)).is_zero_matrix:
            return Proved("the targets have mean 0, so the zero network has no gap")
        return Refuted("the zero network is no best readout, for the targets have another mean")
    half = [(a + b) / 2 for a, b in zip(network.flat(), refutation.network.flat(), strict=True)]
    there = Evaluation.of(Mlp.of_flat(half, network.numbering), at.problem)
    if there.cost != value + (at.cost - value) / 4:
        return Refuted("half-way the gap is not a quarter")
    return Proved("the gap of the zero network, and a quarter of it half-way to the best readout")


def models(size: int) -> Iterator[Model]:
    """A Gram matrix of symbols and the solution of the normal equations."""
    square = [name for letter in "ahg" for name in names(letter, size, size)]
    letters = Letters(*square, "s")
    domain, root = letters.domain, letters.matrix("g", size, size)
    definite = root * root.transpose() + exact.identity(size, domain)
    wanted = letters.matrix("h", size, size)
    matrices = {
        "G_L": definite,
        "A_L": letters.matrix("a", size, size),
        "A_L*": wanted * definite.inv(),
        "H_L": wanted,
    }
    yield Model(domain, matrices, dimensions(size) | {"m": size}, {"s": letters["s"]})


ENTRY = Entry(
    id="R5",
    kind="statement",
    name="A readout gap shows that a network is no local minimum",
    statement=(
        r"Let $V_L$ be the least cost of an affine readout of the last hidden layer. Then "
        r"$C^2-V_L$ is <<gap>> If it is positive, the network is no local minimum, kinks or not: "
        r"<<segment>>"
    ),
    letters={"V_L": "the least cost of an affine readout of the last hidden layer"},
    given=(NORMAL, gram),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without the normal equations",
            _cost(layer) - _cost(best),
            trace((layer - best) @ gram @ (layer - best).T),
            (),
            in_models="it holds",
        ),
    ),
    broken=(
        fields("proofs.statements.r5_readout_gap.layer_readout", value=lambda gap: gap.value + 1),
    ),
    statement_uses=("D2", "D3", "T2"),
    proof_uses=("T2",),
    decided_in=("symbolic.trained",),
    coq=(
        "StatementsCells.R5_gap",
        "StatementsCells.R5_segment",
        "StatementsCells.R5",
    ),
)
