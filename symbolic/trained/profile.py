"""The layer profile: how well each layer could be read out, and which class became one point where.

``V_l`` is the least cost of an affine readout of the features of layer ``l`` (T2): invariant under
invertible affine maps, so comparable between layers. For each class: the number of distinct feature
points, whether every unit is off on it (*truncated to a point*), and ``Tr S_j / Tr(between)``, its
scatter over that of the class means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from symbolic.record import Record
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.least_squares import LeastSquares, fitted


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClassAtLayer(Record):
    """One class in the features of one layer; ``noise`` is ``Tr S_j / Tr(between)``, None if that
    is 0.
    """

    points: int
    off: bool
    noise: Fraction | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LayerProfile(Record):
    """One layer: ``value`` is ``V_l``, ``rank`` that of ``[h_l; 1]``, and the classes in order."""

    value: Fraction
    rank: int
    classes: tuple[ClassAtLayer, ...]


def layer_readout(at: Evaluation, l: int) -> LeastSquares:
    """The best affine readout of layer ``l`` (0: the input)."""
    return fitted(at.features[l], at.scales[l], at.problem)


def layer_readouts(at: Evaluation) -> tuple[LeastSquares, ...]:
    """The best affine readouts of the layers ``l = 0..L``."""
    return tuple(layer_readout(at, l) for l in range(at.network.L + 1))


def layer_profile(at: Evaluation, readouts: Sequence[LeastSquares]) -> tuple[LayerProfile, ...]:
    """The profile for ``l = 0..L``, given the readouts of all layers.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.trained.parameters import Mlp
    >>> from symbolic.trained.problem import Problem
    >>> problem = Problem.of(ClusterData.from_rows({"a": [[1], [2]], "b": [[-1], [-3]]}))
    >>> net = Mlp.of_rows([[[1, 0]], [[1, 0], [0, 1]]])
    >>> at = Evaluation.of(net, problem)
    >>> [[c.points for c in layer.classes] for layer in layer_profile(at, layer_readouts(at))]
    [[2, 2], [2, 1]]
    """
    profiles = []
    for l, best in enumerate(readouts):
        profiles.append(LayerProfile(best.value, best.rank, _classes(at, l)))
    return tuple(profiles)


def _classes(at: Evaluation, l: int) -> tuple[ClassAtLayer, ...]:
    """Distinct points, all-off, and noise over signal of each class, in integers until the last
    division.
    """
    columns = list(zip(*at.feature_rows[l][:-1], strict=True))
    members = at.problem.members()
    sums = [
        [sum(entries) for entries in zip(*(columns[i] for i in I), strict=True)] for I in members
    ]
    means = [[Fraction(s, len(I)) for s in total] for total, I in zip(sums, members, strict=True)]
    centre = [sum(column, Fraction(0)) / len(means) for column in zip(*means, strict=True)]
    between = sum(
        ((a - c) ** 2 for mean in means for a, c in zip(mean, centre, strict=True)), Fraction(0)
    ) / len(means)
    classes = []
    for I, total in zip(members, sums, strict=True):
        squares = sum(v * v for i in I for v in columns[i])
        scatter = Fraction(squares, len(I)) - Fraction(sum(s * s for s in total), len(I) ** 2)
        off = l > 0 and all(row[i] < 0 for row in at.pattern[l - 1] for i in I)
        noise = scatter / between if between else None
        classes.append(ClassAtLayer(len({columns[i] for i in I}), off, noise))
    return tuple(classes)


def collapsed_at(rows: tuple[LayerProfile, ...]) -> tuple[int | None, ...]:
    """For each class the first hidden layer at which it is one point (its inputs may be one
    already: 0), or None.
    """
    layers: list[int | None] = []
    for j in range(len(rows[0].classes)):
        layers.append(next((l for l, row in enumerate(rows) if row.classes[j].points == 1), None))
    return tuple(layers)


def truncation_region(at: Evaluation) -> tuple[tuple[int, ...], ...] | None:
    """The partition-like region the network is in: for each hidden layer the classes it switches
    off whole.

    None unless every layer is, on every class, positive throughout or negative throughout. With
    each class off at most once this is a region ``R_I`` of T5 (each layer one class) or that of a
    partition (T6).
    """
    blocks = []
    for layer in at.pattern:
        off = []
        for j, I in enumerate(at.problem.members()):
            signs = {row[i] for row in layer for i in I}
            if signs == {-1}:
                off.append(j)
            elif signs != {1}:
                return None
        blocks.append(tuple(off))
    return tuple(blocks)


def collapsed_subset(
    off: tuple[tuple[int, ...], ...], widths: tuple[int, ...], Q: int
) -> tuple[int, ...] | None:
    """``I`` if the network is in a region ``R_I`` of T5, given what each hidden layer switches off.

    All hidden layers as wide as the input, each class of ``I ⊊ {1..Q}`` off in a layer of its own.

    >>> tuple(collapsed_subset(off, (2, 2, 2, 2), 2) for off in (((1,), ()), ((0, 1), ())))
    ((1,), None)
    """
    classes = [j for layer in off for j in layer]
    apart = all(len(layer) <= 1 for layer in off) and len(set(classes)) == len(classes) < Q
    return tuple(sorted(classes)) if apart and len(set(widths[:-1])) == 1 else None


def collapsed_blocks(
    off: tuple[tuple[int, ...], ...], Q: int
) -> tuple[tuple[int, ...], ...] | None:
    """The partition whose blocks the layers switch off, if each class is off in exactly one (T6).

    >>> collapsed_blocks(((1,), (), (0, 2)), 3), collapsed_blocks(((1,), (1,)), 2)
    (((0, 2), (1,)), None)
    """
    blocks = sorted(layer for layer in off if layer)
    return tuple(blocks) if sorted(j for block in blocks for j in block) == list(range(Q)) else None
