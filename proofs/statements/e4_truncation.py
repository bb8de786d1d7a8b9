"""E4, E5: truncation under the Euclidean flow, as a list of events; and the adapted flow."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    diagonal,
    identity,
    matrix,
    scalar,
    symmetric,
    vector,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.e2_constants import moved
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import fields
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.statements.working import Block, Formula, Numbers
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.adapted import adapted_flow
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import Scalar, text
from symbolic.truncation_flow import History, Leg, coordinate_history

MOST_ROWS = 60  # of a Jacobian whose projector is asked for here

place, mean, rate = scalar("a"), scalar("m"), scalar("w")
shares = diagonal("Ω_T", "n", latex=r"\Omega_T", words="the weights of the truncated points")
goals = vector("y_T", "n", words="the values wanted at the truncated points")
ones = vector("1_T", "n", latex=r"\mathbf 1_T", words="a vector of ones")
RATE = Hypothesis(
    ones.T @ shares @ ones, rate * identity(1), "definition of the rate", Role.DEFINED
)
MEAN = Hypothesis(
    ones.T @ shares @ goals, (rate * mean) * identity(1), "definition of the mean", Role.DEFINED
)
jacobian = matrix("J", "n", "k", words="the Jacobian of all outputs in all parameters")
plus = matrix("J⁺", "k", "n", latex="J^+", words="its Penrose inverse")
residual = vector("r_θ", "n", latex=r"r_\theta", words="the residual of the outputs")
projector = symmetric("P_J", "n", words="the projector on the range of the Jacobian")
PENROSE = Hypothesis(jacobian @ plus @ jacobian, jacobian, "Penrose inverse", Role.DEFINED)
DEFINED = Hypothesis(
    jacobian @ plus, projector, "P = JJ⁺, which is symmetric (Penrose inverse)", Role.DEFINED
)
IDEMPOTENT = Hypothesis(projector @ projector, projector, "P is a projector", Role.CONCLUDED)
FIXES = Hypothesis(projector @ jacobian, jacobian, "P fixes the range of J", Role.CONCLUDED)


def derive_e4(D: Derivation) -> None:
    """The force of the truncated points is that of one point at their mean."""
    D.say(
        r"Coordinates decouple. While the same points are truncated the velocity at $a$ is that of "
        r"one point at their weighted mean $m$, with the rate $w$ of them all:"
    )
    D.equal(
        "force",
        -(ones.T @ shares @ (place * ones - goals)),
        (-rate * (place - mean)) * identity(1),
        using=[RATE, MEAN],
    )
    D.say(
        r"So $p(s)=m+(p(0)-m)e^{-ws}$: the sign of $p-m$ stays, and $p$ goes one way up to the "
        r"next $x_n$ or towards the mean. At an event the velocity beyond is read off: $p$ passes, "
        r"or stops where both sides push back. To come from $a$ to $p$ takes the time "
        r"$\log((a-m)/(p-m))/w$."
    )


def derive_e5(D: Derivation) -> None:
    """The projector: velocities, the loss, and the equilibria."""
    D.say(r"Under $\theta'=-J^+r$ the outputs move by $-JJ^+r=-P_Jr$. $P_J$ is a projector,")
    D.equal("projector", jacobian @ plus @ jacobian @ plus, jacobian @ plus, using=[PENROSE])
    D.say(r"and symmetric, so half the squared residual changes at the rate")
    D.equal(
        "loss",
        residual.T @ (-(projector @ residual)),
        -(residual.T @ projector.T @ projector @ residual),
        using=[IDEMPOTENT],
    )
    D.say(r"which is $-|P_Jr|^2$. $P_Jr=0$ and $J^{\mathsf T}r=0$ say the same:")
    D.equal("gradient", jacobian.T @ projector @ residual, jacobian.T @ residual, using=[FIXES])
    D.equal("back", plus.T @ jacobian.T @ residual, projector @ residual, using=[DEFINED])


class Force:
    """The velocity of one coordinate anywhere, by sums over the inputs below, taken once; of points
    (input, value wanted there, weight).

    >>> force = Force([(QQ(0), QQ(9), QQ(1)), (QQ(2), QQ(-9), QQ(1))])
    >>> [text(force(QQ(p))) for p in (0, 1, 3)]
    ['0', '8', '-6']
    """

    def __init__(self, points: Sequence[tuple[Scalar, Scalar, Scalar]]) -> None:
        ordered = sorted(points)
        self.inputs = [x for x, _, _ in ordered]
        self.weights = list(accumulate((w for _, _, w in ordered), initial=QQ(0)))
        self.pulls = list(accumulate((w * y for _, y, w in ordered), initial=QQ(0)))

    def __call__(self, p: Scalar) -> Scalar:
        below = bisect_left(self.inputs, p)
        return self.pulls[below] - self.weights[below] * p


def _replayed(velocity: Force, p: Scalar, h: History) -> str:
    """What is wrong with a history: velocities at three places of every leg, and at its end."""
    for leg in h.legs:
        if leg.start != p:
            return "a leg does not begin where the one before ends"
        way = leg.stop - leg.start
        inside = [leg.start + way * QQ(k, 10) for k in (1, 5, 9)]
        if any(velocity(at) * way <= 0 for at in inside):
            return "a leg goes against the force"
        if any(velocity(at) != -leg.rate * (at - leg.mean) for at in inside):
            return "rate or mean of a leg are others"
        p = leg.stop
    if h.end == "limit":
        way = h.final - p
        at = [p + way * QQ(k, 10) for k in (1, 5, 9)]
        beyond = h.final + way / 10**6
        if any(velocity(v) * way <= 0 for v in at) or velocity(beyond) * way > 0:
            return "the limit is no limit"
    elif h.end == "rest" and (h.legs or velocity(p)):
        return "a force moves what is at rest"
    elif h.end == "kink":
        way = (h.legs[-1].stop - h.legs[-1].start) / 10**9
        if velocity(p + way) * way > 0:
            return "the force leads on"
    return ""


def _histories(case: Case) -> Iterator[tuple[Force, Scalar, History]]:
    """Every coordinate, towards the means of the classes, from a start off all points."""
    data = case.few_points
    shares = [QQ(1, n) for n in data.sizes for _ in range(n)]
    for i, row in enumerate(data.inputs.to_list()):
        means = data.means.to_list()[i]
        wanted = [means[j] for j, n in enumerate(data.sizes) for _ in range(n)]
        force = Force(list(zip(row, wanted, shares, strict=True)))
        for start in (min(row) - 1, (min(row) + max(row)) / 2 + QQ(1, 97), max(row) + 1):
            if start not in row:
                yield force, start, coordinate_history(row, wanted, shares, start)


def events_on_data(case: Case) -> Verdict:
    """Three starts in every coordinate, each history replayed."""
    legs = count = 0
    for force, start, history in _histories(case):
        wrong = _replayed(force, start, history)
        if wrong:
            return Refuted(f"from {text(start)}: {wrong}")
        legs, count = legs + len(history.legs), count + 1
    return Proved(
        f"{count} histories of {legs} events; force and means at each leg{case.looked_at}"
    )


def adapted_on_data(case: Case) -> Verdict:
    """The projector at the zero-loss network with another output layer."""
    net, data = moved(case), case.data
    if net is None:
        return case.no_network
    if data.N * data.Q > MOST_ROWS:
        return NotApplicable("many points: a large projector")
    flow = adapted_flow(net, data)
    J, P, r = flow.jacobian, flow.projector, flow.residual
    if J * flow.inverse * J != J or P.transpose() != P or P * P != P:
        return Refuted("JJ⁺ is no orthogonal projector on the range of J")
    if flow.rank != exact.rank(J) or exact.squared_norm(P * r) != flow.speed_squared:
        return Refuted("the rank or the speed are others")
    if (J.transpose() * r).is_zero_matrix != (not flow.speed_squared):
        return Refuted("the equilibria of the two flows differ")
    before, start = P, 0
    for n in data.sizes:
        block = before.extract(range(data.N * data.Q), range(start, start + data.Q)).to_dense()
        for i in range(1, n):
            place = start + i * data.Q
            if (
                before.extract(range(data.N * data.Q), range(place, place + data.Q)).to_dense()
                != block
            ):
                return Refuted("P tells points of one collapsed class apart")
        start += n * data.Q
    return Proved(
        f"P has rank {flow.rank} = Q²: outputs constant on classes; |Pr|² = "
        f"{text(flow.speed_squared)}"
    )


def models(size: int) -> Iterator[Model]:
    """Any weights and wanted values; and an invertible Jacobian."""
    letters = Letters(*names("w", size, 1), *names("y", size, 1), "a")
    domain, column = letters.domain, exact.ones(size, 1, letters.domain)
    ws = [letters[name] for name in names("w", size, 1)]
    flat = [ws[i] if i == k else domain(0) for i in range(size) for k in range(size)]
    weights_, y = exact.from_flat(flat, size, size, domain), letters.matrix("y", size, 1)
    total = sum(ws[1:], ws[0])
    mean_ = (column.transpose() * weights_ * y).to_list_flat()[0] / total
    known = {"Ω_T": weights_, "y_T": y, "1_T": column}
    dims = dimensions(size) | {"n": size, "k": size}
    yield Model(domain, known, dims, {"a": letters["a"], "m": mean_, "w": total})
    letters = Letters(*names("j", size, size), *names("r", size, 1))
    domain = letters.domain
    J = letters.matrix("j", size, size)
    known = {"J": J, "J⁺": J.inv(), "P_J": exact.identity(size, domain)}
    yield Model(domain, known | {"r_θ": letters.matrix("r", size, 1)}, dims)


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    """The events of the first coordinate from below."""
    _, start, history = next(_histories(case))
    stops = r"\;\to\;".join(numbers.number(leg.stop, f"p{k}") for k, leg in enumerate(history.legs))
    shown = numbers.number(start, "p") + (rf"\;\to\;{stops}" if stops else "")
    yield Formula(rf"p_1:\quad {shown}\;\to\;{numbers.number(history.final, 'f')}.")


def on_a_point() -> Iterator[str]:
    """A start on an input: the velocity on the two sides is not the same."""
    for x in SMALL:
        force = Force([(QQ(x), QQ(x + 5), QQ(1))])
        sides = [force(QQ(x) + d) for d in (QQ(-1, 10), QQ(1, 10))]
        if sides[0] != sides[1]:
            yield (
                f"one input {x} with the wanted value {x + 5}, start {x}: nothing moves just "
                f"below, and just above the velocity is {text(sides[1])}"
            )


def on_a_kink() -> Iterator[str]:
    """Without a Jacobian there is no projector."""
    net = ReluNetwork(
        (Layer(exact.matrix([[1]]), exact.column([0])),),
        Layer(exact.matrix([[1]]), exact.column([0])),
    )
    for x in SMALL:
        data = data_of([[x]])
        if 0 in net.activation_pattern(data.inputs)[0]:
            yield f"the point {points_of(data)} and the unit σ(x): a kink, no derivative"


def never_a_kink(cases: Sequence[Case]) -> bool:
    """Whether every history ends at a mean, or does not begin."""
    extra = coordinate_history([QQ(0), QQ(2)], [QQ(9), QQ(-9)], [QQ(1), QQ(1)], QQ(1))
    histories = [h for case in cases for _, _, h in _histories(case)]
    return all(h.end != "kink" for h in (*histories, extra))


def always_onto(cases: Sequence[Case]) -> bool:
    """Whether the adapted flow is always linear interpolation."""
    nets = [(net, c.data) for c in cases if (net := moved(c)) is not None]
    return all(adapted_flow(net, data).full for net, data in nets)


def _faster(history: History) -> tuple[Leg, ...]:
    """The legs of a history at a wrong rate."""
    return tuple(replace(leg, rate=leg.rate * 2) for leg in history.legs)


E4 = Entry(
    id="E4",
    kind="statement",
    name="Truncation dynamics are a finite list of events",
    statement=(
        r"For the cost $\frac12\sum_nw_n|\tau_p(x_n)-y_n|^2$ in a fixed frame each coordinate of "
        r"the apex is monotone. Between events <<force>> so $p$ tends exponentially to the "
        r"weighted mean of the truncated points, with their total weight as the rate; it passes "
        r"finitely many $x_n$, and ends at rest, at a mean, or at a kink where both sides push "
        r"back."
    ),
    here=("m",),
    letters={"m": "the weighted mean of the truncated points", "w_n": "the weight of an input"},
    assumptions=(
        Assumption(
            id="start-off-the-points",
            text="the start is none of the $x_n$",
            counterexample=on_a_point,
        ),
    ),
    given=(RATE, MEAN),
    derive=derive_e4,
    on_data=events_on_data,
    models=models,
    worked=worked,
    near_misses=(
        NearMiss(
            "away from the mean",
            -(ones.T @ shares @ (place * ones - goals)),
            (rate * (place - mean)) * identity(1),
            (RATE, MEAN),
        ),
        Denial("no history ends at a kink", never_a_kink),
    ),
    broken=(fields("proofs.statements.e4_truncation.coordinate_history", legs=_faster),),
    statement_uses=("D5",),
    decided_in=("symbolic.truncation_flow.coordinate_history", "symbolic.truncation_flow.events"),
)
E5 = Entry(
    id="E5",
    kind="statement",
    name="The adapted flow is Euclidean in the outputs",
    statement=(
        r"With $P_J=JJ^+$ and the residual $r$: under $\theta'=-J^+r$ the outputs move by $-P_Jr$, "
        r"<<projector>> half the squared residual falls at the rate $|P_Jr|^2$, and $P_Jr=0$ iff "
        r"$J^{\mathsf T}r=0$: <<gradient>> <<back>> If $\operatorname{rank}J=QN$, then $P_J=1$: "
        r"the outputs run straight to the targets, $x(s)-y=e^{-s}(x(0)-y)$, and "
        r"$|r|\le\varepsilon$ from the time $\log(|r(0)|/\varepsilon)$ on."
    ),
    assumptions=(
        Assumption(id="strict-pattern", text="no pre-activation is $0$", counterexample=on_a_kink),
    ),
    given=(PENROSE, DEFINED, IDEMPOTENT, FIXES),
    derive=derive_e5,
    on_data=adapted_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "with the transpose in place of the inverse",
            jacobian @ jacobian.T @ jacobian,
            jacobian,
            (PENROSE, DEFINED),
        ),
        Denial("the adapted flow is always linear interpolation", always_onto),
    ),
    broken=(
        fields(
            "proofs.statements.e4_truncation.adapted_flow",
            inverse=lambda flow: flow.inverse * QQ(2),
        ),
    ),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.adapted.adapted_flow",),
)
