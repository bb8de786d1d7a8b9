"""The few steps that are not matrix algebra, each a lemma with its own hypotheses; and the textbook theorems that remain.

A lemma about signs is proved like everything else: the kernel checks that a scalar is a combination, with coefficients ≥ 0, of products of
scalars whose signs are given. What is neither algebra nor signs is a `Foundation`: named, sourced, and not proved here.
"""

from __future__ import annotations

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.entry import Entry, Foundation

z, y = scalar("z"), scalar("y")
h, g, eps, B = scalar("h"), scalar("g"), scalar("eps"), scalar("B")
q, rho, s = scalar("q"), scalar("rho"), scalar("s")
t, kappa, phi = scalar("t"), scalar("kappa"), scalar("phi")

# y = σ(z) for a real z: y ≥ 0, y ≥ z, y (y − z) = 0.
OUTPUT = Sign(y, False, "σ(z) ≥ 0")
ABOVE = Sign(y - z, False, "σ(z) ≥ z")
NO_MORE = Sign(-y * (y - z), False, "σ(z)(σ(z) − z) ≤ 0")
INPUT = Sign(z, False, "z ≥ 0")
INPUT_BELOW = Sign(-z, False, "z ≤ 0")


def relu_cases(D: Derivation) -> None:
    """N1: σ fixes exactly the numbers ≥ 0 and sends exactly those ≤ 0 to 0."""
    D.say(
        r"Write $y=\sigma(z)$, so $y\ge0$, $y\ge z$ and $y(y-z)=0$. If $z\ge0$, then $y=z$, for minus the square of the difference is a sum of terms $\ge0$:"
    )
    D.positive("fixed", -((y - z) ** 2), [(1, (NO_MORE,)), (1, (INPUT, ABOVE))])
    D.say(r"Conversely $y=z$ gives $z=y\ge0$. If $z\le0$, then $y=0$, for likewise")
    D.positive("killed", -(y**2), [(1, (NO_MORE,)), (1, (OUTPUT, INPUT_BELOW))])
    D.say(r"Conversely $y=0$ gives $z\le y=0$.")


SMALL = Sign(eps, True, "ε > 0")
UPPER = Sign(B - g, False, "g ≤ B")
LOWER = Sign(B + g, False, "g ≥ −B")
ROOM_ABOVE = Sign(h - eps * B, True, "εB < h")
ROOM_BELOW = Sign(-h - eps * B, True, "εB < −h")


def domination(D: Derivation) -> None:
    """N2: a small perturbation keeps the sign."""
    D.say(r"If $h>0$, so that $\varepsilon B<h$:")
    D.positive("above", h + eps * g, [(1, (ROOM_ABOVE,)), (1, (SMALL, LOWER))])
    D.say(r"If $h<0$, so that $\varepsilon B<-h$:")
    D.positive("below", -(h + eps * g), [(1, (ROOM_BELOW,)), (1, (SMALL, UPPER))])


REMAINDER = Sign(B - q, False, "q ≤ B")
CLOSE = Sign(2 * rho * s - eps * B, True, "εB < 2ϱs")


def perturbation(D: Derivation) -> None:
    """N3: along ``t = −s`` the mixed term wins."""
    D.say(r"With $t=-s$ the change is $-2\varepsilon\varrho s+\varepsilon^2q$, and its negative is")
    D.positive(
        "smaller",
        2 * eps * rho * s - eps**2 * q,
        [(1, (SMALL, CLOSE)), (1, (SMALL, SMALL, REMAINDER))],
    )


STEP = Sign(t, True, "t > 0")
SHORT = Sign(2 * phi - t * kappa, True, "tκ < 2φ")


def descent(D: Derivation) -> None:
    """N4: a short step along the negative gradient of a quadratic goes down."""
    D.positive("down", 2 * t * phi - t**2 * kappa, [(1, (STEP, SHORT))])


ENTRIES = (
    Entry(
        "N1",
        "lemma",
        "ReLU fixes exactly the numbers ≥ 0 and kills exactly those ≤ 0",
        r"For real $z$: $\sigma(z)=z$ iff $z\ge0$, and $\sigma(z)=0$ iff $z\le0$.",
        relu_cases,
        given=(OUTPUT, ABOVE, NO_MORE, INPUT, INPUT_BELOW),
        statement_uses=("D2",),
    ),
    Entry(
        "N2",
        "lemma",
        "A dominated perturbation keeps the sign",
        r"If $\varepsilon>0$, $|g|\le B$ and $\varepsilon B<|h|$, then $h+\varepsilon g$ has the sign of $h$.",
        domination,
        given=(SMALL, UPPER, LOWER, ROOM_ABOVE, ROOM_BELOW),
    ),
    Entry(
        "N3",
        "lemma",
        "A mixed term beats what is of second order",
        r"If $\varepsilon>0$, $q\le B$ and $\varepsilon B<2\varrho s$ (with $\varrho,s>0$: for all small $\varepsilon$), then $2\varepsilon\varrho t+\varepsilon^2q<0$ at $t=-s$.",
        perturbation,
        given=(SMALL, REMAINDER, CLOSE),
    ),
    Entry(
        "N4",
        "lemma",
        "A short step down the gradient of a quadratic goes down",
        r"If $t>0$ and $t\kappa<2\varphi$ (with $\varphi>0$: for all small $t$), then $t^2\kappa-2t\varphi<0$.",
        descent,
        given=(STEP, SHORT),
    ),
)

FOUNDATIONS = (
    Foundation(
        "F1",
        "Homogeneous systems with more unknowns than equations have non-zero solutions",
        r"If $r<n$, every $r\times n$ matrix has a non-zero kernel vector; so a matrix of rank $r$ has a kernel of dimension $n-r$.",
        "any first course in linear algebra (rank and nullity)",
    ),
    Foundation(
        "F2",
        "A continuous function on a compact set attains its minimum",
        r"In particular two disjoint convex hulls of finitely many points have a nearest pair.",
        "any first course in analysis (Weierstrass)",
    ),
)
