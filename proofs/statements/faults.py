"""Faults of the library, put in on purpose: with one of them a check on data must refute its entry.

Each function makes a `Broken` of the dotted name of what is replaced, in the module that uses it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from sympy import QQ

from proofs.statements.entry import Broken
from symbolic.minimum import Minimum
from symbolic.network import ReluNetwork


def returning(target: str, change: Callable[[Any], Any]) -> Broken:
    """A function, method or property whose result is another."""

    def wrong(real: Any) -> Any:
        if isinstance(real, property | cached_property):
            own: Any = real.fget if isinstance(real, property) else real.func
            return property(lambda self: change(own(self)))
        return lambda *arguments, **options: change(real(*arguments, **options))

    return Broken(target, wrong)


def fields(target: str, **changes: Callable[[Any], Any]) -> Broken:
    """A function whose result has other fields, each made of the right result."""
    return returning(target, lambda right: _with(right, changes))


def doubled(target: str) -> Broken:
    """A function whose result is twice what it should be."""
    return returning(target, _twice)


def one_more(target: str) -> Broken:
    """A function whose result is too large by 1."""
    return returning(target, lambda right: right + 1)


def other_output(target: str) -> Broken:
    """A function whose network, if there is one, has another output layer."""
    return returning(target, lambda network: network and _scaled(network))


def other_minima(**changes: Callable[[Minimum], Any]) -> Broken:
    """Minima of a landscape with other fields."""
    return returning(
        "proofs.statements.case.Case.minima",
        lambda minima: tuple(_with(minimum, changes) for minimum in minima),
    )


def no_margin(real: Any) -> Any:
    """A network that says a pre-activation is 0."""
    return lambda network, points: QQ(0)


def _with(right: Any, changes: dict[str, Callable[[Any], Any]]) -> Any:
    return replace(right, **{name: change(right) for name, change in changes.items()})


def _twice(right: Any) -> Any:
    return right * QQ(2)


def _scaled(network: ReluNetwork) -> ReluNetwork:
    return ReluNetwork(network.hidden, replace(network.output, W=_twice(network.output.W)))
