"""S3, T1, T1b, T2: the least costs of readouts in closed form, by other routes than the normal
equations of `readouts`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.matrices import diagonal, identity, ones, trace
from symbolic.readouts import centring
from symbolic.scalars import Scalar


def value_from_signal_to_noise(
    means: DomainMatrix,
    scatter: DomainMatrix,
    targets: DomainMatrix,
    weights: Sequence[Scalar] | None = None,
    affine: bool = False,
) -> Scalar:
    """``Tr(Y (Π⁻¹ + 𝒦)⁻¹ Yᵀ)`` with ``𝒦 = X̄ᵀ S⁻¹ X̄`` (S3): the least ``C²`` of a readout for any
    ``M``, ``Q`` and any means.

    ``affine``: the same with ``Y`` and ``X̄`` centred at their weighted means. Means may lie in a
    field of functions, as when apexes move along a line; then ``S`` and ``Y`` stay rational, and
    what is inverted over the functions is ``Q × Q``. Raises `NotApplicable` unless ``S`` is
    positive definite.

    >>> from symbolic.matrices import matrix
    >>> value_from_signal_to_noise(matrix([[3, 4]]), matrix([[1]]), identity(2))
    27/26
    """
    size = scatter.shape[0]
    if scatter.rank() < size:
        raise NotApplicable("needs a positive definite scatter S, found a singular one")
    shares = [QQ(1)] * means.shape[1] if weights is None else list(weights)
    field = means.domain
    if affine:
        centre = centring(len(shares), shares)
        means, targets = means * centre.convert_to(field), targets * centre
    seen = scatter.lu_solve(means) if field == QQ else scatter.inv().convert_to(field) * means
    inverse = diagonal([1 / w for w in shares]).convert_to(field) + means.transpose() * seen
    wanted = targets.convert_to(field)
    return trace(wanted * inverse.inv() * wanted.transpose())


def value_from_noise_to_signal(data: ClusterData) -> Scalar:
    """``V = Tr(Y Δ₂ (1 + Δ₂)⁻¹ Yᵀ)``, the closed form of T1.

    Parameters
    ----------
    data : ``M = Q``, with an invertible ``X̄``.

    Returns
    -------
    Scalar
        the least cost of a linear readout, by another route than `linear_readout`.

    Raises
    ------
    NotApplicable
        where the means are no basis.

    >>> value_from_noise_to_signal(ClusterData.from_rows({"a": [[3], [5]]}))
    1/17
    """
    return trace(_damped(data) * data.targets.transpose())


def _damped(data: ClusterData) -> DomainMatrix:
    """``Y Δ₂ (1 + Δ₂)⁻¹``."""
    noise = data.noise_to_signal
    return data.targets * noise * (identity(data.Q) + noise).inv()


def naive_bound(data: ClusterData) -> Scalar:
    """``Tr(Y Δ₂ Yᵀ)``, the bound that T1b sharpens.

    Parameters
    ----------
    data : ``M = Q``, with an invertible ``X̄``.

    Returns
    -------
    Scalar
        at least the least cost of a linear readout.

    Raises
    ------
    NotApplicable
        where the means are no basis.

    >>> naive_bound(ClusterData.from_rows({"a": [[3], [5]]}))
    1/16
    """
    return trace(data.targets * data.noise_to_signal * data.targets.transpose())


def stationarity_defect(data: ClusterData) -> DomainMatrix:
    """``∂C²/∂c = −2 Y Δ₂ (1 + Δ₂)⁻¹ u`` at the linear minimizer (T2).

    Parameters
    ----------
    data : ``M = Q``, with an invertible ``X̄``.

    Returns
    -------
    DomainMatrix
        ``Q × 1``; zero iff the affine readout is no better than the linear one.

    Raises
    ------
    NotApplicable
        where the means are no basis.

    >>> stationarity_defect(ClusterData.from_rows({"a": [[3], [5]]})).to_Matrix()
    Matrix([[-2/17]])
    """
    return _damped(data) * ones(data.Q, 1) * QQ(-2)
