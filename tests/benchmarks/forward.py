"""Exact forward evaluation against bare ``fmpq_mat`` products with sign tests: at most 1.5 ×."""

from __future__ import annotations

from functools import partial

from flint import fmpq, fmpq_mat

from symbolic.network import ReluNetwork
from symbolic.sources import load
from symbolic.truncation_network import ZeroLoss, zero_loss
from tests.benchmarks.timing import pairs, report


def bare(layers: list[tuple[fmpq_mat, fmpq_mat]], state: fmpq_mat) -> fmpq_mat:
    """The baseline: one product a layer and a sign test an entry."""
    count = state.ncols()
    row = fmpq_mat(1, count, [1] * count)
    for W, b in layers[:-1]:
        entries = (W * state + b * row).entries()
        state = fmpq_mat(W.nrows(), count, [e if e > 0 else fmpq(0) for e in entries])
    W, b = layers[-1]
    return W * state + b * row


def converted(network: ReluNetwork) -> list[tuple[fmpq_mat, fmpq_mat]]:
    """The layers as FLINT's own matrices."""
    return [
        tuple(fmpq_mat(*m.shape, m.to_list_flat()) for m in (layer.W, layer.b))
        for layer in network.layers
    ]


def main(repeats: int = 7) -> None:
    """Print medians and their ratio for wine and digits."""
    for name in ("sklearn:wine", "sklearn:digits"):
        data = load(name, None, None, True)
        outcome = zero_loss(data)
        if not isinstance(outcome, ZeroLoss):
            raise RuntimeError(f"{name}: no network")
        layers, inputs = converted(outcome.network), data.inputs
        state = fmpq_mat(*inputs.shape, inputs.to_list_flat())
        medians = pairs(partial(outcome.network, inputs), partial(bare, layers, state), repeats)
        report(f"forward pass, {name}", *medians, bar=1.5)
