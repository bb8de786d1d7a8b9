"""Writing the certificate of the chain for one hidden layer (S4)."""

from __future__ import annotations

from typing import Any

from proofs.certificates.layout import VERSION_2, closed, envelope, fields_as_lines, network_section
from symbolic.matrices import column_as_text, rows_as_text
from symbolic.network import ReluNetwork
from symbolic.one_hidden_layer import Shallow, projecting_network
from symbolic.scalars import Scalar, text


def shallow_certificate(bounds: Shallow, gates: ReluNetwork | None) -> str:
    """The chain, the readouts that attain it, and the networks of S1 and S6 (``gates``; None where
    none were found).

    >>> import json
    >>> from symbolic import ClusterData
    >>> from symbolic.one_hidden_layer import shallow
    >>> chain = shallow(ClusterData.from_rows({"a": [[3], [5]]}))
    >>> json.loads(shallow_certificate(chain, None))["linear"]
    '1/17'
    """
    projection = bounds.projection
    fields = {
        **envelope("S4", bounds.data),
        "schema": VERSION_2,
        "weights": [text(weight) for weight in bounds.weights],
        "norm_squared": text(bounds.norm),
        "delta_P_squared": _optional(None if projection is None else projection.radius),
        "trivial": text(bounds.trivial),
        "bound": _optional(None if projection is None else projection.bound),
        "naive": _optional(None if projection is None else projection.naive),
        "projected": _optional(None if projection is None else projection.projected.value),
        "linear": text(bounds.linear.value),
        "affine": text(bounds.affine.value),
        "exceptions": None if projection is None else projection.exceptions,
        "relative_difference": _optional(
            None if projection is None else projection.relative_difference
        ),
        "relative_bound": _optional(bounds.relative_bound),
        "penrose_inverse": None if projection is None else rows_as_text(projection.inverse),
        "linear_readout": rows_as_text(bounds.linear.A),
        "affine_readout": {
            "A": rows_as_text(bounds.affine.A),
            "c": column_as_text(bounds.affine.c),
        },
        "networks": _networks(bounds, gates),
    }
    return closed("{" + fields_as_lines(fields))


def _optional(value: Scalar | None) -> str | None:
    return None if value is None else text(value)


def _networks(bounds: Shallow, gates: ReluNetwork | None) -> dict[str, Any]:
    """The networks that exist, by name."""
    networks = {}
    if bounds.projection is not None:
        networks["naive"] = network_section(projecting_network(bounds, bounds.data.targets))
        networks["projected"] = network_section(projecting_network(bounds))
    if gates is not None:
        networks["gates"] = network_section(gates)
    return networks
