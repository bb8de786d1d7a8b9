"""What a certificate says, as Coq text: the data, and theorems a kernel has to accept.

One function a statement; each returns the two files' contents. A proof is one evaluation of a check
on integers inside Coq's kernel, and the theorem of the library that says what the check means.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofs.checker.errors import Malformed
from proofs.checker.exact import integers
from proofs.checker.reading import Certificate
from proofs.checker.values import (
    Data,
    Vector,
    count,
    items,
    labels,
    network,
    number,
    one_of,
    record,
    string,
    vector,
)
from proofs.export import gallina
from proofs.export.coq_sections import (
    CLUSTERS,
    Development,
    classes,
    cumulative_layers,
    named_network,
    patterns,
    reals,
)
from proofs.export.gallina import definition, evaluated, theorem
from proofs.export.sweeps import Pattern, activation_pattern, class_rows, inverses
from symbolic.errors import InputError

__all__ = ["degeneracy", "obstruction", "zero_loss"]


def zero_loss(certificate: Certificate) -> Development:
    """T3: zero cost, every output its target, every pre-activation strict."""
    data, values = certificate.data, certificate.values
    net = network(values.get("layers"), data, "layers")
    linear = one_of(values.get("readout"), ["linear", "affine"], "readout") == "linear"
    shape = f"{data.M} {data.Q}"
    parts = [
        f"well_shaped {shape} layers A c clusters",
        "interpolates layers A c clusters",
        "cost layers A c clusters = 0",
        "strict_patterns layers clusters patterns",
    ]
    lemmas = [
        evaluated("shapes", f"check_shape {shape} network readout bias classes"),
        evaluated("values", "check_zero_loss network cumulative readout bias classes patterns"),
    ]
    proofs = [
        f"check_shape_ok {shape} network readout bias classes shapes",
        "check_zero_loss_ok network cumulative readout bias classes patterns values",
    ]
    if linear:
        parts.insert(0, "c = linear_bias layers A")
        lemmas.append(evaluated("gauge", "check_linear_bias network readout bias"))
        proofs.insert(0, "check_linear_bias_ok network readout bias gauge")
    return Development(
        "\n".join([*classes(data), *named_network(net), patterns(net, data)]),
        "\n".join(
            [
                cumulative_layers(net),
                *reals(),
                CLUSTERS,
                *lemmas,
                theorem("zero_loss", parts, proofs),
            ]
        ),
        ("Evaluation", "Cumulative", "Optimality") if linear else ("Evaluation", "Cumulative"),
    )


def degeneracy(certificate: Certificate) -> Development:
    """T4: the tangent space of the zero set has the given basis, and the derivative is onto."""
    data, values = certificate.data, certificate.values
    net = network(values.get("layers"), data, "layers")
    n, d = count(values.get("K"), "K"), count(values.get("dimension"), "dimension")
    if "kernel" not in values:
        raise InputError("kernel", "the basis of the tangent space", "none")
    kernel = [vector(v, n, f"kernel[{k}]") for k, v in enumerate(items(values["kernel"], "kernel"))]
    first = [entry.points[0] for entry in data.classes]
    jacobian = [row for x in first for row in class_rows(net, x)]
    inverse = inverses(jacobian, kernel)
    collapses = [_collapse(activation_pattern(net, x)) for x in first]
    shape = f"{data.M} {data.Q}"
    arguments = (
        f"{shape} network cumulative readout bias classes patterns collapses "
        f"jacobian kernel left_inverse right_inverse {n} {d}"
    )
    space = f"(stationary {shape} layers A clusters)"
    parts = [
        f"well_shaped {shape} layers A c clusters",
        "interpolates layers A c clusters",
        "strict_patterns layers clusters patterns",
        f"basis {space} (RM kernel) {n} {d}",
        "(forall ys, length ys = length clusters -> "
        f"Forall (fun y => length y = {data.Q}%nat) ys ->\n"
        f"      exists v, length v = {n}%nat /\\ moves_classes {shape} layers A clusters v ys)",
    ]
    auxiliary = [
        cumulative_layers(net),
        definition("collapses", f"{gallina.listing(f'{l}%nat' for l in collapses)}"),
        definition("jacobian", gallina.matrix(jacobian)),
        definition("left_inverse", gallina.matrix(inverse.P)),
        definition("right_inverse", gallina.matrix(inverse.L)),
    ]
    named = [
        *classes(data),
        *named_network(net),
        patterns(net, data),
        gallina.comment("a tangent vector is a column"),
        definition("kernel", gallina.matrix(list(zip(*kernel, strict=True)))),
    ]
    proof = [
        *auxiliary,
        *reals(),
        CLUSTERS,
        evaluated("tangents", f"check_degeneracy {arguments}"),
        theorem("degeneracy", parts, [f"check_degeneracy_ok {arguments} tangents"]),
    ]
    return Development("\n".join(named), "\n".join(proof), ("Degeneracy",))


def _collapse(pattern: Pattern) -> int:
    """The hidden layer at which every unit is negative; past the last one if there is none."""
    return next((l for l, signs in enumerate(pattern) if not any(signs)), len(pattern))


def obstruction(certificate: Certificate) -> Development:
    """T3': no hyperplane separates a class strictly from the others named with it."""
    data, values = certificate.data, certificate.values
    found = [values.get("obstruction")]
    found += items(values.get("further_obstructions"), "further_obstructions")
    # All points over one denominator, so that classes can be joined.
    rows, d = integers(data.points)
    numerators, names = iter(rows), {}
    definitions = []
    for j, entry in enumerate(data.classes):
        names[entry.label] = f"rows_{j + 1}"
        block = [next(numerators) for _ in entry.points]
        body = gallina.listing((gallina.listing(map(str, row), ";") for row in block), ";\n ")
        definitions += [
            gallina.comment(f"class {entry.label}"),
            definition(f"rows_{j + 1}", f"{body}%Z"),
        ]
    lemmas, parts, terms = [], [], []
    for k, value in enumerate(found, 1):
        place = f"obstruction {k}"
        fields = record(value, ["class", "against", "convex_combination"], place)
        label = one_of(fields["class"], data.labels, f"{place}.class")
        against = [data.labels[j] for j in labels(fields["against"], data, f"{place}.against")]
        own, rest = _weights(data, label, against, fields["convex_combination"], place)
        joined = " ++ ".join(names[other] for other in against)
        definitions += [
            definition(f"class_{k}", f"ZM {d} {names[label]}"),
            definition(f"rest_{k}", f"ZM {d} ({joined})"),
            definition(f"class_weights_{k}", gallina.vector(own)),
            definition(f"rest_weights_{k}", gallina.vector(rest)),
        ]
        arguments = f"class_{k} rest_{k} class_weights_{k} rest_weights_{k}"
        lemmas.append(evaluated(f"combination_{k}", f"check_obstruction {arguments}"))
        parts.append(f"~ separable (RM class_{k}) (RM rest_{k})")
        terms.append(f"check_obstruction_ok {arguments} combination_{k}")
    certified = [*lemmas, theorem("obstruction", parts, terms)]
    return Development("\n".join(definitions), "\n".join(certified), ("Obstruction",))


def _weights(
    data: Data, label: str, against: Sequence[str], combination: object, place: str
) -> tuple[Vector, Vector]:
    """The two convex combinations, one weight for every point, 0 where the file names none."""
    fields = record(combination, ["class", "rest"], place)
    sizes = {entry.label: len(entry.points) for entry in data.classes}
    own = [Fraction(0)] * sizes[label]
    rest = {other: [Fraction(0)] * sizes[other] for other in against}
    for term in items(fields["class"], place):
        index, weight = _pair(items(term, place), 2, place)
        own[_index(index, len(own), place)] += number(weight, place)
    for term in items(fields["rest"], place):
        name, index, weight = _pair(items(term, place), 3, place)
        block = rest[one_of(string(name, place), against, place)]
        block[_index(index, len(block), place)] += number(weight, place)
    return tuple(own), tuple(t for other in against for t in rest[other])


def _pair(entries: list[object], length: int, place: str) -> list[object]:
    if len(entries) != length:
        raise Malformed(f"{place}: expected {length} entries, found {len(entries)}")
    return entries


def _index(value: object, size: int, place: str) -> int:
    index = count(value, place)
    if index >= size:
        raise Malformed(f"{place}: expected an index below {size}, found {index}")
    return index
