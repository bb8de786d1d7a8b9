"""Random data and networks with no training point on a kink."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import pairwise

from symbolic import ClusterData
from symbolic.matrices import column, matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import exact


def random_data(rng, M, Q):
    return ClusterData.from_rows(
        {
            f"c{j}": [[rng.randint(-4, 4) for _ in range(M)] for _ in range(rng.randint(1, 3))]
            for j in range(Q)
        }
    )


def random_network(rng, widths):
    layers = [
        Layer(
            matrix(
                [[F(rng.randint(-4, 4), rng.randint(1, 2)) for _ in range(n)] for _ in range(m)]
            ),
            column([rng.randint(-4, 4) for _ in range(m)]),
        )
        for n, m in pairwise(widths)
    ]
    return ReluNetwork(tuple(layers[:-1]), layers[-1])


def strict_cases(count, seed, square=False):
    """Random networks with no training point on a kink."""
    rng = random.Random(seed)
    strict = 0
    while strict < count:
        M, Q, L = rng.randint(1, 3), rng.randint(1, 3), rng.randint(1, 3)
        hidden = [M] * L if square else [rng.randint(1, 4) for _ in range(L)]
        net, data = random_network(rng, [M, *hidden, Q]), random_data(rng, M, Q)
        if any(0 in layer for layer in net.activation_pattern(data.inputs)):
            continue
        if square and any(not layer.W.det() for layer in net.hidden):
            continue
        strict += 1
        yield net, data, exact(F(1, rng.randint(1, 50)))
