"""That no list of cells is shorter: crossings of convex hulls, and a refutation by propagation.

A crossing is a point that is a convex combination of inputs of one target (inside) and one of
inputs of other targets (rest). Whatever the hyperplanes, no cell holds all of inside while all of
rest is in later cells: the point would be strictly below and strictly above. A list of K - 1 cells
or fewer gives the inputs that occur in crossings positions 0..K-2, in which

- an input beyond position k is beyond k - 1;
- the cell at the position of an input has its target;
- a cell has one target;
- for every crossing and position k: not all of inside at k and all of rest beyond k.

These are clauses in the variables "input p is beyond position k" (number p (K - 2) + k + 1, the
inputs counted from 0 in the order of the data) and "the cell at k has target g" (after those,
number k G + g + 1, the G targets counted in the order of these inputs). Each lemma must follow from
the clauses before it: its negation leads to a contradiction by unit propagation alone. The last
lemma is empty: the clauses have no solution, so there is no such list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from .errors import Malformed, Refuted, require_equal, shown
from .outputs import Input
from .values import Data, count, items, number, one_of, record

__all__ = ["check_fewest"]

Sides = tuple[tuple[int, ...], tuple[int, ...]]
MAX_CELLS = 1000


def check_fewest(value: object, data: Data, inputs: Sequence[Input], cells: int) -> int:
    """The number of cells that no list stays below: that of the list. Raises Malformed or
    Refuted.
    """
    fields = record(value, ["cells", "crossings", "lemmas"], "fewest")
    K = count(fields["cells"], "fewest.cells")
    require_equal("fewest.cells", cells, K)
    if not 2 <= K <= MAX_CELLS:
        raise Refuted(f"fewest.cells: expected 2 to {MAX_CELLS} cells, found {K}")
    place_of = {member: s for s, one in enumerate(inputs) for member in one.members}
    crossings = [
        _crossing(entry, data, inputs, place_of, f"fewest.crossings[{n}]")
        for n, entry in enumerate(items(fields["crossings"], "fewest.crossings"))
    ]
    used = sorted({s for sides in crossings for side in sides for s in side})
    places = {s: p for p, s in enumerate(used)}
    targets = [inputs[s].best for s in used]
    numbers = {y: g for g, y in enumerate(dict.fromkeys(targets))}
    clauses = list(_lists([numbers[y] for y in targets], len(numbers), K - 1))
    for inside, rest in crossings:
        clauses += _forbidden([places[s] for s in inside], [places[s] for s in rest], K - 1)
    _require_refuted(clauses, items(fields["lemmas"], "fewest.lemmas"))
    return K


def _crossing(
    value: object,
    data: Data,
    inputs: Sequence[Input],
    place_of: dict[tuple[int, int], int],
    place: str,
) -> Sides:
    """The inputs on both sides, whose convex combinations are one point."""
    fields = record(value, ["inside", "rest"], place)
    sides, points = [], []
    for key in ("inside", "rest"):
        entries = items(fields[key], f"{place}.{key}")
        weights = dict[int, Fraction]()
        for entry in entries:
            s, weight = _weighted(entry, data, place_of, f"{place}.{key}")
            if weight <= 0 or s in weights:
                raise Refuted(f"{place}.{key}: expected distinct inputs with positive weights")
            weights[s] = weight
        require_equal(
            f"{place}.{key}, sum of the weights", Fraction(1), sum(weights.values(), Fraction(0))
        )
        rows = [[w * x for x in inputs[s].point] for s, w in weights.items()]
        points.append([sum(column, Fraction(0)) for column in zip(*rows, strict=True)])
        sides.append(tuple(weights))
    require_equal(f"{place}, the point of rest", points[0], points[1])
    own = {inputs[s].best for s in sides[0]}
    if len(own) != 1 or any(inputs[s].best in own for s in sides[1]):
        raise Refuted(f"{place}: expected one target inside and other ones in rest")
    return sides[0], sides[1]


def _weighted(
    entry: object, data: Data, place_of: dict[tuple[int, int], int], place: str
) -> tuple[int, Fraction]:
    triple = items(entry, place)
    if len(triple) != 3:
        raise Malformed(f"{place}: expected label, index, weight, found {shown(entry)}")
    j = data.labels.index(one_of(triple[0], data.labels, place))
    i = count(triple[1], place)
    if i >= len(data.classes[j].points):
        raise Refuted(f"{place}: expected a point of the class, found index {i}")
    return place_of[j, i], number(triple[2], place)


def _elsewhere(p: int, k: int, cells: int) -> list[int]:
    """Input p is not at position k: it is not beyond k - 1, or it is beyond k."""
    before = [-(p * (cells - 1) + k)] if k > 0 else []
    return before + ([p * (cells - 1) + k + 1] if k < cells - 1 else [])


def _lists(targets: Sequence[int], total: int, cells: int) -> Iterator[list[int]]:
    """What a list of `cells` cells is."""
    first = len(targets) * (cells - 1)
    for p, g in enumerate(targets):
        for k in range(1, cells - 1):
            yield [-(p * (cells - 1) + k + 1), p * (cells - 1) + k]
        for k in range(cells):
            yield [*_elsewhere(p, k, cells), first + k * total + g + 1]
    for k in range(cells):
        for g in range(total):
            for h in range(g):
                yield [-(first + k * total + g + 1), -(first + k * total + h + 1)]


def _forbidden(inside: Sequence[int], rest: Sequence[int], cells: int) -> Iterator[list[int]]:
    for k in range(cells - 1):
        later = [-(p * (cells - 1) + k + 1) for p in rest]
        yield later + [literal for p in inside for literal in _elsewhere(p, k, cells)]


def _require_refuted(clauses: Sequence[Sequence[int]], lemmas: Sequence[object]) -> None:
    """Every lemma follows by propagation from what stands before it, the last one is empty."""
    known = _Propagation()
    for clause in clauses:
        known.add(clause)
    if not lemmas or lemmas[-1] != []:
        raise Refuted("fewest.lemmas: expected an empty lemma at the end, found none")
    for n, entry in enumerate(lemmas):
        place = f"fewest.lemmas[{n}]"
        lemma = []
        for literal in items(entry, place):
            if not isinstance(literal, int) or isinstance(literal, bool) or not literal:
                raise Malformed(f"{place}: expected numbers other than 0, found {shown(literal)}")
            lemma.append(literal)
        if not known.contradicts([-literal for literal in lemma]):
            raise Refuted(f"{place}: expected a lemma that follows by propagation, found another")
        known.add(lemma)


class _Propagation:
    """Clauses with two watched literals each, and the literals that follow from none at all."""

    def __init__(self) -> None:
        self.watched: dict[int, list[list[int]]] = {}
        self.true = dict[int, None]()
        self.impossible = False

    def add(self, clause: Sequence[int]) -> None:
        """Take a clause in; what follows from unit clauses stays true."""
        left = [e for e in dict.fromkeys(clause) if -e not in self.true]
        if any(e in self.true or -e in left for e in left):
            return
        if len(left) > 1:
            for literal in left[:2]:
                self.watched.setdefault(literal, []).append(left)
        elif not left or self._propagate(left) is None:
            self.impossible = True

    def contradicts(self, assumed: Sequence[int]) -> bool:
        """Whether the assumed literals, with what follows from them, contradict each other."""
        if self.impossible:
            return True
        made = self._propagate(assumed)
        for literal in made or ():
            del self.true[literal]
        return made is None

    def _propagate(self, literals: Sequence[int]) -> list[int] | None:
        """Make the literals true and all that follows; what was made so, None at a contradiction
        (then nothing was).
        """
        made, queue = list[int](), list(literals)
        while queue:
            literal = queue.pop()
            if literal in self.true:
                continue
            if -literal in self.true:
                break
            self.true[literal] = None
            made.append(literal)
            follows = self._after(-literal)
            if follows is None:
                break
            queue += follows
        else:
            return made
        for literal in made:
            del self.true[literal]
        return None

    def _after(self, false: int) -> list[int] | None:
        """The last literals of clauses whose others are false, now that one more is."""
        units, kept = list[int](), list[list[int]]()
        clauses = self.watched.pop(false, [])
        for n, clause in enumerate(clauses):
            at = 0 if clause[0] == false else 1
            other = clause[1 - at]
            if other not in self.true:
                new = next((m for m in range(2, len(clause)) if -clause[m] not in self.true), 0)
                if new:
                    clause[at], clause[new] = clause[new], false
                    self.watched.setdefault(clause[at], []).append(clause)
                    continue
                if -other in self.true:
                    self.watched[false] = kept + clauses[n:]
                    return None
                units.append(other)
            kept.append(clause)
        self.watched.setdefault(false, []).extend(kept)
        return units
