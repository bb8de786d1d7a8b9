"""T6: partitions of the classes are minima in all parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from proofs.algebra import Derivation, Hypothesis, inverse, matrix, positive_definite, trace, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import one_more
from proofs.statements.models import data, dimensions
from proofs.statements.notation import Y
from proofs.statements.searching import SMALL, data_of
from proofs.statements.working import Block, Label, Numbers, Table, Words
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.partition_minima import PartitionMinimum, block_mean, partition_value, partitions
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
        r"The layer of a block switches all its points off. Behind it the block is one point; a "
        r"path that starts at that layer or before it does not get through. So each path feature "
        r"is constant on blocks (0 where the path starts too early), $F_\pi P_\pi^{\mathsf T}$. "
        r"The residual is orthogonal to these:"
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


def fault(minima: Sequence[PartitionMinimum], data_: ClusterData) -> str:
    """What is wrong with one of the minima: its cost, the gradient in all parameters, or the rank
    of the Jacobian; empty if nothing is.
    """
    for m in minima:
        if m.network is None:
            continue
        region = Region.of(m.network, data_)
        if cost_squared(m.network, data_) != partition_value(data_, m.blocks):
            return f"partition {m.blocks}: the network does not attain the value"
        if any(exact.squared_norm(block) for block in region.gradient()):
            return f"partition {m.blocks}: the gradient is not 0"
        if region.jacobian().rank() != data_.Q * len(m.blocks):
            return f"partition {m.blocks}: the Jacobian has another rank"
    return ""


def on_data(case: Case) -> Verdict:
    """The networks of all partitions whose blocks admit an order."""
    if not case.few_classes:
        return NotApplicable("many classes: run `truncation landscape --partitions`")
    minima = [m for m in case.partitions if m.obstruction is None]
    wrong = fault(minima, case.data)
    if wrong:
        return Refuted(wrong)
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


def merging_is_free(cases: Sequence[Case]) -> bool:
    """Whether one block for all classes costs nothing."""
    return all(partition_value(c.data, (tuple(range(c.data.Q)),)) == 0 for c in cases)


ENTRY = Entry(
    id="T6",
    kind="statement",
    name="Partitions of the classes into separable blocks are minima in all parameters",
    statement=(
        r"If the blocks of a partition $\pi$ are sequentially separable as in T3, $L\ge|\pi|$, and "
        r"the hidden layers are of width $n=\max(M,|\pi|-1)$, there "
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
            id="separable-blocks",
            text=r"the blocks are sequentially separable, $L\ge|\pi|$",
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
    broken=(one_more("proofs.statements.t6_partitions.partition_value"),),
    statement_uses=("T3", "D3"),
    proof_uses=("T3", "R1"),
    decided_in=("symbolic.partition_minima.partitions",),
    coq=(
        "StatementsMinima.T6_mean",
        "StatementsMinima.T6_cost",
        "StatementsMinima.T6",
        "StatementsMinima.T6_local",
        "StatementsMinima.T6_graph",
    ),
)
