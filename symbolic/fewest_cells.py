"""P1: that no decision list is shorter. Crossings of convex hulls forbid short lists; a SAT solver
says when they forbid all.

Whatever the hyperplanes, no cell holds points ``A`` of one group while points ``B`` of other groups
are still to come, if the hulls of ``A`` and ``B`` meet: a *crossing* ``(A, B)``. A list of ``k``
cells is a position ``1..k`` for every input, such that each position has one group and no crossing
is violated. The solver proposes positions; exact feasibility says for every cell that a hyperplane
cuts it off from the later inputs of other groups, and then there is such a list, or finds the
crossing that the solver had not been told. In the end there is a shorter list, or the crossings
found forbid every one; those which the solver needed are the certificate, and inputs that occur in
none of them play no role.

With the crossings comes the solver's refutation: clauses each of which follows by unit propagation
from those before, the last of them empty.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flint import fmpz_mat
from sympy import QQ

from symbolic.feasibility import Combination, OutOfTime, alternative
from symbolic.list_clauses import Clauses
from symbolic.matrices import common_integers
from symbolic.pool import Pool
from symbolic.record import Record
from symbolic.scalars import Scalar

if TYPE_CHECKING:
    from pysat.solvers import Solver

# So many inputs are looked at, so many crossings, and a refutation has so many literals at most;
# the solver gives up after so many conflicts, for a refutation with as many lemmas is too long.
INPUTS, CROSSINGS, LITERALS, CONFLICTS = 250, 1200, 200_000, 20_000
TOO_LONG = "the refutation of shorter lists is too long to be written"
SOLVER = "glucose4"

Weights = tuple[tuple[int, Scalar], ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Crossing(Record):
    """A point of two hulls: convex combinations of inputs of one group (``inside``), and of inputs
    of other groups (``rest``); pairs of an input and its weight.
    """

    inside: Weights
    rest: Weights

    @property
    def inputs(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The inputs on either side."""
        return tuple(i for i, _ in self.inside), tuple(i for i, _ in self.rest)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fewest(Record):
    """What is known of lists of fewer than ``cells`` cells.

    ``positions`` is one (a position from 0 for every input); ``crossings`` forbid all of them, and
    ``lemmas`` are the refutation of `Clauses` for the inputs that occur in them; with neither,
    ``unknown`` says why nothing is known.
    """

    cells: int
    positions: tuple[int, ...] | None = None
    crossings: tuple[Crossing, ...] = ()
    lemmas: tuple[tuple[int, ...], ...] = ()
    unknown: str = ""


def shorter_list(pool: Pool, cells: int, deadline: float | None = None) -> Fewest:
    """A list of fewer cells, or crossings that forbid all lists of fewer cells.

    Parameters
    ----------
    pool : the distinct inputs with their groups.
    cells : at least 2; lists of ``cells − 1`` cells are looked for (one of fewer is one of these).
    deadline : a value of ``time.monotonic``.

    Returns
    -------
    Fewest, decided exactly: combinations by `alternative`, positions by the solver on clauses.

    >>> from symbolic.clusters import ClusterData
    >>> line = ClusterData.from_rows({"a": [[0], [2], [4]], "b": [[1], [3], [5]]})
    >>> longer, shortest = (shorter_list(Pool.of(line), cells) for cells in (7, 6))
    >>> len(set(longer.positions)), shortest.positions, len(shortest.crossings) > 0
    (6, None, True)
    """
    try:
        from pysat.solvers import Solver
    except ImportError:
        missing = "python-sat is not installed (pip install python-sat)"
        return Fewest(cells, unknown=missing)
    if len(pool.inputs) > INPUTS:
        return Fewest(cells, unknown=f"more than {INPUTS} inputs are too many to decide it")
    clauses = Clauses(pool.group, cells - 1)
    rows, crossings = integer_rows(pool), list[Crossing]()
    with Solver(name=SOLVER, bootstrap_with=list(clauses.rules())) as solver:
        while len(crossings) <= CROSSINGS:
            switches = [clauses.size + n + 1 for n in range(len(crossings))]
            answer = _limited(solver, switches)
            if answer is None:
                return Fewest(cells, unknown=TOO_LONG)
            if not answer:
                needed = sorted(n - clauses.size - 1 for n in solver.get_core() or ())
                return _refuted(pool, cells, [crossings[n] for n in needed])
            positions = clauses.positions(set(solver.get_model()))
            try:
                violated = list(_violated(pool, rows, positions, deadline))
            except OutOfTime:
                return Fewest(cells, unknown="the time was over before it was decided")
            if not violated:
                return Fewest(cells, positions)
            for crossing in violated:
                crossings.append(crossing)
                switch = clauses.size + len(crossings)
                for clause in clauses.forbidding(*crossing.inputs):
                    solver.add_clause([-switch, *clause])
    return Fewest(cells, unknown=f"more than {CROSSINGS} crossings of hulls would be needed")


def _refuted(pool: Pool, cells: int, crossings: Sequence[Crossing]) -> Fewest:
    """The refutation of the clauses of the inputs that occur in the crossings, by themselves."""
    from pysat.solvers import Solver

    used = sorted({i for one in crossings for side in one.inputs for i in side})
    places = {i: n for n, i in enumerate(used)}
    clauses = Clauses([pool.group[i] for i in used], cells - 1)
    listed = list(clauses.rules())
    for one in crossings:
        inside, rest = ([places[i] for i in side] for side in one.inputs)
        listed += clauses.forbidding(inside, rest)
    with Solver(name=SOLVER, bootstrap_with=listed, with_proof=True) as solver:
        answer = _limited(solver, [])
        if answer:
            return Fewest(cells, unknown="the crossings that were needed do not do alone")
        lines = [line.split() for line in solver.get_proof() or () if not line.startswith("d")]
    lemmas = tuple(tuple(int(e) for e in line[:-1]) for line in lines)
    if answer is None or sum(map(len, lemmas)) > LITERALS:
        return Fewest(cells, unknown=TOO_LONG)
    return Fewest(cells, crossings=tuple(crossings), lemmas=lemmas)


def _limited(solver: Solver, assumptions: Sequence[int]) -> bool | None:
    """Whether the clauses can be satisfied; None after `CONFLICTS` in all. The same on every
    machine, unlike a limit of time.
    """
    solver.conf_budget(max(1, CONFLICTS - solver.accum_stats()["conflicts"]))
    answer: bool | None = solver.solve_limited(assumptions=list(assumptions))
    return answer


def _violated(
    pool: Pool, rows: Sequence[Sequence[int]], positions: Sequence[int], deadline: float | None
) -> Iterator[Crossing]:
    """For every cell that no hyperplane cuts off from the later inputs of other groups, a crossing.

    Raises `OutOfTime`.
    """
    for k in sorted(set(positions)):
        inside = [p for p, at in enumerate(positions) if at == k]
        group = pool.group[inside[0]]
        rest = [p for p, at in enumerate(positions) if at > k and pool.group[p] != group]
        if not rest:
            continue
        if deadline is not None and time.monotonic() > deadline:
            raise OutOfTime
        signed = [[-e for e in rows[p]] for p in inside] + [list(rows[p]) for p in rest]
        vector = alternative(fmpz_mat(signed), deadline)
        if isinstance(vector, Combination):
            yield _crossing(vector, [*inside, *rest], len(inside), rows)


def _crossing(
    combination: Combination, inputs: Sequence[int], count: int, rows: Sequence[Sequence[int]]
) -> Crossing:
    """The combination of rows ``L [x, 1]`` as one of inputs: weights of sum 1 on either side."""
    weights = [(k, weight * rows[inputs[k]][-1]) for k, weight in combination.weights]
    total = sum((w for k, w in weights if k < count), QQ.zero)
    inside = tuple((inputs[k], w / total) for k, w in weights if k < count)
    return Crossing(inside, tuple((inputs[k], w / total) for k, w in weights if k >= count))


def integer_rows(pool: Pool) -> list[list[int]]:
    """``L [x, 1]`` for every input, ``L`` its least common denominator."""
    rows = []
    for x in pool.inputs:
        numerators, L = common_integers(x)
        rows.append([*numerators, L])
    return rows
