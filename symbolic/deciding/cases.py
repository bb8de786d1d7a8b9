"""W3: two classes, and at most one hidden layer of more than one unit: decided by distinguishing
cases.

Hidden widths ``(d)``, ``(d, 1)`` or ``(d, 1, 1, …)``, targets ``y_1 ≠ y_2``. With ``g = c + Σ_i ε_i
σ(l_i)``, ``l_i = w_i·x + b_i``, ``ε_i = ±1`` (positive scale goes into the unit) cost 0 is reached
iff some ``g`` has, on the two classes,

- ``(d)``: the values 0 and 1;
- ``(d, 1)``: the value 1 on one class and values ``≤ 0`` on the other: ``σ(a g + a')`` has two
  values ``v > v' ≥ 0`` on the classes. If ``v' = 0`` scale;
  if ``v' > 0`` then ``g`` itself has two values on the classes, which can be made 1 and 0;
- ``(d, 1, 1, …)``: values ``≤ 0`` on one class and ``≥ 1`` on the other: the rest is a monotone
  function of ``g``, so it separates the
  classes only if ``g`` does; and ``σ(1 − σ(1 − g))`` is then 0 and 1.

For given signs ``ε`` and given sides of all points (``l_i(x) ≥ 0`` or ``≤ 0``) this is a linear
program. Cases are distinguished point by point; what is infeasible is closed by Farkas multipliers;
if all is, there is no network. Units of one sign can be exchanged, so their sides, as words over
the points, may be taken in decreasing order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import gcd
from typing import TypeAlias

from sympy import QQ

from symbolic.clusters import ClusterData
from symbolic.deciding.obstacles import Obstacle
from symbolic.deciding.places import Place, all_places, named, point_of
from symbolic.deciding.programs import Farkas, Row, solve
from symbolic.deciding.targets import target_dimension
from symbolic.matrices import column, common_integers, from_flat, matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.record import Record
from symbolic.scalars import Scalar

Sides: TypeAlias = tuple[int, ...]

# Programs solved before the search gives up; points and units beyond which it is not begun.
BUDGET, MANY_POINTS, MANY_UNITS = 2500, 16, 4


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Solved(Record):
    """The unknowns ``(w_1, b_1, …, w_d, b_d, c)`` of a ``g`` that does what is wished."""

    unknowns: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Closed(Record):
    """A case without solution."""

    multipliers: Farkas


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Split(Record):
    """The cases of the next point, in the order of `sides`, all of them without solution."""

    cases: tuple[Closed | Split, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Wish(Record):
    """What ``g`` should be on each class: ``(relation, value)`` with relation ``"="``, ``"<="`` or
    ``">="``.
    """

    relations: tuple[tuple[str, int], tuple[str, int]]


def wishes(tail: int) -> tuple[Wish, ...]:
    """The wishes for ``tail`` hidden layers of one unit behind the first: any of them will do."""
    if tail == 0:
        return (Wish((("=", 0), ("=", 1))),)
    if tail == 1:
        return Wish((("=", 1), ("<=", 0))), Wish((("<=", 0), ("=", 1)))
    return (Wish((("<=", 0), (">=", 1))),)


@dataclass(slots=True)
class _Search:
    """One sign vector and one wish: the programs solved so far are counted in ``spent``."""

    points: tuple[tuple[int, ...], ...]
    classes: tuple[int, ...]
    signs: tuple[int, ...]
    wish: Wish
    limit: int
    spent: int = 0

    def decide(self) -> Solved | Closed | Split:
        """A closed tree, or a solution. Raises `_SpentError`."""
        size = len(self.signs) * len(self.points[0]) + 1
        return self._from(0, [], _Program(), (Fraction(0),) * size)

    def _from(
        self, k: int, words: list[Sides], program: _Program, known: tuple[Fraction, ...]
    ) -> Solved | Closed | Split:
        """``known`` solves the program of the node above, and often still this one."""
        if not program.still_holds(known):
            self.spent += 1
            if self.spent > self.limit:
                raise _SpentError
            solution = solve(len(known), program.inequalities, program.equations)
            if isinstance(solution, Farkas):
                return Closed(program.of_points(solution))
            known = solution
        if k == len(self.points):
            return Solved(known)
        wanted = self.wish.relations[self.classes[k]]
        programs = {}
        for chosen in sides(self.signs, words):
            programs[chosen] = program.with_point(self.points[k], chosen, self.signs, wanted)
        cases: dict[Sides, Closed | Split] = {}
        # A case that the known solution is in comes first: it is the likeliest to have one.
        for chosen in sorted(programs, key=lambda c: not programs[c].still_holds(known)):
            below = self._from(k + 1, [*words, chosen], programs[chosen], known)
            if isinstance(below, Solved):
                return below
            cases[chosen] = below
        return Split(tuple(cases[chosen] for chosen in programs))


@dataclass(frozen=True, slots=True)
class _Program:
    """Rows in whole numbers, each a point's own multiple of what is meant (``scales``); ``fresh``
    are those of the last point.
    """

    inequalities: tuple[Row, ...] = ()
    equations: tuple[Row, ...] = ()
    scales: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    fresh: tuple[tuple[Row, ...], tuple[Row, ...]] = ((), ())

    def with_point(
        self, point: Sequence[int], chosen: Sides, signs: Sequence[int], wanted: tuple[str, int]
    ) -> _Program:
        more, equal = rows_at(point, chosen, signs, wanted)
        below, level = self.scales
        return _Program(
            (*self.inequalities, *more),
            (*self.equations, *equal),
            ((*below, *([point[-1]] * len(more))), (*level, *([point[-1]] * len(equal)))),
            (tuple(more), tuple(equal)),
        )

    def still_holds(self, z: Sequence[Fraction]) -> bool:
        """Whether what solves the program without the last point solves it with it."""
        more, equal = self.fresh
        return all(_inner(a, z) <= b for a, b in more) and all(_inner(a, z) == b for a, b in equal)

    def of_points(self, combination: Farkas) -> Farkas:
        """The multipliers for rows that are no multiples."""
        both = [
            [m * scale for m, scale in zip(numbers, scales, strict=True)]
            for numbers, scales in zip(
                (combination.inequalities, combination.equations), self.scales, strict=True
            )
        ]
        divisor = gcd(*both[0], *both[1]) or 1
        return Farkas(*(tuple(m // divisor for m in numbers) for numbers in both))


def _inner(a: Sequence[Fraction | int], z: Sequence[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, z, strict=True) if x and y), Fraction(0))


class _SpentError(Exception):
    """The budget of programs is spent."""


def sides(signs: Sequence[int], words: Sequence[Sides]) -> Iterator[Sides]:
    """The sides (1: ``l ≥ 0``) of the next point, so that units of one sign and with equal words so
    far stay in decreasing order.

    >>> list(sides((1, 1), []))
    [(1, 1), (1, 0), (0, 0)]
    """
    units = range(len(signs))
    tied = [
        (i, k)
        for i in units
        for k in units
        if i < k and signs[i] == signs[k] and all(word[i] == word[k] for word in words)
    ]
    for chosen in product((1, 0), repeat=len(signs)):
        if all(chosen[i] >= chosen[k] for i, k in tied):
            yield chosen


def rows_at(
    point: Sequence[int], chosen: Sides, signs: Sequence[int], wanted: tuple[str, int]
) -> tuple[list[Row], list[Row]]:
    """Inequalities and equations of one point (whole numbers, over its denominator as the last
    entry), times the denominator: the side of each unit, then the value of ``g``.
    """
    width, one = len(point), point[-1]
    size = len(signs) * width + 1
    inequalities = list[Row]()
    total = [0] * size
    total[-1] = one
    for i, (side, sign) in enumerate(zip(chosen, signs, strict=True)):
        row = [0] * size
        row[i * width : (i + 1) * width] = [-e if side else e for e in point]
        inequalities.append((tuple(row), 0))
        if side:
            total[i * width : (i + 1) * width] = [sign * e for e in point]
    relation, value = wanted
    if relation == "=":
        return inequalities, [(tuple(total), value * one)]
    flip = -1 if relation == ">=" else 1
    inequalities.append((tuple(flip * e for e in total), flip * value * one))
    return inequalities, []


def two_classes(data: ClusterData, hidden: Sequence[int]) -> ReluNetwork | Obstacle | None:
    """A network with these hidden widths and cost 0, or why there is none; None if the widths are
    of another form, or the budget is spent.

    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> two_classes(xor, [1]).statement, *(two_classes(xor, d).widths for d in ([2], [2, 1]))
    ('W3', (2, 2, 2), (2, 2, 1, 2))
    """
    if data.Q != 2 or not hidden or set(hidden[1:]) - {1} or hidden[0] > MANY_UNITS:
        return None
    if not target_dimension(data):
        return None
    places = _places(data)
    if len(places) > MANY_POINTS:
        return None
    points = tuple(_whole(point_of(data, p)) for p in places)
    classes = tuple(j for j, _ in places)
    proofs, budget, units = [], BUDGET, hidden[0]
    for wish in wishes(len(hidden) - 1):
        for positive in range(units, -1, -1):
            signs = (1,) * positive + (-1,) * (units - positive)
            search = _Search(points, classes, signs, wish, budget)
            try:
                decision = search.decide()
            except _SpentError:
                return None
            budget -= search.spent
            if isinstance(decision, Solved):
                return _network(data, decision, signs, wish, len(hidden) - 1)
            proofs.append(decision)
    return Obstacle(
        "W3",
        f"all {sum(map(_leaves, proofs))} cases of which unit is active at which point are "
        "infeasible",
        {"order": [named(data, p) for p in places], "trees": [_listed(tree) for tree in proofs]},
    )


def _leaves(tree: Closed | Split) -> int:
    return 1 if isinstance(tree, Closed) else sum(map(_leaves, tree.cases))


def _whole(point: Sequence[Scalar]) -> tuple[int, ...]:
    """The numerators over a common denominator, which comes last."""
    numerators, common = common_integers(point)
    return (*numerators, common)


def _places(data: ClusterData) -> list[Place]:
    """One place for each distinct point, sorted by the coordinates: neighbours conflict early."""
    places: dict[tuple[object, ...], Place] = {}
    for place in all_places(data):
        places.setdefault(point_of(data, place), place)
    return [places[p] for p in sorted(places)]


def _listed(tree: Closed | Split) -> object:
    """A closed case as its multipliers, inequalities before equations; a split as the list of its
    cases.
    """
    if isinstance(tree, Closed):
        numbers = (*tree.multipliers.inequalities, *tree.multipliers.equations)
        return {"multipliers": [QQ(n) for n in numbers]}
    return [_listed(case) for case in tree.cases]


def _network(
    data: ClusterData, solution: Solved, signs: Sequence[int], wish: Wish, tail: int
) -> ReluNetwork:
    """``g``, then the units that make 0 and 1 of it, then the targets."""
    width = data.M + 1
    z = solution.unknowns
    rows = [z[i * width : (i + 1) * width] for i in range(len(signs))]
    first = Layer(matrix([row[:-1] for row in rows]), column([row[-1] for row in rows]))
    g = Layer(matrix([[QQ(s) for s in signs]]), column([z[-1]]))
    low, high = 0, 1
    if tail == 1 and wish.relations[0] == ("=", 1):
        low, high = 1, 0
    rise = data.target(high) - data.target(low)
    output = Layer(rise, data.target(low))
    if tail == 0:
        return ReluNetwork((first,), output.after(g))
    if tail == 1:
        return ReluNetwork((first, g), output)
    flip = Layer(from_flat([QQ(-1)], 1, 1), from_flat([QQ(1)], 1, 1))
    still = Layer(from_flat([QQ(1)], 1, 1), from_flat([QQ(0)], 1, 1))
    return ReluNetwork((first, flip.after(g), flip, *([still] * (tail - 2))), output)
