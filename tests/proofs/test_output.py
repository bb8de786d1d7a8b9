"""Where output goes and what the exit code says of it; what the terminal gets to see."""

import json
import os
import stat
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from proofs.cli import run
from proofs.commands.tables import visible
from proofs.files import NotWritten, write_whole
from proofs.ledger import entries

ROOT = Path(__file__).parents[2]
EXAMPLE = "example:two_triangles"
BUILDERS = ["minimize", "landscape", "degeneracy"]


def command(*arguments, stdout=subprocess.PIPE, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "proofs", *arguments],
        cwd=ROOT,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("name", BUILDERS)
def test_a_symbolic_link_stays_one(name, tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    link.symlink_to(real)
    assert run([name, EXAMPLE, "-q", "-o", str(link)]) == 0
    assert link.is_symlink()
    assert json.loads(real.read_text())["data"]["name"] == "two triangles"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "real.json"]


@pytest.mark.parametrize("name", BUILDERS)
def test_a_full_device_is_no_refutation_and_stays_a_device(name, capsys):
    before = os.stat("/dev/full")
    assert run([name, EXAMPLE, "-q", "-o", "/dev/full"]) == 4
    err = capsys.readouterr().err
    assert err == (
        "truncation: /dev/full: expected a file that can be written, "
        "found no space left on device\n"
    )
    after = os.stat("/dev/full")
    assert stat.S_ISCHR(after.st_mode)
    assert (after.st_rdev, after.st_ino) == (before.st_rdev, before.st_ino)


@pytest.mark.parametrize("name", BUILDERS)
def test_a_full_stdout_has_a_code_of_its_own(name):
    with open("/dev/full", "wb") as full:
        process = command(name, EXAMPLE, "--json", stdout=full)
        _, err = process.communicate()
    assert process.returncode == 4
    assert err.decode().count("\n") == 1
    assert b"no space left on device" in err


def test_a_closed_pipe_is_no_refutation():
    process = command("prove", EXAMPLE, "--json")
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait() == 141
    assert err == b""


@pytest.mark.parametrize("name", BUILDERS)
def test_stdout_as_the_file(name, tmp_path, capfdbinary):
    assert run([name, EXAMPLE, "-q", "-o", str(tmp_path / "file.json")]) == 0
    capfdbinary.readouterr()
    assert run([name, EXAMPLE, "-o", "-"]) == 0
    captured = capfdbinary.readouterr()
    assert captured.out == (tmp_path / "file.json").read_bytes()
    assert b"two triangles" in captured.err


def test_an_encoding_without_the_letters():
    process = command("landscape", EXAMPLE, PYTHONIOENCODING="ascii")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert rb"value C\xb2" in out


def test_a_pipe_gets_the_content(tmp_path):
    read, write = os.pipe()
    with os.fdopen(read) as reader, os.fdopen(write, "w"):
        write_whole(Path(f"/dev/fd/{write}"), "whole\n")
        assert reader.readline() == "whole\n"


def test_what_the_disk_refuses_is_told_from_what_nobody_may_write(tmp_path):
    with pytest.raises(NotWritten, match="no space left on device"):
        write_whole(Path("/dev/full"), "x")
    with pytest.raises(Exception, match="expected a file that can be written") as refusal:
        write_whole(tmp_path / "none" / "x", "x")
    assert not isinstance(refusal.value, NotWritten)


NASTY = "a\x1b[31mb\x07\n\x9bc\u202e\ttail"


@pytest.mark.parametrize("name", BUILDERS)
def test_control_characters_of_the_data_do_not_reach_the_terminal(name, tmp_path, capsys):
    points = {NASTY: [["4", "0"], ["5", "1"]], "other": [["0", "4"]]}
    classes = [{"label": label, "points": rows} for label, rows in points.items()]
    path = tmp_path / "data.json"
    path.write_text(json.dumps({"name": NASTY, "classes": classes}))
    assert run([name, str(path), "-o", str(tmp_path / "out.json")]) == 0
    captured = capsys.readouterr()
    for line in (captured.out + captured.err).split("\n"):
        assert line.isprintable(), line


def test_what_is_visible_is_kept():
    assert visible("Größe ∅ x̄") == "Größe ∅ x̄"
    assert visible("a\u202eb\n") == r"a\u202eb\n"


def test_no_value_is_cut_where_there_is_no_terminal(capsys):
    assert run(["landscape", "sklearn:iris", "--features", "0,1,2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    heads = lines[1]
    assert heads.split() == [
        "collapsed", "readout", "value", "C²", "dimension",
        "output", "layer", "apexes", "held", "all", "parameters",
    ]  # fmt: skip
    assert len(lines[2:16]) == 14
    assert all(
        line.split()[-1] in ("proved", "refuted", "unknown", "candidate") for line in lines[2:16]
    )


def test_the_gauge_is_named_and_so_is_the_readout_of_equal_values(capsys):
    assert run(["landscape", "example:crossing"]) == 0
    out = capsys.readouterr().out
    assert "∅          linear   4/3       12         proved within c = 0" in out
    assert "∅          affine   1         12         proved               proved" in out
    assert "equal values (affine readout): {}; {a}; {b}" in out
    assert "unknown" not in out


def test_the_version(capsys):
    for option in ("--version", "-V"):
        assert run([option]) == 0
        assert capsys.readouterr().out == f"truncation {version('truncation')}\n"


def test_the_ledger_is_listed_and_shown(capsys):
    assert run(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(entries())
    for spelling in ("t5d", "T5D", "T5d"):
        assert run(["show", spelling]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith("T5d (statement): With free apexes")
        assert "wide-enough" in shown
    assert run(["show", "T99"]) == 2
    assert "T99: expected one of D1, " in capsys.readouterr().err
