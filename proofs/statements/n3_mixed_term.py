"""N3: a mixed term beats what is of second order."""

from __future__ import annotations

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.entry import Entry

eps = scalar("eps")
B = scalar("B")
q = scalar("q")
rho = scalar("rho")
s = scalar("s")
SMALL = Sign(eps, True, "ε > 0")
REMAINDER = Sign(B - q, False, "q ≤ B")
CLOSE = Sign(2 * rho * s - eps * B, True, "εB < 2ϱs")


def derive(D: Derivation) -> None:
    """N3: along ``t = −s`` the mixed term wins."""
    D.say(r"With $t=-s$ the change is $-2\varepsilon\varrho s+\varepsilon^2q$, and its negative is")
    D.positive(
        "smaller",
        2 * eps * rho * s - eps**2 * q,
        [(1, (SMALL, CLOSE)), (1, (SMALL, SMALL, REMAINDER))],
    )


ENTRY = Entry(
    id="N3",
    kind="lemma",
    name="A mixed term beats what is of second order",
    statement=(
        r"If $\varepsilon>0$, $q\le B$ and $\varepsilon B<2\varrho s$ (with $\varrho,s>0$: for "
        r"all small $\varepsilon$), then $2\varepsilon\varrho t+\varepsilon^2q<0$ at $t=-s$."
    ),
    given=(SMALL, REMAINDER, CLOSE),
    derive=derive,
    coq=("Statements.N3",),
)
