"""Every check on data can fail: with one function of the library broken it says refuted, not
proved.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sympy import QQ

from proofs.ledger import entries
from proofs.statements.case import Case
from proofs.verdicts import Proved, Refuted
from symbolic import matrices as exact
from symbolic.clusters import ClusterData
from symbolic.minima import Landscape
from symbolic.network import ReluNetwork
from symbolic.sources import load
from symbolic.truncation import TruncationMap

TRIANGLES = str(Path(__file__).parents[2] / "notebooks" / "data" / "two_triangles.json")


def twice(value: Any) -> Any:
    return value * QQ(2)


def doubled(owner: type, name: str) -> tuple[object, str, object]:
    """A property or a method whose result is doubled."""
    whole = owner.__dict__[name]
    if hasattr(whole, "fget"):
        return owner, name, property(lambda self: twice(whole.fget(self)))
    if hasattr(whole, "func"):  # cached
        return owner, name, property(lambda self: twice(whole.func(self)))
    return owner, name, lambda *arguments: twice(whole(*arguments))


def changed(module: str, name: str, change: Callable[[Any], Any]) -> tuple[object, str, object]:
    """A function of a module whose result is changed."""
    where = importlib.import_module(module)
    whole = getattr(where, name)
    return where, name, lambda *arguments, **more: change(whole(*arguments, **more))


def statement(name: str) -> str:
    return f"proofs.statements.{name}"


def other_minima(**fields: Callable[[Any], Any]) -> tuple[object, str, object]:
    """Minima of the landscape with some fields changed."""
    whole = Landscape.minima

    def minima(self: Landscape, start: int = 0) -> Any:
        for m in whole(self, start):
            yield replace(m, **{name: change(m) for name, change in fields.items()})

    return Landscape, "minima", minima


def noise_forgotten_once() -> tuple[object, str, object]:
    """A readout that forgets the noise of the second data it is given."""
    where = importlib.import_module(statement("t1a_invariance"))
    whole, calls = where.linear_readout, iter((1, 0))
    return (
        where,
        "linear_readout",
        lambda means, scatter, targets: whole(means, scatter * QQ(next(calls)), targets),
    )


def with_ones(result: Any) -> Any:
    """Directions whose every entry is 1."""
    moved = [replace(d, vector=exact.ones(result.K, 1)) for d in result.directions]
    return replace(result, directions=tuple(moved))


# (entry, what is broken) -> the attribute that is replaced, made when the test runs
BROKEN: dict[tuple[str, str], Callable[[], tuple[object, str, object]]] = {
    ("D1", "scatter"): lambda: doubled(ClusterData, "scatter"),
    ("D2", "number of parameters"): lambda: changed(
        statement("d2_network"), "parameter_count", lambda K: K + 1
    ),
    ("D3", "scatter"): lambda: doubled(ClusterData, "scatter"),
    ("D4", "cumulative"): lambda: (ReluNetwork, "cumulative", lambda net: net.layers),
    ("D5", "truncation"): lambda: doubled(TruncationMap, "__call__"),
    ("D6", "noise to signal"): lambda: doubled(ClusterData, "noise_to_signal"),
    ("L1", "truncated data"): lambda: (ReluNetwork, "truncated", lambda net, points: points),
    ("L2", "truncation"): lambda: doubled(TruncationMap, "__call__"),
    ("L2", "fixed points"): lambda: (
        TruncationMap,
        "fixes",
        lambda map_, points: [False] * points.shape[1],
    ),
    ("L3", "collapsed points"): lambda: (
        TruncationMap,
        "collapses",
        lambda map_, points: [False] * points.shape[1],
    ),
    ("T1", "readout"): lambda: changed(
        statement("t1_linear_readout"), "linear_readout", lambda r: replace(r, A=twice(r.A))
    ),
    ("T1", "value"): lambda: changed(
        statement("t1_linear_readout"), "linear_readout", lambda r: replace(r, value=r.value + 1)
    ),
    ("T1", "closed form"): lambda: changed(
        statement("t1_linear_readout"), "value_from_noise_to_signal", lambda v: v + 1
    ),
    ("T1a", "scatter"): noise_forgotten_once,
    ("T1b", "bound"): lambda: changed(statement("t1b_naive_bound"), "naive_bound", lambda v: v + 1),
    ("T2", "readout"): lambda: changed(
        statement("t2_affine_readout"), "affine_readout", lambda r: replace(r, A=twice(r.A))
    ),
    ("T2", "bias"): lambda: changed(
        statement("t2_affine_readout"), "affine_readout", lambda r: replace(r, c=twice(r.c))
    ),
    ("T2", "defect"): lambda: changed(
        statement("t2_affine_readout"), "stationarity_defect", lambda m: m * QQ(0)
    ),
    ("T3", "cost"): lambda: changed(statement("t3_zero_loss"), "cost_squared", lambda v: v + 1),
    ("T3", "margin"): lambda: (ReluNetwork, "smallest_margin", lambda net, points: QQ(0)),
    ("T3'", "heights"): lambda: changed(
        statement("t3_obstruction"), "heights", lambda values: [-v for v in values]
    ),
    ("T4", "rank"): lambda: changed(
        statement("case"), "degeneracy", lambda d: replace(d, rank=d.rank - 1)
    ),
    ("T4", "margin"): lambda: (ReluNetwork, "smallest_margin", lambda net, points: QQ(0)),
    ("T4", "directions"): lambda: changed(statement("case"), "degeneracy", with_ones),
    ("T5", "cost"): lambda: changed(statement("t5_subsets"), "cost_squared", lambda v: v + 1),
    ("T5", "subsets"): lambda: (Landscape, "subsets", lambda found: iter([(), (1,), (0,)])),
    ("T5a", "readout"): lambda: other_minima(A=lambda m: twice(m.A)),
    ("T5a", "value"): lambda: other_minima(value=lambda m: m.value + 1),
    ("T5b", "dimension"): lambda: other_minima(dimension=lambda m: m.dimension + 1),
    ("T5b", "radius"): lambda: other_minima(radius=lambda m: QQ(0)),
    ("T5b", "layers"): lambda: changed(
        statement("t5b_apexes_held"), "layers_off", lambda layers: []
    ),
    ("T5c", "gradient"): lambda: (
        importlib.import_module(statement("t5c_no_collapse")),
        "Region",
        SimpleNamespace(of=lambda *_: SimpleNamespace(gradient=lambda: [exact.ones(1, 1)])),
    ),
    ("T5c", "verdict"): lambda: other_minima(
        verdicts=lambda m: {**m.verdicts, "all_parameters": "unknown"}
    ),
    ("T5d", "cost"): lambda: changed(
        statement("t5d_no_minimum"), "cost_squared", lambda v: v + 10**6
    ),
    ("T5d", "witness"): lambda: other_minima(
        witness=lambda m: m.witness and replace(m.witness, network=m.candidate)
    ),
}


# Entries whose check on data no fault has been written for yet.
NOT_YET = {"G6", "P0", "P1", "S3", "S4", "S5"}


def test_every_check_on_data_is_broken_once() -> None:
    checked = {key for key, e in entries().items() if e.on_data}
    broken = {key for key, _ in BROKEN} | {key for key, e in entries().items() if e.broken}
    assert broken.isdisjoint(NOT_YET)
    assert checked == broken | (checked & NOT_YET)


@pytest.mark.parametrize(("key", "what"), BROKEN)
def test_a_broken_library_is_noticed(key: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = load(TRIANGLES)
    on_data = entries()[key].on_data
    assert on_data is not None
    assert isinstance(on_data(Case(data)), Proved)
    monkeypatch.setattr(*BROKEN[key, what]())
    verdict = on_data(Case(data))
    assert isinstance(verdict, Refuted), verdict
