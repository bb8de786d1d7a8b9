"""Writing certificates: `symbolic` objects as text in the layout of ``checker/FORMAT.md``.

One top-level key a line, in a fixed order, numbers as numerals: the same input gives the same
bytes. The checker shares no code with this module; it reads the layout from its own description.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from proofs.release import NAME, version
from symbolic.clusters import ClusterData
from symbolic.matrices import column_as_text, rows_as_text
from symbolic.minima import Landscape
from symbolic.minimum import Minimum
from symbolic.network import ReluNetwork
from symbolic.scalars import text
from symbolic.subsets import Obstacle
from symbolic.truncation_network import Obstruction, ZeroLoss
from symbolic.values import subset_values
from symbolic.zero_set import Degeneracy

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


def zero_loss_certificate(result: ZeroLoss) -> str:
    """The certificate of a zero-loss network (T3).

    Parameters
    ----------
    result : as `symbolic.zero_loss` gives it.

    Returns
    -------
    str
        a JSON document, in the format of ``proofs/checker/FORMAT.md``.

    >>> from symbolic.truncation_network import zero_loss
    >>> result = zero_loss(ClusterData.from_rows({"a": [[0]], "b": [[2]]}))
    >>> json.loads(zero_loss_certificate(result))["apexes"]
    {'a': ['1/2'], 'b': ['3/2']}
    """
    labels = result.data.labels
    steps = {labels[step.cls]: step for step in result.collapses}
    fields = {
        **envelope("T3", result.data),
        "readout": result.readout,
        "layers": network_section(result.network),
        "order": list(steps),
        "hyperplanes": {
            label: {
                "normal": column_as_text(step.hyperplane.normal),
                "offset": text(step.hyperplane.offset),
            }
            for label, step in steps.items()
        },
        "apexes": {label: column_as_text(step.apex) for label, step in steps.items()},
        "margins": {label: text(step.margin) for label, step in steps.items()},
        "cost_squared": "0",
        "strict_activation": True,
    }
    return closed("{" + fields_as_lines(fields))


def obstruction_certificate(obstruction: Obstruction) -> str:
    """The certificate that no order of the classes works (T3′).

    Parameters
    ----------
    obstruction : as `symbolic.zero_loss` gives it.

    Returns
    -------
    str
        a JSON document.

    >>> from symbolic.truncation_network import zero_loss
    >>> wrong = zero_loss(ClusterData.from_rows({"a": [[0], [4]], "b": [[2]]}))
    >>> json.loads(obstruction_certificate(wrong))["obstruction"]["class"]
    'a'
    """
    fields = {**envelope("T3'", obstruction.data), **obstruction_section(obstruction)}
    return closed("{" + fields_as_lines(fields))


def obstruction_section(obstruction: Obstruction) -> dict[str, Any]:
    """The common points, one for each class that could have gone first."""
    labels = obstruction.data.labels
    sections = []
    for cls, common in obstruction.common_points.items():
        against = [k for k in obstruction.stuck if k != cls]
        combination = {
            "class": [[i, text(weight)] for i, weight in common.inside],
            "rest": [[labels[against[b]], i, text(weight)] for b, i, weight in common.rest],
        }
        sections.append(
            {
                "class": labels[cls],
                "against": [labels[k] for k in against],
                "convex_combination": combination,
            }
        )
    return {"obstruction": sections[0], "further_obstructions": sections[1:]}


def degeneracy_certificate(degeneracy: Degeneracy, with_kernel: bool) -> str:
    """The certificate of the zero set near a network (T4).

    Parameters
    ----------
    degeneracy : as `symbolic.degeneracy` gives it.
    with_kernel : whether to list a basis of the tangent space.

    Returns
    -------
    str
        a JSON document.

    >>> from symbolic import degeneracy, zero_loss
    >>> result = degeneracy(zero_loss(ClusterData.from_rows({"a": [[0]], "b": [[2]]})))
    >>> json.loads(degeneracy_certificate(result, with_kernel=False))["dimension"]
    4
    """
    labels = degeneracy.data.labels
    fields = {
        **envelope("T4", degeneracy.data),
        "layers": network_section(degeneracy.network),
        "K": degeneracy.K,
        "rank": degeneracy.rank,
        "dimension": degeneracy.dimension,
        "rescaling": degeneracy.rescaling,
        "directions": [
            {
                "kind": direction.kind,
                "class": labels[direction.cls],
                "vector": column_as_text(direction.vector),
            }
            for direction in degeneracy.directions
        ],
    }
    if with_kernel:
        fields["kernel"] = [column_as_text(vector) for vector in degeneracy.kernel()]
    return closed("{" + fields_as_lines(fields))


def landscape_header(landscape: Landscape, values_only: bool) -> str:
    """The landscape's certificate (T5) up to the list of its minima; the rest comes line by line
    (`growing`).
    """
    fields = {
        **envelope("T5", landscape.data),
        "K": landscape.K,
        "hidden_layers": landscape.layers,
        "values_only": values_only,
        "apexes": {
            label: column_as_text(landscape.apexes[j])
            for j, label in enumerate(landscape.data.labels)
        },
    }
    if not values_only and (obstacles := landscape.obstacles()):
        fields["obstacles"] = [_obstacle_section(o, landscape.data.labels) for o in obstacles]
    return "{" + fields_as_lines(fields) + '"minima": ['


def _obstacle_section(obstacle: Obstacle, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "class": labels[obstacle.cls],
        "inside": [[i, text(weight)] for i, weight in obstacle.inside],
        "points": [[labels[k], i, text(weight)] for k, i, weight in obstacle.points],
        "apexes": [[labels[k], text(weight)] for k, weight in obstacle.apexes],
    }


def value_section(landscape: Landscape, subset: tuple[int, ...], kind: str) -> dict[str, Any]:
    """Subset, readout, feasibility and value alone."""
    return {
        "collapsed": [landscape.data.labels[j] for j in subset],
        "readout": kind,
        "feasible": landscape.feasible(subset),
        "value": text(subset_values(landscape, kind)(subset)),
    }


def minimum_section(landscape: Landscape, subset: tuple[int, ...], kind: str) -> dict[str, Any]:
    """One subset with one readout: value, readout, and what is proved or refuted about the
    candidate network.
    """
    return section_of(landscape.minimum(subset, kind), landscape.data.labels)


def section_of(minimum: Minimum, labels: Sequence[str]) -> dict[str, Any]:
    """The section of a subset that has been examined already; ``labels`` are those of all
    classes.
    """
    section: dict[str, Any] = {
        "collapsed": [labels[j] for j in minimum.collapsed],
        "readout": minimum.readout,
        "feasible": minimum.feasible,
        "value": text(minimum.value),
        "A": rows_as_text(minimum.A),
        "c": column_as_text(minimum.c),
    }
    if minimum.candidate is not None:
        section["candidate"] = network_section(minimum.candidate)
        section["dimension"] = minimum.dimension
    section["verdicts"] = dict(minimum.verdicts)
    if minimum.radius is not None:
        section["radius"] = text(minimum.radius)
        section["theorem"] = minimum.theorem
    if minimum.witness is not None:
        section["witness"] = {
            "layers": network_section(minimum.witness.network),
            "cost_squared": text(minimum.witness.cost),
            "candidate_cost_squared": text(minimum.value),
        }
    return section
