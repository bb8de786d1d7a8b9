"""One name, one thing: no module is called like something it defines, and no package gives the name
of one of its modules to something else.

A module of `proofs/commands` is called like its command, and so is the function that Typer calls.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("symbolic", "proofs")


def defined(tree):
    """The names of functions and classes at the top of a module."""
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def imported(tree):
    """The names that a module imports from elsewhere, with where from."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, node.module or "") for alias in node.names)


def offences(root, package):
    """Every module or package whose name is also that of something else in it."""
    for path in sorted((root / package).rglob("*.py")):
        place = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.stem in defined(tree) and path.parent != root / "proofs" / "commands":
            yield f"{place}: defines {path.stem}"
        if path.name == "__init__.py":
            here = {p.stem for p in path.parent.iterdir() if p.suffix == ".py" or p.is_dir()}
            yield from (
                f"{place}: {name} is a module, and comes from {module}"
                for name, module in imported(tree)
                if name in here
            )


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_means_one_thing(package):
    assert list(offences(ROOT, package)) == []


def test_the_guard_can_fail(tmp_path):
    package = tmp_path / "symbolic"
    package.mkdir()
    (package / "__init__.py").write_text("from symbolic.minima import readouts\n")
    (package / "readouts.py").write_text("def readouts(): ...\n")
    assert list(offences(tmp_path, "symbolic")) == [
        "symbolic/__init__.py: readouts is a module, and comes from symbolic.minima",
        "symbolic/readouts.py: defines readouts",
    ]
