"""The page: text of the data comes out as itself, links lead somewhere, the HTML is valid, the
files are written whole.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

from proofs.chapters import LedgerError
from proofs.checker.__main__ import main as checker
from proofs.ledger import entries, foundations, universal
from proofs.letters import all_letters, letters_in
from proofs.render import view
from proofs.render.figures import pictured, projection
from proofs.render.latex import fragment
from proofs.render.page import report, write_report
from proofs.render.prose import html, mathml
from proofs.statements.case import Case
from proofs.statements.working import Numbers
from proofs.verdicts import Unknown
from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.sources import load
from tests.render.pages import DATA, HOSTILE, NAME, files, page

SVG = "{http://www.w3.org/2000/svg}"
SVG_TAGS = set(
    [
        "svg",
        "title",
        "desc",
        "defs",
        "g",
        "path",
        "rect",
        "polygon",
        "text",
        "tspan",
        "use",
        "clipPath",
        "pattern",
        "marker",
        "a",
    ]
)
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


def test_names_in_a_figure_come_out_as_themselves():
    """As text, long ones cut; never as markup or a formula."""
    drawn = [node for node in parsed(page("hostile")).iter() if str(node.tag).startswith(SVG)]
    words = ["".join(node.itertext()) for node in drawn if node.tag == f"{SVG}text"]
    assert set(HOSTILE[1:]) <= set(words)
    assert HOSTILE[0][:21] + "…" in words
    assert {node.tag.removeprefix(SVG) for node in drawn} <= SVG_TAGS


def test_only_this_modules_markup_survives():
    assert html("<i>&") == "&lt;i&gt;&amp;"
    assert html(r"\emph{a $x$}") == '<em>a <math display="inline"><mi>x</mi></math></em>'


@pytest.mark.parametrize("words", [r"\input{x}", r"\emph{open", r"\textbf{x}", "a}"])
def test_unknown_latex_is_refused(words):
    with pytest.raises(LedgerError, match="expected"):
        html(words)


def test_formulas_with_braces_inside_words():
    code = mathml(r"x\ge0\quad\text{($0$ only for $B=K^{-1}X^{\mathsf T}$)}")
    words = "".join(parsed(str(code)).itertext())
    assert "only for" in words.replace("\N{NO-BREAK SPACE}", " ")
    assert "$" not in words and "\\" not in words


def test_a_command_without_mathml_is_refused():
    with pytest.raises(LedgerError, match="no MathML"):
        mathml(r"\nosuchcommand x")


def test_the_obstruction_is_shown():
    words = " ".join("".join(parsed(page("crossing")).itertext()).split())
    assert "no order of the classes works" in words
    assert "A network with 2 hidden layers has cost exactly 0: widths 2-2-1-2, 3 cells." in words
    assert "points common to the hulls" in words


def test_values_are_marked_where_equal():
    rows = [
        node
        for table in parsed(page("symmetric_pair")).iter("table")
        if table.find("caption") is not None
        and table.find("caption").get("id") == "landscape-caption"
        for node in table.iter("tr")
        if node.find("th") is not None and node.find("th").get("data-key") is not None
    ]
    assert [node.find("th").get("data-key") for node in rows] == ["0", "0", "1", "1", "2", "2"]
    marked = [any(part.get("title") for part in node.iter("span")) for node in rows]
    assert marked == [False, False, True, True, True, True]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_files(name):
    assert set(files(name)) == EXPECTED[name]


@pytest.mark.parametrize("name", ("one_cluster", "two_triangles"))
def test_same_data_same_bytes(name):
    """On any number of processes."""
    assert report(load(str(DATA / f"{name}.json")), jobs=2) == files(name)


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
    text = report(far)["index.html"]
    for figure in ("plane-0", "strip-1"):
        assert f'id="{figure}-title"' not in text
        assert f'id="{figure}-title"' in page("two_triangles")


def test_every_letter_has_its_row_and_is_linked_from_each_use():
    text = page("two_triangles")
    for letter in all_letters():
        assert f'<tr id="{letter.anchor}">' in text
        uses = sum(letter in letters_in(key) for key in entries())
        assert text.count(f'href="#{letter.anchor}"') == uses >= len(letter.entries)


def test_the_latex_to_copy_is_the_fragment():
    tree = parsed(page("two_triangles"))
    areas = {node.get("id"): "".join(node.itertext()) for node in tree.iter("textarea")}
    assert set(areas) == {f"latex-{key}" for key in entries()}
    assert areas["latex-T1"].strip() == fragment(["T1"])


def test_a_subset_without_candidate_reads_so_and_is_drawn_hollow():
    data = ClusterData.from_rows(
        {"a": [[0, 0], [8, 0]], "b": [[4, 0], [4, 1]], "c": [[4, 9], [5, 9]]}, name="between"
    )
    case = Case(data)
    hollow = sum(m.candidate is None for m in case.minima)
    assert hollow
    text = report(data)["index.html"]
    assert text.count("no candidate</span>") == 3 * hollow
    assert "</span> unknown</span>" not in text[: text.index('<h2 id="graph">')]


def test_many_points_are_thinned_and_the_page_says_so():
    rows = {"a": [[k, k % 7] for k in range(1500)], "b": [[k, 50 + k % 5] for k in range(1500)]}
    text = report(ClusterData.from_rows(rows))["index.html"]
    assert "points each are drawn" in text
    assert len(text) < 1_500_000
    assert "points each are drawn" not in page("two_triangles")


def test_the_linear_readout_says_within_what():
    table = page("two_triangles").partition('id="landscape-caption"')[2].partition("</table>")[0]
    assert table.count("<td>linear") == table.count('<td>linear <span class="note">within') == 3


def test_the_footer_names_command_and_version(tmp_path: Path):
    write_report(load(str(DATA / "one_cluster.json")), tmp_path, "truncation report '<x>'")
    footer = (tmp_path / "index.html").read_text(encoding="utf-8").partition("<footer>")[2]
    assert "<code>truncation report &#39;&lt;x&gt;&#39;</code>, truncation " in footer


def test_an_entry_that_is_not_shown_to_hold_is_not_good(monkeypatch):
    """What the page calls good rests on nothing that is only stated."""
    broken = tuple(
        replace(r, verdict=Unknown("no")) if r.entry.id == "D1" else r for r in universal()
    )
    monkeypatch.setattr(view, "universal", lambda: broken)
    case, nothing = Case(load(str(DATA / "one_cluster.json"))), dict.fromkeys(universal()).get
    views = {one.entry.id: one for one in view.entry_views(case, Numbers(), nothing)}
    assert not views["D1"].good and not views["T1a"].good
    assert views["D2"].good
    assert views["D1"].words == "unknown: no"
    assert views["T1a"].words == "derived, from what is only stated: D1"
    drawn = {node.id: node.good for node in view.nodes(list(views.values()))}
    assert not drawn["T1a"] and drawn["D2"]
    formal = {one.entry.id: one for one in view.entry_views(case, Numbers(), nothing, {"D2"})}
    assert formal["D2"].status.word == "formal"


def test_two_directions_show_every_layer_of_more_than_two_dimensions():
    """Panels for the data and after each layer, along the normals that separate, or as asked."""
    data = ClusterData.from_rows(
        {"a": [[4, 0, 0], [5, 0, 1]], "b": [[0, 4, 0], [0, 5, 1]], "c": [[0, 0, 4], [1, 0, 5]]},
        feature_names=["long", "wide", "high"],
    )
    case = Case(data)
    pictures = projection(case)
    assert [one.title for one in pictures] == ["Two directions: the data"] + [
        f"Two directions: after layer {l}" for l in (1, 2, 3)
    ]
    (axes,) = pictures[0].figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("f1·x", "f2·x")
    (*_, (strips, words)) = [one for one in pictured(case) if one[0][0].name == "strip-1"]
    f = case.zero_loss.collapses[0].hyperplane.normal.to_list_flat()
    named = [
        f"{abs(e)} {n}".removeprefix("1 ") for e, n in zip(f, data.feature_names, strict=True) if e
    ]
    assert words.split("Here f1·x = ")[1].split(";")[0].replace("−", "").split(" + ") == named
    assert len(strips) == 3
    asked = projection(case, ["high", "f3"])
    (axes,) = asked[-1].figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("high", "f3·x")
    drawn = [line.get_xdata() for line in axes.lines if line.get_marker() != "None"]
    apexes = [step.apex for step in sorted(case.zero_loss.collapses, key=lambda step: step.cls)]
    for j, xs in enumerate(drawn):  # after the last layer every class is its apex
        assert {float(x) for x in xs} == {float(apexes[j].to_list()[2][0])}
    with pytest.raises(
        InputError, match="axes: expected a coordinate or one of f1 to f3, found 'f4'"
    ):
        projection(case, ["0", "f4"])
    with pytest.raises(InputError, match="two directions with a comma between them"):
        projection(case, ["0"])


def test_axes_of_the_plane_have_the_names_of_the_coordinates():
    data = ClusterData.from_rows({"a": [[4, 0]], "b": [[0, 4]]}, feature_names=["<b>", "$wide$"])
    text = report(data)["index.html"]
    assert "&lt;b&gt;" in text and "<b>" not in text and "$wide$" in text
