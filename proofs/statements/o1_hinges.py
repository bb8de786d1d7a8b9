"""O1, O2: arbitrary targets at distinct points, with one unit less than there are points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, Hypothesis, identity, inverse, matrix, sigma
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.faults import doubled
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import SMALL, data_of
from proofs.statements.w1_affine import inputs as points
from proofs.statements.w1_affine import wanted
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cost import cost_squared
from symbolic.deciding import capacity
from symbolic.deciding.hinges import line_hinges
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.scalars import Scalar
from symbolic.words import counted

barycentric = matrix("Λ", "N", "M+1", latex=r"\Lambda", words="barycentric coordinates, as rows")
hinges = matrix("T_u", "N", "N", "invertible", words="1 and the hinges at the points: triangular")
COORDINATES = Hypothesis(barycentric @ points, identity("N"), "the points are affinely independent")
FIXED = Hypothesis(
    sigma(barycentric @ points), barycentric @ points, "coordinates 0 and 1 are not negative"
)


def derive_o1(D: Derivation) -> None:
    """Barycentric coordinates pass every layer."""
    D.say(
        r"At the points the coordinates $\Lambda X_1$ are $0$ or $1$, so ReLU does not change "
        r"them, and the readout $Y_N$ has the targets as values:"
    )
    seen = barycentric @ points
    D.equal("passes", wanted @ sigma(seen), wanted @ seen, using=[FIXED])
    D.equal("fits", wanted @ seen, wanted, using=[COORDINATES])
    D.say(r"They add up to $1$: one of them may be left out, for $d_l\ge N-1$.")


def derive_o2(D: Derivation) -> None:
    """A triangular system."""
    D.say(
        r"Let $u=f\cdot x$ have distinct values $u_1<\dots<u_N$ at the points. With hinges "
        r"$\sigma(u-u_n)$, $n<N$, and a $1$, the matrix $T_u$ is triangular with a positive "
        r"diagonal, so"
    )
    D.equal("readout", (wanted @ inverse(hinges)) @ hinges, wanted)


def _first(case: Case) -> tuple[DomainMatrix, DomainMatrix]:
    """The first affinely independent points of the data, over a row of ones, and their targets."""
    data = case.data
    rows = exact.stacked([data.inputs, exact.ones(1, data.N)])
    chosen = exact.pivot_columns(rows)
    places = [j for j, n in enumerate(data.sizes) for _ in range(n)]
    targets = exact.side_by_side([data.target(places[k]) for k in chosen])
    return rows.extract(range(data.M + 1), chosen).to_dense(), targets


def o1_on_data(case: Case) -> Verdict:
    """Two layers of all coordinates but one, at as many points as are independent."""
    X, Y = _first(case)
    count = X.shape[1]
    coordinates = exact.pseudo_inverse(X)
    if coordinates * X != exact.identity(count):
        return Refuted("the points are not affinely independent")
    if count == 1:
        return NotApplicable("one point: no coordinate is left")
    rows = range(count - 1)
    kept = coordinates.extract(rows, range(X.shape[0])).to_dense()
    M = X.shape[0] - 1
    first = Layer(kept.extract(rows, range(M)).to_dense(), kept.extract(rows, [M]).to_dense())
    again = Layer(exact.identity(count - 1), exact.ones(count - 1, 1) * QQ(0))
    last = Y.extract(range(Y.shape[0]), [count - 1])
    readout = Y.extract(range(Y.shape[0]), rows).to_dense() - last * exact.ones(1, count - 1)
    net = ReluNetwork((first, again), Layer(readout, last.to_dense()))
    inputs = X.extract(range(M), range(count)).to_dense()
    if net(inputs) != Y:
        return Refuted("the network misses a target")
    return Proved(f"{count} points, two layers of {count - 1} units")


def ordering(pool: Pool) -> tuple[Scalar, ...]:
    """A direction along which the distinct inputs have distinct heights."""
    base = 1
    while True:
        f = tuple(QQ(base) ** k for k in range(len(pool.inputs[0])))
        if len({height(f, x) for x in pool.inputs}) == len(pool.inputs):
            return f
        base += 1


def height(f: Sequence[Scalar], x: Sequence[Scalar]) -> Scalar:
    """``f·x``."""
    return sum((a * e for a, e in zip(f, x, strict=True)), QQ(0))


def o2_on_data(case: Case) -> Verdict:
    """N − 1 hinges from the definition, and the library's hinges along a line; at many points for
    some of them.
    """
    if not Pool.of(case.data).consistent:
        return NotApplicable("an input has two targets (see P0)")
    data = case.few_points
    pool = Pool.of(data)
    f = ordering(pool)
    known = sorted(
        (height(f, x), pool.groups[g].target) for x, g in zip(pool.inputs, pool.group, strict=True)
    )
    us = [u for u, _ in known]
    hinges_ = [QQ(1)] * len(us)  # the rows of T, the first of ones; row k is 0 up to u_k
    hinges_ += [max(u - v, QQ(0)) for v in us[:-1] for u in us]
    T = exact.from_flat(hinges_, len(us), len(us))
    Y = exact.matrix([list(y) for _, y in known]).transpose()
    if not all(T.diagonal()) or T.transpose().lu_solve(Y.transpose()).transpose() * T != Y:
        return Refuted("the triangular system has no solution")
    said = f"{counted(len(us), 'point')}: {counted(len(us) - 1, 'hinge')}"
    choices = line_hinges(data, 1)
    if not choices:  # the theorem's own direction tells all inputs apart; none of few numbers does
        return Proved(f"{said}{case.looked_at}")
    net = choices[0].network()
    if cost_squared(net, data) or net.widths[1] > max(1, len(us) - 1):
        return Refuted(f"a network along a line has {net.widths[1]} units, or a cost")
    return Proved(f"{said}; {net.widths[1]} are enough for all{case.looked_at}")


def models(size: int) -> Iterator[Model]:
    """As many points as dimensions, in their own coordinates; any invertible system."""
    letters = Letters(*names("y", size, size), *names("t", size, size))
    domain, eye = letters.domain, exact.identity(size, letters.domain)
    known = {
        "Y_N": letters.matrix("y", size, size),
        "T_u": letters.matrix("t", size, size),
        "X_1": eye,
        "Λ": eye,
    }
    yield Model(domain, known, dimensions(size) | {"M+1": size, "N": size})


def same_height() -> Iterator[str]:
    """One point with two targets."""
    for a in SMALL:
        data = data_of([[a]], [[a]])
        if capacity(data, [1, 1, 2]).verdict == "no":
            yield f"the point {a} with two targets: no function has cost 0"


def fewer_always(cases: Sequence[Case]) -> bool:
    """Whether two units are always enough along a line."""
    return all(line_hinges(c.data, 1)[0].units <= 1 for c in cases)


def _steeper(real: Any) -> Any:
    """Functions along a line that start with another slope."""

    def wrong(data: Any, most: int = 1) -> Any:
        return [
            replace(one, slope=tuple(2 * e + 1 for e in one.slope), left=None)
            for one in real(data, most)
        ]

    return wrong


O1 = Entry(
    id="O1",
    kind="statement",
    name="Affinely independent points: their coordinates pass every layer",
    statement=(
        r"For $N\le M+1$ affinely independent points with any targets a network of any depth with "
        r"all $d_l\ge N-1$ has cost $0$: <<passes>> <<fits>>"
    ),
    assumptions=(
        Assumption(
            id="independent-points",
            text="the points are affinely independent",
            reason="without it there are no coordinates; O2 says what is true then",
        ),
    ),
    given=(FIXED, COORDINATES),
    derive=derive_o1,
    on_data=o1_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without the activation's fixed points",
            wanted @ sigma(barycentric @ points),
            wanted,
            (),
            in_models="it holds",
        ),
        NearMiss(
            "twice the coordinates",
            wanted @ (2 * (barycentric @ points)),
            wanted,
            (COORDINATES,),
        ),
    ),
    broken=(doubled("proofs.statements.o1_hinges.exact.pseudo_inverse"),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.deciding.capacity",),
)
O2 = Entry(
    id="O2",
    kind="statement",
    name="Distinct points: one hidden layer with one unit less than points",
    statement=(
        r"For $N$ distinct points with any targets a network with one hidden layer of $N-1$ units "
        r"has cost $0$, and its weights are parallel: <<readout>>"
    ),
    assumptions=(
        Assumption(id="distinct", text="the points are distinct", counterexample=same_height),
    ),
    derive=derive_o2,
    on_data=o2_on_data,
    models=models,
    near_misses=(
        NearMiss("the system itself", (wanted @ hinges) @ hinges, wanted),
        Denial("one unit is always enough", fewer_always),
    ),
    broken=(Broken("proofs.statements.o1_hinges.line_hinges", _steeper),),
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.deciding.capacity",),
)
