"""float64 versions of cost, gradient and Hessian, and continued training: proposals only, nothing
is decided here; what floats cannot hold is a reason (`within_floats`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import SupportsInt

import numpy as np
from scipy.linalg import LinAlgError, eigh

from symbolic.float_arrays import Floats, Indices, Mask
from symbolic.record import Record
from symbolic.trained.parameters import Mlp, Numbering
from symbolic.trained.problem import Problem


class NotShown(Exception):
    """The reason for which nothing could be certified."""


@contextmanager
def within_floats() -> Iterator[None]:
    """Where floats propose: `NotShown` if a number is beyond their range, or on the way becomes so.

    >>> with within_floats():
    ...     as_floats([Fraction(10) ** 400])
    Traceback (most recent call last):
        ...
    symbolic.trained.floats.NotShown: numbers beyond the range of floats, which propose here
    """
    try:
        with np.errstate(all="ignore"):
            yield
    except (OverflowError, ValueError) as error:
        # NumPy and SciPy refuse infinite matrices with a ValueError, or find no eigenvalues
        if isinstance(error, ValueError) and not re.search("NaN|converge", str(error)):
            raise
        raise NotShown("numbers beyond the range of floats, which propose here") from None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FloatProblem(Record):
    """The problem in float64: ``X`` is ``N × M``, ``Y`` ``N × Q``, ``w`` and ``g`` the weights."""

    X: Floats
    Y: Floats
    w: Floats
    g: Floats

    @classmethod
    def of(cls, problem: Problem) -> FloatProblem:
        """Rounded entry by entry."""
        return cls(
            _rounded(problem.inputs.tolist()[:-1], problem.input_scale).T,
            _rounded(problem.targets.tolist(), problem.target_scale).T,
            _rounded([problem.weights], problem.weight_scale)[0],
            _rounded([problem.gains], problem.gain_scale)[0],
        )


def _rounded(rows: Iterable[Iterable[SupportsInt]], d: int) -> Floats:
    return np.array([[float(Fraction(int(v), d)) for v in row] for row in rows])


def as_floats(theta: Sequence[Fraction]) -> Floats:
    """The parameters, rounded."""
    return np.array([float(value) for value in theta])


def as_network(theta: Floats, numbering: Numbering) -> Mlp:
    """The network that floats denote, exactly."""
    return Mlp.of_flat([Fraction(float(value)) for value in theta], numbering)


def unpacked(theta: Floats, numbering: Numbering) -> list[tuple[Floats, Floats]]:
    """``(W_l, b_l)`` as views."""
    layers = []
    for l in range(numbering.L + 1):
        m, n = numbering.widths[l + 1], numbering.widths[l]
        start = numbering.offsets[l]
        W = theta[start : start + m * n].reshape(m, n)
        layers.append((W, theta[start + m * n : start + m * n + m]))
    return layers


def cost_and_gradient(
    theta: Floats, numbering: Numbering, problem: FloatProblem
) -> tuple[float, Floats]:
    """The cost and its gradient by reverse mode."""
    layers = unpacked(theta, numbering)
    features, images, h = [problem.X], [], problem.X
    for l, (W, b) in enumerate(layers):
        images.append(h @ W.T + b)
        if l < numbering.L:
            h = np.maximum(images[-1], 0)
            features.append(h)
    errors = images[-1] - problem.Y
    weights = problem.w[:, None] * problem.g[None]
    back, parts = 2 * weights * errors, []
    for l in range(numbering.L, -1, -1):
        parts.append(np.concatenate([(back.T @ features[l]).ravel(), back.sum(0)]))
        if l:
            back = (back @ layers[l][0]) * (images[l - 1] > 0)
    return float((weights * errors * errors).sum()), np.concatenate(parts[::-1])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SecondOrder(Record):
    """Cost, gradient, weighted Jacobian (``√(w g) J``), Hessian, pre-activations, masks."""

    cost: float
    gradient: Floats
    jacobian: Floats
    hessian: Floats
    images: list[Floats]
    masks: list[Mask]


def second_order(
    theta: Floats, numbering: Numbering, problem: FloatProblem, masks: list[Mask] | None = None
) -> SecondOrder:
    """Derivatives up to order two at a fixed pattern; ``masks`` overrides that of the
    parameters.
    """
    layers, L, widths = unpacked(theta, numbering), numbering.L, numbering.widths
    N, h, images, features = len(problem.X), problem.X, [], [problem.X]
    used = list[Mask]()
    for l, (W, b) in enumerate(layers):
        images.append(h @ W.T + b)
        if l < L:
            used.append(images[-1] > 0 if masks is None else masks[l])
            h = images[-1] * used[-1]
            features.append(h)
    errors = images[-1] - problem.Y
    weights = problem.w[:, None] * problem.g[None]
    Q = errors.shape[1]
    back = [np.broadcast_to(np.eye(Q), (N, Q, Q))]
    for l in range(L - 1, -1, -1):
        back.insert(0, (back[0] @ layers[l + 1][0]) * used[l][:, None, :])
    blocks = []
    for l in range(L + 1):
        inner = np.einsum("iqr,is->iqrs", back[l], features[l]).reshape(N, Q, -1)
        blocks += [inner, back[l]]
    J = np.concatenate(blocks, axis=2)
    gradient = 2 * np.einsum("iq,iqk->k", weights * errors, J)
    jacobian = (J * np.sqrt(weights)[:, :, None]).reshape(N * Q, -1)
    hessian = 2 * jacobian.T @ jacobian
    extended = [np.hstack([x, np.ones((N, 1))]) for x in features]
    for m in range(1, L + 1):
        pulled = np.einsum("iq,iqp->ip", 2 * weights * errors, back[m])
        through = np.stack([np.diag(used[m - 1][i].astype(float)) for i in range(N)])
        for l in range(m - 1, -1, -1):
            mixed = np.einsum("ip,itr,is->ptrs", pulled, through, extended[l], optimize=True)
            _place(hessian, mixed, numbering, (m, l), widths)
            if l:
                through = (through @ layers[l][0]) * used[l - 1][:, None, :]
    cost = float((weights * errors * errors).sum())
    return SecondOrder(cost, gradient, jacobian, hessian, images, used)


def _place(
    hessian: Floats,
    mixed: Floats,
    numbering: Numbering,
    pair: tuple[int, int],
    widths: Sequence[int],
) -> None:
    m, l = pair
    upper: Indices = numbering.offsets[m] + np.arange(widths[m + 1] * widths[m])
    lower = np.array([numbering.row(l, r) for r in range(widths[l + 1])]).ravel()
    block = mixed.reshape(len(upper), len(lower))
    hessian[np.ix_(upper, lower)] += block
    hessian[np.ix_(lower, upper)] += block.T


def descended(network: Mlp, problem: FloatProblem, steps: int = 5000, newton: int = 80) -> Mlp:
    """Continued training: L-BFGS, then damped Newton steps while they help."""
    numbering = network.numbering
    from scipy.optimize import minimize  # slow to import, and only what descends needs it

    descent = minimize(
        lambda t: cost_and_gradient(t, numbering, problem),
        as_floats(network.flat()),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": steps, "maxfun": 3 * steps, "ftol": 1e-17, "gtol": 1e-13, "maxcor": 50},
    )
    theta, damping = descent.x, 1e-6
    for _ in range(newton if numbering.K <= MOST_NEWTON else 0):
        here = second_order(theta, numbering, problem)
        step = newton_step(theta, here, damping, numbering, problem)
        if np.linalg.norm(here.gradient) < 1e-14 or step is None:
            break
        theta, damping = step
    return as_network(theta, numbering)


MOST_NEWTON = 700  # parameters for which a dense Hessian is formed


def newton_step(
    theta: Floats, here: SecondOrder, damping: float, numbering: Numbering, problem: FloatProblem
) -> tuple[Floats, float] | None:
    """One damped step with the modulus of the Hessian that lowers cost or gradient, and the next
    damping.
    """
    try:
        values, vectors = eigh(here.hessian)
    except (LinAlgError, ValueError):
        return None
    size = np.linalg.norm(here.gradient)
    for _ in range(40):
        step = -vectors @ ((vectors.T @ here.gradient) / np.maximum(abs(values), damping))
        cost, gradient = cost_and_gradient(theta + step, numbering, problem)
        flat = cost <= here.cost * (1 + 1e-14) and np.linalg.norm(gradient) < size
        if cost < here.cost or flat:
            return theta + step, max(damping / 10, 1e-13)
        damping = max(10 * damping, 1e-12)
    return None
