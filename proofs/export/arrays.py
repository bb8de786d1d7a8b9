"""A network as arrays of other libraries: NumPy and PyTorch in float64, with a bound on what that
costs, and SageMath exactly.

The exact network stays what it is; the bound is the one of `rounding`, proved before anything runs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from sympy.polys.matrices import DomainMatrix

from proofs.export.rounding import as_float, rounding_bound
from symbolic.errors import InputError
from symbolic.float_arrays import Floats
from symbolic.network import ReluNetwork
from symbolic.scalars import fraction, text

if TYPE_CHECKING:
    import torch

__all__ = ["float_bound", "to_numpy", "to_sage", "to_torch"]


def to_numpy(network: ReluNetwork) -> list[tuple[Floats, Floats]]:
    """The layers ``(W, b)`` as float64 arrays, each entry the double nearest to the exact one.

    Parameters
    ----------
    network : a network over ``QQ`` of widths ``d_0, …, d_{L+1}``.

    Returns
    -------
    ``L + 1`` pairs of arrays of shapes ``(d_l, d_{l−1})`` and ``(d_l,)``; see `float_bound`.

    Raises
    ------
    InputError
        where an entry is beyond the range of float64, or the network is not over ``QQ``.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> (W, b), = to_numpy(ReluNetwork((), Layer(matrix([["1/4", 2]]), column([3]))))
    >>> W.tolist(), b.tolist()
    ([[0.25, 2.0]], [3.0])
    """
    return [
        (np.array([[_float(e) for e in row] for row in W]), np.array([_float(e) for e in b]))
        for W, b in _fractions(network)
    ]


def to_torch(network: ReluNetwork) -> torch.nn.Sequential:
    """The network as a ``torch.nn.Sequential`` of ``Linear`` and ``ReLU``, in float64; see
    `to_numpy`.

    Raises `InputError` without PyTorch, or where an entry is beyond the range of float64.
    """
    try:
        import torch
    except ImportError:
        raise InputError("torch", "torch (pip install torch)", "not installed") from None
    modules = list[torch.nn.Module]()
    for W, b in to_numpy(network):
        linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        linear.weight.data = torch.from_numpy(W)
        linear.bias.data = torch.from_numpy(b)
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def to_sage(network: ReluNetwork) -> str:
    """SageMath text that makes the list of ``(W, b)`` over ``QQ``, exactly.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> print(to_sage(ReluNetwork((), Layer(matrix([["1/4", 2]]), column([3])))))
    [(matrix(QQ, 1, 2, [1/4, 2]), vector(QQ, [3]))]
    """
    parts = []
    for layer in network.layers:
        (rows, columns), entries = layer.W.shape, ", ".join(map(text, layer.W.to_list_flat()))
        bias = ", ".join(map(text, layer.b.to_list_flat()))
        parts.append(f"(matrix(QQ, {rows}, {columns}, [{entries}]), vector(QQ, [{bias}]))")
    return "[" + ",\n ".join(parts) + "]"


def float_bound(network: ReluNetwork, points: DomainMatrix) -> Fraction:
    """How far any float64 output at these points can be from the exact one, whatever the order of
    its sums.

    Parameters
    ----------
    network : over ``QQ``; points : ``M × N`` over ``QQ``.

    Raises
    ------
    InputError
        where float64 might overflow.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> float_bound(ReluNetwork((), Layer(matrix([["1/3"]]), column([0]))), matrix([[3]])) < 1
    True
    """
    exact = tuple((tuple(map(tuple, W)), tuple(b)) for W, b in _fractions(network))
    columns = [tuple(map(fraction, row)) for row in points.transpose().to_list()]
    return max(bound for bounds in rounding_bound(exact, columns) for bound in bounds)


def _fractions(network: ReluNetwork) -> list[tuple[list[list[Fraction]], list[Fraction]]]:
    if not network.domain.is_QQ:
        raise InputError("network", "a network over QQ", str(network.domain))
    return [
        (
            [[fraction(e) for e in row] for row in layer.W.to_list()],
            [fraction(e) for e in layer.b.to_list_flat()],
        )
        for layer in network.layers
    ]


def _float(entry: Fraction) -> float:
    return as_float(entry, "network")
