"""G4, G5: sequential separability is decided greedily; apexes are no further condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry
from proofs.statements.faults import one_more
from proofs.statements.searching import data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.cost import cost_squared
from symbolic.order import Obstruction, Order, separable_order
from symbolic.truncation_network import ZeroLoss, zero_loss

count = scalar("n_2")
size = scalar("m_2")
place = scalar("n_1")
MANY = Sign(count, False, "Q − 1 ≥ 0")
BEFORE = Sign(size - place, True, "n₁ < m₂")


def last_stuck(decided: Order | Obstruction) -> frozenset[int]:
    """The stuck set: the classes that are left when none may go first."""
    return frozenset(decided.stuck) if isinstance(decided, Obstruction) else frozenset()


def greedy(case: Case) -> Verdict:
    """The classes the other way round: the same answer, and the same classes stuck."""
    data = case.data
    back = list(range(data.Q))[::-1]
    one, other = separable_order(data), separable_order(data.select(back))
    turned = frozenset(back[j] for j in last_stuck(other))
    if last_stuck(one) != turned:
        return Refuted(
            f"stuck {sorted(last_stuck(one))} in one order, {sorted(turned)} in the other"
        )
    if isinstance(one, Obstruction):
        return Proved(f"stuck whatever the order: {len(one.stuck)} classes")
    for k, plane in enumerate(one.planes):
        below = max((plane.normal.transpose() * data.points[one.classes[k]]).to_list_flat())
        later = [data.points[j] for j in one.classes[k + 1 :]]
        above = min(min((plane.normal.transpose() * b).to_list_flat()) for b in later)
        if not below < plane.offset < above:
            return Refuted(f"class {data.labels[one.classes[k]]!r} is not cut off")
    return Proved(f"an order of {data.Q} classes, whichever class is looked at first")


def placed(case: Case) -> Verdict:
    """An order is enough for a network of cost 0, where there is room for the apexes."""
    data = case.data
    if data.M < data.Q - 1:
        return NotApplicable(f"M = {data.M} is less than Q - 1 = {data.Q - 1}")
    if isinstance(separable_order(data), Obstruction):
        return NotApplicable("the classes are not sequentially separable (T3')")
    outcome = zero_loss(data)
    if not isinstance(outcome, ZeroLoss) or cost_squared(outcome.network, data):
        return Refuted("no network of cost 0 came of the order")
    return Proved(f"{outcome.network.L} hidden layers, cost 0")


def derive(D: Derivation) -> None:
    """The last class lies beyond its hyperplane in the coordinates of the heights."""
    D.say(
        r"In the coordinates $z_j=f_j\cdot x-t_j$ let $m_2>0$ be the least coordinate on class "
        r"$Q$, $\eta=m_2/2$, $p_j=\eta\sum_{k>j}e_k$ for $j<Q$ and $p_Q=n_1u$ with "
        r"$(Q-2)\eta<(Q-1)n_1<(Q-1)m_2$. By L3 with normal $e_j$ class $j$ is sent to $p_j$; later "
        r"classes and earlier apexes, of coordinate $\eta$, stay. With normal $-u$ class $Q$ is "
        r"sent to $p_Q$: on it $\sum z\ge(Q-1)m_2$, and"
    )
    D.positive("last", count * size - count * place, [(1, (MANY, BEFORE))])
    D.say(r"while the apexes have $\sum\le(Q-2)\eta$ and stay. The $p_j$ are affinely independent.")


def interleaved() -> Iterator[str]:
    """Three classes, one between the others of the same line: nothing may go first."""
    for a in range(1, 4):
        data = data_of([[0], [2 * a]], [[a]])
        if isinstance(separable_order(data), Obstruction):
            yield f"M = 1, the points {points_of(data)}: neither class is cut off from the other"


def any_class_goes_first(cases: Sequence[Case]) -> bool:
    """Of three classes in a row the middle one may go first."""
    order = separable_order(data_of([[1]], [[0]], [[2]]))
    return isinstance(order, Order) and order.classes[0] == 0


def _forgotten(real: Any) -> Any:
    """A search that never looks at the first class."""

    def wrong(data: Any, separator: Any = None) -> Any:
        order = real(data) if separator is None else real(data, separator)
        if isinstance(order, Obstruction):
            return replace(order, stuck=order.stuck[:1])
        return replace(
            order, planes=tuple(replace(p, offset=p.offset + 10**9) for p in order.planes)
        )

    return wrong


G4 = Entry(
    id="G4",
    kind="statement",
    name=(
        "Sequential separability is decided greedily, and what is stuck does not depend on choices"
    ),
    statement=(
        r"Class $j$ may go first in a set $S$ of classes if a hyperplane separates it strictly "
        r"from the union of the others. An order in which each class may go first among those left "
        r"exists iff repeatedly removing any class that may go first ends with none left; "
        r"otherwise it ends at a set that does not depend on the choices, of which no class may go "
        r"first. (A class that may go first in $S$ may in any smaller set that has it.)"
    ),
    assumptions=(
        Assumption(
            id="separable",
            text="in every set that is met some class may go first (else there is no order)",
            counterexample=interleaved,
        ),
    ),
    on_data=greedy,
    near_misses=(Denial("every class may go first", any_class_goes_first),),
    broken=(Broken("proofs.statements.g4_order.separable_order", _forgotten),),
    statement_uses=("D1",),
    decided_in=("symbolic.order.separable_order",),
    coq=(
        "StatementsCells.G4_smaller",
        "StatementsCells.G4_unique",
        "StatementsCells.G4",
    ),
)
G5 = Entry(
    id="G5",
    kind="statement",
    name="Any order of separable classes has apexes, in dimension Q − 1",
    statement=(
        r"Let the classes be sequentially separable. Then a network with $Q$ hidden layers of "
        r"width $Q-1$ has cost $0$ for any targets, no pre-activation of a training point being "
        r"$0$; for $M\ge Q-1$ also one of width $M$, with weights in $GL(M)$. <<last>>"
    ),
    letters={
        "n_2": "Q − 1",
        "m_2": "the least coordinate on the last class",
        "n_1": "the common coordinate of its apex",
    },
    assumptions=(
        Assumption(
            id="separable",
            text="each class is strictly separated from all later ones (G4)",
            reason="without it T3' refutes the truncation networks, and P1 takes over",
        ),
    ),
    given=(MANY, BEFORE),
    derive=derive,
    on_data=placed,
    broken=(one_more("proofs.statements.g4_order.cost_squared"),),
    statement_uses=("D2", "D3"),
    proof_uses=("G4", "L3"),
    decided_in=("symbolic.truncation_network.zero_loss", "symbolic.placement.place"),
    coq=(
        "StatementsCells.G5",
        "StatementsCells.G5_width",
    ),
)
