"""JSON: the project's own form (`docs/your-own-data.md`), and the forms that pandas writes.

Numbers stay text until `scalars` makes them exact; a literal such as ``0.1`` is the decimal it is
written as.
"""

from __future__ import annotations

import json
from typing import Any

from symbolic.errors import InputError, shown
from symbolic.scalars import Scalar, parse
from symbolic.sources.raw import Raw, Request, chosen_features, chosen_labels
from symbolic.sources.table import Table, TableCell, as_classes
from symbolic.words import counted


class _Numeral(str):
    """A number literal of a JSON file (``NaN`` and ``Infinity`` too), kept as the text it was
    written as.
    """

    __slots__ = ()


class _Object(dict[str, Any]):
    """An object of a JSON file, which remembers a key that stands twice: only its reader knows the
    place.
    """

    __slots__ = ("twice",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__()
        self.twice: str | None = None
        for key, value in pairs:
            if key in self:
                self.twice = key
            self[key] = value


def from_json(content: str, stem: str, request: Request) -> Raw:
    """The data of a JSON text. Raises `InputError` with the place of whatever is unusable."""
    document = _parsed(content)
    table = _as_table(document, stem)
    return _own_form(document, stem, request) if table is None else as_classes(table, request)


def _parsed(content: str) -> Any:
    start = content.lstrip()
    if start and start[0] not in "{[":
        expected = "JSON, which begins with { or [ (a table needs an ending such as .csv)"
        raise InputError("file", expected, shown(start[:12]))
    try:
        return json.loads(
            content,
            parse_int=_Numeral,
            parse_float=_Numeral,
            parse_constant=_Numeral,
            object_pairs_hook=_Object,
        )
    except json.JSONDecodeError as error:
        end = error.pos >= len(content)
        found = "the end" if end else shown(content[error.pos : error.pos + 12])
        place = f"line {error.lineno} column {error.colno}"
        told = error.msg.lower().removesuffix(" at")
        raise InputError(place, f"JSON ({told})", found) from None
    except RecursionError:
        raise InputError("file", "JSON of a few nested levels", "thousands") from None


def _own_form(document: Any, stem: str, request: Request) -> Raw:
    top = _keys(document, "data", {"classes"}, {"name"})
    name = _text(top.get("name", stem), "name")
    entries = _list(top["classes"], "classes")
    classes: dict[str, list[list[Scalar]]] = {}
    targets: list[list[Scalar]] = []
    dimension: int | None = None
    for j, entry in enumerate(entries):
        place = f"classes[{j}]"
        item = _keys(entry, place, {"label", "points"}, {"target"})
        label = _text(item["label"], f"{place}.label")
        if label in classes:
            raise InputError(f"{place}.label", "a label not used before", shown(label))
        points = _list(item["points"], f"{place}.points")
        rows = []
        for i, point in enumerate(points):
            rows.append(_vector(point, f"{place}.points[{i}]", dimension))
            dimension = len(rows[0])
        classes[label] = rows
        if "target" in item:
            targets.append(_vector(item["target"], f"{place}.target", len(entries)))
        if len(targets) not in (0, j + 1):
            raise InputError(
                f"{place}.target", "targets for all classes or for none", "a target left out"
            )
    labels = chosen_labels(list(classes), request.select)
    if targets and len(labels) < len(classes):
        expected = "all classes, since the data give targets"
        raise InputError("select", expected, counted(len(labels), "class"))
    names = [f"x{i + 1}" for i in range(dimension or 0)]
    kept = chosen_features(names, request.features)
    wanted = {label: [[row[i] for i in kept] for row in classes[label]] for label in labels}
    return Raw(name, wanted, targets or None, tuple(names[i] for i in kept))


# --- what pandas writes -------------------------------------------------------------------------


def _as_table(document: Any, stem: str) -> Table | None:
    """The table of `DataFrame.to_json` in any of its orientations; None for anything else."""
    if isinstance(document, _Object) and "classes" not in document and document.twice is None:
        if isinstance(document.get("data"), list):
            return _split_form(document, stem)
        return _frame(document, stem)
    if not isinstance(document, list) or not document:
        return None
    if all(isinstance(row, _Object) for row in document):
        return _records(document, stem)
    if all(isinstance(row, list) and len(row) == len(document[0]) for row in document):
        names = tuple(f"x{i + 1}" for i in range(len(document[0])))
        return _table(stem, names, document, named=False)
    return None


def _split_form(document: dict[str, Any], stem: str) -> Table | None:
    columns, rows = document.get("columns"), document["data"]
    if columns is None and rows and all(isinstance(row, _Object) for row in rows):
        return _records(rows, stem, frozenset({"index"}))
    if not isinstance(columns, list) or not all(
        isinstance(row, list) and len(row) == len(columns) for row in rows
    ):
        return None
    return _table(stem, tuple(map(str, columns)), rows)


def _records(rows: list[Any], stem: str, without: frozenset[str] = frozenset()) -> Table | None:
    names = [name for name in rows[0] if name not in without]
    if any(set(row) - without != set(names) or row.twice for row in rows):
        return None
    return _table(stem, tuple(names), [[row[name] for name in names] for row in rows])


def _frame(document: dict[str, Any], stem: str) -> Table | None:
    """Columns by name, or rows by number if the inner keys are not all numbers and the outer ones
    are.
    """
    inner = list(document.values())
    if not inner:
        return None
    if all(isinstance(part, list) and len(part) == len(inner[0]) for part in inner):
        return _table(stem, tuple(document), list(map(list, zip(*inner, strict=True))))
    if not all(isinstance(part, _Object) and list(part) == list(inner[0]) for part in inner):
        return None
    if all(key.isdecimal() for key in document) and not all(key.isdecimal() for key in inner[0]):
        return _records(inner, stem)
    rows = [[part[key] for part in inner] for key in inner[0]]
    return _table(stem, tuple(document), rows)


def _table(name: str, columns: tuple[str, ...], rows: list[Any], named: bool = True) -> Table:
    def cell(value: object, place: str) -> TableCell:
        if value is None or isinstance(value, str):
            return None if value is None else value.strip()
        raise InputError(place, "a number or text", _kind(value))

    if len(columns) < 2:
        raise InputError("data", "a column of labels and columns of numbers", "one column")
    body = [
        (f"row {i}", [cell(v, f"row {i}, {shown(c)}") for v, c in zip(row, columns, strict=True)])
        for i, row in enumerate(rows)
    ]
    return Table(name, columns, body, named)


# --- parts of the own form ----------------------------------------------------------------------


def _keys(value: Any, place: str, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(value, _Object):
        raise InputError(place, "an object", _kind(value))
    if value.twice is not None:
        raise InputError(place, "each key once", f"{shown(value.twice)} twice")
    for key in sorted(required - set(value)):
        raise InputError(place, f'the key "{key}"', "none")
    for key in value:
        if key not in required | optional:
            known = ", ".join(sorted(required | optional))
            raise InputError(place, f"only the keys {known}", shown(key))
    return value


def _list(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(place, "a list", _kind(value))
    if not value:
        raise InputError(place, "at least one entry", "an empty list")
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or isinstance(value, _Numeral) or not value.strip():
        raise InputError(place, "a non-empty string", _kind(value))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError(place, "Unicode text", "a lone surrogate") from None
    return value.strip()


def _vector(value: object, place: str, length: int | None) -> list[Scalar]:
    entries = _list(value, place)
    if length is not None and len(entries) != length:
        raise InputError(place, counted(length, "number"), str(len(entries)))
    return [_number(entry, f"{place}[{i}]") for i, entry in enumerate(entries)]


def _number(value: object, place: str) -> Scalar:
    if not isinstance(value, str):
        raise InputError(place, "an exact number", _kind(value))
    return parse(value, place)


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, list):
        return "a list"
    if isinstance(value, _Numeral):
        return f"the number {shown(value)[1:-1]}"
    return "an object" if isinstance(value, dict) else shown(value)
