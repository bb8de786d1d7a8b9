"""The LaTeX: complete, cross-referenced, escaped; and, where an engine is, typeset without an error
or an overfull box.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from proofs import ledger
from proofs.algebra import scalar
from proofs.algebra.derivation import Equations, Positive
from proofs.letters import letters_in
from proofs.render.escape import escaped
from proofs.render.latex import document, fragment
from proofs.render.latex_figures import figures
from proofs.render.terms import latex, lines, scalar_latex, visible
from proofs.render.typeset import typeset_pdf
from proofs.statements.case import Case
from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from tests.ledger.examples import CASES, EXAMPLES

ENTRIES = ledger.entries()
ENGINE = shutil.which("pdflatex")
needs_latex = pytest.mark.skipif(ENGINE is None, reason="no pdflatex on this machine")

NASTY = [
    r"\input{/etc/passwd}",
    r"\end{document}",
    "$x$ %_{}#&~^",
    "<script>alert(1)</script>",
    "``quotes'' -- and \" more",
    "é ß ł Ž",
    "😀",
    "שלום",
    "^^5c^^69",
    "] [opt] , ; = |",
]


@pytest.mark.parametrize("text", NASTY)
def test_text_of_the_data_commands_nothing(text: str) -> None:
    code = escaped(text)
    assert not re.search(r"\\(input|end|begin|write|def|catcode)\b", code)
    bare = re.sub(r"\\(text[a-z]+\{\}|texttt\{U\+[0-9A-F]+\}|[{}%$#&_])|-\{\}", "", code)
    assert not re.search(r"[\\{}%$#&_^~]", bare)


def test_every_kind_of_text_comes_out_as_itself() -> None:
    assert escaped("plain text 12") == "plain text 12"
    assert escaped("é") == "é"
    assert escaped("a_b") == r"a\_b"
    assert escaped("😀") == r"\texttt{U+1F600}"


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_can_be_pasted_alone(key: str) -> None:
    code = fragment([key], prefix="mine:")
    assert r"\ref{" not in code
    marks = re.findall(r"\\tag\{([^}]*)\}", code)
    assert re.findall(r"\\label\{([^}]*)\}", code) == [f"mine:{one}" for one in (key, *marks)]
    head = [line for line in code.splitlines() if line.startswith("% $")]
    assert head == [f"% ${one.latex}$: {one.words}" for one in letters_in(key)]
    assert "<<" not in code
    assert r"% In the preamble: \usepackage{amsmath,amssymb,graphicx}" in code.splitlines()
    body = code[code.index(r"\begingroup\sloppy") :]
    for name in set(re.findall(r"\\begin\{(\w+\*?)\}", body)):
        assert body.count(rf"\begin{{{name}}}") == body.count(rf"\end{{{name}}}")
    steps = [s for s in ledger.derivation(key).steps if isinstance(s, Equations | Positive)]
    assert len(re.findall(r"\\tag\{", code)) == len(steps)


@pytest.mark.parametrize("key", ENTRIES)
def test_nothing_is_cited_that_is_neither_shown_nor_named(key: str) -> None:
    entry = ENTRIES[key]
    for proofs, used in (
        (True, {*entry.uses, *entry.foundations}),
        (False, set(entry.statement_uses)),
    ):
        code = fragment([key], proofs=proofs)
        listed = code.partition("Cited and not shown here.")[2]
        assert set(re.findall(r"([A-Z]\d+[a-z]?'?): ", listed)) == used
        assert (r"\begin{proof}" in code) == (proofs and entry.derive is not None)


def test_with_all_that_it_uses_nothing_but_textbook_theorems_is_left() -> None:
    code = fragment(["T5d"], with_uses=True)
    labels = re.findall(r"\\label\{trunc:([^}.]*)\}", code)
    assert labels == [key for key in ENTRIES if key in {"T5d", *ledger.ancestors("T5d")}]
    assert set(re.findall(r"\\ref\{trunc:([^}]*)\}", code)) <= set(labels)
    listed = code.partition("Cited and not shown here.")[2]
    assert re.findall(r"([A-Z]\d+[a-z]?'?): ", listed) == ["F1"]


def test_the_document_refers_to_what_it_contains() -> None:
    code = document([])
    labels = re.findall(r"\\label\{([^}.]*)\}", code)
    assert sorted(labels) == sorted([*ENTRIES, *ledger.foundations()])
    assert set(re.findall(r"\\ref\{([^}]*)\}", code)) <= set(labels)


def test_a_part_of_the_ledger_refers_to_that_part_only() -> None:
    code = document(["T1", "T1a"])
    labels = set(re.findall(r"\\label\{([^}.]*)\}", code))
    assert labels == {"T1", "T1a"}
    assert set(re.findall(r"\\ref\{([^}]*)\}", code)) <= labels


def test_the_same_input_gives_the_same_bytes() -> None:
    assert document(["T3"], Case(EXAMPLES[0])) == document(["T3"], Case(EXAMPLES[0]))


def test_the_worked_numbers_are_the_data() -> None:
    case = Case(next(data for data in EXAMPLES if data.name == "one cluster"))
    code = document(["T1", "T2"], case)
    assert r"=\tfrac{2}{5}=0.4." in code
    assert r"0+0=0." in code


LONG = ClusterData.from_rows(
    {
        "a": [["0.123456789012345", "3.1"], ["1.98765432109876", "2.2"], ["1/3", "2.000000000001"]],
        "b": [["9.31415926535897", "-1/7"], ["9.2", "-0.57721566490153"]],
    }
)


@needs_latex
def test_numbers_that_are_listed_at_the_end_are_typeset(tmp_path: Path) -> None:
    """Long ones, of every entry that has worked numbers; their names are LaTeX."""
    code = document([], Case(LONG))
    listed = code.partition(r"\section*{Exact values")[2]
    assert listed.count(r"\noindent$") > 20
    assert listed.isascii()
    assert overfull(code, tmp_path) == []


def test_the_pdf_says_whose_it_is() -> None:
    assert r"\hypersetup{pdfauthor={The authors of truncation}, pdftitle={" in document(["L3"])


def test_no_display_line_is_long() -> None:
    for key in ENTRIES:
        for step in ledger.derivation(key).steps:
            if isinstance(step, Equations):
                for left, right in lines(step.terms):
                    assert visible(left + right) <= 80, (key, step.name)


def test_terms_read_as_mathematicians_write_them() -> None:
    T2 = {s.name: s for s in ledger.derivation("T2").steps if isinstance(s, Equations)}
    assert latex(T2["back"].terms[0]) == r"\Delta_2u"
    assert latex(T2["gain"].terms[1]) == r"\frac{1}{Q}\|Ru\|^2"
    assert scalar_latex(1 / scalar("Q")) == r"\frac{1}{Q}"


def overfull(code: str, folder: Path) -> list[str]:
    """What pdflatex complains of."""
    (folder / "d.tex").write_text(code, encoding="utf-8")
    for _ in range(3):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "d.tex"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    log = done.stdout.decode("latin-1")
    return re.findall(
        r"^(?:!.*|Overfull.*|.*undefined.*|LaTeX Warning: Label.*)$", log, re.MULTILINE
    )


BARE = {
    "article": (r"\documentclass{article}", False),
    "amsart": (r"\documentclass{amsart}", False),
    "amsthm": ("\\documentclass{article}\n\\usepackage{amsthm}\\newtheorem{theorem}{Satz}", False),
    "two columns": (r"\documentclass[twocolumn]{article}", True),
    "two columns, wide lines": (r"\documentclass[twocolumn]{article}", False),
}


@needs_latex
@pytest.mark.parametrize("name", BARE)
def test_fragments_are_typeset_in_documents_that_know_nothing_of_them(
    name: str, tmp_path: Path
) -> None:
    """Every entry, pasted between two words; only what the header asks for is in the preamble."""
    head, narrow = BARE[name]
    case = CASES[[data.name for data in EXAMPLES].index("two triangles")]
    pasted = fragment(list(ENTRIES), case if name == "article" else None, narrow=narrow)
    (asked,) = re.findall(r"^% In the preamble: (.*)$", pasted, re.MULTILINE)
    parts = (head, asked, r"\begin{document}", "Before.", pasted, "After.", r"\end{document}")
    assert overfull("\n".join(parts), tmp_path) == []


@needs_latex
def test_a_box_that_is_too_wide_is_seen(tmp_path: Path) -> None:
    wide = r"\documentclass{article}\begin{document}\noindent\rule{2\textwidth}{1pt}\end{document}"
    assert "Overfull" in overfull(wide, tmp_path)[0]


@needs_latex
@pytest.mark.parametrize("data", EXAMPLES, ids=lambda data: data.name)
def test_the_document_is_typeset_without_complaint(data: ClusterData, tmp_path: Path) -> None:
    assert overfull(document([], Case(data)), tmp_path) == []


@needs_latex
def test_nasty_labels_are_typeset(tmp_path: Path) -> None:
    labels = {text: [[4 * k, k * k], [4 * k + 1, k * k]] for k, text in enumerate(NASTY[:3])}
    data = ClusterData.from_rows(labels, name=NASTY[0])
    target = tmp_path / "nasty.pdf"
    code = document(["D1", "T3", "T5"], Case(data))
    target.write_bytes(typeset_pdf(code))
    assert target.read_bytes().startswith(b"%PDF") and typeset_pdf(code) == target.read_bytes()
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", str(target), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert r"\input{/etc/passwd}" in text
        assert "root:" not in text


@needs_latex
def test_an_error_of_latex_is_one_line_typeset() -> None:
    with pytest.raises(InputError, match="Undefined control sequence"):
        typeset_pdf(r"\documentclass{article}\begin{document}\nosuchthing\end{document}")


def test_without_an_engine_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="expected a LaTeX engine"):
        typeset_pdf("")


@needs_latex
def test_figures_are_pdf_files_that_documents_and_fragments_typeset_include(tmp_path: Path) -> None:
    case = CASES[[data.name for data in EXAMPLES].index("two triangles")]
    files, floats = figures(case, str(tmp_path), "mine:")
    assert {"plane-0.pdf", "strip-2.pdf", "values.pdf"} <= set(files)
    assert all(content.startswith(b"%PDF") for content in files.values())
    assert figures(case, str(tmp_path), "mine:")[0] == files
    assert set(re.findall(r"\]\{([\w.-]+)\}%", floats)) == set(files)
    assert r"\label{mine:fig:plane}" in floats
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert overfull(document(["T1"], case, floats=floats), tmp_path) == []
    head = "\\documentclass{article}\\usepackage{amsmath,amssymb,graphicx}\n\\begin{document}\n"
    assert overfull(head + floats + "\\end{document}", tmp_path) == []
