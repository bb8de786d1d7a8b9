"""S1–S6: one hidden layer. What the bound of the means gives, and the exact minima below it.

``V_aff ≤ V_lin ≤ V_P ≤ naive ≤ (Σπ_j) ‖Y‖² δ_P²``: the least cost of an affine and of a linear
readout of the inputs, of a linear readout of ``X̄⁺x`` (the projecting network S1), of the readout
``Y`` of the same, and the bound by ``δ_P² = max |X̄⁺Δx|²``. Beside them the trivial bound ``Tr
YΠYᵀ`` (output 0), which the last of the chain often exceeds.

Notation: class weights ``π_j > 0`` of the cost ``Σ_j (π_j/N_j) Σ_i |·|²``, ``Π = diag π``; ``X̄⁺``
the Penrose inverse of the means (``X̄⁺X̄ = 1`` where they are independent; else the three upper
members of the chain do not exist); ``S = Σ π_j S_j``, ``Δ₂ = X̄⁺SX̄⁺ᵀ``. All values come from means
and scatters by normal equations, so a singular ``S`` or ``G`` is no obstacle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import InputError, NotApplicable
from symbolic.matrices import (
    cleared,
    diagonal,
    from_flat,
    identity,
    pseudo_inverse,
    rank,
    side_by_side,
    stacked,
    trace,
    zeros,
)
from symbolic.network import Layer, ReluNetwork
from symbolic.readouts import Readout, affine_readout, linear_readout
from symbolic.record import Record
from symbolic.scalars import Scalar, text
from symbolic.words import counted


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Projection(Record):
    """What exists where the means are linearly independent (S1, S2, S5).

    ``inverse`` is ``X̄⁺`` (``Q × M``), ``noise`` is ``Δ₂``, ``radius`` is ``δ_P²``, ``projected``
    the readout of ``X̄⁺x`` with value ``V_P``; ``exceptions`` counts the training points that are
    *not* nearer to their own mean than to every other one in ``|X̄⁺(x − x')|``.
    """

    inverse: DomainMatrix
    noise: DomainMatrix
    radius: Scalar
    bound: Scalar
    naive: Scalar
    projected: Readout
    exceptions: int

    @property
    def relative_difference(self) -> Scalar:
        """``(naive − V_P) / naive``, 0 where both are 0 (S2)."""
        return 1 - self.projected.value / self.naive if self.naive else QQ.zero


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shallow(Record):
    """The chain for one hidden layer (S4).

    Attributes
    ----------
    data, weights : of which, and ``π_j > 0``.
    trivial : the cost of the zero function.
    norm : a rational upper bound of ``‖Y‖²`` (the operator norm), equal to it where the targets are
        orthogonal.
    linear, affine : the minimizing readouts of the points themselves.
    projection : what S1, S2 and S5 say; None where the means are linearly dependent.

    >>> bounds = shallow(ClusterData.from_rows({"a": [[3], [5]]}))
    >>> bounds.trivial, bounds.linear.value, bounds.affine.value
    (1, 1/17, 0)
    """

    data: ClusterData
    weights: tuple[Scalar, ...]
    trivial: Scalar
    norm: Scalar
    linear: Readout
    affine: Readout
    projection: Projection | None

    @property
    def relative_bound(self) -> Scalar | None:
        """``x/(1+x)`` with ``x = (Σπ_j / min π_j) δ_P²``: S2 bounds
        `Projection.relative_difference` by it.
        """
        if self.projection is None:
            return None
        x = sum(self.weights, QQ.zero) / min(self.weights) * self.projection.radius
        return x / (1 + x)

    def chain(self) -> tuple[tuple[str, Scalar], ...]:
        """The members of the chain that exist, in increasing order."""
        members = [("affine", self.affine.value), ("linear", self.linear.value)]
        if self.projection is not None:
            projection = self.projection
            members += [
                ("projected", projection.projected.value),
                ("naive", projection.naive),
                ("bound", projection.bound),
            ]
        return tuple(members)


def class_weights(data: ClusterData, weights: Sequence[Scalar] | None) -> tuple[Scalar, ...]:
    """``π_1, …, π_Q``: 1 each by default; raises `InputError` unless there is one positive weight a
    class.
    """
    chosen = (QQ(1),) * data.Q if weights is None else tuple(weights)
    if len(chosen) != data.Q:
        raise InputError(
            "weights", f"one weight for each of {counted(data.Q, 'class')}", str(len(chosen))
        )
    for j, weight in enumerate(chosen):
        if weight <= 0:
            raise InputError(f"weights[{j}]", "a weight > 0", text(weight))
    return chosen


def shallow(data: ClusterData, weights: Sequence[Scalar] | None = None) -> Shallow:
    """The chain of bounds and exact minima for one hidden layer (S1–S5).

    Parameters
    ----------
    data : clustered data, any ``M`` and ``Q``.
    weights : ``π_j > 0`` (default 1; ``N_j/N`` gives the unweighted cost).

    Returns
    -------
    Shallow
        the minimizing readouts and, where the means are linearly independent, what S1, S2 and S5
        say.

    Raises
    ------
    InputError
        for weights that do not fit.

    Source: arXiv:2309.10370 for the setting.

    >>> bounds = shallow(ClusterData.from_rows({"a": [[3, 0], [5, 0]], "b": [[0, 4], [0, 4]]}))
    >>> bounds.chain()
    (('affine', 0), ('linear', 1/17), ('projected', 1/17), ('naive', 1/16), ('bound', 1/8))
    """
    pi = class_weights(data, weights)
    scatter = weighted_scatter(data, pi)
    targets, means = data.targets, data.means
    trivial = trace(targets * diagonal(pi) * targets.transpose())
    norm = operator_bound(targets)
    linear = linear_readout(means, scatter, targets, pi)
    affine = affine_readout(means, scatter, targets, pi)
    projection = _projection(data, pi, scatter, norm) if rank(means) == data.Q else None
    return Shallow(data, pi, trivial, norm, linear, affine, projection)


def weighted_scatter(data: ClusterData, weights: Sequence[Scalar]) -> DomainMatrix:
    """``S = Σ_j π_j S_j``."""
    parts = [block * weight for block, weight in zip(data.scatters, weights, strict=True)]
    return sum(parts[1:], parts[0])


def operator_bound(targets: DomainMatrix) -> Scalar:
    """The greatest row sum of ``|YᵀY|``, or ``Tr YᵀY`` if that is less: both are at least ``‖Y‖²``,
    the largest eigenvalue.

    For orthogonal targets the row sums are the eigenvalues.

    >>> from symbolic.matrices import matrix
    >>> operator_bound(matrix([[1, 0], [0, 2]])), operator_bound(matrix([[1, 1], [1, 1]]))
    (4, 4)
    """
    gram = targets.transpose() * targets
    return min(max(sum(map(abs, row), QQ.zero) for row in gram.to_list()), trace(gram))


def _projection(
    data: ClusterData, pi: Sequence[Scalar], scatter: DomainMatrix, norm: Scalar
) -> Projection:
    inverse = pseudo_inverse(data.means)
    noise = inverse * scatter * inverse.transpose()
    radius, exceptions = QQ.zero, 0
    whole, unit = cleared(inverse)
    for j in range(data.Q):
        # In the frame of the means, times the unit, the mean of class l is e_l: |z − e_j|² < |z −
        # e_l|² iff z_j > z_l.
        for image in (whole * data.points[j]).transpose().to_list():
            own = image[j]
            others = [*image[:j], *image[j + 1 :]]
            radius = max(radius, sum((e * e for e in others), (own - unit) ** 2))
            exceptions += bool(others) and own <= max(others)
    radius /= QQ(unit) ** 2
    projected = linear_readout(identity(data.Q), noise, data.targets, pi)
    naive = trace(data.targets * noise * data.targets.transpose())
    bound = sum(pi, QQ.zero) * norm * radius
    return Projection(inverse, noise, radius, bound, naive, projected, exceptions)


def projecting_network(bounds: Shallow, readout: DomainMatrix | None = None) -> ReluNetwork:
    """S1: one hidden layer of width ``M`` whose first ``Q`` units are ``X̄⁺x`` (active on the
    data), the others dead on the data.

    ``W_1 = [X̄⁺; basis of ker X̄ᵀ]`` is invertible. ``readout`` is ``Q × Q`` (default: the best
    one, of cost ``V_P``; ``Y`` itself costs ``naive``).
    Raises `NotApplicable` where the means are linearly dependent.

    >>> from symbolic.cost import cost_squared
    >>> data = ClusterData.from_rows({"a": [[3, 1], [5, 0]]})
    >>> chain = shallow(data)
    >>> cost_squared(projecting_network(chain), data), chain.projection.projected.value
    (9/178, 9/178)
    """
    if bounds.projection is None:
        raise NotApplicable("needs linearly independent class means")
    data, Q, M = bounds.data, bounds.data.Q, bounds.data.M
    A = bounds.projection.projected.A if readout is None else readout
    blocks = [bounds.projection.inverse]
    if M > Q:
        blocks.append(data.means.transpose().nullspace().to_dense())
    W = stacked(blocks)
    whole, unit = cleared(W)
    heights = (whole * data.inputs).to_list()
    shifts = [1 - min(r) / unit if i < Q else -1 - max(r) / unit for i, r in enumerate(heights)]
    output = side_by_side([A, zeros(Q, M - Q)]) if M > Q else A
    c = A * from_flat(shifts[:Q], Q, 1) * QQ(-1)
    return ReluNetwork((Layer(W, from_flat(shifts, M, 1)),), Layer(output, c))


def projector_is_optimal(bounds: Shallow) -> bool:
    """Whether the projector on the means loses nothing against the best left inverse of ``X̄`` (S4:
    ``C = X̄⁺SN = 0``).

    ``N`` is a basis of ``ker X̄ᵀ``; then ``V_P = V_lin`` whatever the targets. Raises
    `NotApplicable` for dependent means.

    >>> projector_is_optimal(shallow(ClusterData.from_rows({"a": [[3, 0], [5, 0]]})))
    True
    """
    if bounds.projection is None:
        raise NotApplicable("needs linearly independent class means")
    if bounds.data.M == bounds.data.Q:
        return True
    scatter = weighted_scatter(bounds.data, bounds.weights)
    complement = bounds.data.means.transpose().nullspace().to_dense().transpose()
    return bool((bounds.projection.inverse * scatter * complement).is_zero_matrix)
