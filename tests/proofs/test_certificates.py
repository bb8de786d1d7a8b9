"""What the command writes: the same bytes every time, and not one number in it that may be another.

The certificates here are the producer's, not the tests' own. Every numeral and every count is
changed in every way of `tests.checker.mutants`, the digests are renewed, and the checker
must say no, unless the changed certificate is itself true: then its place is listed here with the
reason, and a naive verifier agrees.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from proofs.checker import check
from proofs.cli import run
from tests.checker import naive
from tests.checker.mutants import THOROUGH, changed, numbers, put

ROOT = Path(__file__).parents[2]
DATA = ROOT / "notebooks" / "data"

# name -> (command line, exit code, the verdict's statement)
WRITTEN = {
    "minimize": ("minimize two_triangles.json", 0, "T3"),
    "minimize linear": ("minimize two_triangles.json --readout linear --layers 3", 0, "T3"),
    "minimize at mu": ("minimize two_triangles.json --mu 2/3", 0, "T3"),
    "minimize cones": ("minimize two_triangles.json --construction orthogonal", 0, "T3"),
    "degeneracy": ("degeneracy two_triangles.json", 0, "T4"),
    "landscape": ("landscape two_triangles.json", 0, "T5"),
    "landscape values": ("landscape two_triangles.json --values-only", 0, "T5 values"),
    "crossing": ("minimize crossing.json --architecture truncation", 1, "T3'"),
}

POINT = (r"data\.classes\.\d+\.points\.\d+\.\d+", "a point moves inside its activation region")
# statement -> places where another number can be as true, and why
SURVIVORS = {
    "T3": [POINT],
    "T4": [
        POINT,
        (
            r"(kernel\.\d+|directions\.\d+\.vector)\.\d+",
            "a column of J is 0 behind the layers no class gets past",
        ),
    ],
    "T5": [
        (r"minima\.\d+\.radius", "a smaller ball"),
        (
            r"minima\.3\.candidate\.1\.(W\.1\.\d+|b\.1)",
            "no readout sees unit 2, and its region is open",
        ),
    ],
    "T5 values": [
        (r"data\.classes\.\d+\.target\.\d+", "the values are even in each row of Y"),
        (r"apexes\.a\.\d+", "the moments of class b are even in one coordinate (T1a)"),
    ],
    "T3'": [
        (POINT[0], "a point no combination uses"),
        (r"data\.classes\.\d+\.target\.\d+", "targets matter by their independence only"),
    ],
}


def written(name, folder):
    line, code, _ = WRITTEN[name]
    command, source, *options = line.split()
    target = folder / "certificate.json"
    assert run([command, str(DATA / source), *options, "-q", "-o", str(target)]) == code
    assert [path.name for path in folder.iterdir()] == ["certificate.json"]
    return target.read_bytes()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return {name: written(name, tmp_path_factory.mktemp("run")) for name in WRITTEN}


@pytest.mark.parametrize("name", WRITTEN)
def test_the_checker_agrees_and_so_does_the_naive_verifier(name, certificates):
    result = check(certificates[name])
    assert (result.verdict, result.statement) == ("proved", WRITTEN[name][2][:3].strip()), (
        result.reason
    )
    assert naive.holds(json.loads(certificates[name]))
    assert naive.write(json.loads(certificates[name])) == certificates[name]


@pytest.mark.parametrize("name", WRITTEN)
def test_the_same_bytes_again(name, certificates, tmp_path, capsys):
    assert written(name, tmp_path) == certificates[name]
    command, source, *options = WRITTEN[name][0].split()
    capsys.readouterr()
    assert run([command, str(DATA / source), *options, "--json"]) == WRITTEN[name][1]
    assert capsys.readouterr().out.encode() == certificates[name]


@pytest.mark.parametrize("name", ["minimize", "landscape", "crossing"])
@pytest.mark.parametrize("seed", ["0", "12345"])
def test_the_same_bytes_in_another_process(name, seed, certificates, tmp_path):
    """Another order of sets and dictionaries of strings, another folder, another number of
    threads.
    """
    command, source, *options = WRITTEN[name][0].split()
    target = tmp_path / "c.json"
    environment = {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": str(1 + int(seed) % 2)}
    done = subprocess.run(
        [sys.executable, "-m", "proofs", command, str(DATA / source), *options, "-o", str(target)],
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == WRITTEN[name][1], done.stderr
    assert target.read_bytes() == certificates[name]


def accepted(certificate):
    """(place, mutant) for each change of each number that the checker accepts.

    In a long certificate each number is changed in three ways, by turns; with THOROUGH set, in all.
    """
    listed = list(numbers(certificate))
    for k, (path, value) in enumerate(listed):
        others = [other for other in changed(value) if other != value]
        if len(listed) > 100 and not THOROUGH:
            others = [others[(k + turn) % len(others)] for turn in (0, 3, 5)]
        for other in others:
            mutant = put(certificate, path, other)
            verdict = check(naive.write(mutant)).verdict
            if verdict == "proved":
                yield ".".join(map(str, path)), mutant


@pytest.mark.parametrize("name", WRITTEN)
def test_no_number_may_be_another(name, certificates):
    certificate = json.loads(certificates[name])
    survivors = SURVIVORS[WRITTEN[name][2]]
    for place, mutant in accepted(certificate):
        assert any(re.fullmatch(pattern, place) for pattern, _ in survivors), place
        assert naive.holds(mutant), place


def test_every_number_was_meant(certificates):
    """Weights, biases, apexes, margins, values, ranks, weights of combinations: none is left
    out.
    """
    keys = {
        name: {
            str(key) for path, _ in numbers(json.loads(raw)) for key in path if str(key)[0] > "9"
        }
        for name, raw in certificates.items()
    }
    assert {
        "W",
        "b",
        "normal",
        "offset",
        "apexes",
        "margins",
        "cost_squared",
        "target",
        "points",
    } <= keys["minimize"]
    assert {"rank", "dimension", "rescaling", "vector", "kernel", "K"} <= keys["degeneracy"]
    assert {
        "value",
        "A",
        "c",
        "radius",
        "dimension",
        "witness",
        "candidate_cost_squared",
        "hidden_layers",
    } <= keys["landscape"]
    assert {"convex_combination", "class", "rest"} <= keys["crossing"]
