"""E5, U: the adapted flow and its false certificates, ranks and counts, forced collapse."""

from __future__ import annotations

import json
import random
from fractions import Fraction as F
from itertools import pairwise

from proofs.certificates.flows import adapted_certificate
from proofs.checker import check
from proofs.statements.case import Case
from proofs.statements.u3_collapse import collapse_on_data
from symbolic import ClusterData, cost_squared, zero_loss
from symbolic.adapted import adapted_flow, full_jacobian
from symbolic.flow import stepped
from symbolic.generic import (
    PatternCell,
    collapse,
    counts,
    generic_rank,
    must_collapse,
    pattern_bound,
)
from symbolic.matrices import column, identity, matrix, rows_as_text
from symbolic.scalars import exact
from tests.checker import naive
from tests.symbolic.strict_networks import strict_cases


def test_false_certificates_of_the_adapted_flow():
    """Every field of E5, and a generalized inverse that is none of Penrose's."""
    modes = set()
    for net, data, _ in strict_cases(8, 21):
        flow = adapted_flow(net, data)
        document = json.loads(adapted_certificate(net, data, flow))
        assert check(naive.write(document)).verdict == "proved"
        modes.add(document["mode"])
        J, X = flow.jacobian, flow.inverse
        other = X + (identity(X.shape[0]) - X * J) * column([1] * X.shape[0]) * matrix(
            [[1] * X.shape[1]]
        )
        false = [
            {"rank": flow.rank + 1},
            {"speed_squared": "1000003"},
            {"residual_squared": "1000003"},
            {"mode": "rest" if document["mode"] != "rest" else "motion"},
            {"penrose_inverse": [["0"] * X.shape[1]] * X.shape[0]},
            {"penrose_inverse": document["penrose_inverse"][::-1]},
        ]
        if other != X:
            false.append({"penrose_inverse": rows_as_text(other)})
        for change in false:
            if all(document[key] == value for key, value in change.items()):
                continue
            assert check(naive.write(document | change)).verdict == "refuted", change
    assert {"interpolation", "motion"} <= modes


def test_adapted_flow():
    full = set()
    for net, data, _ in strict_cases(20, 7):
        flow = adapted_flow(net, data)
        J, P, r = flow.jacobian, flow.projector, flow.residual
        assert J * flow.inverse * J == J and P.transpose() == P and P * P == P
        assert flow.rank == J.rank() <= counts(net.widths, data.N).bound
        full.add(flow.full)
        assert not flow.full or identity(J.shape[0]) == P
        assert ((J.transpose() * r).is_zero_matrix) == (flow.speed_squared == 0)
        theta = flow.inverse * r
        # d/ds ½|r|² = rᵀ J θ' = −|Pr|²
        assert (r.transpose() * J * theta).to_list_flat()[0] == flow.speed_squared
        if len(set(data.sizes)) == 1:
            assert flow.loss == cost_squared(net, data) * data.sizes[0]
    assert full == {True, False}


def test_jacobian_is_the_derivative():
    rng = random.Random(8)
    for net, data, _ in strict_cases(10, 9):
        direction = tuple(
            matrix([[rng.randint(-3, 3) for _ in range(n + 1)] for _ in range(m)])
            for n, m in pairwise(net.widths)
        )
        J = full_jacobian(net, data)
        slope = (J * column(_by_layer(direction))).to_list_flat()
        eta = exact(F(-1, 10**9))
        moved = stepped(net, direction, eta)(data.inputs) - net(data.inputs)
        difference = [e / -eta for e in moved.transpose().to_list_flat()]
        assert all(abs(a - b) < exact(F(1, 10**4)) for a, b in zip(slope, difference, strict=True))


def _by_layer(direction):
    """The order of the columns: layer by layer the rows of W, then b."""
    out = []
    for block in direction:
        rows = block.to_list()
        out += [e for row in rows for e in row[:-1]] + [row[-1] for row in rows]
    return out


def test_counts_and_ranks():
    for net, data, _ in strict_cases(20, 11):
        rank = generic_rank(net, data)
        assert rank.rank <= rank.counts.bound <= rank.counts.equations
        assert rank.onto == (rank.rank == data.N * data.Q)
    assert counts((4, 3, 3, 3), 150).bound == 33


def test_zero_loss_forces_collapse():
    """U3: where a network with zero loss has M + 1 spanning points of a class in a cell it is
    constant there.
    """
    spanning = 0
    rng = random.Random(12)
    for _ in range(15):
        M = rng.randint(1, 2)
        data = ClusterData.from_rows(
            {
                "a": [[rng.randint(0, 3) for _ in range(M)] for _ in range(4)],
                "b": [[rng.randint(10, 13) for _ in range(M)] for _ in range(4)],
            }
        )
        net = zero_loss(data).network
        for cell in collapse(net, data):
            spanning += cell.spanning
            assert cell.constant or not cell.spanning
    assert spanning > 10
    assert pattern_bound((2, 1, 2)) == 2 and must_collapse(data, (1, 1, 2), 0) == (2 * data.M < 4)


def test_more_points_than_regions_hold_share_one(monkeypatch):
    """U3's count, on five points where two regions hold one each; false regions are seen."""
    case = Case(ClusterData.from_rows({"a": [[0], [1], [2], [3], [4]]}))
    assert must_collapse(case.data, case.zero_loss.network.widths, 0)
    assert collapse_on_data(case).word == "proved"
    alone = [PatternCell(0, 1, False, True)] * 5
    monkeypatch.setattr("proofs.statements.u3_collapse.collapse", lambda *_: alone)
    assert "more regions" in collapse_on_data(case).detail
