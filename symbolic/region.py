"""A network inside its activation region: affine maps, gradient, Taylor coefficients, Jacobian, and
the size of the region.

Where no pre-activation is 0 the network is, near its parameters, a fixed affine map on each group
of points with one activation pattern: ``h_l = H_l [x; 1]`` with ``H_l = D_l [W_l b_l] [H_{l−1};
e]``, ``D_l`` the 0/1 diagonal of the pattern. Costs and their derivatives then need the second
moments of each group only, so after one pass nothing depends on the number of points.

Notation: ``e = (0, …, 0, 1)`` picks the 1 of ``[x; 1]``; ``E`` is the moment matrix ``(1/N_j) Σ [x;
1][x; 1]ᵀ`` of a group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.matrices import columns_of, from_flat, ones, side_by_side, stacked, trace, zeros
from symbolic.network import Layer, ReluNetwork
from symbolic.record import Record
from symbolic.scalars import Scalar, key_of

Parameters = tuple[DomainMatrix, ...]
"""One matrix ``[W_l b_l]`` a layer: parameters, or a direction in parameter space."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PatternGroup(Record):
    """The points of one class with one activation pattern: their masks ``D_l``, moments ``E`` and
    the points ``[x; 1]``.
    """

    cls: int
    masks: tuple[DomainMatrix, ...]
    moments: DomainMatrix
    points: DomainMatrix


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Region(Record):
    """The activation region of a network on data: the parameters with the same pattern.

    Attributes
    ----------
    network, data : see `Region.of`, which raises `NotApplicable` if a pre-activation is 0 there.
    groups : the points with the same pattern, with their moments.
    pattern : the active units of every hidden layer, a group at a time.

    >>> from symbolic.truncation_network import zero_loss
    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[2], [3]]})
    >>> region = Region.of(zero_loss(data).network, data)
    >>> len(region.groups), region.cost()
    (2, 0)
    """

    network: ReluNetwork
    data: ClusterData
    groups: tuple[PatternGroup, ...]
    pattern: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, network: ReluNetwork, data: ClusterData) -> Region:
        """Evaluate the network at every point and group the points by class and pattern."""
        pattern = network.activation_pattern(data.inputs)
        if any(0 in layer for layer in pattern):
            raise NotApplicable("a pre-activation of a training point is 0")
        groups = []
        start, total = 0, data.N
        for j, (block, size) in enumerate(zip(data.points, data.sizes, strict=True)):
            extended = stacked([block, ones(1, size)])
            members: dict[tuple[tuple[int, ...], ...], list[int]] = {}
            for i in range(start, start + size):
                key = tuple(layer[i::total] for layer in pattern)
                members.setdefault(key, []).append(i - start)
            start += size
            for key, indices in members.items():
                points = extended.extract(range(data.M + 1), indices)
                masks = tuple(_diagonal([int(s > 0) for s in layer]) for layer in key)
                moments = points * points.transpose() * QQ(1, size)
                groups.append(PatternGroup(j, masks, moments, points))
        return cls(network, data, tuple(groups), pattern)

    @property
    def parameters(self) -> Parameters:
        """``[W_l b_l]`` for ``l = 1..L+1``."""
        return tuple(layer.augmented for layer in self.network.layers)

    def _hidden(self, group: PatternGroup) -> list[DomainMatrix]:
        """``[H_l; e]`` for ``l = 0..L``: the input of layer ``l + 1`` as a function of ``[x;
        1]``.
        """
        last = from_flat([QQ.zero] * self.data.M + [QQ.one], 1, self.data.M + 1)
        current = _diagonal([1] * (self.data.M + 1))
        inputs = [current]
        for mask, parameters in zip(group.masks, self.parameters, strict=False):
            inputs.append(stacked([mask * (parameters * inputs[-1]), last]))
        return inputs

    def _backward(self, group: PatternGroup) -> list[DomainMatrix]:
        """``B_l = W_{L+1} D_L W_L ⋯ D_l`` for ``l = 1..L+1``: how the output depends on layer
        ``l``'s pre-activation.
        """
        current = _diagonal([1] * self.data.Q)
        products = [current]
        for mask, layer in zip(
            reversed(group.masks), reversed(self.network.layers[1:]), strict=True
        ):
            current = current * layer.W * mask
            products.append(current)
        return products[::-1]

    def _residual(self, group: PatternGroup, output: DomainMatrix) -> DomainMatrix:
        """``R`` with ``R [x; 1] = output − y_j``."""
        pad = zeros(self.data.Q, self.data.M)
        return output - side_by_side([pad, self.data.target(group.cls)])

    def cost(self) -> Scalar:
        """``C²`` from the moments; equals `cost_squared` of the network, in time that does not grow
        with the number of points.
        """
        return self.taylor(tuple(p * QQ(0) for p in self.parameters))[0]

    def gradient(self) -> Parameters:
        """``∂C²/∂[W_l b_l]`` for ``l = 1..L+1``, exact, in all parameters of the real network.

        ``2 Σ_groups B_lᵀ R E [H_{l−1}; e]ᵀ``: reverse-mode differentiation with the sum over points
        done in ``E``.
        """
        total = [p * QQ(0) for p in self.parameters]
        for group in self.groups:
            inputs, backward = self._hidden(group), self._backward(group)
            residual = self._residual(group, self.parameters[-1] * inputs[-1])
            weighted = residual * group.moments * QQ(2)
            for l, (B, H) in enumerate(zip(backward, inputs, strict=True)):
                total[l] += B.transpose() * weighted * H.transpose()
        return tuple(total)

    def taylor(self, direction: Parameters) -> tuple[Scalar, Scalar, Scalar]:
        """The coefficients of 1, s, s² of ``C²`` at ``parameters + s · direction``, activation
        pattern held fixed.
        """
        totals = [QQ.zero, QQ.zero, QQ.zero]
        last = from_flat([QQ.zero] * self.data.M + [QQ.one], 1, self.data.M + 1)
        nothing = last * QQ(0)
        for group in self.groups:
            jet = [_diagonal([1] * (self.data.M + 1))]
            jet += [jet[0] * QQ(0)] * 2
            for l, (base, slope) in enumerate(zip(self.parameters, direction, strict=True)):
                moved = [
                    base * jet[0],
                    base * jet[1] + slope * jet[0],
                    base * jet[2] + slope * jet[1],
                ]
                if l < self.network.L:
                    mask = group.masks[l]
                    jet = [
                        stacked([mask * m, last if k == 0 else nothing])
                        for k, m in enumerate(moved)
                    ]
                else:
                    jet = moved
            jet[0] = self._residual(group, jet[0])
            for k in range(3):
                for i in range(k + 1):
                    totals[k] += trace(jet[i] * group.moments * jet[k - i].transpose())
        return totals[0], totals[1], totals[2]

    def hessian(self) -> DomainMatrix:
        """The ``K × K`` matrix of second derivatives of ``C²`` in all parameters (order of
        `flattened`), by polarization of `taylor`.

        ``K(K+1)/2`` evaluations: meant for networks small enough to be looked at.

        >>> from symbolic.clusters import ClusterData
        >>> from symbolic.minima import landscape
        >>> data = ClusterData.from_rows({"a": [[3], [5]]})
        >>> candidate = landscape(data).minimum((), "affine").candidate
        >>> Region.of(candidate, data).hessian().rank()
        2
        """
        K = self.network.parameter_count
        units = [self._unit(i) for i in range(K)]
        second = [self.taylor(unit)[2] for unit in units]
        rows = [[QQ.zero] * K for _ in range(K)]
        for i in range(K):
            rows[i][i] = 2 * second[i]
            for k in range(i):
                both = tuple(a + b for a, b in zip(units[i], units[k], strict=True))
                rows[i][k] = rows[k][i] = self.taylor(both)[2] - second[i] - second[k]
        return from_flat([entry for row in rows for entry in row], K, K)

    def _unit(self, index: int) -> Parameters:
        """The direction whose `flattened` is the unit vector of that index."""
        blocks = []
        for base in self.parameters:
            rows, width = base.shape
            weights = rows * (width - 1)
            flat = [QQ.zero] * (rows * width)
            if 0 <= index < weights:
                flat[index // (width - 1) * width + index % (width - 1)] = QQ.one
            elif weights <= index < weights + rows:
                flat[(index - weights) * width + width - 1] = QQ.one
            blocks.append(from_flat(flat, rows, width))
            index -= rows * width
        return tuple(blocks)

    def moved(self, direction: Parameters, step: Scalar) -> ReluNetwork:
        """The network with parameters ``parameters + step · direction``."""
        layers = []
        for base, slope in zip(self.parameters, direction, strict=True):
            new = base + slope * step
            rows, width = range(new.shape[0]), new.shape[1]
            layers.append(
                Layer(new.extract(rows, range(width - 1)), new.extract(rows, [width - 1]))
            )
        return ReluNetwork(tuple(layers[:-1]), layers[-1])

    def jacobian(self) -> DomainMatrix:
        """The distinct rows of the Jacobian of all outputs in all parameters (columns as in
        `flattened`).

        A row depends on a point only through the inputs of the layers whose ``B_l`` is not 0; so a
        collapsed class has ``Q`` rows however many points it has.
        """
        rows: dict[tuple[Any, ...], list[Scalar]] = {}
        for group in self.groups:
            inputs, backward = self._hidden(group), self._backward(group)
            seen = [not B.is_zero_matrix for B in backward]
            images = {
                l: columns_of(inputs[l] * group.points) for l, used in enumerate(seen) if used
            }
            distinct = {
                key_of(e for l in images for e in images[l][i]): i
                for i in range(group.points.shape[1])
            }
            for i in distinct.values():
                for q in range(self.data.Q):
                    row: list[Scalar] = []
                    for l, B in enumerate(backward):
                        weights = B.to_list()[q]
                        width = inputs[l].shape[0]
                        image = images[l][i] if seen[l] else [QQ.zero] * width
                        row += [w * h for w in weights for h in image[:-1]]
                        row += weights
                    rows[key_of(row)] = row
        flat = [entry for row in rows.values() for entry in row]
        return from_flat(flat, len(rows), self.network.parameter_count)

    def radius(self) -> Scalar:
        """An ``r = 2^{-k}`` such that no parameters within max-norm distance r change the sign of a
        pre-activation.

        At each point ``|Δz_l|_∞ ≤ r|h|₁ + |W_l|_∞ d + rmd + r`` with ``d`` the bound on
        ``|Δh_{l−1}|_∞`` and ``m`` the greatest width up to the last hidden layer; it must stay
        below ``min |z_l|``.
        """
        widest = max(self.network.widths[:-1])
        norms = [
            max(sum(map(abs, row), QQ.zero) for row in layer.W.to_list())
            for layer in self.network.hidden
        ]
        r = QQ(1)
        for point in self._sizes():  # where a point stays for r it does for all that is smaller
            while not _stays(point, norms, r, widest):
                r /= 2
        return r

    def _sizes(self) -> Iterator[tuple[tuple[Scalar, Scalar, bool], ...]]:
        """For each point and layer: ``|h_{l−1}|₁``, ``min |z_l|``, and whether the layer
        passes it on.
        """
        count = self.data.N
        norms = [[sum(map(abs, column), QQ.zero) for column in columns_of(self.data.inputs)]]
        least, passed = [], []
        for image in self.network.hidden_preactivations(self.data.inputs):
            columns = [image[i::count] for i in range(count)]
            least.append([min(map(abs, column)) for column in columns])
            passed.append([any(e.numerator > 0 for e in column) for column in columns])
            norms.append(
                [sum((e for e in column if e.numerator > 0), QQ.zero) for column in columns]
            )
        for i in range(count):
            yield tuple((norms[l][i], least[l][i], passed[l][i]) for l in range(len(least)))


def _stays(
    point: tuple[tuple[Scalar, Scalar, bool], ...], norms: Sequence[Scalar], r: Scalar, m: int
) -> bool:
    moved = QQ.zero
    for (size, least, passed), norm in zip(point, norms, strict=True):
        bound = r * (size + 1) + (norm + r * m) * moved
        if bound >= least:
            return False
        moved = bound if passed else QQ.zero
    return True


def _diagonal(entries: Sequence[int]) -> DomainMatrix:
    size = len(entries)
    flat = [QQ(e if i == k else 0) for i, e in enumerate(entries) for k in range(size)]
    return from_flat(flat, size, size)


def inner(left: Parameters, right: Parameters) -> Scalar:
    """The Euclidean product of two directions in parameter space."""
    pairs = zip(flattened_entries(left), flattened_entries(right), strict=True)
    return sum((a * b for a, b in pairs), QQ.zero)


def flattened_entries(direction: Parameters) -> list[Scalar]:
    """Layer by layer the entries of ``W`` row by row, then ``b``."""
    entries: list[Scalar] = []
    for block in direction:
        rows = block.to_list()
        entries += [entry for row in rows for entry in row[:-1]]
        entries += [row[-1] for row in rows]
    return entries


def flattened(direction: Parameters) -> DomainMatrix:
    """The direction as a column of ``K`` entries, in the order of `flattened_entries`."""
    entries = flattened_entries(direction)
    return from_flat(entries, len(entries), 1)
