"""T2: the exact minimum over affine readouts, and when the bias gains nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    inverse,
    matrix,
    positive_definite,
    trace,
    zero,
)
from proofs.statements.case import Case
from proofs.statements.d6_noise_to_signal import Delta2, Xbar_q
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import fields, returning
from proofs.statements.models import affine
from proofs.statements.notation import ONES, A, Q, S, Xbar, Y, c, u
from proofs.statements.searching import data_of
from proofs.statements.t1_linear_readout import (
    GRAM,
    MEANS_INVERTIBLE,
    NORMAL,
    ONE_PLUS,
    G,
    best,
    cost_of,
    one_plus,
)
from proofs.statements.working import Block, Formula, Numbers, chain, fits
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.closed_forms import stationarity_defect
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.readouts import affine_readout, linear_readout
from symbolic.scalars import text

centre = identity("Q") - (1 / Q) * (u @ u.T)
Gc = positive_definite(
    "G_c", "M", words="the second moments of the inputs about the mean of the means"
)
R = matrix("R", "Q", "Q", words="residuals at the means, one a column")
linear_best = Y @ inverse(one_plus) @ inverse(Xbar_q)
best_affine = matrix("A*", "Q", "M", latex="A_*", words="the best readout")
GRAM_CENTRED = Hypothesis(
    Xbar @ Xbar.T, Gc - S + (1 / Q) * (Xbar @ u @ u.T @ Xbar.T), "definition of the centred G"
)
NORMAL_CENTRED = Hypothesis(
    best_affine @ Gc, Y @ centre @ Xbar.T, "centred normal equations", Role.DEFINED
)


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
    D.equal("defect", slope, -(Y @ Delta2 @ inverse(one_plus) @ u), using=[ONE_PLUS])


def derive(D: Derivation) -> None:
    """T2: the completed square in (A, c), and when the bias gains nothing."""
    D.say(
        r"Let $A_*G_c=Y(1-\tfrac1Quu^{\mathsf T})\bar X^{\mathsf T}$ with "
        r"$G_c=\bar X(1-\tfrac1Quu^{\mathsf T})\bar X^{\mathsf T}+S$. By D3, for all $A$ and $c$:"
    )
    affine_square(D)
    D.say(
        r"\emph{Rank.} $Y$ is invertible, so the non-zero row $u^{\mathsf T}Y^{-1}$ is a relation "
        r"between the rows of $A_*$:"
    )
    D.equal(
        "rank",
        u.T @ inverse(Y) @ best_affine @ Gc,
        zero(1, "M"),
        using=[NORMAL_CENTRED, ONES],
    )
    D.say(
        r"\emph{Comparison} ($M=Q$, $\bar X$ invertible). At the linear minimizer "
        r"$A=Y(1+\Delta_2)^{-1}\bar X^{-1}$ of T1, half the derivative in $c$ is"
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
        r"So equality forces $\Delta_2(1+\Delta_2)^{-1}u=0$ ($Y$ is invertible), and, "
        r"$1+\Delta_2$ being invertible, that is $\Delta_2u=0$:"
    )
    D.equal("back", Delta2 @ u, one_plus @ Delta2 @ inverse(one_plus) @ u, using=[ONE_PLUS])
    D.say(
        r"Conversely, if $\Delta_2u=0$ then the derivative in $c$ vanishes at $(A,0)$, the "
        r"derivative in $A$ vanishes by T1, and by the completed square this is a minimum in "
        r"$(A,c)$."
    )


def on_data(case: Case) -> Verdict:
    """Minimality in (A, c), rank, and the comparison with the linear readout."""
    data = case.data
    one = linear_readout(data.means, data.scatter, data.targets)
    two = affine_readout(data.means, data.scatter, data.targets)
    if cost_of(data, two.A, two.c) != two.value:
        return Refuted("the affine readout does not attain the value")
    residual = two.A * data.means + two.c * exact.ones(1, data.Q) - data.targets
    if not (residual * exact.ones(data.Q, 1)).is_zero_matrix:
        return Refuted("the derivative in c does not vanish")
    if not (residual * data.means.transpose() + two.A * data.scatter).is_zero_matrix:
        return Refuted("the derivative in A does not vanish")
    if two.value > one.value or two.A.rank() > data.Q - 1:
        return Refuted("V_aff > V_lin, or the rank of A is Q")
    if not data.targets_invertible:
        return Proved("minimality and rank; the comparison needs an invertible Y")
    try:
        flat = (data.noise_to_signal * exact.ones(data.Q, 1)).is_zero_matrix
        slope = stationarity_defect(data)
    except SymbolicNotApplicable as error:
        return Proved(f"minimality; the comparison {error}")
    if flat != (one.value == two.value) or flat != slope.is_zero_matrix:
        return Refuted("V_aff = V_lin and Δ₂u = 0 disagree")
    return Proved(f"V_aff {'=' if flat else '<'} V_lin, Δ₂u {'=' if flat else '≠'} 0")


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    """The centres, the readout and the value."""
    data = case.data
    readout = affine_readout(data.means, data.scatter, data.targets)
    row, share = exact.ones(data.Q, 1), QQ(1, data.Q)
    middle, target = data.means * row * share, data.targets * row * share
    m, y = numbers.matrix(middle, "m"), numbers.matrix(target, r"\bar y")
    best = numbers.matrix(readout.A, "A")
    yield Formula(rf"m={m},\qquad \bar y={y},\qquad A_*={best}.")
    put_in = [rf"{y}-{best}{m}"] if fits(data.M, data.Q) else []
    yield chain("c_*", r"\bar y-A_*m", *put_in, numbers.matrix(readout.c, "c"))
    formula = r"\|A_*\bar X+c_*u^{\mathsf T}-Y\|^2+\operatorname{Tr}(A_*SA_*^{\mathsf T})"
    residual = exact.squared_norm(
        readout.A * data.means + readout.c * exact.ones(1, data.Q) - data.targets
    )
    means, noise = numbers.number(residual, "r"), numbers.number(readout.value - residual, "n")
    value = numbers.result(readout.value, r"V_{\mathrm{aff}}")
    yield chain(r"V_{\mathrm{aff}}", formula, f"{means}+{noise}", value)


def singular_gram() -> Iterator[str]:
    """Two different affine minimizers."""
    for a, extra in product(range(1, 4), (1, 2)):
        data = data_of([[a]])
        best = affine_readout(data.means, data.scatter, data.targets)
        if not best.excess(best.A + exact.matrix([[extra]])):
            yield (
                f"Q = M = 1, the one point {a}: (A, c) = (0, 1) and ({extra}, {1 - extra * a}) "
                "both have cost 0"
            )


def zero_targets() -> Iterator[str]:
    """Y = 0: equal values although Δ₂u ≠ 0."""
    for low, high in product(range(1, 4), range(2, 6)):
        data = data_of([[low], [high]])
        none = exact.zeros(1, 1)
        values = {f(data.means, data.scatter, none).value for f in (linear_readout, affine_readout)}
        if low != high and len(values) == 1 and not data.noise_to_signal.is_zero_matrix:
            yield (
                f"Q = M = 1, points {low} and {high}, y = 0: V_aff = V_lin = 0, but Δ₂u = "
                f"{text(data.noise_to_signal.to_list_flat()[0])}"
            )


def affine_equals_linear_always(cases: Sequence[Case]) -> bool:
    """V_aff = V_lin without Δ₂u = 0."""
    data = [case.data for case in cases]
    return all(
        affine_readout(d.means, d.scatter, d.targets).value
        == linear_readout(d.means, d.scatter, d.targets).value
        for d in data
    )


_RESIDUAL = A @ Xbar + c @ u.T - Y
NEAR_MISSES = (
    NearMiss(
        "with an uncentred Gram matrix",
        trace(_RESIDUAL @ _RESIDUAL.T) + trace(A @ S @ A.T),
        trace(Y @ Y.T) - trace(best @ G @ best.T) + trace((A - best) @ G @ (A - best).T),
        (ONES, GRAM, NORMAL),
        in_models="the premise fails",
    ),
    NearMiss(
        "derivative with the other sign",
        (linear_best @ Xbar_q - Y) @ u,
        Y @ Delta2 @ inverse(one_plus) @ u,
        (ONE_PLUS,),
    ),
    NearMiss(
        "derivative without the resolvent",
        (linear_best @ Xbar_q - Y) @ u,
        -(Y @ Delta2 @ u),
        (ONE_PLUS,),
    ),
    Denial("V_aff = V_lin always", affine_equals_linear_always),
)

ENTRY = Entry(
    id="T2",
    kind="statement",
    name="The affine readout has an exact minimum, equal to the linear one iff Δ₂u = 0",
    statement=(
        r"For all $A$, $c$: <<square>> So the minimum is attained at $A_*$ and $c_*=\bar y-A_*m$; "
        r"$V_{\mathrm{aff}}\le V_{\mathrm{lin}}$, with equality ($M=Q$, $\bar X$ invertible) iff "
        r"$\Delta_2u=0$; $\operatorname{rank}A_*\le Q-1$."
    ),
    letters={
        "m": "the mean of the means of the classes",
        r"\bar y": "the mean of the targets",
    },
    assumptions=(
        Assumption(
            id="definite-gram",
            text=r"$G_c$ is positive definite (for uniqueness)",
            counterexample=singular_gram,
        ),
        Assumption(
            id="invertible-targets",
            text=r"$Y$ is invertible (for the comparison and the rank)",
            counterexample=zero_targets,
        ),
        MEANS_INVERTIBLE,
    ),
    given=(ONES, GRAM_CENTRED, NORMAL_CENTRED, ONE_PLUS, Gc),
    derive=derive,
    on_data=on_data,
    models=affine,
    worked=worked,
    near_misses=NEAR_MISSES,
    broken=(
        fields(
            "proofs.statements.t2_affine_readout.affine_readout", value=lambda best: best.value + 1
        ),
        fields("proofs.statements.t2_affine_readout.affine_readout", A=lambda best: best.A * QQ(2)),
        fields("proofs.statements.t2_affine_readout.affine_readout", c=lambda best: best.c * QQ(2)),
        returning(
            "proofs.statements.t2_affine_readout.stationarity_defect", lambda defect: defect * QQ(0)
        ),
    ),
    statement_uses=("T1", "D3", "D6"),
    proof_uses=("T1", "D3", "D6"),
    decided_in=("symbolic.readouts.affine_readout", "symbolic.closed_forms.stationarity_defect"),
    coq=(
        "StatementsReadout.T2_square",
        "StatementsReadout.T2_solvable",
        "StatementsReadout.T2_minimizers",
        "StatementsReadout.T2_centred",
        "StatementsReadout.T2_unique",
        "StatementsReadout.T2_gradient",
        "StatementsReadout.T2_equality",
        "StatementsReadout.T2_below",
        "StatementsReadout.T2_rank",
    ),
)
