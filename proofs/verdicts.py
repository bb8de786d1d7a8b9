"""Verdicts: proved, refuted with a witness, unknown with a reason, not applicable for an assumption
fails, or only stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, TypeAlias

from symbolic.words import VerdictWord


@dataclass(frozen=True, slots=True)
class Proved:
    """It holds.

    Parameters
    ----------
    detail : what was computed, in a few words.

    >>> Proved("1 class").word, Proved("1 class").detail
    ('proved', '1 class')
    """

    detail: str = ""
    word: ClassVar[str] = VerdictWord.PROVED


@dataclass(frozen=True, slots=True)
class Refuted:
    """It does not hold.

    Parameters
    ----------
    detail : the witness.

    >>> Refuted("x = 1").word, Refuted("x = 1").detail
    ('refuted', 'x = 1')
    """

    detail: str
    word: ClassVar[str] = VerdictWord.REFUTED


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither was found; never counted as proved.

    Parameters
    ----------
    detail : why.

    >>> Unknown("no time").word, Unknown("no time").detail
    ('unknown', 'no time')
    """

    detail: str
    word: ClassVar[str] = VerdictWord.UNKNOWN


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """An assumption of the statement fails on the data.

    Parameters
    ----------
    detail : which.

    >>> NotApplicable("M < Q").word, NotApplicable("M < Q").detail
    ('not applicable', 'M < Q')
    """

    detail: str
    word: ClassVar[str] = VerdictWord.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Stated:
    """It is stated and no more: a definition, or a claim that is checked on data alone.

    Parameters
    ----------
    detail : what is missing.

    >>> Stated("no derivation").word, Stated("no derivation").detail
    ('stated', 'no derivation')
    """

    detail: str = "not derived here for all sizes"
    word: ClassVar[str] = VerdictWord.STATED


class Status(IntEnum):
    """How much of a statement is shown for all sizes, the least first; computed, never typed in.

    *Stated*: words; *derived*: every display of the proof was checked in the small kernel, the
    words between them are to be read;
    *formal*: Coq compiled theorems that say the same, of the types that are expected, with allowed
    axioms only.
    """

    STATED = 0
    DERIVED = 1
    FORMAL = 2

    @property
    def word(self) -> str:
        """The status in a word.

        >>> Status.DERIVED.word
        'derived'
        """
        return self.name.lower()


Verdict: TypeAlias = Proved | Refuted | Unknown | NotApplicable | Stated
