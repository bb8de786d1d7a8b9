"""D5, L2, L3, G2: truncation maps.

``τ_{W,b}(x) = W⁺(σ(Wx + b) − b)`` with apex ``p = −W⁺b``: what one hidden layer does to its input,
seen in the input's own coordinates. A cone with tip ``p`` is kept, the opposite cone is sent to
``p``; `collapsing` builds the map that sends one class to a point and fixes the others (L3). ``W``
has independent rows; where it is not square, the map sees the projection ``Π x = W⁺W x`` of a point
on the row space only (G2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable, ShapeError
from symbolic.matrices import (
    columns_of,
    diagonal,
    identity,
    ones,
    pseudo_inverse,
    rank,
    relu,
    signs,
)
from symbolic.record import Record
from symbolic.scalars import simplest_between

NARROW = 16  # a cone that could be opened so many times as wide is narrow


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TruncationMap(Record):
    """The map ``τ_{W,b}`` (D5, G2): it fixes a cone, and sends the opposite one to its apex.

    Parameters
    ----------
    W, b : ``k × M`` with independent rows, and ``k × 1``, over ``QQ``, ``QQ<sqrt(d)>`` (both decide
        signs), or a field of rational functions (symbolic entries).

    >>> from symbolic.matrices import column, matrix
    >>> tau = TruncationMap(matrix([[0, 1], [-1, 2]]), column([-2, -2]))
    >>> tau.apex.to_Matrix().T, tau(matrix([[4, 0], [0, 4]])).to_Matrix()
    (Matrix([[2, 2]]), Matrix([
    [2, 0],
    [2, 4]]))
    """

    W: DomainMatrix
    b: DomainMatrix

    def __post_init__(self) -> None:
        size, dimension = self.W.shape
        if self.b.shape != (size, 1):
            raise ShapeError(
                f"expected W: k x M and b: k x 1, found {self.W.shape} and {self.b.shape}"
            )
        if size == dimension and not self.W.det():
            raise NotApplicable("a truncation map needs an invertible W, found a singular one")
        if size != dimension and self.W.rank() < size:
            raise NotApplicable("a truncation map needs a W with independent rows")

    @property
    def apex(self) -> DomainMatrix:
        """``p = −W⁺b``, the point of the row space at which every pre-activation vanishes."""
        return -(pseudo_inverse(self.W) * self.b)

    def preactivations(self, points: DomainMatrix) -> DomainMatrix:
        """``W x + b`` for every column ``x``."""
        return self.W * points + self.b * ones(1, points.shape[1], self.W.domain)

    def __call__(self, points: DomainMatrix) -> DomainMatrix:
        """``τ(x)`` for every column ``x``."""
        shift = self.b * ones(1, points.shape[1], self.W.domain)
        return pseudo_inverse(self.W) * (relu(self.preactivations(points)) - shift)

    def fixes(self, points: DomainMatrix) -> list[bool]:
        """For each column, whether ``τ(x) = x``: iff ``Wx + b ≥ 0`` and ``x = Π x`` (L2, G2)."""
        kept = [all(s >= 0 for s in column) for column in self._sign_columns(points)]
        if self.W.shape[0] == self.W.shape[1]:
            return kept
        projected = columns_of(pseudo_inverse(self.W) * (self.W * points))
        return [k and p == x for k, p, x in zip(kept, projected, columns_of(points), strict=True)]

    def collapses(self, points: DomainMatrix) -> list[bool]:
        """For each column, whether ``τ(x) = p``: iff ``Wx + b ≤ 0`` (L2)."""
        return [all(s <= 0 for s in column) for column in self._sign_columns(points)]

    def _sign_columns(self, points: DomainMatrix) -> list[tuple[int, ...]]:
        flat, count = signs(self.preactivations(points)), points.shape[1]
        return [tuple(flat[i::count]) for i in range(count)]

    def preserves_rank(self, data: ClusterData) -> bool:
        """Whether ``τ`` keeps both ``rank X`` and ``rank X̄`` of the data (D5); otherwise it is
        rank reducing.

        >>> from symbolic.matrices import column, matrix
        >>> data = ClusterData.from_rows({"a": [[4, 0]], "b": [[0, 4]]})
        >>> TruncationMap(matrix([[1, 0], [0, 1]]), column([0, -4])).preserves_rank(data)
        True
        """
        images = tuple(self(points) for points in data.points)
        image = ClusterData(data.name, data.labels, data.targets, images)
        rank_of = rank if self.W.domain == QQ else DomainMatrix.rank
        pairs = ((image.inputs, data.inputs), (image.means, data.means))
        return all(rank_of(after) == rank_of(before) for after, before in pairs)

    def as_expr(self, point: sympy.Matrix) -> Any:
        """``τ(x)`` as a SymPy column in ``Max(0, ·)``, for symbolic ``x`` or symbolic entries.

        >>> from symbolic.matrices import column, matrix
        >>> x = sympy.Symbol("x")
        >>> TruncationMap(matrix([[2]]), column([-4])).as_expr(sympy.Matrix([x]))
        Matrix([[Max(0, 2*x - 4)/2 + 2]])
        """
        weights, biases = self.W.to_Matrix(), self.b.to_Matrix()
        active = (weights * point + biases).applyfunc(lambda z: sympy.Max(0, z))
        return (pseudo_inverse(self.W).to_Matrix() * (active - biases)).applyfunc(sympy.expand)


def collapsing(
    normal: DomainMatrix,
    apex: DomainMatrix,
    collapsed: DomainMatrix,
    fixed: DomainMatrix | None,
    opening: DomainMatrix | None = None,
) -> TruncationMap:
    """The truncation map of L3 that sends one point set to an apex and fixes another.

    ``W = u fᵀ + εE``; ``ε`` is the simplest rational below the exact bound of L3 for which ``W`` is
    invertible.

    Parameters
    ----------
    normal, apex : ``f`` and ``p``, ``M × 1``.
    collapsed, fixed : points, ``M × n``; no fixed ones if left out.
    opening : ``E``, ``M × M``. Left out, it is 1 where that is wide enough; else each row has a
        number of its own, ``W = u fᵀ + D`` (see `openings`): a narrow cone makes the network
        useless in floats.

    Returns
    -------
    TruncationMap
        with an invertible ``W``.

    Raises
    ------
    NotApplicable
        unless ``f·x < f·p`` on ``collapsed`` and ``f·x > f·p`` on ``fixed``.

    >>> from symbolic.matrices import column, matrix
    >>> tau = collapsing(column([-1, 1]), column([2, 2]), matrix([[4], [0]]), matrix([[0], [4]]))
    >>> tau.W.to_Matrix()
    Matrix([
    [ 0, 1],
    [-1, 2]])
    """
    from symbolic.openings import Openings

    size = normal.shape[0]
    sides = Openings(normal, apex, collapsed, fixed)
    if not sides.strict:
        raise NotApplicable("the hyperplane through the apex does not separate the points strictly")
    E = identity(size) if opening is None else opening
    bound = sides.bound(opening)
    epsilon = simplest_between(QQ(0), bound)
    if opening is None and bound is not None:
        openings = sides.widest()
        if 8 * epsilon > 7 * bound or any(abs(d) > NARROW * epsilon for d in openings):
            W = ones(size, 1) * normal.transpose() + diagonal(openings)
            return TruncationMap(W, -(W * apex))
    while True:
        W = ones(size, 1) * normal.transpose() + E * epsilon
        if W.det():
            return TruncationMap(W, -(W * apex))
        epsilon = simplest_between(QQ(0), epsilon)
