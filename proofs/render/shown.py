"""The figures of a page, as SVG with titles and the words below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from proofs.render.figures import pictured, thinned
from proofs.render.ink import inline
from proofs.render.plots import DRAWN, drawing
from proofs.statements.case import Case


@dataclass(frozen=True, slots=True)
class Shown:
    """Pictures with the words below them, as SVG with titles; ``kind`` is how they are laid out:
    ``steps`` of one story (``low`` ones are wide), or ``alone``.
    """

    panels: list[tuple[str, Markup]]
    words: str
    kind: str = "steps"


def drawn(case: Case, axes: Sequence[str] | None) -> tuple[list[Shown], int]:
    """All figures of a page, and how many points of a class they show where they leave some out
    (else 0); ``axes`` are two directions for `projection`.
    """
    return list(_shown(case, axes)), DRAWN if thinned(case) else 0


def _shown(case: Case, axes: Sequence[str] | None) -> Iterator[Shown]:
    for pictures, words in pictured(case, axes):
        panels = []
        for one in pictures:
            with drawing():
                panels.append((one.title, inline(one.figure, one.name, one.title, one.words)))
        low = pictures[0].name.startswith("strip")
        yield Shown(panels, words, "steps low" if low else "steps" if len(panels) > 1 else "alone")
