"""T5d: no local minimum once the apexes are free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    matrix,
    positive_definite,
    scalar,
    trace,
    vector,
    zero,
)
from proofs.statements.case import TOO_MANY, Case
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import other_minima, returning
from proofs.statements.notation import A, c, p
from proofs.statements.searching import SMALL, data_of
from proofs.statements.t5_subsets import COUNT, mean, n, names_of, ones_n, scatter, target
from proofs.statements.t5d_models import models
from proofs.verdicts import NotApplicable, Proved, Refuted, Unknown, Verdict
from symbolic import matrices as exact
from symbolic.cost import cost_squared
from symbolic.descent import Witness
from symbolic.errors import TruncationError
from symbolic.matrices import affinely_independent
from symbolic.minima import landscape
from symbolic.minimum import Minimum
from symbolic.readouts import affine_readout
from symbolic.scalars import text
from symbolic.words import counted

eps = scalar("eps")
xi = scalar("xi")
s = scalar("s")
rho = scalar("rho")
y_j = vector("y", "Q", words="the target of a collapsed class j")
p_i = vector("p_i", "M", words="the apex of another collapsed class")
y_i = vector("y_i", "Q", words="the target of another collapsed class")
r = vector("r", "Q", words="the residual of class j at its apex")
r_i = vector("r_i", "Q", words="the residual of another collapsed class")
w = vector("w", "M", words="the vector along η with w·η = 1")
eta = vector("η", "M", latex=r"\eta", words="a vector that A sends to 0")
RESIDUAL = Hypothesis(A @ p, r - c + y_j, "r = Ap + c − y", Role.DEFINED)
RESIDUAL_I = Hypothesis(A @ p_i, r_i - c + y_i, "r_i = Ap_i + c − y_i", Role.DEFINED)
KERNEL = Hypothesis(A @ eta, zero("Q", 1), "Aη = 0", Role.CONCLUDED)
NORMED = Hypothesis(w.T @ eta, identity(1), "w·η = 1", Role.DEFINED)
HEIGHT = Hypothesis(w.T @ p, s * identity(1), "s = w·p", Role.DEFINED)
LENGTH = Hypothesis(r.T @ r, rho * identity(1), "ϱ = |r|²", Role.DEFINED)
means_out = matrix(
    "X̄_J", "M", "n", latex=r"\bar X_J", words="the means of the classes outside I, one a column"
)
targets_out = matrix("Y_J", "Q", "n", words="the targets of the classes outside I, one a column")
G_out = positive_definite("G_J", "M", words="the second moments of the classes outside I")
v = vector("v", "Q", words="any vector with Q entries")
kappa = scalar("kappa")
centre_n = identity("n") - (1 / n) * (ones_n @ ones_n.T)
NORMAL_OUT = Hypothesis(
    A @ G_out, targets_out @ centre_n @ means_out.T, "normal equations of the classes outside I"
)
SAME_LEVEL = Hypothesis(
    v.T @ targets_out, kappa * ones_n.T, "v·y_k = κ for all k outside I", Role.CONCLUDED
)
LEVEL = Hypothesis(v.T @ A, zero(1, "M"), "vᵀA = 0", Role.CONCLUDED)
BEST_OUT = Hypothesis(
    c, (1 / n) * ((targets_out - A @ means_out) @ ones_n), "c of the classes outside I"
)
NO_RESIDUAL = Hypothesis(y_j, A @ p + c, "r = 0", Role.CASE)
NORMAL_LINEAR = Hypothesis(
    A @ G_out, targets_out @ means_out.T, "linear normal equations of the classes outside I"
)
LEVEL_ZERO = Hypothesis(v.T @ targets_out, zero(1, "n"), "v·y_k = 0 for all k outside I", Role.CASE)


def derive(D: Derivation) -> None:
    """T5d: with free apexes there is no local minimum in R_I."""
    D.say(
        r"By T5 and T5b the cost is $F(A,c,p)$ in free coordinates. Suppose $(A,c,p)$ is a local "
        r"minimum, $j\in I$, $p=p_j$, $r=Ap+c-y$. \emph{Stationarity in $p$.} Moving $p$ by "
        r"$-tA^{\mathsf T}r$ changes the term of $j$ only, to"
    )
    pushed = A @ (p - xi * (A.T @ r)) + c - y_j
    D.equal(
        "push",
        trace(pushed @ pushed.T),
        trace(r @ r.T)
        - 2 * xi * trace(A.T @ r @ r.T @ A)
        + xi**2 * trace(A @ A.T @ r @ r.T @ A @ A.T),
        using=[RESIDUAL],
    )
    D.say(
        r"which is less than $|r|^2$ for small $\xi>0$ unless $A^{\mathsf T}r=0$ (N4). So "
        r"$A^{\mathsf T}r=0$."
    )
    _with_residual(D)
    _without_residual(D)


def _with_residual(D: Derivation) -> None:
    """Case (i): a variation in A and p together that goes down."""
    D.say(
        r"\emph{(i) Some $r\ne0$.} Then $\operatorname{rank}A<Q\le M$, and there is $\eta\ne0$ "
        r"with $A\eta=0$ (F1); put $w=\eta/|\eta|^2$. Vary $A+\varepsilon rw^{\mathsf T}$ and "
        r"$p+\xi\eta$. With $s=w\cdot p$, $\varrho=|r|^2$, the residual and the term of $j$ become"
    )
    varied = A + eps * (r @ w.T)
    residual = varied @ (p + xi * eta) + c - y_j
    using = [RESIDUAL, KERNEL, NORMED, HEIGHT]
    D.equal("residual", residual, (1 + eps * (s + xi)) * r, using=using)
    D.equal(
        "term of j",
        residual.T @ residual,
        rho * ((1 + eps * (s + xi)) ** 2 * identity(1)),
        using=[*using, LENGTH],
    )
    D.say(r"The other terms do not contain $\xi$:")
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
        r"At $\xi=0$ the terms of first order in $\varepsilon$ add up to $0$, for $F$ is "
        r"stationary in $A$ (N4). So $F$ changes by $2\varepsilon\varrho\xi+\varepsilon^2q(\xi)$, "
        r"where $q(\xi)=q_0+\varrho(2s\xi+\xi^2)$ with a number $q_0$ is bounded for $|\xi|\le1$, "
        r"since"
    )
    D.equal(
        "mixed term",
        rho * ((1 + eps * (s + xi)) ** 2 * identity(1)) - rho * ((1 + eps * s) ** 2 * identity(1)),
        (2 * eps * rho * xi) * identity(1) + eps**2 * (rho * ((2 * s * xi + xi**2) * identity(1))),
    )
    D.say(r"By N3 $F$ becomes smaller, at parameters as close as we like: no local minimum.")


def _without_residual(D: Derivation) -> None:
    """Case (ii): the normal equations contradict the independence of the targets."""
    D.say(
        r"\emph{(ii) All $r=0$.} The classes of $I$ contribute nothing to the derivatives in "
        r"$(A,c)$, so these satisfy the normal equations of the classes outside $I$ alone (T2). "
        r"By affine independence there are $v$ and $\kappa$ with $v\cdot y_k=\kappa$ for all "
        r"$k\notin I$, and $v\cdot y\ne\kappa$. But"
    )
    D.equal(
        "level of A",
        v.T @ A @ G_out,
        zero(1, "M"),
        using=[NORMAL_OUT, SAME_LEVEL, COUNT],
    )
    D.say(r"and $G_J$ is positive definite, so $v^{\mathsf T}A=0$, and with $c=\bar y_J-A\bar x_J$")
    D.equal(
        "level of y",
        v.T @ y_j,
        v.T @ (A @ p + c),
        kappa * identity(1),
        using=[NO_RESIDUAL, BEST_OUT, LEVEL, SAME_LEVEL, COUNT],
    )
    D.say(
        r"against the choice of $v$. With the linear readout ($c=0$ kept, linear independence): "
        r"$v\cdot y_k=0$ for all $k\notin I$, $v\cdot y\ne0$, and"
    )
    D.equal("linear", v.T @ A @ G_out, zero(1, "M"), using=[NORMAL_LINEAR, LEVEL_ZERO])
    D.say(r"so $v\cdot y=v^{\mathsf T}Ap=0$, the same contradiction.")


def on_data(case: Case) -> Verdict:
    """For every subset with the hypotheses: a network with the same pattern and smaller cost."""
    if not case.enumerable:
        return TOO_MANY
    data, checked, missing = case.data, 0, "no proper non-empty subset has a network"
    for m in case.minima:
        if not m.collapsed or m.candidate is None:
            continue
        lacking = case.landscape.missing_hypotheses(m.collapsed, m.readout)
        if lacking:
            missing = f"{names_of(case, m)}: {', '.join(lacking)}"
            continue
        if m.witness is None:
            return Unknown(f"no witness was found for {names_of(case, m)}")
        checked += 1
        patterns = [
            network.activation_pattern(data.inputs) for network in (m.candidate, m.witness.network)
        ]
        if patterns[0] != patterns[1] or not cost_squared(m.witness.network, data) < m.value:
            return Refuted(f"the witness of {names_of(case, m)} is none")
    if not checked:
        return NotApplicable(missing)
    return Proved(f"{counted(checked, 'witness')} of smaller cost")


def equal_targets() -> Iterator[str]:
    """y_1 = y_2: a constant output has cost 0, the least there is."""
    for a, b in product(SMALL, SMALL):
        means, scatter = exact.matrix([[a, b], [0, 0]]), exact.identity(2)
        targets = exact.matrix([[1, 1], [0, 0]])
        best = affine_readout(means, scatter, targets)
        if best.value == 0 and not affinely_independent(targets):
            yield (
                f"Q = M = 2, apex ({a}, 0), mean ({b}, 0), S_2 = 1, y_1 = y_2 = (1, 0): A = 0, c "
                "= y_1 has cost 0, a minimum over all parameters"
            )


def thin_scatter() -> Iterator[str]:
    """One point outside I: the cost is 0, so the candidate is a minimum."""
    for a, b in product(range(1, 4), range(1, 4)):
        data = data_of([[a, 0]], [[0, b]])
        minima = landscape(data, readouts=("affine",))
        minimum = minima.minimum((0,), "affine")
        lacking = minima.missing_hypotheses((0,), "affine")
        if minimum.verdicts["all_parameters"] == "proved" and len(lacking) == 1:
            yield (
                f"Q = M = 2, the points ({a}, 0) and (0, {b}), I = {{1}}: the candidate has cost "
                f"{text(minimum.value)}, a minimum over all parameters"
            )


def narrow() -> Iterator[str]:
    """M = 1 < Q = 2, definite scatter: is there a candidate without a witness?"""
    for low, middle, high in product(SMALL, SMALL, SMALL):
        if low < middle < high:
            try:
                minima = landscape(data_of([[low]], [[middle], [high]]), readouts=("affine",))
            except TruncationError:
                continue
            minimum = minima.minimum((0,), "affine")
            if minimum.verdicts["all_parameters"] == "proved":
                yield f"M = 1, the point {low} against {middle} and {high}"


def every_subset_is_a_minimum(cases: Sequence[Case]) -> bool:
    """T5d denied: every candidate with free apexes is a local minimum."""
    return all(m.witness is None for case in cases for m in case.minima)


_VARIED = A + eps * (r @ w.T)
NEAR_MISSES = (
    NearMiss(
        "without Aη = 0",
        _VARIED @ (p + xi * eta) + c - y_j,
        (1 + eps * (s + xi)) * r,
        (RESIDUAL, NORMED, HEIGHT),
        in_models="it holds",
    ),
    NearMiss(
        "without the normal equations",
        v.T @ A @ G_out,
        zero(1, "M"),
        (SAME_LEVEL, COUNT),
        in_models="it holds",
    ),
    Denial("every subset is a minimum in all parameters", every_subset_is_a_minimum),
)


def _no_descent(m: Minimum) -> Witness | None:
    """The candidate given out as its own witness."""
    if m.witness is None or m.candidate is None:
        return None
    return replace(m.witness, network=m.candidate)


ENTRY = Entry(
    id="T5d",
    kind="statement",
    name="With free apexes no proper non-empty subset gives a local minimum",
    statement=r"For $\emptyset\ne I\ne\{1,\dots,Q\}$ the cost has no local minimum in $R_I$.",
    letters={
        r"\varrho": "a positive number (|r|² where r is a residual)",
        r"\kappa": "the common level of the targets outside I",
        "m_I": "the mean of the means outside I",
        "s": "w · p",
        r"\xi": "how far to go",
    },
    assumptions=(
        Assumption(id="wide-enough", text=r"$M\ge Q$", counterexample=narrow),
        Assumption(
            id="independent-targets",
            text=r"$y_1,\dots,y_Q$ are affinely independent (linear readout: linearly)",
            counterexample=equal_targets,
        ),
        Assumption(
            id="definite-scatter",
            text=(
                r"$\sum_{k\notin I}(S_k+(\bar x_k-m_I)(\bar x_k-m_I)^{\mathsf T})$ is positive "
                r"definite, $m_I$ the mean of these $\bar x_k$ (linear readout: "
                r"$\sum_{k\notin I}(S_k+\bar x_k\bar x_k^{\mathsf T})$)"
            ),
            counterexample=thin_scatter,
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
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=NEAR_MISSES,
    broken=(
        other_minima(witness=_no_descent),
        returning("proofs.statements.t5d_no_minimum.cost_squared", lambda cost: cost + 10**6),
    ),
    statement_uses=("T5",),
    proof_uses=("T5", "T5b", "T2", "N3", "N4"),
    foundations=("F1",),
    decided_in=("symbolic.minima.Landscape.minimum", "symbolic.descent.descent_witness"),
    coq=(
        "StatementsMinima.T5d",
        "StatementsMinima.T5d_linear",
        "StatementsMinima.T5d_scatter",
    ),
)
