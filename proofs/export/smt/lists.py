"""P0, P1, P2, P3, W2 in QF_LRA: the outputs at every input, no unit at its kink, the list of cells.

Where points of different targets coincide the best value is where the gradient of the cost
vanishes: a linear equation in the outputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofs.checker.errors import Malformed
from proofs.checker.outputs import Input, distinct_inputs
from proofs.checker.reading import Certificate
from proofs.checker.values import Data, any_widths, count, items, mapping, number, vector
from proofs.export.smt.network import definitions, literal, names
from proofs.export.smt.obstruction import obstruction_sections
from proofs.export.smt.terms import Query, Section, among, both, either, linear, numeral, reals

__all__ = ["list_sections"]


def list_sections(certificate: Certificate) -> list[Section]:
    """The sections of a certificate of a network for any data. Raises `Malformed`."""
    data, values = certificate.data, certificate.values
    layers = any_widths(values["layers"], data.M, data.Q, "layers")
    inputs = distinct_inputs(data)
    apart = [
        either([f"(< z{l}_{r} 0.0)", f"(> z{l}_{r} 0.0)"])
        for l, (_, bias) in enumerate(layers[:-1], start=1)
        for r in range(1, len(bias) + 1)
    ]
    queries = [
        _outputs(
            data, j, [one for one in inputs if not one.mixed and one.members[0][0] == j], apart
        )
        for j in range(data.Q)
        if any(not one.mixed and one.members[0][0] == j for one in inputs)
    ]
    queries += [_best(data, one, apart) for one in inputs if one.mixed]
    sections = [Section("the network", definitions(layers, data.M), tuple(queries))]
    if "cells" in values:
        cells = _cells(certificate, inputs)
        entries = items(values["cells"], "cells")
        sections += [
            _plane(data, mapping(entries[k], "cells"), k, cells) for k in range(len(cells) - 1)
        ]
        if values["obstruction"] is not None:
            sections += obstruction_sections(certificate)
    return sections


def _outputs(data: Data, j: int, inputs: Sequence[Input], apart: Sequence[str]) -> Query:
    y, target = names("y", data.Q), data.classes[j].target
    right = [f"(= {a} {numeral(t)})" for a, t in zip(y, target, strict=True)]
    raised = [f"(= {y[0]} {numeral(target[0] + 1)})", *right[1:]]
    return Query(
        f"class {literal(data.labels[j])}: at each point of it the outputs are its target and "
        "no hidden unit is at its kink",
        both([*right, *apart]),
        (("another first output", both([*raised, *apart])),),
        (among(names("x", data.M), [one.point for one in inputs]),),
    )


def _best(data: Data, one: Input, apart: Sequence[str]) -> Query:
    """Sum of w_j (y - y_j) = 0 over the points at the input, one of class j weighing 1 / N_j."""
    weights = [Fraction(1, len(data.classes[j].points)) for j, _ in one.members]

    def vanishes(more: Fraction) -> str:
        facts = []
        for r, y in enumerate(names("y", data.Q)):
            pull = sum(
                (
                    w * data.classes[j].target[r]
                    for w, (j, _) in zip(weights, one.members, strict=True)
                ),
                more if r == 0 else Fraction(0),
            )
            facts.append(f"(= {linear([sum(weights, Fraction(0))], [y])} {numeral(pull)})")
        return both([*facts, *apart])

    j, i = one.members[0]
    return Query(
        f"point {i} of class {literal(data.labels[j])}, where targets differ: the weighted "
        "deviations of the outputs from the targets add up to 0",
        vanishes(Fraction(0)),
        (("add up to 1 in the first output", vanishes(Fraction(1))),),
        (among(names("x", data.M), [one.point]),),
    )


def _cells(certificate: Certificate, inputs: Sequence[Input]) -> list[list[Input]]:
    """The inputs of every cell; that they are all and each in one cell is the checker's to say."""
    data = certificate.data
    place_of = {member: one for one in inputs for member in one.members}
    mixed = [one for one in inputs if one.mixed]
    cells = []
    for k, value in enumerate(items(certificate.values["cells"], "cells")):
        entry = mapping(value, f"cells[{k}]")
        if entry["class"] is None:
            pool = mixed
        else:
            if entry["class"] not in data.labels:
                raise Malformed(f"cells[{k}].class: expected a class, found {entry['class']!r}")
            target = data.classes[data.labels.index(str(entry["class"]))].target
            pool = [
                place_of[j, i]
                for j, c in enumerate(data.classes)
                if c.target == target
                for i in range(len(c.points))
            ]
        chosen = [count(i, f"cells[{k}].points") for i in items(entry["points"], "points")]
        if any(i >= len(pool) for i in chosen):
            raise Malformed(f"cells[{k}].points: expected indices below {len(pool)}")
        cells.append(list(dict.fromkeys(pool[i] for i in chosen)))
    return cells


def _plane(
    data: Data, entry: dict[str, object], k: int, cells: Sequence[Sequence[Input]]
) -> Section:
    """f.x < t on the cell, f.x > t on all later ones."""
    normal = vector(entry["normal"], data.M, f"cells[{k}].normal")
    offset = number(entry["offset"], f"cells[{k}].offset")
    x = names("x", data.M)
    height = linear(normal, x, -offset)
    later = [one.point for cell in cells[k + 1 :] for one in cell]
    below, above = f"(< {height} 0.0)", f"(> {height} 0.0)"
    queries = (
        Query(
            "each point of the cell is strictly below: f.x < t",
            below,
            (("above", above),),
            (among(x, [one.point for one in cells[k]]),),
        ),
        Query(
            "each point of a later cell is strictly above: f.x > t",
            above,
            (("below", below),),
            (among(x, later),),
        ),
    )
    return Section(f"cell {k + 1} of {len(cells)}", tuple(reals(x)), queries)
