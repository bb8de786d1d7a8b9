"""P4, P5: a class inside another one. A polytope around it gives a network; truncation maps in the
dimension of the data do not separate the whole regions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import Derivation, Sign, inverse, scalar, vector
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.faults import one_more
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.notation import W, b
from proofs.statements.searching import data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.scalars import Scalar
from symbolic.separation import CommonPoint, Hyperplane, Separator, heights
from symbolic.truncation import TruncationMap
from symbolic.truncation_network import ZeroLoss
from symbolic.two_layer_form import list_network
from symbolic.words import counted

outside = scalar("chi")
CUT_OFF = Sign(outside - 1, False, "a facet has the point outside")
y, edge = vector("y", "M", words="a point of a path"), vector("e", "M", words="a unit vector")
step = scalar("t")

Path = tuple[list[DomainMatrix], DomainMatrix]


def derive_inside(D: Derivation) -> None:
    """One active facet is enough to switch the second layer off."""
    D.say(
        r"Scale the facets so that $n_k=\sigma(s_k(t_k-f_k\cdot x))$ is at least $1$ at the points "
        r"that facet $k$ cuts off. Inside all $n_k$ are $0$ and the unit of the second layer is "
        r"$\sigma(1)=1$. Outside, with $\chi=\sum_kn_k\ge1$, its pre-activation is $1-2\chi$, at "
        r"most $-1$, for"
    )
    D.positive("off", 2 * outside - 2, [(2, (CUT_OFF,))])
    D.say(r"So it is $0$, and the output $y_{\rm out}+(y_{\rm in}-y_{\rm out})h$ is the target.")


def derive_fibre(D: Derivation) -> None:
    """The ray that is added where a path leaves the cone."""
    D.say(
        r"Write the network as $a\circ\tau_L\circ\dots\circ\tau_1$, $a$ affine with a kernel, and "
        r"go by induction on $L$; for $L=0$ take a line. Let the set for $\tau_L,\dots,\tau_2$ "
        r"start at $\tau_1(x)$. The fibre of $\tau_1$ over a point of its cone is convex and "
        r"contains it, so $x$ is joined to $\tau_1(x)$. If the set leaves the cone, let $y$ be "
        r"where it does: a pre-activation $i$ is $0$ there, and with $e=e_i$"
    )
    D.equal("ray", W @ (y - step * (inverse(W) @ edge)) + b, W @ y + b - step * edge)
    D.say(r"so $\sigma$ is the same along the ray $y-tW^{-1}e_i$, $t\ge0$: it is in the fibre.")


def enclosing(data: ClusterData, inner: int) -> tuple[list[Hyperplane], list[Scalar]] | None:
    """Hyperplanes that have the class ``inner`` above and the points of the other class below, at
    least one each, and their scales; None if a point lies in the hull of the inner class.
    """
    block, separator = data.points[inner], Separator(data.points)
    columns = exact.columns_of(data.points[1 - inner])
    planes, scales = list[Hyperplane](), list[Scalar]()
    while columns:
        side = separator.decide(exact.from_flat(columns[0], data.M, 1), [block])
        if isinstance(side, CommonPoint):
            return None
        flat = [e for x in columns for e in x]
        left = exact.from_flat(flat, len(columns), data.M).transpose()
        beyond = [side.offset - h for h in heights(side.normal, left)]
        planes.append(side)
        scales.append(1 / min(depth for depth in beyond if depth > 0))
        columns = [x for x, depth in zip(columns, beyond, strict=True) if depth <= 0]
    return planes, scales


def concentric(case: Case) -> Verdict:
    """P4: a facet for every outer point that is not cut off yet; cost 0 with widths m and 1."""
    data = case.data
    if data.Q != 2:
        return NotApplicable(f"it speaks of two classes, here are {data.Q}")
    for inner in (1, 0):
        polytope = enclosing(data, inner)
        if polytope is not None:
            targets = [data.target(j).to_list_flat() for j in (1 - inner, inner)]
            m = len(polytope[0])
            network = list_network([targets[0]] * m + [targets[1]], *polytope, 2)
            if network is None or network.widths != (data.M, m, 1, 2):
                return Refuted(f"no network of widths {m} and 1")
            if cost_squared(network, data):
                return Refuted("the network has a positive cost")
            return Proved(
                f"{counted(m, 'facet')} around class {data.labels[inner]!r}: widths {m}, 1"
            )
    return NotApplicable("each class has a point in the hull of the other")


def level_path(maps: Sequence[TruncationMap], row: DomainMatrix, x: DomainMatrix) -> Path:
    """A polygon from ``x`` and a ray at its end on which ``row · τ_L ∘ … ∘ τ_1`` is constant."""
    size = x.shape[0]
    if not maps:
        i, k = 0, 1
        a, c = row.to_list_flat()[i], row.to_list_flat()[k]
        if not a and not c:
            a = QQ.one
        return [x], exact.column([-c, a] + [0] * (size - 2))
    tau = maps[0]
    vertices, ray = level_path(maps[1:], row, tau(x))
    path = [x, vertices[0]]
    for start, end in zip(vertices, [*vertices[1:], None], strict=True):
        along = ray if end is None else end - start
        before = tau.preactivations(start).to_list_flat()
        slopes = (tau.W * along).to_list_flat()
        exits = [(-z / s, i) for i, (z, s) in enumerate(zip(before, slopes, strict=True)) if s < 0]
        time, i = min(exits, default=(QQ(2), 0))
        if time < 1 or (end is None and exits):
            unit = exact.column([int(k == i) for k in range(size)])
            return [*path, start + along * time], -(tau.W.inv() * unit)
        if end is not None:
            path.append(end)
    return path, ray


def unbounded_levels(case: Case) -> Verdict:
    """P5: from the points of the data lead paths to infinity on which an output does not change."""
    outcome, data = case.zero_loss, case.data
    if not isinstance(outcome, ZeroLoss):
        return case.no_network
    if data.M < 2:
        return NotApplicable("it speaks of dimension 2 and more")
    network = outcome.network
    maps = network.truncation_maps()
    row = network.cumulative()[-1].W.extract([0], range(data.M))
    for block in data.points:
        x = block.extract(range(data.M), [0])
        vertices, ray = level_path(maps, row, x)
        middles = [(a + c) * QQ(1, 2) for a, c in pairwise(vertices)]
        far = [vertices[-1] + ray * QQ(t) for t in (1, 1000)]
        values = {network(z).to_list_flat()[0] for z in (*vertices, *middles, *far)}
        if ray.is_zero_matrix or len(values) != 1:
            return Refuted("the output changes along a path")
    said = counted(data.Q, "path")
    return Proved(f"{said} to infinity, one value of the first output on each")


def in_the_hull() -> Iterator[str]:
    """A point of the hull is in every polytope around the class."""
    for at in range(1, 4):
        data = data_of([[at]], [[0], [4]])
        if enclosing(data, 1) is None:
            said = (
                f"{at} is between 0 and 4, so every half-line with 0 and 4 outside has it outside"
            )
            yield f"M = 1, the points {points_of(data)}: {said}"


def one_dimension() -> Iterator[str]:
    """M = 1: the preimage of a value under an injective affine map is a point."""
    for slope in range(1, 3):
        yield (
            f"M = 1, L = 0, the output {slope}x: constant on no unbounded connected set, for it "
            "takes every value once"
        )


def models_of_ray(size: int) -> Iterator[Model]:
    """Any matrices."""
    letters = Letters(*names("w", size, size), *(n for a in "bye" for n in names(a, size, 1)), "t")
    m = letters.matrix
    known = {"W": m("w", size, size), **{a: m(a, size, 1) for a in "bye"}}
    yield Model(letters.domain, known, dimensions(size), {"t": letters["t"]})


def one_facet_is_enough(cases: Sequence[Case]) -> bool:
    """A half-space around every inner class."""
    polytope = enclosing(data_of([[0], [4]], [[2]]), 1)
    return polytope is not None and len(polytope[0]) == 1


P4 = Entry(
    id="P4",
    kind="statement",
    name="A unit for every facet around an inner class, and one more, are enough",
    statement=(
        r"Of two classes let one lie in the interior of a polytope of $m$ facets that has all "
        r"points of the other class outside; there is one iff none of these lies in the hull of "
        r"the inner class. Then a network with hidden layers of width $m$ and $1$ has cost $0$."
    ),
    letters={r"\chi": "the sum of the first hidden layer at an outer point"},
    here=(r"\chi",),
    assumptions=(
        Assumption(
            id="outside",
            text="no point of the outer class lies in the hull of the inner one",
            counterexample=in_the_hull,
        ),
    ),
    given=(CUT_OFF,),
    derive=derive_inside,
    on_data=concentric,
    near_misses=(Denial("one facet is enough", one_facet_is_enough),),
    broken=(one_more("proofs.statements.p4_concentric.cost_squared"),),
    statement_uses=("D2", "D3"),
    proof_uses=("P1",),
    decided_in=("symbolic.two_layer_form.list_network",),
)
P5 = Entry(
    id="P5",
    kind="statement",
    name="In the dimension of the data no depth separates a ball from a sphere around it",
    statement=(
        r"Let the hidden weights be in $GL(M)$, and a functional of the output be given. Through "
        r"every point passes a connected unbounded set on which it is constant. So no such network "
        r"has different values on a ball and on a sphere around it, whatever its depth. <<ray>>"
    ),
    letters={"t": "how far along the ray"},
    here=("t", "y"),
    assumptions=(
        Assumption(id="plane", text=r"$M\ge2$", counterexample=one_dimension),
        Assumption(
            id="invertible",
            text=r"the hidden weights are in $GL(M)$",
            reason=r"P4: the sphere is told from the ball with more units than dimensions",
        ),
    ),
    derive=derive_fibre,
    on_data=unbounded_levels,
    models=models_of_ray,
    near_misses=(
        NearMiss(
            "the other sense", W @ (y + step * (inverse(W) @ edge)) + b, W @ y + b - step * edge
        ),
    ),
    broken=(
        Broken(
            "proofs.statements.p4_concentric.level_path",
            lambda real: lambda maps, row, x: real(maps[:-1], row, x),
        ),
    ),
    statement_uses=("D2", "D5"),
    proof_uses=("L1", "L2"),
    decided_in=("symbolic.truncation.TruncationMap",),
)
