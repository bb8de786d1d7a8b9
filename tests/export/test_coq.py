"""Coq accepts true certificates, refuses changed ones, and uses no axiom but those of the reals."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proofs import coq_libraries
from proofs.checker import Limits, check
from proofs.checker.errors import Malformed
from proofs.checker.limits import DEFAULT
from proofs.coq_libraries import BRIDGE, CERTIFICATES, search_path
from proofs.coqc import CoqNotFound, run
from proofs.export.coq import development, export_coq
from proofs.export.kernel import ALLOWED_AXIOMS, axioms, build, check_with_coq
from symbolic.errors import InputError
from tests.checker import naive
from tests.checker.cases import raw

ROOT = Path(__file__).parents[2]
LIBRARY = CERTIFICATES.folder
DATA = ROOT / "notebooks" / "data"


needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def listed_axioms(output: str) -> set[str]:
    """The names that Print Assumptions lists: a qualified name before a colon."""
    return set(re.findall(r"([A-Za-z_]\w*(?:\.\w+)+)\s*:", output))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Certificates of shipped data, written by the command."""
    folder = tmp_path_factory.mktemp("certificates")

    def written(command: str, data: str) -> Path:
        target = folder / f"{data}.{command}.json"
        if not target.exists():
            arguments = [command, str(DATA / f"{data}.json"), "-o", str(target), "-q"]
            if command == "minimize":
                arguments += ["--architecture", "truncation"]
            subprocess.run([sys.executable, "-m", "proofs", *arguments], cwd=ROOT, check=False)
        return target

    return written


CASES = {
    "T3 two classes": ("minimize", "two_triangles"),
    "T3 three classes": ("minimize", "three_simplices"),
    "T3' crossing segments": ("minimize", "crossing"),
    "T4 two classes": ("degeneracy", "two_triangles"),
    "T4 three classes": ("degeneracy", "three_simplices"),
    "T5 two classes": ("landscape", "two_triangles"),
    "T5 without networks": ("landscape", "crossing"),
    "T5 one class": ("landscape", "one_cluster"),
}


@needs_coq
@pytest.mark.parametrize("case", CASES)
def test_coq_proves(case: str, certificate: Callable[[str, str], Path]) -> None:
    result = check_with_coq(certificate(*CASES[case]))
    assert result.verdict == "proved", result.detail
    assert "ClassicalDedekindReals.sig_forall_dec" in result.axioms
    assert result.statement == case.split(maxsplit=1)[0]
    assert result.coverage and result.coverage.restated


CHEAT = """Axioms:
Epsilon.epsilon_statement : forall (A : Type)
    (P : A -> Prop), inhabited A -> {x : A | _}
"""


def test_axioms_are_recognised() -> None:
    assert set(axioms(CHEAT) or ()) < ALLOWED_AXIOMS
    assert axioms(CHEAT + "cheat : 1 = 2\n") == ("Epsilon.epsilon_statement", "cheat")
    assert axioms("Axioms:\nf is assumed to be guarded.\n") == ("f",)
    assert axioms("Section Variables:\nx : nat\n") is None
    assert axioms("Closed under the global context\nClosed under the global context\n") is None


@needs_coq
def test_a_theorem_that_rests_on_more_is_not_proved(
    certificate: Callable[[str, str], Path],
) -> None:
    written = development(certificate("minimize", "two_triangles"))
    cheated = "Axiom cheat : False.\n" + written.certificate.replace(
        "Print Assumptions", "Lemma more : 0 = 1. Proof. case cheat. Qed.\nPrint Assumptions"
    ).replace("Print Assumptions zero_loss_network", "Print Assumptions more")
    result = build(replace(written, certificate=cheated), limits=DEFAULT)
    assert (result.verdict, "rests on more than the reals" in result.detail) == ("unknown", True)
    assert "cheat" in result.detail


def shift(number: str) -> str:
    """Another number in lowest terms."""
    whole, _, rest = number.partition("/")
    return f"{int(whole) + int(rest)}/{rest}" if rest else str(int(whole) + 1)


def change(*path: str | int) -> Callable[[dict[str, Any]], None]:
    """Shift the number at this place."""

    def apply(values: dict[str, Any]) -> None:
        place: Any = values
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = shift(place[path[-1]])

    return apply


def set_weights(values: dict[str, Any]) -> None:
    """Weights that are positive and sum to 1, and combine to another point."""
    values["obstruction"]["convex_combination"]["class"] = [[0, "1/3"], [1, "2/3"]]


def move_a_point(values: dict[str, Any]) -> None:
    """A point of the first class goes to where the second class is."""
    values["data"]["classes"][0]["points"][1] = ["0", "4"]


def repeat_a_vector(values: dict[str, Any]) -> None:
    """Dependent vectors, each of them tangent."""
    values["kernel"][1] = values["kernel"][0]


def wrong_dimension(values: dict[str, Any]) -> None:
    """Another dimension, and no basis of the kernel that would show it."""
    values["dimension"] += 1
    del values["kernel"]


MUTATIONS: dict[str, tuple[str, str, Callable[[dict[str, Any]], None], str]] = {
    "T3 output weight": ("minimize", "two_triangles", change("layers", 2, "W", 0, 1), "values"),
    "T3 hidden bias": ("minimize", "two_triangles", change("layers", 0, "b", 0), "values"),
    "T3 target": (
        "minimize",
        "two_triangles",
        change("data", "classes", 0, "target", 1),
        "values",
    ),
    "T3 point": ("minimize", "two_triangles", move_a_point, "values"),
    "T3' weight": (
        "minimize",
        "crossing",
        change("obstruction", "convex_combination", "class", 0, 1),
        "combination_1",
    ),
    "T3' weights": ("minimize", "crossing", set_weights, "combination_1"),
    "T4 dimension": ("degeneracy", "two_triangles", wrong_dimension, "parameters"),
    "T4 kernel": ("degeneracy", "two_triangles", change("kernel", 12, 10), "tangents"),
    "T4 dependent": ("degeneracy", "two_triangles", repeat_a_vector, "tangents"),
    "T4 output bias": ("degeneracy", "two_triangles", change("layers", 2, "b", 0), "values"),
    "T5 value": ("landscape", "two_triangles", change("minima", 1, "value"), "normal_equations_2"),
    "T5 readout": (
        "landscape",
        "two_triangles",
        change("minima", 0, "candidate", 2, "W", 0, 0),
        "reads_1",
    ),
    "T5 witness": (
        "landscape",
        "two_triangles",
        change("minima", 0, "witness", "cost_squared"),
        "costs_below_1",
    ),
    "T5 value without network": (
        "landscape",
        "crossing",
        change("minima", 2, "value"),
        "normal_equations_3",
    ),
}


@needs_coq
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_coq_refuses(
    mutation: str, certificate: Callable[[str, str], Path], tmp_path: Path
) -> None:
    verb, data, apply, lemma = MUTATIONS[mutation]
    values = json.loads(certificate(verb, data).read_text())
    apply(values)
    result = build(development(values), DEFAULT)
    assert (result.verdict, result.detail.split(":")[0]) == ("refuted", lemma)
    changed = tmp_path / "changed.json"
    changed.write_bytes(naive.write(values))
    assert check(changed.read_bytes()).verdict != "proved"
    with pytest.raises(InputError, match="expected a certificate that the checker proves"):
        export_coq(changed, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def four_clouds(points: int) -> dict[str, Any]:
    """Q = M = 4: points with three decimals around 4 e_j."""
    draw = random.Random(3)
    return {
        "name": "four clouds",
        "classes": [
            {
                "label": f"c{j}",
                "points": [
                    [f"{4000 * (i == j) + draw.randint(-300, 300)}/1000" for i in range(4)]
                    for _ in range(points)
                ],
            }
            for j in range(4)
        ],
    }


def command(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "proofs", *arguments, "-q"], cwd=ROOT, check=True)


@needs_coq
@pytest.mark.slow
def test_a_thousand_points_a_class(tmp_path: Path) -> None:
    data, target = tmp_path / "four.json", tmp_path / "four.minimize.json"
    data.write_text(json.dumps(four_clouds(1000)))
    command("minimize", str(data), "-o", str(target))
    assert check_with_coq(target).verdict == "proved"
    command("landscape", str(data), "-o", str(target))
    values = json.loads(target.read_text())
    values["minima"] = [values["minima"][1]]  # affine, nothing collapsed
    assert build(development(values), DEFAULT).verdict == "proved"


@needs_coq
@pytest.mark.slow
def test_a_kernel_in_a_hundred_parameters(tmp_path: Path) -> None:
    data, target = tmp_path / "four.json", tmp_path / "four.degeneracy.json"
    data.write_text(json.dumps(four_clouds(10)))
    command("degeneracy", str(data), "-o", str(target))
    assert check_with_coq(target).verdict == "proved"


@needs_coq
@pytest.mark.slow
def test_wine(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    target = tmp_path / "wine.json"
    command("minimize", "sklearn:wine", "-o", str(target))
    assert check_with_coq(target).verdict == "proved"


@needs_coq
def test_the_folder_builds_with_make(
    certificate: Callable[[str, str], Path], tmp_path: Path
) -> None:
    made, built, now = tmp_path / "made", coq_libraries.build(BRIDGE), time.time()
    export_coq(certificate("minimize", "two_triangles"), made)
    for library in (*BRIDGE.needs, BRIDGE):
        for compiled in built[library.name].glob("*.vo"):
            copy = shutil.copy(compiled, made / library.folder.name)
            os.utime(copy, (now, now))  # as new as what it needs
    done = subprocess.run(["make"], cwd=made, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert listed_axioms(done.stdout) <= ALLOWED_AXIOMS
    last = (made / "certificate" / "Certificate.v").read_text().partition("Theorem ")[2]
    assert "zero_loss 2 2 layers A c clusters" in last
    assert "truncation 2 2 collapses layers A c clusters" in last


@needs_coq
def test_assumptions_of_the_library(tmp_path: Path) -> None:
    shutil.copy(LIBRARY / "Assumptions.v", tmp_path)
    paths = search_path(coq_libraries.build(CERTIFICATES))
    done = run([*paths, "Assumptions.v"], tmp_path, 60)
    assert done.returncode == 0
    assert "ClassicalDedekindReals.sig_forall_dec" in listed_axioms(done.stdout) <= ALLOWED_AXIOMS


@needs_coq
def test_a_timeout_is_no_answer(certificate: Callable[[str, str], Path]) -> None:
    written = development(certificate("minimize", "two_triangles"))
    result = build(written, Limits(seconds=0.01))
    assert (result.verdict, result.detail) == ("unknown", "Data.v: coqc stopped after 0.01 s")


@needs_coq
def test_too_little_memory_is_no_answer(certificate: Callable[[str, str], Path]) -> None:
    written = development(certificate("minimize", "two_triangles"))
    result = build(written, Limits(megabytes=150))
    assert (result.verdict, "coqc needs more than 150 MB" in result.detail) == ("unknown", True)


@needs_coq
def test_a_count_is_never_a_unary_number_of_that_size(
    certificate: Callable[[str, str], Path], tmp_path: Path
) -> None:
    values = json.loads(certificate("degeneracy", "two_triangles").read_text())
    values["K"] = 10**8
    path = tmp_path / "changed.json"
    path.write_bytes(naive.write(values))
    result = check_with_coq(path)
    assert (result.verdict, result.detail) == (
        "refuted",
        "checker: K: expected 18, found 100000000",
    )


def test_coq_is_missing(
    certificate: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate("minimize", "two_triangles")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CoqNotFound, match="coqc was not found: install Debian's coq package"):
        check_with_coq(path)


def test_unusable_files(certificate: Callable[[str, str], Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a readable file"):
        export_coq(tmp_path / "none.json", tmp_path)
    values = json.loads(certificate("landscape", "two_triangles").read_text())
    values["values_only"] = True
    with pytest.raises(InputError, match="expected a landscape with its readouts"):
        development(values)
    values = json.loads(certificate("minimize", "crossing").read_text())
    values["obstruction"]["convex_combination"]["class"][0][0] = 7
    with pytest.raises(Malformed, match="expected an index below 2, found 7"):
        development(values)


@needs_coq
def test_what_has_no_theorem_is_left_to_the_checker(tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    path.write_bytes(raw("T5 values only"))
    result = check_with_coq(path)
    assert (result.verdict, result.statement, result.coverage) == ("unknown", "T5", None)
    assert result.detail.startswith("proved by the checker, not restated in Coq: values_only: ")
