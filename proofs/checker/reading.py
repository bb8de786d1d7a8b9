"""Bytes -> typed values: the layout, the digests, the types and the shapes of a certificate.

The layout is canonical: the parsed object, written again by the rules of FORMAT.md, must give back
the very bytes of the file. So white space, duplicate keys, escapes and the order of the top-level
lines need no rule of their own. Numbers are canonical too, so that equal numbers are equal strings
and comparing values is comparing strings.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NoReturn

from .errors import Malformed, require_equal, shown

__all__ = [
    "KEYS",
    "Certificate",
    "Class",
    "Data",
    "Network",
    "Vector",
    "boolean",
    "count",
    "items",
    "labels",
    "matrix",
    "network",
    "number",
    "one_of",
    "parse",
    "read",
    "record",
    "statement_of",
    "vector",
]

SCHEMA = "truncation-certificate/1"
MAX_DIGITS = 200_000  # of a numerator or a denominator
MAX_COUNT_DIGITS = 18

KEYS = {
    "T3": "Q M N readout layers order hyperplanes apexes margins cost_squared strict_activation",
    "T3'": "Q M N obstruction further_obstructions",
    "T4": "Q M N layers K rank dimension rescaling directions kernel",
    "T5": "Q M N K hidden_layers values_only apexes minima equal_values",
}
NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:/([1-9][0-9]*))?")

Vector = tuple[Fraction, ...]
Network = tuple[tuple[tuple[Vector, ...], Vector], ...]  # (W, b) of each layer


@dataclass(frozen=True, slots=True)
class Class:
    """One class: its label, its target in Q^Q and its points in Q^M."""

    label: str
    target: Vector
    points: tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """The classes in the order of the file; Q classes, M coordinates, N points."""

    classes: tuple[Class, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in order."""
        return tuple(c.label for c in self.classes)

    @property
    def Q(self) -> int:
        """The number of classes."""
        return len(self.classes)

    @property
    def M(self) -> int:
        """The input dimension."""
        return len(self.classes[0].points[0])

    @property
    def N(self) -> int:
        """The number of points."""
        return sum(len(c.points) for c in self.classes)

    @property
    def points(self) -> tuple[Vector, ...]:
        """All points, class after class."""
        return tuple(x for c in self.classes for x in c.points)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A well laid out file: its data, and the values of its own keys still to be read."""

    statement: str
    data: Data
    values: dict[str, object]


# --- layout ------------------------------------------------------------------------------------


def _no_float(text: str) -> NoReturn:
    raise Malformed(f"number: expected a string or a count, found {shown(text)}")


def _bounded_int(text: str) -> int:
    if len(text) > MAX_COUNT_DIGITS:
        raise Malformed(f"count: expected at most {MAX_COUNT_DIGITS} digits, found {len(text)}")
    return int(text)


def _distinct_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Malformed(f"object: expected distinct keys, found {shown([k for k, _ in pairs])}")
    return result


def parse(raw: bytes) -> dict[str, object]:
    """The top-level JSON object of a file, without floats, huge counts or duplicate keys.

    Raises Malformed.

    >>> parse(b'{"Q": 1}')
    {'Q': 1}
    >>> parse(b'{"Q": 1.0}')
    Traceback (most recent call last):
        ...
    proofs.checker.errors.Malformed: number: expected a string or a count, found "1.0"
    """
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise Malformed(f"file: expected ASCII, found byte {raw[error.start]:#x}") from None
    try:
        value = json.loads(
            text,
            parse_float=_no_float,
            parse_int=_bounded_int,
            parse_constant=_no_float,
            object_pairs_hook=_distinct_keys,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"{where}: expected JSON, found: {error.msg}") from None
    except RecursionError:
        raise Malformed("file: expected the format's nesting, found far deeper one") from None
    return _mapping(value, "file")


def statement_of(values: dict[str, object]) -> str:
    """The statement of a parsed file whose schema this checker knows. Raises Malformed.

    >>> statement_of({"schema": "truncation-certificate/1", "statement": "T4"})
    'T4'
    """
    one_of(values.get("schema"), [SCHEMA], "schema")
    return one_of(values.get("statement"), list(KEYS), "statement")


def read(values: dict[str, object], raw: bytes) -> Certificate:
    """Check layout, digests, the data and the counts Q, M, N; return what is left to be judged.

    `values` is `parse(raw)`. Raises Malformed, or Refuted when a count is not that of the data.
    """
    statement = statement_of(values)
    keys = ["schema", "statement", "producer", "data", "data_digest"]
    keys += [*KEYS[statement].split(), "digest"]
    if statement == "T4" and "kernel" not in values:
        keys.remove("kernel")
    if list(values) != keys:
        raise Malformed(f"file: expected the keys {' '.join(keys)}, found {shown(list(values))}")
    _require_layout(values, raw)
    _string(values["producer"], "producer")
    data = _data(values["data"])
    for key, found in (("Q", data.Q), ("M", data.M), ("N", data.N)):
        require_equal(key, found, count(values[key], key))
    return Certificate(statement, data, values)


def _require_layout(values: dict[str, object], raw: bytes) -> None:
    lines = []
    for key, value in values.items():
        if key == "minima" and isinstance(value, list):
            body = "[" + ",\n".join(json.dumps(item) for item in value) + "]"
        else:
            body = json.dumps(value)
        lines.append(f"{json.dumps(key)}: {body}")
    body, last = "{" + ",\n".join(lines[:-1]) + ",\n", lines[-1] + "}\n"
    written = (body + last).encode("ascii")
    if written != raw:
        at = next(
            (k for k, (a, b) in enumerate(zip(written, raw, strict=False)) if a != b),
            min(len(written), len(raw)),
        )
        raise Malformed(
            f"byte {at}: expected the fixed layout {shown(written[at : at + 20].decode())}, "
            f"found {shown(raw[at : at + 20].decode())}"
        )
    for key, content in (("data_digest", json.dumps(values["data"])), ("digest", body)):
        expected = hashlib.sha256(content.encode("ascii")).hexdigest()
        if values[key] != expected:
            raise Malformed(f"{key}: expected {expected}, found {shown(values[key])}")


def _data(value: object) -> Data:
    fields = record(value, ["name", "classes"], "data")
    _string(fields["name"], "data.name")
    listed = items(fields["classes"], "data.classes")
    if not listed:
        raise Malformed("data.classes: expected at least one class, found none")
    classes: list[Class] = []
    dimension = None
    for j, entry in enumerate(listed):
        place = f"data.classes[{j}]"
        one = record(entry, ["label", "target", "points"], place)
        label = _string(one["label"], f"{place}.label")
        if not label or any(c.label == label for c in classes):
            raise Malformed(f"{place}.label: expected a new non-empty label, found {shown(label)}")
        rows = items(one["points"], f"{place}.points")
        if not rows:
            raise Malformed(f"{place}.points: expected at least one point, found none")
        if dimension is None:
            dimension = len(items(rows[0], f"{place}.points[0]"))
            if not dimension:
                raise Malformed(f"{place}.points[0]: expected a coordinate, found none")
        points = matrix(rows, len(rows), dimension, f"{place}.points")
        target = vector(one["target"], len(listed), f"{place}.target")
        classes.append(Class(label, target, points))
    return Data(tuple(classes))


# --- values ------------------------------------------------------------------------------------


def _mapping(value: object, place: str) -> dict[str, object]:
    if type(value) is not dict:
        raise Malformed(f"{place}: expected an object, found {shown(value)}")
    return value


def _string(value: object, place: str) -> str:
    if type(value) is not str:
        raise Malformed(f"{place}: expected a string, found {shown(value)}")
    return value


def record(value: object, keys: Sequence[str], place: str) -> dict[str, object]:
    """An object with exactly these keys, in this order. Raises Malformed.

    >>> record({"normal": ["1"], "offset": "0"}, ["normal", "offset"], "hyperplanes.a")
    {'normal': ['1'], 'offset': '0'}
    """
    fields = _mapping(value, place)
    if list(fields) != list(keys):
        raise Malformed(
            f"{place}: expected the keys {shown(list(keys))} in this order, "
            f"found {shown(list(fields))}"
        )
    return fields


def items(value: object, place: str) -> list[object]:
    """A JSON array, of any length. Raises Malformed.

    >>> items([1, 2], "x")
    [1, 2]
    """
    if type(value) is not list:
        raise Malformed(f"{place}: expected an array, found {shown(value)}")
    return value


def count(value: object, place: str) -> int:
    """A JSON integer that is not negative (and not true or false). Raises Malformed.

    >>> count(3, "Q")
    3
    """
    if type(value) is not int or value < 0:
        raise Malformed(f"{place}: expected a count, found {shown(value)}")
    return value


def boolean(value: object, place: str) -> bool:
    """A JSON true or false. Raises Malformed.

    >>> boolean(True, "feasible")
    True
    """
    if type(value) is not bool:
        raise Malformed(f"{place}: expected true or false, found {shown(value)}")
    return value


def one_of(value: object, choices: Sequence[str], place: str) -> str:
    """One of the given strings. Raises Malformed.

    >>> one_of("affine", ["linear", "affine"], "readout")
    'affine'
    """
    text = _string(value, place)
    if text not in choices:
        raise Malformed(f"{place}: expected one of {shown(list(choices))}, found {shown(text)}")
    return text


def _natural(digits: str) -> int:
    # int() of a long string is quadratic, and limited to 4300 digits unless the whole process
    # is told otherwise; halving needs neither a setting nor patience.
    if len(digits) <= 500:
        return int(digits)
    low = len(digits) // 2
    shift: int = 10**low
    return _natural(digits[:-low]) * shift + _natural(digits[-low:])


def number(value: object, place: str) -> Fraction:
    """The rational number of a canonical string -?p or -?p/q. Raises Malformed.

    >>> number("-3/4", "x")
    Fraction(-3, 4)
    >>> number("2/4", "x")
    Traceback (most recent call last):
        ...
    proofs.checker.errors.Malformed: x: expected a number in lowest terms, found "2/4"
    """
    text = _string(value, place)
    if len(text) > 2 * MAX_DIGITS + 2:
        raise Malformed(f"{place}: expected at most {MAX_DIGITS} digits, found {len(text)}")
    match = NUMBER.fullmatch(text)
    if match is None:
        raise Malformed(f"{place}: expected a number p or p/q, found {shown(text)}")
    sign, above, below = match.groups()
    if max(len(above), len(below or "")) > MAX_DIGITS:
        raise Malformed(f"{place}: expected at most {MAX_DIGITS} digits, found {len(text)}")
    p, q = _natural(above), _natural(below or "1")
    result = Fraction(-p if sign else p, q)
    if result.denominator != q or (below and q == 1) or (sign and not p):
        raise Malformed(f"{place}: expected a number in lowest terms, found {shown(text)}")
    return result


def vector(value: object, length: int, place: str) -> Vector:
    """A vector of the given length. Raises Malformed.

    >>> vector(["1", "-1/2"], 2, "x")
    (Fraction(1, 1), Fraction(-1, 2))
    """
    entries = items(value, place)
    if len(entries) != length:
        raise Malformed(f"{place}: expected {length} entries, found {len(entries)}")
    return tuple(number(entry, f"{place}[{k}]") for k, entry in enumerate(entries))


def matrix(value: object, rows: int, columns: int, place: str) -> tuple[Vector, ...]:
    """A matrix of the given shape, as its rows. Raises Malformed.

    >>> matrix([["1", "0"]], 1, 2, "W")
    ((Fraction(1, 1), Fraction(0, 1)),)
    """
    entries = items(value, place)
    if len(entries) != rows:
        raise Malformed(f"{place}: expected {rows} rows, found {len(entries)}")
    return tuple(vector(row, columns, f"{place}[{k}]") for k, row in enumerate(entries))


def network(value: object, data: Data, place: str, hidden: int | None = None) -> Network:
    """The layers (W, b): square M x M hidden ones (at least one), then a Q x M output layer.

    `hidden` is their number where it is prescribed. Raises Malformed.
    """
    entries = items(value, place)
    if hidden is not None and len(entries) != hidden + 1:
        raise Malformed(f"{place}: expected {hidden + 1} layers, found {len(entries)}")
    if len(entries) < 2:
        raise Malformed(f"{place}: expected a hidden and an output layer, found {len(entries)}")
    layers = []
    for l, entry in enumerate(entries):
        where = f"{place}[{l}]"
        fields = record(entry, ["W", "b"], where)
        height = data.M if l < len(entries) - 1 else data.Q
        weights = matrix(fields["W"], height, data.M, f"{where}.W")
        layers.append((weights, vector(fields["b"], height, f"{where}.b")))
    return tuple(layers)


def labels(value: object, data: Data, place: str) -> tuple[int, ...]:
    """A set of classes, written as labels in the order of the data; their positions there.

    Raises Malformed.
    """
    positions = tuple(
        data.labels.index(one_of(entry, data.labels, f"{place}[{k}]"))
        for k, entry in enumerate(items(value, place))
    )
    if any(a >= b for a, b in pairwise(positions)):
        raise Malformed(f"{place}: expected labels in the order of the data, found {shown(value)}")
    return positions
