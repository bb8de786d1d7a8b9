"""No word of a certificate about an architecture may be another."""

from __future__ import annotations

import json

import pytest

from proofs.certificates.capacity import capacity_certificate
from proofs.checker import check
from symbolic.deciding import capacity
from symbolic.deciding.decision import WORDS
from tests.checker import naive
from tests.symbolic.tiny_data import confirmed, tiny


@pytest.mark.parametrize(
    ("widths", "changes"),
    [
        ([1, 2, 2], {"reason": "a function of one coordinate"}),
        ([1, 2, 2], {"statement": "W1", "reason": WORDS["W1"]}),
        ([1, 2, 2], {"statement": "S6", "reason": WORDS["S6"]}),
        ([1, 2, 2], {"statement": "P1", "reason": WORDS["P1"]}),
        ([1, 2, 2], {"statement": "P3", "reason": WORDS["P3"]}),
        ([1, 2, 2], {"statement": "S9", "reason": WORDS["S9"]}),
        ([1, 3, 3, 2], {"statement": "W3", "reason": WORDS["W3"]}),
        ([1, 2, 2], {"statement": "D3"}),
        ([1, 2, 2], {"statement": "T3"}),
        ([1, 2, 2], {"statement": None}),
        ([1, 2, 2], {"verdict": "no"}),
        ([1, 1, 2], {"statement": "G7"}),
        ([1, 1, 2], {"statement": "S7"}),
        ([1, 1, 2], {"verdict": "unknown"}),
        ([1, 1, 2], {"question": "architecture"}),
        ([1, 1, 2], {"reason": "the convex hulls of the two classes meet"}),
        ([1, 2], {"reason": "no affine function has these values at almost all points"}),
    ],
)
def test_no_word_of_an_answer_may_be_another(widths, changes):
    document = json.loads(capacity_certificate(capacity(tiny("a b a"), widths)))
    assert check(naive.write(document)).verdict == "proved"
    assert check(naive.write(document | changes)).verdict in ("refuted", "malformed")


@pytest.mark.parametrize(
    ("name", "widths", "statement"),
    [("apart", [2, 1, 2], "S9"), ("three corners", [2, 1, 3], "G7")],
)
def test_the_checker_counts_one_unit_with_the_same_words(name, widths, statement):
    answer = capacity(tiny(name), widths)
    assert (answer.verdict, answer.statement) == ("no", statement)
    assert " 1 unit" in answer.reason and "1 units" not in answer.reason
    confirmed(answer)


def test_files_of_before_are_still_read():
    """A1 and A2, with an argument in "by" and words that nobody looks at."""
    for widths, name, by in (([1, 2, 2], "A1", "O2"), ([1, 2], "A2", "W1")):
        new = json.loads(capacity_certificate(capacity(tiny("a b a"), widths)))
        old = {
            key: value
            for k, v in new.items()
            for key, value in ({"by": by, k: "once"} if k == "reason" else {k: v}).items()
            if key != "question"
        }
        result = check(naive.write(old | {"statement": name}))
        assert (result.verdict, result.statement) == ("proved", name)
        assert "once" not in result.reason


def test_what_an_argument_needs_of_the_targets_is_checked():
    """Evidence that is right for different targets proves nothing for equal or dependent ones."""
    wanted = {
        "shared point": ([1, 2], "P0"),
        "a b a": ([1, 1, 1, 2], "W2"),
        "a b a b": ([1, 1, 2], "U4"),
        "xor": ([2, 1, 2], "W2"),
        "cross": ([2, 2, 2], "W3"),
        "three pairs": ([2, 2, 3], "S9"),
        "three corners": ([2, 1, 3], "G7"),
    }
    rules = set()
    for name, (widths, by) in wanted.items():
        answer = capacity(tiny(name), widths)
        if answer.verdict == "yes":
            continue
        document = json.loads(capacity_certificate(answer))
        assert check(naive.write(document)).verdict == "proved"
        rules.add(document["statement"])
        for one in document["data"]["classes"]:
            one["target"] = ["1"] * len(one["target"])
        result = check(naive.write(document))
        assert result.verdict == "refuted", (name, by, result)
    assert len(rules) >= 4, rules
