"""The exact forward pass at all points: pre-activations, residuals, cost and gradient, in integers.

``h_0 = [x; 1]``, ``z_l = [W_l b_l] h_{l−1}``, ``h_l = [σ(z_l); 1]``; each over one denominator, so
that a layer is one integer product. The gradient is reverse-mode differentiation in the same
numbers; at a kink it is that of the cost with the kinked units off.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from flint import fmpz_mat

from symbolic.errors import ShapeError
from symbolic.record import Record
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from symbolic.words import counted


def _integers(values: fmpz_mat) -> list[list[int]]:
    return [[int(v) for v in row] for row in values.tolist()]


Pattern = list[list[list[int]]]
"""The sign of every hidden pre-activation: layer, unit, point."""


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation(Record):
    """A network at all points of a problem.

    ``features[l]`` is ``h_l`` (with its row of ones) times ``scales[l]``, ``z[l]`` is ``z_{l+1}``
    times ``scales[l+1]``; ``residuals`` is ``o − y`` (``Q × N``) times ``residual_scale``.
    """

    network: Mlp
    problem: Problem
    features: tuple[fmpz_mat, ...]
    z: tuple[fmpz_mat, ...]
    scales: tuple[int, ...]
    pattern: Pattern
    residuals: fmpz_mat
    residual_scale: int

    @classmethod
    def of(cls, network: Mlp, problem: Problem) -> Evaluation:
        """Evaluate; raises `ShapeError` if the widths at the ends are not those of the data."""
        M, Q = int(problem.inputs.nrows()) - 1, problem.Q
        if (network.widths[0], network.widths[-1]) != (M, Q):
            found = f"{network.widths[0]} and {network.widths[-1]}"
            raise ShapeError(
                f"network: expected {counted(M, 'input')} and {counted(Q, 'output')}, found {found}"
            )
        features, z, scales, pattern = [problem.inputs], [], [problem.input_scale], []
        for l, (W, d) in enumerate(network.layers):
            image = W * features[-1]
            scales.append(scales[-1] * d)
            z.append(image)
            if l < network.L:
                rows = image.tolist()
                pattern.append([[(v > 0) - (v < 0) for v in row] for row in rows])
                active = [[v if v > 0 else 0 for v in row] for row in rows]
                features.append(fmpz_mat([*active, [scales[-1]] * problem.N]))
        residuals = z[-1] * problem.target_scale - problem.targets * scales[-1]
        return cls(
            network,
            problem,
            tuple(features),
            tuple(z),
            tuple(scales),
            pattern,
            residuals,
            scales[-1] * problem.target_scale,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as the network and the problem, and evaluated anew."""
        return Evaluation.of, (self.network, self.problem)

    @cached_property
    def feature_rows(self) -> tuple[list[list[int]], ...]:
        """``features`` as Python's integers."""
        return tuple(_integers(layer) for layer in self.features)

    @cached_property
    def image_rows(self) -> tuple[list[list[int]], ...]:
        """``z`` as Python's integers."""
        return tuple(_integers(layer) for layer in self.z)

    @property
    def strict(self) -> bool:
        """Whether no hidden pre-activation is 0."""
        return not self.kinks

    @cached_property
    def kinks(self) -> list[tuple[int, int, int]]:
        """``(layer from 0, unit, point)`` of every pre-activation that is 0."""
        return [
            (l, r, i)
            for l, layer in enumerate(self.pattern)
            for r, row in enumerate(layer)
            for i, s in enumerate(row)
            if s == 0
        ]

    @cached_property
    def cost(self) -> Fraction:
        """``C²``, exact.

        >>> from symbolic.clusters import ClusterData
        >>> problem = Problem.of(ClusterData.from_rows({"a": [[1], [3]]}))
        >>> one, zero = Fraction(1), Fraction(0)
        >>> Evaluation.of(Mlp.of_rows([[[one, zero]], [[one, zero]]]), problem).cost
        Fraction(2, 1)
        """
        total = sum(
            gain * sum(int(v) ** 2 * w for v, w in zip(row, self.problem.weights, strict=True))
            for row, gain in zip(self.residuals.tolist(), self.problem.gains, strict=True)
        )
        return Fraction(total, self.residual_scale**2 * self.problem.scale)

    @cached_property
    def weighted(self) -> fmpz_mat:
        """``w_i g_q e_iq`` (``Q × N``) times ``residual_scale · problem.scale``."""
        return fmpz_mat(
            [
                [int(v) * w * gain for v, w in zip(row, self.problem.weights, strict=True)]
                for row, gain in zip(self.residuals.tolist(), self.problem.gains, strict=True)
            ]
        )

    @cached_property
    def gradient(self) -> list[Fraction]:
        """All first derivatives of the cost, in the numbering of the parameters."""
        back, d = self.weighted * 2, self.residual_scale * self.problem.scale
        parts: list[list[Fraction]] = []
        for l in range(self.network.L, -1, -1):
            rows = (back * self.features[l].transpose()).tolist()
            den = d * self.scales[l]
            entries = [Fraction(int(v), den) for row in rows for v in row[:-1]]
            parts.append(entries + [Fraction(int(row[-1]), den) for row in rows])
            if l:
                W, e = self.network.layers[l]
                weights = fmpz_mat([row[:-1] for row in W.tolist()])
                back, d = self._masked(weights.transpose() * back, l - 1), d * e
        return [entry for layer in reversed(parts) for entry in layer]

    def _masked(self, values: fmpz_mat, l: int) -> fmpz_mat:
        """Zero where unit and point are not active in hidden layer ``l`` (from 0)."""
        rows = zip(values.tolist(), self.pattern[l], strict=True)
        return fmpz_mat(
            [[v if s > 0 else 0 for v, s in zip(row, signs, strict=True)] for row, signs in rows]
        )
