"""The ledger's prose (LaTeX with ``$…$``, ``\\emph{…}``, ``--``) as HTML, formulas as MathML.

Only what this module writes is markup; everything else is escaped, so a name or a label comes out
as itself. Formulas come from the ledger and from exact numbers, never from text of the data.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Collection, Sequence
from functools import lru_cache
from html import unescape

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

from proofs.algebra.derivation import Equations, Positive
from proofs.chapters import LedgerError
from proofs.render.entry_latex import IDENTIFIER
from proofs.render.terms import step_rows, visible

WIDE = 22  # visible characters above which an inline formula gets a scrolling box of its own
_TOKEN = re.compile(r"\$([^$]*)\$|(\\emph\{)|(\})|(--)|(\\)")
_BRACES = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"  # balanced, three deep
_TEXT = re.compile(rf"\\text\{{({_BRACES})\}}")
_NO_BREAK = "\N{WORD JOINER}"
_FENCES = {"|", "‖"}
_CLOSING = {")", "]", "|", "‖"}


def html(words: str, shown: Collection[str] = ()) -> Markup:
    r"""The words as HTML; IDs of entries in ``shown`` become links. Raises `LedgerError` on any
    other LaTeX command.

    >>> print(html(r"\emph{By T1} -- <b>", {"T1"}))
    <em>By <a href="#T1">T1</a></em> – &lt;b&gt;
    """
    out: list[str] = []
    open_emphasis, end = 0, 0
    for token in _TOKEN.finditer(words):
        out.append(_linked(words[end : token.start()], shown))
        end = token.end()
        formula, emphasis, close, dash, _ = token.groups()
        if formula is not None:
            out += [_NO_BREAK if words[: token.start()].endswith("(") else "", _inline(formula)]
            out.append(_NO_BREAK if words[end : end + 1] in {*",.;:)"} else "")
        elif emphasis:
            open_emphasis += 1
            out.append("<em>")
        elif close and open_emphasis:
            open_emphasis -= 1
            out.append("</em>")
        elif dash:
            out.append("–")
        else:
            raise LedgerError(f"expected words with $…$, \\emph{{…}} and --, found {words!r}")
    out.append(_linked(words[end:], shown))
    if open_emphasis:
        raise LedgerError(f"expected a closing brace in {words!r}")
    return Markup("".join(out))


def _linked(words: str, shown: Collection[str]) -> str:
    return "".join(
        f'<a href="#{escape(part)}">{escape(part)}</a>' if i % 2 and part in shown else escape(part)
        for i, part in enumerate(IDENTIFIER.split(words))
    )


def _inline(formula: str) -> str:
    code = mathml(formula)
    return f'<span class="wide">{code}</span>' if visible(formula) > WIDE else code


def indexed(words: str) -> Markup:
    """Words of a letter, with the index of another letter as one.

    >>> print(indexed("1/N_j < 1"))
    1/N<sub>j</sub> &lt; 1
    """
    return Markup(re.sub(r"\b([A-Za-z])_([A-Za-z0-9])\b", r"\1<sub>\2</sub>", str(escape(words))))


@lru_cache(maxsize=4096)
def mathml(formula: str, block: bool = False) -> Markup:
    """One formula (LaTeX of the ledger) as a ``math`` element.

    >>> print(mathml("x<1"))
    <math display="inline"><mi>x</mi><mo>&lt;</mo><mn>1</mn></math>
    """
    return _element(_parsed(formula), block)


def display(step: Equations | Positive) -> Markup:
    """A checked step as a display, its lines aligned at their relations."""
    table = ET.Element("mtable")
    for row in step_rows(step):
        line = ET.SubElement(table, "mtr")
        for side, code in zip(("left", "right"), row, strict=True):
            cell = ET.SubElement(line, "mtd", {"class": side})
            cell.extend(_parsed(code))
    return _element([table], block=True)


def _element(children: Sequence[ET.Element], block: bool) -> Markup:
    root = ET.Element("math", {"display": "block" if block else "inline"})
    root.extend(children)
    return Markup(ET.tostring(root, encoding="unicode", short_empty_elements=False))


def _parsed(formula: str) -> list[ET.Element]:
    if not formula.strip():
        return []
    prepared = _TEXT.sub(_split_text, formula)
    prepared = re.sub(r"\\mathrm\{([A-Za-z]+)\}", r"\\text{\1}", prepared)
    prepared = re.sub(r"\\\\\[\d+pt\]", r"\\\\", prepared)
    root = convert_to_element(prepared)
    for node in root.iter():
        node.text = unescape(node.text) if node.text else node.text
        if node.text and "\\" in node.text:
            raise LedgerError(f"no MathML for a command in {formula!r}")
    for change in (_repair, _space):
        for node in list(root.iter()):
            change(node)
    rows = list(root)
    return list(rows[0]) if len(rows) == 1 and rows[0].tag == "mrow" else rows


def _split_text(token: re.Match[str]) -> str:
    r"""``\text{a $x$ b}`` as ``\text{a }x\text{ b}``."""
    parts = token[1].split("$")
    return "".join(part if i % 2 else rf"\text{{{part}}}" for i, part in enumerate(parts) if part)


def _repair(node: ET.Element) -> None:
    """What browsers' MathML (Core) does not do by itself: letter styles, names of operators, bars
    of norms, accents.
    """
    kind, words = node.tag, node.text or ""
    style = node.attrib.pop("mathvariant", None)
    if style == "bold":
        node.set("class", "bold")
    elif style == "script":
        node.text = "".join(_script(letter) for letter in words)
    elif style:
        node.set("mathvariant", "normal")
    if words == "∅":  # a set, no operator with room around it
        node.tag = "mi"
    if kind in ("mo", "mi") and len(words) > 1 and words.isalpha():
        node.tag = "mi"
        node.set("class", "operator")
    elif kind == "mo" and words in _FENCES:
        node.attrib.update(lspace="0", rspace="0")
    elif kind == "mover":
        node.set("accent", "true")
        node[1].set("stretchy", "false")


def _space(node: ET.Element) -> None:
    """Thin spaces around the name of an operator, but none before a bracket; and none after a minus
    that is a sign.
    """
    if node.tag not in ("math", "mrow", "mtd"):
        return  # the children of the others have fixed places
    for i, child in reversed(list(enumerate(node))):
        before = node[i - 1] if i else None
        following = node[i + 1] if i + 1 < len(node) else None
        after_sign = before is None or (before.tag == "mo" and before.text not in _CLOSING)
        if child.get("class") == "operator":
            if following is not None and following.text != "(":
                node.insert(i + 1, ET.Element("mspace", {"width": "0.17em"}))
            if not after_sign:
                node.insert(i, ET.Element("mspace", {"width": "0.17em"}))
        elif child.tag == "mo" and child.text == "−" and after_sign:
            child.set("form", "prefix")


def _script(letter: str) -> str:
    """The script capital of Unicode's mathematical alphabet, where it has no older place."""
    older = {"B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ"}
    return older.get(letter, chr(0x1D49C + ord(letter) - ord("A")))
