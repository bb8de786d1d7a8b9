"""S6: gates. One hidden layer that reads off on which side of some hyperplanes a point lies.

``(σ(s + 1) − σ(s − 1))/2`` is 0 for ``s ≤ −1`` and 1 for ``s ≥ 1``: with ``s`` a multiple of ``f·x
− t`` two units tell the sides of a hyperplane that stays clear of the data. If no hyperplane cuts a
block of points and the sign vectors of the blocks are affinely independent (or merely fit the
targets), an affine readout sends every block to its target: cost 0 with width ``2m``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.matrices import from_flat, matrix, ones, rank, side_by_side, stacked
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import Scalar, simplest_between
from symbolic.separation import Hyperplane, Separator, gap, heights

# Up to this many bipartitions of the classes are tried; beyond, only one class against the others.
MAX_BIPARTITIONS = 63


def gates_network(
    blocks: Sequence[DomainMatrix], planes: Sequence[Hyperplane], targets: DomainMatrix
) -> ReluNetwork:
    """One hidden layer of width ``2m`` for ``m`` hyperplanes, equal to column ``j`` of ``targets``
    on block ``j``; no pre-activation is 0.

    Raises `NotApplicable` if a hyperplane cuts or touches a block, or if no affine readout of the
    sides gives the targets.

    >>> from symbolic.matrices import column
    >>> points, plane = [matrix([[0]]), matrix([[2, 5]])], Hyperplane(column([1]), QQ(1))
    >>> net = gates_network(points, [plane], matrix([[7, 9]]))
    >>> net(matrix([[0, 2, 5]])).to_Matrix()
    Matrix([[7, 9, 9]])
    """
    rows, shifts, sides = [], [], []
    for plane in planes:
        images = [[h - plane.offset for h in heights(plane.normal, block)] for block in blocks]
        smallest = min(abs(h) for image in images for h in image)
        if not smallest or any(min(i) < 0 < max(i) for i in images):
            raise NotApplicable("needs hyperplanes that cut no block of points")
        # |s| >= 2 on the points, so that none of them sits on a kink
        scale = QQ(-(-2 * smallest.denominator // smallest.numerator))
        for normal, shift in gate_units(plane, scale):
            rows.append(normal)
            shifts.append(shift)
        sides.append([QQ(int(image[0] > 0)) for image in images])
    count = len(blocks)
    A = fitting_affine(matrix(sides), targets)
    half = [QQ(1, 2), QQ(-1, 2)]
    weights = [[entry * h for entry in row[:-1] for h in half] for row in A.to_list()]
    hidden = Layer(matrix(rows), from_flat(shifts, len(shifts), 1))
    biases = [row[-1] for row in A.to_list()]
    network = ReluNetwork((hidden,), Layer(matrix(weights), from_flat(biases, len(biases), 1)))
    wanted = [targets.extract(range(targets.shape[0]), [j]) for j in range(count)]
    if any(network(b) != y * ones(1, b.shape[1]) for b, y in zip(blocks, wanted, strict=True)):
        raise NotApplicable("the gates do not give the targets")
    return network


def gate_units(plane: Hyperplane, scale: Scalar) -> list[tuple[list[Scalar], Scalar]]:
    """Weights and biases of ``s + 1`` and ``s − 1``, ``s = scale (f·x − t)``."""
    row = [entry * scale for entry in plane.normal.to_list_flat()]
    return [(row, one - plane.offset * scale) for one in (1, -1)]


def fitting_affine(features: DomainMatrix, targets: DomainMatrix) -> DomainMatrix:
    """``[A c]`` with ``A h_n + c = y_n`` for the columns ``h_n`` of ``features``; zero on
    coordinates that are not needed.

    Raises `NotApplicable` if there is none.

    >>> fitting_affine(matrix([[0, 1, 2]]), matrix([[1, 3, 5]])).to_Matrix()
    Matrix([[2, 1]])
    """
    count, size = features.shape[1], features.shape[0]
    # The pivots are the first columns that do; reversed, so that the last, the 1, is preferred.
    system = stacked([features, ones(1, count)]).extract(range(size, -1, -1), range(count))
    augmented = side_by_side([system.transpose(), targets.transpose()])
    reduced, pivots = augmented.rref()
    if any(p > size for p in pivots):
        raise NotApplicable("no affine readout of these features gives the targets")
    rows = reduced.to_list()
    solution = [[QQ.zero] * (size + 1) for _ in range(targets.shape[0])]
    for row, pivot in zip(rows, pivots, strict=False):
        for r in range(targets.shape[0]):
            solution[r][size - pivot] = row[size + 1 + r]
    return matrix(solution)


def class_gates(data: ClusterData) -> tuple[Hyperplane, ...] | None:
    """``Q − 1`` hyperplanes that cut no class and give the classes affinely independent sides (S6);
    None if none were found.

    If any number of hyperplanes does, ``Q − 1`` of them do: their rows of signs, with a row of
    ones, span ``ℚ^Q``, and a basis is chosen greedily. With more than `MAX_BIPARTITIONS`
    bipartitions only one class against the others is tried.

    >>> planes = class_gates(ClusterData.from_rows({"a": [[0]], "b": [[2]], "c": [[4]]}))
    >>> [plane.offset / plane.normal.to_list_flat()[0] for plane in planes]
    [1, 3]
    """
    if data.Q == 1:
        return ()
    separator = Separator(data.points)
    gates, rows = [], [[QQ(1)] * data.Q]
    for chosen in _bipartitions(data.Q):
        signs = [QQ(int(j in chosen)) for j in range(data.Q)]
        if rank(matrix([*rows, signs])) == len(rows):
            continue
        inside = side_by_side([data.points[j] for j in chosen])
        rest = [data.points[j] for j in range(data.Q) if j not in chosen]
        normal = separator.normal(inside, rest)
        sides = None if normal is None else gap(normal, inside, rest)
        if normal is None or sides is None:
            continue
        gates.append(Hyperplane(normal, simplest_between(*sides)))
        rows.append(signs)
        if len(rows) == data.Q:
            return tuple(gates)
    return None


def _bipartitions(Q: int) -> Iterator[tuple[int, ...]]:
    """The smaller sides of the bipartitions of Q classes, smallest first; for two equal sides the
    one with class 0.
    """
    largest = Q // 2 if 2 ** (Q - 1) - 1 <= MAX_BIPARTITIONS else 1
    for size in range(1, largest + 1):
        for chosen in combinations(range(Q), size):
            if 2 * size < Q or 0 in chosen:
                yield chosen


def shallow_zero_loss(data: ClusterData) -> ReluNetwork | None:
    """A network with one hidden layer of width ``2(Q − 1)`` and cost 0 (S6), or None if no gates
    were found.

    >>> from symbolic.cost import cost_squared
    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[2]], "c": [[4]]})
    >>> cost_squared(shallow_zero_loss(data), data)
    0
    """
    planes = class_gates(data)
    return gates_network(data.points, planes, data.targets) if planes else None
