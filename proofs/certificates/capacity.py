"""Writing what is known about an architecture: a network, an obstacle, or the answer *unknown*,
which certifies nothing. The statement is the one that answers; "question" tells the checker what to
check.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import QQ

from proofs.certificates.layout import VERSION_2, closed, envelope, fields_as_lines, network_section
from symbolic.deciding import Capacity
from symbolic.scalars import text


def capacity_certificate(decided: Capacity) -> str:
    """The certificate of a *yes* or a *no*; for *unknown* the answer alone, in the same layout.

    Parameters
    ----------
    decided : as `symbolic.deciding.capacity` gives it.

    Returns
    -------
    str
        a JSON document.

    >>> import json
    >>> from symbolic import ClusterData
    >>> from symbolic.deciding import capacity
    >>> answer = capacity(ClusterData.from_rows({"a": [[0], [2]], "b": [[1]]}), [1, 2])
    >>> document = json.loads(capacity_certificate(answer))
    >>> document["statement"], document["verdict"], document["evidence"]
    ('W1', 'no', {'dependence': [['a', 0, '-1'], ['a', 1, '-1'], ['b', 0, '2']]})
    """
    answer = {
        "question": "capacity",
        "widths": list(decided.widths),
        "verdict": decided.verdict,
        "reason": decided.reason,
    }
    if decided.verdict == "unknown":
        nearby = {"yes": _listed(decided.nearest_yes), "no": _listed(decided.nearest_no)}
        lines = fields_as_lines({"statement": None, **answer, "nearby": nearby})
        return "{" + lines[:-2] + "}\n"
    fields = {**envelope(decided.statement, decided.data), "schema": VERSION_2, **answer}
    if decided.network is not None:
        fields["layers"] = network_section(decided.network)
    elif decided.obstacle is not None:
        fields["evidence"] = _as_text(decided.obstacle.evidence)
    return closed("{" + fields_as_lines(fields))


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
