"""T5d: descent witnesses, the proof that a candidate is not a local minimum when all parameters may
move.

Where the exact gradient does not vanish, a step along (a rounding of) its negative, restricted to
as few parameters as possible so that the numbers stay small; the step is the exact minimizer along
the line, made simple. At a stationary point, the mixed direction ``A + ε r wᵀ, p_j + t η`` with ``η
∈ ker A``, ``w·η = 1``. Every witness is confirmed on the real network: same activation pattern at
every training point, strictly smaller exact cost, and a negative first non-zero Taylor coefficient
towards it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.matrices import from_flat, side_by_side, zeros
from symbolic.network import ReluNetwork
from symbolic.record import Record
from symbolic.region import Parameters, Region
from symbolic.scalars import Scalar, simplest_between

# Halvings of a step before a direction is given up: the region is open, so a descent direction
# never gets that far.
MAX_HALVINGS = 200


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Witness(Record):
    """A network with the candidate's activation pattern and strictly smaller exact cost.

    Attributes
    ----------
    network, cost : it, and its ``C²``.
    direction : which direction of T5d led to it.

    >>> from symbolic import ClusterData, landscape
    >>> item = landscape(ClusterData.from_rows({"a": [[0], [1]], "b": [[4]]})).minimum((), "linear")
    >>> item.witness.cost < item.value
    True
    """

    network: ReluNetwork
    cost: Scalar
    direction: str


def descent_witness(
    region: Region, apexes: Mapping[int, tuple[int, DomainMatrix]]
) -> Witness | None:
    """A descent witness for the network of the region, or None if neither direction gives one.

    ``apexes`` maps each collapsed class to the hidden layer (from 1) that collapses it and to its
    apex.
    """
    for name, direction in _directions(region, apexes):
        value, slope, curvature = region.taylor(direction)
        if not (slope < 0 or (slope == 0 and curvature < 0)):
            continue
        # On the line the cost is about value + slope s + curvature s²: aim at its minimum, or 1.
        best = -slope / (2 * curvature) if curvature > 0 else QQ(1)
        step = simplest_between(best * QQ(3, 4), best * QQ(5, 4))
        hidden = not all(block.is_zero_matrix for block in direction[:-1])
        for _ in range(MAX_HALVINGS):
            network = region.moved(direction, step)
            # without hidden parameters nothing hidden moves
            if not hidden or network.activation_pattern(region.data.inputs) == region.pattern:
                # the same pattern: the moments of the region give the cost of the real network
                cost = replace(region, network=network).cost()
                if cost < value:
                    return Witness(network, cost, name)
            step /= 2
    return None


def _directions(
    region: Region, apexes: Mapping[int, tuple[int, DomainMatrix]]
) -> Iterator[tuple[str, Parameters]]:
    gradient = region.gradient()
    depth = len(gradient)
    nothing = tuple(block * QQ(0) for block in gradient)
    if not all(block.is_zero_matrix for block in gradient):
        for l in (depth - 1, *range(depth - 1)):
            bias = _bias_only(gradient[l])
            if not bias.is_zero_matrix:
                yield (
                    f"negative gradient in b_{l + 1}",
                    (*nothing[:l], _rounded(-bias), *nothing[l + 1 :]),
                )
        yield "negative gradient", tuple(-block for block in gradient)
        return
    for j in apexes:
        yield from _mixed(region, apexes, j)


def _bias_only(block: DomainMatrix) -> DomainMatrix:
    rows, width = block.shape
    flat = [
        entry if c == width - 1 else QQ.zero
        for row in block.to_list()
        for c, entry in enumerate(row)
    ]
    return from_flat(flat, rows, width)


def _rounded(block: DomainMatrix) -> DomainMatrix:
    """Each entry over the largest one, rounded to eighths: no sign turns, the largest stays, so it
    still descends.
    """
    entries = block.to_list_flat()
    largest = max(map(abs, entries))
    flat = [_nearest(entry * 8 / largest) / 8 for entry in entries]
    rows, columns = block.shape
    return from_flat(flat, rows, columns)


def _nearest(value: Scalar) -> Scalar:
    shifted = value + QQ(1, 2)
    return QQ(shifted.numerator // shifted.denominator)


def _mixed(
    region: Region, apexes: Mapping[int, tuple[int, DomainMatrix]], j: int
) -> Iterator[tuple[str, Parameters]]:
    """The direction in the proof of T5d, case (i): move ``A`` by ``r wᵀ`` and the apex of ``j`` by
    ``t η``, t large.
    """
    network, data = region.network, region.data
    cumulative = network.cumulative()
    A, c = cumulative[-1].W, cumulative[-1].b
    layer, apex = apexes[j]
    residual = A * apex + c - data.target(j)
    kernel = A.nullspace()
    if residual.is_zero_matrix or not kernel.shape[0]:
        return
    eta = kernel.extract([0], range(data.M)).transpose()
    w = eta * (1 / (eta.transpose() * eta).to_list_flat()[0])
    inner_W, inner_b = cumulative[-2].W, cumulative[-2].b
    dW = residual * w.transpose() * inner_W.inv()
    readout = side_by_side([dW, -(dW * inner_b)])
    db = -(cumulative[layer - 1].W * eta)
    # The next layer takes the shift of this one back, so that no later cumulative parameter moves.
    back = -(network.layers[layer].W * db)
    step = QQ(-1)
    for _ in range(64):
        moves = [block * QQ(0) for block in region.parameters]
        moves[-1] += readout
        moves[layer - 1] += side_by_side([zeros(data.M, data.M), db]) * step
        moves[layer] += side_by_side([zeros(*network.layers[layer].W.shape), back]) * step
        yield f"mixed direction at class {j}", tuple(moves)
        step *= 2
