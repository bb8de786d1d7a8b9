"""The networks that are known to reach zero loss on given data, in the order of what they cost to
find.

W1 (affine), O2/P2 (hinges along a line), G6/P1 (two layers), O3 (bumps), S6 (gates), W2 (narrow),
P3 (deep): each is built when it may fit into an architecture that is asked for, then kept. Lower
bounds for its widths, which are known beforehand, say where it cannot fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from symbolic.cells import Search
from symbolic.clusters import ClusterData
from symbolic.deciding.groups import bumps, least_bumps
from symbolic.deciding.hinges import Hinges, line_hinges
from symbolic.deciding.targets import target_dimension
from symbolic.deep_form import deep
from symbolic.errors import NotApplicable
from symbolic.gates import fitting_affine, shallow_zero_loss
from symbolic.matrices import side_by_side
from symbolic.narrow_form import narrow
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.two_layer_form import two_layer

# Widths along different lines that are kept; inputs up to which one layer an input is thought of.
LINES, MANY_INPUTS = 3, 60
# Units beyond which a network along a line is not written out.
MANY_UNITS = 400


@dataclass(slots=True)
class Source:
    """A network still to be built: the statement that builds it, and hidden widths that it has at
    least.
    """

    statement: str
    least: tuple[int, ...]
    make: Callable[[], ReluNetwork | None]
    made: bool = False
    network: ReluNetwork | None = None

    def get(self) -> ReluNetwork | None:
        """The network, built once; None where there is none."""
        if not self.made:
            try:
                self.network = self.make()
            except NotApplicable:
                self.network = None
            self.made = True
        return self.network

    def may_fit(self, hidden: Sequence[int]) -> bool:
        """Whether the least widths can be placed, in order, among these."""
        widths = iter(hidden)
        needed = self.least if self.network is None else self.network.widths[1:-1]
        return all(any(w >= d for w in widths) for d in needed)


@dataclass
class Candidates:
    """Networks of cost 0 on consistent data, each with the statement that builds it."""

    data: ClusterData
    _sources: list[Source] | None = field(default=None, repr=False)

    def fitting(self, hidden: Sequence[int]) -> Iterator[tuple[str, ReluNetwork]]:
        """Those that may fit into these hidden widths, built where they are not yet."""
        for source in self.sources():
            if source.may_fit(hidden):
                network = source.get()
                if network is not None:
                    yield source.statement, network

    def known(self) -> tuple[ReluNetwork, ...]:
        """Those built so far."""
        return tuple(s.network for s in self._sources or () if s.network is not None)

    def sources(self) -> list[Source]:
        """What there is to build, the quickest first."""
        if self._sources is None:
            self._sources = self._all()
        return self._sources

    @cached_property
    def _pool(self) -> Pool:
        return Pool.of(self.data)

    @cached_property
    def _lines(self) -> list[Hinges]:
        return line_hinges(self.data, LINES)

    def _all(self) -> list[Source]:
        data, dimension = self.data, target_dimension(self.data)
        sources = [Source("W1", (), lambda: affine_network(data))]
        if not dimension:
            return sources
        pool, groups = self._pool, len(self._pool.groups)
        few = len(pool.inputs) <= MANY_INPUTS
        sources += [Source("O2", (dimension,), partial(self._line, k)) for k in range(LINES)]
        sources.append(Source("P1", (groups - 1,) * 2, self._list_of_cells(Search(restarts=0))))
        sources.append(Source("O3", (least_bumps(pool),), lambda: bumps(pool)))
        sources.append(Source("S6", (2 * (data.Q - 1),), lambda: shallow_zero_loss(data)))
        # as many cells as targets cannot be bettered: then the greedy list is the best already
        more = Search(restarts=8 if few else None)
        sources.append(Source("P1", (groups - 1,) * 2, self._list_of_cells(more)))
        if few:
            sources.append(Source("W2", (1, 1), lambda: narrow(pool).network))
        longest = (data.M + groups - 1,) * groups
        sources.append(Source("P3", longest, lambda: deep(pool, Search(restarts=0)).network))
        return sources

    def _list_of_cells(self, search: Search) -> Callable[[], ReluNetwork | None]:
        def make() -> ReluNetwork | None:
            pool = self._pool
            greedy = next((s.network for s in self.sources() if s.statement == "P1"), None)
            if greedy is not None and greedy.widths[1] < len(pool.groups):
                return None
            return two_layer(pool, search).network

        return make

    def _line(self, k: int) -> ReluNetwork | None:
        lines = self._lines
        # now their widths are known: those of all lines, which follow W1
        for source, line in zip(self.sources()[1:], lines, strict=False):
            source.least = (line.units,)
        return lines[k].network() if k < len(lines) and lines[k].units <= MANY_UNITS else None


def affine_network(data: ClusterData) -> ReluNetwork | None:
    """``L = 0``: the affine function with the right values, if there is one (W1).

    >>> affine_network(ClusterData.from_rows({"a": [[0]], "b": [[2]]})).widths
    (1, 2)
    """
    targets = side_by_side([data.target(j) for j, n in enumerate(data.sizes) for _ in range(n)])
    try:
        solved = fitting_affine(data.inputs, targets)
    except NotApplicable:
        return None
    rows = range(data.Q)
    A = solved.extract(rows, range(data.M)).to_dense()
    return ReluNetwork((), Layer(A, solved.extract(rows, [data.M]).to_dense()))
