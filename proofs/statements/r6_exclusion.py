"""R6: balls without critical points."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofs.algebra import Derivation, scalar
from proofs.algebra.kernel import Sign
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry
from proofs.statements.r2_trapped import merged_minimum, nudged
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.trained.bounds import ball
from symbolic.trained.evaluation import Evaluation
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
    norms = ball(start)
    radius = excluded_radius(start, norms, pattern_radius(norms))
    if radius is None:
        return Refuted("no ball was found around a network with a gradient that is not 0")
    if radius**2 >= _squared(start, at):
        return Refuted("the ball without critical points holds one")
    return Proved("the ball around a network near a minimum does not reach the minimum")


def the_pattern_is_enough(cases: Sequence[Case]) -> bool:
    """Whether a gradient other than 0 keeps critical points out of the whole ball of constant
    pattern.
    """
    for case in cases:
        at = merged_minimum(case)
        if at is None:
            continue
        start = nudged(at)
        if any(start.gradient) and _squared(start, at) < pattern_radius(ball(start)) ** 2:
            return False
    return True


def _squared(one: Evaluation, other: Evaluation) -> Fraction:
    """The squared distance of two networks."""
    pairs = zip(one.network.flat(), other.network.flat(), strict=True)
    return sum(((a - b) ** 2 for a, b in pairs), Fraction(0))


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
    near_misses=(Denial("the ball of constant pattern is enough", the_pattern_is_enough),),
    broken=(
        Broken(
            "proofs.statements.r6_exclusion.excluded_radius",
            lambda real: lambda at, norms, within: Fraction(1),
        ),
    ),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.trained",),
)
