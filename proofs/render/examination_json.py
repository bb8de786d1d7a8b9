"""An examination of a trained network as the JSON of the interface."""

from __future__ import annotations

import json
from typing import Any

from proofs.certificates.trained import layers_section, number
from proofs.render.examination import region
from symbolic.partition_minima import Blocks
from symbolic.trained.clip import ZeroCost
from symbolic.trained.examination import SCOPES, Examination
from symbolic.trained.profile import LayerProfile


def as_json_text(examination: Examination) -> str:
    """One line a key."""
    known = examination.facts
    document: dict[str, Any] = {
        "statement": examination.statement,
        "widths": list(examination.at.network.widths),
        "cost_squared": number(examination.at.cost),
        "readout_value": number(examination.readout_value),
        "gap": number(examination.gap),
        "strict": examination.at.strict,
        "kinks": known.kinks,
        "dead": len(known.dead),
        "profile": [number(row.value) for row in examination.profile],
        "verdicts": {scope.value: examination.verdicts[scope].value for scope in SCOPES},
        "reason": examination.reason,
    }
    document |= _networks(examination)
    document["facts"] = {
        "always_on": len(known.always_on),
        "patterns": known.patterns,
        "radius": number(known.radius),
        "smallest_margin": None if known.smallest_margin is None else number(known.smallest_margin),
        "region_bound": None
        if examination.region_bound is None
        else number(examination.region_bound),
        "excluded_radius": None if examination.excluded is None else number(examination.excluded),
        "correct": known.correct,
    }
    document["partition"] = {
        "blocks": _blocks(examination, examination.partition.blocks),
        "value": number(examination.partition.value),
        "excess": number(examination.partition.excess),
        "spread": number(examination.partition.spread),
    }
    document["region"] = region(examination)
    document["truncation_form"] = examination.form and {
        "base": examination.form.base,
        "apex_dimensions": list(examination.form.apex_dimensions),
    }
    document["layers"] = [_layer(examination, row) for row in examination.profile]
    lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in document.items())
    return "{" + ",\n".join(lines) + "}\n"


def _networks(examination: Examination) -> dict[str, Any]:
    """Other networks that were found: a better one, a minimum nearby, what descent leads to."""
    document: dict[str, Any] = {}
    if examination.refutation is not None:
        witness = examination.refutation
        document["witness"] = {
            "layers": layers_section(witness.network),
            "cost_squared": number(witness.cost),
        }
    if examination.nearby is not None:
        near = examination.nearby
        document["nearby"] = {
            "statement": near.statement,
            "layers": layers_section(near.network),
            "cost_squared": number(near.cost),
            "distance": number(near.distance),
            "lower_bound": number(near.low),
        }
        if examination.nearby.partition is not None:
            document["nearby"]["partition"] = _blocks(examination, examination.nearby.partition)
    elif examination.nearby_reason:
        document["nearby_reason"] = examination.nearby_reason
    if examination.descent is not None:
        document["descent"] = {
            "cost_squared": number(examination.descent.at.cost),
            "distance": number(examination.descent.distance),
            "same_pattern": examination.descent.same_pattern,
        }
    if isinstance(examination.zero, ZeroCost):
        zero = examination.zero
        document["zero"] = {"layers": layers_section(zero.network), "kept": zero.kept}
    return document


def _blocks(examination: Examination, partition: Blocks) -> list[list[str]]:
    return [[examination.data.labels[j] for j in block] for block in partition]


def _layer(examination: Examination, row: LayerProfile) -> dict[str, Any]:
    """One line of the curation table."""
    classes = [
        {
            "label": label,
            "points": one.points,
            "off": one.off,
            "noise": None if one.noise is None else number(one.noise),
        }
        for label, one in zip(examination.data.labels, row.classes, strict=True)
    ]
    return {"rank": row.rank, "classes": classes}
