"""A letter means one thing."""

from __future__ import annotations

from collections import defaultdict

import pytest

from proofs.formula_letters import letters
from proofs.ledger import ancestors, entries
from proofs.letters import all_letters, letters_in, letters_of
from tests.ledger.examples import MATHEMATICS

LETTERS = all_letters()


def test_no_letter_means_two_things_but_where_an_entry_says_so() -> None:
    """All letters of all entries; what an entry says of its own letters is needed and is true."""
    meanings = defaultdict(list)
    for letter in LETTERS:
        meanings[letter.latex].append(letter)
    assert len(meanings) > 200
    for latex, several in meanings.items():
        everywhere = [letter for letter in several if not letter.local]
        assert len(everywhere) <= 1, latex
        assert all(len(letter.entries) == 1 for letter in several if letter.local), latex
        assert len(several) > 1 or everywhere, f"{latex}: nothing else to be told apart from"
    said = {(key, latex) for key, entry in entries().items() for latex in entry.here}
    assert said == {(one.entries[0], one.latex) for one in LETTERS if one.local}
    assert len({letter.anchor for letter in LETTERS}) == len(LETTERS)


def test_no_entry_rests_on_one_in_which_a_letter_means_something_else() -> None:
    where = {(key, one.latex): one.words for one in LETTERS for key in one.entries}
    for (key, latex), words in where.items():
        for below in ancestors(key):
            assert where.get((below, latex), words) == words, (key, below, latex)


def test_the_letters_of_the_setting_are_nowhere_used_for_something_else() -> None:
    setting = {letter.latex: letter.words for letter in LETTERS if letter.entries[0][0] == "D"}
    for letter in LETTERS:
        assert letter.words == setting.get(letter.latex, letter.words), letter


@pytest.mark.parametrize("key", MATHEMATICS.split())
def test_every_letter_of_a_derivation_is_introduced(key: str) -> None:
    assert all(words for _, words, _ in letters_of(key))


def test_an_entry_shows_the_letters_of_its_words_that_it_rests_on() -> None:
    """T5 introduced what T5d calls R_I; what an entry elsewhere means by a letter is not shown."""
    shown = {letter.latex: letter.words for letter in letters_in("T5d")}
    assert shown["R_I"].startswith("the region of parameters in which the classes of I")
    assert {"M", "Q", "S_j"} <= set(shown)
    for key in entries():
        below = {key, *ancestors(key)}
        for letter in letters_in(key):
            assert below.intersection(letter.entries), (key, letter)
            assert not letter.local or key in letter.entries
        names = [letter.latex for letter in letters_in(key)]
        assert len(names) == len(set(names)), key


CODES = {
    r"\bar x_{j,i}^{\mathsf T}\in\mathbf Q^{M}": [(r"\bar x", "j,i", ""), ("M", "", "")],
    r"\operatorname{rank}J\le\sum_{l\le L}d_l": [
        ("J", "", ""),
        ("l", "", ""),
        ("L", "", ""),
        ("d", "l", ""),
    ],
    r"W^{(l)}W^{+}GL(D)": [("W", "", "^{(l)}"), ("W", "", ""), ("D", "", "")],
    r"\text{no letters}\quad\alpha\cdot\Delta_2u": [
        (r"\alpha", "", ""),
        (r"\Delta", "2", ""),
        ("u", "", ""),
    ],
}


@pytest.mark.parametrize("code", CODES)
def test_the_letters_of_a_formula(code: str) -> None:
    assert list(letters(code)) == CODES[code]


@pytest.mark.parametrize("key", entries())
def test_a_letter_of_an_entry_is_no_power_of_another(key: str) -> None:
    own = {latex for latex, _, _ in letters_of(key)}
    read = {one.latex for one in letters_in(key)} - own
    assert not own & {latex.removesuffix("^2") for latex in read}
