"""T5: the ``2^Q − 1`` proper subsets of collapsed classes: values, candidates, and in which sense each is a minimum.

Every class ``j`` gets one hyperplane ``f_j·x = t_j``, one apex ``p_j`` on it and one truncation map, used for all subsets. Which subsets they can
collapse is read off a table: ``j ∈ I`` must lie below its hyperplane, the points of the classes not yet collapsed and the apexes of those collapsed
before it above. The value of a subset is the readout's minimum on the truncated means and scatters.

Scopes: T5a output layer, T5b apexes held, T5c / T5d all parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.cost import cost_squared
from symbolic.descent import Witness, descent_witness
from symbolic.display import (
    column_html,
    label_html,
    matrix_latex,
    number_latex,
    number_text,
    set_html,
    table_html,
)
from symbolic.errors import InputError, NotApplicable
from symbolic.matrices import side_by_side
from symbolic.network import Layer, ReluNetwork, compose, parameter_count
from symbolic.orthogonal import rational_cone
from symbolic.readout import Readout, centring, readout
from symbolic.region import Region
from symbolic.scalars import Scalar, exact, shown
from symbolic.separation import Hyperplane, Separator, gap, heights
from symbolic.truncation import TruncationMap, collapsing
from symbolic.words import Construction, ReadoutKind, Scope, VerdictWord, word
from symbolic.zero_loss import (
    ZeroLoss,
    apex_at,
    apex_on_segment,
    common_interval,
    hidden_layers,
    small_apexes,
    towards_barycentre,
    zero_loss,
)

READOUTS = tuple(ReadoutKind)
SCOPES = (Scope.OUTPUT_LAYER, Scope.APEXES_HELD, Scope.ALL_PARAMETERS)
MOST_SHOWN = 30  # a landscape with more minima is shown by its apexes: its table would take minutes


@dataclass(frozen=True, slots=True, eq=False)
class Truncation:
    """How class ``cls`` is collapsed: its apex, and, if a hyperplane was found, that and the map.

    ``above_points`` and ``above_apexes`` are the sets of the other classes (bit masks) whose points, whose apex, lie above the hyperplane.
    """

    cls: int
    apex: DomainMatrix
    hyperplane: Hyperplane | None
    map: TruncationMap | None
    above_points: int
    above_apexes: int


@dataclass(frozen=True, slots=True, eq=False)
class Minimum:
    """One subset with one readout: ``value = V_I`` and everything claimed about it; ``candidate`` is None if infeasible.

    ``verdicts`` gives ``proved``, ``refuted`` or ``unknown`` for ``output_layer`` (T5a), ``apexes_held`` (T5b) and ``all_parameters`` (T5c,
    T5d); ``radius`` is that of a max-norm ball of parameters on which the activation pattern is constant.
    """

    collapsed: tuple[int, ...]
    readout: ReadoutKind
    feasible: bool
    value: Scalar
    A: DomainMatrix
    c: DomainMatrix
    verdicts: Mapping[str, VerdictWord]
    reason: str
    candidate: ReluNetwork | None = None
    dimension: int | None = None
    radius: Scalar | None = None
    theorem: str | None = None
    witness: Witness | None = None

    def _repr_latex_(self) -> str:
        dimension = "" if self.dimension is None else rf",\quad \dim={self.dimension}"
        return (
            rf"$\displaystyle V={number_latex(self.value)},\quad A={matrix_latex(self.A)},\quad "
            rf"c={matrix_latex(self.c)}{dimension},\quad "
            rf"\text{{{'; '.join(f'{s.in_words}: {self.verdicts[s]}' for s in SCOPES)}}}$"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """The subsets of the classes of ``data``, for networks with ``layers`` hidden layers; see `landscape`."""

    data: ClusterData
    layers: int
    readouts: tuple[ReadoutKind, ...]
    order: tuple[int, ...]
    truncations: tuple[Truncation, ...]

    @property
    def K(self) -> int:
        """Number of parameters."""
        return parameter_count(self.data.M, self.data.Q, self.layers)

    @property
    def apexes(self) -> tuple[DomainMatrix, ...]:
        """``p_1, …, p_Q``."""
        return tuple(truncation.apex for truncation in self.truncations)

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
        """Whether the truncation maps, in the order of collapse, send each class of the subset to its apex and fix the rest."""
        everyone = (1 << self.data.Q) - 1
        before = 0
        inside = sum(1 << j for j in collapsed)
        for j in self.order:
            if not inside >> j & 1:
                continue
            step = self.truncations[j]
            later = everyone & ~before & ~(1 << j)
            if step.map is None or later & ~step.above_points or before & ~step.above_apexes:
                return False
            before |= 1 << j
        return True

    def moments(self, collapsed: Sequence[int]) -> tuple[DomainMatrix, DomainMatrix]:
        """Means and total scatter of the truncated data: classes of the subset replaced by their apexes."""
        data = self.data
        columns = [self.apexes[j] if j in collapsed else data.mean(j) for j in range(data.Q)]
        kept = [data.scatters[k] for k in range(data.Q) if k not in collapsed]
        return side_by_side(columns), sum(kept[1:], kept[0])

    def readout(self, collapsed: Sequence[int], kind: ReadoutKind | str) -> Readout:
        """The minimizing readout on the truncated data (T1, T2); its value is ``V_I``."""
        return readout(kind, *self.moments(collapsed), self.data.targets)

    def minima(self, start: int = 0) -> Iterator[Minimum]:
        """The minima in order (subset, then readout), without the first ``start``."""
        pairs = ((subset, kind) for subset in self.subsets() for kind in self.readouts)
        for index, (subset, kind) in enumerate(pairs):
            if index >= start:
                yield self.minimum(subset, kind)

    def minimum(self, collapsed: Sequence[int], kind: ReadoutKind | str) -> Minimum:
        """Value, candidate network, radius, verdicts and witness of one subset.

        Raises `InputError` unless ``collapsed`` is a proper subset of the classes and ``kind`` a readout.
        """
        kind, collapsed = word(ReadoutKind, kind, "readout"), self._subset(collapsed)
        best = self.readout(collapsed, kind)
        if not self.feasible(collapsed):
            verdicts = dict.fromkeys(map(str, SCOPES), VerdictWord.UNKNOWN)
            reason = (
                "no truncation maps of this construction collapse these classes to these apexes"
            )
            return Minimum(collapsed, kind, False, best.value, best.A, best.c, verdicts, reason)
        candidate, region = self._candidate(collapsed, best)
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
            region.radius(),
            theorem,
            witness,
        )

    def _candidate(self, collapsed: Sequence[int], best: Readout) -> tuple[ReluNetwork, Region]:
        """The network that attains the value, its real cost evaluated and compared."""
        steps = [self.truncations[j] for j in self.order if j in collapsed]
        maps = [step.map for step in steps if step.map is not None]
        network = compose(maps, self.layers, Layer(best.A, best.c), self.data.inputs)
        region = Region.of(network, self.data)
        if cost_squared(network, self.data) != best.value:
            raise NotApplicable("the candidate network does not attain the value of its subset")
        return network, region

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
        depths = {j: l for l, j in enumerate((j for j in self.order if j in collapsed), start=1)}
        places = {j: (l, self.apexes[j]) for j, l in depths.items()}
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
        rest = [k for k in range(data.Q) if k not in collapsed]
        means = data.means.extract(range(data.M), rest)
        if kind is ReadoutKind.AFFINE:
            means = means * centring(len(rest))
        scatters = [data.scatters[k] for k in rest]
        gram = sum(scatters[1:], scatters[0]) + means * means.transpose()
        if not gram.det():
            missing.append("the scatter of the other classes is not positive definite")
        return missing

    def _repr_html_(self) -> str:
        labels, total = self.data.labels, (2**self.data.Q - 1) * len(self.readouts)
        caption = f"{label_html(self.data.name)}: {total} minima, L = {self.layers}, K = {self.K}"
        if total > MOST_SHOWN:
            places = [(label_html(labels[t.cls]), column_html(t.apex)) for t in self.truncations]
            return table_html(caption, ("class", "apex p<sub>j</sub>"), places)
        rows = []
        for minimum in self.minima():
            dimension = "" if minimum.dimension is None else str(minimum.dimension)
            words = [minimum.verdicts[scope] for scope in SCOPES]
            subset = set_html(labels[j] for j in minimum.collapsed)
            rows.append((subset, minimum.readout, number_text(minimum.value), dimension, *words))
        heads = (
            "collapsed I",
            "readout",
            "value V<sub>I</sub>",
            "dimension",
            *(scope.in_words for scope in SCOPES),
        )
        return table_html(caption, heads, rows)


def landscape(
    data: ClusterData,
    layers: int | None = None,
    readouts: Sequence[ReadoutKind | str] = READOUTS,
    construction: Construction | str = Construction.RATIONAL,
    mu: object = None,
) -> Landscape:
    """The landscape of the ``2^Q − 1`` subsets (T5) for networks with ``layers ≥ Q`` hidden layers (default ``Q``).

    Options as in `zero_loss`. Raises `InputError` for ``layers < Q``. Source: arXiv:2309.10639 for the setting.

    >>> data = ClusterData.from_rows({"a": [[3], [5]]})
    >>> [(str(m.readout), m.value, str(m.verdicts["all_parameters"])) for m in landscape(data).minima()]
    [('linear', 1/17, 'refuted'), ('affine', 0, 'proved')]
    """
    kinds = tuple(word(ReadoutKind, kind, "readout") for kind in readouts)
    construction = word(Construction, construction, "construction")
    mu = None if mu is None else exact(mu, "mu")
    depth = hidden_layers(data, layers)
    interval = common_interval(data)
    # Clustered data need no order: every hyperplane separates its class from all the others.
    found = None if interval else _sequence(data, construction)
    order = tuple(step.cls for step in found.collapses) if found else tuple(range(data.Q))
    planes = {step.cls: step.hyperplane.normal for step in found.collapses} if found else {}
    separator = Separator(data.points)
    if mu is None and interval is not None:
        mu = (interval[0] + interval[1]) / 2
    chosen = [_placed(data, separator, j, planes.get(j), mu) for j in range(data.Q)]
    apexes = [apex for _, apex in chosen]
    truncations = tuple(
        _truncation(data, j, normal, apexes, construction) for j, (normal, _) in enumerate(chosen)
    )
    return Landscape(data, depth, kinds, order, truncations)


def _sequence(data: ClusterData, construction: Construction) -> ZeroLoss | None:
    """The zero-loss construction, for its order and hyperplanes; None where there is none."""
    try:
        found = zero_loss(data, construction=construction)
    except InputError:
        return None
    return found if isinstance(found, ZeroLoss) else None


def _placed(
    data: ClusterData,
    separator: Separator,
    j: int,
    sequential: DomainMatrix | None,
    mu: Scalar | None,
) -> tuple[DomainMatrix | None, DomainMatrix]:
    """A normal for class ``j`` and an apex: the direction towards the barycentre if it separates the class from all others."""
    others = [data.points[k] for k in range(data.Q) if k != j]
    points, mean = data.points[j], data.mean(j)
    given = None if mu is None else apex_at(data, j, mu)
    normal = towards_barycentre(data, j)
    sides = None if normal is None else gap(normal, points, others)
    if normal is not None and sides is not None:
        low, high = sides
        middle = low + 1 if high is None else (low + high) / 2
        return normal, apex_on_segment(data, j, normal, middle) if given is None else given
    if not others:
        return None, mean if given is None else given
    normal = separator.normal(points, others, through=given)
    if given is not None:
        return normal, given
    if normal is not None:
        return normal, next(small_apexes(normal, points, mean, others), mean)
    if sequential is not None:
        low = max(heights(sequential, points))
        near = [block for block in others if min(heights(sequential, block)) > low]
        return sequential, next(small_apexes(sequential, points, mean, near), mean)
    return None, mean


def _truncation(
    data: ClusterData,
    j: int,
    normal: DomainMatrix | None,
    apexes: Sequence[DomainMatrix],
    construction: Construction,
) -> Truncation:
    """The map of class ``j``, which fixes whatever lies above its hyperplane, and what that is."""
    apex, points = apexes[j], data.points[j]
    if normal is None:
        return Truncation(j, apex, None, None, 0, 0)
    plane = Hyperplane(normal, heights(normal, apex)[0])
    if max(heights(normal, points)) >= plane.offset:
        return Truncation(j, apex, None, None, 0, 0)
    others = [k for k in range(data.Q) if k != j]
    fixed = [data.points[k] for k in others if _above(plane, data.points[k])]
    fixed += [apexes[k] for k in others if _above(plane, apexes[k])]
    if construction is Construction.ORTHOGONAL:
        plane, tau = rational_cone(normal, apex, points, fixed)
    else:
        tau = collapsing(normal, apex, points, side_by_side(fixed) if fixed else None)
    return Truncation(
        j,
        apex,
        plane,
        tau,
        sum(1 << k for k in others if _above(plane, data.points[k])),
        sum(1 << k for k in others if _above(plane, apexes[k])),
    )


def _above(plane: Hyperplane, points: DomainMatrix) -> bool:
    return bool(min(heights(plane.normal, points)) > plane.offset)
