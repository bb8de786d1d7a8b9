"""Models in memory: scikit-learn's MLPs and PyTorch's sequential modules, without importing
either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, SupportsFloat

from symbolic.errors import InputError, shown
from symbolic.network import ReluNetwork
from symbolic.networks_in.chain import Rows, network_of_rows
from symbolic.networks_in.dyadic import finite
from symbolic.scalars import Scalar

Numbers = Sequence[SupportsFloat]


class _Fitted(Protocol):
    """What is used of scikit-learn's MLPs."""

    activation: str
    coefs_: Sequence[Sequence[Numbers]]
    intercepts_: Sequence[Numbers]


class _Tensor(Protocol):
    def detach(self) -> _Tensor: ...
    def double(self) -> _Tensor: ...
    def tolist(self) -> list[Any]: ...


class _Linear(Protocol):
    """What is used of a ``torch.nn.Linear``."""

    weight: _Tensor
    bias: _Tensor | None


SILENT = ("Flatten", "Identity", "Dropout")  # modules that do nothing to a row when evaluated


def lift(model: Any, logits: bool = False) -> ReluNetwork:
    """The network that a trained model is, its floats taken as the dyadic rationals they are.

    Parameters: ``model`` is a fitted ``MLPRegressor`` or ``MLPClassifier`` with
    ``activation="relu"``, a ``torch.nn.Linear``, or a (nested) ``torch.nn.Sequential`` of Linear
    and ReLU (Flatten, Identity and Dropout are read over). ``logits``: take a classifier's outputs
    before softmax or sigmoid. Raises `InputError`.

    >>> import types
    >>> weights, biases = [[[0.5]], [[2.0]]], [[0.0], [1.0]]
    >>> model = types.SimpleNamespace(coefs_=weights, intercepts_=biases, activation="relu")
    >>> lift(model).widths
    (1, 1, 1)
    """
    if hasattr(model, "coefs_") and hasattr(model, "intercepts_"):
        return _of_scikit_learn(model, logits)
    if hasattr(model, "named_children") and hasattr(model, "state_dict"):
        return _of_torch(model)
    wanted = "a fitted scikit-learn MLP or a torch.nn.Sequential"
    raise InputError("model", wanted, shown(type(model).__name__))


def _of_scikit_learn(model: _Fitted, logits: bool) -> ReluNetwork:
    if model.activation != "relu":
        raise InputError("activation", "relu", shown(model.activation))
    out = getattr(model, "out_activation_", "identity")
    if out != "identity" and not logits:
        wanted = "a linear output layer (lift(model, logits=True) takes what goes into it)"
        raise InputError("output activation", wanted, shown(out))
    layers = []
    for l, (W, b) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        columns = [_floats(row, f"coefs_[{l}]") for row in W]
        bias = _floats(b, f"intercepts_[{l}]")
        layers.append([[*row, c] for row, c in zip(zip(*columns, strict=True), bias, strict=True)])
    return network_of_rows(layers)


def _of_torch(model: Any) -> ReluNetwork:
    layers: list[Rows] = []
    active = True
    for name, module in _leaves("", model):
        kind = type(module).__name__
        if kind == "Linear" and active:
            layers.append(_linear(module, name))
        elif kind == "ReLU" and layers and not active:
            pass
        elif kind in SILENT:
            continue
        else:
            wanted = "a chain of Linear layers with ReLU in between"
            raise InputError(f"module {name or kind!r}", wanted, kind)
        active = kind == "ReLU"
    if not layers or active:
        raise InputError("model", "a Linear output layer at the end", "none")
    return network_of_rows(layers)


def _leaves(name: str, module: Any) -> Iterator[tuple[str, Any]]:
    """The modules in the order of a Sequential; whatever else contains modules is handed on, to be
    refused.
    """
    if type(module).__name__ != "Sequential":
        yield name, module
        return
    for inner, child in module.named_children():
        yield from _leaves(f"{name}.{inner}".removeprefix("."), child)


def _linear(module: _Linear, name: str) -> Rows:
    rows = [_floats(row, f"{name}.weight") for row in module.weight.detach().double().tolist()]
    if module.bias is None:
        bias = _floats([0.0] * len(rows), name)
    else:
        bias = _floats(module.bias.detach().double().tolist(), f"{name}.bias")
    return [[*row, b] for row, b in zip(rows, bias, strict=True)]


def _floats(values: Iterable[SupportsFloat], place: str) -> list[Scalar]:
    return [finite(float(value), f"{place}, entry {k}") for k, value in enumerate(values)]
