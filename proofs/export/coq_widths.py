"""Certificates about a network of any widths as Coq text: its sizes, and what it does at every
training point.
"""

from __future__ import annotations

from proofs.checker.reading import Certificate
from proofs.checker.values import any_widths
from proofs.export.coq_sections import CLUSTERS, Development, Proof, classes, named_network, reals
from proofs.export.gallina import definition, naturals

__all__ = ["fits_everywhere"]


def fits_everywhere(certificate: Certificate) -> Development:
    """P1, P2, P3, W2: every output its target, zero cost, no pre-activation zero."""
    data = certificate.data
    net = any_widths(certificate.values.get("layers"), data.M, data.Q, "layers")
    network, proof = "network readout bias", Proof([*reals(), CLUSTERS])
    checks = {
        "sizes": ("check_sized", f"{data.M} widths {network}"),
        "points": ("check_inputs", f"{data.M} classes"),
        "targets": ("check_classes", f"{data.Q} classes"),
        "values": ("check_outputs", f"{network} classes"),
    }
    known = {}
    for name, (check, arguments) in checks.items():
        proof.decide(name, f"{check} {arguments}")
        known[name] = f"({check}_ok {arguments} {name})"
    if certificate.statement == "P2":
        proof.claim("shallow", "Nat.leb (length layers) 1 = true", "eq_refl")
    known["sizes"] = f"(check_sized_ok widths {data.M} {network} sizes)"
    at = f"{data.M} {data.Q} widths layers A c clusters"
    last = f"(eq_refl : nth (length layers) widths 0%nat = {data.Q}%nat)"
    number = f"(eq_refl : length clusters = {data.Q}%nat)"
    given = f"{number} {known['points']} {known['targets']}"
    proof.claim(
        "fitted",
        f"fits_all {at}",
        f"fits_all_ok {known['sizes']} {last} {given} (proj1 {known['values']})",
    )
    strict = f"strict_everywhere_ok {known['sizes']} {given} (proj2 (proj2 {known['values']}))"
    proof.claim("strict", f"strict_everywhere {at}", strict)
    widths = definition("widths", naturals(len(bias) for _, bias in net))
    return Development(
        "\n".join([*classes(data), *named_network(net), widths]),
        proof.text("fits_everywhere"),
        ("Evaluation", "Widths"),
    )
