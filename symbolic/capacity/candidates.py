"""The networks that are known to reach zero loss on given data, in the order of what they cost to
find.

W1 (affine), O2/P2 (hinges along a line), S6 (gates), G6/P1 (two layers), W2 (narrow), P3 (deep):
each is built once and then fitted into one architecture after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from symbolic.capacity.hinges import line_networks
from symbolic.cells import Search
from symbolic.clusters import ClusterData
from symbolic.deep_form import deep
from symbolic.errors import NotApplicable
from symbolic.gates import fitting_affine, shallow_zero_loss
from symbolic.matrices import side_by_side
from symbolic.narrow_form import narrow
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.two_layer import two_layer

# Different widths along different lines that are kept, and inputs up to which one layer an input is
# thought of.
LINES, MANY_INPUTS = 3, 60


@dataclass(slots=True)
class Candidates:
    """Networks of cost 0 on consistent data, each with the statement that builds it; found when
    first asked for, then kept.
    """

    data: ClusterData
    _found: list[tuple[str, ReluNetwork]] = field(default_factory=list)
    _sources: Iterator[tuple[str, ReluNetwork]] | None = None

    def __iter__(self) -> Iterator[tuple[str, ReluNetwork]]:
        if self._sources is None:
            self._sources = self._all()
        place = 0
        while True:
            if place < len(self._found):
                yield self._found[place]
                place += 1
                continue
            item = next(self._sources, None)
            if item is None:
                return
            self._found.append(item)

    def known(self) -> tuple[tuple[str, ReluNetwork], ...]:
        """Those found so far."""
        return tuple(self._found)

    def _all(self) -> Iterator[tuple[str, ReluNetwork]]:
        data = self.data
        affine = affine_network(data)
        if affine is not None:
            yield "W1", affine
        if data.Q == 1:
            return
        for network in islice(line_networks(data), LINES):
            yield "O2", network
        gates = shallow_zero_loss(data)
        if gates is not None:
            yield "S6", gates
        pool = Pool.of(data)
        few = len(pool.inputs) <= MANY_INPUTS
        greedy = two_layer(pool, Search(restarts=0)).network
        yield "P1", greedy
        makers: list[tuple[str, Callable[[], ReluNetwork]]] = []
        if greedy.widths[1] >= data.Q:  # Q cells cannot be bettered
            more = Search(restarts=8 if few else None)
            makers.append(("P1", lambda: two_layer(pool, more).network))
        if few:
            makers.append(("W2", lambda: narrow(pool).network))
        makers.append(("P3", lambda: deep(pool, Search(restarts=0)).network))
        for statement, make in makers:
            try:
                yield statement, make()
            except NotApplicable:
                continue


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
