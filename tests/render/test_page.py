"""The page: text of the data comes out as itself, links lead somewhere, the HTML is valid, the files are written whole."""

from __future__ import annotations

import html as entities
import re
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

from proofs.checker.__main__ import main as checker
from proofs.ledger import LedgerError, entries, foundations
from proofs.render.layers import draw, reduced
from proofs.render.page import report, write_report
from proofs.render.prose import html, mathml
from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.sources import load
from tests.render.pages import DATA, HOSTILE, NAME, files, page

NAMES = ("one_cluster", "two_triangles", "symmetric_pair", "crossing", "hostile")
EXPECTED = {
    "one_cluster": {"minimize.json", "degeneracy.json", "landscape.json", "index.html"},
    "crossing": {"minimize.json", "landscape.json", "index.html"},
}


def parsed(text: str):
    return html5lib.parse(text, namespaceHTMLElements=False)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_valid_html(name):
    html5lib.HTMLParser(strict=True).parse(page(name))


def test_strict_parsing_can_fail():
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse(page("two_triangles").replace("</article>", "", 1))


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name):
    tree = parsed(page(name))
    identifiers = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(identifiers) == len(set(identifiers))
    for node in tree.iter():
        target = node.get("href")
        if target is not None:
            known = identifiers if target.startswith("#") else files(name)
            assert target.removeprefix("#") in known, target
        for key in ("aria-labelledby", "aria-describedby"):
            assert set((node.get(key) or "").split()) <= set(identifiers)


def test_every_entry_and_foundation_has_its_place():
    tree = parsed(page("two_triangles"))
    articles = {node.get("id") for node in tree.iter("article")}
    assert articles == {*entries(), *foundations()}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_fetched(name):
    text = page(name)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert not re.search(r"@import|url\((?!#)", text)
    assert "default-src 'none'" in entities.unescape(text)


def test_headings_descend_by_one():
    levels = [
        int(node.tag[1])
        for node in parsed(page("hostile")).iter()
        if re.fullmatch(r"h[1-6]", str(node.tag))
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_names_come_out_as_themselves():
    tree = parsed(page("hostile"))
    isolated = {"".join(node.itertext()) for node in tree.iter("bdi")}
    assert {*HOSTILE, NAME} <= isolated
    assert "".join(tree.find("head/title").itertext()).startswith(NAME)
    assert not list(tree.iter("img"))
    assert len(list(tree.iter("script"))) == 1
    assert "49" not in "".join(tree.find("head/title").itertext())


def test_no_name_reaches_a_figure():
    for node in parsed(page("hostile")).iter("svg"):
        words = "".join(node.itertext())
        assert not any(label in words for label in HOSTILE)


def test_only_this_modules_markup_survives():
    assert html("<i>&") == "&lt;i&gt;&amp;"
    assert html(r"\emph{a $x$}") == '<em>a <math display="inline"><mi>x</mi></math></em>'


@pytest.mark.parametrize("words", [r"\input{x}", r"\emph{open", r"\textbf{x}", "a}"])
def test_unknown_latex_is_refused(words):
    with pytest.raises(LedgerError, match="expected"):
        html(words)


def test_a_command_without_mathml_is_refused():
    with pytest.raises(LedgerError, match="no MathML"):
        mathml(r"\nosuchcommand x")


def test_the_obstruction_is_shown():
    words = " ".join("".join(parsed(page("crossing")).itertext()).split())
    assert "no order of the classes works" in words
    assert "points common to the hulls" in words


def test_values_are_marked_where_equal():
    rows = [
        node
        for node in parsed(page("symmetric_pair")).iter("tr")
        if node.find("th") is not None and node.find("th").get("data-key") is not None
    ]
    assert [node.find("th").get("data-key") for node in rows] == ["0", "0", "1", "1", "2", "2"]
    marked = ["=" in "".join(node.itertext()) for node in rows]
    assert marked == [False, False, True, True, True, True]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_files(name):
    assert set(files(name)) == EXPECTED[name]


@pytest.mark.parametrize("name", ("one_cluster", "two_triangles"))
def test_same_data_same_bytes(name):
    assert report(load(str(DATA / f"{name}.json"))) == files(name)


def test_certificates_check(tmp_path: Path, capsys):
    target = tmp_path / "new" / "folder"
    write_report(load(str(DATA / "two_triangles.json")), target)
    assert {path.name for path in target.iterdir()} == set(files("two_triangles"))
    assert checker([str(path) for path in sorted(target.glob("*.json"))]) == 0
    assert capsys.readouterr().out.count("proved") == 3


def test_a_file_is_refused(tmp_path: Path):
    target = tmp_path / "file"
    target.write_text("mine")
    with pytest.raises(InputError, match="expected a directory, found a file"):
        write_report(ClusterData.from_rows({"a": [[1], [2]]}), target)
    assert target.read_text() == "mine"


def test_a_failed_run_leaves_nothing_new(tmp_path: Path):
    (tmp_path / "index.html").mkdir()
    with pytest.raises(InputError, match="expected a file to replace, found a directory"):
        write_report(ClusterData.from_rows({"a": [[1], [2]]}), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_a_full_disk_leaves_nothing_new(tmp_path: Path, monkeypatch):
    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="found no space left on device"):
        write_report(ClusterData.from_rows({"a": [[1], [2]]}), tmp_path)
    assert not list(tmp_path.iterdir())


def test_many_classes_are_not_enumerated():
    data = ClusterData.from_rows(
        {str(j): [[9 * (i == j) for i in range(7)]] for j in range(7)}, name="seven"
    )
    made = report(data)
    assert "landscape.json" not in made
    assert "127 subsets are too many" in made["index.html"]


def test_numbers_beyond_floats_are_not_drawn():
    far = ClusterData.from_rows({"a": [["1e400", 0]], "b": [[0, "1e400"]]})
    assert 'id="plane-title"' not in report(far)["index.html"]
    assert 'id="plane-title"' in page("two_triangles")


def test_layers():
    uses = {"a": (), "b": ("a",), "c": ("b", "a"), "d": ("c",), "lone": ("c",), "e": ()}
    assert reduced(uses)["c"] == ("b",)
    drawing = draw({**uses, "c": ("b", "a")})
    level = {item: k for k, row in enumerate(drawing.levels) for item in row}
    for path in drawing.paths:
        assert [level[item] for item in path] == list(range(level[path[0]], level[path[-1]] + 1))
    assert level["e"] == 0
