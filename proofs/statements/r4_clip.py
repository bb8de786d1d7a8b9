"""R4: an exact zero-loss network from a trained one."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import QQ

from proofs.algebra import Derivation, scalar
from proofs.algebra.kernel import Sign
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry
from proofs.statements.r2_trapped import merged_minimum
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.network import Layer, ReluNetwork
from symbolic.trained.clip import clipped
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.facts import one_against_rest
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from symbolic.truncation_network import ZeroLoss

above = scalar("beta")
below = scalar("alpha")
output = scalar("o")
GAP = Sign(above - below, True, "α < β")
HIGH = Sign(output - above, False, "β ≤ o")
LOW = Sign(below - output, False, "o ≤ α")


def derive(D: Derivation) -> None:
    """Both gates open on the class, none elsewhere."""
    D.say(r"On class $j$ both gates are open, for $o\ge\beta$:")
    D.positive("open", output - below, [(1, (HIGH,)), (1, (GAP,))])
    D.say(
        r"and $(\sigma(o-\alpha)-\sigma(o-\beta))/(\beta-\alpha)=1$. On the other classes both "
        r"are closed, for "
        r"$o\le\alpha$:"
    )
    D.positive("closed", above - output, [(1, (LOW,)), (1, (GAP,))])
    D.say(r"and the value is $0$.")


def on_data(case: Case) -> Verdict:
    """Outputs of the network of T3 halved and shifted: the clip, evaluated as a network on data."""
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    data, network = case.data, outcome.network
    half, quarter = QQ(1, 2), exact.ones(data.Q, 1) * QQ(1, 4)
    undo = data.targets.inv() * half  # the outputs become e_j / 2 + 1/4, whatever the targets
    output = Layer(undo * network.output.W, undo * network.output.b + quarter)
    units = ClusterData(data.name, data.labels, exact.identity(data.Q), data.points)
    start = Evaluation.of(Mlp.of_network(ReluNetwork(network.hidden, output)), Problem.of(units))
    made = clipped(start)
    if made.L != network.L + 1 or made.widths[-2] != 2 * data.Q:
        return Refuted("the clip has another shape")
    if cost_squared(made.network(), units) != 0:
        return Refuted("the clipped outputs are not the targets")
    return Proved(f"{2 * data.Q} more units, cost exactly 0")


def every_network_can_be_clipped(cases: Sequence[Case]) -> bool:
    """Whether the outputs that merge all classes, too, separate each class from the rest."""
    minima = (merged_minimum(case) for case in cases if case.data.Q > 1)
    return all(all(one_against_rest(at)) for at in minima if at is not None)


ENTRY = Entry(
    id="R4",
    kind="statement",
    name="Outputs that separate each class from the rest give cost exactly 0 by one more layer",
    statement=(
        r"If for each class $j$ rationals $\alpha<\beta$ exist with $o\ge\beta$ on its points and "
        r"$o\le\alpha$ on "
        r"all others, the network with one more hidden layer of the $2Q$ units $\sigma(o-\alpha)$, "
        r"$\sigma(o-\beta)$ and the readout $(\sigma(o-\alpha)-\sigma(o-\beta))/(\beta-\alpha)$ "
        r"has cost $0$ for "
        r"the targets $e_j$."
    ),
    here=(
        r"\beta",
        r"\alpha",
    ),
    letters={
        "o": "the output of a trained network for class j",
        r"\alpha": "a bound below which the output for class j is on all other classes",
        r"\beta": "a bound above which it is on class j",
    },
    assumptions=(
        Assumption(
            id="separated-outputs",
            text=r"$\min o$ on class $j$ exceeds $\max o$ on the others",
            reason="without it no such numbers exist",
        ),
    ),
    given=(GAP, HIGH, LOW),
    derive=derive,
    on_data=on_data,
    near_misses=(Denial("outputs of any kind", every_network_can_be_clipped),),
    broken=(
        Broken(
            "symbolic.trained.clip.simplest_between",
            lambda real: lambda low, high: high + (high - low) * (1 + high * high),
        ),
    ),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.trained",),
)
