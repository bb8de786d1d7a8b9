"""Which release this is: `pyproject.toml` says it, and the installed distribution knows."""

from __future__ import annotations

from functools import cache
from importlib import metadata

NAME = "truncation"


@cache
def version() -> str:
    """The version of the installed distribution.

    >>> version().count(".")
    2
    """
    return metadata.version(NAME)


@cache
def authors() -> str:
    """The authors that the installed distribution names.

    >>> authors()
    'The authors of truncation'
    """
    return metadata.metadata(NAME)["Author"]
