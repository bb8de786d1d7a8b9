"""``shallow`` and ``capacity`` on the command line: what they print, their JSON, their exit codes,
what they refuse.
"""

from __future__ import annotations

import json

import pytest

from proofs.checker import check_file
from proofs.cli import run
from symbolic import least_cost
from symbolic.truncation_network import Undecided
from tests.test_layers import ROOT

TRIANGLES = str(ROOT / "notebooks" / "data" / "two_triangles.json")
XOR = {
    "name": "xor",
    "classes": [
        {"label": "a", "points": [[0, 0], [1, 1]]},
        {"label": "b", "points": [[0, 1], [1, 0]]},
    ],
}
SHALLOW = {
    "statement",
    "Q",
    "M",
    "delta_P_squared",
    "trivial",
    "bound",
    "naive",
    "projected",
    "linear",
    "affine",
    "exceptions",
}


@pytest.fixture
def xor(tmp_path):
    path = tmp_path / "xor.json"
    path.write_text(json.dumps(XOR))
    return str(path)


def test_shallow_json_has_the_promised_keys(capsys):
    assert run(["shallow", TRIANGLES, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document.keys() >= SHALLOW and document["statement"] == "S4"
    assert (document["linear"], document["trivial"], document["exceptions"]) == (
        "4622/594439",
        "2",
        0,
    )


def test_shallow_prints_the_chain_and_draws_it(tmp_path, capsys):
    figure, certificate = tmp_path / "chain.svg", tmp_path / "c.json"
    assert run(["shallow", TRIANGLES, "--figure", str(figure), "-o", str(certificate)]) == 0
    shown = capsys.readouterr().out
    for word in ("affine", "projected", "naive", "bound", "trivial", "4622/594439", "width 2"):
        assert word in shown
    assert "<svg" in figure.read_text() and check_file(certificate).verdict == "proved"
    first = figure.read_bytes()
    assert run(["shallow", TRIANGLES, "--figure", str(figure), "-q"]) == 0
    assert figure.read_bytes() == first and not capsys.readouterr().out


def test_shallow_says_where_the_means_are_dependent(xor, capsys):
    assert run(["shallow", xor]) == 0
    assert "linearly dependent" in capsys.readouterr().out
    assert run(["shallow", xor, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {
        document[k] for k in ("delta_P_squared", "bound", "naive", "projected", "exceptions")
    } == {None}


def test_auto_says_that_truncation_was_not_decided_in_time(tmp_path, capsys, monkeypatch):
    """Two layers are an answer; that there is no truncation network is not said by them."""

    def late(data, layers, seconds):
        return Undecided(f"no decision within {seconds:g} s")

    monkeypatch.setattr(least_cost, "zero_loss", late)
    arguments = ["minimize", TRIANGLES, "--time", "3", "-o", str(tmp_path / "c.json")]
    assert run(arguments) == 0
    shown = capsys.readouterr().out
    told = "Unknown whether there is a truncation network: no decision within 1.5 s."
    assert told in shown and "No truncation network" not in shown
    assert "P1 proved" in shown
    assert run([*arguments, "--architecture", "two-layer"]) == 0
    assert "truncation network" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("widths", "code", "verdict", "by"),
    [("2,2", 1, "no", "W1"), ("2,1,2", 1, "no", "W2"), ("2,2,2", 0, "yes", "O2")],
)
def test_capacity_answers(xor, widths, code, verdict, by, tmp_path, capsys):
    target = tmp_path / "c.json"
    assert run(["capacity", xor, "--widths", widths, "-o", str(target)]) == code
    assert f"zero loss: {verdict}" in capsys.readouterr().out
    assert check_file(target).verdict == "proved"
    assert run(["capacity", xor, "--widths", widths, "--json"]) == code
    document = json.loads(capsys.readouterr().out)
    assert document["widths"] == [int(w) for w in widths.split(",")]
    assert (document["verdict"], document["statement"]) == (verdict, by) and document["reason"]
    assert ("layers" in document) == (verdict == "yes")


def test_capacity_unknown_exits_with_three(capsys):
    assert run(["capacity", "sklearn:iris", "--widths", "4,3,3"]) == 3
    shown = capsys.readouterr().out
    assert "unknown" in shown and "almost every array of N targets" in shown
    assert "do not" in shown and "reach zero loss" in shown


def test_a_table(xor, capsys):
    assert run(["capacity", xor, "--table", "--width", "2", "--depth", "1", "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    assert [(a["widths"], a["verdict"]) for a in answers] == [
        ([2, 2], "no"),
        ([2, 1, 2], "no"),
        ([2, 2, 2], "yes"),
    ]
    assert run(["capacity", xor, "--table", "--width", "2", "--depth", "1"]) == 0
    assert "2-2-2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["capacity", TRIANGLES, "--widths", "3,2"],
            "expected 2 first and 2 last (M and Q of the data), found 3,2",
        ),
        (
            ["capacity", TRIANGLES, "--widths", "2,x"],
            "expected whole numbers M,d1,...,Q, found '2,x'",
        ),
        (["capacity", TRIANGLES, "--widths", "2,0,2"], "expected positive widths"),
        (["capacity", TRIANGLES], "expected M,d1,...,Q, or --table instead"),
        (["capacity", TRIANGLES, "--widths", "2,2", "--table"], "or --table instead"),
        (["shallow", TRIANGLES, "--weights", "1,-1"], "expected a weight > 0, found -1"),
        (
            ["shallow", TRIANGLES, "--weights", "1"],
            "expected one weight for each of 2 classes, found 1",
        ),
        (["shallow", TRIANGLES, "--weights", "1,0.5x"], "expected an exact number"),
        (
            ["shallow", TRIANGLES, "--figure", "chain.gif"],
            "--figure: expected a name ending in .svg",
        ),
    ],
)
def test_one_line_for_what_is_refused(arguments, message, capsys):
    assert run(arguments) == 2
    streams = capsys.readouterr()
    assert message in streams.err and streams.err.count("\n") == 1


def test_flow_at_the_zero_loss_network(tmp_path, capsys):
    target = tmp_path / "e2.json"
    assert run(["flow", TRIANGLES, "-o", str(target)]) == 0
    shown = capsys.readouterr().out
    assert "kept: 3 of 3 entries of M" in shown and "changed by exactly" in shown
    assert "rank J = 4 of QN = 12" in shown and "at rest (E5)" in shown
    assert check_file(target).verdict == "proved"


def test_flow_at_a_given_network(xor, tmp_path, capsys):
    layers = [
        {"W": [["1", "1"], ["1", "2"]], "b": ["1", "-1/2"]},
        {"W": [["1", "0"], ["0", "1"]], "b": ["0", "0"]},
    ]
    path = tmp_path / "net.json"
    path.write_text(json.dumps({"layers": layers}))
    assert run(["flow", xor, str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["statement"] == "E2" and document["constants"][0]["layer"] == 1
    assert run(["flow", TRIANGLES, str(path), "--step", "0"]) == 2


def test_truncation_dynamics(tmp_path, capsys):
    target = tmp_path / "e4.json"
    assert run(["flow", TRIANGLES, "--start", "1/2,1/3", "-o", str(target)]) == 0
    shown = capsys.readouterr().out
    assert (
        shown.index("p2 reaches 1/4") < shown.index("p1 reaches 1/4") and "p1 tends to 0" in shown
    )
    assert check_file(target).verdict == "proved"
    figure = tmp_path / "events.svg"
    drawn = ["flow", TRIANGLES, "--start", "1/2,1/3", "--figure", str(figure), "-q"]
    assert run(drawn) == 0
    first = figure.read_bytes()
    assert run(drawn) == 0 and figure.read_bytes() == first and b"<svg" in first


def test_the_adapted_flow(tmp_path, capsys):
    target = tmp_path / "e5.json"
    assert run(["flow", TRIANGLES, "--adapted", "-o", str(target)]) == 0
    assert "rank J = 4 of QN = 12" in capsys.readouterr().out
    assert check_file(target).statement == "E5" and check_file(target).verdict == "proved"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["flow", TRIANGLES, "--figure", "x.svg"], "expected with --start"),
        (["flow", TRIANGLES, "--adapted", "--start", "1,1"], "expected without --start"),
        (["capacity", TRIANGLES, "--widths", "2,2", "--time", "-1"], "expected seconds >= 0"),
        (["flow", TRIANGLES, "--start", "1/2"], "expected 2 numbers, found 1"),
        (
            ["flow", TRIANGLES, "--start", "4,1/2"],
            "expected a start that is none of the inputs, found 4",
        ),
        (["flow", TRIANGLES, "--step", "-1"], "expected a length > 0"),
        (["flow", TRIANGLES, "nowhere.json"], "nowhere.json"),
        (
            ["flow", str(ROOT / "notebooks" / "data" / "crossing.json")],
            "no truncation network of zero loss",
        ),
    ],
)
def test_one_line_for_what_flow_refuses(arguments, message, capsys):
    assert run(arguments) == 2
    streams = capsys.readouterr()
    assert message in streams.err and streams.err.count("\n") == 1


def test_why_not_as_a_truncation_network(tmp_path, capsys):
    """Equal targets have one, which T3 does not build: that there is none must not be said."""
    path = tmp_path / "equal.json"
    classes = [{"label": c, "target": [1, 0], "points": [[x]]} for c, x in (("a", 0), ("b", 2))]
    path.write_text(json.dumps({"name": "equal", "classes": classes}))
    assert run(["minimize", str(path), "-o", str(tmp_path / "c.json")]) == 0
    printed = capsys.readouterr().out
    assert "Not as a truncation network: T3 is for affinely independent targets." in printed
    assert "No truncation network" not in printed
    assert "1 cell (no list is shorter):" in printed


def test_a_linear_readout_that_is_the_best_affine_one_is_not_confined(tmp_path, capsys):
    """T5c: three points on a line that misses the origin, so that c = 0 costs nothing."""
    path = tmp_path / "line.json"
    rows = {"a": [[0, 1]], "b": [[3, 1], [4, 1]]}
    classes = [{"label": label, "points": points} for label, points in rows.items()]
    path.write_text(json.dumps({"name": "line", "classes": classes}))
    assert run(["landscape", str(path), "-o", str(tmp_path / "c.json")]) == 0
    _, _, linear, affine, other, *_ = capsys.readouterr().out.splitlines()
    assert linear.split() == ["∅", "linear", "2/51", "12", *["proved"] * 3]
    assert affine.split()[2] == "2/51"
    assert "proved within c = 0" in other


def test_coordinates_beyond_floats_are_not_drawn(tmp_path, capsys):
    path, figure = tmp_path / "huge.json", tmp_path / "events.svg"
    huge = "1" + "0" * 400
    rows = {"a": [["0", "0"], [huge, "0"]], "b": [["0", huge], [huge, huge]]}
    classes = [{"label": label, "points": points} for label, points in rows.items()]
    path.write_text(json.dumps({"name": "huge", "classes": classes}))
    command = ["flow", str(path), "--start", "1,1", "-q", "-o", str(tmp_path / "c.json")]
    assert run(command) == 0
    assert run([*command, "--figure", str(figure)]) == 2
    assert capsys.readouterr().err.endswith("which draw it, found larger ones\n")
    assert not figure.exists()
