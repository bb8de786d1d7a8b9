"""Networks with one hidden unit that stands on ``M`` points: kinks whose multipliers are rational.

A hyperplane through ``M`` points ``x_i`` with independent ``x̃_i`` determines the unit up to its
scale; the best output layer on ``(h, 1)`` is least squares. Then ``Σ w (e·v) z = 0``, so the
gradient of ``C_off`` in the unit's row, which is orthogonal to the row itself, is ``−Σ λ_i x̃_i``.
With ``0 < λ_i < β_i`` for all of them R3 makes it a local minimum; where one is outside, moving
that point off the hyperplane makes the cost smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from flint import fmpq_mat, fmpz_mat

from symbolic.record import Record
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.least_squares import fitted
from symbolic.trained.moves import null_space
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem, as_fraction_rows


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hinge(Record):
    """A network with one unit, the points it stands on, ``λ`` and ``β`` for each, and directions of
    the unit's row that move one point off and keep the others.
    """

    at: Evaluation
    points: tuple[int, ...]
    multipliers: tuple[Fraction, ...]
    limits: tuple[Fraction, ...]
    directions: tuple[tuple[Fraction, ...], ...]

    @property
    def is_minimum(self) -> bool:
        """Whether ``0 < λ < β`` at every kink (R3)."""
        return all(0 < m < b for m, b in zip(self.multipliers, self.limits, strict=True))

    def smaller(self) -> Evaluation | None:
        """A network nearby of smaller cost, if a multiplier is outside ``[0, β]``."""
        theta, numbering = self.at.network.flat(), self.at.network.numbering
        row = numbering.row(0, 0)
        for value, limit, direction in zip(
            self.multipliers, self.limits, self.directions, strict=True
        ):
            if 0 <= value <= limit:
                continue
            step = Fraction(1 if value > limit else -1)
            for _ in range(80):
                moved = list(theta)
                for k, e in zip(row, direction, strict=True):
                    moved[k] += step * e
                there = Evaluation.of(Mlp.of_flat(moved, numbering), self.at.problem)
                if there.cost < self.at.cost:
                    return there
                step /= 2
        return None


def all_hinges(problem: Problem) -> Iterator[Hinge]:
    """All of them whose unit is on at some point, stands on no other, and has an output.

    >>> from symbolic.clusters import ClusterData
    >>> data = ClusterData.from_rows({"a": [[0], [1], [4]], "b": [[2], [3]]})
    >>> hinges = list(all_hinges(Problem.of(data)))
    >>> [(hinge.points, hinge.at.cost) for hinge in hinges if hinge.is_minimum]
    [((3,), Fraction(4, 7))]
    """
    columns = [[int(v) for v in column] for column in zip(*problem.inputs.tolist(), strict=True)]
    for points in combinations(range(problem.N), len(columns[0]) - 1):
        rows = [columns[i] for i in points]
        kernel = list(null_space(rows, len(columns[0])))
        if len(kernel) != 1:
            continue
        for sign in (1, -1):
            hinge = _hinge(problem, points, [sign * v for v in kernel[0]])
            if hinge is not None:
                yield hinge


def _hinge(problem: Problem, points: tuple[int, ...], row: list[Fraction]) -> Hinge | None:
    bare = Evaluation.of(Mlp.of_rows([[row], [[0, 0]] * problem.Q]), problem)
    on = [i for i, s in enumerate(bare.pattern[0][0]) if s > 0]
    if not on or [i for _, _, i in bare.kinks] != list(points):
        return None
    best = fitted(bare.features[1], bare.scales[1], problem)
    outgoing = [line[0] for line in best.minimizer]
    if best.rank < 2 or not any(outgoing):
        return None
    at = Evaluation.of(Mlp.of_rows([[row], best.minimizer]), problem)
    scale = problem.input_scale
    M = fmpq_mat(fmpz_mat([[int(h[i]) for h in problem.inputs.tolist()] for i in points])) / scale
    pseudo = as_fraction_rows((M * M.transpose()).inv() * M)
    slopes = [at.gradient[k] for k in at.network.numbering.row(0, 0)]
    multipliers = tuple(-_dot(line, slopes) for line in pseudo)
    limits = tuple(2 * _pull(at, i, outgoing) for i in points)
    return Hinge(at, points, multipliers, limits, tuple(map(tuple, pseudo)))


def _pull(at: Evaluation, i: int, outgoing: Sequence[Fraction]) -> Fraction:
    """``w_i Σ_q g_q e_iq v_q``."""
    column = [Fraction(int(row[i])) for row in at.weighted.tolist()]
    return _dot(column, outgoing) / (at.residual_scale * at.problem.scale)


def _dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))
