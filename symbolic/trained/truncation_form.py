"""R7: from which layer on a network is a cascade of truncation maps.

If from a base layer ``m`` on every cumulative matrix ``W^{(l←m)} = W_l ⋯ W_{m+1}`` is onto, then
with any right inverse ``W⁺`` the features are ``h_l = W^{(l)} τ_l(…τ_{m+1}(h_m)) + b^{(l)}``,
``τ(x) = W⁺(σ(Wx + b) − b)`` (L1 with ``W W⁺ = 1``). The apexes of ``τ_l`` form an affine space of
dimension ``n_m − n_l``.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpz_mat, nmod_mat

from symbolic.record import Record
from symbolic.trained.least_squares import PRIME
from symbolic.trained.parameters import Mlp


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TruncationForm(Record):
    """The smallest base layer, and for each layer after it the dimension of its set of apexes."""

    base: int
    apex_dimensions: tuple[int, ...]


def truncation_form_of(network: Mlp) -> TruncationForm | None:
    """The form with the smallest base ``m < L``; None if not even the last hidden layer is onto.

    >>> network = Mlp.of_rows([[[1, 0, 0], [0, 1, 0]], [[1, 1, 0]], [[1, 0]]])
    >>> truncation_form_of(network)
    TruncationForm(base=0, apex_dimensions=(0, 1))
    """
    widths = network.widths
    for base in range(network.L):
        through: fmpz_mat | None = None
        onto = True
        for W, _ in network.layers[base : network.L]:
            weights = fmpz_mat([row[:-1] for row in W.tolist()])
            through = weights if through is None else weights * through
            onto = onto and _onto(through)
        if onto:
            dimensions = (widths[base] - width for width in widths[base + 1 : network.L + 1])
            return TruncationForm(base, tuple(dimensions))
    return None


def _onto(weights: fmpz_mat) -> bool:
    """Full row rank: modulo a prime it implies that over ``ℚ``."""
    height = int(weights.nrows())
    if height > int(weights.ncols()):
        return False
    residues = nmod_mat([[int(v) % PRIME for v in row] for row in weights.tolist()], PRIME)
    return int(residues.rank()) == height or int(weights.rank()) == height
