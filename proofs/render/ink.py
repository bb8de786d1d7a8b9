"""Matplotlib figures as inline SVG that follows the page: light or dark, its fonts, unique IDs, no
date, the same bytes every time.

A figure is drawn with stand-in colours, which become variables of the page's style sheet.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:  # what names colours and draws nothing starts without it
    from matplotlib.figure import Figure

INK, AXIS, HELD, VOID = "#010203", "#010204", "#010205", "#010206"
SERIES = ("#010211", "#010212", "#010213", "#010214", "#010215", "#010216")
_VARIABLES = {
    INK: "var(--ink)",
    AXIS: "var(--axis)",
    HELD: "var(--held)",
    VOID: "var(--paper)",
    **{color: f"var(--series-{i + 1})" for i, color in enumerate(SERIES)},
}
_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_COLOR = re.compile("|".join(_VARIABLES))


def inline(figure: Figure, name: str, title: str, description: str) -> Markup:
    """The figure as an ``svg`` element; ``name`` makes its IDs unique in the page.

    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> inline(figure, "f", "<t>", "d") == inline(Figure(), "f", "<t>", "d")
    True
    """
    import matplotlib as mpl

    stream = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": name, "svg.fonttype": "none"}):
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
    root = ET.fromstring(stream.getvalue())
    # Matplotlib's metadata, and a style sheet which would reach the whole page.
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag.rpartition("}")[2] in ("metadata", "style")]:
            parent.remove(child)
    used = {node.get(_LINK, "").removeprefix("#") for node in root.iter()}
    for node in root.iter():
        used.update(re.findall(r"url\(#(.+?)\)", " ".join(node.attrib.values())))
    for node in root.iter():
        _clean(node, name, used)
    root.attrib.update({"class": "figure", "role": "img"})
    root.set("style", f"max-width: {1.35 * float(root.get('width', '0pt')[:-2]):.0f}pt")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    body = ET.tostring(root, encoding="unicode")
    labels = (
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>'
    )
    start = body.index(">") + 1
    return Markup(body[:start] + labels + body[start:])


def _clean(node: ET.Element, name: str, used: set[str]) -> None:
    """Plain tags, IDs only where something refers to them, colours and fonts of the page."""
    node.tag = node.tag.removeprefix(_SVG)
    identifier = node.attrib.pop("id", None)
    if identifier in used:
        node.set("id", f"{name}-{identifier}")
    target = node.attrib.pop(_LINK, None)
    if target is not None:
        node.set("href", f"#{name}-{target.removeprefix('#')}")
    for key, value in node.attrib.items():
        local = value.replace("url(#", f"url(#{name}-")
        local = _COLOR.sub(lambda match: _VARIABLES[match[0]], local)
        node.set(key, re.sub(r"font-family: [^;]*", "font-family: system-ui, sans-serif", local))
