"""L3: one layer collapses one class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from sympy.polys.matrices import DomainMatrix

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    inverse,
    matrix,
    scalar,
    sigma,
    vector,
    zero,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.d5_truncation_map import APEX, tau
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import returning
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import W, b, p, x
from proofs.statements.searching import SMALL
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.scalars import text
from symbolic.separation import heights
from symbolic.truncation import TruncationMap
from symbolic.truncation_network import Collapse, ZeroLoss
from symbolic.words import counted

LINE = Hypothesis(sigma(W @ x + b), W @ x + b, "Wx + b ≥ 0", Role.CASE)
KILLED = Hypothesis(sigma(W @ x + b), zero("M", 1), "Wx + b ≤ 0", Role.CASE)
f = vector("f", "M", words="the normal of a hyperplane")
opening = matrix("Γ", "M", "M", latex=r"\Gamma", words="any matrix, which opens the cone")
unit_i = vector("e_i", "M", words="the i-th unit vector")
ones_M = vector("1", "M", latex=r"\mathbf 1", words="a vector of ones")
eps = scalar("eps")
t = scalar("t")
mu = scalar("mu")
COLLAPSER = Hypothesis(W, ones_M @ f.T + eps * opening, "definition of W in L3", Role.DEFINED)
BIAS = Hypothesis(b, -(W @ p), "the apex is p", Role.DEFINED)
COORDINATE = Hypothesis(unit_i.T @ ones_M, identity(1), "every coordinate of 1 is 1", Role.DEFINED)
ON_PLANE = Hypothesis(f.T @ p, t * identity(1), "f·p = t")
SLOPE = Hypothesis(f.T @ ones_M, mu * identity(1), "μ = f·1", Role.DEFINED)


def derive(D: Derivation) -> None:
    """L3: every pre-activation has the sign of the height over the hyperplane."""
    D.say(r"The $i$-th pre-activation at $x$ is")
    D.equal(
        "coordinate",
        unit_i.T @ (W @ x + b),
        f.T @ x - t * identity(1) + eps * (unit_i.T @ opening @ (x - p)),
        using=[BIAS, COLLAPSER, COORDINATE, ON_PLANE],
    )
    D.say(
        r"By N2, with $\chi=f\cdot x-t$ and $\beta=\max\|\Gamma(x-p)\|_\infty$, it has the sign of "
        r"$f\cdot x-t$: negative on $\mathcal P$, positive on $\mathcal R$. So $\sigma(Wx+b)=0$ "
        r"on $\mathcal P$ and $=Wx+b$ on $\mathcal R$, and (L2)"
    )
    D.say(
        r"The bound is one number for all rows and points. The signs need less: in row $i$, at "
        r"$x$, that $f\cdot x-t+\varepsilon(\Gamma(x-p))_i$ has the sign of $f\cdot x-t$. The "
        r"networks that are built here use this where it gives wider cones, with a diagonal "
        r"$\varepsilon\Gamma$ and a power of two for each row, at most $7/8$ of what that row "
        r"alone allows."
    )
    image = tau(W, b, inverse(W), x)
    D.equal("on P", image, p, using=[KILLED, APEX])
    D.equal("on R", image, x, using=[LINE])
    D.say(
        r"For $\Gamma=1$ the inverse is explicit, with $\mu=f\cdot\mathbf 1$ and "
        r"$\varepsilon+\mu\ne0$:"
    )
    sherman = (1 / eps) * (identity("M") - (1 / (eps + mu)) * (ones_M @ f.T))
    D.equal(
        "inverse",
        (ones_M @ f.T + eps * identity("M")) @ sherman,
        identity("M"),
        using=[SLOPE],
    )


def on_data(case: Case) -> Verdict:
    """Every map of the construction sends its class to the apex and fixes what lies beyond the
    hyperplane.
    """
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    data, done, beyond = case.data, list[int](), 0
    for step in outcome.collapses:
        rest = [data.points[k] for k in range(data.Q) if k not in (step.cls, *done)]
        rest += [other.apex for other in outcome.collapses if other.cls in done]
        plane = step.hyperplane
        if max(heights(plane.normal, data.points[step.cls])) >= plane.offset:
            return Refuted(f"class {data.labels[step.cls]!r} is not below its hyperplane")
        if not all(step.map.collapses(data.points[step.cls])):
            return Refuted(f"class {data.labels[step.cls]!r} is not collapsed")
        if not all(fixed for block in rest for fixed in step.map.fixes(block)):
            return Refuted(f"the map of class {data.labels[step.cls]!r} moves another point")
        done.append(step.cls)
        beyond += not _within_the_bound(step, [data.points[step.cls], *rest])
    said = f", {beyond} with rows beyond the common bound, each within its own" if beyond else ""
    return Proved(f"{counted(len(done), 'collapse')}{said}")


def _within_the_bound(step: Collapse, blocks: Sequence[DomainMatrix]) -> bool:
    """Whether ``max ‖(W − 1 fᵀ)(x − p)‖_∞ < min |f·(x − p)|``, as the statement asks."""
    f, p, M = step.hyperplane.normal, step.apex, step.apex.shape[0]
    moved = exact.side_by_side(blocks)
    moved -= p * exact.ones(1, moved.shape[1])
    opening = step.map.W - exact.ones(M, 1) * f.transpose()
    widest = max(map(abs, (opening * moved).to_list_flat()))
    return bool(widest < min(map(abs, heights(f, moved))))


def models(size: int) -> Iterator[Model]:
    """``W = 1 fᵀ + εΓ``, ``b = −Wp`` with pre-activations all positive or all negative."""
    for sign in (1, -1):
        columns = [name for letter in "fpz" for name in names(letter, size, 1)]
        letters = Letters(*names("e", size, size), *columns, "eps")
        domain, m = letters.domain, letters.matrix
        f, p, z, opening = m("f", size, 1), m("p", size, 1), m("z", size, 1), m("e", size, size)
        u, eps = exact.ones(size, 1, domain), letters["eps"]
        W = u * f.transpose() + opening * eps
        b = -(W * p)
        matrices = {
            "f": f, "p": p, "Γ": opening, "1": u, "W": W, "b": b,
            "x": W.inv() * (z * domain(sign) - b),
            "e_i": exact.identity(size, domain).extract(range(size), [0]),
        }  # fmt: skip
        (t,), (mu,) = ((f.transpose() * other).to_list_flat() for other in (p, u))
        positive = frozenset(names("z", size, 1))
        yield Model(domain, matrices, dimensions(size), {"t": t, "mu": mu, "eps": eps}, positive)


def wrong_side() -> Iterator[str]:
    """A point of P on the wrong side of the hyperplane, in dimension 1 (f = 1, Γ = 1, ε = 1)."""
    for offset, at in product(SMALL, SMALL):
        map_ = TruncationMap(exact.matrix([[2]]), exact.column([-2 * offset]))
        if at >= offset and map_(exact.matrix([[at]])) != exact.matrix([[offset]]):
            yield (
                f"M = 1, f = 1, t = {offset}, P = {{{at}}}, W = f + ε = 2: "
                f"τ({at}) = {at}, not p = {offset}"
            )


def wide_epsilon() -> Iterator[str]:
    """ε too large, f = (1, 0), Γ = 1, p = 0."""
    for epsilon, first, second in product((1, 2), range(1, 4), SMALL):
        weights = exact.matrix([[1 + epsilon, 0], [1, epsilon]])
        image = (weights * exact.column([first, second])).to_list_flat()
        if min(image) < 0:
            yield (
                f"f = (1, 0), p = 0, Γ = 1, ε = {epsilon}: at x = ({first}, {second}), "
                f"f·x = {first} > 0, but W x = ({', '.join(map(text, image))})"
            )


def weak_separation_suffices(cases: Sequence[Case]) -> bool:
    """L3 with ≤ for <: the pre-activations of a point on the hyperplane are not 0."""
    map_ = TruncationMap(exact.matrix([[2]]), exact.column([-2]))
    return 0 not in exact.signs(map_.preactivations(exact.matrix([[1]])))


NEAR_MISSES = (
    NearMiss(
        "with the other sign of t",
        unit_i.T @ (W @ x + b),
        f.T @ x + t * identity(1) + eps * (unit_i.T @ opening @ (x - p)),
        (BIAS, COLLAPSER, COORDINATE, ON_PLANE),
    ),
    Denial("weak separation suffices", weak_separation_suffices),
)

ENTRY = Entry(
    id="L3",
    kind="statement",
    name="One layer collapses a strictly separated class and fixes the rest",
    statement=(
        r"With $W=\mathbf 1f^{\mathsf T}+\varepsilon\Gamma$ and $b=-Wp$, $f\cdot p=t$, all "
        r"coordinates of $Wx+b$ have the sign of $f\cdot x-t$ on $\mathcal P\cup\mathcal R$: "
        r"$\tau_{W,b}$ sends $\mathcal P$ to the point $p$ and fixes $\mathcal R$."
    ),
    letters={
        "t": "the offset of a hyperplane",
        r"\varepsilon": "a small positive number",
        r"\mathcal P": "the finite set of points to be collapsed",
        r"\mathcal R": "the finite set of points to be fixed",
        r"\mu": "f · 1",
        r"\beta": "a bound",
    },
    assumptions=(
        Assumption(
            id="strict-separation",
            text=(
                r"$f\cdot x<t$ on the finite set $\mathcal P$, $f\cdot x>t$ on the finite set "
                r"$\mathcal R$"
            ),
            counterexample=wrong_side,
        ),
        Assumption(
            id="small-epsilon",
            text=(
                r"$0<\varepsilon<\min_{\mathcal P\cup\mathcal R}|f\cdot(x-p)|\,/\,\max_{\mathcal "
                r"P\cup\mathcal R}\|\Gamma(x-p)\|_\infty$"
            ),
            counterexample=wide_epsilon,
        ),
        Assumption(
            id="invertible-weights",
            text=r"$W\in GL(M)$",
            reason="without it the truncation map is not defined, so there is nothing to refute",
        ),
    ),
    given=(COLLAPSER, BIAS, APEX, COORDINATE, ON_PLANE, SLOPE, LINE, KILLED),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=NEAR_MISSES,
    broken=(
        returning("symbolic.truncation.TruncationMap.collapses", lambda sent: [False] * len(sent)),
    ),
    statement_uses=("D5",),
    proof_uses=("L2", "N2"),
    decided_in=("symbolic.truncation.collapsing",),
    coq=(
        "StatementsNetwork.L3",
        "StatementsNetwork.L3_signs",
        "StatementsNetwork.L3_unit",
        "StatementsNetwork.L3_exists",
        "StatementsNetwork.L3_collapsed",
        "StatementsNetwork.L3_fixed",
    ),
)
