"""T3': what stands in the way of a separating hyperplane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, Hypothesis, Role, identity, matrix, scalar, trace, vector
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Entry
from proofs.statements.faults import returning
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.working import WIDEST, Block, Formula, Label, Numbers, Words
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.scalars import Scalar
from symbolic.separation import heights
from symbolic.truncation_network import Obstruction, ZeroLoss

first = matrix("X_1", "M", "m", words="the points of the first set, one a column")
second = matrix("X_2", "M", "n", words="the points of the second set, one a column")
lam = vector("λ", "m", latex=r"\lambda", words="weights of a convex combination of the first set")
nu = vector("ν", "n", latex=r"\nu", words="weights of a convex combination of the second set")
ones_1 = vector("u_1", "m", words="a vector of ones")
ones_2 = vector("u_2", "n", words="a vector of ones")
f = vector("f", "M", words="the normal of a hyperplane")
t = scalar("t")
omega = scalar("omega")
COMMON = Hypothesis(first @ lam, second @ nu, "the two convex combinations coincide")
SUM_1 = Hypothesis(ones_1.T @ lam, identity(1), "λ sums to 1")
SUM_2 = Hypothesis(ones_2.T @ nu, identity(1), "ν sums to 1")
near_1 = vector("g", "M", words="a point of the first hull")
near_2 = vector("h", "M", words="a point of the second hull")
d = vector("d", "M", words="from the nearest point of the first hull to that of the second")
x = vector("x", "M", words="an input")
APART = Hypothesis(near_2, near_1 + d, "d = h − g", Role.DEFINED)


def derive(D: Derivation) -> None:
    """T3': a common point forbids a hyperplane; no common point gives one."""
    D.say(
        r"\emph{A common point forbids separation.} Let the columns of $X_1$, $X_2$ be the two "
        r"sets, $\lambda,\nu\ge0$ with sums $1$ and $X_1\lambda=X_2\nu$. For all $f$ and $t$:"
    )
    D.equal(
        "balance",
        (f.T @ first - t * ones_1.T) @ lam,
        (f.T @ second - t * ones_2.T) @ nu,
        using=[COMMON, SUM_1, SUM_2],
    )
    D.say(
        r"If $f\cdot x<t$ on the first set and $f\cdot x>t$ on the second, the left side is "
        r"negative and the right side positive."
    )
    D.say(
        r"\emph{No common point gives separation.} Let $g$, $h$ be a nearest pair of the two "
        r"hulls (F2), $d=h-g\ne0$. For $x$ in the first hull and $0\le \omega\le1$ the point "
        r"$g+\omega(x-g)$ is in it, and its squared distance from $h$ is"
    )
    moved = d - omega * (x - near_1)
    D.equal(
        "distance",
        trace(moved.T @ moved),
        trace(d.T @ d)
        - 2 * omega * trace(d.T @ (x - near_1))
        + omega**2 * trace((x - near_1).T @ (x - near_1)),
    )
    D.say(
        r"If $d\cdot(x-g)>0$, this is less than $|d|^2$ for small $\omega>0$ (N4), against the "
        r"choice of $g$, $h$. So $d\cdot x\le d\cdot g$ on the first hull, and likewise "
        r"$d\cdot x\ge d\cdot h$ on the second. With $t=\tfrac12d\cdot(g+h)$:"
    )
    half = Fraction(1, 2)
    D.equal(
        "middle",
        half * (d.T @ (near_1 + near_2)) - d.T @ near_1,
        d.T @ near_2 - half * (d.T @ (near_1 + near_2)),
        half * (d.T @ d),
        using=[APART],
    )
    D.say(r"so $d\cdot x<t$ on the first hull and $d\cdot x>t$ on the second.")


def on_data(case: Case) -> Verdict:
    """Either every class in its turn has its hyperplane, or the common points are really common."""
    outcome, data = case.zero_loss, case.data
    if isinstance(outcome, ZeroLoss):
        for k, step in enumerate(outcome.collapses):
            normal, offset = step.hyperplane.normal, step.hyperplane.offset
            if max(heights(normal, data.points[step.cls])) >= offset:
                return Refuted(f"class {data.labels[step.cls]!r} is not below its hyperplane")
            for later in outcome.collapses[k + 1 :]:
                if min(heights(normal, data.points[later.cls])) <= offset:
                    label = data.labels[later.cls]
                    return Refuted(f"class {label!r} is not above an earlier hyperplane")
        return Proved(
            "separable: every class in its turn has a hyperplane, so the hulls are disjoint"
        )
    if not isinstance(outcome, Obstruction):
        return case.no_network
    for cls, common in outcome.common_points.items():
        others = [data.points[k] for k in outcome.stuck if k != cls]
        inside = _combined([data.points[cls]], [(0, i, w) for i, w in common.inside])
        rest = _combined(others, common.rest)
        if inside is None or rest is None or inside != rest:
            return Refuted(f"the convex combinations at class {data.labels[cls]!r} differ")
    names = ", ".join(repr(data.labels[j]) for j in outcome.stuck)
    return Proved(f"not separable: exact common points of the hulls of {names}")


def _combined(
    blocks: Sequence[DomainMatrix], terms: Sequence[tuple[int, int, Scalar]]
) -> DomainMatrix | None:
    """The convex combination, or None if the weights are not positive with sum 1."""
    if sum(w for *_, w in terms) != 1 or any(w <= 0 for *_, w in terms):
        return None
    columns = [blocks[k].extract(range(blocks[k].shape[0]), [i]) * w for k, i, w in terms]
    return sum(columns[1:], columns[0])


def models(size: int) -> Iterator[Model]:
    """Two pairs of points with one common convex combination, and a nearest pair (T3')."""
    columns = [name for letter in "ghkabx" for name in names(letter, size, 1)]
    letters = Letters(*columns, *names("f", size, 1), "l", "m", "t", "omega")
    domain, m = letters.domain, letters.matrix
    l, n, one = letters["l"], letters["m"], letters.domain(1)
    g, h, k, a, b = (m(letter, size, 1) for letter in "ghkab")
    last = (g * l + h * (one - l) - k * n) * (one / (one - n))
    matrices = {
        "X_1": exact.side_by_side([g, h]), "λ": exact.from_flat([l, one - l], 2, 1, domain),
        "u_1": exact.ones(2, 1, domain),
        "X_2": exact.side_by_side([k, last]), "ν": exact.from_flat([n, one - n], 2, 1, domain),
        "u_2": exact.ones(2, 1, domain),
        "f": m("f", size, 1), "g": a, "h": b, "d": b - a, "x": m("x", size, 1),
    }  # fmt: skip
    scalars = {name: letters[name] for name in ("t", "omega")}
    yield Model(domain, matrices, dimensions(size), scalars)


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    outcome, data = case.zero_loss, case.data
    if not isinstance(outcome, Obstruction):
        return
    for cls, common in outcome.common_points.items():
        others = [k for k in outcome.stuck if k != cls]
        inside = [(cls, i, w) for i, w in common.inside]
        rest = [(others[b], i, w) for b, i, w in common.rest]
        if len(inside) + len(rest) > WIDEST or data.M > WIDEST:
            yield Words(
                (
                    "The common point of class ",
                    Label(data.labels[cls]),
                    " has ",
                    str(len(inside) + len(rest)),
                    " terms: see the certificate.",
                )
            )
            continue
        yield Words(
            (
                "A point common to the hull of class ",
                Label(data.labels[cls]),
                " and to that of the others:",
            )
        )
        sides = (_combination(case, side, numbers) for side in (inside, rest))
        yield Formula("=".join(sides) + ".")


def _combination(case: Case, terms: Sequence[tuple[int, int, Scalar]], numbers: Numbers) -> str:
    rows = range(case.data.M)
    return "+".join(
        numbers.number(w, f"w_{{{k + 1},{i}}}")
        + numbers.matrix(case.data.points[k].extract(rows, [i]), f"x_{{{k + 1},{i}}}")
        for k, i, w in terms
    )


ENTRY = Entry(
    id="T3'",
    kind="statement",
    name="A class is not separable exactly if the hulls meet",
    statement=(
        r"Two finite sets are strictly separated by no hyperplane iff their convex hulls meet; a "
        r"pair of coinciding convex combinations $X_1\lambda=X_2\nu$ certifies it: <<balance>>"
    ),
    here=("X_1",),
    letters={
        r"\omega": "a number between 0 and 1",
        "t": "the offset of a hyperplane",
    },
    given=(COMMON, SUM_1, SUM_2, APART),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    broken=(
        returning(
            "proofs.statements.t3_obstruction.heights", lambda values: [h + 10**6 for h in values]
        ),
        returning("proofs.statements.t3_obstruction.heights", lambda values: [-h for h in values]),
    ),
    proof_uses=("N4",),
    foundations=("F2",),
    decided_in=("symbolic.separation.CommonPoint", "symbolic.truncation_network.Obstruction"),
    coq=("StatementsNetwork.T3'",),
)
