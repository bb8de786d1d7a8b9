"""Certificates of T6: the partitions of the classes, one a line (`checker/FORMAT.md`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from proofs.certificates.layout import closed, envelope, fields_as_lines, network_section
from symbolic.clusters import ClusterData
from symbolic.matrices import column_as_text, rows_as_text
from symbolic.network import ReluNetwork
from symbolic.partition_minima import Blocks, PartitionMinimum, Partitions, equal_values
from symbolic.scalars import text

SCOPES = ("output_layer", "apexes_held", "all_parameters")


def partition_certificate(partitions: Partitions, minima: Sequence[PartitionMinimum]) -> str:
    """The certificate of all partitions; ``minima`` are those of ``found`` in order.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.partition_minima import partitions
    >>> survey = partitions(ClusterData.from_rows({"a": [[0]], "b": [[2]]}))
    >>> document = json.loads(partition_certificate(survey, list(survey.minima())))
    >>> [(item["partition"], item["value"]) for item in document["minima"]]
    [([['a'], ['b']], '0'), ([['a', 'b']], '1')]
    """
    data, labels = partitions.data, partitions.data.labels
    header = {**envelope("T6", data), "K": partitions.K, "hidden_layers": partitions.layers}
    lines = [json.dumps(partition_section(minimum, data)) for minimum in minima]
    groups = [[_names(blocks, labels) for blocks in group] for group in equal_values(list(minima))]
    body = "{" + fields_as_lines(header) + '"minima": [' + ",\n".join(lines) + "],\n"
    return closed(body + fields_as_lines({"equal_values": groups}))


def partition_section(minimum: PartitionMinimum, data: ClusterData) -> dict[str, Any]:
    """One partition: its value, and a network with its verdicts, or two equal points of different
    blocks, or the bare word unknown.
    """
    section: dict[str, Any] = {
        "partition": _names(minimum.blocks, data.labels),
        "readout": "affine",
        "feasible": minimum.feasible,
        "value": text(minimum.value),
    }
    if minimum.network is None or minimum.radius is None:
        section["verdicts"] = dict.fromkeys(SCOPES, "unknown")
        if minimum.shared is not None:
            section["shared"] = [[data.labels[j], i] for j, i in minimum.shared]
        return section
    return {
        **section,
        **_of_its_form(minimum, minimum.network),
        "candidate": network_section(minimum.network),
        "dimension": minimum.dimension,
        "verdicts": dict.fromkeys(SCOPES, "proved"),
        "radius": text(minimum.radius),
        "theorem": "T6",
    }


def _of_its_form(minimum: PartitionMinimum, network: ReluNetwork) -> dict[str, Any]:
    """A truncation network by its cumulative readout; one that begins with other layers by its
    widths.
    """
    if minimum.obstruction is not None:
        return {"widths": list(network.widths)}
    readout = network.cumulative()[-1]
    M, *hidden, _ = network.widths
    wide = {"width": hidden[0]} if hidden[0] > M else {}
    return {**wide, "A": rows_as_text(readout.W), "c": column_as_text(readout.b)}


def _names(blocks: Blocks, labels: Sequence[str]) -> list[list[str]]:
    return [[labels[j] for j in block] for block in blocks]
