"""F3: images of polynomial maps of small rank, a textbook theorem that is used and not proved here."""

from __future__ import annotations

from proofs.statements.entry import Foundation

FOUNDATION = Foundation(
    id="F3",
    name="A polynomial map of small rank has a small image",
    statement=(
        r"If the Jacobian of a polynomial map into $\mathbb R^n$ has rank at most $r$ everywhere, its "
        r"image lies in an algebraic set of dimension at most $r$; for $r<n$ that is a set of measure "
        r"zero."
    ),
    source="real algebraic geometry, Sard's theorem",
)
