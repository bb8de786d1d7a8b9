"""Reading data: JSON, CSV, and scikit-learn's shipped data sets.

Numbers stay text until `scalars` makes them exact; a JSON literal such as ``0.1`` is the decimal it is written as. Everything
unusable raises `InputError` naming the place, what was expected there and what was found; nothing is evaluated.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.matrices import from_flat, identity
from symbolic.scalars import Scalar, parse, shown

MAX_BYTES = 1 << 28
DATASETS = ("iris", "wine", "breast_cancer", "digits")


class _Numeral(str):
    """A number literal of a JSON file (``NaN`` and ``Infinity`` too), kept as the text it was written as."""

    __slots__ = ()


class _Object(dict[str, Any]):
    """An object of a JSON file, which remembers a key that stands twice: only its reader knows the place."""

    __slots__ = ("twice",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__()
        self.twice: str | None = None
        for key, value in pairs:
            if key in self:
                self.twice = key
            self[key] = value


@dataclass(frozen=True, slots=True)
class _Raw:
    """What a source says before it becomes `ClusterData`: rows of exact numbers a class, and coordinate names."""

    name: str
    features: tuple[str, ...]
    classes: dict[str, list[list[Scalar]]]
    targets: list[list[Scalar]] | None


def load(
    source: str,
    select: Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    distinct: bool = False,
    any_targets: bool = False,
) -> ClusterData:
    """The data of a path (``.csv``: CSV, otherwise JSON) or of ``sklearn:NAME``, as exact rationals.

    ``select`` keeps some classes (labels), ``features`` some coordinates (names, or numbers from 0), in the order of the data.
    ``distinct=True`` refuses the same point in two classes: no network separates those. ``any_targets=True`` admits dependent targets.
    Raises `InputError`.
    """
    if source.startswith("sklearn:"):
        raw = _from_sklearn(source.removeprefix("sklearn:"))
    else:
        content = _content(source)
        raw = (_from_csv if source.lower().endswith(".csv") else _from_json)(
            content, Path(source).stem
        )
    labels = _chosen(list(raw.classes), select, "select", "a class label")
    if distinct:
        _refuse_shared_points({label: raw.classes[label] for label in labels})
    names = [(name, str(i), f"x{i + 1}") for i, name in enumerate(raw.features)]
    kept = _chosen_features(names, features)
    if raw.targets is None:
        targets = identity(len(labels))
    elif len(labels) < len(raw.classes):
        raise InputError(
            "select", "all classes, since the data give targets", f"{len(labels)} classes"
        )
    else:
        targets = _matrix(raw.targets).transpose()
    blocks = tuple(
        _matrix([[row[i] for i in kept] for row in raw.classes[label]]) for label in labels
    )
    points = tuple(block.transpose() for block in blocks)
    return ClusterData(raw.name, tuple(labels), targets, points, any_targets)


def _matrix(rows: list[list[Scalar]]) -> DomainMatrix:
    return from_flat([entry for row in rows for entry in row], len(rows), len(rows[0]))


def _content(source: str) -> str:
    try:
        with open(source, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("file", "a readable file", reason.lower()) from None
    if len(raw) > MAX_BYTES:
        raise InputError("file", f"at most {MAX_BYTES} bytes", "more")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start}", "UTF-8 text", f"0x{raw[error.start]:02x}") from None


def _chosen(known: list[str], wanted: Sequence[str] | None, option: str, what: str) -> list[str]:
    if wanted is None:
        return known
    for entry in wanted:
        if entry not in known:
            raise InputError(option, f"{what} among {_some(known)}", shown(entry))
    return [entry for entry in known if entry in wanted]


def _some(known: Sequence[str]) -> str:
    return shown(", ".join(known[:12]), 120)


def _chosen_features(names: list[tuple[str, str, str]], wanted: Sequence[str] | None) -> list[int]:
    """Each coordinate goes by its name, its number from 0, and ``x1, x2, …``; a name goes before a number."""
    if wanted is None:
        return list(range(len(names)))
    places: dict[str, int] = {}
    for aliases in zip(*names, strict=True):
        for i, alias in enumerate(aliases):
            places.setdefault(alias, i)
    for entry in wanted:
        if entry not in places:
            some = f"a coordinate among {_some([name for name, *_ in names])} or a number from 0"
            raise InputError("features", f"{some} to {len(names) - 1}", shown(entry))
    return sorted({places[entry] for entry in wanted})


def _refuse_shared_points(classes: dict[str, list[list[Scalar]]]) -> None:
    first: dict[tuple[Scalar, ...], tuple[str, int]] = {}
    for label, rows in classes.items():
        for i, row in enumerate(rows):
            other, index = first.setdefault(tuple(row), (label, i))
            if other != label:
                found = f"the point {index} of class {shown(other)} again"
                raise InputError(
                    f"class {shown(label)}, point {i}", "a point of no other class", found
                )


# --- JSON ---------------------------------------------------------------------------------------


def _from_json(content: str, stem: str) -> _Raw:
    try:
        document = json.loads(
            content,
            parse_int=_Numeral,
            parse_float=_Numeral,
            parse_constant=_Numeral,
            object_pairs_hook=_Object,
        )
    except json.JSONDecodeError as error:
        found = (
            shown(content[error.pos : error.pos + 12]) if error.pos < len(content) else "the end"
        )
        place = f"line {error.lineno} column {error.colno}"
        raise InputError(place, f"JSON ({error.msg.lower()})", found) from None
    except RecursionError:
        raise InputError("JSON", "a few nested levels", "thousands") from None
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
    names = tuple(f"x{i + 1}" for i in range(dimension or 0))
    return _Raw(name, names, classes, targets or None)


def _keys(value: Any, place: str, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(value, _Object):
        raise InputError(place, "an object", _kind(value))
    if value.twice is not None:
        raise InputError(place, "each key once", f"{shown(value.twice)} twice")
    for key in sorted(required - set(value)):
        raise InputError(place, f'the key "{key}"', "none")
    for key in value:
        if key not in required | optional:
            raise InputError(place, f"only {', '.join(sorted(required | optional))}", shown(key))
    return value


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(place, "a list", _kind(value))
    if not value:
        raise InputError(place, "at least one entry", "an empty list")
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or isinstance(value, _Numeral) or not value:
        raise InputError(place, "a non-empty string", _kind(value))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError(place, "Unicode text", "a lone surrogate") from None
    return value


def _vector(value: Any, place: str, length: int | None) -> list[Scalar]:
    entries = _list(value, place)
    if length is not None and len(entries) != length:
        raise InputError(place, f"{length} numbers", str(len(entries)))
    return [_number(entry, f"{place}[{i}]") for i, entry in enumerate(entries)]


def _number(value: Any, place: str) -> Scalar:
    if not isinstance(value, str):
        raise InputError(place, "an exact number", _kind(value))
    return parse(value, place)


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, list):
        return "a list"
    if isinstance(value, _Numeral):
        return f"the number {shown(value)[1:-1]}"
    return "an object" if isinstance(value, dict) else shown(value)


# --- CSV ----------------------------------------------------------------------------------------


def _from_csv(content: str, stem: str) -> _Raw:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    classes: dict[str, list[list[Scalar]]] = {}
    try:
        header = next(reader, [])
        if len(header) < 2 or header[0] != "label":
            raise InputError("line 1", "a header label,x1,...,xM", shown(",".join(header)))
        if len(set(header)) != len(header):
            raise InputError("line 1", "distinct column names", shown(",".join(header)))
        for row in reader:
            place = f"line {reader.line_num}"
            if not row:
                continue
            if len(row) != len(header):
                raise InputError(place, f"{len(header)} fields", str(len(row)))
            label = _text(row[0], f"{place}, label")
            values = zip(row[1:], header[1:], strict=True)
            classes.setdefault(label, []).append(
                [parse(entry.strip(), f"{place}, {shown(name)}") for entry, name in values]
            )
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}", "CSV", str(error)) from None
    if not classes:
        raise InputError("file", "at least one point", "none")
    return _Raw(stem, tuple(header[1:]), classes, None)


# --- scikit-learn -------------------------------------------------------------------------------


def _from_sklearn(name: str) -> _Raw:
    """The named data set; its floats are read as the decimals they print as."""
    if name not in DATASETS:
        raise InputError("sklearn", f"one of {', '.join(DATASETS)}", shown(name))
    try:
        from sklearn import datasets
    except ImportError:
        install = "scikit-learn (pip install 'truncation[datasets]')"
        raise InputError("sklearn", install, "not installed") from None
    loader: Callable[[], Any] = getattr(datasets, f"load_{name}")
    bunch = loader()
    labels = [str(label) for label in bunch.target_names]
    known: dict[float, Scalar] = {}
    classes: dict[str, list[list[Scalar]]] = {label: [] for label in labels}
    for row, target in zip(bunch.data.tolist(), bunch.target.tolist(), strict=True):
        for value in row:
            if value not in known:
                known[value] = parse(repr(value))
        classes[labels[target]].append([known[value] for value in row])
    return _Raw(name, tuple(map(str, bunch.feature_names)), classes, None)
