"""The baseline of `minimize_digits`: the same steps on bare python-flint, no checks, no certificate layout.

Reads the digits, separates one class after the other from what is left by a linear program, snaps the normal to integers,
collapses the class with ``W = u fᵀ + ε``, solves for the readout, and runs one exact forward pass with sign tests.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from flint import fmpq, fmpq_mat
from scipy.optimize import linprog
from sklearn.datasets import load_digits


def normal_by_lp(inside: np.ndarray, rest: np.ndarray) -> np.ndarray | None:
    """``f`` with ``f·x ≤ t − 1`` inside and ``f·x ≥ t + 1`` on the rest, least ``Σ|f|``-free feasibility."""
    rows = np.vstack([inside, -rest])
    signs = np.concatenate([-np.ones(len(inside)), np.ones(len(rest))])
    found = linprog(
        np.zeros(rows.shape[1] + 1),
        A_ub=np.hstack([rows, signs[:, None]]),
        b_ub=-np.ones(len(rows)),
        bounds=(None, None),
        method="highs",
    )
    return found.x[:-1] if found.status == 0 else None


def main(target: str) -> None:
    """Build the network, evaluate it, write it."""
    digits = load_digits()
    points = [digits.data[digits.target == j] for j in range(10)]
    scale = np.maximum(digits.data.max(axis=0), 1)
    exact = [[[int(v) for v in row] for row in block] for block in points]
    M = 64
    remaining, apexes, maps = list(range(10)), [], []
    while remaining:
        for j in remaining:
            rest = [points[k] for k in remaining if k != j]
            rest += [np.array([[float(v.p) / float(v.q) for v in p]]) for _, p in apexes]
            f = normal_by_lp(points[j] / scale, np.vstack(rest) / scale) if rest else np.zeros(M)
            if f is None:
                continue
            f = f / scale
            whole = (
                [int(round(v * 2**40 / max(np.abs(f).max(), 1e-9))) for v in f]
                if rest
                else [1] + [0] * 63
            )
            top = max(sum(a * b for a, b in zip(whole, x)) for x in exact[j])
            others = [
                sum(a * b for a, b in zip(whole, x)) for k in remaining if k != j for x in exact[k]
            ]
            others += [sum((fmpq(a) * b for a, b in zip(whole, p)), fmpq(0)) for _, p in apexes]
            bottom = min(others) if others else top + 2
            if top >= bottom:
                continue
            t = (fmpq(top) + fmpq(bottom)) / 2
            mean = [fmpq(sum(column), len(exact[j])) for column in zip(*exact[j])]
            height = sum((a * b for a, b in zip(whole, mean)), fmpq(0))
            square = sum(a * a for a in whole)
            p = [m + (t - height) * a / square for m, a in zip(mean, whole)]
            near = min(abs(top - t), abs(bottom - t))
            far = max(abs(x - y) for x in [*p, 0, 16] for y in p) + 16
            epsilon = fmpq(1, int(far / near) + 1)
            W = fmpq_mat(
                [
                    [fmpq(a) + (epsilon if i == k else 0) for k, a in enumerate(whole)]
                    for i in range(M)
                ]
            )
            b = -(W * fmpq_mat([[v] for v in p]))
            apexes.append((j, p))
            maps.append((W, b))
            remaining.remove(j)
            break
        else:
            raise RuntimeError("no class separates")
    before, shift = None, None
    layers = []
    for W, b in maps:
        layers.append(
            (W, b) if before is None else (W * before.inv(), b - W * before.inv() * shift)
        )
        before, shift = W, b
    lifted = fmpq_mat([[*p, 1] for _, p in apexes])
    gram = lifted * lifted.transpose()
    readout = (lifted.transpose() * gram.inv()).transpose()
    targets = fmpq_mat([[int(i == j) for j, _ in apexes] for i in range(10)])
    readout = targets * readout
    A = fmpq_mat([[readout[i, k] for k in range(M)] for i in range(10)])
    c = fmpq_mat([[readout[i, M]] for i in range(10)])
    A, c = A * before.inv(), c - A * before.inv() * shift
    state = fmpq_mat([row for block in exact for row in block]).transpose()
    N = state.ncols()
    row = fmpq_mat(1, N, [1] * N)
    for W, b in layers:
        entries = (W * state + b * row).entries()
        if any(entry == 0 for entry in entries):
            raise RuntimeError("a pre-activation is 0")
        state = fmpq_mat(M, N, [entry if entry > 0 else fmpq(0) for entry in entries])
    wrong = (A * state + c * row).table()
    labels = [j for j in range(10) for _ in exact[j]]
    if any(wrong[i][n] != int(i == labels[n]) for i in range(10) for n in range(N)):
        raise RuntimeError("the cost is not 0")
    document = [
        {"W": [[str(v) for v in r] for r in W.table()], "b": [str(v) for v in b.entries()]}
        for W, b in [*layers, (A, c)]
    ]
    with open(target, "w", encoding="ascii") as file:
        json.dump(document, file)


if __name__ == "__main__":
    main(sys.argv[1])
