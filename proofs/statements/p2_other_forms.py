"""P2, P3, W2, X1: other networks for every labelled data set, and what they say of unseen
points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from sympy import QQ

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry
from proofs.statements.faults import one_more
from proofs.statements.p_cells import least_cost, two_targets
from proofs.statements.searching import data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic.cells import Search
from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.deep_form import deep
from symbolic.matrices import column, columns_of, from_flat, rank
from symbolic.narrow_form import narrow
from symbolic.one_layer_form import one_layer
from symbolic.pool import Pool
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane
from symbolic.two_layer_form import Interpolation, two_layer
from symbolic.unseen import cell_radius_squared

MIXED = NotApplicable("an input has two targets (see P0)")
height = scalar("r")
steep = scalar("lambda")
code = scalar("nu")
BEYOND = Sign(steep - height, True, "C > (t − f·x*)/|s|")
POSITIVE = Sign(code, True, "|s| > 0")
unit = scalar("chi")
HALF = Sign(2 * unit - 1, False, "s(t − f·x) ≥ ½")


def derive_deep(D: Derivation) -> None:
    """Earlier apexes lie beyond the hyperplane of a later cell."""
    D.say(
        r"Let $\nu=\sum s>0$ be the size of the code of an earlier apex, $r=(t_k-f_k\cdot "
        r"x^*)/\nu$ and $C_k=\lambda>r$. Then $F_k=f_k\cdot x^*-t_k+C_k\nu$ is there"
    )
    D.positive("earlier", code * steep - code * height, [(1, (POSITIVE, BEYOND))])
    D.say(
        r"and at later points, with $s=0$, it is $f_k\cdot x-t_k>0$. By L3 the cell is sent to an "
        r"apex on $F_k=0$ that has the code of its target; the readout sends codes, which are "
        r"affinely independent, to targets."
    )


def derive_radius(D: Derivation) -> None:
    """Half a unit is enough to switch the later gates off."""
    D.say(
        r"With $f_i\cdot x\ge t_i$ the units before are off, and with $\chi=s_k(t_k-f_k\cdot "
        r"x)\ge\frac12$ the second layer from $k$ on has pre-activations at most $1-2\chi$, which "
        r"is minus"
    )
    D.positive("off", 2 * unit - 1, [(1, (HALF,))])
    D.say(r"while those before $k$ are $1$: the output is exactly $c_k$.")


def fits(
    case: Case, build: Callable[[Pool], Interpolation], shaped: Callable[[Pool, Interpolation], str]
) -> Verdict:
    """Cost 0 and the shape that the statement says."""
    pool = Pool.of(case.data)
    if least_cost(case.data):
        return MIXED
    form = build(pool)
    if cost_squared(form.network, case.data):
        return Refuted("the network has a positive cost")
    if form.network.L and not form.network.smallest_margin(case.data.inputs) > 0:
        return Refuted("a point is on a kink")
    wrong = shaped(pool, form)
    return Refuted(wrong) if wrong else Proved(f"widths {form.network.widths}")


def one_layer_on_data(case: Case) -> Verdict:
    """P2: the width is twice the changes of target along the first weight row."""

    def shaped(pool: Pool, form: Interpolation) -> str:
        if not form.network.L:
            return ""
        row = form.network.hidden[0].W.to_list()[0]
        along = sorted(
            (sum((w * e for w, e in zip(row, x, strict=True)), QQ.zero), g)
            for x, g in zip(pool.inputs, pool.group, strict=True)
        )
        changes = sum(a[1] != b[1] for a, b in pairwise(along))
        width = form.network.widths[1]
        return "" if width == 2 * changes else f"width {width} for {changes} changes along the line"

    return fits(case, one_layer, shaped)


def deep_on_data(case: Case) -> Verdict:
    """P3: a hidden layer a cell, of width M + Q − 1, invertible after the first."""

    def shaped(pool: Pool, form: Interpolation) -> str:
        if len(pool.groups) == 1:
            return ""
        D = case.data.M + len(pool.groups) - 1
        layers = 0 if form.cells is None else len(form.cells.cells)
        if form.network.widths[1:-1] != (D,) * layers:
            return f"widths {form.network.widths}"
        singular = any(rank(layer.W) < D for layer in form.network.hidden[1:])
        return "a singular weight matrix" if singular else ""

    return fits(case, lambda pool: deep(pool, Search(restarts=0)), shaped)


def narrow_on_data(case: Case) -> Verdict:
    """W2: no width above max(2, Q − 1)."""

    def shaped(pool: Pool, form: Interpolation) -> str:
        widest = max(form.network.widths[1:-1], default=0)
        return "" if widest <= max(2, len(pool.groups) - 1) else f"a layer of width {widest}"

    return fits(case, narrow, shaped)


def unseen(case: Case) -> Verdict:
    """X1: nine tenths of the way to what bounds the radius, along the normal, in both senses."""
    pool = Pool.of(case.data)
    if least_cost(case.data):
        return MIXED
    interpolation = two_layer(pool, Search(restarts=0))
    cells = () if interpolation.cells is None else interpolation.cells.cells
    planes = [cell.hyperplane for cell in cells if cell.hyperplane is not None]
    moved, wanted = list[Scalar](), list[Scalar]()
    for k, cell in enumerate(cells):
        for i in cell.points[:2]:
            x = pool.inputs[i]
            scale = _scale(interpolation, k, cell.hyperplane)
            squared = cell_radius_squared(x, planes[:k], cell.hyperplane, scale)
            for plane in planes:
                moved += _towards(x, plane, squared)
                wanted += pool.groups[cell.group].target
    if not moved:
        return NotApplicable("one cell: nothing bounds the radius")
    points = from_flat(moved, len(moved) // case.data.M, case.data.M).transpose()
    outputs = [e for y in columns_of(interpolation.network(points)) for e in y]
    return (
        Proved(f"{points.shape[1]} points inside the radii")
        if outputs == wanted
        else Refuted("an output changed inside a radius")
    )


def _scale(interpolation: Interpolation, k: int, plane: Hyperplane | None) -> Scalar:
    """``s_k``, read off the first layer: its bias is ``s_k t_k``, its row ``−s_k f_k``."""
    if plane is None:
        return QQ.one
    row = interpolation.network.hidden[0].W.to_list()[k]
    pivot = next(i for i, f in enumerate(plane.normal.to_list_flat()) if f)
    return -row[pivot] / plane.normal.to_list_flat()[pivot]


def _towards(x: Sequence[Scalar], plane: Hyperplane, squared: Scalar | None) -> list[Scalar]:
    """The point moved along the normal by at most nine tenths of the radius, by a rational step."""
    f = plane.normal.to_list_flat()
    length = sum((e * e for e in f), QQ.zero)
    gap = sum((a * b for a, b in zip(f, x, strict=True)), QQ.zero) - plane.offset
    step = -gap / length  # this far the hyperplane is
    while squared is not None and step * step * length >= squared * QQ(81, 100):
        step /= 2
    return [e + step * a for e, a in zip(x, f, strict=True)]


def crossing_runs() -> Iterator[str]:
    """Two targets at one height of a line: a function of the height has one value there."""
    for a in range(1, 4):
        data = ClusterData.from_rows({"a": [[0, 0], [a, a]], "b": [[0, a]]})
        yield (
            f"the points {points_of(data)}: along (1, 0) the heights 0 of both classes coincide, "
            f"so no function "
            "of x1 alone has cost 0"
        )


def outside_the_radius() -> Iterator[str]:
    """Beyond the hyperplane of the own cell the output changes."""
    data = data_of([[0], [1]], [[4], [5]])
    interpolation = two_layer(Pool.of(data), Search(restarts=0))
    for at in range(2, 9):
        x = column([at])
        if interpolation.network(x) != data.target(0):
            said = f"at x = {at} the output is no longer that of the first class"
            yield f"M = 1, the points {points_of(data)}: {said}"
            return


def always_two_units(cases: Sequence[Case]) -> bool:
    """One hidden layer of width 2 for everything."""
    data = data_of([[0], [2]], [[1]])
    return max(one_layer(Pool.of(data)).network.widths[1:-1]) == 2


CONSISTENT = Assumption(
    id="one-target", text="points that coincide have one target", counterexample=two_targets
)


P2 = Entry(
    id="P2",
    kind="statement",
    name="One hidden layer of width 2(R − 1) for R runs of equal target along a line",
    statement=(
        r"Let different targets have different values along a direction, and let the inputs form "
        r"$R$ runs of equal target along it. Then a network with one hidden layer of width "
        r"$2(R-1)$, a gate of S6 at every change, has cost $0$."
    ),
    assumptions=(
        Assumption(
            id="values-apart",
            text="different targets have different values along the direction",
            counterexample=crossing_runs,
        ),
    ),
    on_data=one_layer_on_data,
    near_misses=(Denial("width 2 is enough", always_two_units),),
    broken=(one_more("proofs.statements.p2_other_forms.cost_squared"),),
    statement_uses=("D2", "D3"),
    proof_uses=("S6",),
    decided_in=("symbolic.one_layer_form.one_layer",),
)
P3 = Entry(
    id="P3",
    kind="statement",
    name="As many truncation maps as cells, in dimension M + Q − 1, for every labelled data set",
    statement=(
        r"With $K$ cells as in P1 there are $K$ truncation maps with weights in $GL(M+Q-1)$, "
        r"acting on inputs padded with zeros, each sending one cell to its apex and fixing the "
        r"rest, after which an affine readout has cost $0$. <<earlier>>"
    ),
    here=(
        r"\lambda",
        r"\nu",
        "r",
    ),
    letters={
        r"\nu": "the sum of the code of an apex",
        "r": "its height over the hyperplane of a later cell, over the sum of its code",
        r"\lambda": "how much the code counts in the hyperplane",
    },
    assumptions=(CONSISTENT,),
    given=(BEYOND, POSITIVE),
    derive=derive_deep,
    on_data=deep_on_data,
    broken=(one_more("proofs.statements.p2_other_forms.cost_squared"),),
    statement_uses=("D2", "D3", "P1"),
    proof_uses=("L3",),
    decided_in=("symbolic.deep_form.deep",),
    coq=("StatementsCells.P3",),
)
W2 = Entry(
    id="W2",
    kind="statement",
    name="The least constant width is max(2, Q − 1), or 1 for two separable classes",
    statement=(
        r"For consistent data and $Q\ge2$ affinely independent targets some network of constant "
        r"width $\max(2,Q-1)$ has cost $0$, of depth at most the number of distinct inputs $+1$; "
        r"width $1$ suffices iff $Q=2$ and the classes are linearly separable. (Keep $u=f\cdot "
        r"x+\text{const}>0$ and a value $s$, and set in turn $s\leftarrow\max(s,\ell_k(u))$, "
        r"$s\leftarrow\min(s,\ell_k(u))$ with steep lines through the labels.)"
    ),
    assumptions=(CONSISTENT,),
    on_data=narrow_on_data,
    broken=(one_more("proofs.statements.p2_other_forms.cost_squared"),),
    statement_uses=("D2", "D3"),
    proof_uses=("G6",),
    decided_in=("symbolic.narrow_form.narrow",),
    coq=("StatementsCells.W2", "StatementsCells.W2_last", "StatementsCells.W2_one"),
)
X1 = Entry(
    id="X1",
    kind="statement",
    name=(
        "Around every training point the two-layer network has exactly the target, up to a "
        "rational radius"
    ),
    statement=(
        r"The network of P1 is exactly $c_k$ on the polyhedron $f_i\cdot x\ge t_i$ ($i<k$), "
        r"$s_k(t_k-f_k\cdot x)\ge\frac12$. So around a point of cell $k$ the output does not "
        r"change within the least of the distances to these hyperplanes, whose squares are "
        r"rational. <<off>>"
    ),
    letters={r"\chi": "unit k of the first layer at a point of cell k"},
    assumptions=(
        Assumption(
            id="inside",
            text="the point is inside the polyhedron of its cell",
            counterexample=outside_the_radius,
        ),
    ),
    given=(HALF,),
    derive=derive_radius,
    on_data=unseen,
    broken=(
        Broken(
            "proofs.statements.p2_other_forms.cell_radius_squared",
            lambda real: lambda *given: real(*given) and real(*given) * 10**12,
        ),
    ),
    statement_uses=("P1",),
    decided_in=("symbolic.unseen.cell_radius_squared",),
)
