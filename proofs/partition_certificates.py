"""Certificates of T6: the partitions of the classes, one a line (`checker/FORMAT.md`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from proofs.certificates import (
    closed,
    envelope,
    fields_as_lines,
    network_section,
    obstruction_section,
)
from symbolic.matrices import column_as_text, rows_as_text
from symbolic.partition_minima import Blocks, PartitionMinimum, Partitions, equal_values
from symbolic.scalars import text

SCOPES = ("output_layer", "apexes_held", "all_parameters")


def partition_certificate(partitions: Partitions, minima: Sequence[PartitionMinimum]) -> str:
    """The certificate of all partitions; ``minima`` are those of ``found`` in order.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.partition_minima import partitions
    >>> found = partitions(ClusterData.from_rows({"a": [[0]], "b": [[2]]}))
    >>> document = json.loads(partition_certificate(found, list(found.minima())))
    >>> [(item["partition"], item["value"]) for item in document["minima"]]
    [([['a'], ['b']], '0'), ([['a', 'b']], '1')]
    """
    labels = partitions.data.labels
    header = {
        **envelope("T6", partitions.data),
        "K": partitions.K,
        "hidden_layers": partitions.layers,
    }
    lines = [json.dumps(partition_section(minimum, labels)) for minimum in minima]
    groups = [[_names(blocks, labels) for blocks in group] for group in equal_values(list(minima))]
    body = "{" + fields_as_lines(header) + '"minima": [' + ",\n".join(lines) + "],\n"
    return closed(body + fields_as_lines({"equal_values": groups}))


def partition_section(minimum: PartitionMinimum, labels: Sequence[str]) -> dict[str, Any]:
    """One partition: its value, and a network with its verdicts, or an obstruction, or the bare
    word unknown.
    """
    section: dict[str, Any] = {
        "partition": _names(minimum.blocks, labels),
        "readout": "affine",
        "feasible": minimum.feasible,
        "value": text(minimum.value),
    }
    if minimum.network is None or minimum.radius is None:
        section["verdicts"] = dict.fromkeys(SCOPES, "unknown")
        if minimum.obstruction is not None:
            section |= obstruction_section(minimum.obstruction)
        return section
    readout = minimum.network.cumulative()[-1]
    M, *hidden, _ = minimum.network.widths
    wide = {"width": hidden[0]} if hidden[0] > M else {}
    return {
        **section,
        **wide,
        "A": rows_as_text(readout.W),
        "c": column_as_text(readout.b),
        "candidate": network_section(minimum.network),
        "dimension": minimum.dimension,
        "verdicts": dict.fromkeys(SCOPES, "proved"),
        "radius": text(minimum.radius),
        "theorem": "T6",
    }


def _names(blocks: Blocks, labels: Sequence[str]) -> list[list[str]]:
    return [[labels[j] for j in block] for block in blocks]
