"""Why there is no network is said by its cause, in the same words everywhere."""

from __future__ import annotations

import html

import pytest

from proofs import ledger
from proofs.no_network import why_none
from proofs.render.figures import pictured
from proofs.render.page import _findings
from proofs.statements.case import Case
from proofs.verdicts import NotApplicable, Unknown
from symbolic.clusters import ClusterData
from symbolic.truncation_network import Undecided


def test_why_there_is_no_network_is_said_by_its_cause():
    points = {"a": [[0, 0], [2, 0]], "b": [[1, 0]]}
    obstructed = Case(ClusterData.from_rows(points)).no_network
    assert isinstance(obstructed, NotApplicable)
    assert "convex hulls meet (T3')" in obstructed.detail
    five = {label: [[k]] for k, label in enumerate("abcde")}
    narrow = Case(ClusterData.from_rows(five)).no_network
    assert isinstance(narrow, NotApplicable)
    assert "too small a dimension" in narrow.detail
    undecided = Case(ClusterData.from_rows({"a": [[0]]}))
    undecided.__dict__["zero_loss"] = Undecided("the time was up")
    assert isinstance(undecided.no_network, Unknown)
    assert "the time was up" in undecided.no_network.detail


CAUSES = {
    "obstructed": ({"a": [[0, 0], [2, 0]], "b": [[1, 0]]}, None, "convex hulls meet (T3')"),
    "narrow": ({label: [[k]] for k, label in enumerate("abcde")}, None, "too small a dimension"),
    "undecided": ({"a": [[0, 0]]}, Undecided("the time was up"), "undecided whether"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_every_place_gives_one_cause_in_the_same_words(cause: str) -> None:
    points, outcome, words = CAUSES[cause]
    case = Case(ClusterData.from_rows(points))
    if outcome is not None:
        case.__dict__["zero_loss"] = outcome
    said = why_none(case.zero_loss)
    assert words in said
    others = {text for one, (*_, text) in CAUSES.items() if one != cause}
    assert not any(text in said for text in others)
    for key in ("D2", "L1", "T3", "T4"):
        assert ledger.entries()[key].on_data(case).detail == said
    assert any(said in html.unescape(str(line)) for _, line, _ in _findings(case, [], [], []))
    captions = [caption for _, caption in pictured(case)]
    assert any(said[1:] in caption for caption in captions) or case.data.M == 1
