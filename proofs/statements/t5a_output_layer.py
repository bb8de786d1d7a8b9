"""T5a: a minimum over the output layer."""

from __future__ import annotations

from sympy import QQ

from proofs.algebra import Derivation
from proofs.statements.case import TOO_MANY, Case
from proofs.statements.entry import Entry
from proofs.statements.faults import one_more, other_minima
from proofs.statements.models import affine
from proofs.statements.notation import ONES
from proofs.statements.t2_affine_readout import GRAM_CENTRED, NORMAL_CENTRED, Gc, affine_square
from proofs.statements.t5_subsets import names_of
from proofs.verdicts import Proved, Refuted, Verdict


def derive(D: Derivation) -> None:
    """T5a: T1 and T2 for the truncated data."""
    D.say(
        r"With the hidden layers fixed the cost is a function of $(A,c)$ alone, and T1 and T2 "
        r"hold for the truncated data: $\bar X$ now has the column $p_j$ for $j\in I$, and "
        r"$S=\sum_{k\notin I}S_k$."
    )
    affine_square(D)


def on_data(case: Case) -> Verdict:
    """The normal equations of the truncated data at every readout."""
    if not case.enumerable:
        return TOO_MANY
    for m in case.minima:
        best = case.landscape.readout(m.collapsed, m.readout)
        means, noise = case.landscape.moments(m.collapsed)
        if m.readout == "linear":
            gradient = (m.A * means - case.data.targets) * means.transpose() + m.A * noise
            if not gradient.is_zero_matrix or not m.c.is_zero_matrix:
                return Refuted(f"the linear readout of {names_of(case, m)} is not stationary")
        if best.value != m.value or best.excess(m.A) != 0:
            return Refuted(f"the readout of {names_of(case, m)} is not a minimizer")
    return Proved(f"{len(case.minima)} readouts")


ENTRY = Entry(
    id="T5a",
    kind="statement",
    name="With hidden layers fixed every subset's candidate is a minimum",
    statement=(
        r"With the hidden layers fixed the candidate of every subset is a global minimum over the "
        r"output layer (linear readout: over the output layers with $c=0$): <<square>>"
    ),
    given=(ONES, GRAM_CENTRED, NORMAL_CENTRED, Gc),
    derive=derive,
    on_data=on_data,
    models=affine,
    broken=(
        one_more("symbolic.readouts.Readout.excess"),
        other_minima(A=lambda m: m.A * QQ(2)),
        other_minima(value=lambda m: m.value + 1),
    ),
    statement_uses=("T5",),
    proof_uses=("T1", "T2"),
    decided_in=("symbolic.minima.Landscape.readout",),
    coq=(
        "StatementsMinima.T5a",
        "StatementsMinima.T5a_linear",
    ),
)
