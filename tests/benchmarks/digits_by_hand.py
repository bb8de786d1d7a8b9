"""The baseline of `minimize_digits`: the same steps on bare python-flint, no checks, no certificate
layout.

Reads the digits, separates one class after the other from what is left by a linear program, snaps
the normal to integers, collapses the class with ``W = u fᵀ + ε``, solves for the readout, and runs
one exact forward pass with sign tests.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from flint import fmpq, fmpq_mat
from scipy.optimize import linprog
from sklearn.datasets import load_digits


def normal_by_lp(inside: np.ndarray, rest: np.ndarray) -> np.ndarray | None:
    """``f`` with ``f·x ≤ t − 1`` inside and ``f·x ≥ t + 1`` on the rest, least ``Σ|f|``-free
    feasibility.
    """
    rows = np.vstack([inside, -rest])
    signs = np.concatenate([-np.ones(len(inside)), np.ones(len(rest))])
    solution = linprog(
        np.zeros(rows.shape[1] + 1),
        A_ub=np.hstack([rows, signs[:, None]]),
        b_ub=-np.ones(len(rows)),
        bounds=(None, None),
        method="highs",
    )
    return solution.x[:-1] if solution.status == 0 else None


def snapped(f: np.ndarray, inside: np.ndarray, rest: np.ndarray, apexes: list) -> tuple | None:
    """The normal in the smallest integers that separate exactly, with the largest height inside and
    the least outside.
    """
    for bits in range(51):
        whole = np.rint(f / np.abs(f).max() * 2**bits).astype(np.int64)  # heights stay below 2⁶¹
        normal, top = [int(v) for v in whole], fmpq(int((inside @ whole).max()))
        heights = [fmpq(int((rest @ whole).min()))] if len(rest) else []
        bottom = min([*heights, *(dot(normal, p) for _, p in apexes)])
        if top < bottom:
            return normal, top, bottom
    return None


def dot(normal: list[int], point: list[fmpq]) -> fmpq:
    """``f·x``."""
    return sum((a * b for a, b in zip(normal, point)), fmpq(0))


def apex(normal: list[int], mean: np.ndarray, top: fmpq, bottom: fmpq) -> list[fmpq]:
    """The foot of the mean on the middle hyperplane, rounded as coarsely as the gap allows."""
    f = np.array(normal, dtype=float)
    height = float(top.p) / float(top.q) / 2 + float(bottom.p) / float(bottom.q) / 2
    foot = mean + (height - mean @ f) / (f @ f) * f
    for bits in range(60):
        point = [fmpq(int(v), 2**bits) for v in np.rint(foot * 2**bits)]
        if top < dot(normal, point) < bottom:
            return point
    raise RuntimeError("no apex")


def collapse(points: list, scale: np.ndarray) -> tuple[list, list]:
    """One class after the other: ``(class, apex)``, and ``(W(l), b(l))`` of its map."""
    M, remaining, apexes, maps = len(scale), list(range(len(points))), [], []
    while remaining:
        for j in remaining:
            outside = np.vstack([points[0][:0], *(points[k] for k in remaining if k != j)])
            known = [[float(v.p) / float(v.q) for v in p] for _, p in apexes]
            seen = np.vstack([outside, np.array(known).reshape(-1, M)])
            f = normal_by_lp(points[j] / scale, seen / scale)
            normal = None if f is None else snapped(f / scale, points[j], outside, apexes)
            if normal is None:
                continue
            whole, top, bottom = normal
            p = apex(whole, points[j].mean(axis=0), top, bottom)
            t = dot(whole, p)
            near = min(t - top, bottom - t)
            far = max(abs(v) for v in p) + 16
            epsilon = fmpq(1, int(far / near) + 1)
            W = fmpq_mat([[a + epsilon * (i == k) for k, a in enumerate(whole)] for i in range(M)])
            apexes.append((j, p))
            maps.append((W, -(W * fmpq_mat([[v] for v in p]))))
            remaining.remove(j)
            break
        else:
            raise RuntimeError("no class separates")
    return apexes, maps


def layers_of(apexes: list, maps: list) -> list:
    """The layers whose cumulative parameters these are, and the readout that interpolates."""
    before, shift, layers = None, None, []
    for W, b in maps:
        step = W if before is None else W * before.inv()
        layers.append((step, b if before is None else b - step * shift))
        before, shift = W, b
    M, Q = before.nrows(), len(apexes)
    lifted = fmpq_mat([[*p, 1] for _, p in apexes])
    gram = lifted * lifted.transpose()
    readout = (lifted.transpose() * gram.inv()).transpose()
    targets = fmpq_mat([[int(i == j) for j, _ in apexes] for i in range(Q)])
    readout = targets * readout
    A = fmpq_mat([[readout[i, k] for k in range(M)] for i in range(Q)])
    c = fmpq_mat([[readout[i, M]] for i in range(Q)])
    A = A * before.inv()
    return [*layers, (A, c - A * shift)]


def evaluate(layers: list, points: list) -> None:
    """One exact pass: no pre-activation is 0, every output its target."""
    state = fmpq_mat([[int(v) for v in row] for block in points for row in block]).transpose()
    N = state.ncols()
    row = fmpq_mat(1, N, [1] * N)
    for W, b in layers[:-1]:
        entries = (W * state + b * row).entries()
        if any(entry == 0 for entry in entries):
            raise RuntimeError("a pre-activation is 0")
        state = fmpq_mat(W.nrows(), N, [entry if entry > 0 else fmpq(0) for entry in entries])
    A, c = layers[-1]
    outputs = (A * state + c * row).table()
    labels = [j for j in range(len(points)) for _ in points[j]]
    if any(outputs[i][n] != int(i == labels[n]) for i in range(len(points)) for n in range(N)):
        raise RuntimeError("the cost is not 0")


def main(target: str) -> None:
    """Build the network, evaluate it, write it."""
    digits = load_digits()
    data = digits.data.astype(np.int64)
    points = [data[digits.target == j] for j in range(10)]
    layers = layers_of(*collapse(points, np.maximum(digits.data.max(axis=0), 1)))
    evaluate(layers, points)
    document = [
        {"W": [[str(v) for v in r] for r in W.table()], "b": [str(v) for v in b.entries()]}
        for W, b in layers
    ]
    with open(target, "w", encoding="ascii") as file:
        json.dump(document, file)


if __name__ == "__main__":
    main(sys.argv[1])
