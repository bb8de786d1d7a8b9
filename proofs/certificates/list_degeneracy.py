"""Certificates of the degeneracy of decision-list networks: G8 (`checker/FORMAT.md`)."""

from __future__ import annotations

from proofs.certificates.layout import VERSION_2, closed, envelope, fields_as_lines, network_section
from symbolic.list_zero_set import ListDegeneracy
from symbolic.words import VerdictWord


def list_degeneracy_certificate(degeneracy: ListDegeneracy) -> str:
    """The certificate of the rank of the Jacobian at a two-layer network, and of the manifold where
    G8 applies.

    >>> import json
    >>> from symbolic.clusters import ClusterData
    >>> from symbolic.list_zero_set import list_degeneracy
    >>> from symbolic.pool import Pool
    >>> from symbolic.two_layer_form import two_layer
    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[3]]})
    >>> degenerate = list_degeneracy(two_layer(Pool.of(data)))
    >>> document = json.loads(list_degeneracy_certificate(degenerate))
    >>> document["rank"], document["dimension"], document["manifold"]
    (4, 4, 'proved')
    """
    labels = degeneracy.pool.data.labels
    order = None if degeneracy.order is None else [labels[j] for j in degeneracy.order]
    fields = {
        **envelope("G8", degeneracy.pool.data),
        "schema": VERSION_2,
        "widths": list(degeneracy.network.widths),
        "layers": network_section(degeneracy.network),
        "K": degeneracy.K,
        "rank": degeneracy.rank,
        "dimension": degeneracy.dimension,
        "order": order,
        "constant": [labels[j] for j in degeneracy.constant],
        "manifold": VerdictWord.PROVED if degeneracy.manifold else VerdictWord.UNKNOWN,
        "cost_squared": "0",
        "strict_activation": True,
    }
    return closed("{" + fields_as_lines(fields))
