"""U2: for classes, that zero loss is not generic is not said of the inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, identity, scalar, vector
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Entry, NearMiss
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import SMALL, data_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.cells import Search
from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.deciding import capacity
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.scalars import Scalar, text
from symbolic.two_layer_form import Interpolation, two_layer

Finder = Callable[[Pool, Search], Interpolation]

normal = vector("f", "M", words="the normal of a hyperplane")
point = vector("x", "M", words="an input")
moved = vector("ξ_x", "M", latex=r"\xi_x", words="by how much the input is moved")
level = scalar("t")


def derive_u2(D: Derivation) -> None:
    """The height over a hyperplane after a move."""
    D.say(r"Let a hyperplane have a point on one side at height $f\cdot x-t$. After a move it is")
    D.equal(
        "moved",
        normal.T @ (point + moved) - level * identity(1),
        (normal.T @ point - level * identity(1)) + normal.T @ moved,
    )
    D.say(
        r"of the same sign as long as $|f\cdot\xi_x|<|f\cdot x-t|$. So all hyperplanes of G6 stay, "
        r"for all inputs near the given ones, and its network of $K$ parameters, whatever $N$, has "
        r"cost $0$."
    )


def open_on_data(case: Case) -> Verdict:
    """The network of G6 has cost 0 on all inputs near the given ones: they are moved in one box."""
    data, pool = case.data, Pool.of(case.data)
    if not pool.consistent or data.Q == 1:
        return NotApplicable("an input has two targets, or there is one class")
    net = two_layer(pool, Search(restarts=0)).network
    if net.widths[1] >= data.Q:
        return NotApplicable("the classes are not sequentially separable (see T3')")
    first = net.layers[0]
    z = (first.W * data.inputs + first.b * exact.ones(1, data.N)).to_list_flat()
    steepest = max(sum(map(abs, row), QQ(0)) for row in first.W.to_list())
    smallest = min((abs(e) for e in z), default=QQ(1))
    step = min(smallest, QQ(1)) / (2 * steepest)
    near = ClusterData(
        data.name, data.labels, data.targets, tuple(_moved(b, step) for b in data.points)
    )
    if not step or cost_squared(net, data) or cost_squared(net, near):
        return Refuted("moved inputs have a cost")
    return Proved(
        f"K = {net.parameter_count} parameters have cost 0 on all inputs within {text(step)} of "
        f"these"
    )


def _moved(block: DomainMatrix, step: Scalar) -> DomainMatrix:
    """Every coordinate of every point up or down by the step, in turn."""
    rows, columns = block.shape
    signs = [QQ(1 - 2 * ((i * i + k) % 2)) for i in range(rows) for k in range(columns)]
    return block + exact.from_flat(signs, rows, columns) * step


def models(size: int) -> Iterator[Model]:
    """A point that moves."""
    letters = Letters(*(name for letter in "fxm" for name in names(letter, size, 1)), "t")
    m = letters.matrix
    known = {"f": m("f", size, 1), "x": m("x", size, 1), "ξ_x": m("m", size, 1)}
    yield Model(letters.domain, known, dimensions(size), {"t": letters["t"]})


def between() -> Iterator[str]:
    """A point between two of another class: not separable, and no network of these widths."""
    for a in SMALL:
        data = data_of([[a, 0], [a + 2, 0]], [[a + 1, 0]])
        if capacity(data, [2, 1, 1, 2]).verdict == "no":
            yield (
                f"the points ({a}, 0), ({a + 2}, 0) and ({a + 1}, 0) between them: no network of "
                "widths 2-1-1-2 has cost 0"
            )


def _touching(real: Finder) -> Finder:
    """A network whose first hyperplanes are shifted to a point."""

    def wrong(pool: Pool, search: Search) -> Interpolation:
        value = real(pool, search)
        net, data = value.network, pool.data
        first = net.layers[0]
        row = (first.W * data.inputs).to_list()[0]
        b = exact.column([-min(row), *first.b.to_list_flat()[1:]])
        return replace(value, network=ReluNetwork((Layer(first.W, b), *net.hidden[1:]), net.output))

    return wrong


U2 = Entry(
    id="U2",
    kind="statement",
    name="For classes zero loss is not generic in the inputs either way",
    statement=(
        r"For fixed labels the inputs whose classes are strictly sequentially separable form a "
        r"non-empty open set, for every $N$, and the network of G6 has cost $0$ there with $K$ "
        r"independent of $N$: <<moved>> So that zero loss is not generic cannot mean measure zero "
        r"in the inputs; it is true of the targets (U1a)."
    ),
    letters={r"\xi_x": "by how much the input is moved"},
    assumptions=(
        Assumption(
            id="strictly-separable",
            text="the classes are strictly sequentially separable",
            counterexample=between,
        ),
    ),
    derive=derive_u2,
    on_data=open_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without the move",
            normal.T @ (point + moved) - level * identity(1),
            normal.T @ point - level * identity(1),
        ),
    ),
    broken=(Broken("proofs.statements.u2_inputs.two_layer", _touching),),
    statement_uses=("G6", "U1a"),
    decided_in=("symbolic.two_layer_form.two_layer",),
)
