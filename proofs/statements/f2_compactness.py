"""F2: a minimum is attained."""

from __future__ import annotations

from proofs.statements.entry import Foundation

FOUNDATION = Foundation(
    id="F2",
    name="A continuous function on a compact set attains its minimum",
    statement=(
        r"In particular two disjoint convex hulls of finitely many points have a nearest pair."
    ),
    source="any first course in analysis (Weierstrass)",
)
