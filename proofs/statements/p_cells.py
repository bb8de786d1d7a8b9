"""G6, P0, P1: two hidden layers for every labelled data set. Derived nowhere here: Coq has the
proofs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sympy import QQ

from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Entry
from proofs.statements.faults import one_more
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.scalars import Scalar, key_of, text


def least_cost(data: ClusterData) -> Scalar:
    """The cost of the mean target at every input, summed over the points."""
    there = defaultdict(list)
    for j, block in enumerate(data.points):
        for i in range(data.sizes[j]):
            point = key_of(block.extract(range(data.M), [i]).to_list_flat())
            there[point].append((QQ(1, data.sizes[j]), data.target(j).to_list_flat()))
    total = QQ(0)
    for members in there.values():
        weight = sum((w for w, _ in members), QQ(0))
        for q in range(data.Q):
            mean = sum((w * y[q] for w, y in members), QQ(0)) / weight
            total += sum((w * (y[q] - mean) ** 2 for w, y in members), QQ(0))
    return total


def attained(case: Case) -> Verdict:
    """P0: the network of two layers costs what the mean targets cost."""
    least = least_cost(case.data)
    cost = cost_squared(case.two_layers.network, case.data)
    if cost != least:
        return Refuted(f"the least cost is {text(least)}, the network costs {text(cost)}")
    return Proved(f"two hidden layers cost {text(least)}, the least of all functions")


def fitted(case: Case) -> Verdict:
    """P1: cost zero where no input has two targets."""
    if least_cost(case.data):
        return NotApplicable("an input has two targets (see P0)")
    network = case.two_layers.network
    cost = cost_squared(network, case.data)
    return Proved(f"widths {network.widths}") if not cost else Refuted(f"cost {text(cost)}")


def narrow(case: Case) -> Verdict:
    """G6: for sequentially separable classes both hidden widths are Q − 1 at most."""
    if least_cost(case.data):
        return NotApplicable("an input has two targets (see P0)")
    network = case.two_layers.network
    if any(width >= case.data.Q for width in network.widths[1:-1]):
        return NotApplicable("the classes are not sequentially separable (see T3')")
    cost = cost_squared(network, case.data)
    return Proved(f"widths {network.widths}") if not cost else Refuted(f"cost {text(cost)}")


def two_targets() -> Iterator[str]:
    """One input with two targets: no function has cost 0."""
    data = ClusterData.from_rows({"a": [[0], [1]], "b": [[1]]})
    yield f"M = 1, a: 0, 1, b: 1: every function costs at least {text(least_cost(data))}"


G6 = Entry(
    id="G6",
    kind="statement",
    name="Two hidden layers of width Q − 1 are enough for sequentially separable classes",
    statement=(
        r"In an order of the classes let a hyperplane have class $j<Q$ below and all later classes "
        r"above it. Then a network with two hidden layers of width $Q-1$ has cost $0$, whatever "
        r"the targets."
    ),
    assumptions=(
        Assumption(
            id="separable",
            text=r"each class is strictly separated from all later ones",
            reason="P1 says how many more units are needed where it is not",
        ),
    ),
    on_data=narrow,
    broken=(one_more("proofs.statements.p_cells.cost_squared"),),
    statement_uses=("D3",),
    coq=("StatementsCells.G6",),
)
P1 = Entry(
    id="P1",
    kind="statement",
    name="A decision list of half-spaces is a network with two hidden layers",
    statement=(
        r"Let the points be split into cells, each of one target, and let hyperplane $k$ have cell "
        r"$k$ below and all later cells above it. Then a network whose first hidden layer has a "
        r"unit for every hyperplane, and whose second has one for every change of the target along "
        r"the list, has cost $0$."
    ),
    assumptions=(
        Assumption(
            id="one-target",
            text=r"points that coincide have one target",
            counterexample=two_targets,
        ),
    ),
    on_data=fitted,
    broken=(one_more("proofs.statements.p_cells.cost_squared"),),
    statement_uses=("D3",),
    coq=("StatementsCells.P1",),
)
P0 = Entry(
    id="P0",
    kind="statement",
    name="The mean target at every input is the least cost of all functions, and is attained",
    statement=(
        r"No function of the input costs less than the weighted mean of the targets at every "
        r"input, and a network with two hidden layers attains it. The least cost is $0$ iff no two "
        r"points of different targets coincide."
    ),
    on_data=attained,
    broken=(one_more("proofs.statements.p_cells.cost_squared"),),
    statement_uses=("D3",),
    proof_uses=("P1",),
    coq=("StatementsCells.P0_bound", "StatementsCells.P0_attained", "StatementsCells.P0_zero"),
)
