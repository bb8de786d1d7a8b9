"""T5: the value ``V_I`` as a function of where the apexes are.

All apexes of the subset sit at ``p_j = x̄ + μ (x̄_j − x̄)``. The means of the truncated data are
then affine in ``μ``, so ``V_I`` is a rational function of it; it is computed over the field
``ℚ(μ)``, where no value of ``μ`` is ever put in. Where its derivative is not 0, moving the apexes
lowers the cost: ``V_I`` is then a minimum only while the apexes are held (T5b, T5d).
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import QQ

from symbolic.closed_forms import value_from_signal_to_noise
from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.matrices import side_by_side, zeros
from symbolic.readouts import best_readout
from symbolic.words import ReadoutKind, word


def value_in_mu(
    data: ClusterData, collapsed: Sequence[int], kind: ReadoutKind | str, mu: sympy.Symbol
) -> sympy.Expr:
    """``V_I`` as a rational function of ``μ``, exact.

    It equals ``V_I`` wherever the Gram matrix has its generic rank; where the rank drops the value
    itself may be larger, never smaller (a least value of continuous functions is upper
    semicontinuous).

    Parameters
    ----------
    data : clustered data.
    collapsed : the classes of ``I``.
    kind : ``"linear"`` or ``"affine"``.
    mu : the symbol; the apexes are ``x̄ + μ (x̄_j − x̄)``.

    Returns
    -------
    sympy.Expr
        in lowest terms.

    >>> mu = sympy.Symbol("mu")
    >>> data = ClusterData.from_rows({"a": [[3], [5]], "b": [[-3], [-5]]})
    >>> value_in_mu(data, [0], "affine", mu)
    1/(8*mu**2 + 16*mu + 9)
    """
    field = QQ.frac_field(mu)
    centre = data.barycentre.convert_to(field)
    columns = []
    for j in range(data.Q):
        mean = data.mean(j).convert_to(field)
        columns.append(centre + (mean - centre) * field.gens[0] if j in collapsed else mean)
    scatters = [data.scatters[k] for k in range(data.Q) if k not in collapsed]
    scatter, means = sum(scatters, zeros(data.M, data.M)), side_by_side(columns)
    chosen = word(ReadoutKind, kind, "readout")
    try:  # S3: only Q × Q matrices of functions
        affine = chosen is ReadoutKind.AFFINE
        value = value_from_signal_to_noise(means, scatter, data.targets, affine=affine)
    except NotApplicable:
        fields = (scatter.convert_to(field), data.targets.convert_to(field))
        value = best_readout(chosen, means, *fields).value
    return sympy.cancel(field.to_sympy(value))


def derivative_in_mu(
    data: ClusterData, collapsed: Sequence[int], kind: ReadoutKind | str, mu: sympy.Symbol
) -> sympy.Expr:
    """``dV_I/dμ``, exact.

    Parameters
    ----------
    data, collapsed, kind, mu : as in `value_in_mu`.

    Returns
    -------
    sympy.Expr
        in lowest terms.

    >>> data = ClusterData.from_rows({"a": [[3], [5]], "b": [[-3], [-5]]})
    >>> derivative_in_mu(data, [], "affine", sympy.Symbol("mu"))
    0
    """
    return sympy.cancel(sympy.diff(value_in_mu(data, collapsed, kind, mu), mu))
