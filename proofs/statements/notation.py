"""The symbols that more than one chapter uses, and the equations that define them.

Shapes: ``X̄`` is ``M × Q``, ``ΔX`` and ``X`` are ``M × N``, ``E`` is the ``Q × N`` matrix whose
column at a point of class ``j`` is ``e_j``, ``𝒩⁻¹`` is ``N × N``, ``u`` the vector of ones. So
``Y^ext = Y E`` and ``1_Nᵀ = uᵀE``.
"""

from __future__ import annotations

from proofs.algebra import (
    Hypothesis,
    Role,
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
W = matrix("W", "M", "M", "invertible", words="weights of a layer")
b = vector("b", "M", words="biases of a layer")
x = vector("x", "M", words="an input")
p = vector("p", "M", words="the apex of a truncation map")
X = matrix("X", "M", "N", words="all inputs, one a column")
Xbar = matrix("X̄", "M", "Q", latex=r"\bar X", words="the means of the classes, one a column")
dX = matrix(
    "ΔX",
    "M",
    "N",
    latex=r"\Delta X",
    words="the deviations of the inputs from the means of their classes",
)
E = matrix(
    "E", "Q", "N", words="the class of every input: the column of an input of class j is e_j"
)
weights = diagonal(
    "𝒩⁻¹", "N", latex=r"\mathcal N^{-1}", words="the weights: 1/N_j at every input of class j"
)
Y = matrix("Y", "Q", "Q", "invertible", words="the targets of the classes, one a column")
u = vector("u", "Q", words="the vector of Q ones")
S = symmetric("S", "M", words="the scatter, summed over the classes")
A = matrix(
    "A", "Q", "M", words="the readout: weights of the output in the coordinates of the input"
)
c = vector("c", "Q", words="the readout's bias")
UNIT_WEIGHTS = Hypothesis(
    E @ weights @ E.T, identity("Q"), "every class has weight 1", Role.DEFINED
)
MEANS = Hypothesis(X @ weights @ E.T, Xbar, "definition of the means", Role.DEFINED)
DEVIATIONS = Hypothesis(dX, X - Xbar @ E, "definition of the deviations", Role.DEFINED)
POINTS = Hypothesis(X, Xbar @ E + dX, "inputs from means and deviations", Role.DEFINED)
SCATTER = Hypothesis(dX @ weights @ dX.T, S, "definition of the scatter", Role.DEFINED)
CENTRED = Hypothesis(dX @ weights @ E.T, zero("M", "Q"), "deviations have mean 0", Role.CONCLUDED)
ONES = Hypothesis(u.T @ u, Q * identity(1), "u is the vector of Q ones", Role.DEFINED)
apex = -(inverse(W) @ b)
