"""T5: the ``2^Q − 1`` proper subsets of collapsed classes: values, candidates, and in which sense
each is a minimum.

Every class has one apex, used for all subsets. Which subsets can be collapsed to these apexes, in
which order and by which hyperplanes, is decided on the graph of subsets (`subsets`); a candidate
network takes the order and the hyperplanes of its own subset. The value of a subset is the
readout's minimum on the truncated means and scatters.

Scopes: T5a output layer, T5b apexes held, T5c / T5d all parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from sympy.polys.matrices import DomainMatrix

from symbolic.apexes import Placement, Situation
from symbolic.clusters import ClusterData
from symbolic.composition import compose
from symbolic.corner import apex_between
from symbolic.descent import Witness, descent_witness
from symbolic.errors import InputError, NotApplicable, shown
from symbolic.matrices import affinely_independent, side_by_side
from symbolic.minimum import Minimum
from symbolic.network import Layer, ReluNetwork, hidden_layers, parameter_count
from symbolic.order import Order, separable_order
from symbolic.readouts import Readout, best_readout, centring
from symbolic.record import Record
from symbolic.region import Region
from symbolic.scalars import Scalar, exact
from symbolic.segments import apex_at, on_segments, towards_barycentre
from symbolic.separation import Hyperplane, Separator
from symbolic.subsets import Above, ArrowObstacle, SubsetGraph
from symbolic.truncation import TruncationMap
from symbolic.truncation_network import collapse_class
from symbolic.words import Construction, ReadoutKind, Scope, VerdictWord, word

READOUTS = tuple(ReadoutKind)
SCOPES = (Scope.OUTPUT_LAYER, Scope.APEXES_HELD, Scope.ALL_PARAMETERS)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Landscape(Record):
    """The subsets of the classes, each with its minimum in each readout; see `landscape`.

    Attributes
    ----------
    data, layers, readouts, construction : what it was asked for.
    graph : which subsets can be collapsed to the apexes, in which order, by which hyperplanes.

    >>> data = ClusterData.from_rows({"a": [[0], [1]], "b": [[4]]})
    >>> list(landscape(data).subsets()), landscape(data).K
    ([(), (0,), (1,)], 8)
    """

    data: ClusterData
    layers: int
    readouts: tuple[ReadoutKind, ...]
    construction: Construction
    graph: SubsetGraph
    _maps: dict[tuple[int, int], TruncationMap] = field(
        default_factory=dict, compare=False, repr=False
    )
    _hidden: dict[tuple[int, ...], tuple[Region, Scalar]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def K(self) -> int:
        """Number of parameters."""
        return parameter_count((*[self.data.M] * (self.layers + 1), self.data.Q))

    @property
    def apexes(self) -> tuple[DomainMatrix, ...]:
        """``p_1, …, p_Q``."""
        return self.graph.apexes

    def subsets(self) -> Iterator[tuple[int, ...]]:
        """All proper subsets, by size, then by class order."""
        for size in range(self.data.Q):
            yield from combinations(range(self.data.Q), size)

    def _subset(self, collapsed: Sequence[int]) -> tuple[int, ...]:
        chosen = tuple(collapsed)
        if len(set(chosen)) != len(chosen) or not set(chosen) < set(range(self.data.Q)):
            raise InputError(
                "collapsed",
                f"a proper subset of the classes 0 to {self.data.Q - 1}",
                shown(list(chosen)),
            )
        return tuple(sorted(chosen))

    def feasible(self, collapsed: Sequence[int]) -> bool:
        """Whether the classes can be collapsed to their apexes in some order, each by a hyperplane
        through its apex; decided exactly.
        """
        return self.graph.feasible(collapsed)

    def obstacles(self) -> list[ArrowObstacle]:
        """What speaks against the subsets that are not feasible: one for every arrow into one of
        them from a feasible subset.
        """
        for subset in self.subsets():
            self.feasible(subset)
        return list(self.graph.obstacles)

    def moments(self, collapsed: Sequence[int]) -> tuple[DomainMatrix, DomainMatrix]:
        """Means and total scatter of the truncated data: classes of the subset replaced by their
        apexes.
        """
        data = self.data
        columns = [self.apexes[j] if j in collapsed else data.mean(j) for j in range(data.Q)]
        kept = [data.scatters[k] for k in range(data.Q) if k not in collapsed]
        return side_by_side(columns), sum(kept[1:], kept[0])

    def readout(self, collapsed: Sequence[int], kind: ReadoutKind | str) -> Readout:
        """The minimizing readout on the truncated data (T1, T2); its value is ``V_I``."""
        return best_readout(kind, *self.moments(collapsed), self.data.targets)

    def minima(self, start: int = 0) -> Iterator[Minimum]:
        """The minima in order (subset, then readout), without the first ``start``."""
        pairs = ((subset, kind) for subset in self.subsets() for kind in self.readouts)
        for index, (subset, kind) in enumerate(pairs):
            if index >= start:
                yield self.minimum(subset, kind)

    def minimum(self, collapsed: Sequence[int], kind: ReadoutKind | str) -> Minimum:
        """Value, candidate network, radius, verdicts and witness of one subset.

        Raises `InputError` unless ``collapsed`` is a proper subset of the classes and ``kind`` a
        readout.
        """
        kind, collapsed = word(ReadoutKind, kind, "readout"), self._subset(collapsed)
        best = self.readout(collapsed, kind)
        if not self.feasible(collapsed):
            verdicts = dict.fromkeys(map(str, SCOPES), VerdictWord.UNKNOWN)
            reason = "no order collapses these classes to these apexes"
            return Minimum(collapsed, kind, False, best.value, best.A, best.c, verdicts, reason)
        candidate, region, radius = self._candidate(collapsed, best)
        verdict, theorem, reason, witness = self._all_parameters(collapsed, best, region)
        g, data = best.rank, self.data
        return Minimum(
            collapsed,
            kind,
            True,
            best.value,
            best.A,
            best.c,
            {
                Scope.OUTPUT_LAYER: VerdictWord.PROVED,
                Scope.APEXES_HELD: VerdictWord.PROVED,
                Scope.ALL_PARAMETERS: verdict,
            },
            reason,
            candidate,
            self.K - data.M * len(collapsed) - data.Q * g - data.Q,
            radius,
            theorem,
            witness,
        )

    def _candidate(
        self, collapsed: tuple[int, ...], best: Readout
    ) -> tuple[ReluNetwork, Region, Scalar]:
        """The network that attains the value, its real cost evaluated and compared; its region, and
        the radius of a ball in it.
        """
        maps = [self._map(j, above) for j, above in self.graph.path(collapsed)]
        network = compose(maps, self.layers, Layer(best.A, best.c), self.data.inputs)
        if collapsed not in self._hidden:
            # Hidden layers alone decide both, and the next readout of the subset has the same.
            self._hidden.clear()
            region = Region.of(network, self.data)
            self._hidden[collapsed] = region, region.radius()
        region, radius = self._hidden[collapsed]
        region = replace(region, network=network)
        if region.cost() != best.value:
            raise NotApplicable("the candidate network does not attain the value of its subset")
        return network, region, radius

    def _map(self, j: int, above: Above) -> TruncationMap:
        """The map that collapses class ``j`` and fixes whatever lies above the hyperplane; one for
        each hyperplane.
        """
        key = j, self.graph.planes[j].index(above)
        if key not in self._maps:
            fixed = [self.data.points[k] for k in range(self.data.Q) if above.points >> k & 1]
            fixed += [self.apexes[k] for k in range(self.data.Q) if above.apexes >> k & 1]
            placement = Placement(j, above.plane, self.apexes[j])
            self._maps[key] = collapse_class(
                placement, self.data.points[j], fixed, self.construction
            ).map
        return self._maps[key]

    def _all_parameters(
        self, collapsed: Sequence[int], best: Readout, region: Region
    ) -> tuple[VerdictWord, str | None, str, Witness | None]:
        """T5c, zero cost, or T5d: verdict, theorem, reason, witness."""
        if not collapsed and self._solves_affine(best):
            return (
                VerdictWord.PROVED,
                "T5c",
                "the cost depends on (A, c) alone and is convex there",
                None,
            )
        if best.value == 0:
            return VerdictWord.PROVED, "T3", "the cost is 0, its least value anywhere", None
        missing = self.missing_hypotheses(collapsed, best.kind)
        path = enumerate(self.graph.path(collapsed), start=1)
        places = {j: (l, self.apexes[j]) for l, (j, _) in path}
        witness = descent_witness(region, places)
        if witness is None:
            return VerdictWord.UNKNOWN, None, "no descent direction was found", None
        if not missing:
            return (
                VerdictWord.REFUTED,
                "T5d",
                f"T5d; witness along the {witness.direction}",
                witness,
            )
        return (
            VerdictWord.REFUTED,
            None,
            f"witness along the {witness.direction}; T5d does not apply: {', '.join(missing)}",
            witness,
        )

    def _solves_affine(self, best: Readout) -> bool:
        """Whether ``(A, c)`` is also a minimizing affine readout of the data: the values agree."""
        return bool(
            best.kind is ReadoutKind.AFFINE
            or self.readout((), ReadoutKind.AFFINE).value == best.value
        )

    def missing_hypotheses(self, collapsed: Sequence[int], kind: ReadoutKind | str) -> list[str]:
        """The hypotheses of T5d that fail for this subset (none: T5d applies)."""
        kind, data = word(ReadoutKind, kind, "readout"), self.data
        missing = []
        if not collapsed:
            missing.append("no class is collapsed")
        if data.M < data.Q:
            missing.append("M < Q")
        if kind is ReadoutKind.LINEAR and not data.targets_invertible:
            missing.append("the targets are linearly dependent")
        if kind is ReadoutKind.AFFINE and not affinely_independent(data.targets):
            missing.append("the targets are affinely dependent")
        rest = [k for k in range(data.Q) if k not in collapsed]
        means = data.means.extract(range(data.M), rest)
        if kind is ReadoutKind.AFFINE:
            means = means * centring(len(rest))
        scatters = [data.scatters[k] for k in rest]
        gram = sum(scatters[1:], scatters[0]) + means * means.transpose()
        if not gram.det():
            missing.append("the scatter of the other classes is not positive definite")
        return missing


def landscape(
    data: ClusterData,
    layers: int | None = None,
    readouts: Sequence[ReadoutKind | str] = READOUTS,
    construction: Construction | str = Construction.RATIONAL,
    mu: object = None,
) -> Landscape:
    """The landscape of the ``2^Q − 1`` proper subsets of the classes (T5).

    Parameters
    ----------
    data : clustered data, ``M × N_j`` points a class.
    layers : ``L ≥ Q`` hidden layers (default ``Q``).
    readouts : ``"linear"`` (``c = 0``), ``"affine"``, or both.
    construction, mu : as in `zero_loss`.

    Returns
    -------
    Landscape
        subsets and minima, each computed when it is asked for.

    Raises
    ------
    InputError
        for ``layers < Q``, and as `zero_loss`.

    Source: arXiv:2309.10639 for the setting.

    >>> data = ClusterData.from_rows({"a": [[3], [5]]})
    >>> [(m.readout, m.value, m.verdicts["all_parameters"]) for m in landscape(data).minima()]
    [('linear', 1/17, 'refuted'), ('affine', 0, 'proved')]
    """
    kinds = tuple(word(ReadoutKind, kind, "readout") for kind in readouts)
    construction = word(Construction, construction, "construction")
    mu = None if mu is None else exact(mu, "mu")
    depth = hidden_layers(data.Q, layers)
    separator = Separator(data.points)
    if mu is None:
        chosen = _places(data, separator)
    else:
        chosen = [(data.barycentre - data.mean(j), apex_at(data, j, mu)) for j in range(data.Q)]
    graph = SubsetGraph(data, separator, tuple(apex for _, apex in chosen))
    for j, (normal, _) in enumerate(chosen):
        if normal is not None:
            graph.propose(j, normal)
    return Landscape(data, depth, kinds, construction, graph)


def _places(
    data: ClusterData, separator: Separator
) -> list[tuple[DomainMatrix | None, DomainMatrix]]:
    """For each class a normal and an apex: as in the paper for all of them, for this one, else in
    the gap to all other classes, else to the later ones.

    A class for which there is no such gap has its mean for an apex, and no normal.
    """
    clustered = on_segments(Situation(data, separator))
    if clustered is not None:
        return [(placed.plane.normal, placed.apex) for placed in clustered]
    order = separable_order(data, separator)
    later: dict[int, tuple[Hyperplane, list[DomainMatrix]]] = {}
    if isinstance(order, Order):
        for k, separating in enumerate(order.planes):
            later[order.classes[k]] = separating, [data.points[c] for c in order.classes[k + 1 :]]
    places: list[tuple[DomainMatrix | None, DomainMatrix]] = []
    nothing: tuple[None, list[DomainMatrix]] = None, []
    for j in range(data.Q):
        above = [data.points[k] for k in range(data.Q) if k != j]
        segment = towards_barycentre(data, j, above)
        if segment is not None:
            places.append(segment)
            continue
        side = separator.decide(data.points[j], above) if above else None
        plane, above = (side, above) if isinstance(side, Hyperplane) else later.get(j, nothing)
        if plane is None:
            places.append((None, data.mean(j)))
        else:
            apex = apex_between(plane.normal, data.points[j], data.mean(j), above)
            places.append((plane.normal, apex))
    return places
