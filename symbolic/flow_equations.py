"""The flow as formulas: right-hand sides of ``θ' = −∇C²`` in an activation region, and the legs of
E4, as SymPy expressions for small cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.network import ReluNetwork
from symbolic.record import Record
from symbolic.region import Region
from symbolic.scalars import Scalar
from symbolic.truncation_flow import Leg

# Parameters up to which formulas are written out.
MANY_PARAMETERS = 40


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FlowEquations(Record):
    """``θ_k' = right_k`` for the parameters ``w1_11, …, b1_1, …``, valid in one activation region;
    ``cost`` is ``C²`` there.
    """

    parameters: tuple[sympy.Expr, ...]
    right: tuple[sympy.Expr, ...]
    cost: sympy.Expr


def region_equations(network: ReluNetwork, data: ClusterData) -> FlowEquations:
    """The polynomials ``−∂C²/∂θ`` in the activation region of the network; raises `NotApplicable`
    on a kink or for many parameters.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([0])),), Layer(matrix([[1]]), column([0])))
    >>> equations = region_equations(net, ClusterData.from_rows({"a": [[3]]}))
    >>> equations.cost, equations.right[0]
    ((b2_1 + w2_11*(b1_1 + 3*w1_11) - 1)**2, -6*w2_11*(b2_1 + w2_11*(b1_1 + 3*w1_11) - 1))
    """
    if network.parameter_count > MANY_PARAMETERS:
        raise NotApplicable(f"formulas are written for at most {MANY_PARAMETERS} parameters")
    Region.of(network, data)
    pattern = network.activation_pattern(data.inputs)
    layers, symbols = [], list[sympy.Expr]()
    for l, layer in enumerate(network.layers, start=1):
        m, n = layer.W.shape
        names = [f"w{l}_{r}{c}" for r in range(1, m + 1) for c in range(1, n + 1)]
        W = sympy.Matrix(m, n, list(map(sympy.Symbol, names)))
        b = sympy.Matrix(m, 1, [sympy.Symbol(f"b{l}_{r}") for r in range(1, m + 1)])
        layers.append((W, b))
        symbols += [*W, *b]
    cost: sympy.Expr = sympy.Integer(0)
    start = 0
    for j, size in enumerate(data.sizes):
        target = data.target(j).to_Matrix()
        for i in range(size):
            value = data.points[j].extract(range(data.M), [i]).to_Matrix()
            for l, (W, b) in enumerate(layers):
                value = W * value + b
                if l < network.L:
                    word = pattern[l][start + i :: data.N]
                    value = sympy.Matrix(
                        [e if s > 0 else 0 for e, s in zip(value, word, strict=True)]
                    )
            cost += sympy.Rational(1, size) * sum(e**2 for e in value - target)
        start += size
    right = tuple(-sympy.diff(cost, s) for s in symbols)
    return FlowEquations(tuple(symbols), right, cost)


def leg_expr(leg: Leg, time: sympy.Expr) -> sympy.Expr:
    """``p(s) = mean + (start − mean) e^{−rate·s}`` on one leg of E4, time counted from its start.

    >>> from sympy import QQ
    >>> leg_expr(Leg(QQ(1), QQ(2), 1, QQ(1), QQ(5)), sympy.Symbol("s"))
    5 - 4*exp(-s)
    """
    start, rate, mean = (_rational(v) for v in (leg.start, leg.rate, leg.mean))
    return mean + (start - mean) * sympy.exp(-rate * time)


def leg_duration(leg: Leg) -> sympy.Expr:
    """``log(ratio)/rate``.

    >>> from sympy import QQ
    >>> leg_duration(Leg(QQ(1), QQ(2), 1, QQ(1), QQ(5)))
    log(4/3)
    """
    return sympy.log(_rational(leg.ratio)) / _rational(leg.rate)


def _rational(value: Scalar) -> sympy.Expr:
    return sympy.Rational(int(value.numerator), int(value.denominator))
