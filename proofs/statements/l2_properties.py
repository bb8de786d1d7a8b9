"""L2: what a truncation map does and does not see."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from sympy import QQ

from proofs.algebra import Derivation, diagonal, inverse, matrix, permutation, sigma, vector
from proofs.statements.case import Case
from proofs.statements.d5_truncation_map import APEX, image, tau
from proofs.statements.entry import Assumption, Entry, NearMiss
from proofs.statements.faults import doubled, returning
from proofs.statements.models import layers
from proofs.statements.notation import W, b, p, x
from proofs.statements.searching import SMALL
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.truncation import TruncationMap
from symbolic.truncation_network import ZeroLoss
from symbolic.words import counted

scale = diagonal("D", "M", words="a positive scale of the rows")
shuffle = permutation("P", "M", words="an order of the rows")
frame = matrix("Φ", "M", "M", "invertible", latex=r"\Phi", words="a change of frame of the input")
a = vector("a", "M", words="a shift of the input")


def derive(D: Derivation) -> None:
    """L2: idempotence, fixed and collapse sets, invariances."""
    image = tau(W, b, inverse(W), x)
    D.equal("idempotent", tau(W, b, inverse(W), image), image)
    D.say(
        r"\emph{Fixed set.} $W$ is invertible, so $\tau(x)=x$ iff the following vanishes, that is "
        r"(N1) iff $Wx+b\ge0$:"
    )
    D.equal("fixed", W @ (image - x), sigma(W @ x + b) - (W @ x + b))
    D.say(r"\emph{Collapse set.} Likewise $\tau(x)=p$ iff (N1) $Wx+b\le0$:")
    D.equal("collapsed", W @ (image - p), sigma(W @ x + b), using=[APEX])
    D.say(
        r"\emph{Invariance} under positive diagonal $D$, permutations $P$, and affine changes of "
        r"the input:"
    )
    undo = inverse(W) @ inverse(scale)
    D.equal("scaled", tau(scale @ W, scale @ b, undo, x), image)
    undo = inverse(W) @ inverse(shuffle)
    D.equal("permuted", tau(shuffle @ W, shuffle @ b, undo, x), image)
    changed = W @ inverse(frame)
    D.equal(
        "affine",
        tau(changed, b - changed @ a, frame @ inverse(W), frame @ x + a),
        frame @ image + a,
    )


def on_data(case: Case) -> Verdict:
    """All six at every point, for every truncation map of the network."""
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    inputs, M = case.data.inputs, case.data.M
    two = exact.identity(M) * QQ(2)
    cycle = exact.identity(M).extract([*range(1, M), 0], range(M))
    shear = exact.identity(M) + exact.from_flat(
        [QQ(int(j > i)) for i in range(M) for j in range(M)], M, M
    )
    shift, row = exact.ones(M, 1), exact.ones(1, inputs.shape[1])
    for step in outcome.collapses:
        map_, label = step.map, case.data.labels[step.cls]
        image = map_(inputs)
        if map_(image) != image:
            return Refuted(f"τ∘τ ≠ τ for class {label!r}")
        apexes = map_.apex * row
        for i, (fixed, collapsed) in enumerate(
            zip(map_.fixes(inputs), map_.collapses(inputs), strict=True)
        ):
            at = [i]
            rows = range(M)
            if fixed != (image.extract(rows, at) == inputs.extract(rows, at)):
                return Refuted(f"the fixed set of class {label!r} at point {i}")
            if collapsed != (image.extract(rows, at) == apexes.extract(rows, at)):
                return Refuted(f"the collapse set of class {label!r} at point {i}")
        for change in (two, cycle):
            if TruncationMap(change * map_.W, change * map_.b)(inputs) != image:
                return Refuted(f"the invariance of class {label!r}")
        moved = map_.W * shear.inv()
        other = TruncationMap(moved, map_.b - moved * shift)
        if other(shear * inputs + shift * row) != shear * image + shift * row:
            return Refuted(f"the affine change of class {label!r}")
    return Proved(f"{counted(len(outcome.collapses), 'map')} at {counted(case.data.N, 'point')}")


def negative_scale() -> Iterator[str]:
    """D = −1 in dimension 1."""
    for w, bias, at, d in product((1, 2), SMALL, SMALL, (-1, -2)):
        maps = (TruncationMap(exact.matrix([[k * w]]), exact.column([k * bias])) for k in (1, d))
        here, there = (map_(exact.matrix([[at]])).to_list_flat()[0] for map_ in maps)
        if here != there:
            yield f"W = {w}, b = {bias}, D = {d}: τ_W,b({at}) = {here}, τ_DW,Db({at}) = {there}"


_CHANGED = W @ inverse(frame)
NEAR_MISSES = (
    NearMiss(
        "τ∘τ = τ with b forgotten",
        inverse(W) @ sigma(W @ (inverse(W) @ sigma(W @ x + b)) + b),
        inverse(W) @ sigma(W @ x + b),
    ),
    NearMiss(
        "invariance under any invertible factor",
        tau(frame @ W, frame @ b, inverse(W) @ inverse(frame), x),
        image,
    ),
    NearMiss(
        "affine change without the shift of b",
        tau(_CHANGED, b, frame @ inverse(W), frame @ x + a),
        frame @ image + a,
    ),
)

ENTRY = Entry(
    id="L2",
    kind="statement",
    name=(
        "Truncation maps are idempotent, fix a cone, collapse the opposite one, and do not see "
        "scale, order or frame"
    ),
    statement=(
        r"$\tau\circ\tau=\tau$; $\tau(x)=x$ iff $Wx+b\ge0$; $\tau(x)=p$ iff $Wx+b\le0$; "
        r"$\tau_{DW,Db}=\tau_{PW,Pb}=\tau_{W,b}$; and "
        r"$\tau_{W\Phi^{-1},\,b-W\Phi^{-1}a}(\Phi x+a)=\Phi\tau_{W,b}(x)+a$."
    ),
    assumptions=(
        Assumption(
            id="invertible-weights",
            text=r"$W\in GL(M)$",
            reason="without it the truncation map is not defined, so there is nothing to refute",
        ),
        Assumption(
            id="positive-scale",
            text=r"$D$ is diagonal with entries $>0$",
            counterexample=negative_scale,
        ),
    ),
    given=(APEX,),
    derive=derive,
    on_data=on_data,
    models=layers,
    near_misses=NEAR_MISSES,
    broken=(
        doubled("symbolic.truncation.TruncationMap.__call__"),
        returning("symbolic.truncation.TruncationMap.fixes", lambda fixed: [True] * len(fixed)),
        returning("symbolic.truncation.TruncationMap.fixes", lambda fixed: [False] * len(fixed)),
    ),
    statement_uses=("D5",),
    proof_uses=("N1",),
    decided_in=("symbolic.truncation.TruncationMap",),
    coq=(
        "StatementsNetwork.L2_idempotent",
        "StatementsNetwork.L2_fixed",
        "StatementsNetwork.L2_collapsed",
        "StatementsNetwork.L2_scale",
        "StatementsNetwork.L2_permute",
        "StatementsNetwork.L2_frame",
    ),
)
