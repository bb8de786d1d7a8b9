"""P1 and P0: the points as a list of cells, and a network with the best value of all functions.

Each cell has one target and a hyperplane that has it strictly below and all later cells strictly
above; the last cell has none. The network is judged by its outputs alone (`outputs`), its first
widths by the cells: K - 1 and the number of changes of the target along the list. Classes with one
target count as one: their points are numbered through, in the order of the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .errors import Malformed, Refuted, counted, require_equal, shown
from .exact import dot, over_one
from .fewest import check_fewest
from .obstruction import stuck_classes
from .outputs import Input, check_network, distinct_inputs
from .reading import Certificate
from .values import Data, Vector, count, items, number, one_of, record, vector

__all__ = ["check_best", "check_cells"]


@dataclass(frozen=True, slots=True)
class Cell:
    """The inputs (positions) of a cell, their one best value, and (f, t) unless it is the last."""

    inputs: tuple[int, ...]
    target: Vector
    plane: tuple[Vector, Fraction] | None


def check_cells(certificate: Certificate) -> str:
    """Judge a P1 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, inputs = certificate.data, distinct_inputs(certificate.data)
    if any(one.mixed for one in inputs):
        raise Refuted("data: expected no points of different targets to coincide, found some")
    told = _judge(certificate, inputs)
    targets = {c.target for c in data.classes}
    bound = f"at least {len(targets)} in any list"
    if certificate.values["obstruction"] is not None:
        if len(targets) < data.Q:
            raise Refuted("obstruction: expected distinct targets, found classes that share one")
        names = [data.labels[j] for j in stuck_classes(certificate)]
        bound = (
            f"at least {data.Q + 1} in any list, for {shown(names)} cannot be taken in any order"
        )
    elif certificate.values["further_obstructions"] != []:
        raise Malformed("further_obstructions: expected none without an obstruction, found some")
    bound = _fewest(certificate, inputs) or bound
    return f"zero cost, every pre-activation strict: {told} ({bound})"


def check_best(certificate: Certificate) -> str:
    """Judge a P0 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    inputs = distinct_inputs(data)
    mixed = [one for one in inputs if one.mixed]
    if not mixed:
        raise Refuted("data: expected points of different targets that coincide, found none")
    listed = [
        _members(entry, data, f"coincident[{k}]")
        for k, entry in enumerate(items(values["coincident"], "coincident"))
    ]
    require_equal("coincident", [one.members for one in mixed], listed)
    for key, nothing in (("obstruction", None), ("further_obstructions", [])):
        require_equal(key, nothing, values[key])
    told = _judge(certificate, inputs)
    if bound := _fewest(certificate, inputs):
        told += f" ({bound})"
    cost = shown(number(values["cost_squared"], "cost_squared"))
    return (
        f"least cost {cost} of all functions, attained: points of different targets coincide at "
        f"{counted(len(mixed), 'input')}; {told}"
    )


def _fewest(certificate: Certificate, inputs: Sequence[Input]) -> str:
    """What is proved of shorter lists, empty where the certificate says nothing of them."""
    if "fewest" not in certificate.values:
        return ""
    cells = len(items(certificate.values["cells"], "cells"))
    least = check_fewest(certificate.values["fewest"], certificate.data, inputs, cells)
    return f"no list has fewer than {least}"


def _members(value: object, data: Data, place: str) -> tuple[tuple[int, int], ...]:
    members = []
    for k, entry in enumerate(items(value, place)):
        at = f"{place}[{k}]"
        pair = items(entry, at)
        if len(pair) != 2:
            raise Malformed(f"{at}: expected a label and an index, found {shown(entry)}")
        members.append((data.labels.index(one_of(pair[0], data.labels, at)), count(pair[1], at)))
    return tuple(members)


def _judge(certificate: Certificate, inputs: Sequence[Input]) -> str:
    data, values = certificate.data, certificate.values
    one_of(values["architecture"], ["two-layer"], "architecture")
    cells = _cells(certificate, inputs)
    _check_planes(inputs, cells)
    layers = check_network(certificate, inputs)
    widths = [len(layer.weights) for layer in layers[:-1]]
    changes = sum(a.target != b.target for a, b in pairwise(cells))
    if not changes:
        require_equal("layers, hidden layers", [], widths)
    elif len(widths) < 2:
        raise Refuted(f"layers: expected at least two hidden layers, found {len(widths)}")
    else:
        expected = [len(cells) - 1] + [changes] * (len(widths) - 1)
        require_equal("layers, hidden widths", expected, widths)
    numbers = sum(len(layer.weights) * (len(layer.weights[0]) + 1) for layer in layers)
    shape = "-".join(map(str, [data.M, *widths, data.Q]))
    return (
        f"Q={data.Q} M={data.M} N={data.N}, {counted(len(cells), 'cell')}, widths {shape}, "
        f"{counted(numbers, 'parameter')}"
    )


def _cells(certificate: Certificate, inputs: Sequence[Input]) -> tuple[Cell, ...]:
    """The cells, each of one target, every training point in exactly one."""
    data = certificate.data
    entries = items(certificate.values["cells"], "cells")
    if not entries:
        raise Malformed("cells: expected at least one, found none")
    place_of = {member: s for s, one in enumerate(inputs) for member in one.members}
    mixed = [s for s, one in enumerate(inputs) if one.mixed]
    cells, seen = [], set[int]()
    for k, entry in enumerate(entries):
        place, last = f"cells[{k}]", k == len(entries) - 1
        keys = ["class", "points"] + ([] if last else ["normal", "offset"])
        fields = record(entry, keys, place)
        pool = (
            mixed if fields["class"] is None else _numbered(fields["class"], data, place_of, place)
        )
        listed = [count(i, f"{place}.points") for i in items(fields["points"], f"{place}.points")]
        if not listed or any(a >= b for a, b in pairwise(listed)) or listed[-1] >= len(pool):
            raise Malformed(
                f"{place}.points: expected increasing indices below {len(pool)}, "
                f"found {shown(listed)}"
            )
        own = tuple(dict.fromkeys(pool[i] for i in listed))
        if fields["class"] is not None:
            # duplicates go together: all points at an input, or none
            together = sum(len(inputs[s].members) for s in own)
            require_equal(f"{place}.points, all points at their inputs", together, len(listed))
        target = inputs[own[0]].best
        for s in own:
            require_equal(f"{place}, target", target, inputs[s].best)
            require_equal(f"{place}, of mixed inputs", fields["class"] is None, inputs[s].mixed)
        if seen & set(own):
            raise Refuted(f"{place}.points: expected points of no earlier cell, found some")
        seen.update(own)
        plane = None
        if not last:
            normal = vector(fields["normal"], data.M, f"{place}.normal")
            plane = (normal, number(fields["offset"], f"{place}.offset"))
        cells.append(Cell(own, target, plane))
    require_equal("cells, number of inputs in them", len(inputs), len(seen))
    return tuple(cells)


def _numbered(
    label: object, data: Data, place_of: dict[tuple[int, int], int], place: str
) -> list[int]:
    """The inputs of all points with the target of this class, class after class."""
    j = data.labels.index(one_of(label, data.labels, f"{place}.class"))
    target = data.classes[j].target
    same = [i for i, c in enumerate(data.classes) if c.target == target]
    if same[0] != j:
        expected = shown(data.labels[same[0]])
        raise Malformed(f"{place}.class: expected {expected}, the first class with its target")
    return [place_of[i, n] for i in same for n in range(len(data.classes[i].points))]


def _check_planes(inputs: Sequence[Input], cells: Sequence[Cell]) -> None:
    rows = [over_one(one.point) for one in inputs]
    left = set(range(len(inputs)))
    for k, cell in enumerate(cells[:-1]):
        place = f"cells[{k}]"
        if cell.plane is None:
            raise Malformed(f"{place}: expected a normal and an offset, found none")
        normal, offset = cell.plane
        (*scaled, _) = over_one((*normal, -offset))
        heights = {s: dot(scaled, rows[s]) for s in left}  # up to positive factors
        left -= set(cell.inputs)
        for s in cell.inputs:
            if heights[s] >= 0:
                at = shown(list(inputs[s].members[0]))
                raise Refuted(f"{place}: expected f.x < t on it, found f.x >= t at {at}")
        for s in left:
            if heights[s] <= 0:
                at = shown(list(inputs[s].members[0]))
                raise Refuted(f"{place}: expected f.x > t on later cells, found f.x <= t at {at}")
