"""Everything that is decided about a trained network on data, in one value.

Verdicts are about the network itself. *Output layer*: proved iff its readout is a best affine one
(R5). *Closed region*: proved iff R1 holds. *All parameters*: refuted with a witness by a readout
gap, a slope or a curvature, proved by R1, R2 or R3 at the network itself, otherwise unknown with
the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from symbolic.clusters import ClusterData
from symbolic.errors import ShapeError
from symbolic.network import ReluNetwork
from symbolic.record import Record
from symbolic.trained.bounds import ball
from symbolic.trained.clip import ZeroCost, zero_cost
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.exclusion import excluded_radius
from symbolic.trained.facts import Facts, facts_of
from symbolic.trained.near_partition import NearPartition, nearest_partition
from symbolic.trained.parameters import Mlp
from symbolic.trained.path_features import region_bound, region_minimum
from symbolic.trained.problem import Problem
from symbolic.trained.profile import LayerProfile, layer_profile, layer_readouts, truncation_region
from symbolic.trained.refutation import Refutation, readout_gap, slope
from symbolic.trained.truncation_form import TruncationForm, truncation_form_of
from symbolic.words import Scope, VerdictWord, counted

if TYPE_CHECKING:
    from symbolic.trained.nearby import Descent, Nearby

SCOPES = (Scope.OUTPUT_LAYER, Scope.CLOSED_REGION, Scope.ALL_PARAMETERS)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Examination(Record):
    """The result of `examine`.

    ``readout_value`` is ``V_L``; ``partition`` the T6 minimum whose value is nearest; ``descent``
    how far continued training went; ``refutation`` the witness if the network is no local minimum;
    ``region_bound`` is ``V_σ``, a lower bound of the cost on the closed region (None: not computed,
    or not strict); ``excluded`` the radius of a 2-norm ball without critical points (R6); ``form``
    is R7; ``switched_off`` lists the classes that each hidden layer switches off whole, if the
    network is made of such layers only; ``statement`` decides the verdicts.
    """

    data: ClusterData
    weighting: str
    at: Evaluation
    facts: Facts
    profile: tuple[LayerProfile, ...]
    readout_value: Fraction
    refutation: Refutation | None
    region_bound: Fraction | None
    excluded: Fraction | None
    form: TruncationForm | None
    switched_off: tuple[tuple[int, ...], ...] | None
    verdicts: dict[Scope, VerdictWord]
    statement: str
    reason: str
    partition: NearPartition
    nearby: Nearby | None
    nearby_reason: str
    descent: Descent | None
    zero: ZeroCost | tuple[str, ...] | None

    @property
    def gap(self) -> Fraction:
        """``cost − V_L ≥ 0``."""
        return self.at.cost - self.readout_value


def examine(
    network: ReluNetwork,
    data: ClusterData,
    weighting: str = "class",
    within: Fraction | None = None,
    descend: bool = False,
    zero: bool = False,
    jobs: int = 1,
) -> Examination:
    """Exact facts and verdicts about a network on data, and a certified minimum near it if asked
    for.

    Parameters
    ----------
    network : a network over ``ℚ`` from ``ℚ^M`` to ``ℚ^Q``, such as
        `symbolic.networks_in.load_network` reads.
    data : the points and targets.
    weighting : ``"class"`` (points of class ``j`` weigh ``1/N_j``) or ``"uniform"`` (``1/N``).
    within : look for a certified minimum at most this far away, entry by entry.
    descend : continue training in float64 first; without ``within`` at any distance.
    zero : look for an exact zero-loss network made from this one (R4).
    jobs : processes for the ways in which a minimum nearby is looked for; the result is that of
        one.

    Raises
    ------
    ShapeError
        if the network does not go from the inputs to the targets.

    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer
    >>> data = ClusterData.from_rows({"a": [[1], [2]], "b": [[-1], [-2]]})
    >>> step = Layer(matrix([[1], [-1]]), column(["1/2", "1/2"]))
    >>> seen = examine(ReluNetwork((step,), Layer(matrix([[1, 0], [0, 1]]), column([0, 0]))), data)
    >>> seen.at.cost, seen.readout_value, str(seen.verdicts[Scope.ALL_PARAMETERS])
    (Fraction(5, 2), Fraction(1, 17), 'refuted')
    """
    if (network.M, network.Q) != (data.M, data.Q):
        wanted = f"{counted(data.M, 'input')} and {counted(data.Q, 'output')}"
        raise ShapeError(f"network: expected {wanted}, found {network.M} and {network.Q}")
    at = Evaluation.of(Mlp.of_network(network), Problem.of(data, weighting))
    norms = ball(at)
    readouts = layer_readouts(at)
    known, rows, best = facts_of(at, norms), layer_profile(at, readouts), readouts[-1]
    refutation = readout_gap(at, best)
    verdicts, statement, reason, refutation = _verdicts(at, refutation)
    nearby, missing, moved = None, "", None
    if verdicts[Scope.ALL_PARAMETERS] == VerdictWord.UNKNOWN and not (
        at.strict and any(at.gradient)
    ):
        nearby, missing, _ = _looked_for(at, Fraction(0), False, jobs)
    if nearby is not None:
        verdicts[Scope.ALL_PARAMETERS] = VerdictWord.PROVED
        statement, reason = nearby.statement, f"a minimum {nearby.how}"
    elif within is not None or descend:
        nearby, missing, moved = _looked_for(at, within, descend, jobs)
    return Examination(
        data,
        weighting,
        at,
        known,
        rows,
        best.value,
        refutation,
        _bound(at),
        excluded_radius(at, norms, known.radius),
        truncation_form_of(at.network),
        truncation_region(at),
        verdicts,
        statement,
        reason,
        nearest_partition(at),
        nearby,
        missing,
        moved,
        zero_cost(at, best) if zero else None,
    )


def _looked_for(
    at: Evaluation, within: Fraction | None, descend: bool, jobs: int
) -> tuple[Nearby | None, str, Descent | None]:
    """`nearby_minimum`, whose float libraries take as long to import as the facts to compute."""
    from symbolic.trained.floats import NotShown
    from symbolic.trained.nearby import descent, nearby_minimum

    try:
        moved = descent(at) if descend else None
    except NotShown as error:
        return None, f"continued training: {error}", None
    return *nearby_minimum(at, at if moved is None else moved.at, within, jobs), moved


def _bound(at: Evaluation) -> Fraction | None:
    bound = region_bound(at) if at.strict else None
    return None if bound is None else bound[0]


def _verdicts(
    at: Evaluation, gap: Refutation | None
) -> tuple[dict[Scope, VerdictWord], str, str, Refutation | None]:
    """Verdicts by scope, the statement that decides them, the reason, and a witness."""
    proved, refuted, unknown = VerdictWord.PROVED, VerdictWord.REFUTED, VerdictWord.UNKNOWN
    if gap is not None:
        words = dict.fromkeys(SCOPES, refuted)
        return words, "R5", "a better output layer is a straight line away", gap
    words = dict.fromkeys(SCOPES, unknown)
    words[Scope.OUTPUT_LAYER] = proved
    if at.cost == 0:
        return dict.fromkeys(SCOPES, proved), "R1", "the cost is 0, its least value anywhere", None
    if not at.strict:
        count = len(at.kinks)
        return words, "R5", f"{count} pre-activations are 0, where smooth tests do not apply", None
    minimum = region_minimum(at)
    if minimum:
        reason = "the residual is orthogonal to every path feature of the region"
        return dict.fromkeys(SCOPES, proved), "R1", reason, None
    witness = slope(at) if any(at.gradient) else _bent(at)
    if witness is not None:
        words |= {Scope.CLOSED_REGION: refuted, Scope.ALL_PARAMETERS: refuted}
        return words, "R5", f"the cost falls along a {witness.along}", witness
    return words, "R5", _why_unknown(at, minimum), None


def _bent(at: Evaluation) -> Refutation | None:
    from symbolic.trained.curvature import negative_curvature

    return negative_curvature(at)


def _why_unknown(at: Evaluation, minimum: bool | None) -> str:
    from symbolic.trained.curvature import MOST_CURVED

    if any(at.gradient):
        return "the gradient is not 0, but no smaller cost was found"
    if minimum is None:
        return "a critical point in a region with too many chains of groups"
    if at.network.numbering.K > MOST_CURVED:
        return "a critical point with too many parameters to look at its curvature"
    return "a critical point at which R1 does not hold"


__all__ = ["SCOPES", "Examination", "examine"]
