"""Writing what is known about an architecture: A1 (a network), A2 (an obstacle), and the answer
*unknown*, which certifies nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sympy import QQ

from proofs.cell_certificates import VERSION_2
from proofs.certificates import closed, envelope, fields_as_lines, network_section
from symbolic.capacity import Capacity
from symbolic.scalars import text

# What the certificate of a *yes* says: how its network was found is no part of it.
EVALUATED = "the network has the target of its class at every point"


def capacity_certificate(found: Capacity) -> str:
    """The certificate of a *yes* (A1) or a *no* (A2); for *unknown* the answer alone, in the same
    layout.

    >>> from symbolic import ClusterData
    >>> from symbolic.capacity import capacity
    >>> answer = capacity(ClusterData.from_rows({"a": [[0], [2]], "b": [[1]]}), [1, 2])
    >>> document = json.loads(capacity_certificate(answer))
    >>> document["statement"], document["by"], document["evidence"]
    ('A2', 'W1', {'dependence': [['a', 0, '-1'], ['a', 1, '-1'], ['b', 0, '2']]})
    """
    if found.network is not None:
        fields = {
            **envelope("A1", found.data),
            "schema": VERSION_2,
            **_answer(found, reason=EVALUATED),
            "layers": network_section(found.network),
        }
    elif found.obstacle is not None:
        fields = {
            **envelope("A2", found.data),
            "schema": VERSION_2,
            **_answer(found, by=found.statement, reason=found.reason),
            "evidence": _as_text(found.obstacle.evidence),
        }
    else:
        nearby = {"yes": _listed(found.nearest_yes), "no": _listed(found.nearest_no)}
        return (
            "{"
            + fields_as_lines({"statement": "A3", **_answer(found, reason=found.reason)})[:-2]
            + ',\n"nearby": '
            + (json.dumps(nearby) + "}\n")
        )
    return closed("{" + fields_as_lines(fields))


def _answer(found: Capacity, **words: str) -> dict[str, Any]:
    return {"widths": list(found.widths), "verdict": found.verdict, **words}


def _listed(widths: tuple[int, ...] | None) -> list[int] | None:
    return None if widths is None else list(widths)


def _as_text(value: Any) -> Any:
    """Rationals as numerals; labels, indices and counts as they are."""
    if isinstance(value, Mapping):
        return {key: _as_text(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_as_text(entry) for entry in value]
    if isinstance(value, str | int):
        return value
    return text(QQ.convert(value))
