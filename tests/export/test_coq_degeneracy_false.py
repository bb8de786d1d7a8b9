"""G8 in Coq: false certificates, handed to Coq as they stand, are refused by the lemma that is
false, and so are forged data and directions.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from proofs.checker.errors import Malformed
from proofs.checker.limits import DEFAULT
from proofs.export.coq import development
from proofs.export.kernel import build
from tests.export.test_coq_degeneracy import CORPORA, Document, needs_coq, valid

Change = Callable[[Document], object]


def both(*changes: Change) -> Change:
    def apply(document: Document) -> None:
        for change in changes:
            change(document)

    return apply


def fields(**values: object) -> Change:
    return lambda document: document.update(values)


def add(field: str, number: int) -> Change:
    return lambda document: document.update({field: document[field] + number})


def exchanged(document: Document) -> None:
    """The points of the first class are those of the second, and the other way round."""
    first, second, *_ = document["data"]["classes"]
    first["points"], second["points"] = second["points"], first["points"]


def second_unit_on(document: Document) -> None:
    """Of the second layer the second unit is on for the second class, too; the cost is not 0."""
    document["layers"][1] = {"W": [["-2", "0"], ["-2", "0"]], "b": ["1", "1"]}


def output_moved(document: Document) -> None:
    document["layers"][2]["b"][0] = "2"


def constant_called_moving(document: Document) -> None:
    document.update(constant=[], manifold="proved", rank=10, dimension=11)


def one_point_at_one_height(document: Document) -> None:
    """The middle class has two points, which its row does not tell apart."""
    document["data"]["classes"][1]["points"] = [["3", "0"], ["3", "1"], ["3", "0"]]


def a_unit_more(layer: int) -> Change:
    """A hidden unit that no layer looks at; the numbers of parameters are counted anew."""

    def apply(document: Document) -> None:
        before, after = document["layers"][layer : layer + 2]
        width = len(before["W"][0])
        before["W"].append(["0"] * width)
        before["b"].append("1" if layer == 0 else "-1")
        for row in after["W"]:
            row.append("0")
        for field in ("K", "dimension"):
            document[field] += width + 1 + len(after["W"])

    return apply


def equal_targets(document: Document) -> None:
    """Two classes have one target, and the network sends both there."""
    document["data"]["classes"][2]["target"] = document["data"]["classes"][1]["target"]
    document["layers"][2]["W"] = [["-1", "0"], ["1", "0"], ["0", "0"]]


def listed_in_another_class(document: Document) -> None:
    second, third = document["data"]["classes"][1:]
    third["points"].append(second["points"].pop())


def labels_permuted(document: Document) -> None:
    for entry, label in zip(document["data"]["classes"], "cab", strict=True):
        entry["label"] = label


def one_coordinate_less(document: Document) -> None:
    """The classes' targets are on a line."""
    document.update(manifold="proved")


# the true file, what is made false of it, the lemma that Coq stops at
FALSE: dict[str, tuple[str, Change, str]] = {
    "the order": ("g8_three", fields(order=["b", "a", "c"]), "cells"),
    "the order reversed": ("g8_three", fields(order=["c", "b", "a"]), "cells"),
    "the rank": ("g8_three", both(add("rank", 1), add("dimension", -1)), "formula"),
    "the rank of the first cells": (
        "g8_three",
        both(add("rank", -1), add("dimension", 1)),
        "formula",
    ),
    "the evaluated rank, one more": (
        "g8_constant_class",
        both(add("rank", 1), add("dimension", -1)),
        "reached",
    ),
    "the evaluated rank, one less": (
        "g8_constant_class",
        both(add("rank", -1), add("dimension", 1)),
        "reached",
    ),
    "K": ("g8_three", both(add("K", 1), add("dimension", 1)), "parameters"),
    "K that nobody counts in unary": ("g8_three", fields(K=10**8), "parameters"),
    "the dimension": ("g8_three", add("dimension", 1), "dimensions"),
    "the evaluated dimension": ("g8_constant_class", add("dimension", -1), "dimensions"),
    "a manifold, a row constant": ("g8_constant_class", constant_called_moving, "rows"),
    "a manifold, and a row constant": (
        "g8_constant_class",
        fields(manifold="proved", rank=10, dimension=11),
        "none_constant",
    ),
    "the first class called constant": (
        "g8_constant_class",
        fields(constant=["a", "b"]),
        "neither_first_nor_last",
    ),
    "the last class called constant": (
        "g8_constant_class",
        fields(constant=["b", "c"]),
        "neither_first_nor_last",
    ),
    "a constant row forgotten": ("g8_constant_class", fields(constant=[]), "rows"),
    "two points that a row does not tell apart": ("g8_three", one_point_at_one_height, "rows"),
    "a manifold, a unit more in the first layer": ("g8_three", a_unit_more(0), "two_layers"),
    "a manifold, a unit more in the second layer": ("g8_three", a_unit_more(1), "two_layers"),
    "a manifold, equal targets": ("g8_three", equal_targets, "independent_affine"),
    "equal targets, points of the two classes in the other": (
        "g8_three",
        both(equal_targets, fields(manifold="unknown"), listed_in_another_class),
        "cells",
    ),
    "a point listed in another class": ("g8_three", listed_in_another_class, "values"),
    "labels permuted": ("g8_three", labels_permuted, "cells"),
    "a row called constant": ("g8_three", fields(constant=["b"]), "rows"),
    "a manifold, dependent targets": (
        "g8_dependent_targets",
        one_coordinate_less,
        "independent_affine",
    ),
    "a unit of the second layer on": ("g8_three", second_unit_on, "values"),
    "points of two classes exchanged": ("g8_three", exchanged, "values"),
    "a cost": ("g8_three", output_moved, "values"),
}


@needs_coq
@pytest.mark.parametrize("name", FALSE)
def test_coq_refuses(name: str) -> None:
    file, change, lemma = FALSE[name]
    document = valid(file)
    change(document)
    result = build(development(document), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)


# what of a false file is said by no claim of the theorem
LEFT_TO_THE_CHECKER = (
    "g8_manifold_doubted",
    "g8_order_withheld",
    "g8_three_constant_without_an_order",
)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (CORPORA / "false").glob("g8_*.json"))
)
def test_a_false_file_goes_to_coq_alone(name: str) -> None:
    document = json.loads((CORPORA / "false" / f"{name}.json").read_text())
    try:
        verdict = build(development(document), DEFAULT).verdict
    except Malformed:
        verdict = "malformed"
    assert (verdict == "proved") == (name in LEFT_TO_THE_CHECKER)


Lines = list[str]


def forged(written: str, name: str, change: Callable[[Lines], object]) -> str:
    """The data with the lines of one definition changed."""
    head, found, rest = f"{written}\n".partition(f"Definition {name} ")
    body, end, tail = rest.partition(".\n")
    lines = body.split("\n")
    change(lines)
    assert found and end and lines != body.split("\n")
    return head + found + "\n".join(lines) + end + tail


def line(k: int, old: str, new: str) -> Callable[[Lines], object]:
    def apply(lines: Lines) -> None:
        assert old in lines[k]
        lines[k] = lines[k].replace(old, new, 1)

    return apply


def twice(lines: Lines) -> None:
    """The second vector stands in for the third."""
    lines[2] = lines[1]


@needs_coq
@pytest.mark.parametrize(
    ("old", "new", "lemma"),
    [
        (" [-2;0]]%Z), (ZV 1 [1;7]", " [-2;0];\n [1;1]]%Z), (ZV 1 [1;7;1]", "sizes"),
        (" [-2;0]]%Z), (ZV 1 [1;7]", " [-2;0;9]]%Z), (ZV 1 [1;7]", "sizes"),
        ("(ZV 1 [1;7]", "(ZV 1 [1;7;7]", "sizes"),
        ("bias := (ZV 1 [1;0;0]", "bias := (ZV 1 [1;0]", "sizes"),
        ("target_1 := (ZV 1 [1;0;0]", "target_1 := (ZV 1 [1;0;0;0]", "targets"),
        ("[(points_1, target_1)", "[(ZM 1 [], target_1)", "targets"),
        ("points_2 := ZM 1", "points_2 := ZM 2", "values"),
        ("first := (nth 0 ", "first := (nth 7 ", "cells"),
    ],
)
def test_forged_data_are_refused(old: str, new: str, lemma: str) -> None:
    """Lists that are too long or too short, and what a default would fill in."""
    written = development(valid("g8_three"))
    assert old in written.data
    result = build(replace(written, data=written.data.replace(old, new)), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)


DIRECTIONS: dict[str, tuple[str, Callable[[Lines], object], str]] = {
    "the kernel is not at rest": ("kernel_directions", line(-1, "-1", "-2"), "resting"),
    "a vector of the kernel twice": ("kernel_directions", twice, "independent"),
    "a vector of the kernel too short": (
        "kernel_directions",
        line(1, "[0;1;0]", "[0;1]"),
        "kernel_sizes",
    ),
    "a place of another parameter": (
        "kernel_places",
        line(0, "(0, (1, 0))", "(0, (0, 0))"),
        "independent",
    ),
    "a vector of the image twice": ("image_directions", twice, "moving"),
    "an output twice": ("image_outputs", line(0, "(0, (0, 1))", "(0, (0, 0))"), "moving"),
    "an output that is none": ("image_outputs", line(0, "(0, (0, 1))", "(0, (0, 7))"), "moving"),
}


@needs_coq
@pytest.mark.parametrize("name", DIRECTIONS)
def test_forged_directions_are_refused(name: str) -> None:
    definition, change, lemma = DIRECTIONS[name]
    written = development(valid("g8_constant_class"))
    false = replace(written, data=forged(written.data, definition, change))
    result = build(false, DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (fields(order=["a", "a", "c"]), "expected every class once"),
        (fields(order=None), "expected one where the zero set is a manifold"),
        (fields(order=["a", "b", "x"]), "order"),
        (lambda document: document["layers"].insert(1, document["layers"][1]), "two hidden ones"),
    ],
)
def test_what_is_no_claim(change: Change, words: str) -> None:
    document = valid("g8_three")
    change(document)
    with pytest.raises(Malformed, match=words):
        development(document)
