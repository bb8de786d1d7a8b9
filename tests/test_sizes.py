"""How large things are: no module over 350 lines, no function over 50, nesting at most 4, no line
over 100 characters, docstrings included. Tests, notebooks' helpers and stubs are no exception, nor
are files of Coq.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULE, FUNCTION, NESTING, LINE = 350, 50, 4, 100
PACKAGES = ("symbolic", "proofs", "tests", "notebooks", "docs", "typings")
Definition = ast.FunctionDef | ast.AsyncFunctionDef
NESTS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.FunctionDef, ast.ClassDef)


def modules(root: Path) -> list[Path]:
    files = (path for package in PACKAGES for path in (root / package).rglob("*"))
    return sorted(path for path in files if path.suffix in (".py", ".pyi"))


def code_lines(node: Definition) -> int:
    """The lines of a function without its docstring."""
    assert node.end_lineno is not None
    said = node.body[0]
    has_docstring = ast.get_docstring(node) is not None
    prose = said.end_lineno - said.lineno + 1 if has_docstring and said.end_lineno else 0
    return node.end_lineno - node.lineno + 1 - prose


def depth(node: ast.AST) -> int:
    """How many compound statements stand inside one another; `elif` goes on and does not go in."""
    inner = 0
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                goes_on = (
                    name == "orelse" and isinstance(node, ast.If) and isinstance(child, ast.If)
                )
                inner = max(inner, depth(child) - goes_on)
    return inner + isinstance(node, NESTS)


def too_many(text: str) -> Iterator[str]:
    """Whether a file has too many lines, and which are too long."""
    lines = text.splitlines()
    if len(lines) > MODULE:
        yield f"{len(lines)} lines"
    yield from (f"line {i} is long" for i, line in enumerate(lines, 1) if len(line) > LINE)


def offences(text: str) -> Iterator[str]:
    """What is too large in a module."""
    yield from too_many(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Definition):
            if code_lines(node) > FUNCTION:
                yield f"{node.name} has {code_lines(node)} lines"
            if depth(node) - 1 > NESTING:
                yield f"{node.name} nests {depth(node) - 1} deep"


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_too_large(package: str) -> None:
    offenders = [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in modules(ROOT)
        if path.is_relative_to(ROOT / package)
        for offence in offences(path.read_text(encoding="utf-8"))
    ]
    assert not offenders


def test_no_file_of_coq_is_too_large() -> None:
    files = sorted((ROOT / "proofs" / "coq").rglob("*.v"))
    assert len(files) > 60
    offenders = [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in files
        for offence in too_many(path.read_text(encoding="utf-8"))
    ]
    assert not offenders


NESTED = (
    "def f():\n" + "".join(f"{' ' * (4 * k)}if x:\n" for k in range(1, 7)) + " " * 28 + "pass\n"
)
CHAIN = "def f():\n    if x:\n        pass\n" + "    elif x:\n        pass\n" * 6


@pytest.mark.parametrize(
    ("text", "offenders"),
    [
        ("x = 1\n" * 351, ["351 lines"]),
        ("x = 1\n" * 350, []),
        ("def f():\n" + "    x = 1\n" * 50, ["f has 51 lines"]),
        ('def f():\n    """Says\n    much."""\n' + "    x = 1\n" * 49, []),
        (NESTED, ["f nests 6 deep"]),
        (CHAIN, []),
        (f"# {'x' * 99}\n", ["line 1 is long"]),
    ],
)
def test_the_guard_sees_what_is_too_large(text: str, offenders: list[str]) -> None:
    assert list(offences(text)) == offenders


def long_lines(text: str) -> Iterator[str]:
    """The lines over 100 characters of a Markdown file, but for what a program printed (a block
    that names no language).
    """
    language: str | None = None
    for i, line in enumerate(text.splitlines(), 1):
        fence = line.lstrip()
        if fence.startswith("```"):
            language = fence[3:] if language is None else None
        elif len(line) > LINE and language != "":
            yield f"line {i} is long"


def test_prose_is_not_too_wide() -> None:
    pages = [
        *ROOT.glob("*.md"),
        *(page for name in PACKAGES for page in (ROOT / name).rglob("*.md")),
    ]
    assert len(pages) > 8
    offenders = [
        f"{page.relative_to(ROOT)}: {offence}"
        for page in pages
        for offence in long_lines(page.read_text(encoding="utf-8"))
    ]
    assert not offenders


def test_the_guard_sees_wide_prose() -> None:
    wide = "x" * 101
    page = f"{wide}\n| {wide} |\n```\n{wide}\n```\n```sh\n{wide}\n```\n"
    assert list(long_lines(page)) == ["line 1 is long", "line 2 is long", "line 7 is long"]
