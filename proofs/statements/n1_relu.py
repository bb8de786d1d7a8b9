"""N1: what ReLU fixes and what it kills."""

from __future__ import annotations

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.entry import Entry

z = scalar("z")
y = scalar("y")
# y = σ(z) for a real z: y ≥ 0, y ≥ z, y (y − z) = 0.
OUTPUT = Sign(y, False, "σ(z) ≥ 0")
ABOVE = Sign(y - z, False, "σ(z) ≥ z")
NO_MORE = Sign(-y * (y - z), False, "σ(z)(σ(z) − z) ≤ 0")
INPUT = Sign(z, False, "z ≥ 0")
INPUT_BELOW = Sign(-z, False, "z ≤ 0")


def derive(D: Derivation) -> None:
    """N1: σ fixes exactly the numbers ≥ 0 and sends exactly those ≤ 0 to 0."""
    D.say(
        r"Write $y=\sigma(z)$, so $y\ge0$, $y\ge z$ and $y(y-z)=0$. If $z\ge0$, then $y=z$, for "
        r"minus the square of the difference is a sum of terms $\ge0$:"
    )
    D.positive("fixed", -((y - z) ** 2), [(1, (NO_MORE,)), (1, (INPUT, ABOVE))])
    D.say(r"Conversely $y=z$ gives $z=y\ge0$. If $z\le0$, then $y=0$, for likewise")
    D.positive("killed", -(y**2), [(1, (NO_MORE,)), (1, (OUTPUT, INPUT_BELOW))])
    D.say(r"Conversely $y=0$ gives $z\le y=0$.")


ENTRY = Entry(
    id="N1",
    kind="lemma",
    name="ReLU fixes exactly the numbers ≥ 0 and kills exactly those ≤ 0",
    statement=r"For real $z$: $\sigma(z)=z$ iff $z\ge0$, and $\sigma(z)=0$ iff $z\le0$.",
    given=(OUTPUT, ABOVE, NO_MORE, INPUT, INPUT_BELOW),
    derive=derive,
    statement_uses=("D2",),
    coq=("Statements.N1",),
)
