"""D3: the weighted Hilbert-Schmidt cost.

``C² = Σ_j (1/N_j) Σ_i |x⁽ᴸ⁺¹⁾_{j,i} − y_j|²``, the squared Schatten-2 norm of ``X⁽ᴸ⁺¹⁾ − Y^ext`` in
the weight ``𝒩⁻¹``. ``C²`` is rational; ``C`` itself is only ever displayed, with certified decimals
(`scalars.sqrt_decimal`).
"""

from __future__ import annotations

import sympy
from flint import fmpz, fmpz_mat
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.matrices import columns_of, common_integers, ones, side_by_side, squared_norm
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import Scalar


def cost_squared(network: ReluNetwork, data: ClusterData, weighted: bool = True) -> Scalar:
    """``C²`` of a network on data (D3), exact.

    Parameters
    ----------
    network, data : with fitting widths.
    weighted : False puts ``1/N`` for every ``1/N_j``.

    Returns
    -------
    Scalar
        in the domain of the network, ``QQ`` or ``QQ<sqrt(d)>``.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([0])),), Layer(matrix([[1]]), column([0])))
    >>> cost_squared(net, ClusterData.from_rows({"a": [[1], [3]]}))
    2
    """
    domain = network.domain
    total = domain.zero
    if domain.is_QQ:
        for j, (points, size) in enumerate(zip(data.points, data.sizes, strict=True)):
            square = squared_residuals(network.output, network.features(points), data.target(j))
            total += square / (size if weighted else data.N)
        return total
    for j, (points, size) in enumerate(zip(data.points, data.sizes, strict=True)):
        targets = (data.target(j) * ones(1, size)).convert_to(domain)
        residuals = network(points.convert_to(domain)) - targets
        total += squared_norm(residuals) * domain.convert(QQ(1, size if weighted else data.N))
    return total


def squared_residuals(layer: Layer, inputs: DomainMatrix, target: DomainMatrix) -> Scalar:
    """``Σ_i |W x_i + b − y|²`` over the columns ``x_i`` of the inputs, over ``QQ``.

    In integers, with one denominator for the layer and one for each point, and squares added halves
    first: the layer's numbers may be far longer than a point's. No fraction is reduced but the
    last; on the way only what two denominators have in common is not multiplied.

    >>> from symbolic.matrices import column, matrix
    >>> squared_residuals(Layer(matrix([["1/2"]]), column([0])), matrix([[1, 3]]), column([1]))
    1/2
    """
    shifted = side_by_side([layer.W, layer.b - target])
    whole, scale = common_integers(shifted.to_list_flat())
    rows = fmpz_mat(*shifted.shape, whole)
    columns = []
    for point in columns_of(inputs):
        numerators, common = common_integers(point)
        columns.append([*numerators, common])
    images = (fmpz_mat(columns) * rows.transpose()).tolist()
    squares = [
        (sum((e * e for e in image), fmpz(0)), fmpz(point[-1]) ** 2)
        for image, point in zip(images, columns, strict=True)
    ]
    numerator, denominator = _added(squares)
    return QQ(int(numerator), int(denominator)) / QQ(scale) ** 2


def _added(terms: list[tuple[fmpz, fmpz]]) -> tuple[fmpz, fmpz]:
    """The sum of fractions, not reduced."""
    if len(terms) == 1:
        return terms[0]
    (a, b), (c, d) = _added(terms[: len(terms) // 2]), _added(terms[len(terms) // 2 :])
    if b == d:
        return a + c, b
    common = b.gcd(d)
    return a * (d // common) + c * (b // common), b // common * d


def cost_expr(network: ReluNetwork, data: ClusterData) -> sympy.Expr:
    """``C²`` as an expression in ``Max`` of the network's symbols, for small ``Q``.

    Parameters
    ----------
    network, data : a `symbolic_network`, and data of its widths.

    Returns
    -------
    sympy.Expr
        not expanded.

    >>> from symbolic.symbols import symbolic_network
    >>> cost_expr(symbolic_network(1, 1, 1), ClusterData.from_rows({"a": [[2]]}))
    (b2_1 + w2_11*Max(0, b1_1 + 2*w1_11) - 1)**2
    """
    total = sympy.Integer(0)
    for j, (points, size) in enumerate(zip(data.points, data.sizes, strict=True)):
        target = data.target(j).to_Matrix()
        for i in range(size):
            residual = network.as_expr(points.extract(range(data.M), [i]).to_Matrix()) - target
            total += sympy.Rational(1, size) * sum(entry**2 for entry in residual)
    return total
