"""R1: what the outputs can become within one closed activation region, and when the residual sees
none of it.

On the closure of ``R_σ`` every output is a linear combination of *path features*: for a chain of
groups of units with one active set, one group a layer, the functions ``χ(i) x̃_i`` (``χ`` the
product of the indicators of the active sets), and for chains that start above the first layer, at a
bias, ``χ(i)`` alone. If the weighted residual is orthogonal to all of them, ``cost(θ') = cost(θ) +
Σ w g (o(θ') − o(θ))²`` on the closed region: a local minimum in all parameters, and the least cost
there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpz_mat

from symbolic.float_arrays import Floats
from symbolic.record import Record
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.floats import FloatProblem
from symbolic.trained.least_squares import fitted

MOST_CHAINS = 20_000  # more are not even listed: the answer is then unknown
MOST_ROWS = 600  # of a feature matrix whose least squares are solved exactly

Mask = int
"""A set of points, as bits."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Chains(Record):
    """The distinct products of indicators: of chains from the input, and from a bias (with the
    empty chain).
    """

    from_input: tuple[Mask, ...]
    from_bias: tuple[Mask, ...]


def active_sets(at: Evaluation) -> list[list[Mask]]:
    """For each hidden layer and unit the set of points on which it is active."""
    return [
        [sum(1 << i for i, s in enumerate(row) if s > 0) for row in layer] for layer in at.pattern
    ]


def chains(at: Evaluation) -> Chains | None:
    """All chains of the region of a strict evaluation; None if there are too many.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.trained.parameters import Mlp
    >>> from symbolic.trained.problem import Problem
    >>> problem = Problem.of(ClusterData.from_rows({"a": [[1], [-2]]}))
    >>> net = Mlp.of_rows([[[1, 0]], [[1, 0]]])
    >>> chains(Evaluation.of(net, problem))
    Chains(from_input=(1,), from_bias=(3,))
    """
    everywhere = (1 << at.problem.N) - 1
    from_input, from_bias = {everywhere}, set[Mask]()
    for l, layer in enumerate(active_sets(at)):
        groups = set(layer) - {0}
        starting = groups if l else set()
        from_input = {a & b for a in from_input for b in groups} - {0}
        from_bias = ({a & b for a in from_bias for b in groups} - {0}) | starting
        if len(from_input) + len(from_bias) > MOST_CHAINS:
            return None
    ordered = [tuple(sorted(starts)) for starts in (from_input, from_bias | {everywhere})]
    return Chains(ordered[0], ordered[1])


def orthogonal(at: Evaluation, paths: Chains) -> bool:
    """Whether the weighted residual is orthogonal to every path feature (R1), exactly."""
    weighted = [[int(v) for v in row] for row in at.weighted.tolist()]
    if not any(map(any, weighted)):
        return True
    for mask in paths.from_bias:
        kept = _points(mask, at.problem.N)
        if any(sum(row[i] for i in kept) for row in weighted):
            return False
    inputs = [[int(v) for v in row] for row in at.features[0].tolist()]
    for mask in paths.from_input:
        kept = _points(mask, at.problem.N)
        left = fmpz_mat([[row[i] for i in kept] for row in weighted])
        right = fmpz_mat([[row[i] for i in kept] for row in inputs])
        if any(int(v) for row in (left * right.transpose()).tolist() for v in row):
            return False
    return True


def region_minimum(at: Evaluation) -> bool | None:
    """R1 for a strict evaluation; None if the region has too many chains to look at."""
    if at.cost == 0:
        return True
    paths = chains(at)
    return None if paths is None else orthogonal(at, paths)


def feature_matrix(at: Evaluation, paths: Chains) -> fmpz_mat | None:
    """The path features as integer rows over ``scales[0]``; None if there are more than
    `MOST_ROWS`.
    """
    if len(paths.from_input) * int(at.features[0].nrows()) > 4 * MOST_ROWS:
        return None
    inputs = [[int(v) for v in row] for row in at.features[0].tolist()]
    rows: dict[tuple[int, ...], None] = {}
    for mask in paths.from_input:
        for row in inputs:
            rows[tuple(v if mask >> i & 1 else 0 for i, v in enumerate(row))] = None
            if len(rows) > MOST_ROWS:
                return None
    one = at.scales[0]
    for mask in paths.from_bias:
        rows[tuple(one if mask >> i & 1 else 0 for i in range(at.problem.N))] = None
    rows.pop((0,) * at.problem.N, None)
    return fmpz_mat([list(row) for row in rows]) if len(rows) <= MOST_ROWS else None


def region_bound(at: Evaluation) -> tuple[Fraction, int] | None:
    """``V_σ``, a lower bound of the cost on the closed region, and the rank of the path
    features.
    """
    paths = chains(at)
    features = None if paths is None else feature_matrix(at, paths)
    if features is None:
        return None
    solved = fitted(features, at.scales[0], at.problem)
    return solved.value, solved.rank


def rough_region_bound(at: Evaluation, paths: Chains) -> float | None:
    """About ``V_σ``, in float64; None if there are more than four times `MOST_ROWS` features. It
    decides nothing but which search is worth its time.
    """
    problem = FloatProblem.of(at.problem)
    N, M = problem.X.shape
    if len(paths.from_input) * (M + 1) + len(paths.from_bias) > 4 * MOST_ROWS:
        return None
    inputs, roots = np.hstack([problem.X, np.ones((N, 1))]), np.sqrt(problem.w)[:, None]
    parts = [inputs * _indicator(a, N) for a in paths.from_input]
    parts += [_indicator(a, N) for a in paths.from_bias]
    features, targets = np.hstack(parts) * roots, problem.Y * roots
    left = targets - features @ np.linalg.lstsq(features, targets, rcond=None)[0]
    return float((problem.g * left**2).sum())


def _indicator(mask: Mask, N: int) -> Floats:
    return np.array([[float(mask >> i & 1)] for i in range(N)])


def _points(mask: Mask, N: int) -> list[int]:
    return [i for i in range(N) if mask >> i & 1]
