"""A small network inside a larger architecture: extra units dead, further layers handing on what is
still needed.

What the next layer of the small network needs of the values before it is ``T v``, of rank ``r``:
``r`` independent rows of ``T``, made positive on the finite data by a shift, pass a ReLU unchanged.
So a layer can be handed through wherever there are ``r`` units, and the small network fits iff its
layers can be placed in order among those of the architecture.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.matrices import (
    from_flat,
    ones,
    pivot_columns,
    rank,
    relu,
    side_by_side,
    stacked,
    zeros,
)
from symbolic.network import Layer, ReluNetwork


def placement(network: ReluNetwork, hidden: Sequence[int]) -> tuple[int, ...] | None:
    """Where the hidden layers of the network go among layers of these widths, as early as they can;
    None if they do not fit.

    >>> from symbolic.matrices import column, matrix
    >>> hidden = Layer(matrix([[1], [2]]), column([0, 0]))
    >>> net = ReluNetwork((hidden,), Layer(matrix([[1, 1]]), column([0])))
    >>> placement(net, [1, 2, 1]), placement(net, [1, 1])
    ((1,), None)
    """
    needs = [rank(layer.W) for layer in network.layers]
    if not _fits(network, needs, 0, hidden):
        return None
    places: list[int] = []
    for p, width in enumerate(hidden):
        done = len(places)
        wide = done < network.L and width >= network.widths[done + 1]
        if wide and _fits(network, needs, done + 1, hidden[p + 1 :]):
            places.append(p)
    return tuple(places)


def _fits(network: ReluNetwork, needs: Sequence[int], placed: int, widths: Sequence[int]) -> bool:
    """Whether the layers after the first ``placed`` fit into layers of these widths."""
    states = {placed}
    for width in widths:
        after = set()
        for k in states:
            if width >= needs[k]:
                after.add(k)
            if k < network.L and width >= network.widths[k + 1]:
                after.add(k + 1)
        states = after
    return network.L in states


def embedded(
    network: ReluNetwork, hidden: Sequence[int], points: DomainMatrix
) -> ReluNetwork | None:
    """A network with these hidden widths and the same outputs at the points (columns); None if the
    layers do not fit.

    >>> from symbolic.matrices import column, matrix
    >>> hidden = Layer(matrix([[1], [2]]), column([0, 0]))
    >>> net = ReluNetwork((hidden,), Layer(matrix([[1, 1]]), column([0])))
    >>> big = embedded(net, [1, 3, 1], matrix([[-1, 2]]))
    >>> big.widths, big(matrix([[-1, 2]])).to_Matrix()
    ((1, 1, 3, 1, 1), Matrix([[0, 6]]))
    """
    places = placement(network, hidden)
    if places is None:
        return None
    layers, values = list[Layer](), points
    T, t = network.layers[0].W, network.layers[0].b
    done = 0
    for p, width in enumerate(hidden):
        if p in places:
            layer = _padded(Layer(T, t), width)
            done += 1
            T, t = network.layers[done].W, network.layers[done].b
        else:
            layer, T, t = _handed_on(Layer(T, t), width, values)
        values = relu(layer.W * values + layer.b * ones(1, values.shape[1]))
        T = _widened(T, width)
        layers.append(layer)
    return ReluNetwork(tuple(layers), Layer(T, t))


def _padded(layer: Layer, width: int) -> Layer:
    """The layer with dead units below."""
    rows, columns = layer.W.shape
    if rows == width:
        return layer
    more = width - rows
    return Layer(
        stacked([layer.W, zeros(more, columns)]), stacked([layer.b, ones(more, 1) * QQ(-1)])
    )


def _handed_on(
    wanted: Layer, width: int, values: DomainMatrix
) -> tuple[Layer, DomainMatrix, DomainMatrix]:
    """A layer of independent rows of ``T``, positive on the values, and what is wanted in terms of
    these.
    """
    rows = pivot_columns(wanted.W.transpose()) if any(wanted.W.to_list_flat()) else []
    if not rows:
        hidden = Layer(zeros(width, wanted.W.shape[1]), ones(width, 1) * QQ(-1))
        return hidden, zeros(wanted.W.shape[0], 1), wanted.b
    R = wanted.W.extract(rows, range(wanted.W.shape[1])).to_dense()
    lows = [min(row) for row in (R * values).to_list()]
    shift = from_flat([max(QQ(0), 1 - low) for low in lows], len(rows), 1)
    # T = B R: the rows of R are independent, so R Rᵀ is invertible
    B = wanted.W * R.transpose() * (R * R.transpose()).inv()
    return _padded(Layer(R, shift), width), B, wanted.b - B * shift


def _widened(T: DomainMatrix, width: int) -> DomainMatrix:
    """``T`` with zero columns for dead units."""
    missing = width - T.shape[1]
    return T if not missing else side_by_side([T, zeros(T.shape[0], missing)])
