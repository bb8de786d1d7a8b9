"""N2: a small perturbation keeps the sign."""

from __future__ import annotations

from proofs.algebra import Derivation, Role, Sign, scalar
from proofs.statements.entry import Entry

chi = scalar("chi")
psi = scalar("psi")
eps = scalar("eps")
beta = scalar("beta")
SMALL = Sign(eps, True, "ε > 0")
UPPER = Sign(beta - psi, False, "ψ ≤ β")
LOWER = Sign(beta + psi, False, "ψ ≥ −β")
ROOM_ABOVE = Sign(chi - eps * beta, True, "εβ < χ", Role.CASE)
ROOM_BELOW = Sign(-chi - eps * beta, True, "εβ < −χ", Role.CASE)


def derive(D: Derivation) -> None:
    """N2: a small perturbation keeps the sign."""
    D.say(r"If $\chi>0$, so that $\varepsilon\beta<\chi$:")
    D.positive("above", chi + eps * psi, [(1, (ROOM_ABOVE,)), (1, (SMALL, LOWER))])
    D.say(r"If $\chi<0$, so that $\varepsilon\beta<-\chi$:")
    D.positive("below", -(chi + eps * psi), [(1, (ROOM_BELOW,)), (1, (SMALL, UPPER))])


ENTRY = Entry(
    id="N2",
    kind="lemma",
    name="A dominated perturbation keeps the sign",
    statement=(
        r"If $\varepsilon>0$, $|\psi|\le\beta$ and $\varepsilon\beta<|\chi|$, then "
        r"$\chi+\varepsilon\psi$ has the sign of $\chi$."
    ),
    here=(r"\chi",),
    letters={
        r"\chi": "a real number",
        r"\psi": "a real number",
        r"\beta": "a bound",
        r"\varepsilon": "a small positive number",
    },
    given=(SMALL, UPPER, LOWER, ROOM_ABOVE, ROOM_BELOW),
    derive=derive,
    coq=("StatementsNetwork.N2",),
)
