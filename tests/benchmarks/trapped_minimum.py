"""A minimum trapped on a slice of 601 coordinates (R2): time of the finder and of the checker, and
memory.

The classes lie on level sets of a network, rounded to three decimals: so the residuals are small,
minima on kinks are rare, and training ends where the cost is smooth. 600 points of four classes in
twenty dimensions, 26 hidden units.
"""

from __future__ import annotations

import resource
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np

from proofs.certificates.trained import examination_certificate
from proofs.checker import check
from symbolic.clusters import ClusterData
from symbolic.trained.examination import examine
from symbolic.trained.floats import FloatProblem, as_network, descended
from symbolic.trained.nearby import _by_moves
from symbolic.trained.parameters import Mlp, Numbering
from symbolic.trained.problem import Hull, Problem
from symbolic.trained.trapped import Trapped

WIDTHS = (20, 26, 4)
SEED = 3


def curved(widths: tuple[int, int, int], points: int) -> tuple[ClusterData, Mlp]:
    """Points at which a random network has the outputs ``e_j``, to three decimals, and the
    network.
    """
    (M, H, Q), chance = widths, np.random.default_rng(SEED)
    W, b = chance.normal(size=(H, M)) / np.sqrt(M), chance.normal(size=H) / 2
    A = chance.normal(size=(Q, H)) / np.sqrt(H) * 6
    A, c = A - A.mean(0), np.full(Q, 1 / Q)

    def place(j: int) -> list[Fraction]:
        while True:
            x = chance.normal(size=M) * 1.5
            for _ in range(60):
                z = W @ x + b
                error = A @ np.maximum(z, 0) + c - np.eye(Q)[j]
                if abs(error).max() < 1e-9:
                    return [Fraction(round(float(v) * 1000), 1000) for v in x]
                x = x - np.linalg.lstsq((A * (z > 0)) @ W, error, rcond=None)[0]

    data = ClusterData.from_rows({str(j): [place(j) for _ in range(points)] for j in range(Q)})
    theta = np.concatenate([W.ravel(), b, A.ravel(), c])
    return data, as_network(theta, Numbering(widths))


def main() -> None:
    """Print one line for the finder and one for the checker."""
    data, start = curved(WIDTHS, 150)
    network = descended(start, FloatProblem.of(Problem.of(data)), 200, 12)
    examination = examine(network.network(), data)
    at, began = examination.at, time.process_time()
    near = _by_moves(at, at, Hull.of(at.problem))  # what `examine --within` comes to
    if not isinstance(near.evidence, Trapped):
        raise RuntimeError("expected a trapped minimum")
    took = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"trapped minimum: {len(near.evidence.free)} coordinates, {took:.0f} s CPU, {memory} MB",
        flush=True,
    )
    certificate = examination_certificate(replace(examination, nearby=near)).encode()
    began = time.process_time()
    result = check(certificate)
    took = time.process_time() - began
    print(f"checker: {result.verdict}, {len(certificate) // 1000} kB, {took:.0f} s CPU")


if __name__ == "__main__":
    main()
