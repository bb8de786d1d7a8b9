"""One name, one thing: no module is called like something it defines, and no package gives the name
of one of its modules to something else; what was found has a name; one voice.

A module of `proofs/commands` is called like its command, and so is the function that Typer calls.
"""

import ast
import re
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


# A program of its own (the checker shares nothing) may use the name of a thing here;
# `lift` is the mathematics' own word for two steps into the exact.
APART = ("checker",)
TWICE = {"lift"}


def names_of_two_things(root, package, kinds):
    """Names that two modules of a package define, as classes (or functions) at their top."""
    homes = {}
    for path in sorted((root / package).rglob("*.py")):
        if not set(path.relative_to(root / package).parts) & set(APART):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, kinds) and not node.name.startswith("_"):
                    homes.setdefault(node.name, []).append(path.name)
    return {name: files for name, files in homes.items() if len(files) > 1 and name not in TWICE}


def test_no_name_is_given_twice(tmp_path):
    assert names_of_two_things(ROOT, "symbolic", ast.ClassDef | ast.FunctionDef) == {}
    assert names_of_two_things(ROOT, "proofs", ast.ClassDef) == {}
    (tmp_path / "symbolic").mkdir()
    for name in ("a.py", "b.py"):
        (tmp_path / "symbolic" / name).write_text("class Cell: ...\n")
    twice = names_of_two_things(tmp_path, "symbolic", ast.ClassDef)
    assert twice == {"Cell": ["a.py", "b.py"]}


def test_the_guard_can_fail(tmp_path):
    package = tmp_path / "symbolic"
    package.mkdir()
    (package / "__init__.py").write_text("from symbolic.minima import readouts\n")
    (package / "readouts.py").write_text("def readouts(): ...\n")
    assert list(offences(tmp_path, "symbolic")) == [
        "symbolic/__init__.py: readouts is a module, and comes from symbolic.minima",
        "symbolic/readouts.py: defines readouts",
    ]


def unnamed(text):
    """The lines of functions that call something ``found`` and speak of no place and expectation:
    the word is only for what stands where something else was expected.
    """
    tree = ast.parse(text)
    scopes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    for scope in scopes:
        names = [n for n in ast.walk(scope) if getattr(n, "id", getattr(n, "arg", "")) == "found"]
        words = ast.get_source_segment(text, scope)
        if names and not re.search(r"expected|\w*Error\(|Unusable\(", words):
            yield scope.lineno


def test_found_is_what_was_not_expected():
    paths = [
        path for name in (*PACKAGES, "notebooks", "docs") for path in (ROOT / name).rglob("*.py")
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    assert [(path.name, line) for path, text in texts.items() for line in unnamed(text)] == []
    assert list(unnamed("def f(x):\n    found = x + 1\n    return found\n")) == [1]
    assert (
        list(unnamed("def f(x):\n    found = str(x)\n    raise InputError('a', 'b', found)\n"))
        == []
    )


# What a page, a docstring or a message never says, and what is said instead.
WORDS = {r"per(?!-file)": "a", r"utilis\w+|utiliz\w+": "use", r"leverag\w+": "use"}


def test_one_voice():
    """English a reader need not translate: *a layer*, not *per layer*."""
    endings = (".py", ".md", ".ipynb", ".j2", ".js", ".toml", ".v")
    files = [
        path
        for name in (*PACKAGES, "tests", "docs", "notebooks")
        for path in (ROOT / name).rglob("*")
        if path.suffix in endings and path.name != Path(__file__).name
    ]
    files += [*ROOT.glob("*.md"), ROOT / "pyproject.toml"]
    said = re.compile(rf"\b({'|'.join(WORDS)})\b", re.IGNORECASE)
    assert len(files) > 500
    assert [(p.name, m[0]) for p in files for m in said.finditer(p.read_text("utf-8"))] == []
    assert said.search("One layer per class") and not said.search(
        "proper, person, [per-file-ignores]"
    )
