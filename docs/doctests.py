"""Doctests of docstrings as blocks of code, which Markdown alone takes for quotations: an extension
of griffe, which mkdocstrings reads docstrings with (see `mkdocs.yml`).
"""

from __future__ import annotations

import re
from typing import Any

import griffe

# From a prompt to the next empty line.
BLOCK = re.compile(r"(?m)^>>> (?:.*\n?)(?:[ ]*\S.*\n?)*")


class Doctests(griffe.Extension):
    """Puts a fence around every doctest."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Called for everything that may have a docstring."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(words: str) -> str:
    """The words with a fence around every doctest; what follows the sections (Parameters, Raises)
    is no part of the last of them.
    """
    ends = list(re.finditer(r"(?m)^-{4,}$", words))
    if ends:
        start = ends[-1].end()
        after = re.sub(r"(?m)^(?=Source: )", "Notes\n-----\n", words[start:], count=1)
        return words[:start] + re.sub(r"(?m)^(?=>>> )", "Examples\n--------\n", after, count=1)
    return BLOCK.sub(lambda match: f"```pycon\n{match[0].rstrip()}\n```\n", words)
