"""P2: one hidden layer with the best value at every input.

Along a line on which different targets have different values the inputs form ``R`` runs of one
target; a gate ``½(σ(s+1) − σ(s−1))``, 0 or 1 on the data, at each of the ``R − 1`` changes adds up
to the target of the run: width ``2(R − 1)``. The direction is the best that is found (`lines.py`);
one that orders the inputs lexicographically always does.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sympy import QQ

from symbolic.errors import NotApplicable
from symbolic.gates import gate_units
from symbolic.grid import Grid
from symbolic.lines import Change, best_line, changes_along
from symbolic.network import ReluNetwork
from symbolic.pool import Pool
from symbolic.scalars import Scalar, simplest_between
from symbolic.separation import Hyperplane
from symbolic.two_layer_form import Interpolation, confirm_on, constant, layer_of
from symbolic.words import Architecture


def one_layer(pool: Pool, seed: int = 0) -> Interpolation:
    """One hidden layer of width ``2(R − 1)``, ``R`` the number of runs along the best line found
    (P2).

    >>> from symbolic.clusters import ClusterData
    >>> data = ClusterData.from_rows({"a": [[0], [3]], "b": [[1], [2]]})
    >>> one_layer(Pool.of(data)).network.widths
    (1, 4, 2)
    """
    grid = Grid(pool.inputs)
    normal = best_line(grid, pool, seed)
    changes = changes_along(grid, pool, normal)
    if changes is None:
        raise NotApplicable("no line orders the inputs")
    network = constant(pool) if not changes else _gates(grid, pool, normal, changes)
    confirm_on(pool, network)
    return Interpolation(pool, Architecture.SHALLOW, network, None)


def _gates(grid: Grid, pool: Pool, normal: Sequence[int], changes: Sequence[Change]) -> ReluNetwork:
    rows: list[list[Scalar]] = []
    biases: list[Scalar] = []
    for change in changes:
        for row, bias in gate_units(*_gate(grid, normal, change)):
            rows.append(row)
            biases.append(bias)
    targets = [group.target for group in pool.groups]
    halves = [
        [(b - a) / 2 for a, b in zip(targets[c.before], targets[c.after], strict=True)]
        for c in changes
    ]
    columns = [[sign * e for e in half] for half in halves for sign in (1, -1)]
    output = [list(row) for row in zip(*columns, strict=True)]
    start = list(targets[changes[0].before])
    return ReluNetwork((layer_of(rows, biases),), layer_of(output, start))


def _gate(grid: Grid, normal: Sequence[int], change: Change) -> tuple[Hyperplane, Scalar]:
    """The hyperplane between the two heights, and the least whole ``s`` with ``s |f·x − t| > 1`` at
    both.
    """
    below, above = (grid.hyperplane(normal, Fraction(h)) for h in (change.low, change.high))
    offset = simplest_between(below.offset, above.offset)
    least = min(offset - below.offset, above.offset - offset)
    return Hyperplane(below.normal, offset), QQ(least.denominator // least.numerator + 1)
