"""N1: what ReLU fixes and what it kills."""

from __future__ import annotations

from proofs.algebra import Derivation, Role, Sign, scalar
from proofs.statements.entry import Entry

z = scalar("z")
a = scalar("alpha")
# a = σ(z) for a real z: a ≥ 0, a ≥ z, a (a − z) = 0.
OUTPUT = Sign(a, False, "σ(z) ≥ 0", Role.DEFINED)
ABOVE = Sign(a - z, False, "σ(z) ≥ z", Role.DEFINED)
NO_MORE = Sign(-a * (a - z), False, "σ(z)(σ(z) − z) ≤ 0", Role.DEFINED)
INPUT = Sign(z, False, "z ≥ 0", Role.CASE)
INPUT_BELOW = Sign(-z, False, "z ≤ 0", Role.CASE)


def derive(D: Derivation) -> None:
    """N1: σ fixes exactly the numbers ≥ 0 and sends exactly those ≤ 0 to 0."""
    D.say(
        r"Write $\alpha=\sigma(z)$, so $\alpha\ge0$, $\alpha\ge z$ and $\alpha(\alpha-z)=0$. If "
        r"$z\ge0$, then $\alpha=z$, for minus the square of the difference is a sum of terms "
        r"$\ge0$:"
    )
    D.positive("fixed", -((a - z) ** 2), [(1, (NO_MORE,)), (1, (INPUT, ABOVE))])
    D.say(r"Conversely $\alpha=z$ gives $z=\alpha\ge0$. If $z\le0$, then $\alpha=0$, for likewise")
    D.positive("killed", -(a**2), [(1, (NO_MORE,)), (1, (OUTPUT, INPUT_BELOW))])
    D.say(r"Conversely $\alpha=0$ gives $z\le\alpha=0$.")


ENTRY = Entry(
    id="N1",
    kind="lemma",
    name="ReLU fixes exactly the numbers ≥ 0 and kills exactly those ≤ 0",
    statement=r"For real $z$: $\sigma(z)=z$ iff $z\ge0$, and $\sigma(z)=0$ iff $z\le0$.",
    letters={
        "z": "a real number",
        r"\alpha": "σ(z)",
    },
    given=(OUTPUT, ABOVE, NO_MORE, INPUT, INPUT_BELOW),
    derive=derive,
    statement_uses=("D2",),
    coq=("StatementsNetwork.N1",),
)
