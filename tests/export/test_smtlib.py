"""Certificates judged by z3 and cvc5: true ones pass whole, and what the checker refutes they
refute.
"""

import copy
import json
import random
import re
from fractions import Fraction as F

import pytest

from proofs.checker import check
from proofs.checker.errors import Malformed
from proofs.export.smt.squares import complete
from proofs.export.smt.terms import Query, Section, comment, numeral, script
from proofs.export.smtlib import smtlib_text, write_smtlib
from symbolic.errors import InputError
from tests.checker import naive
from tests.checker.cases import CASES, raw
from tests.checker.false_regions import one_layer_for_two
from tests.export.solvers import cvc5_answers, refuted, statuses, z3_answers

SOLVERS = {"z3": z3_answers, "cvc5": cvc5_answers}


@pytest.fixture(params=SOLVERS)
def answers(request):
    pytest.importorskip(request.param, reason="the extra `smt` is not installed")
    return SOLVERS[request.param]


@pytest.mark.parametrize("name", CASES)
def test_a_true_certificate_is_confirmed(name, answers):
    text = smtlib_text(json.loads(raw(name)))
    assert answers(text) == statuses(text)
    assert statuses(text).count("sat") >= 2 * statuses(text).count("unsat") > 0


# --- changed numbers ----------------------------------------------------------------------------

# reasons of the checker that concern what the scripts leave out, as their first lines say
LEFT_OUT = {
    "T3": r"[QMN]:|cost_squared:",  # counts are read off the data; the outputs equal the targets
    "T3'": r"[QMN]:|further_obstructions",
    "T4": r"[QMN]:|directions\[\d+\]: expected dW|directions.*(apex moves|is not 0)",
    "T5": r"[QMN]:|minima.*(radius: |Taylor|verdicts|theorem)|equal_values",
}


def numbers(value, place=()):
    """The places of all numbers below a value."""
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    elif type(value) is int or (
        isinstance(value, str) and re.fullmatch(r"-?\d+(/\d+)?", value) and place[-1] != "digest"
    ):
        yield place
        return
    else:
        return
    for key, entry in pairs:
        yield from numbers(entry, (*place, key))


def changed(certificate, place):
    """The certificate with one number raised by 1."""
    result = copy.deepcopy(certificate)
    holder = result
    for key in place[:-1]:
        holder = holder[key]
    old = holder[place[-1]]
    holder[place[-1]] = old + 1 if isinstance(old, int) else str(F(old) + 1)
    return result


EVERY = {  # every n-th number of a case
    "T3 two triangles": 1,
    "T3 linear, deeper": 3,
    "T3' crossing": 1,
    "T3' nested": 1,
    "T4 two triangles": 4,
    "T4 no kernel": 3,
    "T5 one class": 1,
    "T5 two triangles": 7,
    "T5 values only": 1,
    "T5 equal values": 11,
}


@pytest.mark.parametrize("name", EVERY)
def test_a_changed_number_is_refuted_as_the_checker_refutes_it(name):
    pytest.importorskip("z3", reason="the extra `smt` is not installed")
    certificate = json.loads(raw(name))
    statement = certificate["statement"]
    verdicts = {"proved": 0, "refuted": 0}
    for place in list(numbers(certificate))[:: EVERY[name]]:
        other = changed(certificate, place)
        result = check(naive.write(other))
        verdict = result.verdict
        try:
            text = smtlib_text(other)
        except Malformed:
            assert verdict != "proved", place
            continue
        claims = refuted(text, z3_answers(text))
        told = ".".join(map(str, place))
        if verdict == "proved":
            assert not claims, told
        elif not re.match(LEFT_OUT[statement], result.reason):
            assert claims, (told, result.reason)
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
    assert verdicts["refuted"] > 5


def test_two_classes_in_one_layer_are_refuted(answers):
    text = smtlib_text(naive.text(one_layer_for_two()))
    assert refuted(text, answers(text))


def test_cvc5_refutes_changed_numbers_too():
    pytest.importorskip("cvc5", reason="the extra `smt` is not installed")
    certificate = json.loads(raw("T5 two triangles"))
    for place in (("minima", 2, "value"), ("minima", 3, "A", 0, 1), ("apexes", "a", 0)):
        text = smtlib_text(changed(certificate, place))
        assert refuted(text, cvc5_answers(text)), place


def test_a_convex_combination_dropped_from_a_separable_pair_is_refuted(answers):
    certificate = json.loads(raw("T3' crossing"))
    # the second point of class b moved away: now the hulls are apart
    certificate["data"]["classes"][1]["points"] = [["5", "0"], ["6", "0"]]
    text = smtlib_text(certificate)
    assert len(refuted(text, answers(text))) == 2  # it is separable, and no common point


# --- the controls -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("premise", "fact", "variant"),
    [
        ("false", "(= x 1.0)", "(= x 2.0)"),  # premises that contradict each other
        ("(= x 1.0)", "true", "true"),  # an encoding that proves everything
    ],
)
def test_an_encoding_that_proves_everything_fails_its_controls(premise, fact, variant, answers):
    query = Query("vacuous", fact, (("1 changed", variant),), (premise,))
    text = script("QF_LRA", [], [Section("", ("(declare-const x Real)",), (query,))])
    answered = answers(text)
    assert answered[0] == "unsat"
    assert "unsat" in answered[1:]


# --- texts and numerals -------------------------------------------------------------------------

HOSTILE = [
    "a\n(assert false)(check-sat)",
    "|",
    "\\",
    '"',
    ";",
    "\r(exit)\r",
    "\u2028(exit)",
    "\x7f\x00\x85",
    "é😀",
    "a; b) (exit",
]


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.parametrize(
    "name", ["T3 two triangles", "T3' crossing", "T4 no kernel", "T5 one class"]
)
def test_labels_never_leave_their_comments(label, name):
    certificate = json.loads(raw(name))
    old = certificate["data"]["classes"][0]["label"]

    def renamed(value):
        if isinstance(value, dict):
            return {label if k == old else k: renamed(v) for k, v in value.items()}
        if isinstance(value, list):
            return [renamed(v) for v in value]
        return label if value == old else value

    other = renamed(certificate)
    assert check(naive.write(other)).verdict == "proved"

    def commands(text):
        assert text.isascii()
        return [line for line in text.split("\n") if not line.startswith(";")]

    assert commands(smtlib_text(other)) == commands(smtlib_text(certificate))


def test_a_comment_refuses_what_would_end_it():
    with pytest.raises(InputError, match="expected printable ASCII"):
        comment("a\rb")
    with pytest.raises(InputError, match="expected printable ASCII"):
        comment("é")


@pytest.mark.parametrize("digits", [1, 17, 600, 601, 4301, 20001])
def test_numerals_of_any_length(digits):
    n = 10 ** (digits - 1) + 7
    term = numeral(F(-n))
    digits_of_n = "8" if digits == 1 else "1" + "7".zfill(digits - 1)
    assert term == f"(- {digits_of_n}.0)"


# --- completed squares --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_completed_squares_are_the_cost(seed):
    draw = random.Random(seed)
    n = 1 + seed % 3

    def number():
        return F(draw.randint(-6, 6), draw.randint(1, 4))

    seen = [
        (F(1, 1 + k), tuple(number() for _ in range(n)), (number(), number())) for k in range(n + 1)
    ]
    if seed % 2:  # singular moments: the last coordinate is the first
        seen = [(w, (*x, x[0]), y) for w, x, y in seen]
    squares = complete(seen)
    assert all(d > 0 for d in squares.scales)
    assert len(squares.scales) <= n
    for r in range(2):
        assert squares.minima[r] >= 0
        u = [number() for _ in seen[0][1]]
        cost = sum(w * (naive.inner(u, x) - y[r]) ** 2 for w, x, y in seen)
        parts = [
            d * (naive.inner(form, u) - e[r]) ** 2
            for d, form, e in zip(squares.scales, squares.forms, squares.values, strict=True)
        ]
        assert cost == squares.minima[r] + sum(parts)


# --- files --------------------------------------------------------------------------------------


def test_a_proved_file_is_written_the_same_way_twice(tmp_path):
    source, target = tmp_path / "c.json", tmp_path / "c.smt2"
    source.write_bytes(raw("T5 one class"))
    write_smtlib(source, target)
    assert (
        target.read_text("ascii")
        == smtlib_text(source)
        == smtlib_text(json.loads(raw("T5 one class")))
    )
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["c.json", "c.smt2"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "malformed: "),
        (b"[]", "malformed: file: expected an object"),
        (
            naive.write(changed(json.loads(raw("T3 one class")), ("margins", "only"))),
            "refuted: margins",
        ),
        (raw("T3 one class").replace(b"by hand", b"by hands"), "malformed: digest"),
    ],
)
def test_a_file_the_checker_does_not_prove_is_refused(content, reason, tmp_path):
    source, target = tmp_path / "c.json", tmp_path / "c.smt2"
    source.write_bytes(content)
    expected = "expected a certificate that the checker proves, found " + reason
    with pytest.raises(InputError, match=re.escape(expected)):
        write_smtlib(source, target)
    assert not target.exists()


def test_what_cannot_be_read_or_written_is_refused(tmp_path):
    with pytest.raises(InputError, match="expected a readable file, found"):
        smtlib_text(tmp_path / "missing.json")
    source = tmp_path / "c.json"
    source.write_bytes(raw("T3 one class"))
    with pytest.raises(InputError, match="expected a file that can be written"):
        write_smtlib(source, tmp_path / "missing" / "c.smt2")


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"schema": "truncation-certificate/1", "statement": "T9"},
        {k: v for k, v in json.loads(raw("T3 one class")).items() if k != "order"},
        {**json.loads(raw("T3 one class")), "order": []},
        {**json.loads(raw("T5 one class")), "minima": [{}]},
        {**json.loads(raw("T4 one class")), "kernel": [["1"]]},
    ],
)
def test_a_mapping_that_is_no_certificate_is_malformed(content):
    with pytest.raises(Malformed, match="expected"):
        smtlib_text(content)


def test_every_script_says_what_it_leaves_out():
    for name in CASES:
        assert "\n; Not restated here: " in smtlib_text(json.loads(raw(name)))
