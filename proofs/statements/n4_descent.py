"""N4: a short step down a gradient."""

from __future__ import annotations

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.entry import Entry

xi = scalar("xi")
second = scalar("d_2")
first = scalar("d_1")
STEP = Sign(xi, True, "ξ > 0")
SHORT = Sign(2 * first - xi * second, True, "ξd₂ < 2d₁")


def derive(D: Derivation) -> None:
    """N4: a short step along the negative gradient of a quadratic goes down."""
    D.positive("down", 2 * xi * first - xi**2 * second, [(1, (STEP, SHORT))])


ENTRY = Entry(
    id="N4",
    kind="lemma",
    name="A short step down the gradient of a quadratic goes down",
    statement=(
        r"If $\xi>0$ and $\xi d_2<2d_1$ (with $d_1>0$: for all small $\xi$), then "
        r"$\xi^2d_2-2\xi d_1<0$."
    ),
    letters={
        r"\xi": "how far to go",
        "d_1": "minus half the first derivative",
        "d_2": "half the second derivative",
    },
    given=(STEP, SHORT),
    derive=derive,
    coq=("StatementsNetwork.N4",),
)
