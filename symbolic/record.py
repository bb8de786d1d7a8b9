"""What every result of this package is: a record of exact values, equal to another by value, with
one line to be seen by.

A matrix over ``QQ`` has no hash and a text as long as its numbers, so what a dataclass would write
by itself does not do. Equality compares every field that a dataclass would compare; a hash only
looks at shapes and small things, so that it is quick on large data.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import Field, fields
from typing import Any, ClassVar, TypeGuard

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.scalars import shorten

WIDTH = 100  # characters of a representation
PART = 48  # … and of one field in it
FEW = 4  # entries of a matrix, items of a sequence, that are written out


class Record:
    """Base of frozen dataclasses (declared with ``eq=False, repr=False``).

    >>> from dataclasses import dataclass
    >>> from symbolic.matrices import column
    >>> @dataclass(frozen=True, eq=False, repr=False)
    ... class Point(Record):
    ...     place: DomainMatrix
    >>> Point(column([1, "1/2"])), Point(column([1, 2])) == Point(column([1, 2]))
    (Point(place=[[1], [1/2]]), True)
    """

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self is other or all(
            same(getattr(self, name), getattr(other, name)) for name in _compared(self)
        )

    def __hash__(self) -> int:
        return hash((type(self), *(_mark(getattr(self, name)) for name in _compared(self))))

    def __repr__(self) -> str:
        shown = [f"{one.name}={brief(getattr(self, one.name))}" for one in fields(self) if one.repr]
        return _line(type(self).__name__, shown)


def _compared(record: Record) -> Iterable[str]:
    return (one.name for one in fields(record) if one.compare)


def same(left: object, right: object) -> bool:
    """Whether two values are equal, matrices and arrays inside sequences and mappings included.

    >>> from symbolic.matrices import column
    >>> same((column([1]), 2), (column([1]), 2)), same({"a": column([1])}, {"a": column([2])})
    (True, False)
    """
    if left is right:
        return True
    if isinstance(left, DomainMatrix) and isinstance(right, DomainMatrix):
        return left.shape == right.shape and bool(left.to_dense() == right.to_dense())
    if _is_array(left) and _is_array(right):
        return bool(left.shape == right.shape and (left == right).all())
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, tuple | list) and type(left) is type(right):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _is_array(value: object) -> TypeGuard[Any]:
    """Of NumPy, if anybody has loaded it: this module is imported where numbers stay exact."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def _mark(value: object) -> Hashable:
    """Something equal for equal values, without a look at every number."""
    if isinstance(value, DomainMatrix) or _is_array(value):
        return tuple(value.shape)
    if isinstance(value, Mapping):
        return frozenset(value)
    if isinstance(value, tuple | list):
        return (len(value), *map(_mark, value[:FEW]))
    return value if isinstance(value, Hashable) else None


def brief(value: object) -> str:
    """A few characters for a value: a number as it is or in decimals, a large matrix by its shape.

    >>> from symbolic.matrices import ones
    >>> brief(QQ(1, 3)), brief(ones(3, 4)), brief(range(9)), brief((1, 2)), len(brief("x" * 99))
    ('1/3', '3×4', 'range(0, 9)', '(1, 2)', 48)
    """
    if isinstance(value, type(QQ.zero)):
        return shorten(value)
    if isinstance(value, DomainMatrix):
        return _matrix(value)
    if _is_array(value):
        return f"array of {'×'.join(map(str, value.shape))}"
    if isinstance(value, str):
        return repr(value if len(value) <= PART - 2 else f"{value[: PART - 3]}…")
    if isinstance(value, Mapping):
        return _few(value, "{}", [f"{brief(k)}: {brief(v)}" for k, v in list(value.items())[:FEW]])
    if isinstance(value, tuple | list):
        parts = [brief(one) for one in value[:FEW]]
        return _few(value, "()", [f"{parts[0]},"] if len(value) == 1 else parts)
    plain = callable(value) and not isinstance(value, Record)
    written = getattr(value, "__name__", type(value).__name__) if plain else repr(value)
    return written if len(written) <= PART and "\n" not in written else f"{type(value).__name__}(…)"


def _matrix(values: DomainMatrix) -> str:
    rows, columns = values.shape
    if rows * columns > FEW or not values.domain.is_QQ:
        return f"{rows}×{columns}"
    return f"[{', '.join('[' + ', '.join(map(shorten, row)) + ']' for row in values.to_list())}]"


def _few(value: Mapping[Any, Any] | Sequence[object], brackets: str, parts: list[str]) -> str:
    written = brackets[0] + ", ".join(parts) + brackets[1]
    if len(value) <= FEW and len(written) <= PART:
        return written
    kinds = {type(one).__name__ for one in value}
    return f"{brackets[0]}{len(value)} {kinds.pop() if len(kinds) == 1 else 'items'}{brackets[1]}"


def _line(name: str, parts: Sequence[str]) -> str:
    """``name(parts)`` in at most `WIDTH` characters: parts that do not fit are left out."""
    kept = list(parts)
    while len(written := f"{name}({', '.join(kept)})") > WIDTH:
        kept = [*kept[:-2], "…"] if kept[-1] == "…" else [*kept[:-1], "…"]
    return written
