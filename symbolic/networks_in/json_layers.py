"""``{"layers": [{"W": rows, "b": vector}, …]}``: a network as JSON, numerals or declared floats."""

from __future__ import annotations

import json
from typing import Any

from symbolic.errors import InputError, shown
from symbolic.network import ReluNetwork
from symbolic.networks_in.chain import Rows, network_of_rows
from symbolic.networks_in.dyadic import nearest
from symbolic.scalars import Scalar, parse
from symbolic.words import counted

KINDS = ("float64", "float32")


def network_of_json(raw: bytes) -> ReluNetwork:
    """The network in the bytes of a JSON file; other keys than ``layers`` and ``floats`` are left
    alone.

    A number is an integer, a numeral such as ``"-3/4"`` or a decimal, and is that rational; with
    ``"floats": "float64"`` (``"float32"``) it is the nearest float of that kind. Raises
    `InputError`.

    >>> text = b'{"floats": "float32", "layers": [{"W": [[0.1]], "b": [0]}]}'
    >>> network_of_json(text).output.W.to_Matrix()
    Matrix([[13421773/134217728]])
    """
    try:
        document = json.loads(
            raw.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str
        )
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start}", "UTF-8 text", f"0x{raw[error.start]:02x}") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError(where, "JSON", error.msg.lower()) from None
    except RecursionError:
        raise InputError("JSON", "a few nested levels", "thousands") from None
    if not isinstance(document, dict) or not isinstance(document.get("layers"), list):
        raise InputError("network", 'an object with the key "layers", a list', shown(document))
    kind = document.get("floats")
    if kind is not None and kind not in KINDS:
        raise InputError("floats", f"one of {', '.join(KINDS)}", shown(kind))
    layers = [_layer(entry, kind, f"layers[{l}]") for l, entry in enumerate(document["layers"])]
    return network_of_rows(layers)


def _layer(entry: Any, kind: str | None, place: str) -> Rows:
    if not isinstance(entry, dict) or "W" not in entry or "b" not in entry:
        raise InputError(place, "an object with the keys W and b", shown(entry))
    rows = [
        [
            _number(e, kind, f"{place}.W[{r}][{c}]")
            for c, e in enumerate(_list(row, f"{place}.W[{r}]"))
        ]
        for r, row in enumerate(_list(entry["W"], f"{place}.W"))
    ]
    bias = [
        _number(e, kind, f"{place}.b[{r}]") for r, e in enumerate(_list(entry["b"], f"{place}.b"))
    ]
    if len({len(row) for row in rows}) != 1:
        raise InputError(f"{place}.W", "rows of one length", "several lengths")
    if len(bias) != len(rows):
        raise InputError(f"{place}.b", counted(len(rows), "entry"), str(len(bias)))
    return [[*row, b] for row, b in zip(rows, bias, strict=True)]


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise InputError(place, "a list that is not empty", shown(value))
    return value


def _number(value: Any, kind: str | None, place: str) -> Scalar:
    if not isinstance(value, str):
        raise InputError(place, "a number", shown(value))
    if value in ("NaN", "Infinity", "-Infinity"):
        raise InputError(place, "a finite number", value)
    number = parse(value, place)
    return number if kind is None else nearest(number, kind, place)
