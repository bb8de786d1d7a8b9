"""Candidates by chance: hidden layers with small integer weights and kinks at the data, the readout
solved for.

Floats look at thousands of hidden layers at once and propose those whose last values fit the
targets affinely; the proposal is rebuilt in exact numbers and evaluated. Weights are small integers
times the reciprocal range of what they act on; a kink lies at the height of a data point, or
halfway between two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sympy import QQ

from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.float_arrays import Floats, Indices
from symbolic.gates import fitting_affine
from symbolic.matrices import matrix, relu, side_by_side
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import Scalar

BATCH = 1500


@dataclass(frozen=True, slots=True)
class _Recipe:
    """One hidden layer: integer weights, and for each unit the two points between whose heights its
    kink lies.
    """

    weights: Indices
    first: Indices
    second: Indices


def by_chance(
    data: ClusterData, hidden: Sequence[int], batches: int = 4, seed: int = 0
) -> ReluNetwork | None:
    """A network with these hidden widths and cost 0, or None if none turned up; the same seed gives
    the same network.

    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> by_chance(xor, [2]).widths
    (2, 2, 2)
    """
    if not hidden or not _drawable(data):
        return None
    rng = np.random.default_rng(seed)
    inputs = data.inputs.to_list()
    scales = [_range(row) for row in inputs]
    start = np.array(
        [[float((e - row[0]) / s) for e in row] for row, s in zip(inputs, scales, strict=True)]
    )
    labels = [j for j, n in enumerate(data.sizes) for _ in range(n)]
    wanted = np.array([[float(e) for e in row] for row in data.targets.transpose().to_list()])
    wanted = wanted[labels]
    for _ in range(batches):
        recipes, values = [], np.broadcast_to(start, (BATCH, *start.shape))
        for d in hidden:
            recipe = _drawn(rng, d, values.shape[1], data.N)
            recipes.append(recipe)
            values = _floats(recipe, values)
        for b in _fitting(values, wanted)[:5]:
            network = _exact(
                data, scales, [_Recipe(r.weights[b], r.first[b], r.second[b]) for r in recipes]
            )
            if network is not None:
                return network
    return None


def _drawable(data: ClusterData) -> bool:
    limit = QQ(10) ** 15
    entries = (*data.inputs.to_list_flat(), *data.targets.to_list_flat())
    return all(abs(e) < limit for e in entries)


def _range(row: Sequence[Scalar]) -> Scalar:
    return (max(row) - min(row)) or QQ(1)


def _drawn(rng: np.random.Generator, units: int, inputs: int, count: int) -> _Recipe:
    """A batch of layers."""
    weights = rng.integers(-2, 3, size=(BATCH, units, inputs))
    first = rng.integers(0, count, size=(BATCH, units))
    # half of the kinks at a data point, half between two
    second = rng.integers(0, count, size=(BATCH, units))
    at_point = rng.random((BATCH, units)) < 0.5
    second[at_point] = first[at_point]
    return _Recipe(weights, first, second)


def _floats(recipe: _Recipe, values: Floats) -> Floats:
    z = np.matmul(recipe.weights, values)
    low = np.take_along_axis(z, recipe.first[..., None], 2)
    high = np.take_along_axis(z, recipe.second[..., None], 2)
    hidden: Floats = np.maximum(z - (low + high) / 2, 0)
    return hidden


def _fitting(values: Floats, wanted: Floats) -> list[int]:
    """The indices in the batch whose values are fitted affinely to the targets, as far as floats
    tell.
    """
    ones = np.ones((len(values), 1, values.shape[2]))
    features = np.concatenate([values, ones], axis=1).transpose(0, 2, 1)
    projected = features @ np.matmul(np.linalg.pinv(features), wanted)
    errors = np.abs(projected - wanted).max(axis=(1, 2))
    return [int(b) for b in np.flatnonzero(errors < 1e-7)]


def _exact(
    data: ClusterData, scales: Sequence[Scalar], recipes: Sequence[_Recipe]
) -> ReluNetwork | None:
    """The proposal in exact numbers; None if it does not fit exactly."""
    layers, values = list[Layer](), data.inputs
    for depth, recipe in enumerate(recipes):
        rows = [[QQ(int(w)) for w in row] for row in recipe.weights]
        if depth == 0:
            rows = [[w / s for w, s in zip(row, scales, strict=True)] for row in rows]
        W = matrix(rows)
        z = (W * values).to_list()
        pairs = zip(z, recipe.first, recipe.second, strict=True)
        b = [[-(row[int(i)] + row[int(k)]) / 2] for row, i, k in pairs]
        layers.append(Layer(W, matrix(b)))
        values = relu(matrix([[e + c[0] for e in row] for row, c in zip(z, b, strict=True)]))
    targets = side_by_side([data.target(j) for j, n in enumerate(data.sizes) for _ in range(n)])
    try:
        solved = fitting_affine(values, targets)
    except NotApplicable:
        return None
    outputs, size = range(data.Q), solved.shape[1] - 1
    A = solved.extract(outputs, range(size)).to_dense()
    return ReluNetwork(tuple(layers), Layer(A, solved.extract(outputs, [size]).to_dense()))
