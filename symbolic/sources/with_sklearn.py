"""The four classified data sets that come with scikit-learn, read from the tables it ships.

Importing scikit-learn takes longer than all that is done with the data here, so its folder is found
and its tables are read as text: every number is the decimal it is written as. The names of the
coordinates stand in its code alone, and again here.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
from collections.abc import Sequence
from pathlib import Path

from symbolic.errors import InputError, shown
from symbolic.scalars import Scalar, parse
from symbolic.sources.raw import Raw, Request, chosen_features, chosen_labels

TABLES = {
    "iris": "iris.csv",
    "wine": "wine_data.csv",
    "breast_cancer": "breast_cancer.csv",
    "digits": "digits.csv.gz",
}
DATASETS = tuple(TABLES)
_SHAPES = (
    "radius texture perimeter area smoothness compactness concavity concave_points symmetry "
    "fractal_dimension"
)
FEATURES = {
    "iris": [f"{part} {side} (cm)" for part in ("sepal", "petal") for side in ("length", "width")],
    "wine": [
        "alcohol",
        "malic_acid",
        "ash",
        "alcalinity_of_ash",
        "magnesium",
        "total_phenols",
        "flavanoids",
        "nonflavanoid_phenols",
        "proanthocyanins",
        "color_intensity",
        "hue",
        "od280/od315_of_diluted_wines",
        "proline",
    ],
    "breast_cancer": [
        kind.format(shape.replace("_", " "))
        for kind in ("mean {}", "{} error", "worst {}")
        for shape in _SHAPES.split()
    ],
    "digits": [f"pixel_{row}_{column}" for row in range(8) for column in range(8)],
}


def from_sklearn(name: str, request: Request) -> Raw:
    """The named data set, exactly as its table is written. Raises `InputError` without
    scikit-learn.
    """
    if name not in TABLES:
        raise InputError("sklearn", f"one of {', '.join(DATASETS)}", shown(name))
    labels, rows = _table(name)
    kept = chosen_features(FEATURES[name], request.features)
    wanted = chosen_labels(labels, request.select)
    known: dict[str, Scalar] = {}
    classes: dict[str, list[list[Scalar]]] = {label: [] for label in wanted}
    for *row, target in rows:
        label = labels[int(float(target))]
        if label in classes:
            for numeral in row:
                if numeral not in known:
                    known[numeral] = parse(numeral)
            classes[label].append([known[row[i]] for i in kept])
    return Raw(name, classes, features=tuple(FEATURES[name][i] for i in kept))


def _table(name: str) -> tuple[list[str], list[Sequence[str]]]:
    """The labels in the order of their numbers, and the rows, the number of the class last."""
    installed = importlib.util.find_spec("sklearn")
    if installed is None or not installed.submodule_search_locations:
        install = "scikit-learn (pip install scikit-learn)"
        raise InputError("sklearn", install, "not installed")
    path = Path(installed.submodule_search_locations[0], "datasets", "data", TABLES[name])
    try:
        content = path.read_bytes()
    except OSError:
        raise InputError("sklearn", f"the table {TABLES[name]} in its folder", "none") from None
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    rows: list[Sequence[str]] = list(csv.reader(text.decode("ascii").splitlines()))
    if name == "digits":
        return [str(digit) for digit in range(10)], rows
    return list(rows[0][2:]), rows[1:]
