"""T6: partitions of the classes are minima in all parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from proofs.algebra import Derivation, Hypothesis, inverse, matrix, positive_definite, trace, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.models import data, dimensions
from proofs.statements.notation import Y
from proofs.statements.searching import SMALL, data_of
from proofs.statements.working import Block, Label, Numbers, Table, Words
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cost import cost_squared
from symbolic.partition_minima import block_mean, partition_value, partitions
from symbolic.readouts import affine_readout
from symbolic.region import Region
from symbolic.scalars import text
from symbolic.words import counted

members = matrix("P_π", "Q", "k", latex=r"P_\pi", words="the block of every class: 1 or 0")
sizes = positive_definite(
    "G_π", "k", latex=r"G_\pi", words="the sizes of the blocks, a diagonal matrix"
)
on_blocks = matrix(
    "F_π", "m", "k", latex=r"F_\pi", words="functions that are constant on blocks, one a row"
)
SIZES = Hypothesis(members.T @ members, sizes, "the blocks are disjoint")
means = Y @ members @ inverse(sizes) @ members.T


def derive(D: Derivation) -> None:
    """The residual sums to 0 over every block, and the value."""
    D.say(
        r"By T3 for the blocks, with the means of their targets as targets, on the points $(x,0)$ "
        r"of $\mathbb R^n$, there are parameters whose "
        r"outputs are the columns of $YP_\pi G_\pi^{-1}P_\pi^{\mathsf T}$, no pre-activation $0$. "
        r"If the blocks admit no order but share no point, the two layers of P1 for the blocks, "
        r"with the first $|\pi|-1$ of its outputs, send them to the points "
        r"$e_1,\dots,e_{|\pi|-1},0$, which admit every order: T3 for these points follows, its "
        r"first matrix times the last of P1."
    )
    D.say(
        r"Either way some layer switches all points of a block off. Behind that layer the block "
        r"is one point; a path that starts at the layer or before it does not get through. So each "
        r"path feature is constant on blocks (0 where the path starts too early), "
        r"$F_\pi P_\pi^{\mathsf T}$. The residual is orthogonal to these:"
    )
    D.equal("orthogonal", (means - Y) @ members @ on_blocks.T, zero("Q", "m"), using=[SIZES])
    D.say(
        r"R1 applies: the minimizers near are the parameters with the same outputs. Their outputs "
        r"are $Q|\pi|$ numbers, for they are combinations of functions that are constant on "
        r"blocks, and the output layer alone moves them independently, for the $|\pi|$ vectors "
        r"$(h_L,1)$ are independent (T3). So the parameters with these outputs are a manifold of "
        r"dimension $K-Q|\pi|$. The cost is"
    )
    D.equal(
        "value",
        trace((means - Y) @ (means - Y).T),
        trace(Y @ Y.T) - trace(Y @ members @ inverse(sizes) @ members.T @ Y.T),
        using=[SIZES],
    )


def on_data(case: Case) -> Verdict:
    """Real cost, gradient in all parameters, and rank of the Jacobian, at the network of every
    partition.
    """
    data_ = case.data
    if not case.few_classes:
        return NotApplicable("many classes: run `truncation landscape --partitions`")
    minima = [(m, m.network) for m in case.partitions if m.network is not None]
    for m, network in minima:
        region = Region.of(network, data_)
        if cost_squared(network, data_) != partition_value(data_, m.blocks):
            return Refuted(f"partition {m.blocks}: the network does not attain the value")
        if any(exact.squared_norm(block) for block in region.gradient()):
            return Refuted(f"partition {m.blocks}: the gradient is not 0")
        if region.jacobian().rank() != data_.Q * len(m.blocks):
            return Refuted(f"partition {m.blocks}: the Jacobian has another rank")
    return Proved(
        f"{counted(len(minima), 'partition')} with networks; gradient 0 and rank J = Q|π| at each"
    )


def models(size: int) -> Iterator[Model]:
    """All classes in one block."""
    letters, matrices = data(size)
    domain = letters.domain
    ones = exact.ones(size, 1, domain)
    matrices |= {"P_π": ones, "G_π": ones.transpose() * ones}
    matrices["F_π"] = matrices["A"].extract(range(size), [0])
    yield Model(domain, matrices, dimensions(size) | {"k": 1, "m": size})


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    """The table of the partitions."""
    if not case.few_classes:
        return
    rows = []
    for m in case.partitions:
        names = [", ".join(case.data.labels[j] for j in block) for block in m.blocks]
        rows.append(
            (
                Words((Label(" | ".join(names)),)),
                Words((f"${numbers.inline(m.value, 'V')}$",)),
                Words(("" if m.dimension is None else f"${m.dimension}$",)),
            )
        )
    yield Words(
        (
            "Unlike the subsets of T5, which are minima while the apexes are held, these are "
            "minima in all parameters (no dimension: two blocks share a point):",
        )
    )
    yield Table(("blocks", r"$V_\pi$", "dimension"), tuple(rows))


def too_few_layers() -> Iterator[str]:
    """L = 0 < 2 blocks: no affine function has the means of the blocks as outputs."""
    for a, b, c in product(SMALL, SMALL, SMALL):
        if not a < b < c:
            continue
        data_ = data_of([[a]], [[b]], [[c]])
        blocks = ((0, 1), (2,))
        wanted = exact.side_by_side([block_mean(data_, blocks[j == 2]) for j in range(data_.Q)])
        best = affine_readout(data_.means, data_.scatter, wanted).value
        if best > 0 and partitions(data_).minimum(blocks).network is not None:
            yield (
                f"Q = 3, M = 1, L = 0, the points {a}, {b} | {c}: affine outputs miss the means of "
                f"the blocks by at least {text(best)} > 0, though with L = 3 a network attains them"
            )


def shared_points() -> Iterator[str]:
    """One point in two blocks: no function has the two means as values there."""
    for a, b in product(SMALL, SMALL):
        data_ = data_of([[a]], [[b]])
        if partitions(data_).minimum(((0,), (1,))).network is None:
            values = (block_mean(data_, (j,)) for j in range(2))
            y, z = ([text(e) for e in value.to_list_flat()] for value in values)
            yield f"Q = 2, the points {a} | {b}: outputs {y} and {z} at one point"


def merging_is_free(cases: Sequence[Case]) -> bool:
    """Whether one block for all classes costs nothing."""
    return all(partition_value(c.data, (tuple(range(c.data.Q)),)) == 0 for c in cases)


ENTRY = Entry(
    id="T6",
    kind="statement",
    name="Partitions of the classes into blocks that share no point are minima in all parameters",
    statement=(
        r"Let the blocks of a partition $\pi$ share no point. If they are sequentially separable "
        r"as in T3, let there be $L\ge|\pi|$ hidden layers of width $n=\max(M,|\pi|-1)$; if not, "
        r"two of P1 for the blocks, followed by $L\ge|\pi|$ of width $|\pi|-1$. Then there "
        r"is a local minimum in all parameters whose outputs are the means of the targets of the "
        r"blocks. <<value>> Near it the minimizers form a manifold of dimension $K-Q|\pi|$."
    ),
    here=("n",),
    letters={
        r"\pi": "a partition of the classes into blocks",
        "n": "the width of the hidden layers",
    },
    assumptions=(
        Assumption(
            id="blocks-apart",
            text="no point is in two blocks",
            counterexample=shared_points,
        ),
        Assumption(
            id="layer-a-block",
            text=r"$L\ge|\pi|$",
            counterexample=too_few_layers,
        ),
    ),
    given=(SIZES,),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    near_misses=(
        NearMiss(
            "with the sum instead of the mean",
            (Y @ members @ members.T - Y) @ members @ on_blocks.T,
            zero("Q", "m"),
            (SIZES,),
        ),
        Denial("merging classes is free", merging_is_free),
    ),
    broken=(
        Broken(
            "proofs.statements.t6_partitions.partition_value",
            lambda real: lambda data, blocks: real(data, blocks) + 1,
        ),
    ),
    statement_uses=("T3", "D3"),
    proof_uses=("T3", "P1", "R1"),
    decided_in=("symbolic.partition_minima.partitions",),
    coq=(
        "StatementsMinima.T6_mean",
        "StatementsMinima.T6_cost",
        "StatementsMinima.T6",
        "StatementsMinima.T6_local",
        "StatementsMinima.T6_graph",
    ),
)
