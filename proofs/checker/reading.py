"""Bytes -> a certificate: the layout, the digests, and the counts Q, M, N.

The layout is canonical: the parsed object, written again by the rules of FORMAT.md, must give back
the very bytes of the file. So white space, duplicate keys, escapes and the order of the top-level
lines need no rule of their own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import NoReturn

from .errors import Malformed, require_equal, shown
from .values import Data, count, dataset, mapping, one_of, string

__all__ = ["KEYS", "Certificate", "parse", "read", "statement_of"]

# The version of the format in which a statement appeared; version 2 has networks of any widths.
SCHEMAS = {1: "truncation-certificate/1", 2: "truncation-certificate/2"}
MAX_COUNT_DIGITS = 18

KEYS = {
    "T3": "Q M N readout layers order hyperplanes apexes margins cost_squared strict_activation",
    "T3'": "Q M N obstruction further_obstructions",
    "T4": "Q M N layers K rank dimension rescaling directions kernel",
    "T5": "Q M N K hidden_layers values_only apexes obstacles minima equal_values",
    "T6": "Q M N K hidden_layers minima equal_values",
    "R1": "Q M N weights layers cost_squared original distance",
    "R2": "Q M N weights layers cost_squared low origin basis evidence free scales shift rho "
    "dimension reach original distance",
    "R3": "Q M N weights layers cost_squared low origin basis kinks pivots free scales shift rho "
    "dimension reach original distance",
    "R4": "Q M N weights layers original kept cost_squared",
    "R5": "Q M N weights layers cost_squared readout_value gap witness",
    "S4": "Q M N weights norm_squared delta_P_squared trivial bound naive projected linear affine "
    "exceptions relative_difference relative_bound penrose_inverse linear_readout affine_readout "
    "networks",
    "A1": "Q M N widths verdict by reason layers",
    "A2": "Q M N widths verdict by reason evidence",
    "capacity yes": "Q M N question widths verdict reason layers",
    "capacity no": "Q M N question widths verdict reason evidence",
    "E2": "Q M N layers gradient eta constants",
    "E5": "Q M N layers rank residual_squared speed_squared mode penrose_inverse",
    "E4": "Q M N ends start histories events",
    "G3": "Q M N widths ranks D layers lifted",
    "G8": "Q M N widths layers K rank dimension order constant manifold cost_squared "
    "strict_activation",
    "P1": "Q M N architecture widths layers cells obstruction further_obstructions fewest "
    "cost_squared strict_activation",
    "P0": "Q M N architecture widths layers cells obstruction further_obstructions coincident "
    "fewest cost_squared strict_activation",
    **dict.fromkeys(
        ("P2", "P3", "W2"), "Q M N architecture widths layers cost_squared strict_activation"
    ),
}
OPTIONAL = {"T4": "kernel", "T5": "obstacles", "P1": "fewest", "P0": "fewest"}
VERSION_2 = frozenset(KEYS) - {"T3", "T3'", "T4", "T5", "T6"}


@dataclass(frozen=True, slots=True)
class Certificate:
    """A well laid out file: its data, and the values of its own keys still to be read."""

    statement: str
    data: Data
    values: dict[str, object]


def _no_float(text: str) -> NoReturn:
    raise Malformed(f"number: expected a string or a count, found {shown(text)}")


def _bounded_int(text: str) -> int:
    if len(text) > MAX_COUNT_DIGITS:
        raise Malformed(f"count: expected at most {MAX_COUNT_DIGITS} digits, found {len(text)}")
    return int(text)


def _distinct_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Malformed(f"object: expected distinct keys, found {shown([k for k, _ in pairs])}")
    return result


def parse(raw: bytes) -> dict[str, object]:
    """The top-level JSON object of a file, without floats, huge counts or duplicate keys.

    Raises Malformed.

    >>> parse(b'{"Q": 1}')
    {'Q': 1}
    >>> parse(b'{"Q": 1.0}')
    Traceback (most recent call last):
        ...
    proofs.checker.errors.Malformed: number: expected a string or a count, found "1.0"
    """
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise Malformed(f"file: expected ASCII, found byte {raw[error.start]:#x}") from None
    try:
        value = json.loads(
            text,
            parse_float=_no_float,
            parse_int=_bounded_int,
            parse_constant=_no_float,
            object_pairs_hook=_distinct_keys,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"{where}: expected JSON, found: {error.msg}") from None
    except RecursionError:
        raise Malformed("file: expected the format's nesting, found far deeper one") from None
    return mapping(value, "file")


def statement_of(values: dict[str, object]) -> str:
    """The statement of a parsed file whose schema this checker knows. Raises Malformed.

    >>> statement_of({"schema": "truncation-certificate/1", "statement": "T4"})
    'T4'
    """
    one_of(values.get("schema"), list(SCHEMAS.values()), "schema")
    if "question" in values:
        # the statement names the theorem that answers, the question says what is to be checked
        one_of(values["question"], ["capacity"], "question")
        statement = "capacity " + one_of(values.get("verdict"), ["yes", "no"], "verdict")
    else:
        known = [key for key in KEYS if " " not in key]
        statement = one_of(values.get("statement"), known, "statement")
    one_of(values["schema"], [SCHEMAS[2 if statement in VERSION_2 else 1]], "schema")
    return statement


def read(values: dict[str, object], raw: bytes) -> Certificate:
    """Check layout, digests, the data and the counts Q, M, N; return what is left to be judged.

    `values` is `parse(raw)`. Raises Malformed, or Refuted when a count is not that of the data.
    """
    statement = statement_of(values)
    keys = ["schema", "statement", "producer", "data", "data_digest"]
    keys += [*KEYS[statement].split(), "digest"]
    if (optional := OPTIONAL.get(statement)) and optional not in values:
        keys.remove(optional)
    if list(values) != keys:
        raise Malformed(f"file: expected the keys {' '.join(keys)}, found {shown(list(values))}")
    _require_layout(values, raw)
    string(values["producer"], "producer")
    data = dataset(values["data"])
    for key, size in (("Q", data.Q), ("M", data.M), ("N", data.N)):
        require_equal(key, size, count(values[key], key))
    return Certificate(statement, data, values)


def _require_layout(values: dict[str, object], raw: bytes) -> None:
    lines = []
    for key, value in values.items():
        if key == "minima" and isinstance(value, list):
            body = "[" + ",\n".join(json.dumps(item) for item in value) + "]"
        else:
            body = json.dumps(value)
        lines.append(f"{json.dumps(key)}: {body}")
    body, last = "{" + ",\n".join(lines[:-1]) + ",\n", lines[-1] + "}\n"
    written = (body + last).encode("ascii")
    if written != raw:
        at = next(
            (k for k, (a, b) in enumerate(zip(written, raw, strict=False)) if a != b),
            min(len(written), len(raw)),
        )
        raise Malformed(
            f"byte {at}: expected the fixed layout {shown(written[at : at + 20].decode())}, "
            f"found {shown(raw[at : at + 20].decode())}"
        )
    for key, content in (("data_digest", json.dumps(values["data"])), ("digest", body)):
        expected = hashlib.sha256(content.encode("ascii")).hexdigest()
        if values[key] != expected:
            raise Malformed(f"{key}: expected {expected}, found {shown(values[key])}")
