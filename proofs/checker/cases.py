"""W3: two classes, hidden widths (d), (d, 1) or (d, 1, 1, ...): all cases of active units are
infeasible.

With g = c + sum_i e_i relu(l_i), e_i = +1 or -1, zero loss needs for (d): g = 0 and 1 on the two
classes; for (d, 1): g = 1 on one class and <= 0 on the other, either way round; for more: g <= 0 on
the first class and >= 1 on the second (g may be replaced by 1 - g). For every such wish and every
number of plus signs the file has a tree. At a node the sides (l_i >= 0 or <= 0) of some points are
fixed; it is either split by the sides of the next point, or closed by multipliers of the rows so
far that sum to 0 = negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from .errors import Refuted, require_equal
from .places import extended, place_of
from .values import Data, Vector, items, record, vector

__all__ = ["check_cases"]

Row = tuple[list[Fraction], Fraction]  # a.z <= b, or = b
Wish = tuple[tuple[str, int], tuple[str, int]]

WISHES: tuple[list[Wish], ...] = (
    [(("=", 0), ("=", 1))],
    [(("=", 1), ("<=", 0)), (("<=", 0), ("=", 1))],
    [(("<=", 0), (">=", 1))],
)


@dataclass(frozen=True, slots=True)
class _Tree:
    """One wish and one choice of signs; the points in the order in which they are split."""

    points: tuple[Vector, ...]
    classes: tuple[int, ...]
    signs: tuple[int, ...]
    wish: Wish

    def check(self, node: object, words: list[tuple[int, ...]], place: str) -> int:
        """The number of its leaves. Raises Malformed or Refuted unless the node has no solution."""
        if isinstance(node, dict):
            self._closed(node, words, place)
            return 1
        cases = items(node, place)
        if len(words) == len(self.points):
            raise Refuted(f"{place}: expected multipliers, found a split after the last point")
        groups = self._groups(words)
        number = prod(len(units) + 1 for units in groups)
        require_equal(f"{place}, cases", number, len(cases))  # before any of them is made
        sides = self._sides(groups)
        return sum(
            self.check(case, [*words, chosen], f"{place}[{k}]")
            for k, (chosen, case) in enumerate(zip(sides, cases, strict=True))
        )

    def _groups(self, words: Sequence[tuple[int, ...]]) -> list[list[int]]:
        """Units of one sign and one word so far: they can be exchanged."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for i, sign in enumerate(self.signs):
            groups.setdefault((sign, *(word[i] for word in words)), []).append(i)
        return list(groups.values())

    def _sides(self, groups: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        """All sides of the next point, from all active to none.

        Units are numbered so that their sides, read as words over the points, decrease: in a group
        the active ones come first.
        """
        sides = []
        for numbers in product(*(range(len(units) + 1) for units in groups)):
            chosen = [0] * len(self.signs)
            for units, active in zip(groups, numbers, strict=True):
                for i in units[:active]:
                    chosen[i] = 1
            sides.append(tuple(chosen))
        return sorted(sides, reverse=True)

    def _closed(self, node: object, words: Sequence[tuple[int, ...]], place: str) -> None:
        below, equal = list[Row](), list[Row]()
        for x, cls, chosen in zip(self.points, self.classes, words, strict=False):
            self._rows(x, chosen, self.wish[cls], below, equal)
        rows = below + equal
        fields = record(node, ["multipliers"], place)
        weights = vector(fields["multipliers"], len(rows), f"{place}.multipliers")
        if any(w < 0 for w in weights[: len(below)]):
            raise Refuted(f"{place}.multipliers: expected none < 0 at an inequality, found one")
        for k in range(len(self.signs) * len(self.points[0]) + 1):
            total = sum((w * a[k] for w, (a, _) in zip(weights, rows, strict=True)), Fraction(0))
            require_equal(f"{place}.multipliers, unknown {k}", Fraction(0), total)
        right = sum((w * b for w, (_, b) in zip(weights, rows, strict=True)), Fraction(0))
        if right >= 0:
            raise Refuted(f"{place}.multipliers: expected a negative right side, found another")

    def _rows(
        self,
        x: Vector,
        chosen: tuple[int, ...],
        wanted: tuple[str, int],
        below: list[Row],
        equal: list[Row],
    ) -> None:
        """The unknowns are (w_1, b_1, ..., w_d, b_d, c); x ends in 1."""
        n, d = len(x), len(self.signs)
        value = [Fraction(0)] * (n * d) + [Fraction(1)]
        for i in range(d):
            row = [Fraction(0)] * (n * d + 1)
            for k, entry in enumerate(x):
                row[i * n + k] = -entry if chosen[i] else entry
                if chosen[i]:
                    value[i * n + k] = self.signs[i] * entry
            below.append((row, Fraction(0)))
        relation, number = wanted
        if relation == "=":
            equal.append((value, Fraction(number)))
        elif relation == "<=":
            below.append((value, Fraction(number)))
        else:
            below.append(([-e for e in value], Fraction(-number)))


def check_cases(data: Data, hidden: Sequence[int], evidence: object) -> str:
    """The reason. Raises Malformed or Refuted unless the evidence shows that these widths do not
    do.
    """
    if data.Q != 2 or not hidden or set(hidden[1:]) - {1}:
        raise Refuted(
            "widths: expected two classes, and one unit in every hidden layer but the first"
        )
    if data.classes[0].target == data.classes[1].target:
        raise Refuted("targets: expected two that differ, found one")
    fields = record(evidence, ["order", "trees"], "evidence")
    listed = items(fields["order"], "evidence.order")
    places = [place_of(entry, data, f"evidence.order[{k}]") for k, entry in enumerate(listed)]
    if not places:
        raise Refuted("evidence.order: expected points, found none")
    points = tuple(extended(data, at) for at in places)
    classes = tuple(at[0] for at in places)
    d = hidden[0]
    trees = items(fields["trees"], "evidence.trees")
    wishes = WISHES[min(len(hidden) - 1, 2)]
    require_equal("evidence.trees", len(wishes) * (d + 1), len(trees))  # before any is made
    wanted = [
        _Tree(points, classes, (1,) * plus + (-1,) * (d - plus), wish)
        for wish in wishes
        for plus in range(d, -1, -1)
    ]
    leaves = sum(
        tree.check(node, [], f"evidence.trees[{k}]")
        for k, (tree, node) in enumerate(zip(wanted, trees, strict=True))
    )
    return f"all {leaves} cases of which unit is active at which point are infeasible"
