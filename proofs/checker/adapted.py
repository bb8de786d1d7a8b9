"""E5: the flow that is Euclidean in the outputs, at a network.

J is the Jacobian of all outputs (point after point) in all parameters (layer after layer: the rows
of W, then b), computed here. The file has its Penrose inverse, which is known by four equations: J
X J = J, X J X = X, J X and X J symmetric. P = J X is then the orthogonal projector on the range of
J; with the residual r the outputs move by -P r, and |r|^2 / 2 falls at the rate |P r|^2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .errors import Refuted, require_equal
from .exact import dot, integers
from .reading import Certificate
from .values import Data, Network, any_widths, count, matrix, number, one_of

__all__ = ["check_adapted"]

MODES = ["interpolation", "rest", "motion"]


def check_adapted(certificate: Certificate) -> str:
    """Judge an E5 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    net = any_widths(values["layers"], data.M, data.Q, "layers")
    J, residual = _jacobian(net, data)
    rows, columns = len(J), len(J[0])
    inverse = matrix(values["penrose_inverse"], columns, rows, "penrose_inverse")
    P = _require_penrose(J, inverse)
    rank = sum((P[i][i] for i in range(rows)), Fraction(0))
    require_equal("rank", rank, Fraction(count(values["rank"], "rank")))
    moved = [sum((p * r for p, r in zip(row, residual, strict=True)), Fraction(0)) for row in P]
    for name, vector in (("residual_squared", residual), ("speed_squared", moved)):
        square = sum((e * e for e in vector), Fraction(0))
        require_equal(name, square, number(values[name], name))
    mode = "interpolation" if rank == rows else "motion" if any(moved) else "rest"
    require_equal("mode", mode, one_of(values["mode"], MODES, "mode"))
    told = {
        "interpolation": "the outputs run straight to the targets while the rank is full",
        "rest": "both flows are at rest",
        "motion": "the adapted flow goes on",
    }[mode]
    return f"rank {rank} of QN = {rows}, {told}: Q={data.Q} M={data.M} N={data.N}"


def _require_penrose(
    J: Sequence[Sequence[Fraction]], X: Sequence[Sequence[Fraction]]
) -> list[list[Fraction]]:
    """J X, once X is known to be the Penrose inverse of J."""
    P, R = _product(J, X), _product(X, J)
    for name, square in (("J X", P), ("X J", R)):
        if any(
            a != b
            for i, row in enumerate(square)
            for a, b in zip(row, _column(square, i), strict=True)
        ):
            raise Refuted(f"penrose_inverse: expected {name} symmetric, found another")
    if _product(P, J) != [list(row) for row in J]:
        raise Refuted("penrose_inverse: expected J X J = J, found another")
    if _product(R, X) != [list(row) for row in X]:
        raise Refuted("penrose_inverse: expected X J X = X, found another")
    return P


def _column(square: Sequence[Sequence[Fraction]], i: int) -> list[Fraction]:
    return [row[i] for row in square]


def _product(
    A: Sequence[Sequence[Fraction]], B: Sequence[Sequence[Fraction]]
) -> list[list[Fraction]]:
    """A B, on integers over one denominator each."""
    rows, d = integers(A)
    columns, e = integers(zip(*B, strict=True))
    product: list[list[Fraction]] = []
    for row in rows:
        product.append([Fraction(dot(row, column), d * e) for column in columns])
    return product


def _jacobian(net: Network, data: Data) -> tuple[list[list[Fraction]], list[Fraction]]:
    """J row by row, and the residual of the outputs; refutes a network with a point on a kink."""
    jacobian, residual = list[list[Fraction]](), list[Fraction]()
    for c in data.classes:
        for x in c.points:
            seen, z = [list(x)], list[list[Fraction]]()
            for l, (W, b) in enumerate(net):
                z.append(
                    [
                        sum((w * e for w, e in zip(row, seen[-1], strict=True)), shift)
                        for row, shift in zip(W, b, strict=True)
                    ]
                )
                if l < len(net) - 1 and not all(z[-1]):
                    raise Refuted(f"layers[{l}]: expected no pre-activation 0, found one")
                seen.append([max(e, Fraction(0)) for e in z[-1]])
            residual += [o - y for o, y in zip(z[-1], c.target, strict=True)]
            jacobian += [_row(net, seen, z, q) for q in range(data.Q)]
    return jacobian, residual


def _row(
    net: Network, seen: Sequence[Sequence[Fraction]], z: Sequence[Sequence[Fraction]], q: int
) -> list[Fraction]:
    """The derivatives of output q at one point."""
    back = [Fraction(int(r == q)) for r in range(len(net[-1][0]))]
    parts = list[list[Fraction]]()
    for l in range(len(net) - 1, -1, -1):
        parts.append([*(s * e for s in back for e in seen[l]), *back])
        if l:
            W = net[l][0]
            back = [
                sum((s * row[k] for s, row in zip(back, W, strict=True)), Fraction(0))
                * (z[l - 1][k] > 0)
                for k in range(len(seen[l]))
            ]
    return [e for part in reversed(parts) for e in part]
