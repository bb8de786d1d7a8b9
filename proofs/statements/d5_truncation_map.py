"""D5: truncation maps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, Hypothesis, Role, inverse, sigma
from proofs.algebra.terms import Term
from proofs.statements.case import Case
from proofs.statements.entry import Entry, NearMiss
from proofs.statements.faults import doubled, returning
from proofs.statements.models import layers
from proofs.statements.notation import W, apex, b, p, x
from proofs.statements.working import Block, Label, Numbers, Words
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.truncation_network import ZeroLoss
from symbolic.words import counted

APEX = Hypothesis(p, apex, "definition of the apex", Role.DEFINED)


def tau(weights: Term, biases: Term, undo: Term, point: Term) -> Term:
    """``W⁻¹(σ(Wx + b) − b)``, the inverse given."""
    return undo @ (sigma(weights @ point + biases) - biases)


image = tau(W, b, inverse(W), x)


def derive(D: Derivation) -> None:
    """D5: the two forms of the truncation map."""
    D.equal(
        "tau",
        inverse(W) @ (sigma(W @ x + b) - b),
        p + inverse(W) @ sigma(W @ (x - p)),
        using=[APEX],
    )


def on_data(case: Case) -> Verdict:
    """Both forms at every point, for every truncation map of the network."""
    outcome = case.zero_loss
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    data, kept = case.data, 0
    inputs = data.inputs
    for step in outcome.collapses:
        tau, shift = step.map, step.map.apex * exact.ones(1, inputs.shape[1])
        images = shift + tau.W.inv() * exact.relu(tau.W * (inputs - shift))
        if tau(inputs) != images:
            return Refuted(f"the map of class {data.labels[step.cls]!r}")
        preserving = _ranks(images, data) == _ranks(inputs, data)
        if preserving != tau.preserves_rank(data):
            return Refuted(f"the ranks under the map of class {data.labels[step.cls]!r}")
        kept += preserving
    maps, points = len(outcome.collapses), counted(data.N, "point")
    return Proved(f"{counted(maps, 'map')} at {points}, {kept} of {maps} rank preserving")


def _ranks(points: DomainMatrix, data: ClusterData) -> tuple[int, int]:
    """The ranks of all points and of the sums of those of each class."""
    ends = list(accumulate(data.sizes, initial=0))
    rows = range(points.shape[0])
    blocks = [points.extract(rows, range(*pair)) for pair in pairwise(ends)]
    sums = exact.side_by_side([block * exact.ones(block.shape[1], 1) for block in blocks])
    return exact.rank(points), exact.rank(sums)


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    """The ranks that each map of the network leaves."""
    outcome, data = case.zero_loss, case.data
    if not isinstance(outcome, ZeroLoss):
        return
    before = _ranks(data.inputs, data)
    yield Words(
        (rf"$\operatorname{{rank}}X={before[0]}$, $\operatorname{{rank}}\bar X={before[1]}$.",)
    )
    for step in outcome.collapses:
        inputs, means = _ranks(step.map(data.inputs), data)
        word = "preserving" if (inputs, means) == before else "reducing"
        said = rf" leaves the ranks ${inputs}$ and ${means}$: it is rank {word}."
        yield Words(("The map of class ", Label(data.labels[step.cls]), said))


_CONE = p + inverse(W) @ sigma(W @ (x - p))
NEAR_MISSES = (
    NearMiss("with b forgotten", inverse(W) @ sigma(W @ x + b), _CONE, (APEX,)),
    NearMiss(
        "with the other sign of the apex",
        image,
        _CONE,
        (Hypothesis(p, inverse(W) @ b, "p = W⁻¹b"),),
        in_models="the premise fails",
    ),
)

ENTRY = Entry(
    id="D5",
    kind="definition",
    name="A truncation map is a cone seen from its apex",
    definition=(
        r"For invertible $W$ let $\tau_{W,b}(x)=W^{-1}(\sigma(Wx+b)-b)$; its apex is $p=-W^{-1}b$. "
        r"It is rank preserving for data if the images have the rank of $X$ and their means that "
        r"of $\bar X$, and rank reducing otherwise."
    ),
    statement=r"The truncation map is a cone seen from its apex: <<tau>>",
    letters={
        r"\tau_{W,b}": "the truncation map of a layer",
    },
    given=(APEX,),
    derive=derive,
    on_data=on_data,
    models=layers,
    near_misses=NEAR_MISSES,
    worked=worked,
    broken=(
        doubled("symbolic.truncation.TruncationMap.__call__"),
        returning("symbolic.truncation.TruncationMap.preserves_rank", lambda kept: not kept),
    ),
    statement_uses=("D2",),
    decided_in=("symbolic.truncation.TruncationMap",),
    coq=(
        "StatementsNetwork.D5",
        "StatementsNetwork.D5_preserving",
        "StatementsNetwork.D5_reducing",
    ),
)
