"""N3: a mixed term beats what is of second order."""

from __future__ import annotations

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.entry import Entry

eps = scalar("eps")
beta = scalar("beta")
q = scalar("q")
rho = scalar("rho")
zeta = scalar("zeta")
SMALL = Sign(eps, True, "ε > 0")
REMAINDER = Sign(beta - q, False, "q ≤ β")
CLOSE = Sign(2 * rho * zeta - eps * beta, True, "εβ < 2ϱζ")


def derive(D: Derivation) -> None:
    """N3: along ``ξ = −ζ`` the mixed term wins."""
    D.say(
        r"With $\xi=-\zeta$ the change is $-2\varepsilon\varrho\zeta+\varepsilon^2q$, and its "
        r"negative is"
    )
    D.positive(
        "smaller",
        2 * eps * rho * zeta - eps**2 * q,
        [(1, (SMALL, CLOSE)), (1, (SMALL, SMALL, REMAINDER))],
    )


ENTRY = Entry(
    id="N3",
    kind="lemma",
    name="A mixed term beats what is of second order",
    statement=(
        r"If $\varepsilon>0$, $q\le\beta$ and $\varepsilon\beta<2\varrho\zeta$ (with "
        r"$\varrho,\zeta>0$: for all small $\varepsilon$), then "
        r"$2\varepsilon\varrho\xi+\varepsilon^2q<0$ at $\xi=-\zeta$."
    ),
    letters={
        "q": "a real number",
        r"\beta": "a bound",
        r"\varrho": "a positive number (|r|² where r is a residual)",
        r"\zeta": "a positive number",
        r"\xi": "how far to go",
        r"\varepsilon": "a small positive number",
    },
    given=(SMALL, REMAINDER, CLOSE),
    derive=derive,
    coq=("StatementsNetwork.N3",),
)
