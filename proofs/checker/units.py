"""S9: one hidden layer of Q - 1 units cannot tell the classes apart.

The output layer has rank Q - 1 and Q - 1 columns, so it is injective: at cost 0 each unit has one
value on each class. The values v of a unit relu(w.x + b) that is positive on the classes of S
satisfy w.x + b = v_j on these and w.x + b <= 0 on the others. A functional g with sum g = 0 and g.v
= 0 for every unit leaves the hidden vectors of the classes in a space of too small a dimension, so
the Q targets cannot be affinely independent. For each set S, g.v and -g.v, as forms in (w, b), are
shown to be non-negative combinations of forms that are <= 0, up to differences of points of one
class of S, on which w.x is constant.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from .errors import Refuted, counted, require_equal, shown
from .exact import integers, rank
from .places import combination, extended
from .values import Data, items, labels, record, vector

__all__ = ["check_units"]


def check_units(data: Data, hidden: Sequence[int], evidence: object) -> str:
    """The reason. Raises Malformed or Refuted unless the evidence shows that these widths do not
    do.
    """
    if len(hidden) != 1 or hidden[0] != data.Q - 1:
        raise Refuted("widths: expected one hidden layer of Q - 1 units")
    if rank(integers([(*c.target, Fraction(1)) for c in data.classes])[0]) < data.Q:
        raise Refuted("targets: expected affinely independent ones, found others")
    fields = record(evidence, ["functional", "cases"], "evidence")
    g = vector(fields["functional"], data.Q, "evidence.functional")
    if not any(g):
        raise Refuted("evidence.functional: expected one that is not 0")
    require_equal("evidence.functional, sum", Fraction(0), sum(g, Fraction(0)))
    listed = items(fields["cases"], "evidence.cases")
    require_equal("evidence.cases", 2**data.Q - 1, len(listed))  # before any of them is made
    expected = [set(s) for n in range(1, data.Q + 1) for s in combinations(range(data.Q), n)]
    for k, (active, entry) in enumerate(zip(expected, listed, strict=True)):
        place = f"evidence.cases[{k}]"
        case = record(entry, ["active", "at_most_0", "at_least_0"], place)
        require_equal(f"{place}.active", active, set(labels(case["active"], data, place)))
        for name, sign in (("at_most_0", 1), ("at_least_0", -1)):
            _check_side(data, active, [sign * e for e in g], case[name], f"{place}.{name}")
    return (
        f"with Q - 1 = {counted(data.Q - 1, 'unit')} in its one hidden layer every unit has one "
        "value a class, and such values do not tell the classes apart"
    )


def _check_side(
    data: Data, active: set[int], g: Sequence[Fraction], value: object, place: str
) -> None:
    """sum over S of g_j (w.x_j + b) <= 0 follows from the listed inequalities."""
    form = [Fraction(0)] * (data.M + 1)
    for j in active:
        form = [f + g[j] * e for f, e in zip(form, extended(data, (j, 0)), strict=True)]
    for at, weight in combination(value, data, place):
        if weight <= 0:
            raise Refuted(f"{place}: expected positive weights, found {shown(weight)}")
        # on the classes of S  -(w.x + b) <= 0,  on the others  w.x + b <= 0
        share = weight if at[0] in active else -weight
        form = [f + share * e for f, e in zip(form, extended(data, at), strict=True)]
    still = [
        tuple(a - b for a, b in zip(extended(data, (j, i)), extended(data, (j, 0)), strict=True))
        for j in active
        for i in range(1, len(data.classes[j].points))
    ]
    rows, _ = integers([*still, tuple(form)])
    if rank(rows) != rank(rows[:-1]):
        raise Refuted(f"{place}: expected a combination that leaves nothing, found a remainder")
