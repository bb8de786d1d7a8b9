"""S6: gates. Hyperplanes that cut no class, and an affine readout of the sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    matrix,
    sigma,
    vector,
    zero,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import other_output
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import Y
from proofs.statements.searching import data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cost import cost_squared
from symbolic.deciding import capacity
from symbolic.gates import class_gates, shallow_zero_loss

height = vector("s_f", "m", words="the scaled heights of a point over the hyperplanes")
ones = vector("1_m", "m", latex=r"\mathbf 1_m", words="a vector of m ones")
high, low = height + ones, height - ones
ABOVE = Hypothesis(sigma(high), high, "a point above: s + 1 ≥ 0", Role.CASE)
ABOVE_2 = Hypothesis(sigma(low), low, "a point above: s − 1 ≥ 0", Role.CASE)
BELOW = Hypothesis(sigma(high), zero("m", 1), "a point below: s + 1 ≤ 0", Role.CASE)
BELOW_2 = Hypothesis(sigma(low), zero("m", 1), "a point below: s − 1 ≤ 0", Role.CASE)
sides = matrix(
    "Z_Q", "m+1", "Q", latex=r"Z_Q", words="the sides of the classes, 0 or 1, over a row of ones"
)
undone = matrix("Z_Q⁻", "Q", "m+1", latex=r"Z_Q^-", words="a left inverse of the sides")
INDEPENDENT = Hypothesis(undone @ sides, identity("Q"), "the sides are affinely independent")


def derive(D: Derivation) -> None:
    """A gate is 0 or 2 on the data; an affine readout of independent sides has any values."""
    gate = sigma(high) - sigma(low)
    D.say(
        r"Scale the hyperplanes so that $|s|\ge1$ at every point. Above all of them the gates are"
    )
    D.equal("above", gate, 2 * ones, using=[ABOVE, ABOVE_2])
    D.say(r"below they are")
    D.equal("below", gate, zero("m", 1), using=[BELOW, BELOW_2])
    D.say(
        r"and likewise coordinate by coordinate. So half of the gates are the sides, one column of "
        r"$Z_Q$ a class, and the affine readout $YZ_Q^-$ sends them to the targets:"
    )
    D.equal("readout", (Y @ undone) @ sides, Y, using=[INDEPENDENT])


def on_data(case: Case) -> Verdict:
    """The network of the gates that are found: its width, its cost, and sides seen at the
    points.
    """
    data = case.data
    planes = class_gates(data)
    if data.Q == 1 or planes is None:
        return NotApplicable(
            "no hyperplanes that cut no class and tell all classes apart were found"
        )
    rows = []
    for plane in planes:
        heights = [(plane.normal.transpose() * b).to_list_flat() for b in data.points]
        if any(min(h) <= plane.offset <= max(h) for h in heights):
            return Refuted("a hyperplane cuts a class")
        rows.append([QQ(int(h[0] > plane.offset)) for h in heights])
    if exact.rank(exact.matrix([*rows, [QQ(1)] * data.Q])) < data.Q:
        return Refuted("the sides of the classes are affinely dependent")
    net = shallow_zero_loss(data)
    if net is None or net.widths[1:-1] != (2 * (data.Q - 1),) or cost_squared(net, data):
        return Refuted("no network of width 2(Q - 1) with cost 0 came of the gates")
    if not net.smallest_margin(data.inputs) > 0:
        return Refuted("a point is on a kink")
    return Proved(f"hyperplanes: {len(planes)}, width {net.widths[1]}, cost 0")


def models(size: int) -> Iterator[Model]:
    """``s + 1`` and ``s − 1`` of one sign, any numbers; sides that are a matrix of symbols."""
    above = [*names("a", size, 1), *names("b", size, 1)]
    for sign in (1, -1):
        letters = Letters(*above, *names("y", size, size), *names("z", size, size))
        domain, m = letters.domain, letters.matrix
        high_, low_ = m("a", size, 1) * domain(sign), m("b", size, 1) * domain(sign)
        known = {
            "s_f": (high_ + low_) * (domain(1) / 2),
            "1_m": (high_ - low_) * (domain(1) / 2),
            "Y": m("y", size, size),
            "Z_Q": m("z", size, size),
            "Z_Q⁻": m("z", size, size).inv(),
        }
        dims = dimensions(size) | {"m": size, "m+1": size}
        yield Model(domain, known, dims, {}, frozenset(above))


def cut_classes() -> Iterator[str]:
    """Alternating points on a line: no width 2(Q − 1) = 2 reaches zero loss."""
    for count in range(3, 7):
        rows = [[[k] for k in range(count) if k % 2 == side] for side in (0, 1)]
        data = data_of(*rows)
        if class_gates(data) is None and capacity(data, [1, 2, 2]).verdict == "no":
            yield (
                f"the points {points_of(data)}: every hyperplane cuts a class, and no network with "
                "2 units in one hidden layer has cost 0"
            )


def dependent_sides() -> Iterator[str]:
    """One hyperplane for three classes: two of them share their side, and 2 units do not do."""
    for a, b, c in combinations(range(5), 3):
        data = data_of([[a], [a]], [[b], [b]], [[c], [c]])
        long = data_of(*[[[10 * k + i] for i in range(4)] for k in (a, b, c)])
        for one in (data, long):
            if capacity(one, [1, 2, 3]).verdict == "no":
                yield (
                    f"the points {points_of(one)}: one hyperplane cuts no class, the sides of "
                    f"three "
                    "classes are dependent, and no network with 2 units in one hidden layer has "
                    "cost 0"
                )


def gates_everywhere(cases: Sequence[Case]) -> bool:
    """Whether all data have gates."""
    return all(class_gates(c.data) is not None for c in cases)


ENTRY = Entry(
    id="S6",
    kind="statement",
    name="Hyperplanes that cut no class make a shallow network of cost 0",
    statement=(
        r"Let $m$ hyperplanes cut no class, and let the sides of the $Q$ classes be affinely "
        r"independent. Then a network with one hidden layer of width $2m$ has cost $0$, whatever "
        r"the targets: the gates are <<above>> or <<below>> and <<readout>> If any number of "
        r"hyperplanes does, $Q-1$ of them do. So for two separable classes and $M\ge2$ the least "
        r"cost of a shallow network of width $M$ is $0$."
    ),
    here=("m",),
    letters={"m": "the number of hyperplanes"},
    assumptions=(
        Assumption(
            id="no-class-cut",
            text="no hyperplane cuts a class",
            counterexample=cut_classes,
        ),
        Assumption(
            id="independent-sides",
            text="the sides of the classes are affinely independent",
            counterexample=dependent_sides,
        ),
    ),
    given=(ABOVE, ABOVE_2, BELOW, BELOW_2, INDEPENDENT),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(
        NearMiss(
            "one unit a gate",
            sigma(high),
            2 * ones,
            (ABOVE,),
        ),
        NearMiss(
            "a gate with one sign only",
            sigma(high) + sigma(low),
            2 * ones,
            (ABOVE, ABOVE_2),
        ),
        Denial("all data have gates", gates_everywhere),
    ),
    broken=(other_output("proofs.statements.s6_gates.shallow_zero_loss"),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.gates.shallow_zero_loss", "symbolic.gates.class_gates"),
)
