"""JSON values -> the typed, shape-checked values of a certificate.

Every reader takes a value and its place in the file, and returns an exact Python value or raises
Malformed. Numbers are canonical: equal numbers are equal strings, so that comparing values is
comparing strings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .errors import Malformed, counted, shown

__all__ = [
    "MAX_DIGITS",
    "Class",
    "Data",
    "Network",
    "Vector",
    "any_widths",
    "boolean",
    "count",
    "dataset",
    "items",
    "labels",
    "mapping",
    "matrix",
    "network",
    "number",
    "one_of",
    "record",
    "string",
    "vector",
]

MAX_DIGITS = 200_000  # of a numerator or a denominator
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


def mapping(value: object, place: str) -> dict[str, object]:
    """A JSON object, with any keys. Raises Malformed.

    >>> mapping({"a": 1}, "x")
    {'a': 1}
    """
    if type(value) is not dict:
        raise Malformed(f"{place}: expected an object, found {shown(value)}")
    return value


def string(value: object, place: str) -> str:
    """A JSON string. Raises Malformed.

    >>> string("a", "x")
    'a'
    """
    if type(value) is not str:
        raise Malformed(f"{place}: expected a string, found {shown(value)}")
    return value


def record(value: object, keys: Sequence[str], place: str) -> dict[str, object]:
    """An object with exactly these keys, in this order. Raises Malformed.

    >>> record({"normal": ["1"], "offset": "0"}, ["normal", "offset"], "hyperplanes.a")
    {'normal': ['1'], 'offset': '0'}
    """
    fields = mapping(value, place)
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
    text = string(value, place)
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
    text = string(value, place)
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
        raise Malformed(f"{place}: expected {counted(length, 'entry')}, found {len(entries)}")
    return tuple(number(entry, f"{place}[{k}]") for k, entry in enumerate(entries))


def matrix(value: object, rows: int, columns: int, place: str) -> tuple[Vector, ...]:
    """A matrix of the given shape, as its rows. Raises Malformed.

    >>> matrix([["1", "0"]], 1, 2, "W")
    ((Fraction(1, 1), Fraction(0, 1)),)
    """
    entries = items(value, place)
    if len(entries) != rows:
        raise Malformed(f"{place}: expected {counted(rows, 'row')}, found {len(entries)}")
    return tuple(vector(row, columns, f"{place}[{k}]") for k, row in enumerate(entries))


def network(value: object, data: Data, place: str, hidden: int | None = None) -> Network:
    """The layers (W, b): square M x M hidden ones (at least one), then a Q x M output layer.

    `hidden` is their number where it is prescribed. Raises Malformed.

    >>> data = Data((Class("a", (Fraction(1),), ((Fraction(1),),)),))
    >>> network([{"W": [["1"]], "b": ["0"]}, {"W": [["2"]], "b": ["1"]}], data, "layers")[1]
    (((Fraction(2, 1),),), (Fraction(1, 1),))
    """
    entries = items(value, place)
    if hidden is not None and len(entries) != hidden + 1:
        raise Malformed(f"{place}: expected {counted(hidden + 1, 'layer')}, found {len(entries)}")
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


def any_widths(value: object, inputs: int, outputs: int, place: str) -> Network:
    """The layers (W, b) of a network of any widths, from `inputs` to `outputs`; one layer is
    affine.

    Raises Malformed.

    >>> net = [{"W": [["1"], ["1"]], "b": ["0", "1"]}, {"W": [["2", "0"]], "b": ["1"]}]
    >>> [len(W) for W, b in any_widths(net, 1, 1, "layers")]
    [2, 1]
    """
    entries = items(value, place)
    if not entries:
        raise Malformed(f"{place}: expected an output layer, found no layer")
    layers, width = [], inputs
    for l, entry in enumerate(entries):
        where = f"{place}[{l}]"
        fields = record(entry, ["W", "b"], where)
        rows = items(fields["W"], f"{where}.W")
        height = len(rows) if l < len(entries) - 1 else outputs
        if not height:
            raise Malformed(f"{where}.W: expected at least one row, found none")
        weights = matrix(rows, height, width, f"{where}.W")
        layers.append((weights, vector(fields["b"], height, f"{where}.b")))
        width = height
    return tuple(layers)


def labels(value: object, data: Data, place: str) -> tuple[int, ...]:
    """A set of classes, written as labels in the order of the data; their positions there.

    Raises Malformed.

    >>> point = (Fraction(1),)
    >>> data = Data(tuple(Class(name, point * 3, (point,)) for name in "abc"))
    >>> labels(["a", "c"], data, "against")
    (0, 2)
    """
    positions = tuple(
        data.labels.index(one_of(entry, data.labels, f"{place}[{k}]"))
        for k, entry in enumerate(items(value, place))
    )
    if any(a >= b for a, b in pairwise(positions)):
        raise Malformed(f"{place}: expected labels in the order of the data, found {shown(value)}")
    return positions


def dataset(value: object) -> Data:
    """The classes of the value of `data`. Raises Malformed.

    >>> one = {"label": "a", "target": ["1"], "points": [["2", "3"]]}
    >>> dataset({"name": "", "classes": [one]}).points
    ((Fraction(2, 1), Fraction(3, 1)),)
    """
    fields = record(value, ["name", "classes"], "data")
    string(fields["name"], "data.name")
    listed = items(fields["classes"], "data.classes")
    if not listed:
        raise Malformed("data.classes: expected at least one class, found none")
    classes: list[Class] = []
    dimension = None
    for j, entry in enumerate(listed):
        place = f"data.classes[{j}]"
        one = record(entry, ["label", "target", "points"], place)
        label = string(one["label"], f"{place}.label")
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
