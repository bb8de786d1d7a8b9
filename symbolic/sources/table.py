"""Tables: which column holds the labels, which are coordinates, which number the rows; then exact
numbers.

Every reader of rows and columns (`delimited`, `formats`, `binary`, `documents`) ends here, so the
rules are the same for all of them. Where two readings are possible none is chosen: the message
names the option that decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from symbolic.errors import InputError, shown
from symbolic.record import Record
from symbolic.scalars import Scalar, exact, parse
from symbolic.sources.raw import UNLABELLED, Raw, Request, chosen_features, chosen_labels, some

TableCell: TypeAlias = Scalar | str | None
"""Text as it was written, an exact number, or None where nothing stands."""

WELL_KNOWN = ("class", "classes", "target", "species", "category", "diagnosis", "y")
MISSING = frozenset({"", "?", "na", "n/a", "#n/a", "nan", "null", "none"})
ROW_NUMBERS = frozenset({"", "id", "index", "row", "rownames", "unnamed: 0"})
MOST_NAMED = 120  # characters of names of columns that a message lists
_NUMERIC = re.compile(r"[+-]?(\d+(/\d+)?|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+(,\d+)?([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(
    r"[+-]?\d{1,3}((,\d{3})+\.\d*|(\.\d{3})+,\d*|([,.]\d{3}){2,}|('\d{3})+(\.\d*)?)"
)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Table(Record):
    """Columns by name (``named`` is False where names were made up) and rows of cells, each with
    its place.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[str, list[TableCell]]]
    named: bool = True
    commas: bool = False

    def column(self, index: int) -> list[TableCell]:
        """The cells of a column."""
        return [cells[index] for _, cells in self.rows]


def is_missing(cell: TableCell) -> bool:
    """Whether nothing, or a word for nothing, stands there."""
    return cell is None or (isinstance(cell, str) and cell.lower() in MISSING)


def is_numeric(cell: TableCell, commas: bool = False) -> bool:
    """Whether a number stands there; ``commas`` allows a decimal comma."""
    if not isinstance(cell, str):
        return cell is not None
    return bool(_NUMERIC.fullmatch(cell) or (commas and _COMMA.fullmatch(cell)))


def as_classes(table: Table, request: Request) -> Raw:
    """The wanted rows and columns, exactly. Raises `InputError` where something is unusable or
    could be read in two ways.
    """
    if not table.rows:
        raise InputError("file", "at least one point", "none")
    if request.unlabelled:
        rows = [(place, [*cells, UNLABELLED]) for place, cells in table.rows]
        columns = (*table.columns, UNLABELLED)
        table = Table(table.name, columns, rows, table.named, table.commas)
        request = replace(request, unlabelled=False, label=UNLABELLED)
    names = [name.strip() for name in table.columns]
    if len({name for name in names if name}) < len([name for name in names if name]):
        raise InputError("line 1", "distinct column names", shown(",".join(names)))
    counters = _row_numbers(table, names, request)
    label = _label_column(table, names, counters, request)
    coordinates = [i for i in range(len(names)) if i != label and i not in counters]
    coordinates = _without_row_names(table, names, coordinates, request)
    if not coordinates:
        raise InputError("file", "a column of numbers beside the labels", some(names))
    kept = chosen_features([names[i] for i in coordinates], request.features)
    chosen = [coordinates[i] for i in kept]
    rows = _complete(table, names, label, chosen, request)
    _refuse_text(table, names, chosen, rows)
    labels = dict.fromkeys(_label_text(cells[label]) for _, cells in rows)
    _one_spelling_each(list(labels))
    wanted = chosen_labels(list(labels), request.select)
    number = _reader(table, chosen, request)
    classes: dict[str, list[list[Scalar]]] = {text: [] for text in wanted}
    for place, cells in rows:
        if (text := _label_text(cells[label])) in classes:
            point = [number(cells[i], f"{place}, {shown(names[i])}") for i in chosen]
            classes[text].append(point)
    return Raw(table.name, classes, features=tuple(names[i] for i in chosen) if table.named else ())


# --- columns ------------------------------------------------------------------------------------


def _row_numbers(table: Table, names: Sequence[str], request: Request) -> tuple[int, ...]:
    """The first columns, as long as they only count the rows from 0 or 1 and their names do not say
    otherwise; one column is not enough to be labels and coordinates.
    """
    numbering: list[int] = []
    while len(names) - len(numbering) > 2 and _counts_rows(table, names, len(numbering), request):
        numbering.append(len(numbering))
        said = names[numbering[-1]] or "no name"
        request.note(f"the {_nth(len(numbering))} column numbers the rows and is left out: {said}")
    first = len(numbering)
    asked = request.label is not None and request.label.strip() in (names[first], str(first))
    if table.named and not names[first] and not asked and not _words_that_differ(table, first):
        found_there = "a column without a name that does not number the rows"
        raise InputError("line 1", "names for all columns", found_there)
    return tuple(numbering)


def _nth(place: int) -> str:
    return {1: "first", 2: "second"}.get(place, f"{place}th")


def _counts_rows(table: Table, names: Sequence[str], index: int, request: Request) -> bool:
    """Whether a column only counts the rows, and neither its name nor an option wants it."""
    cells = table.column(index)
    anonymous = names[index].lower() in ROW_NUMBERS if table.named else index == 0
    asked = request.label is not None and request.label.strip() in (names[index], str(index))
    kept = request.features is not None and names[index] in request.features
    if asked or kept or not anonymous or not (table.named or len(cells) > 2):
        return False
    return any(
        all(isinstance(cell, str) and cell == str(i + start) for i, cell in enumerate(cells))
        for start in (0, 1)
    )


def _without_row_names(
    table: Table, names: Sequence[str], coordinates: Sequence[int], request: Request
) -> list[int]:
    """The columns that are not words, another in every row: those name the rows."""
    kept = []
    for i in coordinates:
        wanted = request.features is not None and names[i] in request.features
        if wanted or not _words_that_differ(table, i):
            kept.append(i)
        else:
            said = names[i] or "without a name"
            request.note(f"column {said} names every row and is left out")
    return kept


def _words_that_differ(table: Table, index: int) -> bool:
    words = all(isinstance(c, str) and re.search(r"[^\W\d_]", c) for c in table.column(index))
    return words and _all_differ(table, index)


def _label_column(
    table: Table, names: Sequence[str], counters: Sequence[int], request: Request
) -> int:
    if request.label is not None:
        return _asked_for(names, request.label.strip())
    lower = [name.lower() for name in names]
    if table.named and lower.count("label") == 1:
        return lower.index("label")
    text = [i for i in range(len(names)) if i not in counters and not _numbers_alone(table, i)]
    # Words that name every row are left out later.
    words = [i for i in text if not _words_that_differ(table, i)] or text
    known = [i for i, name in enumerate(lower) if table.named and name in WELL_KNOWN]
    if len(words) == 1 and (known == words or not _all_differ(table, words[0])):
        only = "the only one with other than numbers" if words == text else "the only words shared"
        request.note(f"labels are in column {names[words[0]]}, {only}")
        return words[0]
    several = [i for i in words if not _all_differ(table, i)]
    if len(known) == 1 and (not several or known[0] in several):
        _refuse_measurements(table, names, known[0])
        request.note(f"labels are in column {names[known[0]]}, by its name")
        return known[0]
    raise _no_label_column(names, known if len(known) > 1 else several, words)


def _no_label_column(
    names: Sequence[str], may_be: Sequence[int], words: Sequence[int]
) -> InputError:
    """What to say where several columns, or none, could hold the labels."""
    if not may_be:
        expected = "the name or number of the column of the labels (the option label)"
        return InputError("columns", expected, some(names))
    if len(may_be) == 1:
        expected = f"the column of the labels, perhaps the option label {names[may_be[0]]}"
        others = some([names[i] for i in words if i not in may_be])
        return InputError("columns", expected, f"other than numbers in {others}, too")
    expected = "which column holds the labels (the option label)"
    return InputError(
        "columns", expected, f"several that could: {some([names[i] for i in may_be])}"
    )


def _asked_for(names: Sequence[str], label: str) -> int:
    if label in names:
        return list(names).index(label)
    if label.isdecimal() and label.isascii() and len(label) < 9 and int(label) < len(names):
        return int(label)
    known = f"a column among {some(names)} or a number from 0 to {len(names) - 1}"
    raise InputError("label", known, shown(label))


def _all_differ(table: Table, index: int) -> bool:
    cells = table.column(index)
    return len(cells) > 2 and len({str(cell) for cell in cells}) == len(cells)


def _refuse_measurements(table: Table, names: Sequence[str], index: int) -> None:
    """A column found by its name alone that holds decimals is something to predict, not a class."""
    for cell in table.column(index):
        if isinstance(cell, str) and re.search(r"[.,]\d*[1-9]", cell) and is_numeric(cell, True):
            expected = "classes (or the option label)"
            raise InputError(f"column {shown(names[index])}", expected, f"the number {cell}")


# --- rows ---------------------------------------------------------------------------------------


def _complete(
    table: Table, names: Sequence[str], label: int, chosen: Sequence[int], request: Request
) -> list[tuple[str, list[TableCell]]]:
    """The rows in which no wanted cell is missing; a missing one is refused unless such rows are to
    be left out.
    """
    kept = []
    for place, cells in table.rows:
        gap = next((i for i in (label, *chosen) if is_missing(cells[i])), None)
        if gap is None:
            kept.append((place, cells))
        elif not request.drop_missing:
            what = "a label" if gap == label else "an exact number"
            found = "nothing" if cells[gap] is None else shown(cells[gap])
            expected = f"{what} (the option drop_missing leaves such rows out)"
            raise InputError(f"{place}, {shown(names[gap])}", expected, found)
    if dropped := len(table.rows) - len(kept):
        request.note(f"rows with missing values, left out: {dropped} of {len(table.rows)}")
    if not kept:
        raise InputError("file", "at least one row in which nothing is missing", "none")
    return kept


def _refuse_text(
    table: Table,
    names: Sequence[str],
    chosen: Sequence[int],
    rows: Sequence[tuple[str, list[TableCell]]],
) -> None:
    for i in chosen:
        cells = [cells[i] for _, cells in rows]
        if len(cells) > 1 and all(
            isinstance(c, str) and re.search(r"[^\W\d_]", c) and not is_numeric(c) for c in cells
        ):
            keep = ",".join(names[k] for k in chosen if _numbers_alone(table, k))
            few = keep if keep and len(keep) <= MOST_NAMED else "keeps some"
            expected = f"columns of numbers alone (the option features {few})"
            found = f"text such as {shown(cells[0])} in {shown(names[i])}"
            raise InputError("columns", expected, found)


def _numbers_alone(table: Table, index: int) -> bool:
    return all(is_missing(c) or is_numeric(c, table.commas) for c in table.column(index))


def _label_text(cell: TableCell) -> str:
    """Labels are text; a whole number is written as one."""
    return cell if isinstance(cell, str) else str(cell)


def _one_spelling_each(labels: Sequence[str]) -> None:
    numbers: dict[Scalar, str] = {}
    if all(is_numeric(label) and len(label) < 40 and "/0" not in label for label in labels):
        for label in labels:
            other = numbers.setdefault(parse(label), label)
            if other != label:
                raise InputError("labels", "one spelling a class", f"{other!r} and {label!r}")


def _reader(table: Table, chosen: Sequence[int], request: Request) -> _Numbers:
    """The reader of the wanted cells: with a decimal comma only where that is the one way to read
    all of them.
    """
    cells = [c for i in chosen for c in table.column(i) if isinstance(c, str)]
    commas = [c for c in cells if "," in c]
    allowed = table.commas or request.decimal == ","
    if not commas or not allowed or request.decimal == ".":
        return _Numbers(False)
    if request.decimal is None:
        if all(_THOUSANDS.fullmatch(c) for c in commas):
            expected = "a number without separators of thousands (the option decimal says which)"
            raise InputError("decimal", expected, shown(commas[0]))
        if any("." in c for c in cells):
            both = next(c for c in cells if "." in c)
            found = f"{shown(commas[0])} and {shown(both)}"
            raise InputError("decimal", "one decimal point (the option decimal)", found)
        request.note("numbers have a decimal comma")
    return _Numbers(True)


class _Numbers:
    """Reads a cell as an exact number; each spelling is read once."""

    def __init__(self, commas: bool) -> None:
        self.commas = commas
        self.known: dict[str, Scalar] = {}

    def __call__(self, cell: TableCell, place: str) -> Scalar:
        if not isinstance(cell, str):
            return exact(cell, place)
        if cell not in self.known:
            if _GROUPED.fullmatch(cell):
                raise InputError(place, "a number without separators of thousands", shown(cell))
            point = self.commas and _COMMA.fullmatch(cell)
            self.known[cell] = parse(cell.replace(",", ".") if point else cell, place)
        return self.known[cell]
