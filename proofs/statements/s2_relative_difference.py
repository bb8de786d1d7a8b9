"""S2: by how little the projecting network with readout Y exceeds the best of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    inverse,
    matrix,
    scalar,
    trace,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.d6_noise_to_signal import Delta1, Delta2
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import Y, weights
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.statements.t1_linear_readout import ONE_PLUS, one_plus
from proofs.statements.working import Block, Formula, Numbers
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cost import cost_squared
from symbolic.one_hidden_layer import projecting_network, shallow
from symbolic.scalars import text

xi = scalar("xi")
slack = matrix("R_ξ", "Q", "Q", latex=r"R_\xi", words="a square root of what Δ₂ lacks to its bound")
SHARES = Hypothesis(
    Delta1 @ weights @ Delta1.T,
    one_plus - identity("Q"),
    "Δ₂ from the deviations, as 1 + Δ₂ minus 1",
    Role.DEFINED,
)
SLACK = Hypothesis(
    slack @ slack.T, (xi + 1) * identity("Q") - one_plus, "what Δ₂ lacks to its bound has a root"
)
naive = trace(Y @ Delta2 @ Y.T)
value = trace(Y @ Delta2 @ inverse(one_plus) @ Y.T)
gap = trace(Y @ Delta2 @ inverse(one_plus) @ Delta2 @ Y.T)
missing = (xi + 1) * identity("Q") - one_plus
first = Y @ inverse(one_plus) @ missing @ Delta1
second = Y @ inverse(one_plus) @ (one_plus - identity("Q")) @ slack


def derive(D: Derivation) -> None:
    """The difference, its sign, and what is missing to the bound as a sum of two squares."""
    D.say(r"By S1 the two costs differ by")
    D.equal("gap", naive - value, gap, using=[ONE_PLUS])
    D.nonnegative("sign", gap, Y @ Delta2 @ inverse(one_plus), one_plus)
    D.say(
        r"$\Delta_2$ is at most $\operatorname{Tr}\Delta_2\le Q\delta_P^2=\xi$ times the identity, "
        r"so $\xi1-\Delta_2$ has a root. What is missing to the bound, times $\xi(1+\xi)$, is"
    )
    D.equal(
        "bound",
        xi**2 * naive - xi * (1 + xi) * gap,
        trace(first @ weights @ first.T) + (1 + xi) * trace(second @ second.T),
        using=[ONE_PLUS, SHARES, SLACK],
    )
    D.nonnegative("first", trace(first @ weights @ first.T), first, weights)
    D.nonnegative("second", trace(second @ second.T), second)


def on_data(case: Case) -> Verdict:
    """The costs of two real networks, and their relative difference."""
    data = case.data
    bounds = case.shallow
    if bounds.projection is None or bounds.relative_bound is None:
        return NotApplicable("needs linearly independent class means")
    large, small = (
        cost_squared(projecting_network(bounds, B), data)
        for B in (data.targets, bounds.projection.projected.A)
    )
    wide = data.Q * bounds.projection.radius
    if not 0 <= (large - small) * (1 + wide) <= large * wide:
        return Refuted(f"costs {text(large)} and {text(small)}, Qδ_P² = {text(wide)}")
    if bounds.relative_bound * (1 + wide) != wide:
        return Refuted("the bound is not x/(1+x)")
    if large and bounds.projection.relative_difference * large != large - small:
        return Refuted("the relative difference is not that of the costs")
    return Proved("the relative difference lies between 0 and x/(1+x), x = Qδ_P²")


def models(size: int) -> Iterator[Model]:
    """Deviations with weights 1, and a root of what is missing to ξ."""
    letters = Letters(*names("d", size, size), *names("y", size, size), "r")
    domain, r = letters.domain, letters["r"]
    eye = exact.identity(size, domain)
    if size == 1:
        moved, rest = letters.matrix("d", 1, 1), eye * r
        delta = moved * moved.transpose()
        wide = delta.to_list_flat()[0] + r**2
    else:
        a, b = letters["d11"], letters["d12"]
        moved, rest = (exact.from_flat([a, s * b, s * b, a], 2, 2, domain) for s in (1, -1))
        delta, wide = moved * moved, 2 * (a**2 + b**2)
    matrices = {
        "Y": letters.matrix("y", size, size),
        "Δ₁": moved,
        "𝒩⁻¹": eye,
        "Δ₂": delta,
        "1+Δ₂": eye + delta,
        "R_ξ": rest,
    }
    yield Model(domain, matrices, dimensions(size) | {"N": size}, {"xi": wide})


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    """The relative difference and its bound."""
    bounds = case.shallow
    if bounds.projection is None or bounds.relative_bound is None:
        return
    exceeds = numbers.number(bounds.projection.relative_difference, "r")
    bound = numbers.number(bounds.relative_bound, "b")
    yield Formula(rf"0\le {exceeds}\le {bound}.")


def wide_as_one_class() -> Iterator[str]:
    """With δ_P² in place of Qδ_P² (a bound of the eigenvalues is what the proof needs)."""
    for a, b in product(SMALL, SMALL):
        if a <= 0 or b <= 0:
            continue
        data = data_of([[2 + a, b], [2 - a, -b]], [[b, 2 + a], [-b, 2 - a]])
        bounds = shallow(data).projection
        if bounds is None:
            continue
        exceeds, radius = bounds.relative_difference, bounds.radius
        if exceeds * (1 + radius) > radius:
            yield (
                f"the points {points_of(data)}: δ_P² = {text(radius)} is less than the largest "
                f"eigenvalue of Δ₂, and the relative difference is {text(exceeds)}"
            )


def never_any_difference(cases: Sequence[Case]) -> bool:
    """Whether the readout Y is always the best."""
    projections = [c.shallow.projection for c in cases]
    return all(p is None or not p.relative_difference for p in projections)


def _worse(real: Any) -> Any:
    """A chain whose bound of the relative difference is wrong."""

    def wrong(*arguments: Any) -> Any:
        bounds = real(*arguments)
        if bounds.projection is None:
            return bounds
        narrow = replace(bounds.projection, radius=bounds.projection.radius * QQ(1, 10**6))
        return replace(bounds, projection=narrow)

    return wrong


ENTRY = Entry(
    id="S2",
    kind="statement",
    name="The readout Y is nearly the best, to second order in the noise",
    statement=(
        r"Let $\xi=Q\delta_P^2$. The cost of S1 with readout $Y$ exceeds the least of its kind by "
        r"<<gap>> which is $\ge0$ and at most the share $\frac{\xi}{1+\xi}$ of it: <<bound>>"
    ),
    here=(r"\xi",),
    letters={r"\xi": "Q times the square of the widest deviation in the frame of the means"},
    assumptions=(
        Assumption(
            id="bounds-the-eigenvalues",
            text=r"$\xi$ is at least the largest eigenvalue of $\Delta_2$",
            counterexample=wide_as_one_class,
        ),
    ),
    given=(ONE_PLUS, one_plus, SHARES, SLACK),
    derive=derive,
    on_data=on_data,
    models=models,
    worked=worked,
    near_misses=(
        NearMiss(
            "with one square only",
            xi**2 * naive - xi * (1 + xi) * gap,
            trace(first @ weights @ first.T),
            (ONE_PLUS, SHARES, SLACK),
        ),
        NearMiss("the difference of first order", naive - value, naive, (ONE_PLUS,)),
        Denial("there is never any difference", never_any_difference),
    ),
    broken=(Broken("proofs.statements.case.shallow", _worse),),
    statement_uses=("S1", "D6"),
    proof_uses=("S1",),
    decided_in=("symbolic.one_hidden_layer.Shallow", "symbolic.one_hidden_layer.Projection"),
    coq=("StatementsShallow.S2",),
)
