"""P3: truncation for every labelled data set. One hidden layer a cell, in ``GL(D)``, ``D = M + Q −
1``, on inputs padded with 0.

Each group has a *code* in ``ℚ^{Q−1}``, the codes affinely independent with positive sums. The cells
of a decision list, with a hyperplane above the last one too, are collapsed one after the other (L3)
across ``F_k(x, s) = f_k·x − t_k + C_k Σ s``: the apex of cell ``k`` has the code of its group in
``s``, later cells have ``s = 0``, and ``C_k`` is so large that earlier apexes lie above. The
readout sees the codes only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.cells import Cell, Search, find_cells
from symbolic.composition import compose
from symbolic.matrices import column, from_flat, side_by_side, stacked, zeros
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane
from symbolic.truncation import TruncationMap, collapsing
from symbolic.two_layer_form import Interpolation, confirm_on, constant
from symbolic.words import Architecture


def deep(
    pool: Pool,
    search: Search | None = None,
    advance: Callable[[int], None] = lambda done: None,
) -> Interpolation:
    """One hidden layer a cell, in ``GL(M + Q − 1)``, the inputs padded with zeros (P3; ``Q`` counts
    the groups).

    >>> from symbolic.clusters import ClusterData
    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> deep(Pool.of(xor)).network.widths
    (2, 3, 3, 3, 2)
    """
    if len(pool.groups) == 1:
        return Interpolation(pool, Architecture.DEEP, constant(pool), None)
    cells = find_cells(pool, search, advance)
    M, codes = len(pool.inputs[0]), _codes(len(pool.groups))
    inputs = [_padded(pool, cell.points, len(codes) - 1) for cell in cells.cells]
    maps = _maps(pool, cells.cells, codes, inputs)
    network = compose(maps, len(maps), _readout(pool, codes, M), side_by_side(inputs))
    first = network.hidden[0]
    # the padding is 0: the first layer need not read it
    seen = Layer(first.W.extract(range(first.W.shape[0]), range(M)).to_dense(), first.b)
    network = ReluNetwork((seen, *network.hidden[1:]), network.output)
    confirm_on(pool, network)
    return Interpolation(pool, Architecture.DEEP, network, cells)


def _maps(
    pool: Pool,
    cells: Sequence[Cell],
    codes: Sequence[Sequence[Scalar]],
    inputs: Sequence[DomainMatrix],
) -> list[TruncationMap]:
    placed: list[tuple[list[Scalar], Sequence[Scalar]]] = []
    maps = []
    for k, cell in enumerate(cells):
        plane = cell.hyperplane or _above(pool, cell.points)
        f, code = plane.normal.to_list_flat(), codes[cell.group]
        bounds = [(plane.offset - _inner(f, x)) / sum(earlier, QQ.zero) for x, earlier in placed]
        C = QQ(max([0, *(b.numerator // b.denominator + 1 for b in bounds)]))
        share = (plane.offset - C * sum(code, QQ.zero)) / _inner(f, f)
        placed.append(([share * e for e in f], code))
        apexes = [column([*x, *s]) for x, s in placed]
        fixed = [*inputs[k + 1 :], *apexes[:-1]]
        normal = column([*f, *([C] * len(code))])
        rest = side_by_side(fixed) if fixed else None
        maps.append(collapsing(normal, apexes[-1], inputs[k], rest))
    return maps


def _codes(Q: int) -> list[tuple[Scalar, ...]]:
    """``Q`` affinely independent points of ``ℚ^{Q−1}`` with positive sums: ``e_1, …, e_{Q−1}`` and
    ``2u``.
    """
    units = [tuple(QQ(int(i == k)) for i in range(Q - 1)) for k in range(Q - 1)]
    return [*units, (QQ(2),) * (Q - 1)]


def _inner(left: Sequence[Scalar], right: Sequence[Scalar]) -> Scalar:
    return sum((a * b for a, b in zip(left, right, strict=True)), QQ.zero)


def _padded(pool: Pool, points: Sequence[int], more: int) -> DomainMatrix:
    flat = [entry for i in points for entry in pool.inputs[i]]
    block = from_flat(flat, len(points), len(pool.inputs[0])).transpose()
    return stacked([block, zeros(more, len(points))])


def _above(pool: Pool, points: Sequence[int]) -> Hyperplane:
    """A hyperplane above the last cell: the first coordinate, beyond its greatest value there."""
    top = max(pool.inputs[i][0] for i in points)
    normal = column([1] + [0] * (len(pool.inputs[0]) - 1))
    return Hyperplane(normal, QQ(top.numerator // top.denominator + 1))


def _readout(pool: Pool, codes: Sequence[Sequence[Scalar]], M: int) -> Layer:
    """The affine map of the last ``Q − 1`` coordinates that sends the code of a group to its
    target.
    """
    targets = [group.target for group in pool.groups]
    unknowns = from_flat([e for code in codes for e in (*code, QQ.one)], len(codes), len(codes))
    values = from_flat([e for y in targets for e in y], len(targets), len(targets[0]))
    solved = (unknowns.inv() * values).transpose()
    outputs, last = range(len(targets[0])), len(codes) - 1
    A = solved.extract(outputs, range(last)).to_dense()
    W = side_by_side([zeros(len(targets[0]), M), A])
    return Layer(W, solved.extract(outputs, [last]).to_dense())
