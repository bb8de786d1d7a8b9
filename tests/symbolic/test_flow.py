"""Flows: constants of motion after a real step, induced flows against differences."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import combinations_with_replacement

import pytest

from symbolic import ClusterData, NotApplicable, zero_loss
from symbolic.flow import (
    apex_motions,
    class_gradients,
    conserved,
    cumulative_gradients,
    gradient,
    imbalance,
    induced_by_cumulative,
    induced_flow,
    step_defects,
    stepped,
)
from symbolic.matrices import column, matrix
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import exact
from tests.symbolic.strict_networks import strict_cases


def slope(block):
    """The weights and biases of a block of a gradient."""
    rows, last = range(block.shape[0]), block.shape[1] - 1
    return Layer(
        block.extract(rows, range(last)).to_dense(), block.extract(rows, [last]).to_dense()
    )


def check_constants(count):
    """How many entries are kept, as they must be, and how many of the others do change."""
    kept = changed = 0
    for net, data, eta in strict_cases(count, 0):
        g = gradient(net, data)
        after, slopes = stepped(net, g, eta), [slope(block) for block in g]
        for one, defect in zip(conserved(net, data), step_defects(net, data, eta), strict=True):
            l = one.layer - 1
            moved = imbalance(after.layers[l], after.layers[l + 1])
            rate = imbalance(slopes[l], slopes[l + 1])
            width = net.widths[l + 1]
            assert {(r, r) for r in range(width)} <= set(one.kept)
            for r, s in combinations_with_replacement(range(width), 2):
                left = moved[r, s].element - one.matrix[r, s].element
                right = eta**2 * rate[r, s].element
                if (r, s) in one.kept:
                    assert left == right and not defect[r, s].element
                    kept += 1
                else:
                    changed += left != right
    return kept, changed


def test_constants_of_motion():
    """E2, on entries that must be kept; of the others many do change, so the pairs are not all."""
    kept, changed = check_constants(40)
    assert kept > 100 and changed > 20


@pytest.mark.slow
def test_constants_of_motion_on_200_networks():
    kept, changed = check_constants(200)
    assert kept > 500 and changed > 100


def test_all_entries_are_kept_where_layers_are_all_on_or_all_off():
    data = ClusterData.from_rows({"a": [[4, 0], [5, 1]], "b": [[0, 4], [1, 5]]})
    net = zero_loss(data).network
    assert [len(one.kept) for one in conserved(net, data)] == [3, 3]


def test_induced_flow_is_the_derivative_of_the_cumulative_parameters():
    for net, data, _ in strict_cases(25, 1):
        g = gradient(net, data)
        rates = induced_flow(net, g)
        defects = []
        for eta in (exact(F(1, 10**4)), exact(F(1, 10**8))):
            after = stepped(net, g, eta).cumulative()
            defects.append(
                [
                    (new.augmented - old.augmented) * (1 / eta) - rate
                    for new, old, rate in zip(after, net.cumulative(), rates, strict=True)
                ]
            )
        for coarse, fine in zip(*defects, strict=True):
            largest = max(map(abs, coarse.to_list_flat()))
            assert max(map(abs, fine.to_list_flat())) * 1000 <= largest or not largest


def test_induced_flow_in_the_cumulative_gradients():
    """E1: for square invertible weights the two formulas agree, and the gradients satisfy the chain
    rule.
    """
    for net, data, _ in strict_cases(25, 2, square=True):
        g = gradient(net, data)
        assert [r.to_list() for r in induced_flow(net, g)] == [
            r.to_list() for r in induced_by_cumulative(net, cumulative_gradients(net, g))
        ]
    net, data, _ = next(strict_cases(1, 0))
    wide = ReluNetwork(
        (Layer(matrix([[1], [2]]), column([1, 1])),), Layer(matrix([[1, 1]]), column([0]))
    )
    with pytest.raises(NotApplicable, match="square invertible"):
        cumulative_gradients(wide, gradient(wide, ClusterData.from_rows({"a": [[3]]})))


def test_class_gradients_add_up_and_apexes_move_by_the_others():
    rng = random.Random(4)
    for _ in range(6):
        base = rng.randint(4, 6)
        data = ClusterData.from_rows({"a": [[base, 0], [base + 1, 1]], "b": [[0, base], [1, base]]})
        start = zero_loss(data).network
        # off the zero set, in the same region
        output = Layer(start.output.W * exact(F(3, 2)), start.output.b)
        net = ReluNetwork(start.hidden, output)
        g, shares = gradient(net, data), class_gradients(net, data)
        for l in range(net.L + 1):
            assert shares[0][l] + shares[1][l] == g[l]
        motions = apex_motions(net, data)
        assert {one.collapsed for one in motions} == {0, 1}
        layer_of = {one.collapsed: one.layer for one in motions}
        for one in motions:
            for j, part in enumerate(one.parts):
                if layer_of[j] >= one.layer:
                    moved = not part.is_zero_matrix
                    # a class collapsed at a layer moves no apex of that layer or an earlier one
                    # (E3)
                    assert not moved
            eta = exact(F(1, 10**9))
            after = stepped(net, g, eta).cumulative()[one.layer - 1]
            velocity = (-(after.W.inv() * after.b) - one.apex) * (1 / eta)
            assert max(map(abs, (velocity - one.velocity).to_list_flat())) < exact(F(1, 10**4))
