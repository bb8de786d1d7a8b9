"""Delimited text: the separator, a header or none, comments, blank lines and rows; the cells stay
text.

The separator is the one with which all rows have equally many fields and most fields are numbers;
`csv.Sniffer` guesses from letters that stand next to each other, and takes decimal commas for
separators.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from symbolic.errors import InputError, shown
from symbolic.sources.raw import Request
from symbolic.sources.table import WELL_KNOWN, Table, TableCell, is_numeric
from symbolic.words import counted

SEPARATORS = ("\t", ";", ",", "|", " ")
NAMES = {"tab": "\t", "\\t": "\t", "space": " ", "comma": ",", "semicolon": ";"}
SAID = {"\t": "tab", " ": "white space"}
SAMPLE = 200

Rows = list[tuple[int, list[str]]]


def table_of(content: str, name: str, request: Request) -> Table:
    """The table that the text holds. Raises `InputError`, with the line, where rows do not fit
    together.
    """
    if re.match(r'\s*(\{\s*["}]|\[\s*[\[{\]])', content):
        raise InputError("file", "a table, as its name says (JSON needs the ending .json)", "JSON")
    content, skipped, said = _without_comments(content, request)
    separator = _asked(request.sep) if request.sep is not None else said or _sniffed(content)
    rows = _trimmed(_split(content, separator, skipped))
    if not rows:
        raise InputError("line 1", "a header such as label,x1,...,xM, or points", "an empty file")
    if len(rows[0][1]) < 2 and not request.unlabelled:
        tried = "at least two columns, separated by comma, semicolon, tab, | or space (option sep)"
        raise InputError(f"line {rows[0][0]}", tried, shown(rows[0][1][0]))
    if separator != "," and request.sep is None:
        request.note(f"columns are separated by {SAID.get(separator, separator)}")
    commas = separator != ","
    named = _has_header(rows, commas, request)
    width = len(rows[0][1])
    if named and len(rows) > 1 and len(rows[1][1]) == width + 1:
        rows[0] = (rows[0][0], ["", *rows[0][1]])  # R names its rows without a head for them
        width += 1
    for line, cells in rows:
        if len(cells) != width:
            raise InputError(f"line {line}", counted(width, "field"), str(len(cells)))
    if named:
        columns, body = rows[0][1], rows[1:]
    else:
        columns, body = [f"x{i + 1}" for i in range(width)], rows
        called = "columns are" if width > 1 else "the column is"
        upto = f" to x{width}" if width > 1 else ""
        request.note(f"there is no header; {called} called x1{upto}")
    listed: list[tuple[str, list[TableCell]]] = [
        (f"line {line}", list(cells)) for line, cells in body
    ]
    return Table(name, tuple(columns), listed, named, commas)


def _without_comments(content: str, request: Request) -> tuple[str, int, str]:
    """Without the lines at the top that begin with #, how many these are, and the separator that a
    spreadsheet says in a line of its own.
    """
    skipped = 0
    while content.startswith("#"):
        _, _, content = content.partition("\n")
        skipped += 1
    if skipped:
        request.note(f"comment lines at the top, left out: {skipped}")
    if said := re.match(r"sep=([;,|\t])\r?\n", content):
        return content[said.end() :], skipped + 1, said[1]
    return content, skipped, ""


def _asked(sep: str) -> str:
    separator = NAMES.get(sep.lower(), sep)
    if len(separator) != 1 or separator.isalnum() or separator in '."\n\r-+':
        expected = "one character such as ; or |, or tab, space, comma, semicolon"
        raise InputError("sep", expected, shown(sep))
    return separator


def _sniffed(content: str) -> str:
    """The separator that makes equally long rows of most numbers; a comma if there is none."""
    sample = "\n".join(content.split("\n", SAMPLE)[:SAMPLE])
    best, best_score = ",", (False, 0.0)
    for separator in SEPARATORS:
        try:
            rows = _trimmed(_split(sample, separator, 0))
        except InputError:
            continue
        widths = {len(cells) for _, cells in rows[1:] or rows}
        if not rows or min(widths) < 2:
            continue
        cells = [cell for _, row in rows for cell in row]
        numbers = sum(is_numeric(cell, separator != ",") for cell in cells) / len(cells)
        head = len(rows[0][1])
        even = len(widths) == 1 and head > 1 and head - min(widths) in (0, -1)
        if (even, numbers) > best_score:
            best, best_score = separator, (even, numbers)
    return best


def _split(content: str, separator: str, skipped: int) -> Rows:
    if separator == " ":
        lines = content.splitlines()
        return [
            (i, [field.strip('"') for field in re.findall(r'"[^"]*"|\S+', line)])
            for i, line in enumerate(lines, start=1 + skipped)
        ]
    stream = io.StringIO(content, newline="")
    reader = csv.reader(stream, strict=True, delimiter=separator, skipinitialspace=True)
    try:
        return [(reader.line_num + skipped, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        place = f"line {reader.line_num + skipped}"
        if "unexpected end" in str(error):
            raise InputError(place, "a closing quote", "the end") from None
        line = content.splitlines()[reader.line_num - 1]
        raise InputError(place, f"CSV ({error})", shown(line, 40)) from None


def _trimmed(rows: Rows) -> Rows:
    """Without blank rows, and without a last column in which nothing stands (a separator at the end
    of each line).
    """
    full = [(line, cells) for line, cells in rows if any(cells)]
    if full and all(len(cells) > 2 and not cells[-1] for _, cells in full):
        return [(line, cells[:-1]) for line, cells in full]
    return full


def _has_header(rows: Rows, commas: bool, request: Request) -> bool:
    """Whether the first row holds names: it does, unless it looks like the rows after it."""
    if request.header is not None:
        return request.header
    first, body = rows[0][1], [cells for _, cells in rows[1:]]
    numbers = [i for i, cell in enumerate(first) if is_numeric(cell, commas)]
    words = [i for i in range(len(first)) if i not in numbers]
    if not numbers or any(first[i].lower() in (*WELL_KNOWN, "label") for i in words):
        return True
    if words == [0] and not first[0] and _counts(first[1:]):
        return True  # how pandas writes a frame whose columns have no names
    alike = all(
        is_numeric(row[i], commas) == (i in numbers)
        for row in body
        for i in range(min(len(first), len(row)))
        if row[i] and row[i] != "?"
    )
    if _counts([first[i] for i in numbers]) and not any(
        first[i] in (row[i : i + 1] or [""])[0] for row in body for i in words
    ):
        expected = "names or points, and to be told which (the option header)"
        raise InputError(f"line {rows[0][0]}", expected, shown(",".join(first)))
    return not alike and len(words) > 1


def _counts(cells: Sequence[str]) -> bool:
    """Whether the cells are whole numbers that go up by one, as names of columns do."""
    if len(cells) < 2 or not all(cell.isdecimal() and cell.isascii() for cell in cells):
        return False
    values = [int(cell) for cell in cells if len(cell) < 9]
    return values == list(range(values[0], values[0] + len(cells))) if values else False
