"""R2: a local minimum trapped near rational parameters, in all parameters, without knowing where it
is.

On a slice of free coordinates ``k ∈ E``, scaled by ``s_k``, let ``D²φ(0) ≥ μ``, ``|D³φ| ≤ τ`` on
the ball of radius ``ρ`` inside the region, ``m = μ − τρ > 0`` and ``γ = |∇φ(0)| < mρ``. Then there
is exactly one critical point in the ball, at most ``γ/m`` away, a strict minimum on the slice with
``cost − γ²/(2m) ≤ cost* ≤ cost``. It is one in *all* parameters if (moves) flows that change no
output are transversal to the slice there, or (rank) ``rank J_E = Q rank Ψ`` there, which makes the
residual orthogonal to every path feature (R1), so that the minimum has the rational value ``V_σ``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve, eigvalsh, inv, qr, svd

from symbolic.float_arrays import Floats
from symbolic.record import Record
from symbolic.trained.bounds import Ball, Derivatives, ball, root_above, short_above
from symbolic.trained.eigenvalue import least_eigenvalue
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.floats import (
    FloatProblem,
    NotShown,
    as_floats,
    second_order,
    within_floats,
)
from symbolic.trained.hessian import exact_hessian, gauss_newton
from symbolic.trained.moves import Field, known_moves, rank_of_fields
from symbolic.trained.parameters import Mlp, Numbering
from symbolic.trained.path_features import chains, feature_matrix

MOST_FREE = 620  # coordinates of a slice
GOAL = Fraction(1, 10**32)  # of the largest entry of the gradient after polishing
MOST_BITS = 400


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Trapped(Record):
    """The certificate of R2: centre, free coordinates, exponents of their scales, of ``μ₀`` and of
    ``ρ``.

    ``reach`` bounds the distance of the minimum from the centre, entry by entry; ``low ≤ cost* ≤
    at.cost``; ``flat`` is the dimension of the set of minimizers near it; ``evidence`` is
    ``"moves"`` or ``"rank"``.
    """

    at: Evaluation
    free: tuple[int, ...]
    scales: tuple[int, ...]
    shift: Fraction
    rho: Fraction
    reach: Fraction
    low: Fraction
    flat: int
    evidence: str


def trapped_minimum(start: Evaluation, evidence: str) -> Trapped:
    """Certify a minimum near the given parameters; raises `NotShown` with the reason otherwise."""
    with within_floats():
        return _trapped(start, evidence)


def _trapped(start: Evaluation, evidence: str) -> Trapped:
    if not start.strict:
        raise NotShown("a pre-activation is 0")
    free = _free_by_moves(start) if evidence == "moves" else _free_by_rank(start)
    if not 0 < len(free) <= MOST_FREE:
        raise NotShown(f"{len(free)} free coordinates")
    at = polished(start, free)
    hessian = exact_hessian(at, free)
    scales = [scale_exponent(hessian[k][k]) for k in range(len(free))]
    s = [Fraction(2) ** e for e in scales]
    eigenvalue = _eigenvalue(hessian, s)
    norms = ball(at)
    gradient = at.gradient
    gamma = root_above(
        sum(((gradient[k] * t) ** 2 for k, t in zip(free, s, strict=True)), Fraction(0))
    )
    reach = layer_reach(at.network.numbering, free, s)
    rho, bounds = trapping_radius(norms, reach, eigenvalue[1])
    m = eigenvalue[1] - bounds.third * rho
    if not gamma < m * rho:
        raise NotShown("the gradient is too large for the ball")
    away = gamma / m
    farthest = short_above(2 * max(s) * away)  # twice what is needed: room for another factor
    dimension = at.network.numbering.K - len(free)
    if evidence == "moves":
        frozen = sorted(set(range(at.network.numbering.K)) - set(free))
        require_transversal(known_moves(at), frozen, farthest)
    else:
        _require_rank(at, free, s, bounds.gauss_newton * away)
    low = below(at.cost, gamma * gamma / m)
    return Trapped(
        at, tuple(free), tuple(scales), eigenvalue[0], rho, farthest, low, dimension, evidence
    )


def below(cost: Fraction, width: Fraction) -> Fraction:
    """A lower bound of the cost of the minimum, with the same room; no cost is negative."""
    return max(cost - short_above(width), Fraction(0))


def scale_exponent(diagonal: Fraction) -> int:
    """Scales that make the diagonal of the Hessian about 1."""
    return -round(math.log2(float(diagonal)) / 2) if diagonal > 0 else 0


def _eigenvalue(hessian: list[list[Fraction]], s: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    scaled = [
        [v * a * b for v, b in zip(row, s, strict=True)] for row, a in zip(hessian, s, strict=True)
    ]
    least = least_eigenvalue(scaled)
    if least is None:
        raise NotShown("the Hessian on the slice is not shown positive definite")
    return least


def trapping_radius(
    norms: Ball, reach: Sequence[Fraction], mu: Fraction
) -> tuple[Fraction, Derivatives]:
    """The largest ``ρ = 4^{-k}`` on which the pattern is constant and ``τρ ≤ μ/2``."""
    for e in range(2, 240, 2):
        rho = Fraction(1, 1 << e)
        bounds = norms.bounds(reach, rho)
        if bounds.constant and bounds.third * rho <= mu / 2:
            return rho, bounds
    raise NotShown("no ball inside the activation region was found")


def layer_reach(numbering: Numbering, free: Sequence[int], s: Sequence[Fraction]) -> list[Fraction]:
    """``max s_k`` over the free coordinates of each layer."""
    reach = [Fraction(0)] * (numbering.L + 1)
    for k, scale in zip(free, s, strict=True):
        l = numbering.locate(k)[0]
        reach[l] = max(reach[l], scale)
    return reach


def _free_by_moves(at: Evaluation) -> list[int]:
    """All coordinates but as many as the moves span, chosen so that these are transversal."""
    K = at.network.numbering.K
    return slice_across(known_moves(at), list(range(K)), K)


def slice_across(fields: Sequence[Field], kept: Sequence[int], K: int) -> list[int]:
    """The coordinates ``kept`` without a set on which the fields are independent."""
    dimension = rank_of_fields(fields, K)
    if not dimension:
        return list(kept)
    values = svd(field_matrix(fields, kept), full_matrices=False)[2][:dimension]
    order = qr(values, pivoting=True, mode="economic")[2]
    frozen = {kept[int(k)] for k in order[:dimension]}
    return [k for k in kept if k not in frozen]


def field_matrix(fields: Sequence[Field], columns: Sequence[int]) -> Floats:
    """The fields as float rows."""
    place = {k: c for c, k in enumerate(columns)}
    matrix = np.zeros((len(fields), len(columns)))
    for row, field in zip(matrix, fields, strict=True):
        for k, v in field.items():
            if k in place:
                row[place[k]] = float(v)
    return matrix


def _free_by_rank(at: Evaluation) -> list[int]:
    """As many independent columns of ``J`` as path features can make independent."""
    wanted = _feature_rank(at) * at.problem.Q
    numbering = at.network.numbering
    here = second_order(as_floats(at.network.flat()), numbering, FloatProblem.of(at.problem))
    _, triangle, order = qr(here.jacobian, mode="economic", pivoting=True)
    diagonal = np.abs(np.diag(triangle))
    rank = int((diagonal > diagonal[0] * 1e-9).sum())
    if rank != wanted:
        raise NotShown(f"floats see rank J = {rank}, but the path features allow {wanted}")
    return sorted(int(k) for k in order[:rank])


def _feature_rank(at: Evaluation) -> int:
    paths = chains(at)
    features = None if paths is None else feature_matrix(at, paths)
    if features is None:
        raise NotShown("too many path features")
    return int(features.rank())


def _require_rank(
    at: Evaluation, free: Sequence[int], s: Sequence[Fraction], variation: Fraction
) -> None:
    """``J_E`` has full column rank at the minimum: ``2JᵀWJ ≥ μ₂`` at the centre, minus its
    variation, is positive.
    """
    if len(free) != _feature_rank(at) * at.problem.Q:
        raise NotShown("the slice has not the dimension of the path features")
    if not _eigenvalue(gauss_newton(at, free), s)[1] > variation:
        raise NotShown("the rank of J at the minimum is not shown")


def polished(start: Evaluation, free: Sequence[int]) -> Evaluation:
    """Newton's method on the slice with one float factor and exact gradients, in dyadic numbers
    that grow.
    """
    numbering = start.network.numbering
    theta, at, bits = start.network.flat(), start, 80
    here = second_order(as_floats(theta), numbering, FloatProblem.of(start.problem))
    hessian = here.hessian[np.ix_(free, free)]
    values = eigvalsh(hessian)
    if values[0] <= 1e-13 * values[-1]:
        raise NotShown("the Hessian on the slice has no positive definite approximation")
    try:
        factor = cho_factor(hessian)
    except LinAlgError:
        raise NotShown("the Hessian on the slice has no float factor") from None
    for step in range(14):
        gradient = at.gradient
        largest = max(abs(gradient[k]) for k in free)
        if largest == 0 or (step and largest < GOAL):
            return at
        e = largest.numerator.bit_length() - largest.denominator.bit_length()
        unit = Fraction(2) ** e
        change = cho_solve(factor, np.array([float(gradient[k] / unit) for k in free]))
        bits = min(MOST_BITS, max(bits, 80 - e))
        for k, c in zip(free, change, strict=True):
            theta[k] = rounded(theta[k] - Fraction(float(c)) * unit, bits)
        at = Evaluation.of(Mlp.of_flat(theta, numbering), start.problem)
        if at.pattern != start.pattern:
            raise NotShown("polishing left the activation region")
    raise NotShown("polishing did not converge")


def rounded(value: Fraction, bits: int) -> Fraction:
    """The nearest multiple of ``2^-bits``."""
    return Fraction(round(value * (1 << bits)), 1 << bits)


def require_transversal(fields: Sequence[Field], frozen: Sequence[int], moved: Fraction) -> None:
    """``d`` of the fields, restricted to the ``d`` frozen coordinates, are independent wherever
    parameters moved that far.

    With a rounded inverse ``P``: ``‖1 − T P‖_∞ + d · moved · ‖P‖_∞ < 1``, for an entry of a field
    is an entry of θ or constant.
    """
    d = len(frozen)
    if not d:
        return
    floats = field_matrix(fields, frozen)
    if len(fields) < d:
        raise NotShown("too few moves that change no output")
    order = qr(floats.T, pivoting=True, mode="economic")[2][:d]
    try:
        inverse = inv(floats[order])
    except LinAlgError:
        raise NotShown("the moves are not shown transversal to the slice") from None
    P = [[Fraction(float(v)) for v in row] for row in inverse]
    error = Fraction(0)
    place = {k: c for c, k in enumerate(frozen)}
    for i, chosen in enumerate(order):
        field = {place[k]: v for k, v in fields[int(chosen)].items() if k in place}
        row = [
            sum((v * P[c][j] for c, v in field.items()), Fraction(0)) - (i == j) for j in range(d)
        ]
        error = max(error, sum(map(abs, row), Fraction(0)))
    size = max(sum(map(abs, row), Fraction(0)) for row in P)
    if not error + d * moved * size < 1:
        raise NotShown("the moves are not shown transversal to the slice")
