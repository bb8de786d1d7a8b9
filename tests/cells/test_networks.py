"""P1-P3, W2: sizes of the networks, bounds, options, and hard shapes with known answers."""

import json
import sys
from pathlib import Path

import pytest

from proofs.certificates.cells import interpolation_certificate
from proofs.cli import run
from symbolic import ClusterData, InputError, ZeroLoss, load
from symbolic.cells import Search, find_cells
from symbolic.least_cost import least_cost_network
from symbolic.pool import Pool
from symbolic.two_layer_form import two_layer

ROOT = Path(__file__).parents[2]
DATA = ROOT / "notebooks" / "data" / "cells"
XOR = {"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]}


def pool_of(classes, **options):
    return Pool.of(ClusterData.from_rows(classes, any_targets=True, **options))


@pytest.mark.parametrize("proving", [True, False], ids=["with a solver", "without one"])
@pytest.mark.parametrize(
    ("name", "count", "stuck"),
    [
        ("xor.json", 3, 3),
        ("five_in_the_plane.json", 5, 5),
        ("moons.csv", 4, 3),
        ("circles.csv", 5, 3),
    ],
)
def test_cells_of_shipped_data(name, count, stuck, proving, monkeypatch):
    """The least numbers, proved by the optional solver; without it the list may be longer, and the
    bound is that of the stuck classes.
    """
    if not proving:
        monkeypatch.setitem(sys.modules, "pysat.solvers", None)
    elif count > stuck:
        pytest.importorskip("pysat", reason="the extra `sat` is not installed")
    cells = find_cells(Pool.of(load(str(DATA / name))))
    assert len(cells.cells) >= count
    assert cells.at_least == (count if proving else stuck)
    if proving:
        assert len(cells.cells) == count
    elif count > stuck:
        assert "python-sat is not installed" in cells.fewest.unknown


def test_iris_has_five_cells_greedily_and_four_by_restarts():
    pool = Pool.of(load("sklearn:iris"))
    assert len(find_cells(pool, Search(restarts=0)).cells) <= 5
    interpolation = two_layer(pool)
    assert len(interpolation.cells.cells) == interpolation.cells.at_least == 4
    assert interpolation.network.parameter_count <= 39
    entries = [e for layer in interpolation.network.layers for e in layer.augmented.to_list_flat()]
    assert all(len(str(entry)) <= 4 for entry in entries)


@pytest.mark.parametrize(
    ("name", "widths"), [("wine", (13, 2, 2, 3)), ("breast_cancer", (30, 1, 1, 2))]
)
def test_separable_data_have_one_cell_a_class(name, widths):
    assert two_layer(Pool.of(load(f"sklearn:{name}"))).network.widths == widths


@pytest.mark.slow
def test_digits_have_775_numbers():
    network = two_layer(Pool.of(load("sklearn:digits"))).network
    assert (network.widths, network.parameter_count) == ((64, 9, 9, 10), 775)


def test_the_same_search_gives_the_same_bytes_whatever_the_number_of_processes():
    pool = pool_of(
        {"a": [[0, 0], [1, 1], [3, 1]], "b": [[0, 1], [1, 0], [2, 2]], "c": [[1, 2], [2, 0]]}
    )
    texts = {
        interpolation_certificate(two_layer(pool, Search(restarts=9, seed=5, jobs=jobs)))
        for jobs in (1, 1, 2)
    }
    assert len(texts) == 1


def test_no_input_lies_on_a_hyperplane():
    pool = Pool.of(load(str(DATA / "moons.csv")))
    inputs = pool.inputs
    for cell in find_cells(pool, Search(restarts=0)).cells[:-1]:
        normal = cell.hyperplane.normal.to_list_flat()
        heights = [sum(f * e for f, e in zip(normal, x, strict=True)) for x in inputs]
        assert cell.hyperplane.offset not in heights


def test_a_thin_gap_is_seen():
    """Separable by 1e-30 only: one cell a class all the same."""
    rows = {"a": [[0, 0], [1, "1e-30"]], "b": [[0, "1e-30"], [1, "2e-30"]]}
    assert len(find_cells(pool_of(rows)).cells) == 2


def test_time_is_kept_and_everything_is_still_exact():
    classes = {
        "a": [[i, i * i % 11] for i in range(40)],
        "b": [[i, i * i % 13 + 20] for i in range(40)],
    }
    interpolation = two_layer(pool_of(classes), Search(seconds=0.0))
    assert interpolation.cells.at_least <= len(interpolation.cells.cells) <= 80


def test_more_layers_change_nothing_but_the_depth():
    pool = pool_of(XOR)
    short, long = two_layer(pool), two_layer(pool, layers=5)
    assert long.network.L == 5
    assert long.network(pool.data.inputs) == short.network(pool.data.inputs)
    with pytest.raises(InputError, match="at least 2"):
        two_layer(pool, layers=1)


def test_equal_targets_are_one_group():
    pool = pool_of({"a": [[0]], "b": [[2]], "c": [[1]]}, targets=[[1, 0, 0], [0, 1, 0], [1, 0, 0]])
    cells = find_cells(pool)
    assert len(pool.groups) == len(cells.cells) == 2 and cells.obstruction is None


def test_auto_prefers_truncation_and_says_why_not():
    separable = ClusterData.from_rows({"a": [[0, 0]], "b": [[2, 0]]})
    assert isinstance(least_cost_network(separable), ZeroLoss)
    assert least_cost_network(ClusterData.from_rows(XOR)).cells.obstruction.stuck == (0, 1)
    with pytest.raises(InputError, match="truncation, for these options"):
        least_cost_network(separable, "deep", mu="1/2")
    with pytest.raises(InputError, match="none for narrow"):
        least_cost_network(separable, "narrow", layers=3)
    with pytest.raises(InputError, match="one of auto"):
        least_cost_network(separable, "wide")


LABELS = ROOT / "tests" / "corpora" / "labels"
ANSWERS = {
    "all_points_shared.json": (1, "P0", "1"),
    "csv_shared_point.csv": (1, "P0", "1"),
    "shared_point.json": (1, "P0", "1/2"),
    "targets_singular.json": (0, "P1", "0"),
    "targets_zero.json": (0, "P1", "0"),
}


def test_every_file_of_labels_has_its_answer():
    assert sorted(ANSWERS) == sorted(path.name for path in LABELS.iterdir())


@pytest.mark.parametrize("name", ANSWERS)
def test_labels(name, capsys):
    code, statement, cost = ANSWERS[name]
    assert run(["minimize", str(LABELS / name), "--json"]) == code
    document = json.loads(capsys.readouterr().out)
    assert (document["statement"], document["cost_squared"]) == (statement, cost)


def test_a_small_network_is_printed(capsys, tmp_path):
    assert run(["minimize", str(DATA / "xor.json"), "-o", str(tmp_path / "x.json")]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "  h1_1 = max(0, -2 x1 + 2 x2 - 1)" in printed
    why = "no order of the classes works, for convex hulls meet (T3')"
    assert f"No truncation network: {why}: those of 'even', 'odd'." in printed


def test_classes_with_one_target_are_all_named_in_their_cell(capsys, tmp_path):
    source = tmp_path / "same.json"
    classes = [
        {"label": label, "target": ["1", "0"], "points": points}
        for label, points in (("a", [["1", "0"]]), ("b", [["0", "1"], ["2", "2"]]))
    ]
    source.write_text(json.dumps({"classes": classes}), encoding="ascii")
    assert run(["minimize", str(source), "-o", str(tmp_path / "c.json")]) == 0
    assert "  cell 1: 1 of 'a', 2 of 'b'" in capsys.readouterr().out.splitlines()
