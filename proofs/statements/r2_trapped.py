"""R2: a minimum trapped near rational parameters."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sympy import QQ

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry
from proofs.verdicts import NotApplicable, Proved, Refuted, Unknown, Verdict
from symbolic.matrices import ones, squared_norm
from symbolic.partition_minima import partitions
from symbolic.scalars import Scalar, exact, fraction, text
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.floats import NotShown
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Hull, Problem
from symbolic.trained.trapped import trapped_minimum

# On the sphere |u| = rho: slope bounds -u.grad(0) from above, curve bounds u.(grad(u) - grad(0))
# from below.
margin = scalar("m")
length = scalar("rho")
slope = scalar("gamma")
ROOM = Sign(margin * length - slope, True, "γ < mρ")
RADIUS = Sign(length, True, "ρ > 0")


def derive(D: Derivation) -> None:
    """The outward slope on the sphere is positive."""
    D.say(
        r"On the ball $D^2\varphi\ge m=\mu-\tau\rho$. On the sphere $|u|=\rho$ therefore "
        r"$u\cdot\nabla\varphi(u)\ge-\gamma\rho+m\rho^2$, and"
    )
    D.positive("outward", margin * length**2 - slope * length, [(1, (ROOM, RADIUS))])
    D.say(
        r"So the least value on the ball is attained inside, at one critical point, for $\varphi$ "
        r"is strictly convex; strong convexity gives distance and value. Let the flows of "
        r"$d=K-|E|$ vector fields leave all outputs alone, and let the fields be independent on "
        r"the coordinates outside $E$. Then $(t,u)\mapsto$ (flows for the times $t$ of the point "
        r"$u$ of the slice) is a local diffeomorphism, along which the cost does not see $t$: a "
        r"local minimum in all parameters."
    )


def merged_minimum(case: Case) -> Evaluation | None:
    """The minimum of T6 that merges all classes, by its own construction; None if there is none."""
    minima = partitions(case.data)
    *_, whole = minima.blocks()
    network = minima.minimum(whole).network
    if network is None:
        return None
    return Evaluation.of(Mlp.of_network(network), Problem.of(case.data))


def nudged(at: Evaluation) -> Evaluation:
    """All parameters moved a little, each by another dyadic number, within the pattern."""
    step = Fraction(1, 1 << 20)
    while True:
        theta = [t + step * (k % 7 - 3) for k, t in enumerate(at.network.flat())]
        moved = Evaluation.of(Mlp.of_flat(theta, at.network.numbering), at.problem)
        if moved.pattern == at.pattern:
            return moved
        step /= 2


def on_data(case: Case) -> Verdict:
    """From parameters near a minimum of T6, whose value is known from the targets alone: the
    enclosed minimum must have that value.
    """
    at = merged_minimum(case)
    if at is None:
        return NotApplicable("no network that merges all classes was found")
    hull = Hull.of(at.problem)
    if not hull.basis:
        return NotApplicable("one class: the cost of a merged minimum is 0")
    start = nudged(at)
    try:
        enclosure = trapped_minimum(
            Evaluation.of(hull.reduce(start.network), hull.problem(at.problem)), "rank"
        )
    except NotShown as error:
        return Unknown(f"nothing was trapped near a minimum: {error}")
    value = sum((fraction(v) for v in _squares(case)), Fraction(0))
    if not enclosure.low <= value <= enclosure.at.cost:
        return Refuted("the enclosed minimum has not the value of the partition")
    width = enclosure.at.cost - enclosure.low
    digits = (width.denominator.bit_length() - width.numerator.bit_length()) * 3 // 10
    return Proved(
        f"a minimum of cost {text(exact(value))} on a slice of dimension {len(enclosure.free)}, "
        f"enclosed to {digits} digits"
    )


def _squares(case: Case) -> list[Scalar]:
    """``|y_j − ȳ|²``."""
    data = case.data
    mean = data.targets * ones(data.Q, 1) * QQ(1, data.Q)
    return [squared_norm(data.target(j) - mean) for j in range(data.Q)]


def is_alone(cases: Sequence[Case]) -> bool:
    """Whether no other parameters near the minimum that merges all classes have its cost.

    Rescaling a hidden unit that is on somewhere, 1 + 2^-20 before and its inverse behind, moves
    them, and no output.
    """
    for case in cases:
        at = merged_minimum(case)
        if at is None:
            continue
        factor, (first, *others) = 1 + Fraction(1, 1 << 20), at.network.rows()
        scaled = [[e * factor for e in first[0]], *first[1:]]
        behind = [[row[0] / factor, *row[1:]] for row in others[0]]
        moved = Mlp.of_rows([scaled, behind, *others[1:]])
        if Evaluation.of(moved, at.problem).cost == at.cost:
            return False
    return True


ENTRY = Entry(
    id="R2",
    kind="statement",
    name="A short gradient and a definite Hessian trap a minimum in all parameters",
    statement=(
        r"Let $\varphi$ be the cost on a slice of free, scaled coordinates $E$ through rational "
        r"parameters, $D^2\varphi(0)\ge\mu$, $|D^3\varphi|\le\tau$ on the ball of radius $\rho$ "
        r"inside the activation region, $m=\mu-\tau\rho>0$ and $|\nabla\varphi(0)|=\gamma<m\rho$. "
        r"Then the ball holds exactly one critical point, at most $\gamma/m$ away, with a cost at "
        r"most $\gamma^2/(2m)$ smaller; and if moves that change no output leave the slice there, "
        r"it is a local minimum in all parameters."
    ),
    here=(r"\rho",),
    letters={
        r"\varphi": "the cost on the slice",
        r"\rho": "the radius of the ball",
        r"\gamma": "the norm of the gradient at the centre",
    },
    assumptions=(
        Assumption(
            id="transversal",
            text="moves that change no output leave the slice",
            reason="without it the statement is one about the slice alone",
        ),
    ),
    given=(ROOM, RADIUS),
    derive=derive,
    on_data=on_data,
    near_misses=(Denial("the minimum in all parameters is alone", is_alone),),
    broken=(Broken("symbolic.trained.trapped.below", lambda real: lambda cost, width: 2 * cost),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.trained",),
)
