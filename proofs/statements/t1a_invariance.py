"""T1a: the value of T1 does not see the frame of the input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sympy import QQ

from proofs.algebra import Derivation, identity, inverse, matrix, trace
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Entry
from proofs.statements.models import plain
from proofs.statements.notation import Xbar, Y
from proofs.statements.t1_linear_readout import G
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.readouts import linear_readout
from symbolic.scalars import text

frame = matrix("Φ", "M", "M", "invertible", latex=r"\Phi", words="a change of frame of the input")


def derive(D: Derivation) -> None:
    """T1a: under x ↦ Kx the Gram matrix becomes KGKᵀ and H becomes HKᵀ."""
    D.say(
        r"Under $x\mapsto\Phi x$ the means become $\Phi\bar X$ and $G$ becomes "
        r"$\Phi G\Phi^{\mathsf T}$; with $H=Y\bar X^{\mathsf T}$ the value of T1 is "
        r"$\operatorname{Tr}(YY^{\mathsf T})-\operatorname{Tr}(HG^{-1}H^{\mathsf T})$, and"
    )
    undo = inverse(frame).T @ inverse(G) @ inverse(frame)
    D.equal("inverse", frame @ G @ frame.T @ undo, identity("M"))
    D.equal(
        "invariant",
        trace((Y @ Xbar.T @ frame.T) @ undo @ (frame @ Xbar @ Y.T)),
        trace(Y @ Xbar.T @ inverse(G) @ Xbar @ Y.T),
    )


def on_data(case: Case) -> Verdict:
    """The value of the data and of the data seen in a sheared frame."""
    data = case.data
    M = data.M
    shear = exact.from_flat([QQ(int(j >= i)) for i in range(M) for j in range(M)], M, M)
    shear = shear * shear.transpose()
    one = linear_readout(data.means, data.scatter, data.targets).value
    two = linear_readout(
        shear * data.means, shear * data.scatter * shear.transpose(), data.targets
    ).value
    if one != two:
        return Refuted(f"{one} and {two}")
    return Proved("under one shear with integer entries")


def singular_frame() -> Iterator[str]:
    """Φ = 0 in dimension 1."""
    for m in range(1, 4):
        here = linear_readout(exact.matrix([[m]]), exact.matrix([[0]]), exact.matrix([[1]])).value
        there = linear_readout(exact.matrix([[0]]), exact.matrix([[0]]), exact.matrix([[1]])).value
        if here != there:
            yield f"Q = M = 1, the one point {m}, Φ = 0: V = {text(here)} becomes {text(there)}"


def _sees_the_frame(real: Any) -> Any:
    """A readout whose value depends on the frame."""
    return lambda means, *rest: replace(real(means, *rest), value=exact.squared_norm(means))


ENTRY = Entry(
    id="T1a",
    kind="statement",
    name="The value of the linear readout does not see the frame of the input",
    statement=r"$V$ is unchanged under $x\mapsto\Phi x$, $\Phi\in GL(M)$: <<invariant>>",
    assumptions=(
        Assumption(id="invertible-frame", text=r"$\Phi\in GL(M)$", counterexample=singular_frame),
    ),
    derive=derive,
    on_data=on_data,
    models=plain,
    broken=(Broken("proofs.statements.t1a_invariance.linear_readout", _sees_the_frame),),
    statement_uses=("T1",),
    proof_uses=("T1",),
    decided_in=("symbolic.readouts.linear_readout",),
    coq=("StatementsReadout.T1a",),
)
