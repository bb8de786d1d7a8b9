"""Chapter 5 of the mathematics: the 2^Q − 1 subsets and in which sense each is a minimum, T5–T5d."""

from __future__ import annotations

from proofs.algebra import (
    Derivation,
    Hypothesis,
    identity,
    inverse,
    matrix,
    positive_definite,
    scalar,
    symmetric,
    trace,
    vector,
    zero,
)
from proofs.statements.case import TOO_MANY, Case
from proofs.statements.entry import Assumption, Entry
from proofs.statements.notation import ONES, A, c, p
from proofs.statements.readout import (
    GRAM_CENTRED,
    NORMAL_CENTRED,
    ONE_PLUS,
    Gc,
    affine_square,
    linear_slope,
)
from proofs.statements.setting import (
    B_CUMULATIVE,
    W_CUMULATIVE,
    Wbefore,
    Wcum,
    Wl,
    bbefore,
    bcum,
    bl,
)
from proofs.verdicts import NotApplicable, Proved, Refuted, Unknown, Verdict
from symbolic.cost import cost_squared
from symbolic.landscape import Minimum
from symbolic.matrices import squared_norm
from symbolic.region import Region

n, eps, t, s, rho = scalar("n"), scalar("eps"), scalar("t"), scalar("s"), scalar("rho")

points, moved = matrix("X_k", "M", "n"), matrix("ΔX_k", "M", "n", latex=r"\Delta X_k")
mean, target, ones_n = (
    vector("x̄_k", "M", latex=r"\bar x_k"),
    vector("y_k", "Q"),
    vector("1", "n", latex=r"\mathbf 1"),
)
scatter = symmetric("S_k", "M")
SPLIT = Hypothesis(points, mean @ ones_n.T + moved, "points of one class: mean and deviations")
COUNT = Hypothesis(ones_n.T @ ones_n, n * identity(1), "the class has n points")
SUM_ZERO = Hypothesis(moved @ ones_n, zero("M", 1), "deviations sum to 0")
SCATTER_K = Hypothesis(moved @ moved.T, n * scatter, "definition of the scatter of a class")
COLLAPSED = Hypothesis(moved, zero("M", "n"), "the class is collapsed")
AT_APEX = Hypothesis(mean, p, "to its apex")

LISTED_HESSIAN = 60  # parameters; the Hessian takes K²/2 evaluations


def enumeration(D: Derivation) -> None:
    """T5: the cost in the region of a subset is a function of (A, c, p)."""
    D.say(
        r"In $R_I$ the output at a point $x$ is $Ax^\tau+c$ (L1), with $x^\tau=p_j$ for the classes $j\in I$ and $x^\tau=x$ for the others (L2). A class $k\notin I$ contributes"
    )
    residual = A @ points + (c - target) @ ones_n.T
    kept = A @ mean + c - target
    D.equal(
        "kept class",
        (1 / n) * trace(residual @ residual.T),
        trace(kept @ kept.T) + trace(A @ scatter @ A.T),
        using=[SPLIT, COUNT, SUM_ZERO, SCATTER_K],
    )
    D.say(r"and a class $j\in I$, all of whose points have become $p$,")
    residual_p = A @ p + c - target
    D.equal(
        "collapsed class",
        (1 / n) * trace(residual @ residual.T),
        trace(residual_p @ residual_p.T),
        using=[SPLIT, COLLAPSED, AT_APEX, COUNT],
    )
    D.say(
        r"The sum over the classes is $F(A,c,p)$. A set of $Q$ elements has $2^Q-1$ proper subsets."
    )


def enumeration_on(case: Case) -> Verdict:
    """All subsets, in order; the real cost of each candidate is the value of its subset."""
    if not case.enumerable:
        return TOO_MANY
    data, minima = case.data, case.minima
    subsets = [m.collapsed for m in minima[:: len(case.landscape.readouts)]]
    if len(subsets) != 2**data.Q - 1 or subsets != sorted(subsets, key=lambda I: (len(I), I)):
        return Refuted("the subsets are not the proper subsets in order")
    for m in minima:
        if m.candidate is not None and cost_squared(m.candidate, data) != m.value:
            return Refuted(f"the cost of the candidate for {_names(case, m)} is not its value")
    values = {(m.readout, m.value) for m in minima}
    feasible = sum(m.feasible for m in minima)
    return Proved(
        f"{len(subsets)} subsets, {len(values)} distinct values among {len(minima)}, {feasible} with a network"
    )


def _names(case: Case, m: Minimum) -> str:
    return "{" + ", ".join(case.data.labels[j] for j in m.collapsed) + "}"


def output_layer(D: Derivation) -> None:
    """T5a: T1 and T2 for the truncated data."""
    D.say(
        r"With the hidden layers fixed the cost is a function of $(A,c)$ alone, and T1 and T2 hold for the truncated data: $\bar X$ now has the column $p_j$ for $j\in I$, and $S=\sum_{k\notin I}S_k$."
    )
    affine_square(D)


def output_layer_on(case: Case) -> Verdict:
    """The normal equations of the truncated data at every readout."""
    if not case.enumerable:
        return TOO_MANY
    for m in case.minima:
        best = case.landscape.readout(m.collapsed, m.readout)
        means, noise = case.landscape.moments(m.collapsed)
        if m.readout == "linear":
            gradient = (m.A * means - case.data.targets) * means.transpose() + m.A * noise
            if not gradient.is_zero_matrix or not m.c.is_zero_matrix:
                return Refuted(f"the linear readout of {_names(case, m)} is not stationary")
        if best.value != m.value or best.excess(m.A) != 0:
            return Refuted(f"the readout of {_names(case, m)} is not a minimizer")
    return Proved(f"{len(case.minima)} readouts")


dp, dA, dc = vector("dp", "M"), matrix("dA", "Q", "M"), vector("dc", "Q")


def apexes_held(D: Derivation) -> None:
    """T5b: (A, c, p) are free coordinates, so holding p leaves T5a."""
    D.say(
        r"Where the $p_j$, $j\in I$, are held the cost is $F(A,c,p)\ge V_I$ by T5a, for all hidden parameters of $R_I$: a local minimum there. The map $\theta\mapsto(A,c,(p_j)_{j\in I})$ is a submersion. Any change $(dA,dc)$ is reached by $dW_{L+1}=dA\,(W^{(L)})^{-1}$ and $db_{L+1}=dc-dW_{L+1}b^{(L)}$:"
    )
    change = dA @ inverse(Wcum)
    D.equal("dA", change @ Wcum, dA)
    D.equal("dc", change @ bcum + (dc - change @ bcum), dc)
    D.say(
        r"and, as layer $l$ collapses no other class, any change $dp$ of one apex alone by $db_l=-W^{(l)}dp$, undone one layer later by $db_{l+1}=-W_{l+1}db_l$, which leaves $b^{(l+1)}$ and all that follows:"
    )
    D.equal("dp", -(inverse(Wcum) @ (-(Wcum @ dp))), dp)
    shift = -(Wcum @ dp)
    D.equal("undone", Wl @ shift + (-(Wl @ shift)), zero("M", 1))
    D.say(
        r"So if $G$ is positive definite, the minimizing set, the preimage of one $(A_*,c_*)$ in the submanifold, has dimension $K-M|I|-QM-Q$."
    )


def apexes_held_on(case: Case) -> Verdict:
    """Radius and dimension of every candidate."""
    if not case.enumerable:
        return TOO_MANY
    data, checked = case.data, 0
    for m in case.minima:
        if m.candidate is None or m.radius is None:
            continue
        checked += 1
        rank = case.landscape.readout(m.collapsed, m.readout).rank
        expected = case.landscape.K - data.M * len(m.collapsed) - data.Q * rank - data.Q
        if not m.radius > 0 or m.dimension != expected:
            return Refuted(f"radius or dimension of {_names(case, m)}")
    if not checked:
        return NotApplicable("no subset has a network of this construction")
    return Proved(f"{checked} candidates, each with a positive rational radius")


def no_collapse(D: Derivation) -> None:
    """T5c: without collapse the network is affine near the candidate."""
    D.say(
        r"For $I=\emptyset$ every hidden layer acts as an affine map on the data, and so does their composition:"
    )
    x = vector("x", "M")
    D.equal(
        "affine",
        Wl @ (Wbefore @ x + bbefore) + bl,
        Wcum @ x + bcum,
        using=[W_CUMULATIVE, B_CUMULATIVE],
    )
    D.say(r"So near the candidate the cost depends on $(A,c)$ alone, and by T2 it is at least $V$:")
    affine_square(D)
    D.say(r"With the linear readout only $c=0$ is compared; the derivative in $c$ there is twice")
    linear_slope(D)
    D.say(r"which vanishes iff $\Delta_2u=0$ (T2).")


def no_collapse_on(case: Case) -> Verdict:
    """The exact gradient of the real network in all parameters at the affine candidate for I = ∅."""
    affine = (
        next(m for m in case.minima[: len(case.landscape.readouts)] if m.readout == "affine")
        if case.enumerable
        else case.landscape.minimum((), "affine")
    )
    if affine.candidate is None:
        return NotApplicable("no candidate for the empty subset")
    region = Region.of(affine.candidate, case.data)
    gradient = region.gradient()
    if any(squared_norm(block) for block in gradient):
        return Refuted("the gradient of the cost is not 0")
    if affine.verdicts["all_parameters"] != "proved":
        return Refuted("the landscape does not say so")
    K, Q = affine.candidate.parameter_count, case.data.Q
    if K > LISTED_HESSIAN:
        return Proved(f"the gradient in all K = {K} parameters is exactly 0")
    curved = region.hessian().rank()
    expected = Q * case.landscape.readout((), "affine").rank + Q
    if curved != expected:
        return Refuted(f"the Hessian has rank {curved}, expected {expected}")
    return Proved(
        f"the gradient in all K = {K} parameters is exactly 0, the Hessian has rank {curved}"
    )


y_j, p_i, y_i = vector("y", "Q"), vector("p_i", "M"), vector("y_i", "Q")
r, r_i = vector("r", "Q"), vector("r_i", "Q")
w, eta = vector("w", "M"), vector("η", "M", latex=r"\eta")
RESIDUAL = Hypothesis(A @ p, r - c + y_j, "r = Ap + c − y")
RESIDUAL_I = Hypothesis(A @ p_i, r_i - c + y_i, "r_i = Ap_i + c − y_i")
KERNEL = Hypothesis(A @ eta, zero("Q", 1), "Aη = 0")
NORMED = Hypothesis(w.T @ eta, identity(1), "w·η = 1")
HEIGHT = Hypothesis(w.T @ p, s * identity(1), "s = w·p")
LENGTH = Hypothesis(r.T @ r, rho * identity(1), "ϱ = |r|²")

means_out, targets_out = matrix("X̄_J", "M", "n", latex=r"\bar X_J"), matrix("Y_J", "Q", "n")
G_out = positive_definite("G_J", "M")
z = vector("z", "Q")
kappa = scalar("kappa")
centre_n = identity("n") - (1 / n) * (ones_n @ ones_n.T)
NORMAL_OUT = Hypothesis(
    A @ G_out, targets_out @ centre_n @ means_out.T, "normal equations of the classes outside I"
)
SAME_LEVEL = Hypothesis(z.T @ targets_out, kappa * ones_n.T, "z·y_k = κ for all k outside I")
LEVEL = Hypothesis(z.T @ A, zero(1, "M"), "zᵀA = 0")
BEST_OUT = Hypothesis(
    c, (1 / n) * ((targets_out - A @ means_out) @ ones_n), "c of the classes outside I"
)
NO_RESIDUAL = Hypothesis(y_j, A @ p + c, "r = 0")
NORMAL_LINEAR = Hypothesis(
    A @ G_out, targets_out @ means_out.T, "linear normal equations of the classes outside I"
)
LEVEL_ZERO = Hypothesis(z.T @ targets_out, zero(1, "n"), "z·y_k = 0 for all k outside I")


def no_minimum(D: Derivation) -> None:
    """T5d: with free apexes there is no local minimum in R_I."""
    D.say(
        r"By T5 and T5b the cost is $F(A,c,p)$ in free coordinates. Suppose $(A,c,p)$ is a local minimum, $j\in I$, $p=p_j$, $r=Ap+c-y$. \emph{Stationarity in $p$.} Moving $p$ by $-tA^{\mathsf T}r$ changes the term of $j$ only, to"
    )
    pushed = A @ (p - t * (A.T @ r)) + c - y_j
    D.equal(
        "push",
        trace(pushed @ pushed.T),
        trace(r @ r.T)
        - 2 * t * trace(A.T @ r @ r.T @ A)
        + t**2 * trace(A @ A.T @ r @ r.T @ A @ A.T),
        using=[RESIDUAL],
    )
    D.say(
        r"which is less than $|r|^2$ for small $t>0$ unless $A^{\mathsf T}r=0$ (N4). So $A^{\mathsf T}r=0$."
    )
    D.say(
        r"\emph{(i) Some $r\ne0$.} Then $\operatorname{rank}A<Q\le M$, and there is $\eta\ne0$ with $A\eta=0$ (F1); put $w=\eta/|\eta|^2$. Vary $A+\varepsilon rw^{\mathsf T}$ and $p+t\eta$. With $s=w\cdot p$, $\varrho=|r|^2$, the residual and the term of $j$ become"
    )
    varied = A + eps * (r @ w.T)
    residual = varied @ (p + t * eta) + c - y_j
    using = [RESIDUAL, KERNEL, NORMED, HEIGHT]
    D.equal("residual", residual, (1 + eps * (s + t)) * r, using=using)
    D.equal(
        "term of j",
        residual.T @ residual,
        rho * ((1 + eps * (s + t)) ** 2 * identity(1)),
        using=[*using, LENGTH],
    )
    D.say(r"The other terms do not contain $t$:")
    D.equal("collapsed", varied @ p_i + c - y_i, r_i + eps * (r @ w.T @ p_i), using=[RESIDUAL_I])
    kept = A @ mean + c - target
    D.equal(
        "kept",
        trace((varied @ mean + c - target) @ (varied @ mean + c - target).T)
        + trace(varied @ scatter @ varied.T),
        trace(kept @ kept.T)
        + trace(A @ scatter @ A.T)
        + 2 * eps * trace(w @ r.T @ (kept @ mean.T + A @ scatter))
        + eps**2 * trace(w @ r.T @ r @ w.T @ (mean @ mean.T + scatter)),
    )
    D.say(
        r"At $t=0$ the terms of first order in $\varepsilon$ add up to $0$, for $F$ is stationary in $A$ (N4). So $F$ changes by $2\varepsilon\varrho t+\varepsilon^2q(t)$, where $q(t)=q_0+\varrho(2st+t^2)$ with a number $q_0$ is bounded for $|t|\le1$, since"
    )
    D.equal(
        "mixed term",
        rho * ((1 + eps * (s + t)) ** 2 * identity(1)) - rho * ((1 + eps * s) ** 2 * identity(1)),
        (2 * eps * rho * t) * identity(1) + eps**2 * (rho * ((2 * s * t + t**2) * identity(1))),
    )
    D.say(r"By N3 $F$ becomes smaller, at parameters as close as we like: no local minimum.")
    D.say(
        r"\emph{(ii) All $r=0$.} The classes of $I$ contribute nothing to the derivatives in $(A,c)$, so these satisfy the normal equations of the classes outside $I$ alone (T2). By affine independence there are $z$ and $\kappa$ with $z\cdot y_k=\kappa$ for all $k\notin I$, and $z\cdot y\ne\kappa$. But"
    )
    D.equal(
        "level of A",
        z.T @ A @ G_out,
        zero(1, "M"),
        using=[NORMAL_OUT, SAME_LEVEL, COUNT],
    )
    D.say(r"and $G_J$ is positive definite, so $z^{\mathsf T}A=0$, and with $c=\bar y_J-A\bar x_J$")
    D.equal(
        "level of y",
        z.T @ y_j,
        z.T @ (A @ p + c),
        kappa * identity(1),
        using=[NO_RESIDUAL, BEST_OUT, LEVEL, SAME_LEVEL, COUNT],
    )
    D.say(
        r"against the choice of $z$. With the linear readout ($c=0$ kept, linear independence): $z\cdot y_k=0$ for all $k\notin I$, $z\cdot y\ne0$, and"
    )
    D.equal("linear", z.T @ A @ G_out, zero(1, "M"), using=[NORMAL_LINEAR, LEVEL_ZERO])
    D.say(r"so $z\cdot y=z^{\mathsf T}Ap=0$, the same contradiction.")


def no_minimum_on(case: Case) -> Verdict:
    """For every subset with the hypotheses: a network with the same pattern and smaller cost."""
    if not case.enumerable:
        return TOO_MANY
    data, checked, missing = case.data, 0, "no proper non-empty subset has a network"
    for m in case.minima:
        if not m.collapsed or m.candidate is None:
            continue
        lacking = case.landscape.missing_hypotheses(m.collapsed, m.readout)
        if lacking:
            missing = f"{_names(case, m)}: {', '.join(lacking)}"
            continue
        if m.witness is None:
            return Unknown(f"no witness was found for {_names(case, m)}")
        checked += 1
        patterns = [
            network.activation_pattern(data.inputs) for network in (m.candidate, m.witness.network)
        ]
        if patterns[0] != patterns[1] or not cost_squared(m.witness.network, data) < m.value:
            return Refuted(f"the witness of {_names(case, m)} is none")
    if not checked:
        return NotApplicable(missing)
    return Proved(f"{checked} witnesses of smaller cost")


ENTRIES = (
    Entry(
        "T5",
        "statement",
        "Each of the 2^Q − 1 subsets has its own cost in (A, c, p)",
        r"For $I\subsetneq\{1,\dots,Q\}$, in the region $R_I$, $C^2=F(A,c,p)=\sum_{j\in I}|Ap_j+c-y_j|^2+\sum_{k\notin I}\bigl(|A\bar x_k+c-y_k|^2+\operatorname{Tr}(AS_kA^{\mathsf T})\bigr)$; there are $2^Q-1$ proper subsets. For one class outside $I$ <<kept class>> and for one in $I$ <<collapsed class>>",
        enumeration,
        enumeration_on,
        (
            Assumption(
                "pattern",
                r"the classes of $I$ are collapsed, each in a hidden layer of its own; all others pass every layer unchanged",
            ),
        ),
        given=(SPLIT, COUNT, SUM_ZERO, SCATTER_K, COLLAPSED, AT_APEX),
        statement_uses=("D3", "D5"),
        proof_uses=("L1", "L2"),
        decided_in=("symbolic.landscape.landscape", "symbolic.values.subset_values"),
    ),
    Entry(
        "T5a",
        "statement",
        "With hidden layers fixed every subset's candidate is a minimum",
        r"With the hidden layers fixed the candidate of every subset is a global minimum over the output layer (linear readout: over the output layers with $c=0$): <<square>>",
        output_layer,
        output_layer_on,
        given=(ONES, GRAM_CENTRED, NORMAL_CENTRED, Gc),
        statement_uses=("T5",),
        proof_uses=("T1", "T2"),
        decided_in=("symbolic.landscape.Landscape.readout",),
    ),
    Entry(
        "T5b",
        "statement",
        "With apexes held every subset's candidate is a degenerate local minimum",
        r"On the submanifold of $R_I$ where the $p_j$, $j\in I$, keep their values (linear readout: also $c=0$) the candidate is a local minimum, and, $G$ being positive definite, the minimizing set has dimension $K-M|I|-QM-Q$. <<dA>> <<dp>>",
        apexes_held,
        apexes_held_on,
        (
            Assumption(
                "own-layers",
                r"no hidden layer collapses two classes, so that the $p_j$ vary independently",
            ),
            Assumption(
                "definite-gram",
                r"$G$ (affine: $G_c$) of the truncated data is positive definite (for the dimension)",
            ),
        ),
        statement_uses=("T5",),
        proof_uses=("T5a", "D4"),
        decided_in=("symbolic.landscape.Minimum",),
    ),
    Entry(
        "T5c",
        "statement",
        "Without collapse the affine candidate is a minimum in all parameters",
        r"For $I=\emptyset$ and the affine readout the candidate is a local minimum in all parameters, with a minimizing set of dimension $K-QM-Q$; with the linear readout only within $c=0$, unless $\Delta_2u=0$. <<square>>",
        no_collapse,
        no_collapse_on,
        (Assumption("affine-readout", r"the readout is affine, or $\Delta_2u=0$"),),
        given=(W_CUMULATIVE, B_CUMULATIVE, ONES, GRAM_CENTRED, NORMAL_CENTRED, ONE_PLUS, Gc),
        statement_uses=("T5",),
        proof_uses=("T2", "T5b"),
        decided_in=("symbolic.landscape.Landscape.minimum",),
    ),
    Entry(
        "T5d",
        "statement",
        "With free apexes no proper non-empty subset gives a local minimum",
        r"For $\emptyset\ne I\ne\{1,\dots,Q\}$ the cost has no local minimum in $R_I$.",
        no_minimum,
        no_minimum_on,
        (
            Assumption("wide-enough", r"$M\ge Q$"),
            Assumption(
                "independent-targets",
                r"$y_1,\dots,y_Q$ are affinely independent (linear readout: linearly)",
            ),
            Assumption(
                "definite-scatter",
                r"$\sum_{k\notin I}(S_k+(\bar x_k-m_I)(\bar x_k-m_I)^{\mathsf T})$ is positive definite, $m_I$ the mean of these $\bar x_k$ (linear readout: $\sum_{k\notin I}(S_k+\bar x_k\bar x_k^{\mathsf T})$)",
            ),
        ),
        given=(
            RESIDUAL,
            RESIDUAL_I,
            KERNEL,
            NORMED,
            HEIGHT,
            LENGTH,
            NORMAL_OUT,
            SAME_LEVEL,
            COUNT,
            LEVEL,
            BEST_OUT,
            NO_RESIDUAL,
            NORMAL_LINEAR,
            LEVEL_ZERO,
        ),
        statement_uses=("T5",),
        proof_uses=("T5", "T5b", "T2", "N3", "N4"),
        foundations=("F1",),
        decided_in=("symbolic.landscape.Landscape.minimum", "symbolic.descent.descent_witness"),
    ),
)
