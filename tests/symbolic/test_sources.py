"""Reading data: one set of points in every spelling is one `ClusterData`; choices of classes and
coordinates.
"""

import csv
import io
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import datasets
from strategies import rationals

from symbolic import ClusterData
from symbolic.errors import InputError, ShapeError
from symbolic.scalars import exact
from symbolic.sources import DATASETS, load
from symbolic.sources.table import MISSING

ROWS = {"a": [["4", "1/4"], ["15/4", "0"]], "b": [["0", "4"]], "c": [["-1", "-0.001"]]}


def same(one, other):
    assert one.labels == other.labels
    assert one.points == other.points
    assert one.targets == other.targets
    assert (one.Q, one.M, one.N) == (other.Q, other.M, other.N)
    return True


@pytest.fixture
def saved(tmp_path):
    """A function that writes text to a file and returns its path."""

    def save(text, name="data.json"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return save


def as_json(rows, targets=None, **more):
    classes = [{"label": label, "points": points} for label, points in rows.items()]
    for entry, target in zip(classes, targets or [], strict=False):
        entry["target"] = target
    return json.dumps({**more, "classes": classes})


def as_csv(rows, names=("x1", "x2")):
    out = io.StringIO()
    csv.writer(out).writerows([["label", *names], *([k, *row] for k in rows for row in rows[k])])
    return out.getvalue()


CSV = as_csv(ROWS)
SPELLINGS = {
    "JSON": as_json(ROWS),
    "numbers": '{"classes": [{"label": "a", "points": [[4, 0.25], [3.75, 0]]},'
    '{"label": "b", "points": [[0.0, 4e0]]}, {"label": "c", "points": [[-1, -1e-3]]}]}',
    "targets": as_json(ROWS, [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "2/2"]]),
    "byte order mark": b"\xef\xbb\xbf" + as_json(ROWS).encode(),
    "white space": json.dumps(json.loads(as_json(ROWS)), indent=4) + "\n\n",
}
CSV_SPELLINGS = {
    "line ends of Unix": CSV.replace("\r\n", "\n"),
    "line ends of DOS": CSV,
    "blank lines": CSV.replace("\r\n", "\n\n"),
    "byte order mark": b"\xef\xbb\xbf" + CSV.encode(),
    "quotes": CSV.replace("1/4", '"1/4"').replace("b,", '"b",'),
    "spaces": CSV.replace(",4", ", 4 "),
    "mixed classes": "label,x1,x2\na,4,1/4\nb,0,4\nc,-1,-1e-3\na,3.75,0\n",
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_json_spellings(name, saved):
    assert same(load(saved(SPELLINGS[name])), ClusterData.from_rows(ROWS))


@pytest.mark.parametrize("name", CSV_SPELLINGS)
def test_csv_spellings(name, saved):
    assert same(load(saved(CSV_SPELLINGS[name], "data.csv")), ClusterData.from_rows(ROWS))


def test_names(saved):
    assert load(saved(as_json(ROWS))).name == "data"
    assert load(saved(as_json(ROWS, name="three points"))).name == "three points"
    assert load(saved(CSV, "three points.CSV")).name == "three points"


def test_a_float_literal_is_the_decimal_it_is_written_as(saved):
    data = load(saved('{"classes": [{"label": "a", "points": [[0.1]]}]}'))
    assert data.points[0].to_list_flat() == [exact("1/10")]


def test_targets_are_columns(saved):
    data = load(saved(as_json({"a": [[1]], "b": [[2]]}, [["1", "2"], ["3", "4"]])))
    assert data.targets.to_list() == [[1, 3], [2, 4]]
    assert data.target(1).to_list_flat() == [3, 4]


labels = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\0"), min_size=1, max_size=6
).filter(lambda label: label.strip() == label and label.lower() not in MISSING)


@given(
    st.integers(1, 3).flatmap(
        lambda M: st.dictionaries(
            labels,
            st.lists(st.lists(rationals, min_size=M, max_size=M), min_size=1, max_size=3),
            min_size=1,
            max_size=3,
        )
    )
)
def test_json_and_csv_give_back_what_was_written(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("written")
    as_text = {k: [[str(Fraction(e)) for e in row] for row in rows[k]] for k in rows}
    names = [f"x{i + 1}" for i in range(len(next(iter(rows.values()))[0]))]
    expected = ClusterData.from_rows(rows)
    for name, text in (("d.json", as_json(as_text)), ("d.csv", as_csv(as_text, names))):
        path = folder / name
        path.write_bytes(text.encode())
        assert same(load(str(path)), expected)


# --- choices ------------------------------------------------------------------------------------

CHOICES = [
    (["a"], None, ["a"], [0, 1]),
    (["c", "a"], None, ["a", "c"], [0, 1]),
    (["b", "b"], None, ["b"], [0, 1]),
    (None, ["x2"], ["a", "b", "c"], [1]),
    (None, ["1", "0"], ["a", "b", "c"], [0, 1]),
    (None, ["x1", "0"], ["a", "b", "c"], [0]),
    (["b"], ["0"], ["b"], [0]),
]


@pytest.mark.parametrize(("select", "features", "kept", "coordinates"), CHOICES)
def test_choices(select, features, kept, coordinates, saved):
    expected = {label: [[row[i] for i in coordinates] for row in ROWS[label]] for label in kept}
    for path in (saved(as_json(ROWS)), saved(CSV, "data.csv")):
        assert same(load(path, select, features), ClusterData.from_rows(expected))


def test_a_column_name_goes_before_a_number(saved):
    path = saved(as_csv({"a": [["7", "8", "9"]]}, ["2", "x1", "w"]), "data.csv")
    for feature, value in (("2", 7), ("x1", 8), ("w", 9), ("0", 7), ("x3", 9), ("1", 8)):
        assert load(path, None, [feature]).points[0].to_list_flat() == [value], feature


REFUSED = [
    (["d"], None, "select: expected a class label among 'a, b, c', found 'd'"),
    ([""], None, "select: expected a class label among 'a, b, c', found ''"),
    (None, ["x3"], "features: expected a coordinate among 'x1, x2' or a number from 0 to 1"),
    (None, ["-1"], "features: expected a coordinate among .*, found '-1'"),
    (None, ["2"], "features: expected a coordinate among .*, found '2'"),
]


@pytest.mark.parametrize(("select", "features", "message"), REFUSED)
def test_choices_that_do_not_exist(select, features, message, saved):
    with pytest.raises(InputError, match=message):
        load(saved(as_json(ROWS)), select, features)


def test_classes_with_targets_are_not_selected(saved):
    path = saved(as_json(ROWS, [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]]))
    with pytest.raises(InputError, match="select: expected all classes"):
        load(path, ["a", "b"])
    assert same(load(path, ["a", "b", "c"]), ClusterData.from_rows(ROWS))


def test_the_same_point_in_two_classes_is_read(saved):
    rows = {"a": [["1", "2"]], "b": [["0", "0"], ["2/2", "2.0"]], "c": [["1", "3"]]}
    for path in (saved(as_json(rows)), saved(as_csv(rows), "data.csv")):
        assert load(path).N == 4
        assert load(path, None, ["x1"]).N == 4


# --- scikit-learn -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DATASETS)
def test_shipped_data_are_the_decimals_they_print_as(name):
    data, bunch = load(f"sklearn:{name}"), getattr(datasets, f"load_{name}")()
    assert data.labels == tuple(map(str, bunch.target_names))
    assert bunch.data.shape == (data.N, data.M)
    for j, block in enumerate(data.points):
        floats = bunch.data[bunch.target == j].T.tolist()
        assert block.to_list() == [[exact(repr(e)) for e in row] for row in floats]


def test_shipped_data_as_a_file(saved):
    data = load("sklearn:iris", ["setosa", "virginica"], ["petal length (cm)", "0"])
    rows = {
        label: [list(map(str, point)) for point in data.points[j].transpose().to_list()]
        for j, label in enumerate(data.labels)
    }
    assert same(load(saved(as_csv(rows), "iris.csv")), data)
    assert data.points[1].to_list()[1][0] == exact("6.0")


def test_classes_that_are_no_data():
    with pytest.raises(InputError, match="classes: expected at least one class, found none"):
        ClusterData.from_rows({})
    with pytest.raises(ShapeError, match="all of one dimension M"):
        ClusterData.from_rows({"a": [[1]], "b": [[1, 2]]})
