"""Which partition of the classes (T6) a network's outputs come closest to, by name and by how much.

Classes are merged in the order of the distances of their mean outputs; of the ``Q`` partitions met
on the way the one whose value ``V_π`` is nearest to the cost is named. All numbers are exact. A
network of which the cost is ``V_π`` and every output the mean of its block has the value of that
minimum; that it *is* one is R1's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from symbolic.partition_minima import Blocks
from symbolic.record import Record
from symbolic.trained.evaluation import Evaluation

Vector = list[Fraction]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NearPartition(Record):
    """A partition, its value ``V_π``, ``cost − V_π``, and the largest difference of an output from
    the mean of the targets of its block; ``apart``: no point is in two blocks, so that it is the
    minimum of a network (T6).
    """

    blocks: Blocks
    value: Fraction
    excess: Fraction
    spread: Fraction
    apart: bool

    @property
    def attained(self) -> bool:
        """Whether every output is the mean of its block, so that the cost is ``V_π``."""
        return not self.spread


def nearest_partition(at: Evaluation) -> NearPartition:
    """The partition whose value is nearest to the cost, among those that merge classes by their
    outputs.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.trained.parameters import Mlp
    >>> from symbolic.trained.problem import Problem
    >>> problem = Problem.of(ClusterData.from_rows({"a": [[1], [3]], "b": [[2]]}))
    >>> half = Fraction(1, 2)
    >>> near = nearest_partition(Evaluation.of(Mlp.of_rows([[[0, half], [0, half]]]), problem))
    >>> near.blocks, near.value, near.attained
    (((0, 1),), Fraction(1, 1), True)
    """
    problem = at.problem
    shares = [
        sum((problem.weight(i) for i in members), Fraction(0)) for members in problem.members()
    ]
    targets = [
        [Fraction(int(row[members[0]]), problem.target_scale) for row in problem.targets.tolist()]
        for members in problem.members()
    ]
    best: tuple[Fraction, int, Blocks, Fraction] | None = None
    for blocks in _merged_by_outputs(at):
        means = [_mean([targets[j] for j in block], [shares[j] for j in block]) for block in blocks]
        value = sum(
            (
                shares[j] * _squared(targets[j], mean)
                for block, mean in zip(blocks, means, strict=True)
                for j in block
            ),
            Fraction(0),
        )
        key = (abs(at.cost - value), -len(blocks), blocks, value)
        best = key if best is None or key < best else best
    if best is None:
        raise ValueError("expected at least one class")
    _, _, blocks, value = best
    means = [_mean([targets[j] for j in block], [shares[j] for j in block]) for block in blocks]
    spread = _spread(at, blocks, means)
    return NearPartition(blocks, value, at.cost - value, spread, _apart(at, blocks))


def _apart(at: Evaluation, blocks: Blocks) -> bool:
    """Whether every input is in one block only."""
    block_of = {j: b for b, block in enumerate(blocks) for j in block}
    seen: dict[tuple[int, ...], int] = {}
    return all(
        seen.setdefault(point, block_of[j]) == block_of[j]
        for point, j in zip(zip(*at.feature_rows[0], strict=True), at.problem.classes, strict=True)
    )


def _merged_by_outputs(at: Evaluation) -> Iterator[Blocks]:
    """The partitions met when classes are merged, nearest mean outputs first (single linkage)."""
    members, rows = at.problem.members(), at.image_rows[-1]
    centres = [
        [Fraction(sum(row[i] for i in own), len(own) * at.scales[-1]) for row in rows]
        for own in members
    ]
    pairs = sorted(
        (_squared(centres[a], centres[b]), a, b) for a, b in combinations(range(len(members)), 2)
    )
    owner = list(range(len(members)))
    yield _blocks(owner)
    for _, a, b in pairs:
        one, other = sorted((owner[a], owner[b]))
        if one != other:
            owner = [one if name == other else name for name in owner]
            yield _blocks(owner)


def _blocks(owner: Sequence[int]) -> Blocks:
    return tuple(
        tuple(j for j, name in enumerate(owner) if name == one) for one in dict.fromkeys(owner)
    )


def _mean(vectors: Sequence[Vector], shares: Sequence[Fraction]) -> Vector:
    whole = sum(shares, Fraction(0))
    return [
        sum((s * e for s, e in zip(shares, column, strict=True)), Fraction(0)) / whole
        for column in zip(*vectors, strict=True)
    ]


def _squared(left: Vector, right: Vector) -> Fraction:
    """``|left − right|²``."""
    return sum(((a - b) ** 2 for a, b in zip(left, right, strict=True)), Fraction(0))


def _spread(at: Evaluation, blocks: Blocks, means: Sequence[Vector]) -> Fraction:
    members, scale = at.problem.members(), at.scales[-1]
    spread = Fraction(0)
    for block, mean in zip(blocks, means, strict=True):
        for row, value in zip(at.image_rows[-1], mean, strict=True):
            n, d = value.numerator * scale, value.denominator
            largest = max(abs(row[i] * d - n) for j in block for i in members[j])
            spread = max(spread, Fraction(largest, d * scale))
    return spread
