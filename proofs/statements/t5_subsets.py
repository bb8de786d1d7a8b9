"""T5: the cost in the region of a subset of collapsed classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    matrix,
    scalar,
    symmetric,
    trace,
    vector,
    zero,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import TOO_MANY, Case
from proofs.statements.entry import Assumption, Broken, Entry, NearMiss
from proofs.statements.faults import one_more
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import A, c, p
from proofs.statements.working import Block, Label, Numbers, Table, Words
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.closed_forms import value_from_signal_to_noise
from symbolic.cost import cost_squared
from symbolic.errors import NotApplicable as SymbolicNotApplicable
from symbolic.minimum import Minimum
from symbolic.words import ReadoutKind, counted

n = scalar("n")
points = matrix("X_k", "M", "n", words="the inputs of class k, one a column")
moved = matrix("ΔX_k", "M", "n", latex=r"\Delta X_k", words="the deviations of class k")
mean = vector("x̄_k", "M", latex=r"\bar x_k", words="the mean of class k")
target = vector("y_k", "Q", words="the target of class k")
ones_n = vector("1", "n", latex=r"\mathbf 1", words="a vector of ones")
scatter = symmetric("S_k", "M", words="the scatter of class k")
SPLIT = Hypothesis(
    points, mean @ ones_n.T + moved, "points of one class: mean and deviations", Role.DEFINED
)
COUNT = Hypothesis(ones_n.T @ ones_n, n * identity(1), "the class has n points", Role.DEFINED)
SUM_ZERO = Hypothesis(moved @ ones_n, zero("M", 1), "deviations sum to 0", Role.CONCLUDED)
SCATTER_K = Hypothesis(
    moved @ moved.T, n * scatter, "definition of the scatter of a class", Role.DEFINED
)
COLLAPSED = Hypothesis(moved, zero("M", "n"), "the class is collapsed", Role.CASE)
AT_APEX = Hypothesis(mean, p, "to its apex", Role.CASE)


def derive(D: Derivation) -> None:
    """T5: the cost in the region of a subset is a function of (A, c, p)."""
    D.say(
        r"In $R_I$ the output at a point $x$ is $Ax^\tau+c$ (L1), with $x^\tau=p_j$ for the "
        r"classes $j\in I$ and $x^\tau=x$ for the others (L2). A class $k\notin I$ contributes"
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


def on_data(case: Case) -> Verdict:
    """All subsets, in order; the real cost of each candidate is the value of its subset, and so is
    the closed form of S3, where the scatter of the other classes is definite.
    """
    if not case.enumerable:
        return TOO_MANY
    data, minima = case.data, case.minima
    subsets = [m.collapsed for m in minima[:: len(case.landscape.readouts)]]
    if len(subsets) != 2**data.Q - 1 or subsets != sorted(subsets, key=lambda I: (len(I), I)):
        return Refuted("the subsets are not the proper subsets in order")
    for m in minima:
        if m.candidate is not None and cost_squared(m.candidate, data) != m.value:
            return Refuted(f"the cost of the candidate for {names_of(case, m)} is not its value")
        means, scatter = case.landscape.moments(m.collapsed)
        affine = m.readout is ReadoutKind.AFFINE
        try:
            closed = value_from_signal_to_noise(means, scatter, data.targets, affine=affine)
        except SymbolicNotApplicable:
            continue
        if closed != m.value:
            return Refuted(f"the closed form for {names_of(case, m)} is not its value")
    values = {(m.readout, m.value) for m in minima}
    feasible = sum(m.feasible for m in minima)
    return Proved(
        f"{counted(len(subsets), 'subset')}, {counted(len(values), 'distinct value')} among "
        f"{len(minima)}, {feasible} "
        "with a network"
    )


def names_of(case: Case, m: Minimum) -> str:
    return "{" + ", ".join(case.data.labels[j] for j in m.collapsed) + "}"


def models(size: int) -> Iterator[Model]:
    """The two points ``x̄ ± d`` of one class; once as they are, once collapsed to p (T5)."""
    for collapsed in (False, True):
        columns = [name for letter in "cympd" for name in names(letter, size, 1)]
        letters = Letters(*names("a", size, size), *columns)
        domain, m = letters.domain, letters.matrix
        p = m("p", size, 1)
        mean = p if collapsed else m("m", size, 1)
        d = m("d", size, 1) * domain(0 if collapsed else 1)
        row = exact.ones(1, 2, domain)
        moved = d * exact.from_flat([domain(1), domain(-1)], 1, 2, domain)
        matrices = {
            "A": m("a", size, size), "c": m("c", size, 1), "y_k": m("y", size, 1), "p": p,
            "x̄_k": mean,
            "1": row.transpose(), "X_k": mean * row + moved, "ΔX_k": moved,
            "S_k": d * d.transpose(),
        }  # fmt: skip
        yield Model(domain, matrices, dimensions(size), {"n": domain(2)})


SCOPES = ("output_layer", "apexes_held", "all_parameters")


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    if not case.enumerable:
        return
    rows = []
    for index, m in enumerate(case.minima):
        value = numbers.inline(m.value, rf"V_{{{index + 1}}}")
        dimension = "–" if m.dimension is None else str(m.dimension)
        rows.append(
            (
                Words(_members(case, m.collapsed)),
                Words((m.readout, " ($c=0$)" if m.readout == "linear" else "")),
                Words((f"${value}$",)),
                Words((dimension,)),
                *(
                    Words(("no candidate" if m.candidate is None else m.verdicts[scope],))
                    for scope in SCOPES
                ),
            )
        )
    heads = ("$I$", "readout", "$V_I$", "dim", "output layer", "apexes held", "all parameters")
    yield Words(
        ("Values, dimension of the minimizing set with apexes held, and verdict in each scope:",)
    )
    yield Table(heads, tuple(rows))


def _members(case: Case, subset: Sequence[int]) -> tuple[str | Label, ...]:
    if not subset:
        return (r"$\emptyset$",)
    parts: list[str | Label] = []
    for j in subset:
        parts += [", "] if parts else []
        parts.append(Label(case.data.labels[j]))
    return tuple(parts)


_RESIDUAL = A @ points + (c - target) @ ones_n.T
_KEPT = A @ mean + c - target
NEAR_MISSES = (
    NearMiss(
        "with the class size forgotten",
        trace(_RESIDUAL @ _RESIDUAL.T),
        trace(_KEPT @ _KEPT.T) + trace(A @ scatter @ A.T),
        (SPLIT, COUNT, SUM_ZERO, SCATTER_K),
    ),
)

ENTRY = Entry(
    id="T5",
    kind="statement",
    name="Each of the 2^Q − 1 subsets has its own cost in (A, c, p)",
    statement=(
        r"For $I\subsetneq\{1,\dots,Q\}$, in the region $R_I$, "
        r"$C^2=F(A,c,p)=\sum_{j\in I}|Ap_j+c-y_j|^2+\sum_{k\notin I}\bigl(|A\bar "
        r"x_k+c-y_k|^2+\operatorname{Tr}(AS_kA^{\mathsf T})\bigr)$; there are $2^Q-1$ proper "
        r"subsets. For one class outside $I$ <<kept class>> and for one in $I$ <<collapsed class>>"
    ),
    letters={
        "I": "a proper subset of the classes: those that are collapsed",
        "R_I": "the region of parameters in which the classes of I are collapsed and no other",
        "p_j": "the apex to which class j is sent",
        "F": "the cost in that region",
        "n": "the number of inputs of class k",
        "V_I": "the least cost in that region with the apexes held",
    },
    assumptions=(
        Assumption(
            id="pattern",
            text=(
                r"the classes of $I$ are collapsed, each in a hidden layer of its own; all others "
                r"pass every layer unchanged"
            ),
            reason="it says which region is meant",
        ),
    ),
    given=(SPLIT, COUNT, SUM_ZERO, SCATTER_K, COLLAPSED, AT_APEX),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    near_misses=NEAR_MISSES,
    broken=(
        one_more("proofs.statements.t5_subsets.cost_squared"),
        Broken(
            "symbolic.minima.Landscape.subsets", lambda real: lambda self: iter([(), (1,), (0,)])
        ),
    ),
    statement_uses=("D3", "D5"),
    proof_uses=("L1", "L2"),
    decided_in=("symbolic.minima.landscape", "symbolic.values.subset_values"),
    coq=(
        "StatementsMinima.T5_count",
        "StatementsMinima.T5_symmetric",
        "StatementsMinima.T5_symmetric_affine",
        "StatementsMinima.T5_cost",
        "StatementsMinima.T5_F",
        "StatementsMinima.T5_F_weighted",
        "StatementsMinima.T5_open",
        "StatementsMinima.T5_lift",
    ),
)
