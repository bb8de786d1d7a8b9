"""Every number, string, key and order of every certificate, changed: only the truth survives.

With stale digests nothing may survive. With fresh digests only the mathematics can reject, and a
few changes leave a true certificate true. SURVIVORS says which places may do so, and why; whatever
survives is there, and is true for the naive verifier as well.

Every leaf is changed, in every way for T3 and T3', in two ways by turns for T4, every third one for
T5; with the environment variable THOROUGH set, in every way everywhere (about five minutes).
"""

import json
import re

import pytest

from proofs.checker import check
from tests.checker import naive
from tests.checker.cases import CASES, raw
from tests.checker.mutants import THOROUGH, leaf_mutants, put, shape_mutants, type_mutants

# statement -> (pattern of the place, why a change there can leave the certificate true)
TEXT = (r"producer|data\.name", "free text")
POINT = (r"data\.classes\.\d+\.points\.\d+\.\d+", "a point moves inside its activation region")
POINTS = (r"data\.classes\.\d+\.points (reversed|swapped)", "the order of points carries nothing")
TURNED = (r"data\.classes\.\d+\.points\.\d+ (reversed|swapped)", POINT[1])
DEAD = (r"layers\.1\.W\.0(\.\d+| reversed| swapped)", "behind the only collapse all is 0")
SURVIVORS = {
    "T3": [
        TEXT,
        POINT,
        POINTS,
        TURNED,
        (r"data\.classes (reversed|swapped)", "the order of classes is named apart, in `order`"),
        (r"readout", "with c = 0 both are true"),
    ],
    "T3'": [
        TEXT,
        POINTS,
        (POINT[0], "a point no combination uses"),
        (TURNED[0], "a point no combination uses"),
        (r"data\.classes\.\d+\.target.*", "the targets carry nothing"),
        (r"data\.classes\.\d+\.label", "the name of a class that is not involved"),
        (r"data\.classes (reversed|swapped)", "the order of classes carries nothing"),
        (r".*obstructions? (reversed|swapped)", "one obstruction a class, in any order"),
        (r".*convex_combination\.(class|rest) (reversed|swapped)", "a sum, in any order"),
    ],
    "T4": [
        TEXT,
        POINT,
        POINTS,
        TURNED,
        (r"data\.classes (reversed|swapped)", "the order of classes carries nothing"),
        (r"(kernel|directions) (reversed|swapped)", "a list of vectors, in any order"),
        (r"directions (dropped|doubled|emptied)", "any number of directions"),
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
    ],
}
ORDER = "( reversed| swapped)"
EVEN = (r"data\.classes\.\d+\.target\.\d+", "the values are even in each row of Y")
SURVIVORS_OF_ONE_CASE = {
    "T3 one class": [DEAD],
    "T4 one class": [DEAD],
    "T5 one class": [
        (rf"apexes\.only(\.\d+|{ORDER})", "the class is in no proper subset, its apex unused"),
        (r"minima dropped", "one readout instead of both"),
    ],
    "T5 equal values": [
        (
            rf"minima\.\d+\.candidate\.[01]\.(W\.2(\.\d+|{ORDER})|b\.2)",
            "no readout sees unit 2, and its region is open",
        ),
        (POINT[0], "the third coordinate, which no readout sees"),
    ],
    "T5 equal values only": [
        EVEN,
        (rf"apexes\.[ab](\.\d+|{ORDER})", "two independent points are interpolated: value 0"),
        (POINT[0], "two independent points are interpolated: value 0"),
        TURNED,
    ],
    "T5 values only": [EVEN],
    "T5 M < Q": [EVEN],
}

LARGE = ["T5 simplices", "T5 M > Q", "T4 simplices", "T4 M > Q", "T4 M < Q"]
STEPS = {"T3": 1, "T4": 5, "T5": 13}  # every so manieth mutant, unless thorough
SMALL = [name for name in CASES if name not in LARGE]


def same_bytes(name, mutant):
    return naive.write(mutant) == raw(name)


def survivors(name, mutants):
    """Check that each accepted mutant is allowed and true; return the places."""
    allowed = SURVIVORS[name.split()[0]] + SURVIVORS_OF_ONE_CASE.get(name, [])
    accepted = set()
    for place, mutant in mutants:
        result = check(naive.write(mutant))
        if result.verdict == "proved" and not same_bytes(name, mutant):
            assert any(re.fullmatch(pattern, place) for pattern, _ in allowed), place
            if not (place.endswith("feasible") and mutant["values_only"]):
                assert naive.holds(mutant), place
            accepted.add(place)
    return accepted


def thinned(mutants, step):
    return mutants if THOROUGH else list(mutants)[::step]


@pytest.mark.parametrize("name", SMALL)
def test_a_changed_leaf_with_fresh_digests(name):
    accepted = survivors(name, leaf_mutants(name))
    assert {"producer", "data.name"} <= accepted  # so that the test does reach proved mutants


@pytest.mark.parametrize("name", LARGE)
def test_a_changed_leaf_of_a_large_certificate(name):
    survivors(name, thinned(leaf_mutants(name), 151 if name == "T4 simplices" else 37))


@pytest.mark.parametrize("name", SMALL)
def test_a_changed_shape_with_fresh_digests(name):
    survivors(name, thinned(shape_mutants(name), STEPS[name[:2]]))


@pytest.mark.parametrize("name", SMALL)
def test_a_changed_type_or_spelling_with_fresh_digests(name):
    for place, mutant in thinned(type_mutants(name), 4 * STEPS[name[:2]]):
        result = check(naive.write(mutant))
        assert result.verdict == "malformed", place


@pytest.mark.parametrize("name", SMALL)
def test_stale_digests_let_nothing_pass(name):
    for place, mutant in [*leaf_mutants(name), *thinned(shape_mutants(name), 5)][::3]:
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


@pytest.mark.parametrize("value", [None, True, 7, [], {}, "", "0" * 64])
def test_a_digest_of_another_type_is_malformed(value):
    for key in ("data_digest", "digest"):
        cert = json.loads(raw("T3 two triangles"))
        assert check(naive.write({**cert, key: value}, renew=False)).verdict == "malformed"


def test_the_naive_verifier_can_say_no():
    cert = json.loads(raw("T3 two triangles"))
    path = ("data", "classes", 0, "points", 0, 0)
    assert naive.holds(put(cert, path, "401/100"))
    assert not naive.holds(put(cert, path, "0"))


@pytest.mark.parametrize(
    ("name", "path", "value", "verdict"),
    [
        ("T3 two triangles", ("data", "classes", 0, "points", 2, 1), "-1/3", "proved"),
        ("T3 linear, deeper", ("readout",), "affine", "proved"),
        ("T3 M < Q", ("readout",), "linear", "refuted"),
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
