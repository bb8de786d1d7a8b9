"""§6: the orthogonal (cone) construction.

``W = H_f · stretch``: the Householder reflection ``H_f`` takes ``f/|f|`` to ``u/√M``, the stretch
fixes ``f`` and scales ``f^⊥`` by ``λ``, so that a cone around ``f`` goes into the positive orthant.
Entries lie in ``ℚ(√(M|f|²))``.

Rational points are dense on the sphere ``|f|² = M``: reflecting ``u`` in a rational ``w`` gives a
direction ``f = H_w u`` as close as one likes to any given one, for which ``M|f|²`` is a square and
everything is rational. Networks of several layers use such directions (`rational_cone`), so that
all their layers lie in one field.
"""

from __future__ import annotations

from itertools import count
from math import isqrt

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.errors import NotApplicable
from symbolic.matrices import from_flat, identity, ones, side_by_side, signs
from symbolic.scalars import Scalar, quadratic_field
from symbolic.separation import Hyperplane, gap, heights, primitive
from symbolic.truncation import TruncationMap, collapsing


def householder(w: DomainMatrix) -> DomainMatrix:
    """The reflection ``1 − 2 w wᵀ / |w|²`` (``w`` is ``M × 1`` and not 0): symmetric and
    orthogonal.

    >>> from symbolic.matrices import column
    >>> householder(column([1, -1])).to_Matrix()
    Matrix([
    [0, 1],
    [1, 0]])
    """
    square = (w.transpose() * w).to_list_flat()[0]
    domain = w.domain
    return identity(w.shape[0], domain) - w * w.transpose() * (domain.convert(2) / square)


def cone_map(
    normal: DomainMatrix, apex: DomainMatrix, collapsed: DomainMatrix, fixed: DomainMatrix
) -> TruncationMap:
    """The truncation map of §6 over ``ℚ(√(M|f|²))``, with an orthogonal frame.

    Parameters
    ----------
    normal, apex : ``f`` and ``p``, ``M × 1`` over ``QQ``.
    collapsed, fixed : points, ``M × n``.

    Returns
    -------
    TruncationMap
        with the largest ``λ = 2^{-k}``, ``k ≥ 0``, for which all signs are right, decided exactly.

    Raises
    ------
    NotApplicable
        unless the hyperplane through the apex separates the sets strictly.

    >>> from symbolic.matrices import column, matrix
    >>> tau = cone_map(column([0, 1]), column([2, 2]), matrix([[3], [0]]), matrix([[2], [4]]))
    >>> tau.W.domain, tau.collapses(matrix([[3], [0]]).convert_to(tau.W.domain))
    (QQ<sqrt(2)>, [True])
    """
    size = normal.shape[0]
    height = heights(normal, apex)[0]
    sides = gap(normal, collapsed, [fixed])
    if sides is None or sides[1] is None or not sides[0] < height < sides[1]:
        raise NotApplicable("the hyperplane through the apex does not separate the points strictly")
    square = (normal.transpose() * normal).to_list_flat()[0]
    field = quadratic_field(size * square)
    root = field.from_sympy(QQ.to_sympy(size * square) ** QQ.to_sympy(QQ(1, 2)))
    f, u = normal.convert_to(field), ones(size, 1, field)
    w = f * field.convert(size) - u * root
    reflection = identity(size, field) if w.is_zero_matrix else householder(w)
    along = f * f.transpose() * field.convert(1 / square)
    across = identity(size, field) - along
    p, inside, outside = (m.convert_to(field) for m in (apex, collapsed, fixed))
    scale = QQ(1)
    while True:
        W = reflection * (along + across * field.convert(scale))
        tau = TruncationMap(W, -(W * p))
        if all(s < 0 for s in signs(tau.preactivations(inside))) and all(
            s > 0 for s in signs(tau.preactivations(outside))
        ):
            return tau
        scale /= 2


def rational_cone(
    normal: DomainMatrix, apex: DomainMatrix, collapsed: DomainMatrix, fixed: list[DomainMatrix]
) -> tuple[Hyperplane, TruncationMap]:
    """The cone map for a rational direction near ``normal`` with ``M|f|²`` a square, and its
    hyperplane through the apex.

    The direction is ``f = H_w u`` for the smallest rounded ``w`` for which it still separates
    strictly (decided exactly).

    >>> from symbolic.matrices import column, matrix
    >>> below, above = matrix([[4], [0]]), [matrix([[0], [4]])]
    >>> plane, tau = rational_cone(column([-1, 1]), column([2, 2]), below, above)
    >>> plane.normal.to_Matrix().T, tau.W.to_Matrix()
    (Matrix([[-1, 1]]), Matrix([
    [-1, 0],
    [ 0, 1]]))
    """
    height, sides = heights(normal, apex)[0], gap(normal, collapsed, fixed)
    if not _between(height, sides):
        raise NotApplicable("the hyperplane through the apex does not separate the points strictly")
    size = normal.shape[0]
    u = ones(size, 1)
    entries = [int(entry) for entry in primitive(normal).to_list_flat()]
    # Rational directions are dense and separating is an open condition: some bits are enough.
    for bits in count():
        w = from_flat([QQ(entry) for entry in _mirror(entries, bits)], size, 1)
        reflection = identity(size) if w.is_zero_matrix else householder(w)
        f = reflection * u
        height = heights(f, apex)[0]
        if _between(height, gap(f, collapsed, fixed)):
            break
    # W = (1/M) u fᵀ + λ (H − (1/M) u fᵀ) is L3 with E = H − (1/M) u fᵀ, since |f|² = M and H f = u.
    along = u * f.transpose() * QQ(1, size)
    outside = side_by_side(fixed) if fixed else None
    return Hyperplane(f, height), collapsing(
        f * QQ(1, size), apex, collapsed, outside, opening=reflection - along
    )


def _between(height: Scalar, sides: tuple[Scalar, Scalar | None] | None) -> bool:
    return sides is not None and sides[0] < height and (sides[1] is None or height < sides[1])


def _mirror(entries: list[int], bits: int) -> list[int]:
    """``√M f/|f| − u``, whose mirror takes ``f/|f|`` to ``u/√M``: over its largest entry, rounded
    to ``bits`` bits.
    """
    square, guard = sum(e * e for e in entries), 1 << (bits + 64)
    exact = [
        (-1 if e < 0 else 1) * isqrt(len(entries) * e * e * guard * guard // square) - guard
        for e in entries
    ]
    widest = max(map(abs, exact)) or 1
    return [((e << (bits + 1)) + widest) // (2 * widest) for e in exact]
