"""Faults of the library, put in on purpose: with one of them a check on data must refute its entry.

Each function makes a `Broken` of the dotted name of what is replaced, in the module that uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.statements.entry import Broken
from symbolic.minimum import Minimum
from symbolic.network import ReluNetwork
from symbolic.record import Record
from symbolic.scalars import Scalar

Fields = TypeVar("Fields", bound=Record)


def returning(target: str, change: Callable[[Any], object]) -> Broken:
    """A function, method or property whose result is another."""

    def wrong(real: Callable[..., object] | property | cached_property[object]) -> object:
        if callable(real):
            return lambda *arguments, **options: change(real(*arguments, **options))
        own: Callable[[object], object] | None
        own = real.fget if isinstance(real, property) else real.func
        return property(lambda self: own and change(own(self)))

    return Broken(target, wrong)


def fields(target: str, **changes: Callable[[Any], Any]) -> Broken:
    """A function whose result has other fields, each made of the right result."""

    def change(right: Record) -> Record:
        return _with(right, changes)

    return returning(target, change)


def doubled(target: str) -> Broken:
    """A function whose result is twice what it should be."""
    return returning(target, _twice)


def one_more(target: str) -> Broken:
    """A function whose result is too large by 1."""
    return returning(target, _plus_one)


def other_output(target: str) -> Broken:
    """A function whose network, if there is one, has another output layer."""
    return returning(target, _scaled)


def other_minima(**changes: Callable[[Minimum], Any]) -> Broken:
    """Minima of a landscape with other fields."""

    def change(minima: tuple[Minimum, ...]) -> tuple[Minimum, ...]:
        return tuple(_with(minimum, changes) for minimum in minima)

    return returning("proofs.statements.case.Case.minima", change)


def no_margin(real: object) -> Callable[..., Scalar]:
    """A network that says a pre-activation is 0."""
    return lambda network, points: QQ(0)


def _with(right: Fields, changes: Mapping[str, Callable[[Any], object]]) -> Fields:
    made = {name: change(right) for name, change in changes.items()}
    return replace(right, **made)


def _twice(right: DomainMatrix) -> DomainMatrix:
    return right * QQ(2)


def _plus_one(right: Scalar) -> Scalar:
    return right + 1


def _scaled(network: ReluNetwork | None) -> ReluNetwork | None:
    if network is None:
        return None
    return ReluNetwork(network.hidden, replace(network.output, W=_twice(network.output.W)))
