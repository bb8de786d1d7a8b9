"""G7, G8: the two-layer network of G6 is the smallest on open regions, and how degenerate it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofs.algebra import Derivation, Hypothesis, Role, diagonal, identity, matrix, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.faults import fields
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import x
from proofs.statements.searching import data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cells import Search
from symbolic.list_zero_set import ListDegeneracy, list_degeneracy
from symbolic.pool import Pool
from symbolic.region import Region
from symbolic.two_layer_form import two_layer

outer = matrix("U_2", "Q", "d", words="the output weights of a network with one hidden layer")
inner = matrix("U_1", "d", "M", words="its hidden weights, surjective")
undone = matrix("U_1⁺", "M", "d", latex=r"U_1^+", words="a right inverse of U_1")
on = diagonal("D_1", "d", words="1 for the units that are on, 0 for the others")
hidden_bias = vector("u_1", "d", words="its hidden biases")
output_bias = vector("u_2", "Q", words="its output bias")
ONTO = Hypothesis(inner @ undone, identity("d"), "U_1 is surjective")
STILL = Hypothesis(outer @ on @ inner, zero("Q", "M"), "constant on an open set")
CONSTANT = Hypothesis(outer @ on, zero("Q", "d"), "U_2 D_1 = 0", Role.CONCLUDED)
last = matrix("W_3", "Q", "e", words="the output weights of a network with two hidden layers")
middle = matrix("W_2", "e", "d", words="its second hidden weights")
nudge = matrix("H_2", "e", "d", words="a change of W_2")
lift = vector("b_2", "e", words="its second biases")
first = vector("n_x", "d", words="the first hidden layer at an input")
end = vector("b_3", "Q", words="its output bias")


def derive_least(D: Derivation) -> None:
    """One hidden layer with surjective weights has one value on all open sets."""
    D.say(
        r"(a) The targets are affine images of $Q$ points of $\mathbb R^{d_L}$: $d_L\ge Q-1$. (b) "
        r"Otherwise some $v\in\ker W_1$ changes a height, and the line in direction $v$, on which "
        r"the network is constant, goes from the region of the last class to that of another. (d) "
        r"On an open set where the network is constant $U_2D_1U_1=0$; with a right inverse"
    )
    D.equal("undone", outer @ on @ inner @ undone, outer @ on, using=[ONTO])
    D.equal("kernel", outer @ on @ inner @ undone, zero("Q", "d"), using=[STILL])
    D.say(r"So $U_2D_1=0$, and the value there is the output bias,")
    D.equal(
        "value",
        outer @ on @ (inner @ x + hidden_bias) + output_bias,
        output_bias,
        using=[CONSTANT],
    )
    D.say(r"the same for every class: two hidden layers are needed as soon as $Q\ge2$.")


def derive_rank(D: Derivation) -> None:
    """What a change of the second weights does to the output of a class."""
    D.say(
        r"Near the network, on class $i$, the units $k<i$ of the second layer are on. A change "
        r"$H_2$ of $W_2$ changes the output by"
    )
    before = last @ (lift + middle @ first) + end
    D.equal("moved", last @ (lift + (middle + nudge) @ first) + end - before, last @ nudge @ first)
    D.say(
        r"The columns of $W_3$ are independent, so the output is constant on the class iff "
        r"$\sum_{l\ge i}(W_2)_{kl}n_l$ is, for each $k<i$: class $Q-1$ gives $(W_2)_{k,Q-1}=0$, "
        r"for $n_{Q-1}$ is affine and not constant there, then class $Q-2$, and so on. With $Q$ "
        r"vector equations for the values these are $Q^2+(Q-1)(Q-2)/2$ equations of independent "
        r"differentials."
    )


def lists(case: Case) -> ListDegeneracy | NotApplicable:
    """The degeneracy of the two-layer network, where G8 speaks of it."""
    interpolation = case.two_layers
    if not interpolation.pool.consistent:
        return NotApplicable("an input has two targets (see P0)")
    result = list_degeneracy(interpolation)
    return result if result.manifold else NotApplicable(result.missing)


def counted(case: Case) -> Verdict:
    """The rank of the Jacobian over all points, by FLINT, against the count of the equations."""
    degeneracy = lists(case)
    if isinstance(degeneracy, NotApplicable):
        return degeneracy
    Q = case.data.Q
    rank = exact.rank(Region.of(degeneracy.network, case.data).jacobian())
    if not rank == degeneracy.rank == Q * Q + (Q - 1) * (Q - 2) // 2:
        return Refuted(f"rank J = {rank}, claimed {degeneracy.rank}")
    return Proved(f"rank J = {rank}, dimension {degeneracy.dimension} of K = {degeneracy.K}")


def smallest(case: Case) -> Verdict:
    """G6 has the widths that no smaller network has: Q − 1 twice, the hyperplanes independent."""
    data, network = case.data, case.two_layers.network
    if data.Q < 2 or network.widths[1:-1] != (data.Q - 1, data.Q - 1):
        return NotApplicable("not a network of G6")
    rank = exact.rank(network.hidden[0].W)
    if rank < data.Q - 1:
        return NotApplicable("the normals are dependent: G7 does not speak of it")
    if not exact.affinely_independent(
        network(data.inputs.extract(range(data.M), _one_each(data.sizes)))
    ):
        return Refuted("the outputs are affinely dependent")
    return Proved(f"widths {data.Q - 1}, {data.Q - 1}, normals of rank {rank}")


def _one_each(sizes: Sequence[int]) -> list[int]:
    return [sum(sizes[:j]) for j in range(len(sizes))]


def models_of_least(size: int) -> Iterator[Model]:
    """All units off, or output weights 0: what an invertible U_1 leaves."""
    letters = Letters(
        *(n for a in "uv" for n in names(a, size, size)),
        *(n for a in "bcx" for n in names(a, size, 1)),
    )
    domain, m = letters.domain, letters.matrix
    nothing, eye = exact.zeros(size, size, domain), exact.identity(size, domain)
    for outer_, on_ in ((m("u", size, size), nothing), (nothing, eye)):
        known = {
            "U_2": outer_, "D_1": on_, "U_1": m("v", size, size), "U_1⁺": m("v", size, size).inv(),
            "u_1": m("b", size, 1), "u_2": m("c", size, 1), "x": m("x", size, 1),
        }  # fmt: skip
        yield Model(domain, known, dimensions(size) | {"d": size})


def models_of_rank(size: int) -> Iterator[Model]:
    """Any matrices."""
    letters = Letters(
        *(n for a in "uvw" for n in names(a, size, size)),
        *(n for a in "bcn" for n in names(a, size, 1)),
    )
    m = letters.matrix
    known = {
        "W_3": m("u", size, size), "W_2": m("v", size, size), "H_2": m("w", size, size),
        "b_2": m("b", size, 1), "b_3": m("c", size, 1), "n_x": m("n", size, 1),
    }  # fmt: skip
    yield Model(letters.domain, known, dimensions(size) | {"d": size, "e": size})


def constant_class() -> Iterator[str]:
    """A middle class of one point: its row of W_1 has one value there, and the rank is smaller."""
    for at in range(2, 6):
        data = data_of([[0], [1]], [[at + 1]], [[at + 5], [at + 6]])
        degeneracy = list_degeneracy(two_layer(Pool.of(data), Search(restarts=0)))
        if degeneracy.constant and degeneracy.rank < 10:
            yield f"M = 1, the points {points_of(data)}: rank J = {degeneracy.rank}, not 10"


def rank_is_square(cases: Sequence[Case]) -> bool:
    """G8 with the rank of T4, for three classes."""
    data = data_of([[0], [1]], [[3], [4]], [[6], [7]])
    return list_degeneracy(two_layer(Pool.of(data), Search(restarts=0))).rank == data.Q**2


G7 = Entry(
    id="G7",
    kind="statement",
    name="No smaller network has these values on open regions: two hidden layers of width Q − 1",
    statement=(
        r"Let $F$ have rank $Q-1\le M$, $z=Fx-t$, $\delta>0$, and let a network be $y_i$ on "
        r"$U_i=\{z_k>\delta\ (k<i),\ z_i<-\delta\}$, $U_Q=\{z_k>\delta\}$, the $y_i$ affinely "
        r"independent. Then $d_L\ge Q-1$, $d_1\ge Q-1$, and $L\ge2$ if the first weights are "
        r"surjective (or $Q\ge3$): <<value>> G6 attains all of this."
    ),
    letters={r"\delta": "how far the open sets stay off the hyperplanes"},
    here=("u_1", "u_2"),
    assumptions=(
        Assumption(
            id="open-regions",
            text="the values are asked for on open regions",
            reason="on finitely many points one hidden layer can do (S6)",
        ),
        Assumption(
            id="surjective",
            text=r"$U_1$ is surjective, for the last claim with $Q=2$",
            reason="with two parallel units one hidden layer does (S6)",
        ),
    ),
    given=(ONTO, STILL, CONSTANT),
    derive=derive_least,
    on_data=smallest,
    models=models_of_least,
    near_misses=(
        NearMiss("without surjectivity", outer @ on, zero("Q", "d"), (STILL,), "it holds"),
    ),
    broken=(
        Broken(
            "proofs.statements.g7_smallest._one_each", lambda real: lambda sizes: [0] * len(sizes)
        ),
    ),
    statement_uses=("D2",),
    proof_uses=("G6",),
    decided_in=("symbolic.two_layer_form.two_layer",),
)
G8 = Entry(
    id="G8",
    kind="statement",
    name="At the two-layer network the zero set is a manifold of codimension Q² + (Q−1)(Q−2)/2",
    statement=(
        r"At the network of G6 with widths $(Q-1,Q-1)$ and affinely independent targets, if "
        r"$f_l\cdot x$ is not constant on class $l$ for $1<l<Q$: "
        r"$\operatorname{rank}J=Q^2+(Q-1)(Q-2)/2$ whatever $N$, and the zero set is a manifold of "
        r"dimension $K-\operatorname{rank}J$ near it. <<moved>> Where each class is collapsed by a "
        r"layer (G5) and the last hidden values are affinely independent, "
        r"$\operatorname{rank}J=Q^2$, in any widths."
    ),
    letters={
        "J": "the Jacobian of all outputs in all parameters",
        "f_l": "the normal of the hyperplane that has class l below it",
    },
    assumptions=(
        Assumption(
            id="not-constant",
            text=r"$f_l\cdot x$ is not constant on class $l$, $1<l<Q$",
            counterexample=constant_class,
        ),
        Assumption(
            id="strict-pattern",
            text="no pre-activation of a training point is $0$",
            reason="at a kink there is no Jacobian, so there is nothing to refute",
        ),
    ),
    derive=derive_rank,
    on_data=counted,
    models=models_of_rank,
    near_misses=(
        NearMiss("second order", last @ nudge @ first, last @ middle @ first),
        Denial("rank J = Q²", rank_is_square),
    ),
    broken=(
        fields("proofs.statements.g7_smallest.list_degeneracy", rank=lambda right: right.rank + 1),
    ),
    statement_uses=("D2", "D3"),
    proof_uses=("G6",),
    decided_in=("symbolic.list_zero_set.list_degeneracy",),
    coq=(
        "StatementsJacobian.G8_rank",
        "StatementsJacobian.G8_rank_square",
        "StatementsJacobian.G8_kernel",
        "StatementsJacobian.G8_graph",
        "StatementsJacobian.G8_flat",
        "StatementsJacobian.G8_network",
        "StatementsJacobian.G8_collapsed_last",
        "StatementsJacobian.G8_collapsed_rank",
        "StatementsJacobian.G8_collapsed_kernel",
        "StatementsJacobian.G8_collapsed_graph",
        "StatementsJacobian.G8_collapsed_network",
    ),
)
