"""R3: local minima on kinks of the first layer."""

from __future__ import annotations

from proofs.statements.entry import Assumption, Entry

ENTRY = Entry(
    id="R3",
    kind="statement",
    name="Multipliers between 0 and their bounds make a minimum on kinks",
    statement=(
        r"Let $z_{ir}(\theta)=0$ for pairs of a point and a unit of the first layer, no other "
        r"pre-activation be $0$, and the $\tilde x_i$ of one unit be independent. Let "
        r"$C^2_{\mathrm{off}}$ be the cost with these units off there, "
        r"$\beta_{ir}=2w_i\sum_qe_{iq}\,\partial o_q/\partial h_r$. If $\nabla "
        r"C^2_{\mathrm{off}}=-\sum\lambda_{ir}\nabla z_{ir}$ with $0<\lambda_{ir}<\beta_{ir}$ and "
        r"$C^2_{\mathrm{off}}$ has a trapped minimum on the linear set where these $z_{ir}$ "
        r"vanish, modulo moves that keep the kinks, then $\theta$ is a local minimum in all "
        r"parameters."
    ),
    letters={
        r"\lambda_{ir}": "the multiplier of a kink",
        r"\beta_{ir}": "the slope of the cost when the unit is switched on at the kink",
    },
    assumptions=(
        Assumption(
            id="between",
            text=r"$0<\lambda_{ir}<\beta_{ir}$",
            reason="with another multiplier the cost falls on one side of the kink",
        ),
    ),
    statement_uses=("D2", "D3", "R2"),
    decided_in=("symbolic.trained",),
)
