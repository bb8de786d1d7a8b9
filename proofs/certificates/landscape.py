"""Certificates of the landscape of the subsets (T5), a section a subset and a readout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from proofs.certificates.layout import envelope, fields_as_lines, network_section
from symbolic.matrices import column_as_text, rows_as_text
from symbolic.minima import Landscape
from symbolic.minimum import Minimum
from symbolic.scalars import text
from symbolic.subsets import ArrowObstacle
from symbolic.values import subset_values


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


def _obstacle_section(obstacle: ArrowObstacle, labels: Sequence[str]) -> dict[str, Any]:
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
