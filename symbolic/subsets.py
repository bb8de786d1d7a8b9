"""T5: which subsets of the classes can be collapsed to given apexes, decided on the graph of
subsets.

Whether class ``j`` may go next depends on the set ``S`` collapsed so far alone: it must be strictly
separated, by a hyperplane through its apex, from the classes outside ``S ∪ {j}`` and the apexes of
``S``. Each such arrow is one exact linear feasibility problem, unless a hyperplane known for the
class has all of that above it, or a combination known against it uses nothing else. ``I`` is
feasible iff an arrow leads to it from a feasible subset.

Subsets are bit masks. They are decided in one order, by size and then as `itertools.combinations`
lists them, so what is found for one does not depend on which others were asked for before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from operator import or_

from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane, Separator, heights


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Above(Record):
    """A hyperplane through the apex of a class, its class below; the sets of other classes whose
    points, whose apexes lie above.
    """

    plane: Hyperplane
    points: int
    apexes: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ArrowObstacle(Record):
    """``Σ λ_i (x_i − p_j) = Σ ν (x − p_j) + Σ ν (p_k − p_j)``: no hyperplane through ``p_j``
    separates class ``j`` from these.

    ``inside`` lists ``(i, λ_i)`` for points of class ``cls``, ``points`` lists ``(k, i, ν)``,
    ``apexes`` lists ``(k, ν)``; all coefficients are positive.
    """

    cls: int
    inside: tuple[tuple[int, Scalar], ...]
    points: tuple[tuple[int, int, Scalar], ...]
    apexes: tuple[tuple[int, Scalar], ...]

    def blocks(self, before: int) -> bool:
        """Whether it speaks against collapsing its class after the subset ``before``."""
        used = mask(k for k, _ in self.apexes)
        return not used & ~before and not before & mask(k for k, _, _ in self.points)


@dataclass(slots=True, eq=False, repr=False)
class SubsetGraph(Record):
    """The feasible subsets for the apexes of ``data``; see the module. Raises `OutOfTime` past the
    deadline of the separator.
    """

    data: ClusterData
    separator: Separator
    apexes: tuple[DomainMatrix, ...]
    # What was found so far belongs to the search, not to the value.
    planes: list[list[Above]] = field(init=False, compare=False, repr=False)
    obstacles: list[ArrowObstacle] = field(
        init=False, default_factory=list, compare=False, repr=False
    )
    _last: dict[int, tuple[int, Above] | None] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )
    _decided: int = field(init=False, default=-1, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.planes = [[] for _ in self.apexes]

    def propose(self, j: int, normal: DomainMatrix) -> None:
        """Remember the hyperplane with that normal through the apex of class ``j``, if the class is
        strictly below it.
        """
        plane = Hyperplane(normal, heights(normal, self.apexes[j])[0])
        if max(heights(normal, self.data.points[j])) < plane.offset:
            others = [k for k in range(self.data.Q) if k != j]
            points = mask(k for k in others if _above(plane, self.data.points[k]))
            apexes = mask(k for k in others if _above(plane, self.apexes[k]))
            self.planes[j].append(Above(plane, points, apexes))

    def feasible(self, collapsed: Sequence[int]) -> bool:
        """Whether the classes can be collapsed to their apexes in some order."""
        return self._step(mask(collapsed)) is not None or not collapsed

    def path(self, collapsed: Sequence[int]) -> tuple[tuple[int, Above], ...]:
        """The classes of a feasible subset in an order of collapse, each with its hyperplane."""
        steps, here = [], mask(collapsed)
        while here:
            step = self._step(here)
            if step is None:
                return ()
            steps.append(step)
            here ^= 1 << step[0]
        return tuple(reversed(steps))

    def whole(self) -> tuple[tuple[int, Above], ...] | None:
        """All classes in an order of collapse, each with its hyperplane; None if there is none.
        Depth first, not all subsets.
        """
        full, dead = mask(range(self.data.Q)), set[int]()
        steps = list[tuple[int, Above]]()
        here, tried = 0, [0]
        while here != full:
            j = tried[-1]
            if j == self.data.Q:
                dead.add(here)
                if not steps:
                    return None
                tried.pop()
                here ^= 1 << steps.pop()[0]
                tried[-1] += 1
                continue
            after = here | 1 << j
            step = None if after in dead or here >> j & 1 else self._arrow(j, here)
            if step is None:
                tried[-1] += 1
            else:
                steps.append((j, step))
                tried.append(0)
                here = after
        return tuple(steps)

    def _arrow(self, j: int, before: int) -> Above | None:
        return self._known(j, before) or self._separate(j, before)

    def _step(self, subset: int) -> tuple[int, Above] | None:
        """The class that is collapsed last, and how; None for an infeasible subset, and for the
        empty one.
        """
        while self._decided < subset.bit_count():
            self._decided += 1
            for members in combinations(range(self.data.Q), self._decided):
                self._last[mask(members)] = self._decide(members)
        return self._last[subset]

    def _decide(self, members: tuple[int, ...]) -> tuple[int, Above] | None:
        whole = mask(members)
        arrows = [(j, whole ^ 1 << j) for j in members]
        arrows = [(j, before) for j, before in arrows if not before or self._last[before]]
        for j, before in arrows:
            known = self._known(j, before)
            if known is not None:
                return j, known
        for j, before in arrows:
            above = self._separate(j, before)
            if above is not None:
                return j, above
        return None

    def _known(self, j: int, before: int) -> Above | None:
        later = mask(range(self.data.Q)) & ~before & ~(1 << j)
        fits = (p for p in self.planes[j] if not later & ~p.points and not before & ~p.apexes)
        return next(fits, None)

    def _separate(self, j: int, before: int) -> Above | None:
        """Decide one arrow; a new hyperplane or a new obstacle is remembered."""
        if any(o.cls == j and o.blocks(before) for o in self.obstacles):
            return None
        later = [k for k in range(self.data.Q) if k != j and not before >> k & 1]
        earlier = [k for k in range(self.data.Q) if before >> k & 1]
        rest = [*(self.data.points[k] for k in later), *(self.apexes[k] for k in earlier)]
        side = self.separator.decide(self.data.points[j], rest, self.apexes[j])
        if isinstance(side, Hyperplane):
            self.propose(j, side.normal)
            return self.planes[j][-1]
        points = tuple((later[b], i, w) for b, i, w in side.rest if b < len(later))
        apexes = tuple((earlier[b - len(later)], w) for b, _, w in side.rest if b >= len(later))
        self.obstacles.append(ArrowObstacle(j, side.inside, points, apexes))
        return None


def mask(classes: Iterable[int]) -> int:
    """The bit mask of the classes listed, however often."""
    return reduce(or_, (1 << j for j in classes), 0)


def _above(plane: Hyperplane, points: DomainMatrix) -> bool:
    return bool(min(heights(plane.normal, points)) > plane.offset)
