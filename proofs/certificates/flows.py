"""Writing the certificates of flows: constants of motion after a step (E2), a history of truncation
(E4), and the adapted flow (E5).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy.polys.matrices import DomainMatrix

from proofs.certificates.layout import VERSION_2, closed, envelope, fields_as_lines, network_section
from symbolic.adapted import AdaptedFlow
from symbolic.clusters import ClusterData
from symbolic.flow import conserved, gradient
from symbolic.matrices import column_as_text, rows_as_text
from symbolic.network import ReluNetwork
from symbolic.scalars import Scalar, text
from symbolic.truncation_flow import History, events


def constants_certificate(network: ReluNetwork, data: ClusterData, eta: Scalar) -> str:
    """The network, its gradient, a step length and the constants of motion of every hidden layer
    (E2).

    >>> from sympy import QQ
    >>> from symbolic.truncation_network import zero_loss
    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[2]]})
    >>> "constants" in constants_certificate(zero_loss(data).network, data, QQ(1, 2))
    True
    """
    slopes = []
    for block in gradient(network, data):
        rows = rows_as_text(block)
        slopes.append({"W": [row[:-1] for row in rows], "b": [row[-1] for row in rows]})
    fields = {
        **envelope("E2", data),
        "schema": VERSION_2,
        "layers": network_section(network),
        "gradient": slopes,
        "eta": text(eta),
        "constants": [
            {
                "layer": one.layer,
                "matrix": rows_as_text(one.matrix),
                "kept": [list(pair) for pair in one.kept],
            }
            for one in conserved(network, data)
        ],
    }
    return closed("{" + fields_as_lines(fields))


def adapted_certificate(network: ReluNetwork, data: ClusterData, lifting: AdaptedFlow) -> str:
    """The network, the Penrose inverse of its Jacobian, and what follows for the adapted flow (E5).

    >>> from symbolic.adapted import adapted_flow
    >>> from symbolic.truncation_network import zero_loss
    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[2]]})
    >>> network = zero_loss(data).network
    >>> '"mode": "interpolation"' in adapted_certificate(network, data, adapted_flow(network, data))
    True
    """
    fields = {
        **envelope("E5", data),
        "schema": VERSION_2,
        "layers": network_section(network),
        "rank": lifting.rank,
        "residual_squared": text(lifting.loss),
        "speed_squared": text(lifting.speed_squared),
        "mode": lifting.mode,
        "penrose_inverse": rows_as_text(lifting.inverse),
    }
    return closed("{" + fields_as_lines(fields))


def history_certificate(
    data: ClusterData,
    targets: Sequence[DomainMatrix],
    start: Sequence[Scalar],
    histories: Sequence[History],
) -> str:
    """The histories of all coordinates for the weights ``1/N_j``, with all events in the order of
    time (E4).
    """
    fields = {
        **envelope("E4", data),
        "schema": VERSION_2,
        "ends": {label: column_as_text(y) for label, y in zip(data.labels, targets, strict=True)},
        "start": [text(p) for p in start],
        "histories": [_section(history) for history in histories],
        "events": [[one.coordinate, one.leg] for one in events(histories)],
    }
    return closed("{" + fields_as_lines(fields))


def _section(history: History) -> dict[str, Any]:
    return {
        "legs": [
            {
                "stop": text(leg.stop),
                "truncated": leg.truncated,
                "rate": text(leg.rate),
                "mean": text(leg.mean),
            }
            for leg in history.legs
        ],
        "end": history.end,
        "final": text(history.final),
        "truncated": history.truncated,
    }
