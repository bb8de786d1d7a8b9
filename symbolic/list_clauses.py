"""P1: decision lists as positions of inputs, in clauses for a SAT solver.

A list of ``count`` cells gives every input a position ``0..count−1``, that of its cell. Variables,
from 1 on: for input ``p`` and ``0 ≤ k < count − 1`` "its position is greater than ``k``", then for
position ``k`` and group ``g`` "the cell has the group". A literal is a variable or its negative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class Clauses:
    """The clauses of lists of ``count ≥ 1`` cells for inputs with these groups.

    >>> clauses = Clauses([0, 1], 2)
    >>> clauses.size, list(clauses.forbidding([0], [1]))
    (6, [[-2, 1]])
    """

    def __init__(self, group: Sequence[int], count: int) -> None:
        numbers = {g: n for n, g in enumerate(dict.fromkeys(group))}
        self.group, self.count = [numbers[g] for g in group], count
        self.groups = len(numbers)

    @property
    def size(self) -> int:
        """The number of variables."""
        return len(self.group) * (self.count - 1) + self.count * self.groups

    def _beyond(self, p: int, k: int) -> int:
        return p * (self.count - 1) + k + 1

    def _has(self, k: int, g: int) -> int:
        return len(self.group) * (self.count - 1) + k * self.groups + g + 1

    def _elsewhere(self, p: int, k: int) -> list[int]:
        """Input ``p`` is not at position ``k``: it comes before, or beyond."""
        before = [-self._beyond(p, k - 1)] if k else []
        return before + ([self._beyond(p, k)] if k < self.count - 1 else [])

    def rules(self) -> Iterator[list[int]]:
        """Every input has one position, the cell there its group; a cell has one group."""
        for p, g in enumerate(self.group):
            for k in range(1, self.count - 1):
                yield [-self._beyond(p, k), self._beyond(p, k - 1)]
            for k in range(self.count):
                yield [*self._elsewhere(p, k), self._has(k, g)]
        for k in range(self.count):
            for g in range(self.groups):
                for other in range(g):
                    yield [-self._has(k, other), -self._has(k, g)]

    def forbidding(self, inside: Sequence[int], rest: Sequence[int]) -> Iterator[list[int]]:
        """At no position are all of ``inside`` while all of ``rest`` come later."""
        for k in range(self.count - 1):
            later = [-self._beyond(p, k) for p in rest]
            yield [*later, *(literal for p in inside for literal in self._elsewhere(p, k))]

    def positions(self, model: set[int]) -> tuple[int, ...]:
        """The position of every input, from 0, where the variables in the model are true."""
        return tuple(
            sum(self._beyond(p, k) in model for k in range(self.count - 1))
            for p in range(len(self.group))
        )
