"""R3: local minima on kinks of the first layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import comb

from proofs.algebra import Derivation, scalar
from proofs.algebra.kernel import Sign
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.scalars import exact, text
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.floats import NotShown, within_floats
from symbolic.trained.hinges import Hinge, all_hinges
from symbolic.trained.kinks import certified
from symbolic.trained.problem import Hull, Problem

MOST_CHOICES = 300  # sets of points that a hyperplane is laid through
MOST_DECIDED = 24  # networks that the library decides too

# One kink: multiplier, slope when the unit is on, and how far the pre-activation is from 0.
multiplier, limit, distance = scalar("lambda"), scalar("beta"), scalar("z")
# A neighbourhood: curvature along the kinks, coupling of both directions, second order across them.
curvature, along, coupling, across = scalar("m"), scalar("t"), scalar("c"), scalar("b")
share = scalar("kappa")
POSITIVE = Sign(multiplier - share, False, "κ ≤ λ")
BELOW = Sign(limit - multiplier - share, False, "κ ≤ β − λ")
OFF = Sign(distance, True, "|z| > 0")
CURVED = Sign(curvature, True, "m > 0")
NEAR = Sign(share - coupling * along - across * distance, True, "ct + b|z| < κ")


def derive(D: Derivation) -> None:
    """Both sides of a kink go up, and by more than what couples it to the rest."""
    D.say(
        r"Near $\theta$ the output at a point is the one with the kinks off plus "
        r"$\sum_rq_r\sigma(z_r)$ over the units with a kink there, so the cost is "
        r"$C^2_{\mathrm{off}}+\sum\beta\,\sigma(z)$ plus a square. Let $\kappa>0$ be at most "
        r"$\lambda$ and $\beta-\lambda$, for all kinks and all parameters near. On the side where "
        r"a unit is on, with $|z|$ the distance from the kink,"
    )
    D.positive("on", (limit - multiplier - share) * distance, [(1, (BELOW, OFF))])
    D.say(r"and on the side where it is off, where $-\lambda z=\lambda|z|$,")
    D.positive("side", (multiplier - share) * distance, [(1, (POSITIVE, OFF))])
    D.say(
        r"So $\sum(\beta\,\sigma(z)-\lambda z)\ge\kappa|z|$ with the sum of all $|z|$. Write "
        r"parameters near $\theta$ as what the moves make of a point of the slice at the distance "
        r"$t$ of $\theta$ where all kinks hold, and a step off these of length at most a constant "
        r"times $|z|$. The moves keep outputs and kinks. On the slice $C^2_{\mathrm{off}}$ grows "
        r"by $\tfrac12mt^2$ or more (R2), and $C^2_{\mathrm{off}}+\sum\lambda z$ has no first "
        r"derivative across it, so that what is left is at most $ct|z|+b|z|^2$. Twice the growth "
        r"of the cost is therefore at least"
    )
    D.positive(
        "growth",
        curvature * along**2 + 2 * distance * (share - coupling * along - across * distance),
        [(1, (CURVED, along)), (2, (OFF, NEAR))],
    )
    D.say(r"near $\theta$; and for $|z|=0$ at least $mt^2$.")


def _choices(problem: Problem) -> int:
    return comb(problem.N, int(problem.inputs.nrows()) - 1)


def on_data(case: Case) -> Verdict:
    """Networks with one unit that stands on M points: their multipliers are rational; outside their
    bounds an exact smaller cost is looked for, and the library is asked about each network.
    """
    problem = Problem.of(case.data)
    hull = Hull.of(problem)
    if not hull.basis or _choices(problem) > MOST_CHOICES:
        return NotApplicable("one class, or too many hyperplanes through points to go through")
    minima = outside = 0
    for k, hinge in enumerate(all_hinges(problem)):
        fails = any(v < 0 or v > b for v, b in zip(hinge.multipliers, hinge.limits, strict=True))
        if fails and hinge.smaller() is None:
            return Refuted(
                f"points {hinge.points}: a multiplier is outside, and no cost is smaller"
            )
        if k < MOST_DECIDED and decided(hinge, hull) != hinge.is_minimum:
            return Refuted(f"points {hinge.points}: the library disagrees with the multipliers")
        minima += hinge.is_minimum
        outside += fails
    if not minima + outside:
        return NotApplicable("no hyperplane through M of the points has the others on both sides")
    return Proved(
        f"one unit on {case.data.M} of the points: {minima} minima, and {outside} networks with a "
        "multiplier outside its bounds, near each of which the cost is smaller"
    )


def decided(hinge: Hinge, hull: Hull) -> bool:
    """Whether the library certifies the network as a minimum on its kinks."""
    network = hull.reduce(hinge.at.network)
    start = Evaluation.of(network, hull.problem(hinge.at.problem))
    try:
        with within_floats():
            certified(network.flat(), tuple((0, i) for i in hinge.points), start)
    except NotShown:
        return False
    return True


def outside() -> Iterator[str]:
    """One unit on a line, on its kink at a point, with the best output layer."""
    for a, b, c, d in product(SMALL, repeat=4):
        if len({a, b, c, d}) < 4:
            continue
        data = data_of([[a], [b]], [[c], [d]])
        for hinge in all_hinges(Problem.of(data)):
            smaller = None if hinge.is_minimum else hinge.smaller()
            if smaller is not None:
                numbers = (hinge.multipliers[0], hinge.limits[0], hinge.at.cost)
                value, most, cost = (text(exact(number)) for number in numbers)
                yield (
                    f"M = 1, the points {points_of(data)}, one unit on its kink at a point, the "
                    f"best output layer: λ = {value}, β = {most}, and the cost {cost} falls when "
                    "the kink moves"
                )


def best_output_layers_do(cases: Sequence[Case]) -> bool:
    """Whether one unit on its kinks with the best output layer is a minimum, whatever the
    multipliers are.
    """
    problems = [Problem.of(case.data) for case in cases]
    return all(
        hinge.is_minimum
        for problem in problems
        if Hull.of(problem).basis and _choices(problem) <= MOST_CHOICES
        for hinge in all_hinges(problem)
    )


ENTRY = Entry(
    id="R3",
    kind="statement",
    name="Multipliers between 0 and their bounds make a minimum on kinks",
    statement=(
        r"Let the pre-activation $z_{ir}(\theta)$ be $0$ for pairs of a point $x_i$ and a unit $r$ "
        r"of the first layer, no other one be $0$, and the $\tilde x_i=(x_i,1)$ of one unit be "
        r"independent. Let $C^2_{\mathrm{off}}$ be the cost with these units off there, and "
        r"$\beta_{ir}=2w_i\sum_qe_{iq}\,\partial o_q/\partial h_r$, for the weight $w_i$ of the "
        r"point in the cost, the entries $e_{iq}$ of its residual, the outputs $o_q$ and the value "
        r"$h_r$ of the unit. If $\nabla "
        r"C^2_{\mathrm{off}}=-\sum\lambda_{ir}\nabla z_{ir}$ with $0<\lambda_{ir}<\beta_{ir}$ and "
        r"$C^2_{\mathrm{off}}$ has a trapped minimum (R2) on the linear set where these $z_{ir}$ "
        r"vanish, modulo moves that keep the kinks, then $\theta$ is a local minimum in all "
        r"parameters."
    ),
    here=(
        "t",
        r"\kappa",
    ),
    letters={
        r"\lambda_{ir}": "the multiplier of a kink",
        r"\beta_{ir}": "the slope of the cost when the unit is switched on at the kink",
        r"\kappa": "a positive number below all λ and β − λ",
        "t": "the distance along the set where the kinks hold",
    },
    assumptions=(
        Assumption(
            id="between",
            text=r"$0<\lambda_{ir}<\beta_{ir}$",
            counterexample=outside,
        ),
    ),
    given=(POSITIVE, BELOW, OFF, CURVED, NEAR),
    derive=derive,
    on_data=on_data,
    near_misses=(Denial("multipliers of any size", best_output_layers_do),),
    broken=(
        Broken(
            "symbolic.trained.kinks.require_multipliers",
            lambda real: lambda at, held, moved: None,
        ),
    ),
    statement_uses=("D2", "D3", "R2"),
    proof_uses=("R2",),
    decided_in=("symbolic.trained",),
)
