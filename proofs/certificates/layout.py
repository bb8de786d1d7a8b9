"""The layout that every certificate has: `symbolic` objects as text, as ``checker/FORMAT.md`` says.

One top-level key a line, in a fixed order, numbers as numerals: the same input gives the same
bytes. The checker shares no code with this module; it reads the layout from its own description.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from proofs.release import NAME, version
from symbolic.clusters import ClusterData
from symbolic.matrices import column_as_text, rows_as_text
from symbolic.network import ReluNetwork

SCHEMA = "truncation-certificate/1"


VERSION_2 = "truncation-certificate/2"


def data_section(data: ClusterData) -> dict[str, Any]:
    """The data as the input format writes them, targets always present."""
    return {
        "name": data.name,
        "classes": [
            {
                "label": label,
                "target": column_as_text(data.target(j)),
                "points": rows_as_text(data.points[j].transpose()),
            }
            for j, label in enumerate(data.labels)
        ],
    }


def network_section(network: ReluNetwork) -> list[dict[str, Any]]:
    """The layers, the output layer last."""
    return [{"W": rows_as_text(layer.W), "b": column_as_text(layer.b)} for layer in network.layers]


def envelope(statement: str, data: ClusterData) -> dict[str, Any]:
    """The keys that every certificate starts with."""
    section = data_section(data)
    return {
        "schema": SCHEMA,
        "statement": statement,
        "producer": f"{NAME} {version()}",
        "data": section,
        "data_digest": _sha256(json.dumps(section)),
        "Q": data.Q,
        "M": data.M,
        "N": data.N,
    }


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def fields_as_lines(fields: Mapping[str, Any]) -> str:
    """One top-level key a line."""
    return "".join(f'"{key}": {json.dumps(value)},\n' for key, value in fields.items())


def closed(body: str) -> str:
    """The document: its lines, and last the digest of everything before the line of the digest."""
    return body + f'"digest": "{_sha256(body)}"}}\n'
