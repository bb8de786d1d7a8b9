"""F3: images of polynomial maps of small rank."""

from __future__ import annotations

from proofs.statements.entry import Foundation

FOUNDATION = Foundation(
    id="F3",
    name="A polynomial map of small rank has a small image",
    statement=(
        r"If the Jacobian of a polynomial map into $\mathbb R^n$ has rank at most $r$ everywhere, "
        r"its image lies in an algebraic set of dimension at most $r$; for $r<n$ that is a set of "
        r"measure zero."
    ),
    source="real algebraic geometry, Sard's theorem",
)
