"""Every result is equal to another by value, and seen on one line, whatever it holds."""

from __future__ import annotations

import copy
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import QQ

import symbolic
from symbolic import ClusterData, Separator, Undecided, ZeroLoss, load, shallow, zero_loss
from symbolic.adapted import adapted_flow
from symbolic.cells import Search
from symbolic.deciding import capacity, capacity_table
from symbolic.flow import apex_motions, conserved
from symbolic.flow_equations import region_equations
from symbolic.generic import counts
from symbolic.matrices import matrix
from symbolic.minima import landscape
from symbolic.order import separable_order
from symbolic.partition_minima import partitions
from symbolic.pool import Pool
from symbolic.record import WIDTH, Record, brief, same
from symbolic.region import Region
from symbolic.trained.examination import examine
from symbolic.truncation_flow import coordinate_history
from symbolic.two_layer_form import two_layer
from symbolic.unseen import predictions
from symbolic.zero_set import degeneracy

for module in pkgutil.walk_packages(symbolic.__path__, "symbolic."):
    importlib.import_module(module.name)


def subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield from (one, *subclasses(one))


def inside(value: Any, seen: set[int]) -> Iterator[Record]:
    """The records in a value, those within records too."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Record):
        yield value
        for one in fields(value):
            yield from inside(getattr(value, one.name), seen)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from inside(item, seen)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from inside(item, seen)


def results() -> Iterator[Any]:
    """Results of every part of the library on small data."""
    data, xor = load("example:two_triangles"), load("example:xor")
    crossing = load("example:crossing")
    lost = zero_loss(data)
    assert isinstance(lost, ZeroLoss)
    yield (lost, degeneracy(lost), shallow(data), zero_loss(crossing))
    yield Undecided("time")
    for kind in (landscape, partitions):
        yield (kind(data), *kind(data).minima())
    flat = ClusterData.from_rows({"a": [[0], [2]], "b": [[1], [3]]}, name="flat")
    yield (capacity(flat, (1, 1, 2)), capacity(data, (2, 2, 2)), capacity_table(data, [(2, 2, 2)]))
    yield (*conserved(lost.network, data), *apex_motions(lost.network, data))
    yield (adapted_flow(lost.network, data), region_equations(lost.network, data))
    yield coordinate_history([QQ(0), QQ(2), QQ(3)], [QQ(5)] * 3, [QQ(1)] * 3, QQ(1))
    yield (counts((2, 2, 2), 6), Region.of(lost.network, data))
    yield two_layer(Pool.of(xor), Search(restarts=1))
    yield predictions(lost.network, data.targets.to_list(), data.points[0])
    yield (separable_order(data), Separator(data.points).decide(data.points[0], [data.points[1]]))
    yield examine(lost.network, data, within=Fraction(1, 100))


@pytest.fixture(scope="module")
def records() -> dict[type, Record]:
    kept, seen = list(results()), set[int]()
    return {type(one): one for result in kept for one in inside(result, seen)}


def test_what_is_public_is_a_record_or_an_error() -> None:
    kinds = [k for name in symbolic.__all__ if isinstance(k := getattr(symbolic, name), type)]
    plain = [k.__name__ for k in kinds if not issubclass(k, Record | symbolic.TruncationError)]
    assert plain == ["Separator"]  # finds, and holds nothing but where its points lie


def test_every_public_record_is_looked_at(records: dict[type, Record]) -> None:
    public = {k for name in symbolic.__all__ if isinstance(k := getattr(symbolic, name), type)}
    assert not {k for k in public if issubclass(k, Record)} - set(records)
    assert len(records) > 40


def test_every_result_of_the_library_is_a_record() -> None:
    """A frozen dataclass that anybody may get hold of is one (those with `_` are for a module)."""
    bare = [
        kind.__name__
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("symbolic")
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind) and not issubclass(kind, Record)
        if kind.__dataclass_params__.frozen and not kind.__name__.startswith("_")
    ]
    assert bare == []


def test_a_record_is_seen_on_one_line(records: dict[type, Record]) -> None:
    for kind, one in records.items():
        line = repr(one)
        assert "\n" not in line and len(line) <= WIDTH, line
        assert line.startswith(kind.__name__ + "("), line


def test_the_line_of_large_data_is_short() -> None:
    data = load("sklearn:digits")
    assert repr(data) == "ClusterData('digits', Q=10, M=64, N=1797)"
    assert max(map(len, (brief(data.points), brief(data.means), brief(data)))) < WIDTH


class Other:
    """Equal to nothing else."""


def test_every_field_counts(records: dict[type, Record]) -> None:
    for kind, one in records.items():
        assert one != Other() and Other() != one
        for field in fields(one):
            changed = copy.copy(one)
            object.__setattr__(changed, field.name, Other())
            assert (changed != one) is field.compare, (kind, field.name)


def test_what_is_computed_twice_is_equal(records: dict[type, Record]) -> None:
    kept, seen = list(results()), set[int]()
    again = {type(one): one for result in kept for one in inside(result, seen)}
    timed = {kind for kind in records if any("seconds" in one.name for one in fields(kind))}
    for kind in set(records) - timed:
        first, second = records[kind], again[kind]
        assert first is not second
        assert first == second and hash(first) == hash(second), kind


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (matrix([[1, 2]]), matrix([[1, 2]]), True),
        (matrix([[1, 2]]), matrix([[1], [2]]), False),
        (matrix([[1, 2]]), matrix([[1, 2]]).to_sparse(), True),
        (np.array([1, 2]), np.array([1, 2]), True),
        (np.array([1, 2]), np.array([[1, 2]]), False),
        ((np.array([1]), 1), (np.array([2]), 1), False),
        ({"a": matrix([[1]])}, {"a": matrix([[1]])}, True),
        ({"a": matrix([[1]])}, {"b": matrix([[1]])}, False),
        ((), (1,), False),
        ([1], (1,), False),
    ],
)
def test_same(left: object, right: object, equal: bool) -> None:
    assert same(left, right) is equal


def test_separators_are_equal_by_where_their_points_lie() -> None:
    data = load("example:two_triangles")
    assert Separator(data.points) == Separator(data.points) != Separator(data.points[:1])
    assert len({Separator(data.points), Separator(data.points)}) == 1
