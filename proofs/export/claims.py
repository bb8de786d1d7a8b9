"""In words: which claims of a certificate the Coq theorem made of it contains, and which it does
not.

The theorem is about the same data and networks; what it does not restate is confirmed by the
checker in `proofs/checker` alone. `docs/trust.md` has the same lists.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COVERAGE", "Coverage"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the theorem says, and what is left to the checker."""

    restated: tuple[str, ...]
    checker_only: tuple[str, ...]


_INVERTIBLE = "hidden weights are invertible"

_ANY_WIDTHS = (
    "the widths of the layers, and the number of coordinates of the points",
    "every output equals its target, and the cost is 0",
    "no hidden pre-activation of a training point is 0",
)

COVERAGE: dict[str, Coverage] = {
    "T3": Coverage(
        (
            "the shapes of the network, and M and Q",
            "every output equals its target, and the cost is 0",
            "each hidden pre-activation of a training point is positive or negative, as listed",
            "with the linear readout: the cumulative output bias is 0",
        ),
        (
            _INVERTIBLE,
            "order: which hidden layer collapses which class",
            "hyperplanes, apexes and margins",
        ),
    ),
    "T3'": Coverage(
        ("no hyperplane separates the class of an obstruction strictly from those against it",),
        (
            "the obstructions are about one set of classes and name enough of them, so that no "
            "order of the classes works",
        ),
    ),
    "T4": Coverage(
        (
            "the shapes of the network, and M and Q",
            "every output equals its target",
            "each hidden pre-activation of a training point is positive or negative, as listed",
            "kernel is a basis of the directions in which no output moves to first order; K and "
            "dimension",
            "to first order the outputs of the classes move in every direction, so rank is Q²",
        ),
        (
            _INVERTIBLE,
            "each class is collapsed at one hidden layer",
            "rescaling and directions",
        ),
    ),
    "T5": Coverage(
        (
            "the shapes of the networks, and M and Q",
            "each hidden pre-activation of a training point is positive or negative, as listed",
            "value is the least cost over all readouts of the network (linear: with cumulative "
            "output bias 0), and is attained; without a network, of the truncated data",
            "a witness has the same signs, the cost in the file, and that is less than value",
        ),
        (
            _INVERTIBLE,
            "all subsets are listed, in order, and none twice; equal_values",
            "which classes a network collapses, each in a layer of its own, and at which apexes",
            "A and c are the cumulative readout",
            "K, dimension and radius",
            "verdicts and theorem, and that the cost falls at once towards a witness",
        ),
    ),
    "P1": Coverage(
        _ANY_WIDTHS,
        (
            "cells: a partition, each on its side of its hyperplane; no list has fewer cells than "
            "the obstruction allows",
        ),
    ),
    "P2": Coverage(_ANY_WIDTHS, ("there is at most one hidden layer",)),
    "P3": Coverage(
        _ANY_WIDTHS, (_INVERTIBLE, "each layer keeps or collapses every input as a whole")
    ),
    "W2": Coverage(_ANY_WIDTHS, ("no hidden layer is wider than the data need",)),
}
