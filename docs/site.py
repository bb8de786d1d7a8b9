"""The pages of the site that are made from other files: run by `mkdocs build` (see `mkdocs.yml`).

The home page is the README, the certificates' page FORMAT.md, the Python page the docstrings of
what the packages export, the commands' page their help, and the statements' page the ledger: none
of them can say what the code does not.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import mkdocs_gen_files

import proofs.algebra
import proofs.checker
import symbolic

# Pages that are made of files elsewhere.
MADE = {"proofs/checker/FORMAT.md": "certificates.md", "CHANGELOG.md": "changes.md"}
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "docs")]
statements_page = importlib.import_module("statements_page")
commands_page = importlib.import_module("commands_page")


def write(name: str, words: str) -> None:
    """One page of the site; the tabs are all the navigation it needs."""
    with mkdocs_gen_files.open(name, "w") as page:
        page.write(f"---\nhide: [navigation]\n---\n\n{words}")


def alone(words: str) -> str:
    """A page whose links to other pages stay, and whose links to files of the checkout become plain
    text, for the site has no checkout beside it.
    """
    pages = {path.name for path in (ROOT / "docs").iterdir()} | {"certificates.md", "changes.md"}

    def link(match: re.Match[str]) -> str:
        target = match[2].removeprefix("../").removeprefix("docs/")
        target = MADE.get(target, target)
        kept = target.partition("#")[0] in pages or re.match(r"https?:|#", target)
        return f"[{match[1]}]({target})" if kept else match[1]

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", link, words).replace("](docs/", "](")


def reference() -> Iterator[str]:
    """Every exported name of the packages, under the module that defines it."""
    yield "# The Python interface\n\n"
    yield "Entries of matrices are rationals (SymPy's `QQ`); points are columns.\n\n"
    for package in (symbolic, proofs, proofs.algebra, proofs.checker):
        yield f"## {package.__name__}\n\n"
        for name in package.__all__:
            lazily = package is proofs  # what reads the docstrings does not import
            home = getattr(package, name).__module__ if lazily else package.__name__
            yield f"::: {home}.{name}\n\n"
    for module in ("proofs.ledger", "proofs.certificates"):
        yield f"## {module}\n\n::: {module}\n    options: {{show_root_heading: false}}\n\n"


for name in ("README.md", *sorted(path.name for path in (ROOT / "docs").glob("*.md"))):
    folder = ROOT if name == "README.md" else ROOT / "docs"
    page = alone((folder / name).read_text(encoding="utf-8"))
    write("index.md" if name == "README.md" else name, page)
write("certificates.md", (ROOT / "proofs/checker/FORMAT.md").read_text(encoding="utf-8"))
write("changes.md", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
write("python.md", "".join(reference()))
write("statements.md", statements_page.page())
write("commands.md", commands_page.page())
