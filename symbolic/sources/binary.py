"""Numbers that only exist as floats or integers of a machine: NumPy's files, Parquet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING

from symbolic.arrays import has_floats, labels_of, number, plain, rows_of
from symbolic.errors import InputError, shown
from symbolic.scalars import Scalar
from symbolic.sources.raw import Raw, Request, chosen_features, chosen_labels, some
from symbolic.sources.table import Table, TableCell, as_classes
from symbolic.words import counted

if TYPE_CHECKING:
    from symbolic.float_arrays import Numbers

FLOATS = (
    "the numbers exist as binary floats only and are taken as exactly what these are: 0.1 is "
    "3602879701896397/36028797018963968"
)
POINTS = ("x", "data", "features", "points", "inputs")
LABELS = ("y", "label", "labels", "target", "targets", "classes")


def from_numpy(raw: bytes, name: str, request: Request) -> Raw:
    """An ``.npz`` with points and labels, or an ``.npy`` table with a column of labels."""
    import numpy

    try:
        loaded = numpy.load(io.BytesIO(raw), allow_pickle=False)
        arrays = {"": loaded} if hasattr(loaded, "shape") else {key: loaded[key] for key in loaded}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        reason = str(error).splitlines()[0] if str(error) else "none"
        raise InputError(
            "file", "arrays of numbers as NumPy writes them", shown(reason, 120)
        ) from None
    if "" not in arrays:
        X, y = _points_and_labels(arrays, request)
        return _from_arrays(plain(X), plain(y), name, request)
    table = arrays[""]
    if table.dtype.names:
        columns = {key: list(table[key].tolist()) for key in table.dtype.names}
        return as_classes(_table(columns, name, request), request)
    if table.ndim != 2:
        raise InputError("array", "a table with a column of labels", f"shape {table.shape}")
    columns = {f"x{i + 1}": list(table[:, i].tolist()) for i in range(table.shape[1])}
    return as_classes(_table(columns, name, request, named=False), request)


def _points_and_labels(arrays: Mapping[str, Numbers], request: Request) -> tuple[Numbers, Numbers]:
    tables = [key for key, array in arrays.items() if array.ndim == 2]
    rows = [key for key, array in arrays.items() if array.ndim == 1]
    X = _only(tables, POINTS, "a two-dimensional array of points called X", arrays)
    if request.label is not None:
        if request.label not in rows:
            raise InputError("label", f"an array among {some(rows)}", shown(request.label))
        return arrays[X], arrays[request.label]
    return arrays[X], arrays[_only(rows, LABELS, "an array of labels called y", arrays)]


def _only(
    keys: Sequence[str], names: Sequence[str], expected: str, arrays: Mapping[str, Numbers]
) -> str:
    known = [key for key in keys if key.lower() in names] if len(keys) > 1 else list(keys)
    if len(known) != 1:
        raise InputError(
            "arrays", f"{expected} (the option label names that of labels)", some(list(arrays))
        )
    return known[0]


def _from_arrays(X: object, y: object, name: str, request: Request) -> Raw:
    rows, labels = rows_of(X, "X"), labels_of(y, "y")
    if len(rows) != len(labels):
        raise InputError("y", f"{counted(len(rows), 'label')}, one a point", str(len(labels)))
    if has_floats(X):
        request.note(FLOATS)
    names = [f"x{i + 1}" for i in range(len(rows[0]))]
    kept = chosen_features(names, request.features)
    wanted = chosen_labels(list(dict.fromkeys(labels)), request.select)
    classes: dict[str, list[list[Scalar]]] = {label: [] for label in wanted}
    for label, row in zip(labels, rows, strict=True):
        if label in classes:
            classes[label].append([row[i] for i in kept])
    return Raw(name, classes, features=tuple(names[i] for i in kept))


def from_parquet(raw: bytes, name: str, request: Request) -> Raw:
    """The table of a Parquet file; needs pyarrow."""
    try:
        from pyarrow import ArrowException, BufferReader, parquet
    except ImportError:
        install = "pyarrow (pip install pyarrow)"
        raise InputError("parquet", install, "not installed") from None
    try:
        columns = parquet.read_table(BufferReader(raw)).to_pydict()
    except ArrowException as error:
        raise InputError("file", "Parquet", shown(str(error).splitlines()[0], 120)) from None
    return as_classes(_table(columns, name, request), request)


def _table(
    columns: Mapping[str, Sequence[object]], name: str, request: Request, named: bool = True
) -> Table:
    cells = {
        key: [_cell(value, f"row {i}, {shown(key)}") for i, value in enumerate(column)]
        for key, column in columns.items()
    }
    if any(has_floats(list(column)) for column in columns.values()):
        request.note(FLOATS)
    rows = list(zip(*cells.values(), strict=True))
    return Table(
        name,
        tuple(map(str, columns)),
        [(f"row {i}", list(row)) for i, row in enumerate(rows)],
        named,
    )


def _cell(value: object, place: str) -> TableCell:
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    if isinstance(value, bool | bytes | str):
        return (
            value.decode("utf-8", "backslashreplace")
            if isinstance(value, bytes)
            else str(value).strip()
        )
    try:
        return number(value, place)
    except InputError:
        if isinstance(value, float):
            raise
        return str(value)  # a date, say: no coordinate, but it may be a label
