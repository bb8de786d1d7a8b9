"""T6a: partitions whose blocks share no point, whether or not they can be cut off one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from proofs.algebra import Derivation, zero
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import one_more
from proofs.statements.notation import Y
from proofs.statements.searching import SMALL, data_of
from proofs.statements.t6_partitions import SIZES, fault, means, members, models, on_blocks
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.partition_minima import block_mean, partitions
from symbolic.scalars import text
from symbolic.words import counted


def derive(D: Derivation) -> None:
    """Path features are constant on blocks behind a layer that switches the block off."""
    D.say(
        r"By P1 for the blocks, with unit vectors as targets, two hidden layers and the first "
        r"$|\pi|-1$ of its outputs send the blocks to the points $e_1,\dots,e_{|\pi|-1},0$. These "
        r"admit every order, and T3 for them follows, with the means of the targets of the blocks "
        r"as targets; its first matrix times the last of P1 is one layer."
    )
    D.say(
        r"The layer of a block switches all its points off. Behind it the block is one point; a "
        r"path that starts at that layer or before it, wherever it ran in the first two, does not "
        r"get through. So each path feature is constant on blocks, $F_\pi P_\pi^{\mathsf T}$, and "
        r"the residual is orthogonal to it:"
    )
    D.equal("orthogonal", (means - Y) @ members @ on_blocks.T, zero("Q", "m"), using=[SIZES])
    D.say(
        r"R1 applies. Value and dimension as in T6: the outputs are combinations of functions "
        r"constant on blocks, and the output layer alone moves them independently."
    )


def on_data(case: Case) -> Verdict:
    """The networks of all partitions whose blocks admit no order."""
    if not case.few_classes:
        return NotApplicable("many classes: run `truncation landscape --partitions`")
    minima = [m for m in case.partitions if m.obstruction is not None]
    if not minima:
        return NotApplicable("the blocks of every partition can be cut off one by one: T6")
    wrong = fault(minima, case.data)
    if wrong:
        return Refuted(wrong)
    apart = [m for m in minima if m.network is not None]
    shared = len(minima) - len(apart)
    return Proved(
        f"{counted(len(apart), 'partition')} without an order, a network for each"
        + (f"; {counted(shared, 'partition')} whose blocks share a point" if shared else "")
    )


def shared_points() -> Iterator[str]:
    """One point in two blocks: no function has the two means as values there."""
    for a, b in product(SMALL, SMALL):
        data_ = data_of([[a]], [[b]])
        if partitions(data_).minimum(((0,), (1,))).network is None:
            values = (block_mean(data_, (j,)) for j in range(2))
            y, z = (", ".join(map(text, value.to_list_flat())) for value in values)
            yield f"Q = 2, the points {a} | {b}: outputs ({y}) and ({z}) at one point"


def order_is_needed(cases: Sequence[Case]) -> bool:
    """Whether only partitions whose blocks admit an order have networks."""
    minima = [m for case in cases if case.few_classes for m in case.partitions]
    return all((m.network is None) == (m.obstruction is not None) for m in minima)


ENTRY = Entry(
    id="T6a",
    kind="statement",
    name="Partitions into blocks that share no point are minima in all parameters",
    statement=(
        r"If no point is in two blocks of a partition $\pi$ of the classes, $|\pi|\ge2$, there is "
        r"a local minimum in all parameters that begins with the two hidden layers of P1 for the "
        r"blocks, goes on with $L\ge|\pi|$ of width $|\pi|-1$, and has the means of the targets "
        r"of the blocks as outputs. Its cost is $V_\pi=\sum_B\sum_{j\in B}|y_j-\bar y_B|^2$, with "
        r"the mean $\bar y_B$ of the targets of a block $B$, and near it the minimizers form a "
        r"manifold of dimension $K-Q|\pi|$."
    ),
    assumptions=(
        Assumption(
            id="blocks-apart",
            text="no point is in two blocks",
            counterexample=shared_points,
        ),
    ),
    given=(SIZES,),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(
        NearMiss(
            "with the output 0 on every block",
            Y @ members @ on_blocks.T,
            zero("Q", "m"),
            (SIZES,),
        ),
        Denial("only blocks with an order", order_is_needed),
    ),
    broken=(one_more("proofs.statements.t6_partitions.partition_value"),),
    statement_uses=("T6", "P1"),
    proof_uses=("T3", "R1"),
    decided_in=("symbolic.partition_minima.partitions",),
    coq=(
        "StatementsCells.T6a_list",
        "StatementsCells.T6a",
        "StatementsCells.T6a_local",
        "StatementsCells.T6a_graph",
    ),
)
