"""``examine`` on the command line: its JSON, its exit codes, its one line when it refuses."""

from __future__ import annotations

import json
from fractions import Fraction as F
from pathlib import Path

import pytest

from proofs.certificates.trained import layers_section
from proofs.cli import run
from proofs.render.examination import as_lines
from symbolic import ClusterData
from symbolic.errors import InputError
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.examination import examine
from symbolic.trained.parameters import Mlp
from symbolic.trained.problem import Problem
from tests.trained.nets import DATA, by_hand, data_named, trained

SIMPLICES = str(DATA / "three_simplices.json")
TRIANGLES = str(DATA / "two_triangles.json")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("networks")
    networks = {
        "trapped": trained(data_named("three_simplices"), (3,), 2),
        "early": trained(data_named("three_simplices"), (3,), 2, steps=30),
        "merged": trained(data_named("two_triangles"), (2, 2), 3),
        # all units off: the constant 1/2, an exact minimum; a second output makes it a readout gap
        "exact": by_hand([["0", "0", "-1"]], [["3", "1/2"], ["0", "1/2"]]),
        "kinked": by_hand([["0", "0", "0"]], [["0", "1/2"], ["0", "1/2"]]),
    }
    for name, network in networks.items():
        document = {"layers": layers_section(network)}
        (folder / f"{name}.json").write_text(json.dumps(document))
    return folder


def examined(capsys, *arguments):
    code = run(["examine", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_json_is_what_the_interface_says(files, capsys):
    code, document = examined(capsys, str(files / "trapped.json"), SIMPLICES)
    keys = [
        "statement",
        "widths",
        "cost_squared",
        "readout_value",
        "gap",
        "strict",
        "kinks",
        "dead",
        "profile",
        "verdicts",
        "reason",
        "witness",
    ]
    assert (code, list(document)[: len(keys)]) == (1, keys)
    assert document["widths"] == [3, 3, 3]
    assert list(document["verdicts"]) == ["output_layer", "closed_region", "all_parameters"]
    assert F(document["gap"]) == F(document["cost_squared"]) - F(document["readout_value"]) > 0
    assert len(document["profile"]) == 2
    assert "nearby" not in document
    witness = [
        [[*row, b] for row, b in zip(one["W"], one["b"], strict=True)]
        for one in document["witness"]["layers"]
    ]
    at = Evaluation.of(by_hand(*witness), Problem.of(data_named("three_simplices")))
    assert str(at.cost) == document["witness"]["cost_squared"] == document["readout_value"]


def test_nearby_is_asked_for(files, capsys):
    path = str(files / "trapped.json")
    code, document = examined(capsys, path, SIMPLICES, "--within", "1e-6")
    assert (code, document["nearby"]["statement"]) == (0, "R2")
    assert F(document["nearby"]["distance"]) <= F(1, 10**6)
    assert document["verdicts"]["all_parameters"] == "refuted"
    code, document = examined(capsys, path, SIMPLICES, "--within", "0")
    assert (code, "nearby" in document) == (1, False)
    assert document["nearby_reason"]


def test_descend_continues_training_and_says_how_far(files, capsys):
    path = str(files / "early.json")
    code, document = examined(capsys, path, SIMPLICES, "--descend")
    assert (code, document["nearby"]["statement"]) == (0, "R2")
    assert F(document["nearby"]["distance"]) > F(1, 10**6)
    assert run(["examine", path, SIMPLICES, "--descend"]) == 0
    shown = capsys.readouterr().out
    assert "nothing is claimed about the trained network itself" in shown


def test_exit_codes(files, capsys):
    assert examined(capsys, str(files / "exact.json"), TRIANGLES)[0] == 0
    assert examined(capsys, str(files / "kinked.json"), TRIANGLES)[0] == 3
    assert examined(capsys, str(files / "merged.json"), TRIANGLES, "--within", "1/1000")[0] == 0
    code, document = examined(capsys, str(files / "merged.json"), TRIANGLES, "--zero")
    assert (code, "zero" in document) == (3, False)
    code, document = examined(capsys, str(files / "trapped.json"), SIMPLICES, "--zero")
    assert (code, document["zero"]["kept"]) == (0, 1)


def test_uniform_weights_are_those_of_all_points(files, capsys):
    path = str(files / "trapped.json")
    _, by_class = examined(capsys, path, SIMPLICES)
    _, uniform = examined(capsys, path, SIMPLICES, "--weights", "uniform")
    # four points a class, twelve in all
    assert F(by_class["cost_squared"]) == 3 * F(uniform["cost_squared"])


def test_the_picture_and_the_certificate_are_written(files, tmp_path, capsys):
    picture, certificate = tmp_path / "profile.svg", tmp_path / "near.json"
    arguments = ["--within", "1", "--picture", str(picture), "-o", str(certificate), "-q"]
    assert run(["examine", str(files / "trapped.json"), SIMPLICES, *arguments]) == 0
    assert picture.read_text().startswith("<?xml")
    assert run(["check", str(certificate)]) == 0
    assert capsys.readouterr().out.count("proved: R2") == 1


REFUSED = [
    (["no such file.json", TRIANGLES], "no such file.json: file: expected a readable file"),
    (["NET", "no such data.json"], "no such data.json: file: expected a readable file"),
    (["NET", SIMPLICES], "expected 3 inputs and 3 outputs, found 2 and 2"),
    (["NET", TRIANGLES, "--within", "-1"], "--within: expected a distance >= 0"),
    (["NET", TRIANGLES, "--within", "near"], "--within: expected an exact number"),
    (["NET", TRIANGLES, "--weights", "equal"], "weights: expected one of class, uniform"),
    (["NET", TRIANGLES, "--picture", "p.doc"], "--picture: expected a name ending in"),
    (["net.h5", TRIANGLES], "expected a file ending in .json, .pt, .pth, .safetensors, .onnx"),
    (["net.pkl", TRIANGLES], "found '.pkl', a pickle, which runs code when it is read"),
]


@pytest.mark.parametrize(
    ("arguments", "message"), REFUSED, ids=lambda e: e if isinstance(e, str) else ""
)
def test_refusals_are_one_line(arguments, message, files, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    filled = [str(files / "exact.json") if one == "NET" else one for one in arguments]
    assert run(["examine", *filled]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert message in captured.err
    assert list(tmp_path.iterdir()) == []


def test_a_network_without_hidden_layers_is_affine(tmp_path, capsys):
    path = tmp_path / "affine.json"
    path.write_text('{"layers": [{"W": [["1", "0"], ["0", "1"]], "b": ["0", "0"]}]}')
    code, document = examined(capsys, str(path), TRIANGLES, "--within", "1")
    assert (code, document["nearby"]["statement"]) == (0, "R1")
    assert document["nearby"]["cost_squared"] == document["readout_value"] == "7/1543"


def test_weightings_are_checked():
    with pytest.raises(InputError, match="one of class, uniform"):
        Problem.of(data_named("two_triangles"), "points")


def test_numbers_longer_than_a_python_limit_are_written(tmp_path, capsys):
    """Weights of 10^-1000: costs of thousands of digits."""
    network = Mlp.of_rows([[[F(1, 10**1000), F(1), F(1, 7)]], [[F(1), F(0)], [F(1), F(1, 3)]]])
    path = tmp_path / "long.json"
    path.write_text(json.dumps({"layers": layers_section(network)}))
    certificate = tmp_path / "c.json"
    assert run(["examine", str(path), TRIANGLES, "-o", str(certificate)]) == 1
    assert Path(certificate).is_file()
    assert run(["check", str(certificate)]) == 0


def test_the_minimum_is_named_by_its_partition(files, capsys):
    """The trained network is near the T6 minimum that merges both classes, and says so by name."""
    path = str(files / "merged.json")
    code, document = examined(capsys, path, TRIANGLES, "--within", "1/1000")
    assert (code, document["nearby"]["partition"]) == (0, [["a", "b"]])
    near = document["partition"]
    assert (near["blocks"], near["value"]) == ([["a", "b"]], "1")
    assert F(near["excess"]) == F(document["cost_squared"]) - 1
    assert 0 < F(near["spread"]) < F(1, 10**9)
    assert run(["examine", path, TRIANGLES, "--within", "1/1000"]) == 0
    shown = capsys.readouterr().out
    assert "partition nearest by its value (T6): {a, b}, 1; the cost is " in shown
    assert "its outputs are the means of the T6 partition {a, b}" in shown


@pytest.mark.parametrize("weights", ["class", "uniform"])
def test_the_value_of_a_partition_under_both_weightings(weights, tmp_path, capsys):
    """One point against three: the mean of the block moves with the weights."""
    data = tmp_path / "uneven.json"
    classes = [
        {"label": "a", "points": [["1"], ["2"], ["3"]]},
        {"label": "b", "points": [["-1"]]},
    ]
    data.write_text(json.dumps({"name": "uneven", "classes": classes}))
    mean = {"class": F(1, 2), "uniform": F(3, 4)}[weights]
    network = by_hand([["0", str(mean)], ["0", str(1 - mean)]])
    path = tmp_path / "constant.json"
    path.write_text(json.dumps({"layers": layers_section(network)}))
    _, document = examined(capsys, str(path), str(data), "--weights", weights)
    value = {"class": F(1), "uniform": F(3, 8)}[weights]
    assert document["partition"]["blocks"] == [["a", "b"]]
    assert F(document["partition"]["value"]) == F(document["cost_squared"]) == value
    assert document["partition"]["spread"] == "0"


REGIONS = {
    # b off in the first layer, nothing in the second
    "in the region R_I of T5 with I = {b}": [["-1", "5"], ["1", "1"]],
    "in the region R_I of T5 with I = {}": [["-1", "9"], ["1", "1"]],
    # b, then a, whose pre-activation is that of x = 1 or 2 after the first layer
    "in the activation region of the T6 partition {a} | {b}": [["1", "-4"], ["-1", "1/2"]],
    "every class is switched off whole or not at all: layer 1 {b}; layer 2 {b}": [
        ["-1", "5"],
        ["1", "-1/2"],
    ],
}


@pytest.mark.parametrize("words", REGIONS)
def test_regions_are_named(words, tmp_path, capsys):
    data = tmp_path / "line.json"
    classes = [{"label": "a", "points": [["1"], ["2"]]}, {"label": "b", "points": [["6"], ["7"]]}]
    data.write_text(json.dumps({"name": "line", "classes": classes}))
    first, second = REGIONS[words]
    network = by_hand([first], [second], [["1", "0"], ["0", "1"]])
    path = tmp_path / "net.json"
    path.write_text(json.dumps({"layers": layers_section(network)}))
    assert examined(capsys, str(path), str(data))[1]["region"] == words


def test_several_processes_find_what_one_finds(files, capsys):
    arguments = [str(files / "trapped.json"), SIMPLICES, "--within", "1e-6"]
    assert examined(capsys, *arguments) == examined(capsys, *arguments, "--jobs", "2")


def test_descent_says_how_far_it_went_even_when_nothing_is_certified(files, capsys):
    path = str(files / "early.json")
    code, document = examined(capsys, path, SIMPLICES, "--descend", "--within", "1/10000")
    assert (code, "nearby" in document) == (1, False)
    moved = document["descent"]
    assert F(moved["distance"]) > F(1, 10000)
    assert F(moved["cost_squared"]) < F(document["cost_squared"])
    assert "a minimum was found, but" in document["nearby_reason"]


def test_the_page_is_whole_and_escapes_what_is_not_ours(files, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    data = tmp_path / "labels.json"
    classes = json.loads((DATA / "two_triangles.json").read_text())["classes"]
    classes[0]["label"], classes[1]["label"] = "<script>$x$", "b & c"
    data.write_text(json.dumps({"name": "<b>", "classes": classes}))
    page = tmp_path / "page.html"
    assert run(["examine", str(files / "merged.json"), str(data), "--page", str(page), "-q"]) == 1
    text = page.read_text()
    assert "<script" not in text
    assert text.count("<svg") == 1
    for words in (
        "Is it a local minimum?",
        "out of scope: cross-entropy",
        "partition nearest by its value",
    ):
        assert words in text
    assert run(["examine", str(files / "merged.json"), str(data), "--page", "p.htm"]) == 2
    assert "--page: expected a name ending in .html" in capsys.readouterr().err


def test_a_partition_whose_blocks_share_a_point_is_no_minimum():
    """Two classes with a common point: no network has the outputs of the finest partition."""
    data = ClusterData.from_rows({"a": [[0], [0], [1]], "b": [[1], [2], [2]]})
    network = by_hand([["1", "1"]], [["-1/2", "3/2"], ["1/2", "-1/2"]])
    examination = examine(network.network(), data)
    assert (examination.partition.blocks, examination.partition.apart) == (((0,), (1,)), False)
    assert "its blocks share a point, so no network attains it" in "\n".join(
        as_lines(examination, "net")
    )
    moved = ClusterData.from_rows({"a": [[0], [0], [1]], "b": [["3/2"], [2], [2]]})
    assert examine(network.network(), moved).partition.apart
