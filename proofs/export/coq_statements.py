"""What a certificate says, as Coq text: the data, and theorems a kernel has to accept.

One function a statement; each returns the two files' contents. A proof is one evaluation of a check
on integers inside Coq's kernel, and the theorem of the library that says what the check means.
"""

from __future__ import annotations

from fractions import Fraction

from proofs.checker.reading import Certificate
from proofs.checker.values import (
    Data,
    Network,
    count,
    items,
    network,
    one_of,
    vector,
)
from proofs.export import gallina
from proofs.export.coq_regions import Region, located
from proofs.export.coq_sections import (
    CLUSTERS,
    Development,
    Proof,
    classes,
)
from proofs.export.gallina import definition
from proofs.export.sweeps import class_rows, inverses, right_inverse, states

__all__ = ["degeneracy", "zero_loss"]

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
    _rank(proof, certificate, net, region)
    if "kernel" in values:
        lines += _kernel(proof, certificate, net, region)
    return Development(
        "\n".join([*classes(data), *lines]),
        proof.text("degeneracy"),
        ("Evaluation", "Cumulative", "Regions", "Independence", "Degeneracy"),
    )


def _rank(proof: Proof, certificate: Certificate, net: Network, region: Region) -> None:
    """The claims of T4: the derivative, its rank, and the zero set as a graph."""
    data, values = certificate.data, certificate.values
    last = _independence(proof, data, net)
    K, r, d = (count(values.get(key), key) for key in ("K", "rank", "dimension"))
    # Binary first: a false number is refuted here, and no unary one of its size is ever made.
    M, Q, L = data.M, data.Q, region.hidden
    known = f"Z.eqb ({L} * ({M} * {M} + {M}) + ({Q} * {M} + {Q})) {K}"
    sums = f"andb (Z.eqb ({Q} * {Q}) {r}) (Z.eqb ({d} + {r}) {K})"
    proof.decide("parameters", f"(andb ({known}) ({sums}))%Z")
    given = f"{region.known} region {last} eq_refl"
    proof.claim("derivative", f"derivative_at {region.at}", "derivative_ok region")
    proof.claim(
        "rank",
        f"rank_is {region.at} ({data.Q} * {data.Q}) {d}",
        f"rank_ok {given} (K := {K}) (d := {d}) eq_refl eq_refl",
    )
    proof.claim("zero_set", f"zero_set_graph {region.at_layers}", f"zero_set_ok {given}")


def _independence(proof: Proof, data: Data, net: Network) -> str:
    """A proof that the last hidden values of the classes are affinely independent."""
    rows = [(Fraction(1), *states(net, entry.points[0])[-1]) for entry in data.classes]
    proof.lines += [
        definition("last_rows", gallina.matrix(rows)),
        definition("functions", gallina.matrix(right_inverse(rows))),
    ]
    arguments = f"{data.M} {data.Q} network classes last_rows functions"
    return f"(check_last_ok {arguments} {proof.decide('independent', f'check_last {arguments}')})"


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
