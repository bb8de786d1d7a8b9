"""A true certificate of `tests/corpora/valid` in which one thing is made false, all digests and
counts anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

Document = dict[str, Any]
Change = Callable[[dict[str, Any]], None]
VALID = Path(__file__).parents[1] / "corpora" / "valid"
# base -> name -> (what is made false, verdict, what the reason must say)
Changes = dict[str, dict[str, tuple[Change, str, str]]]
Falsehoods = dict[str, tuple[Callable[[], Document], str, str]]


def put(*path: str | int, to: object) -> Change:
    """Another value at the path."""

    def change(document: Document) -> None:
        _at(document, path[:-1])[path[-1]] = to

    return change


def _at(document: Document, path: Sequence[str | int]) -> Any:
    part: Any = document
    for key in path:
        part = part[key]
    return part


def more(*path: str | int, entry: object) -> Change:
    """One more entry of a list."""

    def change(document: Document) -> None:
        _at(document, path).append(entry)

    return change


def both(*changes: Change) -> Change:
    def change(document: Document) -> None:
        for one in changes:
            one(document)

    return change


def targets(*rows: list[str]) -> Change:
    """Other targets, class by class."""
    return both(
        *(put("data", "classes", j, "target", to=row) for j, row in enumerate(rows)),
    )


def without(*path: str | int) -> Change:
    def change(document: Document) -> None:
        del _at(document, path[:-1])[path[-1]]

    return change


def widths(*sizes: object) -> Change:
    return put("widths", to=list(sizes))


def _changed(base: str, change: Change) -> Document:
    document: Document = json.loads((VALID / f"{base}.json").read_text())
    digest = document.pop("digest")
    change(document)
    for key in ("Q", "N", "M"):
        document[key] = _count(document, key)
    return {**document, "digest": digest}


def _count(document: Document, key: str) -> int:
    classes = document["data"]["classes"]
    points = [x for one in classes for x in one["points"]]
    return {"Q": len(classes), "N": len(points), "M": len(points[0])}[key]


def falsehoods(changes: Changes) -> Falsehoods:
    """name -> (builder, verdict, what the reason must say)"""
    return {
        f"{base}_{name}": (partial(_changed, base, change), verdict, reason)
        for base, named in changes.items()
        for name, (change, verdict, reason) in named.items()
    }
