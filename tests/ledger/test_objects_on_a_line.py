"""What `proofs` hands out is seen on one short line, and equal to another by value."""

from __future__ import annotations

import pytest

from proofs import Case, check, entries, ledger, prove_on, prove_universally
from proofs.algebra import Derivation, identity, inverse, matrix, scalar, sigma, trace, zero
from proofs.certificates import zero_loss_certificate
from proofs.counterexamples import without
from symbolic import load, zero_loss


def data():
    return load("example:two_triangles")


MAKERS = {
    "a case": lambda: Case(data()),
    "an entry": lambda: entries()["T1"],
    "a foundation": lambda: ledger.foundations()["F1"],
    "a derivation": lambda: remade("T1"),
    "a verdict": lambda: prove_universally(entries()["T1"]).verdict,
    "a verdict on data": lambda: prove_on(entries()["T1"], Case(data())).verdict,
    "an assumption dropped": lambda: without("T5d:definite-scatter")[0],
    "a judgement": lambda: check(zero_loss_certificate(zero_loss(data())).encode()),
    "a term": lambda: matrix("A", "Q", "M") @ matrix("B", "M", "Q"),
}


def remade(key):
    steps = Derivation(key)
    entries()[key].derive(steps)
    return steps


@pytest.mark.parametrize("name", MAKERS)
def test_it_is_seen_on_a_line_and_equal_by_value(name):
    one, other = MAKERS[name](), MAKERS[name]()
    assert one == other
    assert one != name
    assert "\n" not in repr(one)
    assert 3 <= len(repr(one)) < 400
    assert " object at 0x" not in repr(one)


def test_a_result_names_its_entry():
    result = prove_on(entries()["T1"], Case(data()))
    assert repr(result) == "Result(T1, proved on 'two triangles')"
    assert repr(prove_universally(entries()["T1"])) == "Result(T1, proved for all data)"
    assert repr(entries()["T1"]).startswith("Entry(T1: The linear readout")
    assert repr(remade("T1")) == repr(ledger.derivation("T1")) == "Derivation(T1, 6 steps)"


A, W = matrix("A", "Q", "M"), matrix("W", "M", "M", "invertible")
WRITTEN = {
    "A·W⁻¹": A @ inverse(W),
    "(A·W)ᵀ": (A @ W).T,
    "A·(W + (-1)·1)": A @ (W - identity("M")),
    "(W + W)ᵀ": (W + W).T,
    "(t)·(A + 0)": scalar("t") * (A + zero("Q", "M")),
    "Tr(σ(W)ᵀ·W)": trace(sigma(W).T @ W),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_term_is_written_as_by_hand(text):
    assert repr(WRITTEN[text]) == text
