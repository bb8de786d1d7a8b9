"""False statements close to true ones: each is refused by the kernel with a remainder, or has an exact counterexample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proofs.algebra import Hypothesis, identity, inverse, sigma, trace
from proofs.statements import notation as n
from proofs.statements import readout as r
from proofs.statements import setting as s
from proofs.statements import subsets as h
from proofs.statements import truncation as m
from proofs.statements.case import Case
from proofs.statements.truncation import tau
from symbolic.matrices import column, matrix, signs
from symbolic.readout import affine_readout, linear_readout
from symbolic.truncation import TruncationMap
from symbolic.zero_loss import ZeroLoss
from tests.ledger.examples import EXAMPLES

image = tau(n.W, n.b, inverse(n.W), n.x)
residual = n.A @ n.X + n.c @ n.u.T @ n.E - n.Y @ n.E
mean_residual = n.A @ n.Xbar + n.c @ n.u.T - n.Y
moments = [n.POINTS, n.CENTRED, n.UNIT_WEIGHTS, n.SCATTER]
closed = n.Y @ inverse(r.C) @ inverse(s.Xbar_q)
gram = s.Xbar_q @ r.C @ s.Xbar_q.T
cost = trace((n.A @ n.Xbar - n.Y) @ (n.A @ n.Xbar - n.Y).T) + trace(n.A @ n.S @ n.A.T)
excess = trace((n.A - r.best) @ r.G @ (n.A - r.best).T)
varied = n.A + h.eps * (h.r @ h.w.T)
changed = n.W @ inverse(m.K)

# name: (left, right, facts): what is claimed, falsely, to be equal
REMAINDERS: dict[str, tuple[Any, Any, list[Any]]] = {
    "D1 with a wrong sign": (n.X @ n.weights @ n.X.T, n.Xbar @ n.Xbar.T - n.S, moments),
    "D1 without the scatter": (n.X @ n.weights @ n.X.T, n.Xbar @ n.Xbar.T, moments),
    "D3 with a dropped transpose": (
        trace(residual @ n.weights @ residual.T),
        trace(mean_residual @ mean_residual) + trace(n.A @ n.S @ n.A.T),
        moments,
    ),
    "D3 without the noise": (
        trace(residual @ n.weights @ residual.T),
        trace(mean_residual @ mean_residual.T),
        moments,
    ),
    "D4 in the wrong order": (
        s.Wcum @ inverse(s.Wbefore),
        inverse(s.Wbefore) @ s.Wcum,
        [s.W_CUMULATIVE],
    ),
    "D5 with b forgotten": (
        inverse(n.W) @ sigma(n.W @ n.x + n.b),
        n.p + inverse(n.W) @ sigma(n.W @ (n.x - n.p)),
        [s.APEX],
    ),
    "D5 with the other sign of the apex": (
        image,
        n.p + inverse(n.W) @ sigma(n.W @ (n.x - n.p)),
        [Hypothesis(n.p, inverse(n.W) @ n.b, "p = W⁻¹b")],
    ),
    "D6 with a dropped transpose": (
        s.Delta1 @ n.weights @ s.Delta1.T,
        inverse(s.Xbar_q) @ s.Sq @ inverse(s.Xbar_q),
        [s.DELTA_1, s.SCATTER_Q],
    ),
    "L1 without the bias": (
        sigma(m.Wl @ m.activation + m.bl),
        m.Wcum @ tau(m.Wcum, m.bcum, inverse(m.Wcum), m.truncated),
        [m.BEFORE, m.W_CUMULATIVE, m.B_CUMULATIVE],
    ),
    "L2 τ∘τ = τ with b forgotten": (
        inverse(n.W) @ sigma(n.W @ (inverse(n.W) @ sigma(n.W @ n.x + n.b)) + n.b),
        inverse(n.W) @ sigma(n.W @ n.x + n.b),
        [],
    ),
    "L2 invariance under any invertible factor": (
        tau(m.K @ n.W, m.K @ n.b, inverse(n.W) @ inverse(m.K), n.x),
        image,
        [],
    ),
    "L2 affine change without the shift of b": (
        tau(changed, n.b, m.K @ inverse(n.W), m.K @ n.x + m.a),
        m.K @ image + m.a,
        [],
    ),
    "L3 with the other sign of t": (
        m.unit_i.T @ (n.W @ n.x + n.b),
        m.f.T @ n.x + m.t * identity(1) + m.eps * (m.unit_i.T @ m.opening @ (n.x - n.p)),
        [m.BIAS, m.COLLAPSER, m.COORDINATE, m.ON_PLANE],
    ),
    "T1 with a wrong sign": (
        cost,
        trace(n.Y @ n.Y.T) + trace(r.best @ r.G @ r.best.T) + excess,
        [r.GRAM, r.NORMAL],
    ),
    "T1 without the normal equations": (
        cost,
        trace(n.Y @ n.Y.T) - trace(r.best @ r.G @ r.best.T) + excess,
        [r.GRAM],
    ),
    "T1 closed form without the resolvent": (
        trace(n.Y @ n.Y.T) - trace(closed @ gram @ closed.T),
        trace(n.Y @ s.Delta2 @ n.Y.T),
        [r.ONE_PLUS],
    ),
    "T1 closed form with 1 − Δ₂": (
        trace(n.Y @ n.Y.T) - trace(closed @ gram @ closed.T),
        trace(n.Y @ s.Delta2 @ inverse(r.C) @ n.Y.T),
        [Hypothesis(s.Delta2, identity("Q") - r.C, "C = 1 − Δ₂")],
    ),
    "T1b with Δ₂ once": (
        trace(n.Y @ s.Delta2 @ n.Y.T) - trace(n.Y @ s.Delta2 @ inverse(r.C) @ n.Y.T),
        trace(n.Y @ s.Delta2 @ inverse(r.C) @ n.Y.T),
        [r.ONE_PLUS],
    ),
    "T2 with an uncentred Gram matrix": (
        trace(mean_residual @ mean_residual.T) + trace(n.A @ n.S @ n.A.T),
        trace(n.Y @ n.Y.T) - trace(r.best @ r.G @ r.best.T) + excess,
        [n.ONES, r.GRAM, r.NORMAL],
    ),
    "T2 derivative with the other sign": (
        (r.linear_best @ s.Xbar_q - n.Y) @ n.u,
        n.Y @ s.Delta2 @ inverse(r.C) @ n.u,
        [r.ONE_PLUS],
    ),
    "T2 derivative without the resolvent": (
        (r.linear_best @ s.Xbar_q - n.Y) @ n.u,
        -(n.Y @ s.Delta2 @ n.u),
        [r.ONE_PLUS],
    ),
    "T5 with the class size forgotten": (
        trace(
            (n.A @ h.points + (n.c - h.target) @ h.ones_n.T)
            @ (n.A @ h.points + (n.c - h.target) @ h.ones_n.T).T
        ),
        trace((n.A @ h.mean + n.c - h.target) @ (n.A @ h.mean + n.c - h.target).T)
        + trace(n.A @ h.scatter @ n.A.T),
        [h.SPLIT, h.COUNT, h.SUM_ZERO, h.SCATTER_K],
    ),
    "T5d without Aη = 0": (
        varied @ (n.p + h.t * h.eta) + n.c - h.y_j,
        (1 + h.eps * (h.s + h.t)) * h.r,
        [h.RESIDUAL, h.NORMED, h.HEIGHT],
    ),
    "T5d without the normal equations": (
        h.z.T @ n.A @ h.G_out,
        0 * (h.z.T @ n.A @ h.G_out),
        [h.SAME_LEVEL, h.COUNT],
    ),
}


def rank_is_q_squared_plus_one() -> bool:
    """T4 with rank J = Q² + 1, on every shipped example that has a network."""

    cases = [Case(data) for data in EXAMPLES]
    return any(
        case.degeneracy.rank == case.data.Q**2 + 1
        for case in cases
        if isinstance(case.zero_loss, ZeroLoss)
    )


def affine_equals_linear_always() -> bool:
    """V_aff = V_lin without Δ₂u = 0."""

    return all(
        affine_readout(d.means, d.scatter, d.targets).value
        == linear_readout(d.means, d.scatter, d.targets).value
        for d in EXAMPLES
    )


def every_subset_is_a_minimum() -> bool:
    """T5d denied: every candidate with free apexes is a local minimum."""

    return all(m.witness is None for data in EXAMPLES for m in Case(data).minima)


def weak_separation_suffices() -> bool:
    """L3 with ≤ for <: a point on the hyperplane is fixed or collapsed, and its pre-activations are not 0."""

    on_the_plane = TruncationMap(matrix([[2]]), column([-2])).preactivations(matrix([[1]]))
    return 0 not in signs(on_the_plane)


REFUTED: dict[str, Callable[[], bool]] = {
    "rank J = Q² + 1": rank_is_q_squared_plus_one,
    "V_aff = V_lin always": affine_equals_linear_always,
    "every subset is a minimum in all parameters": every_subset_is_a_minimum,
    "weak separation suffices": weak_separation_suffices,
}
