"""Data small enough to be decided by all small integer networks, and what is asked of an answer."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np

from proofs.certificates.capacity import capacity_certificate
from proofs.checker import check
from symbolic import ClusterData, cost_squared
from symbolic.matrices import column, matrix
from symbolic.network import Layer, ReluNetwork

TINY = {
    "two points": {"a": [[0]], "b": [[1]]},
    "a b a": {"a": [[0], [2]], "b": [[1]]},
    "a b a b": {"a": [[0], [2]], "b": [[1], [3]]},
    "aa bb": {"a": [[0], [1]], "b": [[2], [3]]},
    "a bb a": {"a": [[0], [3]], "b": [[1], [2]]},
    "aa bb aa": {"a": [[0], [1], [4], [5]], "b": [[2], [3]]},
    "uneven": {"a": [[0], [7], ["15/2"]], "b": [[1], [3]]},
    "a b c": {"a": [[0]], "b": [[1]], "c": [[2]]},
    "a b c a": {"a": [[0], [3]], "b": [[1]], "c": [[2]]},
    "aa b cc": {"a": [[0], [1]], "b": [[2]], "c": [[3], [4]]},
    "xor": {"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]},
    "cross": {"a": [[1, 0], [-1, 0], [0, 1], [0, -1]], "b": [[0, 0]]},
    "triangle around": {"a": [[3, 0], [-3, 2], [-1, -4]], "b": [[0, 0], [-1, 0]]},
    "line in the plane": {"a": [[0, 0], [2, 2]], "b": [[1, 1]]},
    "separable": {"a": [[0, 0], [1, 2]], "b": [[3, 1], [4, 4]]},
    "three corners": {"a": [[0, 0]], "b": [[4, 0]], "c": [[0, 4]]},
    "three pairs": {"a": [[0, 0], [1, 0]], "b": [[4, 0], [4, 1]], "c": [[0, 4], [2, 2]]},
    "apart": {"a": [[-2, -1], [3, 0], [-1, -3]], "b": [[-2, 1], [-1, 0], [-3, 3], [-2, 2]]},
    "shared point": {"a": [[0], [1]], "b": [[1]]},
    "one class": {"a": [[0, 1], [2, 5]]},
    "space": {"a": [[0, 0, 0], [1, 1, 1]], "b": [[1, 0, 1], [0, 1, 0]]},
}


def tiny(name):
    return ClusterData.from_rows(TINY[name], name=name)


def confirmed(answer):
    """Another program agrees with a yes or a no; unknown says nothing."""
    if answer.verdict == "unknown":
        return
    result = check(capacity_certificate(answer).encode())
    assert result.verdict == "proved", (answer.widths, result.reason)
    assert result.statement == answer.statement
    if answer.verdict == "yes":
        assert (
            answer.network.widths == answer.widths
            and cost_squared(answer.network, answer.data) == 0
        )


def reached_by_small_weights(data, hidden, most=40000):
    """Whether hidden layers with entries in {−1, 0, 1} and biases in {−2, …, 2} have values that
    some readout sends to the targets.
    """
    rng = np.random.default_rng(0)
    X = np.array([[float(e) for e in row] for row in data.inputs.to_list()])
    labels = np.repeat(np.arange(data.Q), data.sizes)
    target = np.array([[float(e) for e in row] for row in data.targets.transpose().to_list()])
    target = target[labels]
    values = np.broadcast_to(X, (1, *X.shape))
    for d in hidden:
        rows = np.array(list(product((-1, 0, 1), repeat=values.shape[1])))
        units = np.array([(*r, b) for r in rows for b in range(-2, 3) if any(r)])
        count = len(units) ** d * len(values)
        chosen = (
            np.array(list(product(range(len(units)), repeat=d)))
            if count <= most
            else rng.integers(0, len(units), size=(most // len(values), d))
        )
        layers = units[chosen]  # layers x d x (inputs + 1)
        z = np.einsum("ldi,vin->vldn", layers[..., :-1], values) + layers[None, ..., -1:]
        values = np.maximum(z, 0).reshape(-1, d, X.shape[1])
    if len(values) > most:
        values = values[rng.permutation(len(values))[:most]]
    features = np.concatenate([values, np.ones((len(values), 1, X.shape[1]))], axis=1)
    features = features.transpose(0, 2, 1)
    fitted = features @ (np.linalg.pinv(features) @ target)
    return bool((np.abs(fitted - target).max(axis=(1, 2)) < 1e-9).any())


def random_network(rng, widths):
    layers = [
        Layer(
            matrix([[rng.randint(-2, 2) * rng.randint(0, 1) for _ in range(n)] for _ in range(m)]),
            column([rng.randint(-2, 2) for _ in range(m)]),
        )
        for n, m in pairwise(widths)
    ]
    return ReluNetwork(tuple(layers[:-1]), layers[-1])
