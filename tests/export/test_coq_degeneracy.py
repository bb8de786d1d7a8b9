"""G8 in Coq: true certificates are proved, with the zero set where it is a manifold, and with the
rank as evaluated where it is not.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proofs.certificates.list_degeneracy import list_degeneracy_certificate
from proofs.checker.limits import DEFAULT
from proofs.export.claims import COVERAGE
from proofs.export.coq import development
from proofs.export.kernel import KernelVerdict, build, check_with_coq
from symbolic import ClusterData
from symbolic.list_zero_set import list_degeneracy
from symbolic.pool import Pool
from symbolic.two_layer_form import two_layer
from tests.cells.test_list_degeneracy import separable
from tests.export.test_coq import command, four_clouds

CORPORA = Path(__file__).parents[1] / "corpora"
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
Document = dict[str, Any]


def certificate(data: ClusterData) -> Document:
    document: Document = json.loads(
        list_degeneracy_certificate(list_degeneracy(two_layer(Pool.of(data))))
    )
    return document


def valid(name: str) -> Document:
    document: Document = json.loads((CORPORA / "valid" / f"{name}.json").read_text())
    return document


def in_another_order() -> ClusterData:
    """Slabs along a line, the classes not in their order on it; inputs in sevenths."""
    slabs = {"a": (21, 23), "b": (0, 3), "c": (40, 45), "d": (11, 12)}
    return ClusterData.from_rows(
        {label: [[f"{x}/7", f"{k}/3"] for k, x in enumerate(xs)] for label, xs in slabs.items()}
    )


PROVED: dict[str, Callable[[], Document]] = {
    "two classes": lambda: certificate(separable(random.Random(1), 2, 2, 3)),
    "three classes": lambda: valid("g8_three"),
    "four classes, in another order": lambda: certificate(in_another_order()),
}
UNKNOWN: dict[str, Callable[[], Document]] = {
    "a constant row": lambda: valid("g8_constant_class"),
    "dependent targets": lambda: valid("g8_dependent_targets"),
    "more cells than classes": lambda: certificate(
        ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, "1/3"]]})
    ),
    "no hidden layer": lambda: certificate(ClusterData.from_rows({"a": [["1/2"], ["3"]]})),
}


@needs_coq
@pytest.mark.parametrize("name", [*PROVED, *UNKNOWN])
def test_coq_proves(name: str, tmp_path: Path) -> None:
    document = {**PROVED, **UNKNOWN}[name]()
    assert document["manifold"] == ("proved" if name in PROVED else "unknown")
    path = tmp_path / "g8.json"
    path.write_bytes(json.dumps(document).encode())
    written = development(document)
    said = written.certificate.partition("Theorem ")[2]
    assert ("zero_set_triangle" in said) == (name in PROVED)
    assert f"clusters {document['rank']} {document['dimension']})" in said
    assert "(sized " in said and "data_ok " in said
    result = build(written, DEFAULT)
    assert result.verdict == "proved", result.detail


def told(result: KernelVerdict) -> tuple[bool, bool]:
    """Whether the zero set is in what Coq says, and whether in what the checker alone says."""
    assert result.coverage is not None
    restated, rest = result.coverage.restated, result.coverage.checker_only
    return COVERAGE["G8"].restated[-1] in restated, COVERAGE["G8"].checker_only[-1] in rest


@needs_coq
def test_the_checker_is_asked_first() -> None:
    result = check_with_coq(CORPORA / "valid" / "g8_three.json")
    assert (result.verdict, told(result)) == ("proved", (True, False)), result.detail


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("claimed", ["proved", "unknown"])
def test_a_thousand_points_a_class(claimed: str) -> None:
    """The rank by the theorem, and evaluated."""
    clouds = four_clouds(1000)["classes"]
    document = certificate(ClusterData.from_rows({c["label"]: c["points"] for c in clouds}))
    assert document["manifold"] == "proved"
    result = build(development({**document, "manifold": claimed}), DEFAULT)
    assert result.verdict == "proved", result.detail


@needs_coq
@pytest.mark.slow
def test_wine(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    target = tmp_path / "wine.json"
    options = ["--architecture", "two-layer", "-o", str(target)]
    command("degeneracy", "sklearn:wine", *options)
    result = check_with_coq(target)
    assert (result.verdict, told(result)) == ("proved", (True, False)), result.detail


def test_the_classes_are_in_the_order_of_their_cells() -> None:
    document = certificate(in_another_order())
    assert document["order"] not in (list("abcd"), None)
    data = development(document).data
    assert [data.index(f"(* class {label} *)") for label in document["order"]] == sorted(
        data.index(f"(* class {label} *)") for label in "abcd"
    )
