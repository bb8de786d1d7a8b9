"""``minimize --dask``: restarts on a real scheduler, with the bytes of the serial search."""

from __future__ import annotations

import pytest

from proofs.cli import run

pytestmark = pytest.mark.slow
SEARCH = ("--architecture", "two-layer", "--restarts", "24", "--seed", "3", "-q")


@pytest.fixture
def source(tmp_path):
    """Fifty points of three classes without any order: greedy peeling is not the end."""
    rows = ["label,x,y"]
    rows += [f"{'abc'[i * i % 7 % 3]},{37 * i % 53},{29 * i % 47}" for i in range(50)]
    path = tmp_path / "mixed.csv"
    path.write_text("\n".join(rows) + "\n")
    return str(path)


def test_a_scheduler_gives_the_same_bytes(source, tmp_path):
    distributed = pytest.importorskip("distributed")
    alone, shared = tmp_path / "alone.json", tmp_path / "shared.json"
    assert run(["minimize", source, *SEARCH, "-o", str(alone)]) == 0
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        cluster.get_client() as client,
        distributed.get_task_stream(client) as stream,
    ):
        there = ["--dask", cluster.scheduler_address, "-o", str(shared)]
        assert run(["minimize", source, *SEARCH, *there]) == 0
    assert shared.read_bytes() == alone.read_bytes()
    assert len({task["worker"] for task in stream.data}) == 2


def test_no_scheduler_is_a_plain_line(source, capsys):
    assert run(["minimize", source, *SEARCH, "--dask", "nowhere"]) == 2
    assert "--dask: expected the address of a scheduler, found 'nowhere'" in capsys.readouterr().err
