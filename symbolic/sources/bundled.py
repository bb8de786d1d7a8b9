"""``sklearn:NAME``: the data sets that scikit-learn carries with it, as the decimals they were
published as.

They lie in the package as text, and importing scikit-learn takes seconds: so the text is read where
it lies. The names of coordinates stand in scikit-learn's code: who asks for coordinates by name, or
has a version that keeps its files elsewhere, gets them through its own reader (whose floats are
read as the decimals they print as: the same numbers).
"""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path

from symbolic.errors import InputError
from symbolic.scalars import Scalar, parse, shown
from symbolic.sources.raw import Raw, Request, chosen_features, chosen_labels

FILES = {
    "iris": "iris.csv",
    "wine": "wine_data.csv",
    "breast_cancer": "breast_cancer.csv",
    "digits": "digits.csv.gz",
}
DATASETS = tuple(FILES)


def from_sklearn(name: str, request: Request) -> Raw:
    """The named data set; its numbers are the decimals they were measured as."""
    if name not in DATASETS:
        raise InputError("sklearn", f"one of {', '.join(DATASETS)}", shown(name))
    found = None if request.features is not None else _as_stored(name)
    names, features, rows = _as_loaded(name) if found is None else found
    kept = chosen_features(features, request.features)
    wanted = chosen_labels(names, request.select)
    known: dict[str, Scalar] = {}
    classes: dict[str, list[list[Scalar]]] = {label: [] for label in wanted}
    for *numerals, target in rows:
        label = names[int(float(target))]
        if label in classes:
            for numeral in numerals:
                if numeral not in known:
                    known[numeral] = parse(numeral)
            classes[label].append([known[numerals[i]] for i in kept])
    return Raw(name, classes)


def _as_stored(name: str) -> tuple[list[str], list[str], list[list[str]]] | None:
    """The names of the classes, numbers for the coordinates, and the rows as written, the number of
    the class last; None where the file is not as expected.
    """
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        return None
    path = Path(package.origin).parent / "datasets" / "data" / FILES[name]
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("ascii")
    except (OSError, EOFError, UnicodeDecodeError):
        return None
    rows = [line.split(",") for line in text.split()]
    if name == "digits":  # no header
        names, size = [str(digit) for digit in range(10)], ["1797", "64"]
    else:
        names, size = rows[0][2:], rows[0][:2]
        rows = rows[1:]
    widths = {len(row) for row in rows}
    if len(widths) != 1 or [str(len(rows)), str(min(widths) - 1)] != size:
        return None
    return names, [str(i) for i in range(min(widths) - 1)], rows


def _as_loaded(name: str) -> tuple[list[str], list[str], list[list[str]]]:
    """The same by scikit-learn itself."""
    try:
        from sklearn import datasets
    except ImportError:
        install = "scikit-learn (pip install 'truncation[datasets]')"
        raise InputError("sklearn", install, "not installed") from None
    bunch = getattr(datasets, f"load_{name}")()
    rows = [
        [*map(repr, row), repr(target)]
        for row, target in zip(bunch.data.tolist(), bunch.target.tolist(), strict=True)
    ]
    return list(map(str, bunch.target_names)), list(map(str, bunch.feature_names)), rows
