"""T4: rank of the Jacobian and dimension of the zero set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from proofs.algebra import (
    Derivation,
    Hypothesis,
    diagonal,
    identity,
    inverse,
    matrix,
    sigma,
    vector,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry
from proofs.statements.faults import fields, no_margin
from proofs.statements.models import layers
from proofs.statements.notation import Y
from proofs.statements.t3_zero_loss import INDEPENDENT, B, interpolation, undo
from proofs.statements.working import Block, Formula, Numbers
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.truncation_network import ZeroLoss
from symbolic.zero_set import Degeneracy, Direction

wanted = matrix("U", "Q", "Q", words="any change of the outputs at the apexes")
free = matrix("Z", "Q", "M+1", words="any matrix")
output = matrix("[A c]", "Q", "M+1", latex="[A\\;c]", words="the readout and its bias side by side")
SOLVES = Hypothesis(output @ B, Y, "[A c] B = Y")
following = matrix("W_{l+1}", "M", "M", words="weights of the layer after l")
Wl = matrix("W_l", "M", "M", words="weights of layer l")
h = vector("x⁽ˡ⁻¹⁾", "M", latex="x^{(l-1)}", words="what layer l gets")
bl = vector("b_l", "M", words="biases of layer l")
scale = diagonal("D", "M", words="a positive scale of the rows")


def derive(D: Derivation) -> None:
    """T4: rank Q², dimension K − Q², and the rescaling directions."""
    D.say(
        r"No pre-activation is $0$, so near the parameters the activation pattern is constant and "
        r"(L1, L2) the output of every point of class $j$ is $Ap_j+c$: the outputs are the "
        r"columns of $[A\;c]B$, repeated $N_j$ times, and $\operatorname{rank}J\le Q^2$. Changing "
        r"$[A\;c]$ alone reaches every $Q\times Q$ matrix $U$:"
    )
    D.equal("onto", (wanted @ undo) @ B, wanted, using=[INDEPENDENT])
    D.say(
        r"So $\operatorname{rank}J=Q^2$. The zero set $[A\;c]B=Y$ is, over the open set of hidden "
        r"parameters with this pattern, the affine bundle of all"
    )
    rest = identity("M+1") - B @ undo
    D.equal("solutions", (Y @ undo + free @ rest) @ B, Y, using=[INDEPENDENT])
    D.say(r"and of nothing else, for a solution $[A\;c]$ has this form with $Z=[A\;c]$:")
    D.equal("all", output, Y @ undo + output @ rest, using=[SOLVES])
    D.say(
        r"The rows of $Z(1-BB^+)$ run through the left kernel of $B$, of dimension $M+1-Q$ (F1). "
        r"So the zero set is a smooth manifold of dimension $L(M^2+M)+Q(M+1-Q)=K-Q^2$, and its "
        r"tangent space, which lies in $\ker J$ and has the same dimension, is $\ker J$. "
        r"Rescaling a hidden unit (row of $(W_l,b_l)$ up, column of $W_{l+1}$ down) changes no "
        r"output:"
    )
    D.equal(
        "rescaling",
        following @ inverse(scale) @ sigma(scale @ Wl @ h + scale @ bl),
        following @ sigma(Wl @ h + bl),
    )


def on_data(case: Case) -> Verdict:
    """Exact rank of the Jacobian of the real network; the named directions lie in its kernel."""
    if not isinstance(case.zero_loss, ZeroLoss):
        return case.no_network
    degeneracy, data = case.degeneracy, case.data
    if degeneracy.rank != data.Q**2:
        return Refuted(f"rank J = {degeneracy.rank}")
    if not degeneracy.network.smallest_margin(data.inputs) > 0:
        return Refuted("a training point is on a kink of the network")
    for direction in degeneracy.directions:
        if not (degeneracy.jacobian * direction.vector).is_zero_matrix:
            label = data.labels[direction.cls]
            return Refuted(f"the {direction.kind} direction of class {label!r} moves an output")
    return Proved(
        f"rank J = {degeneracy.rank}, dimension {degeneracy.dimension} of K = {degeneracy.K}, "
        f"{degeneracy.rescaling} rescalings"
    )


def models(size: int) -> Iterator[Model]:
    """As `interpolation`, any E in place of the indicators; and layers to be rescaled (T4)."""
    for model in interpolation(size):
        known = dict(model.matrices) | {"U": model.matrices["R"]}
        yield Model(model.domain, known, model.dimensions, model.scalars)
    for model in layers(size):
        old = model.matrices
        known = {
            "W_{l+1}": old["Φ"],
            "W_l": old["W"],
            "b_l": old["b"],
            "x⁽ˡ⁻¹⁾": old["x"],
            "D": old["D"],
        }
        yield Model(model.domain, known, model.dimensions, {}, model.positive)


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    if not isinstance(case.zero_loss, ZeroLoss):
        return
    degeneracy = case.degeneracy
    yield Formula(
        rf"K={degeneracy.K},\quad \operatorname{{rank}}J={degeneracy.rank}=Q^2,\quad "
        rf"K-Q^2={degeneracy.dimension},\quad LM={degeneracy.rescaling}."
    )


def rank_is_larger(cases: Sequence[Case]) -> bool:
    """T4 with rank J = Q² + 1, somewhere."""
    return any(
        case.degeneracy.rank == case.data.Q**2 + 1
        for case in cases
        if isinstance(case.zero_loss, ZeroLoss)
    )


NEAR_MISSES = (Denial("rank J = Q² + 1", rank_is_larger),)


def _with_ones(right: Degeneracy) -> tuple[Direction, ...]:
    """Directions whose every entry is 1."""
    return tuple(replace(d, vector=exact.ones(right.K, 1)) for d in right.directions)


ENTRY = Entry(
    id="T4",
    kind="statement",
    name="The zero set is a manifold of dimension K − Q²",
    statement=(
        r"At the parameters of T3, $\operatorname{rank}J=Q^2$ whatever $N$; near them the zero "
        r"set is a smooth manifold of dimension $K-Q^2$ with tangent space $\ker J$, which "
        r"contains the $LM$ rescaling directions. <<onto>> <<rescaling>>"
    ),
    letters={
        "J": "the Jacobian of all outputs in all parameters",
    },
    assumptions=(
        Assumption(
            id="independent-apexes",
            text=r"$p_1,\dots,p_Q$ are affinely independent",
            reason="cost 0 with affinely independent targets implies it",
        ),
        Assumption(
            id="strict-pattern",
            text=r"no pre-activation of a training point is $0$",
            reason="at a kink there is no Jacobian, so there is nothing to refute",
        ),
    ),
    given=(INDEPENDENT, SOLVES),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    near_misses=NEAR_MISSES,
    broken=(
        fields("proofs.statements.case.degeneracy", rank=lambda right: right.rank + 1),
        fields("proofs.statements.case.degeneracy", rank=lambda right: right.rank - 1),
        fields("proofs.statements.case.degeneracy", directions=_with_ones),
        Broken("symbolic.network.ReluNetwork.smallest_margin", no_margin),
    ),
    statement_uses=("T3",),
    proof_uses=("L1", "L2", "D4"),
    foundations=("F1",),
    decided_in=("symbolic.zero_set.degeneracy",),
    coq=(
        "StatementsMinima.T4_derivative",
        "StatementsMinima.T4_rank",
        "StatementsMinima.T4_kernel",
        "StatementsMinima.T4_fibre",
        "StatementsMinima.T4_graph",
        "StatementsMinima.T4_tangent",
        "StatementsMinima.T4_rescaling",
    ),
)
