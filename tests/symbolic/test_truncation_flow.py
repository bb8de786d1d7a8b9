"""E4: truncation dynamics against exact Euler steps, false histories, the picture."""

from __future__ import annotations

import json
import math
import random
from fractions import Fraction as F
from itertools import groupby, pairwise

import pytest

from proofs.certificates.flows import history_certificate
from proofs.checker import check
from proofs.render.events_figure import draw_events, event_times, last_time, path_of
from symbolic import ClusterData
from symbolic.errors import InputError
from symbolic.scalars import exact
from symbolic.truncation_flow import coordinate_history, earlier, events
from tests.checker import naive


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
            tuple(
                (
                    1 + F(rng.randint(1, 30), rng.randint(1, 9)),
                    F(rng.randint(1, 6), rng.randint(1, 4)),
                )
                for _ in range(rng.randint(1, 2))
            )
            for _ in range(2)
        ]
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
