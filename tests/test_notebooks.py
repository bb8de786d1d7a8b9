"""The notebooks run from top to bottom, show what is stored in them, and only call the library."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]
# A statement of one's own is the subject there.
DEFINES = {"06_your_own_statement"}
IMPORTED = {"drawing", "symbolic", "proofs", "sympy", "fractions", "json", "sklearn", "warnings"}


def _execution() -> ModuleType:
    spec = importlib.util.spec_from_file_location("execute", FOLDER / "execute.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["execute"] = module
    spec.loader.exec_module(module)
    return module


EXECUTE = _execution()


def shown(notebook: Any) -> list[list[tuple[str, str]]]:
    """For each code cell the kinds of text it shows, with the text unless a floating-point solver
    had a part in it.
    """
    return [
        [
            (kind, "" if "solver" in cell.metadata.get("tags", []) else text)
            for output in cell.outputs
            for kind, text in _texts(output)
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def _texts(output: Any) -> list[tuple[str, str]]:
    if output.output_type == "stream":
        return [(output.name, output.text)]
    kinds = sorted(kind for kind in output.data if kind.startswith("text/"))
    return [(kind, output.data[kind]) for kind in kinds]


def code(path: Path) -> str:
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    lines = "\n".join(cell.source for cell in cells).splitlines()
    return "\n".join(line for line in lines if not line.startswith("%load_ext proofs."))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_fresh_run_shows_what_is_stored(path: Path) -> None:
    stored = shown(nbformat.read(path, 4))
    assert any(stored)
    assert shown(EXECUTE.executed(path)) == stored


def test_the_slider_works_live() -> None:
    notebook = EXECUTE.executed(FOLDER / "01_truncation_map.ipynb", live=True)
    kinds = [kind for output in notebook.cells[-1].outputs for kind in output.get("data", {})]
    assert "application/vnd.jupyter.widget-view+json" in kinds


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_notebooks_only_call_the_library(path: Path) -> None:
    lines = refused(code(path), path.stem in DEFINES)
    assert not lines


def refused(source: str, may_define: bool) -> list[str]:
    """What a notebook's code does beyond calling: definitions, and imports from elsewhere."""
    problems = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not may_define:
            problems.append(f"defines {node.name}")
        if isinstance(node, ast.Import):
            problems += [n.name for n in node.names if n.name.split(".")[0] not in IMPORTED]
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] not in IMPORTED:
            problems.append(str(node.module))
    return problems


def test_the_guard_sees_definitions_and_imports() -> None:
    source = "import numpy\nfrom os import path\ndef gram(X): return X @ X.T"
    assert sorted(refused(source, False)) == ["defines gram", "numpy", "os"]
    assert refused("from symbolic import load\nload('x')", False) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_nothing_of_the_machine_is_stored(path: Path) -> None:
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    assert notebook.metadata == EXECUTE.METADATA
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)
    stored = str([output for cell in notebook.cells for output in cell.get("outputs", [])])
    assert not re.search(r"Traceback|Warning|/tmp/|/home/|/work/", stored)
