"""G8: the rank of the Jacobian at a two-layer network, against difference quotients, and what is
said of the zero set.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs.certificates.list_degeneracy import list_degeneracy_certificate
from proofs.checker import check
from symbolic import ClusterData
from symbolic.errors import NotApplicable
from symbolic.list_zero_set import ListDegeneracy, list_degeneracy
from symbolic.pool import Pool
from symbolic.two_layer_form import two_layer
from tests.cells.oracle import output
from tests.cells.random_data import random_data
from tests.checker.naive import rank

DATA = Path(__file__).parents[2] / "notebooks" / "data"


def separable(rng: random.Random, Q: int, M: int, points: int) -> ClusterData:
    """Classes in slabs of the first coordinate, turned by an integer matrix: sequentially separable
    in either direction.
    """
    turn = [[rng.randint(-2, 2) for _ in range(M)] for _ in range(M)]
    for i in range(M):
        turn[i] = [*turn[i][:i], Fraction(7 + rng.randint(0, 3)), *turn[i][i + 1 :]]
    rows = {}
    for j in range(Q):
        block = []
        for _ in range(points):
            x = [10 * j + rng.randint(0, 3), *(rng.randint(-4, 4) for _ in range(M - 1))]
            block.append([sum(t * e for t, e in zip(row, x, strict=True)) for row in turn])
        rows[f"c{j}"] = block
    return ClusterData.from_rows(rows)


def by_differences(document: dict[str, Any]) -> int:
    """The rank of ``J`` from difference quotients: in one parameter alone the output is affine
    while the signs stay.
    """
    points = {
        tuple(map(Fraction, x)): None for c in document["data"]["classes"] for x in c["points"]
    }
    step, columns = Fraction(1, 10**9), []
    blocks = [row for layer in document["layers"] for row in [*layer["W"], layer["b"]]]
    base = [output(document["layers"], list(x))[0] for x in points]
    for row in blocks:
        for k, entry in enumerate(list(row)):
            quotients = []
            for sign in (1, -1):
                row[k] = str(Fraction(entry) + sign * step)
                moved = [output(document["layers"], list(x))[0] for x in points]
                pairs = zip(moved, base, strict=True)
                quotients.append(
                    [(a - b) / (sign * step) for p, q in pairs for a, b in zip(p, q, strict=True)]
                )
            row[k] = entry
            assert quotients[0] == quotients[1]  # no kink in between
            columns.append(quotients[0])
    return rank(columns)


def judged(data: ClusterData) -> tuple[ListDegeneracy, dict[str, Any]]:
    degeneracy = list_degeneracy(two_layer(Pool.of(data)))
    text = list_degeneracy_certificate(degeneracy)
    result = check(text.encode())
    assert result.verdict == "proved", result.reason
    assert ("manifold of dimension" in result.reason) == degeneracy.manifold
    return degeneracy, json.loads(text)


@pytest.mark.parametrize("Q", [2, 3, 4])
@pytest.mark.parametrize("seed", range(4))
def test_separable_classes(Q: int, seed: int) -> None:
    rng = random.Random(10 * Q + seed)
    M = rng.randint(1, 3)
    degeneracy, document = judged(separable(rng, Q, M, rng.randint(2, 4)))
    assert degeneracy.rank == by_differences(document)
    assert degeneracy.order is not None
    if degeneracy.manifold:
        assert degeneracy.rank == Q * Q + (Q - 1) * (Q - 2) // 2
    else:
        assert degeneracy.constant


def test_one_point_a_class_loses_rank_and_claims_no_manifold() -> None:
    degeneracy, document = judged(ClusterData.from_rows({"a": [[0]], "b": [[2]], "c": [[4]]}))
    assert degeneracy.rank == by_differences(document) == 9
    assert degeneracy.constant == (1,)
    assert document["manifold"] == "unknown"
    assert "constant on 'b'" in degeneracy.missing


def test_dependent_targets() -> None:
    rows = {"a": [[0], [1]], "b": [[3], [4]], "c": [[6], [7]]}
    data = ClusterData.from_rows(rows, [[0, 0, 0], [1, 0, 0], [2, 0, 0]], any_targets=True)
    degeneracy, document = judged(data)
    assert degeneracy.rank == by_differences(document)
    assert "linearly dependent" in degeneracy.missing


@pytest.mark.parametrize("seed", range(40))
def test_awkward_data(seed: int) -> None:
    data = random_data(seed)
    pool = Pool.of(data)
    if not pool.consistent:
        with pytest.raises(NotApplicable, match="cost 0"):
            list_degeneracy(two_layer(pool))
        return
    judged(data)


def test_deeper_networks_are_refused() -> None:
    pool = Pool.of(ClusterData.from_rows({"a": [[0]], "b": [[2]]}))
    with pytest.raises(NotApplicable, match="two hidden layers"):
        list_degeneracy(two_layer(pool, layers=3))


def run(name: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "proofs", "degeneracy", str(DATA / name), "--architecture"]
    return subprocess.run([*command, *more], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "code", "statement", "told"),
    [
        ("two_triangles.json", 0, "G8", "manifold of dimension 5"),
        ("cells/xor.json", 0, "G8", "Unknown whether the zero set is a manifold"),
        ("cells/inconsistent.csv", 1, "P0", "no network has cost 0"),
    ],
)
def test_the_command(name: str, code: int, statement: str, told: str, tmp_path: Path) -> None:
    target = tmp_path / "degeneracy.json"
    done = run(name, "two-layer", "-o", str(target))
    assert done.returncode == code, done.stderr
    assert told in done.stdout
    judgement = check(target.read_bytes())
    assert (judgement.statement, judgement.verdict) == (statement, "proved")


@pytest.mark.parametrize("more", [["deep"], ["two-layer", "--layers", "3"]])
def test_options_that_do_not_go_together(more: list[str]) -> None:
    done = run("cells/xor.json", *more)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "--architecture" in done.stderr
