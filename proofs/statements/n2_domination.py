"""N2: a small perturbation keeps the sign."""

from __future__ import annotations

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.entry import Entry

h = scalar("h")
g = scalar("g")
eps = scalar("eps")
B = scalar("B")
SMALL = Sign(eps, True, "ε > 0")
UPPER = Sign(B - g, False, "g ≤ B")
LOWER = Sign(B + g, False, "g ≥ −B")
ROOM_ABOVE = Sign(h - eps * B, True, "εB < h")
ROOM_BELOW = Sign(-h - eps * B, True, "εB < −h")


def derive(D: Derivation) -> None:
    """N2: a small perturbation keeps the sign."""
    D.say(r"If $h>0$, so that $\varepsilon B<h$:")
    D.positive("above", h + eps * g, [(1, (ROOM_ABOVE,)), (1, (SMALL, LOWER))])
    D.say(r"If $h<0$, so that $\varepsilon B<-h$:")
    D.positive("below", -(h + eps * g), [(1, (ROOM_BELOW,)), (1, (SMALL, UPPER))])


ENTRY = Entry(
    id="N2",
    kind="lemma",
    name="A dominated perturbation keeps the sign",
    statement=(
        r"If $\varepsilon>0$, $|g|\le B$ and $\varepsilon B<|h|$, then $h+\varepsilon g$ has the "
        r"sign of $h$."
    ),
    given=(SMALL, UPPER, LOWER, ROOM_ABOVE, ROOM_BELOW),
    derive=derive,
    coq=("Statements.N2",),
)
