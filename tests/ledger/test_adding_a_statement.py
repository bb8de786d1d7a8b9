"""`docs/adding-a-statement.md` to the letter: its one file, put into a copy of the project, passes
what every statement must pass.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding-a-statement.md").read_text(encoding="utf-8")
(FILE,) = re.findall(r"Save the following as\s+`(\S+)`", PAGE)
CODE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
KEY = "D9"
HERE = "tests/ledger/test_adding_a_statement.py"

# The ledger, a page, the LaTeX, and the table know the new statement.
EVERYWHERE = f"""
import sys
sys.path[:0] = ["docs"]
import statements_page
from proofs.counterexamples import without
from proofs.ledger import entries, module_of, prove_entrywise
from proofs.render.latex import document
from proofs.render.page import report
from proofs.statements.case import Case
from symbolic.sources import load
assert "{KEY}" in entries()
assert module_of("{KEY}").replace(".", "/") + ".py" == "{FILE}"
assert prove_entrywise(entries()["{KEY}"], 2).word == "proved"
assert without("{KEY}:own-mean")[0].verdict.word == "refuted"
data = load("notebooks/data/one_cluster.json")
page = report(data)["index.html"]
assert '<article id="{KEY}"' in page and 'href="#{KEY}"' in page
code = document(["{KEY}"], Case(data))
assert r"\\label{{{KEY}}}" in code and "S_{{1}}=" in code
assert "| {KEY} |" in statements_page.page()
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project without its history, with the new file in its place."""
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for folder in ("symbolic", "proofs", "tests", "docs", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for file in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / FILE).write_text(CODE, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )


def its_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    """The tests of the ledger and of its LaTeX that are about the new statement."""
    return asked(folder, f"{KEY} or has_a_fault", "tests/ledger", "tests/render")


def asked(folder: Path, keys: str, *where: str) -> subprocess.CompletedProcess[str]:
    """The tests of that name there, but not the tests in this file."""
    options = ("-q", "-p", "no:cacheprovider", "-k", keys, f"--ignore={HERE}")
    return run(folder, "-m", "pytest", *options, *where)


def test_it_is_one_file_and_passes(copy: Path) -> None:
    done = its_tests(copy)
    assert done.returncode == 0, done.stdout
    counted = re.search(r"(\d+) passed", done.stdout)
    assert counted is not None
    assert int(counted[1]) >= 10
    done = run(copy, "-c", EVERYWHERE)
    assert done.returncode == 0, done.stderr


@pytest.mark.longest
def test_make_test_is_green(tmp_path: Path) -> None:
    """`make test` itself, in a copy of everything with the new file in it."""
    whole = tmp_path / "whole"
    ignored = shutil.ignore_patterns("__pycache__", ".git", ".venv", ".*_cache", "*.egg-info")
    shutil.copytree(ROOT, whole, ignore=ignored)
    (whole / FILE).write_text(CODE, encoding="utf-8")
    (whole / ".venv").mkdir()
    (whole / ".venv" / ".installed").touch()  # what is installed here will do
    done = subprocess.run(
        ["make", "test", f"BIN={Path(sys.executable).parent}"],
        cwd=whole,
        env={**os.environ, "PYTHONPATH": str(whole)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert re.search(r"\b[4-9]\d{3} passed", done.stdout)


@pytest.mark.parametrize(
    ("part", "instead", "complaint"),
    [
        (
            "scatter + shift @ shift.T,\n        using",
            "scatter - shift @ shift.T,\n        using",
            "remainder",
        ),
        ("given=(SPLIT, CENTRED, UNIT, SCATTER)", "given=(SPLIT, CENTRED, UNIT)", "does not list"),
        ("    models=models,\n", "", "test_every_entry_with_equations_has_models"),
        ("second * data.sizes[j]", "second", "Refuted"),
        (
            "scatter - shift @ shift.T,\n            (SPLIT",
            "scatter + shift @ shift.T,\n            (SPLIT",
            "DID NOT RAISE",
        ),
    ],
    ids=["derivation", "given", "models", "check on data", "near miss"],
)
def test_a_mistake_is_found(copy: Path, part: str, instead: str, complaint: str) -> None:
    assert CODE.count(part) == 1
    (copy / FILE).write_text(CODE.replace(part, instead), encoding="utf-8")
    keys = f"{KEY} or (example and cluster) or has_models"
    where = [f"tests/ledger/{name}.py" for name in ("test_ledger", "test_near_misses")]
    done = asked(copy, keys, *where)
    assert done.returncode == 1
    assert complaint in done.stdout
