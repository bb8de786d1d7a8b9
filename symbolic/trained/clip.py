"""R4: an exact zero-loss network made from a trained one.

*Clip.* If the output of each class on its own points exceeds that output on all others, choose
rationals ``max < a_j < b_j < min``: one more hidden layer of ``2Q`` units ``σ(o_j − a_j)``, ``σ(o_j
− b_j)`` and the readout ``(σ(o_j − a_j) − σ(o_j − b_j)) / (b_j − a_j)`` is exactly 1 on the class
and 0 elsewhere. *Readout.* If some affine readout of the last hidden layer costs 0, that layer
alone is replaced. All earlier weights are untouched.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symbolic.record import Record
from symbolic.scalars import exact, fraction, simplest_between
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.facts import one_against_rest
from symbolic.trained.least_squares import LeastSquares
from symbolic.trained.parameters import Mlp, Rows


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ZeroCost(Record):
    """A network of cost exactly 0, and how many of the first layers are those of the original."""

    network: Mlp
    kept: int
    how: str


def zero_cost(at: Evaluation, best: LeastSquares) -> ZeroCost | tuple[str, ...]:
    """A zero-loss network with the hidden layers of the given one, or the classes at which the clip
    fails (none: it needs the targets ``e_j``); ``best`` is the best readout of the last hidden
    layer.

    The result was evaluated exactly; no pre-activation that the original has not is 0.
    """
    kept = at.network.L
    if best.value == 0:
        network = Mlp.of_rows([*at.network.rows()[:-1], best.minimizer])
        return ZeroCost(network, kept, "another output layer")
    if not at.problem.unit_targets:
        return ()
    failing = [
        label
        for label, good in zip(at.problem.labels, one_against_rest(at), strict=True)
        if not good
    ]
    if failing:
        return tuple(failing)
    made = clipped(at)
    if Evaluation.of(made, at.problem).cost != 0:
        return at.problem.labels
    return ZeroCost(made, kept, "one more hidden layer that clips the outputs")


def clipped(at: Evaluation) -> Mlp:
    """The clip of outputs that separate each class from the rest, for the targets ``e_j``."""
    *hidden, output = at.network.rows()
    scale, values = at.scales[-1], at.image_rows[-1]
    gates: Rows = []
    readout: Rows = []
    for j, members in enumerate(at.problem.members()):
        inside = set(members)
        low = max((int(v) for i, v in enumerate(values[j]) if i not in inside), default=None)
        high = Fraction(min(int(values[j][i]) for i in members), scale)
        start = high - 2 if low is None else Fraction(low, scale)
        a = fraction(simplest_between(exact(start), exact(high)))
        b = fraction(simplest_between(exact(a), exact(high)))
        gates += [[*output[j][:-1], output[j][-1] - edge] for edge in (a, b)]
        row = [Fraction(0)] * (2 * at.problem.Q + 1)
        row[2 * j], row[2 * j + 1] = 1 / (b - a), -1 / (b - a)
        readout.append(row)
    return Mlp.of_rows([*hidden, gates, readout])
