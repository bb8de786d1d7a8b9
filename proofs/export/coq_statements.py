"""What a certificate says, as Coq text: the data, and theorems a kernel has to accept.

One function a statement; each returns the two files' contents. A proof is one evaluation of a check
on integers inside Coq's kernel, and the theorem of the library that says what the check means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from proofs.checker.errors import Malformed
from proofs.checker.reading import Certificate
from proofs.checker.values import (
    Data,
    Network,
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
from proofs.export.coq_regions import Region, independence, located
from proofs.export.coq_sections import (
    CLUSTERS,
    Development,
    Proof,
    classes,
    joined_classes,
)
from proofs.export.coq_widths import check_data
from proofs.export.gallina import definition
from proofs.export.sweeps import class_rows, independent, inverses

__all__ = ["degeneracy", "obstruction", "zero_loss"]

ZERO_LOSS = "zero_loss_ok {} (proj1 signs) (proj1 (proj2 signs))"


def zero_loss(certificate: Certificate) -> Development:
    """T3: the region of the order, zero cost, every output its target; linear: the gauge."""
    data, values = certificate.data, certificate.values
    net = network(values.get("layers"), data, "layers")
    linear = one_of(values.get("readout"), ["linear", "affine"], "readout") == "linear"
    proof = Proof([CLUSTERS])
    lines, region = located(proof, data, net, zero_loss=True)
    proof.claim(
        "zero",
        f"zero_loss {region.at}",
        ZERO_LOSS.format(region.shaped),
    )
    if linear:
        proof.decide("gauged", "check_linear_bias network readout bias")
        proof.claim(
            "cumulative_bias_zero",
            f"gauge {region.network}",
            "gauge_ok shapes (check_linear_bias_ok network readout bias gauged)",
        )
    return Development(
        "\n".join([*classes(data), *lines]),
        proof.text("zero_loss_network"),
        ("Evaluation", "Cumulative", "Regions", "Optimality"),
    )


def degeneracy(certificate: Certificate) -> Development:
    """T4: the rank of the derivative, the zero set as a graph, and the basis of the kernel."""
    data, values = certificate.data, certificate.values
    net = network(values.get("layers"), data, "layers")
    proof = Proof([CLUSTERS])
    lines, region = located(proof, data, net, zero_loss=True)
    proof.claim("zero", f"zero_loss {region.at}", ZERO_LOSS.format(region.shaped))
    missing = _rank(proof, certificate, region)
    if "kernel" in values:
        lines += _kernel(proof, certificate, net, region)
    return Development(
        "\n".join([*classes(data), *lines]),
        proof.text("degeneracy"),
        ("Evaluation", "Cumulative", "Regions", "Independence", "Degeneracy"),
        missing,
    )


def _rank(proof: Proof, certificate: Certificate, region: Region) -> tuple[str, ...]:
    """The claims of T4 where the targets are independent; otherwise what is missing."""
    data, values = certificate.data, certificate.values
    rows = [(Fraction(1), *entry.target) for entry in data.classes]
    if len(independent(rows)) < data.Q:
        return ("rank and dimension: the targets are affinely dependent",)
    targets = independence(proof, data, affine=True)
    K, d = count(values.get("K"), "K"), count(values.get("dimension"), "dimension")
    given = f"{region.known} region zero {targets} eq_refl"
    proof.claim("derivative", f"derivative_at {region.at}", "derivative_ok region")
    proof.claim(
        "rank",
        f"rank_is {region.at} ({data.Q} * {data.Q}) {d}",
        f"rank_ok {given} (K := {K}) (d := {d}) eq_refl eq_refl",
    )
    proof.claim("zero_set", f"zero_set_graph {region.at_layers}", f"zero_set_ok {given}")
    return ()


def _kernel(proof: Proof, certificate: Certificate, net: Network, region: Region) -> list[str]:
    """The claim that the listed vectors are a basis of the kernel; returns their definition."""
    data, values = certificate.data, certificate.values
    n, d = count(values.get("K"), "K"), count(values.get("dimension"), "dimension")
    kernel = [vector(v, n, f"kernel[{k}]") for k, v in enumerate(items(values["kernel"], "kernel"))]
    jacobian = [row for entry in data.classes for row in class_rows(net, entry.points[0])]
    inverse = inverses(jacobian, kernel)
    proof.lines += [
        definition("jacobian", gallina.matrix(jacobian)),
        definition("left_inverse", gallina.matrix(inverse.P)),
        definition("right_inverse", gallina.matrix(inverse.L)),
    ]
    arguments = (
        f"{region.size} network cumulative readout bias classes patterns collapses "
        f"jacobian kernel left_inverse right_inverse {n} {d}"
    )
    tangents = proof.decide("tangents", f"check_degeneracy {arguments}")
    last = f"proj2 (proj2 (proj2 (check_degeneracy_ok {arguments} {tangents})))"
    space = f"(stationary {region.size} layers A clusters)"
    proof.claim("basis_of_kernel", f"basis {space} (RM kernel) {n} {d}", f"proj1 ({last})")
    columns = gallina.matrix(list(zip(*kernel, strict=True)))
    return [gallina.comment("a tangent vector is a column"), definition("kernel", columns)]


def obstruction(certificate: Certificate) -> Development:
    """T3': no class of a set is separable from its others, so there is no truncation network."""
    data, values = certificate.data, certificate.values
    listed = [values.get("obstruction")]
    listed += items(values.get("further_obstructions"), "further_obstructions")
    lines, proof = joined_classes(data), Proof([CLUSTERS])
    separate: dict[int, str] = {}
    for k, value in enumerate(listed, 1):
        place = f"obstruction {k}"
        fields = record(value, ["class", "against", "convex_combination"], place)
        j = data.labels.index(one_of(fields["class"], data.labels, f"{place}.class"))
        against = labels(fields["against"], data, f"{place}.against")
        if not separate:
            stuck = sorted({j, *against})
            lines.append(definition("stuck_classes", gallina.naturals(stuck)))
        names = [data.labels[i] for i in against]
        own, rest = _weights(data, data.labels[j], names, fields["convex_combination"], place)
        joined = " ++ ".join(f"rows_{i + 1}" for i in against)
        lines += [
            definition(f"rest_{k}", f"ZM denominator ({joined})"),
            definition(f"class_weights_{k}", gallina.vector(own)),
            definition(f"rest_weights_{k}", gallina.vector(rest)),
        ]
        arguments = f"points_{j + 1} rest_{k} class_weights_{k} rest_weights_{k}"
        decided = proof.decide(f"combination_{k}", f"check_obstruction {arguments}")
        separate[j] = proof.claim(
            f"inseparable_{k}",
            f"~ separable (points_of clusters {j}) (others clusters stuck_classes {j})",
            f"check_obstruction_ok {arguments} {decided}",
        )
    if len(listed) == 1:  # two classes: the other one is on the other side
        (known,) = separate.values()
        separate |= {i: f"(separable_sym {known})" for i in stuck if i not in separate}
    _no_truncation(proof, data, {j: separate.get(j, "I") for j in stuck})
    requires = ("Evaluation", "Widths", "Obstruction")
    return Development("\n".join(lines), proof.text("obstruction"), requires)


def _no_truncation(proof: Proof, data: Data, inseparable: Mapping[int, str]) -> None:
    """The claim that follows when no class of the set is separable from its others."""
    given = check_data(proof, data)
    about = "(inseparable clusters stuck_classes)"
    every = f"(@Forall_nil nat {about})"
    for j, name in reversed(tuple(inseparable.items())):
        every = f"(@Forall_cons nat {about} {j}%nat _ {name} {every})"
    proof.derive("all_inseparable", "stuck clusters stuck_classes", every)
    proof.claim(
        "none",
        f"no_truncation {data.M} {data.Q} clusters",
        f"no_truncation_ok (M := {data.M}) eq_refl (any_data {given}) "
        "(S := stuck_classes) eq_refl eq_refl all_inseparable",
    )


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
