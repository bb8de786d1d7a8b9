"""Chapter 4 of the mathematics: zero loss, its obstruction, and the degeneracy of the global minimum, T3–T4."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sympy.polys.matrices import DomainMatrix

from proofs.algebra import (
    Derivation,
    Hypothesis,
    diagonal,
    identity,
    inverse,
    matrix,
    scalar,
    sigma,
    trace,
    vector,
    zero,
)
from proofs.statements.case import NO_NETWORK, Case
from proofs.statements.entry import Assumption, Entry
from proofs.statements.notation import E, Y, weights
from proofs.verdicts import NotApplicable, Proved, Refuted, Unknown, Verdict
from symbolic.cost import cost_squared
from symbolic.scalars import Scalar, shorten
from symbolic.separation import heights
from symbolic.zero_loss import Obstruction, Undecided, ZeroLoss

# B stacks the apexes over a row of ones, so that [A c] B = (A p_j + c)_j; independence is a left inverse.
B = matrix("B", "M+1", "Q")
undo = matrix("B⁺", "Q", "M+1", latex="B^+")
INDEPENDENT = Hypothesis(undo @ B, identity("Q"), "the apexes are affinely independent")


def zero_cost(D: Derivation) -> None:
    """T3: collapse every class, then interpolate the apexes."""
    D.say(
        r"Let $f_j,t_j,p_j$ be the hyperplane and the apex of the $j$-th class of the order. By L3 there is a truncation map that sends this class to $p_j$ and fixes all later classes and the earlier apexes. By L1 hidden layers with these maps send class $j$ to $p_j$ for every $j$; any further layer with $b_l$ so large that all pre-activations are positive acts as the identity (L2). No pre-activation is $0$ (L3)."
    )
    D.say(
        r"Put $B=\binom{p_1\cdots p_Q}{1\,\cdots\,1}$. The apexes are affinely independent, so $B$ has a left inverse $B^+$, and $[A\;c]=YB^+$ sends $p_j$ to $y_j$:"
    )
    D.equal("readout", Y @ undo @ B, Y, using=[INDEPENDENT])
    D.say(r"The outputs are $[A\;c]BE$, and")
    residual = Y @ undo @ B @ E - Y @ E
    D.equal("cost", trace(residual @ weights @ residual.T), zero(1, 1), using=[INDEPENDENT])


def zero_cost_on(case: Case) -> Verdict:
    """The network, evaluated: cost 0 and every pre-activation non-zero."""
    found = case.zero_loss
    if isinstance(found, Obstruction):
        return NotApplicable("the data are not sequentially separable (see T3')")
    if isinstance(found, Undecided):
        return Unknown(found.reason)
    if not isinstance(found, ZeroLoss):
        return NotApplicable(str(found))
    margin = found.network.smallest_margin(case.data.inputs)
    if cost_squared(found.network, case.data) != 0 or not margin > 0:
        return Refuted("the network of the construction does not have cost 0")
    return Proved(
        f"C = 0 with {found.network.L} layers, smallest |pre-activation| {_short(margin)}"
    )


def _short(value: Scalar) -> str:
    shown = shorten(value, digits=6)
    return f"≈ {shown}" if "…" in shown else shown


first, second = matrix("X_1", "M", "m"), matrix("X_2", "M", "n")
lam, nu = vector("λ", "m", latex=r"\lambda"), vector("ν", "n", latex=r"\nu")
ones_1, ones_2 = vector("u_1", "m"), vector("u_2", "n")
f = vector("f", "M")
t, s = scalar("t"), scalar("s")
COMMON = Hypothesis(first @ lam, second @ nu, "the two convex combinations coincide")
SUM_1 = Hypothesis(ones_1.T @ lam, identity(1), "λ sums to 1")
SUM_2 = Hypothesis(ones_2.T @ nu, identity(1), "ν sums to 1")
near_1, near_2 = vector("a", "M"), vector("b", "M")
d, x = vector("d", "M"), vector("x", "M")
APART = Hypothesis(near_2, near_1 + d, "d = b − a")


def obstruction(D: Derivation) -> None:
    """T3': a common point forbids a hyperplane; no common point gives one."""
    D.say(
        r"\emph{A common point forbids separation.} Let the columns of $X_1$, $X_2$ be the two sets, $\lambda,\nu\ge0$ with sums $1$ and $X_1\lambda=X_2\nu$. For all $f$ and $t$:"
    )
    D.equal(
        "balance",
        (f.T @ first - t * ones_1.T) @ lam,
        (f.T @ second - t * ones_2.T) @ nu,
        using=[COMMON, SUM_1, SUM_2],
    )
    D.say(
        r"If $f\cdot x<t$ on the first set and $f\cdot x>t$ on the second, the left side is negative and the right side positive."
    )
    D.say(
        r"\emph{No common point gives separation.} Let $a$, $b$ be a nearest pair of the two hulls (F2), $d=b-a\ne0$. For $x$ in the first hull and $0\le s\le1$ the point $a+s(x-a)$ is in it, and its squared distance from $b$ is"
    )
    moved = d - s * (x - near_1)
    D.equal(
        "distance",
        trace(moved.T @ moved),
        trace(d.T @ d)
        - 2 * s * trace(d.T @ (x - near_1))
        + s**2 * trace((x - near_1).T @ (x - near_1)),
    )
    D.say(
        r"If $d\cdot(x-a)>0$, this is less than $|d|^2$ for small $s>0$ (N4), against the choice of $a$, $b$. So $d\cdot x\le d\cdot a$ on the first hull, and likewise $d\cdot x\ge d\cdot b$ on the second. With $t=\tfrac12d\cdot(a+b)$:"
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


def obstruction_on(case: Case) -> Verdict:
    """Either every class in its turn has its hyperplane, or the common points are really common."""
    found, data = case.zero_loss, case.data
    if isinstance(found, ZeroLoss):
        for step in found.collapses:
            if (
                max(heights(step.hyperplane.normal, data.points[step.cls]))
                >= step.hyperplane.offset
            ):
                return Refuted(f"class {data.labels[step.cls]!r} is not below its hyperplane")
        return Proved(
            "separable: every class in its turn has a hyperplane, so the hulls are disjoint"
        )
    if isinstance(found, Undecided):
        return Unknown(found.reason)
    if not isinstance(found, Obstruction):
        return NotApplicable(str(found))
    for cls, common in found.common_points.items():
        others = [data.points[k] for k in found.stuck if k != cls]
        inside = _combined([data.points[cls]], [(0, i, w) for i, w in common.inside])
        rest = _combined(others, common.rest)
        if inside is None or rest is None or inside != rest:
            return Refuted(f"the convex combinations at class {data.labels[cls]!r} differ")
    names = ", ".join(repr(data.labels[j]) for j in found.stuck)
    return Proved(f"not separable: exact common points of the hulls of {names}")


def _combined(
    blocks: Sequence[DomainMatrix], terms: Sequence[tuple[int, int, Scalar]]
) -> DomainMatrix | None:
    """The convex combination, or None if the weights are not positive with sum 1."""
    if sum(w for *_, w in terms) != 1 or any(w <= 0 for *_, w in terms):
        return None
    columns = [blocks[k].extract(range(blocks[k].shape[0]), [i]) * w for k, i, w in terms]
    return sum(columns[1:], columns[0])


wanted = matrix("E", "Q", "Q")
free = matrix("Z", "Q", "M+1")
output = matrix("C", "Q", "M+1", latex="[A\\;c]")
SOLVES = Hypothesis(output @ B, Y, "[A c] B = Y")
following, Wl = matrix("W_{l+1}", "M", "M"), matrix("W_l", "M", "M")
h, bl = vector("h", "M"), vector("b_l", "M")
scale = diagonal("D", "M")


def degenerate(D: Derivation) -> None:
    """T4: rank Q², dimension K − Q², and the rescaling directions."""
    D.say(
        r"No pre-activation is $0$, so near the parameters the activation pattern is constant and (L1, L2) the output of every point of class $j$ is $Ap_j+c$: the outputs are the columns of $[A\;c]B$, repeated $N_j$ times, and $\operatorname{rank}J\le Q^2$. Changing $[A\;c]$ alone reaches every $E\in\mathbb R^{Q\times Q}$:"
    )
    D.equal("onto", (wanted @ undo) @ B, wanted, using=[INDEPENDENT])
    D.say(
        r"So $\operatorname{rank}J=Q^2$. The zero set $[A\;c]B=Y$ is, over the open set of hidden parameters with this pattern, the affine bundle of all"
    )
    rest = identity("M+1") - B @ undo
    D.equal("solutions", (Y @ undo + free @ rest) @ B, Y, using=[INDEPENDENT])
    D.say(r"and of nothing else, for a solution $[A\;c]$ has this form with $Z=[A\;c]$:")
    D.equal("all", output, Y @ undo + output @ rest, using=[SOLVES])
    D.say(
        r"The rows of $Z(1-BB^+)$ run through the left kernel of $B$, of dimension $M+1-Q$ (F1). So the zero set is a smooth manifold of dimension $L(M^2+M)+Q(M+1-Q)=K-Q^2$, and its tangent space, which lies in $\ker J$ and has the same dimension, is $\ker J$. Rescaling a hidden unit (row of $(W_l,b_l)$ up, column of $W_{l+1}$ down) changes no output:"
    )
    D.equal(
        "rescaling",
        following @ inverse(scale) @ sigma(scale @ Wl @ h + scale @ bl),
        following @ sigma(Wl @ h + bl),
    )


def degenerate_on(case: Case) -> Verdict:
    """Exact rank of the Jacobian of the real network; the named directions lie in its kernel."""
    if not isinstance(case.zero_loss, ZeroLoss):
        return NO_NETWORK
    found, data = case.degeneracy, case.data
    if found.rank != data.Q**2:
        return Refuted(f"rank J = {found.rank}")
    return Proved(
        f"rank J = {found.rank}, dimension {found.dimension} of K = {found.K}, {found.rescaling} rescalings"
    )


ENTRIES = (
    Entry(
        "T3",
        "statement",
        "Sequentially separable data have a network of cost exactly 0",
        r"For every $L\ge Q$ there are parameters with $C=0$ for which no pre-activation of a training point is $0$. With $[A\;c]=YB^+$: <<readout>>",
        zero_cost,
        zero_cost_on,
        (
            Assumption(
                "separable",
                r"in some order of the classes each is strictly separated by a hyperplane from the later classes and the earlier apexes, its apex on the hyperplane",
            ),
            Assumption(
                "independent-apexes",
                r"$p_1,\dots,p_Q$ are affinely independent (linear readout: linearly)",
            ),
            Assumption("deep-enough", r"$L\ge Q$"),
        ),
        given=(INDEPENDENT,),
        statement_uses=("D2", "D3"),
        proof_uses=("L1", "L2", "L3"),
        decided_in=("symbolic.zero_loss.zero_loss",),
        coq=(
            "ZeroLoss.zero_loss",
            "ZeroLoss.zero_loss_linear",
        ),
    ),
    Entry(
        "T3'",
        "statement",
        "A class is not separable exactly if the hulls meet",
        r"Two finite sets are strictly separated by no hyperplane iff their convex hulls meet; a pair of coinciding convex combinations $X_1\lambda=X_2\nu$ certifies it: <<balance>>",
        obstruction,
        obstruction_on,
        given=(COMMON, SUM_1, SUM_2, APART),
        proof_uses=("N4",),
        foundations=("F2",),
        decided_in=("symbolic.separation.CommonPoint", "symbolic.zero_loss.Obstruction"),
        coq=("Alternative.not_separable_iff",),
    ),
    Entry(
        "T4",
        "statement",
        "The zero set is a manifold of dimension K − Q²",
        r"At the parameters of T3, $\operatorname{rank}J=Q^2$ whatever $N$; near them the zero set is a smooth manifold of dimension $K-Q^2$ with tangent space $\ker J$, which contains the $LM$ rescaling directions. <<onto>> <<rescaling>>",
        degenerate,
        degenerate_on,
        (
            Assumption("independent-apexes", r"$p_1,\dots,p_Q$ are affinely independent"),
            Assumption("strict-pattern", r"no pre-activation of a training point is $0$"),
        ),
        given=(INDEPENDENT, SOLVES),
        statement_uses=("T3",),
        proof_uses=("L1", "L2", "D4"),
        foundations=("F1",),
        decided_in=("symbolic.degeneracy.degeneracy",),
    ),
)
