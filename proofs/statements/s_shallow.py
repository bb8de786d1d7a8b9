"""S3, S5: the sharp value for any number of classes and coordinates, and the metric of the means. Proved in Coq."""

from __future__ import annotations

from proofs.statements.case import Case
from proofs.statements.entry import Assumption, Entry
from proofs.verdicts import NotApplicable, Proved, Refuted, Verdict
from symbolic import matrices as exact
from symbolic.scalars import text
from symbolic.shallow import shallow


def sharp(case: Case) -> Verdict:
    """S3 by its formula, without a normal equation, against the library's readout."""
    data = case.data
    scatter = data.scatter
    if scatter.rank() < data.M:
        return NotApplicable("the scatter is singular")
    signal = data.means.transpose() * scatter.inv() * data.means
    core = exact.identity(data.Q) + signal
    value = (data.targets * core.inv() * data.targets.transpose()).to_Matrix().trace()
    found = shallow(data).linear.value
    if data.means.domain.from_sympy(value) != found:
        return Refuted(f"the formula gives {value}, the readout {text(found)}")
    return Proved(text(found))


def nearer(case: Case) -> Verdict:
    """S5: within the radius there is no exception."""
    found = shallow(case.data).projection
    if found is None:
        return NotApplicable("the class means are linearly dependent")
    if 2 * found.radius >= 1:
        return NotApplicable(f"needs δ_P² < 1/2, found {text(found.radius)}")
    if found.exceptions:
        return Refuted(f"{found.exceptions} points are nearer to another mean")
    return Proved(f"δ_P² = {text(found.radius)}, no exception")


S3 = Entry(
    id="S3",
    kind="statement",
    name="The sharp value of the linear readout for any M and Q is one of the signal to noise",
    statement=(
        r"With class weights $\Pi$, $S=\sum_j\pi_jS_j$ and $\mathcal K=\bar X^{\mathsf T}S^{-1}\bar X$ the least cost "
        r"of a linear readout is $\mathrm{Tr}(Y(\Pi^{-1}+\mathcal K)^{-1}Y^{\mathsf T})$."
    ),
    assumptions=(
        Assumption(
            id="definite-scatter",
            text=r"$S$ is positive definite",
            reason="the formula inverts it; T1 has the value in every case",
        ),
    ),
    on_data=sharp,
    statement_uses=("D1", "D3"),
    proof_uses=("T1",),
    decided_in=("symbolic.shallow.shallow",),
    coq=("Statements.S3",),
)
S5 = Entry(
    id="S5",
    kind="statement",
    name="Near its own mean a point is nearer to it than to any other mean",
    statement=(
        r"Let $B\bar X=1$ and $|B(x-\bar x_j)|^2<1/2$. Then $|B(x-\bar x_j)|<|B(x-\bar x_k)|$ for all $k\ne j$."
    ),
    assumptions=(
        Assumption(
            id="near",
            text=r"$|B(x-\bar x_j)|^2<1/2$",
            reason="half-way between two means a point is as near to the one as to the other",
        ),
    ),
    on_data=nearer,
    statement_uses=("D1",),
    decided_in=("symbolic.shallow.shallow",),
    coq=("Statements.S5",),
)
