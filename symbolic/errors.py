"""The errors of `symbolic`: one root, so that no bare ``ValueError`` escapes."""

from __future__ import annotations


class TruncationError(Exception):
    """Root of every error this package raises on purpose."""


class InputError(TruncationError):
    """Unusable input.

    Parameters
    ----------
    place, expected, found : where it stands, what was expected there, and what stands there.

    >>> str(InputError("classes[0].points[2][1]", "an exact number", "true"))
    'classes[0].points[2][1]: expected an exact number, found true'
    """

    def __init__(self, place: str, expected: str, found: str) -> None:
        self.place, self.expected, self.found = place, expected, found
        super().__init__(place, expected, found)  # what another process makes it again of

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, found {self.found}"


class ShapeError(TruncationError):
    """Matrices whose shapes do not fit together."""


class SignError(TruncationError):
    """A sign was asked for in a domain that has no order (symbolic entries)."""


class NotApplicable(TruncationError):
    """A statement was asked for where one of its assumptions fails."""


def shown(value: object, limit: int = 40) -> str:
    """What was found, as one short printable ASCII line for an error message.

    >>> shown("x" * 100, limit=8)
    "'xxxxx..."
    """
    text = ascii(value)
    return text if len(text) <= limit else text[: limit - 2] + "..."
