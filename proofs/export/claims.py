"""In words: which claims of a certificate the Coq theorem made of it contains, and which it does
not.

The theorem is about the same data and networks; what it does not restate is confirmed by the
checker in `proofs/checker` alone. `docs/trust.md` has the same lists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from proofs.checker.reading import Certificate
from proofs.checker.values import items, mapping

__all__ = ["COVERAGE", "Coverage"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the theorem says, and what is left to the checker."""

    restated: tuple[str, ...]
    checker_only: tuple[str, ...]

    def of(self, certificate: Certificate) -> Coverage:
        """Of these claims those that this file makes, which the checker has proved."""

        def made(claims: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(c for c in claims if c not in _WHERE or _WHERE[c](certificate))

        return Coverage(made(self.restated), made(self.checker_only))


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

# Claims that only some files of their statement make: `_WHERE` says which.
_GAUGE = "with the linear readout: the cumulative output bias is 0"
_KERNEL = "kernel is a basis of the directions in which no output moves to first order"
_OWN_LAYERS = "no two classes are collapsed at one layer"
_VALUE = (
    "value is the cost of the candidate, and the least over all its readouts (linear: with "
    "cumulative output bias 0)"
)
_HELD = (
    "output_layer and apexes_held: the candidate is a local minimum with its apexes held (linear: "
    "and with cumulative output bias 0)"
)
_CANDIDATES = "the apexes of the candidates; A and c are their cumulative readouts"
_TRUNCATED = "value without a network is the least over all readouts of the truncated data"
_NO_NETWORK = "obstacles, and what does not hold of a subset without a network"
_MINIMUM = "all_parameters is proved: the candidate is a local minimum in all parameters"
_NO_MINIMUM = (
    "all_parameters is refuted: in the region, arbitrarily close to the candidate, there are "
    "smaller costs (T5d, or networks from which it follows)"
)
_WITNESS = (
    "a witness lies in the region of the candidate, has the cost in the file, and that is less "
    "than value"
)
_NO_PARTITION = "why a partition has no network"
_FEWEST = "fewest: no list of cells is shorter"
_OF_REGION = (
    "the cost is not 0: no hidden pre-activation is 0, and no network of the closed activation "
    "region costs less"
)
_STUCK = "obstruction: every list has more cells than there are classes"
_NOT_STUCK = "without an obstruction: every list has as many cells as there are targets"
_ORDER = "order: which units are on, class by class; constant"
_NO_ORDER = "that there is no order"
_GRAPH = (
    "manifold is proved: near the network cost 0 is the graph of a map, which gives as many "
    "parameters as rank by the others"
)
_NO_GRAPH = "that nothing is proved of the zero set"

COVERAGE: dict[str, Coverage] = {
    "T3": Coverage(
        (*_REGION, _FITS, _GAUGE),
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
            _KERNEL,
            "to first order the outputs of the classes move in every direction, so rank is Q²; K "
            "and dimension",
        ),
        ("rescaling and directions",),
    ),
    "T5": Coverage(
        (
            *_REGION,
            _OWN_LAYERS,
            _CANDIDATES,
            _VALUE,
            _TRUNCATED,
            _HELD,
            _MINIMUM,
            _NO_MINIMUM,
            _WITNESS,
        ),
        (
            "all subsets are listed, in order, and none twice; equal_values",
            "K, dimension and radius",
            _NO_NETWORK,
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
            _NO_PARTITION,
        ),
    ),
    "P0": Coverage(
        (
            _WIDTHS,
            "cost_squared is the cost, and no function of the input costs less, so no network of "
            "any widths",
            _STRICT,
        ),
        ("cells: a partition, each on its side of its hyperplane; coincident", _FEWEST),
    ),
    "R1": Coverage(
        (
            _WIDTHS,
            "cost_squared is the cost, with the weights of the file",
            "the network is a local minimum in all parameters",
            _OF_REGION,
        ),
        ("distance: how far the trained network is",),
    ),
    "P1": Coverage(
        (
            *_ANY_WIDTHS,
            "cells: every point is in one, on its side of the hyperplanes, and each has one target",
            _STUCK,
        ),
        (
            _NOT_STUCK,
            _FEWEST,
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
            _ORDER,
            _GRAPH,
        ),
        (_NO_ORDER, _NO_GRAPH),
    ),
    "capacity yes": _YES,
    "A1": _YES,
}


def _any_of_minima(key: str, *values: object) -> Callable[[Certificate], bool]:
    """Whether an item of the minima has one of these values there."""

    def some(certificate: Certificate) -> bool:
        minima = items(certificate.values["minima"], "minima")
        return any(mapping(item, "minima").get(key) in values for item in minima)

    return some


def _verdict(word: str) -> Callable[[Certificate], bool]:
    """Whether an item of the minima has this verdict in all parameters."""

    def some(certificate: Certificate) -> bool:
        minima = items(certificate.values["minima"], "minima")
        verdicts = (mapping(mapping(item, "minima")["verdicts"], "verdicts") for item in minima)
        return any(one["all_parameters"] == word for one in verdicts)

    return some


def _told(key: str, absent: bool = False) -> Callable[[Certificate], bool]:
    """Whether the file says something there, or with `absent` nothing."""
    return lambda certificate: (certificate.values.get(key) is None) == absent


def _said(key: str, value: str) -> Callable[[Certificate], bool]:
    return lambda certificate: certificate.values[key] == value


_feasible = _any_of_minima("feasible", True)
_WHERE: dict[str, Callable[[Certificate], bool]] = {
    _GAUGE: _said("readout", "linear"),
    _KERNEL: _told("kernel"),
    **dict.fromkeys(
        _REGION[1:], lambda certificate: certificate.statement != "T5" or _feasible(certificate)
    ),
    **dict.fromkeys((_OWN_LAYERS, _VALUE, _HELD, _CANDIDATES), _feasible),
    **dict.fromkeys((_TRUNCATED, _NO_NETWORK), _any_of_minima("feasible", False)),
    _NO_PARTITION: _any_of_minima("feasible", "no", "unknown"),
    _MINIMUM: _verdict("proved"),
    **dict.fromkeys((_NO_MINIMUM, _WITNESS), _verdict("refuted")),
    _OF_REGION: lambda certificate: certificate.values["cost_squared"] != "0",
    _STUCK: _told("obstruction"),
    _NOT_STUCK: _told("obstruction", absent=True),
    _FEWEST: _told("fewest"),
    _ORDER: _told("order"),
    _NO_ORDER: _told("order", absent=True),
    _GRAPH: _said("manifold", "proved"),
    _NO_GRAPH: _said("manifold", "unknown"),
}
