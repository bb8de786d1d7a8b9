"""The parts that Coq developments share: classes, networks, patterns, as definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proofs.checker.values import Data, Network, Vector
from proofs.export import gallina
from proofs.export.gallina import definition
from proofs.export.sweeps import activation_pattern, cumulative

__all__ = [
    "CLUSTERS",
    "Development",
    "classes",
    "cumulative_layers",
    "named_network",
    "patterns",
    "reals",
]

CLUSTERS = definition("clusters", "map RK classes")


@dataclass(frozen=True, slots=True)
class Development:
    """The bodies of ``Data.v`` and ``Certificate.v``, and the parts of the library they need."""

    data: str
    certificate: str
    requires: tuple[str, ...]


def classes(data: Data, suffix: str = "", apexes: Mapping[int, Vector] | None = None) -> list[str]:
    """Points and targets of all classes; a class with an apex is that single point.

    The cost of a class is a mean over its points, so equal points count like one.
    """
    lines, pairs = [], []
    for j, entry in enumerate(data.classes):
        points = entry.points if not apexes or j not in apexes else (apexes[j],)
        lines += [
            gallina.comment(f"class {entry.label}"),
            definition(f"points{suffix}_{j + 1}", gallina.matrix(points)),
            definition(f"target{suffix}_{j + 1}", gallina.vector(entry.target)),
        ]
        pairs.append(f"(points{suffix}_{j + 1}, target{suffix}_{j + 1})")
    return [*lines, definition(f"classes{suffix}", gallina.listing(pairs))]


def named_network(net: Network, suffix: str = "") -> list[str]:
    """The hidden layers, and the weights and the bias of the output layer."""
    A, c = net[-1]
    return [
        definition(f"network{suffix} : list (zmat * zvec)", gallina.layers(net)),
        definition(f"readout{suffix}", gallina.matrix(A)),
        definition(f"bias{suffix}", gallina.vector(c)),
    ]


def cumulative_layers(net: Network, suffix: str = "") -> str:
    """The cumulative parameters after the first layer, which Coq checks and then evaluates."""
    kept = gallina.layers((*cumulative(net)[1:], net[-1]))
    return definition(f"cumulative{suffix} : list (zmat * zvec)", kept)


def patterns(net: Network, data: Data, suffix: str = "") -> str:
    """The pattern of the first point of each class; Coq decides whether all its points have it."""
    found = (activation_pattern(net, entry.points[0]) for entry in data.classes)
    return definition(
        f"patterns{suffix} : list (list (list bool))",
        gallina.listing(map(gallina.booleans, found), ";\n "),
    )


def reals(suffix: str = "") -> list[str]:
    """The real network that the integers of a named network stand for."""
    return [
        definition(f"layers{suffix}", f"map RL network{suffix}"),
        definition(f"A{suffix}", f"RM readout{suffix}"),
        definition(f"c{suffix}", f"RV bias{suffix}"),
    ]
