"""Where output goes and what the exit code says of it; what the terminal gets to see."""

import json
import os
import re
import stat
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import pytest
from sympy import QQ

from proofs.cli import run
from proofs.commands.tables import coloured, visible
from proofs.files import NotWritten, write_whole
from proofs.ledger import entries
from symbolic import zero_loss
from symbolic.separation import Hyperplane
from symbolic.sources import load

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
        "collapsed",
        "readout",
        "value",
        "C²",
        "dimension",
        "output",
        "layer",
        "apexes",
        "held",
        "all",
        "parameters",
    ]
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


def test_a_default_name_never_takes_the_place_of_another_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    named = ["two_triangles.minimize.json", "two_triangles.minimize-2.json"]
    for options, expected in (([], 0), ([], 0), (["--layers", "3"], 1), (["--layers", "3"], 1)):
        assert run(["minimize", EXAMPLE, *options]) == 0
        assert f"certificate: {named[expected]}\n" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(named)
    Path(named[0]).write_text("mine")
    assert run(["minimize", EXAMPLE, "-q"]) == 0
    assert Path(named[0]).read_text() == "mine"
    assert Path("two_triangles.minimize-3.json").exists()
    assert (
        run(["minimize", EXAMPLE, "-q", "-o", named[0]]) == 0
    )  # a name that was asked for is taken
    assert Path(named[0]).read_text() != "mine"


def test_margins_do_not_change_with_the_scale_of_the_normal():
    """The distance to the hyperplane, from the certificate's numbers alone."""
    outcome = zero_loss(load(EXAMPLE))
    for step in outcome.collapses:
        f = [Fraction(str(e)) for e in step.hyperplane.normal.to_list_flat()]
        expected = Fraction(str(step.margin)) ** 2 / sum(e * e for e in f)
        assert Fraction(str(step.distance_squared)) == expected
        other = replace(
            step,
            hyperplane=Hyperplane(step.hyperplane.normal * QQ(7), step.hyperplane.offset * 7),
            margin=step.margin * 7,
        )
        assert other.distance_squared == step.distance_squared


def test_one_is_singular_everywhere(capsys, tmp_path):
    one = tmp_path / "one.csv"
    one.write_text("label,x1\na,5\n")
    for arguments in (
        ["minimize", str(one), "-o", str(tmp_path / "m.json")],
        ["landscape", str(one)],
        ["shallow", str(one)],
        ["examine", str(tmp_path / "n.json"), str(one)],
        ["predict", str(tmp_path / "m.json"), str(one)],
        ["degeneracy", str(one)],
        ["capacity", str(one), "--widths", "1,1,1"],
    ):
        (tmp_path / "n.json").write_text(
            '{"layers":[{"W":[["1"]],"b":["1"]},{"W":[["1"]],"b":["1"]}]}'
        )
        assert run(arguments) in (0, 1)
        shown = capsys.readouterr().out
        assert not re.search(
            r"\b1 (\w+ )?(layers|classes|points|units|subsets|entries|parameters|inputs|equations"
            r"|cells|values)\b",
            shown,
        ), shown


def test_verdicts_are_in_colour_on_a_terminal_only(monkeypatch, capsys, tmp_path):
    certificate = tmp_path / "c.json"
    assert run(["minimize", EXAMPLE, "-q", "-o", str(certificate)]) == 0
    assert run(["check", str(certificate)]) == 0
    plain = capsys.readouterr().out
    assert ": proved: " in plain and "\x1b" not in plain
    assert coloured("a: refuted: b") == "a: \x1b[31mrefuted\x1b[0m: b"
    monkeypatch.setenv("NO_COLOR", "1")
    assert coloured("a: refuted: b") == "a: refuted: b"


@pytest.mark.parametrize("asked", (["T3", "N1"], ["L1"]))
def test_progress_ends_at_its_total(asked, monkeypatch, capsys):
    """What is asked for and all it rests on, and the checks on data that there are."""
    told = []

    @contextmanager
    def watched(name, total, quiet):
        yield lambda done: told.append((done, total))

    monkeypatch.setattr("proofs.commands.ledger.progress", watched)
    assert run(["prove", *asked, "example:two_triangles"]) == 0
    assert told[-1][0] == told[-1][1] == len(told)
