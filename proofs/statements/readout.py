"""Chapter 3 of the mathematics: the output layer, T1–T2."""

from __future__ import annotations

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    identity,
    inverse,
    matrix,
    positive_definite,
    scalar,
    trace,
    zero,
)
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Entry
from proofs.statements.notation import ONES, A, S, Xbar, Y, c, u
from proofs.statements.setting import Delta2, Xbar_q
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.matrices import from_flat, ones, squared_norm
from symbolic.matrices import identity as unit
from symbolic.matrices import trace as trace_of
from symbolic.readout import (
    affine_readout,
    linear_readout,
    naive_bound,
    stationarity_defect,
    value_from_noise_to_signal,
)
from symbolic.scalars import text

Q = scalar("Q")
G = positive_definite("G", "M")
best = matrix("A*", "Q", "M", latex="A_*")
GRAM = Hypothesis(Xbar @ Xbar.T, G - S, "definition of G")
NORMAL = Hypothesis(best @ G, Y @ Xbar.T, "normal equations")


def linear(D: Derivation) -> None:
    """T1: the completed square, and the closed form."""
    D.say(
        r"Let $A_*$ solve the normal equations $A_*G=Y\bar X^{\mathsf T}$. By D3 with $c=0$, for all $A$:"
    )
    cost = trace((A @ Xbar - Y) @ (A @ Xbar - Y).T) + trace(A @ S @ A.T)
    value = trace(Y @ Y.T) - trace(best @ G @ best.T)
    excess = trace((A - best) @ G @ (A - best).T)
    D.equal("square", cost, value + excess, using=[GRAM, NORMAL])
    D.nonnegative("excess", excess, A - best, G, note="$0$ only for $A=A_*$")
    D.say(
        r"If $M=Q$ and $\bar X$ is invertible, put $C=1+\Delta_2$, so $S=\bar X(C-1)\bar X^{\mathsf T}$ and $G=\bar XC\bar X^{\mathsf T}$. Then $A_*=YC^{-1}\bar X^{-1}$, for"
    )
    closed = Y @ inverse(C) @ inverse(Xbar_q)
    D.equal("normal", closed @ (Xbar_q @ C @ Xbar_q.T), Y @ Xbar_q.T)
    D.equal(
        "value",
        trace(Y @ Y.T) - trace(closed @ (Xbar_q @ C @ Xbar_q.T) @ closed.T),
        trace(Y @ Delta2 @ inverse(C) @ Y.T),
        using=[ONE_PLUS],
    )


C = positive_definite("C", "Q")
ONE_PLUS = Hypothesis(Delta2, C - identity("Q"), "C = 1 + Δ₂")


def linear_on(case: Case) -> Verdict:
    """Normal equations, the completed square at other readouts, and the closed form, all from the points."""
    data = case.data
    found = linear_readout(data.means, data.scatter, data.targets)
    if found.A * found.gram != data.targets * data.means.transpose():
        return Refuted("the normal equations do not hold")
    for A_ in (found.A, found.A * QQ(0), found.A + ones(data.Q, data.M)):
        if _cost(data, A_, ones(data.Q, 1) * QQ(0)) != found.value + found.excess(A_):
            return Refuted("the completed square does not hold")
    unique = "attained once" if found.rank == data.M else "attained by all solutions of AG = H"
    try:
        closed = value_from_noise_to_signal(data)
    except SymbolicNotApplicable:
        return Proved(f"V = {_short(found.value)}, {unique}")
    if closed != found.value:
        return Refuted(f"closed form {closed}, minimum {found.value}")
    return Proved(f"V = {_short(found.value)}, {unique}; the closed form in Δ₂ agrees")


def _short(value: object) -> str:
    shown = text(value)
    return shown if len(shown) <= 24 else f"a rational with {len(shown)} characters"


def _cost(data: ClusterData, A_: object, c_: object) -> object:
    """The cost of ``x ↦ Ax + c``, point by point."""
    total = QQ(0)
    for j, block in enumerate(data.points):
        total += (
            squared_norm(A_ * block + (c_ - data.target(j)) * ones(1, data.sizes[j]))
            / data.sizes[j]
        )
    return total


K = matrix("K", "M", "M", "invertible")


def invariance(D: Derivation) -> None:
    """T1a: under x ↦ Kx the Gram matrix becomes KGKᵀ and H becomes HKᵀ."""
    D.say(
        r"Under $x\mapsto Kx$ the means become $K\bar X$ and $G$ becomes $KGK^{\mathsf T}$; with $H=Y\bar X^{\mathsf T}$ the value of T1 is $\operatorname{Tr}(YY^{\mathsf T})-\operatorname{Tr}(HG^{-1}H^{\mathsf T})$, and"
    )
    undo = inverse(K).T @ inverse(G) @ inverse(K)
    D.equal("inverse", K @ G @ K.T @ undo, identity("M"))
    D.equal(
        "invariant",
        trace((Y @ Xbar.T @ K.T) @ undo @ (K @ Xbar @ Y.T)),
        trace(Y @ Xbar.T @ inverse(G) @ Xbar @ Y.T),
    )


def invariance_on(case: Case) -> Verdict:
    """The value of the data and of the data seen in a sheared frame."""
    data = case.data
    M = data.M
    shear = from_flat([QQ(int(j >= i)) for i in range(M) for j in range(M)], M, M)
    shear = shear * shear.transpose()
    one = linear_readout(data.means, data.scatter, data.targets).value
    two = linear_readout(
        shear * data.means, shear * data.scatter * shear.transpose(), data.targets
    ).value
    if one != two:
        return Refuted(f"{one} and {two}")
    return Proved("under one shear with integer entries")


def bound(D: Derivation) -> None:
    """T1b: by how much the naive bound exceeds the value."""
    D.say(r"With $C=1+\Delta_2$ and $\Delta_2=C-1$:")
    gap = trace(Y @ Delta2 @ Y.T) - trace(Y @ Delta2 @ inverse(C) @ Y.T)
    D.equal("gap", gap, trace(Y @ Delta2 @ Delta2 @ inverse(C) @ Y.T), using=[ONE_PLUS])
    D.nonnegative("positive", gap, Y @ (C - identity("Q")) @ inverse(C), C, using=[ONE_PLUS])


def bound_on(case: Case) -> Verdict:
    """The gap, computed both ways, and its sign."""
    data = case.data
    try:
        delta = data.noise_to_signal
    except SymbolicNotApplicable as error:
        return NotApplicable(str(error))
    gap = naive_bound(data) - linear_readout(data.means, data.scatter, data.targets).value
    resolvent = (unit(data.Q) + delta).inv()
    if gap != trace_of(data.targets * delta * delta * resolvent * data.targets.transpose()):
        return Refuted("the two forms of the gap differ")
    return Proved(f"the naive bound is larger by {_short(gap)}") if gap >= 0 else Refuted(str(gap))


centre = identity("Q") - (1 / Q) * (u @ u.T)
Gc = positive_definite("G_c", "M")
R = matrix("R", "Q", "Q")
linear_best = Y @ inverse(C) @ inverse(Xbar_q)
best_affine = matrix("A*", "Q", "M", latex="A_*")
GRAM_CENTRED = Hypothesis(
    Xbar @ Xbar.T, Gc - S + (1 / Q) * (Xbar @ u @ u.T @ Xbar.T), "definition of the centred G"
)
NORMAL_CENTRED = Hypothesis(best_affine @ Gc, Y @ centre @ Xbar.T, "centred normal equations")


def affine_square(D: Derivation) -> None:
    """The completed square in (A, c)."""
    residual = A @ Xbar + c @ u.T - Y
    cost = trace(residual @ residual.T) + trace(A @ S @ A.T)
    offset = c + (1 / Q) * (A @ Xbar @ u) - (1 / Q) * (Y @ u)
    value = trace(Y @ centre @ Y.T) - trace(best_affine @ Gc @ best_affine.T)
    excess = trace((A - best_affine) @ Gc @ (A - best_affine).T)
    using = [ONES, GRAM_CENTRED, NORMAL_CENTRED]
    D.equal("square", cost, value + excess + Q * trace(offset @ offset.T), using=using)
    D.nonnegative("first square", excess, A - best_affine, Gc, using=using)
    D.nonnegative("second square", trace(offset @ offset.T), offset, note=r"$0$ iff $c=\bar y-Am$")


def linear_slope(D: Derivation) -> None:
    """Half the derivative in c at the linear minimizer."""
    slope = (linear_best @ Xbar_q - Y) @ u
    D.equal("defect", slope, -(Y @ Delta2 @ inverse(C) @ u), using=[ONE_PLUS])


def affine(D: Derivation) -> None:
    """T2: the completed square in (A, c), and when the bias gains nothing."""
    D.say(
        r"Let $A_*G_c=Y(1-\tfrac1Quu^{\mathsf T})\bar X^{\mathsf T}$ with $G_c=\bar X(1-\tfrac1Quu^{\mathsf T})\bar X^{\mathsf T}+S$. By D3, for all $A$ and $c$:"
    )
    affine_square(D)
    D.say(
        r"\emph{Rank.} $Y$ is invertible, so the non-zero row $u^{\mathsf T}Y^{-1}$ is a relation between the rows of $A_*$:"
    )
    D.equal(
        "rank",
        u.T @ inverse(Y) @ best_affine @ Gc,
        zero(1, "M"),
        using=[NORMAL_CENTRED, ONES],
    )
    D.say(
        r"\emph{Comparison} ($M=Q$, $\bar X$ invertible, $C=1+\Delta_2$). At the linear minimizer $A=YC^{-1}\bar X^{-1}$ of T1, half the derivative in $c$ is"
    )
    linear_slope(D)
    D.say(r"With $R=A\bar X-Y$ this is $Ru$, and the step $c=-\tfrac1QRu$ lowers the cost by")
    moved = R - (1 / Q) * (R @ u @ u.T)
    D.equal(
        "gain",
        trace(R @ R.T) - trace(moved @ moved.T),
        (1 / Q) * trace((R @ u) @ (R @ u).T),
        using=[ONES],
    )
    D.say(
        r"So equality forces $\Delta_2C^{-1}u=0$ ($Y$ is invertible), and, $C$ being invertible, that is $\Delta_2u=0$:"
    )
    D.equal("back", Delta2 @ u, C @ Delta2 @ inverse(C) @ u, using=[ONE_PLUS])
    D.say(
        r"Conversely, if $\Delta_2u=0$ then the derivative in $c$ vanishes at $(A,0)$, the derivative in $A$ vanishes by T1, and by the completed square this is a minimum in $(A,c)$."
    )


def affine_on(case: Case) -> Verdict:
    """Minimality in (A, c), rank, and the comparison with the linear readout."""
    data = case.data
    one = linear_readout(data.means, data.scatter, data.targets)
    two = affine_readout(data.means, data.scatter, data.targets)
    if _cost(data, two.A, two.c) != two.value:
        return Refuted("the affine readout does not attain the value")
    residual = two.A * data.means + two.c * ones(1, data.Q) - data.targets
    if not (residual * ones(data.Q, 1)).is_zero_matrix:
        return Refuted("the derivative in c does not vanish")
    if not (residual * data.means.transpose() + two.A * data.scatter).is_zero_matrix:
        return Refuted("the derivative in A does not vanish")
    if two.value > one.value or two.A.rank() > data.Q - 1:
        return Refuted("V_aff > V_lin, or the rank of A is Q")
    try:
        flat = (data.noise_to_signal * ones(data.Q, 1)).is_zero_matrix
        slope = stationarity_defect(data)
    except SymbolicNotApplicable as error:
        return Proved(f"minimality; the comparison {error}")
    if flat != (one.value == two.value) or flat != slope.is_zero_matrix:
        return Refuted("V_aff = V_lin and Δ₂u = 0 disagree")
    return Proved(f"V_aff {'=' if flat else '<'} V_lin, Δ₂u {'=' if flat else '≠'} 0")


MEANS_INVERTIBLE = Assumption(
    "invertible-means", r"$M=Q$ and $\bar X$ is invertible (for the closed form)"
)

ENTRIES = (
    Entry(
        "T1",
        "statement",
        "The linear readout has an exact minimum, attained once",
        r"For all $A$: <<square>> so $V=\operatorname{Tr}(YY^{\mathsf T})-\operatorname{Tr}(A_*GA_*^{\mathsf T})$ is the minimum, attained at $A_*=HG^{-1}$ only. If $M=Q$ and $\bar X$ is invertible, $A_*=Y(1+\Delta_2)^{-1}\bar X^{-1}$ and $V=\operatorname{Tr}(Y\Delta_2(1+\Delta_2)^{-1}Y^{\mathsf T})$. (For singular $G$ every solution of $A_*G=H$ attains the same $V$.)",
        linear,
        linear_on,
        (
            Assumption(
                "definite-gram",
                r"$G=\bar X\bar X^{\mathsf T}+S$ is positive definite (for uniqueness)",
            ),
            MEANS_INVERTIBLE,
        ),
        given=(GRAM, NORMAL, ONE_PLUS, G),
        statement_uses=("D3", "D6"),
        proof_uses=("D3", "D6"),
        decided_in=(
            "symbolic.readout.linear_readout",
            "symbolic.readout.value_from_noise_to_signal",
        ),
    ),
    Entry(
        "T1a",
        "statement",
        "The value of the linear readout does not see the frame of the input",
        r"$V$ is unchanged under $x\mapsto Kx$, $K\in GL(M)$: <<invariant>>",
        invariance,
        invariance_on,
        (Assumption("invertible-frame", r"$K\in GL(M)$"),),
        statement_uses=("T1",),
        proof_uses=("T1",),
        decided_in=("symbolic.readout.linear_readout",),
    ),
    Entry(
        "T1b",
        "statement",
        "The sharp value lies below the naive bound",
        r"<<gap>> and this is $\ge0$, of relative order $\delta^2$.",
        bound,
        bound_on,
        (MEANS_INVERTIBLE,),
        given=(ONE_PLUS, C),
        statement_uses=("T1", "D6"),
        proof_uses=("T1", "D6"),
        decided_in=("symbolic.readout.naive_bound",),
    ),
    Entry(
        "T2",
        "statement",
        "The affine readout has an exact minimum, equal to the linear one iff Δ₂u = 0",
        r"For all $A$, $c$: <<square>> So the minimum is attained at $A_*$ and $c_*=\bar y-A_*m$; $V_{\mathrm{aff}}\le V_{\mathrm{lin}}$, with equality ($M=Q$, $\bar X$ invertible) iff $\Delta_2u=0$; $\operatorname{rank}A_*\le Q-1$.",
        affine,
        affine_on,
        (
            Assumption("definite-gram", r"$G_c$ is positive definite (for uniqueness)"),
            Assumption(
                "invertible-targets", r"$Y$ is invertible (for the comparison and the rank)"
            ),
            MEANS_INVERTIBLE,
        ),
        given=(ONES, GRAM_CENTRED, NORMAL_CENTRED, ONE_PLUS, Gc),
        statement_uses=("T1", "D3", "D6"),
        proof_uses=("T1", "D3", "D6"),
        decided_in=("symbolic.readout.affine_readout", "symbolic.readout.stationarity_defect"),
    ),
)
