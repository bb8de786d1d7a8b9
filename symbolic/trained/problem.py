"""The cost that a trained network is judged by: ``Σ_i w_i Σ_q g_q (o_q(x_i) − y_iq)²``, in
integers.

``w_i = 1/N_j`` (D3) or ``1/N``; the output weights ``g_q`` are 1 but in the *reduced* problem,
where the outputs are coordinates in an orthogonal rational basis of the affine hull of the targets
and ``g_q`` the squared lengths. The component of the output normal to the hull costs ``|·|² ≥ 0``
more and some output layer makes it 0, so a local minimum of the reduced problem, with that
component 0, is one of the problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpq_mat, fmpz_mat

from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.record import Record
from symbolic.scalars import fraction
from symbolic.trained.parameters import Mlp, Rows, integer_matrix

WEIGHTINGS = ("class", "uniform")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Problem(Record):
    """Points, targets and weights over common denominators.

    ``inputs`` is ``(M+1) × N``, the columns ``[x; 1]`` times ``input_scale``; ``targets`` ``Q × N``
    times ``target_scale``; ``weights`` times ``weight_scale`` and ``gains`` times ``gain_scale``
    are integers; ``classes`` numbers the class of each point.
    """

    inputs: fmpz_mat
    input_scale: int
    targets: fmpz_mat
    target_scale: int
    weights: tuple[int, ...]
    weight_scale: int
    gains: tuple[int, ...]
    gain_scale: int
    classes: tuple[int, ...]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, data: ClusterData, weighting: str = "class") -> Problem:
        """The problem of data; ``weighting`` is ``"class"`` (``1/N_j``) or ``"uniform"`` (``1/N``).

        >>> data = ClusterData.from_rows({"a": [[1], [3]], "b": [["1/2"]]})
        >>> Problem.of(data).weights, Problem.of(data, "uniform").weight_scale
        ((1, 1, 2), 3)
        """
        if weighting not in WEIGHTINGS:
            raise InputError("weights", f"one of {', '.join(WEIGHTINGS)}", repr(weighting))
        rows, scale = integer_matrix(data.inputs.to_list())
        inputs = fmpz_mat([*rows.tolist(), [scale] * data.N])
        classes = tuple(j for j, size in enumerate(data.sizes) for _ in range(size))
        columns = [[row[j] for j in classes] for row in data.targets.to_list()]
        targets, target_scale = integer_matrix(columns)
        whole = lcm(*data.sizes) if weighting == "class" else data.N
        shares = tuple(
            whole // (data.sizes[j] if weighting == "class" else data.N) for j in classes
        )
        ones = (1,) * data.Q
        return cls(
            inputs, scale, targets, target_scale, shares, whole, ones, 1, classes, data.labels
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled with lists in the place of FLINT's matrices, which are not."""
        inputs = [[int(v) for v in row] for row in self.inputs.tolist()]
        targets = [[int(v) for v in row] for row in self.targets.tolist()]
        scales = (self.input_scale, self.target_scale)
        shares = (self.weights, self.weight_scale, self.gains, self.gain_scale)
        return _from_lists, (inputs, targets, scales, shares, self.classes, self.labels)

    @property
    def N(self) -> int:
        """Number of points."""
        return len(self.classes)

    @property
    def Q(self) -> int:
        """Number of outputs."""
        return len(self.gains)

    @property
    def scale(self) -> int:
        """Costs are integers over this and the squared denominators of the residuals."""
        return self.weight_scale * self.gain_scale

    def weight(self, i: int) -> Fraction:
        """``w_i``."""
        return Fraction(self.weights[i], self.weight_scale)

    @property
    def largest_gain(self) -> Fraction:
        """``max g_q``."""
        return Fraction(max(self.gains), self.gain_scale)

    @property
    def unit_targets(self) -> bool:
        """Whether the target of class ``j`` is ``e_j``."""
        one = self.target_scale
        columns = list(zip(*self.targets.tolist(), strict=True))
        return len(self.labels) == self.Q and all(
            list(columns[i]) == [one * (q == j) for q in range(self.Q)]
            for i, j in enumerate(self.classes)
        )

    def members(self) -> list[list[int]]:
        """The points of each class."""
        members: list[list[int]] = [[] for _ in self.labels]
        for i, j in enumerate(self.classes):
            members[j].append(i)
        return members


def _from_lists(
    inputs: list[list[int]],
    targets: list[list[int]],
    scales: tuple[int, int],
    shares: tuple[tuple[int, ...], int, tuple[int, ...], int],
    classes: tuple[int, ...],
    labels: tuple[str, ...],
) -> Problem:
    matrices = (fmpz_mat(inputs), scales[0], fmpz_mat(targets), scales[1])
    return Problem(*matrices, *shares, classes, labels)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hull(Record):
    """The affine hull ``m + span B`` of the targets; the rows of ``B`` are orthogonal."""

    origin: tuple[Fraction, ...]
    basis: tuple[tuple[Fraction, ...], ...]

    @classmethod
    def of(cls, problem: Problem) -> Hull:
        """From the targets of the problem: their mean, and Gram-Schmidt on the differences."""
        columns = zip(*problem.targets.tolist(), strict=True)
        distinct = dict.fromkeys(tuple(int(v) for v in column) for column in columns)
        targets = [[Fraction(v, problem.target_scale) for v in column] for column in distinct]
        origin = [sum(column, Fraction(0)) / len(targets) for column in zip(*targets, strict=True)]
        basis: list[tuple[Fraction, ...]] = []
        for target in targets:
            rest = [a - b for a, b in zip(target, origin, strict=True)]
            for row in basis:
                share = _dot(rest, row) / _dot(row, row)
                rest = [a - share * b for a, b in zip(rest, row, strict=True)]
            if any(rest):
                d = lcm(*(v.denominator for v in rest))
                basis.append(tuple(v * d for v in rest))
        return cls(tuple(origin), tuple(basis))

    def coordinates(self, vector: Sequence[Fraction], homogeneous: bool) -> list[Fraction]:
        """Coordinates of a point (or, ``homogeneous``, of a direction) projected to the hull."""
        if not homogeneous:
            vector = [a - b for a, b in zip(vector, self.origin, strict=True)]
        return [_dot(vector, row) / _dot(row, row) for row in self.basis]

    def problem(self, problem: Problem) -> Problem:
        """The reduced problem, with ``dim`` outputs."""
        columns = zip(*problem.targets.tolist(), strict=True)
        points = [[Fraction(int(v), problem.target_scale) for v in column] for column in columns]
        reduced = [self.coordinates(point, False) for point in points]
        targets, scale = integer_matrix(list(zip(*reduced, strict=True)))
        lengths = [_dot(row, row) for row in self.basis]
        d = lcm(*(v.denominator for v in lengths))
        gains = tuple(int(v * d) for v in lengths)
        return Problem(
            problem.inputs,
            problem.input_scale,
            targets,
            scale,
            problem.weights,
            problem.weight_scale,
            gains,
            d,
            problem.classes,
            problem.labels,
        )

    def reduce(self, network: Mlp) -> Mlp:
        """The network with its output projected to the hull, in its coordinates."""
        *hidden, output = network.rows()
        columns = [list(column) for column in zip(*output, strict=True)]
        made = [self.coordinates(column, True) for column in columns[:-1]]
        made.append(self.coordinates(columns[-1], False))
        return Mlp.of_rows([*hidden, [list(row) for row in zip(*made, strict=True)]])

    def expand(self, network: Mlp) -> Mlp:
        """The network whose output is ``m + Bᵀ o``: the inverse of `reduce` on the hull."""
        *hidden, output = network.rows()
        made: Rows = []
        for q, start in enumerate(self.origin):
            row = [
                sum((b[q] * r[c] for b, r in zip(self.basis, output, strict=True)), Fraction(0))
                for c in range(len(output[0]))
            ]
            made.append([*row[:-1], row[-1] + start])
        return Mlp.of_rows([*hidden, made])


def _dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def as_fraction_rows(values: fmpq_mat) -> Rows:
    """A FLINT rational matrix as fractions."""
    return [[fraction(entry) for entry in row] for row in values.tolist()]
