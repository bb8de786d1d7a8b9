"""Bounds of time and memory: what is not decided within them is unknown; what is small and false is
refused at once.
"""

from __future__ import annotations

import json
from fractions import Fraction as F

import pytest

from proofs.checker import Limits, check, check_file, limits
from proofs.checker.__main__ import main
from proofs.cli import run
from tests.checker import naive
from tests.checker.cases import raw
from tests.checker.corpus import VALID

SOON = Limits(seconds=60, megabytes=600)


def points_alone(q):
    """q classes of one point each on a line."""
    return [(f"c{j}", naive.unit(q, j), [[F(j)]]) for j in range(q)]


def many_partitions():
    """T6 for 14 classes, of which there are 190,899,322 partitions."""
    rest = {"K": 30, "hidden_layers": 1, "minima": [], "equal_values": []}
    return naive.certificate("T6", "many", points_alone(14), rest)


def many_subsets():
    """T5 for 60 classes."""
    classes = points_alone(60)
    rest = {
        "K": 122,
        "hidden_layers": 1,
        "values_only": True,
        "apexes": {label: [F(0)] for label, _, _ in classes},
        "minima": [],
        "equal_values": [],
    }
    return naive.certificate("T5", "many", classes, rest)


def no_architecture(q, widths, by, evidence):
    cert = naive.certificate(
        by,
        "many",
        points_alone(q),
        {
            "question": "capacity",
            "widths": [1, *widths, q],
            "verdict": "no",
            "reason": "",
            "evidence": evidence,
        },
    )
    return cert | {"schema": "truncation-certificate/2"}


def many_units():
    """S9 for 30 classes: a case for each of 2^30 - 1 sets."""
    g = [F(1), F(-1), *[F(0)] * 28]
    return no_architecture(30, [29], "S9", {"functional": naive.text(g), "cases": []})


def many_sides():
    """W3 for 60 units: 61 trees, each split at the first point into what may be 2^60 cases."""
    return no_architecture(2, [60], "W3", {"order": [["c0", 0]], "trees": [[]] * 61})


def very_many_trees():
    return no_architecture(2, [10**17], "W3", {"order": [["c0", 0]], "trees": []})


SMALL = {
    "partitions": (many_partitions, "minima, partitions: expected 190899322, found 0"),
    "subsets": (many_subsets, "minima: expected 1152921504606846975 items"),
    "units": (many_units, "evidence.cases: expected 1073741823, found 0"),
    "sides": (many_sides, "evidence.trees[0], cases: expected 61, found 0"),
    "trees": (very_many_trees, "evidence.trees: expected 100000000000000001, found 0"),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_few_bytes_do_not_ask_for_hours(name):
    build, reason = SMALL[name]
    result = check(naive.write(build()), SOON)
    assert (result.verdict, reason in result.reason) == ("refuted", True), result


@pytest.mark.parametrize("name", ["r1_two_triangles", "r5_three_simplices"])
def test_trained_networks_do_not_put_endless_denominators_over_one(name):
    cert = json.loads((VALID / f"{name}.json").read_text())
    for j, one in enumerate(cert["data"]["classes"]):
        size = len(one["points"][0])
        one["points"] = [[f"1/{10**49 + 2 * (1000 * j + i) + 1}"] * size for i in range(600)]
    cert["N"] = 600 * len(cert["data"]["classes"])
    result = check(naive.write(cert), SOON)
    assert result.verdict == "unknown", result
    assert "expected one denominator of at most 20000 bits" in result.reason


def heavy():
    """Values of classes whose denominators have nothing in common: long numbers, and they are
    needed.
    """
    draw = iter(range(10**60 + 7, 10**62, 10**55 + 2))
    classes = [
        (label, naive.unit(2, j), [[F(1, next(draw)) for _ in range(16)] for _ in range(120)])
        for j, label in enumerate("ab")
    ]
    rest = {
        "K": 306,
        "hidden_layers": 1,
        "values_only": True,
        "apexes": {label: [F(0)] * 16 for label in "ab"},
        "minima": [
            {"collapsed": subset, "readout": "affine", "feasible": False, "value": F(0)}
            for subset in ([], ["a"], ["b"])
        ],
        "equal_values": [[[], ["a"], ["b"]]],
    }
    return naive.write(naive.certificate("T5", "heavy", classes, rest))


def test_time_that_runs_out_is_no_verdict():
    result = check(heavy(), Limits(seconds=1, megabytes=2000))
    assert (result.verdict, result.reason) == ("unknown", "time: no verdict within 1 s")


def test_memory_that_runs_out_is_no_verdict(tmp_path):
    path = tmp_path / "heavy.json"
    path.write_bytes(heavy())
    result = check_file(path, Limits(seconds=60, megabytes=24))
    assert result.verdict == "unknown"
    assert result.reason.startswith("memory: no verdict within")


@pytest.fixture
def files(tmp_path):
    contents = {
        "good": raw("T3 two triangles"),
        "bad": raw("T3 two triangles").replace(b'"cost_squared": "0"', b'"cost_squared": "1"'),
        "heavy": heavy(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in [*contents, "none"]}


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["good"], 0),
        (["good", "bad"], 1),
        (["none", "bad"], 1),
        (["none", "good"], 2),
    ],
    ids=str,
)
@pytest.mark.parametrize("command", [main, lambda arguments: run(["check", *arguments])])
def test_exit_codes(names, code, command, files, capsys):
    assert command([files[name] for name in names]) == code
    captured = capsys.readouterr()
    assert captured.out.count("\n") == len([name for name in names if name != "none"])
    assert captured.err.count("\n") == names.count("none")
    assert (f"{files['good']}: proved: " in captured.out) == ("good" in names)


def test_exit_code_of_what_is_left_undecided(files, capsys):
    names = [files["heavy"], files["good"]]
    assert run(["check", "--timeout", "6", *names]) == 3
    first, second = capsys.readouterr().out.splitlines()
    assert f"{names[0]}: unknown: no statement: time: no verdict within 6 s" in first
    assert f"{names[1]}: proved: " in second
    assert main(["--memory", "24", names[0], names[1], files["bad"]]) == 1


def test_the_kernel_judges_the_others_too(files, capsys):
    assert run(["check", "--kernel", "coq", "--json", files["none"], files["bad"]]) == 1
    captured = capsys.readouterr()
    (entry,) = json.loads(captured.out)
    assert entry["verdict"] == "malformed"
    assert entry["reason"].startswith("checker: digest: ")
    assert captured.err.count("\n") == 1
    assert run(["check", "--kernel", "coq", files["none"]]) == 2


@pytest.mark.parametrize("option", [["--timeout", "0"], ["--memory", "x"], ["--timeout", "-1"]])
def test_a_bound_is_a_number_from_1(option, files, capsys):
    with pytest.raises(SystemExit) as stop:
        main([*option, files["good"]])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise RuntimeError('odd')", "crash: the worker ended with exit status 1: RuntimeErr"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crash: the worker was ended by SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "time: no verdict within 600 s of processor"),
        ("raise MemoryError", "memory: no verdict within 4096 MB"),
        ("print('[1')", "crash: the worker ended with exit status 0"),
    ],
)
def test_what_ended_a_worker_is_said(body, reason, tmp_path, monkeypatch):
    """A crash is no lack of memory."""
    (tmp_path / "worker.py").write_text(f"import os, signal\n{body}\n")
    monkeypatch.setattr(limits, "__file__", str(tmp_path / "limits.py"))
    result = check(raw("T3 two triangles"), Limits())
    assert (result.statement, result.verdict) == (None, "unknown")
    assert result.reason.startswith(reason), result.reason
