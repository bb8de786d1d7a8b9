"""What may import what: `symbolic` nothing of `proofs`, the checker nothing but itself, the help no
algebra.

Each guard loads modules in a fresh interpreter and looks at what came with them; each is shown to
fail on a copy of the tree in which one module breaks the rule.
"""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

EVERY_MODULE = """
import importlib, pkgutil, {package}
for module in pkgutil.walk_packages({package}.__path__, "{package}."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
COMMAND = """
import contextlib, io
from proofs.cli import run
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    run({arguments})
"""
# guard -> (what is run, what it must not load, what it must: the guard looks at something)
GUARDS = {
    "symbolic": (EVERY_MODULE.format(package="symbolic"), ["proofs"], ["symbolic.minima"]),
    "checker": (
        EVERY_MODULE.format(package="proofs.checker"),
        [
            "symbolic",
            "sympy",
            "flint",
            "numpy",
            "scipy",
            "typer",
            "proofs.cli",
            "proofs.certificates",
        ],
        ["proofs.checker.landscape"],
    ),
    "help": (COMMAND.format(arguments=["--help"]), ["sympy", "symbolic", "numpy"], ["proofs.cli"]),
    "help of a command": (
        COMMAND.format(arguments=["minimize", "--help"]),
        ["sympy", "symbolic", "numpy"],
        ["proofs.cli"],
    ),
    "check": (
        COMMAND.format(arguments=["check", "README.md"]),
        ["sympy", "symbolic", "numpy"],
        ["proofs.checker.landscape"],
    ),
    "a refused input": (
        COMMAND.format(arguments=["minimize", "no such file"]),
        ["numpy", "scipy", "sklearn", "joblib", "distributed"],
        ["symbolic.sources"],
    ),
}


def loaded(root, code):
    """The names of the modules that a fresh interpreter has after running the code in the
    folder.
    """
    listing = code + "\nimport sys\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", listing],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def under(names, package):
    return sorted(name for name in names if name == package or name.startswith(package + "."))


def offences(root, guard):
    """What the guarded code loads and must not."""
    code, forbidden, required = GUARDS[guard]
    names = loaded(root, code)
    assert set(required) <= names
    return [name for package in forbidden for name in under(names, package)]


def imports(root, package):
    """(file, imported module) for every import statement of the package, inside functions too."""
    for path in sorted((root / package).rglob("*.py")):
        file = path.relative_to(root / package).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield from ((file, f"{node.module}.{alias.name}") for alias in node.names)


# What stands lower -> what it must not import, wherever the import is written.
FLOORS = {
    "symbolic": ("proofs",),
    "proofs/algebra": ("proofs.statements", "proofs.ledger", "proofs.render", "proofs.commands"),
    "proofs/statements": (
        *("proofs.ledger", "proofs.render", "proofs.export", "proofs.commands", "proofs.cli"),
        *("proofs.certificates", "proofs.checker"),
    ),
    "proofs/certificates": (
        *("proofs.checker", "proofs.statements", "proofs.ledger", "proofs.render"),
        *("proofs.export", "proofs.commands", "proofs.cli"),
    ),
    "proofs/export": (
        *("proofs.statements", "proofs.ledger", "proofs.certificates", "proofs.render"),
        *("proofs.commands", "proofs.cli"),
    ),
    "proofs/render": ("proofs.export", "proofs.commands", "proofs.cli"),
}
LAST = ("proofs.render", "proofs.export", "proofs.commands")


def upward(root, floor="symbolic"):
    return [
        arrow
        for arrow in imports(root, floor)
        if any(under([arrow[1]], package) for package in FLOORS[floor])
    ]


@pytest.mark.parametrize("guard", GUARDS)
def test_nothing_forbidden_is_loaded(guard):
    assert offences(ROOT, guard) == []


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_imports_what_stands_above(floor):
    assert upward(ROOT, floor) == []
    assert len(list(imports(ROOT, floor))) > 20


def test_only_commands_import_what_comes_last():
    for path, module in imports(ROOT, "proofs"):
        if any(under([module], package) for package in LAST):
            assert path.startswith(("commands/", "render/", "export/", "cli.py")), (path, module)


def shows(root):
    """Where the core says how something looks in a notebook: that is `proofs.render`'s to know."""
    for path in sorted((root / "symbolic").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "name", getattr(node, "id", ""))
            if isinstance(name, str) and name.startswith("_repr_"):
                yield path.name, name


def test_the_core_shows_nothing():
    assert list(shows(ROOT)) == []


@pytest.fixture
def copy(tmp_path):
    """A copy of both packages, to break."""
    for package in ("symbolic", "proofs"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


def plant(folder, file, line):
    """Put an import behind the first `from __future__` line of a file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    first = "from __future__ import annotations\n"
    assert first in text
    path.write_text(text.replace(first, first + line + "\n", 1), encoding="utf-8")


PLANTED = [
    ("symbolic", "symbolic/cost.py", "import proofs.checker", "proofs.checker"),
    ("symbolic", "symbolic/cost.py", "from proofs import verdicts", "proofs.verdicts"),
    ("checker", "proofs/checker/jets.py", "import symbolic.errors", "symbolic.errors"),
    ("checker", "proofs/checker/exact.py", "import numpy", "numpy"),
    ("checker", "proofs/checker/judge.py", "from .. import certificates", "proofs.certificates"),
    ("help", "proofs/cli.py", "import sympy", "sympy"),
    (
        "help of a command",
        "proofs/cli.py",
        "from symbolic.errors import InputError",
        "symbolic.errors",
    ),
    ("check", "proofs/checker/judge.py", "import sympy", "sympy"),
    ("a refused input", "symbolic/sources/table.py", "import scipy.optimize", "scipy.optimize"),
]


@pytest.mark.parametrize(("guard", "file", "line", "intruder"), PLANTED)
def test_the_guard_can_fail(guard, file, line, intruder, copy):
    plant(copy, file, line)
    assert intruder in offences(copy, guard)


def test_every_guard_has_a_planted_intruder():
    assert {guard for guard, *_ in PLANTED} == set(GUARDS)


@pytest.mark.parametrize("line", ["import proofs", "from proofs.cli import run"])
def test_an_import_inside_a_function_is_seen(line, copy):
    path = copy / "symbolic" / "cost.py"
    path.write_text(
        path.read_text(encoding="utf-8") + f"\n\ndef late():\n    {line}\n", encoding="utf-8"
    )
    assert [module.startswith("proofs") for file, module in upward(copy) if file == "cost.py"] == [
        True
    ]


@pytest.mark.parametrize("line", ["def _repr_html_(self): return ''", "_repr_latex_ = str"])
def test_a_core_that_shows_is_seen(line, copy):
    path = copy / "symbolic" / "cost.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + f"\n\nclass Cost:\n    {line}\n", encoding="utf-8")
    assert list(shows(copy)) == [("cost.py", line.removeprefix("def ").split("(")[0].split()[0])]


@pytest.mark.parametrize(
    ("floor", "file", "line"),
    [
        ("proofs/statements", "entry.py", "from proofs.render.notebook import filled"),
        ("proofs/statements", "t1_linear_readout.py", "import proofs.ledger"),
        ("proofs/algebra", "kernel.py", "from proofs.statements.case import Case"),
        ("proofs/certificates", "cells.py", "from proofs import ledger"),
        ("proofs/export", "onnx.py", "from proofs.render.page import report"),
        ("proofs/render", "page.py", "import proofs.export"),
    ],
)
def test_an_arrow_that_runs_up_is_seen(floor, file, line, copy):
    plant(copy, f"{floor}/{file}", line)
    words = line.split()
    module = words[1] if words[0] == "import" else f"{words[1]}.{words[3]}"
    assert upward(copy, floor) == [(file, module)]
