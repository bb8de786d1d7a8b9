"""Named tensors, as state dictionaries have them, as a chain of affine layers with ReLU in between.

A state dictionary does not say what happens between its layers: ReLU is assumed, as everywhere
here. Anything that is not the weight or the bias of an affine layer is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations

from sympy import QQ

from symbolic.errors import InputError
from symbolic.matrices import from_flat
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import Scalar
from symbolic.words import counted

Tensor = tuple[tuple[int, ...], list[Scalar]]
"""A shape and the entries, the last index running fastest."""

Rows = list[list[Scalar]]
"""``[W b]`` row by row."""

MOST_SEARCHED = 7  # layers whose order is looked for by their shapes


def network_of_rows(layers: Sequence[Rows], place: str = "layers") -> ReluNetwork:
    """The network with the given ``[W_l b_l]``, the output layer last; raises `InputError` if they
    do not chain.

    >>> network_of_rows([[[1, 0], [2, 1]], [[3, 4, 5]]]).widths
    (1, 2, 1)
    """
    if not layers:
        raise InputError(place, "at least one layer", "none")
    for l, (inner, outer) in enumerate(pairwise(layers), start=2):
        if len(outer[0]) - 1 != len(inner):
            found = str(len(outer[0]) - 1)
            raise InputError(f"{place}, layer {l}", counted(len(inner), "input"), found)
    made = []
    for rows in layers:
        width = len(rows[0]) - 1
        W = from_flat([entry for row in rows for entry in row[:-1]], len(rows), width)
        made.append(Layer(W, from_flat([row[-1] for row in rows], len(rows), 1)))
    return ReluNetwork(tuple(made[:-1]), made[-1])


def network_of_tensors(tensors: Mapping[str, Tensor], ordered: bool) -> ReluNetwork:
    """The network of ``NAME.weight`` (``out × in``) and ``NAME.bias``; ``ordered``: in the order of
    the layers.

    Without an order in the file the numbers in the names decide; failing these, the shapes, if they
    leave one order only. Raises `InputError` for every tensor that is neither.

    >>> two = {"b.weight": ((1, 2), [3, 4]), "a.weight": ((2, 3), [1, 2, 0, 5, 4, 1])}
    >>> network_of_tensors(two, ordered=False).widths
    (3, 2, 1)
    """
    names = [name for name in tensors if name == "weight" or name.endswith(".weight")]
    for name, (shape, _) in tensors.items():
        wanted = 2 if name in names else 1
        stem = name.removesuffix("bias") + "weight"
        if (name not in names and stem not in names) or len(shape) != wanted or 0 in shape:
            found = f"{name!r} of shape {list(shape)}"
            raise InputError("tensors", "weights and biases of linear layers only", found)
    if not names:
        raise InputError("tensors", "the weight of a linear layer", "none")
    layers = {name: _rows(name, tensors) for name in names}
    return network_of_rows([layers[name] for name in (names if ordered else _order(layers))])


def _rows(name: str, tensors: Mapping[str, Tensor]) -> Rows:
    (height, width), entries = tensors[name]
    shape, bias = tensors.get(name.removesuffix("weight") + "bias", ((height,), [QQ.zero] * height))
    if shape != (height,):
        raise InputError(f"bias of {name!r}", counted(height, "entry"), str(list(shape)))
    return [[*entries[r * width : (r + 1) * width], bias[r]] for r in range(height)]


def _order(layers: Mapping[str, Rows]) -> list[str]:
    """By the numbers in the names if these differ in nothing else; otherwise the one order in which
    shapes chain.
    """
    names = list(layers)
    if len({re.sub(r"[0-9]+", "#", name) for name in names}) == 1:
        return sorted(names, key=lambda name: [int(n) for n in re.findall(r"[0-9]+", name)])
    chains = []
    if len(names) <= MOST_SEARCHED:
        chains = [
            list(order)
            for order in permutations(names)
            if all(len(layers[a]) == len(layers[b][0]) - 1 for a, b in pairwise(order))
        ]
    if len(chains) != 1:
        found = "names and shapes that allow several" if chains else "shapes that fit in none"
        raise InputError("layers", "an order told by numbers in the names or by shapes", found)
    return chains[0]
