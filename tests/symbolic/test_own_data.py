"""Files as people have them: each is read as what a person sees in it, or refused with the option
that would do.

A file in tests/corpora/data is a test, once expected.json beside it says with which options it is
read, and as what.
"""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from proofs.cli import run
from proofs.commands.ledger import EXAMPLES
from proofs.commands.options import spoken
from symbolic import ClusterData, InputError, zero_loss
from symbolic.errors import ShapeError
from symbolic.scalars import exact
from symbolic.sources import DATASETS, Request, examples, load, read

CORPUS = Path(__file__).parents[1] / "corpora" / "data"
EXPECTED = json.loads((CORPUS / "expected.json").read_text())
LOADED = sorted(name for name in EXPECTED if "data" in EXPECTED[name])
REFUSED = sorted(name for name in EXPECTED if "refused" in EXPECTED[name])


def rows_of(data):
    return {
        label: [[Fraction(str(e)) for e in row] for row in data.points[j].transpose().to_list()]
        for j, label in enumerate(data.labels)
    }


def as_fractions(classes):
    return {label: [[Fraction(e) for e in row] for row in rows] for label, rows in classes.items()}


def as_options(options):
    line = []
    for key, value in options.items():
        name = "--" + key.replace("_", "-")
        listed = ",".join(value) if isinstance(value, list) else value
        line += [name] if value is True else [name, listed]
    return line


def test_every_file_is_expected():
    names = {path.name for path in CORPUS.iterdir()} - {"expected.json"}
    assert names == set(EXPECTED)
    assert len(names) >= 45


@pytest.mark.parametrize("name", LOADED)
def test_is_read_as_a_person_reads_it(name):
    data = load(CORPUS / name, **EXPECTED[name]["options"])
    assert list(data.labels) == list(EXPECTED[name]["data"])
    assert rows_of(data) == as_fractions(EXPECTED[name]["data"])


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_what_would_do(name):
    with pytest.raises(InputError) as refusal:
        load(CORPUS / name, **EXPECTED[name]["options"])
    assert spoken(refusal.value).removeprefix("--") == EXPECTED[name]["refused"]


@pytest.mark.parametrize("name", ["two_word_columns_label.csv", "missing_dropped.csv", "latin.csv"])
def test_on_the_command_line(name, tmp_path, capsys):
    target = tmp_path / "out.json"
    options = as_options(EXPECTED[name]["options"])
    code = run(["minimize", str(CORPUS / name), "-o", str(target), *options])
    err = capsys.readouterr().err
    if name in REFUSED:
        assert code == 2
        assert err == f"truncation: {CORPUS / name}: {EXPECTED[name]['refused']}\n"
        assert not target.exists()
    else:
        assert code == 0
        written = json.loads(target.read_text())["data"]["classes"]
        assert {c["label"]: c["points"] for c in written} == {
            label: [[str(Fraction(e)) for e in row] for row in rows]
            for label, rows in EXPECTED[name]["data"].items()
        }


NOTES = {
    "missing_dropped.csv": ["rows with missing values, left out: 4 of 6"],
    "excel_german.csv": ["columns are separated by ;", "numbers have a decimal comma"],
    "ids.csv": [
        "the first column numbers the rows and is left out: Id",
        "labels are in column Species, the only one with other than numbers",
    ],
    "comments.txt": [
        "comment lines at the top, left out: 2",
        "columns are separated by white space",
    ],
    "label_first.csv": [],
    "named_rows.csv": [
        "labels are in column kind, the only words shared",
        "column who names every row and is left out",
    ],
}


@pytest.mark.parametrize("name", NOTES)
def test_what_was_found_out_is_said(name):
    request = Request(**EXPECTED[name]["options"])
    read(CORPUS / name, request)
    assert request.notes == NOTES[name]


def test_floats_are_said_to_be_floats():
    request = Request()
    read(CORPUS / "arrays.npz", request)
    assert any("binary floats" in note for note in request.notes)


def test_an_unpacked_copy_reads_the_same(tmp_path):
    with_gz = load(CORPUS / "packed.csv.gz")
    assert rows_of(with_gz) == rows_of(load(CORPUS / "label_first.csv"))
    assert with_gz.name == "packed"
    shutil.copy(CORPUS / "label_first.csv", tmp_path / "Some Name.CSV")
    assert load(tmp_path / "Some Name.CSV").name == "Some Name"


def test_examples_are_the_files_that_ship():
    assert {"two_triangles", "crossing", "moons"} <= set(examples())
    assert {*EXAMPLES} <= set(examples())
    for name in examples():
        assert load(f"example:{name}", any_targets=True).Q >= 1
    with pytest.raises(InputError, match=r"example: expected one of circles, .*, found 'x'"):
        load("example:x")


# --- from Python --------------------------------------------------------------------------------


def test_arrays_are_what_their_numbers_are():
    expected = {"1": [[Fraction(1, 2), 2]], "0": [[Fraction(0.1), -3]]}
    X = [[0.5, 2], [0.1, -3]]
    for rows in (X, np.array(X), pd.DataFrame(X), tuple(map(tuple, X))):
        for y in ([1, 0], np.array([1, 0]), np.array([1.0, 0.0]), ["1", " 0 "], pd.Series([1, 0])):
            assert rows_of(ClusterData.from_arrays(rows, y)) == expected
    printed = ClusterData.from_arrays(np.array(X), [1, 0], decimals=True)
    assert rows_of(printed)["0"] == [[Fraction(1, 10), -3]]
    named = ClusterData.from_arrays(X, np.array([1, 0]), names=["no", "yes"], name="answers")
    assert (named.name, named.labels) == ("answers", ("yes", "no"))


def test_single_precision_is_what_it_is():
    data = ClusterData.from_arrays(np.array([[0.1]], dtype=np.float32), [0])
    assert rows_of(data) == {"0": [[Fraction(13421773, 134217728)]]}
    integers = np.array([[7]], dtype=np.int8)
    assert rows_of(ClusterData.from_arrays(integers, [0])) == {"0": [[7]]}


class Tensor:
    """What PyTorch's tensors offer: `detach`, `cpu`, `tolist`."""

    def __init__(self, values):
        self.values = values

    def detach(self):
        return self

    cpu = detach

    def tolist(self):
        return self.values


def test_tensors_are_detached():
    data = ClusterData.from_arrays(Tensor([[0.25, 1]]), Tensor([3]))
    assert rows_of(data) == {"3": [[Fraction(1, 4), 1]]}


def test_a_bunch_is_data():
    data = ClusterData.from_arrays(datasets.load_iris(), decimals=True, name="iris")
    assert rows_of(data) == rows_of(load("sklearn:iris"))


@pytest.mark.parametrize("name", DATASETS)
def test_the_tables_of_scikit_learn_are_what_it_loads(name):
    data, bunch = load(f"sklearn:{name}"), getattr(datasets, f"load_{name}")()
    assert list(data.labels) == [str(label) for label in bunch.target_names]
    assert list(data.feature_names) == [str(feature) for feature in bunch.feature_names]
    for j, label in enumerate(data.labels):
        rows = bunch.data[bunch.target == j].tolist()
        assert rows_of(data)[label] == [[Fraction(repr(entry)) for entry in row] for row in rows]


def test_coordinates_keep_their_names():
    iris = load("sklearn:iris", features=["3", "petal length (cm)"])
    assert iris.feature_names == ("petal length (cm)", "petal width (cm)")
    assert iris.select(features=[1]).feature_names == ("petal width (cm)",)
    assert iris.collapsed({0: iris.mean(1)}).feature_names == iris.feature_names
    frame = pd.DataFrame({"kind": ["s", "v"], "long": [1, 2], "wide": [3, 4]})
    assert ClusterData.from_dataframe(frame, "kind").feature_names == ("long", "wide")
    assert ClusterData.from_arrays(frame[["wide"]], frame["kind"]).feature_names == ("wide",)
    bunch = datasets.load_wine()
    assert ClusterData.from_arrays(bunch).feature_names == tuple(bunch.feature_names)
    plain = ClusterData.from_arrays([[1, 2]], [0], feature_names=[" a ", "b"])
    assert plain.feature_names == ("a", "b")
    assert ClusterData.from_arrays([[1, 2]], [0]).feature_names == ("x1", "x2")
    assert load(CORPUS / "label_first.csv").feature_names == ("x1", "x2")
    with pytest.raises(
        InputError, match="feature_names: expected 2 names, one a coordinate, found 1"
    ):
        ClusterData.from_arrays([[1, 2]], [0], feature_names=["a"])


def test_a_network_takes_lists_and_arrays_of_numbers():
    data = load("example:two_triangles")
    net = zero_loss(data).network
    rows = data.points[0].transpose().to_list()
    expected = net(data.points[0]).transpose().to_list()
    exact_rows = [[Fraction(str(entry)) for entry in row] for row in rows]
    assert net(exact_rows) == expected and net(exact_rows[0]) == expected[0]
    assert net(tuple(map(str, rows[0]))) == expected[0]
    floats = np.array([[float(entry) for entry in row] for row in rows])  # dyadic: nothing is lost
    assert net(floats) == expected and net(floats[0]) == expected[0]
    assert net(Tensor(floats.tolist())) == expected
    for wrong, message in (
        ([], "at least one point"),
        ([1, None], "points"),
        ([[1, 2], [3]], "length"),
    ):
        with pytest.raises(InputError, match=message):
            net(wrong)
    with pytest.raises(ShapeError, match="dimension 2, found 3"):
        net([1, 2, 3])


def test_data_frames():
    frame = pd.DataFrame({"kind": ["s", "v"], "x1": [0.5, 2.0], "x2": [1, 3]})
    data = ClusterData.from_dataframe(frame, "kind")
    assert rows_of(data) == {"s": [[Fraction(1, 2), 1]], "v": [[2, 3]]}
    assert rows_of(ClusterData.from_dataframe(frame, "kind", ["x2"])) == {"s": [[1]], "v": [[3]]}


REFUSALS = [
    (([[1], [2]], [0]), {}, "y: expected 2 labels, one a point, found 1"),
    (([[1], [2, 3]], [0, 1]), {}, "X: expected rows of one length, found rows of 1 and 2"),
    (([[float("nan")]], [0]), {}, r"X\[0\]\[0\]: expected a finite float, found nan"),
    (([[True]], [0]), {}, r"X\[0\]\[0\]: expected an exact number, found true"),
    (([[1]], [0.5]), {}, r"y\[0\]: expected a label, found the float 0.5"),
    (([[1]], [None]), {}, r"y\[0\]: expected a label, found None"),
    (([[1]], [2]), {"names": ["a"]}, "names: expected a name for the class 2, found 1 name"),
    ((1, [2]), {}, "X: expected a list or an array, found 1"),
]


@pytest.mark.parametrize(("arguments", "options", "message"), REFUSALS)
def test_arrays_that_are_no_data(arguments, options, message):
    with pytest.raises(InputError, match=message):
        ClusterData.from_arrays(*arguments, **options)


def test_labels_are_stripped_like_numbers():
    assert ClusterData.from_rows({" a ": [[exact(" 1".strip())]]}).labels == ("a",)
    with pytest.raises(InputError, match="classes: expected distinct labels, found 'a' twice"):
        ClusterData.from_rows({"a": [[1]], "a ": [[2]]})
