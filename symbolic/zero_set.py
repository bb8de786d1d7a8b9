"""T4: how degenerate the global minimum is.

At a zero-loss network the Jacobian ``J`` of all outputs in all parameters has rank ``Q²``, whatever
the number of points; the zero set is a manifold of dimension ``K − Q²`` there, with tangent space
``ker J``. Named directions inside: rescalings of hidden units, moving an apex, opening the cone of
a truncation map (scaling it across the hyperplane's normal).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.matrices import from_flat, side_by_side
from symbolic.matrices import rank as rank_of
from symbolic.network import Layer, ReluNetwork
from symbolic.parallel import each
from symbolic.record import Record
from symbolic.region import Parameters, Region, flattened
from symbolic.truncation_network import ZeroLoss
from symbolic.words import DirectionKind


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Direction(Record):
    """A named tangent vector of the zero set.

    Attributes
    ----------
    kind : ``"apex"`` (the apex moves in its hyperplane) or ``"cone"`` (the cone turns about it).
    cls : the class whose layer moves.
    vector : ``K × 1``.

    >>> from symbolic.truncation_network import zero_loss
    >>> result = degeneracy(zero_loss(ClusterData.from_rows({"a": [[4, 0]], "b": [[0, 4]]})))
    >>> {(one.kind.value, one.cls) for one in result.directions} >= {("apex", 0), ("apex", 1)}
    True
    """

    kind: DirectionKind
    cls: int
    vector: DomainMatrix


class WithRank:
    """A network with the rank of the Jacobian of its outputs, and what follows from both."""

    __slots__ = ()
    network: ReluNetwork
    rank: int

    @property
    def K(self) -> int:
        """Number of parameters."""
        return self.network.parameter_count

    @property
    def dimension(self) -> int:
        """``K − rank J``, the dimension of ``ker J``; of the zero set where that is a manifold."""
        return self.K - self.rank


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Degeneracy(WithRank, Record):
    """Rank of the Jacobian and tangent space of the zero set at a zero-loss network (T4).

    Attributes
    ----------
    data, network : where.
    jacobian : the distinct rows of that of the outputs, ``n × K``.
    rank : of the Jacobian, ``Q²``.
    rescaling : the rank of the ``L·M`` rescaling directions.
    directions : what else moves, by name; ``K × 1`` each, all in the kernel.

    >>> from symbolic.truncation_network import zero_loss
    >>> result = degeneracy(zero_loss(ClusterData.from_rows({"a": [[4, 0]], "b": [[0, 4]]})))
    >>> result.K, result.rank, result.dimension, len(list(result.kernel()))
    (18, 4, 14, 14)
    """

    data: ClusterData
    network: ReluNetwork
    jacobian: DomainMatrix
    rank: int
    rescaling: int
    directions: tuple[Direction, ...]

    def kernel(self) -> Iterator[DomainMatrix]:
        """A basis of ``ker J``, the tangent space: ``dimension`` columns of length K."""
        for row in self.jacobian.nullspace().to_list():
            yield from_flat(row, self.K, 1)


def degeneracy(minimizer: ZeroLoss, jobs: int = 1) -> Degeneracy:
    """Exact rank, dimension and named directions at a zero-loss network (T4).

    Parameters
    ----------
    minimizer : as `zero_loss` gives it.
    jobs : processes among which the rescalings are shared out.

    Returns
    -------
    Degeneracy
        every direction of it is confirmed to lie in ``ker J``.

    Raises
    ------
    NotApplicable
        if one does not.

    >>> from symbolic.truncation_network import zero_loss
    >>> data = ClusterData.from_rows({"a": [[4, 0], [5, 0]], "b": [[0, 4]]})
    >>> result = degeneracy(zero_loss(data))
    >>> result.K, result.rank, result.dimension, result.rescaling
    (18, 4, 14, 4)
    """
    region = Region.of(minimizer.network, minimizer.data)
    jacobian = region.jacobian()
    # rank J = rank J Jᵀ over an ordered field, and J Jᵀ is small.
    rank = rank_of(jacobian * jacobian.transpose())
    named = tuple(_named(minimizer))
    vectors = side_by_side([direction.vector for direction in named])
    tangent = (jacobian * vectors).is_zero_matrix
    if not tangent or not all(_shared_out(jacobian, region.parameters, jobs)):
        raise NotApplicable("a named direction is not tangent to the zero set")
    independent = rank_of(_rescaling_gram(region.parameters))
    return Degeneracy(minimizer.data, minimizer.network, jacobian, rank, independent, named)


def rescaling_directions(network: ReluNetwork) -> Iterator[Parameters]:
    """One direction a hidden unit, ``L·M`` for a truncation network: row ``r`` of ``(W_l, b_l)``
    up, column ``r`` of ``W_{l+1}`` down.
    """
    parameters = [layer.augmented for layer in network.layers]
    nothing = [block * QQ(0) for block in parameters]
    for l in range(network.L):
        for r in range(network.layers[l].W.shape[0]):
            row, column = _only(parameters[l], row=r), _only(parameters[l + 1], column=r)
            yield (*nothing[:l], row, -column, *nothing[l + 2 :])


def _shared_out(jacobian: DomainMatrix, parameters: Parameters, jobs: int) -> Iterable[bool]:
    """`_rescalings_are_tangent` of the rows in turn, or of shares of them in as many processes."""
    rows, width = jacobian.shape
    if jobs == 1:
        return (_rescalings_are_tangent(jacobian, parameters),)
    shares = (
        (jacobian.extract(range(k, rows, jobs), range(width)), parameters)
        for k in range(min(jobs, rows))
    )
    return each(_rescalings_are_tangent, shares, jobs)


def _rescalings_are_tangent(jacobian: DomainMatrix, parameters: Parameters) -> bool:
    """Whether ``J v = 0`` for all `rescaling_directions` ``v``, without writing these down.

    For unit ``r`` of layer ``l``: the entries of ``J`` times those of row ``r`` of ``[W_l b_l]``
    add up to the same as with column ``r`` of ``W_{l+1}``.
    """
    weights = [block.to_list() for block in parameters]
    for row in jacobian.to_list():
        start, before = 0, None
        for block in weights:
            size, width = len(block), len(block[0]) - 1
            bias = start + size * width
            products = [
                [row[start + i * width + k] * block[i][k] for k in range(width)]
                for i in range(size)
            ]
            if before is not None and before != [sum(c) for c in zip(*products, strict=True)]:
                return False
            before = [sum(p) + row[bias + i] * block[i][width] for i, p in enumerate(products)]
            start = bias + size
    return True


def _rescaling_gram(parameters: Parameters) -> DomainMatrix:
    """The Gram matrix of the `rescaling_directions`: only neighbouring layers' directions share
    entries.
    """
    weights = [block.to_list() for block in parameters]
    L, M = len(weights) - 1, len(weights[0])
    rows = [[QQ.zero] * (L * M) for _ in range(L * M)]
    for l in range(L):
        for r in range(M):
            up = sum((entry**2 for entry in weights[l][r]), QQ.zero)
            down = sum((line[r] ** 2 for line in weights[l + 1]), QQ.zero)
            rows[l * M + r][l * M + r] = up + down
            for i in range(M if l + 1 < L else 0):
                shared = -(weights[l + 1][i][r] ** 2)
                rows[l * M + r][(l + 1) * M + i] = rows[(l + 1) * M + i][l * M + r] = shared
    return from_flat([entry for row in rows for entry in row], L * M, L * M)


def _only(block: DomainMatrix, row: int | None = None, column: int | None = None) -> DomainMatrix:
    flat = [
        entry if row in (None, i) and column in (None, k) else QQ.zero
        for i, entries in enumerate(block.to_list())
        for k, entry in enumerate(entries)
    ]
    rows, columns = block.shape
    return from_flat(flat, rows, columns)


def _named(minimizer: ZeroLoss) -> Iterator[Direction]:
    """For each class: its apex along the hyperplane's normal, and its cone scaled across the
    normal, all apexes fixed.

    Both are given by how the cumulative ``(W⁽ˡ⁾, b⁽ˡ⁾)`` move; the readout follows so that ``A p_j
    + c`` stays.
    """
    data, network = minimizer.data, minimizer.network
    cumulative = network.cumulative()
    still = [Layer(layer.W * QQ(0), layer.b * QQ(0)) for layer in cumulative]
    for l, step in enumerate(minimizer.collapses):
        W = cumulative[l].W
        shift = step.hyperplane.normal
        moved = list(still)
        moved[l] = Layer(still[l].W, -(W * shift))
        moved[-1] = _following(minimizer, l, shift)
        yield Direction(DirectionKind.APEX, step.cls, flattened(_original(network, moved)))
        if data.M == 1:
            continue  # in dimension 1 a cone has no opening: W is a scale, which is a rescaling
        # What W does across f is scaled, what it does along f stays; dW p + db = 0 keeps the apex.
        f = step.hyperplane.normal
        along = f * f.transpose() * (1 / (f.transpose() * f).to_list_flat()[0])
        dW = W - W * along
        moved = list(still)
        moved[l] = Layer(dW, -(dW * step.apex))
        yield Direction(DirectionKind.CONE, step.cls, flattened(_original(network, moved)))


def _following(minimizer: ZeroLoss, l: int, shift: DomainMatrix) -> Layer:
    """``(dA, dc)`` with ``dA p_k + dc = 0`` for ``k ≠ j`` and ``dA p_j + dc = −A dp_j``: outputs
    stay where they are.
    """
    data = minimizer.data
    A = minimizer.network.cumulative()[-1].W
    points = side_by_side([step.apex for step in minimizer.collapses])
    count = len(minimizer.collapses)
    unit = from_flat([QQ(int(k == l)) for k in range(count)], 1, count)
    wanted = -(A * shift) * unit
    ones_row = from_flat([QQ.one] * count, 1, count)
    system = side_by_side([points.transpose(), ones_row.transpose(), wanted.transpose()])
    reduced, pivots = system.rref()
    width = data.M + 1
    rows = {pivot: reduced.to_list()[i][width:] for i, pivot in enumerate(pivots)}
    zero_row = [QQ.zero] * data.Q
    flat = [entry for i in range(width) for entry in rows.get(i, zero_row)]
    solution = from_flat(flat, width, data.Q).transpose()
    return Layer(
        solution.extract(range(data.Q), range(data.M)), solution.extract(range(data.Q), [data.M])
    )


def _original(network: ReluNetwork, moved: list[Layer]) -> Parameters:
    """The tangent vector in the original parameters of one given in the cumulative ones.

    From ``W⁽ˡ⁾ = W_l W⁽ˡ⁻¹⁾`` and ``b⁽ˡ⁾ = W_l b⁽ˡ⁻¹⁾ + b_l``.
    """
    cumulative = network.cumulative()
    moved_back = [side_by_side([moved[0].W, moved[0].b])]
    for l in range(1, len(moved)):
        layer, before = network.layers[l], cumulative[l - 1]
        dW = (moved[l].W - layer.W * moved[l - 1].W) * before.W.inv()
        db = moved[l].b - dW * before.b - layer.W * moved[l - 1].b
        moved_back.append(side_by_side([dW, db]))
    return tuple(moved_back)
