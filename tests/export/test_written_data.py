"""The points that stand in ``Data.v`` are those of the certificate: read back without Coq."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest

from proofs.export import gallina
from proofs.export.coq import development
from tests.checker.corpus import VALID

NAME = re.compile(r"^Definition ([nm]\d+) := \(?(-?\d+)\)?%Z\.$", re.M)
BLOCK = re.compile(r"^Definition (?:points|rows)_\d+ := (?:ZM (\d+) )?\[([^\]]*)\]\.$", re.M)


def read_back(text: str) -> list[list[list[Fraction]]]:
    """The points, class by class."""
    numbers = {name: int(value) for name, value in NAME.findall(text)}
    assert all(name == f"{'m' if n < 0 else 'n'}{abs(n)}" for name, n in numbers.items())
    common = re.search(r"^Definition denominator := (\d+)%positive\.$", text, re.M)
    result = []
    for own, rows in BLOCK.findall(text):
        d = int(own or (common[1] if common else 0))
        words = [re.sub(r"sixteen|row|%Z|[()]", " ", row).split() for row in rows.split(";\n ")]
        result.append(
            [[Fraction(numbers.get(w) or int(w.strip("n")), d) for w in row] for row in words]
        )
    return result


@pytest.mark.parametrize("name", ["p1_crossing", "t3_pair", "t5_stationary_apex", "p0_by_hand"])
def test_the_data_of_a_certificate_are_read_back(name: str) -> None:
    values: dict[str, Any] = json.loads((VALID / f"{name}.json").read_text())
    points = [
        [[Fraction(e) for e in point] for point in entry["points"]]
        for entry in values["data"]["classes"]
    ]
    assert read_back(development(values).data) == points


@pytest.mark.parametrize("length", [1, 15, 16, 17, 32, 33, 64])
def test_rows_of_every_length(length: int) -> None:
    table = [[(i * k) % 7 - 3 for k in range(length)] for i in range(9)]
    written = gallina.rows(table)
    text = "\n".join((*written.lines, f"Definition points_1 := ZM 1 {written.listing(table)}."))
    assert read_back(text) == [table]
    arguments = re.findall(r"^Definition (row|sixteen) \((x[^:]*) : Z\)", text, re.M)
    assert [len(names.split()) for _, names in arguments] == [(length - 1) % 16 + 1] + [16] * (
        length > 16
    )
