"""Errors of the algebra, one root."""

from __future__ import annotations


class AlgebraError(Exception):
    """Root of the errors of `proofs.algebra`."""


class ShapeError(AlgebraError):
    """Two terms do not fit: the message names the operation and both shapes."""


class TraitError(AlgebraError):
    """A word that the kernel has no rule for was given as a trait of a symbol."""


class RuleError(AlgebraError):
    """An equation cannot be used from left to right: its left side is not one word."""


class StepError(AlgebraError):
    """A step does not hold as far as its rules reach; ``remainder`` is what is left of the
    difference.
    """

    def __init__(self, step: str, remainder: str) -> None:
        self.step, self.remainder = step, remainder
        super().__init__(f"{step}: the difference does not reduce to 0; remainder: {remainder}")
