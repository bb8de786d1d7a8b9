"""U1, U1a: what is generic is said by counting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, Hypothesis, Sign, matrix, scalar, vector, zero
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import SMALL, data_of
from proofs.statements.working import Block, Formula, Numbers
from proofs.verdicts import NotApplicable, Proved, Refuted, Unknown, Verdict
from symbolic import matrices as exact
from symbolic.adapted import full_jacobian
from symbolic.deciding import capacity
from symbolic.generic import counts
from symbolic.network import ReluNetwork
from symbolic.truncation_network import ZeroLoss

MOST_ROWS = 200  # of a Jacobian whose rank is asked for here

outer = matrix("V_{l+1}", "Q", "d", words="the weights of the layer after l")
inner = matrix("V_l", "d", "k", words="the weights of layer l")
bias = vector("v_l", "d", words="the biases of layer l")
seen = vector("h_{l-1}", "k", words="what layer l sees of a point")
pattern = matrix("P_σ", "d", "d", latex=r"P_\sigma", words="which units of layer l are on at it")
unit = matrix("E_ii", "d", "d", latex="E_{ii}", words="1 at the place of unit i, else 0")
DIAGONAL = Hypothesis(pattern @ unit, unit @ pattern, "both are diagonal")
equations, freedom, rank_there = scalar("zeta"), scalar("psi"), scalar("rho")
MORE = Sign(equations - freedom, True, "QN > K − Σd")
BOUND = Sign(freedom - rank_there, False, "rank J ≤ K − Σd")


def derive_u1(D: Derivation) -> None:
    """Rescaling a unit is invisible to first order."""
    D.say(
        r"Scale unit $i$ of layer $l$ up and the layer after it down, to first order: the rows of "
        r"$V_l$ and $v_l$ change by $E_{ii}V_l$ and $E_{ii}v_l$, the columns of $V_{l+1}$ by "
        r"$-V_{l+1}E_{ii}$. What the layers after see of a point changes by"
    )
    value = inner @ seen + bias
    D.equal(
        "invisible",
        outer @ pattern @ (unit @ inner @ seen + unit @ bias) - outer @ unit @ pattern @ value,
        zero("Q", 1),
        using=[DIAGONAL],
    )
    D.say(
        r"Where no row $(W_l,b_l)$ is $0$ these $\sum d_l$ directions are independent, and such "
        r"parameters are dense: $\operatorname{rank}J\le\min(QN,K-\sum d_l)$ everywhere, for the "
        r"rank of a polynomial map is largest on an open dense set."
    )


def derive_u1a(D: Derivation) -> None:
    """A rank below the number of equations leaves the outputs in a small set."""
    D.say(
        r"Let $\zeta=QN$, $\psi=K-\sum d_l$, and $\rho$ the rank somewhere. By U1 $\rho\le\psi$ on "
        r"the parameters of each of finitely many patterns, where the outputs are polynomials:"
    )
    D.positive("fewer", equations - rank_there, [(1, (MORE,)), (1, (BOUND,))])
    D.say(r"and so they lie in a set of smaller dimension than $QN$ (F3).")


def rescalings(net: ReluNetwork) -> DomainMatrix:
    """One column a hidden unit: the direction in which its rescaling moves the parameters."""
    sizes = [layer.W.shape[0] * (layer.W.shape[1] + 1) for layer in net.layers]
    columns = []
    for l, layer in enumerate(net.hidden):
        for i in range(layer.W.shape[0]):
            parts = [[QQ(0)] * size for size in sizes]
            width, after = layer.W.shape[1], net.layers[l + 1].W
            rows, biases = layer.W.to_list(), layer.b.to_list_flat()
            parts[l][i * width : (i + 1) * width] = rows[i]
            parts[l][layer.W.shape[0] * width + i] = biases[i]
            for q, row in enumerate(after.to_list()):
                parts[l + 1][q * after.shape[1] + i] = -row[i]
            columns.append([e for part in parts for e in part])
    return exact.matrix(columns).transpose()


def _network(case: Case) -> ReluNetwork | NotApplicable | Unknown:
    """The zero-loss network, or why its Jacobian is not looked at."""
    if not isinstance(case.zero_loss, ZeroLoss):
        return case.no_network
    if case.data.N * case.data.Q > MOST_ROWS:
        return NotApplicable("many points: run `truncation degeneracy`")
    return case.zero_loss.network


def counting_on_data(case: Case) -> Verdict:
    """At the zero-loss network: the rank, the bound, and the rescalings in the kernel."""
    net, data = _network(case), case.data
    if not isinstance(net, ReluNetwork):
        return net
    J, numbers = full_jacobian(net, data), counts(net.widths, data.N)
    kernel = rescalings(net)
    if not (J * kernel).is_zero_matrix or exact.rank(kernel) < sum(net.widths[1:-1]):
        return Refuted("a rescaling moves an output, or two rescalings are dependent")
    if (numbers.equations, numbers.parameters, numbers.units) != (*J.shape, kernel.shape[1]):
        return Refuted("the numbers of equations, parameters and units are others")
    rank = exact.rank(J)
    if rank > numbers.bound:
        return Refuted(f"rank J = {rank} > {numbers.bound}")
    return Proved(
        f"rank J = {rank} ≤ min({numbers.equations}, {numbers.parameters} − {numbers.units})"
    )


def generic_on_data(case: Case) -> Verdict:
    """Where counting excludes, the Jacobian of the zero-loss network misses directions."""
    net, data = _network(case), case.data
    if not isinstance(net, ReluNetwork):
        return net
    numbers, units = counts(net.widths, data.N), sum(net.widths[1:-1])
    excluded = net.parameter_count - units < data.N * data.Q
    if numbers.generically_impossible != excluded:
        return Refuted(f"K − Σd = {net.parameter_count - units}, QN = {data.N * data.Q}")
    if not excluded:
        return NotApplicable("counting excludes nothing")
    if exact.rank(full_jacobian(net, data)) >= data.N * data.Q:
        return Refuted("the outputs move in every direction")
    return Proved("for almost every array of targets no network has cost 0")


def models(size: int) -> Iterator[Model]:
    """A unit of a layer with any pattern."""
    square = [name for letter in "vw" for name in names(letter, size, size)]
    columns = [name for letter in "bh" for name in names(letter, size, 1)]
    letters = Letters(*square, *columns)
    domain, m = letters.domain, letters.matrix
    diagonal = exact.from_flat(
        [domain(int(i == k == 0)) for i in range(size) for k in range(size)], size, size, domain
    )
    known = {
        "V_{l+1}": m("v", size, size),
        "V_l": m("w", size, size),
        "v_l": m("b", size, 1),
        "h_{l-1}": m("h", size, 1),
        "E_ii": diagonal,
    }
    dims = dimensions(size) | {"d": size, "k": size}
    for on in (exact.identity(size, domain), diagonal, diagonal * domain(0)):
        yield Model(domain, known | {"P_σ": on}, dims)


def worked(case: Case, numbers: Numbers) -> Iterator[Block]:
    """The three numbers, at the zero-loss network."""
    if isinstance(case.zero_loss, ZeroLoss):
        outcome = counts(case.zero_loss.network.widths, case.data.N)
        yield Formula(
            rf"QN={outcome.equations},\qquad K={outcome.parameters},\qquad "
            rf"K-\sum_{{l\le L}}d_l={outcome.parameters - outcome.units}."
        )


def few_equations() -> Iterator[str]:
    """Enough parameters: the next array of targets is reached, and so are those near it."""
    for a, b in product(SMALL, SMALL):
        if a >= b:
            continue
        data = data_of([[a]], [[b]])
        numbers = counts((1, 1, 2), data.N)
        if not numbers.generically_impossible and capacity(data, [1, 1, 2]).verdict == "yes":
            yield (
                f"the points {a} and {b}, widths 1-1-2: QN = {numbers.equations} ≤ K − Σd = "
                f"{numbers.parameters - numbers.units}, and any targets are reached, for an affine "
                f"function "
                "of one unit has any two values"
            )


def never_impossible(cases: Sequence[Case]) -> bool:
    """Whether there are always parameters enough."""
    impossible = [
        counts((c.data.M, 1, 1, c.data.Q), c.data.N).generically_impossible for c in cases
    ]
    return not any(impossible)


def _fewer(real: Any) -> Any:
    """A count that forgets the units."""

    def wrong(widths: Any, points: int) -> Any:
        return replace(real(widths, points), units=0)

    return wrong


U1 = Entry(
    id="U1",
    kind="statement",
    name="The rank of the Jacobian is at most the number of parameters without the hidden units",
    statement=(
        r"$\operatorname{rank}J\le\min(QN,\,K-\sum_{l\le L}d_l)$ for all parameters: rescaling a "
        r"unit moves no output, <<invisible>>"
    ),
    given=(DIAGONAL,),
    derive=derive_u1,
    on_data=counting_on_data,
    models=models,
    worked=worked,
    near_misses=(
        NearMiss(
            "scaling one layer alone",
            outer @ pattern @ (unit @ inner @ seen + unit @ bias),
            zero("Q", 1),
            (DIAGONAL,),
        ),
    ),
    broken=(Broken("proofs.statements.u1_counting.counts", _fewer),),
    statement_uses=("D2",),
    decided_in=("symbolic.generic.counts", "symbolic.generic.generic_rank"),
    coq=(
        "StatementsJacobian.U1_size",
        "StatementsJacobian.U1_derivative",
        "StatementsJacobian.U1_kernel",
        "StatementsJacobian.U1",
    ),
)
U1A = Entry(
    id="U1a",
    kind="statement",
    name="Few parameters: zero loss is impossible for almost every array of targets",
    statement=(
        r"If $QN>K-\sum d_l$, then for almost every array of $N$ targets in $\mathbb R^{QN}$ no "
        r"parameters have cost $0$, whatever the inputs. Nothing is said about one array."
    ),
    assumptions=(
        Assumption(
            id="more-equations",
            text=r"$QN>K-\sum d_l$",
            counterexample=few_equations,
        ),
    ),
    here=(r"\zeta", r"\psi", r"\rho"),
    letters={
        r"\zeta": "the number of equations",
        r"\psi": "the number of parameters without the hidden units",
        r"\rho": "the rank of the Jacobian at some parameters",
    },
    given=(MORE, BOUND),
    derive=derive_u1a,
    on_data=generic_on_data,
    near_misses=(Denial("there are always parameters enough", never_impossible),),
    broken=(Broken("proofs.statements.u1_counting.counts", _fewer),),
    statement_uses=("D2", "D3"),
    proof_uses=("U1",),
    foundations=("F3",),
    decided_in=("symbolic.generic.counts",),
)
