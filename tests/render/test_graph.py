"""The graph of statements: its levels, and where its arrows pass."""

from __future__ import annotations

import re

from proofs.ledger import entries, foundations
from proofs.render.graph import HEIGHT, WIDTH
from proofs.render.layers import draw, reduced
from tests.render.pages import page


def test_no_arrow_of_the_graph_passes_through_a_node():
    """Where an arrow is vertical, beside the nodes of a level; and all of it fits a wide window."""
    graph = re.search(r'<svg class="graph".*?</svg>', page("two_triangles"), re.S)[0]
    assert float(re.search(r'width="(\d+)"', graph)[1]) <= 1600
    nodes = [tuple(map(float, at)) for at in re.findall(r'<text x="([\d.]+)" y="([\d.]+)">', graph)]
    assert len(nodes) == len(entries()) + len(foundations())
    crossed, lanes = [], 0
    for code in re.findall(r'<path data-to[^>]* d="(.*?)"', graph):
        x = y = 0.0
        for kind, rest in re.findall(r"([MCV])([^MCV]*)", code):
            numbers = [float(one) for one in rest.split()]
            if kind == "V":
                low, high = sorted((y, numbers[0]))
                lanes, y = lanes + 1, numbers[0]
                crossed += [
                    (code, node)
                    for node in nodes
                    if abs(node[0] - x) < WIDTH / 2
                    and low + 1 < node[1] + 2 + HEIGHT / 2
                    and node[1] + 2 - HEIGHT / 2 < high - 1
                ]
            else:
                x, y = numbers[-2:]
    assert lanes > 50 and crossed == []


def test_layers():
    uses = {"a": (), "b": ("a",), "c": ("b", "a"), "d": ("c",), "lone": ("c",), "e": ()}
    assert reduced(uses)["c"] == ("b",)
    drawing = draw({**uses, "c": ("b", "a")})
    level = {item: k for k, row in enumerate(drawing.levels) for item in row}
    for path in drawing.paths:
        assert [level[item] for item in path] == list(range(level[path[0]], level[path[-1]] + 1))
    assert level["e"] == 0
