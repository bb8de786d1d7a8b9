"""ARFF and SVMlight: text formats with exact decimals, which their usual readers would turn into
floats.
"""

from __future__ import annotations

import csv
import re

from symbolic.errors import InputError, shown
from symbolic.scalars import Scalar, parse
from symbolic.sources.raw import Raw, Request, chosen_features, chosen_labels
from symbolic.sources.table import Table, TableCell, as_classes
from symbolic.words import counted

_ATTRIBUTE = re.compile(r"""@attribute\s+('[^']*'|"[^"]*"|\S+)\s+(.+)""", re.IGNORECASE)


def from_arff(content: str, name: str, request: Request) -> Raw:
    """The points of an ARFF file (Weka); sparse rows are refused."""
    columns: list[str] = []
    rows: list[tuple[str, list[TableCell]]] = []
    inside = False
    for number, raw_line in enumerate(content.splitlines(), start=1):
        line = raw_line.strip()
        if not line or line.startswith("%"):
            continue
        if inside:
            rows.append((f"line {number}", _row(line, number, len(columns))))
        elif match := _ATTRIBUTE.fullmatch(line):
            columns.append(match[1].strip("'\"").strip())
        elif line.lower() == "@data":
            inside = True
        elif not line.lower().startswith("@relation"):
            raise InputError(f"line {number}", "@relation, @attribute or @data", shown(line))
    if not inside or len(columns) < 2:
        raise InputError("file", "ARFF with two attributes or more and @data", "none")
    return as_classes(Table(name, tuple(columns), rows), request)


def _row(line: str, number: int, width: int) -> list[TableCell]:
    if line.startswith("{"):
        raise InputError(f"line {number}", "a row that is not sparse", shown(line))
    quote = "'" if "'" in line else '"'
    try:
        cells = next(csv.reader([line], quotechar=quote, skipinitialspace=True, strict=True))
    except csv.Error as error:
        raise InputError(f"line {number}", "a row of ARFF", str(error)) from None
    if len(cells) != width:
        raise InputError(f"line {number}", counted(width, "field"), str(len(cells)))
    return [cell.strip() for cell in cells]


def from_svmlight(content: str, name: str, request: Request) -> Raw:
    """The points of an SVMlight file, ``label index:value …`` with indices from 1 (or 0); what is
    left out is 0.
    """
    points: list[tuple[str, dict[int, Scalar]]] = []
    for number, raw_line in enumerate(content.splitlines(), start=1):
        label, *fields = raw_line.partition("#")[0].split() or [""]
        if not label:
            continue
        entries: dict[int, Scalar] = {}
        for field in fields:
            index, colon, value = field.partition(":")
            if index == "qid":
                continue
            if not (colon and index.isdecimal() and index.isascii() and len(index) < 7):
                raise InputError(f"line {number}", "index:value", shown(field))
            if int(index) in entries:
                raise InputError(f"line {number}", "each index once", shown(field))
            entries[int(index)] = parse(value, f"line {number}, {index}")
        points.append((label, entries))
    used = {index for _, entries in points for index in entries}
    if not points or not used:
        raise InputError("file", "at least one point", "none")
    start = 0 if 0 in used else 1
    if start == 0:
        request.note("indices start from 0")
    names = [f"x{i + 1}" for i in range(max(used) + 1 - start)]
    places = chosen_features(names, request.features)
    zero = parse("0")
    labels = chosen_labels(list(dict.fromkeys(label for label, _ in points)), request.select)
    classes: dict[str, list[list[Scalar]]] = {label: [] for label in labels}
    for label, entries in points:
        if label in classes:
            classes[label].append([entries.get(i + start, zero) for i in places])
    return Raw(name, classes, features=tuple(names[i] for i in places))
