"""Floats propose which first-layer kinks a minimum sits on: an active-set Newton method.

Kinks that are close are held at 0, the cost is minimized on that linear set, kinks with a
multiplier outside ``(0, β)`` are released, kinks run into are added.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, eigh, lstsq, null_space, pinv

from symbolic.float_arrays import Floats, Mask
from symbolic.record import Record
from symbolic.trained.floats import FloatProblem, SecondOrder, second_order, unpacked
from symbolic.trained.parameters import Numbering

ROUNDS = 12


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ActiveSet(Record):
    """Parameters, and the kinks (unit, point) they are held on."""

    theta: Floats
    kinks: tuple[tuple[int, int], ...]


def float_active_set(
    theta: Floats, numbering: Numbering, problem: FloatProblem, tolerance: float
) -> ActiveSet | None:
    """Start from the kinks within a relative ``tolerance``; None if no consistent set is
    reached.
    """
    extended = np.hstack([problem.X, np.ones((len(problem.X), 1))])
    rows = [numbering.row(0, r) for r in range(numbering.widths[1])]
    kinks = _close(theta, rows, extended, tolerance)
    for _ in range(ROUNDS):
        if not kinks:
            return None
        constraints = np.zeros((len(kinks), numbering.K))
        for line, (r, i) in zip(constraints, kinks, strict=True):
            line[rows[r]] = extended[i]
        if np.linalg.matrix_rank(constraints) < len(kinks):
            kinks = kinks[:-1]
            continue
        theta = theta - pinv(constraints) @ (constraints @ theta)
        try:
            theta, here = _minimized(theta, null_space(constraints), kinks, numbering, problem)
        except (LinAlgError, ValueError):
            return None
        wrong = _wrong(theta, here, constraints, kinks, numbering, problem)
        if wrong:
            kinks = [kink for a, kink in enumerate(kinks) if a not in wrong]
            continue
        more = [kink for kink in _close(theta, rows, extended, 1e-9) if kink not in kinks]
        if not more:
            free = null_space(constraints)
            converged = np.linalg.norm(free.T @ here.gradient) < 1e-9
            return ActiveSet(theta, tuple(sorted(kinks))) if converged else None
        kinks.append(more[0])
    return None


def _close(
    theta: Floats, rows: list[list[int]], extended: Floats, tolerance: float
) -> list[tuple[int, int]]:
    pairs = []
    for r, numbers in enumerate(rows):
        row = theta[numbers]
        sizes = np.linalg.norm(row) * np.linalg.norm(extended, axis=1)
        close = (np.abs(extended @ row) < tolerance * sizes) & (sizes > 0)
        pairs += [(r, int(i)) for i in np.flatnonzero(close)]
    return pairs


def _held(
    theta: Floats, kinks: list[tuple[int, int]], numbering: Numbering, problem: FloatProblem
) -> SecondOrder:
    """Derivatives with the kinks off."""
    h: Floats = problem.X
    masks: list[Mask] = []
    for W, b in unpacked(theta, numbering)[:-1]:
        image = h @ W.T + b
        mask = image > 0
        if not masks:
            for r, i in kinks:
                mask[i, r] = False
        masks.append(mask)
        h = image * mask
    return second_order(theta, numbering, problem, masks)


def _minimized(
    theta: Floats,
    free: Floats,
    kinks: list[tuple[int, int]],
    numbering: Numbering,
    problem: FloatProblem,
) -> tuple[Floats, SecondOrder]:
    """Damped Newton on the linear set spanned by ``free``."""
    damping, here = 1e-8, _held(theta, kinks, numbering, problem)
    for _ in range(100):
        slope = free.T @ here.gradient
        size = np.linalg.norm(slope)
        if size < 1e-14:
            break
        values, vectors = eigh(free.T @ here.hessian @ free)
        for _ in range(40):
            step = -free @ (vectors @ ((vectors.T @ slope) / np.maximum(abs(values), damping)))
            there = _held(theta + step, kinks, numbering, problem)
            flat = np.linalg.norm(free.T @ there.gradient) < size
            if there.cost < here.cost or (there.cost <= here.cost * (1 + 1e-14) and flat):
                break
            damping = max(10 * damping, 1e-12)
        else:
            break
        theta, here, damping = theta + step, there, max(damping / 10, 1e-14)
    return theta, here


def _wrong(
    theta: Floats,
    here: SecondOrder,
    constraints: Floats,
    kinks: list[tuple[int, int]],
    numbering: Numbering,
    problem: FloatProblem,
) -> set[int]:
    """The kinks whose multiplier is not between 0 and its bound."""
    multipliers = -lstsq(constraints.T, here.gradient)[0]
    layers = unpacked(theta, numbering)
    errors = here.images[-1] - problem.Y
    wrong = set()
    for a, (r, i) in enumerate(kinks):
        back = np.eye(errors.shape[1])
        for l in range(numbering.L, 0, -1):
            back = back @ layers[l][0]
            if l > 1:
                back = back * here.masks[l - 1][i][None, :]
        limit = 2 * problem.w[i] * ((problem.g * errors[i]) @ back[:, r])
        if not 0 < multipliers[a] < limit:
            wrong.add(a)
    return wrong
