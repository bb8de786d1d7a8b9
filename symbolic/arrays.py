"""What other libraries call numbers: arrays, tensors and their scalars as exact rationals.

Nothing is imported from those libraries. An array gives its entries as Python numbers by
``tolist``; an integer or a fraction is exact, and a float is the dyadic rational that it denotes,
whatever it prints as.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral

from symbolic.errors import InputError, shown
from symbolic.scalars import Scalar, exact, exact_from_float
from symbolic.words import counted


def plain(values: object) -> object:
    """Nested lists of Python numbers for an array, a tensor, a column of a data frame; anything
    else as it is.

    >>> plain((1, 2))
    (1, 2)
    """
    if hasattr(values, "detach"):  # a tensor of PyTorch, perhaps on another device
        values = values.detach().cpu()
    if hasattr(values, "toarray"):  # a sparse matrix of SciPy
        values = values.toarray()
    if not hasattr(values, "tolist") and hasattr(values, "to_numpy"):
        values = values.to_numpy()
    return values.tolist() if hasattr(values, "tolist") else values


def number(value: object, place: str) -> Scalar:
    """The rational that a number of any library is; raises `InputError` for anything that is not
    finite or no number.

    >>> number(0.5, "x"), number(Decimal("0.1"), "x"), number("1/3", "x")
    (1/2, 1/10, 1/3)
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise InputError(place, "a finite number", str(value))
        return exact(Fraction(value), place)
    value = plain(value)
    if isinstance(value, float):
        return exact_from_float(value, place)
    if isinstance(value, Integral) and not isinstance(value, bool):
        return exact(int(value), place)
    return exact(value, place)


def rows_of(values: object, place: str) -> list[list[Scalar]]:
    """The rows of a two-dimensional array-like, exactly; raises `InputError` unless all have one
    length.
    """
    listed = _listed(plain(values), place)
    rows = [
        [
            number(entry, f"{place}[{i}][{j}]")
            for j, entry in enumerate(_listed(row, f"{place}[{i}]"))
        ]
        for i, row in enumerate(map(plain, listed))
    ]
    if len({len(row) for row in rows}) > 1:
        found = f"rows of {len(rows[0])} and {next(len(r) for r in rows if len(r) != len(rows[0]))}"
        raise InputError(place, "rows of one length", found)
    return rows


def points_of(values: object) -> tuple[list[list[Scalar]], bool]:
    """Points a row each, exactly, and whether it was one point, without a list around it.

    >>> points_of([1, 2]), points_of([[1, 2]])
    (([[1, 2]], True), ([[1, 2]], False))
    """
    listed = _listed(plain(values), "points")
    single = not any(isinstance(plain(entry), list | tuple) for entry in listed)
    rows = rows_of([listed] if single else listed, "points")
    if not rows[0]:
        raise InputError("points", "at least one point", "none")
    return rows, single


def has_floats(values: object) -> bool:
    """Whether an entry of a nested list is a float that is no whole number."""
    if isinstance(values, list | tuple):
        return any(map(has_floats, values))
    return isinstance(values, float) and not values.is_integer()


def labels_of(values: object, place: str) -> list[str]:
    """Labels as text: whole numbers as such, whatever their type, and text without the white space
    around it.

    >>> labels_of([1, 2.0, " a "], "y")
    ['1', '2', 'a']
    """
    labels = []
    for i, value in enumerate(_listed(plain(values), place)):
        entry = plain(value)
        if isinstance(entry, float) and not entry.is_integer():
            raise InputError(f"{place}[{i}]", "a label", f"the float {entry!r}")
        if isinstance(entry, float) or (
            isinstance(entry, Integral) and not isinstance(entry, bool)
        ):
            entry = int(entry)
        elif isinstance(entry, bytes):
            entry = entry.decode("utf-8", "backslashreplace")
        elif entry is None or isinstance(entry, list | dict):
            raise InputError(f"{place}[{i}]", "a label", shown(entry))
        text = str(entry).strip()
        if not text:
            raise InputError(f"{place}[{i}]", "a label that is not empty", shown(entry))
        labels.append(text)
    return labels


def as_printed(values: object) -> object:
    """Nested lists with each float as the numeral it prints as."""
    if isinstance(values, list | tuple):
        return [as_printed(value) for value in values]
    return repr(values) if isinstance(values, float) else values


def names_in(holder: object, attribute: str) -> list[str]:
    """The names that a data frame or a ``Bunch`` gives its columns; none of anything else."""
    names = getattr(holder, attribute, None)
    return [] if names is None else list(map(str, names))


def class_named(label: str, names: Sequence[str]) -> str:
    """The name of the class that is numbered ``label``; raises `InputError` without one."""
    if not label.isdecimal() or int(label) >= len(names):
        raise InputError("names", f"a name for the class {label}", counted(len(names), "name"))
    return names[int(label)]


def _listed(values: object, place: str) -> list[object]:
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise InputError(place, "a list or an array", shown(values))
    return list(values)


def names_of(given: Iterable[object], count: int) -> tuple[str, ...]:
    """Names of coordinates without white space around them, ``x1, x2, …`` where none are given.

    Raises `InputError` for another number of names than ``count``.

    >>> names_of([" length ", ""], 2), names_of([], 1)
    (('length', 'x2'), ('x1',))
    """
    names = tuple(str(name).strip() for name in given)
    if names and len(names) != count:
        found = str(len(names))
        raise InputError("feature_names", f"{counted(count, 'name')}, one a coordinate", found)
    numbered = tuple(f"x{i + 1}" for i in range(count))
    return tuple(name or number for name, number in zip(names or numbered, numbered, strict=True))
