"""Small certificates by hand, and their truth by definition: `Fraction`s, loops, no shortcuts.

Nothing here is shared with the checker: the networks are built from the recipe (collapse one class
a layer), the systems are solved by textbook Gauss-Jordan, the Jacobian is differentiated entry by
entry. Slow and obvious on purpose. One module a claim builds its certificates and says when they
are true (`holds`): whatever the checker accepts after a mutation must be true here as well.
"""

from tests.checker.naive.data import exact, simplices, two_triangles, unit
from tests.checker.naive.differentials import jacobian
from tests.checker.naive.linear import (
    add,
    apply,
    eye,
    inner,
    inverse,
    mul,
    nullspace,
    rank,
    solve,
    transpose,
)
from tests.checker.naive.networks import build, cost, cumulative, layers, network, pattern, strict
from tests.checker.naive.reading import classes_of
from tests.checker.naive.t3_obstruction import crossing_certificate, nested_certificate, obstruction
from tests.checker.naive.t3_zero_loss import zero_loss
from tests.checker.naive.t4_degeneracy import degeneracy
from tests.checker.naive.t5_landscape import equal_values, landscape, subsets
from tests.checker.naive.t5_readouts import best_readout, normal_equations, readout_cost, truncated
from tests.checker.naive.t5_truth import segment_cost
from tests.checker.naive.t5_witnesses import radius, second_order_step
from tests.checker.naive.truth import holds
from tests.checker.naive.writing import certificate, text, write

__all__ = [
    "add",
    "apply",
    "best_readout",
    "build",
    "certificate",
    "classes_of",
    "cost",
    "crossing_certificate",
    "cumulative",
    "degeneracy",
    "equal_values",
    "exact",
    "eye",
    "holds",
    "inner",
    "inverse",
    "jacobian",
    "landscape",
    "layers",
    "mul",
    "nested_certificate",
    "network",
    "normal_equations",
    "nullspace",
    "obstruction",
    "pattern",
    "radius",
    "rank",
    "readout_cost",
    "second_order_step",
    "segment_cost",
    "simplices",
    "solve",
    "strict",
    "subsets",
    "text",
    "transpose",
    "truncated",
    "two_triangles",
    "unit",
    "write",
    "zero_loss",
]
