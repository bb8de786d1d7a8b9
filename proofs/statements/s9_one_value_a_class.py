"""S9, W3: small widths that are decided: one hidden layer of Q − 1 units, and two classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from proofs.algebra import Derivation, Hypothesis, Role, identity, matrix, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import Y
from proofs.statements.searching import data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.deciding import Obstacle, capacity
from symbolic.deciding.cases import two_classes
from symbolic.deciding.obstacles import coincidence
from symbolic.deciding.search import by_chance
from symbolic.deciding.units import narrowest_shallow

MOST_POINTS = 6  # beyond, two units take long

readout = matrix("A_h", "Q", "r", words="the output weights of Q − 1 units")
undo = matrix("A_h⁻", "r", "Q", latex="A_h^-", words="a left inverse of them")
first = vector("h_i", "r", words="the hidden values at a point")
second = vector("h_k", "r", words="those at another point of its class")
bias = vector("c_h", "Q", words="the output bias")
values = matrix("H_C", "r", "Q", words="the hidden values of the classes, one column a class")
ones = vector("1_Q", "Q", latex=r"\mathbf 1_Q", words="a vector of Q ones")
functional = vector("g", "Q", words="a functional of values on the classes")
INJECTIVE = Hypothesis(undo @ readout, identity("r"), "Q − 1 units: the readout is injective")
EQUAL = Hypothesis(readout @ first, readout @ second, "one target for both points")
FITS = Hypothesis(Y, readout @ values + bias @ ones.T, "cost 0", Role.ASSUMED)
UNSEEN = Hypothesis(values @ functional, zero("r", 1), "no unit sees the functional")
CENTRED = Hypothesis(ones.T @ functional, zero(1, 1), "nor do constants")


def derive(D: Derivation) -> None:
    """One value a class; and a functional that no unit sees is one of the targets."""
    D.say(
        r"The differences of the targets have rank $Q-1$, so the $Q-1$ columns of $A_h$ are "
        r"independent. At two points of one class the outputs are equal, hence the hidden values:"
    )
    D.equal("first", undo @ (readout @ first), first, using=[INJECTIVE])
    D.equal("equal", undo @ (readout @ first), undo @ (readout @ second), using=[EQUAL])
    D.equal("second", undo @ (readout @ second), second, using=[INJECTIVE])
    D.say(
        r"So a unit that is on at the classes of a set has a value on each of them, and is off on "
        r"the others: a cone of values, by linear inequalities. If a functional $g$ vanishes on "
        r"all these cones and on constants, then"
    )
    D.equal("contradiction", Y @ functional, zero("Q", 1), using=[FITS, UNSEEN, CENTRED])
    D.say(
        r"which independent targets do not allow. If there is none, the values of $Q-1$ units and "
        r"a $1$ span all values on the classes, and some readout has the targets."
    )


def _agrees(data: ClusterData, hidden: Sequence[int], answer: Any) -> Verdict | None:
    """A network is evaluated; an obstacle must not meet a network found by chance."""
    if isinstance(answer, Obstacle):
        other = by_chance(data, hidden)
        return (
            None if other is None else Refuted(f"a network of hidden widths {tuple(hidden)} exists")
        )
    if answer.widths[1:-1] != tuple(hidden) or cost_squared(answer, data):
        return Refuted("the network has other widths, or a cost")
    return None


def narrowest_on_data(case: Case) -> Verdict:
    """The decision; for two classes the other decision must agree."""
    data = case.data
    narrowest = narrowest_shallow(data) if coincidence(data) is None else None
    if narrowest is None:
        return NotApplicable("one class, an input with two targets, or large data")
    wrong = _agrees(data, [data.Q - 1], narrowest)
    other = two_classes(data, [1]) if data.Q == 2 else None
    if (
        wrong is None
        and other is not None
        and isinstance(other, Obstacle) != isinstance(narrowest, Obstacle)
    ):
        wrong = Refuted("the two decisions for one unit differ")
    word = "no" if isinstance(narrowest, Obstacle) else "yes"
    return wrong or Proved(f"one hidden layer of {data.Q - 1} unit(s): {word}")


def cases_on_data(case: Case) -> Verdict:
    """Widths (1) and (1, 1) for the first two classes; for few points (2) and (2, 1) as well."""
    data = case.data.select(classes=range(2)) if case.data.Q >= 2 else case.data
    if data.Q < 2 or coincidence(data) is not None:
        return NotApplicable("needs two classes without a common point")
    answers = []
    few = data.N <= MOST_POINTS
    asked = ([1], [1, 1], [2], [2, 1]) if few else ([1], [1, 1])
    for hidden in asked:
        answer = two_classes(data, hidden)
        if answer is None:
            return NotApplicable("large data: cases are not distinguished")
        wrong = _agrees(data, hidden, answer)
        if wrong is not None:
            return wrong
        answers.append("no" if isinstance(answer, Obstacle) else "yes")
    if few and ("yes", "no") in zip(answers[:2], answers[2:], strict=True):
        return Refuted("more units do less")
    shown = "; ".join(
        f"{', '.join(map(str, h))}: {word}" for h, word in zip(asked, answers, strict=True)
    )
    return Proved(f"hidden widths {shown}")


def models(size: int) -> Iterator[Model]:
    """Units of any values and an injective readout; a functional that is 0."""
    letters = Letters(
        *(n for c in "ab" for n in names(c, size, size)),
        *(n for c in "hk" for n in names(c, size, 1)),
    )
    domain, m = letters.domain, letters.matrix
    A, H, c = m("a", size, size), m("b", size, size), m("h", size, 1)
    row = exact.ones(1, size, domain)
    zero_ = exact.zeros(size, 1).convert_to(domain)
    known = {
        "A_h": A,
        "A_h⁻": A.inv(),
        "h_i": m("k", size, 1),
        "h_k": m("k", size, 1),
        "c_h": c,
        "H_C": H,
        "1_Q": row.transpose(),
        "Y": A * H + c * row,
        "g": zero_,
    }
    yield Model(domain, known, dimensions(size) | {"r": size})


def more_units() -> Iterator[str]:
    """With one unit more the values on a class need not be one."""
    for width in range(3, 7):
        data = data_of([[0], [1]], [[width], [width + 1]])
        answers = [capacity(data, [1, d, 2]) for d in (1, 2)]
        net = answers[1].network
        if answers[0].verdict == "no" and net is not None:
            hidden = exact.relu(
                net.layers[0].W * data.points[1] + net.layers[0].b * exact.ones(1, 2)
            )
            if len({tuple(row) for row in hidden.transpose().to_list()}) > 1:
                yield (
                    f"the points {points_of(data)}: 1 unit does not do; 2 units do, with two "
                    f"hidden "
                    "values on the second class"
                )


def always_no(cases: Sequence[Case]) -> bool:
    """Whether Q − 1 units never do."""
    point = Case(data_of([[0]], [[1]]))
    answers = [narrowest_shallow(c.data) for c in (*cases, point) if c.data.Q > 1]
    return all(one is None or isinstance(one, Obstacle) for one in answers)


def one_is_enough(cases: Sequence[Case]) -> bool:
    """Whether one unit always does for two classes."""
    middle = data_of([[0], [2]], [[1]])
    return not isinstance(two_classes(middle, [1]), Obstacle) or not cases


def _no_obstacle(real: Any) -> Any:
    """A decision that says no to everything."""

    def wrong(data: ClusterData, *more: Any) -> Obstacle:
        return Obstacle("S9", "nothing fits")

    return wrong


def _wider(real: Any) -> Any:
    """A decision with more units than asked for."""
    return lambda data, hidden: real(data, [hidden[0] + 1, *hidden[1:]])


S9 = Entry(
    id="S9",
    kind="statement",
    name="One hidden layer of Q − 1 units is decided by linear programs",
    statement=(
        r"At cost $0$ with one hidden layer of $Q-1$ units every unit has one value a class: "
        r"<<first>> <<equal>> <<second>> Units that are on at a set of classes have a cone of such "
        r"values. Cost $0$ is reached iff these cones and the constants span all values on the "
        r"classes; else a functional is $0$ on all of them and <<contradiction>>"
    ),
    here=("g",),
    assumptions=(
        Assumption(id="as-few-units", text=r"$d_1=Q-1$", counterexample=more_units),
        Assumption(
            id="independent-targets",
            text="the targets are affinely independent",
            reason="without it fewer units than Q − 1 may do, and the readout is not injective",
        ),
    ),
    given=(INJECTIVE, EQUAL, FITS, UNSEEN, CENTRED),
    derive=derive,
    on_data=narrowest_on_data,
    models=models,
    near_misses=(
        NearMiss("without constants", Y @ functional, zero("Q", 1), (FITS, UNSEEN), "it holds"),
        NearMiss("without injectivity", undo @ (readout @ first), first, (), "it holds"),
        Denial("so few units never do", always_no),
    ),
    broken=(Broken("proofs.statements.s9_one_value_a_class.narrowest_shallow", _no_obstacle),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.deciding.capacity",),
)
W3 = Entry(
    id="W3",
    kind="statement",
    name="Two classes with single units behind the first layer are decided by cases",
    statement=(
        r"Hidden widths $(d,1,\dots,1)$ reach cost $0$ for two classes iff some $g=c+\sum_{i\le "
        r"d}\pm\sigma(w_i\cdot x+b_i)$ has on them the values $0$ and $1$ (nothing behind), the "
        r"value $1$ and values $\le0$ (one unit behind), or values $\le0$ and $\ge1$ (more). For "
        r"given signs and given units on at each point that is a linear program; cases are "
        r"distinguished point by point, and what is infeasible is closed by Farkas multipliers."
    ),
    assumptions=(
        Assumption(
            id="single-units",
            text="every hidden layer but the first has one unit, and the two targets differ",
            reason="other widths are other questions: capacity says what is known of them",
        ),
    ),
    on_data=cases_on_data,
    near_misses=(Denial("one unit is always enough", one_is_enough),),
    broken=(Broken("proofs.statements.s9_one_value_a_class.two_classes", _wider),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.deciding.capacity",),
)
