"""A network of any widths at every training point, in integers: what the R statements are about.

Notation: h(0) = [x; 1], z(l) = [W_l b_l] h(l-1), h(l) = [relu(z(l)); 1], e = output - target. One
denominator a layer. Points carry the weights 1/N_j or 1/N, outputs the gains g_q. Parameters are
numbered layer by layer, W row by row, then b; the column after the last of W is the bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm

from .errors import Malformed, Refuted, Undecided, shown
from .exact import Rows, dot, integers
from .reading import Certificate
from .values import Data, Network, any_widths, one_of

__all__ = ["Pass", "network_of", "parameters", "require_strict", "run", "weighted_points"]


# All points go over one denominator; where that is longer than any trained network's, all of them
# would be as long as the whole file.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Pass:
    """One evaluation. features[l][c][i] / scales[l] and z[l][r][i] / scales[l + 1] are h(l), z(l +
    1); errors[q][i] / error_scale is e; weights / weight_scale and gains / gain_scale as said
    above.
    """

    layers: tuple[tuple[Rows, int], ...]
    features: tuple[Rows, ...]
    z: tuple[Rows, ...]
    scales: tuple[int, ...]
    errors: Rows
    error_scale: int
    weights: tuple[int, ...]
    weight_scale: int
    gains: tuple[int, ...]
    gain_scale: int

    @property
    def L(self) -> int:
        """The number of hidden layers."""
        return len(self.layers) - 1

    @property
    def N(self) -> int:
        """The number of points."""
        return len(self.weights)

    @property
    def Q(self) -> int:
        """The number of outputs."""
        return len(self.gains)

    @property
    def widths(self) -> tuple[int, ...]:
        """Input dimension, widths of the hidden layers, output dimension."""
        return (len(self.layers[0][0][0]) - 1, *(len(rows) for rows, _ in self.layers))

    @property
    def starts(self) -> tuple[int, ...]:
        """The number of the first parameter of each layer, and last of all their number."""
        sizes = (m * (n + 1) for n, m in pairwise(self.widths))
        return tuple(accumulate(sizes, initial=0))

    @property
    def scale(self) -> int:
        """The denominator of weights and gains together."""
        return self.weight_scale * self.gain_scale

    def locate(self, k: int) -> tuple[int, int, int]:
        """Layer (from 0), row and column of a parameter."""
        starts, widths = self.starts, self.widths
        l = max(j for j in range(self.L + 1) if starts[j] <= k)
        rest, n, m = k - starts[l], widths[l], widths[l + 1]
        return (l, rest // n, rest % n) if rest < m * n else (l, rest - m * n, n)

    def place(self, l: int, r: int, c: int) -> int:
        """The number of the parameter in layer l (from 0), row r, column c."""
        n, m = self.widths[l], self.widths[l + 1]
        return self.starts[l] + (r * n + c if c < n else m * n + r)

    def active(self, l: int, r: int) -> frozenset[int]:
        """The points on which a hidden unit is positive."""
        return frozenset(i for i, entry in enumerate(self.z[l][r]) if entry > 0)

    def cost(self) -> Fraction:
        """The exact cost."""
        total = sum(
            g * sum(w * e * e for w, e in zip(self.weights, row, strict=True))
            for g, row in zip(self.gains, self.errors, strict=True)
        )
        return Fraction(total, self.error_scale**2 * self.scale)

    def weighted_errors(self) -> list[list[int]]:
        """w_i g_q e_iq over error_scale and scale."""
        return [
            [g * w * e for w, e in zip(self.weights, row, strict=True)]
            for g, row in zip(self.gains, self.errors, strict=True)
        ]


def network_of(value: object, data: Data, place: str) -> Network:
    """The layers from M inputs to Q outputs."""
    return any_widths(value, data.M, data.Q, place)


def parameters(network: Network) -> list[Fraction]:
    """All entries, in the numbering."""
    return [e for W, b in network for e in (*(e for row in W for e in row), *b)]


def weighted_points(certificate: Certificate) -> list[Fraction]:
    """The weight of every point."""
    data = certificate.data
    kind = one_of(certificate.values["weights"], ["class", "uniform"], "weights")
    return [
        Fraction(1, len(c.points) if kind == "class" else data.N)
        for c in data.classes
        for _ in c.points
    ]


def run(
    network: Network,
    points: Sequence[Sequence[Fraction]],
    targets: Sequence[Sequence[Fraction]],
    weights: Sequence[Fraction],
    gains: Sequence[Fraction],
) -> Pass:
    """Evaluate the network at the points (one target a point).

    >>> one = Fraction(1)
    >>> at = run(((((one,),), (-one,)), (((one,),), (one,))), [[2 * one]], [[one]], [one], [one])
    >>> at.z, at.errors, at.cost()
    ((((1,),), ((2,),)), ((1,),), Fraction(1, 1))
    """
    _require_short(points)
    rows, scale = integers(points)
    columns = [tuple(column) for column in zip(*rows, strict=True)]
    features = [(*columns, (scale,) * len(points))]
    scales, z, layers = [scale], [], []
    for l, (W, b) in enumerate(network):
        whole, d = integers([(*row, entry) for row, entry in zip(W, b, strict=True)])
        layers.append((whole, d))
        inputs = list(zip(*features[-1], strict=True))
        image = tuple(tuple(dot(row, h) for h in inputs) for row in whole)
        scales.append(scales[-1] * d)
        z.append(image)
        if l < len(network) - 1:
            positive = (tuple(max(e, 0) for e in row) for row in image)
            features.append((*positive, (scales[-1],) * len(points)))
    wanted, d = integers(targets)
    errors = tuple(
        tuple(e * d - wanted[i][q] * scales[-1] for i, e in enumerate(row))
        for q, row in enumerate(z[-1])
    )
    weight_scale = lcm(*(w.denominator for w in weights))
    gain_scale = lcm(*(g.denominator for g in gains))
    return Pass(
        tuple(layers),
        tuple(features),
        tuple(z),
        tuple(scales),
        errors,
        scales[-1] * d,
        tuple(int(w * weight_scale) for w in weights),
        weight_scale,
        tuple(int(g * gain_scale) for g in gains),
        gain_scale,
    )


def _require_short(points: Sequence[Sequence[Fraction]]) -> None:
    common = 1
    for d in {entry.denominator for point in points for entry in point}:
        common = lcm(common, d)
        if common.bit_length() > LONGEST:
            raise Undecided(
                f"points: expected one denominator of at most {LONGEST} bits for all of them, "
                "found a longer one"
            )


def require_strict(
    at: Pass, place: str, allowed: frozenset[tuple[int, int, int]] = frozenset()
) -> None:
    """Refute unless the pre-activations (layer, unit, point) that are 0 are just the allowed
    ones.
    """
    zeros = {
        (l, r, i)
        for l, layer in enumerate(at.z[:-1])
        for r, row in enumerate(layer)
        for i, entry in enumerate(row)
        if not entry
    }
    if zeros != allowed:
        wrong = shown(sorted(zeros ^ allowed)[0])
        raise Refuted(f"{place}: expected zero pre-activations exactly where named, not {wrong}")


def same_widths(one: Network, other: Network, place: str) -> None:
    """Malformed unless two networks have one shape."""
    shapes = [[(len(W), len(W[0])) for W, _ in network] for network in (one, other)]
    if shapes[0] != shapes[1]:
        raise Malformed(
            f"{place}: expected the shapes {shown(shapes[0])}, found {shown(shapes[1])}"
        )
