"""Output layers near a trained one, as proposals: columns projected on hulls of targets, features
merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from symbolic.scalars import fraction
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import as_fraction_rows

CLOSE = Fraction(1, 10**4)  # how far a projected column may move, relative to its largest entry
MERGED = 1e-7  # features this close, relative to the largest, count as one
MOVED = Fraction(1, 1000)  # how far a merged readout may move


def hull_columns(at: Evaluation, local: bool) -> Mlp:
    """Each output column projected on the directions of the hull of targets, of all classes or
    those it is active on.
    """
    *hidden, output = at.network.rows()
    problem = at.problem
    columns = list(zip(*problem.targets.tolist(), strict=True))
    targets = [tuple(Fraction(int(v), problem.target_scale) for v in column) for column in columns]
    everyone = range(problem.N)
    for c in range(at.network.widths[-2]):
        seen = (
            [i for i in everyone if at.pattern[-1][c][i] > 0]
            if local and at.network.L
            else everyone
        )
        distinct = list(dict.fromkeys(targets[i] for i in seen))
        if len(distinct) < 2:
            continue
        projector = _projector(
            [[a - b for a, b in zip(y, distinct[0], strict=True)] for y in distinct[1:]]
        )
        column = [row[c] for row in output]
        moved = [
            sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for row in projector
        ]
        change = max(abs(a - b) for a, b in zip(column, moved, strict=True))
        if change <= CLOSE * max(map(abs, column)):
            for row, value in zip(output, moved, strict=True):
                row[c] = value
    return Mlp.of_rows([*hidden, output])


def _projector(vectors: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """The orthogonal projection on the span."""
    entries = [[fmpq(v.numerator, v.denominator) for v in row] for row in vectors]
    echelon, rank = fmpq_mat(entries).rref()
    basis = fmpq_mat(echelon.tolist()[:rank])
    transposed = basis.transpose()
    return as_fraction_rows(transposed * (basis * transposed).inv() * basis)


def merged_readout(at: Evaluation) -> Mlp | None:
    """The output layer of zero cost on features merged where they are close, nearest to the given
    one.
    """
    scale, problem = at.scales[at.network.L], at.problem
    rows = at.features[-1].tolist()
    columns = list(zip(*problem.targets.tolist(), strict=True))
    floats = np.array([[float(Fraction(int(v), scale)) for v in row] for row in rows]).T
    size, chosen = float(np.abs(floats).max()), list[int]()
    for i in range(problem.N):
        close = (
            k
            for k in chosen
            if columns[k] == columns[i] and np.abs(floats[i] - floats[k]).max() < MERGED * size
        )
        if next(close, None) is None:
            chosen.append(i)
        if len(chosen) > floats.shape[1]:
            return None
    features = [[Fraction(int(row[i]), scale) for row in rows] for i in chosen]
    return _interpolated(at, chosen, features)


def _interpolated(at: Evaluation, chosen: list[int], features: list[list[Fraction]]) -> Mlp | None:
    *hidden, output = at.network.rows()
    residuals = at.residuals.tolist()
    needed = [[Fraction(-int(row[i]), at.residual_scale) for row in residuals] for i in chosen]
    gram = fmpq_mat([[_dot(x, y) for y in features] for x in features])
    try:
        solution: Any = gram.solve(
            fmpq_mat([[fmpq(v.numerator, v.denominator) for v in row] for row in needed])
        )
    except ZeroDivisionError:
        return None
    for q, row in enumerate(output):
        for c in range(len(row)):
            change = sum(
                (fraction(solution[k, q]) * feature[c] for k, feature in enumerate(features)),
                Fraction(0),
            )
            if abs(change) > MOVED:
                return None
            row[c] += change
    return Mlp.of_rows([*hidden, output])


def _dot(left: list[Fraction], right: list[Fraction]) -> fmpq:
    total = sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))
    return fmpq(total.numerator, total.denominator)
