"""Every block of code in `docs/` runs and prints what the page says; the site builds without a
warning.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

from proofs.checker.judge import CHECKS
from proofs.cli import app
from proofs.ledger import entries, rests_on

ROOT = Path(__file__).resolve().parents[1]
CHECKER = ROOT / "proofs" / "checker"
PAGES = sorted((ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[tuple[str, str, str | None]]:
    """Language, code, and what it must print: the block without a language right after it, if there
    is one.
    """
    words = page.read_text(encoding="utf-8")
    matches = list(BLOCK.finditer(words))
    out: list[tuple[str, str, str | None]] = []
    for i, match in enumerate(matches):
        if not match[1]:
            continue
        after = matches[i + 1] if i + 1 < len(matches) else None
        direct = after is not None and not after[1] and words[match.end() : after.start()] == "\n"
        out.append((match[1], match[2], after[2] if after is not None and direct else None))
    return out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_python_blocks_run_in_order_and_print_what_follows(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    for language, code, printed in blocks(page):
        if language == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(code, page.name, "exec"), names)
            assert out.getvalue() == (printed or "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_run(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "notebooks" / "data", tmp_path / "notebooks" / "data")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for language, code, _ in blocks(page):
        for line in code.splitlines() if language == "sh" else ():
            program, *arguments = shlex.split(line)
            start = {"truncation": ["-m", "proofs"], "python": []}[program]
            done = subprocess.run(
                [sys.executable, *start, *arguments],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            assert done.returncode == 0, done.stderr


def test_every_block_is_run() -> None:
    languages = {language for page in PAGES for language, _, _ in blocks(page)}
    assert languages == {"python", "sh"}


def test_a_block_followed_by_words_promises_no_output(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\n1\n```\n\nwords\n\n```\nnot output\n```\n", encoding="utf-8")
    assert blocks(page) == [("python", "1\n", None)]
    page.write_text("```python\nprint(1)\n```\n\n```\n1\n```\n", encoding="utf-8")
    assert blocks(page) == [("python", "print(1)\n", "1\n")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_site_builds_without_a_broken_link(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "-d", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DISABLE_MKDOCS_2_WARNING": "true"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    words = (tmp_path / "python.html").read_text(encoding="utf-8")
    assert "&gt;&gt;&gt;" in words  # doctests, and only as blocks of code
    assert "&gt;&gt;&gt;" not in re.sub(r"(?s)<pre.*?</pre>", "", words)
    assert "--no-label" in (tmp_path / "commands.html").read_text(encoding="utf-8")
    assert "no-label" in (tmp_path / "search" / "search_index.js").read_text(encoding="utf-8")
    assert "symbolic.ClusterData" in words and "or why truncation networks have none" in words


def builder(name: str) -> ModuleType:
    """The script of that name in `docs/`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_has_every_statement_and_what_it_rests_on() -> None:
    rows = re.findall(
        r"^\| (\S+) \| (.+) \| (.+) \| (.+) \| (.+) \| `(\S+)` \|$",
        builder("statements_page").page(),
        re.MULTILINE,
    )
    assert [row[0] for row in rows] == list(entries())
    for key, name, status, resting, coq, module in rows:
        entry = entries()[key]
        assert f'id="{key}"' in (ROOT / f"{module.replace('.', '/')}.py").read_text(
            encoding="utf-8"
        )
        assert (name, status) == (entry.name, "derived" if entry.derive else "stated")
        assert resting == (", ".join(rests_on(key)) or "–")
        assert all(f"`{one}`" in coq for one in entry.coq)


def test_the_page_of_commands_has_every_option_with_its_words() -> None:
    page = builder("commands_page").page()
    sections = dict(re.findall(r"(?ms)^## (\S+)$(.*?)(?=^## |\Z)", page))
    commands = typer.main.get_command(app).commands
    assert list(sections) == list(commands)
    for name, command in commands.items():
        plain = re.sub(r"\\(.)", r"\1", sections[name])
        for one in command.params:
            assert all(f"{spelling}" in plain for spelling in one.opts if spelling[0] == "-")
            assert (one.help or "") in plain, (name, one.name)
        assert " ".join(command.help.split()) in " ".join(plain.split())


def test_the_sizes_that_the_page_on_trust_names() -> None:
    for folder, most in (("checker", 7500), ("algebra", 1250)):
        files = (ROOT / "proofs" / folder).glob("*.py")
        assert sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files) < most


def claims_on_trust() -> list[tuple[str, str, str]]:
    """Claim, the theorem it rests on, and where that theorem's assumptions are checked."""
    words = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    section = words[: words.index("\n## An answer about given data, with less")]
    items = re.findall(r"^- (\*\*.*(?:\n  .*)*)", section, re.MULTILINE)
    form = re.compile(r"\*\*(.+)\.\*\* (?:Theorem|No theorem): (.+)\. Checked: (.+)\.")
    matches = [form.fullmatch(" ".join(item.split())) for item in items]
    return [(match[1], match[2], match[3]) for match in matches if match is not None]


def test_every_claim_names_its_theorem_and_where_it_is_checked() -> None:
    words = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    assert len(claims_on_trust()) == words.count("Checked:") >= 40


def test_the_list_of_claims_is_about_every_statement_and_names_what_exists() -> None:
    rows = [(claim, checked) for claim, _, checked in claims_on_trust()]
    claims = {
        key for claim, _ in rows for key in re.findall(r"[A-Z]\d'?|capacity yes|capacity no", claim)
    }
    assert set(CHECKS) <= claims
    sources = [path.read_text(encoding="utf-8") for path in CHECKER.glob("*.py")]
    modules = {path.stem for path in CHECKER.glob("*.py")}
    for claim, checked in rows:
        for name in re.findall(r"`([A-Za-z_]+(?:\.[A-Za-z_]+)?)`", checked):
            module, _, last = name.rpartition(".")
            if not module and "_" not in name:  # a key of the file, or a module
                continue
            texts = sources
            if module in modules:
                texts = [(CHECKER / f"{module}.py").read_text(encoding="utf-8")]
            defined = re.compile(rf"^\s*(def|class) {last}\b|^{last}\b", re.MULTILINE)
            assert last in modules or any(map(defined.search, texts)), (claim, name)
