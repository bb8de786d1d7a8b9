"""N4: a short step down a gradient."""

from __future__ import annotations

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.entry import Entry

t = scalar("t")
kappa = scalar("kappa")
phi = scalar("phi")
STEP = Sign(t, True, "t > 0")
SHORT = Sign(2 * phi - t * kappa, True, "tκ < 2φ")


def derive(D: Derivation) -> None:
    """N4: a short step along the negative gradient of a quadratic goes down."""
    D.positive("down", 2 * t * phi - t**2 * kappa, [(1, (STEP, SHORT))])


ENTRY = Entry(
    id="N4",
    kind="lemma",
    name="A short step down the gradient of a quadratic goes down",
    statement=(
        r"If $t>0$ and $t\kappa<2\varphi$ (with $\varphi>0$: for all small $t$), then "
        r"$t^2\kappa-2t\varphi<0$."
    ),
    given=(STEP, SHORT),
    derive=derive,
    coq=("Statements.N4",),
)
