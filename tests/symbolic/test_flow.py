"""Flows: constants of motion after a real step, induced flows against differences, truncation
dynamics against exact Euler steps.
"""

from __future__ import annotations

import json
import math
import random
from fractions import Fraction as F
from itertools import groupby, pairwise

import pytest

from proofs.checker import check
from proofs.flow_certificates import adapted_certificate, history_certificate
from proofs.render.events_figure import draw_events, event_times, last_time, path_of
from symbolic import ClusterData, NotApplicable, cost_squared, zero_loss
from symbolic.adapted import adapted_flow, full_jacobian
from symbolic.errors import InputError
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
from symbolic.generic import collapse, counts, generic_rank, must_collapse, pattern_bound
from symbolic.matrices import column, identity, matrix, rows_as_text
from symbolic.network import Layer, ReluNetwork
from symbolic.scalars import exact
from symbolic.truncation_flow import coordinate_history, earlier, events
from tests.checker import naive


def random_data(rng, M, Q):
    return ClusterData.from_rows(
        {f"c{j}": [[rng.randint(-4, 4) for _ in range(M)] for _ in range(rng.randint(1, 3))] for j in range(Q)}
    )  # fmt: skip


def random_network(rng, widths):
    layers = [
        Layer(
            matrix(
                [[F(rng.randint(-4, 4), rng.randint(1, 2)) for _ in range(n)] for _ in range(m)]
            ),
            column([rng.randint(-4, 4) for _ in range(m)]),
        )
        for n, m in pairwise(widths)
    ]
    return ReluNetwork(tuple(layers[:-1]), layers[-1])


def strict_cases(count, seed, square=False):
    """Random networks with no training point on a kink."""
    rng = random.Random(seed)
    strict = 0
    while strict < count:
        M, Q, L = rng.randint(1, 3), rng.randint(1, 3), rng.randint(1, 3)
        hidden = [M] * L if square else [rng.randint(1, 4) for _ in range(L)]
        net, data = random_network(rng, [M, *hidden, Q]), random_data(rng, M, Q)
        if any(0 in layer for layer in net.activation_pattern(data.inputs)):
            continue
        if square and any(not layer.W.det() for layer in net.hidden):
            continue
        strict += 1
        yield net, data, exact(F(1, rng.randint(1, 50)))


def check_constants(count):
    kept = changed = 0
    for net, data, eta in strict_cases(count, 0):
        g = gradient(net, data)
        after = stepped(net, g, eta)
        slopes = [Layer(b.extract(range(b.shape[0]), range(b.shape[1] - 1)).to_dense(), b.extract(range(b.shape[0]), [b.shape[1] - 1]).to_dense()) for b in g]  # fmt: skip
        for one, defect in zip(conserved(net, data), step_defects(net, data, eta), strict=True):
            l = one.layer - 1
            moved = imbalance(after.layers[l], after.layers[l + 1])
            rate = imbalance(slopes[l], slopes[l + 1])
            width = net.widths[l + 1]
            assert {(r, r) for r in range(width)} <= set(one.kept)
            for r in range(width):
                for s in range(r, width):
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
        assert [r.to_list() for r in induced_flow(net, g)] == [r.to_list() for r in induced_by_cumulative(net, cumulative_gradients(net, g))]  # fmt: skip
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


# ------------------------------------------------------------------ E4


def euler(x, y, w, p, step, steps):
    """Exact Euler steps; the numbers of truncated points met, without repetition, and the last
    value.
    """
    met = []
    for _ in range(steps):
        inside = [n for n in range(len(x)) if x[n] < p]
        met.append(len(inside))
        p -= step * sum(w[n] * (p - y[n]) for n in inside)
        p = F(round(p * 2**80), 2**80)  # keeps the numbers short; far below what events are apart
    return [k for k, _ in groupby(met)], p


def check_dynamics(count, seed):
    rng = random.Random(seed)
    ends = set()
    for _ in range(count):
        n = rng.randint(1, 6)
        x, y = ([F(rng.randint(-10, 10)) for _ in range(n)] for _ in range(2))
        w = [F(rng.randint(1, 3)) for _ in range(n)]
        start = F(2 * rng.randint(-11, 11) + 1, 2)
        history = coordinate_history(*([exact(v) for v in vs] for vs in (x, y, w)), exact(start))
        ends.add(history.end)
        met, last = euler(x, y, w, start, F(1, 400), 2000)
        legs = [leg.truncated for leg in history.legs]
        wanted = [*legs, history.truncated] if history.end != "kink" else legs
        assert met[: len(wanted)] == wanted, (x, y, w, start)
        final = F(int(history.final.numerator), int(history.final.denominator))
        assert abs(last - final) < F(1, 4), (x, y, w, start, history)
        values = [leg.start for leg in history.legs] + [leg.stop for leg in history.legs[-1:]]
        assert values in (sorted(values), sorted(values, reverse=True))
        for leg in history.legs:
            assert leg.ratio > 1 and leg.rate > 0
            assert leg.truncated == sum(exact(v) < (leg.start + leg.stop) / 2 for v in x)
    return ends


def test_truncation_dynamics_against_euler():
    assert check_dynamics(40, 2) == {"rest", "limit", "kink"}


@pytest.mark.slow
def test_truncation_dynamics_against_euler_on_200():
    assert check_dynamics(200, 3) == {"rest", "limit", "kink"}


def test_order_of_events_against_logarithms():
    rng = random.Random(5)
    for _ in range(300):
        times = [
            tuple((1 + F(rng.randint(1, 30), rng.randint(1, 9)), F(rng.randint(1, 6), rng.randint(1, 4))) for _ in range(rng.randint(1, 2)))
            for _ in range(2)
        ]  # fmt: skip
        floats = [sum(math.log(r) / w for r, w in time) for time in times]
        exactly = [tuple((exact(r), exact(w)) for r, w in time) for time in times]
        if abs(floats[0] - floats[1]) > 1e-9:
            assert earlier(*exactly) == (floats[0] < floats[1])
    assert not earlier(exactly[0], exactly[0]) and not earlier((), ())


def test_events_of_several_coordinates_are_in_order():
    rng = random.Random(6)
    histories = [
        coordinate_history(
            [exact(v) for v in rng.sample(range(-8, 8), 4)],
            [exact(rng.randint(-8, 8)) for _ in range(4)],
            [exact(1)] * 4,
            exact(F(2 * rng.randint(-8, 8) + 1, 2)),
        )
        for _ in range(5)
    ]
    order = events(histories)
    assert len(order) == sum(len(h.legs) for h in histories)

    def time(event):
        return tuple(
            (leg.ratio, leg.rate) for leg in histories[event.coordinate].legs[: event.leg + 1]
        )

    assert not any(earlier(time(b), time(a)) for a, b in pairwise(order))


def test_a_start_on_a_point_is_refused():
    one = [exact(1)]
    with pytest.raises(InputError, match="none of the inputs"):
        coordinate_history(one, one, one, exact(1))
    with pytest.raises(InputError, match="weights > 0"):
        coordinate_history(one, one, [exact(-1)], exact(2))


def test_the_picture_of_events():
    """A panel a coordinate, a dot at every event; the same bytes every time."""
    rows = [[exact(0), exact(2)], [exact(1), exact(3)]]
    data = ClusterData.from_rows({"a": [[0, 1], [2, 3]]})
    start, half = [exact(1), exact(4)], [exact(F(1, 2))] * 2
    histories = [
        coordinate_history(row, [exact(5), exact(5)], half, p)
        for row, p in zip(rows, start, strict=True)
    ]
    figure = draw_events(histories, start, data)
    dots = [
        sum(line.get_marker() == "o" for line in axes.get_lines()) for axes in figure.get_axes()
    ]
    assert dots == [len(h.legs) for h in histories] == [1, 0]
    times, values = path_of(histories[0], start[0], last_time(histories))
    assert abs(times[40] - event_times(histories[0])[0]) < 1e-12 and abs(values[40] - 2) < 1e-12


# ------------------------------------------------------------------ E5, U, O4


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


def test_false_histories():
    """What a history may forget: an event, a turn, an end, the order of time."""
    data = ClusterData.from_rows({"a": [[0, 0], [2, 4]], "b": [[8, 8], [6, 2]]})
    targets = [data.mean(j) for j in range(2)]
    half = [exact(F(1, 2))] * 4
    start = [exact(1), exact(9)]
    histories = []
    for i, row in enumerate(data.inputs.to_list()):
        wanted = [targets[j].to_list_flat()[i] for j in (0, 0, 1, 1)]
        histories.append(coordinate_history(row, wanted, half, start[i]))
    document = json.loads(history_certificate(data, targets, start, histories))
    assert check(naive.write(document)).verdict == "proved"
    assert len(document["events"]) >= 2

    def changed(**fields):
        return json.loads(json.dumps(document)) | fields

    one = changed()
    one["histories"][1]["legs"].pop(0)
    two = changed(events=document["events"][::-1])
    three = changed()
    three["histories"][1]["end"] = "kink" if three["histories"][1]["end"] != "kink" else "limit"
    four = changed()
    four["histories"][1]["legs"] = four["histories"][1]["legs"][:-1]
    five = changed(start=["1", "7"])
    six = changed(events=[*document["events"], document["events"][-1]])
    seven = changed()
    seven["histories"][1]["legs"][0]["truncated"] += 1
    for wrong in (one, two, three, four, five, six, seven):
        if wrong != document:
            assert check(naive.write(wrong)).verdict in ("refuted", "malformed")


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
