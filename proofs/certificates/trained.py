"""Certificates about trained networks: R5, R1, R2, R3 and R4, as ``checker/FORMAT.md`` lays them
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sympy import QQ

from proofs.certificates.layout import VERSION_2, closed, envelope, fields_as_lines
from symbolic.scalars import text
from symbolic.trained.clip import ZeroCost
from symbolic.trained.examination import Examination
from symbolic.trained.parameters import Mlp

if TYPE_CHECKING:
    from symbolic.trained.nearby import Nearby


def examination_certificate(examination: Examination) -> str:
    """The strongest certificate about a trained network: a minimum nearby, or itself; else R5.

    Parameters
    ----------
    examination : as `symbolic.trained.examination.examine` gives it.

    Returns
    -------
    str
        a JSON document.

    >>> import json
    >>> from symbolic import ClusterData, zero_loss
    >>> from symbolic.trained.examination import examine
    >>> data = ClusterData.from_rows({"a": [[0]], "b": [[2]]})
    >>> json.loads(examination_certificate(examine(zero_loss(data).network, data)))["statement"]
    'R1'
    """
    if examination.nearby is not None:
        return nearby_certificate(examination, examination.nearby)
    if examination.statement == "R1":
        zero = Fraction(0)
        return _finished(
            examination,
            "R1",
            _region_fields(examination.at.network, examination.at.cost, examination, zero),
        )
    witness = examination.refutation
    fields = {
        "layers": layers_section(examination.at.network),
        "cost_squared": number(examination.at.cost),
        "readout_value": number(examination.readout_value),
        "gap": number(examination.gap),
        "witness": None
        if witness is None
        else {"layers": layers_section(witness.network), "cost_squared": number(witness.cost)},
    }
    return _finished(examination, "R5", fields)


def nearby_certificate(examination: Examination, nearby: Nearby) -> str:
    """R1, R2 or R3 for the network nearby, with the trained one and a bound of the distance."""
    from symbolic.trained.kinks import KinkMinimum
    from symbolic.trained.trapped import Trapped

    evidence = nearby.evidence
    if not isinstance(evidence, Trapped | KinkMinimum):
        fields = _region_fields(nearby.network, nearby.cost, examination, nearby.distance)
        return _finished(examination, "R1", fields)
    hull = nearby.hull
    on_kinks = isinstance(evidence, KinkMinimum)
    fields = {
        "layers": layers_section(nearby.network),
        "cost_squared": number(nearby.cost),
        "low": number(nearby.low),
        "origin": [] if hull is None else numbers(hull.origin),
        "basis": [] if hull is None else [numbers(row) for row in hull.basis],
    }
    if isinstance(evidence, KinkMinimum):
        fields["kinks"] = [[r, i] for r, i in evidence.kinks]
        fields["pivots"] = list(evidence.pivots)
    else:
        fields["evidence"] = evidence.evidence
    fields |= {
        "free": list(evidence.free),
        "scales": numbers([Fraction(2) ** e for e in evidence.scales]),
        "shift": number(evidence.shift),
        "rho": number(evidence.rho),
        "dimension": evidence.flat,
        "reach": number(evidence.reach),
        "original": layers_section(examination.at.network),
        "distance": number(nearby.distance),
    }
    return _finished(examination, "R3" if on_kinks else "R2", fields)


def zero_cost_certificate(examination: Examination, zero: ZeroCost) -> str:
    """R4: a network of cost 0 whose first layers are those of the trained one."""
    fields = {
        "layers": layers_section(zero.network),
        "original": layers_section(examination.at.network),
        "kept": zero.kept,
        "cost_squared": "0",
    }
    return _finished(examination, "R4", fields)


def _region_fields(
    network: Mlp, cost: Fraction, examination: Examination, distance: Fraction
) -> dict[str, Any]:
    return {
        "layers": layers_section(network),
        "cost_squared": number(cost),
        "original": layers_section(examination.at.network),
        "distance": number(distance),
    }


def _finished(examination: Examination, statement: str, fields: dict[str, Any]) -> str:
    head = {
        **envelope(statement, examination.data),
        "schema": VERSION_2,
        "weights": examination.weighting,
    }
    return closed("{" + fields_as_lines({**head, **fields}))


def layers_section(network: Mlp) -> list[dict[str, Any]]:
    """The layers as numerals."""
    return [
        {"W": [numbers(row[:-1]) for row in rows], "b": numbers([row[-1] for row in rows])}
        for rows in network.rows()
    ]


def numbers(values: Sequence[Fraction]) -> list[str]:
    """Numerals."""
    return [number(value) for value in values]


def number(value: Fraction) -> str:
    """The numeral of a fraction.

    >>> number(Fraction(2, -4))
    '-1/2'
    """
    return text(QQ(value.numerator, value.denominator))
