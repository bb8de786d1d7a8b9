"""Networks whose every entry is a symbol: what is said of all parameters at once."""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.matrices import from_flat
from symbolic.network import Layer, ReluNetwork


def symbolic_network(M: int, Q: int, L: int) -> ReluNetwork:
    """The network whose every weight and bias is a symbol ``w1_11, …, b1_1, …``.

    Parameters
    ----------
    M, Q, L : the width of the input and of the hidden layers, of the output, and the depth.

    Returns
    -------
    ReluNetwork
        over the field of rational functions in its symbols.

    >>> symbolic_network(1, 1, 1).as_expr(sympy.Matrix([sympy.Symbol("x")]))
    Matrix([[b2_1 + w2_11*Max(0, b1_1 + w1_11*x)]])
    """
    shapes = [(M, M)] * L + [(Q, M)]
    blocks = [
        (
            [[sympy.Symbol(f"w{l}_{r}{c}") for c in range(1, n + 1)] for r in range(1, m + 1)],
            [sympy.Symbol(f"b{l}_{r}") for r in range(1, m + 1)],
        )
        for l, (m, n) in enumerate(shapes, start=1)
    ]
    symbols = [s for W, b in blocks for s in [*(e for row in W for e in row), *b]]
    domain = QQ.frac_field(*symbols)

    def lift(rows: Sequence[Sequence[sympy.Symbol]]) -> DomainMatrix:
        flat = [domain.from_sympy(entry) for row in rows for entry in row]
        return from_flat(flat, len(rows), len(rows[0]), domain)

    layers = [Layer(lift(W), lift([[entry] for entry in b])) for W, b in blocks]
    return ReluNetwork(tuple(layers[:-1]), layers[-1])
