"""F4: how many cells hyperplanes make."""

from __future__ import annotations

from proofs.statements.entry import Foundation

FOUNDATION = Foundation(
    id="F4",
    name="Hyperplanes cut space into few cells",
    statement=(
        r"$d$ hyperplanes cut $\mathbb R^M$ into at most $\sum_{i\le M}\binom di$ sets of points "
        r"with the same signs, a sign being $>0$ or $\le0$."
    ),
    source="combinatorial geometry (Schläfli; Zaslavsky)",
)
