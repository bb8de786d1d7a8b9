"""G3: networks lifted to invertible weights, evaluated a second way, and false lifts."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from proofs.certificates.lifts import lift_certificate
from proofs.checker import check
from proofs.cli import run
from symbolic import ClusterData
from symbolic.errors import InputError
from symbolic.lifting import lift
from symbolic.matrices import matrix, ones
from symbolic.network import Layer, ReluNetwork
from symbolic.pool import Pool
from symbolic.two_layer_form import two_layer
from tests.cells.oracle import output
from tests.checker import naive

THREE = ClusterData.from_rows(
    {"a": [[0, 0], [1, 0], [0, 1]], "b": [[5, 0], [6, 1]], "c": [[0, 6], [1, 7], [1, 6]]}
)


def network_of(rng: random.Random) -> ReluNetwork:
    """A network of any widths, many of its weights 0 or a multiple of others: ranks of all
    kinds.
    """
    widths = [rng.randint(1, 4) for _ in range(rng.randint(3, 5))]
    layers = []
    for below, above in pairwise(widths):
        rows = [[Fraction(rng.randint(-3, 3), rng.choice([1, 2])) for _ in range(below)]]
        while len(rows) < above:
            copied = [rng.randint(-2, 2) * e for e in rng.choice(rows)]
            fresh = [Fraction(rng.choice([0, 0, 1, -2])) for _ in range(below)]
            rows.append(rng.choice([copied, fresh]))
        biases = [[rng.randint(-2, 2)] for _ in range(above)]
        layers.append(Layer(matrix(rows), matrix(biases)))
    return ReluNetwork(tuple(layers[:-1]), layers[-1])


def data_of(rng: random.Random, M: int, Q: int) -> ClusterData:
    rows = {
        f"c{j}": [[rng.randint(-4, 4) for _ in range(M)] for _ in range(rng.randint(1, 4))]
        for j in range(Q)
    }
    return ClusterData.from_rows(rows)


@pytest.mark.parametrize("seed", range(60))
def test_any_network_is_a_composition_of_truncation_maps(seed: int) -> None:
    rng = random.Random(seed)
    network = network_of(rng)
    data = data_of(rng, network.M, network.Q)
    lifting = lift(network, data.inputs)
    A, c = lifting.lifted.cumulative()[-1].W, lifting.lifted.cumulative()[-1].b
    *_, last = lifting.images()
    assert A * last + c * ones(1, data.N) == network(data.inputs)
    document = json.loads(lift_certificate(lifting, data))
    for one in document["data"]["classes"]:
        for point in one["points"]:
            x = [Fraction(e) for e in point]
            wider = x + [Fraction(0)] * (lifting.D - len(x))
            assert output(document["lifted"], wider)[0] == output(document["layers"], x)[0]
    result = check(lift_certificate(lifting, data).encode())
    assert (result.statement, result.verdict) == ("G3", "proved"), result


def test_two_truncation_maps_send_every_class_to_its_own_point() -> None:
    network = two_layer(Pool.of(THREE)).network
    assert network.widths == (2, 2, 2, 3)
    lifting = lift(network, THREE.inputs)
    *_, last = lifting.images()
    assert lifting.D == 2
    assert len({tuple(row) for row in last.transpose().to_list()}) == 3
    reason = check(lift_certificate(lifting, THREE).encode()).reason
    assert "every class at a point of its own; D=2 is the least" in reason


def test_nothing_is_lifted_without_a_hidden_layer() -> None:
    with pytest.raises(InputError, match="expected at least one hidden layer, found none"):
        lift(ReluNetwork((), Layer(matrix([[1]]), matrix([[0]]))), matrix([[1]]))


Change = Callable[[dict[str, Any]], None]


def put(path: list[Any], value: object) -> Change:
    def change(document: dict[str, Any]) -> None:
        place = document
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


def wider(document: dict[str, Any]) -> None:
    """All is true in one dimension more, but that it is the least."""
    document["D"] += 1
    for layer in document["lifted"][:-1]:
        size = len(layer["W"])
        layer["W"] = [[*row, "0"] for row in layer["W"]] + [["0"] * size + ["1"]]
        layer["b"].append("-1")
    last = document["lifted"][-1]
    last["W"] = [[*row, "0"] for row in last["W"]]


def singular(document: dict[str, Any]) -> None:
    """The completing row of the second layer repeats the first; it is never read."""
    W = document["lifted"][1]["W"]
    W[2] = list(W[0])


def padding_seen(document: dict[str, Any]) -> None:
    """A completing unit is on, and the output reads it."""
    document["lifted"][1]["b"][2] = "1"
    document["lifted"][2]["W"][0][2] = "1"


FALSE: tuple[tuple[Change, str], ...] = (
    (put(["ranks", 0], 2), "ranks: expected [1, 2], found [2, 2]"),
    (put(["D"], 4), "D, the greatest of d_l + d_(l-1) - rank W_l: expected 3, found 4"),
    (wider, "D, the greatest of d_l + d_(l-1) - rank W_l: expected 3, found 4"),
    (singular, "lifted[1].W: expected an invertible matrix, found a singular one"),
    (padding_seen, "output: expected"),
    (put(["lifted", 0, "W", 0, 0], "2"), "lifted[0].W, row 0 of the block: expected"),
    (put(["lifted", 1, "b", 0], "7"), "lifted[1].b, of the block: expected"),
    (put(["widths", 1], 3), "widths: expected [2, 2, 2, 2], found [2, 3, 2, 2]"),
)


def small() -> dict[str, Any]:
    """Two inputs, two units of rank 1, two of rank 2: D = 3."""
    first = Layer(matrix([[1, 1], [2, 2]]), matrix([[0], [-1]]))
    second = Layer(matrix([[1, 0], [-1, 1]]), matrix([[1], [0]]))
    network = ReluNetwork((first, second), Layer(matrix([[1, -1], [0, 1]]), matrix([[0], [2]])))
    data = ClusterData.from_rows({"a": [[0, 0], [1, 2]], "b": [[3, -1]]})
    document: dict[str, Any] = json.loads(lift_certificate(lift(network, data.inputs), data))
    return document


def test_the_small_lift_is_true() -> None:
    assert check(naive.write(small())).verdict == "proved"


@pytest.mark.parametrize(("change", "reason"), FALSE)
def test_false_lifts_are_refused(change: Change, reason: str) -> None:
    document = small()
    change(document)
    result = check(naive.write(document))
    assert result.verdict == "refuted"
    assert reason in result.reason


def test_the_command(tmp_path: Any, capsys: Any) -> None:
    data, made, lifted = (tmp_path / name for name in ("data.json", "made.json", "lifted.json"))
    classes = [
        {"label": label, "points": [[str(e) for e in row] for row in block.transpose().to_list()]}
        for label, block in zip(THREE.labels, THREE.points, strict=True)
    ]
    data.write_text(json.dumps({"name": "three", "classes": classes}))
    assert run(["minimize", str(data), "--architecture", "two-layer", "-q", "-o", str(made)]) == 0
    picture = tmp_path / "maps.svg"
    command = ["lift", str(made), "-o", str(lifted), "--figure", str(picture)]
    assert run(command) == 0
    said = capsys.readouterr().out
    assert "readout of 2 truncation maps of dimension 2" in said
    assert said.count("to one point") == 3
    assert picture.read_text().count("<svg") == 1
    assert run(["check", str(lifted)]) == 0
    plain = tmp_path / "network.json"
    plain.write_text(json.dumps({"layers": json.loads(made.read_text())["layers"]}))
    assert run(["lift", str(plain), str(data), "--json"]) == 0
    assert run(["lift", str(plain)]) == 2
    assert run(["lift", str(tmp_path / "none.json")]) == 2
    assert "expected the inputs, for the file is no certificate" in capsys.readouterr().err
