"""N5: what matrix algebra needs to know of ReLU."""

from __future__ import annotations

from proofs.algebra import Derivation, Role, Sign, diagonal, scalar, sigma, vector
from proofs.statements.entry import Entry
from proofs.statements.models import layers

vec = vector("z", "M", latex=r"\mathbf z", words="pre-activations")
scale = diagonal("D", "M", words="a positive scale of the rows")

z, a, d = scalar("z"), scalar("alpha"), scalar("gamma")
OUTPUT = Sign(a, False, "σ(z) ≥ 0", Role.DEFINED)
ABOVE = Sign(a - z, False, "σ(z) ≥ z", Role.DEFINED)
NO_MORE = Sign(-a * (a - z), False, "σ(z)(σ(z) − z) ≤ 0", Role.DEFINED)
SCALE = Sign(d, True, "γ > 0")


def derive(D: Derivation) -> None:
    """N5: dσ(z) has the three properties that single out σ(dz)."""
    D.say(
        r"Entry by entry. $\alpha=\sigma(z)\ge0$, so $\sigma(\alpha)=\alpha$ (N1). A number "
        r"$\alpha$ with $\alpha\ge0$, $\alpha\ge z$ and $\alpha(\alpha-z)\le0$ is $\sigma(z)$: it "
        r"is $0$ or $z$, and the larger of the two. For $\gamma>0$ the number $\gamma\alpha$ has "
        r"these properties for $\gamma z$:"
    )
    D.positive("above 0", d * a, [(1, (SCALE, OUTPUT))])
    D.positive("above dz", d * a - d * z, [(1, (SCALE, ABOVE))])
    D.positive("no more", -(d * a) * (d * a - d * z), [(1, (SCALE, SCALE, NO_MORE))])
    D.say(
        r"So $\sigma(\gamma z)=\gamma\sigma(z)$. A permutation puts the entries in another order, "
        r"before or after $\sigma$. The kernel uses this as two of its rules:"
    )
    D.equal("idempotent", sigma(sigma(vec)), sigma(vec))
    D.equal("homogeneous", sigma(scale @ vec), scale @ sigma(vec))


ENTRY = Entry(
    id="N5",
    kind="lemma",
    name="ReLU is idempotent, and commutes with positive scale and with permutations",
    statement=(
        r"$\sigma\circ\sigma=\sigma$, and $\sigma(D\mathbf z)=D\sigma(\mathbf z)$ for $D$ "
        r"positive diagonal or a permutation matrix. <<idempotent>> <<homogeneous>>"
    ),
    here=(r"\gamma",),
    letters={r"\gamma": "a positive number", r"\alpha": "σ(z)"},
    given=(OUTPUT, ABOVE, NO_MORE, SCALE),
    derive=derive,
    models=layers,
    statement_uses=("D2",),
    proof_uses=("N1",),
    coq=(
        "StatementsNetwork.N5_idempotent",
        "StatementsNetwork.N5_scale",
        "StatementsNetwork.N5_permute",
    ),
)
