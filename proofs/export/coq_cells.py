"""P1 as Coq text: a network of any widths that fits all points, the cells that it is made of, and
where the classes are stuck, that every list has more cells than there are classes.
"""

from __future__ import annotations

from collections.abc import Sequence

from proofs.checker.errors import Malformed
from proofs.checker.reading import Certificate
from proofs.checker.values import Data, any_widths, count, items, mapping, number, one_of, vector
from proofs.export import gallina
from proofs.export.coq_obstruction import REQUIRES, stuck
from proofs.export.coq_sections import CLUSTERS, Development, Proof, joined_classes
from proofs.export.coq_widths import check_data, fits, sized
from proofs.export.gallina import definition, naturals

__all__ = ["two_layers"]


def two_layers(certificate: Certificate) -> Development:
    """P1: what the network does, its cells, and with an obstruction that there are no fewer."""
    data, values = certificate.data, certificate.values
    net = any_widths(values.get("layers"), data.M, data.Q, "layers")
    proof = Proof([CLUSTERS])
    lines, named = sized(proof, data, net)
    given = check_data(proof, data)
    fits(proof, named, given)
    lines = [*joined_classes(data), *lines, *_cells(proof, data, values.get("cells"))]
    if values.get("obstruction") is not None:
        lines += stuck(proof, data, values)
        proof.decide("distinct", "check_distinct classes")
        proof.claim(
            "fewest",
            f"no_list {data.Q} clusters",
            f"fewest_ok {data.Q} clusters stuck_classes eq_refl "
            "(check_distinct_ok classes distinct) "
            f"(check_classes_ok {data.Q} classes targets) eq_refl eq_refl all_inseparable",
        )
    return Development("\n".join(lines), proof.text("two_layers"), REQUIRES)


def _cells(proof: Proof, data: Data, value: object) -> list[str]:
    """The claim that every point is in its cell, which has its target; returns the definitions."""
    normals, heights, targets = [], [], []
    numbers: list[dict[int, int]] = [{} for _ in data.classes]  # where one is missing Coq sees it
    listed = items(value, "cells")
    for k, entry in enumerate(listed):
        place = f"cells[{k}]"
        cell = mapping(entry, place)
        j = data.labels.index(one_of(cell.get("class"), data.labels, f"{place}.class"))
        targets.append(data.classes[j].target)
        places = _places(data, j)
        for point in items(cell.get("points"), f"{place}.points"):
            index = count(point, f"{place}.points")
            if index >= len(places):
                raise Malformed(f"{place}.points: expected an index below {len(places)}")
            i, position = places[index]
            numbers[i][position] = k
        if k < len(listed) - 1:
            normals.append(vector(cell.get("normal"), data.M, f"{place}.normal"))
            heights.append(-number(cell.get("offset"), f"{place}.offset"))
    cells = "normals heights cell_targets cell_numbers"
    decided = proof.decide("cells", f"check_listed {cells} classes")
    proof.claim(
        "in_cells",
        "listed (RM normals) (RV heights) (map RV cell_targets) cell_numbers clusters",
        f"check_listed_ok {cells} classes {decided}",
    )
    return [
        gallina.comment("the hyperplanes normal . x + height = 0"),
        definition("normals", gallina.matrix(normals)),
        definition("heights", gallina.vector(tuple(heights))),
        definition("cell_targets", gallina.listing(map(gallina.vector, targets))),
        definition("cell_numbers", gallina.listing(map(_in_order, numbers), ";\n ")),
    ]


def _in_order(cells: dict[int, int]) -> str:
    return naturals(cells[position] for position in sorted(cells))


def _places(data: Data, j: int) -> Sequence[tuple[int, int]]:
    """Class and position of the points that count for class j: those of all classes with its
    target.
    """
    return [
        (i, position)
        for i, entry in enumerate(data.classes)
        if entry.target == data.classes[j].target
        for position in range(len(entry.points))
    ]
