"""R3: local minima *on* kinks of the first layer, where no smooth test can see them.

Let ``A`` be pairs (unit ``r``, point ``i``) with ``z_ir = 0``, the ``x̃_i`` of one unit
independent, all other pre-activations not 0; ``C_off`` the cost with these kinks off, ``β_ir = 2
w_i Σ_q g_q e_iq ∂o_q/∂h_r``. If ``∇C_off = −Σ λ_ir ∇z_ir`` with ``0 < λ_ir < β_ir``, and ``C_off``
on the linear set ``{z_A = 0}`` is a trapped minimum modulo moves that keep the kinks, then the
point is a local minimum in all parameters: near it ``cost = C_off + Σ β z⁺ + (≥ 0)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq_mat, fmpz_mat
from scipy.linalg import qr

from symbolic.feasibility import scaled_float
from symbolic.record import Record
from symbolic.trained.active_set import float_active_set
from symbolic.trained.bounds import ball, root_above, short_above
from symbolic.trained.eigenvalue import least_eigenvalue
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.floats import FloatProblem, NotShown, as_floats, second_order
from symbolic.trained.hessian import backward, exact_hessian
from symbolic.trained.moves import known_moves
from symbolic.trained.parameters import Mlp, Numbering
from symbolic.trained.problem import as_fraction_rows
from symbolic.trained.trapped import (
    GOAL,
    MOST_BITS,
    MOST_FREE,
    below,
    require_transversal,
    rounded,
    scale_exponent,
    slice_across,
    trapping_radius,
)

CLOSENESS = (1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2)
MOST_SEARCHED = 500  # parameters of a network whose kinks are looked for

Pairs = tuple[tuple[int, int], ...]
"""Kinks as (unit, point)."""

Dependence = dict[int, dict[int, Fraction]]
"""A parameter given by others on ``{z_A = 0}``: its number → number of another → coefficient."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KinkMinimum(Record):
    """The certificate of R3: as `Trapped`, on the set where the ``kinks`` (unit, point) are held.

    ``pivots`` are the parameters given by the others there.
    """

    at: Evaluation
    kinks: Pairs
    pivots: tuple[int, ...]
    free: tuple[int, ...]
    scales: tuple[int, ...]
    shift: Fraction
    rho: Fraction
    reach: Fraction
    low: Fraction
    flat: int


def minimum_on_kinks(start: Evaluation) -> KinkMinimum:
    """Certify a minimum on kinks near the given parameters; raises `NotShown` with the last reason
    otherwise.
    """
    numbering = start.network.numbering
    if not start.network.L or numbering.K > MOST_SEARCHED:
        raise NotShown("no set of kinks was looked for")
    tried: set[Pairs] = set()
    reason = "no set of kinks was found"
    for theta, kinks in _proposals(start):
        if kinks in tried:
            continue
        tried.add(kinks)
        try:
            return certified(theta, kinks, start)
        except NotShown as error:
            reason = str(error)
    raise NotShown(f"on kinks: {reason}")


def _proposals(start: Evaluation) -> Iterator[tuple[list[Fraction], Pairs]]:
    """The network with its own kinks, then what floats propose."""
    own = start.kinks
    if own and not any(l for l, _, _ in own):
        yield start.network.flat(), tuple(sorted((r, i) for _, r, i in own))
    problem = FloatProblem.of(start.problem)
    theta = as_floats(start.network.flat())
    for tolerance in CLOSENESS:
        active = float_active_set(theta, start.network.numbering, problem, tolerance)
        if active is not None:
            yield [Fraction(float(v)) for v in active.theta], active.kinks


def certified(theta: list[Fraction], kinks: Pairs, start: Evaluation) -> KinkMinimum:
    """Decide whether there is a minimum on these kinks near these parameters."""
    numbering = start.network.numbering
    held = _by_unit(kinks)
    dependence = _dependence(start, held)
    at = _filled(theta, dependence, numbering, start)
    _require_kinks(at, kinks)
    kept = [k for k in range(numbering.K) if k not in dependence]
    fields = known_moves(at, held)
    free = slice_across(fields, kept, numbering.K)
    if not 0 < len(free) <= MOST_FREE:
        raise NotShown(f"{len(free)} free coordinates")
    at = _polished(at, theta, free, dependence)
    _require_kinks(at, kinks)
    moving, matrix = _parametrization(free, dependence)
    hessian = _restricted(exact_hessian(at, moving), matrix)
    scales = [scale_exponent(hessian[k][k]) for k in range(len(free))]
    s = [Fraction(2) ** e for e in scales]
    scaled = [
        [v * a * b for v, b in zip(r, s, strict=True)] for r, a in zip(hessian, s, strict=True)
    ]
    eigenvalue = least_eigenvalue(scaled)
    if eigenvalue is None:
        raise NotShown("the Hessian on the kinks is not shown positive definite")
    reach = reach_on_kinks(numbering, moving, matrix, s)
    norms = ball(at, frozenset((0, r, i) for r, i in kinks))
    rho, bounds = trapping_radius(norms, reach, eigenvalue[1])
    gradient = _pulled(at.gradient, moving, matrix)
    gamma = root_above(sum(((g * t) ** 2 for g, t in zip(gradient, s, strict=True)), Fraction(0)))
    m = eigenvalue[1] - bounds.third * rho
    if not gamma < m * rho:
        raise NotShown("the gradient is too large for the ball")
    moved = short_above(2 * sum(reach, Fraction(0)) * gamma / m)  # room, as in `trapped`
    frozen = sorted(set(kept) - set(free))
    require_transversal(known_moves(at, held), frozen, moved)
    require_multipliers(at, held, moved)
    low = below(at.cost, gamma * gamma / m)
    return KinkMinimum(
        at,
        kinks,
        tuple(sorted(dependence)),
        tuple(free),
        tuple(scales),
        eigenvalue[0],
        rho,
        moved,
        low,
        numbering.K - len(dependence) - len(free),
    )


def _by_unit(kinks: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    units: dict[int, list[int]] = {}
    for r, i in kinks:
        units.setdefault(r, []).append(i)
    return units


def _points(at: Evaluation, chosen: Sequence[int]) -> list[list[int]]:
    """``x̃_i`` times the scale of the inputs."""
    rows = at.features[0].tolist()
    return [[int(row[i]) for row in rows] for i in chosen]


def _dependence(at: Evaluation, held: dict[int, list[int]]) -> Dependence:
    """``z_ir = 0`` solved for one parameter of the row a kink, chosen by a pivoted float
    factorization.
    """
    dependence: Dependence = {}
    for r, points in held.items():
        rows = _points(at, points)
        numbers = at.network.numbering.row(0, r)
        top = max(e.bit_length() for row in rows for e in row)
        scaled = [[scaled_float(e, 1, -top) for e in row] for row in rows]
        order = qr(np.array(scaled), pivoting=True, mode="economic")[2]
        pivots = sorted(int(k) for k in order[: len(points)])
        rest = [c for c in range(len(numbers)) if c not in pivots]
        square = fmpq_mat(fmpz_mat([[row[c] for c in pivots] for row in rows]))
        if len(pivots) < len(points) or square.det() == 0:
            raise NotShown("the kink points of a unit are dependent")
        right = fmpq_mat(fmpz_mat([[row[c] for c in rest] for row in rows])) if rest else None
        solved = as_fraction_rows(square.solve(right)) if right is not None else []
        for a, c in enumerate(pivots):
            dependence[numbers[c]] = {
                numbers[b]: -solved[a][k] for k, b in enumerate(rest) if solved and solved[a][k]
            }
    return dependence


def _filled(
    theta: list[Fraction], dependence: Dependence, numbering: Numbering, start: Evaluation
) -> Evaluation:
    """The evaluation with the dependent parameters put where they belong."""
    for k, given in dependence.items():
        theta[k] = sum((v * theta[j] for j, v in given.items()), Fraction(0))
    return Evaluation.of(Mlp.of_flat(theta, numbering), start.problem)


def _require_kinks(at: Evaluation, kinks: Sequence[tuple[int, int]]) -> None:
    if sorted(at.kinks) != sorted((0, r, i) for r, i in kinks):
        raise NotShown("other pre-activations are 0 than those held")


def _parametrization(
    free: Sequence[int], dependence: Dependence
) -> tuple[list[int], list[list[Fraction]]]:
    """The parameters that move with the free ones, and the matrix by which they do."""
    moving = sorted([*free, *dependence])
    place = {k: c for c, k in enumerate(free)}
    matrix = [[Fraction(0)] * len(free) for _ in moving]
    for row, k in zip(matrix, moving, strict=True):
        for j, v in dependence.get(k, {k: Fraction(1)}).items():
            if j in place:
                row[place[j]] = v
    return moving, matrix


def _pulled(
    gradient: Sequence[Fraction], moving: Sequence[int], matrix: Sequence[Sequence[Fraction]]
) -> list[Fraction]:
    pulled = [Fraction(0)] * len(matrix[0])
    for k, row in zip(moving, matrix, strict=True):
        for c, v in enumerate(row):
            if v:
                pulled[c] += v * gradient[k]
    return pulled


def _restricted(
    hessian: list[list[Fraction]], matrix: list[list[Fraction]]
) -> list[list[Fraction]]:
    """``Pᵀ H P``."""
    image = [_pulled(row, range(len(row)), matrix) for row in hessian]
    columns = [list(column) for column in zip(*image, strict=True)]
    return [_pulled(column, range(len(column)), matrix) for column in columns]


def reach_on_kinks(
    numbering: Numbering,
    moving: Sequence[int],
    matrix: Sequence[Sequence[Fraction]],
    s: Sequence[Fraction],
) -> list[Fraction]:
    """Frobenius norms of the scaled parametrization, layer by layer: how far a layer moves for
    ``|u| ≤ 1``.
    """
    squares = [Fraction(0)] * (numbering.L + 1)
    for k, row in zip(moving, matrix, strict=True):
        squares[numbering.locate(k)[0]] += sum(
            ((v * t) ** 2 for v, t in zip(row, s, strict=True) if v), Fraction(0)
        )
    return [root_above(square) for square in squares]


def _polished(
    at: Evaluation, theta: list[Fraction], free: Sequence[int], dependence: Dependence
) -> Evaluation:
    """Newton on ``{z_A = 0}`` with one float factor of the restricted Hessian and exact
    gradients.
    """
    numbering, pattern = at.network.numbering, at.pattern
    moving, matrix = _parametrization(free, dependence)
    floats = np.array([[float(v) for v in row] for row in matrix])
    masks = [np.array([[s > 0 for s in row] for row in layer]).T for layer in pattern]
    here = second_order(as_floats(theta), numbering, FloatProblem.of(at.problem), masks)
    restricted = floats.T @ here.hessian[np.ix_(moving, moving)] @ floats
    values = np.linalg.eigvalsh(restricted)
    if values[0] <= 1e-13 * values[-1]:
        raise NotShown("the Hessian on the kinks has no positive definite approximation")
    bits = 80
    for step in range(14):
        gradient = _pulled(at.gradient, moving, matrix)
        largest = max(map(abs, gradient))
        if largest == 0 or (step and largest < GOAL):
            return at
        e = largest.numerator.bit_length() - largest.denominator.bit_length()
        unit = Fraction(2) ** e
        change = np.linalg.solve(restricted, np.array([float(g / unit) for g in gradient]))
        bits = min(MOST_BITS, max(bits, 80 - e))
        for k, c in zip(free, change, strict=True):
            theta[k] = rounded(theta[k] - Fraction(float(c)) * unit, bits)
        at = _filled(theta, dependence, numbering, at)
        if at.pattern != pattern:
            raise NotShown("polishing on the kinks left the activation region")
    raise NotShown("polishing on the kinks did not converge")


def require_multipliers(at: Evaluation, held: dict[int, list[int]], moved: Fraction) -> None:
    """``0 < λ < β`` at every kink, for the minimum that is at most ``moved`` away in 2-norm.

    ``λ = −(M Mᵀ)⁻¹ M g_r`` with the rows ``x̃_i`` of ``M``; the gradient moves by at most
    ``sup|D²C_off| · moved``, ``β`` by the change of the residual and of ``∂o/∂h_r``, bounded by
    products of norms.
    """
    norms = ball(at)
    bounds = norms.bounds([Fraction(1)] * (at.network.L + 1), moved, patterned=False)
    now = after = Fraction(1)
    for norm in norms.norms[1:]:
        now, after = now * norm, after * (norm + moved)
    back, gradient, problem = backward(at), at.gradient, at.problem
    for r, points in held.items():
        inverse, multipliers = _multipliers(at, r, points, gradient)
        slack = inverse * bounds.second * moved
        for i, value in zip(points, multipliers, strict=True):
            limit = _limit(at, back.matrices[back.keys[i]], i, r) / back.denominators[0]
            share = 2 * problem.weight(i) * problem.largest_gain
            wobble = share * (bounds.output_moved[i] * after + norms.residuals[i] * (after - now))
            if not (slack < value and value + slack < limit - wobble):
                raise NotShown("a multiplier is not between 0 and its bound")


def _multipliers(
    at: Evaluation, r: int, points: Sequence[int], gradient: Sequence[Fraction]
) -> tuple[Fraction, list[Fraction]]:
    """``max_i Σ_k |((M Mᵀ)⁻¹ M)_ik|`` and the multipliers of one unit."""
    scale = at.problem.input_scale
    M = fmpq_mat(fmpz_mat(_points(at, points))) / scale
    pseudo = as_fraction_rows((M * M.transpose()).inv() * M)
    slopes = [gradient[k] for k in at.network.numbering.row(0, r)]
    values = [
        -sum((a * b for a, b in zip(row, slopes, strict=True)), Fraction(0)) for row in pseudo
    ]
    return max(sum(map(abs, row), Fraction(0)) for row in pseudo), values


def _limit(at: Evaluation, matrices: list[list[list[int]]], i: int, r: int) -> Fraction:
    """``β_ir`` times the denominator of the backward matrices."""
    W, _ = at.network.layers[1]
    column = [int(W[t, r]) for t in range(int(W.nrows()))]
    total = sum(
        int(at.weighted[q, i]) * sum(a * b for a, b in zip(matrices[1][q], column, strict=True))
        for q in range(at.problem.Q)
    )
    return Fraction(2 * total, at.residual_scale * at.problem.scale)
