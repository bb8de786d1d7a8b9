"""T5c: a local minimum in all parameters where nothing is collapsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from types import SimpleNamespace
from typing import Any

from proofs.algebra import Derivation
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.d4_cumulative import (
    B_CUMULATIVE,
    W_CUMULATIVE,
    Wbefore,
    Wcum,
    Wl,
    bbefore,
    bcum,
    bl,
)
from proofs.statements.entry import Assumption, Broken, Entry
from proofs.statements.faults import other_minima
from proofs.statements.models import affine, layers
from proofs.statements.notation import ONES, x
from proofs.statements.searching import data_of
from proofs.statements.t1_linear_readout import ONE_PLUS
from proofs.statements.t2_affine_readout import (
    GRAM_CENTRED,
    NORMAL_CENTRED,
    Gc,
    affine_square,
    linear_slope,
)
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.minima import landscape
from symbolic.minimum import Minimum
from symbolic.network import ReluNetwork
from symbolic.region import Region
from symbolic.scalars import text
from symbolic.words import Scope, VerdictWord, counted

LISTED_HESSIAN = 60  # parameters; the Hessian takes K²/2 evaluations
LONGEST_IN_HESSIAN = 2_000  # characters of a number


def derive(D: Derivation) -> None:
    """T5c: without collapse the network is affine near the candidate."""
    D.say(
        r"For $I=\emptyset$ every hidden layer acts as an affine map on the data, and so does "
        r"their composition:"
    )
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


def on_data(case: Case) -> Verdict:
    """The exact gradient of the real network in all parameters at the affine candidate for I =
    ∅.
    """
    affine = (
        next(m for m in case.minima[: len(case.landscape.readouts)] if m.readout == "affine")
        if case.enumerable
        else case.landscape.minimum((), "affine")
    )
    if affine.candidate is None:
        return NotApplicable("no candidate for the empty subset")
    region = Region.of(affine.candidate, case.data)
    gradient = region.gradient()
    if any(exact.squared_norm(block) for block in gradient):
        return Refuted("the gradient of the cost is not 0")
    if affine.verdicts["all_parameters"] != "proved":
        return Refuted("the landscape does not say so")
    K, Q = affine.candidate.parameter_count, case.data.Q
    longest = max(len(text(e)) for e in affine.candidate.output.W.to_list_flat())
    if K > LISTED_HESSIAN or longest > LONGEST_IN_HESSIAN:
        return Proved(f"the gradient in all K = {counted(K, 'parameter')} is exactly 0")
    curved = region.hessian().rank()
    expected = Q * case.landscape.readout((), "affine").rank + Q
    if curved != expected:
        return Refuted(f"the Hessian has rank {curved}, expected {expected}")
    return Proved(
        f"the gradient in all K = {counted(K, 'parameter')} is exactly 0, the Hessian has "
        f"rank {curved}"
    )


def models(size: int) -> Iterator[Model]:
    """Layers, and data with the affine minimizer (T5c)."""
    yield from layers(size)
    yield from affine(size)


def linear_readout_only() -> Iterator[str]:
    """I = ∅ with the linear readout: smaller cost close by, in the bias."""
    for low, high in product(range(1, 4), range(2, 6)):
        if low < high:
            data = data_of([[low], [high]])
            minimum = landscape(data, readouts=("linear",)).minimum((), "linear")
            if minimum.witness is not None:
                yield (
                    f"Q = M = 1, points {low} and {high}: V = {text(minimum.value)} with c = 0, "
                    f"and {text(minimum.witness.cost)} arbitrarily close by with c ≠ 0"
                )


def _shifted(m: Minimum) -> ReluNetwork | None:
    """The candidate with outputs that are off by 1."""
    if m.candidate is None:
        return None
    output = m.candidate.output
    off = replace(output, b=output.b + exact.ones(m.candidate.Q, 1))
    return replace(m.candidate, output=off)


def _sloping(real: type[Region]) -> Any:
    """Regions in which the gradient never vanishes."""
    here = SimpleNamespace(gradient=lambda: [exact.ones(1, 1)])
    return SimpleNamespace(of=lambda *_: here)


ENTRY = Entry(
    id="T5c",
    kind="statement",
    name="Without collapse the affine candidate is a minimum in all parameters",
    statement=(
        r"For $I=\emptyset$ and the affine readout the candidate is a local minimum in all "
        r"parameters, with a minimizing set of dimension $K-QM-Q$; with the linear readout only "
        r"within $c=0$, unless $\Delta_2u=0$. <<square>>"
    ),
    assumptions=(
        Assumption(
            id="affine-readout",
            text=r"the readout is affine, or $\Delta_2u=0$",
            counterexample=linear_readout_only,
        ),
    ),
    given=(W_CUMULATIVE, B_CUMULATIVE, ONES, GRAM_CENTRED, NORMAL_CENTRED, ONE_PLUS, Gc),
    derive=derive,
    on_data=on_data,
    models=models,
    broken=(
        other_minima(candidate=_shifted),
        other_minima(verdicts=lambda m: {**m.verdicts, Scope.ALL_PARAMETERS: VerdictWord.UNKNOWN}),
        Broken("proofs.statements.t5c_no_collapse.Region", _sloping),
    ),
    statement_uses=("T5",),
    proof_uses=("T2", "T5b"),
    decided_in=("symbolic.minima.Landscape.minimum",),
    coq=(
        "StatementsMinima.T5c",
        "StatementsMinima.T5c_local",
        "StatementsMinima.T5c_minimizers",
        "StatementsMinima.T5c_graph",
        "StatementsMinima.T5c_linear",
    ),
)
