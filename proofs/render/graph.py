"""The graph of what uses what, as inline SVG: every node a link, its status in words, its kind in
its shape.

Colours come from the page's style sheet (classes), so the graph follows light and dark; nothing is
told by colour alone. Edges that longer paths imply are left out; the entries list all they use.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from proofs.render.layers import draw, reduced

WIDTH, HEIGHT = 72, 40  # of a node
ROW, STEP = 84, 52  # from level to level, and from step to step of one
# The steps on which the nodes of a level lie by turns, and the room for a node and for a bend: with
# more steps the nodes above leave only lanes for the arrows to those below.
STEPS = ((100, 46), (56, 32), (44, 32))
MOST = 10  # nodes on a step
MARGIN = 28


@dataclass(frozen=True, slots=True)
class Node:
    """One node: ``kind`` gives its shape, ``status`` its colour and the word under its ID; not
    ``good``: it rests on what is only stated.
    """

    id: str
    kind: str
    name: str
    status: str
    good: bool
    uses: tuple[str, ...]


def svg(nodes: Sequence[Node], title: str, description: str) -> Markup:
    """The graph as one ``svg`` element, what is used above what uses it.

    Each node links to ``#ID``. Assumes that all used nodes are among ``nodes``.

    >>> "<a href" in svg([Node("D1", "definition", "Data", "proved", True, ())], "t", "d")
    True
    """
    uses = {node.id: node.uses for node in nodes}
    drawing = draw(reduced(uses))
    place, width, lowest = _places(drawing.levels)
    parts = [
        Markup(
            '<svg class="graph" role="group" viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" '
            'height="{1:.0f}" style="max-width: {0:.0f}px" '
            'aria-labelledby="graph-title graph-description">'
        ).format(width + 2 * MARGIN, lowest + 2 * MARGIN),
        Markup('<title id="graph-title">{}</title>').format(title),
        Markup('<desc id="graph-description">{}</desc>').format(description),
        Markup(
            '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
        ),
        Markup('<g class="edges" aria-hidden="true">'),
        *(_edge([place[item] for item in path], str(path[-1])) for path in drawing.paths),
        Markup("</g>"),
        *(_node(node, place[node.id].x, place[node.id].y) for node in nodes),
        Markup("</svg>"),
    ]
    return Markup("\n").join(parts)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node has its centre, and between which heights an arrow passes its level."""

    x: float
    y: float
    top: float
    bottom: float


def _places(
    levels: Sequence[Sequence[Hashable]],
) -> tuple[Mapping[Hashable, _Place], float, float]:
    """The place of every node and bend, each level centred; the greatest width, and the height."""
    steps = [
        min(len(STEPS), -(-sum(isinstance(item, str) for item in level) // MOST) or 1)
        for level in levels
    ]
    rooms = [
        [STEPS[count - 1][not isinstance(item, str)] for item in level]
        for level, count in zip(levels, steps, strict=True)
    ]
    width = max(map(sum, rooms), default=0)
    place: dict[Hashable, _Place] = {}
    top = float(MARGIN)
    for level, room, count in zip(levels, rooms, steps, strict=True):
        # The spare room is spread between the items, so that edges stay steep.
        spare = (width - sum(room)) / (len(level) + 1)
        x, bottom, nodes = MARGIN + spare, top + (count - 1) * STEP + HEIGHT, 0
        for item, taken in zip(level, room, strict=True):
            y = top + nodes % count * STEP + HEIGHT / 2
            nodes += isinstance(item, str)
            place[item] = _Place(x + taken / 2, y, top, bottom)
            x += taken + spare
        top = bottom + ROW - HEIGHT
    return place, width, top - MARGIN - (ROW - HEIGHT)


def _edge(points: Sequence[_Place], user: str) -> Markup:
    """An arrow from the bottom of the used node to the top of the using one, vertical along every
    level.
    """
    first, *rest = points
    x, y = first.x, first.bottom
    code = [f"M{x:.1f} {first.y + HEIGHT / 2:.1f}V{y:.1f}"]
    for k, place in enumerate(rest):
        middle, to = (y + place.top) / 2, place.x
        code.append(f"C{x:.1f} {middle:.1f} {to:.1f} {middle:.1f} {to:.1f} {place.top:.1f}")
        x, y = to, place.bottom if k + 1 < len(rest) else place.y - HEIGHT / 2
        if y != place.top:
            code.append(f"V{y:.1f}")
    return Markup('<path data-to="{}" marker-end="url(#head)" d="{}"/>').format(
        user, " ".join(code)
    )


def _node(node: Node, x: float, y: float) -> Markup:
    said = f"{node.id} ({node.kind}), {node.status}: {node.name}"
    state = node.status if node.good else f"{node.status} open"
    return Markup(
        '<a href="#{}" data-id="{}" data-uses="{}" class="node {} {}" '
        'aria-label="{}"><title>{}</title>{}<text x="{:.1f}" y="{:.1f}">{}</text><text '
        'class="small" x="{:.1f}" y="{:.1f}">{}</text></a>'
    ).format(
        *(node.id, node.id, " ".join(node.uses), node.kind, state, said, said),
        _shape(node.kind, x, y),
        *(x, y - 2, node.id, x, y + 13, node.status),
    )


def _shape(kind: str, x: float, y: float) -> Markup:
    """Definitions are rectangles, statements rounded, lemmas hexagons, textbook theorems
    slanted.
    """
    left, top = x - WIDTH / 2, y - HEIGHT / 2
    right, bottom, cut = left + WIDTH, top + HEIGHT, 12
    corners = {
        "lemma": [
            *((left + cut, top), (right - cut, top), (right, y)),
            *((right - cut, bottom), (left + cut, bottom), (left, y)),
        ],
        "foundation": [(left + cut, top), (right, top), (right - cut, bottom), (left, bottom)],
    }
    if kind in corners:
        return Markup('<polygon points="{}"/>').format(" ".join(_corners(corners[kind])))
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" rx="{}"/>').format(
        left, top, WIDTH, HEIGHT, 16 if kind == "statement" else 0
    )


def _corners(points: Sequence[tuple[float, float]]) -> Iterator[str]:
    for x, y in points:
        yield f"{x:.1f},{y:.1f}"
