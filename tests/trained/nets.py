"""Networks for the tests: trained in float64 from fixed seeds, and written down by hand."""

from __future__ import annotations

import itertools
from fractions import Fraction as F
from pathlib import Path

import numpy as np

from symbolic import load
from symbolic.trained.floats import FloatProblem, as_network, descended
from symbolic.trained.parameters import Mlp, Numbering
from symbolic.trained.problem import Problem

DATA = Path(__file__).parents[2] / "notebooks" / "data"


def data_named(name):
    return load(f"sklearn:{name}") if name in ("iris", "wine") else load(str(DATA / f"{name}.json"))


def start(widths, seed):
    """Uniform in ±1/√n, as PyTorch starts linear layers."""
    chance, parts = np.random.default_rng(seed), []
    for n, m in itertools.pairwise(widths):
        a = 1 / np.sqrt(n)
        parts += [chance.uniform(-a, a, m * n), chance.uniform(-a, a, m)]
    return np.concatenate(parts)


def trained(data, hidden, seed, steps=5000):
    """A network at the end of full-batch L-BFGS and Newton; after few steps, on the way there."""
    widths = (data.M, *hidden, data.Q)
    begin = as_network(start(widths, seed), Numbering(widths))
    newton = 80 if steps > 1000 else 0
    return descended(begin, FloatProblem.of(Problem.of(data)), steps, newton)


def by_hand(*layers):
    """Rows ``[W b]`` of numerals."""
    return Mlp.of_rows([[[F(e) for e in row] for row in rows] for rows in layers])
