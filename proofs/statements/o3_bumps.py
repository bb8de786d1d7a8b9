"""O3, O4: bumps on hyperplanes, and the rank of the Jacobian where the last hidden values are
independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    Role,
    identity,
    matrix,
    scalar,
    sigma,
    vector,
    zero,
)
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.faults import other_output
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.o1_hinges import height, ordering
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.adapted import full_jacobian
from symbolic.cost import cost_squared
from symbolic.deciding.groups import UNITS, bumps, hyperplane_groups
from symbolic.generic import counts
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool

delta, eps = scalar("delta"), scalar("eps")
hidden = matrix("H_1", "d+1", "N", words="the last hidden values over a row of ones")
undone = matrix("H_1⁻", "N", "d+1", latex="H_1^-", words="a left inverse of them")
change = matrix("U_N", "Q", "N", words="any change of the outputs at the points")
level = vector("s_a", "r", words="the heights a·x − t of a point, once for each output")
value = vector("y_a", "r", words="the values wanted at a point of the group")
one_r = vector("1_r", "r", latex=r"\mathbf 1_r", words="a vector of ones")
INDEPENDENT = Hypothesis(undone @ hidden, identity("N"), "the hidden values have rank N with a 1")
ON = Hypothesis(level, zero("r", 1), "a point of the group", Role.CASE)
NEAR = Hypothesis(
    sigma(eps * value + delta * one_r), eps * value + delta * one_r, "ε|y| ≤ δ", Role.CASE
)
NEAR_2 = Hypothesis(sigma(eps * value - delta * one_r), zero("r", 1), "ε|y| ≤ δ again", Role.CASE)
EDGE = Hypothesis(sigma(delta * one_r), delta * one_r, "δ ≥ 0", Role.CASE)
EDGE_2 = Hypothesis(sigma(-(delta * one_r)), zero("r", 1), "−δ ≤ 0", Role.CASE)


def _clip(s: Any) -> Any:
    return sigma(s + delta * one_r) - sigma(s - delta * one_r)


bump = (1 / eps) * (_clip(level + eps * value) - _clip(level))


def derive_o3(D: Derivation) -> None:
    """A bump on a hyperplane."""
    D.say(
        r"Let $\operatorname{clip}(s)=\sigma(s+\delta)-\sigma(s-\delta)$. On the hyperplane, "
        r"$s_a=0$,"
    )
    D.equal("on", bump, value, using=[ON, NEAR, NEAR_2, EDGE, EDGE_2])
    D.say(
        r"and where $|s_a|\ge2\delta$ both clips are the same, $0$ or $2\delta$. So the values of "
        r"a group are added on it and nowhere else."
    )


def derive_o4(D: Derivation) -> None:
    """The readout alone reaches every change of the outputs."""
    D.say(
        r"The readout changes the outputs by $UH_1$, and every $Q\times N$ matrix is of this form:"
    )
    D.equal("onto", (change @ undone) @ hidden, change, using=[INDEPENDENT])
    D.say(r"So $\operatorname{rank}J=QN$, and near the network the zero set has dimension $K-QN$.")


def o3_on_data(case: Case) -> Verdict:
    """Groups that are alone on their hyperplanes, and the network of bumps."""
    pool = Pool.of(case.few_points)
    if not pool.consistent or len(pool.groups) < 2:
        return NotApplicable("needs two targets, and one target at every input")
    grouped = hyperplane_groups(pool)
    for one in grouped:
        on = [k for k, x in enumerate(pool.inputs) if height(one.normal, x) == one.offset]
        if tuple(on) != tuple(sorted(one.points)):
            return Refuted("a hyperplane contains another point, or not its group")
    net = bumps(pool, grouped)
    if cost_squared(net, case.few_points) or net.widths[1] > 2 * (case.data.Q + 1) * len(grouped):
        return Refuted(f"{net.widths[1]} units for {len(grouped)} groups, or a cost")
    return Proved(f"{len(grouped)} groups, {net.widths[1]} units, cost 0{case.looked_at}")


def o4_on_data(case: Case) -> Verdict:
    """The rank of the Jacobian at N − 1 hinges along a line, with kinks between the points."""
    data, pool = case.data, Pool.of(case.data)
    if len(pool.inputs) < data.N or data.N * data.Q > 60:
        return NotApplicable("needs distinct points, few of them")
    f = ordering(pool)
    us = sorted(height(f, x) for x in pool.inputs)
    middle = [(a + b) / 2 for a, b in pairwise(us)] or [us[0] - 1]
    first = Layer(exact.matrix([list(f)] * len(middle)), exact.column([-u for u in middle]))
    net = ReluNetwork((first,), Layer(exact.zeros(data.Q, len(middle)), exact.ones(data.Q, 1)))
    rank, numbers = exact.rank(full_jacobian(net, data)), counts(net.widths, data.N)
    if rank != data.Q * data.N:
        return Refuted(f"rank J = {rank}, QN = {data.Q * data.N}")
    return Proved(f"rank J = QN = {rank} of K = {numbers.parameters} parameters")


def models(size: int) -> Iterator[Model]:
    """Any invertible hidden values; a bump for values of size at most δ/ε."""
    letters = Letters(*names("h", size, size), *names("u", size, size))
    hidden_ = letters.matrix("h", size, size)
    known = {"H_1": hidden_, "H_1⁻": hidden_.inv(), "U_N": letters.matrix("u", size, size)}
    dims = dimensions(size) | {"d+1": size, "N": size, "r": size}
    yield Model(letters.domain, known, dims)
    letters = Letters("d", "e")
    domain, d, e = letters.domain, letters["d"], letters["e"]
    shares = [domain(1) / 2, -domain(1) / 3][:size]
    bumped = {
        "s_a": exact.zeros(size, 1).convert_to(domain),
        "y_a": exact.from_flat([share * d / e for share in shares], size, 1, domain),
        "1_r": exact.ones(size, 1, domain),
    }
    yield Model(domain, bumped, dims, {"eps": e, "delta": d}, frozenset("de"))


def another_on_the_plane() -> Iterator[str]:
    """The bump of a group is 1 at every point of its hyperplane."""
    for far in range(1, 5):
        data = data_of([[0, 0], [2, 0]], [[1, 0], [0, far]])
        at = [
            sum((c * max(y + shift, QQ(0)) for shift, c in UNITS), QQ(0))
            for y in data.points[1].to_list()[1]
        ]
        if any(at):
            yield (
                f"the points {points_of(data)}: the bump on the line through the first class is "
                f"{at[0]} at (1, 0) of the other class"
            )


def equal_values() -> Iterator[str]:
    """Two points with one hidden value: no change of the readout tells their outputs apart."""
    for a, b in product(SMALL, SMALL):
        if a < b:
            data = data_of([[a]], [[b]])
            net = ReluNetwork(
                (Layer(exact.matrix([[1]]), exact.column([-b - 1])),),
                Layer(exact.matrix([[1], [1]]), exact.column([0, 0])),
            )
            rank = exact.rank(full_jacobian(net, data))
            if rank < 4:
                yield f"the points {a} and {b}, a unit dead on both: rank J = {rank} < QN = 4"


def all_in_one_group(cases: Sequence[Case]) -> bool:
    """Whether a target always fits on one hyperplane."""
    return all(len(hyperplane_groups(p)) <= len(p.groups) for p in (Pool.of(c.data) for c in cases))


def full_rank_everywhere(cases: Sequence[Case]) -> bool:
    """Whether the network of a data set, were it affine, had rank QN."""
    full = []
    for c in cases:
        net = ReluNetwork((), Layer(exact.zeros(c.data.Q, c.data.M), exact.ones(c.data.Q, 1)))
        full.append(exact.rank(full_jacobian(net, c.data)) == c.data.Q * c.data.N)
    return all(full)


def _one_row_less(real: Any) -> Any:
    """A Jacobian without its last row."""

    def wrong(network: Any, data: Any) -> Any:
        J = real(network, data)
        return J.extract(range(J.shape[0] - 1), range(J.shape[1])).to_dense()

    return wrong


O3 = Entry(
    id="O3",
    kind="statement",
    name="Points in groups on hyperplanes: bumps in one hidden layer",
    statement=(
        r"Let the points be grouped into $g$ sets of affinely independent points, each on a "
        r"hyperplane that contains no other point. Then one hidden layer of $2(Q+1)g$ units has "
        r"cost $0$ for any targets: <<on>> In general position $g=\lceil N/M\rceil$. Where a group "
        r"has one target, four units a group are enough, and none for one of the targets."
    ),
    here=("g",),
    letters={"g": "the number of groups"},
    assumptions=(
        Assumption(
            id="alone-on-the-hyperplane",
            text="the hyperplane of a group contains no other point",
            counterexample=another_on_the_plane,
        ),
    ),
    given=(ON, NEAR, NEAR_2, EDGE, EDGE_2),
    derive=derive_o3,
    on_data=o3_on_data,
    models=models,
    near_misses=(
        NearMiss("with the height left in", bump, value, (NEAR, NEAR_2, EDGE, EDGE_2), "it holds"),
        NearMiss(
            "one clip alone", (1 / eps) * _clip(level + eps * value), value, (ON, NEAR, NEAR_2)
        ),
        Denial("one group a target is always enough", all_in_one_group),
    ),
    broken=(other_output("proofs.statements.o3_bumps.bumps"),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.deciding.capacity",),
)
O4 = Entry(
    id="O4",
    kind="statement",
    name="Independent hidden values make the Jacobian onto",
    statement=(
        r"If the last hidden values at the $N$ points, each over a $1$, have rank $N$, then "
        r"$\operatorname{rank}J=QN$: <<onto>> At cost $0$ the zero set is then a manifold of "
        r"dimension $K-QN$. If two of them are equal on an open set of parameters, "
        r"$\operatorname{rank}J\le Q(N-1)$ there."
    ),
    letters={
        "H_1": "the last hidden values over a row of ones",
        "J": "the Jacobian of all outputs in all parameters",
    },
    assumptions=(
        Assumption(
            id="independent-values",
            text="the last hidden values over a $1$ have rank $N$",
            counterexample=equal_values,
        ),
    ),
    given=(INDEPENDENT,),
    derive=derive_o4,
    on_data=o4_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without independence",
            (change @ undone) @ hidden,
            change,
            (),
            in_models="it holds",
        ),
        Denial("every network has full rank", full_rank_everywhere),
    ),
    broken=(Broken("proofs.statements.o3_bumps.full_jacobian", _one_row_less),),
    statement_uses=("D2",),
    decided_in=("symbolic.generic.generic_rank",),
)
