"""G8: how degenerate the zero of the cost is at the two-layer network of a decision list with one
cell a class.

Let cell ``i`` be class ``i`` of ``Q``, hidden widths ``(Q − 1, Q − 1)``. Near the network, on class
``i``, unit ``k`` of the second layer is ``b_k + Σ_{l≥i} (W_2)_{kl} n_l`` for ``k < i`` and 0
otherwise. If the steps ``y_{k+1} − y_k`` are independent the output is ``y_i`` on the class iff
these sums are constant there and one equation in ``ℚ^Q`` holds. From class ``Q − 1`` down to 2: if
``f_l·x`` is not constant on class ``l``, then ``(W_2)_{kl} = 0`` for ``k < l``. The ``Q² +
(Q−1)(Q−2)/2`` equations have independent differentials: that is the rank of the Jacobian, and the
zero set is a manifold of dimension ``K − rank J`` near the network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from symbolic.errors import NotApplicable
from symbolic.matrices import columns_of, pivot_columns, rank, rank_modulo, side_by_side
from symbolic.network import ReluNetwork
from symbolic.pool import Pool
from symbolic.record import Record
from symbolic.region import PatternGroup, Region
from symbolic.two_layer_form import Interpolation
from symbolic.words import Architecture
from symbolic.zero_set import WithRank


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ListDegeneracy(WithRank, Record):
    """The rank of the Jacobian at a two-layer network of cost 0, and what of G8 applies.

    ``order`` lists the classes cell by cell, None unless there is one cell a class; ``constant``
    are the classes ``l``, neither first nor last, on which ``f_l·x`` is constant; ``independent``
    says whether the steps between the targets are.
    """

    pool: Pool
    network: ReluNetwork
    rank: int
    order: tuple[int, ...] | None
    independent: bool
    constant: tuple[int, ...]

    @property
    def manifold(self) -> bool:
        """Whether the hypotheses of G8 hold, so that the zero set is a manifold of dimension
        ``dimension`` near the network.
        """
        return not self.missing

    @property
    def missing(self) -> str:
        """The hypothesis of G8 that fails, empty if none does."""
        if not self.network.L:
            return "there is no hidden layer"
        if self.order is None:
            return "there is not one cell a class"
        if not self.independent:
            return "the steps from target to target are linearly dependent"
        if self.constant:
            names = ", ".join(repr(self.pool.data.labels[j]) for j in self.constant)
            return f"the hyperplane's normal is constant on {names}"
        return ""


def list_degeneracy(interpolation: Interpolation) -> ListDegeneracy:
    """Exact rank of the Jacobian at a two-layer network of cost 0, and whether its zero set is a
    manifold there (G8).

    Parameters
    ----------
    interpolation : a network with two hidden layers (none for a single target) from `two_layer`,
        for consistent data.

    Returns
    -------
    ListDegeneracy; the rank comes from the Jacobian itself and must be that of G8 where G8 applies.

    Raises
    ------
    NotApplicable
        for another architecture or inconsistent data, and if rank and theorem disagree.

    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.two_layer_form import two_layer
    >>> data = ClusterData.from_rows({"a": [[0], [1]], "b": [[3], [4]], "c": [[6], [7]]})
    >>> result = list_degeneracy(two_layer(Pool.of(data)))
    >>> result.K, result.rank, result.dimension, result.manifold
    (19, 10, 9, True)
    """
    pool, network = interpolation.pool, interpolation.network
    shaped = interpolation.architecture is Architecture.TWO_LAYER and network.L in (0, 2)
    if not shaped or interpolation.cells is None or not pool.consistent:
        raise NotApplicable("expected a network of cost 0 from a decision list, two hidden layers")
    data = pool.data
    region = Region.of(network, data)
    groups = tuple(_spanning(group) for group in region.groups)
    jacobian = replace(region, groups=groups).jacobian()
    order = _order(interpolation)
    constant = () if order is None else _constant(interpolation, order)
    least = rank_modulo(jacobian)
    result = ListDegeneracy(pool, network, least, order, _independent_steps(pool), constant)
    theorem = data.Q**2 + (data.Q - 1) * (data.Q - 2) // 2
    if result.manifold and least == theorem:
        return result  # the prime bounds the rank from below, the theorem from above
    result = replace(result, rank=rank(jacobian))
    if result.manifold and result.rank != theorem:
        raise NotApplicable("the rank of the Jacobian is not that of G8")
    return result


def _spanning(group: PatternGroup) -> PatternGroup:
    """The group with points ``[x; 1]`` that span the same space: rows of the Jacobian are linear in
    these.
    """
    kept = group.points.extract(range(group.points.shape[0]), pivot_columns(group.points))
    return replace(group, points=kept)


def _order(interpolation: Interpolation) -> tuple[int, ...] | None:
    """The classes in the order of their cells, where each has one cell to itself and there are
    hidden layers.
    """
    pool = interpolation.pool
    cells = () if interpolation.cells is None else interpolation.cells.cells
    classes = [pool.groups[cell.group].cls for cell in cells]
    order = tuple(cls for cls in classes if cls is not None)
    one_each = len(order) == len(classes) and sorted(order) == list(range(pool.data.Q))
    return order if one_each and interpolation.network.L == 2 else None


def _independent_steps(pool: Pool) -> bool:
    """Whether the targets are affinely independent: in any order, iff the steps between them are
    linearly independent.
    """
    targets, Q = pool.data.targets, pool.data.Q
    first = targets.extract(range(targets.shape[0]), [0])
    return Q == 1 or rank(targets - side_by_side([first] * Q)) == Q - 1


def _constant(interpolation: Interpolation, order: tuple[int, ...]) -> tuple[int, ...]:
    weights = interpolation.network.layers[0].W
    constant = []
    for l, cls in list(enumerate(order))[1:-1]:
        row = weights.extract([l], range(weights.shape[1]))
        heights = columns_of(row * interpolation.pool.data.points[cls])
        if all(height == heights[0] for height in heights):
            constant.append(cls)
    return tuple(constant)
