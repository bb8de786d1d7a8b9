"""The training points of a network grouped by activation pattern, exactly: on each group the
network is one affine map.

Integers by FLINT: a layer has one denominator a row, a point one of its own; equal inputs of a
layer are merged, so that a collapsed class is one point from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from flint import fmpq, fmpz_mat

from proofs.checker.values import Network, Vector

__all__ = ["Piece", "pieces_of"]

# Integers (n_1, ..., n_k, d) that stand for the vector n / d, d > 0.
Column = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """The points of one activation pattern.

    ``indices`` of the points; for each layer ``sizes``, the greatest ``|h_i|`` of its inputs; for
    each hidden layer ``signs`` of the pre-activations ``z_i``, and ``margins``, the least
    ``|z_i|``.
    """

    indices: tuple[int, ...]
    sizes: tuple[tuple[fmpq, ...], ...]
    signs: tuple[tuple[int, ...], ...]
    margins: tuple[tuple[fmpq, ...], ...]


@dataclass(frozen=True, slots=True)
class _Stage:
    """The distinct inputs of a layer and their pre-activations; the place of each point."""

    inputs: tuple[Column, ...]
    z: tuple[Column, ...]
    places: tuple[int, ...]


def pieces_of(network: Network, points: Sequence[Vector]) -> list[Piece]:
    """The points by activation pattern, in order of first appearance.

    >>> one = Fraction(1)
    >>> net = ((((one,),), (-one,)), (((one,),), (one,)))
    >>> [(p.indices, p.signs) for p in pieces_of(net, [(one * 3,), (one * 0,), (one * 5,)])]
    [((0, 2), ((1,),)), ((1,), ((-1,),))]
    """
    stages = _stages(network, points)
    patterns = [[tuple(map(_sign, z[:-1])) for z in stage.z] for stage in stages[:-1]]
    members: dict[tuple[tuple[int, ...], ...], list[int]] = {}
    for i in range(len(points)):
        key = tuple(signs[stage.places[i]] for signs, stage in zip(patterns, stages, strict=False))
        members.setdefault(key, []).append(i)
    distinct = []
    for key, indices in members.items():
        seen = [dict.fromkeys(stage.places[i] for i in indices) for stage in stages]
        sizes = (
            _extreme(max, [stage.inputs[s] for s in used])
            for stage, used in zip(stages, seen, strict=True)
        )
        margins = (
            _extreme(min, [stage.z[s] for s in used])
            for stage, used in zip(stages[:-1], seen, strict=False)
        )
        distinct.append(Piece(tuple(indices), tuple(sizes), key, tuple(margins)))
    return distinct


def _stages(network: Network, points: Sequence[Vector]) -> list[_Stage]:
    columns = [_over_one(point) for point in points]
    known = {column: s for s, column in enumerate(dict.fromkeys(columns))}
    places = tuple(known[column] for column in columns)
    stages = []
    for weights, bias in network:
        inputs = tuple(known)
        rows = [_over_one((*row, b)) for row, b in zip(weights, bias, strict=True)]
        scales = [row[-1] for row in rows]
        common = lcm(*scales)
        table = fmpz_mat([[e * (common // row[-1]) for e in row[:-1]] for row in rows])
        images = (fmpz_mat(inputs) * table.transpose()).tolist()
        z = tuple(
            _reduced((*map(int, image), column[-1] * common))
            for image, column in zip(images, inputs, strict=True)
        )
        stages.append(_Stage(inputs, z, places))
        active = [_reduced((*(max(e, 0) for e in column[:-1]), column[-1])) for column in z]
        known = {column: s for s, column in enumerate(dict.fromkeys(active))}
        merged = [known[column] for column in active]
        places = tuple(merged[s] for s in places)
    return stages


def _over_one(vector: Sequence[Fraction]) -> Column:
    scale = lcm(*(e.denominator for e in vector))
    return (*(e.numerator * (scale // e.denominator) for e in vector), scale)


def _reduced(column: Column) -> Column:
    divisor = gcd(*column)
    return tuple(e // divisor for e in column) if divisor > 1 else column


def _extreme(
    choose: Callable[[Iterable[fmpq]], fmpq], columns: Sequence[Column]
) -> tuple[fmpq, ...]:
    """The greatest or the least ``|entry|``, coordinate by coordinate."""
    rows = zip(
        *([fmpq(abs(e), column[-1]) for e in column[:-1]] for column in columns), strict=True
    )
    return tuple(choose(row) for row in rows)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
