"""A proved certificate as a network of the library, and what it predicts for data, as JSON and as
lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.checker.reading import Certificate
from proofs.checker.values import any_widths, items, mapping
from proofs.judged_files import proved
from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.matrices import columns_of, from_flat, matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import Scalar, decimal, distance_words, parse, shorten, text
from symbolic.separation import Hyperplane
from symbolic.sources.raw import UNLABELLED
from symbolic.two_layer_form import list_network
from symbolic.unseen import (
    Prediction,
    cell_radius_squared,
    confusion,
    network_radii_squared,
    predictions,
)
from symbolic.words import counted

CELLS = ("P0", "P1")
MOST_LISTED = 20  # points without a label that are listed one by one


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """What the network of a certificate says of ``data``; ``radii[j][i]`` are squared radii at the
    training points.

    Within them the output stays what it is (X1, ``exactly``), or else the class does (X2).
    """

    statement: str
    training: ClusterData
    data: ClusterData
    predictions: tuple[Prediction, ...]
    truth: tuple[int | None, ...]
    radii: tuple[tuple[Scalar | None, ...], ...]
    exactly: bool

    @property
    def correct(self) -> int:
        """How many points of ``data`` get a class with the target of their label."""
        targets = columns_of(self.training.targets)
        return sum(
            one.cls is not None and cls is not None and targets[one.cls] == targets[cls]
            for one, cls in zip(self.predictions, self.truth, strict=True)
        )


def predict(path: Path, data: ClusterData) -> Predicted:
    """Outputs, classes and radii of the certificate's network, once the checker has proved it.
    Raises `InputError`.
    """
    source = proved(path)
    if "layers" not in source.values:
        raise InputError("statement", "a certificate with one network", source.statement)
    training = training_data(source)
    network = network_of(source)
    if data.M != network.M:
        raise InputError("data", f"M = {network.M}, as in the certificate", f"M = {data.M}")
    classified = predictions(network, columns_of(training.targets), data.inputs)
    places = {label: j for j, label in enumerate(training.labels)}
    sized = zip(data.labels, data.sizes, strict=True)
    truth = [places.get(label) for label, n in sized for _ in range(n)]
    radii = _cell_radii(source, training, network) if source.statement in CELLS else None
    exactly = radii is not None
    if radii is None:
        radii = _all(network, training)
    return Predicted(
        source.statement, training, data, tuple(classified), tuple(truth), radii, exactly
    )


def training_data(source: Certificate) -> ClusterData:
    """The data of a certificate that was proved."""
    rows = {c.label: c.points for c in source.data.classes}
    targets = [c.target for c in source.data.classes]
    name = str(mapping(source.values["data"], "data")["name"])
    return ClusterData.from_rows(rows, targets, name, any_targets=True)


def network_of(source: Certificate) -> ReluNetwork:
    """The network in the ``layers`` of a certificate that was proved."""
    read = any_widths(source.values["layers"], source.data.M, source.data.Q, "layers")
    layers = [
        Layer(
            from_flat([_scalar(e) for row in W for e in row], len(W), len(W[0])),
            from_flat([_scalar(e) for e in b], len(b), 1),
        )
        for W, b in read
    ]
    return ReluNetwork(tuple(layers[:-1]), layers[-1])


def _scalar(value: Fraction) -> Scalar:
    return QQ(value.numerator, value.denominator)


def _all(network: ReluNetwork, training: ClusterData) -> tuple[tuple[Scalar | None, ...], ...]:
    """X2, for the classes all of whose outputs are their targets; None elsewhere."""
    targets = columns_of(training.targets)
    right = [
        all(y == target for y in columns_of(network(block)))
        for block, target in zip(training.points, targets, strict=True)
    ]
    radii = network_radii_squared(network, training)
    return tuple(
        (r if good else None,) * n for r, good, n in zip(radii, right, training.sizes, strict=True)
    )


def _cell_radii(
    source: Certificate, training: ClusterData, network: ReluNetwork
) -> tuple[tuple[Scalar | None, ...], ...] | None:
    """X1, point by point: the first cell whose hyperplane has the point below is its own.

    None unless the network is that of the decision list: the checker judges outputs at the training
    points alone.
    """
    sections = [mapping(c, "cells") for c in items(source.values["cells"], "cells")]
    planes = [
        Hyperplane(matrix([[e] for e in items(s["normal"], "cells")]), parse(str(s["offset"])))
        for s in sections[:-1]
    ]
    rows = network.layers[0].W.to_list() if network.L else []
    scales = [_ratio(row, plane) for row, plane in zip(rows, planes, strict=False)]
    best = {x: output for block in training.points for x, output in _outputs(network, block)}
    cells = {k: best[x] for x in best for k in [_cell(x, planes)]}
    if network.L and not _is_list(network, cells, planes, scales):
        return None
    listed = []
    for block in training.points:
        radii = []
        for point in columns_of(block):
            k = _cell(point, planes)
            own = (planes[k], scales[k]) if k < len(planes) else (None, QQ.one)
            radii.append(cell_radius_squared(point, planes[:k], *own) if network.L else None)
        listed.append(tuple(radii))
    return tuple(listed)


def _outputs(
    network: ReluNetwork, block: DomainMatrix
) -> Iterator[tuple[tuple[Scalar, ...], tuple[Scalar, ...]]]:
    yield from zip(
        map(tuple, columns_of(block)), map(tuple, columns_of(network(block))), strict=True
    )


def _cell(point: Sequence[Scalar], planes: Sequence[Hyperplane]) -> int:
    return next((k for k, plane in enumerate(planes) if _below(point, plane)), len(planes))


def _is_list(
    network: ReluNetwork,
    cells: Mapping[int, tuple[Scalar, ...]],
    planes: Sequence[Hyperplane],
    scales: Sequence[Scalar],
) -> bool:
    """Whether the network is, number by number, that of the list with these targets, hyperplanes
    and scales.
    """
    if len(scales) != len(planes) or min(scales) <= 0 or network.L < 2:
        return False
    targets = [cells[k] for k in range(len(planes) + 1)]
    made = list_network(targets, planes, scales, network.L)
    return made is not None and all(
        a.augmented.to_list() == b.augmented.to_list()
        for a, b in zip(made.layers, network.layers, strict=True)
    )


def _below(point: Sequence[Scalar], plane: Hyperplane) -> bool:
    normal = plane.normal.to_list_flat()
    height = sum((f * x for f, x in zip(normal, point, strict=True)), QQ.zero)
    return bool(height < plane.offset)


def _ratio(row: list[Scalar], plane: Hyperplane) -> Scalar:
    """``s`` with row ``= −s f``."""
    normal = plane.normal.to_list_flat()
    pivot = next(i for i, f in enumerate(normal) if f)
    return -row[pivot] / normal[pivot]


def as_json(predicted: Predicted) -> dict[str, Any]:
    """The document of ``truncation predict --json``."""
    labels, data = predicted.training.labels, predicted.data
    names = [(label, i) for label, n in zip(data.labels, data.sizes, strict=True) for i in range(n)]
    return {
        "statement": "X1" if predicted.exactly else "X2",
        "certificate": predicted.statement,
        "training": predicted.training.name,
        "data": data.name,
        "N": data.N,
        "correct": predicted.correct,
        "points": [
            {
                "label": label,
                "index": i,
                "output": [text(e) for e in one.output],
                "class": None if one.cls is None else labels[one.cls],
                "margin": text(one.margin),
            }
            for (label, i), one in zip(names, predicted.predictions, strict=True)
        ],
        "classes": list(labels),
        "confusion": confusion(predicted.predictions, predicted.truth, len(labels)),
        "radii_squared": {
            label: [None if r is None else text(r) for r in radii]
            for label, radii in zip(labels, predicted.radii, strict=True)
        },
    }


def _to_the_border(predicted: Predicted) -> Scalar | None:
    """The least squared distance of an output to a hyperplane ``|z − y_j| = |z − y_k|`` of the
    target ``y_j`` of its class; None if all classes have one target.

    ``((|z − y_k|² − |z − y_j|²) / 2|y_k − y_j|)²``, minimized over ``k`` and the outputs; a tie is
    0.
    """
    targets = columns_of(predicted.training.targets)
    distances = []
    for one in predicted.predictions:
        if one.cls is None:
            return QQ.zero
        own = targets[one.cls]
        for other in targets:
            apart = sum(((a - b) ** 2 for a, b in zip(other, own, strict=True)), QQ.zero)
            if apart:
                gap = sum(
                    (
                        (z - a) ** 2 - (z - b) ** 2
                        for z, a, b in zip(one.output, other, own, strict=True)
                    ),
                    QQ.zero,
                )
                distances.append(gap * gap / (4 * apart))
    return min(distances, default=None)


def lines(predicted: Predicted) -> Iterator[str]:
    """What the command prints: how many are right, the smallest margin, the smallest radius a
    class.
    """
    data, labels = predicted.data, predicted.training.labels
    network = f"the {predicted.statement} network of {predicted.training.name}"
    if data.labels == (UNLABELLED,):
        yield f"{data.name}: {counted(data.N, 'point')} without labels, by {network}"
        yield from _few(predicted)
    else:
        yield (
            f"{data.name}: {predicted.correct} of {counted(data.N, 'point')} get the class of "
            f"their label from {network}"
        )
    least = min(predicted.predictions, key=lambda one: one.margin)
    ties = sum(one.cls is None for one in predicted.predictions)
    yield f"smallest margin between squared distances to targets: {decimal(least.margin, 6)}" + (
        f" ({counted(ties, 'tie')})" if ties else ""
    )
    square = _to_the_border(predicted)
    if square is not None:
        size = distance_words(square)
        yield f"smallest distance of an output to where its class changes: {size}"
    kept = "the output stays the same" if predicted.exactly else "the class stays"
    for label, radii in zip(labels, predicted.radii, strict=True):
        bounded = [r for r in radii if r is not None]
        size = f"{decimal(min(bounded), 6)}" if bounded else "unbounded"
        yield f"  {label!r}: {kept} within a squared distance of {size} of every training point"


def _few(predicted: Predicted) -> Iterator[str]:
    """Output and class of each point, where they are few enough to be read."""
    labels = predicted.training.labels
    for k, one in enumerate(predicted.predictions[:MOST_LISTED], start=1):
        cls = "a tie" if one.cls is None else repr(labels[one.cls])
        yield f"  point {k}: {cls}, output ({', '.join(map(shorten, one.output))})"
    if len(predicted.predictions) > MOST_LISTED:
        yield "  … the others: -o FILE or --json"
