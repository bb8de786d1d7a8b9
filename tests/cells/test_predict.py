"""X1, X2: predictions of proved certificates, and radii that hold (and, for cells, that cannot be
larger along some direction).
"""

import json
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from proofs.certificates.cells import interpolation_certificate
from proofs.cli import run
from proofs.prediction import predict
from symbolic import ClusterData, load
from symbolic.cells import Search
from symbolic.least_cost import least_cost_network
from symbolic.scalars import text
from symbolic.two_layer_form import Interpolation
from tests.cells.oracle import output
from tests.cells.random_data import random_data

DATA = Path(__file__).parents[2] / "notebooks" / "data" / "cells"


def certificate(tmp_path, data, architecture="two-layer", layers=None):
    outcome = least_cost_network(data, architecture, layers, search=Search(restarts=0))
    assert isinstance(outcome, Interpolation)
    path = tmp_path / "certificate.json"
    path.write_text(interpolation_certificate(outcome))
    return path


def near(rng, point, squared):
    """A rational point at a squared distance just below the given one."""
    step = [Fraction(rng.randint(-50, 50)) for _ in point]
    size = sum(e * e for e in step)
    if not size:
        return point
    share = Fraction(1)
    while share * share * size >= squared:
        share /= 2
    while (share * 9 / 8) ** 2 * size < squared:
        share = share * 9 / 8
    return [p + share * e for p, e in zip(point, step, strict=True)]


@pytest.mark.parametrize("seed", range(30))
def test_radii_hold(seed, tmp_path):
    data, rng = random_data(seed), random.Random(seed)
    path = certificate(tmp_path, data)
    document, predicted = json.loads(path.read_text()), predict(path, data)
    assert predicted.exactly or len(document["layers"]) == 1
    for one, radii in zip(document["data"]["classes"], predicted.radii, strict=True):
        for row, squared in zip(one["points"], radii, strict=True):
            point = [Fraction(e) for e in row]
            there, _ = output(document["layers"], point)
            for _ in range(3 if squared is not None else 0):
                beside = near(rng, point, Fraction(str(squared)))
                assert output(document["layers"], beside)[0] == there


@pytest.mark.parametrize("architecture", ["deep", "shallow", "narrow"])
def test_lipschitz_radii_keep_the_class(architecture, tmp_path):
    data, rng = load(str(DATA / "xor.json")), random.Random(0)
    path = certificate(tmp_path, data, architecture)
    document, predicted = json.loads(path.read_text()), predict(path, data)
    assert not predicted.exactly
    for j, one in enumerate(document["data"]["classes"]):
        for row, squared in zip(one["points"], predicted.radii[j], strict=True):
            for _ in range(5):
                beside = near(rng, [Fraction(e) for e in row], Fraction(str(squared)))
                values, _ = output(document["layers"], beside)
                assert values.index(max(values)) == j


def test_a_network_that_is_not_the_list_gets_no_radius_of_the_list(tmp_path):
    """The checker judges outputs at the points; a steeper network between them is a P1 network too,
    but X1 is not about it.
    """
    data = ClusterData.from_rows({"a": [[0]], "b": [[2]]})
    path = certificate(tmp_path, data)
    assert predict(path, data).exactly
    outcome = least_cost_network(data, "two-layer")
    layers = outcome.network.layers
    steeper = replace(layers[1], W=layers[1].W * 10)
    other = replace(outcome, network=replace(outcome.network, hidden=(layers[0], steeper)))
    path.write_text(interpolation_certificate(other))
    assert not predict(path, data).exactly


def test_more_layers_are_the_same_list(tmp_path):
    data = load(str(DATA / "xor.json"))
    assert predict(certificate(tmp_path, data, layers=4), data).exactly


def test_the_command_counts_labels_it_knows_and_ties(tmp_path, capsys):
    path = certificate(tmp_path, load(str(DATA / "xor.json")))
    other = tmp_path / "other.csv"
    other.write_text("label,x1,x2\neven,0,1/8\neven,1,0\nelse,5,5\nodd,1,1/8\n")
    assert run(["predict", str(path), str(other), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["classes"] == ["even", "odd"]
    assert document["confusion"] == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]
    assert (document["correct"], document["N"]) == (2, 4)
    assert run(["predict", str(path), str(other), "-q"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (("xor.json", "xor.json"), "expected a certificate that the checker proves"),
        (("none.json", "xor.json"), "none.json: expected a readable file"),
        (("CERTIFICATE", "line"), "expected M = 2, as in the certificate, found M = 1"),
    ],
)
def test_refusals(files, message, tmp_path, capsys):
    path = certificate(tmp_path, load(str(DATA / "xor.json")))
    line = tmp_path / "line.csv"
    line.write_text("label,x1\neven,0\n")
    first = str(path) if files[0] == "CERTIFICATE" else str(DATA / files[0])
    second = str(line) if files[1] == "line" else str(DATA / files[1])
    assert run(["predict", first, second]) == 2
    captured = capsys.readouterr()
    assert message in captured.err and captured.err.count("\n") == 1 and not captured.out


@pytest.mark.parametrize("name", ("two_triangles", "one_cluster"))
def test_points_without_labels_get_what_points_with_labels_get(tmp_path, capsys, name):
    """Also a single coordinate; the words say that nothing was compared."""
    data = load(f"example:{name}")
    path = certificate(tmp_path, data)
    bare = tmp_path / "bare.csv"
    rows = data.inputs.transpose().to_list()
    bare.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n")
    assert run(["predict", str(path), str(bare), "--no-label", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    known = predict(path, data).predictions
    assert [point["output"] for point in found["points"]] == [
        [text(e) for e in one.output] for one in known
    ]
    assert [point["class"] for point in found["points"]] == [data.labels[one.cls] for one in known]
    assert {point["label"] for point in found["points"]} == {"(no label)"}
    assert run(["predict", str(path), str(bare), "--no-label"]) == 0
    said = capsys.readouterr().out
    assert f"{data.N} points without labels" in said and f"  point {data.N}: " in said
    assert run(["predict", str(path), str(bare)]) == 2
