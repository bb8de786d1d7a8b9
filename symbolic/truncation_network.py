"""T3: explicit networks with exactly zero cost.

An order of the classes in which each is strictly separated from the later ones (G4), apexes for it
(G5), and one hidden layer a class that collapses it to its apex (L3, or §6); further layers act as
the identity; the readout solves ``A p_j + c = y_j``. The order exists, or a stuck set says why not
(T3′); apexes then always do, unless they are asked for at one ``mu``. The result is evaluated
exactly before it is returned.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from sympy.polys.matrices import DomainMatrix

from symbolic.apexes import Placement, Situation
from symbolic.clusters import ClusterData
from symbolic.composition import compose
from symbolic.errors import InputError
from symbolic.feasibility import OutOfTime
from symbolic.matrices import ones, side_by_side, squared_norm
from symbolic.network import Layer, ReluNetwork, hidden_layers
from symbolic.order import Obstruction, separable_order
from symbolic.orthogonal import rational_cone
from symbolic.placement import place
from symbolic.readouts import interpolating
from symbolic.record import Record
from symbolic.scalars import Scalar, exact, text
from symbolic.segments import apex_at, common_interval
from symbolic.separation import Hyperplane, Separator
from symbolic.subsets import SubsetGraph
from symbolic.truncation import TruncationMap, collapsing
from symbolic.words import Construction, ReadoutKind, word

__all__ = ["Collapse", "Obstruction", "Undecided", "ZeroLoss", "collapse_class", "zero_loss"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Collapse(Record):
    """One class sent to its apex, in a hidden layer of its own.

    Attributes
    ----------
    cls : the class.
    hyperplane : it has the class below, and all later classes and earlier apexes above it.
    apex : ``M × 1``, on the hyperplane.
    map : the truncation map (L3) that sends the class to the apex and keeps the rest.
    margin : the least ``|f·x − t|`` over the points, for the normal ``f`` of largest entry 1.

    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[2]]})
    >>> [(step.cls, step.apex.to_list_flat()) for step in zero_loss(data).collapses]
    [(0, [1/2]), (1, [3/2])]
    """

    cls: int
    hyperplane: Hyperplane
    apex: DomainMatrix
    map: TruncationMap
    margin: Scalar

    @property
    def distance_squared(self) -> Scalar:
        """``(min |f·x − t|)² / |f|²``: the least squared distance of a point to the hyperplane,
        which does not change if ``f`` and ``t`` are scaled.
        """
        return self.margin * self.margin / squared_norm(self.hyperplane.normal)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ZeroLoss(Record):
    """A network of zero cost on data with every pre-activation non-zero, and how it was built (T3).

    Attributes
    ----------
    data, readout : what it was built for.
    collapses : the classes in the order in which the layers collapse them, with their apexes.
    network : ``L ≥ Q`` hidden layers of width ``M``, and the output layer.

    >>> result = zero_loss(ClusterData.from_rows({"a": [[0], [1]], "b": [[4]]}))
    >>> result.network.widths, result.network([["1"]])
    ((1, 1, 1, 2), [[1, 0]])
    """

    data: ClusterData
    readout: ReadoutKind
    collapses: tuple[Collapse, ...]
    network: ReluNetwork


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Undecided(Record):
    """The time limit passed; never an answer.

    Attributes
    ----------
    reason : after how many seconds, and in what.

    >>> Undecided("no decision within 1 s").reason
    'no decision within 1 s'
    """

    reason: str


def zero_loss(
    data: ClusterData,
    layers: int | None = None,
    readout: ReadoutKind | str = ReadoutKind.AFFINE,
    construction: Construction | str = Construction.RATIONAL,
    mu: object = None,
    seconds: float | None = None,
) -> ZeroLoss | Obstruction | Undecided:
    """A network with zero cost on the data, or why truncation networks have none (T3, T3′).

    Parameters
    ----------
    data : clustered data, ``M × N_j`` points a class.
    layers : ``L ≥ Q`` hidden layers (default ``Q``).
    readout : ``"affine"`` or ``"linear"`` (``c = 0``).
    construction : ``"rational"`` (L3) or ``"orthogonal"`` (§6).
    mu : puts every apex at ``x̄ + mu (x̄_j − x̄)`` (default: ``mu`` in the middle of
        `common_interval`; simple points near these where apexes or normals have numbers of more
        than 20 bits; apexes elsewhere where the interval is empty).
    seconds : a time limit; only with it can the answer be `Undecided`.

    Returns
    -------
    ZeroLoss, Obstruction or Undecided
        the network with its construction, or the stuck classes with their certificates.

    Raises
    ------
    InputError
        for ``layers < Q``, for an ``M`` too small for independent apexes, for a ``mu`` at which the
        apexes are dependent or cannot be collapsed to.

    Source: arXiv:2309.10639 for the setting.

    >>> data = ClusterData.from_rows({"a": [[4, 0], [5, 0]], "b": [[0, 4]]})
    >>> result = zero_loss(data)
    >>> result.network(data.inputs).to_Matrix()
    Matrix([
    [1, 1, 0],
    [0, 0, 1]])
    """
    readout = word(ReadoutKind, readout, "readout")
    construction = word(Construction, construction, "construction")
    mu = None if mu is None else exact(mu, "mu")
    depth = hidden_layers(data.Q, layers)
    needed = data.Q - 1 if readout is ReadoutKind.AFFINE else data.Q
    if needed > data.M:
        raise InputError(
            "data",
            f"M >= {needed} for Q = {data.Q} independent apexes ({readout} readout)",
            f"M = {data.M}",
        )
    deadline = None if seconds is None else time.monotonic() + seconds
    separator = Separator(data.points, deadline)
    try:
        order = separable_order(data, separator)
        if isinstance(order, Obstruction):
            return order
        situation = Situation(data, separator, order, readout)
        placed = place(situation) if mu is None or data.Q == 1 else _at(situation, mu)
    except OutOfTime:
        return Undecided(f"no decision within {seconds:g} s")
    steps = []
    for k, placement in enumerate(placed):
        rest = [data.points[later.cls] for later in placed[k + 1 :]]
        rest += [earlier.apex for earlier in placed[:k]]
        steps.append(collapse_class(placement, data.points[placement.cls], rest, construction))
    apexes = side_by_side([step.apex for step in steps])
    targets = side_by_side([data.target(step.cls) for step in steps])
    output = Layer(*interpolating(apexes, targets, readout))
    network = compose([step.map for step in steps], depth, output, data.inputs)
    from symbolic.confirming import confirm  # NumPy: what is refused is refused without it

    wanted = [data.target(j) * ones(1, size) for j, size in enumerate(data.sizes)]
    confirm(network, data.inputs, side_by_side(wanted))
    return ZeroLoss(data, readout, tuple(steps), network)


def collapse_class(
    placement: Placement,
    points: DomainMatrix,
    rest: list[DomainMatrix],
    construction: Construction,
) -> Collapse:
    """The truncation map that sends the points of a class to its apex and fixes the rest, and the
    margin of its hyperplane.
    """
    plane, apex = placement.plane, placement.apex
    if construction is Construction.ORTHOGONAL:
        plane, tau = rational_cone(plane.normal, apex, points, rest)
    else:
        fixed = side_by_side(rest) if rest else None
        tau = collapsing(plane.normal, apex, points, fixed)
    return Collapse(placement.cls, plane, apex, tau, plane.margin(points, rest))


def _at(situation: Situation, mu: Scalar) -> tuple[Placement, ...]:
    """All apexes at ``x̄ + μ (x̄_j − x̄)``, and an order in which the classes can be collapsed to
    them.
    """
    data = situation.data
    apexes = tuple(apex_at(data, j, mu) for j in range(data.Q))
    if not situation.independent(apexes):
        raise InputError("mu", f"{_values(data)} that keeps the apexes independent", text(mu))
    graph = SubsetGraph(data, situation.separator, apexes)
    for j in range(data.Q):
        graph.propose(j, data.barycentre - data.mean(j))
    steps = graph.whole()
    if steps is None:
        wanted = f"{_values(data)} at which some order collapses the classes to their apexes"
        raise InputError("mu", wanted, text(mu))
    return tuple(Placement(j, above.plane, apexes[j]) for j, above in steps)


def _values(data: ClusterData) -> str:
    interval = common_interval(data)
    return "a value" if interval is None else f"a value in ({', '.join(map(text, interval))})"
