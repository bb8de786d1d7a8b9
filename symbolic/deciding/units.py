"""S9: one hidden layer of width ``Q − 1``, decided.

``A`` has rank ``Q − 1``, so it is injective on ``ℝ^{Q−1}`` and each unit has one value on each
class. Such values ``v ≥ 0`` of one unit ``σ(w·x + b)`` with active set ``S`` form a cone ``C_S``:
``w·x + b = v_j`` on the classes of ``S``, ``≤ 0`` on the others. The targets are reached iff ``(1,
…, 1)`` and the ``C_S`` span ``ℚ^Q``. If they do not, a functional ``g`` vanishes on all of them,
and for each ``S`` two Farkas combinations show ``g·v ≤ 0`` and ``−g·v ≤ 0`` on ``C_S``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from sympy import QQ

from symbolic.clusters import ClusterData
from symbolic.deciding.obstacles import Obstacle
from symbolic.deciding.places import Place, all_places, named, point_of
from symbolic.deciding.programs import Farkas, Row, solve
from symbolic.deciding.targets import target_dimension
from symbolic.errors import NotApplicable
from symbolic.gates import fitting_affine
from symbolic.matrices import column, common_integers, matrix, ones, pivot_columns, relu
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import Scalar, fraction
from symbolic.words import counted

# Beyond this many classes, or entries of a program, exact pivots take too long.
MANY_CLASSES, MANY_ENTRIES = 5, 800


def narrowest_shallow(data: ClusterData) -> ReluNetwork | Obstacle | None:
    """A network with one hidden layer of width ``Q − 1`` and cost 0, or why there is none; None for
    data too large to ask, or affinely dependent targets, for which ``A`` need not be injective.

    >>> narrowest_shallow(ClusterData.from_rows({"a": [[0]], "b": [[1]], "c": [[2]]})).widths
    (1, 2, 3)
    >>> narrowest_shallow(ClusterData.from_rows({"a": [[0], [1]], "b": [[2], [3]]})).statement
    'S9'
    """
    if not 2 <= data.Q <= MANY_CLASSES or data.N * (data.M + 1) > MANY_ENTRIES:
        return None
    if target_dimension(data) < data.Q - 1:
        return None
    values = [[QQ(1)] * data.Q]
    units: list[tuple[Fraction, ...]] = []
    for active in _subsets(data.Q):
        outside = _outside(data, active, values)
        while outside is not None:
            units.append(outside[0])
            values.append(outside[1])
            if len(values) > data.Q - 1:
                return _network(data, units)
            outside = _outside(data, active, values)
    functional = matrix(values).nullspace().to_list()[0]
    return _obstacle(data, common_integers(functional)[0])


def _subsets(Q: int) -> Iterator[tuple[int, ...]]:
    for size in range(1, Q + 1):
        yield from combinations(range(Q), size)


def _outside(
    data: ClusterData, active: Sequence[int], values: Sequence[Sequence[Scalar]]
) -> tuple[tuple[Fraction, ...], list[Scalar]] | None:
    """A unit whose values on the classes are not in the span so far, and these values."""
    for functional in matrix(values).nullspace().to_list():
        for sign in (1, -1):
            z = solve(data.M + 1, *_program(data, active, common_integers(functional)[0], sign)[:2])
            if not isinstance(z, Farkas):
                row = [
                    _height(z, point_of(data, (j, 0))) if j in active else Fraction(0)
                    for j in range(data.Q)
                ]
                return z, [QQ(v.numerator, v.denominator) for v in row]
    return None


def _extended(data: ClusterData, place: Place) -> tuple[Fraction, ...]:
    return (
        *map(fraction, point_of(data, place)),
        Fraction(1),
    )


def _height(z: Sequence[Fraction], point: Sequence[Scalar]) -> Fraction:
    return sum((w * fraction(e) for w, e in zip(z, point, strict=False)), z[-1])


def _program(
    data: ClusterData, active: Sequence[int], functional: Sequence[int], sign: int
) -> tuple[list[Row], list[Row], list[Place]]:
    """``C_S`` with ``sign · g·v = 1`` in the unknowns ``(w, b)``; and the point of each
    inequality.
    """
    zero = Fraction(0)
    inequalities, equations, places = list[Row](), list[Row](), list[Place]()
    for place in all_places(data):
        row = _extended(data, place)
        if place[0] not in active:
            inequalities.append((row, zero))
            places.append(place)
        elif place[1] == 0:
            inequalities.append((tuple(-e for e in row), zero))
            places.append(place)
    equations += [(row, zero) for row in _within(data, active)]
    heights = [_extended(data, (j, 0)) for j in active]
    weights = [sign * functional[j] for j in active]
    total = tuple(
        sum((w * row[k] for w, row in zip(weights, heights, strict=True)), zero)
        for k in range(data.M + 1)
    )
    return inequalities, [*equations, (total, Fraction(1))], places


def _within(data: ClusterData, active: Sequence[int]) -> list[tuple[Fraction, ...]]:
    """A basis of the differences of points of one class, for the classes of ``S``, extended by 0:
    ``w·x`` does not see them.
    """
    rows = [row for j in active for row in data.deviations(j).transpose().to_list()]
    chosen = pivot_columns(matrix(rows).transpose())
    return [(*map(fraction, rows[k]), Fraction(0)) for k in chosen]


def _network(data: ClusterData, units: Sequence[tuple[Fraction, ...]]) -> ReluNetwork:
    hidden = Layer(matrix([z[:-1] for z in units]), column([z[-1] for z in units]))
    firsts = [data.points[j].extract(range(data.M), [0]) for j in range(data.Q)]
    features = [relu(hidden.W * x + hidden.b).to_list_flat() for x in firsts]
    solved = fitting_affine(matrix(features).transpose(), data.targets)
    rows, size = range(data.Q), len(units)
    output = Layer(
        solved.extract(rows, range(size)).to_dense(), solved.extract(rows, [size]).to_dense()
    )
    network = ReluNetwork((hidden,), output)
    for j, block in enumerate(data.points):
        if network(block) != data.target(j) * ones(1, block.shape[1]):
            raise NotApplicable("the units are not constant on the classes")
    return network


def _obstacle(data: ClusterData, functional: Sequence[int]) -> Obstacle | None:
    cases = []
    for active in _subsets(data.Q):
        sides = []
        for sign in (1, -1):
            inequalities, equations, places = _program(data, active, functional, sign)
            solution = solve(data.M + 1, inequalities, equations)
            if not isinstance(solution, Farkas):
                return None
            # the multiplier of the last equation, g·v = 1, is negative: g·v combines what is <= 0
            share = -solution.equations[-1]
            sides.append(
                [
                    [*named(data, place), QQ(weight, share)]
                    for place, weight in zip(places, solution.inequalities, strict=True)
                    if weight
                ]
            )
        cases.append(
            {
                "active": [data.labels[j] for j in active],
                "at_most_0": sides[0],
                "at_least_0": sides[1],
            }
        )
    return Obstacle(
        "S9",
        f"with Q - 1 = {counted(data.Q - 1, 'unit')} in its one hidden layer every unit has "
        "one value a class, and such values do not tell the classes apart",
        {"functional": [QQ(g) for g in functional], "cases": cases},
    )
