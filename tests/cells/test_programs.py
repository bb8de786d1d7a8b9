"""The linear programs that propose cells, beside SciPy's; and searches that are cut short."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import linprog

from symbolic import ClusterData, fewest_cells
from symbolic.cells import find_cells
from symbolic.grid import Grid
from symbolic.peeling import Peeler
from symbolic.pool import Pool
from symbolic.programs import SoftSeparation
from symbolic.proposals import Budget
from symbolic.restarts import Search


def lacking(P, direction, offset):
    """What each point lacks of being cut off."""
    return np.maximum(P @ direction - (offset - 1), 0)


def optimum(P, O, charges):
    """The least charge, by the program as it is written."""
    n, m, d = len(P), len(O), P.shape[1]
    cut = np.hstack([P, -np.ones((n, 1)), -np.eye(n)])
    kept = np.hstack([-O, np.ones((m, 1)), np.zeros((m, n))])
    found = linprog(
        np.concatenate([np.zeros(d + 1), charges]),
        A_ub=np.vstack([cut, kept]),
        b_ub=-np.ones(n + m),
        bounds=[(None, None)] * (d + 1) + [(0, None)] * n,
    )
    return found.fun


@pytest.mark.parametrize("seed", range(12))
def test_the_dual_has_the_least_charge(seed):
    rng = np.random.default_rng(seed)
    d = int(rng.integers(1, 5))
    P, O = rng.normal(size=(20, d)), rng.normal(size=(15, d)) + rng.integers(0, 3)
    program = SoftSeparation(P[:12], O[:9])
    for inner, outer in ((12, 9), (12, 15), (20, 15)):  # points that come in later count as well
        if outer > 9 and inner == 12:
            program.take(O[9:])
        if inner > 12:
            program.charge(P[12:])
        for _ in range(3):  # other charges go on from the last
            charges = np.exp(rng.normal(size=inner))
            direction, offset = program.plane(charges, None)
            assert (O[:outer] @ direction >= offset + 1 - 1e-6).all()
            least = optimum(P[:inner], O[:outer], charges)
            assert charges @ lacking(P[:inner], direction, offset) == pytest.approx(least, abs=1e-6)


def crowd(N, classes):
    rng = random.Random(N)
    points = list({(rng.randint(0, 60), rng.randint(0, 60)) for _ in range(N)})
    rows = {"abc"[k]: points[k::classes] for k in range(classes)}
    return Pool.of(ClusterData.from_rows(rows))


def test_a_run_is_extended():
    """Classes on two sides of a plane, a tenth of the labels wrong: cells are larger than runs."""
    rng, rows = random.Random(1), {"a": [], "b": []}
    for _ in range(300):
        x = [rng.randint(0, 99) for _ in range(4)]
        rows["ab"[(x[0] + x[1] > x[2] + x[3]) != (rng.random() < 0.1)]].append(x)
    pool = Pool.of(ClusterData.from_rows(rows))
    peeler = Peeler(Grid(pool.inputs), pool.group)
    alive = np.arange(len(pool.inputs))
    swept = peeler.sweep(alive, random.Random(0))
    peeled = peeler.peel(alive, None, Budget(float("inf")))
    assert len(peeled) < 0.8 * len(swept)
    left = set(alive)
    for cut, _ in pairwise(peeled):
        left -= set(cut.points)
        top = peeler.grid.heights(cut.normal, np.array(cut.points)).max()
        assert top < peeler.grid.heights(cut.normal, np.array(sorted(left))).min()


def test_a_restart_without_budget_is_given_up():
    pool = crowd(60, 2)
    peeler, alive = Peeler(Grid(pool.inputs), pool.group), np.arange(len(pool.inputs))
    assert peeler.peel(alive, random.Random(1), Budget(0), limit=1000) is None
    assert peeler.peel(alive, None, Budget(0)) is not None


def test_a_solver_that_gives_up_is_no_answer(monkeypatch):
    pytest.importorskip("pysat", reason="the extra `sat` is not installed")
    pool = crowd(30, 3)
    monkeypatch.setattr(fewest_cells, "CONFLICTS", 1)
    cells = find_cells(pool, Search(restarts=0))
    assert cells.at_least < len(cells.cells)
    assert cells.fewest.unknown == fewest_cells.TOO_LONG
    assert not cells.fewest.crossings
