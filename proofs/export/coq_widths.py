"""Certificates about a network of any widths as Coq text: its sizes, and what it does at every
training point.
"""

from __future__ import annotations

from proofs.checker.reading import Certificate
from proofs.checker.values import any_widths
from proofs.export.coq_sections import CLUSTERS, Development, classes, named_network, reals
from proofs.export.gallina import definition, evaluated, listing, theorem

__all__ = ["fits_everywhere"]


def fits_everywhere(certificate: Certificate) -> Development:
    """P1, P2, P3, W2: the widths, every output its target, zero cost, no pre-activation zero."""
    data = certificate.data
    net = any_widths(certificate.values.get("layers"), data.M, data.Q, "layers")
    widths = listing(str(len(bias)) for _, bias in net)
    network = "network readout bias"
    return Development(
        "\n".join([*classes(data), *named_network(net), definition("widths", f"{widths}%nat")]),
        "\n".join(
            [
                *reals(),
                CLUSTERS,
                evaluated("sizes", f"check_sized {data.M} widths {network}"),
                evaluated("points", f"check_inputs {data.M} classes"),
                evaluated("values", f"check_outputs {network} classes"),
                theorem(
                    "fits_everywhere",
                    [
                        f"sized {data.M} widths layers A c",
                        f"inputs {data.M} clusters",
                        "interpolates layers A c clusters",
                        "cost layers A c clusters = 0",
                        "nowhere_zero layers clusters",
                    ],
                    [
                        f"check_sized_ok widths {data.M} {network} sizes",
                        f"check_inputs_ok {data.M} classes points",
                        f"check_outputs_ok {network} classes values",
                    ],
                ),
            ]
        ),
        ("Evaluation", "Widths"),
    )
