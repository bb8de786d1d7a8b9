"""U3, U4: what zero loss forces: a collapse of every large class; and many pieces along a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

from sympy import QQ

from proofs.algebra import Derivation, Hypothesis, inverse, matrix, vector
from proofs.algebra.entrywise import Model
from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Broken, Denial, Entry, NearMiss
from proofs.statements.faults import returning
from proofs.statements.models import Letters, dimensions, names
from proofs.statements.searching import SMALL, data_of, points_of
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.deciding import capacity
from symbolic.deciding.hinges import line_hinges
from symbolic.deciding.lines import least_kinks, most_pieces
from symbolic.generic import PatternCell, collapse, must_collapse
from symbolic.network import ReluNetwork
from symbolic.scalars import Scalar
from symbolic.truncation_network import ZeroLoss

affine = matrix("A_R", "Q", "M+1", words="the network on one activation region: an affine map")
simplex = matrix(
    "X_R", "M+1", "M+1", "invertible", words="affinely independent points of it over a row of ones"
)
ones = vector("1_{M+1}", "M+1", latex=r"\mathbf 1_{M+1}", words="a vector of M+1 ones")
last = vector("e_{M+1}", "M+1", words="the last unit vector")
target = vector("y_j", "Q", words="the target of class j")
FITS = Hypothesis(affine @ simplex, target @ ones.T, "the points have the target of their class")
ROW = Hypothesis(last.T @ simplex, ones.T, "the last row is one of ones")
slope = vector("s_R", "M", words="the gradient of a functional of the network on one region")
height = matrix("c_R", 1, 1, words="its value at 0")
left = vector("x_L", "M", words="a point of the line in the region")
right = vector("x_R", "M", words="another one")


def derive_u3(D: Derivation) -> None:
    """An affine map that is constant on M + 1 independent points is constant."""
    D.say(
        r"At most $\rho$ activation regions meet the data (F4), so more than $M\rho$ points of a "
        r"class have $M+1$ in one of them; in general position they are affinely independent. "
        r"There the network is affine, and its values are the target:"
    )
    D.equal("determined", affine, affine @ simplex @ inverse(simplex))
    D.equal("constant", target @ last.T @ simplex, target @ ones.T, using=[ROW])
    D.equal("values", affine @ simplex, target @ ones.T, using=[FITS])
    D.say(
        r"$A_R$ and $y_je_{M+1}^{\mathsf T}$ agree on $X_R$, which is invertible: the network is "
        r"the constant $y_j$ on the region, which is convex, so the simplex of these points "
        r"contains no point of another class."
    )


def derive_u4(D: Derivation) -> None:
    """The sign of the slope alternates from interval to interval."""
    D.say(
        r"Let a functional be $0$ and $1$ on the two targets. On one affine piece it rises along "
        r"the line by its slope times the way:"
    )
    D.equal(
        "rise",
        (slope.T @ right + height) - (slope.T @ left + height),
        slope.T @ (right - left),
    )
    D.say(
        r"Between neighbouring points it rises by $1$ and falls by $1$ in turn, so some piece "
        r"there has a slope of that sign: $N-1$ pieces at least, for the signs alternate. A layer "
        r"of $d_l$ units cuts each piece into at most $d_l+1$, for between two kinks all units are "
        r"affine: at most $\prod_l(d_l+1)$."
    )


def collapse_on_data(case: Case) -> Verdict:
    """In every region of the zero-loss network: where points of a class span, it is constant."""
    if not isinstance(case.zero_loss, ZeroLoss):
        return case.no_network
    cells = collapse(case.zero_loss.network, case.data)
    spanning = [cell for cell in cells if cell.spanning]
    wrong = [cell for cell in spanning if not cell.constant]
    if wrong:
        label = case.data.labels[wrong[0].cls]
        return Refuted(f"not constant where points of {label!r} span the space")
    if sum(cell.count for cell in cells) != case.data.N:
        return Refuted("the cells are no partition of the points")
    for j in range(case.data.Q):
        if must_collapse(case.data, case.zero_loss.network.widths, j) and all(
            cell.count <= case.data.M for cell in cells if cell.cls == j
        ):
            return Refuted(f"class {case.data.labels[j]!r} has more regions than there are")
    return Proved(
        f"{len(spanning)} of {len(cells)} cells hold M + 1 independent points; constant on them"
    )


def _line(data: ClusterData) -> list[tuple[Scalar, int]]:
    """The distinct values of the first coordinate at which one class is seen, in order."""
    seen: dict[Scalar, set[int]] = {}
    for j, block in enumerate(data.points):
        for h in block.to_list()[0]:
            seen.setdefault(h, set()).add(j)
    return sorted((h, min(classes)) for h, classes in seen.items() if len(classes) == 1)


def pieces_on_data(case: Case) -> Verdict:
    """Along the first axis: kinks that the labels need, against those of a network."""
    seen = _line(case.data)
    if case.data.Q < 2 or len({j for _, j in seen}) < 2:
        return NotApplicable("needs two classes that the first coordinate tells apart somewhere")
    first = seen[0][1]
    rows = {
        "here": [[h] for h, j in seen if j == first],
        "there": [[h] for h, j in seen if j != first],
    }
    along = ClusterData.from_rows(rows)
    heights = [h for h, _ in seen]
    values = [h * 0 + int(j != first) for h, j in seen]
    changes = sum(a != b for a, b in pairwise(values))
    needed = least_kinks(heights, values)
    width = line_hinges(along, 1)[0].units
    if not needed <= width <= 2 * changes or most_pieces((width,)) - 1 < needed:
        return Refuted(f"{needed} kinks are needed, {width} units have them")
    fewer = [capacity(along, (1, d, 2)) for d in range(1, min(needed, 3))]
    if any(answer.verdict == "yes" for answer in fewer):
        return Refuted("fewer units than kinks have cost 0")
    return Proved(f"{changes} changes along the first axis: {needed} kinks, {width} units")


def models(size: int) -> Iterator[Model]:
    """A simplex of symbols over a row of ones, and the constant map."""
    square = names("x", size, size)
    letters = Letters(*square, *(n for c in "yslr" for n in names(c, size, 1)), "c")
    domain = letters.domain
    rows = letters.matrix("x", size, size).to_list()
    rows[-1] = [domain(1)] * size
    X = exact.from_flat([e for row in rows for e in row], size, size, domain)
    y = letters.matrix("y", size, 1)
    unit = exact.identity(size, domain).extract(range(size), [size - 1]).to_dense()
    known = {
        "X_R": X,
        "A_R": y * unit.transpose(),
        "y_j": y,
        "1_{M+1}": exact.ones(size, 1, domain),
        "e_{M+1}": unit,
        "s_R": letters.matrix("s", size, 1),
        "c_R": exact.from_flat([letters["c"]], 1, 1, domain),
        "x_L": letters.matrix("l", size, 1),
        "x_R": letters.matrix("r", size, 1),
    }
    yield Model(domain, known, dimensions(size) | {"M+1": size})


def few_points() -> Iterator[str]:
    """Two points in the plane: cost 0 by an affine map that is not constant."""
    for a in (1, 2, 3):
        data = data_of([[0, 0], [1, 0]], [[0, a], [1, a]])
        net = capacity(data, [2, 1, 2]).network
        cells = () if net is None else collapse(net, data)
        if any(not cell.constant for cell in cells):
            yield (
                f"the points {points_of(data)}: one unit has cost 0 and is not constant near a "
                f"class, "
                "for two points do not span the plane"
            )


def not_alternating() -> Iterator[str]:
    """Equal labels side by side need fewer pieces."""
    for count in range(4, 8):
        data = data_of([[k] for k in range(count - 2)], [[k] for k in range(count - 2, count)])
        if capacity(data, [1, 2, 2]).verdict == "yes" and count - 1 > 3:
            yield (
                f"{count} points on a line, the last two of another class: 2 units reach cost 0, "
                f"though 2 + 1 < N - 1 = {count - 1}"
            )


def off_the_line() -> Iterator[str]:
    """Points in convex position: one hyperplane tells alternating labels of a path apart."""
    for count in range(4, 7):
        up = [[k, k * k] for k in range(count) if k % 2 == 0]
        down = [[k, k * k - 10] for k in range(count) if k % 2]
        data = data_of(up, down)
        if capacity(data, [2, 2, 2]).verdict == "yes" and count - 1 > 3:
            yield (
                f"the points {points_of(data)}, not on a line: 2 units reach cost 0, "
                f"3 < {count - 1}"
            )


def always_spanning(cases: Sequence[Case]) -> bool:
    """Whether every cell of a zero-loss network has points that span the space."""
    return all(
        cell.spanning
        for c in cases
        if isinstance(c.zero_loss, ZeroLoss)
        for cell in collapse(c.zero_loss.network, c.data)
    )


def one_kink_each(cases: Sequence[Case]) -> bool:
    """Whether a change of the label needs one kink, not less."""
    for a, b, c in combinations(SMALL, 3):
        if a < b < c:
            places = [QQ(v) for v in (a, b, c, c + 1)]
            if least_kinks(places, [QQ(v) for v in (0, 1, 1, 0)]) < 2:
                return False
    return True


def _all_constant(real: Any) -> Any:
    """Cells of which one is said not to be constant."""

    def wrong(net: ReluNetwork, data: Any) -> tuple[PatternCell, ...]:
        return tuple(replace(cell, constant=not cell.spanning) for cell in real(net, data))

    return wrong


U3 = Entry(
    id="U3",
    kind="statement",
    name="Zero loss forces the collapse of every large class in general position",
    statement=(
        r"Let class $j$ be in general position with $N_j>M\rho$, "
        r"$\rho=\prod_lr(d_l,\min(d_0..d_{l-1}))$ with $r(d,m)=\sum_{i\le m}\binom di$. At cost "
        r"$0$ some activation region holds $M+1$ of its points, the network is constant on it, for "
        r"<<values>> <<constant>> and their simplex contains no point of another class."
    ),
    letters={r"\rho": "a bound for the number of activation regions that meet the data"},
    assumptions=(
        Assumption(
            id="many-points",
            text=r"$N_j>M\rho$, in general position",
            counterexample=few_points,
        ),
    ),
    given=(FITS, ROW),
    derive=derive_u3,
    on_data=collapse_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "without the row of ones", target @ last.T @ simplex, target @ ones.T, (), "it holds"
        ),
        NearMiss(
            "with the first unit vector's multiple",
            2 * (affine @ simplex),
            target @ ones.T,
            (FITS,),
        ),
        Denial("every cell spans", always_spanning),
    ),
    broken=(Broken("proofs.statements.u3_collapse.collapse", _all_constant),),
    statement_uses=("D2", "U1"),
    foundations=("F4",),
    decided_in=("symbolic.generic.collapse", "symbolic.generic.pattern_bound"),
)
U4 = Entry(
    id="U4",
    kind="statement",
    name="Labels that alternate along a line need many pieces",
    statement=(
        r"$N$ points on a line, alternately of two different targets: cost $0$ needs "
        r"$\prod_l(d_l+1)\ge N-1$, for <<rise>> More exactly, the least number of kinks of a "
        r"continuous piecewise linear function through the values is found from left to right, and "
        r"a network has at most as many as its widths allow."
    ),
    assumptions=(
        Assumption(
            id="alternating",
            text="the targets alternate",
            counterexample=not_alternating,
        ),
        Assumption(
            id="on-a-line",
            text="the points are on a line",
            counterexample=off_the_line,
        ),
    ),
    derive=derive_u4,
    on_data=pieces_on_data,
    models=models,
    near_misses=(
        NearMiss(
            "by the slope alone",
            (slope.T @ right + height) - (slope.T @ left + height),
            slope.T @ right,
        ),
        Denial("a change needs a kink of its own", one_kink_each),
    ),
    broken=(returning("proofs.statements.u3_collapse.least_kinks", lambda kinks: kinks + 10),),
    statement_uses=("D2",),
    decided_in=("symbolic.deciding.capacity",),
)
