"""The symbols that more than one chapter uses, and the equations that define them.

Shapes: ``X̄`` is ``M × Q``, ``ΔX`` and ``X`` are ``M × N``, ``E`` is the ``Q × N`` matrix whose column at a point of class ``j`` is ``e_j``,
``𝒩⁻¹`` is ``N × N``, ``u`` the vector of ones. So ``Y^ext = Y E`` and ``1_Nᵀ = uᵀE``.
"""

from __future__ import annotations

from proofs.algebra import (
    Hypothesis,
    diagonal,
    identity,
    inverse,
    matrix,
    scalar,
    symmetric,
    vector,
    zero,
)

Q = scalar("Q")
W = matrix("W", "M", "M", "invertible")
b = vector("b", "M")
x = vector("x", "M")
p = vector("p", "M")
X = matrix("X", "M", "N")
Xbar = matrix("X̄", "M", "Q", latex=r"\bar X")
dX = matrix("ΔX", "M", "N", latex=r"\Delta X")
E = matrix("E", "Q", "N")
weights = diagonal("𝒩⁻¹", "N", latex=r"\mathcal N^{-1}")
Y = matrix("Y", "Q", "Q", "invertible")
u = vector("u", "Q")
S = symmetric("S", "M")
A = matrix("A", "Q", "M")
c = vector("c", "Q")
UNIT_WEIGHTS = Hypothesis(E @ weights @ E.T, identity("Q"), "every class has weight 1")
MEANS = Hypothesis(X @ weights @ E.T, Xbar, "definition of the means")
DEVIATIONS = Hypothesis(dX, X - Xbar @ E, "definition of the deviations")
POINTS = Hypothesis(X, Xbar @ E + dX, "definition of the deviations")
SCATTER = Hypothesis(dX @ weights @ dX.T, S, "definition of the scatter")
CENTRED = Hypothesis(dX @ weights @ E.T, zero("M", "Q"), "deviations have mean 0")
ONES = Hypothesis(u.T @ u, Q * identity(1), "u is the vector of Q ones")
apex = -(inverse(W) @ b)
