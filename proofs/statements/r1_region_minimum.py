"""R1: local minima that linear algebra decides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, matrix, positive_definite, trace
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Entry, NearMiss
from proofs.statements.models import data, dimensions
from proofs.statements.notation import E, Y
from proofs.statements.searching import SMALL, data_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.matrices import identity, side_by_side
from symbolic.partition_minima import partitions
from symbolic.scalars import fraction
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.parameters import Mlp
from symbolic.trained.path_features import chains, orthogonal
from symbolic.trained.problem import Problem

features = matrix("Ψ", "P", "N", latex=r"\Psi", words="the path features of the region, one a row")
mixed = matrix("C_Ψ", "Q", "P", latex=r"C_\Psi", words="the outputs in terms of the path features")
change = matrix(
    "ΔC_Ψ", "Q", "P", latex=r"\Delta C_\Psi", words="a change of the outputs within the region"
)
shares = positive_definite("w_i", "N", latex=r"\Omega", words="the weights of the points")
ORTHOGONAL = Hypothesis(
    mixed @ features @ shares @ features.T,
    Y @ E @ shares @ features.T,
    "the weighted residual is orthogonal to every path feature",
)
residual = mixed @ features - Y @ E
other = (mixed + change) @ features - Y @ E
moved = change @ features


def derive(D: Derivation) -> None:
    """The square completed on the path features."""
    D.say(
        r"On the closure of $R_\sigma$ a hidden layer is $h_l=D_l(W_lh_{l-1}+b_l)$ with fixed "
        r"$0/1$ matrices $D_l$. Multiplied out, an output is a linear combination of the path "
        r"features: the products $\chi(i)\tilde x_i$ along chains of units from the input, "
        r"$\chi(i)$ along chains from a bias, and $1$. So all outputs are rows of $C_\Psi\Psi$, and"
    )
    D.equal(
        "square",
        trace(other @ shares @ other.T),
        trace(residual @ shares @ residual.T) + trace(moved @ shares @ moved.T),
        using=[ORTHOGONAL],
    )
    D.nonnegative("excess", trace(moved @ shares @ moved.T), moved, shares)
    D.say(
        r"So the cost is least at $\theta$ in the closed region, which contains all parameters "
        r"near $\theta$, for no pre-activation of $\theta$ is $0$."
    )


def on_data(case: Case) -> Verdict:
    """At a network that merges all classes: the residual against every path feature, and the square
    at another network.
    """
    data_ = case.data
    *_, whole = partitions(data_, None).blocks()
    minimum = partitions(data_, None).minimum(whole)
    if minimum.network is None or minimum.radius is None:
        return NotApplicable("no network that merges all classes was found")
    at = Evaluation.of(Mlp.of_network(minimum.network), Problem.of(data_))
    listed = chains(at)
    if listed is None or not orthogonal(at, listed):
        return Refuted("the residual sees a path feature")
    moved_ = [
        t + fraction(minimum.radius) * (k % 5 - 2) / 3 for k, t in enumerate(at.network.flat())
    ]
    there = Evaluation.of(Mlp.of_flat(moved_, at.network.numbering), at.problem)
    if there.pattern != at.pattern or there.cost != at.cost + _distance(at, there):
        return Refuted("the completed square does not hold at another network of the region")
    count = len(listed.from_input) + len(listed.from_bias)
    return Proved(f"{count} chains; the square holds at a network {minimum.radius} away")


def _distance(at: Evaluation, there: Evaluation) -> Fraction:
    """``Σ w |o' − o|²``."""
    total = Fraction(0)
    for row, other_row in zip(at.z[-1].tolist(), there.z[-1].tolist(), strict=True):
        for i, (a, b) in enumerate(zip(row, other_row, strict=True)):
            change = Fraction(int(b), there.scales[-1]) - Fraction(int(a), at.scales[-1])
            total += at.problem.weight(i) * change**2
    return total


def models(size: int) -> Iterator[Model]:
    """Path features in a basis in which the first points are the unit vectors, which spares an
    inverse of symbols, and the least-squares outputs.
    """
    letters, matrices = data(size)
    domain = letters.domain
    w, wanted = matrices["𝒩⁻¹"], matrices["Y"] * matrices["E"]
    psi = side_by_side([identity(size, domain), matrices["X̄"]])
    best = wanted * w * psi.transpose() * (psi * w * psi.transpose()).inv()
    matrices |= {"Ψ": psi, "w_i": w, "C_Ψ": best, "ΔC_Ψ": matrices["A"]}
    yield Model(domain, matrices, dimensions(size) | {"P": size})


def kink() -> Iterator[str]:
    """h = σ(wx + b) at the kink of its one point, output h: nothing is seen there, and b > 0 is
    better.
    """
    for x, target in product(SMALL, SMALL):
        if target <= 0:
            continue
        problem = Problem.of(data_of([[x]]))
        costs = []
        for bias in (0, target):
            network = Mlp.of_rows([[[0, QQ(bias, 2)]], [[1, 0]]])
            at = Evaluation.of(network, problem)
            costs.append((at.cost, at.strict))
        (here, strict), (there, _) = costs
        if there < here and not strict:
            yield (
                f"Q = M = 1, the point {x} with target 1, output σ(b): b = 0 is a kink of cost "
                f"{here}, the unit off sees no path feature, and b = {target}/2 costs {there}"
            )


ENTRY = Entry(
    id="R1",
    kind="statement",
    name="A residual orthogonal to all path features is a minimum in all parameters",
    statement=(
        r"If no pre-activation of $\theta$ is $0$ and its weighted residual is orthogonal to every "
        r"path feature of its activation region, then for all parameters in the closed region "
        r"<<square>> so $\theta$ is a local minimum in all parameters, and its cost the least in "
        r"the closed region."
    ),
    here=(r"\chi",),
    letters={
        r"R_\sigma": "the parameters with the activation pattern σ",
        r"\chi": "the product of the indicators of the active sets along a chain",
    },
    assumptions=(Assumption(id="strict", text="no pre-activation is $0$", counterexample=kink),),
    given=(ORTHOGONAL, shares),
    derive=derive,
    on_data=on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without orthogonality",
            trace(other @ shares @ other.T),
            trace(residual @ shares @ residual.T) + trace(moved @ shares @ moved.T),
            (),
            in_models="it holds",
        ),
        NearMiss(
            "with the sign of the excess changed",
            trace(other @ shares @ other.T),
            trace(residual @ shares @ residual.T) - trace(moved @ shares @ moved.T),
            (ORTHOGONAL,),
        ),
    ),
    broken=(
        Broken(
            "symbolic.trained.evaluation.Evaluation.cost",
            lambda real: property(lambda at: Fraction(sum(at.scales), 7)),
        ),
    ),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.trained",),
    coq=("StatementsCells.R1", "StatementsCells.R1_local"),
)
