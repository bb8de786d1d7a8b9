"""R4: an exact zero-loss network from a trained one."""

from __future__ import annotations

from proofs.algebra import Derivation, scalar
from proofs.algebra.kernel import Sign
from proofs.statements.entry import Assumption, Entry

above = scalar("beta")
below = scalar("alpha")
output = scalar("o")
GAP = Sign(above - below, True, "α < β")
HIGH = Sign(output - above, False, "β ≤ o")
LOW = Sign(below - output, False, "o ≤ α")


def derive(D: Derivation) -> None:
    """Both gates open on the class, none elsewhere."""
    D.say(r"On class $j$ both gates are open, for $o\ge\beta$:")
    D.positive("open", output - below, [(1, (HIGH,)), (1, (GAP,))])
    D.say(
        r"and $(\sigma(o-\alpha)-\sigma(o-\beta))/(\beta-\alpha)=1$. On the other classes both "
        r"are closed, for "
        r"$o\le\alpha$:"
    )
    D.positive("closed", above - output, [(1, (LOW,)), (1, (GAP,))])
    D.say(r"and the value is $0$.")


ENTRY = Entry(
    id="R4",
    kind="statement",
    name="Outputs that separate each class from the rest give cost exactly 0 by one more layer",
    statement=(
        r"If for each class $j$ rationals $\alpha<\beta$ exist with $o\ge\beta$ on its points and "
        r"$o\le\alpha$ on "
        r"all others, the network with one more hidden layer of the $2Q$ units $\sigma(o-\alpha)$, "
        r"$\sigma(o-\beta)$ and the readout $(\sigma(o-\alpha)-\sigma(o-\beta))/(\beta-\alpha)$ "
        r"has cost $0$ for "
        r"the targets $e_j$."
    ),
    letters={
        "o": "the output of a trained network for class j",
        r"\alpha": "a bound below which the output for class j is on all other classes",
        r"\beta": "a bound above which it is on class j",
    },
    assumptions=(
        Assumption(
            id="separated-outputs",
            text=r"$\min o$ on class $j$ exceeds $\max o$ on the others",
            reason="without it no such numbers exist",
        ),
    ),
    given=(GAP, HIGH, LOW),
    derive=derive,
    statement_uses=("D2", "D3"),
    decided_in=("symbolic.trained",),
)
