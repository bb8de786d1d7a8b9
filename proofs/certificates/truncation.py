"""Certificates of truncation networks: zero loss (T3), obstructions (T3′), degeneracy (T4)."""

from __future__ import annotations

from typing import Any

from proofs.certificates.layout import closed, envelope, fields_as_lines, network_section
from symbolic.matrices import column_as_text
from symbolic.scalars import text
from symbolic.truncation_network import Obstruction, ZeroLoss
from symbolic.zero_set import Degeneracy


def zero_loss_certificate(result: ZeroLoss) -> str:
    """The certificate of a zero-loss network (T3).

    Parameters
    ----------
    result : as `symbolic.zero_loss` gives it.

    Returns
    -------
    str
        a JSON document, in the format of ``proofs/checker/FORMAT.md``.

    >>> import json
    >>> from symbolic import ClusterData, zero_loss
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

    >>> import json
    >>> from symbolic import ClusterData, zero_loss
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

    >>> import json
    >>> from symbolic import ClusterData, degeneracy, zero_loss
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
