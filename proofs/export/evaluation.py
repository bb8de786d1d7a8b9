"""Networks evaluated point by point over the rationals, for exports that write the values down.

Plain fractions instead of the checker's integer rows: an export needs single numbers, not speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofs.checker.values import Network, Vector

__all__ = ["affine", "cumulative", "inner", "sign_of_class", "trace"]


def inner(u: Sequence[Fraction], v: Sequence[Fraction]) -> Fraction:
    """The scalar product.

    >>> inner([Fraction(1), Fraction(2)], [Fraction(3), Fraction(1, 2)])
    Fraction(4, 1)
    """
    return sum((a * b for a, b in zip(u, v, strict=True)), Fraction(0))


def affine(weights: Sequence[Vector], bias: Vector, x: Vector) -> Vector:
    """W x + b."""
    return tuple(inner(row, x) + b for row, b in zip(weights, bias, strict=True))


def trace(network: Network, x: Vector) -> list[tuple[Vector, Vector]]:
    """For each layer, the output layer last, its input and its pre-activation W h + b.

    >>> one = Fraction(1)
    >>> trace(((((one,),), (-one,)), (((one,),), (one,))), (Fraction(0),))[1]
    ((Fraction(0, 1),), (Fraction(1, 1),))
    """
    result = []
    for weights, bias in network:
        z = affine(weights, bias, x)
        result.append((x, z))
        x = tuple(max(e, Fraction(0)) for e in z)
    return result


def sign_of_class(network: Network, x: Vector) -> list[int]:
    """For each hidden layer, -1 if all its pre-activations at the point are negative, else 1.

    For a point of a strict network that collapses whole classes these are the signs of all units.
    """
    return [-1 if max(z) < 0 else 1 for _, z in trace(network, x)[:-1]]


def cumulative(network: Network, x: Vector) -> list[Vector]:
    """W(l) x + b(l) for l = 1..L+1: the layers as one affine chain, no activation anywhere."""
    result = []
    for weights, bias in network:
        x = affine(weights, bias, x)
        result.append(x)
    return result
