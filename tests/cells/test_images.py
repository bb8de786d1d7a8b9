"""What every architecture answers is one answer for the data and for all their images: mirrored,
shifted, with coordinates, points and classes in another order, in other units.
"""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from proofs.certificates import obstruction_certificate, zero_loss_certificate
from proofs.certificates.cells import interpolation_certificate
from proofs.checker import check
from symbolic import ClusterData, InputError, NotApplicable
from symbolic.cells import Search
from symbolic.least_cost import least_cost_network
from symbolic.truncation_network import Obstruction, Undecided, ZeroLoss
from symbolic.words import Architecture

SETS = {
    "xor": {"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]},
    "in a row": {"a": [[0, 0], [1, 1]], "b": [[4, 0], [5, 2]], "c": [[9, 1]]},
    "around": {"a": [[0, 0]], "b": [[3, 1], [-2, 2], [0, -3]], "c": [[7, 7]]},
    "on a line": {"a": [[0], [3], [7]], "b": [[1], [5]]},
    "too few dimensions": {"a": [[0]], "b": [[1]], "c": [[2]]},
    "inconsistent": {"a": [[0, 0], [2, 1]], "b": [[0, 0], [1, 4], [3, 3]]},
    "in space": {"a": [[0, 0, 1], [1, 0, 2]], "b": [[0, 3, 0]], "c": [[4, 1, 1], [4, 4, 0]]},
}
TINY = Fraction(1, 10**9)
IMAGES = {
    "mirrored": lambda x: [-x[0], *x[1:]],
    "turned over": lambda x: [-e for e in x],
    "shifted": lambda x: [e + 10**6 * (i + 1) for i, e in enumerate(x)],
    "coordinates reversed": lambda x: x[::-1],
    "other units": lambda x: [e * Fraction(7, 3) ** (i + 1) for i, e in enumerate(x)],
    "tiny": lambda x: [e * TINY for e in x],
    "one coordinate huge": lambda x: [*x[:-1], x[-1] * 10**12],
}


def answer(classes, architecture, layers=None):
    """What is said: the statement and the least cost, or why there is nothing, in one word."""
    data = ClusterData.from_rows(classes, any_targets=architecture != "truncation")
    try:
        found = least_cost_network(data, architecture, layers, search=Search(restarts=2))
    except (InputError, NotApplicable) as error:
        return type(error).__name__
    assert not isinstance(found, Undecided)
    if isinstance(found, ZeroLoss):
        text = zero_loss_certificate(found)
    elif isinstance(found, Obstruction):
        text = obstruction_certificate(found)
    else:
        text = interpolation_certificate(found)
    result, document = check(text.encode()), json.loads(text)
    assert result.verdict == "proved", result.reason
    # the pairs that obstruct may differ, and the cells of a search; not that there are some
    return document["statement"], document.get("cost_squared")


def orders(classes):
    """The classes the other way round, and the points in each."""
    return {label: points[::-1] for label, points in reversed(classes.items())}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("architecture", [one.value for one in Architecture])
def test_images_have_the_same_answer(name, architecture):
    classes = SETS[name]
    expected = answer(classes, architecture)
    assert answer(orders(classes), architecture) == expected
    for image in IMAGES.values():
        moved = {label: [image(x) for x in points] for label, points in classes.items()}
        assert answer(moved, architecture) == expected


@pytest.mark.parametrize("name", SETS)
def test_three_layers_have_the_same_answer(name):
    for architecture in ("two-layer", "auto"):
        assert answer(SETS[name], architecture, 3) == answer(orders(SETS[name]), architecture, 3)


def test_the_answers_are_of_every_kind():
    found = {answer(SETS[name], one.value) for name in SETS for one in Architecture}
    assert {("T3", "0"), ("T3'", None), ("P1", "0"), ("P2", "0"), ("P3", "0"), ("W2", "0")} <= found
    assert "InputError" in found and any(said[0] == "P0" for said in found)
