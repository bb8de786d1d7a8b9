"""Certificates of networks lifted to invertible weights: G3 (`checker/FORMAT.md`)."""

from __future__ import annotations

from proofs.certificates.layout import VERSION_2, closed, envelope, fields_as_lines, network_section
from symbolic.clusters import ClusterData
from symbolic.lifting import Lift


def lift_certificate(lifting: Lift, data: ClusterData) -> str:
    """The certificate of a network and of its lift, which has its outputs at the points of the
    data.

    >>> import json
    >>> from symbolic.lifting import lift
    >>> from symbolic.matrices import column, matrix
    >>> from symbolic.network import Layer, ReluNetwork
    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[3]]})
    >>> hidden = Layer(matrix([[1], [2]]), column([0, -1]))
    >>> fold = ReluNetwork((hidden,), Layer(matrix([[1, 0], [0, 1]]), column([0, 0])))
    >>> json.loads(lift_certificate(lift(fold, data.inputs), data))["lifted"][0]["W"]
    [['1', '1'], ['2', '0']]
    """
    fields = {
        **envelope("G3", data),
        "schema": VERSION_2,
        "widths": list(lifting.network.widths),
        "ranks": list(lifting.ranks),
        "D": lifting.D,
        "layers": network_section(lifting.network),
        "lifted": network_section(lifting.lifted),
    }
    return closed("{" + fields_as_lines(fields))
