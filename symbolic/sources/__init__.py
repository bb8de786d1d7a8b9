"""Every way in: files by their ending, ``example:NAME`` for what ships, ``sklearn:NAME`` for
scikit-learn's data.

Everything unusable raises `InputError` naming the place, what was expected there and what was
found; nothing is evaluated. Decimals are the decimals they are written as; numbers that exist as
floats only are what these floats are.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from symbolic.clusters import ClusterData
from symbolic.errors import InputError, shown
from symbolic.sources.binary import from_numpy, from_parquet
from symbolic.sources.content import decoded, read_bytes, stem_and_suffix
from symbolic.sources.delimited import table_of
from symbolic.sources.documents import from_json
from symbolic.sources.formats import from_arff, from_svmlight
from symbolic.sources.raw import Raw, Request
from symbolic.sources.table import as_classes
from symbolic.sources.with_sklearn import DATASETS, from_sklearn

__all__ = ["DATASETS", "Request", "examples", "load", "read"]

EXAMPLES = Path(str(files("symbolic"))) / "examples"


def examples() -> list[str]:
    """The names of the data that ship with the package, for ``example:NAME``.

    >>> "two_triangles" in examples(), "moons" in examples()
    (True, True)
    """
    return sorted(_shipped())


def _shipped() -> dict[str, Path]:
    return {path.stem: path for path in EXAMPLES.rglob("*.*") if path.suffix in (".json", ".csv")}


def load(
    source: str | os.PathLike[str],
    select: Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    *,
    label: str | None = None,
    sep: str | None = None,
    header: bool | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    drop_missing: bool = False,
    any_targets: bool = False,
) -> ClusterData:
    """The data of a path, of ``example:NAME`` or of ``sklearn:NAME``, as exact rationals.

    Parameters
    ----------
    source : a path ending in .json .csv .tsv .txt .data .arff .svm .libsvm .npz .npy .parquet,
        perhaps .gz after it.
    select, features : the classes (labels) and coordinates (names, or numbers from 0) to keep, in
        the order of the data.
    label, sep, header, decimal, encoding, drop_missing, any_targets : as in `Request`, where they
        cannot be seen from the file.

    Returns
    -------
    ClusterData
        with points as columns, ``M × N_j`` a class.

    Raises
    ------
    InputError
        with the place, and the option that would help where one does.

    >>> load("example:two_triangles").sizes
    (3, 3)
    """
    how = (label, sep, header, decimal, encoding, drop_missing, any_targets)
    return read(source, Request(select, features, *how))


def read(source: str | os.PathLike[str], request: Request) -> ClusterData:
    """The data of a source; what was found out about the file is in ``request.notes``
    afterwards.
    """
    return _raw(source, request).data(request.any_targets)


def _raw(source: str | os.PathLike[str], request: Request) -> Raw:
    if isinstance(source, str) and source.startswith("sklearn:"):
        return from_sklearn(source.removeprefix("sklearn:"), request)
    if isinstance(source, str) and source.startswith("example:"):
        name = source.removeprefix("example:")
        if name not in _shipped():
            raise InputError("example", f"one of {', '.join(examples())}", shown(name))
        source = _shipped()[name]
    raw = read_bytes(source)
    stem, suffix = stem_and_suffix(source)
    if suffix in OF_BYTES:
        return OF_BYTES[suffix](raw, stem, request)
    content = decoded(raw, request.encoding)
    like_json = content.lstrip()[:1] in ("{", "[")
    return OF_TEXT.get(suffix, from_json if like_json else _from_table)(content, stem, request)


def _from_table(content: str, name: str, request: Request) -> Raw:
    return as_classes(table_of(content, name, request), request)


# The endings, and what reads the content of such a file; of other endings the content decides.
OF_BYTES = {".npz": from_numpy, ".npy": from_numpy, ".parquet": from_parquet}
OF_TEXT = {
    ".json": from_json,
    ".arff": from_arff,
    **dict.fromkeys((".svm", ".libsvm", ".svmlight"), from_svmlight),
    **dict.fromkeys((".csv", ".tsv", ".txt", ".data"), _from_table),
}
