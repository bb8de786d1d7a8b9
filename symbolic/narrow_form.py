"""W2: the least constant width. Width ``max(2, Q − 1)`` has the best value at every input, width 1
only for two separable groups.

A function ``u = f·x + const > 0`` orders the inputs, ``u_1 < u_2 < …``, with group numbers ``j_k``.
A layer holds ``u`` and one more value from which ``s`` is affine; in turn ``s ← max(s, l_k(u))``
and ``s ← min(s, l_k(u))``, where ``l_k`` is a steep line through ``(u_k, j_k)``, rising or falling:
points on the left do not notice, points on the right go above ``Q`` or below ``−1``. In the end
``s`` is the group's number, and ``σ(s − k + ½)``, ``k = 1..Q−1``, takes affinely independent
values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import chain, pairwise

from sympy import QQ

from symbolic.cells import Search
from symbolic.errors import NotApplicable
from symbolic.grid import Grid
from symbolic.lines import candidate_lines, changes_along, lexicographic
from symbolic.matrices import from_flat
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.scalars import Scalar
from symbolic.separation import Hyperplane
from symbolic.two_layer_form import Interpolation, confirm_on, constant, height, layer_of, two_layer
from symbolic.words import Architecture


def narrow(
    pool: Pool,
    search: Search | None = None,
    advance: Callable[[int], None] = lambda done: None,
) -> Interpolation:
    """Widths at most ``max(2, Q − 1)``, depth at most the number of inputs + 1 (W2; width 1 where
    two groups are separable).

    >>> from symbolic.clusters import ClusterData
    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> max(narrow(Pool.of(xor)).network.widths[1:-1])
    2
    """
    if len(pool.groups) == 1:
        return Interpolation(pool, Architecture.NARROW, constant(pool), None)
    if len(pool.groups) == 2:
        interpolation = two_layer(pool, replace(search or Search(), restarts=0), None, advance)
        if max(interpolation.network.widths[1:-1]) == 1:
            return Interpolation(pool, Architecture.NARROW, interpolation.network, None)
    network = _zigzag(pool)
    confirm_on(pool, network)
    return Interpolation(pool, Architecture.NARROW, network, None)


def _zigzag(pool: Pool) -> ReluNetwork:
    plane, levels = _ordering(pool)
    top = len(pool.groups)
    least = min(b - a for (a, _), (b, _) in pairwise(levels))
    slope = QQ(-(-(top + 3) * least.denominator // least.numerator))
    shift = 1 - levels[0][0]
    # what the next layer sees: u, and s (−1 at first), as affine functions of the values so far
    weights = list(plane.normal.to_list_flat())
    u: tuple[list[Scalar], Scalar] = (weights, shift)
    s: tuple[list[Scalar], Scalar] = ([QQ.zero] * len(weights), QQ(-1))
    hidden = []
    for k, (level, g) in enumerate(levels):
        # l(u) = base + steep · u, and e = σ(sign (s − l(u))):
        # then max(s, l) = l + e, min(s, l) = l − e
        sign = QQ(1 if k % 2 == 0 else -1)
        steep = sign * slope
        base = g - steep * (level + shift)
        e = [sign * (a - steep * b) for a, b in zip(s[0], u[0], strict=True)]
        hidden.append(layer_of([u[0], e], [u[1], sign * (s[1] - steep * u[1] - base)]))
        u, s = ([QQ.one, QQ.zero], QQ.zero), ([steep, sign], base)
    steps = [s[1] - k + QQ(1, 2) for k in range(1, top)]
    hidden.append(layer_of([s[0]] * len(steps), steps))
    return ReluNetwork(tuple(hidden), _staircase(pool))


def _ordering(pool: Pool) -> tuple[Hyperplane, list[tuple[Scalar, int]]]:
    """A line along which no two groups share a value, and its values ``f·x`` in order, each with
    its group.
    """
    grid = Grid(pool.inputs)
    for normal in chain(candidate_lines(grid, pool, 0), [lexicographic(grid)]):
        if changes_along(grid, pool, normal) is not None:
            plane = grid.hyperplane(normal, Fraction(0))
            values = {height(pool, i, plane): g for i, g in enumerate(pool.group)}
            return plane, sorted(values.items())
    raise NotApplicable("no line orders the inputs")


def _staircase(pool: Pool) -> Layer:
    """The readout of ``h_k = σ(j − k + ½)``, ``k = 1..Q−1``, that is the target of group ``j`` for
    ``j = 0..Q−1``.
    """
    count = len(pool.groups)
    rows = [
        [*(max(QQ(2 * (j - k) + 1, 2), QQ.zero) for k in range(1, count)), QQ.one]
        for j in range(count)
    ]
    targets = [group.target for group in pool.groups]
    values = from_flat([e for y in targets for e in y], count, len(targets[0]))
    solved = (from_flat([e for r in rows for e in r], count, count).inv() * values).transpose()
    outputs, last = range(len(targets[0])), count - 1
    A = solved.extract(outputs, range(last)).to_dense()
    return Layer(A, solved.extract(outputs, [last]).to_dense())
