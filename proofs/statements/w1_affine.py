"""W1: without hidden layers zero loss is a linear system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, Hypothesis, Role, identity, matrix, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Broken, Denial, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.deciding.candidates import affine_network
from symbolic.deciding.obstacles import not_affine

inputs = matrix("X_1", "M+1", "N", words="the inputs over a row of ones")
wanted = matrix("Y_N", "Q", "N", words="the target of every input, one a column")
general = matrix("X_1⁻", "N", "M+1", latex="X_1^-", words="a generalized inverse")
layer = matrix("A_1", "Q", "M+1", words="weights and bias of the output layer")
relation = vector("ϱ", "N", latex=r"\varrho", words="an affine relation of the inputs")
INVERSE = Hypothesis(inputs @ general @ inputs, inputs, "a generalized inverse", Role.DEFINED)
RELATION = Hypothesis(inputs @ relation, zero("M+1", 1), "a relation of the inputs")
FITS = Hypothesis(wanted @ general @ inputs, wanted, "the targets satisfy every relation")
SOLVES = Hypothesis(layer @ inputs, wanted, "the outputs are the targets")
rest = identity("N") - general @ inputs


def derive(D: Derivation) -> None:
    """Relations of the inputs are those of the outputs, and where that is all the system solves."""
    D.say(r"For a relation $\varrho$ of the inputs the outputs $A_1X_1$ satisfy it as well:")
    D.equal("broken", layer @ inputs @ relation, zero("Q", 1), using=[RELATION])
    D.say(r"Conversely the columns of $1-X_1^-X_1$ are relations,")
    D.equal("relations", inputs @ rest, zero("M+1", "N"), using=[INVERSE])
    D.say(r"and if the targets satisfy them, $Y_NX_1^-$ is an output layer:")
    D.equal("solution", (wanted @ general) @ inputs, wanted, using=[FITS])
    D.equal("all", wanted @ rest, zero("Q", "N"), using=[FITS])


def _system(data: ClusterData) -> tuple[DomainMatrix, DomainMatrix]:
    targets = [data.target(j) * exact.ones(1, n) for j, n in enumerate(data.sizes)]
    return exact.stacked([data.inputs, exact.ones(1, data.N)]), exact.side_by_side(targets)


def on_data(case: Case) -> Verdict:
    """A network, or a relation that the targets break; which of them, by ranks."""
    data = case.data
    X, Y = _system(data)
    solvable = exact.rank(X) == exact.rank(exact.stacked([X, Y]))
    network, obstacle = affine_network(data), not_affine(data, ())
    if (network is not None) != solvable or (obstacle is None) != solvable:
        return Refuted(f"by ranks it is {'' if solvable else 'not '}solvable")
    if network is not None:
        fits = network.output.augmented * X == Y
        return Proved("an affine function has these values") if fits else Refuted("it does not fit")
    if obstacle is None:
        return Refuted("neither a network nor a relation")
    weights = {(label, i): w for label, i, w in obstacle.evidence["dependence"]}
    places = [
        (label, i) for label, n in zip(data.labels, data.sizes, strict=True) for i in range(n)
    ]
    r = exact.column([weights.get(p, QQ(0)) for p in places])
    if not (X * r).is_zero_matrix or (Y * r).is_zero_matrix:
        return Refuted("the relation is none of the inputs, or one of the targets")
    return Proved(f"no affine function: a relation of {len(weights)} inputs that the targets break")


def models(size: int) -> Iterator[Model]:
    """As many inputs as rows, twice: each relation is that of two equal inputs."""
    letters = Letters(
        *names("x", size, size), *names("y", size, size), *names("a", size, size), "r"
    )
    domain, m = letters.domain, letters.matrix
    X, Y = m("x", size, size), m("y", size, size)
    zeros = exact.zeros(size, size).convert_to(domain)
    twice = exact.side_by_side([X, X])
    known = {
        "X_1": twice,
        "X_1⁻": exact.stacked([X.inv(), zeros]),
        "Y_N": exact.side_by_side([Y, Y]),
        "A_1": Y * X.inv(),
        "ϱ": exact.from_flat(
            [letters["r"] * domain(s) for s in (1, -1) for _ in range(size)], 2 * size, 1, domain
        ),
    }
    dims = dimensions(size) | {"M+1": size, "N": 2 * size}
    yield Model(domain, known, dims)


def never_solvable(cases: Sequence[Case]) -> bool:
    """Whether a hidden layer is always needed."""
    return all(affine_network(c.data) is None for c in cases)


def _none(real: Any) -> Any:
    """A search that never finds a network."""
    return lambda data: None


ENTRY = Entry(
    id="W1",
    kind="statement",
    name="No hidden layer is needed iff the targets satisfy every affine relation of the points",
    statement=(
        r"An affine function has the targets as values iff each affine relation of the points is "
        r"one of the targets: <<broken>> <<relations>> <<solution>> Otherwise one hidden layer is "
        r"enough, and needed (O2)."
    ),
    here=(r"\varrho",),
    given=(INVERSE, RELATION, FITS),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without a relation",
            layer @ inputs @ relation,
            zero("Q", 1),
            (SOLVES,),
            in_models="it holds",
        ),
        NearMiss(
            "without the targets' relations",
            (wanted @ general) @ inputs,
            wanted,
            (INVERSE,),
            in_models="it holds",
        ),
        Denial("a hidden layer is always needed", never_solvable),
    ),
    broken=(Broken("proofs.statements.w1_affine.affine_network", _none),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.deciding.capacity",),
    coq=(
        "StatementsCells.W1",
        "StatementsCells.W1_none",
        "StatementsCells.W1_one",
    ),
)
