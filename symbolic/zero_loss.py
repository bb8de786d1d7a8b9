"""T3: explicit networks with exactly zero cost.

One after the other each class is separated strictly from the classes not yet collapsed and the apexes of the earlier ones, and
collapsed to its apex by one hidden layer (L3, or §6); further layers act as the identity; the readout solves
``A p_j + c = y_j``. Clustered data give the construction of the paper: ``f_j = x̄ − x̄_j`` and ``p_j = x̄ + μ_j (x̄_j − x̄)`` with
``x̄`` the barycentre. The result is evaluated exactly before it is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData, affinely_independent
from symbolic.display import column_html, label_html, number_text, table_html
from symbolic.errors import InputError, NotApplicable
from symbolic.matrices import column, from_flat, ones, side_by_side, stacked, zeros
from symbolic.network import Layer, ReluNetwork, compose
from symbolic.orthogonal import rational_cone
from symbolic.scalars import Scalar, exact, text
from symbolic.separation import CommonPoint, Hyperplane, Separator, gap, heights, primitive
from symbolic.truncation import TruncationMap, collapsing
from symbolic.words import Construction, ReadoutKind, word

# Layers after the Q-th act as the identity; more than this is a slip of the keyboard, and would fill the memory.
MAX_LAYERS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Collapse:
    """One class sent to its apex: the hyperplane that separates it, the apex on it, the truncation map, the margin."""

    cls: int
    hyperplane: Hyperplane
    apex: DomainMatrix
    map: TruncationMap
    margin: Scalar


@dataclass(frozen=True, slots=True, eq=False)
class ZeroLoss:
    """A network of zero cost on ``data`` with every pre-activation non-zero, and how it was built (T3)."""

    data: ClusterData
    readout: ReadoutKind
    collapses: tuple[Collapse, ...]
    network: ReluNetwork

    def _repr_html_(self) -> str:
        rows = [
            (
                str(l),
                label_html(self.data.labels[step.cls]),
                f"{column_html(step.hyperplane.normal)} · x = {number_text(step.hyperplane.offset)}",
                column_html(step.apex),
                number_text(step.margin),
            )
            for l, step in enumerate(self.collapses, start=1)
        ]
        caption = f"{label_html(self.data.name)}: cost 0 with {self.network.L} hidden layers, {self.readout} readout"
        return table_html(
            caption, ("layer", "collapses", "hyperplane", "apex p<sub>j</sub>", "margin"), rows
        )


@dataclass(frozen=True, slots=True, eq=False)
class Obstruction:
    """Why no order of the classes works (T3′).

    The convex hull of every class in ``stuck`` meets that of the others of ``stuck``, so whichever were collapsed first could
    not be separated. ``common_points[j]`` certifies class ``j``; the blocks of its ``rest`` are the other stuck classes in order.
    """

    data: ClusterData
    stuck: tuple[int, ...]
    common_points: Mapping[int, CommonPoint]

    def _repr_html_(self) -> str:
        labels = self.data.labels
        rows = []
        for j, common in self.common_points.items():
            others = [k for k in self.stuck if k != j]
            point = sum(
                (
                    self.data.points[j].extract(range(self.data.M), [i]) * weight
                    for i, weight in common.inside
                ),
                zeros(self.data.M, 1),
            )
            inside = " + ".join(f"{number_text(w)} x<sub>{i + 1}</sub>" for i, w in common.inside)
            rest = " + ".join(
                f"{number_text(w)} x<sub>{i + 1}</sub> of {label_html(labels[others[b]])}"
                for b, i, w in common.rest
            )
            rows.append((label_html(labels[j]), inside, rest, column_html(point)))
        caption = (
            f"{label_html(self.data.name)}: convex hulls that meet, so no order of collapse exists"
        )
        return table_html(
            caption, ("class", "convex combination of its points", "equal to", "common point"), rows
        )


@dataclass(frozen=True, slots=True)
class Undecided:
    """The search gave up; never an answer."""

    reason: str


def hidden_layers(data: ClusterData, layers: int | None) -> int:
    """``L``: the number asked for, or ``Q``; raises `InputError` unless ``Q ≤ L ≤ max(Q, MAX_LAYERS)``.

    >>> hidden_layers(ClusterData.from_rows({"a": [[0]], "b": [[2]]}), None)
    2
    """
    depth = data.Q if layers is None else layers
    if depth < data.Q:
        raise InputError("layers", f"at least Q = {data.Q} hidden layers", str(depth))
    if depth > max(data.Q, MAX_LAYERS):
        raise InputError("layers", f"at most {MAX_LAYERS} hidden layers", str(depth))
    return depth


def zero_loss(
    data: ClusterData,
    layers: int | None = None,
    readout: ReadoutKind | str = ReadoutKind.AFFINE,
    construction: Construction | str = Construction.RATIONAL,
    mu: object = None,
) -> ZeroLoss | Obstruction | Undecided:
    """A network of ``layers ≥ Q`` hidden layers (default ``Q``) with zero cost on the data, or why there is none (T3, T3′).

    ``readout`` is ``"affine"`` or ``"linear"`` (``c = 0``), ``construction`` ``"rational"`` (L3) or ``"orthogonal"`` (§6);
    ``mu`` puts every apex at ``x̄ + mu (x̄_j − x̄)`` (default: the middle of `common_interval`, where there is one). Raises `InputError` for ``layers < Q``, or an ``M`` too small for
    independent apexes. Source: arXiv:2309.10639 for the setting.

    >>> data = ClusterData.from_rows({"a": [[4, 0], [5, 0]], "b": [[0, 4]]})
    >>> result = zero_loss(data)
    >>> result.network(data.inputs).to_Matrix()
    Matrix([
    [1, 1, 0],
    [0, 0, 1]])
    """
    readout = word(ReadoutKind, readout, "readout")
    construction = word(Construction, construction, "construction")
    mu = None if mu is None else exact(mu, "mu")
    depth = hidden_layers(data, layers)
    needed = data.Q - 1 if readout is ReadoutKind.AFFINE else data.Q
    if needed > data.M:
        raise InputError(
            "data",
            f"M >= {needed} for Q = {data.Q} independent apexes ({readout} readout)",
            f"M = {data.M}",
        )
    found = _find_collapses(data, readout, construction, mu)
    if isinstance(found, Undecided) and mu is None:
        # Apexes on the segments of the paper can be dependent, or in the way: try others.
        found = _find_collapses(data, readout, construction, mu, (_beside_the_segment,))
    if not isinstance(found, tuple):
        return found
    apexes = side_by_side([step.apex for step in found])
    targets = side_by_side([data.target(step.cls) for step in found])
    output = _interpolating(apexes, targets, readout)
    network = compose([step.map for step in found], depth, output, data.inputs)
    _confirm(network, data)
    return ZeroLoss(data, readout, found, network)


Way: TypeAlias = Callable[..., tuple[DomainMatrix, DomainMatrix] | None]
"""How a class may be placed: from what is known so far to a normal and an apex, or None."""


def _find_collapses(
    data: ClusterData,
    readout: ReadoutKind,
    construction: Construction,
    mu: Scalar | None,
    ways: Sequence[Way] | None = None,
) -> tuple[Collapse, ...] | Obstruction | Undecided:
    """Greedily: any class that separates from what is left may go first, for that only helps the others."""
    ways = ways or (_towards_barycentre, _by_linear_program)
    separator = Separator(data.points)
    remaining, done = list(range(data.Q)), list[Collapse]()
    while remaining:
        step = None
        earlier = [s.apex for s in done]
        for way in ways:
            for j in remaining:
                rest = [data.points[k] for k in remaining if k != j] + earlier
                placed = way(data, separator, j, rest, mu, earlier, readout)
                if placed is not None:
                    step = _collapse(j, *placed, data.points[j], rest, construction)
                    break
            if step is not None:
                break
        if step is None:
            return _explain(data, separator, remaining, done, mu)
        done.append(step)
        remaining.remove(step.cls)
    return tuple(done)


def _collapse(
    j: int,
    normal: DomainMatrix,
    apex: DomainMatrix,
    points: DomainMatrix,
    rest: list[DomainMatrix],
    construction: Construction,
) -> Collapse:
    if construction is Construction.ORTHOGONAL:
        plane, tau = rational_cone(normal, apex, points, rest)
    else:
        plane = Hyperplane(normal, heights(normal, apex)[0])
        tau = collapsing(normal, apex, points, side_by_side(rest) if rest else None)
    return Collapse(j, plane, apex, tau, plane.margin(points, rest))


def _independent(apex: DomainMatrix, earlier: Sequence[DomainMatrix], readout: ReadoutKind) -> bool:
    """Affinely (affine readout) or linearly (linear readout) independent of the earlier apexes."""
    together = side_by_side([*earlier, apex])
    if readout is ReadoutKind.AFFINE:
        return affinely_independent(together)
    return bool(together.rank() == together.shape[1])


def towards_barycentre(data: ClusterData, j: int) -> DomainMatrix | None:
    """The direction ``f_j = x̄ − x̄_j`` as a small integer vector; None if it is 0."""
    direction = data.barycentre - data.mean(j)
    return None if direction.is_zero_matrix else primitive(direction)


def apex_at(data: ClusterData, j: int, mu: Scalar) -> DomainMatrix:
    """``p_j = x̄ + μ (x̄_j − x̄)``."""
    return data.barycentre + (data.mean(j) - data.barycentre) * mu


def apex_on_segment(
    data: ClusterData, j: int, normal: DomainMatrix, height: Scalar
) -> DomainMatrix:
    """The point ``x̄ + μ (x̄_j − x̄)`` with ``f·p = height``, for ``f = f_j``."""
    base, slope = _height_and_slope(data, j, normal)
    return apex_at(data, j, (height - base) / slope)


def _towards_barycentre(
    data: ClusterData,
    separator: Separator,
    j: int,
    rest: list[DomainMatrix],
    mu: Scalar | None,
    earlier: list[DomainMatrix],
    readout: ReadoutKind,
) -> tuple[DomainMatrix, DomainMatrix] | None:
    """The construction of the paper: normal ``x̄ − x̄_j``, apex on the segment, by default at the middle of `common_interval`."""
    normal = towards_barycentre(data, j)
    sides = None if normal is None else gap(normal, data.points[j], rest)
    if normal is None or sides is None:
        return None
    low, high = sides
    if mu is not None:
        places = [apex_at(data, j, mu)]
    else:
        interval = common_interval(data)
        places = [] if interval is None else [apex_at(data, j, (interval[0] + interval[1]) / 2)]
        shares = () if high is None else _SHARES
        places += [apex_on_segment(data, j, normal, low + (high - low) * share) for share in shares]
    for apex in places:
        height = heights(normal, apex)[0]
        inside = low < height and (high is None or height < high)
        if inside and _independent(apex, earlier, readout):
            return normal, apex
    return None


def common_interval(data: ClusterData) -> tuple[Scalar, Scalar] | None:
    """The open interval of ``μ`` for which the construction of the paper collapses every subset of the classes; None if it is empty.

    All apexes are at ``x̄ + μ (x̄_j − x̄)``. With ``f_j = x̄ − x̄_j`` each class must lie below the height of its apex, the points of all the
    others above; the other apexes then do so too, as soon as ``μ > 0``.

    >>> common_interval(ClusterData.from_rows({"a": [[3], [5]], "b": [[-3], [-5]]}))
    (0, 3/4)
    """
    low, high = QQ.zero, None
    for j in range(data.Q):
        normal = towards_barycentre(data, j)
        others = [data.points[k] for k in range(data.Q) if k != j]
        sides = None if normal is None else gap(normal, data.points[j], others)
        if normal is None or sides is None or sides[1] is None:
            return None
        base, slope = _height_and_slope(data, j, normal)
        low = max(low, (sides[1] - base) / slope)
        top = (sides[0] - base) / slope
        high = top if high is None else min(high, top)
    return None if high is None or high <= low else (low, high)


def _height_and_slope(data: ClusterData, j: int, normal: DomainMatrix) -> tuple[Scalar, Scalar]:
    """``f·(x̄ + μ (x̄_j − x̄)) = base + μ slope``; the slope is negative for ``f = x̄ − x̄_j``."""
    base = heights(normal, data.barycentre)[0]
    return base, heights(normal, data.mean(j))[0] - base


# Where in the gap an apex is put: the middle, or near it when the middle is not independent of the earlier apexes.
_SHARES = (QQ(1, 2), QQ(1, 3), QQ(2, 3), QQ(2, 5), QQ(3, 5))


def _by_linear_program(
    data: ClusterData,
    separator: Separator,
    j: int,
    rest: list[DomainMatrix],
    mu: Scalar | None,
    earlier: list[DomainMatrix],
    readout: ReadoutKind,
) -> tuple[DomainMatrix, DomainMatrix] | None:
    """Any separating hyperplane, and an apex on it with small entries."""
    if not rest:
        return _lone_class(data.points[j])
    apex = None if mu is None else apex_at(data, j, mu)
    normal = separator.normal(data.points[j], rest, through=apex)
    if normal is None:
        return None
    if apex is not None:
        return (normal, apex) if _independent(apex, earlier, readout) else None
    for candidate in small_apexes(normal, data.points[j], data.mean(j), rest):
        if _independent(candidate, earlier, readout):
            return normal, candidate
    return None


def _beside_the_segment(
    data: ClusterData,
    separator: Separator,
    j: int,
    rest: list[DomainMatrix],
    mu: Scalar | None,
    earlier: list[DomainMatrix],
    readout: ReadoutKind,
) -> tuple[DomainMatrix, DomainMatrix] | None:
    """As `_by_linear_program`, with the apex moved along the hyperplane, out of the way of the classes still to come."""
    if not rest:
        return _lone_class(data.points[j])
    normal = separator.normal(data.points[j], rest)
    if normal is None:
        return None
    entries = normal.to_list_flat()
    pivot = next(i for i, entry in enumerate(entries) if entry)
    for candidate in small_apexes(normal, data.points[j], data.mean(j), rest):
        for i in range(data.M):
            if i != pivot:
                along = [QQ.zero] * data.M
                along[i], along[pivot] = QQ(1), -entries[i] / entries[pivot]
                for step in (QQ(1), QQ(-1), QQ(1, 4), QQ(-1, 4)):
                    apex = candidate + column(along) * step
                    if _independent(apex, earlier, readout):
                        return normal, apex
    return None


def _lone_class(points: DomainMatrix) -> tuple[DomainMatrix, DomainMatrix]:
    """Q = 1: nothing to separate from; the apex is a multiple of ``e_1``, not 0, with the points below it."""
    size = points.shape[0]
    first = column([1] + [0] * (size - 1))
    top = max(heights(first, points))
    return first, first * QQ(max(1, top.numerator // top.denominator + 1))


def small_apexes(
    normal: DomainMatrix, points: DomainMatrix, mean: DomainMatrix, rest: Sequence[DomainMatrix]
) -> Iterator[DomainMatrix]:
    """Points in the middle half of the gap, near the segment from the class mean to the rest, coarsest grid first."""
    sides = gap(normal, points, rest)
    if sides is None or sides[1] is None:
        return
    low, high = sides
    size = normal.shape[0]
    blocks = [block * ones(block.shape[1], 1) * QQ(1, block.shape[1]) for block in rest]
    aim = side_by_side(blocks) * ones(len(blocks), 1) * QQ(1, len(blocks)) - mean
    start, slope = heights(normal, mean)[0], heights(normal, aim)[0]
    quarter = (high - low) / 4
    for share in _SHARES:
        exact = mean + aim * ((low + (high - low) * share - start) / slope)
        for bits in range(64):
            grid = QQ(2**bits)
            rounded = [_nearest(entry * grid) / grid for entry in exact.to_list_flat()]
            apex = from_flat(rounded, size, 1)
            if low + quarter < heights(normal, apex)[0] < high - quarter:
                yield apex
                break


def _nearest(value: Scalar) -> Scalar:
    shifted = value + QQ(1, 2)
    return QQ(shifted.numerator // shifted.denominator)


def _interpolating(apexes: DomainMatrix, targets: DomainMatrix, readout: ReadoutKind) -> Layer:
    """``(A, c)`` with ``A p_j + c = y_j`` for all j (``c = 0`` if linear): zero on the coordinates that are not pivots."""
    dimension, count = apexes.shape
    unknowns = stacked([apexes, ones(1, count)]) if readout is ReadoutKind.AFFINE else apexes
    # [P; 1]ᵀ [A c]ᵀ = Yᵀ; the columns of Yᵀ are right-hand sides.
    system = side_by_side([unknowns.transpose(), targets.transpose()])
    reduced, pivots = system.rref()
    if len(pivots) != count or max(pivots) >= unknowns.shape[0]:
        raise NotApplicable("the apexes are not independent")
    rows = {pivot: reduced.to_list()[i][unknowns.shape[0] :] for i, pivot in enumerate(pivots)}
    zero_row = [QQ.zero] * targets.shape[0]
    solution = [rows.get(i, zero_row) for i in range(unknowns.shape[0])]
    A = from_flat(
        [entry for row in solution[:dimension] for entry in row], dimension, targets.shape[0]
    )
    c = column(solution[dimension]) if readout is ReadoutKind.AFFINE else zeros(targets.shape[0], 1)
    return Layer(A.transpose(), c)


def _confirm(network: ReluNetwork, data: ClusterData) -> None:
    """Evaluate the real network at every point: no pre-activation is 0 and every output is its target."""
    targets = [data.target(j) * ones(1, size) for j, size in enumerate(data.sizes)]
    wanted = side_by_side(targets).to_list_flat()
    for depth, image in enumerate(network.preactivations(data.inputs)):
        if not (all(image) if depth < network.L else image == wanted):
            raise NotApplicable("the constructed network does not interpolate the data strictly")


def _explain(
    data: ClusterData,
    separator: Separator,
    remaining: list[int],
    done: list[Collapse],
    mu: Scalar | None,
) -> Obstruction | Undecided:
    """No class of ``remaining`` could be collapsed next: an obstruction if their points alone show why.

    A single pair of classes whose hulls meet suffices; otherwise every stuck class needs its own common point.
    """
    for j in remaining:
        for k in remaining:
            if j < k and (common := separator.common_point(data.points[j], [data.points[k]])):
                return Obstruction(data, (j, k), {j: common})
    if mu is not None:
        _refuse_mu(data, remaining, [step.apex for step in done], mu)
    if len(remaining) == 1:
        return Undecided(f"no place for the apex of class {data.labels[remaining[0]]!r} was found")
    found: dict[int, CommonPoint] = {}
    for j in remaining:
        common = separator.common_point(
            data.points[j], [data.points[k] for k in remaining if k != j]
        )
        if common is None:
            name = data.labels[j]
            if mu is not None:
                return Undecided(
                    f"no hyperplane through the apex at mu = {text(mu)} was found for {name!r}"
                )
            return Undecided(
                f"class {name!r} was neither separated from the rest nor shown to meet it"
            )
        found[j] = common
    return Obstruction(data, tuple(remaining), found)


def _refuse_mu(
    data: ClusterData, remaining: list[int], earlier: list[DomainMatrix], mu: Scalar
) -> None:
    """Say which ``mu`` would do, where the direction towards the barycentre separates a class; else say nothing."""
    interval = common_interval(data)
    if interval is not None:
        low, high = map(text, interval)
        raise InputError(
            "mu", f"a value in ({low}, {high}) that keeps the apexes independent", text(mu)
        )
    for j in remaining:
        normal = towards_barycentre(data, j)
        rest = [*(data.points[k] for k in remaining if k != j), *earlier]
        sides = None if normal is None else gap(normal, data.points[j], rest)
        if normal is None or sides is None or sides[1] is None:
            continue
        base, slope = _height_and_slope(data, j, normal)
        low, high = ((side - base) / slope for side in (sides[1], sides[0]))
        wanted = f"a value in ({text(low)}, {text(high)}) that keeps the apexes independent, for {data.labels[j]!r}"
        raise InputError("mu", wanted, text(mu))
