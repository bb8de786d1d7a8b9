"""Certificates of networks for any labelled data: P1, P0, P2, P3, W2 (`checker/FORMAT.md`)."""

from __future__ import annotations

from typing import Any

from proofs.certificates.layout import VERSION_2, closed, envelope, fields_as_lines, network_section
from proofs.certificates.truncation import obstruction_section
from symbolic.cells import Cells
from symbolic.fewest_cells import Weights
from symbolic.matrices import column_as_text
from symbolic.pool import Pool
from symbolic.scalars import text
from symbolic.two_layer_form import Interpolation
from symbolic.words import Architecture

STATEMENTS = {
    Architecture.TWO_LAYER: "P1",
    Architecture.SHALLOW: "P2",
    Architecture.DEEP: "P3",
    Architecture.NARROW: "W2",
}


def statement_of(interpolation: Interpolation) -> str:
    """The statement a network is an instance of."""
    if not interpolation.pool.consistent:
        return "P0"
    return STATEMENTS[interpolation.architecture]


def interpolation_certificate(interpolation: Interpolation) -> str:
    """The certificate of a network with the best value at every input (P0, P1, P2, P3, W2).

    Parameters
    ----------
    interpolation : as `symbolic.two_layer_form.two_layer` gives it.

    Returns
    -------
    str
        a JSON document.

    >>> import json
    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.two_layer_form import two_layer
    >>> network = two_layer(Pool.of(ClusterData.from_rows({"a": [[0], [3]], "b": [[2]]})))
    >>> json.loads(interpolation_certificate(network))["widths"]
    [1, 2, 1, 2]
    """
    pool, statement = interpolation.pool, statement_of(interpolation)
    fields: dict[str, Any] = {**envelope(statement, pool.data), "schema": VERSION_2}
    fields |= {
        "architecture": interpolation.architecture.value,
        "widths": list(interpolation.network.widths),
        "layers": network_section(interpolation.network),
    }
    listed = interpolation.cells if interpolation.architecture is Architecture.TWO_LAYER else None
    if listed is not None:
        fields["cells"] = cells_section(listed)
        why = listed.obstruction
        nothing: dict[str, Any] = {"obstruction": None, "further_obstructions": []}
        fields |= nothing if why is None else obstruction_section(why)
    if statement == "P0":
        labels = pool.data.labels
        fields["coincident"] = [
            [[labels[j], i] for j, i in pool.members[k]] for k in pool.coincident
        ]
    if listed is not None and listed.fewest is not None:
        fields |= fewest_section(listed)
    fields |= {"cost_squared": text(pool.least_cost), "strict_activation": True}
    return closed("{" + fields_as_lines(fields))


def fewest_section(cells: Cells) -> dict[str, Any]:
    """That no list is shorter; nothing where that is not known. An input is named by its first
    training point.
    """
    known, pool = cells.fewest, cells.pool
    if known is None or not known.crossings:
        return {}

    def weighted(side: Weights) -> list[list[Any]]:
        named = [(pool.members[i][0], weight) for i, weight in side]
        return [[pool.data.labels[j], i, text(weight)] for (j, i), weight in named]

    crossings = [
        {"inside": weighted(one.inside), "rest": weighted(one.rest)} for one in known.crossings
    ]
    lemmas = [list(lemma) for lemma in known.lemmas]
    return {"fewest": {"cells": known.cells, "crossings": crossings, "lemmas": lemmas}}


def cells_section(cells: Cells) -> list[dict[str, Any]]:
    """The cells: points of the classes of one target are numbered through; of mixed inputs, the
    positions among these.
    """
    pool = cells.pool
    starts = _starts(pool)
    sections = []
    for cell in cells.cells:
        cls = pool.groups[cell.group].cls
        if cls is None:
            points = [pool.coincident.index(k) for k in cell.points]
        else:
            points = [starts[j] + i for k in cell.points for j, i in pool.members[k]]
        section: dict[str, Any] = {
            "class": None if cls is None else pool.data.labels[cls],
            "points": sorted(points),
        }
        if cell.hyperplane is not None:
            section["normal"] = column_as_text(cell.hyperplane.normal)
            section["offset"] = text(cell.hyperplane.offset)
        sections.append(section)
    return sections


def _starts(pool: Pool) -> list[int]:
    """For each class the number of points of earlier classes with its target."""
    counts: dict[tuple[str, ...], int] = {}
    starts = []
    for j, size in enumerate(pool.data.sizes):
        target = tuple(column_as_text(pool.data.target(j)))
        starts.append(counts.get(target, 0))
        counts[target] = starts[-1] + size
    return starts
