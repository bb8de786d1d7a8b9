"""What the statement that a *yes* names says of its data or of its network; checked beside the
outputs.

The outputs decide; these sentences say no more than what is found here. Layers that only hand on
values, and dead units, change none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd

from .errors import Refuted
from .exact import integers, rank
from .forward import Layer, Stage
from .values import Data

__all__ = ["CONSTRUCTIONS", "check_construction"]

Evaluated = tuple[Data, Sequence[Layer], Sequence[Stage]]


def _affine(evaluated: Evaluated) -> bool:
    """W1: the targets are an affine function of the points."""
    data = evaluated[0]
    rows = [(*x, Fraction(1)) for x in data.points]
    targets = [c.target for c in data.classes for _ in c.points]
    longer = [(*row, *y) for row, y in zip(rows, targets, strict=True)]
    return rank(integers(rows)[0]) == rank(integers(longer)[0])


def _on_a_line(evaluated: Evaluated) -> bool:
    """O2: the first layer has parallel weights."""
    layers = evaluated[1]
    return len(layers) > 1 and rank(layers[0].weights) <= 1


def _gates(evaluated: Evaluated) -> bool:
    """S6: in some hidden layer one sign a unit and class, and the signs tell the classes apart."""
    data, _, stages = evaluated
    return any(_independent_signs(data, stage) for stage in stages[:-1])


def _independent_signs(data: Data, stage: Stage) -> bool:
    rows, start = [], 0
    for c in data.classes:
        places = set(stage.state[start : start + len(c.points)])
        start += len(c.points)
        signs = {tuple((e > 0) - (e < 0) for e in stage.z[s][:-1]) for s in places}
        if len(signs) > 1 or 0 in next(iter(signs)):
            return False
        rows.append((*next(iter(signs)), 1))
    return rank(rows) == data.Q


def _values(stage: Stage) -> list[set[Fraction]]:
    """The values of every unit of the layer before this stage."""
    size = len(stage.inputs[0]) - 1
    return [{Fraction(v[i], v[-1]) for v in stage.inputs} for i in range(size)]


def _list_of_cells(evaluated: Evaluated) -> bool:
    """P1: in some hidden layer no unit has more than two values."""
    stages = evaluated[2]
    return any(all(len(unit) <= 2 for unit in _values(stage)) for stage in stages[1:])


def _bumps(evaluated: Evaluated) -> bool:
    """O3: in some hidden layer four units, or more, share the line of their weights."""
    return any(
        4 * len({_line(row) for row in layer.weights if any(row)}) <= len(layer.weights)
        for layer in evaluated[1][:-1]
    )


def _line(row: Sequence[int]) -> tuple[int, ...]:
    """The primitive vector on the line of a row, its first entry that is not 0 positive."""
    divisor = gcd(*row) * (1 if next(e for e in row if e) > 0 else -1)
    return tuple(e // divisor for e in row)


def _narrow(evaluated: Evaluated) -> bool:
    """W2: in every hidden layer at most max(2, T - 1) units are not constant, T distinct
    targets.
    """
    data, _, stages = evaluated
    most = max(2, len({c.target for c in data.classes}) - 1)
    return all(sum(len(unit) > 1 for unit in _values(stage)) <= most for stage in stages[1:])


def _deep(evaluated: Evaluated) -> bool:
    """P3: the last hidden layer has no more values than there are hidden layers."""
    stages = evaluated[2]
    return len(stages[-1].inputs) < len(stages)


def _one_value_a_class(evaluated: Evaluated) -> bool:
    """S9: one hidden layer of Q - 1 units, one value of it on each class."""
    data, layers, stages = evaluated
    if len(layers) != 2 or len(layers[0].weights) != data.Q - 1:
        return False
    state, start = stages[1].state, 0
    for c in data.classes:
        if len(set(state[start : start + len(c.points)])) > 1:
            return False
        start += len(c.points)
    return True


def _single_units(evaluated: Evaluated) -> bool:
    """W3: two classes, and one unit in every hidden layer but the first."""
    data, layers, _ = evaluated
    return data.Q == 2 and len(layers) > 1 and all(len(one.weights) == 1 for one in layers[1:-1])


CONSTRUCTIONS: dict[str, tuple[str, Callable[[Evaluated], bool]]] = {
    "W1": ("the targets are an affine function of the points", _affine),
    "O2": ("a function of one linear coordinate of the points", _on_a_line),
    "S6": ("gates: hyperplanes that cut no class", _gates),
    "O3": ("bumps: one layer has at most a quarter as many directions as units", _bumps),
    "P1": ("a decision list: in one layer every unit has at most two values", _list_of_cells),
    "W2": ("narrow: so few units a layer are not constant on the points", _narrow),
    "P3": ("cells: the last hidden layer has no more values than there are layers", _deep),
    "S9": ("every hidden unit has one value a class", _one_value_a_class),
    "W3": ("one hidden layer, with single units behind it", _single_units),
    "D3": ("the network has the target of its class at every point", lambda _: True),
}


def check_construction(statement: str, evaluated: Evaluated) -> str:
    """The sentence of the statement, once it is known to be true. Raises Refuted.

    >>> from proofs.checker.values import Class
    >>> one = (Fraction(1),)
    >>> check_construction("W1", (Data((Class("a", one, (one,)),)), (), ()))
    'the targets are an affine function of the points'
    """
    sentence, holds = CONSTRUCTIONS[statement]
    if not holds(evaluated):
        raise Refuted(f"statement: expected what {statement} says ({sentence}), found otherwise")
    return sentence
