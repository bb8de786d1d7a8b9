"""A long run may be stopped at any moment, by any means, on any number of processes: the final
bytes are the same.

What "not computed again" means is counted: the section of each subset is computed through a
function that keeps a tally.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from proofs import certificates
from proofs.checker import check
from proofs.cli import run
from symbolic.minima import landscape
from symbolic.parallel import in_order
from symbolic.sources import load

ROOT = Path(__file__).parents[2]
Q = 4
LINES = 2 * (2**Q - 1)


def simplices(classes):
    """Three points around each 4 e_j, all different, so that all values are."""
    rows = {}
    for j in range(classes):
        corner = [4 * (k == j) for k in range(classes)]
        steps = [[f"{corner[k] + (k == i)}/1" for k in range(classes)] for i in range(2)]
        rows[f"c{j}"] = [[f"{8 * e + j}/8" for e in corner], *steps]
    return {"classes": [{"label": label, "points": points} for label, points in rows.items()]}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "simplices.json"
    path.write_text(json.dumps(simplices(Q)))
    return str(path)


@pytest.fixture(scope="module")
def whole(source, tmp_path_factory):
    """The bytes of an uninterrupted run."""
    path = tmp_path_factory.mktemp("whole") / "c.json"
    assert run(["landscape", source, "-q", "-o", str(path)]) == 0
    assert check(path.read_bytes()).verdict == "proved"
    return path.read_bytes()


@pytest.fixture
def tally(monkeypatch):
    """Counts the computed sections by (subset, readout); with `stop` set, raises it after so
    many.
    """

    class Tally(Counter):
        stop = None

    counted, compute = Tally(), certificates.minimum_section

    def section(minima, subset, kind):
        if counted.stop is not None and counted.total() >= counted.stop[0]:
            raise counted.stop[1]
        counted[subset, kind] += 1
        return compute(minima, subset, kind)

    monkeypatch.setattr(certificates, "minimum_section", section)
    return counted


def part_of(path):
    return path.with_name(path.name + ".part")


def whole_lines(raw, text):
    """How many minima of the full certificate are whole lines of the beginning `text` of it."""
    header = raw.index(b'"minima": [') + len(b'"minima": [')
    ends = [i for i in range(header, raw.index(b'\n"equal_values"') + 1) if raw[i : i + 1] == b"\n"]
    assert len(ends) == LINES
    return sum(end < len(text) for end in ends)


@pytest.mark.parametrize("done", [0, 1, 7, LINES - 1])
def test_interrupted_after_some_subsets(done, source, whole, tally, tmp_path, capsys):
    path = tmp_path / "c.json"
    tally.stop = (done, KeyboardInterrupt())
    assert run(["landscape", source, "-q", "-o", str(path)]) == 130
    assert capsys.readouterr().err == "truncation: interrupted\n"
    assert not path.exists()
    assert whole_lines(whole, part_of(path).read_bytes()) == done
    tally.stop = None
    assert run(["landscape", source, "-q", "-o", str(path)]) == 0
    assert path.read_bytes() == whole
    assert not part_of(path).exists()
    assert len(tally) == LINES
    assert set(tally.values()) == {1}


def test_interrupted_again_and_again(source, whole, tally, tmp_path):
    path = tmp_path / "c.json"
    arguments = ["landscape", source, "-q", "-o", str(path)]
    for done in range(5, LINES, 5):
        tally.stop = (done, KeyboardInterrupt())
        assert run(arguments) == 130
    tally.stop = None
    assert run(arguments) == 0
    assert path.read_bytes() == whole
    assert set(tally.values()) == {1}


def cuts(raw):
    """Where a file can be cut off: in and around the header, a line, the end of the list, the
    digest.
    """
    header = raw.index(b'"minima": [') + len(b'"minima": [')
    first = raw.index(b"\n", header)
    end = raw.index(b'\n"equal_values"')
    return [
        0,
        1,
        header - 1,
        header,
        header + 1,
        first - 1,
        first,
        first + 1,
        first + 2,
        (header + end) // 2,
        end - 1,
        end,
        end + 1,
        end + 20,
        len(raw) - 70,
        len(raw) - 1,
    ]


@pytest.mark.parametrize("which", range(16))
def test_cut_off_anywhere(which, source, whole, tally, tmp_path):
    name = ("c.json.part", "c.json")[which % 2]
    beginning = whole[: cuts(whole)[which]]
    (tmp_path / name).write_bytes(beginning)
    assert run(["landscape", source, "-q", "-o", str(tmp_path / "c.json")]) == 0
    assert (tmp_path / "c.json").read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]
    assert tally.total() == LINES - whole_lines(whole, beginning)


def test_a_finished_file_is_not_computed_again(source, whole, tally, tmp_path):
    path = tmp_path / "c.json"
    path.write_bytes(whole)
    assert run(["landscape", source, "-q", "-o", str(path)]) == 0
    assert path.read_bytes() == whole
    assert not tally


def test_what_follows_a_broken_line_is_computed_again(source, whole, tally, tmp_path):
    lines = whole.split(b"\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(b'"minima"'))
    for number, broken in ((3, b"{"), (5, lines[at + 6]), (8, b"")):
        tally.clear()
        part_of(tmp_path / "c.json").write_bytes(
            b"\n".join([*lines[: at + number], broken, *lines[at + number + 1 :]])
        )
        assert run(["landscape", source, "-q", "-o", str(tmp_path / "c.json")]) == 0
        assert (tmp_path / "c.json").read_bytes() == whole
        assert tally.total() == LINES - number
        (tmp_path / "c.json").unlink()


@pytest.mark.parametrize(
    "options", [["--layers", "6"], ["--mu", "2/3"], ["--values-only"], ["--select", "c0,c1"]]
)
def test_the_lines_of_another_run_are_not_taken(options, source, whole, tmp_path, capsys):
    path = tmp_path / "c.json"
    part_of(path).write_bytes(whole[: len(whole) // 2])
    assert run(["landscape", source, "-q", "-o", str(path), *options]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"{part_of(path)}: expected lines of the same data and options" in line
    assert part_of(path).read_bytes() == whole[: len(whole) // 2]
    assert not path.exists()


def test_a_finished_file_of_another_run_is_replaced(source, whole, tmp_path):
    path = tmp_path / "c.json"
    for options in (["--layers", "6"], []):
        assert run(["landscape", source, "-q", "-o", str(path), *options]) == 0
    assert path.read_bytes() == whole


@pytest.fixture(autouse=True)
def heeded_interrupts():
    """A process that ignores SIGINT (one started in the background by a shell) hands that on to its
    children.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def command(source, path, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "proofs", "landscape", source, "-q", "-o", str(path), *options],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )


def grown(path, lines, running):
    """Wait until so many lines of minima are in the growing file."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit and running():
        if part_of(path).exists() and part_of(path).read_bytes().count(b'"collapsed"') > lines:
            return
        time.sleep(0.001)
    pytest.fail("the file did not grow")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_process(how, source, whole, tally, tmp_path):
    path = tmp_path / "c.json"
    process = command(source, path)
    grown(path, 5, lambda: process.poll() is None)
    process.send_signal(how)
    process.communicate(timeout=60)
    assert process.returncode != 0
    kept = whole_lines(whole, part_of(path).read_bytes())
    assert kept >= 5
    assert run(["landscape", source, "-q", "-o", str(path)]) == 0
    assert path.read_bytes() == whole
    assert tally.total() == LINES - kept


# --- processes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [0, 11])
def test_two_processes(start, source, whole, tmp_path):
    path = tmp_path / "c.json"
    if start:
        part_of(path).write_bytes(b"\n".join(whole.split(b"\n")[: 13 + start]))
    assert run(["landscape", source, "-q", "--jobs", "2", "-o", str(path)]) == 0
    assert path.read_bytes() == whole


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as started:
        yield started


def test_a_cluster(cluster, source, whole, tmp_path):
    path = tmp_path / "c.json"
    assert (
        run(["landscape", source, "-q", "--dask", cluster.scheduler_address, "-o", str(path)]) == 0
    )
    assert path.read_bytes() == whole


def workers(cluster):
    """The process ids of the workers (not of their nannies)."""
    with cluster.get_client() as client:
        return list(client.run(os.getpid).values())


def test_a_worker_killed_in_the_middle_of_the_command(cluster, source, whole, tmp_path):
    path = tmp_path / "c.json"
    victim = workers(cluster)[0]
    process = command(source, path, "--dask", cluster.scheduler_address)
    grown(path, 2, lambda: process.poll() is None)
    os.kill(victim, signal.SIGKILL)
    _, complaint = process.communicate(timeout=100)
    assert process.returncode == 0, complaint
    assert path.read_bytes() == whole
    cluster.wait_for_workers(2)


def slow_and_logged(log, minima, subset, kind):
    """A section, slowly, with a line in the log."""
    time.sleep(0.05)
    with open(log, "a", encoding="ascii") as file:
        file.write(json.dumps([subset, kind, os.getpid()]) + "\n")
    return [list(subset), kind]


def test_a_killed_worker_loses_nothing_and_repeats_nothing_delivered(cluster, source, tmp_path):
    log = tmp_path / "log"
    minima = landscape(load(source))
    tasks = [[list(subset), kind] for subset in minima.subsets() for kind in minima.readouts]
    victim, delivered = workers(cluster)[0], []
    work = partial(slow_and_logged, str(log))
    for result in in_order(minima, work, dask=cluster.scheduler_address):
        delivered.append(result)
        if len(delivered) == 7:
            os.kill(victim, signal.SIGKILL)
    assert delivered == tasks
    computed = [json.loads(line) for line in log.read_text().splitlines()]
    assert {pid for *_, pid in computed} > {victim}
    # What was on the dead worker is computed again, however much had been handed on; nothing else
    # is.
    times = Counter(json.dumps(task) for *task, _ in computed)
    assert set(times) == {json.dumps(task) for task in tasks}
    assert max(times.values()) <= 2
