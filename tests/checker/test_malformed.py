"""Whatever is not a certificate is malformed, in one line, and never an exception."""

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.checker import check
from proofs.checker.errors import Malformed
from proofs.checker.reading import parse
from proofs.checker.values import MAX_DIGITS, number
from tests.checker import naive
from tests.checker.cases import raw

BASE = "T3 two triangles"


def mutated(old, new, count=1):
    assert old in raw(BASE)
    return raw(BASE).replace(old, new, count)


FILES = {
    "empty": (b"", "expected JSON"),
    "an array": (b"[]", "expected an object"),
    "a number": (b"1", "expected an object"),
    "no schema": (b"{}", "schema: expected a string"),
    "another schema": (mutated(b"certificate/1", b"certificate/2"), "schema: expected one of"),
    "another statement": (mutated(b'"T3"', b'"T9"'), "statement: expected one of"),
    "a statement that is a list": (mutated(b'"T3"', b"[]"), "statement: expected a string"),
    "another statement's keys": (mutated(b'"T3"', b'"T4"'), "expected the keys"),
    "no last newline": (raw(BASE)[:-1], "expected the fixed layout"),
    "two last newlines": (raw(BASE) + b"\n", "expected the fixed layout"),
    "carriage returns": (raw(BASE).replace(b"\n", b"\r\n"), "expected the fixed layout"),
    "one line": (raw(BASE).replace(b"\n", b" "), "expected the fixed layout"),
    "white space": (mutated(b'"1", "0"', b'"1",  "0"'), "expected the fixed layout"),
    "compact": (mutated(b'"1", "0"', b'"1","0"'), "expected the fixed layout"),
    "an escape too many": (mutated(b'"label": "a"', b'"label": "\\u0061"'), "fixed layout"),
    "a byte order mark": (b"\xef\xbb\xbf" + raw(BASE), "expected ASCII"),
    "utf-16": (raw(BASE).decode().encode("utf-16"), "expected ASCII"),
    "a letter with an accent": (mutated(b'"by hand"', b'"\xc3\xa9"'), "expected ASCII"),
    "a null byte": (raw(BASE) + b"\0", "expected JSON"),
    "a duplicate key": (mutated(b'"Q": 2,', b'"Q": 2,\n"Q": 2,'), "expected distinct keys"),
    "a duplicate label key": (mutated(b'"a": ["', b'"b": ["'), "expected distinct keys"),
    "a float": (mutated(b'"Q": 2', b'"Q": 2.0'), "expected a string or a count"),
    "an exponent": (mutated(b'"Q": 2', b'"Q": 2e0'), "expected a string or a count"),
    "NaN": (mutated(b'"Q": 2', b'"Q": NaN'), "expected a string or a count"),
    "Infinity": (mutated(b'"Q": 2', b'"Q": -Infinity'), "expected a string or a count"),
    "minus zero": (mutated(b'"Q": 2', b'"Q": -0'), "fixed layout"),
    "a huge count": (mutated(b'"Q": 2', b'"Q": 1' + b"0" * 10**6), "at most 18 digits"),
    "deep arrays": (b"[" * 100_000, "nesting"),
    "deep objects": (b'{"a":' * 100_000, "nesting"),
    "deep closed arrays": (mutated(b'"Q": 2', b'"Q": ' + b"[" * 10**5 + b"]" * 10**5), "nesting"),
    "nested and refused": (mutated(b'"Q": 2', b'"Q": ' + b"[" * 900 + b"]" * 900), ""),
    "text after the object": (raw(BASE) + raw(BASE), "expected JSON"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_certificate(name):
    content, reason = FILES[name]
    result = check(content)
    assert result.verdict == "malformed"
    assert reason in result.reason
    assert "\n" not in result.reason
    assert result.reason.isascii()
    assert len(result.reason) < 2000


@pytest.mark.parametrize("name", [BASE, "T5 one class"])
def test_a_truncated_file(name):
    content = raw(name)
    for stop in range(0, len(content), 3):
        assert check(content[:stop]).verdict == "malformed", stop
    for start in range(1, len(content), 7):
        assert check(content[start:]).verdict == "malformed", start


def test_a_statement_is_named_as_soon_as_it_is_known():
    assert check(raw(BASE)[:-1]).statement == "T3"
    assert check(b"{}").statement is None


SPELLINGS = ["", "-", "2/4", "4/2", "1/1", "0/1", "0/2", "-0", "+1", "01", "-01", "1.0", "1e3"]
SPELLINGS += [" 1", "1 ", "1\n", "1/ 2", "1/-2", "1/0", "0/0", "1/02", "--1", "1/2/3", "1_000"]
SPELLINGS += ["\u0661", "\uff11", "\u00b2", "NaN", "inf", "0x1", "1/", "/2", "\u22121", "True"]


@pytest.mark.parametrize("text", [*SPELLINGS, None, True, False, 1, 0, 1.5, [], {}, ["1"]])
def test_a_number_not_in_canonical_form(text):
    with pytest.raises(Malformed, match=r"x: expected (a number|a string)"):
        number(text, "x")


@given(st.fractions())
def test_a_number_in_canonical_form(value):
    assert number(str(value), "x") == value


def test_long_numbers_up_to_the_bound():
    before = sys.get_int_max_str_digits()
    assert number("1" + "0" * (MAX_DIGITS - 1), "x") == 10 ** (MAX_DIGITS - 1)
    assert number("-1/1" + "0" * 9999, "x").denominator == 10**9999
    for text in ("1" + "0" * MAX_DIGITS, "1/1" + "0" * MAX_DIGITS, "9" * 10**6):
        with pytest.raises(Malformed, match="at most 200000 digits"):
            number(text, "x")
    assert sys.get_int_max_str_digits() == before


def test_a_long_number_in_a_certificate_is_refuted_in_a_short_reason():
    cert = json.loads(raw(BASE))
    for place in (("margins", "a"), ("apexes", "a", 0), ("data", "classes", 0, "points", 0, 0)):
        inner = json.loads(json.dumps(cert))
        target = inner
        for key in place[:-1]:
            target = target[key]
        target[place[-1]] = "-" + "7" * 50_000 + "/1" + "0" * 5000
        result = check(naive.write(inner))
        assert result.verdict == "refuted"
        assert len(result.reason) < 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["1", "1/2", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([BASE, "T3' nested", "T4 one class", "T5 one class"]), st.data())
def test_any_value_in_any_place_raises_nothing(name, data):
    cert = json.loads(raw(name))
    target = cert
    while True:
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        key = data.draw(st.sampled_from(keys))
        inner = target[key]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.booleans()):
            break
        target = inner
    target[key] = data.draw(JSON)
    result = check(naive.write(cert))
    assert result.verdict in ("proved", "refuted", "malformed")
    assert result.reason.isascii()


@settings(max_examples=60, deadline=None)
@given(st.binary())
def test_any_bytes_raise_nothing(content):
    assert check(content).verdict == "malformed"


def test_parse_reads_no_constants():
    with pytest.raises(Malformed, match="expected a string or a count"):
        parse(b'{"a": Infinity}')
