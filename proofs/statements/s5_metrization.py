"""S5: in the frame of the means every point is nearest to its own mean, if the noise is small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from proofs.algebra import Derivation, Hypothesis, Role, identity, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Denial, Entry, NearMiss
from proofs.statements.faults import fields
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.one_hidden_layer import Projection, Shallow, shallow
from symbolic.scalars import exact as number

own = vector("e_j", "Q", words="the mean of the class of the point, in the frame of the means")
other = vector("e_l", "Q", words="another mean, in the frame of the means")
noise = vector(
    "ν", "Q", latex=r"\nu", words="the deviation of the point, in the frame of the means"
)
UNIT = Hypothesis(own.T @ own, identity(1), "e_j has length 1", Role.DEFINED)
OTHER = Hypothesis(other.T @ other, identity(1), "e_l has length 1", Role.DEFINED)
CROSS = Hypothesis(own.T @ other, zero(1, 1), "e_j and e_l are orthogonal", Role.DEFINED)
CROSS_T = Hypothesis(other.T @ own, zero(1, 1), "e_l and e_j are orthogonal", Role.DEFINED)
apart = own - other


def derive(D: Derivation) -> None:
    """The difference of the two squared distances is linear in the deviation."""
    D.say(r"In the frame of the means the point is $e_j+\nu$. The means are $\sqrt2$ apart:")
    D.equal("apart", apart.T @ apart, 2 * identity(1), using=[UNIT, OTHER, CROSS, CROSS_T])
    D.say(r"The squared distance to $e_l$ exceeds that to $e_j$ by")
    D.equal(
        "difference",
        (noise + apart).T @ (noise + apart) - noise.T @ noise,
        2 * identity(1) + apart.T @ noise + noise.T @ apart,
        using=[UNIT, OTHER, CROSS, CROSS_T],
    )
    D.say(
        r"By the triangle inequality the distance to $e_l$ is at least $\sqrt2-|\nu|$, more than "
        r"$|\nu|$ if $|\nu|^2<\frac12$."
    )


def on_data(case: Case) -> Verdict:
    """The number of exceptions, and none where the noise is small."""
    projection = case.shallow.projection
    if projection is None:
        return NotApplicable("needs linearly independent class means")
    small = projection.radius < number("1/2")
    if small and projection.exceptions:
        return Refuted(f"{projection.exceptions} exceptions although δ_P² < 1/2")
    return Proved(f"{projection.exceptions} exceptions, δ_P² {'<' if small else '≥'} 1/2")


def models(size: int) -> Iterator[Model]:
    """Two unit vectors, any deviation; in dimension 1 there is one mean only."""
    if size < 2:
        return
    letters = Letters(*names("n", size, 1))
    domain = letters.domain
    eye = exact.identity(size, domain)
    matrices = {
        "e_j": eye.extract(range(size), [0]),
        "e_l": eye.extract(range(size), [1]),
        "ν": letters.matrix("n", size, 1),
    }
    yield Model(domain, matrices, dimensions(size))


def large_noise() -> Iterator[str]:
    """δ_P² ≥ 1/2 and an exception."""
    for r in range(1, 6):
        data = data_of([[3, 0], [1, r]], [[0, 2]])
        projection = shallow(data).projection
        if projection is not None and projection.exceptions and projection.radius >= number("1/2"):
            said = f"δ_P² = {projection.radius}, {projection.exceptions} exceptions"
            yield f"the points {points_of(data)}: {said}"


def never_an_exception(cases: Sequence[Case]) -> bool:
    """Metrization without small noise: wrong wherever classes overlap."""
    overlapping = data_of([[3, 0], [0, 3]], [[0, 2], [2, 1]])
    projections = [c.shallow.projection for c in (*cases, Case(overlapping))]
    return all(p is None or not p.exceptions for p in projections)


def _an_exception(bounds: Shallow) -> Projection | None:
    """A point that is said to be nearer to the mean of another class."""
    return bounds.projection and replace(bounds.projection, exceptions=1)


ENTRY = Entry(
    id="S5",
    kind="statement",
    name="The frame of the means metrizes the classes",
    statement=(
        r"<<difference>> If $\delta_P^2<\frac12$, every training point is nearer to its own mean "
        r"than to any other in the distance $|\bar X^+(x-x')|$."
    ),
    here=(r"\nu",),
    assumptions=(
        Assumption(id="small-noise", text=r"$\delta_P^2<\frac12$", counterexample=large_noise),
        Assumption(
            id="independent-means",
            text="the means are linearly independent",
            reason=r"$\bar X^+\bar X=1$ says that, and the distance is defined with it",
        ),
    ),
    given=(UNIT, OTHER, CROSS, CROSS_T),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(
        NearMiss(
            "means one apart",
            apart.T @ apart,
            identity(1),
            (UNIT, OTHER, CROSS, CROSS_T),
        ),
        Denial("never an exception", never_an_exception),
    ),
    broken=(fields("proofs.statements.case.shallow", projection=_an_exception),),
    statement_uses=("S4",),
    decided_in=("symbolic.one_hidden_layer.shallow",),
    coq=("StatementsShallow.S5",),
)
