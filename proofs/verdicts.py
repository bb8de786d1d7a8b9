"""Verdicts: proved, refuted with a witness, unknown with a reason, not applicable for an assumption fails, or only stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from symbolic.words import VerdictWord


@dataclass(frozen=True, slots=True)
class Proved:
    """It holds; ``detail`` says what was computed, in a few words."""

    detail: str = ""
    word: ClassVar[str] = VerdictWord.PROVED


@dataclass(frozen=True, slots=True)
class Refuted:
    """It does not hold; ``detail`` is the witness."""

    detail: str
    word: ClassVar[str] = VerdictWord.REFUTED


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither was found; ``detail`` says why. Never counted as proved."""

    detail: str
    word: ClassVar[str] = VerdictWord.UNKNOWN


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """An assumption of the statement fails on the data; ``detail`` says which."""

    detail: str
    word: ClassVar[str] = VerdictWord.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Stated:
    """It is stated and no more: a definition, or a claim that is checked on data alone."""

    detail: str = "not derived here for all sizes"
    word: ClassVar[str] = VerdictWord.STATED


Verdict: TypeAlias = Proved | Refuted | Unknown | NotApplicable | Stated
