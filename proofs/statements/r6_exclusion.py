"""R6: balls without critical points."""

from __future__ import annotations

from fractions import Fraction

from proofs.algebra import Derivation, scalar
from proofs.algebra.kernel import Sign
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Entry
from proofs.statements.r2_trapped import merged_minimum, nudged
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.trained.bounds import ball
from symbolic.trained.exclusion import excluded_radius
from symbolic.trained.facts import pattern_radius

slope, bend, radius = scalar("g"), scalar("B"), scalar("r")
ROOM = Sign(slope - bend * radius, True, "Br < g")


def derive(D: Derivation) -> None:
    """The gradient cannot have changed by as much as its length."""
    D.say(
        r"On the ball the gradient changes by at most $Br$, so its length there is at least "
        r"$g-Br$, and"
    )
    D.positive("left", slope - bend * radius, [(1, (ROOM,))])


def on_data(case: Case) -> Verdict:
    """Near a minimum that merges all classes: the ball must not reach it, for it is critical."""
    at = merged_minimum(case)
    if at is None:
        return case.no_network
    start = nudged(at)
    if not any(start.gradient):
        return NotApplicable("the gradient is 0 near the minimum that merges all classes, too")
    pairs = zip(start.network.flat(), at.network.flat(), strict=True)
    squared = sum(((a - b) ** 2 for a, b in pairs), Fraction(0))
    norms = ball(start)
    radius = excluded_radius(start, norms, pattern_radius(norms))
    if radius is None:
        return Refuted("no ball was found around a network with a gradient that is not 0")
    if radius**2 >= squared:
        return Refuted("the ball without critical points holds one")
    return Proved("the ball around a network near a minimum does not reach the minimum")


ENTRY = Entry(
    id="R6",
    kind="statement",
    name="A long gradient keeps critical points away",
    statement=(
        r"Let $g=|\nabla C^2(\theta)|$, let the activation pattern be constant on the ball of "
        r"radius $r$ around $\theta$, and $B$ bound the second derivatives of the cost there. If "
        r"$Br<g$, the ball holds no critical point."
    ),
    here=(
        "B",
        "g",
        "r",
    ),
    letters={
        "g": "the length of the gradient",
        "B": "a bound of the second derivatives in unit directions",
        "r": "the radius of a ball of parameters",
    },
    assumptions=(
        Assumption(
            id="long-gradient",
            text="$Br<g$",
            reason="around a critical point no such ball exists",
        ),
    ),
    given=(ROOM,),
    derive=derive,
    on_data=on_data,
    broken=(
        Broken(
            "proofs.statements.r6_exclusion.excluded_radius",
            lambda real: lambda at, norms, within: Fraction(1),
        ),
    ),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.trained",),
)
