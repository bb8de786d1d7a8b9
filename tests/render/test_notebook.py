"""Entries and results as notebooks show them: every statement filled in, text of data inert."""

from __future__ import annotations

import re

import pytest
from IPython.core.interactiveshell import InteractiveShell

from proofs.algebra import AlgebraError, Derivation
from proofs.ledger import Result, entries
from proofs.render.notebook import entry_markdown, filled, load_ipython_extension, result_html
from proofs.verdicts import Proved


@pytest.mark.parametrize("key", entries())
def test_every_entry_shows_its_checked_steps(key: str) -> None:
    entry = entries()[key]
    shown = entry_markdown(entry)
    assert shown.startswith(f"**{key}** ({entry.kind}). *{entry.name}.*")
    assert "<<" not in shown and r"\emph" not in shown
    assert shown.count("$$\\begin{aligned}") == len(re.findall("<<", entry.statement))
    # Dollar signs pair up, so that no word is set as a formula.
    assert shown.replace("$$", "").count("$") % 2 == 0
    assert shown.count("$$") % 2 == 0
    assert shown.count("- Assume ") == len(entry.assumptions)


def test_emphasis_becomes_markdown() -> None:
    assert filled(r"\emph{linear} readout", Derivation("X1")) == "*linear* readout"


def test_a_step_that_does_not_exist_is_named() -> None:
    with pytest.raises(AlgebraError, match="X1: no step is called 'square'"):
        filled("so <<square>>", Derivation("X1"))


def test_results_say_on_what_and_keep_labels_inert() -> None:
    entry = entries()["T1"]
    everywhere = result_html(Result(entry, Proved("4 steps"), 0.0))
    assert everywhere.startswith("<b>T1</b> proved for all data")
    here = result_html(Result(entry, Proved("class '<b>'"), 0.0, data="<i>$x$"))
    assert "&lt;i&gt;$x$" in here and "<i>" not in here and "'<b>'" not in here
    assert "mathjax_ignore" in here


def test_ipython_is_told() -> None:
    shell = InteractiveShell()
    load_ipython_extension(shell)
    formats, _ = shell.display_formatter.format(entries()["T1"])
    assert formats["text/markdown"] == entry_markdown(entries()["T1"])
    formats, _ = shell.display_formatter.format(Result(entries()["T1"], Proved("4 steps"), 0.0))
    assert formats["text/html"].startswith("<b>T1</b> proved for all data")
