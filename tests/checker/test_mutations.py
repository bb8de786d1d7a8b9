"""Every number, string, key and order of every certificate, changed: only the truth survives.

With stale digests nothing may survive. With fresh digests only the mathematics can reject, and a
few changes leave a true certificate true. SURVIVORS says which places may do so, and why; whatever
survives is there, and is true for the naive verifier as well.
"""

import copy
import json
import re
from fractions import Fraction as F

import pytest

from proofs.checker import check
from tests.checker import naive, truth
from tests.checker.cases import CASES, raw

# statement -> (pattern of the place, why a change there can leave the certificate true)
TEXT = (r"producer|data\.name", "free text")
POINT = (r"data\.classes\.\d+\.points\.\d+\.\d+", "a point moves inside its activation region")
POINTS = (r"data\.classes\.\d+\.points (reversed|swapped)", "the order of points carries nothing")
SURVIVORS = {
    "T3": [
        TEXT,
        POINT,
        POINTS,
        (r"data\.classes (reversed|swapped)", "the order of classes is named apart, in `order`"),
        (r"readout", "linear to affine claims less"),
    ],
    "T3'": [
        TEXT,
        POINTS,
        (POINT[0], "a point no combination uses"),
        (r"data\.classes\.\d+\.target\.\d+", "targets matter by their independence only"),
        (r"data\.classes\.\d+\.label", "the name of a class that is not involved"),
        (r"data\.classes (reversed|swapped)", "the order of classes carries nothing"),
        (r".*obstructions? (reversed|swapped)", "one obstruction a class, in any order"),
        (r".*convex_combination\.(class|rest) (reversed|swapped)", "a sum, in any order"),
    ],
    "T4": [
        TEXT,
        POINT,
        POINTS,
        (r"data\.classes (reversed|swapped)", "the order of classes carries nothing"),
        (r"(kernel|directions) (reversed|swapped)", "a list of vectors, in any order"),
        (r"directions (dropped|doubled)", "any number of directions"),
        (r"kernel without", "the kernel may be absent"),
        (
            r"(kernel\.\d+|directions\.\d+\.vector)\.\d+",
            "a column of J is 0 for parameters of a layer that no class gets past",
        ),
        (
            r"(kernel\.\d+|directions\.\d+\.vector) (reversed|swapped)",
            "an exchange of two entries within such a layer, or of two equal ones",
        ),
    ],
    "T5": [
        TEXT,
        POINTS,
        (r"minima\.\d+\.radius", "a smaller ball"),
        (r"minima\.\d+\.feasible", "with values_only a claim that the format leaves unchecked"),
        (r"apexes\.only\.\d+", "one class: it is in no proper subset, its apex is never used"),
    ],
}

SMALL = [name for name in CASES if name not in ("T5 simplices", "T4 simplices", "T4 M > Q")]
LARGE = [name for name in CASES if name not in SMALL]


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
        return ["T5c", "T5d"]
    if not re.fullmatch(r"-?\d+(/\d+)?", value):
        words = ["", "x", "linear", "affine", "proved", "refuted", "unknown", "T5c", "T5d", "T3"]
        return [*words, "apex", "cone", "a", "b"]
    number = F(value)
    others = [number + 1, number - 1, -number, 2 * number, number * F(1001, 1000), F(0)]
    others += [number + F(1, 10**9), 1 / number if number else F(7)]
    return [str(other) for other in others]


def leaf_mutants(cert):
    """(place, mutant) for each leaf but the digests, which are renewed or stale on purpose."""
    leaves = [(p, v) for p, v in places(cert) if not isinstance(v, (dict, list))]
    leaves = [(p, v) for p, v in leaves if p[-1] not in ("data_digest", "digest")]
    for k, (path, value) in enumerate(leaves):
        others = [*changed(value), leaves[(k + 1) % len(leaves)][1]]
        for other in dict.fromkeys(others):
            if other != value:
                yield ".".join(map(str, path)), put(cert, path, other)


def shape_mutants(cert):
    """(place, mutant) for dropped, extra and permuted keys and entries, and exchanged entries."""
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
        for other in (None, True, 7, 1.5, float("nan"), [], {}, "2/4", "+1", "01", "1.0", "-0"):
            if type(other) is not type(value) or other != value:
                yield f"{place} other type", put(cert, path, other)


def same_bytes(name, mutant):
    return naive.write(mutant) == raw(name)


def survivors(name, mutants):
    """Check that each accepted mutant is allowed and true; return the places."""
    allowed = SURVIVORS[name.split()[0]]
    found = set()
    for place, mutant in mutants:
        result = check(naive.write(mutant))
        if result.verdict == "proved" and not same_bytes(name, mutant):
            assert any(re.fullmatch(pattern, place) for pattern, _ in allowed), place
            if not (place.endswith("feasible") and mutant["values_only"]):
                assert truth.holds(mutant), place
            found.add(place)
    return found


@pytest.mark.parametrize("name", SMALL)
def test_a_changed_leaf_with_fresh_digests(name):
    found = survivors(name, leaf_mutants(json.loads(raw(name))))
    assert {"producer", "data.name"} <= found  # so that the test does reach proved mutants


@pytest.mark.parametrize("name", LARGE)
def test_a_changed_leaf_of_a_large_certificate(name):
    mutants = list(leaf_mutants(json.loads(raw(name))))
    survivors(name, mutants[:: max(1, len(mutants) // 400)])


@pytest.mark.parametrize("name", SMALL)
def test_a_changed_shape_with_fresh_digests(name):
    survivors(name, shape_mutants(json.loads(raw(name))))


@pytest.mark.parametrize("name", SMALL)
def test_stale_digests_let_nothing_pass(name):
    cert = json.loads(raw(name))
    for place, mutant in [*leaf_mutants(cert), *shape_mutants(cert)][::3]:
        written = naive.write(mutant, renew=False)
        if written != raw(name):
            assert check(written).verdict == "malformed", place


@pytest.mark.parametrize("key", ["digest", "data_digest"])
def test_a_changed_digest_is_malformed(key):
    text = raw("T3 two triangles").decode()
    digest = json.loads(text)[key]
    other = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    assert check(text.replace(digest, other).encode()).verdict == "malformed"
    assert check(text.replace(digest, digest.upper()).encode()).verdict == "malformed"


def test_the_naive_verifier_can_say_no():
    cert = json.loads(raw("T3 two triangles"))
    path = ("data", "classes", 0, "points", 0, 0)
    assert truth.holds(put(cert, path, "401/100"))
    assert not truth.holds(put(cert, path, "0"))


@pytest.mark.parametrize(
    ("name", "path", "value", "verdict"),
    [
        ("T3 two triangles", ("data", "classes", 0, "points", 2, 1), "-1/3", "proved"),
        ("T3 linear, deeper", ("readout",), "affine", "proved"),
        ("T3 two triangles", ("readout",), "linear", "refuted"),
        ("T3' crossing", ("data", "classes", 2, "label"), "d", "proved"),
        ("T3' crossing", ("data", "classes", 0, "points", 2, 0), "100", "proved"),
        ("T3' crossing", ("data", "classes", 0, "points", 1, 0), "5", "refuted"),
        ("T4 two triangles", ("data", "classes", 0, "points", 0, 0), "41/10", "proved"),
        ("T5 two triangles", ("minima", 0, "radius"), "1/100000", "proved"),
        ("T5 two triangles", ("minima", 0, "radius"), "1", "refuted"),
        ("T5 two triangles", ("minima", 0, "radius"), "0", "refuted"),
        ("T5 values only", ("minima", 1, "feasible"), False, "proved"),
    ],
)
def test_the_survivors_by_hand(name, path, value, verdict):
    result = check(naive.write(put(json.loads(raw(name)), path, value)))
    assert result.verdict == verdict, result.reason
