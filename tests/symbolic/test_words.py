"""Closed vocabularies: the member and its text do the same, and nothing else is taken for a
default.
"""

import json

import pytest
from sympy import Symbol

from proofs.algebra import AlgebraError, matrix
from proofs.algebra.terms import Trait
from symbolic import ClusterData, landscape, value_in_mu, zero_loss
from symbolic.errors import InputError
from symbolic.readouts import best_readout
from symbolic.values import subset_values
from symbolic.words import (
    Architecture,
    Construction,
    DirectionKind,
    ReadoutKind,
    Scope,
    VerdictWord,
    word,
)

VOCABULARIES = [ReadoutKind, Construction, Architecture, Scope, VerdictWord, DirectionKind]
DATA = ClusterData.from_rows({"a": [[4, 0], [5, 0]], "b": [[0, 4]]})
SURVEY = landscape(DATA)


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_members_and_their_texts(kind):
    for member in kind:
        assert word(kind, member, "x") is member
        assert word(kind, member.value, "x") is member
        assert json.dumps(member) == json.dumps(str(member)) == f'"{member.value}"'
        assert f"{member}" == member


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_anything_else_is_refused(kind):
    first = next(iter(kind)).value
    others = [first.upper(), first + " ", first[:-1], "", 0, None, True, [first], b"x", object]
    for value in [*others, "x" * 10**6]:
        with pytest.raises(InputError, match=f"place: expected one of {first}, ") as refusal:
            word(kind, value, "place")
        assert len(str(refusal.value)) < 300


def test_a_member_of_another_vocabulary_is_refused():
    with pytest.raises(InputError, match="readout: expected one of linear, affine"):
        word(ReadoutKind, Construction.RATIONAL, "readout")


REFUSALS = {
    "readout": (
        lambda: zero_loss(DATA, readout="afine"),
        "readout: expected one of linear, affine, found 'afine'",
    ),
    "construction": (
        lambda: zero_loss(DATA, construction="orthogonl"),
        "construction: expected one of",
    ),
    "mu": (lambda: zero_loss(DATA, mu=0.5), "mu: expected an exact number, found the float 0.5"),
    "mu of a landscape": (lambda: landscape(DATA, mu=0.5), "mu: expected an exact number"),
    "readouts": (lambda: landscape(DATA, readouts=("afine",)), "readout: expected one of"),
    "a landscape's construction": (
        lambda: landscape(DATA, construction="x"),
        "construction: expected",
    ),
    "values": (lambda: subset_values(SURVEY, "afine"), "readout: expected one of"),
    "a readout": (
        lambda: best_readout("afine", DATA.means, DATA.scatter, DATA.targets),
        "readout: expected",
    ),
    "value in mu": (
        lambda: value_in_mu(DATA, [0], "afine", Symbol("mu")),
        "readout: expected one of",
    ),
    "missing hypotheses": (
        lambda: SURVEY.missing_hypotheses((0,), "afine"),
        "readout: expected one of",
    ),
    "minimum's readout": (lambda: SURVEY.minimum((0,), "afine"), "readout: expected one of"),
    "no class": (
        lambda: SURVEY.minimum((5,), "affine"),
        r"collapsed: expected a proper subset of the classes 0 to 1, found \[5\]",
    ),
    "all classes": (
        lambda: SURVEY.minimum((0, 1), "affine"),
        "collapsed: expected a proper subset",
    ),
    "a class twice": (
        lambda: SURVEY.minimum((0, 0), "affine"),
        "collapsed: expected a proper subset",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_public_functions_refuse(name):
    call, message = REFUSALS[name]
    with pytest.raises(InputError, match=f"^{message}"):
        call()


def test_exact_numbers_of_every_spelling_are_one_mu():
    networks = [
        zero_loss(DATA, mu=mu).network for mu in ("1/2", "0.5", DATA.points[0].domain(1, 2))
    ]
    assert len({str(net.output.W) for net in networks}) == 1


def test_traits():
    assert matrix("A", "M", "M", "symmetric") == matrix("A", "M", "M", Trait.SYMMETRIC)
    with pytest.raises(AlgebraError, match=r"A: expected traits among symmetric, .*'invertable'"):
        matrix("A", "M", "M", "invertable")
