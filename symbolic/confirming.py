"""The last word on every network that is built: it is evaluated at every point, exactly, and no
pre-activation is 0.

The points run through the layers as integers over one denominator, which stays short where the
network's numbers are simple: then machine words do.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd

import numpy as np
from sympy.polys.matrices import DomainMatrix

from symbolic.errors import NotApplicable
from symbolic.float_arrays import Integers, Numbers
from symbolic.integer_arrays import as_array, integer_array, product, times
from symbolic.network import ReluNetwork


def confirm(network: ReluNetwork, inputs: DomainMatrix, wanted: DomainMatrix) -> None:
    """Raises `NotApplicable` unless every output is the wanted one and every hidden pre-activation
    is not 0.

    Shapes: ``inputs`` is ``M × N``, ``wanted`` is ``Q × N``; all over ``QQ``.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([-1])),), Layer(matrix([[2]]), column([3])))
    >>> confirm(net, matrix([[0, 5]]), matrix([[3, 11]]))
    >>> confirm(net, matrix([[0, 1]]), matrix([[3, 3]]))
    Traceback (most recent call last):
    symbolic.errors.NotApplicable: the constructed network does not interpolate the data strictly
    """
    targets, common = integer_array(wanted)
    for depth, (image, scale) in enumerate(_images(network, inputs)):
        if depth < network.L:
            right = bool((image != 0).all())
        else:
            right = scale % common == 0 and bool((image == times(targets, scale // common)).all())
        if not right:
            raise NotApplicable("the constructed network does not interpolate the data strictly")


def _images(network: ReluNetwork, inputs: DomainMatrix) -> Iterator[tuple[Integers, int]]:
    """Layer after layer integers ``Z`` and ``s > 0`` with ``W_l x⁽ˡ⁻¹⁾ + b_l = Z / s``."""
    state, scale = integer_array(inputs)
    for layer in network.layers:
        weights, common = integer_array(layer.augmented)
        lifted: Numbers = np.vstack([state, as_array([scale] * state.shape[1])])
        image, scale = product(weights, lifted), scale * common
        factor = int(np.gcd.reduce(image, axis=None))
        divisor = gcd(scale, factor) if factor else 1  # all 0: the scale may be no machine word
        image, scale = image // divisor, scale // divisor
        yield image, scale
        state = np.where(image > 0, image, 0)
