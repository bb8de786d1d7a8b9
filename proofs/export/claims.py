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

    def without(self, claims: tuple[str, ...]) -> Coverage:
        """The same, with more left to the checker."""
        return Coverage(self.restated, (*self.checker_only, *claims))


_REGION = (
    "the shapes of the network, and M and Q",
    "hidden weights are invertible",
    "each hidden pre-activation of a training point is positive or negative: which hidden layer "
    "collapses which class",
)
_FITS = "every output equals its target, and the cost is 0"
_WIDTHS = "the widths of the layers, and the number of coordinates of the points"
_STRICT = "no hidden pre-activation of a training point is 0"
_ANY_WIDTHS = (_WIDTHS, _FITS, _STRICT)
_YES = Coverage(
    (_WIDTHS, "widths are those that were asked for", _FITS),
    ("what the statement says of how the network is made",),
)

COVERAGE: dict[str, Coverage] = {
    "T3": Coverage(
        (*_REGION, _FITS, "with the linear readout: the cumulative output bias is 0"),
        ("hyperplanes, apexes and margins",),
    ),
    "T3'": Coverage(
        (
            "no hyperplane separates the class of an obstruction strictly from those against it",
            "no truncation network, of any depth, collapses every class in a layer of its own",
        ),
        (),
    ),
    "T4": Coverage(
        (
            *_REGION,
            _FITS,
            "kernel is a basis of the directions in which no output moves to first order; K and "
            "dimension",
            "to first order the outputs of the classes move in every direction, so rank is Q²",
        ),
        ("rescaling and directions",),
    ),
    "T5": Coverage(
        (
            *_REGION,
            "no two classes are collapsed at one layer",
            "value is the cost of the candidate, and the least over all its readouts (linear: with "
            "cumulative output bias 0); without a network, of the truncated data",
            "output_layer and apexes_held: the candidate is a local minimum with its apexes held "
            "(linear: and with cumulative output bias 0)",
            "all_parameters is proved: the candidate is a local minimum in all parameters",
            "all_parameters is refuted: in the region, arbitrarily close to the candidate, there "
            "are smaller costs (T5d, or networks from which it follows)",
            "a witness lies in the region of the candidate, has the cost in the file, and that is "
            "less than value",
        ),
        (
            "all subsets are listed, in order, and none twice; equal_values",
            "the apexes of the candidates, and that A and c are their cumulative readouts",
            "K, dimension and radius",
            "obstacles, and what does not hold of a subset without a network",
        ),
    ),
    "T6": Coverage(
        (
            _WIDTHS,
            "every output is the mean of the targets of its block",
            "value is the cost of the candidate",
            _STRICT,
            "all_parameters is proved: the candidate is a local minimum in all parameters, and no "
            "network of its closed activation region costs less",
        ),
        (
            "all partitions are listed, in order, and none twice; equal_values",
            "one layer switches a block off, and each block has its own",
            "A and c, K, dimension and radius",
            "why a partition has no network",
        ),
    ),
    "P0": Coverage(
        (
            _WIDTHS,
            "cost_squared is the cost, and no function of the input costs less, so no network of "
            "any widths",
            _STRICT,
        ),
        ("cells: a partition, each on its side of its hyperplane; coincident; fewest",),
    ),
    "R1": Coverage(
        (
            _WIDTHS,
            "cost_squared is the cost, with the weights of the file",
            "the network is a local minimum in all parameters; if its cost is not 0, no hidden "
            "pre-activation is 0 and no network of its closed activation region costs less",
        ),
        ("distance: how far the trained network is",),
    ),
    "P1": Coverage(
        (
            *_ANY_WIDTHS,
            "cells: every point is in one, on its side of the hyperplanes, and each has one target",
            "obstruction: every list has more cells than there are classes",
        ),
        (
            "without an obstruction: every list has as many cells as there are targets; fewest",
            "the hidden widths are those of the cells",
        ),
    ),
    "P2": Coverage((*_ANY_WIDTHS, "there is at most one hidden layer"), ()),
    "P3": Coverage(
        _ANY_WIDTHS,
        ("hidden weights are invertible", "each layer keeps or collapses every input as a whole"),
    ),
    "W2": Coverage((*_ANY_WIDTHS, "no hidden layer is wider than the data need"), ()),
    "G8": Coverage(
        (
            *_ANY_WIDTHS,
            "K is the number of parameters, and the tangent map, by the chain rule, the derivative "
            "of the outputs",
            "rank is that of the Jacobian of all outputs at all points, dimension that of its "
            "kernel",
            "order: which units are on, class by class; constant",
            "manifold is proved: near the network cost 0 is the graph of a map, which gives as "
            "many parameters as rank by the others",
        ),
        ("that there is no order; that nothing is proved of the zero set",),
    ),
    "capacity yes": _YES,
    "A1": _YES,
}
