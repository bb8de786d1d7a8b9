"""Certificates about architectures: what the command writes is proved, and not one number in it may
be another.

The places where another number is as true are listed with the reason, and confirmed there by
evaluation.
"""

from __future__ import annotations

import json
import re

import pytest

from proofs.checker import check
from proofs.cli import run
from tests.checker import naive
from tests.checker.mutants import changed, numbers, places, put
from tests.test_layers import ROOT

DATA = ROOT / "notebooks" / "data"
# name -> (command line, exit code, statement, [(place, why another number may stand there)])
DEAD = (r"networks\.(naive|projected)\.0\.b\.2", "any bias at which a dead unit stays dead")
GATE = (r"networks\.gates\.0\.(b|W)\..*", "a gate may lie anywhere between the classes")
WRITTEN = {
    "shallow": ("shallow two_triangles.json", 0, "S4", [GATE]),
    "shallow weighted": ("shallow symmetric_pair.json --weights 1/3,2", 0, "S4", [GATE]),
    "shallow dependent": ("shallow crossing.json", 0, "S4", []),
    "flow": (
        "flow two_triangles.json",
        0,
        "E2",
        [(r"eta", "any step")],
    ),
    "truncation dynamics": (
        "flow two_triangles.json --start 1/2,1/3",
        0,
        "E4",
        [
            (r"start\.\d", "another start between the same points"),
            (r"ends\.\w\.\d", "where points that are never truncated would go"),
        ],
    ),
    "adapted flow": (
        "flow one_cluster.json --adapted",
        0,
        "E5",
        [(r"layers\.(0\..*|1\.W\..*)", "of a unit that is off at all points")],
    ),
    "shallow one class": ("shallow one_cluster.json", 0, "S4", []),
}


def written(name, capsys):
    line, code, *_ = WRITTEN[name]
    command, source, *options = line.split()
    capsys.readouterr()
    assert run([command, str(DATA / source), *options, "--json"]) == code
    return capsys.readouterr().out.encode()


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_is_proved(name, capsys):
    raw = written(name, capsys)
    result = check(raw)
    assert (result.verdict, result.statement) == ("proved", WRITTEN[name][2]), result.reason
    assert naive.write(json.loads(raw)) == raw == written(name, capsys)


@pytest.mark.parametrize("name", WRITTEN)
def test_no_number_may_be_another(name, capsys):
    certificate = json.loads(written(name, capsys))
    survivors = WRITTEN[name][3]
    for path, value in numbers(certificate):
        for other in changed(value):
            if other == value or path[0] == "data":
                continue
            verdict = check(naive.write(put(certificate, path, other))).verdict
            place = ".".join(map(str, path))
            if verdict == "proved":
                assert any(re.fullmatch(pattern, place) for pattern, _ in survivors), place


@pytest.mark.parametrize("name", WRITTEN)
def test_no_value_may_be_missing_or_of_another_type(name, capsys):
    certificate = json.loads(written(name, capsys))
    for path, value in places(certificate):
        if not path or path[-1] in ("producer", "name", "digest", "data_digest"):
            continue
        for other in (None, [], {}, "x", 7, "1000003"):
            if other != value and type(other) is not type(value):
                mutant = put(certificate, path, other)
                assert check(naive.write(mutant)).verdict != "proved", (path, other)
