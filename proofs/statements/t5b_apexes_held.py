"""T5b: a local minimum while the apexes are held."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, inverse, matrix, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import TOO_MANY, Case
from proofs.statements.d4_cumulative import Wcum, Wl, bcum
from proofs.statements.entry import Assumption, Entry
from proofs.statements.faults import other_minima, returning
from proofs.statements.models import layers
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.statements.t5_subsets import names_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.minima import landscape
from symbolic.network import ReluNetwork, parameter_count
from symbolic.readouts import affine_readout

dp = vector("dp", "M", words="a change of one apex")
dA = matrix("dA", "Q", "M", words="a change of the readout")
dc = vector("dc", "Q", words="a change of the readout's bias")


def derive(D: Derivation) -> None:
    """T5b: (A, c, p) are free coordinates, so holding p leaves T5a."""
    D.say(
        r"Where the $p_j$, $j\in I$, are held the cost is $F(A,c,p)\ge V_I$ by T5a, for all "
        r"hidden parameters of $R_I$: a local minimum there. The map "
        r"$\theta\mapsto(A,c,(p_j)_{j\in I})$ is a submersion. Any change $(dA,dc)$ is reached by "
        r"$dW_{L+1}=dA\,(W^{(L)})^{-1}$ and $db_{L+1}=dc-dW_{L+1}b^{(L)}$:"
    )
    change = dA @ inverse(Wcum)
    D.equal("dA", change @ Wcum, dA)
    D.equal("dc", change @ bcum + (dc - change @ bcum), dc)
    D.say(
        r"and, as layer $l$ collapses no other class, any change $dp$ of one apex alone by "
        r"$db_l=-W^{(l)}dp$, undone one layer later by $db_{l+1}=-W_{l+1}db_l$, which leaves "
        r"$b^{(l+1)}$ and all that follows:"
    )
    D.equal("dp", -(inverse(Wcum) @ (-(Wcum @ dp))), dp)
    shift = -(Wcum @ dp)
    D.equal("undone", Wl @ shift + (-(Wl @ shift)), zero("M", 1))
    D.say(
        r"So if $G$ is positive definite, the minimizing set, the preimage of one $(A_*,c_*)$ in "
        r"the submanifold, has dimension $K-M|I|-QM-Q$."
    )


def on_data(case: Case) -> Verdict:
    """Radius and dimension of every candidate."""
    if not case.enumerable:
        return TOO_MANY
    data, checked = case.data, 0
    for m in case.minima:
        if m.candidate is None or m.radius is None:
            continue
        checked += 1
        rank = case.landscape.readout(m.collapsed, m.readout).rank
        expected = case.landscape.K - data.M * len(m.collapsed) - data.Q * rank - data.Q
        if not m.radius > 0 or m.dimension != expected:
            return Refuted(f"radius or dimension of {names_of(case, m)}")
        at = [layers_off(m.candidate, data.points[j]) for j in m.collapsed]
        if any(len(layers) != 1 for layers in at) or len(set(map(tuple, at))) != len(at):
            return Refuted(f"the classes of {names_of(case, m)} have no layers of their own")
    if not checked:
        return NotApplicable("no subset has a network of this construction")
    return Proved(f"{checked} candidates, each with a positive rational radius")


def layers_off(network: ReluNetwork, points: DomainMatrix) -> list[int]:
    """The hidden layers (from 0) at which every unit is negative on all of the points."""
    pattern = network.activation_pattern(points)
    return [l for l, signs in enumerate(pattern) if all(s < 0 for s in signs)]


def models(size: int) -> Iterator[Model]:
    """Changes of the readout and of an apex (T5b); `layers` has no sign to decide here."""
    model = next(layers(size))
    old = model.matrices
    known = dict(old) | {"dA": old["Φ"], "dc": old["a"], "dp": old["z"]}
    yield Model(model.domain, known, model.dimensions)


def flat_dimension() -> Iterator[str]:
    """Singular G: the minimizing set is larger than the formula for definite G says."""
    for a, b in product(range(1, 4), SMALL):
        data = data_of([[a, b]])
        minima = landscape(data, readouts=("linear",))
        minimum = minima.minimum((), "linear")
        formula = parameter_count((2, 2, 1)) - 1 * 2 - 1
        if minimum.dimension is not None and minimum.dimension != formula:
            yield (
                f"Q = 1, M = 2, the one point ({a}, {b}), I = ∅: dimension {minimum.dimension}, "
                f"the formula says {formula}"
            )


def shared_layer() -> Iterator[str]:
    """M = L = 1, two classes collapsed by one layer: θ = (w, b, a, d) ↦ (A, c, p_1, p_2) is no
    submersion.
    """
    data = data_of([[-1], [-2]], [[-3], [-4]], [[2], [3]])
    for w, b in product((1, 2), SMALL):
        if not (all(w * x + b < 0 for x in (-1, -2, -3, -4)) and 2 * w + b > 0):
            continue
        p = QQ(-b, w)
        means = exact.side_by_side([exact.matrix([[p]]), exact.matrix([[p]]), data.mean(2)])
        best = affine_readout(means, data.scatters[2], data.targets)
        a = [entry / w for entry in best.A.to_list_flat()]
        unit = exact.identity(3).to_list()
        of_A = [[a[i], 0, *(w * e for e in unit[i]), 0, 0, 0] for i in range(3)]
        of_c = [[0, a[i], *(b * e for e in unit[i]), *unit[i]] for i in range(3)]
        of_p = [[-p / w, QQ(-1, w), *[0] * 6]] * 2
        K = parameter_count((1, 1, 3))
        dimension = K - exact.matrix([*of_A, *of_c, *of_p]).rank()
        if dimension != K - 1 * 2 - 3 * 1 - 3:
            yield (
                f"Q = 3, M = L = 1, classes {points_of(data)}, W_1 = {w}, b_1 = {b} collapses the "
                f"first two: dimension {dimension}, the formula says {K - 8}"
            )


ENTRY = Entry(
    id="T5b",
    kind="statement",
    name="With apexes held every subset's candidate is a degenerate local minimum",
    statement=(
        r"On the submanifold of $R_I$ where the $p_j$, $j\in I$, keep their values (linear "
        r"readout: also $c=0$) the candidate is a local minimum, and, $G$ being positive "
        r"definite, the minimizing set has dimension $K-M|I|-QM-Q$. <<dA>> <<dp>>"
    ),
    assumptions=(
        Assumption(
            id="own-layers",
            text=r"no hidden layer collapses two classes, so that the $p_j$ vary independently",
            counterexample=shared_layer,
        ),
        Assumption(
            id="definite-gram",
            text=(
                r"$G$ (affine: $G_c$) of the truncated data is positive definite (for the "
                r"dimension)"
            ),
            counterexample=flat_dimension,
        ),
    ),
    derive=derive,
    on_data=on_data,
    models=models,
    broken=(
        other_minima(dimension=lambda m: m.dimension and m.dimension + 1),
        other_minima(radius=lambda m: QQ(0)),
        returning("proofs.statements.t5b_apexes_held.layers_off", lambda off: []),
    ),
    statement_uses=("T5",),
    proof_uses=("T5a", "D4"),
    decided_in=("symbolic.minima.Minimum",),
    coq=(
        "StatementsMinima.T5b",
        "StatementsMinima.T5b_local",
        "StatementsMinima.T5b_linear",
        "StatementsMinima.T5b_minimizers",
        "StatementsMinima.T5b_minimizers_linear",
        "StatementsMinima.T5b_graph",
        "StatementsMinima.T5b_derivative",
        "StatementsMinima.T5b_dimension",
    ),
)
