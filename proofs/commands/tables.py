"""Text on the terminal: tables that cut nothing, colours for verdicts, no control characters of the
data.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import TextIO

import typer

STDOUT_TAKEN: ContextVar[bool] = ContextVar("stdout is the file that is written", default=False)
COLOURS = {
    "proved": "green",
    "refuted": "red",
    "malformed": "red",
    "unknown": "yellow",
    "undecided": "yellow",
}
_VERDICT = re.compile(rf"(?:^|[ :])({'|'.join(COLOURS)})(?=[: ]|$)")


def visible(text: str) -> str:
    r"""The text with every character that is not printable as its escape: names are data, not
    commands to a terminal.

    >>> visible("é\x1b[31m")
    'é\\x1b[31m'
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def colour_of(word: str) -> str:
    """The colour of a verdict, by its first word; none for anything else.

    >>> colour_of("proved within c = 0"), colour_of("42")
    ('green', '')
    """
    return COLOURS.get(word.split(" ", 1)[0].rstrip(":"), "")


def coloured(line: str) -> str:
    """The line with its first word of a verdict in colour, unless NO_COLOR is set.

    >>> coloured("x.json: proved: T3") == "x.json: " + typer.style("proved", fg="green") + ": T3"
    True
    """
    word = None if os.environ.get("NO_COLOR") else _VERDICT.search(line)
    if word is None:
        return line
    shown = typer.style(word[1], fg=COLOURS[word[1]])
    return line[: word.start(1)] + shown + line[word.end(1) :]


def print_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout: folded to the width of a terminal; plain lines with nothing folded or cut
    elsewhere.

    It goes to stderr where stdout is the file that is written (``-o -``).
    """
    cells = [[visible(cell) for cell in row] for row in rows]
    stream = sys.stderr if STDOUT_TAKEN.get() else sys.stdout
    if not stream.isatty():
        _print_lines(visible(title), heads, cells, stream)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(visible(title)))
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell, style=colour_of(cell)) for cell in row))
    Console(file=stream).print(table)


def _print_lines(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], stream: TextIO
) -> None:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    print(title, file=stream)
    for row in (heads, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(line.rstrip(), file=stream)
