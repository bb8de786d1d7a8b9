"""X1, X2: what an exact network says of points it has not seen.

The class of an output is that of the nearest target, by exact squared distances; its margin is by
how much the second nearest is farther. Around every training point there is a certified radius,
squared and rational: for a decision list (X1) the output is exactly the target as long as ``f_i·x ≥
t_i`` for the cells before and ``s_k (t_k − f_k·x) ≥ ½`` for its own; for any network of cost 0 (X2)
``|g(x) − y_j|² ≤ Λ² |x − x_{j,i}|²``, ``Λ² = Π_l ‖W_l‖²``, so that the class stays while this is
below a quarter of the least ``|y_j − y_k|²``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.matrices import columns_of, squared_norm
from symbolic.network import ReluNetwork
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Prediction(Record):
    """The exact output at a point, the class with the nearest target (None for a tie), and the
    margin.
    """

    output: tuple[Scalar, ...]
    cls: int | None
    margin: Scalar


def predictions(
    network: ReluNetwork, targets: Sequence[Sequence[Scalar]], points: DomainMatrix
) -> list[Prediction]:
    """Outputs and classes at the columns of ``points``.

    Parameters
    ----------
    network : of ``M`` inputs, over ``QQ``.
    targets : one a class; of classes with one target the first is predicted.
    points : ``M × N``.

    Raises
    ------
    InputError
        for points of another dimension.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> line = ReluNetwork((), Layer(matrix([[1]]), column([0])))
    >>> [(p.cls, p.margin) for p in predictions(line, [[0], [1]], matrix([[0, "1/2", 2]]))]
    [(0, 1), (None, 0), (1, 3)]
    """
    if points.shape[0] != network.M:
        raise InputError("points", f"dimension {network.M}", str(points.shape[0]))
    return [_nearest(output, targets) for output in columns_of(network(points))]


def _nearest(output: Sequence[Scalar], targets: Sequence[Sequence[Scalar]]) -> Prediction:
    distances = {tuple(y): _distance(output, y) for y in targets}
    ordered = sorted(distances.values())
    margin = ordered[1] - ordered[0] if len(ordered) > 1 else ordered[0]
    nearest = [j for j, y in enumerate(targets) if distances[tuple(y)] == ordered[0]]
    tie = len(ordered) > 1 and not margin
    return Prediction(tuple(output), None if tie else nearest[0], margin)


def _distance(left: Sequence[Scalar], right: Sequence[Scalar]) -> Scalar:
    return sum(((a - b) ** 2 for a, b in zip(left, right, strict=True)), QQ.zero)


def confusion(
    predictions: Sequence[Prediction], truth: Sequence[int | None], Q: int
) -> list[list[int]]:
    """``Q + 1`` rows and columns of counts: true class (last row: none of them), predicted class
    (last column: a tie).

    >>> confusion([Prediction((), 0, QQ(1)), Prediction((), None, QQ(0))], [0, 1], 2)
    [[1, 0, 0], [0, 0, 1], [0, 0, 0]]
    """
    table = [[0] * (Q + 1) for _ in range(Q + 1)]
    for one, cls in zip(predictions, truth, strict=True):
        table[Q if cls is None else cls][Q if one.cls is None else one.cls] += 1
    return table


def cell_radius_squared(
    point: Sequence[Scalar], earlier: Sequence[Hyperplane], own: Hyperplane | None, scale: Scalar
) -> Scalar | None:
    """The squared distance within which the output stays exactly the target (X1); None where
    nothing bounds it.

    ``earlier`` are the hyperplanes of the cells before, ``own`` that of the point's cell, ``scale``
    its ``s_k``.

    >>> from symbolic.matrices import column
    >>> cell_radius_squared([QQ(0)], [], Hyperplane(column([2]), QQ(3)), QQ(1))
    25/16
    """
    bounds = [_squared_gap(point, plane, QQ.zero) for plane in earlier]
    if own is not None:
        bounds.append(_squared_gap(point, own, 1 / (2 * scale)))
    return min(bounds) if bounds else None


def _squared_gap(point: Sequence[Scalar], plane: Hyperplane, shift: Scalar) -> Scalar:
    normal = plane.normal.to_list_flat()
    height = sum((f * x for f, x in zip(normal, point, strict=True)), QQ.zero)
    gap = abs(height - plane.offset) - shift
    return gap * gap / sum((f * f for f in normal), QQ.zero) if gap > 0 else QQ.zero


def network_radii_squared(network: ReluNetwork, data: ClusterData) -> list[Scalar | None]:
    """For each class a squared distance from its points below which the class is kept (X2); None
    for one target or a constant network.
    """
    bound = QQ.one
    for layer in network.layers:
        bound *= squared_norm(layer.W)
    targets = columns_of(data.targets)
    radii: list[Scalar | None] = []
    for y in targets:
        others = [d for z in targets if (d := _distance(y, z))]
        radii.append(min(others) / (4 * bound) if others and bound else None)
    return radii
