"""F1: more unknowns than equations."""

from __future__ import annotations

from proofs.statements.entry import Foundation

FOUNDATION = Foundation(
    id="F1",
    name="Homogeneous systems with more unknowns than equations have non-zero solutions",
    statement=(
        r"If $r<n$, every $r\times n$ matrix has a non-zero kernel vector; so a matrix of rank "
        r"$r$ has a kernel of dimension $n-r$."
    ),
    source="any first course in linear algebra (rank and nullity)",
    coq=("StatementsNetwork.F1", "StatementsNetwork.F1_dimension"),
)
