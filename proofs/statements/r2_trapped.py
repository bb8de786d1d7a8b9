"""R2: a minimum trapped near rational parameters."""

from __future__ import annotations

from proofs.algebra import Derivation, Sign, scalar
from proofs.statements.entry import Assumption, Entry

# On the sphere |u| = rho: slope bounds -u.grad(0) from above, curve bounds u.(grad(u) - grad(0))
# from below.
margin = scalar("m")
length = scalar("rho")
slope = scalar("gamma")
ROOM = Sign(margin * length - slope, True, "γ < mρ")
RADIUS = Sign(length, True, "ρ > 0")


def derive(D: Derivation) -> None:
    """The outward slope on the sphere is positive."""
    D.say(
        r"On the ball $D^2\varphi\ge m=\mu-\tau\rho$. On the sphere $|u|=\rho$ therefore "
        r"$u\cdot\nabla\varphi(u)\ge-\gamma\rho+m\rho^2$, and"
    )
    D.positive("outward", margin * length**2 - slope * length, [(1, (ROOM, RADIUS))])
    D.say(
        r"So the least value on the ball is attained inside, at one critical point, for $\varphi$ "
        r"is strictly convex; strong convexity gives distance and value. Let the flows of "
        r"$d=K-|E|$ vector fields leave all outputs alone, and let the fields be independent on "
        r"the coordinates outside $E$. Then $(t,u)\mapsto$ (flows for the times $t$ of the point "
        r"$u$ of the slice) is a local diffeomorphism, along which the cost does not see $t$: a "
        r"local minimum in all parameters."
    )


ENTRY = Entry(
    id="R2",
    kind="statement",
    name="A short gradient and a definite Hessian trap a minimum in all parameters",
    statement=(
        r"Let $\varphi$ be the cost on a slice of free, scaled coordinates $E$ through rational "
        r"parameters, $D^2\varphi(0)\ge\mu$, $|D^3\varphi|\le\tau$ on the ball of radius $\rho$ "
        r"inside the activation region, $m=\mu-\tau\rho>0$ and $|\nabla\varphi(0)|=\gamma<m\rho$. "
        r"Then the ball holds exactly one critical point, at most $\gamma/m$ away, with a cost at "
        r"most $\gamma^2/(2m)$ smaller; and if moves that change no output leave the slice there, "
        r"it is a local minimum in all parameters."
    ),
    letters={
        r"\varphi": "the cost on the slice",
        r"\rho": "the radius of the ball",
        r"\gamma": "the norm of the gradient at the centre",
    },
    assumptions=(
        Assumption(
            id="transversal",
            text="moves that change no output leave the slice",
            reason="without it the statement is one about the slice alone",
        ),
    ),
    given=(ROOM, RADIUS),
    derive=derive,
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.trained",),
)
