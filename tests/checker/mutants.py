"""Changed certificates: every leaf, shape and type, in every way that a reader could overlook."""

import copy
import json
import os
import re
from fractions import Fraction as F

from tests.checker.cases import raw

THOROUGH = "THOROUGH" in os.environ  # every leaf in every way: about five minutes
NUMERAL = re.compile(r"-?\d+(/\d+)?")


def places(value, path=()):
    """All leaves and all containers, with their paths."""
    yield path, value
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from places(entry, (*path, key))
    if isinstance(value, list):
        for k, entry in enumerate(value):
            yield from places(entry, (*path, k))


def put(cert, path, value):
    """A copy of the certificate with another value at the path (copying what is on it only)."""
    if not path:
        return value
    result = copy.copy(cert)
    result[path[0]] = put(cert[path[0]], path[1:], value)
    return result


def changed(value):
    """Other values of the same type."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, max(value - 1, 0), 2 * value + 1]
    if not isinstance(value, str):
        return ["T3", "T5c", "T5d"]
    if not NUMERAL.fullmatch(value):
        words = ["", "x", "linear", "affine", "proved", "refuted", "unknown", "T5c", "T5d", "T3"]
        return [*words, "apex", "cone", "a", "b"]
    number = F(value)
    others = [number + 1, number - 1, -number, 2 * number, number * F(1001, 1000), F(0)]
    others += [number + F(1, 10**9), 1 / number if number else F(7)]
    return [str(other) for other in others]


def numbers(cert):
    """The paths of all numerals and counts, with their values."""
    for path, value in places(cert):
        if type(value) is int or (isinstance(value, str) and NUMERAL.fullmatch(value)):
            yield path, value


def leaf_mutants(name):
    """(place, mutant) for each leaf but the digests, which are renewed or stale on purpose."""
    cert = json.loads(raw(name))
    leaves = [(p, v) for p, v in places(cert) if not isinstance(v, (dict, list))]
    leaves = [(p, v) for p, v in leaves if p[-1] not in ("data_digest", "digest")]
    for k, (path, value) in enumerate(leaves):
        others = [*changed(value), leaves[(k + 1) % len(leaves)][1]]
        others = [other for other in dict.fromkeys(others) if other != value]
        number = isinstance(value, str) and NUMERAL.fullmatch(value)
        if name[:2] != "T3" and number and not THOROUGH:
            others = [others[k % len(others)], others[(k + 4) % len(others)]]
        for other in others:
            yield ".".join(map(str, path)), put(cert, path, other)


def shape_mutants(name):
    """(place, mutant) for dropped, extra and permuted keys and entries, and exchanged entries."""
    cert = json.loads(raw(name))
    for path, value in places(cert):
        place = ".".join(map(str, path))
        if isinstance(value, dict):
            for key in value:
                without = {k: v for k, v in value.items() if k != key}
                label = f"{place}.{key} without".lstrip(".")
                yield label, put(cert, path, without)
                yield f"{place} key moved", put(cert, path, {**without, key: value[key]})
            yield f"{place} extra", put(cert, path, {**value, "extra": "1"})
            yield f"{place} extra", put(cert, path, {"extra": "1", **value})
        elif isinstance(value, list):
            yield f"{place} doubled", put(cert, path, value + value[-1:])
            yield f"{place} reversed", put(cert, path, value[::-1])
            yield f"{place} dropped", put(cert, path, value[:-1])
            yield f"{place} dropped", put(cert, path, value[1:])
            yield f"{place} emptied", put(cert, path, [])
            for k in range(len(value) - 1):
                swapped = [*value[:k], value[k + 1], value[k], *value[k + 2 :]]
                yield f"{place} swapped", put(cert, path, swapped)


def type_mutants(name):
    """(place, mutant) with a value of another type, or another spelling of the same number."""
    cert = json.loads(raw(name))
    for path, value in places(cert):
        if path and path[-1] in ("data_digest", "digest"):
            continue
        others = [None, True, 7, 1.5, float("nan"), [], {}]
        others = [other for other in others if type(other) is not type(value)]
        if path and path[-1] == "theorem":
            others = [other for other in others if other is not None]
        if isinstance(value, str) and NUMERAL.fullmatch(value):
            p, _, q = value.partition("/")
            others += [f"{2 * int(p)}/{2 * int(q or 1)}", "+" + value, "0" + value, value + ".0"]
            others += [p + "/1", " " + value, value + "\n", value + "e0", "-0", "", value + "/"]
            others += [p + "/0", p + "/-" + (q or "2"), value.replace(p[-1], chr(0x660), 1), "1_0"]
        for other in others:
            yield ".".join(map(str, path)), put(cert, path, other)
