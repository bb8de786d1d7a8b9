"""What a certificate of P0 or P1 says, told a second way: plain fractions, one point at a time,
straight from the definitions.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any


def output(layers: list[dict[str, Any]], point: list[Fraction]) -> tuple[list[Fraction], bool]:
    """The output at a point, and whether some hidden pre-activation is 0 there."""
    x, kink = point, False
    for l, layer in enumerate(layers):
        z = [
            sum(Fraction(w) * e for w, e in zip(row, x, strict=True)) + Fraction(b)
            for row, b in zip(layer["W"], layer["b"], strict=True)
        ]
        if l < len(layers) - 1:
            kink = kink or 0 in z
            z = [max(e, Fraction(0)) for e in z]
        x = z
    return x, kink


def cost(document: dict[str, Any]) -> Fraction:
    """``C²`` of the network of the document on its data."""
    total = Fraction(0)
    for one in document["data"]["classes"]:
        target = [Fraction(e) for e in one["target"]]
        for row in one["points"]:
            values, kink = output(document["layers"], [Fraction(e) for e in row])
            assert not kink
            square = sum((a - b) ** 2 for a, b in zip(values, target, strict=True))
            total += square / len(one["points"])
    return total


def least_cost(document: dict[str, Any]) -> Fraction:
    """The least cost of all functions, by pairs: ``Σ_ξ Σ_{a<b} w_a w_b |y_a − y_b|² / Σ w`` over
    the points at ``ξ``.
    """
    places: dict[tuple[Fraction, ...], list[tuple[Fraction, list[Fraction]]]] = {}
    for one in document["data"]["classes"]:
        target, weight = [Fraction(e) for e in one["target"]], Fraction(1, len(one["points"]))
        for row in one["points"]:
            places.setdefault(tuple(map(Fraction, row)), []).append((weight, target))
    total = Fraction(0)
    for there in places.values():
        apart = sum(
            v * w * sum((a - b) ** 2 for a, b in zip(y, z, strict=True))
            for (v, y), (w, z) in combinations(there, 2)
        )
        total += apart / sum(w for w, _ in there)
    return total
