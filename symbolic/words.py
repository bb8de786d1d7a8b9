"""Closed vocabularies: each word that an argument or a result may be, as a type.

Members are strings, so they compare, hash, print and serialise as their text. Public functions take
the member or its text and pass it through `word`, which refuses anything else: a misspelt option
never chooses a default.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from symbolic.errors import InputError, shown

Word = TypeVar("Word", bound=StrEnum)


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the singular for 1.

    >>> counted(1, "hidden layer"), counted(2, "class"), counted(0, "entry")
    ('1 hidden layer', '2 classes', '0 entries')
    """
    if number == 1:
        return f"1 {noun}"
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{number} {noun}es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{number} {noun[:-1]}ies"
    return f"{number} {noun}s"


class Vocabulary(StrEnum):
    """A member of a closed vocabulary; shown as the text that it is."""

    def __repr__(self) -> str:
        return repr(self.value)


class ReadoutKind(Vocabulary):
    """The output layers minimized over: those with ``c = 0``, or all (T1, T2)."""

    LINEAR = "linear"
    AFFINE = "affine"


class Construction(Vocabulary):
    """How a truncation map is made: from a Householder-like ``W`` over ``ℚ`` (L3), or from a
    rotated cone (§6).
    """

    RATIONAL = "rational"
    ORTHOGONAL = "orthogonal"


class Architecture(Vocabulary):
    """The form of a network that is looked for: ``auto`` takes the first of the others that
    does.
    """

    AUTO = "auto"
    TRUNCATION = "truncation"
    TWO_LAYER = "two-layer"
    DEEP = "deep"
    SHALLOW = "shallow"
    NARROW = "narrow"


class Scope(Vocabulary):
    """What may vary around a network when it is called a minimum (T5a, T5b, T5c and T5d; R for a
    trained network).
    """

    OUTPUT_LAYER = "output_layer"
    APEXES_HELD = "apexes_held"
    CLOSED_REGION = "closed_region"
    ALL_PARAMETERS = "all_parameters"

    @property
    def in_words(self) -> str:
        """The scope in words.

        >>> Scope.ALL_PARAMETERS.in_words
        'all parameters'
        """
        return self.value.replace("_", " ")


class VerdictWord(Vocabulary):
    """What is known of a claim. *Unknown* never reads as *no*, *not applicable* names the
    assumption that fails.

    *Stated*: a definition, or a claim that nothing derives for all sizes.
    """

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    STATED = "stated"


class DirectionKind(Vocabulary):
    """A named tangent direction of the zero set (T4): an apex moves, or a cone opens."""

    APEX = "apex"
    CONE = "cone"


def word(kind: type[Word], value: object, place: str) -> Word:
    """The member of ``kind`` that ``value`` is or spells.

    Parameters
    ----------
    kind : the vocabulary, a `StrEnum`.
    value : a member, or its text exactly.
    place : the name of the argument, for the message.

    Raises
    ------
    InputError
        for anything else, with the words there are.

    >>> word(ReadoutKind, "affine", "readout")
    'affine'
    >>> word(ReadoutKind, "afine", "readout")
    Traceback (most recent call last):
    symbolic.errors.InputError: readout: expected one of linear, affine, found 'afine'
    """
    if isinstance(value, kind):
        return value
    # A member of another vocabulary is a slip even where the two share a spelling.
    if type(value) is str and value in kind.__members__.values():
        return kind(value)
    raise InputError(place, f"one of {', '.join(kind)}", shown(value))
